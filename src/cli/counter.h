/* How far long work is, on standard error and only where that is a terminal: one line that is
 * written over, a few times a second. */
#ifndef CLI_COUNTER_H
#define CLI_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

typedef struct cli_counter {
    const char *doing; /* "importing" */
    bool shown;
    int64_t last_ms;
} cli_counter;

void cli_counter_begin(cli_counter *counter, const char *doing, bool quiet);
/* total 0: unknown. scale divides both, unit follows them. */
void cli_counter_show(cli_counter *counter, int64_t done, int64_t total, int64_t scale,
                      const char *unit);
void cli_counter_wipe(cli_counter *counter); /* before anything else is said */

#endif
