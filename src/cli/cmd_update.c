/* dateline update: the sources asked again, what changed at each, and the lock renewed; or nothing
 * at all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "cli/answer.h"
#include "cli/aside.h"
#include "cli/change_json.h"
#include "cli/session.h"
#include "dateline/bundle_rows.h"
#include "dateline/capture.h"
#include "dateline/change.h"
#include "dateline/change_view.h"
#include "dateline/report.h"

static const size_t most_captures = (size_t)10 << 20;

typedef struct updating {
    const cli_options *options; /* as given */
    cli_aside aside;
    cli_session session;
    dl_arena arena;
    dl_lock before, now;
    dl_result *results;
    size_t count;
    dl_run run;
    dl_store *store;              /* the copy */
    size_t sources, cells, files; /* that changed */
    bool matters;
    dl_buf told;
} updating;

static int complain(const dl_error *error)
{
    return cli_complain(error, (dl_str){"", 0});
}

/* --- the run --- */

static int read_lock(updating *u, const char *path)
{
    char lock[PATH_MAX];
    dl_error error;
    int status = session_lock_beside(path, lock, sizeof lock);
    if (status)
        return status;
    int rc = dl_lock_load(lock, &u->arena, &u->before, &error);
    return rc && rc != DL_ERR_NOT_FOUND ? complain(&error) : 0;
}

static void clear_run(updating *u)
{
    dl_store_close(u->store);
    u->store = NULL;
    for (size_t i = 0; i < u->count; i++)
        dl_result_clear(&u->results[i]);
    free(u->results);
    u->results = NULL;
    u->count = 0;
    session_close(&u->session);
}

static int run_steps(updating *u)
{
    int status = 0;
    u->count = dl_notebook_step_count(u->session.notebook);
    u->results = calloc(u->count + 1, sizeof *u->results);
    if (!u->results)
        return cli_usage("memory ran out");
    for (size_t i = 0; i < u->count; i++)
        dl_result_init(&u->results[i]);
    for (size_t i = 0; i < u->count && status == 0; i++) {
        const dl_step *step = dl_notebook_step(u->session.notebook, i);
        status = session_run(&u->session, step, u->options->timeout_s, &u->results[i]);
        const dl_error *error = &u->results[i].error;
        if (status)
            cli_complain(error, dl_notebook_line(u->session.notebook, error->line));
    }
    return status;
}

static int take_results(updating *u)
{
    dl_error error;
    u->run = (dl_run){.notebook = u->session.notebook,
                      .results = u->results,
                      .as_of = dl_str_of(u->session.as_of)};
    if (dl_runner_sources(u->session.runner, &u->run.sources, &u->run.source_count, &error) != 0 ||
        session_lock(&u->session, &u->run, &u->arena, &u->now, &error) != 0 ||
        dl_store_open(&u->store, u->session.store_path, NULL, &error) != 0)
        return complain(&error);
    return 0;
}

/* A run of the whole notebook in the copy of the store, in the place of the last one. */
static int run_notebook(updating *u, const cli_options *options, const char *path)
{
    clear_run(u);
    int status = session_open(&u->session, path, options, false);
    if (status == 0)
        status = run_steps(u);
    return status ? status : take_results(u);
}

/* --- what changed --- */

static const dl_lock_source *find_source(const dl_lock *lock, dl_str url)
{
    for (size_t i = 0; i < lock->source_count; i++)
        if (dl_str_equal(lock->sources[i].url, url))
            return &lock->sources[i];
    return NULL;
}

/* One thing that changed, which needs no more words. */
static void tell(updating *u, const char *kind, dl_str name, const char *what)
{
    if (u->options->json) {
        answer_open(&u->told, NULL, '{');
        answer_text(&u->told, "kind", dl_str_of(kind));
        answer_text(&u->told, kind, name);
        answer_text(&u->told, "summary", dl_str_of(what));
        dl_buf_puts(&u->told, "}\n");
        return;
    }
    dl_buf line = {0};
    dl_buf_printf(&line, "%s %.*s: %s\n", kind, DL_STR_ARG(name), what);
    dl_escape_terminal(dl_buf_str(&line), &u->told);
    dl_buf_clear(&line);
}

static int tell_change(updating *u, const dl_change *change, dl_error *error)
{
    if (u->options->json) {
        answer_open(&u->told, NULL, '{');
        answer_text(&u->told, "kind", DL_STR("source"));
        change_json(change, false, &u->told);
        dl_buf_puts(&u->told, "}\n");
        return dl_buf_ok(&u->told, error);
    }
    const dl_terminal_options terminal = cli_terminal(u->options->picture_form);
    const dl_view *view = dl_change_view(change, &u->arena);
    return view ? dl_view_terminal(view, &terminal, &u->told, error)
                : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

/* The newest capture of a URL with these bytes; 0 where there is none. */
static int64_t capture_of(updating *u, const dl_lock_source *source)
{
    dl_snapshot *list;
    size_t count;
    if (dl_store_snapshots(u->store, source->url, &u->arena, &list, &count, NULL) != 0)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (dl_str_equal(list[i].sha256, source->sha256))
            return list[i].id;
    return 0;
}

/* *lost: there is no page any more. */
static int compare_source(updating *u, const dl_lock_source *before, const dl_lock_source *now,
                          bool *lost, dl_error *error)
{
    int64_t from = capture_of(u, before), to = capture_of(u, now);
    dl_change change;
    u->sources++;
    if (from == 0 || to == 0) { /* a file, or a capture that somebody else has */
        u->matters = true;
        tell(u, "source", now->url, "other bytes than the lock names");
        return 0;
    }
    dl_change_init(&change);
    int rc = dl_change_between(u->store, from, to, NULL, 0, &change, error);
    if (rc == 0)
        rc = tell_change(u, &change, error);
    u->matters = u->matters || dl_change_matters(change.class);
    *lost = change.class == DL_CHANGE_GONE || change.class == DL_CHANGE_BLOCKED ||
            change.class == DL_CHANGE_FAILING;
    dl_change_clear(&change);
    return rc;
}

/* Tells of each source, and settles which capture the lock is to name: the one before where the
 * bytes are the same, or where there is no page any more. */
static int settle_sources(updating *u, dl_error *error)
{
    int rc = 0;
    for (size_t i = 0; i < u->now.source_count && rc == 0; i++) {
        dl_lock_source *now = &u->now.sources[i];
        const dl_lock_source *before = find_source(&u->before, now->url);
        bool had = before && before->sha256.size, lost = false;
        if (!before || (!had && now->sha256.size)) {
            u->sources++;
            tell(u, "source", now->url, before ? "had now" : "new");
        } else if (had && !dl_str_equal(before->sha256, now->sha256)) {
            rc = compare_source(u, before, now, &lost, error);
        }
        if (lost)
            tell(u, "source", now->url, "the lock keeps the capture that it has");
        if (had && (lost || dl_str_equal(before->sha256, now->sha256)))
            *now = *before;
    }
    for (size_t i = 0; i < u->before.source_count; i++) {
        if (find_source(&u->now, u->before.sources[i].url))
            continue;
        u->sources++;
        tell(u, "source", u->before.sources[i].url, "asked for no more");
    }
    return rc;
}

static void compare_files(updating *u)
{
    for (size_t i = 0; i < u->now.file_count; i++) {
        bool same = false;
        for (size_t k = 0; k < u->before.file_count; k++)
            same = same || (dl_str_equal(u->before.files[k].path, u->now.files[i].path) &&
                            dl_str_equal(u->before.files[k].sha256, u->now.files[i].sha256));
        if (same)
            continue;
        u->files++;
        tell(u, "file", u->now.files[i].path, "not as the lock names it");
    }
}

static int by_id(const void *a, const void *b)
{
    return dl_str_compare(((const dl_lock_cell *)a)->id, ((const dl_lock_cell *)b)->id);
}

static void compare_cells(updating *u)
{
    if (u->before.cell_count)
        qsort(u->before.cells, u->before.cell_count, sizeof *u->before.cells, by_id);
    for (size_t i = 0; i < u->now.cell_count; i++) {
        const dl_lock_cell *now = &u->now.cells[i];
        const dl_lock_cell *before = u->before.cell_count
                                         ? bsearch(now, u->before.cells, u->before.cell_count,
                                                   sizeof *u->before.cells, by_id)
                                         : NULL;
        if (before && dl_str_equal(before->out, now->out))
            continue;
        u->cells++;
        tell(u, "cell", now->id, before ? "gives another result" : "new");
    }
}

/* A source that the lock has and that cannot be had now. Returns an exit status. */
static int complain_of_missing(const updating *u)
{
    int status = 0;
    for (size_t i = 0; i < u->now.source_count; i++) {
        const dl_lock_source *now = &u->now.sources[i];
        const dl_lock_source *before = find_source(&u->before, now->url);
        if (!before || before->sha256.size == 0 || now->sha256.size)
            continue;
        dl_error error;
        dl_error_set(&error, DL_ERR_NET, "%.*s", DL_STR_ARG(now->missing));
        dl_error_hint(&error, "the lock has a capture of it, and keeps it: nothing was changed");
        status = complain(&error);
    }
    return status;
}

/* --- taking it over --- */

typedef struct carried {
    int64_t from, to;
} carried;

static int64_t find_carried(const carried *done, size_t count, int64_t id, int64_t known)
{
    for (size_t i = count; i > 0; i--)
        if (done[i - 1].from == id)
            return done[i - 1].to;
    return id <= known ? id : 0;
}

/* All captures that the copy has past those that it began with. */
static int carry(updating *u, dl_store *to, int64_t known, const int64_t *ids, size_t count,
                 dl_error *error)
{
    carried *done = dl_arena_alloc(&u->arena, (count + 1) * sizeof *done);
    size_t made = 0;
    if (!done)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    int rc = dl_store_begin(to, error);
    if (rc)
        return rc;
    for (size_t i = 0; i < count && rc == 0; i++) {
        dl_snapshot snapshot;
        if (ids[i] <= known)
            continue;
        rc = dl_store_snapshot(u->store, ids[i], false, &u->arena, &snapshot, error);
        done[made].from = ids[i];
        if (rc == 0)
            rc = dl_snapshot_carry(u->store, ids[i], to,
                                   find_carried(done, made, snapshot.revalidated, known),
                                   &done[made].to, error);
        made += rc == 0;
    }
    if (rc == 0)
        return dl_store_commit(to, error);
    dl_store_rollback(to);
    return rc;
}

static int take_captures(updating *u, int64_t known, dl_error *error)
{
    dl_store *to = NULL;
    int64_t *ids;
    size_t count, read;
    int rc = dl_snapshot_ids(u->store, most_captures, &u->arena, &ids, &count, error);
    if (rc || count == 0 || ids[count - 1] <= known)
        return rc;
    rc = dl_store_open(&to, u->aside.original, NULL, error);
    if (rc == 0)
        rc = carry(u, to, known, ids, count, error);
    if (rc == 0)
        rc = dl_capture_read_rest(to, NULL, &read, error);
    dl_store_close(to);
    return rc;
}

/* The last capture of the store before the run. */
static int last_capture(updating *u, int64_t *id)
{
    dl_store *store = NULL;
    int64_t *ids = NULL;
    size_t count = 0;
    dl_error error;
    int rc = dl_store_open(&store, u->aside.store, NULL, &error);
    if (rc == 0)
        rc = dl_snapshot_ids(store, most_captures, &u->arena, &ids, &count, &error);
    dl_store_close(store);
    *id = count ? ids[count - 1] : 0;
    return rc ? complain(&error) : 0;
}

/* --- in all --- */

/* The run that the new lock is of: frozen, with the captures that were settled on. */
static int run_settled(updating *u, const cli_options *own, const char *path)
{
    char lock[PATH_MAX + 16];
    dl_error error;
    int status = complain_of_missing(u);
    if (status)
        return status;
    snprintf(lock, sizeof lock, "%s/settled.lock", u->aside.folder);
    if (settle_sources(u, &error) != 0 || dl_lock_save(lock, &u->now, &error) != 0)
        return complain(&error);
    cli_options frozen = *own;
    frozen.refresh = frozen.keep_day = false;
    frozen.frozen = frozen.quiet = true;
    frozen.lock_file = lock;
    status = run_notebook(u, &frozen, path);
    if (status)
        return status;
    compare_files(u);
    compare_cells(u);
    return cli_print(dl_buf_str(&u->told));
}

static int take_over(updating *u, const char *path, int64_t known)
{
    char lock[PATH_MAX];
    dl_error error;
    int status = session_lock_beside(path, lock, sizeof lock);
    if (status)
        return status;
    if (take_captures(u, known, &error) != 0)
        return complain(&error);
    return dl_lock_save(lock, &u->now, &error) ? complain(&error) : 0;
}

static int update(updating *u, const char *path)
{
    cli_options own = *u->options;
    int64_t known = 0;
    int status = read_lock(u, path);
    if (status == 0)
        status = aside_open(&u->aside, path, u->options);
    if (status == 0)
        status = last_capture(u, &known);
    own.store = u->aside.store;
    own.refresh = own.keep_day = true;
    if (status == 0)
        status = run_notebook(u, &own, path);
    if (status == 0)
        status = run_settled(u, &own, path);
    if (status)
        return status;
    if (!u->options->dry_run)
        status = take_over(u, path, known);
    if (status == 0 && !u->options->json)
        cli_warn(u->options, "%s: %zu source%s, %zu file%s and %zu cell%s changed%s", path,
                 u->sources, u->sources == 1 ? "" : "s", u->files, u->files == 1 ? "" : "s",
                 u->cells, u->cells == 1 ? "" : "s",
                 u->options->dry_run ? "; nothing was written" : "");
    return status ? status : u->options->exit_status && u->matters ? 4 : 0;
}

int cmd_update(const cli_options *options)
{
    if (options->argument_count != 1 || strcmp(options->arguments[0], "-") == 0)
        return cli_usage("a notebook that is a file was expected: dateline update NOTEBOOK");
    if (dl_is_bundle(options->arguments[0]))
        return cli_usage("%s is a bundle: it stays as it was made; `dateline unbundle` gives its "
                         "notebook back",
                         options->arguments[0]);
    updating *u = calloc(1, sizeof *u);
    if (!u)
        return cli_usage("memory ran out");
    u->options = options;
    dl_arena_init(&u->arena);
    int status = update(u, options->arguments[0]);
    clear_run(u);
    aside_close(&u->aside);
    dl_buf_clear(&u->told);
    dl_arena_clear(&u->arena);
    free(u);
    return status;
}
