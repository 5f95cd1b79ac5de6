#include "cli/lock_memo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

enum { MOST_CELLS = 100000 }; /* past them it begins anew */

void lock_memo_init(lock_memo *memo)
{
    memset(memo, 0, sizeof *memo);
    dl_arena_init(&memo->arena);
}

void lock_memo_clear(lock_memo *memo)
{
    index_clear(&memo->index);
    dl_arena_clear(&memo->arena);
    free(memo->cells);
    lock_memo_init(memo);
}

typedef struct serial_key {
    char text[32];
} serial_key;

static dl_str key_of(uint64_t serial, serial_key *room)
{
    snprintf(room->text, sizeof room->text, "#%llu", (unsigned long long)serial);
    return dl_str_of(room->text);
}

bool lock_memo_globals(const lock_memo *memo, dl_lock_cell *cell)
{
    const size_t *at = index_find(&memo->index, cell->code);
    if (!at)
        return false;
    const dl_lock_cell *known = &memo->cells[*at];
    cell->reads = known->reads;
    cell->read_count = known->read_count;
    cell->writes = known->writes;
    cell->write_count = known->write_count;
    cell->all = known->all;
    return true;
}

bool lock_memo_out(const lock_memo *memo, uint64_t serial, dl_lock_cell *cell)
{
    serial_key room;
    const size_t *at = serial ? index_find(&memo->index, key_of(serial, &room)) : NULL;
    if (at)
        cell->out = memo->cells[*at].out;
    return at != NULL;
}

static const dl_str *copy_list(lock_memo *memo, const dl_str *list, size_t count)
{
    dl_str *copy = dl_arena_alloc(&memo->arena, (count + 1) * sizeof *copy);
    for (size_t i = 0; copy && i < count; i++) {
        copy[i] = dl_arena_copy(&memo->arena, list[i]);
        if (!copy[i].data)
            return NULL;
    }
    return copy;
}

static void add(lock_memo *memo, dl_str key, const dl_lock_cell *cell)
{
    if (memo->count == MOST_CELLS)
        lock_memo_clear(memo);
    dl_lock_cell kept = *cell;
    dl_str name = dl_arena_copy(&memo->arena, key);
    kept.out = dl_arena_copy(&memo->arena, cell->out);
    kept.reads = copy_list(memo, cell->reads, cell->read_count);
    kept.writes = copy_list(memo, cell->writes, cell->write_count);
    if (!name.data || !kept.out.data || !kept.reads || !kept.writes ||
        dl_grow(&memo->cells, &memo->capacity, memo->count + 1, sizeof *memo->cells, NULL) != 0 ||
        index_find(&memo->index, name) || index_add(&memo->index, name, memo->count, NULL) != 0)
        return;
    memo->cells[memo->count++] = kept;
}

void lock_memo_add_globals(lock_memo *memo, const dl_lock_cell *cell)
{
    add(memo, cell->code, cell);
}

void lock_memo_add_out(lock_memo *memo, uint64_t serial, const dl_lock_cell *cell)
{
    serial_key room;
    dl_lock_cell out = {.out = cell->out};
    if (serial)
        add(memo, key_of(serial, &room), &out);
}
