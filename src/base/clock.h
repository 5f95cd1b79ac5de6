/* The clock that only goes forward, for how long things take; of no day, and never in a result. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

double dl_clock_s(void);
/* Whole milliseconds, for limits and pauses. */
int64_t dl_clock_ms(void);

#endif
