#include "cli/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "base/clock.h"
#include "cli/follow.h"
#include "cli/session.h"
#include "cli/watch.h"

typedef struct live {
    cli_session session;
    const cli_options *options;
    const char *path;
    dl_notebook *first; /* grants name its hosts: it lives as long as the session */
    size_t rounds;
    follower *files;
    bool edited; /* its text is another than in the last round */
    const dl_step **steps;
    dl_result *results; /* shallow: they are the engine's */
    size_t count;
    dl_update update;
    double began_ms;
    double since; /* when the round began, in seconds since 1970, less what file systems round */
} live;

static int64_t utc_us(void)
{
    struct timeval now;
    gettimeofday(&now, NULL);
    return (int64_t)now.tv_sec * 1000000 + now.tv_usec;
}

/* File systems round times: a file may have changed so much later than it says. */
static const double rounded_s = 0.01;

static double utc_s(void)
{
    return (double)utc_us() / 1e6;
}

/* --- a round --- */

static void before_step(void *user, size_t step)
{
    live *run = user;
    (void)step;
    cli_progress_begin(&run->session.progress, !run->session.progress.on);
}

static void after_step(void *user, size_t step, const dl_result *result)
{
    live *run = user;
    (void)step;
    (void)result;
    cli_progress_end(&run->session.progress);
}

static bool list_steps(live *run)
{
    const dl_notebook *notebook = run->session.notebook;
    run->count = dl_notebook_step_count(notebook);
    free(run->steps);
    free(run->results);
    run->steps = calloc(run->count + 1, sizeof *run->steps);
    run->results = calloc(run->count + 1, sizeof *run->results);
    for (size_t i = 0; run->steps && i < run->count; i++)
        run->steps[i] = dl_notebook_step(notebook, i);
    return run->steps && run->results;
}

static int update(live *run)
{
    const dl_front *front = dl_notebook_front(run->session.notebook);
    dl_error error;
    dl_update_options options = {.params = front->params,
                                 .param_count = front->param_count,
                                 .as_of = front->as_of.size ? front->as_of
                                                            : dl_str_of(run->session.as_of),
                                 .resume = run->options->resume && run->rounds == 0,
                                 .before = before_step,
                                 .after = after_step,
                                 .user = run};
    if (!list_steps(run))
        return cli_usage("memory ran out");
    run->rounds++;
    run->began_ms = dl_clock_s() * 1e3;
    run->since = utc_s() - rounded_s;
    memset(&run->update, 0, sizeof run->update);
    if (dl_runner_update(run->session.runner, run->steps, run->count, &options,
                         run->options->timeout_s, &run->update, &error) != 0)
        return cli_complain(&error, (dl_str){"", 0});
    for (size_t i = 0; i < run->count; i++)
        run->results[i] = *run->update.results[i];
    return 0;
}

/* What failed, if something did; then the reports, which show what there is. */
static int report(live *run)
{
    int status = 0;
    const dl_update *done = &run->update;
    const cli_session *session = &run->session;
    if (done->failed < run->count) {
        const dl_error *error = &done->results[done->failed]->error;
        cli_complain(error, dl_notebook_line(session->notebook, error->line));
        status = dl_kind_exit_status(error->kind);
    }
    const dl_front *front = dl_notebook_front(session->notebook);
    dl_run shown = {.notebook = session->notebook,
                    .results = run->results,
                    .sources = done->sources,
                    .source_count = done->source_count,
                    .serials = done->serials,
                    .as_of = front->as_of.size ? front->as_of : dl_str_of(session->as_of)};
    dl_error error;
    if (status == 0 && run_wants_lock(run->options) &&
        session_carry_lock(&run->session, &shown, &error) != 0)
        return cli_complain(&error, (dl_str){"", 0});
    int written = run_write_reports(run->options, &shown);
    status = status ? status : written;
    if (status == 0 && run->options->lock)
        status = session_write_lock(&run->session, &shown);
    return status;
}

static int keep(live *run)
{
    dl_error error;
    if (dl_runner_keep(run->session.runner, utc_us(), &error) == 0)
        return 0;
    cli_warn(run->options, "%s: warning: the results are not kept: %s", run->session.name,
             error.message);
    return 0;
}

static int round_once(live *run)
{
    int status = update(run);
    if (status == 0)
        status = report(run);
    if (run->update.count)
        keep(run);
    return status;
}

/* --- watching --- */

/* A cell by its line, and why it ran: "line 12 (f.csv changed)". */
static void tell_round(const live *run, const char *changed)
{
    static const size_t most_named = 4;
    size_t named = 0;
    if (run->options->quiet || (changed && run->update.ran_count == 0 && !run->edited))
        return;
    fprintf(stderr, "%s%s%zu of %zu ran in %.0f ms", changed ? changed : "", changed ? ": " : "",
            run->update.ran_count, run->update.count, dl_clock_s() * 1e3 - run->began_ms);
    for (size_t i = 0; i < run->update.count && changed; i++) {
        if (!run->update.ran[i] || named++ >= most_named)
            continue;
        fprintf(stderr, "%s line %d (%s)", named == 1 ? ":" : ",", run->steps[i]->line,
                run->update.why[i]);
    }
    fputs(named > most_named ? ", ...\n" : "\n", stderr);
}

static bool follow_used(live *run)
{
    bool good = follow_add(run->files, run->path, run->since);
    for (size_t i = 0; i < run->update.count; i++) {
        const dl_result *result = run->update.results[i];
        for (size_t u = 0; u < result->use_count && good; u++) {
            const dl_use *use = &result->uses[u];
            bool file = use->kind == DL_USE_FILE ||
                        (use->kind == DL_USE_SOURCE && !dl_str_starts(use->name, DL_STR("http")));
            char path[2 * PATH_MAX];
            if (!file)
                continue;
            snprintf(path, sizeof path, "%s/%.*s", run->session.folder, DL_STR_ARG(use->name));
            good = follow_add(run->files, path, run->since);
        }
    }
    return good;
}

/* The edited notebook in the place of the last one; false when it cannot be read, which was said:
 * the next edit may mend it. */
static bool reread(live *run)
{
    dl_notebook *before = run->session.notebook;
    run->session.notebook = NULL;
    if (session_reread(&run->session, run->path, run->options) != 0) {
        dl_notebook_free(run->session.notebook);
        run->session.notebook = before;
        return false;
    }
    run->edited = !dl_str_equal(dl_notebook_text(before), dl_notebook_text(run->session.notebook));
    if (before != run->first)
        dl_notebook_free(before);
    return true;
}

/* Round after round until Ctrl-C, or as many as --count says; returns the last one's status. */
static int watch_files(live *run, int status)
{
    const size_t most = (size_t)run->options->count;
    const char *changed = NULL;
    bool told = true;
    run->files = follow_new();
    while (run->files) {
        if (told)
            tell_round(run, changed);
        if ((most && run->rounds >= most) || cli_reader_gone())
            return status;
        follow_begin(run->files);
        if (!follow_used(run))
            break;
        dl_cancel_reset(&run->session.cancel);
        watch_end();
        watch_cancel(&run->session.cancel);
        changed = follow_wait(run->files, &run->session.cancel);
        if (!changed)
            return 130;
        watch_begin(run->session.runner);
        run->since = utc_s() - rounded_s;
        told = reread(run);
        if (told)
            status = round_once(run);
    }
    return cli_usage("memory ran out");
}

int run_live(const cli_options *options)
{
    live run = {.options = options, .path = options->arguments[0]};
    if (options->watch && strcmp(run.path, "-") == 0)
        return cli_usage("--watch needs a notebook that is a file");
    int status = session_open(&run.session, run.path, options, false);
    if (status == 0) {
        run.first = run.session.notebook;
        status = round_once(&run);
        if (options->watch && status != 130)
            status = watch_files(&run, status);
    }
    if (run.session.notebook != run.first && run.first) {
        dl_notebook_free(run.session.notebook);
        run.session.notebook = run.first;
    }
    free(run.steps);
    free(run.results);
    follow_free(run.files);
    session_close(&run.session);
    return status;
}
