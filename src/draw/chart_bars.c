/* Bars and distributions: rows with a name at their left, over one scale of values. */
#include <math.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/utf8.h"
#include "draw/chart_parts.h"
#include "draw/describe.h"

enum {
    MOST_NAMES = 168,
    NAME_ROOM = 18,
    VALUES = 78,
    BESIDE = 8,
    TICK_ROOM = 58,
    BAR_ROW = 22,
    HEADING = 22,
    FOOT = 40
};
enum { DOT_ROW = 54, DOT = 3, MOST_STACK = 8 };

typedef struct rows_frame {
    value_scale scale;
    double left, length, top, bottom;
    double values; /* room right of it */
} rows_frame;

static double x_of(const rows_frame *frame, double value)
{
    return frame->left + value_at(&frame->scale, value, frame->length);
}

/* As wide as the longest name, and never more than two fifths of the picture. */
static double names_of(const chart *made, double width)
{
    double widest = 40, most = fmin(MOST_NAMES, width * .4);
    for (size_t i = 0; i < made->count && made->kind == CHART_BAR; i++)
        widest = fmax(widest, svg_text_width(made->points[i].label) + NAME_ROOM);
    for (size_t g = 0; g < made->group_count && made->kind != CHART_BAR; g++)
        widest =
            fmax(widest,
                 svg_text_width(made->groups[g].size ? made->groups[g] : made->y_name) + NAME_ROOM);
    return fmin(widest, most);
}

/* Right of the bars, for the longest value; the axis' last word needs some of it too. */
static double values_of(const chart *made, double width, dl_buf *out)
{
    double widest = VALUES;
    dl_buf text;
    dl_buf_init(&text);
    for (size_t i = 0; i < made->count && made->kind == CHART_BAR; i++) {
        dl_buf_truncate(&text, 0);
        chart_value(&made->points[i], &text);
        widest = fmax(widest, svg_text_width(dl_buf_str(&text)) + BESIDE);
    }
    out->failed = out->failed || text.failed;
    dl_buf_clear(&text);
    return fmin(widest, width * .4);
}

static rows_frame frame_of(const chart *made, double top, double height, double width, dl_buf *out)
{
    rows_frame frame = {.left = names_of(made, width), .top = top, .bottom = top + height - FOOT};
    frame.values = values_of(made, width, out);
    frame.length = width - frame.left - frame.values;
    double ticks = fmin(6, fmax(2, frame.length / TICK_ROOM));
    frame.scale = value_scale_of(made->y_least, made->y_most, (size_t)ticks);
    return frame;
}

static bool has_headings(const chart *made)
{
    return made->group_count > 1;
}

double chart_bars_height(const chart *made)
{
    return (double)made->count * BAR_ROW +
           (has_headings(made) ? (double)made->group_count * HEADING : 0) + FOOT;
}

double chart_rows_height(const chart *made)
{
    return (double)made->group_count * DOT_ROW + FOOT;
}

static void draw_axis(const chart *made, const rows_frame *frame, dl_buf *out)
{
    dl_buf text;
    dl_buf_init(&text);
    dl_buf_puts(out, "<g aria-hidden=\"true\">");
    size_t steps = value_steps(&frame->scale);
    double last = 0; /* where the words before end */
    for (size_t i = 0; i <= steps; i++) {
        double value = frame->scale.least + frame->scale.step * (double)i, x = x_of(frame, value);
        bool zero = fabs(value) < frame->scale.step / 2;
        svg_line(out, x, frame->top, x, frame->bottom, zero ? THEME_LEAD : THEME_RULE, NULL);
        dl_buf_truncate(&text, 0);
        chart_tick(value, frame->scale.step, &text);
        double half = svg_text_width(dl_buf_str(&text)) / 2;
        if (x - half < last)
            continue;
        last = x + half + BESIDE;
        svg_text(out, x, frame->bottom + 14, THEME_SOFT, "text-anchor=\"middle\"",
                 dl_buf_str(&text));
    }
    svg_text(out, frame->left + frame->length, frame->bottom + 29, THEME_SOFT,
             "text-anchor=\"end\"", dl_utf8_fit(made->y_name, 40));
    dl_buf_puts(out, "</g>");
    out->failed = out->failed || text.failed; /* of a value that was left out too */
    dl_buf_clear(&text);
}

static void draw_name(const rows_frame *frame, double y, dl_str name, dl_buf *out)
{
    dl_buf text;
    dl_buf_init(&text);
    svg_fit(name, frame->left - NAME_ROOM + 1, &text);
    svg_text(out, frame->left - 8, y, THEME_INK, "text-anchor=\"end\"", dl_buf_str(&text));
    dl_buf_clear(&text);
}

static void open_item(dl_buf *out, const chart_point *point, dl_str value)
{
    for (int i = 0; i < 2; i++) {
        dl_buf_puts(out,
                    i == 0 ? "<g role=\"listitem\" tabindex=\"0\" aria-label=\"" : "\"><title>");
        if (point->group.size) {
            dl_escape_html(point->group, out);
            dl_buf_puts(out, ", ");
        }
        dl_escape_html(point->label, out);
        dl_buf_puts(out, ": ");
        dl_escape_html(value, out);
    }
    dl_buf_puts(out, "</title>");
}

/* Solid to what is certain, outlined and light to what is only possible. */
static void draw_bar(const rows_frame *frame, const chart_point *point, double y, dl_buf *out)
{
    double zero = x_of(frame, 0), from = x_of(frame, point->y), to = x_of(frame, point->y_most);
    bool spans_zero = point->y < 0 && point->y_most > 0;
    double sure = spans_zero ? zero : point->y >= 0 ? from : to;
    theme_color color = series_color(point->series);
    dl_buf text;
    dl_buf_init(&text);
    chart_value(point, &text);
    open_item(out, point, dl_buf_str(&text));
    draw_name(frame, y + 4, point->label, out);
    svg_rect(out, fmin(zero, sure), y - 7, fabs(sure - zero), 14, color, THEME_NONE, NULL);
    if (to > from)
        svg_rect(out, from, y - 7, to - from, 14, color, color,
                 "fill-opacity=\".18\" stroke-dasharray=\"3 2\"");
    /* the value stands past the bar's end, on the side away from the name */
    double end = fmax(fmax(from, to), zero);
    svg_text(out, end + 5, y + 4, THEME_INK, NULL, dl_buf_str(&text));
    dl_buf_puts(out, "</g>");
    dl_buf_clear(&text);
}

static void draw_heading(dl_str name, double y, double width, dl_buf *out)
{
    static const double bolder = 1.2;
    dl_buf text;
    dl_buf_init(&text);
    svg_fit(name, width / bolder, &text);
    svg_text(out, 0, y, THEME_INK, ".name", dl_buf_str(&text));
    dl_buf_clear(&text);
}

void chart_draw_bars(const chart *made, double top, double width, dl_buf *out)
{
    rows_frame frame = frame_of(made, top, chart_bars_height(made), width, out);
    double y = top;
    draw_axis(made, &frame, out);
    for (size_t g = 0; g < made->group_count; g++) {
        if (has_headings(made)) {
            draw_heading(made->groups[g], y + 15, width, out);
            y += HEADING;
        }
        dl_buf_puts(out, "<g role=\"list\" aria-label=\"");
        dl_escape_html(made->groups[g].size ? made->groups[g] : DL_STR("Bars"), out);
        dl_buf_puts(out, "\">");
        for (size_t i = 0; i < made->count; i++) {
            if (made->points[i].series != g)
                continue;
            draw_bar(&frame, &made->points[i], y + BAR_ROW / 2.0, out);
            y += BAR_ROW;
        }
        dl_buf_puts(out, "</g>");
    }
}

/* --- distributions --- */

static int by_value(const void *first, const void *second)
{
    double a = *(const double *)first, b = *(const double *)second;
    return (a > b) - (a < b);
}

static double middle_of(const chart_point *point)
{
    return (point->y + point->y_most) / 2;
}

/* Dots that fall together are stacked; past a stack's height they are counted by the table. */
static void draw_dots(const rows_frame *frame, const double *values, size_t count, double y,
                      theme_color color, dl_buf *out)
{
    double last = -1e18;
    size_t stack = 0;
    for (size_t i = 0; i < count; i++) {
        double x = x_of(frame, values[i]);
        stack = x - last < 2 * DOT ? stack + 1 : 0;
        last = stack ? last : x;
        if (stack >= MOST_STACK)
            continue;
        dl_buf_puts(out, "<circle");
        svg_attribute(out, "r", DOT - .3);
        svg_attribute(out, "cx", last);
        svg_attribute(out, "cy", y - (double)stack * 2 * DOT);
        svg_paint(out, color, THEME_NONE);
        dl_buf_puts(out, "/>");
    }
}

static void draw_median(const rows_frame *frame, double median, double y, dl_buf *out)
{
    dl_buf text;
    dl_buf_init(&text);
    double x = x_of(frame, median);
    dl_buf_puts(&text, "median ");
    chart_number(median, &text);
    svg_line(out, x, y - 4, x, y + 7, THEME_INK, "stroke-width=\"1.6\"");
    bool right =
        x + 4 + svg_text_width(dl_buf_str(&text)) < frame->left + frame->length + frame->values;
    svg_text(out, right ? x + 4 : x - 4, y + 14, THEME_SOFT, right ? NULL : "text-anchor=\"end\"",
             dl_buf_str(&text));
    dl_buf_clear(&text);
}

static void draw_row(const chart *made, const rows_frame *frame, size_t group, double *values,
                     dl_buf *out)
{
    size_t count = 0;
    double y = frame->top + (double)group * DOT_ROW + DOT_ROW - 20;
    for (size_t i = 0; i < made->count; i++) {
        if (made->points[i].series == group)
            values[count++] = middle_of(&made->points[i]);
    }
    qsort(values, count, sizeof *values, by_value);
    double median = (values[(count - 1) / 2] + values[count / 2]) / 2;
    chart_point item = {.label = made->groups[group].size ? made->groups[group] : made->y_name};
    dl_buf text;
    dl_buf_init(&text);
    dl_buf_printf(&text, "%zu value%s, median ", count, count == 1 ? "" : "s");
    chart_number(median, &text);
    open_item(out, &item, dl_buf_str(&text));
    draw_name(frame, y + 3, item.label, out);
    svg_line(out, frame->left, y + 4, frame->left + frame->length, y + 4, THEME_MAJOR, NULL);
    draw_dots(frame, values, count, y, series_color(group), out);
    draw_median(frame, median, y, out);
    dl_buf_puts(out, "</g>");
    dl_buf_clear(&text);
}

void chart_draw_rows(const chart *made, double top, double width, dl_buf *out)
{
    rows_frame frame = frame_of(made, top, chart_rows_height(made), width, out);
    double *values = malloc((made->count + 1) * sizeof *values);
    if (!values) {
        out->failed = true;
        return;
    }
    draw_axis(made, &frame, out);
    dl_buf_puts(out, "<g role=\"list\" aria-label=\"Distributions\">");
    for (size_t g = 0; g < made->group_count; g++)
        draw_row(made, &frame, g, values, out);
    dl_buf_puts(out, "</g>");
    free(values);
}
