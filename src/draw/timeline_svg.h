/* A timeline's SVG in the making: sizes, and the parts that draw into it. */
#ifndef DRAW_TIMELINE_SVG_H
#define DRAW_TIMELINE_SVG_H

#include "draw/draw.h"
#include "draw/svg.h"

/* Sizes in user units, which are a screen's pixels where the picture has its own width. */
enum {
    WIDE_LEFT = 132, /* with the lanes' names beside them */
    WIDE_RIGHT = 96,
    NARROW = 560, /* below, a lane's name stands over it */
    NARROW_MARGIN = 6,
    NAME_HEIGHT = 22,
    TRACK_HEIGHT = 19,
    BADGE_HEIGHT = 22,
    CLUSTER_LABEL_HEIGHT = 26,
    RAIL_HEIGHT = 25,
    RAIL_LINE = 13,
    MORE_HEIGHT = 16,
    LANE_ROOM = 14,
    LABEL_COLUMNS = 30,
    NARROW_COLUMNS = 23,
    BRACKET = 10,
    BADGE_WIDTH = 22
};

typedef struct timeline_picture {
    const dl_timeline *timeline;
    const dl_draw_options *options;
    layout layout;
    double *lane_tops; /* [lane_count + 1] */
    bool narrow;
    int columns;          /* the most of a label */
    double left;          /* where time begins */
    double width, height; /* of all */
    double plot;          /* width of the part that has time */
    double top, bottom;   /* of the lanes */
    dl_buf *out;
} timeline_picture;

/* Widths of labels, for the layout; the drawing keeps to them. */
double timeline_label_width(const layout_mark *mark, void *picture);
double timeline_cluster_width(const layout_cluster *cluster, void *picture);
double timeline_rail_width(const layout_rail *rail, void *picture);
/* A date that takes less room than its mark is drawn as the mark alone. */
bool timeline_is_wide(const layout_mark *mark);
/* Where the members of a set stand; 0 where its date is drawn as a bar or a mark alone: it is no
 * set, or all of it is one range, or too short. */
enum { TIMELINE_MEMBERS = 24 }; /* more have no room to be told apart */
size_t timeline_set_places(const timeline_picture *in, const layout_mark *mark,
                           double places[TIMELINE_MEMBERS]);

/* Where the parts of a lane begin. */
double timeline_tracks_top(const timeline_picture *in, size_t lane);
double timeline_rails_top(const timeline_picture *in, size_t lane);
double timeline_rail_height(const layout_lane *lane);

void timeline_draw_axis(timeline_picture *in);
void timeline_draw_breaks(timeline_picture *in);
void timeline_draw_as_of(timeline_picture *in);

/* Lane by lane, each by date: what a reader of the document's order hears. */
int timeline_draw_events(timeline_picture *in, dl_error *error);
void timeline_draw_rails(timeline_picture *in);
/* The line from a saying to what came of it; its look is the verdict. */
void timeline_draw_rail_line(dl_buf *out, dl_verdict verdict, double from, double to, double y);

/* What the signs mean that this picture uses: draws them where out is not NULL, from y on, and
 * returns the height that they take. */
double timeline_legend(const timeline_picture *in, double y, dl_buf *out);

#endif
