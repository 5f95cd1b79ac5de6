#include "draw/chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/chart_parts.h"

/* More than that is a table's work, or a mistake. */
enum { MOST_BARS = 200, MOST_GROUPS = 24, MOST_POINTS = 100000 };

static int too_many(dl_error *error, size_t count, const char *what, int most)
{
    return dl_error_set(error, DL_ERR_USAGE, "a chart of %zu %s cannot be read; %d can", count,
                        what, most);
}

static size_t group_of(chart *made, dl_str name)
{
    size_t at = 0;
    while (at < made->group_count && !dl_str_equal(made->groups[at], name))
        at++;
    if (at == made->group_count && at < MOST_GROUPS + 1)
        made->groups[made->group_count++] = name;
    return at;
}

static void find_limits(chart *made)
{
    const chart_point *first = made->points;
    made->x_least = made->x_most = made->count ? first->x : 0;
    made->y_least = made->count ? first->y : 0;
    made->y_most = made->count ? first->y_most : 1;
    for (size_t i = 0; i < made->count; i++) {
        const chart_point *point = &made->points[i];
        made->x_least = fmin(made->x_least, point->x);
        made->x_most = fmax(made->x_most, point->x);
        made->y_least = fmin(made->y_least, point->y);
        made->y_most = fmax(made->y_most, point->y_most);
    }
    /* the length of a bar is its value, and a line that begins above nothing misleads */
    if (made->kind == CHART_BAR || made->kind == CHART_STEP) {
        made->y_least = fmin(made->y_least, 0);
        made->y_most = fmax(made->y_most, 0);
    }
}

static int by_series_and_x(const void *first, const void *second)
{
    const chart_point *a = first, *b = second;
    if (a->series != b->series)
        return a->series < b->series ? -1 : 1;
    if (a->x != b->x)
        return a->x < b->x ? -1 : 1;
    if (a->y != b->y)
        return a->y < b->y ? -1 : 1;
    return 0;
}

int chart_prepare(chart *made, dl_error *error)
{
    if (made->count > MOST_POINTS)
        return too_many(error, made->count, "points", MOST_POINTS);
    if (made->kind == CHART_BAR && made->count > MOST_BARS)
        return too_many(error, made->count, "bars", MOST_BARS);
    made->group_count = 0;
    made->groups = calloc(MOST_GROUPS + 1, sizeof *made->groups);
    if (!made->groups)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < made->count; i++) {
        made->points[i].series = group_of(made, made->points[i].group);
        if (made->group_count > MOST_GROUPS) {
            chart_clear(made);
            return too_many(error, MOST_GROUPS + 1, "groups or more", MOST_GROUPS);
        }
    }
    find_limits(made);
    if (made->kind != CHART_BAR && made->count > 0)
        qsort(made->points, made->count, sizeof *made->points, by_series_and_x);
    return 0;
}

void chart_clear(chart *made)
{
    free(made->groups);
    made->groups = NULL;
    made->group_count = 0;
}

/* --- values --- */

value_scale value_scale_of(double least, double most, size_t ticks)
{
    /* one value, or values that differ by rounding alone, still need a scale around them */
    double size = fmax(fabs(least), fabs(most));
    if (size == 0) {
        most = 1;
    } else if (!(most - least > size * 1e-9)) {
        double room = fmax(size / 10, 1e-12);
        least -= room;
        most += room;
    }
    double raw = (most - least) / (double)ticks, power = pow(10, floor(log10(raw)));
    double part = raw / power;
    double step = power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
    return (value_scale){floor(least / step) * step, ceil(most / step) * step, step};
}

size_t value_steps(const value_scale *scale)
{
    static const double most = 40; /* never reached but by rounding */
    return (size_t)lround(fmin((scale->most - scale->least) / scale->step, most));
}

double value_at(const value_scale *scale, double value, double length)
{
    return (value - scale->least) / (scale->most - scale->least) * length;
}

/* How much of a number's text tells something: without the zeros behind its point. */
static int telling(const char *text, int whole, int length)
{
    while (length > whole && (text[length - 1] == '0' || text[length - 1] == '.'))
        length--;
    return length;
}

/* Whole numbers in groups of three, and no more decimals than tell something. */
static void put_decimal(double size, int decimals, dl_buf *out)
{
    char text[64];
    int length = snprintf(text, sizeof text, "%.*f", decimals, size);
    int whole = length - (decimals ? decimals + 1 : 0);
    length = telling(text, whole, length);
    for (int i = 0; i < length; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0)
            dl_buf_putc(out, ',');
        dl_buf_putc(out, text[i]);
    }
}

/* "1.235e+04": with a power of ten, and no zero behind the point that tells nothing. */
static void put_power(double size, int decimals, dl_buf *out)
{
    char text[64];
    snprintf(text, sizeof text, "%.*e", decimals, size);
    size_t end = strcspn(text, "e");
    dl_buf_printf(out, "%.*s%s", telling(text, 1, (int)end), text, text + end);
}

/* What is larger or smaller is written with a power of ten. */
static const double decimal_from = 1e-4, decimal_below = 1e12;

static int power_of(double size)
{
    return (int)floor(log10(size) + 1e-9);
}

void chart_number(double value, dl_buf *out)
{
    double size = fabs(value);
    if (value < 0)
        dl_buf_puts(out, "−");
    if (size == 0)
        dl_buf_putc(out, '0');
    else if (size < decimal_from || size >= decimal_below)
        put_power(size, 3, out);
    else /* four figures at least, and the hundredths of what is below a million */
        put_decimal(size, size >= 1e6 ? 0 : size >= 10 ? 2 : 3 - power_of(size), out);
}

void chart_tick(double value, double step, dl_buf *out)
{
    double size = fabs(value);
    if (size < step / 2) {
        dl_buf_putc(out, '0');
        return;
    }
    if (value < 0)
        dl_buf_puts(out, "−");
    int power = power_of(step);
    if (step >= decimal_from && step < decimal_below) /* as all of an axis, which has one step */
        put_decimal(size, power < 0 ? -power : 0, out);
    else
        put_power(size, power_of(size) - power, out);
}

void chart_value(const chart_point *point, dl_buf *out)
{
    chart_number(point->y, out);
    if (point->y_most <= point->y)
        return;
    dl_buf_puts(out, " to ");
    chart_number(point->y_most, out);
}

/* --- series --- */

theme_color series_color(size_t series)
{
    static const theme_color colors[] = {THEME_BLUE, THEME_AMBER, THEME_GREEN,
                                         THEME_PINK, THEME_RED,   THEME_GREY};
    return colors[series % (sizeof colors / sizeof *colors)];
}

const char *series_dash(size_t series)
{
    static const char *const dashes[] = {"", "6 3", "2 2", "8 3 2 3"};
    return dashes[series % (sizeof dashes / sizeof *dashes)];
}

const mark_kind *series_mark(size_t series)
{
    static mark_kind const kinds[] = {
        {"", SHAPE_DISC, THEME_BLUE, "●", 'o'},      {"", SHAPE_SQUARE, THEME_AMBER, "■", '#'},
        {"", SHAPE_TRIANGLE, THEME_GREEN, "▲", '^'}, {"", SHAPE_DIAMOND, THEME_PINK, "◆", '+'},
        {"", SHAPE_CROSS, THEME_RED, "✕", 'x'},      {"", SHAPE_RING, THEME_GREY, "○", '0'}};
    return &kinds[series % (sizeof kinds / sizeof *kinds)];
}

/* --- words --- */

void dl_draw_chart_describe(const chart *made, dl_buf *out)
{
    static const char *const names[] = {"A bar chart", "A line chart", "A chart of steps",
                                        "A chart of dots", "A distribution"};
    dl_buf_printf(out, "%s of %zu value%s", names[made->kind], made->count,
                  made->count == 1 ? "" : "s");
    if (made->y_name.size)
        dl_buf_printf(out, " of %.*s", DL_STR_ARG(made->y_name));
    if (made->group_count > 1)
        dl_buf_printf(out, " in %zu groups", made->group_count);
    if (made->count > 0) {
        double least = made->points[0].y, most = made->points[0].y_most;
        for (size_t i = 1; i < made->count; i++) {
            least = fmin(least, made->points[i].y);
            most = fmax(most, made->points[i].y_most);
        }
        dl_buf_puts(out, ", from ");
        chart_number(least, out);
        dl_buf_puts(out, " to ");
        chart_number(most, out);
    }
    dl_buf_puts(out, ".");
}
