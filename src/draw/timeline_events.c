/* Events, clusters and promises of a timeline's SVG. */
#include <stdio.h>

#include "base/escape.h"
#include "draw/describe.h"
#include "draw/timeline_svg.h"

/* Between a mark and the first letter of its label, and behind the last. */
static const double before_label = 3, behind_label = 4;
static const double wide_mark = 13; /* a date that takes less is drawn as its mark alone */

static bool is_approximate(const dl_date *date)
{
    return date->start.approximate || (date->interval && date->end.approximate);
}

static bool is_uncertain(const dl_date *date)
{
    return date->start.uncertain || (date->interval && date->end.uncertain);
}

static bool is_wide(const layout_mark *mark)
{
    return mark->to - mark->from > wide_mark;
}

/* --- words --- */

/* The label as it is drawn: "~" before one whose approximate date has no bar to show it. */
static void label_of(const layout_mark *mark, dl_buf *out)
{
    const dl_event *event = mark->event;
    dl_str text = event->label.size ? event->label : event->what;
    dl_str shown = event_label(event, LABEL_COLUMNS);
    if (is_approximate(event->date) && !is_wide(mark))
        dl_buf_puts(out, "~ ");
    dl_buf_add(out, shown);
    if (shown.size < dl_str_trim(text).size)
        dl_buf_puts(out, "…");
}

static void cluster_label(const layout_cluster *cluster, dl_buf *out)
{
    label_of(cluster->first, out);
    if (cluster->count > 1)
        dl_buf_printf(out, " and %zu more", cluster->count - 1);
}

/* “A few months”: late, +87 d */
static void rail_label(const layout_rail *rail, dl_buf *out)
{
    const dl_event *promise = rail->slip.promise;
    dl_str said = promise->due_said.size ? promise->due_said : promise->label;
    dl_str shown = event_label(&(dl_event){.label = said}, LABEL_COLUMNS);
    if (shown.size)
        dl_buf_printf(out, "“%.*s%s”: ", DL_STR_ARG(shown), shown.size < said.size ? "…" : "");
    describe_slip(&rail->slip, out);
}

double timeline_label_width(const layout_mark *mark)
{
    dl_buf text;
    dl_buf_init(&text);
    label_of(mark, &text);
    double width = before_label + svg_text_width(dl_buf_str(&text)) + behind_label;
    dl_buf_clear(&text);
    return width;
}

double timeline_cluster_width(const layout_cluster *cluster)
{
    dl_buf text;
    dl_buf_init(&text);
    cluster_label(cluster, &text);
    double width = svg_text_width(dl_buf_str(&text)) + behind_label;
    dl_buf_clear(&text);
    return width;
}

double timeline_rail_width(const layout_rail *rail)
{
    dl_buf text;
    dl_buf_init(&text);
    rail_label(rail, &text);
    double width = svg_text_width(dl_buf_str(&text)) + behind_label;
    dl_buf_clear(&text);
    return width;
}

/* --- events --- */

static double mark_y(const timeline_picture *in, const layout_mark *mark)
{
    return in->lane_tops[mark->lane] + LANE_ROOM / 2.0 + ((double)mark->track + .5) * TRACK_HEIGHT;
}

/* Opens an item of the list, with the sentence that says it. */
static void open_item(timeline_picture *in, dl_str words)
{
    dl_buf_puts(in->out, "<g role=\"listitem\" tabindex=\"0\" aria-label=\"");
    dl_escape_html(words, in->out);
    dl_buf_puts(in->out, "\"><title>");
    dl_escape_html(words, in->out);
    dl_buf_puts(in->out, "</title>");
}

static void draw_label(timeline_picture *in, const layout_mark *mark, double y)
{
    if (mark->side == SIDE_NONE)
        return;
    bool left = mark->side == SIDE_LEFT;
    double x =
        LEFT_MARGIN + mark->label_at + (left ? mark->label_width - before_label : before_label);
    dl_buf text;
    dl_buf_init(&text);
    label_of(mark, &text);
    svg_text(in->out, x, y + 4, THEME_INK, left ? "text-anchor=\"end\"" : NULL, dl_buf_str(&text));
    dl_buf_clear(&text);
}

static void draw_event(timeline_picture *in, const layout_mark *mark)
{
    const dl_event *event = mark->event;
    double x = LEFT_MARGIN + mark->at, y = mark_y(in, mark);
    dl_buf words;
    dl_buf_init(&words);
    describe_event(in->timeline, event, in->options->as_of, &words);
    open_item(in, dl_buf_str(&words));
    dl_buf_clear(&words);
    if (is_wide(mark))
        svg_span(in->out, mark, LEFT_MARGIN, y, in->options->id);
    svg_mark(in->out, mark_kind_of(event->kind), x, y, is_uncertain(event->date),
             event->disputes.size > 0);
    draw_label(in, mark, y);
    dl_buf_puts(in->out, "</g>");
}

/* A bracket between two tellings of one event, where both stand on tracks of one lane. */
static void draw_dispute(timeline_picture *in, const layout_mark *mark)
{
    if (mark->event->disputes.size == 0 || mark->cluster)
        return;
    const layout_mark *other = layout_find(&in->index, mark->event->disputes);
    if (!other || other->cluster || other->lane != mark->lane)
        return;
    double x = LEFT_MARGIN + mark->at, y = mark_y(in, mark);
    double x2 = LEFT_MARGIN + other->at, y2 = mark_y(in, other);
    bool left = mark->side == SIDE_LEFT || other->side == SIDE_LEFT;
    bool right = mark->side == SIDE_RIGHT || other->side == SIDE_RIGHT;
    if (left && right)
        return; /* a bracket would run through a label */
    double way = left ? 1 : -1, side = (x < x2) == left ? x2 + 11 * way : x + 11 * way;
    svg_path(in->out, THEME_NONE, THEME_LEAD, "stroke-dasharray=\"1.5 2\"");
    svg_at(in->out, 'M', x + 7 * way, y);
    svg_at(in->out, 'L', side, y);
    svg_at(in->out, 'L', side, y2);
    svg_at(in->out, 'L', x2 + 7 * way, y2);
    svg_path_end(in->out);
}

/* --- clusters --- */

static void describe_cluster(timeline_picture *in, const layout_cluster *cluster, dl_buf *words)
{
    if (cluster->count == 1) {
        describe_event(in->timeline, cluster->first->event, in->options->as_of, words);
        return;
    }
    dl_buf_printf(words, "%zu events from ", cluster->count);
    dl_date_words(cluster->first->event->date, words);
    dl_buf_puts(words, " on, the first of them: ");
    dl_buf_add(words, cluster->first->event->what);
}

static void draw_cluster(timeline_picture *in, const layout_cluster *cluster)
{
    const layout_lane *lane = &in->layout.lanes[cluster->lane];
    double y = in->lane_tops[cluster->lane] + LANE_ROOM / 2.0 +
               (double)lane->tracks * TRACK_HEIGHT + BADGE_HEIGHT / 2.0;
    double x = LEFT_MARGIN + cluster->at, label = LEFT_MARGIN + cluster->label_at;
    dl_buf text;
    dl_buf_init(&text);
    describe_cluster(in, cluster, &text);
    open_item(in, dl_buf_str(&text));
    dl_buf_truncate(&text, 0);
    if (cluster->has_label) {
        svg_line(in->out, x, y + 8, label + 5, y + 18, THEME_LEAD, NULL);
        cluster_label(cluster, &text);
        svg_text(in->out, label, y + 28, THEME_INK, NULL, dl_buf_str(&text));
        dl_buf_truncate(&text, 0);
    }
    if (cluster->count == 1) {
        const dl_event *event = cluster->first->event;
        svg_mark(in->out, mark_kind_of(event->kind), x, y, is_uncertain(event->date),
                 event->disputes.size > 0);
    } else {
        dl_buf_printf(&text, cluster->count > 999 ? "%zuk" : "%zu",
                      cluster->count > 999 ? cluster->count / 1000 : cluster->count);
        svg_rect(in->out, x - BADGE_WIDTH / 2.0, y - 8, BADGE_WIDTH, 16, THEME_PAPER, THEME_LEAD,
                 "rx=\"8\"");
        svg_text(in->out, x, y + 3.5, THEME_INK, "text-anchor=\"middle\" font-size=\"9\"",
                 dl_buf_str(&text));
    }
    dl_buf_clear(&text);
    dl_buf_puts(in->out, "</g>");
}

void timeline_draw_events(timeline_picture *in)
{
    const layout *made = &in->layout;
    /* marks by lane: each lane's are taken in one pass over those that begin there */
    size_t cluster = 0;
    for (size_t i = 0; i < made->mark_count; i++)
        draw_dispute(in, &made->marks[i]);
    for (size_t lane = 0; lane < made->lane_count; lane++) {
        dl_buf_puts(in->out, "<g role=\"list\" aria-label=\"");
        dl_escape_html(made->lanes[lane].actor, in->out);
        dl_buf_puts(in->out, "\">");
        for (size_t i = 0; i < made->mark_count; i++) {
            if (made->marks[i].lane == lane && !made->marks[i].cluster)
                draw_event(in, &made->marks[i]);
        }
        for (; cluster < made->cluster_count && made->clusters[cluster].lane == lane; cluster++)
            draw_cluster(in, &made->clusters[cluster]);
        dl_buf_puts(in->out, "</g>");
    }
}

/* --- promises --- */

typedef struct rail_style {
    theme_color color;
    const char *more;
    bool doubled;
} rail_style;

/* Told apart by the line alone: solid kept, double late, dashed possibly late, dotted open. */
static rail_style style_of(dl_verdict verdict)
{
    switch (verdict) {
    case DL_VERDICT_LATE:
        return (rail_style){THEME_RED, "stroke-width=\"4\"", true};
    case DL_VERDICT_POSSIBLY_LATE:
        return (rail_style){THEME_RUST, "stroke-width=\"1.8\" stroke-dasharray=\"6 3\"", false};
    case DL_VERDICT_KEPT:
    case DL_VERDICT_EARLY:
        return (rail_style){THEME_GREEN, "stroke-width=\"1.8\"", false};
    case DL_VERDICT_OPEN:
    case DL_VERDICT_NO_OUTCOME:
        break;
    }
    return (rail_style){THEME_GREY, "stroke-width=\"1.8\" stroke-dasharray=\"1.5 3\"", false};
}

static void draw_arc(timeline_picture *in, double from, double to, double y, theme_color color,
                     const char *more)
{
    double bend = (to - from) / 8;
    bend = bend > 24 ? 24 : bend < -24 ? -24 : bend;
    svg_path(in->out, THEME_NONE, color, more);
    svg_at(in->out, 'M', from, y);
    svg_at(in->out, 'C', from + bend / 2, y - 10);
    dl_buf_putc(in->out, ' ');
    svg_at(in->out, ' ', from + bend / 2, y - 10);
    svg_at(in->out, ' ', from + bend, y - 10);
    svg_at(in->out, 'L', to - bend, y - 10);
    svg_at(in->out, 'C', to - bend / 2, y - 10);
    svg_at(in->out, ' ', to - bend / 2, y - 10);
    svg_at(in->out, ' ', to, y - 3);
    svg_path_end(in->out);
}

/* What came of it: an arc from the saying that ends in an arrowhead, or in a ring at the window's
 * end where nothing came. */
static void draw_outcome(timeline_picture *in, const layout_rail *rail, double y)
{
    rail_style style = style_of(rail->slip.verdict);
    double said = LEFT_MARGIN + rail->said;
    double end = LEFT_MARGIN + (rail->has_came ? rail->came : rail->due_to);
    draw_arc(in, said, end, y, style.color, style.more);
    if (style.doubled)
        draw_arc(in, said, end, y, THEME_PAPER, "stroke-width=\"1.4\"");
    if (!rail->has_came) {
        dl_buf_puts(in->out, "<circle r=\"3\"");
        svg_attribute(in->out, "cx", end);
        svg_attribute(in->out, "cy", y);
        svg_paint(in->out, THEME_PAPER, style.color);
        dl_buf_puts(in->out, "/>");
        return;
    }
    svg_path(in->out, style.color, THEME_NONE, NULL);
    svg_at(in->out, 'M', end - 4, y - 5);
    svg_at(in->out, 'L', end + 4, y - 5);
    svg_at(in->out, 'L', end, y + 3);
    dl_buf_putc(in->out, 'z');
    svg_path_end(in->out);
}

static void draw_window(timeline_picture *in, const layout_rail *rail, double y)
{
    double from = LEFT_MARGIN + rail->due_from, to = LEFT_MARGIN + rail->due_to;
    double width = to - from > 2 ? to - from : 2;
    svg_rect(in->out, from, y - 3, width, 6, THEME_AMBER, THEME_NONE, "fill-opacity=\".25\"");
    svg_path(in->out, THEME_NONE, THEME_AMBER, NULL);
    if (!rail->due_from_open) {
        svg_at(in->out, 'M', from, y - 4);
        svg_at(in->out, 'L', from, y + 4);
    }
    svg_at(in->out, 'M', from, y + 3.5);
    svg_at(in->out, 'L', from + width, y + 3.5);
    if (!rail->due_to_open) {
        svg_at(in->out, 'M', from + width, y - 4);
        svg_at(in->out, 'L', from + width, y + 4);
    }
    svg_path_end(in->out);
}

static void draw_rail(timeline_picture *in, const layout_rail *rail)
{
    const layout_lane *lane = &in->layout.lanes[rail->lane];
    double y = in->lane_tops[rail->lane] + LANE_ROOM / 2.0 + (double)lane->tracks * TRACK_HEIGHT +
               (lane->clusters ? BADGE_HEIGHT : 0) +
               (lane->cluster_labels ? CLUSTER_LABEL_HEIGHT : 0) + (double)rail->row * RAIL_HEIGHT +
               RAIL_HEIGHT - 7;
    dl_buf text;
    dl_buf_init(&text);
    dl_buf_puts(in->out, "<g>");
    draw_window(in, rail, y);
    draw_outcome(in, rail, y);
    rail_label(rail, &text);
    if (rail->side != SIDE_NONE)
        svg_text(in->out, LEFT_MARGIN + rail->label_at, y, THEME_INK, NULL, dl_buf_str(&text));
    dl_buf_puts(in->out, "</g>");
    dl_buf_clear(&text);
}

void timeline_draw_rails(timeline_picture *in)
{
    dl_buf_puts(in->out, "<g aria-hidden=\"true\">"); /* each is told with its promise */
    for (size_t i = 0; i < in->layout.rail_count; i++) {
        if (!in->layout.rails[i].hidden)
            draw_rail(in, &in->layout.rails[i]);
    }
    dl_buf_puts(in->out, "</g>");
}
