/*
 * Where everything of a timeline's picture stands, in units of no format. An event's label stands
 * beside its mark on the same track; what finds no track is gathered in clusters with a count,
 * their labels set apart by constraint at the end of leaders; promises have rails below. By
 * construction no two boxes of a lane meet, no leaders cross, and nothing leaves the width.
 */
#ifndef TIMELINE_LAYOUT_H
#define TIMELINE_LAYOUT_H

#include "timeline/scale.h"

struct layout_mark;
struct layout_cluster;
struct layout_rail;

typedef struct layout_options {
    double width;       /* of the plot */
    double mark_width;  /* the least width of a mark */
    double badge_width; /* of a cluster's mark */
    double gap;         /* between neighbours */
    size_t most_tracks; /* of events in a lane */
    double label_room;  /* how far a label may reach past the plot's right end */
    double name_room;   /* how far a rail's label may reach past its left end */
    /* Widths of the labels; NULL: none. */
    double (*label_width)(const struct layout_mark *mark);
    double (*cluster_width)(const struct layout_cluster *cluster);
    double (*rail_width)(const struct layout_rail *rail);
    const dl_date *as_of; /* for slips; may be NULL */
} layout_options;

typedef enum layout_side {
    SIDE_NONE,
    SIDE_RIGHT,  /* begins at the mark's right end */
    SIDE_LEFT,   /* ends at the mark's left end */
    SIDE_INSIDE, /* in the right half of a long bar */
    SIDE_OVER    /* rails: over the line itself */
} layout_side;

typedef struct layout_mark {
    const dl_event *event;
    size_t number;      /* 1-based, by date */
    size_t lane, track; /* tracks of a lane are numbered from its top */
    double from, to;    /* of its date; equal for a moment */
    bool from_open, to_open, from_unknown, to_unknown;
    double at;      /* where the mark stands: the middle of its date */
    size_t cluster; /* 1-based; 0: the mark stands on its track */
    layout_side side;
    double label_at, label_width; /* the label's box along the track */
} layout_mark;

typedef struct layout_cluster {
    size_t lane, count;
    const layout_mark *first; /* by place */
    double at;                /* the middle of the badge */
    bool has_label;
    double label_at, label_width;
} layout_cluster;

typedef struct layout_rail {
    dl_slip slip;
    size_t lane, row; /* rows of a lane are numbered from its top */
    bool hidden;      /* it found no row: the lane counts it */
    double said, due_from, due_to, came;
    bool due_from_open, due_to_open, has_came;
    layout_side side;
    double label_at, label_width;
} layout_rail;

typedef struct layout_lane {
    dl_str actor;
    size_t events, tracks, clusters, rails, hidden_rails;
    bool cluster_labels;
} layout_lane;

typedef struct layout {
    time_scale scale;
    layout_mark *marks; /* by date */
    size_t mark_count;
    layout_lane *lanes; /* in order of first mention */
    size_t lane_count;
    layout_cluster *clusters; /* by lane, then place */
    size_t cluster_count;
    layout_rail *rails; /* by lane, then place */
    size_t rail_count;
} layout;

int layout_make(const dl_timeline *timeline, const layout_options *options, layout *out,
                dl_error *error);
void layout_clear(layout *out);

/* The mark of an event by its id, or NULL: logarithmic after layout_index. */
typedef struct layout_index {
    const layout_mark **marks; /* by id */
    size_t count;
} layout_index;
int layout_index_make(const layout *made, layout_index *out, dl_error *error);
void layout_index_clear(layout_index *index);
const layout_mark *layout_find(const layout_index *index, dl_str id);

#endif
