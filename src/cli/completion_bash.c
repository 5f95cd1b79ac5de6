/* The completion script of bash (4 or newer), which needs no other. */
#include <getopt.h>

#include "cli/completion.h"

static const char head[] =
    "# bash completion of dateline, made by `dateline help --completion=bash`\n"
    "\n"
    "_dateline_words() { # WORDS CURRENT: a word a line\n"
    "    local word\n"
    "    while IFS= read -r word; do\n"
    "        [[ -n $word && $word == \"$2\"* ]] && COMPREPLY+=(\"$word\")\n"
    "    done <<<\"$1\"\n"
    "}\n"
    "\n"
    "_dateline_files() { # CURRENT ENDING...: without endings any file\n"
    "    local current=$1 ending file\n"
    "    shift\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    if (($# == 0)); then\n"
    "        while IFS= read -r file; do COMPREPLY+=(\"$file\"); done < <(compgen -f -- "
    "\"$current\")\n"
    "        return\n"
    "    fi\n"
    "    while IFS= read -r file; do COMPREPLY+=(\"$file\"); done < <(\n"
    "        compgen -d -- \"$current\"\n"
    "        for ending; do compgen -f -X \"!*.$ending\" -- \"$current\"; done)\n"
    "}\n"
    "\n"
    "_dateline_folders() {\n"
    "    local folder\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    while IFS= read -r folder; do COMPREPLY+=(\"$folder\"); done < <(compgen -d -- \"$1\")\n"
    "}\n"
    "\n"
    "# bash takes : for the end of a word: what stands before it is there already.\n"
    "_dateline_asked() { # LIST\n"
    "    local line=${COMP_LINE:0:COMP_POINT} word store=() i\n"
    "    local whole=${line##*[[:space:]]}\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        [[ ${COMP_WORDS[i]} == --store ]] && store=(\"${COMP_WORDS[i + 1]}\")\n"
    "    done\n"
    "    while IFS= read -r word; do\n"
    "        [[ -n $word && $word == \"$whole\"* ]] &&\n"
    "            COMPREPLY+=(\"${word#\"${whole%\"${whole##*:}\"}\"}\")\n"
    "    done < <(\"${COMP_WORDS[0]}\" help --completion=\"$1\" \"${store[@]}\" 2>/dev/null)\n"
    "}\n"
    "\n"
    "_dateline_params() {\n"
    "    local word notebooks=()\n"
    "    for word in \"${COMP_WORDS[@]}\"; do [[ $word == *.md ]] && notebooks+=(\"$word\"); "
    "done\n"
    "    compopt -o nospace 2>/dev/null\n"
    "    _dateline_words \"$(\"${COMP_WORDS[0]}\" help --completion=params \"${notebooks[@]}\" "
    "2>/dev/null)\" \"$1\"\n"
    "}\n"
    "\n";

static const char begin[] =
    "_dateline() {\n"
    "    local current=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} "
    "command=${COMP_WORDS[1]}\n"
    "    COMPREPLY=()\n"
    "    if ((COMP_CWORD == 1)); then\n"
    "        _dateline_words \"$_dateline_commands\" \"$current\"\n"
    "        [[ $current == -* || ${#COMPREPLY[@]} -gt 0 && -n $current ]] ||\n"
    "            _dateline_files \"$current\" lua\n"
    "        return\n"
    "    fi\n"
    "    [[ $command == *.lua || $command == -* ]] && command=script\n"
    "    if [[ $current == = ]]; then\n"
    "        current=\n"
    "    elif [[ $option == = ]]; then\n"
    "        option=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    elif [[ $_dateline_optional == *\" $option \"* ]]; then\n"
    "        option= # its value is joined by =\n"
    "    fi\n";

/* $'a\nb': words in one argument, a line each. */
static void add_words(const char *words, dl_buf *out)
{
    dl_buf_puts(out, "_dateline_words $'");
    for (dl_str rest = dl_str_of(words); rest.data;) {
        dl_buf_add(out, dl_str_cut(rest, ' ', &rest));
        dl_buf_puts(out, rest.data ? "\\n" : "' \"$current\"");
    }
}

static void add_commands(dl_buf *out)
{
    size_t count;
    const cli_command *commands = cli_commands(&count);
    dl_buf_puts(out, "_dateline_commands='");
    for (size_t i = 0; i < count; i++)
        dl_buf_printf(out, "%s\n", commands[i].name);
    dl_buf_puts(out, "--help\n--version'\n_dateline_optional=' ");
    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].argument == optional_argument)
            dl_buf_printf(out, "--%s ", option_rows[i].name);
    dl_buf_puts(out, "'\n\n");
}

static void add_value(const option_row *row, dl_buf *out)
{
    value_kind kind = completion_value(row);
    if (kind == VALUE_NONE)
        return;
    dl_buf_puts(out, "    ");
    if (row->letter < 256)
        dl_buf_printf(out, "-%c | ", row->letter);
    dl_buf_printf(out, "--%s) ", row->name);
    switch (kind) {
    case VALUE_WORDS:
        add_words(row->words, out);
        break;
    case VALUE_FILE:
        dl_buf_puts(out, "_dateline_files \"$current\"");
        break;
    case VALUE_FOLDER:
        dl_buf_puts(out, "_dateline_folders \"$current\"");
        break;
    case VALUE_PARAM:
        dl_buf_puts(out, "_dateline_params \"$current\"");
        break;
    default:
        dl_buf_puts(out, ":");
    }
    dl_buf_puts(out, "; return ;;\n");
}

static void add_options(const cli_command *command, dl_buf *out)
{
    for (size_t i = 0; i < option_row_count; i++) {
        if (!option_taken(command, &option_rows[i]))
            continue;
        if (option_rows[i].letter < 256)
            dl_buf_printf(out, "-%c\\n", option_rows[i].letter);
        dl_buf_printf(out, "--%s\\n", option_rows[i].name);
    }
}

static void add_command(const cli_command *command, dl_buf *out)
{
    completed of = completion_of(command);
    dl_buf_printf(out,
                  "    %s)\n        if [[ $current == -* ]]; then\n"
                  "            _dateline_words $'",
                  command->name);
    add_options(command, out);
    dl_buf_puts(out, "' \"$current\"\n            return\n        fi\n");
    if (of.words[0]) {
        dl_buf_puts(out, "        ");
        add_words(of.words, out);
        dl_buf_putc(out, '\n');
    }
    if (of.asked)
        dl_buf_printf(out, "        _dateline_asked %s\n", of.asked);
    if (of.endings)
        dl_buf_printf(out, "        _dateline_files \"$current\" %s\n", of.endings);
    dl_buf_puts(out, "        ;;\n");
}

void completion_bash(dl_buf *out)
{
    size_t count;
    const cli_command *commands = cli_commands(&count);
    dl_buf_puts(out, head);
    add_commands(out);
    dl_buf_puts(out, begin);
    dl_buf_puts(out, "    case $option in\n");
    for (size_t i = 0; i < option_row_count; i++)
        add_value(&option_rows[i], out);
    dl_buf_puts(out, "    esac\n    case $command in\n");
    for (size_t i = 0; i < count; i++)
        add_command(&commands[i], out);
    dl_buf_puts(out, "    esac\n}\n\ncomplete -F _dateline dateline\n");
}
