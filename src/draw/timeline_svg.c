/* A timeline as one SVG element. */
#include <stdio.h>

#include "base/escape.h"
#include "draw/describe.h"
#include "draw/draw.h"
#include "draw/svg.h"

/* Sizes in user units; what is written in them is read at 960 units across a column of text. */
static const double left_margin = 128, right_margin = 176, axis_height = 34, title_height = 28;
static const double track_height = 18, layer_height = 15, rail_height = 17, lane_room = 14;
static const double legend_height = 30, least_plot = 200;
enum { LABEL_COLUMNS = 26, MOST_LAYERS = 14, MOST_TICKS = 64 };

typedef struct picture {
    const dl_timeline *timeline;
    const dl_draw_options *options;
    layout layout;
    double width, height, plot; /* plot: width of the part that has time */
    double top, bottom;         /* of the lanes */
    dl_buf *out;
} picture;

static double label_width(const dl_event *event)
{
    return svg_text_width(event_label(event, LABEL_COLUMNS)) + 6;
}

static double lane_height(const layout_lane *lane)
{
    return lane_room + (double)lane->tracks * track_height + (double)lane->layers * layer_height +
           (double)lane->rails * rail_height;
}

static double lane_top(const picture *in, size_t lane)
{
    double top = in->top;
    for (size_t i = 0; i < lane; i++)
        top += lane_height(&in->layout.lanes[i]);
    return top;
}

static double mark_y(const picture *in, const layout_mark *mark)
{
    return lane_top(in, mark->lane) + lane_room / 2 + ((double)mark->track + .5) * track_height;
}

/* --- frame --- */

static void open_svg(picture *in)
{
    dl_str id = in->options->id, title = in->options->title;
    dl_buf_printf(in->out,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"dl-timeline\" "
                  "viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" "
                  "role=\"graphics-document document\" aria-labelledby=\"%.*s-t\" "
                  "aria-describedby=\"%.*s-d\">",
                  in->width, in->height, in->width, in->height, DL_STR_ARG(id), DL_STR_ARG(id));
    dl_buf_printf(in->out, "<title id=\"%.*s-t\">", DL_STR_ARG(id));
    dl_escape_html(title.size ? title : DL_STR("Timeline"), in->out);
    dl_buf_printf(in->out, "</title><desc id=\"%.*s-d\">", DL_STR_ARG(id));
    dl_buf sentence;
    dl_buf_init(&sentence);
    dl_draw_timeline_describe(in->timeline, &sentence);
    dl_escape_html(dl_buf_str(&sentence), in->out);
    dl_buf_clear(&sentence);
    dl_buf_printf(in->out, "</desc><style>%s</style>", svg_style);
    if (title.size)
        svg_text(in->out, 0, 18, "class=\"ink title\" fill=\"#1a1a1a\"", title);
}

static void draw_axis(picture *in)
{
    tick ticks[MOST_TICKS];
    size_t count = scale_ticks(&in->layout.scale, 72, ticks, MOST_TICKS);
    double y = in->top - 8;
    dl_buf_puts(in->out, "<g aria-hidden=\"true\">");
    for (size_t i = 0; i < count; i++) {
        double x = left_margin + scale_at(&in->layout.scale, ticks[i].seconds);
        svg_line(in->out, x, in->top - 4, x, in->bottom,
                 ticks[i].major ? "class=\"rule\" stroke=\"#0000003d\""
                                : "class=\"rule\" stroke=\"#00000014\"");
        svg_text(in->out, x + 2, y,
                 ticks[i].major ? "class=\"ink\" fill=\"#1a1a1a\" font-weight=\"600\""
                                : "class=\"soft\" fill=\"#5a5a5a\"",
                 dl_str_of(ticks[i].label));
    }
    dl_buf_puts(in->out, "</g>");
}

/* Drawn only where it falls between the picture's ends. */
static void draw_as_of(picture *in)
{
    if (!in->options->as_of)
        return;
    dl_bounds bounds = dl_date_bounds(in->options->as_of);
    bool inside = bounds.end_latest.kind == DL_BOUND_FINITE &&
                  bounds.end_latest.seconds > in->layout.scale.from &&
                  bounds.end_latest.seconds < in->layout.scale.to;
    if (!inside)
        return;
    double x = left_margin + scale_at(&in->layout.scale, bounds.end_latest.seconds);
    svg_line(in->out, x, in->top - 30, x, in->bottom,
             "class=\"mark\" stroke=\"#B3261E\" stroke-dasharray=\"5 3\"");
    svg_text(in->out, x + 3, in->top - 22, "class=\"ink\" fill=\"#B3261E\"", DL_STR("as of"));
}

static void draw_legend(picture *in)
{
    double x = left_margin, y = in->bottom + legend_height - 9;
    dl_buf_puts(in->out, "<g aria-hidden=\"true\">");
    for (size_t k = 0; k < mark_kind_count(); k++) {
        const mark_kind *kind = mark_kind_at(k);
        bool used = false;
        for (size_t i = 0; i < in->layout.mark_count && !used; i++)
            used = mark_kind_of(in->layout.marks[i].event->kind) == kind;
        if (!used)
            continue;
        svg_mark(in->out, kind, x + 6, y - 4, false, false);
        svg_text(in->out, x + 16, y, "class=\"soft\" fill=\"#5a5a5a\"", dl_str_of(kind->name));
        x += 28 + svg_text_width(dl_str_of(kind->name));
    }
    dl_buf_puts(in->out, "</g>");
}

static size_t count_folded(const layout *made)
{
    size_t count = 0;
    for (size_t i = 0; i < made->mark_count; i++)
        count += made->marks[i].layer == 0;
    return count;
}

/* What the numbers stand for, of marks whose labels found no place. */
static void draw_key(picture *in)
{
    double y = in->height - (double)count_folded(&in->layout) * layer_height + 8;
    for (size_t i = 0; i < in->layout.mark_count; i++) {
        const layout_mark *mark = &in->layout.marks[i];
        if (mark->layer)
            continue;
        dl_buf line;
        dl_buf_init(&line);
        dl_buf_printf(&line, "%zu · ", mark->number);
        dl_date_words(&mark->event->date, &line);
        dl_buf_puts(&line, ": ");
        dl_buf_add(&line, event_label(mark->event, 80));
        svg_text(in->out, left_margin, y, "class=\"soft\" fill=\"#5a5a5a\"", dl_buf_str(&line));
        dl_buf_clear(&line);
        y += layer_height;
    }
}

/* --- lanes --- */

static void draw_lane(picture *in, size_t index)
{
    const layout_lane *lane = &in->layout.lanes[index];
    double top = lane_top(in, index);
    if (index % 2 == 0)
        dl_buf_printf(in->out,
                      "<rect class=\"band\" x=\"0\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
                      "fill=\"#00000009\"/>",
                      top, in->width, lane_height(lane));
    double y = top + lane_room / 2 + track_height / 2 + 4;
    dl_str first = lane->actor, rest = {"", 0};
    /* a long name goes on in a second line */
    if (svg_text_width(first) > left_margin - 14) {
        size_t cut = first.size;
        while (cut > 0 && (svg_text_width(dl_str_slice(first, 0, cut)) > left_margin - 14 ||
                           first.data[cut - 1] != ' '))
            cut--;
        if (cut > 0) {
            rest = event_label(&(dl_event){.label = dl_str_slice(first, cut, first.size)}, 18);
            first = dl_str_slice(first, 0, cut);
        } else {
            first = event_label(&(dl_event){.label = first}, 16);
        }
    }
    svg_text(in->out, 6, y, "class=\"ink lane\" fill=\"#1a1a1a\"", first);
    if (rest.size)
        svg_text(in->out, 6, y + 13, "class=\"ink lane\" fill=\"#1a1a1a\"", rest);
}

static void draw_label(picture *in, const layout_mark *mark)
{
    const layout_lane *lane = &in->layout.lanes[mark->lane];
    double x = left_margin + mark->at, top = lane_top(in, mark->lane) + lane_room / 2;
    double y = top + (double)lane->tracks * track_height + (double)mark->layer * layer_height;
    svg_line(in->out, x, mark_y(in, mark) + 7, x, y - 2,
             "class=\"lead\" stroke=\"#9a9a9a\" stroke-width=\".8\"");
    svg_line(in->out, x, y - 2, x + 3, y - 2,
             "class=\"lead\" stroke=\"#9a9a9a\" stroke-width=\".8\"");
    svg_text(in->out, x + 5, y + 1, "class=\"ink\" fill=\"#1a1a1a\"",
             event_label(mark->event, LABEL_COLUMNS));
}

static void draw_event(picture *in, const layout_mark *mark)
{
    const dl_event *event = mark->event;
    double x = left_margin + mark->at, y = mark_y(in, mark);
    dl_buf words;
    dl_buf_init(&words);
    describe_event(in->timeline, event, in->options->as_of, &words);
    dl_buf_puts(in->out, "<g role=\"listitem\" tabindex=\"0\" aria-label=\"");
    dl_escape_html(dl_buf_str(&words), in->out);
    dl_buf_puts(in->out, "\"><title>");
    dl_escape_html(dl_buf_str(&words), in->out);
    dl_buf_puts(in->out, "</title>");
    dl_buf_clear(&words);
    if (mark->layer)
        draw_label(in, mark);
    bool wide = mark->to - mark->from > 9;
    if (wide)
        svg_span(in->out, mark, left_margin, y, in->options->id);
    bool uncertain =
        event->date.start.uncertain || (event->date.interval && event->date.end.uncertain);
    svg_mark(in->out, mark_kind_of(event->kind), x, y, uncertain, event->disputes.size > 0);
    if (event->date.start.approximate && !wide)
        svg_text(in->out, x + 7, y + 3, "class=\"soft\" fill=\"#5a5a5a\"", DL_STR("~"));
    if (!mark->layer) {
        char number[24];
        snprintf(number, sizeof number, "%zu", mark->number);
        /* the key under the legend says what it is */
        svg_text(in->out, x + (event->date.start.approximate ? 14 : 8), y + 3,
                 "class=\"soft\" fill=\"#5a5a5a\" font-size=\"9\"", dl_str_of(number));
    }
    dl_buf_puts(in->out, "</g>");
}

/* --- promises --- */

static const char *rail_style(dl_verdict verdict)
{
    switch (verdict) {
    case DL_VERDICT_LATE:
        return "class=\"mark\" stroke=\"#B3261E\" stroke-width=\"2.4\"";
    case DL_VERDICT_POSSIBLY_LATE:
        return "class=\"mark\" stroke=\"#A8431D\" stroke-width=\"1.6\" stroke-dasharray=\"5 3\"";
    case DL_VERDICT_KEPT:
    case DL_VERDICT_EARLY:
        return "class=\"mark\" stroke=\"#00795A\" stroke-width=\"1.6\"";
    case DL_VERDICT_OPEN:
    case DL_VERDICT_NO_OUTCOME:
        break;
    }
    return "class=\"mark\" stroke=\"#5a5a5a\" stroke-width=\"1.6\" stroke-dasharray=\"1.500 3\"";
}

/* From the saying to the due window (a bracket), and an arrow to what came of it. */
static void draw_rail(picture *in, const layout_rail *rail)
{
    const layout_lane *lane = &in->layout.lanes[rail->lane];
    double y = lane_top(in, rail->lane) + lane_room / 2 + (double)lane->tracks * track_height +
               (double)lane->layers * layer_height + ((double)rail->row + .62) * rail_height;
    double said = left_margin + rail->said, from = left_margin + rail->due_from,
           to = left_margin + rail->due_to;
    const char *style = rail_style(rail->slip.verdict);
    double reach = to > said ? to : said;
    dl_buf_puts(in->out, "<g>");
    svg_line(in->out, said, y, to, y, "class=\"mark\" stroke=\"#9C5400\" stroke-width=\".9\"");
    dl_buf_printf(in->out,
                  "<path class=\"mark\" d=\"M%.1f %.1fv-7M%.1f %.1fv-3.500h%.1fv3.500M%.1f "
                  "%.1fv3.500h%.1fv-3.500\" fill=\"none\" stroke=\"#9C5400\"/>",
                  said, y + 3.5, from, y, to - from, from, y, to - from);
    if (rail->has_came) {
        double came = left_margin + rail->came;
        double start = came > to ? to : came < from ? from : said;
        svg_line(in->out, start, y, came, y, style);
        int side = came >= start ? -1 : 1;
        dl_buf_printf(in->out, "<path class=\"mark\" d=\"M%.1f %.1fl%d -3.500v7z\" fill=\"%s\"/>",
                      came, y, 6 * side,
                      rail->slip.verdict == DL_VERDICT_LATE ? "#B3261E" : "#00795A");
        reach = came > reach ? came : reach;
    } else {
        dl_buf_printf(in->out,
                      "<circle class=\"mark\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"none\" "
                      "stroke=\"#5a5a5a\"/>",
                      to + 5, y);
        reach = to + 8 > reach ? to + 8 : reach;
    }
    dl_buf words;
    dl_buf_init(&words);
    describe_slip(&rail->slip, &words);
    svg_text(in->out, reach + 5, y + 3.5, "class=\"ink\" fill=\"#1a1a1a\" font-size=\"10\"",
             dl_buf_str(&words));
    dl_buf_clear(&words);
    dl_buf_puts(in->out, "</g>");
}

/* A dotted line from a dispute to what it disputes. */
static void draw_dispute(picture *in, const layout_mark *mark)
{
    for (size_t i = 0; i < in->layout.mark_count && mark->event->disputes.size; i++) {
        const layout_mark *other = &in->layout.marks[i];
        if (dl_str_equal(other->event->id, mark->event->disputes))
            svg_line(in->out, left_margin + mark->at, mark_y(in, mark), left_margin + other->at,
                     mark_y(in, other),
                     "class=\"lead\" stroke=\"#9a9a9a\" stroke-dasharray=\"1.500 2\"");
    }
}

static void draw_all(picture *in)
{
    open_svg(in);
    for (size_t i = 0; i < in->layout.lane_count; i++)
        draw_lane(in, i);
    draw_axis(in);
    draw_as_of(in);
    for (size_t i = 0; i < in->layout.rail_count; i++)
        draw_rail(in, &in->layout.rails[i]);
    for (size_t i = 0; i < in->layout.mark_count; i++)
        draw_dispute(in, &in->layout.marks[i]);
    /* reading order: lane by lane, each by date */
    for (size_t lane = 0; lane < in->layout.lane_count; lane++) {
        dl_buf_puts(in->out, "<g role=\"list\" aria-label=\"");
        dl_escape_html(in->layout.lanes[lane].actor, in->out);
        dl_buf_puts(in->out, "\">");
        for (size_t i = 0; i < in->layout.mark_count; i++) {
            if (in->layout.marks[i].lane == lane)
                draw_event(in, &in->layout.marks[i]);
        }
        dl_buf_puts(in->out, "</g>");
    }
    draw_legend(in);
    draw_key(in);
    dl_buf_puts(in->out, "</svg>");
}

int dl_draw_timeline_svg(const dl_timeline *timeline, const dl_draw_options *options, dl_buf *out,
                         dl_error *error)
{
    picture in = {.timeline = timeline, .options = options, .out = out};
    in.width = options->width > 0 ? options->width : 960;
    in.plot = in.width - left_margin - right_margin;
    if (in.plot < least_plot) {
        in.plot = least_plot;
        in.width = least_plot + left_margin + right_margin;
    }
    layout_options wanted = {.width = in.plot,
                             .mark_width = 12,
                             .gap = 2,
                             .most_layers = MOST_LAYERS,
                             .label_room = right_margin,
                             .label_width = label_width,
                             .as_of = options->as_of};
    int rc = layout_make(timeline, &wanted, &in.layout, error);
    if (rc != 0)
        return rc;
    in.top = axis_height + (options->title.size ? title_height : 6);
    in.bottom = lane_top(&in, in.layout.lane_count);
    in.height = in.bottom + legend_height + (double)count_folded(&in.layout) * layer_height + 4;
    draw_all(&in);
    layout_clear(&in.layout);
    return dl_buf_ok(out, error);
}
