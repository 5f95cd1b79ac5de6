/*
 * dateline fetch --watch: asks again and again, and tells what changed, a line a change. What
 * fails is asked again later; what asks to be left alone is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/escape.h"
#include "cli/answer.h"
#include "cli/capturer.h"
#include "cli/change_json.h"
#include "cli/moment.h"
#include "cli/watch.h"
#include "dateline/capture.h"
#include "fetch/url.h"

static const double default_interval_s = 15 * 60;
/* Nobody's server is asked more often, but one on this machine. */
static const double least_interval_s = 30;
/* A source that keeps failing is asked at least so often, unless the interval is longer. */
static const double most_back_off_s = 6 * 3600;
static const double jitter = 0.1; /* of the interval, so that many watches do not meet */

typedef struct watched {
    dl_str url;
    char origin[320]; /* scheme://host:port, as the store knows waits */
    double due_s;     /* on the monotonic clock */
    int fails;        /* in a row */
    int failure;      /* kind of the last error; 0: it answered */
    bool told_apart;  /* that it changes by itself */
    bool told_wait;   /* that its host asked to be left alone */
    int64_t snapshot; /* of this round; 0: none */
    char sha256[65];  /* of its body */
    int status;
    bool asked, reached;
    bool repeats; /* the same answer as in the round before */
    bool refused; /* by what it answered last: it is asked less often */
    dl_error error;
} watched;

typedef struct watcher {
    capturer with;
    watched *list;
    size_t *running; /* indices into list, of this round's asks */
    dl_ask *asks;
    size_t running_count;
    double interval_s;
    size_t rounds, changes, apart;
    bool changed; /* something that matters */
    int status;   /* of the last failure */
} watcher;

static int64_t utc_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* --- lines --- */

static void print(watcher *w, dl_buf *line)
{
    dl_buf_putc(line, '\n');
    int status = cli_print(dl_buf_str(line));
    w->status = status ? status : w->status;
    dl_buf_clear(line);
}

/* "TIME  WORD  URL: TEXT", or the same as JSON. */
static void print_note(watcher *w, const watched *source, const char *word, const char *text)
{
    dl_buf line = {0};
    cli_moment now = cli_moment_of(utc_us());
    if (w->with.asked->json) {
        dl_buf_putc(&line, '{');
        answer_text(&line, "at", dl_str_of(now.text));
        answer_text(&line, "url", source->url);
        answer_text(&line, "class", dl_str_of(word));
        answer_text(&line, "summary", dl_str_of(text));
        answer_number(&line, "after", source->snapshot);
        dl_buf_putc(&line, '}');
    } else {
        dl_buf_printf(&line, "%s  %-11s  ", now.text, word);
        dl_escape_terminal(source->url, &line);
        dl_buf_puts(&line, ": ");
        dl_escape_terminal(dl_str_of(text), &line);
    }
    print(w, &line);
}

static void print_change(watcher *w, const dl_change *change)
{
    dl_buf line = {0}, safe = {0};
    cli_moment when = cli_moment_of(change->after.captured_at_us);
    if (w->with.asked->json) {
        dl_buf_putc(&line, '{');
        answer_text(&line, "at", dl_str_of(when.text));
        change_json(change, false, &line);
        dl_buf_putc(&line, '}');
    } else {
        dl_buf_printf(&line, "%s  %-11s  ", when.text, dl_change_class_word(change->class));
        dl_escape_terminal(change->after.url, &line);
        dl_buf_puts(&line, ": ");
        /* the class is told already */
        dl_escape_terminal(change->reason.size ? change->reason : change->summary, &safe);
        for (size_t i = 0; i < safe.size; i++) /* one line a change */
            dl_buf_putc(&line, safe.data[i] == '\n' ? ' ' : safe.data[i]);
        dl_buf_clear(&safe);
    }
    print(w, &line);
}

/* --- what came of a round --- */

static void back_off(const watcher *w, watched *source)
{
    double most = w->interval_s > most_back_off_s ? w->interval_s : most_back_off_s;
    double wait = w->interval_s;
    source->fails++;
    for (int i = 1; i < source->fails && wait < most; i++)
        wait *= 2;
    source->due_s = dl_clock_s() + (wait < most ? wait : most);
}

static void tell_failure(watcher *w, watched *source)
{
    w->status = dl_kind_exit_status(source->error.kind);
    back_off(w, source);
    if (source->failure == source->error.kind)
        return; /* as before */
    source->failure = source->error.kind;
    print_note(w, source, "unreachable", source->error.message);
}

static bool is_by_itself(const dl_change *change)
{
    bool found = change->flags & DL_FLAG_ALTERNATES;
    for (size_t i = 0; i < change->diff.count && !found; i++)
        found = change->diff.items[i].marks & DL_DIFF_VOLATILE;
    return found && change->class == DL_CHANGE_COSMETIC;
}

/* Whether the change before this one was such already, and told by this watch or an earlier one. */
static bool was_by_itself(watcher *w, const dl_change *change)
{
    dl_change before;
    dl_error ignored;
    bool there = false;
    dl_change_init(&before);
    bool was = dl_change_since(w->with.store, change->before.id, &before, &there, &ignored) == 0 &&
               there && is_by_itself(&before);
    dl_change_clear(&before);
    return was;
}

/* A change that is no change of what the page says is told when it is found to go on so. */
static void tell_apart(watcher *w, watched *source, const dl_change *change)
{
    w->apart++;
    if (!is_by_itself(change) || source->told_apart)
        return;
    source->told_apart = true;
    if (was_by_itself(w, change))
        return;
    print_note(w, source, "volatile",
               change->flags & DL_FLAG_ALTERNATES
                   ? "its text goes back and forth between the same states; told no more"
                   : "a part of it changes by itself every time; told no more");
}

static int tell_change(watcher *w, watched *source, dl_error *error)
{
    dl_change change;
    bool there;
    dl_change_init(&change);
    int rc = dl_change_since(w->with.store, source->snapshot, &change, &there, error);
    if (rc == 0 && !there) {
        print_note(w, source, "captured", "first captured; changes are told from here on");
    } else if (rc == 0 && change.class >= DL_CHANGE_COUNTERS) {
        print_change(w, &change);
        w->changes++;
        w->changed = w->changed || dl_change_matters(change.class);
    } else if (rc == 0 && change.class == DL_CHANGE_COSMETIC) {
        tell_apart(w, source, &change);
    }
    source->refused =
        rc == 0 && (change.class == DL_CHANGE_BLOCKED || change.class == DL_CHANGE_FAILING ||
                    (change.class == DL_CHANGE_NONE && change.reason.size));
    dl_change_clear(&change);
    return rc;
}

static int tell(watcher *w, watched *source, dl_error *error)
{
    if (!source->asked)
        return 0;
    if (!source->reached) {
        tell_failure(w, source);
        return 0;
    }
    if (source->failure)
        print_note(w, source, "reachable", "answers again");
    source->failure = 0;
    int rc = source->repeats ? 0 : tell_change(w, source, error);
    if (source->refused)
        back_off(w, source);
    else
        source->fails = 0;
    /* one page that cannot be compared ends no watch */
    if (rc == 0 || rc == DL_ERR_MEMORY || rc == DL_ERR_STORE || rc == DL_ERR_INTERRUPTED)
        return rc;
    print_note(w, source, "unread", error->message);
    return 0;
}

static void take(void *user, size_t index, const dl_snapshot *snapshot, dl_fetch_from from,
                 const dl_error *error)
{
    watcher *w = user;
    watched *source = &w->list[w->running[index]];
    (void)from;
    source->asked = true;
    source->reached = snapshot != NULL;
    source->snapshot = snapshot ? snapshot->id : 0;
    if (!snapshot) {
        source->error = *error;
        return;
    }
    char sha256[sizeof source->sha256];
    snprintf(sha256, sizeof sha256, "%.*s", DL_STR_ARG(snapshot->sha256));
    source->repeats = snapshot->redirects.size == 0 && snapshot->status == source->status &&
                      strcmp(sha256, source->sha256) == 0;
    memcpy(source->sha256, sha256, sizeof sha256);
    source->status = snapshot->redirects.size ? 0 : snapshot->status;
}

/* --- rounds --- */

/* Until when the source's host asked to be left alone, on the monotonic clock. */
static int wait_of(watcher *w, const watched *source, double *until_s, dl_error *error)
{
    int64_t until_us = 0;
    *until_s = 0;
    if (!source->origin[0])
        return 0;
    int rc = dl_store_host_wait(w->with.store, dl_str_of(source->origin), &until_us, error);
    if (rc == 0 && until_us > utc_us())
        *until_s = dl_clock_s() + (double)(until_us - utc_us()) / 1e6;
    return rc;
}

static void tell_wait(watcher *w, watched *source, double until_s)
{
    if (until_s > source->due_s)
        source->due_s = until_s;
    w->status = dl_kind_exit_status(DL_ERR_NET);
    if (source->told_wait)
        return;
    char text[128];
    cli_moment until = cli_moment_of(utc_us() + (int64_t)((until_s - dl_clock_s()) * 1e6));
    snprintf(text, sizeof text, "its host asked to be left alone until %s", until.text);
    source->told_wait = true;
    print_note(w, source, "waiting", text);
}

static double next_due(const watcher *w)
{
    double random = (double)rand() / (double)RAND_MAX * 2 - 1;
    return dl_clock_s() + w->interval_s * (1 + jitter * random);
}

/* What is due now, and may be asked. */
static int pick_due(watcher *w, dl_error *error)
{
    w->running_count = 0;
    for (size_t i = 0; i < w->with.count; i++) {
        watched *source = &w->list[i];
        double until;
        int rc = wait_of(w, source, &until, error);
        if (rc != 0)
            return rc;
        source->asked = false;
        if (until > 0)
            tell_wait(w, source, until);
        if (until > 0 || source->due_s > dl_clock_s())
            continue;
        source->told_wait = false;
        source->due_s = next_due(w);
        w->asks[w->running_count] = (dl_ask){.url = source->url, .mode = DL_FETCH_REFRESH};
        w->running[w->running_count++] = i;
    }
    return 0;
}

static int run_round(watcher *w, dl_error *error)
{
    const dl_fetch_watch watch = {.done = take, .user = w};
    size_t read;
    int rc = pick_due(w, error);
    if (rc == 0 && w->running_count)
        rc = dl_fetch_all(w->with.fetch, w->asks, w->running_count, &watch, error);
    for (size_t i = 0; rc == 0 && i < w->running_count; i++)
        rc = tell(w, &w->list[w->running[i]], error);
    if (rc == 0)
        rc = dl_capture_read_rest(w->with.store, &w->with.cancel, &read, error);
    w->rounds++;
    return rc;
}

/* Sleeps till the next source is due; a person's Ctrl-C ends it within a moment. */
static void sleep_till_due(const watcher *w)
{
    static const struct timespec moment = {.tv_nsec = 100 * 1000 * 1000};
    double due = w->list[0].due_s;
    for (size_t i = 1; i < w->with.count; i++)
        due = w->list[i].due_s < due ? w->list[i].due_s : due;
    while (dl_clock_s() < due && !dl_cancel_reason(&w->with.cancel))
        nanosleep(&moment, NULL);
}

static int run_rounds(watcher *w, dl_error *error)
{
    const size_t most = (size_t)w->with.asked->count;
    int rc = 0;
    while (rc == 0) {
        rc = run_round(w, error);
        if ((most && w->rounds >= most) || cli_reader_gone())
            break;
        if (rc == 0)
            sleep_till_due(w);
        if (rc == 0 && dl_cancel_reason(&w->with.cancel))
            rc = dl_error_set(error, DL_ERR_INTERRUPTED, "interrupted");
    }
    return rc;
}

/* --- beginning and end --- */

static bool is_loopback(dl_str host)
{
    return dl_str_starts(host, DL_STR("127.")) || dl_str_equal(host, DL_STR("localhost")) ||
           dl_str_equal(host, DL_STR("[::1]"));
}

/* Fills the list from what was asked; *near: all of it is on this machine. */
static int list_sources(watcher *w, bool *near, dl_error *error)
{
    size_t count = w->with.count;
    w->list = calloc(count, sizeof *w->list);
    w->running = calloc(count, sizeof *w->running);
    w->asks = calloc(count, sizeof *w->asks);
    if (!w->list || !w->running || !w->asks)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    *near = true;
    for (size_t i = 0; i < count; i++) {
        dl_url url;
        watched *source = &w->list[i];
        source->url = w->with.asks[i].url;
        if (!dl_url_is_remote(source->url))
            continue;
        int rc = dl_url_parse(source->url, &w->with.arena, &url, error);
        if (rc != 0)
            return rc;
        snprintf(source->origin, sizeof source->origin, "%.*s://%.*s:%d", DL_STR_ARG(url.scheme),
                 DL_STR_ARG(url.host), url.port);
        *near = *near && is_loopback(url.host);
    }
    return 0;
}

static int check_options(const cli_options *options)
{
    if (options->offline || options->frozen)
        return cli_usage("--watch asks the network again; it goes with neither --offline nor "
                         "--frozen");
    if (options->argument_count == 0 && !options->input)
        return cli_usage("a URL was expected: dateline fetch --watch URL...");
    return 0;
}

static void say_end(const watcher *w)
{
    if (w->with.asked->quiet || w->with.asked->json)
        return;
    fprintf(stderr, "%zu round%s of %zu source%s: %zu change%s, %zu cosmetic\n", w->rounds,
            w->rounds == 1 ? "" : "s", w->with.count, w->with.count == 1 ? "" : "s", w->changes,
            w->changes == 1 ? "" : "s", w->apart);
}

static int begin(watcher *w, dl_error *error)
{
    const cli_options *asked = w->with.asked;
    bool near = false;
    int rc = capturer_open(&w->with, error);
    if (rc == 0)
        rc = list_sources(w, &near, error);
    w->interval_s = asked->watch_every_s > 0 ? asked->watch_every_s : default_interval_s;
    if (rc == 0 && w->interval_s < least_interval_s && !near)
        rc = dl_error_set(error, DL_ERR_USAGE,
                          "--watch=%gs asks somebody's server too often; %gs is the least",
                          w->interval_s, least_interval_s);
    /* what fails is asked again in a later round, not within one */
    if (asked->tries == 0)
        w->with.options.tries = 1;
    srand((unsigned)utc_us());
    return rc;
}

int cmd_watch(const cli_options *options)
{
    dl_error error;
    watcher w = {.with = {.asked = options}};
    int status = check_options(options);
    if (status != 0)
        return status;
    int rc = begin(&w, &error);
    if (rc == 0) {
        watch_cancel(&w.with.cancel);
        rc = run_rounds(&w, &error);
        say_end(&w);
    }
    capturer_close(&w.with);
    free(w.list);
    free(w.running);
    free(w.asks);
    if (rc == DL_ERR_INTERRUPTED)
        return 130;
    if (rc != 0)
        return cli_complain(&error, (dl_str){"", 0});
    return w.changed ? 4 : w.status;
}
