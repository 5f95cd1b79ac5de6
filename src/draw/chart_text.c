/* Charts for a terminal: bars of eighths of a column, points on a grid, counts as heights. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/utf8.h"
#include "draw/chart_parts.h"

enum {
    MOST_NAME = 22,
    MEDIAN = 24,
    LEAST_WIDTH = 48,
    LEAST_COLUMNS = 4,
    GRID_ROWS = 12,
    LEFT = 9,
    MOST_TICKS = 32
};

typedef struct sheet {
    const chart *made;
    int width;   /* of all */
    int names;   /* of the names, or a grid's values, at the left */
    int columns; /* of the plot */
    bool ascii;
    dl_buf *out;
} sheet;

static void put_name(const sheet *in, dl_str name, int columns, bool right)
{
    dl_buf safe;
    dl_buf_init(&safe);
    dl_escape_terminal(name, &safe);
    for (size_t i = 0; i < safe.size; i++) {
        if (safe.data[i] == '\n' || safe.data[i] == '\t')
            safe.data[i] = ' ';
    }
    dl_utf8_pad(dl_buf_str(&safe), columns, right, in->out);
    dl_buf_clear(&safe);
}

static void put_line(const sheet *in, dl_str text)
{
    dl_buf line;
    dl_buf_init(&line);
    dl_escape_terminal(text, &line);
    dl_utf8_wrap(dl_buf_str(&line), in->width, 0, in->out);
    dl_buf_putc(in->out, '\n');
    dl_buf_clear(&line);
}

/* A number as a terminal of ASCII writes it. */
static void put_number(const sheet *in, dl_str text, dl_buf *out)
{
    for (size_t at = 0; at < text.size;) {
        size_t start = at;
        uint32_t code = dl_utf8_next(text, &at);
        if (in->ascii && code > 0x7e)
            dl_buf_putc(out, '-');
        else
            dl_buf_append(out, text.data + start, at - start);
    }
}

static void put_value(const sheet *in, const chart_point *point)
{
    dl_buf text;
    dl_buf_init(&text);
    chart_value(point, &text);
    put_number(in, dl_buf_str(&text), in->out);
    in->out->failed = in->out->failed || text.failed;
    dl_buf_clear(&text);
}

/* --- bars --- */

static const char *bar_cell(const sheet *in, double cell, double from, double to)
{
    static const char *const eighths[] = {" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
    double covered = fmin(cell + 1, to) - fmax(cell, from);
    if (covered <= 0)
        return NULL;
    if (in->ascii)
        return covered >= .5 ? "#" : NULL;
    /* eighths grow from the left: a bar that begins inside its cell is drawn as half or whole */
    if (from > cell)
        return covered >= .5 ? "█" : "▐";
    int part = (int)lround(covered * 8);
    return part > 0 ? eighths[part] : "▏";
}

static void draw_bar(const sheet *in, const value_scale *scale, const chart_point *point)
{
    double zero = value_at(scale, 0, in->columns), from = value_at(scale, point->y, in->columns);
    double to = value_at(scale, point->y_most, in->columns);
    double sure = point->y < 0 && point->y_most > 0 ? zero : point->y >= 0 ? from : to;
    int last = (int)ceil(fmax(fmax(from, to), zero));
    put_name(in, point->label, in->names - 1, false);
    dl_buf_putc(in->out, ' ');
    for (int i = 0; i < last && i < in->columns; i++) {
        const char *solid = bar_cell(in, i, fmin(zero, sure), fmax(zero, sure));
        bool possible = to > from && i + 1 > from && i < to;
        dl_buf_puts(in->out, solid ? solid : possible ? (in->ascii ? "." : "░") : " ");
    }
    dl_buf_putc(in->out, ' ');
    put_value(in, point);
    dl_buf_putc(in->out, '\n');
}

static void draw_bars(const sheet *in)
{
    value_scale scale = value_scale_of(in->made->y_least, in->made->y_most, 6);
    for (size_t g = 0; g < in->made->group_count; g++) {
        if (in->made->group_count > 1)
            put_line(in, in->made->groups[g]);
        for (size_t i = 0; i < in->made->count; i++) {
            if (in->made->points[i].series == g)
                draw_bar(in, &scale, &in->made->points[i]);
        }
    }
}

/* --- distributions --- */

static int by_value(const void *first, const void *second)
{
    double a = *(const double *)first, b = *(const double *)second;
    return (a > b) - (a < b);
}

static void draw_heights(const sheet *in, const size_t *counts, size_t most)
{
    static const char *const heights[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char *const letters[] = {" ", ".", ".", ":", ":", "+", "+", "#", "#"};
    for (int i = 0; i < in->columns; i++) {
        size_t height = counts[i] ? 1 + counts[i] * 7 / (most ? most : 1) : 0;
        dl_buf_puts(in->out, in->ascii ? letters[height] : heights[height]);
    }
}

static void draw_distribution(const sheet *in, size_t *counts, double *values)
{
    const chart *made = in->made;
    value_scale scale = value_scale_of(made->y_least, made->y_most, 6);
    for (size_t g = 0; g < made->group_count; g++) {
        size_t most = 0, count = 0;
        memset(counts, 0, (size_t)in->columns * sizeof *counts);
        for (size_t i = 0; i < made->count; i++) {
            if (made->points[i].series != g)
                continue;
            double value = (made->points[i].y + made->points[i].y_most) / 2;
            int at = (int)value_at(&scale, value, in->columns);
            at = at < in->columns ? at : in->columns - 1;
            most = ++counts[at] > most ? counts[at] : most;
            values[count++] = value;
        }
        qsort(values, count, sizeof *values, by_value);
        double median = (values[(count - 1) / 2] + values[count / 2]) / 2;
        put_name(in, made->groups[g].size ? made->groups[g] : made->y_name, in->names - 1, false);
        dl_buf_putc(in->out, ' ');
        draw_heights(in, counts, most);
        dl_buf_puts(in->out, " median ");
        put_value(in, &(chart_point){.y = median, .y_most = median});
        dl_buf_putc(in->out, '\n');
    }
    dl_buf ends;
    dl_buf_init(&ends);
    chart_value(&(chart_point){.y = scale.least, .y_most = scale.most}, &ends);
    int room = in->width - dl_utf8_width(dl_buf_str(&ends));
    dl_buf_printf(in->out, "%*s", room < in->names ? room : in->names, "");
    put_number(in, dl_buf_str(&ends), in->out);
    dl_buf_putc(in->out, '\n');
    in->out->failed = in->out->failed || ends.failed;
    dl_buf_clear(&ends);
}

/* --- points --- */

static double x_part(const chart *made, double x)
{
    if (made->axis == AXIS_WORDS)
        return (x + .5) / (made->x_most + 1);
    return made->x_most > made->x_least ? (x - made->x_least) / (made->x_most - made->x_least) : .5;
}

static int grid_column(const sheet *in, double x)
{
    int column = (int)(x_part(in->made, x) * in->columns);
    return column < in->columns ? column : in->columns - 1;
}

static int grid_row(const value_scale *scale, double y)
{
    return GRID_ROWS - 1 - (int)lround(value_at(scale, y, GRID_ROWS - 1));
}

/* Series + 1 at each place, 0 where there is nothing. */
static void fill_grid(const sheet *in, const value_scale *scale, unsigned char *grid)
{
    const chart *made = in->made;
    for (size_t i = 0; i < made->count; i++) {
        const chart_point *point = &made->points[i];
        int row = grid_row(scale, (point->y + point->y_most) / 2);
        int column = grid_column(in, point->x), end = column;
        bool holds = made->kind == CHART_STEP && i + 1 < made->count &&
                     made->points[i + 1].series == point->series;
        if (holds)
            end = grid_column(in, made->points[i + 1].x);
        for (int c = column; c <= end; c++)
            grid[row * in->columns + c] = (unsigned char)(point->series + 1);
    }
}

static void draw_ends(const sheet *in)
{
    const chart_point *first = NULL, *last = NULL;
    for (size_t i = 0; i < in->made->count; i++) {
        const chart_point *point = &in->made->points[i];
        first = !first || point->x < first->x ? point : first;
        last = !last || point->x > last->x ? point : last;
    }
    dl_buf_printf(in->out, "%*s", in->names + 2, "");
    if (first)
        put_name(in, first->label, in->columns / 2, false);
    if (last)
        put_name(in, last->label, in->columns - in->columns / 2, true);
    dl_buf_putc(in->out, '\n');
}

static void draw_series(const sheet *in)
{
    for (size_t s = 0; s < in->made->group_count && in->made->group_count > 1; s++) {
        const mark_kind *kind = series_mark(s);
        dl_buf_printf(in->out, "%*s", in->names + 2, "");
        if (in->ascii)
            dl_buf_putc(in->out, kind->ascii);
        else
            dl_buf_puts(in->out, kind->glyph);
        dl_buf_putc(in->out, ' ');
        put_name(in, in->made->groups[s], in->columns - 2, false);
        while (in->out->size > 0 && in->out->data[in->out->size - 1] == ' ')
            dl_buf_truncate(in->out, in->out->size - 1);
        dl_buf_putc(in->out, '\n');
    }
}

static value_scale grid_scale(const chart *made)
{
    return value_scale_of(made->y_least, made->y_most, 5);
}

/* What its two values take. */
static int grid_values(const chart *made, dl_buf *out)
{
    value_scale scale = grid_scale(made);
    int widest = LEFT;
    dl_buf text;
    dl_buf_init(&text);
    for (int end = 0; end < 2; end++) {
        dl_buf_truncate(&text, 0);
        chart_tick(end ? scale.most : scale.least, scale.step, &text);
        int width = dl_utf8_width(dl_buf_str(&text));
        widest = width > widest ? width : widest;
    }
    out->failed = out->failed || text.failed;
    dl_buf_clear(&text);
    return widest;
}

static void draw_grid(const sheet *in, unsigned char *grid)
{
    value_scale scale = grid_scale(in->made);
    dl_buf number, plain;
    dl_buf_init(&number);
    dl_buf_init(&plain);
    fill_grid(in, &scale, grid);
    for (int row = 0; row < GRID_ROWS; row++) {
        bool told = row == 0 || row == GRID_ROWS - 1;
        dl_buf_truncate(&number, 0);
        dl_buf_truncate(&plain, 0);
        if (told)
            chart_tick(row == 0 ? scale.most : scale.least, scale.step, &number);
        put_number(in, dl_buf_str(&number), &plain);
        put_name(in, dl_buf_str(&plain), in->names, true);
        dl_buf_puts(in->out, in->ascii ? " |" : " │");
        int last = in->columns;
        while (last > 0 && grid[row * in->columns + last - 1] == 0)
            last--;
        for (int c = 0; c < last; c++) {
            unsigned char series = grid[row * in->columns + c];
            char ascii[2] = {series ? series_mark(series - 1u)->ascii : ' ', 0};
            dl_buf_puts(in->out, !series || in->ascii ? ascii : series_mark(series - 1u)->glyph);
        }
        dl_buf_putc(in->out, '\n');
    }
    in->out->failed = in->out->failed || number.failed || plain.failed;
    dl_buf_clear(&number);
    dl_buf_clear(&plain);
    draw_ends(in);
    draw_series(in);
}

static int values_width(const chart *made, dl_buf *out)
{
    int most = 0;
    dl_buf text;
    dl_buf_init(&text);
    for (size_t i = 0; i < made->count; i++) {
        dl_buf_truncate(&text, 0);
        chart_value(&made->points[i], &text);
        int width = dl_utf8_width(dl_buf_str(&text));
        most = width > most ? width : most;
    }
    out->failed = out->failed || text.failed;
    dl_buf_clear(&text);
    return most;
}

int dl_draw_chart_text(const chart *made, int width, bool ascii, dl_buf *out, dl_error *error)
{
    int wide = width < LEAST_WIDTH ? LEAST_WIDTH : width;
    sheet in = {.made = made, .ascii = ascii, .out = out, .width = wide};
    in.names = wide / 3 < MOST_NAME ? wide / 3 : MOST_NAME;
    in.columns = wide - in.names - (made->kind == CHART_BAR ? values_width(made, out) + 1 : MEDIAN);
    if (in.columns < LEAST_COLUMNS) { /* long values take their room from the names */
        in.names -= LEAST_COLUMNS - in.columns;
        in.columns = LEAST_COLUMNS;
    }
    if (made->title.size) {
        put_line(&in, made->title);
        dl_buf_putc(out, '\n');
    }
    size_t cells = (size_t)wide * GRID_ROWS;
    void *space = calloc(cells + made->count + 1, sizeof(double) + sizeof(size_t));
    if (!space)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (made->kind == CHART_BAR) {
        draw_bars(&in);
    } else if (made->kind == CHART_DISTRIBUTION) {
        size_t *counts = space;
        /* cppcheck-suppress invalidPointerCast */
        draw_distribution(&in, counts, (double *)(counts + cells));
    } else {
        in.names = grid_values(made, out);
        in.columns = wide - in.names - 2;
        draw_grid(&in, space);
    }
    free(space);
    return dl_buf_ok(out, error);
}
