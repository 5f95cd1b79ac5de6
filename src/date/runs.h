/*
 * Where in time a vague date can be, as unbroken stretches in their order: a mask's runs of days,
 * the years, months or days of a range in a set. Half-open, in seconds.
 */
#ifndef DATE_RUNS_H
#define DATE_RUNS_H

#include "dateline/date.h"

/* Seconds past any date: a limit that is not there. Whole days, so that grains divide it. */
static const int64_t no_limit = (int64_t)86400 << 44;

/* One unbroken stretch of time, told in steps of grain: a day, a minute or a second. */
typedef struct stretch {
    int64_t from, to, grain;
} stretch;

/* Many stretches of whole days: a mask's runs (mask set), or units. */
typedef struct series {
    const dl_date_part *mask;
    dl_precision unit;   /* YEAR, MONTH or DAY */
    int64_t first, last; /* days */
} series;

int64_t floor_day(int64_t seconds);

/* By the days of its own clocks, or by seconds. */
stretch part_stretch(const dl_date_part *part, bool whole_days);

/* From the first to the last second that the date can mean. */
void date_hull(const dl_date *date, bool whole_days, int64_t *from, int64_t *to);

/* The same of what is told: an open or unknown end counts as its other end. */
void date_reach(const dl_date *date, bool whole_days, int64_t *from, int64_t *to);

/* Whether the date has X so that its days are more than one run. */
bool part_has_holes(const dl_date_part *part);

series mask_series(const dl_date_part *part);

/* The units of "a..b" in a set; false where the standard tells no steps (seasons, times). Without a
 * first one they begin at the day `early`. */
bool range_series(const dl_date *range, int64_t early, series *in);

/* The stretch that holds `day` or is the first one after it, in days, both in; false: none. */
bool series_at(const series *in, int64_t day, int64_t *first, int64_t *last);

/* The first stretch of the date that ends after `from`; a range in a set is one stretch, and sets
 * of both kinds are all of their members. False when there is none. */
bool date_next(const dl_date *date, bool whole_days, int64_t from, stretch *next);

#endif
