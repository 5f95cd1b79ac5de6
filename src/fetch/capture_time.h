/* When a capture is made: the one place where fetch asks the clock what time it is. */
#ifndef FETCH_CAPTURE_TIME_H
#define FETCH_CAPTURE_TIME_H

#include <stdint.h>

int64_t dl_capture_time_us(void); /* since 1970 UTC */

#endif
