/*
 * A capture: a source fetched (or replayed), read as a page, and indexed for search, in one call.
 * What notebooks and the command mean by "fetch". Owns its arenas until dl_capture_clear.
 */
#ifndef DATELINE_CAPTURE_H
#define DATELINE_CAPTURE_H

#include "dateline/fetch.h"
#include "dateline/page.h"
#include "dateline/source.h"

typedef struct dl_capture {
    dl_arena arena; /* the snapshot's strings */
    dl_snapshot snapshot;
    dl_fetch_from from;
    dl_page page;
    bool unread;      /* the snapshot has no body yet and the page says nothing: dl_capture_load */
    dl_str published; /* EDTF of page.published; empty when the page tells none */
    dl_memento memento;
} dl_capture;

void dl_capture_init(dl_capture *capture);
void dl_capture_clear(dl_capture *capture); /* may be called twice */

/* store is the one that fetch was made with. What came from elsewhere than the store is indexed.
 * Errors are those of dl_fetch_ask and dl_page_read. */
int dl_capture_ask(dl_fetch *fetch, dl_store *store, const dl_ask *ask, dl_capture *capture,
                   dl_error *error);

/* Holds a snapshot that dl_fetch_all told of, unread: many of them take little room. */
int dl_capture_hold(dl_capture *capture, const dl_snapshot *snapshot, dl_fetch_from from,
                    dl_error *error);
/* Reads one that is held: body, page and index. Does nothing for one that is read. */
int dl_capture_load(dl_store *store, dl_capture *capture, dl_error *error);

/* Reads and indexes what was captured and not read yet, so that search and the pages view know it;
 * *count: how many. Pages that cannot be read are indexed without text. */
int dl_capture_read_rest(dl_store *store, const dl_cancel *cancel, size_t *count, dl_error *error);

/* The page as an archive had it near date (dl_source_at), links as the archived page's own. */
int dl_capture_at(dl_fetch *fetch, dl_store *store, dl_str url, const dl_date *date,
                  const dl_source_options *options, dl_capture *capture, dl_error *error);

#endif
