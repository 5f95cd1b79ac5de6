/* From byte strings to numbers: open addressing, grown by doubling. Keys are views that the caller
 * keeps alive. */
#ifndef NOTEBOOK_INDEX_H
#define NOTEBOOK_INDEX_H

#include <stdbool.h>

#include "dateline/str.h"

typedef struct index_slot {
    dl_str key; /* data NULL: free */
    size_t value;
} index_slot;

typedef struct index_map {
    index_slot *slots;
    size_t capacity, count;
} index_map;

/* The value's place, to read or change; NULL where the key is not in it. */
size_t *index_find(const index_map *map, dl_str key);
/* Adds a key that is not in it. */
int index_add(index_map *map, dl_str key, size_t value, dl_error *error);
void index_empty(index_map *map); /* keeps its room */
void index_clear(index_map *map); /* frees; may be called twice */

#endif
