/* What was run, for a client's arrow keys and searches: the last cells of this session. */
#ifndef KERNEL_HISTORY_H
#define KERNEL_HISTORY_H

#include <jansson.h>
#include <stdint.h>

#include "dateline/str.h"

enum { HISTORY_MOST = 10000 };

typedef struct history_entry {
    int64_t number;
    char *input, *output; /* malloc'ed, NUL-terminated; output: the value as text, or NULL */
    size_t input_size;
} history_entry;

typedef struct history {
    history_entry *entries; /* a ring of HISTORY_MOST once it is full */
    size_t first, count, capacity;
} history;

void history_clear(history *of);
/* Forgets the oldest where there are too many; what there is no memory for is not remembered. */
void history_add(history *to, int64_t number, dl_str input, dl_str output);

typedef struct history_ask {
    dl_str access; /* "tail", "range", "search" */
    bool output, unique;
    int64_t session, start, stop, n; /* n: at most so many; stop: 0 for none */
    dl_str pattern;                  /* of search: * and ? */
} history_ask;
/* The list that a reply holds; NULL when memory is gone. */
json_t *history_find(const history *in, const history_ask *ask);
/* Whether text is like a pattern of * and ?; linear in text times stars. */
bool history_matches(dl_str pattern, dl_str text);

#endif
