#include "cli/man.h"

#include <string.h>

#include "cli/option_rows.h"
#include "cli/wrap.h"

enum { PROSE_WIDTH = 68 }; /* escapes make a line longer */

/* The day that the page tells: of the last change to what it says. A build's own day would make two
 * builds of one version differ. */
static const char page_day[] = "2026-11-25";

typedef struct man_row {
    const char *name, *text;
} man_row;

/* DESIGN section 7; error.c gives each kind of error one of these. */
static const man_row statuses[] = {
    {"0", "All is well."},
    {"1", "A cell or a check failed; doctor: something that is needed is missing."},
    {"2", "Wrong use, or a notebook, parameter or input that cannot be read."},
    {"3", "The lock is missing or stale, or outputs differ from it."},
    {"4", "A source changed, or its evidence no longer holds."},
    {"5", "A source could not be had: the network failed, or lock or bundle do not hold it."},
    {"6", "Permission was denied."},
    {"7", "A limit was passed: time, memory, output or size."},
    {"130", "Interrupted."},
    {"141", "Whoever read standard output went away."},
};

static const man_row environment[] = {
    {"DATELINE_CONTACT", "Who asks, for the User-Agent; as --contact."},
    {"DATELINE_LOG",
     "What is told of the work, and where: net, store or all, separated by commas, and after a "
     "colon a file that lines are added to (else standard error). So: net:/var/log/dateline.log. "
     "Secrets are left out: Authorization, cookies, user names and passwords of URLs, and values "
     "of query parameters that are called key, token, secret, password and the like."},
    {"DATELINE_PICTURES", "How pictures are shown on a terminal; as --pictures."},
    {"DATELINE_TOKENS",
     "Rights of your own at services, HOST=VALUE separated by semicolons: each value is sent as "
     "Authorization to that host and no other, and kept nowhere."},
    {"HOME, XDG_STATE_HOME", "Where the folder of grants, history and keys is."},
    {"http_proxy, https_proxy, no_proxy", "Used with --proxy alone."},
    {"NO_COLOR, TERM", "No colours where NO_COLOR is set, or TERM is dumb."},
};

static const man_row files[] = {
    {"NAME.md", "A notebook: Markdown whose fences of lua and sql are cells."},
    {"NAME.lock", "Beside it: the hashes of cells, sources and files. Kept with the notebook."},
    {"NAME.dateline", "A bundle: notebook, data, lock, reports and captures in one file."},
    {"NAME-files", "Beside the first report: the files that cells made."},
    {"dateline.db", "The store, an SQLite database; `dateline help store` tells of its views."},
    {"~/.local/state/dateline", "Grants, history and the key that signs bundles."},
};

/* --- man(7) --- */

/* Text as it is: no character of it is a request or an escape. */
static void add_text(const char *text, dl_buf *out)
{
    bool begins = true;
    for (; *text; text++) {
        if (begins && (*text == '.' || *text == '\''))
            dl_buf_puts(out, "\\&");
        begins = *text == '\n';
        switch (*text) {
        case '\\':
            dl_buf_puts(out, "\\e");
            break;
        case '-':
            dl_buf_puts(out, "\\-");
            break;
        case '\'':
            dl_buf_puts(out, "\\(aq");
            break;
        case '`':
            dl_buf_puts(out, "\\(ga");
            break;
        case '^':
            dl_buf_puts(out, "\\(ha");
            break;
        case '~':
            dl_buf_puts(out, "\\(ti");
            break;
        default:
            dl_buf_putc(out, *text);
        }
    }
}

static void add_line(const char *request, const char *text, dl_buf *out)
{
    dl_buf_puts(out, request);
    add_text(text, out);
    dl_buf_putc(out, '\n');
}

/* A sentence, in lines that an editor of the page can read. */
static void add_prose(const char *text, dl_buf *out)
{
    dl_buf lines = {0};
    cli_wrap(dl_str_of(text), 0, 0, PROSE_WIDTH, &lines);
    add_text(lines.data ? lines.data : "", out);
    dl_buf_clear(&lines);
}

static void add_rows(const char *heading, const man_row *rows, size_t count, dl_buf *out)
{
    dl_buf_printf(out, ".SH %s\n", heading);
    for (size_t i = 0; i < count; i++) {
        dl_buf_puts(out, ".TP\n");
        add_line(".B ", rows[i].name, out);
        add_prose(rows[i].text, out);
    }
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
}

static void add_command(const cli_command *command, dl_buf *out)
{
    dl_buf_printf(out, ".SS dateline %s%s", command->name, *command->usage ? " " : "");
    add_text(command->usage, out);
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
            add_text(option_rows[i].name, out);
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
    add_rows("EXIT STATUS", statuses, sizeof statuses / sizeof *statuses, &out);
    add_rows("ENVIRONMENT", environment, sizeof environment / sizeof *environment, &out);
    add_rows("FILES", files, sizeof files / sizeof *files, &out);
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
