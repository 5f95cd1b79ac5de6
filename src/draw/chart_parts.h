/* What the parts of a chart share: value scales, numbers, panels. */
#ifndef DRAW_CHART_PARTS_H
#define DRAW_CHART_PARTS_H

#include "draw/chart.h"
#include "draw/svg.h"

/* Round values over a span: 1, 2 or 5 times a power of ten apart. */
typedef struct value_scale {
    double least, most, step;
} value_scale;
value_scale value_scale_of(double least, double most, size_t ticks);
size_t value_steps(const value_scale *scale);
double value_at(const value_scale *scale, double value, double length);

/* "12", "0.25", "1,234.5". */
void chart_number(double value, dl_buf *out);
/* A value of a scale, as exactly as tells it from the one before and after. */
void chart_tick(double value, double step, dl_buf *out);
/* "15 to 45" for a point whose value is known within limits. */
void chart_value(const chart_point *point, dl_buf *out);

/* The look of a series: colour, dashes and mark, so that colour never stands alone. */
theme_color series_color(size_t series);
const char *series_dash(size_t series);
const mark_kind *series_mark(size_t series);

typedef struct chart_panel {
    double left, top, width, height; /* of the plot */
    double right;                    /* room behind it */
    size_t group;
    bool all; /* every group, not just that one */
} chart_panel;

double chart_bars_height(const chart *made);
void chart_draw_bars(const chart *made, double top, double width, dl_buf *out);
double chart_rows_height(const chart *made);
void chart_draw_rows(const chart *made, double top, double width, dl_buf *out);
/* What the values at the left of a panel of that height take; memory that ran out is told of in
 * out. */
double chart_panel_values(const chart *made, double height, dl_buf *out);
void chart_draw_panel(const chart *made, const chart_panel *panel, dl_buf *out);

#endif
