#include "cli/typed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/grow.h"
#include "cli/made_files.h"

typedef struct typed_entry {
    dl_step step;
    const char *from; /* the file that it stands in; NULL: it was typed */
} typed_entry;

struct typed {
    cli_session *session;
    const cli_options *options;
    const char *path;
    dl_notebook *first; /* grants name its hosts: it lives as long as the session */
    struct stat seen;   /* the file, as it was read */
    bool ran;           /* an update was made of this version */
    size_t cells;       /* of the notebook, above the first that fails */
    dl_arena arena;
    typed_entry *entries;
    size_t count, capacity, numbered;
    const dl_step **steps; /* the notebook's, then the entries */
    size_t step_count;
    void (*show)(void *user, const dl_view *view);
};

typed *typed_new(cli_session *session, const cli_options *options, const char *path)
{
    typed *made = calloc(1, sizeof *made);
    if (!made)
        return NULL;
    made->session = session;
    made->options = options;
    made->path = path;
    made->first = session->notebook;
    made->cells = dl_notebook_step_count(session->notebook);
    dl_arena_init(&made->arena);
    stat(path, &made->seen);
    return made;
}

void typed_free(typed *freed)
{
    if (!freed)
        return;
    if (freed->session->notebook != freed->first) {
        dl_notebook_free(freed->session->notebook);
        freed->session->notebook = freed->first;
    }
    free(freed->entries);
    free(freed->steps);
    dl_arena_clear(&freed->arena);
    free(freed);
}

/* --- an update --- */

static bool list_steps(typed *in)
{
    size_t cells = in->cells;
    free(in->steps);
    in->step_count = cells + in->count;
    in->steps = calloc(in->step_count + 1, sizeof *in->steps);
    for (size_t i = 0; in->steps && i < cells; i++)
        in->steps[i] = dl_notebook_step(in->session->notebook, i);
    for (size_t i = 0; in->steps && i < in->count; i++)
        in->steps[cells + i] = &in->entries[i].step;
    return in->steps != NULL;
}

/* Only what was just typed shows itself. */
static void before_step(void *user, size_t step)
{
    typed *in = user;
    in->session->show = step + 1 == in->step_count ? in->show : NULL;
    cli_progress_begin(&in->session->progress, !in->session->progress.on);
}

static void after_step(void *user, size_t step, const dl_result *result)
{
    typed *in = user;
    (void)step;
    (void)result;
    in->session->show = NULL;
    cli_progress_end(&in->session->progress);
}

static void tell_again(const typed *in, const dl_update *update, size_t last)
{
    size_t cells = in->cells, told = 0;
    dl_buf text = {0};
    for (size_t i = 0; i < last; i++) {
        if (!update->ran[i] || in->steps[i]->noeval)
            continue;
        if (told++ == 8) {
            dl_buf_puts(&text, ", ...");
            break;
        }
        dl_buf_puts(&text, told > 1 ? ", " : "");
        if (i < cells)
            dl_buf_printf(&text, "line %d", in->steps[i]->line);
        else
            dl_buf_printf(&text, "%.*s", DL_STR_ARG(in->steps[i]->id));
    }
    if (told)
        cli_warn(in->options, "note: %s ran again", text.data ? text.data : "");
    dl_buf_clear(&text);
}

/* What is typed stands in no line of the notebook: its place is its own. */
static int complain(const typed *in, size_t step, const dl_error *error)
{
    if (step < in->cells)
        return cli_complain(error, dl_notebook_line(in->session->notebook, error->line));
    const typed_entry *entry = &in->entries[step - in->cells];
    dl_error placed = *error;
    if (strcmp(error->place, in->session->name) == 0)
        dl_error_at(&placed, entry->from ? entry->from : entry->step.id.data, error->line,
                    error->column);
    return cli_complain(&placed, (dl_str){"", 0});
}

/* Brings all up to date; *failed is the step that ended it, or the count. */
static int update(typed *in, bool tell, size_t *failed)
{
    const dl_front *front = dl_notebook_front(in->session->notebook);
    dl_update_options with = {.params = front->params,
                              .param_count = front->param_count,
                              .as_of =
                                  front->as_of.size ? front->as_of : dl_str_of(in->session->as_of),
                              .before = before_step,
                              .after = after_step,
                              .user = in};
    dl_update done;
    dl_error error;
    *failed = 0;
    if (!list_steps(in))
        return cli_usage("memory ran out");
    dl_cancel_reset(&in->session->cancel);
    if (dl_runner_update(in->session->runner, in->steps, in->step_count, &with,
                         in->options->timeout_s, &done, &error) != 0)
        return cli_complain(&error, (dl_str){"", 0});
    in->ran = true;
    *failed = done.failed;
    if (tell)
        tell_again(in, &done, in->show && in->step_count ? in->step_count - 1 : in->step_count);
    int written = 0;
    for (size_t i = 0; i < done.count; i++) {
        int one = done.ran[i]
                      ? made_files_write_of(in->options, in->session->name, done.results[i], 1)
                      : 0;
        written = written ? written : one;
    }
    if (done.failed == in->step_count)
        return written;
    int status = complain(in, done.failed, &done.results[done.failed]->error);
    if (done.failed < in->cells)
        in->cells = done.failed; /* what is typed stands below what ran */
    return status;
}

/* --- the file --- */

static bool changed(const typed *in, struct stat *now)
{
    const struct stat *before = &in->seen;
    return stat(in->path, now) == 0 &&
           (now->st_ino != before->st_ino || now->st_size != before->st_size ||
            now->st_mtim.tv_sec != before->st_mtim.tv_sec ||
            now->st_mtim.tv_nsec != before->st_mtim.tv_nsec);
}

/* An edit that cannot be read was told of; the notebook stays as it was until the next one. */
static bool reread(typed *in)
{
    struct stat now;
    if (!changed(in, &now))
        return false;
    in->seen = now;
    dl_notebook *before = in->session->notebook;
    in->session->notebook = NULL;
    if (session_reread(in->session, in->path, in->options) != 0) {
        dl_notebook_free(in->session->notebook);
        in->session->notebook = before;
        return false;
    }
    if (before != in->first)
        dl_notebook_free(before);
    in->cells = dl_notebook_step_count(in->session->notebook);
    return true;
}

int typed_refresh(typed *in)
{
    size_t failed;
    bool again = reread(in);
    in->show = NULL;
    return in->ran && !again ? 0 : update(in, again, &failed);
}

/* --- an entry --- */

static bool add_entry(typed *in, const dl_step *asked, const char *from, unsigned how)
{
    char id[32];
    dl_error error;
    if (dl_grow(&in->entries, &in->capacity, in->count + 1, sizeof *in->entries, &error) != 0)
        return false;
    snprintf(id, sizeof id, "input-%zu", ++in->numbered);
    typed_entry *entry = &in->entries[in->count];
    entry->step = (dl_step){.language = asked->language,
                            .id = dl_arena_copy(&in->arena, dl_str_of(id)),
                            .code = dl_arena_copy(&in->arena, asked->code),
                            .line = asked->line,
                            .column = asked->column,
                            .output = true,
                            .error_expected = asked->error_expected,
                            .typed = cli_typed((int)in->numbered, in->options->picture_form)};
    entry->step.typed.profile = (how & TYPED_PROFILE) != 0;
    entry->from = from ? dl_arena_copy(&in->arena, dl_str_of(from)).data : NULL;
    bool held = entry->step.id.data && entry->step.code.data && (entry->from || !from);
    in->count += held;
    return held;
}

size_t typed_number(const typed *in)
{
    return in->numbered;
}

int typed_run(typed *in, const dl_step *asked, const char *from, unsigned how)
{
    size_t failed;
    void (*show)(void *user, const dl_view *view) = in->session->show;
    in->session->show = NULL;
    bool again = reread(in);
    if (again && in->count == 0)
        update(in, false, &failed);
    if (!add_entry(in, asked, from, how)) {
        in->session->show = show;
        return cli_usage("memory ran out");
    }
    in->show = show;
    int status = update(in, again, &failed);
    in->show = NULL;
    in->session->show = show;
    if (in->count)
        in->entries[in->count - 1].step.typed.profile = false;
    if (status != 0 || !(how & TYPED_KEEP))
        in->count--; /* it did not come about, or was a question */
    return status;
}
