/*
 * NAME.lock, beside a notebook: sorted JSON Lines that say what its results were made from: one
 * line a source, one a cell, one a file that a cell read, and one with the date that the run took
 * for today where the notebook names none. Lines of other kinds are kept as they are. A line
 * changes only when what it tells of does, so that the file's diff is a change at a source or in a
 * result.
 */
#ifndef DATELINE_LOCK_H
#define DATELINE_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/arena.h"
#include "dateline/str.h"

typedef struct dl_lock_source {
    dl_str url;         /* as the notebook asks for it */
    dl_str final_url;   /* after redirects */
    dl_str sha256;      /* of the bytes: custody */
    dl_str text_sha256; /* of the normalised text: meaning; empty where nothing was read */
    int status;
    int64_t captured_at_us; /* which capture, where several have these bytes; 0 for a file */
    dl_str missing;         /* why it could not be had; then url is all that is known */
} dl_lock_source;

typedef struct dl_lock_cell {
    dl_str id;
    dl_str code;           /* SHA-256 of the cell's code, hex */
    const dl_str *reads;   /* globals of the notebook, sorted */
    const dl_str *writes;  /* that it assigns or changes */
    const dl_str *sources; /* URLs that it asked for, sorted */
    size_t read_count, write_count, source_count;
    bool all;   /* it may read and write every global */
    dl_str out; /* SHA-256 of its result (dl_result_hash), hex */
} dl_lock_cell;

/* A file beside the notebook that a cell read by its name: data, or what it includes. */
typedef struct dl_lock_file {
    dl_str path;   /* as the notebook asks for it */
    dl_str sha256; /* of its bytes */
} dl_lock_file;

typedef struct dl_lock {
    dl_lock_source *sources;
    size_t source_count;
    dl_lock_file *files;
    size_t file_count;
    dl_lock_cell *cells;
    size_t cell_count;
    dl_str as_of; /* EDTF; empty where the notebook names its own */
} dl_lock;

/* DL_ERR_NOT_FOUND without a lock; DL_ERR_SYNTAX with line for a line that is none of a lock's.
 * Strings are in the arena. */
int dl_lock_load(const char *path, dl_arena *arena, dl_lock *lock, dl_error *error);
/* Writes the lock's lines, sorted, and the file's lines of other kinds. Leaves a file whose bytes
 * would not change alone. */
int dl_lock_save(const char *path, const dl_lock *lock, dl_error *error);

/* A lock's text; place is how errors call it. */
int dl_lock_parse(dl_str text, const char *place, dl_arena *arena, dl_lock *lock, dl_error *error);
/* The bytes that dl_lock_save writes where there is no file yet. */
int dl_lock_print(const dl_lock *lock, dl_buf *out, dl_error *error);

#endif
