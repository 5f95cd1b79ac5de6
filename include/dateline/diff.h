/*
 * What changed between two texts, sentence by sentence: added, removed, reworded (with the words
 * that changed), moved. Plain data over views of both texts; their items tile each text, so that
 * both can be put together again from them. The same two texts give the same diff for ever.
 */
#ifndef DATELINE_DIFF_H
#define DATELINE_DIFF_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/arena.h"
#include "dateline/str.h"

typedef enum dl_diff_kind {
    DL_DIFF_SAME,       /* one or more sentences, byte for byte */
    DL_DIFF_FORM,       /* the same words in other white space, quotation marks or dashes */
    DL_DIFF_ADDED,      /* only in the later text */
    DL_DIFF_REMOVED,    /* only in the earlier text */
    DL_DIFF_REWORDED,   /* in both, in other words: see pieces */
    DL_DIFF_MOVED_AWAY, /* where it stood; partner is the item where it stands now */
    DL_DIFF_MOVED_HERE
} dl_diff_kind;
const char *dl_diff_kind_word(dl_diff_kind kind); /* "same", "form", "added", "moved away", ... */

/* What is to be known of an item; several may hold. */
enum {
    DL_DIFF_NUMBER = 1,    /* a number changed, or came or went, in a reworded sentence */
    DL_DIFF_NEGATION = 2,  /* a "not" or its like came or went */
    DL_DIFF_COUNTER = 4,   /* nothing but a count of signatures, views, ... : see from, to, what */
    DL_DIFF_RELATIVE = 8,  /* nothing but a relative time: "3 minutes ago" */
    DL_DIFF_VOLATILE = 16, /* at a place that is known to change by itself */
    DL_DIFF_EVIDENCE = 32  /* touches one of the spans that the caller gave */
};

typedef struct dl_diff_span {
    size_t start, end; /* bytes */
} dl_diff_span;

/* A run of words of a reworded sentence: SAME, ADDED or REMOVED. The runs of a side, in order,
 * are its sentence; what is SAME may differ in white space. */
typedef struct dl_diff_piece {
    dl_diff_kind kind;
    dl_str before, after;
} dl_diff_piece;

typedef struct dl_diff_item {
    dl_diff_kind kind;
    unsigned marks;
    dl_diff_span before, after; /* with the white space that follows; empty where it is not */
    dl_str old, now;            /* the same as views, trimmed */
    size_t partner;             /* of MOVED_AWAY and MOVED_HERE: the other item's index */
    const dl_diff_piece *pieces;
    size_t piece_count;
    dl_str from, to, what; /* of a COUNTER: "505", "702", "signatures" */
    uint64_t place; /* what stands around a small replacement, as a hash; 0: nothing to go by */
} dl_diff_item;

typedef struct dl_diff_options {
    const dl_diff_span *evidence; /* of the earlier text */
    size_t evidence_count;
    const uint64_t *volatile_places; /* as items of earlier diffs had them */
    size_t volatile_count;
} dl_diff_options;

typedef struct dl_diff {
    const dl_diff_item *items; /* in the order of both texts */
    size_t count;
    /* too much changed to find the shortest way within bounds: all is told, but what is the same
     * may be told as removed and added, or as moved */
    bool coarse;
} dl_diff;

/* Views are of before and after; the rest lives in arena. options may be NULL. Time is bounded by
 * the texts' length times a constant. Fails for memory alone. */
int dl_diff_texts(dl_str before, dl_str after, const dl_diff_options *options, dl_arena *arena,
                  dl_diff *diff, dl_error *error);

/* How many items are of that kind and have none of those marks. */
size_t dl_diff_count(const dl_diff *diff, dl_diff_kind kind, unsigned without);

/* Where each sentence of a text ends, with the white space that follows it; the last end is the
 * text's. English and German abbreviations, initials, quotations, ellipses, and the sentence ends
 * of other scripts (Unicode's Sentence_Terminal) are known. */
int dl_sentences(dl_str text, dl_arena *arena, size_t **ends, size_t *count, dl_error *error);

#endif
