#include "cli/man.h"

#include <string.h>

#include "cli/option_rows.h"
#include "cli/wrap.h"
#include "manual/manual.h"

enum { PROSE_WIDTH = 68 }; /* escapes make a line longer */

/* The day that the page tells: of the last change to what it says. A build's own day would make two
 * builds of one version differ. */
static const char page_day[] = "2026-11-27";

/* --- man(7) --- */

static void add_line(const char *request, const char *text, dl_buf *out)
{
    dl_buf_puts(out, request);
    manual_roff(out, dl_str_of(text), false);
    dl_buf_putc(out, '\n');
}

/* A sentence, in lines that an editor of the page can read. */
static void add_prose(const char *text, dl_buf *out)
{
    dl_buf lines = {0};
    cli_wrap(dl_str_of(text), 0, 0, PROSE_WIDTH, &lines);
    manual_roff(out, dl_buf_str(&lines), false);
    dl_buf_clear(&lines);
}

/* The man page tells what the guides list, in their words. */
static void add_list(const char *heading, const char *guide, const char *below, dl_buf *out)
{
    dl_buf_printf(out, ".SH %s\n", heading);
    dl_manual_man_list(dl_manual_find_topic(dl_str_of(guide)), dl_str_of(below), out);
}

/* Lines as they stand: examples, and tables within notes. */
static void add_verbatim(const char *text, dl_buf *out)
{
    dl_buf_puts(out, ".PP\n.nf\n");
    for (dl_str rest = dl_str_of(text); rest.data && rest.size;) {
        char line[200];
        dl_str cut = dl_str_cut(rest, '\n', &rest);
        size_t size = cut.size < sizeof line ? cut.size : sizeof line - 1;
        memcpy(line, cut.data, size);
        line[size] = '\0';
        add_line("    ", line, out);
    }
    dl_buf_puts(out, ".fi\n");
}

/* Paragraphs, and runs of lines that begin with a space. */
static void add_notes(const char *text, dl_buf *out)
{
    bool table = false, begins = true;
    for (dl_str rest = dl_str_of(text); rest.data;) {
        char line[600];
        dl_str cut = dl_str_cut(rest, '\n', &rest);
        size_t size = cut.size < sizeof line ? cut.size : sizeof line - 1;
        memcpy(line, cut.data ? cut.data : "", size);
        line[size] = '\0';
        bool here = line[0] == ' ';
        if (table != here)
            dl_buf_puts(out, here ? ".PP\n.nf\n" : ".fi\n");
        else if (begins && size)
            dl_buf_puts(out, ".PP\n");
        table = here;
        begins = size == 0;
        if (here)
            add_line("  ", line + 1, out);
        else if (size)
            add_prose(line, out);
    }
    if (table)
        dl_buf_puts(out, ".fi\n");
}

static void add_option(const option_row *row, dl_buf *out)
{
    char left[64];
    option_synopsis(row, left, sizeof left);
    dl_buf_puts(out, ".TP\n");
    add_line(".B ", left + strspn(left, " "), out);
    add_prose(row->help, out);
    size_t count;
    const cli_command *commands = cli_commands(&count);
    for (size_t i = 0; i < count; i++) {
        const char *own = option_help_of(&commands[i], row);
        if (!own)
            continue;
        dl_buf text = {0};
        dl_buf_printf(&text, "Of %s: %s", commands[i].name, own);
        dl_buf_puts(out, ".br\n");
        add_prose(text.data ? text.data : "", out);
        dl_buf_clear(&text);
    }
}

static void add_command(const cli_command *command, dl_buf *out)
{
    dl_buf_printf(out, ".SS dateline %s%s", command->name, *command->usage ? " " : "");
    manual_roff(out, dl_str_of(command->usage), false);
    dl_buf_putc(out, '\n');
    add_prose(command->summary, out);
    if (*command->options) {
        dl_buf_puts(out, ".PP\nOptions:");
        const char *join = " ";
        for (size_t i = 0; i < option_row_count; i++) {
            if (!option_taken(command, &option_rows[i]) || option_rows[i].letter == 'h')
                continue;
            dl_buf_puts(out, join);
            dl_buf_puts(out, "\\-\\-");
            manual_roff(out, dl_str_of(option_rows[i].name), false);
            join = ",\n";
        }
        dl_buf_puts(out, ".\n");
    }
    if (*cli_notes(command->name))
        add_notes(cli_notes(command->name), out);
    add_verbatim(command->examples, out);
}

static void add_options(dl_buf *out)
{
    dl_buf_puts(out, ".SH OPTIONS\nAn option means the same wherever a command takes it.\n");
    for (int group = 0; group < GROUPS; group++) {
        dl_buf_printf(out, ".SS %s\n",
                      group == GROUP_OWN ? "Of one command"
                                         : option_group_name((option_group)group));
        for (size_t i = 0; i < option_row_count; i++)
            if ((int)option_rows[i].group == group)
                add_option(&option_rows[i], out);
    }
}

static void add_beginning(dl_buf *out)
{
    dl_buf_printf(out, ".TH DATELINE 1 \"%s\" \"dateline %s\" \"User Commands\"\n", page_day,
                  DL_VERSION);
    dl_buf_puts(out, ".SH NAME\n"
                     "dateline \\- notebooks about dated announcements, with the proof\n"
                     ".SH SYNOPSIS\n"
                     ".B dateline\n"
                     ".RI [ COMMAND \" [\" OPTION... \"] [\" ARGUMENT... ]]\n"
                     ".br\n"
                     ".B dateline\n"
                     ".RI [ OPTION... ] \" FILE.lua \" [ ARGUMENT... ]\n"
                     ".SH DESCRIPTION\n"
                     "A notebook is a Markdown file with cells of Lua and SQL.\n"
                     "dateline captures the sources that it names,\n"
                     "keeps each date as vague as it was told, computes what is certain,\n"
                     "and writes reports whose sentences carry their evidence.\n"
                     ".PP\n"
                     "Without a command it is a prompt for cells, on a terminal.\n"
                     "Results go to standard output; messages and progress to standard error,\n"
                     "progress only on a terminal.\n");
}

int man_print(void)
{
    dl_buf out = {0};
    size_t count;
    const cli_command *commands = cli_commands(&count);
    add_beginning(&out);
    dl_buf_puts(&out, ".SH COMMANDS\n");
    for (size_t i = 0; i < count; i++)
        add_command(&commands[i], &out);
    add_options(&out);
    add_list("EXIT STATUS", "exit-status", "", &out);
    add_list("ENVIRONMENT", "environment", "Variables", &out);
    add_list("FILES", "environment", "Folders and files", &out);
    dl_buf_puts(&out, ".SH EXAMPLES\n"
                      "A first notebook, its report, and the proof that it can be run again:\n");
    add_verbatim("dateline new company-comparison rivals.md\n"
                 "dateline run rivals.md -o rivals.html --lock\n"
                 "dateline check rivals.md\n",
                 &out);
    int status = cli_print(dl_buf_str(&out));
    dl_buf_clear(&out);
    return status;
}
