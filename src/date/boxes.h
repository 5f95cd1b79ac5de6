/*
 * A vague date as boxes: where its start and its end can lie, one box for each unbroken choice
 * (a member of a set, a run of days of a mask). What relations, and comparisons, are asked of.
 */
#ifndef DATE_BOXES_H
#define DATE_BOXES_H

#include "dateline/relation.h"

enum { MOST_BOXES = 256 };

/* Seconds past any date: a limit that is not there. Whole days, so that grains divide it. */
static const int64_t no_limit = (int64_t)86400 << 44;

/* Start and end are whole grains (a day, a minute, a second) with start < end, and nothing else
 * links them. */
typedef struct box {
    int64_t start_least, start_most, end_least, end_most;
    int64_t start_grain, end_grain;
} box;

typedef struct boxes {
    box list[MOST_BOXES];
    size_t count;
    bool before, after; /* there are boxes that end before the window, begin after it */
    bool merged;        /* there were too many: some stand in one that holds them all */
} boxes;

/* How dates are to be cut. */
typedef struct cutting {
    dl_reading reading;
    bool whole_days;                /* by the days of their own clocks, else by seconds */
    bool members_apart;             /* the members of "{all of}" too, each for itself */
    bool unknown_tells_nothing;     /* dl_relation_options's */
    int64_t window_from, window_to; /* what lies apart from here need not be kept */
    /* Whether a box can hold what is asked for; those that cannot are left out. NULL: all can. */
    bool (*fits)(const box *one, const void *data);
    const void *data;
} cutting;

/* From the first to the last second that the date can mean. */
void date_hull(const dl_date *date, bool whole_days, int64_t *from, int64_t *to);

void date_boxes(const dl_date *date, const cutting *how, boxes *out);

#endif
