/* dateline repl: cells typed one after another, on a terminal with readline, else from a pipe. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "cli/cli.h"
#include "cli/made_files.h"
#include "cli/session.h"
#include "cli/tab.h"
#include "cli/typed.h"
#include "cli/watch.h"
#include "dateline/report.h"

static const char prompt[] = "> ", more_prompt[] = ">> ";

static dl_picture_form form; /* how values are shown */

static sigjmp_buf at_prompt; /* where Ctrl-C at the prompt goes back to */

static void on_interrupt(int signal)
{
    (void)signal;
    siglongjmp(at_prompt, 1);
}

/* One line from the terminal; NULL at Ctrl-D. Ctrl-C sets *dropped and gives an empty line. */
static char *read_terminal(const char *ask, bool *dropped)
{
    struct sigaction ours, before;
    memset(&ours, 0, sizeof ours);
    sigemptyset(&ours.sa_mask);
    ours.sa_handler = on_interrupt;
    rl_catch_signals = 0;
    sigaction(SIGINT, &ours, &before);
    if (sigsetjmp(at_prompt, 1) != 0) {
        rl_free_line_state();
        rl_cleanup_after_signal();
        fputc('\n', stdout);
        *dropped = true;
        tab_after(NULL);
    }
    char *line = readline(*dropped ? prompt : ask);
    sigaction(SIGINT, &before, NULL);
    return line;
}

static char *read_pipe(void)
{
    char *line = NULL;
    size_t capacity = 0;
    watch_pause();
    ssize_t size = getline(&line, &capacity, stdin);
    watch_resume();
    if (size < 0) {
        free(line);
        return NULL;
    }
    if (size > 0 && line[size - 1] == '\n')
        line[size - 1] = '\0';
    return line;
}

/* Reads an entry of one or more lines, as long as the parser asks for more. False at the end. */
static bool read_entry(cli_session *session, bool terminal, dl_buf *entry)
{
    for (;;) {
        bool dropped = false;
        tab_after(entry);
        char *line =
            terminal ? read_terminal(entry->size ? more_prompt : prompt, &dropped) : read_pipe();
        if (dropped)
            dl_buf_truncate(entry, 0);
        if (!line)
            return entry->size > 0;
        if (entry->size)
            dl_buf_putc(entry, '\n');
        bool blank = dl_str_trim(dl_str_of(line)).size == 0;
        dl_buf_puts(entry, line);
        free(line);
        /* at a terminal an empty line is the way out of an entry; in a file it is just a line */
        if ((blank && terminal) ||
            dl_runner_completeness(session->runner, dl_buf_str(entry)) != DL_INCOMPLETE)
            return true;
    }
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
static int read_and_run(cli_session *session, const cli_options *options, typed *beside,
                        bool terminal)
{
    int status = 0;
    dl_buf entry;
    dl_buf_init(&entry);
    if (terminal)
        tab_begin(session->runner);
    while (read_entry(session, terminal, &entry)) {
        if (dl_str_trim(dl_buf_str(&entry)).size > 0) {
            if (terminal)
                add_history(entry.data);
            int one = dl_str_equal(dl_str_trim(dl_buf_str(&entry)), DL_STR(":more"))
                          ? show_more(session, options->timeout_s)
                      : beside ? typed_run(beside, dl_buf_str(&entry), show)
                               : run_entry(session, options, dl_buf_str(&entry));
            status = status || terminal ? status : one;
        }
        dl_buf_truncate(&entry, 0);
    }
    if (terminal) {
        tab_end();
        fputc('\n', stdout);
    }
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
        status = read_and_run(&session, options, beside, terminal);
        if (!terminal && ran != 0)
            status = ran;
    }
    typed_free(beside);
    session_close(&session);
    return status;
}
