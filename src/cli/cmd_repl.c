/* dateline repl: cells typed one after another, on a terminal with readline, else from a pipe. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/made_files.h"
#include "cli/reader.h"
#include "cli/session.h"
#include "cli/typed.h"
#include "dateline/report.h"

static const char prompt[] = "> ";

static dl_picture_form form; /* how values are shown */

static bool is_whole(void *user, dl_str code, dl_language language)
{
    const cli_session *session = user;
    (void)language;
    return dl_runner_completeness(session->runner, code) != DL_INCOMPLETE;
}

static int complete(void *user, const dl_place *place, dl_arena *arena, dl_completion *completion,
                    dl_error *error)
{
    const cli_session *session = user;
    return dl_runner_complete(session->runner, place, arena, completion, error);
}

static void warn(void *user, const char *message)
{
    (void)user;
    cli_warn(&(cli_options){0}, "%s", message);
}

static void show(const dl_view *view)
{
    dl_terminal_options terminal = {
        .width = cli_width(), .color = cli_color(STDOUT_FILENO), .form = form};
    dl_buf out;
    dl_buf_init(&out);
    dl_error error;
    dl_view_terminal(view, &terminal, &out, &error);
    cli_print(dl_buf_str(&out));
    dl_buf_clear(&out);
}

/* :more */
static int show_more(cli_session *session, double timeout_s)
{
    dl_arena arena;
    dl_error error;
    const dl_view *view;
    dl_arena_init(&arena);
    dl_cancel_reset(&session->cancel);
    int status = 0;
    if (dl_runner_page(session->runner, 0, timeout_s, &arena, &view, &error) != 0)
        status = cli_complain(&error, (dl_str){"", 0});
    else if (view)
        show(view);
    else
        cli_print(DL_STR("there is no more\n"));
    dl_arena_clear(&arena);
    return status;
}

static int run_entry(cli_session *session, const cli_options *options, dl_str code)
{
    dl_step step = {.language = DL_LANGUAGE_LUA,
                    .id = DL_STR("input"),
                    .code = code,
                    .line = 1,
                    .column = 1,
                    .output = true,
                    .typed = cli_typed(++session->entries)};
    dl_result result;
    dl_result_init(&result);
    size_t deaths = dl_runner_deaths(session->runner);
    dl_cancel_reset(&session->cancel);
    session->show = show;
    int status = session_run(session, &step, options->timeout_s, &result);
    session->show = NULL;
    if (status != 0)
        cli_complain(&result.error, (dl_str){"", 0});
    int files = made_files_write_of(options, session->name, &result, 1);
    status = status ? status : files;
    if (dl_runner_deaths(session->runner) > deaths)
        cli_warn(options, "note: the variables are gone with that process; what you type next "
                          "starts anew");
    dl_result_clear(&result);
    return status;
}

/* From a pipe the first failure's status is the command's; at a terminal failures are told only.
 * beside: a notebook's, or NULL. */
static int read_and_run(cli_session *session, const cli_options *options, typed *beside)
{
    int status = 0;
    dl_buf entry;
    dl_buf_init(&entry);
    reader *in = reader_open(
        &(reader_options){.user = session, .whole = is_whole, .complete = complete, .warn = warn});
    if (!in)
        return cli_usage("memory ran out");
    bool terminal = reader_is_terminal(in);
    while (reader_next(in, prompt, DL_LANGUAGE_LUA, &entry) == READER_ENTRY) {
        int one = dl_str_equal(dl_str_trim(dl_buf_str(&entry)), DL_STR(":more"))
                      ? show_more(session, options->timeout_s)
                  : beside ? typed_run(beside, dl_buf_str(&entry), show)
                           : run_entry(session, options, dl_buf_str(&entry));
        status = status || terminal ? status : one;
    }
    if (terminal)
        fputc('\n', stdout);
    reader_close(in);
    dl_buf_clear(&entry);
    return status;
}

int cmd_repl(const cli_options *options)
{
    if (options->argument_count > 1)
        return cli_usage("one notebook at most was expected: dateline repl [NOTEBOOK]");
    bool terminal = isatty(STDIN_FILENO);
    form = options->picture_form;
    cli_session session;
    const char *path = options->argument_count ? options->arguments[0] : NULL;
    int status = session_open(&session, path, options, true);
    if (status == 0 && terminal)
        printf("dateline %s: a value for what you type; `dateline help api` lists what there "
               "is; Ctrl-D leaves\n",
               DL_VERSION);
    typed *beside = NULL;
    if (status == 0 && path && !(beside = typed_new(&session, options, path)))
        status = cli_usage("memory ran out");
    if (status == 0) {
        int ran = beside ? typed_refresh(beside) : 0;
        status = read_and_run(&session, options, beside);
        if (!terminal && ran != 0)
            status = ran;
    }
    typed_free(beside);
    session_close(&session);
    return status;
}
