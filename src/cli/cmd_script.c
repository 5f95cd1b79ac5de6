/* dateline FILE.lua: a script of Lua, in the sandbox of notebooks, with arguments. What it prints
 * goes to standard output while it runs. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/made_files.h"
#include "cli/session.h"
#include "dateline/report.h"

/* A script fetches from many hosts, where a cell reads what one is for. */
static const double longest_s = 600;
static const size_t most_input = (size_t)64 << 20;

bool script_is_meant(const char *word)
{
    char begin[2] = "";
    if (dl_str_ends(dl_str_of(word), DL_STR(".md")) ||
        dl_str_ends(dl_str_of(word), DL_STR(".dateline")))
        return false; /* a notebook, which `run` takes: in Lua its first line is an error */
    if (strchr(word, '/') || dl_str_ends(dl_str_of(word), DL_STR(".lua")))
        return true;
    int fd = open(word, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool meant = fd >= 0 && read(fd, begin, 2) == 2 && begin[0] == '#' && begin[1] == '!';
    if (fd >= 0)
        close(fd);
    return meant;
}

/* --- standard output --- */

/* What was written of the text that is being printed, and what became of standard output. */
typedef struct writing {
    cli_session *session;
    size_t written;
    bool terminal;
    int status;
    dl_terminal_options as;
} writing;

static writing out;

static void put(dl_str bytes)
{
    if (cli_reader_gone() || out.status)
        return;
    out.status = cli_print(bytes);
    if (cli_reader_gone() || out.status)
        dl_runner_interrupt(out.session->runner); /* nobody is there for the rest */
}

/* Printed text as it is, but what would move a terminal's cursor. */
static void put_text(dl_str text)
{
    dl_buf safe = {0};
    cli_progress_hide(&out.session->progress);
    if (out.terminal) {
        dl_escape_terminal(text, &safe);
        text = dl_buf_str(&safe);
    }
    put(text);
    dl_buf_clear(&safe);
}

static void on_print(dl_str text)
{
    put_text(dl_str_slice(text, out.written, text.size));
    out.written = text.size;
}

static void on_view(void *user, const dl_view *view)
{
    (void)user;
    dl_buf text = {0};
    dl_error error;
    if (view->kind == DL_VIEW_TEXT) {
        put_text(dl_str_slice(view->text, out.written, view->text.size));
        if (!dl_str_ends(view->text, DL_STR("\n"))) /* displayed, and not printed */
            put(DL_STR("\n"));
    } else {
        dl_view_terminal(view, &out.as, &text, &error);
        cli_progress_hide(&out.session->progress);
        put(dl_buf_str(&text));
    }
    out.written = 0;
    dl_buf_clear(&text);
}

/* --- the run --- */

/* A script that is told of "-" reads standard input; the worker has none of its own. */
static int read_input(const cli_options *options, dl_buf *input)
{
    dl_error error;
    for (int i = 1; i < options->script_arg_count; i++) {
        if (strcmp(options->script_args[i], "-") != 0)
            continue;
        int rc = dl_file_read("-", most_input, input, &error);
        return rc ? cli_complain(&error, (dl_str){"", 0}) : 0;
    }
    return 0;
}

static int end_of(const dl_error *error, int status)
{
    if (cli_reader_gone() || out.status)
        return out.status;
    if (error->kind == DL_ERR_EXIT)
        return error->system & 255;
    return status ? cli_complain(error, dl_notebook_line(out.session->notebook, error->line)) : 0;
}

static int run_script(cli_session *session, const cli_options *options)
{
    dl_result result;
    dl_result_init(&result);
    out = (writing){.session = session,
                    .terminal = isatty(STDOUT_FILENO),
                    .as = cli_terminal(options->picture_form)};
    session->print = on_print;
    session->show = on_view;
    int status = session_run(session, dl_notebook_step(session->notebook, 0),
                             options->timeout_given ? options->timeout_s : longest_s, &result);
    status = end_of(&result.error, status);
    int files = made_files_write_of(options, session->name, &result, 1);
    dl_result_clear(&result);
    return status ? status : files;
}

/* What is wrong with the file is said before standard input is waited for. */
static int check_file(const char *path)
{
    struct stat info;
    dl_error error;
    if (strcmp(path, "-") == 0)
        return 0;
    if (stat(path, &info) != 0) {
        dl_error_set_errno(&error, errno, "cannot open %s", path);
        return cli_complain(&error, (dl_str){"", 0});
    }
    if (S_ISDIR(info.st_mode))
        return cli_usage("%s is a folder; a script was expected: dateline FILE.lua", path);
    return 0;
}

int cmd_script(const cli_options *options)
{
    if (options->argument_count == 0)
        return cli_usage("a script was expected: dateline [OPTION...] FILE.lua [ARGUMENT...]");
    const char *path = options->arguments[0];
    dl_buf input = {0};
    cli_options own = *options;
    own.script_args = (const char *const *)options->arguments;
    own.script_arg_count = options->argument_count;
    int status = check_file(path);
    if (status == 0)
        status = read_input(&own, &input);
    if (status == 0) {
        cli_session session;
        own.script_input = dl_buf_str(&input);
        status = session_open(&session, path, &own, false);
        if (status == 0)
            status = run_script(&session, &own);
        session_close(&session);
    }
    dl_buf_clear(&input);
    return status;
}
