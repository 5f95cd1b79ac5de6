#include "dateline/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct dl_arena_block {
    struct dl_arena_block *next;
    size_t size, used;
    alignas(max_align_t) unsigned char bytes[];
};

/* First block; later ones double up to the limit, so that small arenas stay small. */
static const size_t first_block = 1024;
static const size_t largest_block = (size_t)1 << 20;

void dl_arena_init(dl_arena *arena)
{
    memset(arena, 0, sizeof *arena);
}

void dl_arena_clear(dl_arena *arena)
{
    if (!arena)
        return;
    while (arena->blocks) {
        struct dl_arena_block *block = arena->blocks;
        arena->blocks = block->next;
        free(block);
    }
    arena->used = 0;
}

static struct dl_arena_block *add_block(dl_arena *arena, size_t need)
{
    size_t size = arena->blocks ? arena->blocks->size * 2 : first_block;
    if (size > largest_block)
        size = largest_block;
    if (size < need)
        size = need;
    struct dl_arena_block *block = malloc(sizeof *block + size);
    if (!block)
        return NULL;
    block->size = size;
    block->used = 0;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

void *dl_arena_alloc(dl_arena *arena, size_t size)
{
    const size_t grain = alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        return NULL;
    size = (size + grain - 1) / grain * grain;
    if (size == 0)
        size = grain;
    struct dl_arena_block *block = arena->blocks;
    if (!block || block->size - block->used < size)
        block = add_block(arena, size);
    if (!block) {
        arena->refused++;
        return NULL;
    }
    void *memory = block->bytes + block->used;
    block->used += size;
    arena->used += size;
    return memset(memory, 0, size);
}

dl_str dl_arena_copy(dl_arena *arena, dl_str text)
{
    arena->refused += dl_str_failed(text);
    char *copy = dl_str_failed(text) ? NULL : dl_arena_alloc(arena, text.size + 1);
    if (!copy)
        return (dl_str){NULL, 0};
    if (text.size)
        memcpy(copy, text.data, text.size);
    return (dl_str){copy, text.size};
}
