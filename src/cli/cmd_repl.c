/* dateline repl: cells typed one after another, on a terminal with readline, else from a pipe. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/repl.h"

/* Lua is whole when the parser says so; a query at its semicolon, or a question. */
static bool is_whole(void *user, dl_str code, dl_language language)
{
    const repl *in = user;
    if (language == DL_LANGUAGE_SQL)
        return repl_is_question(code) || dl_str_ends(dl_str_trim(code), DL_STR(";"));
    return dl_runner_completeness(in->session.runner, code) != DL_INCOMPLETE;
}

static int complete(void *user, const dl_place *place, dl_arena *arena, dl_completion *completion,
                    dl_error *error)
{
    const repl *in = user;
    return dl_runner_complete(in->session.runner, place, arena, completion, error);
}

static void warn(void *user, const char *message)
{
    const repl *in = user;
    cli_warn(&in->options, "%s", message);
}

static reader *open_reader(repl *in)
{
    static reader_command told[REPL_MOST_COMMANDS];
    size_t count;
    const repl_command *commands = repl_commands(&count);
    for (size_t i = 0; i < count; i++)
        told[i] = (reader_command){commands[i].name, commands[i].argument, commands[i].values};
    return reader_open(&(reader_options){.user = in,
                                         .whole = is_whole,
                                         .complete = complete,
                                         .warn = warn,
                                         .commands = told,
                                         .command_count = count});
}

static bool next_entry(const repl *in, reader *from, dl_buf *entry)
{
    const char *prompt = in->language == DL_LANGUAGE_SQL ? "sql> " : "> ";
    return !in->left && !cli_reader_gone() &&
           reader_next(from, prompt, in->language, entry) == READER_ENTRY;
}

/* From a pipe the first failure's status is the command's; at a terminal failures are told only. */
static int read_and_run(repl *in)
{
    int status = 0;
    dl_buf entry;
    dl_buf_init(&entry);
    reader *from = open_reader(in);
    if (!from)
        return cli_usage("memory ran out");
    in->terminal = reader_is_terminal(from);
    while (next_entry(in, from, &entry)) {
        int one = 0;
        if (!repl_try_command(in, dl_buf_str(&entry), &one))
            one = repl_run(in, dl_buf_str(&entry), in->language, true);
        status = status || in->terminal ? status : one;
    }
    if (in->terminal && !in->left)
        fputc('\n', stdout);
    reader_close(from);
    dl_buf_clear(&entry);
    if (!in->terminal && ferror(stdin) && status == 0)
        status = cli_usage("cannot read standard input");
    return status;
}

static int open_beside(repl *in)
{
    in->beside = typed_new(&in->session, &in->options, in->path);
    return in->beside ? typed_refresh(in->beside) : cli_usage("memory ran out");
}

int cmd_repl(const cli_options *options)
{
    if (options->argument_count > 1)
        return cli_usage("one notebook at most was expected: dateline repl [NOTEBOOK]");
    bool terminal = isatty(STDIN_FILENO);
    repl in = {.options = *options, .path = options->argument_count ? options->arguments[0] : NULL};
    dl_arena_init(&in.arena);
    int status = session_open(&in.session, in.path, &in.options, true);
    if (status == 0 && terminal)
        printf("dateline %s: a value for what you type; :help says what else there is; Ctrl-D "
               "leaves\n",
               DL_VERSION);
    if (status == 0) {
        int ran = in.path ? open_beside(&in) : 0;
        status = read_and_run(&in);
        if (!terminal && ran != 0)
            status = ran;
    }
    typed_free(in.beside);
    session_close(&in.session);
    free(in.entries);
    dl_arena_clear(&in.arena);
    return status;
}
