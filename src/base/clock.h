/* The clock that only goes forward, for how long things take; of no day, and never in a result. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

double dl_clock_s(void);
/* Whole milliseconds, for limits and pauses. */
int64_t dl_clock_ms(void);
/* Nanoseconds of any clock, as of the processor's time of a thread, for limits that a busy machine
 * does not meet; 0 where the system has it not. */
int64_t dl_clock_ns(clockid_t clock);

#endif
