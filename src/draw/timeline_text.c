/* A timeline for a terminal: lanes of marks with their numbers, and the dated list beneath. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/utf8.h"
#include "draw/describe.h"
#include "draw/draw.h"
#include "draw/kinds.h"
#include "timeline/layout.h"

enum { NAME_COLUMNS = 16, LEAST_WIDTH = 40, MOST_TICKS = 64, CELL_BYTES = 8, BADGE_COLUMNS = 6 };

/* One column of a line: up to one character. */
typedef struct cell {
    char bytes[CELL_BYTES];
} cell;

typedef struct board {
    const dl_timeline *timeline;
    const dl_draw_options *options;
    layout layout;
    int columns; /* of the plot */
    cell *line;  /* [columns] */
    dl_buf *out;
} board;

/* Of the number behind a mark. */
static double number_width(const layout_mark *mark)
{
    char text[24];
    return snprintf(text, sizeof text, "%zu", mark->number);
}

/* Of the slip behind a rail. */
static double slip_width(const layout_rail *rail)
{
    dl_buf text;
    dl_buf_init(&text);
    describe_slip(&rail->slip, &text);
    int width = dl_utf8_width(dl_buf_str(&text));
    dl_buf_clear(&text);
    return width;
}

static void clear_line(board *in)
{
    for (int i = 0; i < in->columns; i++)
        in->line[i] = (cell){" "};
}

static void put(board *in, int column, const char *text)
{
    if (column >= 0 && column < in->columns)
        snprintf(in->line[column].bytes, CELL_BYTES, "%s", text);
}

/* Each ASCII character in a column of its own. */
static void put_ascii(board *in, int column, const char *text)
{
    for (; *text; text++) {
        char one[2] = {*text, '\0'};
        put(in, column++, one);
    }
}

static const char *either(const board *in, const char *unicode, const char *ascii)
{
    return in->options->ascii ? ascii : unicode;
}

/* Words of our own, each character of which takes one column. */
static void put_words(board *in, int column, dl_str text)
{
    for (size_t at = 0; at < text.size;) {
        size_t start = at;
        uint32_t code = dl_utf8_next(text, &at);
        char one[CELL_BYTES];
        snprintf(one, sizeof one, "%.*s", DL_STR_ARG(dl_str_slice(text, start, at)));
        put(in, column++, in->options->ascii && code > 0x7e ? "-" : one);
    }
}

/* Writes the name column and the line, without spaces at its end. */
static void flush_line(board *in, dl_str name)
{
    dl_buf safe;
    dl_buf_init(&safe);
    dl_escape_terminal(name, &safe);
    int last = in->columns;
    while (last > 0 && strcmp(in->line[last - 1].bytes, " ") == 0)
        last--;
    if (last == 0) {
        dl_buf_add(in->out, dl_utf8_fit(dl_buf_str(&safe), NAME_COLUMNS));
    } else {
        dl_utf8_pad(dl_buf_str(&safe), NAME_COLUMNS, false, in->out);
        dl_buf_putc(in->out, ' ');
    }
    for (int i = 0; i < last; i++)
        dl_buf_puts(in->out, in->line[i].bytes);
    dl_buf_putc(in->out, '\n');
    dl_buf_clear(&safe);
    clear_line(in);
}

static void draw_axis(board *in)
{
    tick ticks[MOST_TICKS];
    dl_str nothing = {"", 0};
    size_t count = scale_ticks(&in->layout.scale, 13, ticks, MOST_TICKS);
    clear_line(in);
    for (size_t i = 0; i < count; i++) {
        int column = (int)scale_at(&in->layout.scale, ticks[i].seconds);
        bool fits = column + (int)strlen(ticks[i].label) <= in->columns;
        if (fits)
            put_ascii(in, column, ticks[i].label);
    }
    flush_line(in, nothing);
    for (int i = 0; i < in->columns; i++)
        put(in, i, either(in, "─", "-"));
    for (size_t i = 0; i < count; i++)
        put(in, (int)scale_at(&in->layout.scale, ticks[i].seconds),
            ticks[i].major ? either(in, "┼", "+") : either(in, "┬", "+"));
    flush_line(in, nothing);
}

static int column_of(const board *in, double at)
{
    int column = (int)at;
    return column < in->columns ? column : in->columns - 1;
}

static void draw_span(board *in, const layout_mark *mark)
{
    const dl_date *date = mark->event->date;
    bool vague = date->start.approximate || date->start.uncertain ||
                 (date->interval && (date->end.approximate || date->end.uncertain));
    int from = (int)mark->from, to = (int)mark->to;
    if (to - from < 2)
        return;
    for (int i = from; i < to; i++)
        put(in, i, vague ? either(in, "░", "~") : either(in, "▒", "="));
    if (mark->from_open)
        put(in, from, either(in, "◀", "<"));
    if (mark->to_open)
        put(in, to - 1, either(in, "▶", ">"));
    if (mark->from_unknown)
        put(in, from, "?");
    if (mark->to_unknown)
        put(in, to - 1, "?");
}

static void draw_mark(board *in, const layout_mark *mark)
{
    const mark_kind *kind = mark_kind_of(mark->event->kind);
    char number[24], ascii[2] = {kind->ascii, '\0'};
    draw_span(in, mark);
    put(in, column_of(in, mark->at), either(in, kind->glyph, ascii));
    snprintf(number, sizeof number, "%zu", mark->number);
    if (mark->side != SIDE_NONE)
        put_ascii(in, column_of(in, mark->label_at), number);
}

static void draw_clusters(board *in, size_t lane)
{
    for (size_t i = 0; i < in->layout.cluster_count; i++) {
        const layout_cluster *cluster = &in->layout.clusters[i];
        char text[24];
        if (cluster->lane != lane)
            continue;
        snprintf(text, sizeof text, "+%zu", cluster->count);
        put_ascii(in, column_of(in, cluster->at - BADGE_COLUMNS / 2.0), text);
    }
    flush_line(in, (dl_str){"", 0});
}

static void draw_rail(board *in, const layout_rail *rail)
{
    int said = (int)rail->said, from = (int)rail->due_from, to = (int)rail->due_to;
    int came = rail->has_came ? (int)rail->came : to;
    for (int i = said < from ? said : from; i <= to; i++)
        put(in, i, either(in, "─", "-"));
    for (int i = from; i <= to; i++)
        put(in, i, either(in, "━", "="));
    put(in, said, either(in, "╰", "`"));
    int first = came < to ? came : to, last = came < to ? to : came;
    for (int i = first + 1; i < last && came > to; i++)
        put(in, i, either(in, "╌", "."));
    put(in, column_of(in, came), rail->has_came ? either(in, "▶", ">") : either(in, "○", "o"));
    dl_buf text;
    dl_buf_init(&text);
    describe_slip(&rail->slip, &text);
    if (rail->side != SIDE_NONE)
        put_words(in, column_of(in, rail->label_at), dl_buf_str(&text));
    dl_buf_clear(&text);
}

static void draw_lane(board *in, size_t index)
{
    const layout_lane *lane = &in->layout.lanes[index];
    dl_str nothing = {"", 0};
    for (size_t track = 0; track < lane->tracks; track++) {
        for (size_t i = 0; i < in->layout.mark_count; i++) {
            const layout_mark *mark = &in->layout.marks[i];
            if (mark->lane == index && mark->track == track && !mark->cluster)
                draw_mark(in, mark);
        }
        flush_line(in, track == 0 ? lane->actor : nothing);
    }
    if (lane->clusters)
        draw_clusters(in, index);
    for (size_t row = 0; row < lane->rails; row++) {
        for (size_t i = 0; i < in->layout.rail_count; i++) {
            const layout_rail *rail = &in->layout.rails[i];
            if (rail->lane == index && rail->row == row && !rail->hidden)
                draw_rail(in, rail);
        }
        flush_line(in, nothing);
    }
}

/* "  3 ⚑ 13 March 2024  OpenAI: ...", folded under its text. */
static void list_event(board *in, const layout_mark *mark)
{
    const mark_kind *kind = mark_kind_of(mark->event->kind);
    char ascii[2] = {kind->ascii, '\0'};
    dl_buf line, safe;
    dl_buf_init(&line);
    dl_buf_init(&safe);
    dl_date_words(mark->event->date, &line);
    dl_buf_printf(&line, "  %.*s: %.*s", DL_STR_ARG(mark->event->actor),
                  DL_STR_ARG(mark->event->what));
    if (mark->event->has_due) {
        dl_slip slip = dl_timeline_slip(in->timeline, mark->event, in->options->as_of);
        dl_buf_puts(&line, " (due ");
        dl_date_words(mark->event->due, &line);
        dl_buf_puts(&line, ": ");
        describe_slip(&slip, &line);
        dl_buf_putc(&line, ')');
    }
    if (mark->event->disputes.size)
        dl_buf_puts(&line, " (another source's telling)");
    dl_escape_terminal(dl_buf_str(&line), &safe);
    dl_buf_printf(in->out, "%4zu %s ", mark->number, either(in, kind->glyph, ascii));
    dl_utf8_wrap(dl_buf_str(&safe), in->columns + NAME_COLUMNS + 1, 7, in->out);
    dl_buf_putc(in->out, '\n');
    dl_buf_clear(&line);
    dl_buf_clear(&safe);
}

static void draw_all(board *in)
{
    if (in->options->title.size) {
        dl_buf safe;
        dl_buf_init(&safe);
        dl_escape_terminal(in->options->title, &safe);
        dl_utf8_wrap(dl_buf_str(&safe), in->columns + NAME_COLUMNS + 1, 0, in->out);
        dl_buf_puts(in->out, "\n\n");
        dl_buf_clear(&safe);
    }
    draw_axis(in);
    for (size_t i = 0; i < in->layout.lane_count; i++)
        draw_lane(in, i);
    dl_buf_putc(in->out, '\n');
    for (size_t i = 0; i < in->layout.mark_count; i++)
        list_event(in, &in->layout.marks[i]);
}

int dl_draw_timeline_text(const dl_timeline *timeline, const dl_draw_options *options, dl_buf *out,
                          dl_error *error)
{
    board in = {.timeline = timeline, .options = options, .out = out};
    int width = options->width < LEAST_WIDTH ? LEAST_WIDTH : options->width;
    in.columns = width - NAME_COLUMNS - 1;
    layout_options wanted = {.width = in.columns,
                             .mark_width = 1,
                             .badge_width = BADGE_COLUMNS,
                             .gap = 1,
                             .most_tracks = 12,
                             .label_width = number_width,
                             .rail_width = slip_width,
                             .name_room = 0,
                             .as_of = options->as_of};
    int rc = layout_make(timeline, &wanted, &in.layout, error);
    if (rc != 0)
        return rc;
    in.line = calloc((size_t)in.columns, sizeof *in.line);
    if (!in.line) {
        layout_clear(&in.layout);
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    draw_all(&in);
    free(in.line);
    layout_clear(&in.layout);
    return dl_buf_ok(out, error);
}
