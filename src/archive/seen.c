#include "archive/seen.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/sha.h>

/* The key's SHA-256, shortened: a stranger's URLs cannot make two keys one. */
typedef struct dl_seen_entry {
    uint64_t high, low;
    int64_t value; /* 0: free */
} dl_seen_entry;

static dl_seen_entry hash_of(dl_str key)
{
    unsigned char hash[SHA256_DIGEST_LENGTH];
    dl_seen_entry entry = {0};
    SHA256((const unsigned char *)key.data, key.size, hash);
    memcpy(&entry.high, hash, sizeof entry.high);
    memcpy(&entry.low, hash + sizeof entry.high, sizeof entry.low);
    return entry;
}

void dl_seen_clear(dl_seen *seen)
{
    free(seen->entries);
    memset(seen, 0, sizeof *seen);
}

/* Its place, or the free one where it belongs. */
static dl_seen_entry *place(const dl_seen *seen, const dl_seen_entry *wanted)
{
    for (size_t at = wanted->low & (seen->capacity - 1);; at = (at + 1) & (seen->capacity - 1)) {
        dl_seen_entry *entry = &seen->entries[at];
        if (entry->value == 0 || (entry->high == wanted->high && entry->low == wanted->low))
            return entry;
    }
}

int64_t dl_seen_find(const dl_seen *seen, dl_str key)
{
    dl_seen_entry wanted = hash_of(key);
    return seen->capacity ? place(seen, &wanted)->value : 0;
}

static int double_room(dl_seen *seen, dl_error *error)
{
    dl_seen larger = {.capacity = seen->capacity ? 2 * seen->capacity : 256, .count = seen->count};
    larger.entries = calloc(larger.capacity, sizeof *larger.entries);
    if (!larger.entries)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while writing an archive");
    for (size_t i = 0; i < seen->capacity; i++)
        if (seen->entries[i].value)
            *place(&larger, &seen->entries[i]) = seen->entries[i];
    free(seen->entries);
    *seen = larger;
    return 0;
}

int dl_seen_put(dl_seen *seen, dl_str key, int64_t value, dl_error *error)
{
    int rc = seen->count + 1 > seen->capacity / 2 ? double_room(seen, error) : 0;
    if (rc)
        return rc;
    dl_seen_entry entry = hash_of(key), *at = place(seen, &entry);
    if (at->value)
        return 0;
    entry.value = value;
    *at = entry;
    seen->count++;
    return 0;
}
