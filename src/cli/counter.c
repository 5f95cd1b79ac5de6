#include "cli/counter.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

static const int64_t pause_ms = 200;

void cli_counter_begin(cli_counter *counter, const char *doing, bool quiet)
{
    counter->doing = quiet || !isatty(STDERR_FILENO) ? NULL : doing;
    counter->shown = false;
    counter->last_ms = dl_clock_ms();
}

void cli_counter_show(cli_counter *counter, int64_t done, int64_t total, int64_t scale,
                      const char *unit)
{
    if (!counter->doing || dl_clock_ms() - counter->last_ms < pause_ms)
        return;
    counter->last_ms = dl_clock_ms();
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
