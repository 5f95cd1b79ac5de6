/* What an export wrote already, by hash: 24 bytes an entry, so that a million captures fit. */
#ifndef ARCHIVE_SEEN_H
#define ARCHIVE_SEEN_H

#include <stdint.h>

#include "dateline/str.h"

typedef struct dl_seen {
    struct dl_seen_entry *entries;
    size_t capacity, count; /* capacity: a power of two, or 0 */
} dl_seen;

void dl_seen_clear(dl_seen *seen);                     /* may be called twice */
int64_t dl_seen_find(const dl_seen *seen, dl_str key); /* 0: not there */
/* value is not 0. The first one put for a key stays. */
int dl_seen_put(dl_seen *seen, dl_str key, int64_t value, dl_error *error);

#endif
