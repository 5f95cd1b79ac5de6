/* `dateline serve NOTEBOOK`: the report as a page that follows the notebook while it is edited. One
 * loop waits for the files, the process that runs the cells, and those who look at the page. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/follow.h"
#include "cli/serve_acts.h"
#include "cli/serve_keeper.h"
#include "cli/watch.h"
#include "serve/page.h"
#include "serve/server.h"

static const double patience_ms = 150;   /* what is done sooner needs no word */
static const double tell_every_ms = 100; /* of what runs */
static const double rounded_s = 0.01;    /* file systems round times */
static const size_t max_notebook = (size_t)16 << 20;

typedef struct serving {
    cli_session session;
    const cli_options *options;
    const char *path;
    serve_page *page;
    serve_server *server;
    follower *files;
    serve_keeper keeper;
    keeper_own own;
    serve_acts acts;
    int look_ms;
    bool running, stale; /* an update runs; another is due */
    bool resume;         /* it is of a process that is new */
    bool lasting;        /* what is wrong stays until the next edit */
    double began_ms, told_ms;
    double since;             /* when the update began, in seconds since 1970 */
    dl_buf wrong;             /* JSON; empty: nothing is */
    dl_buf step, code, fetch; /* JSON of the step that runs, its code, how far its fetch is */
    bool news;                /* of the step that runs, not told yet */
    dl_buf ran;               /* JSON of what the last update did */
} serving;

static int stop_pipe[2] = {-1, -1};

static void on_stop(int signal)
{
    int before = errno;
    ssize_t wrote = write(stop_pipe[1], signal == SIGINT ? "i" : "t", 1);
    (void)wrote; /* full: it was told already */
    errno = before;
}

static double utc_s(void)
{
    struct timeval now;
    gettimeofday(&now, NULL);
    return (double)now.tv_sec + (double)now.tv_usec / 1e6;
}

static void complain(const dl_error *error)
{
    cli_complain(error, (dl_str){"", 0});
}

/* --- what is told of the run --- */

static void set_text(dl_buf *to, dl_str text)
{
    dl_buf_truncate(to, 0);
    dl_buf_add(to, text);
}

static void tell_status(serving *in)
{
    dl_error error;
    dl_buf text = {0};
    dl_buf_printf(&text, "{\"running\":%s", in->running ? "true" : "false");
    const struct {
        const char *name;
        const dl_buf *of;
        bool shown;
    } parts[] = {{"step", &in->step, in->running},
                 {"fetch", &in->fetch, in->running},
                 {"wrong", &in->wrong, true},
                 {"ran", &in->ran, !in->running}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].shown || parts[i].of->size == 0)
            continue;
        dl_buf_printf(&text, ",\"%s\":", parts[i].name);
        dl_buf_add(&text, dl_buf_str(parts[i].of));
    }
    dl_buf_putc(&text, '}');
    in->news = false;
    in->told_ms = dl_clock_s() * 1e3;
    if (server_tell(in->server, SERVE_STATUS, dl_buf_str(&text), &error) != 0)
        complain(&error);
    dl_buf_clear(&text);
}

/* A line for the step that runs: not at once, and not too often. */
static int tell_running(serving *in)
{
    double now = dl_clock_s() * 1e3, due = in->began_ms + patience_ms;
    if (due < in->told_ms + tell_every_ms)
        due = in->told_ms + tell_every_ms;
    if (!in->running || !in->news)
        return INT_MAX;
    if (now < due)
        return (int)(due - now) + 1;
    tell_status(in);
    return INT_MAX;
}

static void set_wrong(serving *in, const char *message, dl_str step)
{
    dl_buf_truncate(&in->wrong, 0);
    dl_buf_puts(&in->wrong, "{\"message\":");
    dl_escape_json(dl_str_of(message), &in->wrong);
    if (step.size) {
        dl_buf_puts(&in->wrong, ",\"step\":");
        dl_buf_add(&in->wrong, step);
    }
    dl_buf_putc(&in->wrong, '}');
}

/* --- the keeper --- */

static void start_update(serving *in)
{
    in->running = true;
    in->stale = false;
    in->began_ms = dl_clock_s() * 1e3;
    in->since = utc_s() - rounded_s;
    dl_buf_truncate(&in->step, 0);
    dl_buf_truncate(&in->fetch, 0);
    if (!in->lasting)
        dl_buf_truncate(&in->wrong, 0);
    serve_keeper_update(&in->keeper, in->resume);
    in->resume = false;
}

static void take_report(serving *in, dl_str text)
{
    dl_error error;
    dl_buf event = {0};
    int rc = serve_page_take(in->page, text, &event, &error);
    if (rc == 0 && event.size)
        rc = server_publish(in->server, dl_buf_str(&event), &error);
    if (rc != 0)
        complain(&error);
    dl_buf_clear(&event);
}

static void take_step(serving *in, dl_str text)
{
    dl_error error;
    json_t *read = NULL;
    set_text(&in->step, text);
    dl_buf_truncate(&in->fetch, 0);
    dl_buf_truncate(&in->code, 0);
    if (dl_json_read(text, &read, &error) == 0) {
        json_t *code = json_object_get(read, "code");
        dl_buf_append(&in->code, json_string_value(code), json_string_length(code));
        json_object_del(read, "code");
        char *shown = json_dumps(read, JSON_COMPACT | JSON_REAL_PRECISION(5));
        set_text(&in->step, dl_str_of(shown));
        free(shown);
    }
    json_decref(read);
    in->news = true;
}

static void follow_all(serving *in, json_t *files)
{
    for (size_t i = 0; i < json_array_size(files); i++) {
        char path[2 * PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", in->session.folder,
                 json_string_value(json_array_get(files, i)));
        follow_add(in->files, path, in->since);
    }
}

static void take_done(serving *in, dl_str text)
{
    dl_error error;
    json_t *read = NULL;
    in->running = false;
    if (dl_json_read(text, &read, &error) == 0) {
        json_t *files = json_object_get(read, "files");
        acts_set_files(&in->acts, files);
        follow_all(in, files);
        json_object_del(read, "files");
        char *shown = json_dumps(read, JSON_COMPACT | JSON_REAL_PRECISION(5));
        set_text(&in->ran, dl_str_of(shown));
        free(shown);
    }
    json_decref(read);
    tell_status(in);
}

static void tell_offers(serving *in)
{
    dl_error error;
    dl_buf text = {0};
    acts_offers(&in->acts, &text);
    if (server_tell(in->server, SERVE_OFFERS, dl_buf_str(&text), &error) != 0)
        complain(&error);
    dl_buf_clear(&text);
}

static void take_message(serving *in, serve_message kind, dl_str text)
{
    switch (kind) {
    case SERVE_STEP:
        take_step(in, text);
        break;
    case SERVE_FETCH:
        set_text(&in->fetch, text);
        in->news = true;
        break;
    case SERVE_REPORT:
        take_report(in, text);
        break;
    case SERVE_WRONG:
        set_text(&in->wrong, text);
        break;
    case SERVE_FOUND:
        acts_set_offers(&in->acts, text);
        tell_offers(in);
        break;
    case SERVE_DONE:
        take_done(in, text);
        break;
    }
}

/* A process that is gone: the page stays, says so, and another one is started. What a cell brought
 * down is not tried again until somebody edits it. */
static int replace_keeper(serving *in)
{
    char why[256], message[512];
    dl_error error;
    serve_keeper_end(&in->keeper, why, sizeof why);
    bool broke = in->running;
    snprintf(message, sizeof message, "The process that runs the notebook is gone: %s. %s", why,
             broke ? "It runs again when you edit the notebook."
                   : "A new one has taken its place.");
    fprintf(stderr, "%s: %s\n", in->session.name, message);
    set_wrong(in, message, broke ? dl_buf_str(&in->step) : (dl_str){"", 0});
    in->lasting = !broke;
    in->running = false;
    in->stale = in->stale || !broke;
    in->resume = true;
    tell_status(in);
    if (serve_keeper_start(&in->keeper, &in->own, &in->session, in->options, in->path, &error) == 0)
        return 0;
    return cli_complain(&error, (dl_str){"", 0});
}

static int hear_keeper(serving *in)
{
    serve_message kind;
    dl_str text;
    bool alive = serve_keeper_read(&in->keeper);
    while (serve_keeper_next(&in->keeper, &kind, &text))
        take_message(in, kind, text);
    return alive ? 0 : replace_keeper(in);
}

/* --- files --- */

/* Whether what runs is still what the notebook says: else there is no use in its end. */
static bool still_there(const serving *in)
{
    dl_error error;
    dl_buf text = {0};
    bool there = dl_file_read(in->path, max_notebook, &text, &error) != 0 ||
                 dl_str_find(dl_buf_str(&text), dl_buf_str(&in->code), 0) < text.size;
    dl_buf_clear(&text);
    return there;
}

static void look_at_files(serving *in)
{
    const char *changed;
    while ((changed = follow_look(in->files, &in->look_ms))) {
        in->stale = true;
        in->lasting = false;
        if (in->running && strcmp(changed, in->path) == 0 && in->code.size && !still_there(in))
            serve_keeper_interrupt(&in->keeper);
    }
}

/* --- the loop --- */

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int wait_all(serving *in)
{
    enum { MOST = 64 };
    int fds[MOST], count = 0, server_ms, running_ms = tell_running(in);
    struct pollfd ready[MOST];
    fds[count++] = stop_pipe[0];
    fds[count++] = in->keeper.fd;
    fds[count++] = follow_fd(in->files);
    count += server_fds(in->server, fds + count, MOST - count);
    server_ms = server_timeout(in->server);
    for (int i = 0; i < count; i++)
        ready[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
    if (poll(ready, (nfds_t)count, least(least(server_ms, running_ms), in->look_ms)) < 0)
        return 0; /* a signal: its pipe tells at the next turn */
    if (ready[0].revents)
        return 130;
    look_at_files(in);
    return ready[1].revents ? hear_keeper(in) : 0;
}

static int loop(serving *in)
{
    int status = 0;
    while (status == 0) {
        if (in->stale && !in->running)
            start_update(in);
        status = wait_all(in);
        server_run(in->server);
    }
    return status == 130 ? 0 : status;
}

/* --- beginning and end --- */

static void write_document(void *user, dl_str position, dl_buf *out, dl_buf *hashes)
{
    serving *in = user;
    serve_page_document(in->page, dl_str_of(in->session.name), position, out, hashes);
}

static void write_whole(void *user, dl_buf *out)
{
    serving *in = user;
    serve_page_whole(in->page, out);
}

static unsigned act(void *user, dl_str name, dl_str body, dl_buf *answer)
{
    serving *in = user;
    bool offers = false;
    if (dl_str_equal(name, DL_STR("stop"))) {
        if (in->running)
            serve_keeper_interrupt(&in->keeper);
        dl_buf_puts(answer, "{}");
        return 200;
    }
    unsigned status = acts_do(&in->acts, name, body, answer, &offers);
    if (offers)
        tell_offers(in);
    return status;
}

static int catch_signals(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    action.sa_handler = on_stop;
    if (pipe(stop_pipe) != 0)
        return cli_usage("no pipe can be made: %s", strerror(errno));
    for (int i = 0; i < 2; i++) {
        fcntl(stop_pipe[i], F_SETFL, O_NONBLOCK);
        fcntl(stop_pipe[i], F_SETFD, FD_CLOEXEC);
    }
    watch_end();
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return 0;
}

static int begin(serving *in)
{
    dl_error error;
    serve_calls calls = {write_document, write_whole, act, in};
    double since = utc_s() - rounded_s;
    int status = session_open(&in->session, in->path, in->options, false);
    if (status == 0) {
        serve_keeper_look(&in->own);
        status = catch_signals();
    }
    if (status != 0)
        return status;
    in->acts.folder = in->session.folder;
    in->files = follow_new();
    in->page = serve_page_new();
    if (!in->files || !in->page || !follow_add(in->files, in->path, since))
        return cli_usage("memory ran out");
    if (serve_keeper_start(&in->keeper, &in->own, &in->session, in->options, in->path, &error) !=
            0 ||
        server_open(&in->server, (unsigned)in->options->port, &calls, &error) != 0)
        return cli_complain(&error, (dl_str){"", 0});
    in->stale = true;
    dl_buf line = {0};
    dl_buf_printf(&line, "%s\n", server_address(in->server));
    int said = cli_print(dl_buf_str(&line));
    dl_buf_clear(&line);
    if (said == 0 && !in->options->quiet)
        fprintf(stderr, "%s is shown there as you edit it; Ctrl-C ends\n", in->session.name);
    return said;
}

static void end(serving *in)
{
    dl_buf *const texts[] = {&in->wrong, &in->step, &in->code, &in->fetch, &in->ran};
    server_close(in->server);
    if (in->running)
        serve_keeper_interrupt(&in->keeper);
    serve_keeper_end(&in->keeper, NULL, 0);
    follow_free(in->files);
    serve_page_free(in->page);
    acts_clear(&in->acts);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        dl_buf_clear(texts[i]);
    session_close(&in->session);
    for (int i = 0; i < 2; i++)
        if (stop_pipe[i] >= 0)
            close(stop_pipe[i]);
}

int cmd_serve(const cli_options *options)
{
    if (options->argument_count != 1)
        return cli_usage("dateline serve NOTEBOOK: one notebook was expected");
    if (strcmp(options->arguments[0], "-") == 0)
        return cli_usage("serve needs a notebook that is a file, since it follows it");
    serving in = {.options = options, .path = options->arguments[0]};
    int status = begin(&in);
    if (status == 0)
        status = loop(&in);
    end(&in);
    return status;
}
