/* dateline fmt: the first lines of a notebook's cells, in the one way that we write them. */
#include <string.h>

#include "base/file.h"
#include "cli/answer.h"
#include "cli/cli.h"
#include "dateline/notebook.h"

static const size_t most_notebook = (size_t)16 << 20;

/* *differs: it is not formatted. Returns an exit status. */
static int format_one(const char *path, const cli_options *options, bool *differs)
{
    dl_buf text = {0}, formatted = {0};
    dl_notebook *notebook = NULL;
    dl_error error;
    bool stream = strcmp(path, "-") == 0;
    int rc = dl_file_read(path, most_notebook, &text, &error);
    if (!rc)
        rc = dl_notebook_parse(&notebook, dl_buf_str(&text), stream ? "standard input" : path,
                               &error);
    if (!rc)
        rc = dl_notebook_format(notebook, options->ids, &formatted, &error);
    *differs = !rc && !dl_str_equal(dl_buf_str(&text), dl_buf_str(&formatted));
    if (!rc && !stream && !options->check_only && *differs)
        rc = dl_file_write(path, dl_buf_str(&formatted), &error);
    int status = rc ? cli_complain(&error, (dl_str){"", 0}) : 0;
    if (!rc && stream && !options->check_only)
        status = cli_print(dl_buf_str(&formatted));
    dl_notebook_free(notebook);
    dl_buf_clear(&text);
    dl_buf_clear(&formatted);
    return status;
}

static int tell(const char *path, bool differs)
{
    dl_buf line = {0};
    dl_buf_putc(&line, '{');
    answer_text(&line, "file", dl_str_of(path));
    answer_key(&line, "differs");
    dl_buf_puts(&line, differs ? "true}\n" : "false}\n");
    int status = cli_print(dl_buf_str(&line));
    dl_buf_clear(&line);
    return status;
}

int cmd_fmt(const cli_options *options)
{
    int status = 0;
    if (options->argument_count == 0)
        return cli_usage("a notebook was expected: dateline fmt NOTEBOOK...");
    for (int i = 0; i < options->argument_count; i++) {
        bool differs;
        const char *path = options->arguments[i];
        if (options->json && !options->check_only && strcmp(path, "-") == 0)
            return cli_usage("fmt --json -: the notebook itself goes to standard output; give "
                             "--check too, or a file");
        int one = format_one(path, options, &differs);
        if (one == 0 && options->json)
            one = tell(path, differs);
        if (one == 0 && differs && options->check_only) {
            if (!options->json)
                cli_warn(options, "%s: not formatted", path);
            one = 1;
        }
        status = status ? status : one;
    }
    return status;
}
