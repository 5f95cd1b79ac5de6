/* The completion script of fish. */
#include <getopt.h>
#include <string.h>

#include "cli/completion.h"

static void add_text(const char *text, dl_buf *out)
{
    dl_buf_putc(out, '\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            dl_buf_putc(out, '\\');
        dl_buf_putc(out, *text);
    }
    dl_buf_putc(out, '\'');
}

static void begin_line(const cli_command *command, dl_buf *out)
{
    dl_buf_printf(out, "complete -c dateline -n '__fish_seen_subcommand_from %s'", command->name);
}

static void add_option(const cli_command *command, const option_row *row, dl_buf *out)
{
    begin_line(command, out);
    if (row->letter < 256)
        dl_buf_printf(out, " -s %c", row->letter);
    dl_buf_printf(out, " -l %s", row->name);
    bool needs = row->argument == required_argument;
    switch (completion_value(row)) {
    case VALUE_WORDS:
        dl_buf_printf(out, "%s -a '%s'", needs ? " -x" : "", row->words);
        break;
    case VALUE_FILE:
        dl_buf_puts(out, " -r -F");
        break;
    case VALUE_FOLDER:
        dl_buf_puts(out, " -x -a '(__fish_complete_directories)'");
        break;
    case VALUE_PARAM:
        dl_buf_puts(out, " -x -a '(dateline help --completion=params (commandline -opc | "
                         "string match \"*.md\") 2>/dev/null)'");
        break;
    case VALUE_ANY:
        dl_buf_puts(out, needs ? " -x" : "");
        break;
    case VALUE_NONE:
        break;
    }
    dl_buf_puts(out, " -d ");
    add_text(option_help(command, row), out);
    dl_buf_putc(out, '\n');
}

static void add_arguments(const cli_command *command, dl_buf *out)
{
    completed of = completion_of(command);
    if (of.words[0]) {
        begin_line(command, out);
        dl_buf_printf(out, " -a '%s'\n", of.words);
    }
    if (of.asked) {
        begin_line(command, out);
        dl_buf_printf(out, " -a '(dateline help --completion=%s 2>/dev/null)'\n", of.asked);
    }
    if (of.endings && !*of.endings) {
        begin_line(command, out);
        dl_buf_puts(out, " -F\n");
    }
    for (dl_str rest = dl_str_of(of.endings); rest.size;) {
        dl_str ending = dl_str_cut(rest, ' ', &rest);
        begin_line(command, out);
        dl_buf_printf(out, " -k -a '(__fish_complete_suffix .%.*s)'\n", DL_STR_ARG(ending));
    }
}

/* A script stands where a command does, and what follows it is the script's own. fish puts files of
 * an ending before the others; beside commands, just those and folders are of use. */
static void add_scripts(dl_buf *out)
{
    dl_buf_puts(out, "complete -c dateline -n __fish_use_subcommand -k "
                     "-a '(__fish_complete_suffix .lua | "
                     "string match -re \"(/|[.]lua)(\\t|\\z)\")'\n"
                     "complete -c dateline "
                     "-n 'commandline -opc | string match -q \"*.lua\"' -F\n");
}

void completion_fish(dl_buf *out)
{
    size_t count;
    const cli_command *commands = cli_commands(&count);
    dl_buf_puts(out, "# fish completion of dateline, made by `dateline help --completion=fish`\n"
                     "complete -c dateline -f\n");
    for (size_t i = 0; i < count; i++) {
        dl_buf_printf(out, "complete -c dateline -n __fish_use_subcommand -a %s -d ",
                      commands[i].name);
        add_text(commands[i].summary, out);
        dl_buf_putc(out, '\n');
    }
    add_scripts(out);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < option_row_count; k++)
            if (option_taken(&commands[i], &option_rows[k]))
                add_option(&commands[i], &option_rows[k], out);
        add_arguments(&commands[i], out);
    }
}
