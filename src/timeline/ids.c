#include "timeline/ids.h"

#include <ctype.h>
#include <stdlib.h>

/* FNV-1a, then mixed, since the table uses the low bits. */
uint32_t ids_hash(dl_str text)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 16777619u;
    hash ^= hash >> 15;
    hash *= 0x2C1B3C6Du;
    return hash ^ hash >> 13;
}

/* Where id is, or would be put. */
static size_t slot_of(const id_table *table, dl_str id, uint32_t hash)
{
    size_t mask = table->capacity - 1, at = hash & mask;
    while (table->slots[at] &&
           !(table->slots[at]->hash == hash && dl_str_equal(table->slots[at]->id, id)))
        at = (at + 1) & mask;
    return at;
}

id_entry *ids_find(const id_table *table, dl_str id)
{
    return table->capacity ? table->slots[slot_of(table, id, ids_hash(id))] : NULL;
}

static bool make_room(id_table *table)
{
    if (table->count * 2 < table->capacity)
        return true;
    id_table larger = {.count = table->count,
                       .capacity = table->capacity ? table->capacity * 2 : 64};
    larger.slots = calloc(larger.capacity, sizeof(id_entry *));
    if (!larger.slots)
        return false;
    for (size_t i = 0; i < table->capacity; i++) {
        if (table->slots[i])
            larger.slots[slot_of(&larger, table->slots[i]->id, table->slots[i]->hash)] =
                table->slots[i];
    }
    free(table->slots);
    *table = larger;
    return true;
}

id_entry *ids_need(id_table *table, dl_arena *arena, dl_str id)
{
    if (!make_room(table))
        return NULL;
    uint32_t hash = ids_hash(id);
    size_t at = slot_of(table, id, hash);
    if (table->slots[at])
        return table->slots[at];
    id_entry *entry = dl_arena_alloc(arena, sizeof *entry);
    if (!entry)
        return NULL;
    entry->id = id;
    entry->hash = hash;
    table->slots[at] = entry;
    table->count++;
    return entry;
}

id_names *ids_names(id_entry *entry, dl_arena *arena)
{
    if (!entry->names)
        entry->names = dl_arena_alloc(arena, sizeof *entry->names);
    return entry->names;
}

void ids_clear(id_table *table)
{
    free(table->slots);
    *table = (id_table){0};
}

bool ids_may_hold(char byte)
{
    return isalnum((unsigned char)byte) || dl_one_of(byte, "-_.");
}
