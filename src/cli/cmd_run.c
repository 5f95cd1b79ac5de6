/* dateline run: a notebook from its first cell to its reports. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/live.h"
#include "cli/made_files.h"
#include "cli/option_rows.h"
#include "cli/session.h"
#include "dateline/report.h"

/* Runs the steps in order until one fails. Returns the exit status. */
static int run_steps(cli_session *session, const cli_options *options, dl_result *results)
{
    size_t count = dl_notebook_step_count(session->notebook);
    for (size_t i = 0; i < count; i++) {
        const dl_step *step = dl_notebook_step(session->notebook, i);
        int status = session_run(session, step, options->timeout_s, &results[i]);
        if (status == 0)
            continue;
        const dl_error *error = &results[i].error;
        cli_complain(error, dl_notebook_line(session->notebook, error->line));
        return status;
    }
    return 0;
}

static int write_terminal(const dl_run *run, dl_picture_form form, dl_buf *text, dl_error *error)
{
    dl_terminal_options terminal = cli_terminal(form);
    return dl_report_terminal(run, &terminal, text, error);
}

/* path NULL: the terminal. */
static int write_report(const dl_run *run, const char *path, const cli_options *options)
{
    dl_buf text;
    dl_buf_init(&text);
    dl_error error;
    bool to_output = !path || strcmp(path, "-") == 0;
    dl_report_format *format = options->to ? dl_report_by_name(options->to)
                               : path      ? dl_report_by_ending(path)
                                           : NULL;
    int rc = format ? format(run, &text, &error)
                    : write_terminal(run, options->picture_form, &text, &error);
    int status = 0;
    if (rc == 0 && !to_output)
        rc = dl_file_write(path, dl_buf_str(&text), &error);
    if (rc != 0)
        status = cli_complain(&error, (dl_str){"", 0});
    else if (to_output)
        status = cli_print(dl_buf_str(&text));
    dl_buf_clear(&text);
    return status;
}

/* What is wrong with the outputs is said before a long run, not after it. */
static int check_outputs(const cli_options *options)
{
    if (options->to && !dl_report_by_name(options->to))
        return cli_unknown_word("--to", options->to, option_words("to"));
    for (size_t i = 0; i < options->output_count; i++) {
        const char *path = options->outputs[i];
        bool known = strcmp(path, "-") == 0 || options->to || dl_report_by_ending(path);
        if (!known)
            return cli_usage("-o %s: the ending says no format; .html, .md, .json, .ipynb, "
                             ".svg, .png, .pdf, .bib and .csl.json do, or --to",
                             path);
        if (strcmp(path, "-") != 0 && options->argument_count == 1 &&
            strcmp(path, options->arguments[0]) == 0)
            return cli_usage("-o %s would write over the notebook", path);
    }
    return 0;
}

int run_write_reports(const cli_options *options, const dl_run *run)
{
    int status = options->no_report || options->output_count ? 0 : write_report(run, NULL, options);
    for (size_t i = 0; i < options->output_count && !options->no_report; i++) {
        int one = write_report(run, options->outputs[i], options);
        status = status ? status : one;
    }
    int files = made_files_write(options, run);
    return status ? status : files;
}

/* Only a page carries its lock, which takes time to make. */
bool run_wants_lock(const cli_options *options)
{
    dl_report_format *page = dl_report_by_name("html");
    if (options->to)
        return dl_report_by_name(options->to) == page;
    for (size_t i = 0; i < options->output_count; i++)
        if (dl_report_by_ending(options->outputs[i]) == page)
            return true;
    return false;
}

/* A cell that goes on without a page fails later, at a nil: why the page is not there is what
 * helps. */
static void say_missing(const cli_options *options, const dl_run *run, const dl_error *error)
{
    const dl_source *first = NULL;
    size_t missing = 0;
    for (size_t i = 0; i < run->source_count; i++) {
        if (run->sources[i].sha256.size)
            continue;
        first = missing++ ? first : &run->sources[i];
    }
    if (!first || error->kind != DL_ERR_CELL)
        return;
    bool named = dl_str_starts(first->missing, first->url);
    cli_warn(options, "note: %zu of %zu sources were not captured; %.*s%s%.*s", missing,
             run->source_count, named ? 0 : (int)first->url.size, first->url.data,
             named ? "" : ": ", DL_STR_ARG(first->missing));
}

static void say_why(const cli_options *options, const dl_run *run)
{
    for (size_t i = 0; i < dl_notebook_step_count(run->notebook); i++)
        if (run->results[i].state == DL_STATE_FAILED && !run->results[i].expected)
            say_missing(options, run, &run->results[i].error);
}

/* The reports; and the lock, after a run that ended well. */
static int write_reports(cli_session *session, const cli_options *options, const dl_result *results,
                         bool whole)
{
    dl_run run = {
        .notebook = session->notebook, .results = results, .as_of = dl_str_of(session->as_of)};
    dl_error error;
    if (dl_runner_sources(session->runner, &run.sources, &run.source_count, &error) != 0 ||
        (whole && run_wants_lock(options) && session_carry_lock(session, &run, &error) != 0))
        return cli_complain(&error, (dl_str){"", 0});
    say_why(options, &run);
    int status = run_write_reports(options, &run);
    if (status != 0 || !whole || !options->lock)
        return status;
    status = session_write_lock(session, &run);
    if (status == 0)
        session_warn_of_captures(session, &run, options);
    return status;
}

/* To a person alone, who would else see nothing of a run that went well. */
static void say_written(const cli_options *options)
{
    for (size_t i = 0; i < options->output_count && isatty(STDERR_FILENO); i++)
        if (strcmp(options->outputs[i], "-") != 0)
            cli_warn(options, "wrote %s", options->outputs[i]);
}

int cmd_run(const cli_options *options)
{
    if (options->argument_count == 0)
        return cli_usage("a notebook was expected: dateline run NOTEBOOK");
    if (options->watch && (options->argument_count > 1 || options->matrix || options->index))
        return cli_usage("--watch watches one notebook");
    bool batch = options->argument_count > 1 || options->matrix || options->index || options->json;
    if (batch)
        return batch_run(options);
    int status = run_one(options);
    if (status == 0 && !options->watch)
        say_written(options);
    return status;
}

int run_one(const cli_options *options)
{
    int status = check_outputs(options);
    if (status != 0)
        return status;
    if (options->resume || options->watch)
        return run_live(options);
    cli_session session;
    dl_result *results = NULL;
    size_t count = 0;
    status = session_open(&session, options->arguments[0], options, false);
    if (status == 0) {
        count = dl_notebook_step_count(session.notebook);
        results = calloc(count + 1, sizeof *results);
        if (!results)
            status = cli_usage("memory ran out");
    }
    if (results) {
        for (size_t i = 0; i < count; i++)
            dl_result_init(&results[i]);
        status = run_steps(&session, options, results);
        int written = write_reports(&session, options, results, status == 0);
        status = status ? status : written;
    }
    for (size_t i = 0; i < count && results; i++)
        dl_result_clear(&results[i]);
    free(results);
    session_close(&session);
    return status;
}
