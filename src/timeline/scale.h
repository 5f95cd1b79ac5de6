/*
 * From time to place: a span of seconds laid over a width in any unit, in pieces where the axis is
 * broken because nothing happens for long, and the ticks that suit it, from hours to ages.
 */
#ifndef TIMELINE_SCALE_H
#define TIMELINE_SCALE_H

#include "dateline/timeline.h"

enum { SCALE_MOST_PIECES = 4 };

/* What is drawn true to one scale; between two pieces the axis is broken, and a picture marks it.
 */
typedef struct scale_piece {
    int64_t from, to;  /* seconds */
    double start, end; /* places */
} scale_piece;

typedef struct time_scale {
    int64_t from, to; /* seconds; from < to */
    double width;     /* units */
    bool whole_days;  /* no date has a time: no tick is finer than a day */
    size_t piece_count;
    scale_piece pieces[SCALE_MOST_PIECES];
} time_scale;

double scale_at(const time_scale *scale, int64_t seconds); /* clamped to 0 .. width */

/* The seconds that a timeline and its due dates cover, with a little room at both ends. */
time_scale scale_of(const dl_timeline *timeline, double width);
time_scale scale_between(int64_t from, int64_t to, double width); /* in one piece */

typedef struct tick {
    int64_t seconds;
    char label[32]; /* "2024", "44 BC", "Mar 2024", "26 Nov", "26 Nov 2024 08:30" */
    bool major;     /* a year begins, or a day in a scale of hours */
} tick;

/* Ticks about `apart` units from each other, at most `most`, none in a break; returns how many. */
size_t scale_ticks(const time_scale *scale, double apart, tick *ticks, size_t most);

#endif
