/* What is typed runs, shows itself, and is kept. */
#include "base/clock.h"
#include "cli/repl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/grow.h"
#include "cli/made_files.h"
#include "dateline/report.h"

void repl_show(void *user, const dl_view *view)
{
    const repl *in = user;
    dl_terminal_options terminal = cli_terminal(in->options.picture_form);
    dl_buf out = {0};
    dl_error error;
    dl_view_terminal(view, &terminal, &out, &error);
    cli_print(dl_buf_str(&out));
    dl_buf_clear(&out);
}

static void remember(repl *in, dl_str code, dl_language language)
{
    dl_error error;
    dl_str copy = dl_arena_copy(&in->arena, code);
    if (copy.data &&
        dl_grow(&in->entries, &in->capacity, in->count + 1, sizeof *in->entries, &error) == 0)
        in->entries[in->count++] = (repl_entry){
            language, copy, in->beside ? typed_number(in->beside) : (size_t)in->session.entries};
    else
        cli_warn(&in->options, "note: memory ran out; :save will not have this entry");
}

/* from: the file that the step stands in; NULL: it was typed. */
static int run_alone(repl *in, const dl_step *asked, const char *from)
{
    cli_session *session = &in->session;
    dl_step step = *asked;
    step.id = DL_STR("input");
    step.typed = cli_typed(++session->entries, in->options.picture_form);
    step.typed.profile = in->profiling;
    dl_result result;
    dl_result_init(&result);
    size_t deaths = dl_runner_deaths(session->runner);
    dl_cancel_reset(&session->cancel);
    int status = session_run(session, &step, in->options.timeout_s, &result);
    if (from && strcmp(result.error.place, session->name) == 0)
        dl_error_at(&result.error, from, result.error.line, result.error.column);
    if (status != 0)
        cli_complain(&result.error, (dl_str){"", 0});
    int files = made_files_write_of(&in->options, session->name, &result, 1);
    if (dl_runner_deaths(session->runner) > deaths)
        cli_warn(&in->options, "note: the variables are gone with that process; what you type "
                               "next starts anew");
    dl_result_clear(&result);
    return status ? status : files;
}

static int run(repl *in, const dl_step *step, bool keep, const char *from)
{
    unsigned how = (keep ? TYPED_KEEP : 0) | (in->profiling ? TYPED_PROFILE : 0);
    in->session.show = step->output ? repl_show : NULL;
    in->session.show_user = in;
    int status = in->beside ? typed_run(in->beside, step, from, how) : run_alone(in, step, from);
    in->session.show = NULL;
    if (status == 0 && keep && !step->error_expected)
        remember(in, step->code, step->language);
    return status;
}

int repl_run(repl *in, dl_str code, dl_language language, bool keep)
{
    dl_step step = {.language = language, .code = code, .line = 1, .column = 1, .output = true};
    return run(in, &step, keep, NULL);
}

int repl_run_step(repl *in, const dl_step *step, const char *file)
{
    return run(in, step, true, file);
}

int repl_ask(repl *in, dl_language language, dl_buf *code)
{
    int status = code->failed ? cli_usage("memory ran out")
                              : repl_run(in, dl_buf_str(code), language, false);
    dl_buf_clear(code);
    return status;
}

int repl_more(repl *in, dl_str number)
{
    long page = 0;
    if (number.size) {
        char *end;
        page = strtol(number.data, &end, 10);
        if (end != number.data + number.size || page < 1)
            return cli_usage(":more %.*s: the number of a page was expected, or nothing",
                             DL_STR_ARG(number));
    }
    dl_arena arena;
    dl_error error;
    const dl_view *view;
    dl_arena_init(&arena);
    dl_cancel_reset(&in->session.cancel);
    int status = 0;
    if (dl_runner_page(in->session.runner, (size_t)page, in->options.timeout_s, &arena, &view,
                       &error) != 0)
        status = cli_complain(&error, (dl_str){"", 0});
    else if (view)
        repl_show(in, view);
    else
        cli_print(DL_STR("there is no more\n"));
    dl_arena_clear(&arena);
    return status;
}

int repl_time(repl *in, dl_str code)
{
    if (code.size == 0)
        return cli_usage(":time CODE: what is to be timed was expected");
    double began = dl_clock_s();
    int status = repl_run(in, code, in->language, true);
    double took = dl_clock_s() - began;
    if (took < 1)
        printf("%.1f ms\n", took * 1e3);
    else
        printf("%.2f s\n", took);
    return status;
}

int repl_profile(repl *in, dl_str code)
{
    if (code.size == 0)
        return cli_usage(":profile CODE: what is to be looked at was expected");
    if (in->language == DL_LANGUAGE_SQL)
        return cli_usage(
            ":profile is for Lua; in SQL, EXPLAIN QUERY PLAN tells how a query is run");
    in->profiling = true;
    int status = repl_run(in, code, in->language, true);
    in->profiling = false;
    return status;
}
