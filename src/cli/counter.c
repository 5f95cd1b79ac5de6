#include "cli/counter.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const int64_t pause_ms = 200;

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void cli_counter_begin(cli_counter *counter, const char *doing, bool quiet)
{
    counter->doing = quiet || !isatty(STDERR_FILENO) ? NULL : doing;
    counter->shown = false;
    counter->last_ms = now_ms();
}

void cli_counter_show(cli_counter *counter, int64_t done, int64_t total, int64_t scale,
                      const char *unit)
{
    if (!counter->doing || now_ms() - counter->last_ms < pause_ms)
        return;
    counter->last_ms = now_ms();
    counter->shown = true;
    fprintf(stderr, "\r\033[K%s: %lld", counter->doing, (long long)(done / scale));
    if (total)
        fprintf(stderr, " of %lld", (long long)(total / scale));
    fprintf(stderr, " %s", unit);
    fflush(stderr);
}

void cli_counter_wipe(cli_counter *counter)
{
    if (counter->shown)
        fputs("\r\033[K", stderr);
    counter->shown = false;
}
