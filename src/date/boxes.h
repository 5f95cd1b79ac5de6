/*
 * A vague date as boxes: where its start and its end can lie, one box for each unbroken choice
 * (a member of a set, a run of days of a mask). What relations, and comparisons, are asked of.
 */
#ifndef DATE_BOXES_H
#define DATE_BOXES_H

#include "date/runs.h"
#include "dateline/relation.h"

enum { MOST_BOXES = 512 };

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
    bool unknown_tells_nothing;     /* dl_relation_options's */
    int64_t window_from, window_to; /* what lies apart from here need not be kept */
    int64_t reach_from, reach_to;   /* the first and last second that the other date tells */
    /* Where the other date goes on without limit: how many days past its reach are looked at, after
     * which one run is as good as another. */
    int64_t margin;
    /* Whether a box can hold what is asked for; those that cannot are left out. NULL: all can. */
    bool (*fits)(const box *one, const void *data);
    const void *data;
} cutting;

void date_boxes(const dl_date *date, const cutting *how, boxes *out);

#endif
