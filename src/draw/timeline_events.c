/* Events, conflicts and clusters of a timeline's SVG. */
#include <stdio.h>
#include <stdlib.h>

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

bool timeline_is_wide(const layout_mark *mark)
{
    return mark->to - mark->from > wide_mark;
}

size_t timeline_set_places(const timeline_picture *in, const layout_mark *mark,
                           double places[TIMELINE_MEMBERS])
{
    if (!timeline_is_wide(mark))
        return 0;
    size_t count = layout_set_places(&in->layout.scale, mark->event->date, wide_mark / 2, places,
                                     TIMELINE_MEMBERS);
    return count > 1 ? count : 0;
}

/* --- words --- */

/* The label as it is drawn: "~" before one whose approximate date has no bar to show it. */
static void label_of(const layout_mark *mark, int columns, dl_buf *out)
{
    const dl_event *event = mark->event;
    dl_str text = event->label.size ? event->label : event->what;
    dl_str shown = event_label(event, columns);
    if (is_approximate(event->date) && !timeline_is_wide(mark))
        dl_buf_puts(out, "~ ");
    dl_buf_add(out, shown);
    if (shown.size < dl_str_trim(text).size)
        dl_buf_puts(out, "…");
}

static void cluster_label(const layout_cluster *cluster, int columns, dl_buf *out)
{
    label_of(cluster->first, columns, out);
    if (cluster->count > 1)
        dl_buf_printf(out, " and %zu more", cluster->count - 1);
}

double timeline_label_width(const layout_mark *mark, void *picture)
{
    const timeline_picture *in = picture;
    dl_buf text;
    dl_buf_init(&text);
    label_of(mark, in->columns, &text);
    double width = before_label + svg_text_width(dl_buf_str(&text)) + behind_label;
    in->out->failed = in->out->failed || text.failed; /* which draws nothing that counts then */
    dl_buf_clear(&text);
    return width;
}

double timeline_cluster_width(const layout_cluster *cluster, void *picture)
{
    const timeline_picture *in = picture;
    dl_buf text;
    dl_buf_init(&text);
    cluster_label(cluster, in->columns, &text);
    double width = svg_text_width(dl_buf_str(&text)) + behind_label;
    dl_buf_clear(&text);
    return width;
}

/* --- events --- */

static double mark_y(const timeline_picture *in, const layout_mark *mark)
{
    return timeline_tracks_top(in, mark->lane) + ((double)mark->track + .5) * TRACK_HEIGHT;
}

/* Opens an item of the list, with the sentence that says it. What is drawn of an event stands in
 * an <a> that names its source: a report that has that source's record makes it a link. */
static void open_item(timeline_picture *in, const dl_event *event, dl_str words)
{
    dl_buf_puts(in->out, "<g role=\"listitem\" tabindex=\"0\" aria-label=\"");
    dl_escape_html(words, in->out);
    dl_buf_puts(in->out, "\"><title>");
    dl_escape_html(words, in->out);
    dl_buf_puts(in->out, "</title>");
    if (!event || event->source_count == 0)
        return;
    dl_buf_puts(in->out, "<a data-source=\"");
    dl_escape_html(event->sources[0], in->out);
    dl_buf_puts(in->out, "\">");
}

static void close_item(timeline_picture *in, const dl_event *event)
{
    dl_buf_puts(in->out, event && event->source_count ? "</a></g>" : "</g>");
}

static void draw_label(timeline_picture *in, const layout_mark *mark, double y)
{
    if (mark->side == SIDE_NONE)
        return;
    bool left = mark->side == SIDE_LEFT;
    double x = in->left + mark->label_at + (left ? mark->label_width - before_label : before_label);
    dl_buf text;
    dl_buf_init(&text);
    label_of(mark, in->columns, &text);
    svg_text(in->out, x, y + 4, THEME_INK, left ? "text-anchor=\"end\"" : NULL, dl_buf_str(&text));
    dl_buf_clear(&text);
}

static unsigned look_of(const layout_mark *mark)
{
    return (is_uncertain(mark->event->date) ? LOOK_UNCERTAIN : 0) |
           (mark->in_use ? 0 : LOOK_DISPUTED);
}

static void draw_event(timeline_picture *in, const layout_mark *mark)
{
    const dl_event *event = mark->event;
    double x = in->left + mark->at, y = mark_y(in, mark);
    dl_buf words;
    dl_buf_init(&words);
    describe_event(in->timeline, event, in->options->as_of, &words);
    open_item(in, event, dl_buf_str(&words));
    dl_buf_clear(&words);
    double places[TIMELINE_MEMBERS];
    size_t members = timeline_set_places(in, mark, places);
    if (members)
        svg_set(in->out, mark_kind_of(event->kind), places, members, in->left, y,
                event->date->set == DL_SET_ONE);
    else if (timeline_is_wide(mark))
        svg_span(in->out, mark, in->left, y, in->options->id);
    if (!members)
        svg_mark(in->out, mark_kind_of(event->kind), x, y, look_of(mark));
    draw_label(in, mark, y);
    close_item(in, event);
}

/* Beside an event and what other sources tell of it. */
static void draw_bracket(timeline_picture *in, const layout_bracket *bracket)
{
    double top = timeline_tracks_top(in, bracket->lane) + (double)bracket->track * TRACK_HEIGHT;
    double bottom = top + (double)bracket->tracks * TRACK_HEIGHT - 4;
    double x = in->left + bracket->at, serif = bracket->left ? 4 : -4;
    svg_path(in->out, THEME_NONE, THEME_LEAD, "stroke-width=\"1.3\"");
    svg_at(in->out, 'M', x + serif, top + 4);
    svg_at(in->out, 'L', x, top + 4);
    svg_at(in->out, 'L', x, bottom);
    svg_at(in->out, 'L', x + serif, bottom);
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

/* The place in the label that is nearest to its badge. */
static double leader_end(const layout_cluster *cluster)
{
    double least = cluster->label_at + 4, most = cluster->label_at + cluster->label_width - 12;
    double to = cluster->at < most ? cluster->at : most;
    return to > least ? to : least;
}

static void draw_cluster(timeline_picture *in, const layout_cluster *cluster)
{
    const layout_lane *lane = &in->layout.lanes[cluster->lane];
    double y = timeline_tracks_top(in, cluster->lane) + (double)lane->tracks * TRACK_HEIGHT +
               BADGE_HEIGHT / 2.0;
    double x = in->left + cluster->at, label = in->left + cluster->label_at;
    dl_buf text;
    dl_buf_init(&text);
    const dl_event *event = cluster->count == 1 ? cluster->first->event : NULL;
    describe_cluster(in, cluster, &text);
    open_item(in, event, dl_buf_str(&text));
    dl_buf_truncate(&text, 0);
    if (cluster->has_label) {
        double to = leader_end(cluster);
        svg_line(in->out, x, y + 8, in->left + to, y + 18, THEME_LEAD, NULL);
        cluster_label(cluster, in->columns, &text);
        svg_text(in->out, label, y + 28, THEME_INK, NULL, dl_buf_str(&text));
        dl_buf_truncate(&text, 0);
    }
    if (event) {
        svg_mark(in->out, mark_kind_of(event->kind), x, y, look_of(cluster->first));
    } else {
        dl_buf_printf(&text, cluster->count > 999 ? "%zuk" : "%zu",
                      cluster->count > 999 ? cluster->count / 1000 : cluster->count);
        svg_rect(in->out, x - BADGE_WIDTH / 2.0, y - 8, BADGE_WIDTH, 16, THEME_PAPER, THEME_LEAD,
                 "rx=\"8\"");
        svg_text(in->out, x, y + 3.5, THEME_INK, ".count", dl_buf_str(&text));
    }
    dl_buf_clear(&text);
    close_item(in, event);
}

/* Marks by lane, in order of date: where each lane's begin in `order`. False without memory. */
static size_t *sort_by_lane(const layout *made, size_t **begins)
{
    size_t *order = calloc(made->mark_count + 1, sizeof *order);
    *begins = calloc(made->lane_count + 2, sizeof **begins);
    if (!order || !*begins) {
        free(order);
        return NULL;
    }
    for (size_t i = 0; i < made->mark_count; i++)
        (*begins)[made->marks[i].lane + 2]++;
    for (size_t lane = 2; lane < made->lane_count + 2; lane++)
        (*begins)[lane] += (*begins)[lane - 1];
    for (size_t i = 0; i < made->mark_count; i++)
        order[(*begins)[made->marks[i].lane + 1]++] = i;
    return order;
}

int timeline_draw_events(timeline_picture *in, dl_error *error)
{
    const layout *made = &in->layout;
    size_t cluster = 0, *begins = NULL, *order = sort_by_lane(made, &begins);
    for (size_t i = 0; i < made->bracket_count; i++)
        draw_bracket(in, &made->brackets[i]);
    for (size_t lane = 0; order && lane < made->lane_count; lane++) {
        dl_buf_puts(in->out, "<g role=\"list\" aria-label=\"");
        dl_escape_html(made->lanes[lane].actor, in->out);
        dl_buf_puts(in->out, "\">");
        for (size_t i = begins[lane]; i < begins[lane + 1]; i++) {
            if (!made->marks[order[i]].cluster)
                draw_event(in, &made->marks[order[i]]);
        }
        for (; cluster < made->cluster_count && made->clusters[cluster].lane == lane; cluster++)
            draw_cluster(in, &made->clusters[cluster]);
        dl_buf_puts(in->out, "</g>");
    }
    bool done = order != NULL;
    free(order);
    free(begins);
    return done ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}
