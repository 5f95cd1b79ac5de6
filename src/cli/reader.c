#include "cli/reader.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>

#include "cli/reader_history.h"
#include "cli/reader_tab.h"
#include "cli/reader_terminal.h"
#include "cli/state.h"
#include "cli/watch.h"

static const char more_prompt[] = ">> ";

struct reader {
    reader_options options;
    bool terminal;
    bool remembers; /* the history's file can be written, as far as is known */
    char history[PATH_MAX];
    dl_buf line;
    char *piped; /* getline's */
    size_t piped_capacity;
};

/* --- history --- */

static void forget(reader *in, const dl_error *error)
{
    char message[sizeof error->message + 64];
    in->remembers = false;
    if (!in->options.warn)
        return;
    snprintf(message, sizeof message, "note: what is typed will not be remembered: %s",
             error->message);
    in->options.warn(in->options.user, message);
}

static void recall(void *user, const char *entry)
{
    (void)user;
    add_history(entry);
}

static bool read_history_file(void *user)
{
    reader *in = user;
    dl_error error;
    if (!in->remembers)
        return false;
    int rc = history_read(in->history, recall, in, &error);
    using_history(); /* the line being typed comes after them */
    if (rc != 0) {
        fputc('\n', stderr);
        forget(in, &error);
    }
    return rc != 0;
}

static void open_history(reader *in)
{
    dl_error error;
    in->remembers = state_path("history", in->history, sizeof in->history, &error) == 0;
    if (!in->remembers)
        forget(in, &error);
    terminal_meanwhile(read_history_file, in);
}

/* The entry, without the empty line that ended it. */
static void remember(reader *in, const dl_buf *entry)
{
    dl_error error;
    dl_str text = dl_buf_str(entry);
    while (text.size > 0 && text.data[text.size - 1] == '\n')
        text.size--;
    if (!history_keeps(text))
        return;
    HIST_ENTRY *last = history_get(history_base + history_length - 1);
    if (last && dl_str_equal(dl_str_of(last->line), text))
        return;
    char *copy = strndup(text.data, text.size);
    if (copy)
        add_history(copy);
    free(copy);
    if (in->remembers && history_append(in->history, text, &error) != 0)
        forget(in, &error);
}

/* --- lines --- */

reader *reader_open(const reader_options *options)
{
    reader *made = calloc(1, sizeof *made);
    if (!made)
        return NULL;
    made->options = *options;
    made->terminal = isatty(STDIN_FILENO) && (isatty(STDOUT_FILENO) || isatty(STDERR_FILENO));
    dl_buf_init(&made->line);
    if (made->terminal) {
        terminal_begin();
        reader_tab_begin(&made->options);
        open_history(made);
    }
    return made;
}

void reader_close(reader *freed)
{
    if (!freed)
        return;
    if (freed->terminal) {
        reader_tab_end();
        terminal_end();
    }
    dl_buf_clear(&freed->line);
    free(freed->piped);
    free(freed);
}

bool reader_is_terminal(const reader *in)
{
    return in->terminal;
}

static terminal_outcome read_pipe(reader *in)
{
    watch_pause();
    ssize_t size = getline(&in->piped, &in->piped_capacity, stdin);
    watch_resume();
    if (size < 0)
        return TERMINAL_END;
    if (size > 0 && in->piped[size - 1] == '\n')
        size--;
    dl_buf_append(&in->line, in->piped, (size_t)size);
    return TERMINAL_LINE;
}

static terminal_outcome read_line(reader *in, const char *prompt, const dl_buf *entry)
{
    dl_buf_truncate(&in->line, 0);
    if (!in->terminal)
        return read_pipe(in);
    terminal_outcome outcome = terminal_read(entry->size ? more_prompt : prompt, &in->line);
    size_t size = in->line.size; /* a paste ends with its last line's newline, or more */
    while (size > 0 && in->line.data[size - 1] == '\n')
        size--;
    dl_buf_truncate(&in->line, size);
    return outcome;
}

static bool is_command(const reader_options *options, dl_str entry)
{
    return options->command_count && entry.size && entry.data[0] == ':' &&
           !dl_str_starts(entry, DL_STR("::"));
}

/* What of an entry is code: all of it, or what a command is to run; else nothing. */
static dl_str code_of(const reader *in, dl_str entry)
{
    dl_str rest;
    if (!is_command(&in->options, entry))
        return entry;
    const reader_command *command = reader_command_of(&in->options, entry, &rest);
    return command && command->argument == READER_RUNS ? dl_str_trim(rest) : (dl_str){"", 0};
}

static bool is_whole(const reader *in, const dl_buf *entry, bool blank, dl_language language)
{
    dl_str code = code_of(in, dl_buf_str(entry));
    /* at a terminal an empty line is the way out of an entry; in a file it is just a line */
    return code.size == 0 || (blank && in->terminal) || !in->options.whole ||
           in->options.whole(in->options.user, code, language);
}

reader_outcome reader_next(reader *in, const char *prompt, dl_language language, dl_buf *entry)
{
    dl_buf_truncate(entry, 0);
    for (;;) {
        reader_tab_after(code_of(in, dl_buf_str(entry)), language);
        terminal_outcome outcome = read_line(in, prompt, entry);
        bool unfinished = entry->size > 0;
        if (outcome == TERMINAL_END && (!in->terminal || !unfinished))
            return unfinished ? READER_ENTRY : READER_END;
        if (outcome != TERMINAL_LINE) {
            if (outcome == TERMINAL_END)
                fputc('\n', stdout);
            dl_buf_truncate(entry, 0);
            continue;
        }
        bool blank = dl_str_trim(dl_buf_str(&in->line)).size == 0;
        if (blank && !unfinished)
            continue;
        if (unfinished)
            dl_buf_putc(entry, '\n');
        dl_buf_add(entry, dl_buf_str(&in->line));
        if (!is_whole(in, entry, blank, language))
            continue;
        if (in->terminal)
            remember(in, entry);
        return READER_ENTRY;
    }
}
