/* A timeline as one SVG element: frame, lanes, legend; the other parts have files of their own. */
#include "draw/timeline_svg.h"

#include <stdio.h>
#include <stdlib.h>

#include "draw/describe.h"

static const double axis_height = 36, title_height = 28, foot_height = 34, legend_height = 24;
static const double least_plot = 200, least_lane = 34;

static double lane_height(const layout_lane *lane)
{
    double height = LANE_ROOM + (double)lane->tracks * TRACK_HEIGHT +
                    (lane->clusters ? BADGE_HEIGHT : 0) +
                    (lane->cluster_labels ? CLUSTER_LABEL_HEIGHT : 0) +
                    (double)lane->rails * RAIL_HEIGHT + (lane->hidden_rails ? MORE_HEIGHT : 0);
    return height < least_lane ? least_lane : height;
}

static void draw_legend(timeline_picture *in)
{
    bool used[32] = {false};
    double x = LEFT_MARGIN, y = in->height - 9;
    for (size_t i = 0; i < in->layout.mark_count; i++)
        used[mark_kind_of(in->layout.marks[i].event->kind) - mark_kind_at(0)] = true;
    dl_buf_puts(in->out, "<g aria-hidden=\"true\">");
    for (size_t k = 0; k < mark_kind_count(); k++) {
        const mark_kind *kind = mark_kind_at(k);
        double width = 28 + svg_text_width(dl_str_of(kind->name));
        if (!used[k] || x + width > in->width)
            continue;
        svg_mark(in->out, kind, x + 6, y - 4, false, false);
        svg_text(in->out, x + 16, y, THEME_SOFT, NULL, dl_str_of(kind->name));
        x += width;
    }
    dl_buf_puts(in->out, "</g>");
}

/* A long name goes on in a second line; what is longer still ends in an ellipsis. */
static void draw_name(timeline_picture *in, dl_str name, double y)
{
    static const double room = LEFT_MARGIN - 22;
    dl_str first;
    size_t cut = name.size;
    while (cut > 0 && (svg_text_width(dl_str_slice(name, 0, cut)) * 1.1 > room ||
                       (cut < name.size && name.data[cut - 1] != ' ')))
        cut--;
    if (cut == 0)
        first = event_label(&(dl_event){.label = name}, 14);
    else
        first = dl_str_slice(name, 0, cut);
    svg_text(in->out, 6, y, THEME_INK, ".name", dl_str_trim(first));
    if (cut > 0 && cut < name.size)
        svg_text(in->out, 6, y + 13, THEME_INK, ".name",
                 event_label(&(dl_event){.label = dl_str_slice(name, cut, name.size)}, 14));
}

static void draw_lane(timeline_picture *in, size_t index)
{
    const layout_lane *lane = &in->layout.lanes[index];
    double top = in->lane_tops[index], bottom = in->lane_tops[index + 1];
    svg_line(in->out, 0, top, in->width, top, THEME_MAJOR, NULL);
    draw_name(in, lane->actor, top + LANE_ROOM / 2.0 + TRACK_HEIGHT / 2.0 + 4);
    if (lane->hidden_rails) {
        char text[64];
        snprintf(text, sizeof text, "and %zu more promises, in the table", lane->hidden_rails);
        svg_text(in->out, LEFT_MARGIN, bottom - 7, THEME_SOFT, NULL, dl_str_of(text));
    }
}

static void draw_all(timeline_picture *in)
{
    dl_buf sentence;
    dl_buf_init(&sentence);
    dl_draw_timeline_describe(in->timeline, &sentence);
    svg_frame frame = {.id = in->options->id,
                       .title = in->options->title,
                       .description = dl_buf_str(&sentence),
                       .kind = "dl-timeline",
                       .width = in->width,
                       .height = in->height};
    svg_open(in->out, &frame);
    dl_buf_clear(&sentence);
    for (size_t i = 0; i < in->layout.lane_count; i++)
        draw_lane(in, i);
    timeline_draw_axis(in);
    timeline_draw_breaks(in);
    timeline_draw_as_of(in);
    timeline_draw_rails(in);
    timeline_draw_events(in);
    draw_legend(in);
    dl_buf_puts(in->out, "</svg>");
}

static int measure(timeline_picture *in, dl_error *error)
{
    size_t lanes = in->layout.lane_count;
    in->lane_tops = malloc((lanes + 1) * sizeof *in->lane_tops);
    if (!in->lane_tops)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    in->top = axis_height + (in->options->title.size ? title_height : 0);
    in->lane_tops[0] = in->top;
    for (size_t i = 0; i < lanes; i++)
        in->lane_tops[i + 1] = in->lane_tops[i] + lane_height(&in->layout.lanes[i]);
    in->bottom = in->lane_tops[lanes];
    in->height = in->bottom + foot_height + legend_height;
    return layout_index_make(&in->layout, &in->index, error);
}

int dl_draw_timeline_svg(const dl_timeline *timeline, const dl_draw_options *options, dl_buf *out,
                         dl_error *error)
{
    timeline_picture in = {.timeline = timeline, .options = options, .out = out};
    in.width = options->width > 0 ? options->width : 960;
    in.plot = in.width - LEFT_MARGIN - RIGHT_MARGIN;
    if (in.plot < least_plot) {
        in.plot = least_plot;
        in.width = least_plot + LEFT_MARGIN + RIGHT_MARGIN;
    }
    layout_options wanted = {.width = in.plot,
                             .mark_width = 13,
                             .badge_width = BADGE_WIDTH,
                             .gap = 4,
                             .most_tracks = 12,
                             .label_room = RIGHT_MARGIN,
                             .name_room = LEFT_MARGIN - 6,
                             .label_width = timeline_label_width,
                             .cluster_width = timeline_cluster_width,
                             .rail_width = timeline_rail_width,
                             .as_of = options->as_of};
    int rc = layout_make(timeline, &wanted, &in.layout, error);
    if (rc == 0)
        rc = measure(&in, error);
    if (rc == 0)
        draw_all(&in);
    layout_index_clear(&in.index);
    free(in.lane_tops);
    layout_clear(&in.layout);
    return rc != 0 ? rc : dl_buf_ok(out, error);
}
