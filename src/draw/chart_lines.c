/* Lines, steps and dots: a panel of points over x and y. */
#include <math.h>
#include <stdio.h>

#include "base/escape.h"
#include "base/utf8.h"
#include "draw/chart_parts.h"

enum { MOST_TICKS = 32, LABEL_STEP = 14, MOST_LABELS = 24, MARK_ROOM = 14 };
/* Between the values and the plot; behind the plot, for the half of its last tick's words. */
static const double before_plot = 9, behind_plot = 22;

typedef struct plot {
    const chart *made;
    const chart_panel *panel;
    value_scale y;
    time_scale time; /* AXIS_TIME */
    value_scale x;   /* AXIS_NUMBER */
    dl_buf *out;
} plot;

static double x_of(const plot *in, double x)
{
    double width = in->panel->width;
    if (in->made->axis == AXIS_TIME)
        return in->panel->left + scale_at(&in->time, (int64_t)x);
    if (in->made->axis == AXIS_NUMBER)
        return in->panel->left + value_at(&in->x, x, width);
    double places = in->made->x_most + 1;
    return in->panel->left + (x + .5) / places * width;
}

static double y_of(const plot *in, double y)
{
    return in->panel->top + in->panel->height - value_at(&in->y, y, in->panel->height);
}

static value_scale y_scale(const chart *made, double height)
{
    return value_scale_of(made->y_least, made->y_most, height > 200 ? 6 : 3);
}

double chart_panel_values(const chart *made, double height, dl_buf *out)
{
    value_scale scale = y_scale(made, height);
    double widest = 0;
    dl_buf text;
    dl_buf_init(&text);
    for (size_t i = 0; i <= value_steps(&scale); i++) {
        dl_buf_truncate(&text, 0);
        chart_tick(scale.least + scale.step * (double)i, scale.step, &text);
        widest = fmax(widest, svg_text_width(dl_buf_str(&text)));
    }
    out->failed = out->failed || text.failed;
    dl_buf_clear(&text);
    return widest + before_plot;
}

static void draw_y_axis(const plot *in)
{
    dl_buf text;
    dl_buf_init(&text);
    size_t steps = value_steps(&in->y);
    for (size_t i = 0; i <= steps; i++) {
        double value = in->y.least + in->y.step * (double)i, y = y_of(in, value);
        bool zero = fabs(value) < in->y.step / 2;
        svg_line(in->out, in->panel->left, y, in->panel->left + in->panel->width, y,
                 zero ? THEME_LEAD : THEME_RULE, NULL);
        dl_buf_truncate(&text, 0);
        chart_tick(value, in->y.step, &text);
        svg_text(in->out, in->panel->left - before_plot, y + 4, THEME_SOFT, "text-anchor=\"end\"",
                 dl_buf_str(&text));
    }
    dl_buf_clear(&text);
}

static void tick_label(const plot *in, double x, dl_str text, double *last)
{
    double half = svg_text_width(text) / 2, bottom = in->panel->top + in->panel->height;
    double most = in->panel->left + in->panel->width + behind_plot - half;
    double middle = fmin(x, most);
    in->out->failed = in->out->failed || dl_str_failed(text);
    if (middle - half < *last)
        return; /* it would meet the one before it */
    svg_line(in->out, x, bottom, x, bottom + 4, THEME_LEAD, NULL);
    svg_text(in->out, middle, bottom + 16, THEME_SOFT, "text-anchor=\"middle\"", text);
    *last = middle + half + 6;
}

static void draw_x_words(const plot *in, double *last)
{
    static const double most = 100, least = 40, apart = 8;
    double told = -1, room = in->panel->width / (in->made->x_most + 1) - apart;
    dl_buf text;
    dl_buf_init(&text);
    for (size_t i = 0; i < in->made->count; i++) {
        const chart_point *point = &in->made->points[i];
        if (point->x <= told)
            continue;
        told = point->x;
        dl_buf_truncate(&text, 0);
        svg_fit(point->label, fmax(least, fmin(room, most)), &text);
        tick_label(in, x_of(in, point->x), dl_buf_str(&text), last);
    }
    dl_buf_clear(&text);
}

static void draw_x_axis(const plot *in)
{
    double last = in->panel->left - 40;
    if (in->made->axis == AXIS_WORDS) {
        draw_x_words(in, &last);
    } else if (in->made->axis == AXIS_TIME) {
        tick ticks[MOST_TICKS];
        size_t count = scale_ticks(&in->time, 64, ticks, MOST_TICKS);
        for (size_t i = 0; i < count; i++)
            tick_label(in, x_of(in, (double)ticks[i].seconds), dl_str_of(ticks[i].label), &last);
    } else {
        dl_buf text;
        dl_buf_init(&text);
        size_t steps = value_steps(&in->x);
        for (size_t i = 0; i <= steps; i++) {
            double value = in->x.least + in->x.step * (double)i;
            dl_buf_truncate(&text, 0);
            chart_tick(value, in->x.step, &text);
            tick_label(in, x_of(in, value), dl_buf_str(&text), &last);
        }
        dl_buf_clear(&text);
    }
}

static bool is_shown(const plot *in, const chart_point *point)
{
    return in->panel->all || point->series == in->panel->group;
}

static void draw_line(const plot *in, size_t series)
{
    char more[64];
    const char *dash = series_dash(series);
    double before = 0;
    bool begun = false;
    if (in->made->kind == CHART_DOTS)
        return;
    snprintf(more, sizeof more, "stroke-width=\"1.8\"%s%s%s", *dash ? " stroke-dasharray=\"" : "",
             dash, *dash ? "\"" : "");
    svg_path(in->out, THEME_NONE, series_color(series), more);
    for (size_t i = 0; i < in->made->count; i++) {
        const chart_point *point = &in->made->points[i];
        if (point->series != series)
            continue;
        double x = x_of(in, point->x), y = y_of(in, (point->y + point->y_most) / 2);
        if (begun && in->made->kind == CHART_STEP)
            svg_at(in->out, 'L', x, before);
        svg_at(in->out, begun ? 'L' : 'M', x, y);
        before = y;
        begun = true;
    }
    if (!begun)
        svg_at(in->out, 'M', 0, 0);
    svg_path_end(in->out);
}

static void draw_point(const plot *in, const chart_point *point)
{
    double x = x_of(in, point->x), y = y_of(in, (point->y + point->y_most) / 2);
    dl_buf text;
    dl_buf_init(&text);
    if (point->group.size)
        dl_buf_printf(&text, "%.*s, ", DL_STR_ARG(point->group));
    dl_buf_printf(&text, "%.*s: ", DL_STR_ARG(point->label));
    chart_value(point, &text);
    dl_buf_puts(in->out, "<g role=\"listitem\" tabindex=\"0\" aria-label=\"");
    dl_escape_html(dl_buf_str(&text), in->out);
    dl_buf_puts(in->out, "\"><title>");
    dl_escape_html(dl_buf_str(&text), in->out);
    dl_buf_puts(in->out, "</title>");
    if (point->y_most > point->y)
        svg_line(in->out, x, y_of(in, point->y), x, y_of(in, point->y_most),
                 series_color(point->series), "stroke-width=\"3\" stroke-opacity=\".4\"");
    svg_mark(in->out, series_mark(point->series), x, y, LOOK_PLAIN);
    dl_buf_puts(in->out, "</g>");
    dl_buf_clear(&text);
}

/* The name of each series at the end of its line, apart from each other. */
static void draw_names(const plot *in)
{
    double at[MOST_LABELS];
    size_t order[MOST_LABELS], count = 0;
    for (size_t s = 0; s < in->made->group_count && s < MOST_LABELS; s++) {
        double end = in->panel->top;
        for (size_t i = 0; i < in->made->count; i++) {
            if (in->made->points[i].series == s)
                end = y_of(in, (in->made->points[i].y + in->made->points[i].y_most) / 2);
        }
        size_t place = count++;
        for (; place > 0 && at[place - 1] > end; place--) {
            at[place] = at[place - 1];
            order[place] = order[place - 1];
        }
        at[place] = end;
        order[place] = s;
    }
    for (size_t i = 1; i < count; i++)
        at[i] = fmax(at[i], at[i - 1] + LABEL_STEP);
    double low = in->panel->top + in->panel->height;
    for (size_t i = count; i-- > 0;) {
        at[i] = fmin(at[i], low);
        low = at[i] - LABEL_STEP;
    }
    double x = in->panel->left + in->panel->width;
    dl_buf text;
    dl_buf_init(&text);
    for (size_t i = 0; i < count; i++) {
        svg_mark(in->out, series_mark(order[i]), x + 14, at[i], LOOK_PLAIN);
        dl_buf_truncate(&text, 0);
        svg_fit(in->made->groups[order[i]], in->panel->right - 24, &text);
        svg_text(in->out, x + 24, at[i] + 4, THEME_INK, NULL, dl_buf_str(&text));
    }
    dl_buf_clear(&text);
}

/* Of its axes, or of its group. */
static void draw_panel_names(const plot *in)
{
    static const double bolder = 1.2;
    const chart_panel *panel = in->panel;
    dl_buf text;
    dl_buf_init(&text);
    svg_fit(in->made->x_name, panel->width, &text);
    svg_text(in->out, panel->left + panel->width, panel->top + panel->height + 32, THEME_SOFT,
             "text-anchor=\"end\"", dl_buf_str(&text));
    dl_buf_truncate(&text, 0);
    svg_fit(panel->all ? in->made->y_name : in->made->groups[panel->group],
            (panel->width + panel->right) / bolder, &text);
    svg_text(in->out, panel->left, panel->top - (panel->all ? 8 : 6),
             panel->all ? THEME_SOFT : THEME_INK, panel->all ? NULL : ".name", dl_buf_str(&text));
    dl_buf_clear(&text);
}

void chart_draw_panel(const chart *made, const chart_panel *panel, dl_buf *out)
{
    plot in = {.made = made, .panel = panel, .out = out};
    size_t shown = 0;
    in.y = y_scale(made, panel->height);
    in.x = value_scale_of(made->x_least, made->x_most, (size_t)(panel->width / 60) + 1);
    if (made->axis == AXIS_TIME) {
        int64_t from = (int64_t)made->x_least, to = (int64_t)made->x_most;
        int64_t room = (to - from) / 40 + 3600;
        in.time = scale_between(from - room, to + room, panel->width);
    }
    dl_buf_puts(out, "<g aria-hidden=\"true\">");
    draw_y_axis(&in);
    draw_x_axis(&in);
    draw_panel_names(&in);
    for (size_t s = 0; s < made->group_count; s++) {
        if (panel->all || s == panel->group)
            draw_line(&in, s);
    }
    if (panel->all && made->group_count > 1)
        draw_names(&in);
    dl_buf_puts(out, "</g><g role=\"list\" aria-label=\"");
    dl_str name = panel->all ? made->y_name : made->groups[panel->group];
    dl_escape_html(name.size ? name : DL_STR("Values"), out);
    dl_buf_puts(out, "\">");
    for (size_t i = 0; i < made->count; i++)
        shown += is_shown(&in, &made->points[i]);
    double room = panel->width * (double)(panel->all ? made->group_count : 1);
    for (size_t i = 0; i < made->count; i++) {
        bool last = i + 1 == made->count || made->points[i + 1].series != made->points[i].series;
        bool marked = made->kind == CHART_DOTS || last || (double)shown * MARK_ROOM <= room;
        if (marked && is_shown(&in, &made->points[i]))
            draw_point(&in, &made->points[i]);
    }
    dl_buf_puts(out, "</g>");
}
