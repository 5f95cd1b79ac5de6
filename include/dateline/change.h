/*
 * What changed at a source between two of its snapshots, and what happened to it over all of them.
 * Both sides are read by this version's extractor, whatever read them before, so that a better
 * extractor is no change at the source. A change is never told as nothing: bytes that differ
 * without a word that does are told by what differs.
 */
#ifndef DATELINE_CHANGE_H
#define DATELINE_CHANGE_H

#include "dateline/cancel.h"
#include "dateline/date.h"
#include "dateline/diff.h"
#include "dateline/store.h"

/* In the order of what is looked at; the last that holds. */
typedef enum dl_change_class {
    DL_CHANGE_NONE,        /* the same bytes, or confirmed by a 304 */
    DL_CHANGE_COSMETIC,    /* markup, headers, white space, what is known to change by itself */
    DL_CHANGE_COUNTERS,    /* nothing but counts of signatures, views, ... */
    DL_CHANGE_METADATA,    /* title, authors, dates, address, ... but not the text */
    DL_CHANGE_SUBSTANTIVE, /* the text */
    DL_CHANGE_EVIDENCE,    /* the text, where evidence stands in it */
    DL_CHANGE_GONE,        /* 404, 410, a page that says so, a redirect to the home page */
    DL_CHANGE_BLOCKED,     /* 401, 403, 429, 451, a captcha, a login wall */
    DL_CHANGE_FAILING,     /* any other answer that is no page */
    DL_CHANGE_BACK         /* a page again, after one of those three, and no other than before */
} dl_change_class;
const char *dl_change_class_word(dl_change_class class);
/* What a reader of the source would want to be told of: METADATA and all after it. */
bool dl_change_matters(dl_change_class class);

enum {
    DL_FLAG_SILENT_EDIT = 1,       /* the text changed while the page's modified date did not */
    DL_FLAG_PUBLISHED_CHANGED = 2, /* the publication date is another, or is gone */
    DL_FLAG_BACKDATED = 4,         /* it certainly moved back */
    DL_FLAG_MODIFIED_ONLY = 8,     /* the modified date changed while the text did not */
    DL_FLAG_REDIRECTED = 16,       /* answers from another address than before */
    DL_FLAG_NUMBER = 32,           /* a number changed inside a sentence */
    DL_FLAG_NEGATION = 64,         /* a "not" came or went inside a sentence */
    DL_FLAG_RESTORED = 128,        /* the text is as it was before: see as_it_was */
    DL_FLAG_ALTERNATES = 256,      /* the text goes back and forth between the same states */
    DL_FLAG_COARSE = 512,          /* too much changed to align it at best */
    DL_FLAG_NO_TEXT = 1024,        /* there is no text to compare: all there is are the bytes */
    DL_FLAG_BACK = 2048            /* it was gone, blocked or failing in between */
};
/* The word of one flag: "silent edit". NULL for what is none. */
const char *dl_change_flag_word(unsigned flag);
enum { DL_CHANGE_FLAGS = 12 }; /* 1 << 0 to 1 << 11 */

/* Something that differs beside the text: a field of metadata, or what was left out of account. */
typedef struct dl_change_field {
    dl_str name; /* "title", "published", ...; "markup", "headers", "form", "relative", ... */
    dl_str before, after;
} dl_change_field;

typedef struct dl_change {
    dl_arena arena;
    dl_change_class class;
    unsigned flags;
    dl_snapshot before, after;       /* without bodies */
    dl_str before_text, after_text;  /* main texts */
    dl_diff diff;                    /* of them */
    const dl_change_field *metadata; /* what a page says of itself, where it differs */
    size_t metadata_count;
    const dl_change_field *ignored; /* what differs and was left out of account, and why */
    size_t ignored_count;
    dl_date when;      /* between the two captures */
    dl_str reason;     /* GONE, BLOCKED, FAILING: "404 Not Found", "login wall", ... */
    int64_t as_it_was; /* RESTORED, ALTERNATES: the snapshot that had this text; else 0 */
    int64_t as_it_was_us;
    dl_str summary; /* one sentence, never empty */
} dl_change;

void dl_change_init(dl_change *change);
void dl_change_clear(dl_change *change); /* may be called twice */

/* From one snapshot to another, as they are given. evidence: spans of the earlier page's text, as
 * this extractor reads it, that count besides the evidence that the store keeps from the source;
 * may be NULL. Earlier captures of the same source teach what changes by itself. */
int dl_change_between(dl_store *store, int64_t before, int64_t after, const dl_diff_span *evidence,
                      size_t evidence_count, dl_change *change, dl_error *error);
/* The last two snapshots of a URL that differ in what they show; the newest two when none do.
 * DL_ERR_NOT_FOUND with fewer than two. */
int dl_change_latest(dl_store *store, dl_str url, dl_change *change, dl_error *error);
/* From the snapshot before this one of the same source; when the page is back, from the last one
 * that showed it. *there is false for a source's first snapshot. */
int dl_change_since(dl_store *store, int64_t snapshot, dl_change *change, bool *there,
                    dl_error *error);

/* How many items of that kind count: without what is ignored or a counter. */
size_t dl_change_count(const dl_change *change, dl_diff_kind kind);
/* Why an item of the text is left out of account, in a few words; NULL for one that counts, or is a
 * counter. */
const char *dl_change_why_ignored(const dl_diff_item *item);
/* Marks of items that do not count as a change of the text. */
enum { DL_CHANGE_APART = DL_DIFF_COUNTER | DL_DIFF_RELATIVE | DL_DIFF_VOLATILE };

/* Something that happened to a source. */
typedef struct dl_source_event {
    dl_str id;        /* unique in its store: "s12-changed", "s12-counted.2" */
    const char *kind; /* published, captured, changed, silent-edit, redated, updated, counted,
                         taken-down, blocked, failing, back, redirected */
    dl_date date;     /* of a page, or the time between the two captures that show it */
    dl_str what;      /* one sentence */
    dl_str actor;     /* the publisher that the page names, or the host */
    dl_str url;
    int64_t snapshot, before; /* that show it; before is 0 where one does */
} dl_source_event;
/* In order of captures. Everything lives in arena. DL_ERR_NOT_FOUND when nothing is captured; the
 * reason of cancel (which may be NULL) when it is set on the way. */
int dl_source_events(dl_store *store, dl_str url, const dl_cancel *cancel, dl_arena *arena,
                     dl_source_event **events, size_t *count, dl_error *error);

#endif
