/*
 * The claims of an HTML document: meta elements, JSON-LD, microdata, time elements, headings and
 * bylines, each with its rank. What is believed of them is dl_claim_best's business.
 */
#ifndef EXTRACT_METADATA_H
#define EXTRACT_METADATA_H

#include "extract/claim.h"
#include "extract/html.h"

void dl_metadata_collect(const GumboNode *document, dl_claims *claims);

/* Claims of one meta element. */
void dl_meta_collect(const GumboNode *node, dl_claims *claims);

/* Claims of one JSON-LD script (schema.org). What is not JSON makes claims of its dates alone. */
void dl_jsonld_collect(dl_str json, dl_claims *claims);
/* Claims of those that some script only refers to; after all scripts: another may name them. */
void dl_jsonld_finish(dl_claims *claims);

/* Claims of an element with itemprop, by the item that it belongs to (schema.org). */
void dl_microdata_collect(const GumboNode *node, dl_str itemprop, dl_claims *claims);

/* Whether node tells of a comment on the page, and not of the page. */
bool dl_microdata_is_reply(const GumboNode *node);

/* Dates under a name that says "published", in a script that is no JSON-LD; NUL-terminated, as
 * dl_html_raw gives it. */
void dl_script_collect(dl_str script, dl_claims *claims);

/* Appends title without the publisher's name, or without what heading (an h1) has not. */
void dl_title_clean(dl_str title, dl_str publisher, dl_str heading, dl_buf *out);

/* The name within "By Jane Doe | 3 May 2024"; empty when what is left is no name. */
dl_str dl_byline_name(dl_str shown);
/* Name without "By". */
dl_str dl_byline_without_by(dl_str name);

/* Ranks, by who is to be believed first. Published: what a publisher tells machines on purpose
 * comes before what it shows people, and both before guesses. */
enum {
    DL_RANK_TITLE_JSONLD = 1, /* the headline; Open Graph's may be made for sharing */
    DL_RANK_TITLE_DC,
    DL_RANK_TITLE_OG,
    DL_RANK_TITLE_META,
    DL_RANK_TITLE_ELEMENT,
    DL_RANK_TITLE_HEADING,

    DL_RANK_PUBLISHED_JSONLD = 1,
    DL_RANK_PUBLISHED_ARTICLE,  /* meta article:published_time and its spellings */
    DL_RANK_PUBLISHED_ITEMPROP, /* microdata datePublished */
    DL_RANK_PUBLISHED_META,     /* publishers' and trackers' own names */
    DL_RANK_PUBLISHED_TIME,     /* <time pubdate>, or with a class that says published */
    DL_RANK_PUBLISHED_LABEL,    /* visible, after "Published", "Erstellt am" and the like */
    DL_RANK_PUBLISHED_STRONG =
        DL_RANK_PUBLISHED_LABEL, /* what disagrees up to here is a conflict */
    DL_RANK_PUBLISHED_DC,        /* Dublin Core, Highwire Press */
    DL_RANK_PUBLISHED_URL,       /* /2024/02/15/ in the address */
    DL_RANK_PUBLISHED_DATE,      /* meta date: may be anything, mostly this */
    DL_RANK_PUBLISHED_ANY_TIME,  /* a <time datetime> near the heading */
    DL_RANK_PUBLISHED_BYLINE,    /* a visible date in an element whose class says date */
    DL_RANK_PUBLISHED_CREATED,   /* dateCreated, uploadDate */
    DL_RANK_PUBLISHED_HEADING,   /* a short text with a date near the heading */
    DL_RANK_PUBLISHED_SCRIPT,    /* a script's variable */
    DL_RANK_PUBLISHED_FAR,       /* a date that stands alone elsewhere */

    DL_RANK_MODIFIED_JSONLD = 1,
    DL_RANK_MODIFIED_ARTICLE,
    DL_RANK_MODIFIED_ITEMPROP,
    DL_RANK_MODIFIED_META,
    DL_RANK_MODIFIED_DC,
    DL_RANK_MODIFIED_TIME,
    DL_RANK_MODIFIED_LABEL,

    DL_RANK_AUTHOR_JSONLD = 1,
    DL_RANK_AUTHOR_DC,
    DL_RANK_AUTHOR_META,
    DL_RANK_AUTHOR_ITEMPROP,
    DL_RANK_AUTHOR_REL,
    DL_RANK_AUTHOR_BYLINE,
    DL_RANK_AUTHOR_PAGE,   /* of the page around the article */
    DL_RANK_AUTHOR_HANDLE, /* "@name" */

    DL_RANK_LANG_HTML = 1,
    DL_RANK_LANG_HTTP_EQUIV,
    DL_RANK_LANG_META,

    DL_RANK_PUBLISHER_JSONLD = 1,
    DL_RANK_PUBLISHER_OG,
    DL_RANK_PUBLISHER_META,

    DL_RANK_CANONICAL_LINK = 1,
    DL_RANK_CANONICAL_OG,
    DL_RANK_CANONICAL_JSONLD,

    DL_RANK_EXCERPT_JSONLD = 1,
    DL_RANK_EXCERPT_DC,
    DL_RANK_EXCERPT_OG,
    DL_RANK_EXCERPT_META,
    DL_RANK_EXCERPT_TWITTER,
    DL_RANK_EXCERPT_TEXT
};

#endif
