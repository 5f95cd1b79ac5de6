/*
 * CSS selectors as XPath conditions. Each complex selector is read from its right end, so that
 * every element is judged by itself: its ancestors and siblings are asked for the nearest that
 * fits, which is all that combinators need, and no chain of them tries every combination.
 * The conditions call one function beside XPath's own: dl-nth(which, a, b), see select.c.
 */
#ifndef EXTRACT_CSS_H
#define EXTRACT_CSS_H

#include "dateline/arena.h"
#include "dateline/select.h"

typedef enum dl_css_nth {
    DL_CSS_CHILD,
    DL_CSS_LAST_CHILD,
    DL_CSS_OF_TYPE,
    DL_CSS_LAST_OF_TYPE
} dl_css_nth;

/* Reading a selector: where it is, and what was wrong first. */
typedef struct dl_css {
    dl_str text;
    size_t at;
    dl_arena *arena; /* names and strings, and conditions while they are put together */
    int depth;       /* of functions that hold selectors */
    size_t parts;    /* simple selectors so far */
    dl_error *error;
    bool failed;
} dl_css;

/* Scanner. All of them leave the place at the first byte that they do not take. */
void dl_css_space(dl_css *css); /* white space and comments; true ends are css->text.size */
int dl_css_peek(const dl_css *css, size_t ahead); /* a byte, or -1 */
bool dl_css_take(dl_css *css, char byte);
bool dl_css_at_name(const dl_css *css);
dl_str dl_css_name(dl_css *css);   /* an identifier, escapes read; fails when there is none */
dl_str dl_css_string(dl_css *css); /* a quoted string */
dl_str dl_css_lower(dl_css *css, dl_str text); /* ASCII letters only, in the arena */
/* Notes a syntax error at byte offset `at`, if there is none yet. */
void dl_css_fail(dl_css *css, size_t at, const char *format, ...) DL_PRINTF(3, 4);

/* Appends text as an XPath string, whatever quotes it has. */
void dl_css_quote(dl_str text, dl_buf *out);

/* A name that XPath reads as a name; others are compared as strings. */
bool dl_css_is_plain(dl_str name);

/* One simple selector at the place, as a condition on the context element. */
void dl_css_attribute(dl_css *css, dl_buf *out);
void dl_css_pseudo(dl_css *css, dl_buf *out);
/* A list of selectors up to `)` or the end, as one condition ("x or y": put it in brackets);
 * relative: as :has() has them. */
void dl_css_list(dl_css *css, bool relative, dl_buf *out);

#endif
