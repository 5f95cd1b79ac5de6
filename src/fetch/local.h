/*
 * Files as sources: plain paths and file: URLs, below the notebook's folder and nowhere else,
 * captured like pages. A file that is gone is read from its last capture. Private to src/fetch.
 */
#ifndef FETCH_LOCAL_H
#define FETCH_LOCAL_H

#include "dateline/fetch.h"

int dl_local_get(dl_store *store, const dl_fetch_options *options, dl_str asked, dl_arena *arena,
                 dl_snapshot *snapshot, dl_fetch_from *from, dl_error *error);

#endif
