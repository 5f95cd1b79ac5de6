/*
 * Approximate search: where a pattern stands in a text with the fewest edits (insertions,
 * deletions and substitutions of one code). Myers' bit-parallel algorithm over blocks of 64 codes
 * (J. ACM 46:3, 1999) with Ukkonen's cut-off: time is at most text times blocks of the pattern,
 * and that product is bounded.
 */
#ifndef EXTRACT_NEAR_H
#define EXTRACT_NEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dateline/error.h"

/* The longest pattern, in codes; and the most block steps that one search may need. They hold a
 * search below about a second, and a pattern of the longest kind to texts of 4 million codes. */
enum { DL_NEAR_LONGEST = 4096, DL_NEAR_STEPS = 1 << 28 };

/* A text or a pattern: a view. */
typedef struct dl_codes {
    const uint32_t *at;
    size_t count;
} dl_codes;

typedef struct dl_near {
    size_t start, end; /* codes of the text */
    size_t errors;
} dl_near;

/* All that stands with the fewest errors, by its end; at most `room`, *count is past it when there
 * are more. Of the beginnings that fit, the earliest. Nothing when more than most_errors are needed
 * or one side is empty. DL_ERR_LIMIT_SIZE past the bounds above. */
int dl_near_search(dl_codes text, dl_codes words, size_t most_errors, dl_near *found, size_t room,
                   size_t *count, dl_error *error);

/* 1 for a text that holds the words, less for each edit that it takes, 0 when as many are needed
 * as they have codes, or one side is empty. */
int dl_near_score(dl_codes text, dl_codes words, double *score, dl_error *error);

/* Overlapping occurrences of the words, in order, in linear time (Knuth, Morris, Pratt). Calls
 * hit until it returns false. */
typedef bool dl_hit_function(void *data, size_t start);
int dl_exact_search(dl_codes text, dl_codes words, dl_hit_function *hit, void *data,
                    dl_error *error);

#endif
