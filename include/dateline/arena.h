/*
 * Memory that lives and dies together: one arena, freed whole. Nothing in it is freed alone.
 * dl_arena_init never fails; the first block is allocated on first use.
 */
#ifndef DATELINE_ARENA_H
#define DATELINE_ARENA_H

#include <stddef.h>

#include "dateline/str.h"

typedef struct dl_arena {
    struct dl_arena_block *blocks;
    size_t used; /* bytes handed out, for limits and statistics */
    /* How often there was no memory: who fills many fields asks once, at the end, whether it is
     * as it was at the beginning. */
    size_t refused;
} dl_arena;

void dl_arena_init(dl_arena *arena);
void dl_arena_clear(dl_arena *arena); /* frees all; may be called twice */
/* Zeroed memory, aligned for any type; NULL when memory is gone. */
void *dl_arena_alloc(dl_arena *arena, size_t size);
/* A NUL-terminated copy; data is NULL when memory is gone. */
dl_str dl_arena_copy(dl_arena *arena, dl_str text);

#endif
