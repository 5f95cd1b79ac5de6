/* The completion script of zsh, for its _arguments. */
#include <getopt.h>

#include "cli/completion.h"

/* Within '...[...]...': what _arguments, or the quotes, would take for their own. */
static void add_text(const char *text, dl_buf *out)
{
    for (; *text; text++) {
        if (*text == '\'')
            dl_buf_puts(out, "'\\''");
        else if (dl_one_of(*text, "[]:\\"))
            dl_buf_printf(out, "\\%c", *text);
        else
            dl_buf_putc(out, *text);
    }
}

static void add_files(const char *endings, dl_buf *out)
{
    dl_buf_puts(out, "_files");
    if (!*endings)
        return;
    dl_buf_puts(out, " -g \"*.(");
    for (dl_str rest = dl_str_of(endings); rest.data;) {
        dl_buf_add(out, dl_str_cut(rest, ' ', &rest));
        dl_buf_puts(out, rest.data ? "|" : ")\"");
    }
}

static void add_value(const option_row *row, dl_buf *out)
{
    dl_buf_puts(out, row->argument == optional_argument ? "::" : ":");
    add_text(row->value, out);
    dl_buf_putc(out, ':');
    switch (completion_value(row)) {
    case VALUE_WORDS:
        dl_buf_printf(out, "(%s)", row->words);
        break;
    case VALUE_FILE:
        dl_buf_puts(out, "_files");
        break;
    case VALUE_FOLDER:
        dl_buf_puts(out, "_files -/");
        break;
    case VALUE_PARAM:
        dl_buf_puts(out, "_dateline_params");
        break;
    default:
        dl_buf_putc(out, ' ');
    }
}

static void add_option(const cli_command *command, const option_row *row, const char *dashes,
                       const char *name, dl_buf *out)
{
    bool is_short = dashes[1] == '\0';
    dl_buf_printf(out, " \\\n        '*%s%s", dashes, name);
    if (row->argument == optional_argument)
        dl_buf_puts(out, "=-");
    else if (row->argument == required_argument)
        dl_buf_puts(out, is_short ? "+" : "=");
    dl_buf_putc(out, '[');
    add_text(option_help(command, row), out);
    dl_buf_putc(out, ']');
    if (row->argument != no_argument)
        add_value(row, out);
    dl_buf_putc(out, '\'');
}

static void add_arguments(const cli_command *command, dl_buf *out)
{
    completed of = completion_of(command);
    if (!of.words[0] && !of.asked && !of.endings)
        return;
    dl_buf_puts(out, " \\\n        '*:argument:{ ");
    if (of.words[0])
        dl_buf_printf(out, "compadd -- %s; ", of.words);
    if (of.asked)
        dl_buf_printf(out, "_dateline_asked %s; ", of.asked);
    if (of.endings)
        add_files(of.endings, out);
    dl_buf_puts(out, of.endings ? " }'" : "}'");
}

static void add_command(const cli_command *command, dl_buf *out)
{
    dl_buf_printf(out, "    %s)\n      _arguments -s -S", command->name);
    for (size_t i = 0; i < option_row_count; i++) {
        const option_row *row = &option_rows[i];
        if (!option_taken(command, row))
            continue;
        if (row->letter < 256)
            add_option(command, row, "-", (char[]){(char)row->letter, '\0'}, out);
        add_option(command, row, "--", row->name, out);
    }
    add_arguments(command, out);
    dl_buf_puts(out, " ;;\n");
}

void completion_zsh(dl_buf *out)
{
    size_t count;
    const cli_command *commands = cli_commands(&count);
    dl_buf_puts(out, "#compdef dateline\n"
                     "# zsh completion of dateline, made by `dateline help --completion=zsh`\n\n"
                     "_dateline_asked() {\n"
                     "  local -a found\n"
                     "  local at=${words[(i)--store]}\n"
                     "  found=(${(f)\"$(_call_program dateline "
                     "dateline help --completion=$1 ${words[at+1]} 2>/dev/null)\"})\n"
                     "  compadd -- $found\n"
                     "}\n\n"
                     "_dateline_params() {\n"
                     "  local -a found\n"
                     "  found=(${(f)\"$(_call_program dateline "
                     "dateline help --completion=params ${(M)words:#*.md} 2>/dev/null)\"})\n"
                     "  compadd -S '' -- $found\n"
                     "}\n\n"
                     "_dateline() {\n"
                     "  local -a commands\n"
                     "  commands=(\n");
    for (size_t i = 0; i < count; i++) {
        dl_buf_printf(out, "    '%s:", commands[i].name);
        add_text(commands[i].summary, out);
        dl_buf_puts(out, "'\n");
    }
    dl_buf_puts(out, "  )\n"
                     "  if (( CURRENT == 2 )); then\n"
                     "    _describe command commands\n"
                     "    _files -g \"*.lua\"\n"
                     "    return\n"
                     "  fi\n"
                     "  local command=$words[2]\n"
                     "  [[ $command == *.lua || $command == -* ]] && command=script\n"
                     "  shift words\n"
                     "  (( CURRENT-- ))\n"
                     "  case $command in\n");
    for (size_t i = 0; i < count; i++)
        add_command(&commands[i], out);
    dl_buf_puts(out, "  esac\n}\n\n"
                     "if [[ $funcstack[1] == _dateline ]]; then\n"
                     "  _dateline \"$@\"\n"
                     "else\n"
                     "  compdef _dateline dateline\n"
                     "fi\n");
}
