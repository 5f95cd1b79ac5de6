/*
 * A page: a snapshot read as a document. dl_page_read turns bytes into title, authors, published
 * date, language, publisher, links and main text; the same bytes give the same page for ever
 * under one DL_EXTRACTOR_VERSION. Everything in a dl_page lives in its own arena.
 */
#ifndef DATELINE_PAGE_H
#define DATELINE_PAGE_H

#include <stdbool.h>

#include "dateline/arena.h"
#include "dateline/date.h"
#include "dateline/str.h"

enum { DL_EXTRACTOR_VERSION = 1 };

typedef struct dl_page {
    dl_arena arena;
    dl_str charset;  /* WHATWG name of what the bytes were read as */
    size_t replaced; /* ill-formed sequences among them, U+FFFD each */
    dl_str title;
    dl_str authors; /* separated by "; " */
    bool has_published;
    dl_date published;     /* as precise as the page tells it, never more */
    dl_str published_raw;  /* as the page writes it */
    dl_str published_from; /* which field: "json-ld", "meta article:published_time", "time", ... */
    dl_str lang;
    dl_str publisher;
    dl_str text;         /* main text: UTF-8, blocks separated by one blank line */
    dl_str html;         /* the document as UTF-8 */
    const dl_str *links; /* absolute where the base is known */
    size_t link_count;
} dl_page;

void dl_page_init(dl_page *page);
void dl_page_clear(dl_page *page);

/* body: bytes as captured; content_type: the header's value, may be empty; url: base for links.
 * HTML is read as HTML, JSON and text as their own text; other types give an empty text.
 * Bad bytes never fail: they become U+FFFD. Fails only for memory, or LIMIT_SIZE/LIMIT_TIME for
 * documents past the parser's bounds. */
int dl_page_read(dl_page *page, dl_str body, dl_str content_type, dl_str url, dl_error *error);

#endif
