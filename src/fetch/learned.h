/*
 * What earlier captures of a source teach: places that change by themselves, and the texts that it
 * showed before.
 */
#ifndef FETCH_LEARNED_H
#define FETCH_LEARNED_H

#include "dateline/change.h"
#include "fetch/state.h"

typedef struct dl_learned_text {
    uint64_t hash;
    int64_t snapshot, captured_at_us;
    size_t at; /* index among the source's captures */
} dl_learned_text;

typedef struct dl_learned {
    struct dl_learned_place *places; /* malloc'ed, as the others */
    size_t place_count, place_capacity, oldest;
    uint64_t *volatile_places; /* those that changed often enough of late: dl_learned_settle */
    size_t volatile_count, volatile_capacity;
    dl_learned_text *texts; /* one a run of captures with the same text */
    size_t text_count, text_capacity;
    size_t now; /* index of the capture that is looked at */
} dl_learned;

void dl_learned_clear(dl_learned *learned); /* may be called twice */
/* Notes a text that was shown by the capture with index at; a run of the same is noted once. */
int dl_learned_text_add(dl_learned *learned, const dl_state_of *state, size_t at, dl_error *error);
/* Notes what changed between the capture with index at and the one before, gap_us apart. */
int dl_learned_diff_add(dl_learned *learned, const dl_diff *diff, int64_t gap_us, size_t at,
                        dl_error *error);
/* Fills volatile_places, as seen from the capture with index now. */
int dl_learned_settle(dl_learned *learned, size_t now, dl_error *error);
/* The last run before the current one that had this text; NULL for none. *alternates: the source
 * goes back and forth, so that its having it again says nothing. */
const dl_learned_text *dl_learned_find(const dl_learned *learned, dl_str text, bool *alternates);

/* Learns from the last states up to series[count - 1], for what comes next. */
int dl_learned_from(dl_store *store, const dl_snapshot *series, size_t count, dl_learned *learned,
                    dl_error *error);

#endif
