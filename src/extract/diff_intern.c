#include <string.h>

#include "extract/diff_internal.h"

struct dl_diff_interned_slot {
    uint64_t hash;
    dl_str text;
    int id;
    bool used;
};

uint64_t dl_diff_hash(dl_str text)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 0x100000001b3u;
    return hash ? hash : 1;
}

uint64_t dl_diff_hash_with(uint64_t a, uint64_t b)
{
    uint64_t mixed = (a ^ (b + 0x9e3779b97f4a7c15u + (a << 6) + (a >> 2))) * 0xff51afd7ed558ccdu;
    mixed ^= mixed >> 33;
    return mixed ? mixed : 1;
}

static struct dl_diff_interned_slot *find(struct dl_diff_interned_slot *slots, size_t capacity,
                                          uint64_t hash, dl_str text)
{
    size_t at = (size_t)hash & (capacity - 1);
    while (slots[at].used && (slots[at].hash != hash || !dl_str_equal(slots[at].text, text)))
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static bool grow(dl_diff_interned *table)
{
    size_t capacity = table->capacity ? 2 * table->capacity : 256;
    struct dl_diff_interned_slot *slots = dl_arena_alloc(table->arena, capacity * sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < table->capacity; i++) {
        if (table->slots[i].used)
            *find(slots, capacity, table->slots[i].hash, table->slots[i].text) = table->slots[i];
    }
    table->slots = slots;
    table->capacity = capacity;
    return true;
}

int dl_diff_intern(dl_diff_interned *table, dl_str text)
{
    if (2 * table->count >= table->capacity && !grow(table))
        return -1;
    uint64_t hash = dl_diff_hash(text);
    struct dl_diff_interned_slot *slot = find(table->slots, table->capacity, hash, text);
    if (!slot->used)
        *slot = (struct dl_diff_interned_slot){hash, text, (int)table->count++, true};
    return slot->id;
}
