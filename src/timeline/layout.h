/*
 * Where everything of a timeline's picture stands, in units of no format. An event's label stands
 * beside its mark on the same track; two tellings of one event stand under each other beside a
 * bracket; what finds no track is gathered in clusters with a count, their labels set apart by
 * constraint at the end of leaders; promises have rails below. By construction no two boxes of a
 * lane meet, no leaders or brackets cross words, and nothing leaves the width.
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
    bool cells;         /* units are columns of a terminal: all stands in whole ones */
    bool on_rails;      /* labels of rails may stand on their lines */
    double bracket;     /* what a bracket beside conflicting claims takes */
    double label_room;  /* how far a label may reach past the plot's right end */
    double name_room;   /* how far a rail's label may reach past its left end */
    /* Widths of the labels; NULL: none. */
    double (*label_width)(const struct layout_mark *mark, void *data);
    double (*cluster_width)(const struct layout_cluster *cluster, void *data);
    double (*rail_width)(const struct layout_rail *rail, void *data);
    void *data;
    const dl_date *as_of; /* for slips; may be NULL */
} layout_options;

typedef enum layout_side {
    SIDE_NONE,
    SIDE_RIGHT,  /* begins at the mark's right end */
    SIDE_LEFT,   /* ends at the mark's left end */
    SIDE_INSIDE, /* in the right half of a long bar */
    SIDE_ON,     /* rails: on the line from the saying to the outcome */
    SIDE_OVER    /* rails: in a line of its own above the rail */
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
    bool in_use;                  /* false: figures use another claim of the same event */
} layout_mark;

/* Beside an event and the claims that dispute it, on tracks that follow each other. */
typedef struct layout_bracket {
    size_t lane, track, tracks; /* the first of them, and how many */
    double at;                  /* its line */
    bool left;                  /* it opens to the right: the marks stand right of it */
} layout_bracket;

typedef struct layout_cluster {
    size_t lane, count;
    const layout_mark *first; /* by place */
    double at;                /* the middle of the badge */
    bool has_label;
    double label_at, label_width;
} layout_cluster;

typedef struct layout_rail {
    dl_slip slip;
    size_t number;    /* its promise's mark's */
    size_t lane, row; /* rows of a lane are numbered from its top */
    bool hidden;      /* it found no row: the lane counts it */
    double said, due_from, due_to;
    bool due_from_open, due_to_open;
    bool has_came;                   /* what settled it is in the picture */
    double came, came_from, came_to; /* over all claims of the outcome */
    double stands;                   /* without: as of when it stands open */
    struct layout_rail *revised;     /* of what was promised instead, at `stands`; NULL: nothing */
    bool linked;                     /* it is in the next row, and a line down to it crosses none */
    bool revises;                    /* the rail in the row above is linked to it */
    layout_side side;
    double label_at, label_width;
} layout_rail;

typedef struct layout_lane {
    dl_str actor;
    size_t events, tracks, clusters, rails, hidden_rails;
    bool cluster_labels;
    bool rail_lines; /* some rail's label is above it, SIDE_OVER */
} layout_lane;

/* Marks by the ids of their events, found by hash. */
typedef struct layout_index {
    const layout_mark *marks;
    size_t *slots; /* index + 1 */
    size_t mask;
} layout_index;

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
    layout_bracket *brackets;
    size_t bracket_count;
    layout_index index;
} layout;

int layout_make(const dl_timeline *timeline, const layout_options *options, layout *out,
                dl_error *error);
void layout_clear(layout *out);

/* The mark of an event by its id, or NULL, in constant time. */
const layout_mark *layout_find(const layout_index *index, dl_str id);

/* Where the members of a set stand, at most `most` of them, half a mark from the ends of the scale;
 * 0 for a date that is no set. */
size_t layout_set_places(const time_scale *scale, const dl_date *date, double half, double *places,
                         size_t most);

#endif
