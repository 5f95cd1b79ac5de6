/*
 * The grants that a person gave on a terminal: which notebook, by the SHA-256 of its bytes, may
 * reach which hosts. They stand in the person's own state folder, so that nothing in a notebook, a
 * bundle or a working folder grants anything; an edited notebook is another one, and asks again.
 */
#ifndef CLI_REMEMBERED_H
#define CLI_REMEMBERED_H

#include "dateline/arena.h"
#include "dateline/str.h"

typedef struct remembered_grant {
    dl_str notebook;   /* SHA-256, in hex */
    dl_str name;       /* of the file, as it was when it was granted */
    dl_str granted_at; /* UTC, ISO 8601 */
    const dl_str *hosts;
    size_t host_count;
} remembered_grant;

/* All grants, oldest first; strings are in the arena. A file that is not there has none. */
int remembered_read(dl_arena *arena, remembered_grant **grants, size_t *count, dl_error *error);

/* Replaces what was granted to this notebook. */
int remembered_add(const remembered_grant *grant, dl_error *error);

/* Forgets the grants whose hash begins with `which`, or whose name is it; "" forgets all. Says how
 * many they were. */
int remembered_revoke(dl_str which, size_t *revoked, dl_error *error);

#endif
