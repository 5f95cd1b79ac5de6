/*
 * NAME.lock, beside a notebook: sorted JSON Lines that say what its results were made from. Here:
 * one line a source. Lines of other kinds are kept as they are. A line changes only when what it
 * tells of does, so that the file's diff is a change at a source.
 */
#ifndef DATELINE_LOCK_H
#define DATELINE_LOCK_H

#include "dateline/arena.h"
#include "dateline/str.h"

typedef struct dl_lock_source {
    dl_str url;         /* as the notebook asks for it */
    dl_str final_url;   /* after redirects */
    dl_str sha256;      /* of the bytes: custody */
    dl_str text_sha256; /* of the normalised text: meaning; empty where nothing was read */
    int status;
} dl_lock_source;

/* DL_ERR_NOT_FOUND without a lock; DL_ERR_SYNTAX with line for a line that is none of a lock's.
 * Strings are in the arena. */
int dl_lock_read(const char *path, dl_arena *arena, dl_lock_source **sources, size_t *count,
                 dl_error *error);

/* Writes the sources' lines, sorted, and the other lines that the file has. Leaves a file whose
 * bytes would not change alone. */
int dl_lock_write(const char *path, const dl_lock_source *sources, size_t count, dl_error *error);

#endif
