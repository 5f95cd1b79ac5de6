/*
 * Evidence is a quotation anchored in a text: W3C Web Annotation's TextQuoteSelector (exact,
 * prefix, suffix) with a position. Here is the part that needs no store: finding the words, saying
 * how they were found, and telling what became of them in a later text. Words are compared after
 * normalisation (NFKC, quotation marks, dashes, white space); offsets are those of the text.
 */
#ifndef DATELINE_EVIDENCE_H
#define DATELINE_EVIDENCE_H

#include <stdbool.h>

#include "dateline/arena.h"
#include "dateline/str.h"

/* Of normalisation and search: kept with every quotation. */
enum { DL_QUOTE_VERSION = 1 };

/* What counts as proof: a passage that is only near the quotation has at most this share of edits,
 * and the quotation at least this many characters. Text around it may differ by the same share. */
enum { DL_NEAR_PERCENT = 15, DL_NEAR_LEAST = 20 };

typedef enum dl_how {
    DL_HOW_NONE,
    DL_HOW_EXACT,      /* byte for byte */
    DL_HOW_NORMALISED, /* the same words in other characters */
    DL_HOW_NEAR        /* a few letters apart */
} dl_how;
const char *dl_how_word(dl_how how); /* "exact", "normalised", "near"; "" for none */
dl_how dl_how_of(dl_str word);

/* What is looked for. prefix and suffix, which may be empty, tell several places apart. */
typedef struct dl_quote_ask {
    dl_str exact, prefix, suffix;
    bool has_hint;
    size_t hint; /* byte offset where it once stood: counts little, breaks ties */
} dl_quote_ask;

/* --- search: the best passage, and how good it is ------------------------------------------- */

typedef struct dl_match {
    dl_how how;        /* NONE: nothing within the bound */
    size_t start, end; /* bytes of the text */
    size_t errors;     /* edits, in characters after normalisation */
    double score;      /* 0 to 1: quotation 50, prefix 20, suffix 20, position 2, by their weight */
    double context;    /* 0 to 1: the poorer of what stands before and after; 1 where not asked */
    size_t matches;    /* passages as near as it */
    size_t ties;       /* of those, others with the same prefix and suffix score */
} dl_match;

/* The best passage with at most near_percent of edits, and 256 of them (0: the same words only).
 * Near passages are looked for where the quotation has at most 4,096 characters, and text times
 * quotation is at most 2^34 (a page of 4 MB for the longest): else DL_ERR_LIMIT_SIZE. */
int dl_quote_search(dl_str text, const dl_quote_ask *ask, unsigned near_percent, dl_match *match,
                    dl_error *error);

/* --- proof ------------------------------------------------------------------------------------ */

typedef struct dl_quote {
    dl_str exact, prefix, suffix; /* views of the text: the words as they stand there */
    size_t start, end;            /* bytes of the text */
    size_t matches;               /* places that hold the same words */
    dl_how how;
    double score;
} dl_quote;

/* Anchors the words, or says in the error what the text says instead. DL_ERR_USAGE for no words;
 * DL_ERR_EVIDENCE when they are not there, when a number or a negation differs, or when they stand
 * at several places that prefix and suffix do not tell apart. near: a near passage will do. */
int dl_quote_find(dl_str text, const dl_quote_ask *ask, bool near, dl_quote *quote,
                  dl_error *error);

/* Appends what was asked, normalised: the same for two ways to write one question. */
int dl_quote_key(const dl_quote_ask *ask, dl_buf *key, dl_error *error);

/* Integrity: the words stand in the text where the quotation says, to the byte. */
bool dl_quote_holds(dl_str text, const dl_quote *quote);

/* Drift: what became of a quotation in a later text of its source. */
typedef enum dl_drift {
    DL_DRIFT_INTACT,    /* the same words at the same place */
    DL_DRIFT_MOVED,     /* the same words at another place */
    DL_DRIFT_CHANGED,   /* other words: see detail */
    DL_DRIFT_AMBIGUOUS, /* at several places, none of which is told apart by what stands around it
                         */
    DL_DRIFT_GONE
} dl_drift;
const char *dl_drift_word(dl_drift verdict);
dl_drift dl_drift_of(dl_str word);     /* DL_DRIFT_GONE for what is none */
bool dl_drift_holds(dl_drift verdict); /* intact or moved */

/* same_places: both texts were made by one extractor, so that offsets can be compared. detail gets
 * a sentence, or the passage with what was taken out as [-words-] and what was put in as {+words+};
 * nothing for what is intact. *now: where it stands now; how NONE when gone. */
int dl_quote_verify(dl_str text, const dl_quote *pinned, bool same_places, dl_drift *verdict,
                    dl_quote *now, dl_buf *detail, dl_error *error);

/* --- wording ---------------------------------------------------------------------------------- */

/* NUMBER: numbers, sizes and parts of dates, in digits or English words. NEGATION: words that deny,
 * in a dozen languages, and words turned into their opposite (English). */
enum { DL_CHANGE_WORDS = 1, DL_CHANGE_NUMBER = 2, DL_CHANGE_NEGATION = 4 };

/* Compares two wordings word by word; *changes is the sum of the above, 0 for the same words.
 * Appends "so [-old-] {+new+} so" to diff, long stretches of the same shortened; diff may be NULL.
 */
int dl_wording_compare(dl_str before, dl_str after, unsigned *changes, dl_buf *diff,
                       dl_error *error);

#endif
