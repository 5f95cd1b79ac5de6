/* What linear.c takes the time of: parsers, and for each the bad texts that are given to it. */
#ifndef TESTS_FAULT_LINEAR_H
#define TESTS_FAULT_LINEAR_H

#include <stddef.h>

#include "dateline/error.h"
#include "dateline/str.h"

/* Reads the text and lets go of all that it made: 0, or the kind of error that refuses it. */
typedef int parser(dl_str text, dl_error *error);

/* A file of a kind that is no text, made of the text. */
typedef void shape(dl_str text, dl_buf *file);

/* What is before, what is said again and again, and what is behind. */
typedef struct bad {
    const char *name;
    parser *parse;
    size_t size;                      /* bytes to begin with; more, until it takes some time */
    const char *first, *again, *last; /* \1 in again: a number, another each time */
    size_t most;                      /* bytes that are read; 0: all. Twice the bytes stay within */
    /* In the message, where the text is refused: at once, for a limit; or when all of it was read.
     * Without either it must be taken: a refusal at its first line would prove nothing of the rest.
     */
    const char *refused, *ends;
    shape *shape;  /* NULL: it is the text */
    double most_s; /* it may take longer than in proportion, but never so long; 0: never */
} bad;

typedef struct bad_list {
    const bad *rows;
    size_t count;
} bad_list;

extern const bad_list linear_pages, linear_notebooks, linear_net, linear_services, linear_files,
    linear_sessions;

#endif
