/* A timeline as one SVG element: frame, lanes, legend; the other parts have files of their own. */
#include "draw/timeline_svg.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "draw/describe.h"

static const double axis_height = 36, foot_height = 34;
static const double least_width = 240, least_lane = 34, two_lines = 42;

double timeline_rail_height(const layout_lane *lane)
{
    return RAIL_HEIGHT + (lane->rail_lines ? RAIL_LINE : 0);
}

static double tracks_offset(const timeline_picture *in)
{
    return LANE_ROOM / 2.0 + (in->narrow ? NAME_HEIGHT : 0);
}

static double rails_offset(const timeline_picture *in, const layout_lane *lane)
{
    return tracks_offset(in) + (double)lane->tracks * TRACK_HEIGHT +
           (lane->clusters ? BADGE_HEIGHT : 0) + (lane->cluster_labels ? CLUSTER_LABEL_HEIGHT : 0);
}

double timeline_tracks_top(const timeline_picture *in, size_t lane)
{
    return in->lane_tops[lane] + tracks_offset(in);
}

double timeline_rails_top(const timeline_picture *in, size_t lane)
{
    return in->lane_tops[lane] + rails_offset(in, &in->layout.lanes[lane]);
}

static double lane_height(const timeline_picture *in, const layout_lane *lane)
{
    double height = rails_offset(in, lane) + (double)lane->rails * timeline_rail_height(lane) +
                    (lane->hidden_rails ? MORE_HEIGHT : 0) + LANE_ROOM / 2.0;
    bool folds = !in->narrow && svg_text_width(lane->actor) * 1.2 > in->left - 20;
    double least = folds ? two_lines : least_lane;
    return height < least ? least : height;
}

enum { MOST_NAME = 120 }; /* columns, more than any room has */

/* How much of a name fits; whole words where one does. */
static dl_str fitting(dl_str name, double room)
{
    dl_str fits = dl_utf8_fit(name, MOST_NAME); /* so that the search is short */
    while (fits.size > 0 && svg_text_width(fits) * 1.2 > room)
        fits = dl_utf8_fit(fits, dl_utf8_width(fits) - 1);
    if (fits.size == name.size)
        return name;
    size_t cut = fits.size;
    while (cut > 0 && fits.data[cut - 1] != ' ')
        cut--;
    return cut > 0 ? dl_str_trim(dl_str_slice(fits, 0, cut)) : fits;
}

/* A long name goes on in a second line, where there is one; what is longer still ends in an
 * ellipsis. */
static void draw_name(timeline_picture *in, dl_str name, double y)
{
    double room = (in->narrow ? in->width : in->left) - 20;
    dl_str rest = dl_str_trim(name);
    dl_buf text;
    dl_buf_init(&text);
    for (int line = 0, lines = in->narrow ? 1 : 2; line < lines && rest.size; line++) {
        dl_str fits = fitting(rest, room);
        rest = dl_str_trim(dl_str_slice(rest, fits.size, rest.size));
        dl_buf_truncate(&text, 0);
        dl_buf_add(&text, fits);
        dl_buf_puts(&text, line + 1 == lines && rest.size ? "…" : "");
        svg_text(in->out, 0, y + line * 13, THEME_INK, ".name", dl_buf_str(&text));
    }
    dl_buf_clear(&text);
}

static void draw_lane(timeline_picture *in, size_t index)
{
    const layout_lane *lane = &in->layout.lanes[index];
    double top = in->lane_tops[index], bottom = in->lane_tops[index + 1];
    svg_line(in->out, 0, top, in->width, top, THEME_MAJOR, NULL);
    draw_name(in, lane->actor, top + (in->narrow ? 18 : LANE_ROOM / 2.0 + TRACK_HEIGHT / 2.0 + 4));
    if (lane->hidden_rails) {
        char text[64];
        snprintf(text, sizeof text, "and %zu more promise%s, in the table", lane->hidden_rails,
                 lane->hidden_rails == 1 ? "" : "s");
        svg_text(in->out, in->left, bottom - 7, THEME_SOFT, NULL, dl_str_of(text));
    }
}

static int draw_all(timeline_picture *in, dl_error *error)
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
    if (in->layout.mark_count == 0) {
        svg_text(in->out, 0, in->top - 8, THEME_SOFT, NULL, DL_STR("No events."));
        dl_buf_puts(in->out, "</svg>");
        return 0;
    }
    timeline_draw_axis(in);
    timeline_draw_breaks(in);
    /* over the breaks: a narrow picture has a lane's name within the plot */
    for (size_t i = 0; i < in->layout.lane_count; i++)
        draw_lane(in, i);
    timeline_draw_as_of(in);
    timeline_draw_rails(in);
    int rc = timeline_draw_events(in, error);
    timeline_legend(in, in->bottom + foot_height, in->out);
    dl_buf_puts(in->out, "</svg>");
    return rc;
}

static int measure(timeline_picture *in, dl_error *error)
{
    size_t lanes = in->layout.lane_count;
    in->lane_tops = malloc((lanes + 1) * sizeof *in->lane_tops);
    if (!in->lane_tops)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    in->top = axis_height + svg_title_height(in->options->title, in->width);
    in->lane_tops[0] = in->top;
    for (size_t i = 0; i < lanes; i++)
        in->lane_tops[i + 1] = in->lane_tops[i] + lane_height(in, &in->layout.lanes[i]);
    in->bottom = in->lane_tops[lanes];
    if (lanes == 0) {
        in->height = in->top;
        return 0;
    }
    in->height = in->bottom + foot_height + timeline_legend(in, 0, NULL);
    return 0;
}

int dl_draw_timeline_svg(const dl_timeline *timeline, const dl_draw_options *options, dl_buf *out,
                         dl_error *error)
{
    timeline_picture in = {.timeline = timeline, .options = options, .out = out};
    in.width = options->width > 0 ? options->width : 960;
    in.width = in.width < least_width ? least_width : in.width;
    in.narrow = in.width < NARROW;
    in.columns = in.narrow ? NARROW_COLUMNS : LABEL_COLUMNS;
    in.left = in.narrow ? NARROW_MARGIN : WIDE_LEFT;
    double right = in.narrow ? NARROW_MARGIN : WIDE_RIGHT;
    in.plot = in.width - in.left - right;
    layout_options wanted = {.width = in.plot,
                             .mark_width = 13,
                             .badge_width = BADGE_WIDTH,
                             .gap = 4,
                             .most_tracks = in.narrow ? 24 : 12,
                             .bracket = BRACKET,
                             .on_rails = true,
                             .label_room = right - 2,
                             .name_room = in.narrow ? 0 : in.left - 6,
                             .label_width = timeline_label_width,
                             .cluster_width = timeline_cluster_width,
                             .rail_width = timeline_rail_width,
                             .data = &in,
                             .as_of = options->as_of};
    int rc = layout_make(timeline, &wanted, &in.layout, error);
    if (rc == 0)
        rc = measure(&in, error);
    if (rc == 0)
        rc = draw_all(&in, error);
    free(in.lane_tops);
    layout_clear(&in.layout);
    return rc != 0 ? rc : dl_buf_ok(out, error);
}
