#include "cli/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "dateline/bundle_rows.h"

/* --- telling --- */

void check_tell(checking *c, const dl_step *step, int status, const char *kind, const char *hint,
                const char *format, ...)
{
    char message[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    findings_add(c->found, &(finding){.status = status,
                                      .kind = kind,
                                      .file = dl_str_of(c->path),
                                      .line = step ? step->line : 0,
                                      .cell = step ? step->id : (dl_str){"", 0},
                                      .message = dl_str_of(message),
                                      .hint = dl_str_of(hint)});
}

/* Errors name the notebook as its cells do, without its folder. */
static void add_error(checking *c, const dl_step *step, const dl_error *error)
{
    dl_str folder, name, place = dl_str_of(error->place);
    dl_path_split(c->path, &folder, &name);
    bool own = place.size == 0 || dl_str_equal(place, name) ||
               dl_str_equal(place, dl_str_of(c->session.name));
    findings_add(c->found, &(finding){.status = dl_kind_exit_status(error->kind),
                                      .kind = dl_kind_word(error->kind),
                                      .file = own ? dl_str_of(c->path) : place,
                                      .line = error->line ? error->line
                                              : step      ? step->line
                                                          : 0,
                                      .cell = step ? step->id : (dl_str){"", 0},
                                      .message = dl_str_of(error->message),
                                      .hint = dl_str_of(error->hint)});
}

void check_tell_error(checking *c, const dl_step *step, const dl_error *error)
{
    add_error(c, step, error);
}

static void listen(void *user, const dl_error *error)
{
    add_error(user, NULL, error);
}

/* --- before the run --- */

static bool lock_is_there(const checking *c)
{
    char path[PATH_MAX];
    if (dl_is_bundle(c->path))
        return true;
    return session_lock_beside(c->path, path, sizeof path) == 0 && access(path, F_OK) == 0;
}

static int open_session(checking *c, const cli_options *options)
{
    c->options = *options;
    c->options.checking = true;
    c->options.quiet = true;
    c->options.refresh = c->options.lock = false;
    c->has_lock = lock_is_there(c);
    c->options.frozen = c->has_lock;
    c->options.offline = !c->has_lock;
    /* whatever the notebook writes goes into a copy; a bundle is unpacked anyway */
    bool aside = !dl_is_bundle(c->path) || options->store;
    int status = aside ? aside_open(&c->aside, c->path, options) : 0;
    if (aside)
        c->options.store = c->aside.store;
    if (status == 0)
        status = session_open(&c->session, c->path, &c->options, false);
    return status;
}

static void tell_warnings(checking *c)
{
    const dl_notebook *notebook = c->session.notebook;
    for (size_t i = 0; i < dl_notebook_warning_count(notebook); i++) {
        const dl_warning *warning = dl_notebook_warning(notebook, i);
        const dl_step at = {.line = warning->line};
        check_tell(c, &at, 0, "notebook", NULL, "%s", warning->message);
    }
}

static bool read_lock(checking *c)
{
    dl_error error;
    if (!c->has_lock) {
        check_tell(c, NULL, 3, "no-lock", "dateline run --lock writes one",
                   "there is no lock beside it: nothing says what its results were made from");
        return true;
    }
    if (dl_lock_load(c->session.lock_path, &c->arena, &c->lock, &error) == 0)
        return true;
    add_error(c, NULL, &error);
    return false;
}

/* --- the run --- */

static void run_steps(checking *c)
{
    size_t i = 0;
    int status = 0;
    for (; i < c->count && status == 0; i++) {
        const dl_step *step = dl_notebook_step(c->session.notebook, i);
        status = session_run(&c->session, step, c->options.timeout_s, &c->results[i]);
        if (status != 0)
            add_error(c, step, &c->results[i].error);
    }
    c->whole = status == 0;
    size_t rest = 0, first = i;
    for (; i < c->count; i++)
        rest += !dl_notebook_step(c->session.notebook, i)->inlined;
    if (rest)
        check_tell(c, dl_notebook_step(c->session.notebook, first), 0, "not-run", NULL,
                   "%zu cell%s below what failed did not run", rest, rest == 1 ? "" : "s");
}

static void look(checking *c)
{
    dl_error error;
    c->run = (dl_run){.notebook = c->session.notebook,
                      .results = c->results,
                      .as_of = dl_str_of(c->session.as_of)};
    check_globals(c);
    check_timelines(c);
    if (dl_runner_sources(c->session.runner, &c->run.sources, &c->run.source_count, &error) != 0 ||
        dl_store_open(&c->store, c->session.store_path, NULL, &error) != 0) {
        add_error(c, NULL, &error);
        return;
    }
    if (c->has_lock)
        check_lock(c);
    check_sources(c);
    check_evidence(c);
}

static void run_and_look(checking *c)
{
    tell_warnings(c);
    if (!read_lock(c))
        return;
    c->count = dl_notebook_step_count(c->session.notebook);
    c->results = calloc(c->count + 1, sizeof *c->results);
    if (!c->results) {
        cli_usage("memory ran out");
        return;
    }
    for (size_t i = 0; i < c->count; i++)
        dl_result_init(&c->results[i]);
    run_steps(c);
    look(c);
    for (size_t i = 0; i < c->count; i++)
        dl_result_clear(&c->results[i]);
    free(c->results);
}

void check_notebook(const char *path, const cli_options *options, findings *found)
{
    checking *c = calloc(1, sizeof *c);
    if (!c) {
        found->failed = true;
        return;
    }
    c->path = path;
    c->found = found;
    dl_arena_init(&c->arena);
    cli_listen(listen, c);
    if (open_session(c, options) == 0)
        run_and_look(c);
    dl_store_close(c->store);
    session_close(&c->session);
    aside_close(&c->aside);
    cli_listen(NULL, NULL);
    findings_sort(found, dl_str_of(path));
    dl_arena_clear(&c->arena);
    free(c);
}
