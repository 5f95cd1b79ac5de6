/* A timeline's SVG in the making: sizes, and the parts that draw into it. */
#ifndef DRAW_TIMELINE_SVG_H
#define DRAW_TIMELINE_SVG_H

#include "draw/draw.h"
#include "draw/svg.h"

/* Sizes in user units; what is written in them is read at 960 units across a column of text. */
enum {
    LEFT_MARGIN = 132,
    RIGHT_MARGIN = 96,
    TRACK_HEIGHT = 19,
    BADGE_HEIGHT = 22,
    CLUSTER_LABEL_HEIGHT = 26,
    RAIL_HEIGHT = 24,
    MORE_HEIGHT = 16,
    LANE_ROOM = 14,
    LABEL_COLUMNS = 30,
    BADGE_WIDTH = 22
};

typedef struct timeline_picture {
    const dl_timeline *timeline;
    const dl_draw_options *options;
    layout layout;
    layout_index index;
    double *lane_tops;    /* [lane_count + 1] */
    double width, height; /* of all */
    double plot;          /* width of the part that has time */
    double top, bottom;   /* of the lanes */
    dl_buf *out;
} timeline_picture;

/* Widths of labels, for the layout; the drawing keeps to them. */
double timeline_label_width(const layout_mark *mark);
double timeline_cluster_width(const layout_cluster *cluster);
double timeline_rail_width(const layout_rail *rail);

void timeline_draw_axis(timeline_picture *in);
void timeline_draw_breaks(timeline_picture *in);
void timeline_draw_as_of(timeline_picture *in);

/* Lane by lane, each by date: what a reader of the document's order hears. */
void timeline_draw_events(timeline_picture *in);
void timeline_draw_rails(timeline_picture *in);

#endif
