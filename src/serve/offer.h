/*
 * Candidates to offer: sentences of captured pages that may tell an event that stands in none of
 * the notebook's data files yet. Only reads.
 */
#ifndef SERVE_OFFER_H
#define SERVE_OFFER_H

#include "dateline/result.h"

typedef struct serve_offer_ask {
    const char *store_path, *folder;
    const dl_source *sources; /* that the run used */
    size_t source_count;
    const dl_str *files; /* that it read, below the folder */
    size_t file_count;
} serve_offer_ask;

/* {"files": [name...], "offers": [{id, url, title, date, actor, kind, what, due, due_said,
 * published}...]}: the files that hold a timeline as TSV or CSV, and what is new to all of them. */
int serve_offers(const serve_offer_ask *ask, dl_buf *json, dl_error *error);

#endif
