/*
 * The days, months, quarters or years that a date touches, one after the other: of 2004-XX-25 the
 * 25th of each month, of {1667,1670..1672} each member's. Nothing is made before it is asked for: a
 * dl_date_steps is a plain value that owns nothing, whatever the date's length.
 */
#ifndef DATELINE_STEPS_H
#define DATELINE_STEPS_H

#include "dateline/date.h"

typedef enum dl_grain {
    DL_GRAIN_DAY,
    DL_GRAIN_MONTH,
    DL_GRAIN_QUARTER, /* codes 33 to 36 */
    DL_GRAIN_YEAR
} dl_grain;

/* "day", "days", ...; DL_ERR_USAGE for another word, saying which there are. */
int dl_grain_of(dl_str word, dl_grain *grain, dl_error *error);

typedef struct dl_date_steps {
    dl_date date;
    dl_grain grain;
    int64_t next; /* no day before this one is to come, since 1970-01-01 */
    bool over;
} dl_date_steps;

/* DL_ERR_USAGE for a date without a first or last day (open, unknown), and for days, months and
 * quarters of years past four digits, which EDTF cannot write. */
int dl_date_steps_init(dl_date_steps *steps, const dl_date *date, dl_grain grain, dl_error *error);

/* The next one, in order of time and each once; false past the last. */
bool dl_date_steps_next(dl_date_steps *steps, dl_date *unit);

/* The first day from `from` on that the date can touch: false when there is none. A side that is
 * open or unknown has no limit. */
bool dl_date_day_from(const dl_date *date, int64_t from, int64_t *day);

#endif
