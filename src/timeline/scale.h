/*
 * From time to place: a span of seconds laid over a width in any unit, and the ticks that suit
 * it, from hours to centuries.
 */
#ifndef TIMELINE_SCALE_H
#define TIMELINE_SCALE_H

#include "dateline/timeline.h"

typedef struct time_scale {
    int64_t from, to; /* seconds; from < to */
    double width;     /* units */
} time_scale;

double scale_at(const time_scale *scale, int64_t seconds); /* clamped to 0 .. width */

/* The seconds that a timeline and its due dates cover, with a little room at both ends. */
time_scale scale_of(const dl_timeline *timeline, double width);

typedef struct tick {
    int64_t seconds;
    char label[24]; /* "2024", "Mar 2024", "26 Nov", "08:00" */
    bool major;     /* a year begins, or a day in a scale of hours */
} tick;

/* Ticks at least `apart` units from each other, at most `most`; returns how many. */
size_t scale_ticks(const time_scale *scale, double apart, tick *ticks, size_t most);

#endif
