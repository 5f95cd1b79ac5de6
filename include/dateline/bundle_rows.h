/*
 * What a bundle's file holds: a SQLite database (application_id 0x646C6231, "dlb1") with the
 * store's own tables for snapshots, files in a table as `sqlite3 -A` has them (sqlar), and a
 * manifest, one line a file and a snapshot, each of which may be signed.
 */
#ifndef DATELINE_BUNDLE_ROWS_H
#define DATELINE_BUNDLE_ROWS_H

#include "dateline/store.h"

/* A new bundle at path, which must not be there. */
int dl_bundle_rows_create(dl_store **store, const char *path, dl_error *error);
/* A bundle from anywhere, read only: its journals are not looked at, and it is refused with
 * DL_ERR_STORE unless its tables, views and triggers are dateline's own to the letter. */
int dl_bundle_rows_open(dl_store **store, const char *path, dl_error *error);
/* True when the file begins as a bundle does. */
bool dl_is_bundle(const char *path);
/* Puts all into the one file; the bundle is closed with dl_store_close after it. */
int dl_bundle_rows_finish(dl_store *store, dl_error *error);

typedef struct dl_bundle_row {
    dl_str name;
    int mode;     /* as stat(2) has it */
    int64_t size; /* declared, of the file as it was */
    int64_t held; /* bytes that it takes in the bundle */
} dl_bundle_row;

/* Adds a regular file of mode 0644; its time is 0, so that the same files give the same bytes. */
int dl_bundle_rows_add(dl_store *store, dl_str name, dl_str bytes, dl_error *error);
/* By name; DL_ERR_LIMIT_SIZE when there are more than `most`. */
int dl_bundle_rows_list(dl_store *store, size_t most, dl_arena *arena, dl_bundle_row **rows,
                        size_t *count, dl_error *error);
/* The file's bytes; DL_ERR_STORE when they are not as many as it says. */
int dl_bundle_rows_read(dl_store *store, const dl_bundle_row *row, dl_buf *bytes, dl_error *error);

/* A line of the manifest, and its signature (64 bytes, or empty). */
typedef struct dl_manifest_line {
    dl_str text, signature;
} dl_manifest_line;
int dl_manifest_put(dl_store *store, const dl_manifest_line *line, dl_error *error);
int dl_manifest_list(dl_store *store, size_t most, dl_arena *arena, dl_manifest_line **lines,
                     size_t *count, dl_error *error);
/* Who signed: the public key (32 bytes) and the signature of the whole manifest; empty when nobody
 * did. */
int dl_manifest_set_signer(dl_store *store, dl_str key, dl_str signature, dl_error *error);
int dl_manifest_signer(dl_store *store, dl_arena *arena, dl_str *key, dl_str *signature,
                       dl_error *error);

/* Ids of all snapshots, in order. */
int dl_snapshot_ids(dl_store *store, size_t most, dl_arena *arena, int64_t **ids, size_t *count,
                    dl_error *error);
/* Copies a snapshot with its body and hops from one store into another, in its batch when one is
 * open; *copy is its id there. revalidated: the id there of the snapshot that it confirms, or 0. */
int dl_snapshot_carry(dl_store *from, int64_t id, dl_store *to, int64_t revalidated, int64_t *copy,
                      dl_error *error);
/* Whether the bodies that snapshots name are there and have their hashes: each is read once,
 * however many snapshots name it. */
int dl_snapshot_bodies_hold(dl_store *store, dl_error *error);
/* A text of all that a snapshot is, body by its hash: what a manifest hashes. The body is not read.
 */
int dl_snapshot_text(dl_store *store, int64_t id, dl_buf *text, dl_arena *arena, dl_str *url,
                     dl_error *error);

#endif
