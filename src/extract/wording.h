/*
 * Two wordings of one passage compared by words: what was taken out and put in, and whether a
 * number or a negation is among it, which changes what a quotation says however few letters it
 * takes.
 */
#ifndef EXTRACT_WORDING_H
#define EXTRACT_WORDING_H

#include "dateline/evidence.h"
#include "extract/fold.h"

/* A word with its inner apostrophes, a number with its points, commas and sign, or one mark. A
 * character of a script without spaces (Han, kana, Thai) is a word of its own. */
typedef struct dl_token {
    size_t start, end; /* codes */
} dl_token;

/* The token that holds code i, or begins there. i must be less than the fold's count and no
 * space. */
dl_token dl_token_at(const dl_fold *fold, size_t i);

/* Whether a cut before code i goes through a token, and the nearest place that does not, outwards:
 * looked for within 64 codes, since a longer word is none. */
bool dl_token_is_split(const dl_fold *fold, size_t i);
size_t dl_token_snap_back(const dl_fold *fold, size_t i);
size_t dl_token_snap_ahead(const dl_fold *fold, size_t i);

/* What the word adds to the meaning. */
typedef enum dl_weight { DL_WEIGHT_PLAIN, DL_WEIGHT_NUMBER, DL_WEIGHT_NEGATION } dl_weight;
/* value: gets the number's canonical text ("three" and "3" are one); capacity bytes at most. */
dl_weight dl_token_weight(const dl_fold *fold, dl_token token, char *value, size_t capacity);

/* Whether one word says the contrary of the other: able, unable; before, after. */
bool dl_token_is_turned(const dl_fold *a, dl_token first, const dl_fold *b, dl_token second);

#endif
