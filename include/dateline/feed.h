/*
 * A feed: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1, read into one model. What
 * is not told stays empty; dates keep the precision and zone that they were written with, and
 * their raw text. Everything in a dl_feed lives in its own arena; a view into it lives as long.
 */
#ifndef DATELINE_FEED_H
#define DATELINE_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dateline/arena.h"
#include "dateline/date.h"
#include "dateline/str.h"

/* Text with its kind: "text/plain", "text/html", "application/xhtml+xml", or another media type as
 * the feed gives it. HTML is kept as its source, with relative addresses made absolute. */
typedef struct dl_feed_text {
    dl_str value;
    dl_str type;
    dl_str base; /* address that relative ones were resolved against; may be empty */
    dl_str lang;
    dl_str src; /* address of content that stands elsewhere; value is empty then */
} dl_feed_text;

typedef struct dl_feed_date {
    bool known; /* date is set; raw may be there without it */
    dl_date date;
    dl_str raw; /* as the feed writes it */
} dl_feed_date;

typedef struct dl_feed_person {
    dl_str name, email, uri, avatar;
} dl_feed_person;

/* Attributes as written, href absolute where a base is known, and empty where a link was written
 * without one. rel is never empty: "alternate", "enclosure", "self", "next", "hub", ... */
typedef struct dl_feed_link {
    dl_str href, rel, type, title, length, hreflang;
} dl_feed_link;

typedef struct dl_feed_category {
    dl_str term, scheme, label;
} dl_feed_category;

typedef struct dl_feed_picture {
    dl_str url, title, link, width, height, description;
} dl_feed_picture;

/* media:content and media:thumbnail (Media RSS); attributes as written. */
typedef struct dl_feed_media {
    bool thumbnail;
    dl_str url, type, medium, title, width, height, duration, length;
} dl_feed_media;

/* An element of a vocabulary that has no place of its own above. */
typedef struct dl_feed_extra {
    dl_str space; /* namespace name (a URI); empty for none */
    dl_str name;  /* as written, with its prefix: "slash:comments" */
    dl_str value; /* its text */
} dl_feed_extra;

typedef struct dl_feed_itunes {
    dl_str duration, episode, season, subtitle, summary;
    bool block;
    int explicit_word; /* -1 not told, 0 clean, 1 explicit */
} dl_feed_itunes;

/* What a feed, an entry and an entry's source have in common. */
typedef struct dl_feed_about {
    dl_str id;
    dl_feed_text title;
    dl_str title_text;    /* title as one line of plain text */
    dl_feed_text summary; /* Atom summary or subtitle, RSS description */
    dl_feed_text rights;
    dl_str link; /* the first alternate link, else a permanent guid; absolute */
    const dl_feed_link *links;
    size_t link_count;
    const dl_feed_person *authors;
    size_t author_count;
    const dl_feed_person *contributors;
    size_t contributor_count;
    dl_feed_person publisher; /* dc:publisher, webMaster, itunes:owner */
    const dl_feed_category *categories;
    size_t category_count;
    dl_feed_date published, updated, created, expires;
    dl_feed_picture image;
    dl_str icon, logo;
    dl_str lang;
    dl_str generator, generator_uri, generator_version;
    const dl_feed_media *media;
    size_t media_count;
    dl_feed_itunes itunes;
    const dl_feed_extra *extras;
    size_t extra_count;
} dl_feed_about;

typedef struct dl_feed_entry {
    dl_feed_about about;
    bool id_is_link; /* RSS: a guid that is a permalink */
    const dl_feed_text *contents;
    size_t content_count;
    dl_str comments;             /* page with comments */
    dl_str comments_feed;        /* wfw:commentRss */
    const dl_feed_about *source; /* feed that the entry was taken from; NULL where not told */
} dl_feed_entry;

typedef struct dl_feed {
    dl_arena arena;
    dl_str format;  /* "rss 2.0", "rss 1.0", "atom 0.3", "atom 1.0", "json 1.1", ... */
    dl_str charset; /* what the bytes were read as: WHATWG name, "utf-32be", "utf-32le" */
    /* False when the feed had to be repaired to be read, or came as what no feed is; fault says
     * why, and where. */
    bool well_formed;
    dl_str fault;
    int fault_line, fault_column; /* 1-based, 0 where unknown */
    dl_feed_about about;
    const dl_feed_entry *entries;
    size_t entry_count;
    dl_feed_text info;   /* Atom 0.3: a note to whoever opens the feed in a browser */
    dl_str next;         /* next page: RFC 5005 rel=next, JSON Feed next_url */
    dl_str hub;          /* WebSub hub */
    dl_str docs;         /* RSS docs */
    int64_t ttl_minutes; /* RSS ttl, 0 where not told */
    int64_t interval_s;  /* the shortest wait between polls that the feed asks for; 0: none */
    uint32_t skip_hours; /* bit h: nothing new in hour h (UTC) */
    uint32_t skip_days;  /* bit d: nothing new on weekday d, 0 = Monday */
    bool expired;        /* JSON Feed: there will be no more */
} dl_feed;

/* A capture, for what is more than its bytes; all but body may be empty. */
typedef struct dl_feed_source {
    dl_str body;
    dl_str content_type;     /* header's value */
    dl_str url;              /* final address: base of relative ones */
    dl_str content_location; /* header's value (RFC 9110 §8.7) */
    dl_str content_language; /* header's value */
} dl_feed_source;

enum { DL_FEED_MOST_ENTRIES = 32768 };

void dl_feed_init(dl_feed *feed);
void dl_feed_clear(dl_feed *feed); /* may be called twice */

/* Reads body as a feed. Nothing is fetched: no DTD, no external entity. XML that is not well formed
 * is read as far as it can be, and well_formed tells. DL_ERR_SYNTAX with line and column for what
 * is no feed; DL_ERR_LIMIT_SIZE for entities that grow without measure, for bodies past the
 * limit and for more than DL_FEED_MOST_ENTRIES; DL_ERR_MEMORY. */
int dl_feed_read(dl_feed *feed, dl_str body, dl_str content_type, dl_str url, dl_error *error);
int dl_feed_read_source(dl_feed *feed, const dl_feed_source *source, dl_error *error);

/* Appends text as plain text, blocks separated by one blank line. */
int dl_feed_plain(const dl_feed_text *text, dl_buf *out, dl_error *error);
/* The same for what an entry says: its first content with text, else its summary. */
int dl_feed_entry_text(const dl_feed_entry *entry, dl_buf *out, dl_error *error);

/* A feed that a page names. declared: by <link rel=alternate> with a feed's type; else it is only
 * an address that looks like one. */
typedef struct dl_feed_found {
    dl_str url, type, title;
    bool declared;
} dl_feed_found;

/* Feeds of a page, declared ones first, each address once. html: UTF-8; url: base of its links.
 * The list lives in arena. */
int dl_feed_find(dl_str html, dl_str url, dl_arena *arena, const dl_feed_found **found,
                 size_t *count, dl_error *error);

#endif
