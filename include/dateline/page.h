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

enum { DL_EXTRACTOR_VERSION = 5 };

/* One field as one part of the page tells it. What the page's fields hold is a choice among these:
 * the lowest rank that can be read; of dates the paper's own day where its clock is on the page. */
typedef struct dl_page_claim {
    const char *field; /* "title", "author", "published", "modified", "lang", "publisher",
                          "canonical", "excerpt" */
    dl_str raw;        /* as the page writes it */
    dl_str value;      /* a date as EDTF, empty where it cannot be read; else raw */
    dl_str from;       /* "json-ld", "meta og:title", "time", "byline", "url", ... */
    int rank;          /* lower is believed first; ranks of one field compare with each other */
    bool chosen;
    bool conflict; /* a strong basis that tells another day than the chosen one, or a modification
                      before the publication */
} dl_page_claim;

typedef struct dl_link {
    dl_str url;  /* absolute where the base is known */
    dl_str text; /* what a reader sees of it, on one line */
    dl_str rel;  /* the attribute: "nofollow", "author", ... */
} dl_link;

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
    bool has_modified;
    dl_date modified;
    dl_str modified_raw, modified_from;
    dl_str lang;
    dl_str publisher;
    dl_str canonical; /* absolute, empty where the page tells none */
    dl_str excerpt;   /* the page's description of itself, else its first paragraph */
    dl_str text;      /* main text: UTF-8; see below */
    dl_str html;      /* the document as UTF-8 */
    const dl_str *links;
    const dl_link *anchors; /* the same links with their text, in the same order */
    size_t link_count;
    const dl_page_claim *claims; /* by field, then in document order */
    size_t claim_count;
} dl_page;

/* The form of text, for ever the same for the same bytes and extractor version: NFC; blocks
 * (paragraphs, headings, list items, quotations, tables) separated by one blank line; a <br> and a
 * table's row end a line within a block; cells of a row are separated by a tab; runs of other white
 * space are one space. A list's item begins with "- ", each block of a quotation with "> ". Nothing
 * is escaped, and nothing else is marked. */

void dl_page_init(dl_page *page);
void dl_page_clear(dl_page *page);

/* body: bytes as captured; content_type: the header's value, may be empty; url: base for links; one
 * that is not UTF-8 is none. HTML is read as HTML, JSON and text as their own text; other types
 * give an empty text. Bad bytes never fail: they become U+FFFD. Fails only for memory, or
 * LIMIT_SIZE/LIMIT_TIME for documents past the parser's bounds. */
int dl_page_read(dl_page *page, dl_str body, dl_str content_type, dl_str url, dl_error *error);

#endif
