/* The seconds that one end of a date can mean: from is in, to is not. UTC where it has a zone. */
#ifndef DATE_BOUNDS_H
#define DATE_BOUNDS_H

#include "dateline/date.h"

typedef struct region {
    int64_t from, to;
} region;

region region_of_part(const dl_date_part *part);

/* The step that a date is told in, in seconds: whole days, minutes or seconds. */
int64_t grain_of_part(const dl_date_part *part);

/* Whether a division of the year (21 to 41) has the month; false for any other code. */
bool division_has(int code, int month);

#endif
