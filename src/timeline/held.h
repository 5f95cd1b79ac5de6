/* What a timeline holds: seen by the folder alone. */
#ifndef TIMELINE_HELD_H
#define TIMELINE_HELD_H

#include "dateline/constraints.h"
#include "timeline/dates.h"
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
    date_table dates;
    dl_constraint **constraints; /* in the arena */
    size_t constraint_count, constraint_capacity;
    index_row *index;  /* by earliest; NULL until it is asked for */
    uint64_t revision; /* how often something was put into it */
};

/* Whether a list of ids, separated by spaces, has this one. */
bool held_lists(dl_str list, dl_str id);
/* The next id of such a list; false at its end. */
bool held_next_id(dl_str *list, dl_str *id);
/* The words of a constraint after its first event; for_people: dates in English, else EDTF. */
void constraint_put(const dl_constraint *constraint, bool for_people, dl_buf *out);
/* The cells of the column "constraints": of each event, those whose first event it is. */
typedef struct constraint_cells {
    const dl_timeline *timeline;
    size_t *first; /* by event; SIZE_MAX: none */
    size_t *next;  /* by constraint */
} constraint_cells;
int constraint_cells_init(constraint_cells *cells, const dl_timeline *timeline, dl_error *error);
void constraint_cells_clear(constraint_cells *cells);
/* They are separated by ;. */
void constraint_put_cell(const constraint_cells *cells, size_t event, dl_buf *out);
/* The next of such a cell into space, unescaped; false at its end. *at: where it begins in cell. */
bool constraint_next(dl_str cell, size_t *next, dl_buf *space, size_t *at);
/* Appends other's constraints whose events are in timeline. */
int held_copy_constraints(dl_timeline *timeline, const dl_timeline *other, dl_error *error);

#endif
