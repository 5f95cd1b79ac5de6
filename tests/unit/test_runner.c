/* A runner: cells run in another process as they do in this one, and its death costs only them. */
#include "support.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "runner/internal.h"

/* No hook of Lua's stops it. */
#define STUCK "string.find(('a'):rep(200), ('a*'):rep(30) .. 'b')"

typedef struct world {
    char folder[64], store[96];
    dl_runner_options options;
    dl_runner *runner;
    size_t views_told, sources_told, progress_told, asked_for;
} world;

static int count_view(void *user, const dl_view *view, dl_error *error)
{
    (void)error;
    assert_non_null(view);
    ((world *)user)->views_told++;
    return 0;
}

static void count_source(void *user, const dl_source *source)
{
    assert_true(source->url.size > 0);
    ((world *)user)->sources_told++;
}

static void count_progress(void *user, const dl_fetch_progress *progress)
{
    world *w = user;
    w->progress_told++;
    w->asked_for = progress->count;
}

static void open_world(world *w)
{
    memset(w, 0, sizeof *w);
    snprintf(w->folder, sizeof w->folder, "/tmp/dateline-runner-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->store, sizeof w->store, "%s/dateline.db", w->folder);
    w->options = dl_runner_defaults();
    w->options.engine.name = "n.md";
    w->options.engine.folder = w->folder;
    w->options.engine.store_path = w->store;
    w->options.engine.as_of = DL_STR("2024-12-31");
    w->options.engine.events = (dl_events){.user = w, .view = count_view, .source = count_source};
    dl_error error;
    if (dl_runner_open(&w->runner, &w->options, &error) != 0)
        fail_msg("%s", error.message);
}

static void close_world(world *w)
{
    char command[128];
    dl_runner_close(w->runner);
    snprintf(command, sizeof command, "rm -r '%s'", w->folder);
    assert_int_equal(system(command), 0);
}

static dl_step step_of(const char *code)
{
    return (dl_step){.id = DL_STR("1"), .code = dl_str_of(code), .line = 7, .column = 1};
}

static void run(world *w, const char *code, double timeout_s, dl_result *result)
{
    dl_step step = step_of(code);
    dl_error error;
    dl_result_init(result);
    if (dl_runner_run(w->runner, &step, timeout_s, result, &error) != 0)
        fail_msg("%s", error.message);
}

/* The texts of all views in a row. */
static void said(const dl_result *result, dl_buf *out)
{
    dl_buf_init(out);
    for (size_t i = 0; i < result->view_count; i++)
        dl_buf_add(out, result->views[i]->text);
}

static void expect_said(const dl_result *result, const char *words)
{
    dl_buf out;
    said(result, &out);
    assert_string_equal(out.data ? out.data : "", words);
    dl_buf_clear(&out);
}

/* Runs a cell that is to end well and say so. */
static void expect(world *w, const char *code, const char *words)
{
    dl_result result;
    run(w, code, 20, &result);
    if (result.state != DL_STATE_OK)
        fail_msg("%s: %s", code, result.error.message);
    expect_said(&result, words);
    dl_result_clear(&result);
}

static void cells_share_their_globals_and_give_what_they_would_here(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    expect(&w, "x = 20", "");
    expect(&w, "print('a') print('b')\nx + 1", "a\nb\n21");
    assert_int_equal(w.views_told, 2);
    dl_result result;
    run(&w, "print('before') nothing.at.all = 1", 20, &result);
    assert_int_equal(result.state, DL_STATE_FAILED);
    assert_int_equal(result.error.kind, DL_ERR_CELL);
    assert_int_equal(result.error.line, 7);
    assert_string_equal(result.error.place, "n.md");
    assert_true(result.traceback.size > 0);
    expect_said(&result, "before\n");
    dl_result_clear(&result);
    expect(&w, "x", "20");
    assert_int_equal(dl_runner_deaths(w.runner), 0);
    close_world(&w);
}

static void an_inlined_expression_gives_its_text(void **state)
{
    (void)state;
    world w;
    dl_result result;
    dl_error error;
    open_world(&w);
    dl_step step = step_of("6 * 7");
    step.inlined = true;
    dl_result_init(&result);
    assert_int_equal(dl_runner_run(w.runner, &step, 20, &result, &error), 0);
    assert_true(dl_str_equal(result.inline_text, DL_STR("42")));
    dl_result_clear(&result);
    step.noeval = true;
    assert_int_equal(dl_runner_run(w.runner, &step, 20, &result, &error), 0);
    assert_int_equal(result.state, DL_STATE_NOT_RUN);
    close_world(&w);
}

static void a_large_output_comes_whole(void **state)
{
    (void)state;
    world w;
    dl_result result;
    open_world(&w);
    run(&w, "for i = 1, 90 do print(('x'):rep(9999)) display(md(tostring(i))) end", 20, &result);
    assert_int_equal(result.state, DL_STATE_OK);
    assert_int_equal(result.view_count, 180);
    assert_int_equal(result.views[178]->text.size, 10000);
    assert_true(dl_str_equal(result.views[179]->text, DL_STR("90")));
    dl_result_clear(&result);
    close_world(&w);
}

static void a_stopped_cell_costs_no_variables(void **state)
{
    (void)state;
    world w;
    dl_result result;
    open_world(&w);
    expect(&w, "x = 1", "");
    run(&w, "print('said') while true do end", 0.1, &result);
    assert_int_equal(result.error.kind, DL_ERR_LIMIT_TIME);
    expect_said(&result, "said\n");
    dl_result_clear(&result);
    expect(&w, "x", "1");
    assert_int_equal(dl_runner_deaths(w.runner), 0);
    close_world(&w);
}

static void a_cell_that_nothing_stops_is_killed_and_keeps_what_it_gave(void **state)
{
    (void)state;
    world w;
    dl_result result;
    open_world(&w);
    expect(&w, "x = 1", "");
    run(&w, "print('a') display(md('b')) print('c') " STUCK, 0.1, &result);
    assert_int_equal(result.state, DL_STATE_FAILED);
    assert_int_equal(result.error.kind, DL_ERR_LIMIT_TIME);
    assert_int_equal(result.error.line, 7);
    expect_said(&result, "a\nbc\n");
    assert_int_equal(w.views_told, 3);
    dl_result_clear(&result);
    assert_int_equal(dl_runner_deaths(w.runner), 1);
    expect(&w, "print(x)", "nil\n");
    close_world(&w);
}

/* --- interrupts --- */

typedef struct later {
    dl_runner *runner;
    int after_ms, times;
} later;

static void *interrupt_later(void *with)
{
    const later *call = with;
    for (int i = 0; i < call->times; i++) {
        struct timespec pause = {0, call->after_ms * 1000000L};
        nanosleep(&pause, NULL);
        dl_runner_interrupt(call->runner);
    }
    return NULL;
}

static void run_interrupted(world *w, const char *code, int times, dl_result *result)
{
    pthread_t thread;
    later call = {w->runner, 150, times};
    assert_int_equal(pthread_create(&thread, NULL, interrupt_later, &call), 0);
    run(w, code, 20, result);
    pthread_join(thread, NULL);
}

static void an_interrupt_stops_a_cell_and_keeps_the_variables(void **state)
{
    (void)state;
    world w;
    dl_result result;
    dl_cancel cancel = {0};
    open_world(&w);
    dl_runner_close(w.runner);
    w.options.engine.cancel = &cancel;
    assert_int_equal(dl_runner_open(&w.runner, &w.options, NULL), 0);
    expect(&w, "x = 1", "");
    run_interrupted(&w, "coroutine.wrap(function() while true do pcall(error) end end)()", 1,
                    &result);
    assert_int_equal(result.error.kind, DL_ERR_INTERRUPTED);
    dl_result_clear(&result);
    /* until it is taken back, nothing runs */
    run(&w, "x = 2", 20, &result);
    assert_int_equal(result.error.kind, DL_ERR_INTERRUPTED);
    dl_result_clear(&result);
    dl_cancel_reset(&cancel);
    expect(&w, "x", "1");
    assert_int_equal(dl_runner_deaths(w.runner), 0);
    close_world(&w);
}

static void a_second_interrupt_ends_the_worker(void **state)
{
    (void)state;
    world w;
    dl_result result;
    open_world(&w);
    run_interrupted(&w, "print('said') " STUCK, 2, &result);
    assert_int_equal(result.error.kind, DL_ERR_INTERRUPTED);
    expect_said(&result, "said\n");
    dl_result_clear(&result);
    assert_int_equal(dl_runner_deaths(w.runner), 1);
    close_world(&w);
}

/* --- deaths --- */

typedef struct murder {
    const dl_runner *runner;
    int signal;
} murder;

static void *kill_later(void *with)
{
    const murder *plan = with;
    struct timespec pause = {0, 200000000L};
    nanosleep(&pause, NULL);
    kill(plan->runner->worker, plan->signal);
    return NULL;
}

static void a_crash_is_told_with_its_signal(void **state)
{
    (void)state;
    static const struct {
        int signal, kind;
        const char *words;
    } cases[] = {{SIGSEGV, DL_ERR_CELL, "SIGSEGV"},
                 {SIGABRT, DL_ERR_CELL, "SIGABRT"},
                 {SIGBUS, DL_ERR_CELL, "SIGBUS"},
                 {SIGVTALRM, DL_ERR_CELL, "signal 26"},
                 {SIGKILL, DL_ERR_LIMIT_MEMORY, "memory"}};
    world w;
    open_world(&w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pthread_t thread;
        dl_result result;
        /* a sanitizer minds faults itself */
        bool fault = cases[i].signal == SIGSEGV || cases[i].signal == SIGBUS;
        if (fault && dl_wall_default() == DL_WALL_LIGHT)
            continue;
        size_t deaths = dl_runner_deaths(w.runner);
        murder plan = {w.runner, cases[i].signal};
        expect(&w, "x = 1", "");
        assert_int_equal(pthread_create(&thread, NULL, kill_later, &plan), 0);
        dl_step step = step_of("print('said') while true do end");
        step.error_expected = true;
        dl_result_init(&result);
        assert_int_equal(dl_runner_run(w.runner, &step, 20, &result, NULL), 0);
        pthread_join(thread, NULL);
        assert_int_equal(result.error.kind, cases[i].kind);
        if (!strstr(result.error.message, cases[i].words))
            fail_msg("no %s in: %s", cases[i].words, result.error.message);
        assert_false(result.expected);
        expect_said(&result, "said\n");
        dl_result_clear(&result);
        assert_int_equal(dl_runner_deaths(w.runner), deaths + 1);
    }
    close_world(&w);
}

static void a_worker_that_died_between_steps_is_told_of(void **state)
{
    (void)state;
    world w;
    dl_result result;
    open_world(&w);
    expect(&w, "x = 1", "");
    kill(w.runner->worker, SIGABRT);
    run(&w, "print(x)", 20, &result);
    assert_int_equal(result.state, DL_STATE_FAILED);
    assert_non_null(strstr(result.error.message, "SIGABRT"));
    dl_result_clear(&result);
    expect(&w, "print(x)", "nil\n");
    close_world(&w);
}

/* --- a worker that is not ours any more --- */

/* Puts a process that sends these bytes in the worker's place. */
static void replace_worker(dl_runner *runner, const char *bytes, size_t size, bool stays)
{
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        if (write(ends[1], bytes, size) != (ssize_t)size)
            _exit(2);
        while (stays)
            pause();
        _exit(3);
    }
    close(ends[1]);
    runner->worker = child;
    channel_init(&runner->channel, ends[0]);
}

static void whatever_a_broken_worker_sends_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
    } cases[] = {
        {"\xff\xff\xff\xff V", 5},  {"\0\0\0\0X", 5},       {"\0\0\0\0R", 5}, {"\x02\0\0\0Vv\1", 7},
        {"\1\0\0\0C\0", 6},         {"\3\0\0\0U\1\2\3", 8}, {"\2\0\0\0R", 5}, {"", 0},
        {"\x04\0\0\0P\2\1\0\0", 9}, {"\x02\0\0\0H\3\1", 7}};
    for (int stays = 0; stays < 2; stays++) {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            world w;
            dl_result result;
            open_world(&w);
            replace_worker(w.runner, cases[i].bytes, cases[i].size, stays);
            run(&w, "1", 0.1, &result);
            assert_int_equal(result.state, DL_STATE_FAILED);
            assert_true(result.error.message[0] != '\0');
            dl_result_clear(&result);
            assert_int_equal(dl_runner_deaths(w.runner), 1);
            expect(&w, "1 + 1", "2");
            close_world(&w);
        }
    }
}

static void random_frames_do_no_harm(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    static const char kinds[] = "HFVUPRCS";
    for (int round = 0; round < 200; round++) {
        char bytes[256];
        size_t size = 0;
        for (int frames = random_below(&seed, 4); frames >= 0; frames--) {
            size_t length = (size_t)random_below(&seed, 40);
            bytes[size++] = (char)length;
            memset(bytes + size, 0, 3);
            size += 3;
            bytes[size++] = kinds[random_below(&seed, 8)];
            for (size_t i = 0; i < length; i++)
                bytes[size++] = (char)random_below(&seed, 4);
        }
        world w;
        dl_result result;
        open_world(&w);
        replace_worker(w.runner, bytes, size, false);
        dl_step step = step_of("1");
        dl_result_init(&result);
        dl_runner_run(w.runner, &step, 1, &result, NULL);
        dl_result_clear(&result);
        close_world(&w);
    }
}

/* --- the rest --- */

static void completeness_is_asked_of_the_worker(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    assert_int_equal(dl_runner_completeness(w.runner, DL_STR("1 + 1")), DL_COMPLETE);
    assert_int_equal(dl_runner_completeness(w.runner, DL_STR("for i = 1, 2 do")), DL_INCOMPLETE);
    assert_int_equal(dl_runner_completeness(w.runner, DL_STR("x = = 1")), DL_INVALID);
    expect(&w, "2", "2");
    close_world(&w);
}

static void runners_do_not_know_of_each_other(void **state)
{
    (void)state;
    world one, two;
    dl_result result;
    open_world(&one);
    open_world(&two);
    expect(&one, "x = 'one'", "");
    expect(&two, "print(x) x = 'two'", "nil\n");
    run(&one, STUCK, 0.1, &result);
    dl_result_clear(&result);
    expect(&two, "x", "two");
    assert_int_equal(dl_runner_deaths(one.runner), 1);
    assert_int_equal(dl_runner_deaths(two.runner), 0);
    close_world(&one);
    expect(&two, "x", "two");
    close_world(&two);
}

static void sources_are_known_here_even_of_dead_workers(void **state)
{
    (void)state;
    world w;
    dl_result result;
    const dl_source *sources;
    size_t count;
    open_world(&w);
    char path[128];
    snprintf(path, sizeof path, "%s/b.txt", w.folder);
    FILE *file = fopen(path, "w");
    fputs("words\n", file);
    fclose(file);
    expect(&w, "local ok = pcall(fetch, 'https://z.example/') print(ok)", "false\n");
    run(&w, "fetch('b.txt') " STUCK, 0.3, &result);
    assert_int_equal(result.error.kind, DL_ERR_LIMIT_TIME);
    dl_result_clear(&result);
    assert_int_equal(dl_runner_sources(w.runner, &sources, &count, NULL), 0);
    assert_int_equal(count, 2);
    assert_true(dl_str_equal(sources[0].url, DL_STR("b.txt")));
    assert_int_equal(sources[0].sha256.size, 64);
    assert_true(dl_str_equal(sources[1].url, DL_STR("https://z.example/")));
    assert_true(sources[1].missing.size > 0);
    assert_true(w.sources_told >= 2);
    close_world(&w);
}

static void how_far_a_fetch_has_come_is_told_here(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    dl_runner_close(w.runner);
    dl_fetch_options *fetch = &w.options.engine.fetch;
    fetch->any_host = fetch->any_private = fetch->ignore_robots = true;
    fetch->tries = 1;
    fetch->progress = count_progress;
    fetch->progress_user = &w;
    assert_int_equal(dl_runner_open(&w.runner, &w.options, NULL), 0);
    /* where nothing listens, and the network is granted */
    expect(&w,
           "local urls = {} for i = 1, 30 do urls[i] = 'http://127.0.0.1:9/' .. i end\n"
           "pcall(fetch.all, urls) print(#urls)",
           "30\n");
    assert_true(w.progress_told > 0);
    assert_int_equal(w.asked_for, 30);
    close_world(&w);
}

static bool start_slowly;

static void in_a_new_process(void)
{
    const struct timespec half_a_second = {.tv_nsec = 500000000L};
    if (start_slowly)
        nanosleep(&half_a_second, NULL);
}

/* On a machine that was busy enough, a cell of no work passed its limit. */
static void what_a_workers_start_takes_is_not_the_cells_time(void **state)
{
    (void)state;
    world w;
    dl_result result;
    open_world(&w);
    assert_int_equal(pthread_atfork(NULL, NULL, in_a_new_process), 0);
    start_slowly = true;
    run(&w, "x = 1", 0.3, &result);
    start_slowly = false;
    if (result.state != DL_STATE_OK)
        fail_msg("%s", result.error.message);
    dl_result_clear(&result);
    run(&w, STUCK, 0.1, &result);
    assert_int_equal(result.error.kind, DL_ERR_LIMIT_TIME);
    dl_result_clear(&result);
    close_world(&w);
}

static bool interrupt_instead_of_an_answer(void *user, dl_str host, const char *address, int port)
{
    world *w = user;
    assert_string_equal(address, "127.0.0.1");
    assert_int_equal(port, 9);
    assert_true(host.size > 0);
    w->asked_for++;
    dl_runner_interrupt(w->runner);
    return false;
}

/* Who shows what was printed takes his time, so that the worker has it. */
static void print_slowly(void *user, dl_str text)
{
    const struct timespec while_it_goes_on = {.tv_nsec = 100000000L};
    (void)user;
    assert_true(text.size > 0);
    nanosleep(&while_it_goes_on, NULL);
}

/* It was a race: the worker could take the end of the question for a person's no, go on by what it
 * had, and be done before it heard of the interrupt. */
static void an_interrupt_at_a_question_ends_the_cell_whatever_it_does_next(void **state)
{
    enum { ROUNDS = 5 };
    (void)state;
    world w;
    dl_cancel cancel = {0};
    open_world(&w);
    dl_runner_close(w.runner);
    w.options.engine.cancel = &cancel;
    w.options.engine.events.print = print_slowly;
    w.options.engine.fetch.any_host = true;
    w.options.engine.fetch.ask = interrupt_instead_of_an_answer;
    w.options.engine.fetch.ask_user = &w;
    assert_int_equal(dl_runner_open(&w.runner, &w.options, NULL), 0);
    for (size_t i = 1; i <= ROUNDS; i++) {
        dl_result result;
        run(&w, "print('asking') pcall(fetch, 'http://127.0.0.1:9/')", 20, &result);
        assert_int_equal(w.asked_for, i);
        assert_int_equal(result.state, DL_STATE_FAILED);
        assert_int_equal(result.error.kind, DL_ERR_INTERRUPTED);
        dl_result_clear(&result);
        dl_cancel_reset(&cancel);
    }
    assert_int_equal(dl_runner_deaths(w.runner), 0);
    close_world(&w);
}

static void no_process_and_no_descriptor_is_left(void **state)
{
    (void)state;
    world w;
    int before = dup(0);
    close(before);
    for (int i = 0; i < 20; i++) {
        dl_result result;
        open_world(&w);
        expect(&w, "1", "1");
        run(&w, i % 4 == 0 ? STUCK : "error('x')", 0.1, &result);
        dl_result_clear(&result);
        close_world(&w);
    }
    int after = dup(0);
    close(after);
    assert_int_equal(before, after);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void an_engine_that_cannot_be_is_told_by_its_runner(void **state)
{
    (void)state;
    world w;
    dl_result result;
    dl_error error;
    open_world(&w);
    dl_runner_close(w.runner);
    w.options.engine.as_of = DL_STR("no date");
    assert_int_equal(dl_runner_open(&w.runner, &w.options, NULL), 0);
    dl_step step = step_of("1");
    dl_result_init(&result);
    assert_int_equal(dl_runner_run(w.runner, &step, 20, &result, &error), DL_ERR_SYNTAX);
    assert_int_equal(error.kind, DL_ERR_SYNTAX);
    assert_int_equal(dl_runner_deaths(w.runner), 0);
    dl_result_clear(&result);
    close_world(&w);
}

/* --- updates --- */

enum { STEPS = 3 };

static void update_to(world *w, const char *const codes[STEPS], double timeout_s, dl_update *update)
{
    static const dl_str ids[STEPS] = {{"a", 1}, {"b", 1}, {"c", 1}};
    dl_step steps[STEPS];
    const dl_step *list[STEPS];
    dl_update_options options = {.as_of = DL_STR("2024-12-31")};
    dl_error error;
    for (size_t i = 0; i < STEPS; i++) {
        steps[i] = step_of(codes[i]);
        steps[i].id = ids[i];
        steps[i].line = 10 * (int)(i + 1);
        list[i] = &steps[i];
    }
    if (dl_runner_update(w->runner, list, STEPS, &options, timeout_s, update, &error) != 0)
        fail_msg("%s", error.message);
    assert_int_equal(update->count, STEPS);
}

static void assert_shows(const dl_update *update, size_t step, const char *text)
{
    const dl_result *result = update->results[step];
    assert_int_equal(result->state, DL_STATE_OK);
    assert_true(result->view_count > 0);
    const dl_view *last = result->views[result->view_count - 1];
    assert_true(dl_str_equal(last->text, dl_str_of(text)));
}

static void an_update_runs_what_is_stale_and_tells_of_each_result_once(void **state)
{
    (void)state;
    world w;
    dl_update update;
    open_world(&w);
    update_to(&w, (const char *[]){"x = 1; return x", "return x + 1", "return 'c'"}, 20, &update);
    assert_int_equal(update.ran_count, 3);
    assert_shows(&update, 0, "1");
    assert_shows(&update, 1, "2");
    update_to(&w, (const char *[]){"x = 5; return x", "return x + 1", "return 'c'"}, 20, &update);
    assert_int_equal(update.ran_count, 2);
    assert_false(update.ran[2]);
    assert_shows(&update, 1, "6");
    assert_shows(&update, 2, "c");
    /* an edit undone is fresh again: its result was dropped here, and is told again */
    update_to(&w, (const char *[]){"x = 1; return x", "return x + 1", "return 'c'"}, 20, &update);
    assert_shows(&update, 0, "1");
    assert_shows(&update, 1, "2");
    close_world(&w);
}

static void a_step_that_ends_its_worker_fails_and_what_is_above_it_stands(void **state)
{
    (void)state;
    world w;
    dl_update update;
    open_world(&w);
    update_to(&w, (const char *[]){"x = 1; return x", "print('words') return " STUCK, "return x"},
              0.3, &update);
    assert_int_equal(update.failed, 1);
    assert_shows(&update, 0, "1");
    assert_int_equal(update.results[1]->state, DL_STATE_FAILED);
    assert_int_equal(update.results[1]->error.kind, DL_ERR_LIMIT_TIME);
    assert_int_equal(update.results[1]->error.line, 20);
    assert_int_equal(update.results[1]->view_count, 1);
    assert_int_equal(update.results[2]->state, DL_STATE_NOT_RUN);
    assert_int_equal(dl_runner_deaths(w.runner), 1);
    update_to(&w, (const char *[]){"x = 1; return x", "return x + 1", "return x + 2"}, 20, &update);
    assert_int_equal(update.failed, STEPS);
    assert_shows(&update, 1, "2");
    assert_shows(&update, 2, "3");
    close_world(&w);
}

typedef struct listener {
    size_t printed, times, views; /* printed: the most bytes that were told of one text */
    size_t values_at;             /* views before the values; SIZE_MAX: none came */
    bool wrong;                   /* a text was told that is not the beginning of what comes */
} listener;

static void hear_print(void *user, dl_str text)
{
    listener *l = user;
    l->times++;
    for (size_t i = 0; i < text.size; i++)
        l->wrong = l->wrong || text.data[i] != (i % 2 ? '\n' : 'a' + (char)(l->views % 26));
    l->wrong = l->wrong || text.size <= l->printed;
    l->printed = text.size;
}

static int hear_view(void *user, const dl_view *view, dl_error *error)
{
    listener *l = user;
    (void)error;
    l->wrong = l->wrong || view->text.size < l->printed;
    l->printed = 0;
    l->views++;
    return 0;
}

static void hear_values(void *user)
{
    listener *l = user;
    l->values_at = l->views;
}

static void what_is_printed_is_told_while_the_cell_runs(void **state)
{
    (void)state;
    world w;
    dl_result result;
    dl_error error;
    listener heard = {.values_at = SIZE_MAX};
    open_world(&w);
    dl_runner_close(w.runner);
    w.options.engine.events =
        (dl_events){.user = &heard, .view = hear_view, .print = hear_print, .values = hear_values};
    assert_int_equal(dl_runner_open(&w.runner, &w.options, &error), 0);
    run(&w, "local n = 0\nwhile true do n = n + 1 if n % 1000000 == 0 then print('a') end end", 0.8,
        &result);
    assert_int_equal(result.error.kind, DL_ERR_LIMIT_TIME);
    assert_true(heard.times >= 2);
    assert_false(heard.wrong);
    dl_result_clear(&result);
    /* many views one after another: none of their texts is told as another's */
    heard = (listener){.values_at = SIZE_MAX};
    run(&w,
        "for i = 0, 1999, 2 do for k = 1, 300 do print(string.char(97 + i % 26)) end display('x') "
        "end "
        "return 1, 2",
        20, &result);
    assert_int_equal(result.state, DL_STATE_OK);
    assert_false(heard.wrong);
    assert_int_equal(heard.views, 2002);
    assert_int_equal(heard.values_at, 2000);
    dl_result_clear(&result);
    heard = (listener){.values_at = SIZE_MAX};
    run(&w, "x = 1", 20, &result);
    assert_int_equal(heard.values_at, SIZE_MAX);
    dl_result_clear(&result);
    close_world(&w);
}

static void what_can_stand_at_a_place_is_asked_of_the_worker(void **state)
{
    (void)state;
    world w;
    dl_error error;
    dl_arena arena;
    dl_completion found = {0};
    dl_inspection known = {0};
    dl_arena_init(&arena);
    open_world(&w);
    expect(&w, "release_day = 41", "");
    dl_place place = {.code = DL_STR("x = rele"), .cursor = 8};
    assert_int_equal(dl_runner_complete(w.runner, &place, &arena, &found, &error), 0);
    assert_int_equal(found.count, 1);
    assert_true(dl_str_equal(found.matches[0].text, DL_STR("release_day")));
    assert_int_equal(found.start, 4);
    place = (dl_place){.code = DL_STR("release_day"), .cursor = 3};
    assert_int_equal(dl_runner_inspect(w.runner, &place, &arena, &known, &error), 0);
    assert_true(known.found && dl_str_equal(known.value, DL_STR("the number 41")));
    kill(w.runner->worker, SIGKILL);
    found = (dl_completion){0};
    assert_int_not_equal(dl_runner_complete(w.runner, &place, &arena, &found, &error), 0);
    assert_int_equal(dl_runner_complete(w.runner, &place, &arena, &found, &error), 0);
    assert_int_equal(found.count, 0); /* the next worker has no such variable */
    dl_arena_clear(&arena);
    close_world(&w);
}

static void globals_are_asked_of_the_worker(void **state)
{
    (void)state;
    world w;
    dl_globals globals;
    dl_error error;
    dl_arena arena;
    dl_arena_init(&arena);
    open_world(&w);
    dl_step step = step_of("y = x");
    assert_int_equal(dl_runner_globals(w.runner, &step, &arena, &globals, &error), 0);
    assert_int_equal(globals.count, 2);
    assert_true(dl_str_equal(globals.list[0].name, DL_STR("x")));
    assert_true(globals.list[1].how & DL_GLOBAL_ASSIGNED);
    step = step_of("y = = x");
    assert_int_equal(dl_runner_globals(w.runner, &step, &arena, &globals, &error), DL_ERR_SYNTAX);
    dl_arena_clear(&arena);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_share_their_globals_and_give_what_they_would_here),
        cmocka_unit_test(an_inlined_expression_gives_its_text),
        cmocka_unit_test(a_large_output_comes_whole),
        cmocka_unit_test(a_stopped_cell_costs_no_variables),
        cmocka_unit_test(a_cell_that_nothing_stops_is_killed_and_keeps_what_it_gave),
        cmocka_unit_test(an_interrupt_stops_a_cell_and_keeps_the_variables),
        cmocka_unit_test(a_second_interrupt_ends_the_worker),
        cmocka_unit_test(a_crash_is_told_with_its_signal),
        cmocka_unit_test(a_worker_that_died_between_steps_is_told_of),
        cmocka_unit_test(whatever_a_broken_worker_sends_is_refused),
        cmocka_unit_test(random_frames_do_no_harm),
        cmocka_unit_test(completeness_is_asked_of_the_worker),
        cmocka_unit_test(runners_do_not_know_of_each_other),
        cmocka_unit_test(sources_are_known_here_even_of_dead_workers),
        cmocka_unit_test(how_far_a_fetch_has_come_is_told_here),
        cmocka_unit_test(what_a_workers_start_takes_is_not_the_cells_time),
        cmocka_unit_test(an_interrupt_at_a_question_ends_the_cell_whatever_it_does_next),
        cmocka_unit_test(an_update_runs_what_is_stale_and_tells_of_each_result_once),
        cmocka_unit_test(a_step_that_ends_its_worker_fails_and_what_is_above_it_stands),
        cmocka_unit_test(what_is_printed_is_told_while_the_cell_runs),
        cmocka_unit_test(what_can_stand_at_a_place_is_asked_of_the_worker),
        cmocka_unit_test(globals_are_asked_of_the_worker),
        cmocka_unit_test(no_process_and_no_descriptor_is_left),
        cmocka_unit_test(an_engine_that_cannot_be_is_told_by_its_runner)};
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests_name("runners", tests, NULL, NULL);
}
