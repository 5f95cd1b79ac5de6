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
} dl_learned_text;

typedef struct dl_learned {
    struct dl_learned_place *places; /* malloc'ed, as the others */
    size_t place_count, place_capacity, oldest;
    uint64_t *volatile_places; /* those that changed often enough */
    size_t volatile_count, volatile_capacity;
    dl_learned_text *texts; /* one a run of captures with the same text */
    size_t text_count, text_capacity;
} dl_learned;

void dl_learned_clear(dl_learned *learned); /* may be called twice */
/* Notes a text that was shown; a run of the same is noted once. */
int dl_learned_text_add(dl_learned *learned, const dl_state_of *state, dl_error *error);
/* Notes what changed between two captures that are gap_us apart. */
int dl_learned_diff_add(dl_learned *learned, const dl_diff *diff, int64_t gap_us, dl_error *error);
/* The last run before the current one that had this text, and how many did; NULL for none. */
const dl_learned_text *dl_learned_find(const dl_learned *learned, dl_str text, size_t *times);

/* Learns from the last states up to series[count - 1]. */
int dl_learned_from(dl_store *store, const dl_snapshot *series, size_t count, dl_learned *learned,
                    dl_error *error);

#endif
