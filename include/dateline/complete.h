/*
 * What can stand at a place in code, and what is known of the name that stands there: one core for
 * REPL, kernel and editors. Names come from the live variables (looked at, never called: no code of
 * the notebook runs), from the rows that document the API, from the code itself, from the store's
 * tables in SQL, and from the notebook's folder in the names of files. Results live in the arena.
 */
#ifndef DATELINE_COMPLETE_H
#define DATELINE_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "dateline/arena.h"
#include "dateline/error.h"
#include "dateline/notebook.h"

typedef struct dl_place {
    dl_str code;
    size_t cursor; /* byte offset in code */
    dl_language language;
} dl_place;

typedef enum dl_match_kind {
    DL_MATCH_KEYWORD,
    DL_MATCH_VARIABLE,
    DL_MATCH_FUNCTION,
    DL_MATCH_METHOD,
    DL_MATCH_FIELD,
    DL_MATCH_MODULE,
    DL_MATCH_TABLE,
    DL_MATCH_COLUMN,
    DL_MATCH_FILE,
    DL_MATCH_KINDS
} dl_match_kind;
const char *dl_match_word(dl_match_kind kind); /* "function" */

typedef struct dl_completion_match {
    dl_str text; /* replaces code[start, end) */
    dl_match_kind kind;
    dl_str signature; /* of a documented function; may be empty */
} dl_completion_match;

typedef struct dl_completion {
    dl_completion_match *matches; /* sorted by text, each once; untrusted where they name data */
    size_t count;
    size_t start, end; /* bytes of code */
} dl_completion;

/* The most matches that are given. */
enum { DL_MOST_MATCHES = 20000 };

typedef struct dl_inspection {
    bool found;
    dl_str name, signature, help; /* signature and help: of the API's; else empty */
    dl_str entry;                 /* its name in the manual, for dl_manual_find; else empty */
    dl_str value;                 /* of a variable: "table with 3 fields"; may be empty */
} dl_inspection;

#endif
