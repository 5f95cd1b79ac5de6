/* Spans of time as people write them in options: 90s, 15m, 2h, 3d. */
#ifndef BASE_DURATION_H
#define BASE_DURATION_H

#include <stdbool.h>

#include "dateline/str.h"

/* A number and a unit (s, m, h, d; none is seconds). False for what is no span, or is not more
 * than 0. */
bool dl_duration_parse(dl_str text, double *seconds);

#endif
