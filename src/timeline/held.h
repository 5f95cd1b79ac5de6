/* What a timeline holds: seen by the folder alone. */
#ifndef TIMELINE_HELD_H
#define TIMELINE_HELD_H

#include "dateline/constraints.h"
#include "timeline/ids.h"

/* An event in the index: seconds that it can touch, in UTC or by its own clock, whichever is
 * wider. Open ends are INT64_MIN and INT64_MAX. */
typedef struct index_row {
    int64_t earliest, latest; /* latest is not in */
    int64_t most;             /* the latest of the subtree whose middle this is */
    size_t event;
    bool zoned; /* its seconds are UTC, widened to its own days */
} index_row;

struct dl_timeline {
    dl_arena arena;
    held_event **events; /* in order of adding; each in the arena, so that pointers stay */
    size_t count, capacity;
    id_table ids;
    dl_constraint **constraints; /* in the arena */
    size_t constraint_count, constraint_capacity;
    index_row *index; /* by earliest; NULL until it is asked for */
};

/* Whether a list of ids, separated by spaces, has this one. */
bool held_lists(dl_str list, dl_str id);
/* The next id of such a list; false at its end. */
bool held_next_id(dl_str *list, dl_str *id);
/* Appends other's constraints whose events are in timeline. */
int held_copy_constraints(dl_timeline *timeline, const dl_timeline *other, dl_error *error);

#endif
