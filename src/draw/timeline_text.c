/* A timeline for a terminal: lanes of marks with their numbers, and the dated list beneath. */
#include "draw/timeline_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/utf8.h"
#include "draw/describe.h"

enum { MOST_TICKS = 64, CELL_BYTES = 8, BADGE_COLUMNS = 6, MOST_MEMBERS = 24 };

/* One column of a line: up to one character. */
typedef struct cell {
    char bytes[CELL_BYTES];
} cell;

typedef struct board {
    const dl_draw_options *options;
    layout layout;
    const layout_mark **marks; /* by lane and track */
    const layout_rail **rails; /* by lane and row, hidden ones last */
    int columns;               /* of the plot */
    int as_of;                 /* the column of its line; -1: none */
    cell *line;                /* [columns] */
    dl_buf *out;
} board;

static bool is_approximate(const dl_date *date)
{
    return date->start.approximate || (date->interval && date->end.approximate);
}

static bool is_uncertain(const dl_date *date)
{
    return date->start.uncertain || (date->interval && date->end.uncertain);
}

static const char *either(const board *in, const char *unicode, const char *ascii)
{
    return in->options->form == DL_PICTURE_ASCII ? ascii : unicode;
}

/* "12", "12~?", "12≠": the mark's number, and how sure its date is. */
static void number_of(const board *in, const layout_mark *mark, dl_buf *out)
{
    const dl_date *date = mark->event->date;
    dl_buf_printf(out, "%zu", mark->number);
    if (is_approximate(date))
        dl_buf_putc(out, '~');
    if (is_uncertain(date))
        dl_buf_putc(out, '?');
    if (!mark->in_use)
        dl_buf_puts(out, either(in, "≠", "!"));
}

static double number_width(const layout_mark *mark, void *picture)
{
    const board *in = picture;
    dl_buf text;
    dl_buf_init(&text);
    number_of(in, mark, &text);
    int width = dl_utf8_width(dl_buf_str(&text));
    in->out->failed = in->out->failed || text.failed;
    dl_buf_clear(&text);
    return width;
}

/* Of the slip behind a rail. */
static double slip_width(const layout_rail *rail, void *picture)
{
    const board *in = picture;
    dl_buf text;
    dl_buf_init(&text);
    describe_slip(&rail->slip, &text);
    int width = dl_utf8_width(dl_buf_str(&text));
    in->out->failed = in->out->failed || text.failed;
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

/* Words of our own, each character of which takes one column. */
static void put_words(board *in, int column, dl_str text)
{
    for (size_t at = 0; at < text.size;) {
        size_t start = at;
        uint32_t code = dl_utf8_next(text, &at);
        char one[CELL_BYTES];
        snprintf(one, sizeof one, "%.*s", DL_STR_ARG(dl_str_slice(text, start, at)));
        put(in, column++, in->options->form == DL_PICTURE_ASCII && code > 0x7e ? "-" : one);
    }
}

/* The day that the picture is seen from, and the breaks of the axis, where nothing else stands. */
static void put_ground(board *in)
{
    const time_scale *scale = &in->layout.scale;
    for (size_t i = 1; i < scale->piece_count; i++) {
        int column = (int)((scale->pieces[i - 1].end + scale->pieces[i].start) / 2);
        if (column < in->columns && strcmp(in->line[column].bytes, " ") == 0)
            put(in, column, either(in, "╱", "/"));
    }
    if (in->as_of >= 0 && strcmp(in->line[in->as_of].bytes, " ") == 0)
        put(in, in->as_of, either(in, "┊", ":"));
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
        dl_buf_add(in->out, dl_utf8_fit(dl_buf_str(&safe), TEXT_NAME_COLUMNS));
    } else {
        dl_utf8_pad(dl_buf_str(&safe), TEXT_NAME_COLUMNS, false, in->out);
        dl_buf_putc(in->out, ' ');
    }
    for (int i = 0; i < last; i++)
        dl_buf_puts(in->out, in->line[i].bytes);
    dl_buf_putc(in->out, '\n');
    dl_buf_clear(&safe);
    clear_line(in);
}

static void flush_lane(board *in, dl_str name)
{
    put_ground(in);
    flush_line(in, name);
}

/* --- the axis --- */

static void draw_axis(board *in)
{
    tick ticks[MOST_TICKS];
    const time_scale *scale = &in->layout.scale;
    size_t count = scale_ticks(scale, 13, ticks, MOST_TICKS);
    clear_line(in);
    int end = 0; /* of the words before */
    for (size_t i = 0; i < count; i++) {
        int column = (int)scale_at(scale, ticks[i].seconds);
        int length = (int)strlen(ticks[i].label);
        if (column + length > in->columns || column < end)
            continue;
        put_ascii(in, column, ticks[i].label);
        end = column + length + 1;
    }
    flush_line(in, DL_STR(""));
    for (int i = 0; i < in->columns; i++)
        put(in, i, either(in, "─", "-"));
    for (size_t i = 0; i < count; i++)
        put(in, (int)scale_at(scale, ticks[i].seconds),
            ticks[i].major ? either(in, "┼", "+") : either(in, "┬", "+"));
    for (size_t i = 1; i < scale->piece_count; i++) {
        for (int at = (int)scale->pieces[i - 1].end; at <= (int)scale->pieces[i].start; at++)
            put(in, at, either(in, "╱", "/"));
    }
    flush_line(in, DL_STR(""));
}

static void draw_foot(board *in)
{
    if (in->as_of < 0)
        return;
    dl_buf words;
    dl_buf_init(&words);
    dl_buf_puts(&words, "as of ");
    dl_date_words(in->options->as_of, &words);
    int width = dl_utf8_width(dl_buf_str(&words));
    in->out->failed = in->out->failed || words.failed;
    bool right = in->as_of + 2 + width <= in->columns;
    if (!right && in->as_of - 1 - width < 0) {
        dl_buf_clear(&words);
        return;
    }
    put(in, in->as_of, either(in, "┊", ":"));
    put_words(in, right ? in->as_of + 2 : in->as_of - 1 - width, dl_buf_str(&words));
    flush_line(in, DL_STR(""));
    dl_buf_clear(&words);
}

/* --- marks --- */

static int column_of(const board *in, double at)
{
    int column = (int)at;
    return column < 0 ? 0 : column < in->columns ? column : in->columns - 1;
}

/* What a date covers: even where it is certain, fading where it is about, light where it is
 * uncertain. */
static void draw_span(board *in, const layout_mark *mark)
{
    const dl_date *date = mark->event->date;
    bool about = is_approximate(date), uncertain = is_uncertain(date);
    int from = (int)mark->from, to = (int)mark->to;
    if (to - from < 2)
        return;
    for (int i = from; i < to; i++) {
        int edge = i - from < to - 1 - i ? i - from : to - 1 - i;
        const char *fading = edge == 0 ? "░" : edge == 1 ? "▒" : "▓";
        put(in, i,
            about       ? either(in, fading, "~")
            : uncertain ? either(in, "░", ".")
                        : either(in, "█", "="));
    }
    if (mark->from_open)
        put(in, from, either(in, "◀", "<"));
    if (mark->to_open)
        put(in, to - 1, either(in, "▶", ">"));
    if (mark->from_unknown)
        put(in, from, either(in, "⸾", "?"));
    if (mark->to_unknown)
        put(in, to - 1, either(in, "⸾", "?"));
}

/* The members of a set: on dots where one of them holds, on a line where all do. */
static bool draw_set(board *in, const layout_mark *mark, const char *glyph)
{
    double places[MOST_MEMBERS];
    const dl_date *date = mark->event->date;
    size_t count = layout_set_places(&in->layout.scale, date, .5, places, MOST_MEMBERS);
    if ((int)mark->to - (int)mark->from < 2 || count < 2) /* one range is a bar */
        return false;
    bool one = date->set == DL_SET_ONE;
    for (int i = column_of(in, places[0]); i <= column_of(in, places[count - 1]); i++)
        put(in, i, one ? either(in, "┈", ".") : either(in, "─", "-"));
    for (size_t i = 0; i < count; i++)
        put(in, column_of(in, places[i]), one ? either(in, "◌", "o") : glyph);
    return true;
}

static void draw_mark(board *in, const layout_mark *mark)
{
    const mark_kind *kind = mark_kind_of(mark->event->kind);
    char ascii[2] = {kind->ascii, '\0'};
    if (!draw_set(in, mark, either(in, kind->glyph, ascii))) {
        draw_span(in, mark);
        put(in, column_of(in, mark->at), either(in, kind->glyph, ascii));
    }
    if (mark->side == SIDE_NONE)
        return;
    dl_buf number;
    dl_buf_init(&number);
    number_of(in, mark, &number);
    put_words(in, column_of(in, mark->label_at), dl_buf_str(&number));
    in->out->failed = in->out->failed || number.failed;
    dl_buf_clear(&number);
}

/* The part of each bracket that stands on this track. */
static void draw_brackets(board *in, size_t lane, size_t track, size_t first)
{
    const layout *made = &in->layout;
    for (size_t i = first; i < made->bracket_count; i++) {
        const layout_bracket *each = &made->brackets[i];
        if (each->lane != lane)
            break;
        if (track < each->track || track >= each->track + each->tracks)
            continue;
        bool top = track == each->track, bottom = track + 1 == each->track + each->tracks;
        put(in, column_of(in, each->at),
            top      ? each->left ? either(in, "┌", "[") : either(in, "┐", "]")
                 : bottom ? each->left ? either(in, "└", "[") : either(in, "┘", "]")
                          : either(in, "│", "|"));
    }
}

static void draw_clusters(board *in, size_t lane, size_t *next)
{
    for (; *next < in->layout.cluster_count; ++*next) {
        const layout_cluster *cluster = &in->layout.clusters[*next];
        char text[24];
        if (cluster->lane != lane)
            break;
        snprintf(text, sizeof text, "+%zu", cluster->count);
        put_ascii(in, column_of(in, cluster->at - BADGE_COLUMNS / 2.0), text);
    }
    flush_lane(in, DL_STR(""));
}

/* --- promises --- */

/* Solid kept, doubled late, dashed possibly late, dotted without outcome. */
static const char *rail_stroke(const board *in, const layout_rail *rail)
{
    if (rail->revised)
        return either(in, "─", "-");
    if (!rail->has_came)
        return either(in, "┈", ".");
    if (rail->slip.verdict == DL_VERDICT_LATE)
        return either(in, "═", "=");
    return rail->slip.verdict == DL_VERDICT_POSSIBLY_LATE ? either(in, "╌", "~")
                                                          : either(in, "─", "-");
}

static void draw_rail(board *in, const layout_rail *rail)
{
    double end = rail->revised ? rail->stands : rail->has_came ? rail->came : rail->stands;
    int said = column_of(in, rail->said), to = column_of(in, end);
    int from = said < to ? said : to, last = said < to ? to : said;
    for (int i = from; i <= last; i++)
        put(in, i, rail_stroke(in, rail));
    for (int i = column_of(in, rail->due_from); i <= column_of(in, rail->due_to); i++)
        put(in, i, rail->revised ? either(in, "░", ":") : either(in, "▒", "#"));
    for (int i = column_of(in, rail->came_from);
         rail->has_came && i <= (int)rail->came_to && rail->came_to > rail->came_from; i++)
        put(in, i, either(in, "┄", "."));
    put(in, said, either(in, "╰", "`"));
    put(in, to,
        rail->revised    ? either(in, "╮", "\\")
        : rail->has_came ? either(in, "▶", ">")
                         : either(in, "○", "o"));
}

static void put_slip(board *in, const layout_rail *rail)
{
    dl_buf text;
    dl_buf_init(&text);
    describe_slip(&rail->slip, &text);
    if (rail->side != SIDE_NONE)
        put_words(in, column_of(in, rail->label_at), dl_buf_str(&text));
    in->out->failed = in->out->failed || text.failed;
    dl_buf_clear(&text);
}

static void draw_rails(board *in, size_t index, size_t *next)
{
    const layout_lane *lane = &in->layout.lanes[index];
    for (size_t row = 0, end; row < lane->rails; row++, *next = end) {
        bool over = false;
        for (end = *next; end < in->layout.rail_count; end++) {
            const layout_rail *rail = in->rails[end];
            if (rail->lane != index || rail->hidden || rail->row != row)
                break;
            if (rail->side == SIDE_OVER)
                put_slip(in, rail);
            over = over || rail->side == SIDE_OVER;
        }
        for (size_t i = *next; i < end && over; i++) {
            int said = column_of(in, in->rails[i]->said);
            if (in->rails[i]->revises && strcmp(in->line[said].bytes, " ") == 0)
                put(in, said, either(in, "│", "|"));
        }
        if (over)
            flush_lane(in, DL_STR(""));
        for (size_t i = *next; i < end; i++) {
            draw_rail(in, in->rails[i]);
            if (in->rails[i]->side != SIDE_OVER)
                put_slip(in, in->rails[i]);
        }
        flush_lane(in, DL_STR(""));
    }
    while (*next < in->layout.rail_count && in->rails[*next]->lane == index)
        ++*next; /* hidden ones */
}

/* --- all --- */

static int by_lane_and_track(const void *first, const void *second)
{
    const layout_mark *a = *(const layout_mark *const *)first,
                      *b = *(const layout_mark *const *)second;
    if (a->lane != b->lane)
        return a->lane < b->lane ? -1 : 1;
    if ((a->cluster > 0) != (b->cluster > 0))
        return a->cluster > 0 ? 1 : -1;
    if (a->track != b->track)
        return a->track < b->track ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static int by_lane_and_row(const void *first, const void *second)
{
    const layout_rail *a = *(const layout_rail *const *)first,
                      *b = *(const layout_rail *const *)second;
    if (a->lane != b->lane)
        return a->lane < b->lane ? -1 : 1;
    if (a->hidden != b->hidden)
        return a->hidden ? 1 : -1;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static void draw_lanes(board *in)
{
    const layout *made = &in->layout;
    size_t mark = 0, cluster = 0, rail = 0, bracket = 0;
    for (size_t lane = 0; lane < made->lane_count; lane++) {
        for (size_t track = 0; track < made->lanes[lane].tracks; track++) {
            draw_brackets(in, lane, track, bracket);
            for (; mark < made->mark_count; mark++) {
                const layout_mark *each = in->marks[mark];
                if (each->lane != lane || each->cluster || each->track != track)
                    break;
                draw_mark(in, each);
            }
            flush_lane(in, track == 0 ? made->lanes[lane].actor : DL_STR(""));
        }
        while (mark < made->mark_count && in->marks[mark]->lane == lane)
            mark++;
        while (bracket < made->bracket_count && made->brackets[bracket].lane == lane)
            bracket++;
        if (made->lanes[lane].clusters)
            draw_clusters(in, lane, &cluster);
        draw_rails(in, lane, &rail);
    }
}

static int open_board(board *in, dl_error *error)
{
    const layout *made = &in->layout;
    in->line = calloc((size_t)in->columns, sizeof *in->line);
    in->marks = calloc(made->mark_count + 1, sizeof *in->marks);
    in->rails = calloc(made->rail_count + 1, sizeof *in->rails);
    if (!in->line || !in->marks || !in->rails)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < made->mark_count; i++)
        in->marks[i] = &made->marks[i];
    for (size_t i = 0; i < made->rail_count; i++)
        in->rails[i] = &made->rails[i];
    qsort(in->marks, made->mark_count, sizeof *in->marks, by_lane_and_track);
    qsort(in->rails, made->rail_count, sizeof *in->rails, by_lane_and_row);
    in->as_of = -1;
    if (in->options->as_of) {
        dl_bound day = dl_date_bounds(in->options->as_of).end_latest;
        if (day.kind == DL_BOUND_FINITE && day.seconds > made->scale.from &&
            day.seconds < made->scale.to)
            in->as_of = column_of(in, scale_at(&made->scale, day.seconds));
    }
    return 0;
}

static int draw_board(const dl_timeline *timeline, const dl_draw_options *options, int width,
                      dl_buf *out, dl_error *error)
{
    board in = {.options = options, .out = out};
    in.columns = width - TEXT_NAME_COLUMNS - 1;
    layout_options wanted = {.width = in.columns,
                             .cells = true,
                             .mark_width = 1,
                             .badge_width = BADGE_COLUMNS,
                             .gap = 1,
                             .bracket = 2,
                             .most_tracks = 12,
                             .label_width = number_width,
                             .rail_width = slip_width,
                             .data = &in,
                             .as_of = options->as_of};
    int rc = layout_make(timeline, &wanted, &in.layout, error);
    if (rc == 0)
        rc = open_board(&in, error);
    if (rc == 0 && in.layout.mark_count == 0) {
        dl_buf_puts(out, "No events.\n");
    } else if (rc == 0) {
        draw_axis(&in);
        draw_lanes(&in);
        draw_foot(&in);
        dl_buf_putc(out, '\n');
        for (size_t i = 0; i < in.layout.mark_count && i < TEXT_MOST_LISTED; i++)
            text_list_mark(timeline, options, &in.layout.marks[i], width, out);
        text_more(in.layout.mark_count, out);
    }
    free(in.line);
    free(in.marks);
    free(in.rails);
    layout_clear(&in.layout);
    return rc;
}

int dl_draw_timeline_text(const dl_timeline *timeline, const dl_draw_options *options, dl_buf *out,
                          dl_error *error)
{
    int width = options->width < TEXT_LEAST_WIDTH ? TEXT_LEAST_WIDTH : options->width, rc = 0;
    text_title(options->title, width, out);
    if (options->form == DL_PICTURE_LIST)
        rc = text_list(timeline, options, width, out, error);
    else
        rc = draw_board(timeline, options, width, out, error);
    return rc != 0 ? rc : dl_buf_ok(out, error);
}
