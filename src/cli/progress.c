#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/escape.h"

static const double quiet_s = 0.5;
enum { BAR = 24 };

void cli_progress_begin(cli_progress *progress, bool quiet)
{
    *progress = (cli_progress){.on = !quiet && isatty(STDERR_FILENO), .began_s = dl_clock_s()};
}

static void print_left(double seconds, char *text, size_t size)
{
    if (seconds < 90)
        snprintf(text, size, "%.0f s left", seconds);
    else if (seconds < 5400)
        snprintf(text, size, "%.0f min left", seconds / 60);
    else
        snprintf(text, size, "%.0f h left", seconds / 3600);
}

/* What a notebook says cannot move the cursor, and stays on its line. */
static void print_label(const dl_fetch_progress *told, const char *bar, const char *left)
{
    dl_buf safe;
    dl_buf_init(&safe);
    dl_escape_terminal(dl_str_of(told->label), &safe);
    for (size_t i = 0; i < safe.size; i++)
        if (safe.data[i] == '\n' || safe.data[i] == '\t')
            safe.data[i] = ' ';
    fprintf(stderr, "\r\033[K[%s] %.0f %%, %.*s%s%s", bar,
            100.0 * (double)told->done / (double)told->count, (int)safe.size,
            safe.data ? safe.data : "", left[0] ? ", " : "", left);
    dl_buf_clear(&safe);
}

void cli_progress_show(cli_progress *progress, const dl_fetch_progress *fetch)
{
    if (progress->tell) {
        progress->tell(progress->user, fetch);
        return;
    }
    double took_s = dl_clock_s() - progress->began_s;
    if (!progress->on || took_s < quiet_s || fetch->count < 2)
        return;
    char bar[BAR + 1], left[32] = "";
    size_t full = fetch->done * BAR / fetch->count;
    for (size_t i = 0; i < BAR; i++)
        bar[i] = i < full ? '#' : '.';
    bar[BAR] = '\0';
    if (fetch->done > 0)
        print_left(took_s / (double)fetch->done * (double)(fetch->count - fetch->done), left,
                   sizeof left);
    if (fetch->label[0])
        print_label(fetch, bar, left);
    else
        fprintf(stderr, "\r\033[K[%s] %zu of %zu, %zu failed, %.1f MB%s%s", bar, fetch->done,
                fetch->count, fetch->failed, (double)fetch->bytes / 1e6, left[0] ? ", " : "", left);
    fflush(stderr);
    progress->shown = true;
    progress->told_s = dl_clock_s();
    progress->last = *fetch;
}

void cli_progress_tick(cli_progress *progress)
{
    double now = dl_clock_s(), took_s = now - progress->began_s;
    bool runs = progress->on && progress->began_s > 0;
    if (!runs || took_s < quiet_s || now - progress->told_s < 1)
        return;
    fprintf(stderr, "\r\033[K%.0f s; Ctrl-C stops it", took_s);
    fflush(stderr);
    progress->shown = true;
    progress->told_s = now;
}

void cli_progress_again(cli_progress *progress)
{
    if (progress->last.count > 0 && !progress->shown)
        cli_progress_show(progress, &progress->last);
}

void cli_progress_hide(cli_progress *progress)
{
    if (!progress->shown)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    progress->shown = false;
}

void cli_progress_end(cli_progress *progress)
{
    cli_progress_hide(progress);
    progress->began_s = 0;
}
