#include "cli/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

/* Over a line of progress, if one stands there: it is written again. */
static void to_terminal(void *user, dl_str line)
{
    (void)user;
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
    cli_say_line(line);
    fputc('\n', stderr);
}

/* Each line is one write at the end of the file, so that programs may share it. One that cannot be
 * written stops nothing. */
static void to_file(void *path, dl_str line)
{
    char time_text[32];
    time_t now = time(NULL);
    struct tm utc;
    dl_buf text = {0};
    gmtime_r(&now, &utc);
    strftime(time_text, sizeof time_text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    dl_buf_printf(&text, "%s %.*s\n", time_text, DL_STR_ARG(line));
    int fd = text.failed ? -1 : dl_file_open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) {
        dl_file_put(fd, dl_buf_str(&text));
        dl_file_close(fd);
    }
    dl_buf_clear(&text);
}

static void to_both(void *path, dl_str line)
{
    to_terminal(NULL, line);
    to_file(path, line);
}

static char *log_path(const cli_options *options)
{
    char *path = getenv("DATELINE_LOG");
    if (!path || !path[0] || strcmp(path, "-") == 0)
        return NULL;
    int fd = dl_file_open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        cli_warn(options, "dateline: warning: $DATELINE_LOG names %s, which cannot be written",
                 path);
        return NULL;
    }
    dl_file_close(fd);
    return path;
}

void cli_log_begin(const cli_options *options, dl_fetch_options *fetch)
{
    const char *named = getenv("DATELINE_LOG");
    char *path = log_path(options);
    bool shown = options->verbose || (named && strcmp(named, "-") == 0);
    fetch->log_user = path;
    fetch->log = path ? shown ? to_both : to_file : shown ? to_terminal : NULL;
}
