/* What is said to people: errors and warnings on standard error, results on standard output. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/file.h"
#include "cli/cli.h"

static cli_listener *listening;
static void *listening_user;

void cli_listen(cli_listener *listener, void *user)
{
    listening = listener;
    listening_user = user;
}

static void say(const char *text)
{
    dl_buf safe;
    dl_buf_init(&safe);
    dl_escape_terminal(dl_str_of(text), &safe);
    fwrite(safe.data ? safe.data : "", 1, safe.size, stderr);
    dl_buf_clear(&safe);
}

int cli_complain(const dl_error *error, dl_str source_line)
{
    if (listening) {
        listening(listening_user, error);
        return dl_kind_exit_status(error->kind);
    }
    if (error->place[0]) {
        say(error->place);
        if (error->line)
            fprintf(stderr, ":%d", error->line);
        if (error->column)
            fprintf(stderr, ":%d", error->column);
        fputs(": ", stderr);
    } else {
        fputs("dateline: ", stderr);
    }
    say(error->message);
    fputc('\n', stderr);
    if (source_line.size) {
        dl_buf line;
        dl_buf_init(&line);
        dl_buf_printf(&line, "%6d | %.*s\n", error->line, DL_STR_ARG(source_line));
        say(line.data ? line.data : "");
        dl_buf_clear(&line);
    }
    if (error->hint[0]) {
        fputs("  hint: ", stderr);
        say(error->hint);
        fputc('\n', stderr);
    }
    return dl_kind_exit_status(error->kind);
}

int cli_unknown_word(const char *name, const char *value, const char *words)
{
    enum { MOST_WORDS = 16 };
    char text[160], list[200] = "", *rest = NULL;
    const char *known[MOST_WORDS];
    size_t count = 0;
    snprintf(text, sizeof text, "%s", words);
    for (char *word = strtok_r(text, " ", &rest); word && count < MOST_WORDS;
         word = strtok_r(NULL, " ", &rest))
        known[count++] = word;
    for (size_t i = 0, at = 0; i < count && at < sizeof list; i++)
        at +=
            (size_t)snprintf(list + at, sizeof list - at, "%s%s", dl_str_joint(i, count), known[i]);
    const char *near = dl_str_nearest(dl_str_of(value), known, count);
    return cli_usage("%s%s%.100s: %s was expected%s%s", name, *value ? " " : "", value, list,
                     near ? "; " : "", dl_str_propose(&near, 1, NULL).text);
}

int cli_usage(const char *format, ...)
{
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (listening) {
        dl_error error;
        dl_error_set(&error, DL_ERR_USAGE, "%s", message);
        listening(listening_user, &error);
        return 2;
    }
    fputs("dateline: ", stderr);
    say(message);
    fputc('\n', stderr);
    return 2;
}

void cli_warn(const cli_options *options, const char *format, ...)
{
    if (options->quiet)
        return;
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    say(message);
    fputc('\n', stderr);
}

void cli_say_line(dl_str line)
{
    dl_buf safe;
    dl_buf_init(&safe);
    dl_escape_terminal(line, &safe);
    fwrite(safe.data ? safe.data : "", 1, safe.size, stderr);
    dl_buf_clear(&safe);
}

/* 0 where the variable is not set, or is no number of columns. */
static int told_width(void)
{
    enum { MOST = 10000 };
    const char *told = getenv("COLUMNS");
    char *end;
    long columns = told ? strtol(told, &end, 10) : 0;
    return columns > 0 && columns <= MOST && *end == '\0' ? (int)columns : 0;
}

int cli_width(void)
{
    enum { LEAST = 20, UNKNOWN = 80 };
    struct winsize size = {0};
    int told = told_width();
    if (told)
        return told;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return UNKNOWN;
    return size.ws_col < LEAST ? LEAST : size.ws_col;
}

dl_typed cli_typed(int number, dl_picture_form form)
{
    enum { LINES = 24, LEAST = 5, AROUND = 4 }; /* names, rule and note, and the next prompt */
    struct winsize size;
    if (!isatty(STDOUT_FILENO))
        return (dl_typed){.number = number, .form = form};
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
    int rows = (known ? size.ws_row : LINES) - AROUND;
    return (dl_typed){.number = number,
                      .page_rows = rows < LEAST ? LEAST : rows,
                      .width = cli_width(),
                      .form = form};
}

dl_terminal_options cli_terminal(dl_picture_form form)
{
    return (dl_terminal_options){.width = cli_width(),
                                 .color = cli_color(STDOUT_FILENO),
                                 .form = form,
                                 .whole = !isatty(STDOUT_FILENO) && !told_width()};
}

bool cli_color(int fd)
{
    const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(fd) && !(none && *none) && term && strcmp(term, "dumb") != 0;
}

/* --- standard output --- */

static bool reader_gone;
static int output_status; /* of the first failure, which is said once */

static int output_failed(int code)
{
    dl_error error;
    reader_gone = reader_gone || code == EPIPE;
    if (code == EPIPE || output_status)
        return output_status;
    dl_error_set_errno(&error, code, "cannot write to standard output");
    return output_status = cli_complain(&error, (dl_str){"", 0});
}

int cli_print(dl_str bytes)
{
    if (fflush(stdout) == 0 && dl_file_put(STDOUT_FILENO, bytes) == 0)
        return 0;
    return output_failed(errno);
}

bool cli_reader_gone(void)
{
    return reader_gone;
}

void cli_hold_streams(void)
{
    static const int wrong_way[] = {O_WRONLY, O_RDONLY, O_RDONLY};
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", wrong_way[fd]) != fd)
            abort(); /* descriptors are taken from the lowest up */
}

int cli_end(int status)
{
    if (fflush(stdout) != 0)
        output_failed(errno);
    return status ? status : output_status;
}
