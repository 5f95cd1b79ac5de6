/*
 * The page that is served: the HTML report cut into its blocks (a cell, a paragraph, a heading, the
 * sources), each with a number that it keeps while it is edited. What differs between two reports
 * is told as JSON: blocks that are new or changed, and their order where that is another.
 */
#ifndef SERVE_PAGE_H
#define SERVE_PAGE_H

#include "dateline/str.h"

typedef struct serve_page serve_page;

serve_page *serve_page_new(void); /* NULL when memory is gone */
void serve_page_free(serve_page *page);

/* Takes the place of the report before. Appends {"title", "head", "order", "blocks"} to event, of
 * which only blocks is always there; nothing where both are the same. */
int serve_page_take(serve_page *page, dl_str report, dl_buf *event, dl_error *error);
/* All of it as such an event. */
void serve_page_whole(const serve_page *page, dl_buf *event);

/* The document for a browser. position: the last event that is in it. script_hashes gets the
 * policy's names of the scripts, "'sha256-...' 'sha256-...'". */
void serve_page_document(const serve_page *page, dl_str name, dl_str position, dl_buf *out,
                         dl_buf *script_hashes);

#endif
