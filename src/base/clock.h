/* The clock that only goes forward, for how long things take; of no day, and never in a result. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

double dl_clock_s(void);

#endif
