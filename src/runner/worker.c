/*
 * The worker: a process that holds an engine and does what its runner says until the runner's
 * socket closes. It is told to stop by a signal that carries the runner's address, which is the
 * same in both processes, so that no variable needs to be global.
 */
#define _GNU_SOURCE /* close_range's number, prctl */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "dateline/wire.h"
#include "runner/internal.h"
#include "runner/sanitized.h"

/* --- becoming a worker --- */

/* From anybody but the runner a signal of ours is nothing. */
static void on_stop(int number, siginfo_t *info, void *context)
{
    (void)context;
    if (info->si_code != SI_QUEUE || info->si_pid != getppid())
        return;
    int reason = number == WORKER_INTERRUPT ? DL_ERR_INTERRUPTED : DL_ERR_LIMIT_TIME;
    dl_runner *runner = info->si_value.sival_ptr;
    dl_engine *engine = atomic_load(&runner->engine);
    if (engine)
        dl_engine_stop(engine, reason);
    else
        dl_cancel_set(&runner->worker_cancel, reason);
}

/* A handler of the caller's has no business here; a sanitizer's tells of its fault. */
static void forget_handlers(dl_wall_mode mode)
{
    for (int number = 1; number < 32; number++) {
        bool fault = number == SIGSEGV || number == SIGBUS || number == SIGFPE ||
                     number == SIGILL || number == SIGABRT;
        if (!fault || mode != DL_WALL_LIGHT)
            signal(number, SIG_DFL);
    }
}

static void set_signals(dl_wall_mode mode)
{
    struct sigaction action;
    forget_handlers(mode);
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    action.sa_sigaction = on_stop;
    sigaction(WORKER_INTERRUPT, &action, NULL);
    sigaction(WORKER_TIME_IS_UP, &action, NULL);
    signal(SIGINT, SIG_IGN); /* Ctrl-C is the runner's to tell */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

void worker_close_from(unsigned first)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, first, ~0U, 0) == 0)
        return;
#endif
    long most = sysconf(_SC_OPEN_MAX);
    for (long fd = (long)first; fd < (most > 0 && most < 65536 ? most : 65536); fd++)
        close((int)fd);
}

/* Nothing of the caller's is left open: standard input and output are empty, standard error goes
 * to the runner (or, behind a light wall, where it went). Returns the socket. */
static int keep_descriptors(int socket, int complaints)
{
    int high = fcntl(socket, F_DUPFD_CLOEXEC, 64);
    if (complaints >= 0)
        dup2(complaints, STDERR_FILENO);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null >= 0) {
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
    }
    if (high < 0 || dup2(high, SOCKET) < 0)
        _exit(1);
    worker_close_from(SOCKET + 1);
    return SOCKET;
}

/* What is temporary goes beside the store, where its keeper may write; each such file loses its
 * name as soon as it is open, if it has one. */
static void set_temporary_folder(const char *store_path)
{
    char folder[PATH_MAX];
    if (!wall_store_folder(store_path, folder, sizeof folder) || access(folder, W_OK) != 0)
        return;
    setenv("TMPDIR", folder, 1);
    setenv("SQLITE_TMPDIR", folder, 1);
}

/* --- what is told to the runner --- */

/* A worker whose runner is gone has nothing left to do. */
void worker_tell(dl_runner *runner, int kind, dl_buf *bytes)
{
    bool told =
        !bytes->failed && channel_send(&runner->channel, (frame_kind)kind, dl_buf_str(bytes));
    dl_buf_clear(bytes);
    if (!told)
        _exit(1);
}

void worker_tell_error(dl_runner *runner, int kind, const dl_error *error)
{
    dl_buf bytes;
    dl_buf_init(&bytes);
    told_put_error(error, &bytes);
    worker_tell(runner, kind, &bytes);
}

static int on_view(void *user, const dl_view *view, dl_error *error)
{
    dl_runner *runner = user;
    dl_buf bytes;
    dl_buf_init(&bytes);
    int rc = dl_wire_put_view(view, &bytes, error);
    if (rc) {
        dl_buf_clear(&bytes);
        return rc;
    }
    worker_tell(runner, FRAME_VIEW, &bytes);
    /* what was printed before is in the view; who reads it looks at views before and after */
    atomic_store(&runner->words->size, 0);
    atomic_fetch_add(&runner->words->views, 1);
    return 0;
}

static void on_values(void *user)
{
    dl_buf nothing;
    dl_buf_init(&nothing);
    worker_tell(user, FRAME_VALUES, &nothing);
}

static void on_print(void *user, dl_str text)
{
    dl_runner *runner = user;
    size_t used = atomic_load(&runner->words->size), room = runner->options.engine.output_bytes;
    size_t left = used < room ? room - used : 0;
    size_t size = text.size < left ? text.size : left;
    if (size)
        memcpy(runner->words->bytes + used, text.data, size);
    atomic_store(&runner->words->size, used + size);
}

static void on_source(void *user, const dl_source *source)
{
    dl_buf bytes;
    dl_buf_init(&bytes);
    if (dl_wire_put_sources(source, 1, &bytes, NULL) == 0)
        worker_tell(user, FRAME_SOURCE, &bytes);
    else
        dl_buf_clear(&bytes);
}

static void on_warn(void *user, dl_str line)
{
    dl_buf bytes;
    dl_buf_init(&bytes);
    dl_buf_add(&bytes, line);
    worker_tell(user, FRAME_WARN, &bytes);
}

static void on_log(void *user, dl_str line)
{
    dl_buf bytes;
    dl_buf_init(&bytes);
    dl_buf_add(&bytes, line);
    worker_tell(user, FRAME_LOG, &bytes);
}

static void on_progress(void *user, const dl_fetch_progress *progress)
{
    dl_buf bytes;
    dl_buf_init(&bytes);
    told_put_progress(progress, &bytes);
    worker_tell(user, FRAME_PROGRESS, &bytes);
}

/* --- what the runner asks for --- */

/* Memory that ran out behind the wall did so at the limit that was set; a binding says it in Lua's
 * words. */
void worker_settle_memory(const dl_runner *runner, dl_error *error)
{
    bool lua = error->kind == DL_ERR_CELL && strcmp(error->message, "not enough memory") == 0;
    if (error->kind != DL_ERR_MEMORY && !lua)
        return;
    error->kind = DL_ERR_LIMIT_MEMORY;
    dl_error_hint(error, "the limit is %zu MiB; give more with --memory M",
                  runner->options.engine.memory_bytes >> 20);
}

static void run_step_told(dl_runner *runner, dl_str bytes)
{
    dl_arena arena;
    dl_result result;
    dl_step step;
    dl_buf out;
    dl_arena_init(&arena);
    dl_result_init(&result);
    dl_buf_init(&out);
    dl_error error;
    dl_cancel_reset(&runner->worker_cancel);
    worker_forget_refusals(runner);
    int rc = told_step(bytes, &arena, &step, &error);
    if (rc == 0)
        rc = dl_engine_run(runner->engine, &step, &result, &error);
    if (rc != 0) {
        result.state = DL_STATE_FAILED;
        result.error = error;
    }
    worker_settle_memory(runner, &result.error);
    result.view_count = 0;                              /* they went before */
    if (told_put_result(&result, 0, &out, NULL) != 0) { /* for the length of what it says */
        dl_buf_clear(&out);
        result.traceback = result.inline_text = (dl_str){"", 0};
        result.state = DL_STATE_FAILED;
        dl_error_set(&result.error, DL_ERR_LIMIT_OUTPUT, "the cell's value is too long");
        told_put_result(&result, 0, &out, NULL);
    }
    worker_tell(runner, FRAME_RESULT, &out);
    dl_result_clear(&result);
    dl_arena_clear(&arena);
}

static void tell_completeness(dl_runner *runner, dl_str code)
{
    dl_buf out;
    dl_buf_init(&out);
    dl_buf_putc(&out, (char)dl_engine_completeness(runner->engine, code));
    worker_tell(runner, FRAME_COMPLETENESS, &out);
}

static void tell_lookup(dl_runner *runner, int kind, dl_str bytes)
{
    dl_arena arena;
    dl_place place;
    dl_buf out;
    dl_arena_init(&arena);
    dl_buf_init(&out);
    bool good = lookup_place(bytes, &arena, &place, NULL) == 0;
    if (kind == FRAME_COMPLETE) {
        dl_completion found = {0};
        if (!good || dl_engine_complete(runner->engine, &place, &arena, &found, NULL) != 0)
            found = (dl_completion){0};
        lookup_put_completion(&found, &out);
    } else {
        dl_inspection found = {0};
        if (!good || dl_engine_inspect(runner->engine, &place, &arena, &found, NULL) != 0)
            found = (dl_inspection){0};
        lookup_put_inspection(&found, &out);
    }
    worker_tell(runner, kind, &out);
    dl_arena_clear(&arena);
}

static void serve(dl_runner *runner)
{
    int kind;
    dl_str bytes;
    while (channel_next(&runner->channel, true, &kind, &bytes) == CHANNEL_FRAME) {
        if (kind == FRAME_STEP)
            run_step_told(runner, bytes);
        else if (kind == FRAME_COMPLETENESS)
            tell_completeness(runner, bytes);
        else if (kind == FRAME_UPDATE)
            worker_update(runner, bytes);
        else if (kind == FRAME_KEEP)
            worker_keep(runner, bytes);
        else if (kind == FRAME_GLOBALS)
            worker_globals(runner, bytes);
        else if (kind == FRAME_PAGE)
            worker_page(runner, bytes);
        else if (kind == FRAME_COMPLETE || kind == FRAME_INSPECT)
            tell_lookup(runner, kind, bytes);
    }
}

/* --- the whole of it --- */

static bool may_use_network(const dl_fetch_options *fetch)
{
    bool online = fetch->mode == DL_FETCH_DEFAULT || fetch->mode == DL_FETCH_REFRESH;
    return online && (fetch->any_host || fetch->host_count > 0);
}

static void raise_wall(dl_runner *runner)
{
    dl_wall wall;
    const dl_engine_options *engine = &runner->options.engine;
    wall_plan plan = {.folder = engine->folder,
                      .store_path = engine->store_path,
                      .certificates = engine->fetch.certificates,
                      .args = engine->args,
                      .arg_count = engine->arg_count,
                      .network = may_use_network(&engine->fetch),
                      .memory_bytes = engine->memory_bytes,
                      .files = 256 + 4 * engine->fetch.total_limit,
                      .mode = runner->options.wall};
    if (dl_wall_default() != DL_WALL_LIGHT && plan.mode != DL_WALL_LIGHT)
        keeper_start(&plan);
    wall_raise(&plan, &wall);
    if (runner->options.wall != DL_WALL_REQUIRED || dl_wall_stands(&wall))
        return;
    dl_error error;
    dl_error_set(
        &error, DL_ERR_PERMISSION,
        "the system cannot hold the cells in (it has%s Landlock and%s seccomp), and nothing "
        "was to run without",
        wall.landlock ? "" : " no", wall.calls ? "" : " no");
    dl_error_hint(&error, "dateline doctor says what there is; without --require-sandbox it runs");
    worker_tell_error(runner, FRAME_FATAL, &error);
    _exit(1);
}

static void open_engine(dl_runner *runner)
{
    dl_engine_options options = runner->options.engine;
    options.cancel = &runner->worker_cancel;
    options.events = (dl_events){.user = runner,
                                 .view = on_view,
                                 .print = on_print,
                                 .source = on_source,
                                 .warn = on_warn,
                                 .values = on_values};
    options.fetch.log = options.fetch.log ? on_log : NULL;
    options.fetch.log_user = runner;
    options.fetch.progress = on_progress;
    options.fetch.progress_user = runner;
    options.fetch.ask = options.fetch.ask ? worker_ask : NULL;
    options.fetch.ask_user = runner;
    dl_engine *engine;
    dl_error error;
    if (dl_engine_new(&engine, &options, &error) != 0) {
        worker_settle_memory(runner, &error);
        worker_tell_error(runner, FRAME_FATAL, &error);
        _exit(1);
    }
    atomic_store(&runner->engine, engine);
}

_Noreturn void worker_main(dl_runner *runner, int socket, int complaints, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    setsid(); /* the terminal and its signals are the runner's */
    dl_cancel_reset(&runner->worker_cancel);
    set_signals(runner->options.wall);
    channel_init(&runner->channel, keep_descriptors(socket, complaints));
    set_temporary_folder(runner->options.engine.store_path);
    raise_wall(runner);
    open_engine(runner);
    worker_tell(runner, FRAME_HELLO, &(dl_buf){0});
    serve(runner);
    dl_engine_free(atomic_exchange(&runner->engine, NULL));
    channel_clear(&runner->channel);
    _exit(LEAKS() ? SANITIZER_STATUS : 0);
}
