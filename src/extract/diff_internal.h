/*
 * What the files of diff share: words as small numbers, sentences, and the alignment of two
 * sequences of numbers. Everything lives in a scratch arena for the time of one diff.
 */
#ifndef EXTRACT_DIFF_INTERNAL_H
#define EXTRACT_DIFF_INTERNAL_H

#include "dateline/diff.h"

static inline int dl_diff_memory(dl_error *error)
{
    return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while comparing two texts");
}

/* diff_intern.c: equal texts get equal numbers, counted from 0. */
typedef struct dl_diff_interned {
    dl_arena *arena;
    struct dl_diff_interned_slot *slots; /* a power of two, never full */
    size_t capacity, count;
} dl_diff_interned;
/* The text's number, or -1 when memory is gone. The view must live as long as the table. */
int dl_diff_intern(dl_diff_interned *table, dl_str text);
uint64_t dl_diff_hash(dl_str text);
uint64_t dl_diff_hash_with(uint64_t a, uint64_t b);

typedef enum dl_diff_token_kind {
    DL_DIFF_TOKEN_WORD,
    DL_DIFF_TOKEN_NUMBER,
    DL_DIFF_TOKEN_SIGN
} dl_diff_token_kind;

/* A word, number or sign, without the white space after it. */
typedef struct dl_diff_token {
    dl_diff_token_kind kind;
    bool single;             /* one character of a script that writes no spaces between words */
    size_t start, end, next; /* in the sentence; next: where the following one starts */
} dl_diff_token;

typedef struct dl_diff_tokens {
    dl_diff_token *list;
    size_t count;
} dl_diff_tokens;
/* diff_tokens.c */
int dl_diff_tokenise(dl_str sentence, dl_arena *arena, dl_diff_tokens *tokens, dl_error *error);
dl_str dl_diff_token_text(dl_str sentence, const dl_diff_token *token);
/* Without case, for ASCII letters. */
bool dl_diff_token_is(dl_str sentence, const dl_diff_token *token, const char *word);

bool dl_diff_token_in(dl_str sentence, const dl_diff_token *token, const char *const *words,
                      size_t count);
/* diff_relative.c: how many tokens from i on tell a time from now: "3 minutes ago", "just now",
 * "vor 3 Stunden", "5h ago", "3分钟前"; 0 for none. */
size_t dl_diff_relative_at(dl_str sentence, const dl_diff_tokens *tokens, size_t i);

/* diff_align.c: to[i] is the place in b of what stands at i in a, or SIZE_MAX; places rise.
 * anchors: what is in each of them once is matched first (patience). ids are below id_count.
 * *coarse is set where more than max_edits would be needed. */
int dl_diff_align(const int *a, size_t a_count, const int *b, size_t b_count, size_t id_count,
                  bool anchors, size_t max_edits, size_t *to, bool *coarse, dl_error *error);

typedef struct dl_diff_sentence {
    dl_diff_span span; /* with the white space that follows */
    dl_str text;       /* trimmed */
    dl_str key;        /* as it is compared: white space, quotation marks and dashes folded */
    int id;            /* of key */
    size_t partner;    /* index on the other side, or SIZE_MAX */
    dl_diff_kind kind;
    uint64_t place;
    const struct dl_diff_bag *bag; /* of its words, when it was compared */
} dl_diff_sentence;

typedef struct dl_diff_side {
    dl_str text;
    dl_diff_sentence *list;
    size_t count;
} dl_diff_side;

/* diff_sides.c: a text as sentences, with keys interned. */
int dl_diff_side_make(dl_str text, dl_diff_interned *keys, dl_arena *scratch, dl_diff_side *side,
                      dl_error *error);

/* diff_pairs.c: what neither side has matched becomes moved, reworded, removed or added. */
int dl_diff_pair(dl_diff_side *before, dl_diff_side *after, size_t id_count, dl_arena *scratch,
                 bool *coarse, dl_error *error);

/* diff_words.c: fills pieces of a reworded item, from its old and now. */
int dl_diff_words(dl_diff_item *item, dl_arena *arena, dl_error *error);

/* diff_marks.c: NUMBER, NEGATION, COUNTER and RELATIVE of a reworded item with its pieces. */
int dl_diff_mark(dl_diff_item *item, dl_error *error);

#endif
