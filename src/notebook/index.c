#include "notebook/index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a; keys of steps are hashes already, names are a person's own. */
static size_t slot_of(const index_map *map, dl_str key)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < key.size; i++)
        hash = (hash ^ (unsigned char)key.data[i]) * 0x100000001b3u;
    hash ^= hash >> 32;
    size_t at = (size_t)hash & (map->capacity - 1);
    while (map->slots[at].key.data && !dl_str_equal(map->slots[at].key, key))
        at = (at + 1) & (map->capacity - 1);
    return at;
}

size_t *index_find(const index_map *map, dl_str key)
{
    if (map->capacity == 0)
        return NULL;
    index_slot *slot = &map->slots[slot_of(map, key)];
    return slot->key.data ? &slot->value : NULL;
}

static int grow(index_map *map, dl_error *error)
{
    index_map larger = {.capacity = map->capacity ? 2 * map->capacity : 64, .count = map->count};
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (!larger.slots)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].key.data)
            larger.slots[slot_of(&larger, map->slots[i].key)] = map->slots[i];
    }
    free(map->slots);
    *map = larger;
    return 0;
}

int index_add(index_map *map, dl_str key, size_t value, dl_error *error)
{
    if (2 * (map->count + 1) > map->capacity) {
        int rc = grow(map, error);
        if (rc != 0)
            return rc;
    }
    map->slots[slot_of(map, key)] = (index_slot){key, value};
    map->count++;
    return 0;
}

void index_empty(index_map *map)
{
    if (map->capacity)
        memset(map->slots, 0, map->capacity * sizeof *map->slots);
    map->count = 0;
}

void index_clear(index_map *map)
{
    free(map->slots);
    *map = (index_map){0};
}
