/*
 * A bundle, NAME.dateline: one file to send. It holds a notebook with its lock, its data files,
 * what came of it, and every capture that it used, and runs with nothing else on any machine. A
 * SQLite database: files in a table sqlar, captures as in the store (see bundle_rows.h).
 */
#ifndef DATELINE_BUNDLE_H
#define DATELINE_BUNDLE_H

#include "dateline/store.h"

typedef struct dl_bundle_file {
    dl_str name; /* below the notebook's folder, "/" between its parts */
    dl_str bytes;
} dl_bundle_file;

typedef struct dl_bundle_contents {
    dl_str notebook; /* the name of the file that runs */
    const dl_bundle_file *files;
    size_t file_count;
    dl_store *store; /* where the snapshots are; may be NULL when there are none */
    const int64_t *snapshots;
    size_t snapshot_count;
    const unsigned char *secret; /* 32 bytes of an Ed25519 key; NULL: not signed */
    /* Reads the captures as pages, so that the bundle can be searched; may be NULL. */
    int (*read_pages)(dl_store *bundle, dl_error *error);
} dl_bundle_contents;

/* Writes path anew, whole or not at all; the same contents give the same bytes. DL_ERR_USAGE for a
 * name that dl_bundle_name_fault finds fault with. */
int dl_bundle_write(const char *path, const dl_bundle_contents *contents, dl_error *error);

/* Why a file may not be called so in a bundle ("it leads out of the folder"); NULL when it may. */
const char *dl_bundle_name_fault(dl_str name);
/* Whether the name is one that other programs take settings from (a part begins with "."): it is
 * never unpacked. */
bool dl_bundle_name_hidden(dl_str name);

typedef struct dl_bundle dl_bundle;

/* Opens a bundle from anywhere and holds all of it against its manifest. DL_ERR_STORE for what is
 * no bundle, unsafe or damaged, DL_ERR_LIMIT_SIZE past 10,000 files, 10,000 captures, 256 MiB of
 * files or 200 times their packed size, DL_ERR_EVIDENCE for what was changed after it was signed,
 * which the message names. Nothing is written. */
int dl_bundle_open(dl_bundle **bundle, const char *path, dl_error *error);
void dl_bundle_close(dl_bundle *bundle); /* NULL is fine */

dl_str dl_bundle_notebook(const dl_bundle *bundle);
/* "ed25519:" and the public key in base64; NULL when nobody signed. */
const char *dl_bundle_signer(const dl_bundle *bundle);

/* Writes the files below folder, which is new and empty, and the captures into folder/dateline.db.
 * ignored is told of each file that is left out; may be NULL. */
int dl_bundle_unpack(dl_bundle *bundle, const char *folder,
                     void (*ignored)(void *user, dl_str name), void *user, dl_error *error);

/* The notebook and the lock that an HTML report carries (see dl_report_html), in the arena; lock
 * is empty when it has none. DL_ERR_NOT_FOUND when there is no notebook in it. */
int dl_report_carried(dl_str html, dl_arena *arena, dl_str *name, dl_str *notebook, dl_str *lock,
                      dl_error *error);

#endif
