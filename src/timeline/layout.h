/*
 * Where everything of a timeline's picture stands, in units of no format: lanes, marks in tracks,
 * labels in layers below them, promises' rails. By construction no two labels of a lane share a
 * place, no leader crosses a label, and nothing leaves the width; what finds no place for its
 * label keeps its number, which keys the list beneath.
 */
#ifndef TIMELINE_LAYOUT_H
#define TIMELINE_LAYOUT_H

#include "timeline/scale.h"

typedef struct layout_options {
    double width;       /* of the plot */
    double mark_width;  /* the least width of a mark */
    double gap;         /* between neighbours */
    size_t most_layers; /* of labels in a lane; 0: numbers only */
    double label_room;  /* how far a label may reach past the plot's right end */
    double (*label_width)(const dl_event *event);
    /* width of a mark that shows its number; NULL: mark_width */
    double (*number_width)(size_t number);
    const dl_date *as_of; /* for slips; may be NULL */
} layout_options;

typedef struct layout_mark {
    const dl_event *event;
    size_t number;      /* 1-based, by date */
    size_t lane, track; /* tracks of a lane are numbered from its top */
    double from, to;    /* of its date; equal for a moment */
    bool from_open, to_open, from_unknown, to_unknown;
    double at;          /* where the mark stands: the middle of its date */
    size_t layer;       /* of its label: 1 is nearest; 0: no label */
    double label_width; /* the label is [at, at + label_width] */
} layout_mark;

typedef struct layout_rail {
    dl_slip slip;
    size_t lane, row; /* rows of a lane are numbered from its top */
    double said, due_from, due_to, came;
    bool due_from_open, due_to_open, has_came;
} layout_rail;

typedef struct layout_lane {
    dl_str actor;
    size_t tracks, layers, rails;
} layout_lane;

typedef struct layout {
    time_scale scale;
    layout_mark *marks; /* by date */
    size_t mark_count;
    layout_lane *lanes; /* in order of first mention */
    size_t lane_count;
    layout_rail *rails;
    size_t rail_count;
} layout;

int layout_make(const dl_timeline *timeline, const layout_options *options, layout *out,
                dl_error *error);
void layout_clear(layout *out);

#endif
