/*
 * A quotation sought in a text: the places that hold its words, or come near, each with a score of
 * how well what stands around it agrees. What is proof is not decided here.
 */
#ifndef EXTRACT_SEEK_H
#define EXTRACT_SEEK_H

#include "dateline/evidence.h"
#include "extract/fold.h"
#include "extract/near.h"

typedef struct dl_seek {
    dl_fold text, words, prefix, suffix;
    bool has_hint;
    size_t hint; /* code of the text */
} dl_seek;

/* ask and text must outlive it. */
int dl_seek_init(dl_seek *seek, dl_str text, const dl_quote_ask *ask, dl_error *error);
void dl_seek_clear(dl_seek *seek); /* may be called twice */

typedef struct dl_place {
    size_t start, end; /* codes of the text; start == end: there is no place */
    size_t errors;
    double before, after; /* how well prefix and suffix agree; 1 where not asked */
    double score;
    size_t matches; /* places with as few errors */
    size_t ties;    /* of them, others that prefix and suffix do not tell from it */
} dl_place;

/* Fills before, after and score of a place whose start, end and errors are known. */
int dl_seek_score(const dl_seek *seek, dl_place *place, dl_error *error);

/* The best place that holds the same words. whole: neither end cuts a word or number in two. */
int dl_seek_exact(const dl_seek *seek, bool whole, dl_place *best, dl_error *error);
/* The best place with the fewest edits, at most `most` and 256; its ends are cluster boundaries. */
int dl_seek_near(const dl_seek *seek, size_t most, dl_place *best, dl_error *error);

/* Whether nothing was found. */
bool dl_place_is_none(const dl_place *place);
/* The bytes of a place; widened to whole words with `whole`. */
dl_str dl_place_source(const dl_seek *seek, const dl_place *place, bool whole);

/* The bytes of a near place in whole words, and with the words just beyond its ends where those
 * belong to it: the quotation's first and last word, or else a negation or number. */
dl_str dl_place_whole(const dl_seek *seek, const dl_place *place);

dl_codes dl_codes_of(const dl_fold *fold, size_t start, size_t end);

#endif
