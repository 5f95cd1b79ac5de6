#include "cli/serve_keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/sha256.h"
#include "cli/watch.h"
#include "dateline/report.h"
#include "serve/offer.h"

static const size_t max_notebook = (size_t)16 << 20;
static const double fetch_every_ms = 100;

typedef struct work {
    cli_session *session;
    const cli_options *options;
    const char *path;
    int fd;
    const keeper_own *own;
    dl_notebook *first; /* grants name its hosts: it lives as long as the session */
    const dl_step **steps;
    dl_result *results; /* shallow: they are the runner's */
    size_t count;
    dl_update update;
    bool began; /* a step of it */
    double told_ms;
    char offered[65]; /* what the last offers were made of */
} work;

/* --- messages --- */

static void send_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            _exit(0); /* the server is gone, and nobody looks any more */
        data += sent;
        size -= (size_t)sent;
    }
}

static void tell(int fd, serve_message kind, dl_str text)
{
    char head[5] = {(char)kind};
    for (int i = 0; i < 4; i++)
        head[1 + i] = (char)(text.size >> (8 * i) & 0xFF);
    send_all(fd, head, sizeof head);
    send_all(fd, text.data, text.size);
}

static void put(dl_buf *out, const char *name, dl_str value)
{
    dl_buf_printf(out, "%s\"%s\":", out->size > 1 ? "," : "", name);
    dl_escape_json(value, out);
}

static void before_step(void *user, size_t step)
{
    work *in = user;
    const dl_step *now = in->steps[step];
    in->began = true;
    dl_buf text = {0};
    dl_buf_putc(&text, '{');
    put(&text, "cell", now->id);
    put(&text, "code", now->code);
    dl_buf_printf(&text, ",\"line\":%d,\"step\":%zu,\"of\":%zu}", now->line, step + 1, in->count);
    tell(in->fd, SERVE_STEP, dl_buf_str(&text));
    dl_buf_clear(&text);
}

static void tell_fetch(void *user, const dl_fetch_progress *fetch)
{
    work *in = user;
    double now = dl_clock_s() * 1e3;
    if (now - in->told_ms < fetch_every_ms && fetch->done < fetch->count)
        return;
    in->told_ms = now;
    dl_buf text = {0};
    dl_buf_printf(&text, "{\"done\":%zu,\"of\":%zu,\"failed\":%zu}", fetch->done, fetch->count,
                  fetch->failed);
    tell(in->fd, SERVE_FETCH, dl_buf_str(&text));
    dl_buf_clear(&text);
}

/* --- the notebook --- */

static void tell_wrong(work *in, const dl_error *error, dl_str line)
{
    dl_buf text = {0};
    dl_buf_putc(&text, '{');
    put(&text, "message", dl_str_of(error->message));
    put(&text, "hint", dl_str_of(error->hint));
    put(&text, "text", line);
    dl_buf_printf(&text, ",\"line\":%d}", error->line);
    tell(in->fd, SERVE_WRONG, dl_buf_str(&text));
    dl_buf_clear(&text);
}

static dl_str line_of(dl_str text, int wanted)
{
    dl_str line = {"", 0};
    for (int i = 0; i < wanted && text.data; i++)
        line = dl_str_cut(text, '\n', &text);
    return line;
}

/* Why the notebook could not be read, again and in words: the session said it on the terminal. */
static void explain(work *in)
{
    dl_error error;
    dl_buf text = {0};
    dl_notebook *read = NULL;
    int rc = dl_file_read(in->path, max_notebook, &text, &error);
    if (rc == 0)
        rc = dl_notebook_parse(&read, dl_buf_str(&text), in->session->name, &error);
    if (rc == 0)
        dl_error_set(&error, DL_ERR_USAGE,
                     "the parameters that were given do not fit the notebook any more");
    tell_wrong(in, &error, line_of(dl_buf_str(&text), error.line));
    dl_notebook_free(read);
    dl_buf_clear(&text);
}

static bool reread(work *in)
{
    cli_session *session = in->session;
    dl_notebook *before = session->notebook;
    session->notebook = NULL;
    if (session_reread(session, in->path, in->options) != 0) {
        dl_notebook_free(session->notebook);
        session->notebook = before;
        explain(in);
        return false;
    }
    if (before != in->first)
        dl_notebook_free(before);
    return true;
}

/* A process of the cells that died since the last update, with nothing to do, is no fault of this
 * one: another takes its place. */
static int bring_up_to_date(work *in, const dl_update_options *options, dl_error *error)
{
    dl_runner *runner = in->session->runner;
    size_t deaths = dl_runner_deaths(runner);
    int rc = 0;
    for (int tries = 0; tries < 2; tries++) {
        memset(&in->update, 0, sizeof in->update);
        in->began = false;
        rc = dl_runner_update(runner, in->steps, in->count, options, in->options->timeout_s,
                              &in->update, error);
        if (rc == 0 || in->began || dl_runner_deaths(runner) == deaths)
            break;
    }
    return rc;
}

static bool run(work *in, bool resume)
{
    const dl_notebook *notebook = in->session->notebook;
    const dl_front *front = dl_notebook_front(notebook);
    dl_error error;
    dl_update_options options = {.params = front->params,
                                 .param_count = front->param_count,
                                 .as_of = front->as_of.size ? front->as_of
                                                            : dl_str_of(in->session->as_of),
                                 .resume = resume,
                                 .before = before_step,
                                 .user = in};
    in->count = dl_notebook_step_count(notebook);
    free(in->steps);
    free(in->results);
    in->steps = calloc(in->count + 1, sizeof *in->steps);
    in->results = calloc(in->count + 1, sizeof *in->results);
    int rc = in->steps && in->results ? 0 : dl_error_set(&error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; rc == 0 && i < in->count; i++)
        in->steps[i] = dl_notebook_step(notebook, i);
    if (rc == 0)
        rc = bring_up_to_date(in, &options, &error);
    for (size_t i = 0; rc == 0 && i < in->count; i++)
        in->results[i] = *in->update.results[i];
    if (rc != 0)
        tell_wrong(in, &error, dl_notebook_line(notebook, error.line));
    return rc == 0;
}

static void report(work *in)
{
    const dl_front *front = dl_notebook_front(in->session->notebook);
    dl_run shown = {.notebook = in->session->notebook,
                    .results = in->results,
                    .sources = in->update.sources,
                    .source_count = in->update.source_count,
                    .as_of = front->as_of.size ? front->as_of : dl_str_of(in->session->as_of)};
    dl_buf page = {0};
    dl_error error;
    if (dl_report_html_shown(&shown, &page, &error) == 0)
        tell(in->fd, SERVE_REPORT, dl_buf_str(&page));
    else
        tell_wrong(in, &error, (dl_str){"", 0});
    dl_buf_clear(&page);
}

static bool is_file(const dl_use *use)
{
    return use->kind == DL_USE_FILE ||
           (use->kind == DL_USE_SOURCE && !dl_str_starts(use->name, DL_STR("http")));
}

static void tell_done(work *in, double began_ms)
{
    bool any = false;
    dl_buf text = {0};
    dl_buf_puts(&text, "{\"files\":[");
    for (size_t i = 0; i < in->update.count; i++) {
        const dl_result *result = in->update.results[i];
        for (size_t u = 0; u < result->use_count; u++) {
            if (!is_file(&result->uses[u]))
                continue;
            dl_buf_puts(&text, any ? "," : "");
            dl_escape_json(result->uses[u].name, &text);
            any = true;
        }
    }
    dl_buf_printf(&text, "],\"ran\":%zu,\"of\":%zu,\"ms\":%.1f}", in->update.ran_count, in->count,
                  dl_clock_s() * 1e3 - began_ms);
    tell(in->fd, SERVE_DONE, dl_buf_str(&text));
    dl_buf_clear(&text);
}

/* --- offers --- */

/* The files that the steps read, each once, with what they held; views of the uses. */
static size_t list_files(const work *in, dl_str *files, size_t most, dl_buf *seen)
{
    size_t count = 0;
    for (size_t i = 0; i < in->update.count; i++) {
        const dl_result *result = in->update.results[i];
        for (size_t u = 0; u < result->use_count; u++) {
            const dl_use *use = &result->uses[u];
            size_t at = 0;
            if (use->kind != DL_USE_FILE)
                continue;
            while (at < count && !dl_str_equal(files[at], use->name))
                at++;
            if (at < count || count == most)
                continue;
            files[count++] = use->name;
            dl_buf_printf(seen, "%.*s %.*s\n", DL_STR_ARG(use->name), DL_STR_ARG(use->value));
        }
    }
    return count;
}

/* Where sources or data are others than before: what is in them to be offered. */
static void find_offers(work *in)
{
    enum { MOST_FILES = 64 };
    dl_str files[MOST_FILES];
    dl_buf seen = {0}, json = {0};
    dl_error error;
    char hash[65];
    serve_offer_ask ask = {.store_path = in->session->store_path,
                           .folder = in->session->folder,
                           .sources = in->update.sources,
                           .source_count = in->update.source_count,
                           .files = files};
    ask.file_count = list_files(in, files, MOST_FILES, &seen);
    for (size_t i = 0; i < ask.source_count; i++)
        dl_buf_printf(&seen, "%.*s %.*s\n", DL_STR_ARG(ask.sources[i].url),
                      DL_STR_ARG(ask.sources[i].sha256));
    dl_sha256_hex(dl_buf_str(&seen), hash);
    if (strcmp(hash, in->offered) != 0) {
        memcpy(in->offered, hash, sizeof in->offered);
        if (serve_offers(&ask, &json, &error) == 0)
            tell(in->fd, SERVE_FOUND, dl_buf_str(&json));
    }
    dl_buf_clear(&seen);
    dl_buf_clear(&json);
}

static void keep(work *in)
{
    struct timeval now;
    dl_error error;
    gettimeofday(&now, NULL);
    if (dl_runner_keep(in->session->runner, (int64_t)now.tv_sec * 1000000 + now.tv_usec, &error))
        cli_warn(in->options, "%s: warning: the results are not kept: %s", in->session->name,
                 error.message);
}

static void update(work *in, bool resume)
{
    double began = dl_clock_s() * 1e3;
    dl_cancel_reset(&in->session->cancel);
    bool ran = reread(in) && run(in, resume);
    if (ran)
        report(in);
    tell_done(in, began);
    if (ran) {
        find_offers(in);
        keep(in);
    }
}

/* --- the process --- */

/* What the server opened since (files that are followed, those who look) is not the keeper's; what
 * the session has, its runner needs. */
static void close_others(const keeper_own *own, int kept)
{
    for (int fd = STDERR_FILENO + 1; fd < KEEPER_FDS; fd++)
        if (fd != kept && !own->open[fd])
            close(fd);
}

void serve_keeper_look(keeper_own *own)
{
    for (int fd = 0; fd < KEEPER_FDS; fd++)
        own->open[fd] = fcntl(fd, F_GETFD) >= 0;
}

static void be_keeper(work *in)
{
    sigset_t none;
    char asked;
    setpgid(0, 0); /* Ctrl-C is the server's */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGTERM, SIG_DFL);
    close_others(in->own, in->fd);
    in->first = in->session->notebook;
    in->session->progress.tell = tell_fetch;
    in->session->progress.user = in;
    watch_begin(in->session->runner);
    for (;;) {
        ssize_t got = recv(in->fd, &asked, 1, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        update(in, asked == 'r');
    }
    dl_runner_close(in->session->runner); /* its process closes the store */
    _exit(0);
}

int serve_keeper_start(serve_keeper *keeper, const keeper_own *own, cli_session *session,
                       const cli_options *options, const char *path, dl_error *error)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return dl_error_set_errno(error, errno, "no process can be started for the notebook");
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        work in = {.session = session, .options = options, .path = path, .fd = pair[1], .own = own};
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(0);
        be_keeper(&in);
    }
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return dl_error_set_errno(error, errno, "no process can be started for the notebook");
    }
    *keeper = (serve_keeper){.pid = pid, .fd = pair[0]};
    return 0;
}

void serve_keeper_update(const serve_keeper *keeper, bool resume)
{
    ssize_t sent = send(keeper->fd, resume ? "r" : "u", 1, MSG_NOSIGNAL);
    (void)sent; /* where it is gone, reading tells */
}

void serve_keeper_interrupt(const serve_keeper *keeper)
{
    if (keeper->pid > 0)
        kill(keeper->pid, SIGINT);
}

bool serve_keeper_read(serve_keeper *keeper)
{
    char bytes[65536];
    if (keeper->at > 0) {
        size_t left = keeper->got.size - keeper->at;
        memmove(keeper->got.data, keeper->got.data + keeper->at, left);
        dl_buf_truncate(&keeper->got, left);
        keeper->at = 0;
    }
    for (;;) {
        ssize_t got = recv(keeper->fd, bytes, sizeof bytes, MSG_DONTWAIT);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK;
        if (got == 0)
            return false;
        dl_buf_append(&keeper->got, bytes, (size_t)got);
    }
}

bool serve_keeper_next(serve_keeper *keeper, serve_message *kind, dl_str *text)
{
    const unsigned char *head = (const unsigned char *)keeper->got.data + keeper->at;
    size_t left = keeper->got.size - keeper->at, size = 0;
    if (left < 5)
        return false;
    for (int i = 0; i < 4; i++)
        size |= (size_t)head[1 + i] << (8 * i);
    if (left - 5 < size)
        return false;
    *kind = (serve_message)head[0];
    *text = (dl_str){keeper->got.data + keeper->at + 5, size};
    keeper->at += 5 + size;
    return true;
}

/* It has this long to end by itself, once its socket is closed; then it is made to. */
#ifdef DL_COVERAGE
static const int patience_ms = 10000; /* it writes what it counted, too */
#else
static const int patience_ms = 300;
#endif

void serve_keeper_end(serve_keeper *keeper, char *why, size_t size)
{
    int status = 0;
    pid_t ended = 0;
    if (keeper->pid <= 0)
        return;
    close(keeper->fd);
    for (int waited = 0; waited < patience_ms && ended == 0; waited += 10) {
        ended = waitpid(keeper->pid, &status, WNOHANG);
        if (ended == 0)
            poll(NULL, 0, 10);
    }
    if (ended == 0) {
        kill(keeper->pid, SIGKILL);
        waitpid(keeper->pid, &status, 0);
    }
    if (why && WIFSIGNALED(status))
        snprintf(why, size, "it was ended by signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else if (why)
        snprintf(why, size, "it ended with status %d", WEXITSTATUS(status));
    dl_buf_clear(&keeper->got);
    *keeper = (serve_keeper){0};
}
