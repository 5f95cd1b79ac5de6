/* The seconds that one end of a date can mean: from is in, to is not. UTC where it has a zone. */
#ifndef DATE_BOUNDS_H
#define DATE_BOUNDS_H

#include "dateline/date.h"

typedef struct region {
    int64_t from, to;
} region;

region region_of_part(const dl_date_part *part);

#endif
