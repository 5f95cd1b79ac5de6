/*
 * The claims of an HTML document: meta elements, JSON-LD, microdata, time elements, headings and
 * bylines, each with its rank. What is believed of them is dl_claim_best's business.
 */
#ifndef EXTRACT_METADATA_H
#define EXTRACT_METADATA_H

#include "extract/claim.h"
#include "extract/html.h"

void dl_metadata_collect(const GumboNode *document, dl_claims *claims);

/* Claims of one JSON-LD script (schema.org). Invalid JSON makes no claims. */
void dl_jsonld_collect(dl_str json, dl_claims *claims);

/* Appends title without the publisher's name, or without what heading (an h1) has not. */
void dl_title_clean(dl_str title, dl_str publisher, dl_str heading, dl_buf *out);

/* Ranks, by who is to be believed first. Published: what a publisher tells machines on purpose
 * comes before what it shows people, and both before guesses. */
enum {
    DL_RANK_TITLE_OG = 1,
    DL_RANK_TITLE_JSONLD,
    DL_RANK_TITLE_META,
    DL_RANK_TITLE_ELEMENT,
    DL_RANK_TITLE_HEADING,

    DL_RANK_PUBLISHED_JSONLD = 1,
    DL_RANK_PUBLISHED_ARTICLE,  /* meta article:published_time and its spellings */
    DL_RANK_PUBLISHED_ITEMPROP, /* microdata datePublished */
    DL_RANK_PUBLISHED_META,     /* publishers' and trackers' own names */
    DL_RANK_PUBLISHED_DC,       /* Dublin Core, Highwire Press */
    DL_RANK_PUBLISHED_TIME,     /* <time pubdate>, or with a class that says published */
    DL_RANK_PUBLISHED_URL,      /* /2024/02/15/ in the address */
    DL_RANK_PUBLISHED_DATE,     /* meta date: may be anything, mostly this */
    DL_RANK_PUBLISHED_ANY_TIME, /* the first <time datetime> */
    DL_RANK_PUBLISHED_BYLINE,   /* a visible date in an element whose class says date */
    DL_RANK_PUBLISHED_CREATED,  /* dateCreated, uploadDate */
    DL_RANK_PUBLISHED_HEADING,  /* the first short text with a date after the heading */

    DL_RANK_AUTHOR_JSONLD = 1,
    DL_RANK_AUTHOR_META,
    DL_RANK_AUTHOR_ITEMPROP,
    DL_RANK_AUTHOR_REL,
    DL_RANK_AUTHOR_BYLINE,

    DL_RANK_LANG_HTML = 1,
    DL_RANK_LANG_HTTP_EQUIV,
    DL_RANK_LANG_META,

    DL_RANK_PUBLISHER_OG = 1,
    DL_RANK_PUBLISHER_JSONLD,
    DL_RANK_PUBLISHER_META
};

#endif
