/* What the files of change share: comparing two states that are loaded, and saying it in words. */
#ifndef FETCH_CHANGE_INTERNAL_H
#define FETCH_CHANGE_INTERNAL_H

#include "dateline/change.h"
#include "fetch/learned.h"
#include "fetch/state.h"

static inline int dl_change_memory(dl_error *error)
{
    return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while comparing two captures");
}

/* What is compared: shown is the last state that showed the page (NULL when none did), before the
 * one just before after; often they are the same. */
typedef struct dl_compared {
    const dl_state_of *shown, *before, *after;
    const dl_learned *learned;
    const dl_diff_span *evidence;
    size_t evidence_count;
} dl_compared;

/* change_evidence.c: adds to what is given the evidence that the store keeps from the source. */
int dl_change_find_evidence(dl_store *store, dl_compared *what, dl_arena *arena, dl_error *error);

/* change_compare.c: fills all of change. */
int dl_change_compare(const dl_compared *what, dl_change *change, dl_error *error);

/* change_fields.c: metadata and ignored. */
int dl_change_list_metadata(const dl_state_of *before, const dl_state_of *after, dl_change *change,
                            dl_error *error);
int dl_change_list_ignored(const dl_state_of *before, const dl_state_of *after, dl_change *change,
                           dl_error *error);

/* change_words.c: fills summary from the rest. */
int dl_change_summarise(dl_change *change, dl_error *error);

#endif
