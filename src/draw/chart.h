/*
 * Charts by the scales and the theme of the timelines: bars, lines, steps, dots and distributions,
 * in one panel or in small multiples, as SVG or for a terminal. Same chart, same bytes. A chart
 * borrows all that it points to.
 */
#ifndef DRAW_CHART_H
#define DRAW_CHART_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/str.h"

typedef enum chart_kind {
    CHART_BAR,         /* a bar a point, by label */
    CHART_LINE,        /* points in order of x, joined */
    CHART_STEP,        /* each y holds until the next x */
    CHART_DOTS,        /* points alone */
    CHART_DISTRIBUTION /* how the points' y lie, a row a group */
} chart_kind;

typedef enum chart_axis { AXIS_WORDS, AXIS_NUMBER, AXIS_TIME } chart_axis;

typedef struct chart_point {
    dl_str group;     /* series or panel; may be empty */
    dl_str label;     /* x as it is read */
    double x;         /* a number, or seconds; of AXIS_WORDS the place in order, from 0 */
    double y, y_most; /* y_most is y, or more where y is known within limits */
    size_t series;    /* set by chart_prepare: which group, in order of first mention */
} chart_point;

typedef struct chart {
    chart_kind kind;
    chart_axis axis; /* of x */
    dl_str title, x_name, y_name;
    chart_point *points;
    size_t count;
    bool multiples; /* a panel a group, all on one scale */
    /* set by chart_prepare */
    dl_str *groups;
    size_t group_count;
    double x_least, x_most, y_least, y_most;
} chart;

/* Finds groups and limits, sorts the points of lines by x; chart_clear frees what it made.
 * DL_ERR_USAGE where there are more bars, rows or panels than can be read. */
int chart_prepare(chart *made, dl_error *error);
void chart_clear(chart *made);

int dl_draw_chart_svg(const chart *made, dl_str id, int width, dl_buf *out, dl_error *error);
int dl_draw_chart_text(const chart *made, int width, bool ascii, dl_buf *out, dl_error *error);
/* One sentence that replaces the picture. */
void dl_draw_chart_describe(const chart *made, dl_buf *out);

#endif
