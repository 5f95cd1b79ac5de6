/*
 * Bytes with a length (dl_str, a view that owns nothing) and bytes that grow (dl_buf, which owns
 * its memory until dl_buf_clear). Text is UTF-8; a NUL is data. A buffer that could not grow
 * remembers it: append as you like, then ask dl_buf_ok once.
 */
#ifndef DATELINE_STR_H
#define DATELINE_STR_H

#include <stdbool.h>
#include <stddef.h>

#include "dateline/error.h"

typedef struct dl_str {
    const char *data; /* not NUL-terminated unless a header says so */
    size_t size;      /* bytes */
} dl_str;

#define DL_STR(literal) ((dl_str){(literal), sizeof(literal) - 1})
#define DL_STR_ARG(s)   (int)(s).size, (s).data /* for "%.*s" */

dl_str dl_str_of(const char *text); /* NULL gives the empty view */
/* Whether a byte is one of these, which are ASCII. Never for NUL, which strchr finds. */
bool dl_one_of(int byte, const char *bytes);
bool dl_str_equal(dl_str a, dl_str b);
bool dl_str_same_letters(dl_str a, dl_str b); /* as equal, without the case of ASCII letters */
int dl_str_compare(dl_str a, dl_str b);       /* by bytes, shorter first */
/* Without the case of ASCII letters: whether it is this word, begins or ends with it. */
bool dl_str_is_word(dl_str text, const char *word);
bool dl_str_starts_word(dl_str text, const char *word);
bool dl_str_ends_word(dl_str text, const char *word);
/* Whether it is a word of this list, which ends with NULL: without the case of ASCII letters. */
bool dl_str_among(dl_str word, const char *const *list);
bool dl_str_starts(dl_str text, dl_str prefix);
bool dl_str_ends(dl_str text, dl_str suffix);
/* Where the first of these bytes, which are ASCII, stands at or after `from`; the size where none
 * does. */
size_t dl_str_first_of(dl_str text, size_t from, const char *bytes);
/* Byte offset of needle at or after from, or text.size when it is not there. */
size_t dl_str_find(dl_str text, dl_str needle, size_t from);
dl_str dl_str_slice(dl_str text, size_t from, size_t to); /* clamped to the text */
dl_str dl_str_trim(dl_str text);                          /* ASCII white space on both ends */
/* Cuts at the first `separator`: returns what is before it, leaves what is after in *rest.
 * Without one, returns all and leaves rest->data NULL. */
dl_str dl_str_cut(dl_str text, char separator, dl_str *rest);
/* The candidate nearest to word by edit distance, or NULL when none is near enough to propose. */
const char *dl_str_nearest(dl_str word, const char *const *candidates, size_t count);
/* What stands before a word of a list of so many: "a, b or c". */
const char *dl_str_joint(size_t at, size_t count);
/* "do you mean 'a', 'b' or 'c'?", of at most three words (what is longer is cut); where the first
 * is NULL, or there is none, otherwise, which may be NULL. */
typedef struct dl_proposal {
    char text[192];
} dl_proposal;
dl_proposal dl_str_propose(const char *const *words, size_t count, const char *otherwise);

typedef struct dl_buf {
    char *data; /* NUL-terminated at data[size] once anything was appended; NULL before */
    size_t size, capacity;
    bool failed; /* memory ran out; contents are what fitted before */
} dl_buf;

void dl_buf_init(dl_buf *buf);
void dl_buf_clear(dl_buf *buf); /* frees; may be called twice; NULL is fine */
void dl_buf_append(dl_buf *buf, const char *data, size_t size);
void dl_buf_add(dl_buf *buf, dl_str text);
void dl_buf_puts(dl_buf *buf, const char *text);
void dl_buf_putc(dl_buf *buf, char byte);
void dl_buf_printf(dl_buf *buf, const char *format, ...) DL_PRINTF(2, 3);
void dl_buf_truncate(dl_buf *buf, size_t size);
/* A view, valid until the next append. Of a buffer that failed it is empty, and makes what it is
 * appended to (dl_buf_add, dl_escape_*) fail too, as it makes dl_arena_copy: what was put together
 * in a buffer of its own is not lost in silence. */
dl_str dl_buf_str(const dl_buf *buf);
bool dl_str_failed(dl_str text); /* a view of a buffer that failed */
/* For who appends what he makes of text, and not text itself: a failed text fails the buffer. */
void dl_buf_heed(dl_buf *buf, dl_str text);
/* 0, or DL_ERR_MEMORY when an append failed. */
int dl_buf_ok(const dl_buf *buf, dl_error *error);
/* Hands the bytes over (malloc'ed, NUL-terminated, never NULL unless memory is gone). */
char *dl_buf_take(dl_buf *buf, size_t *size);

#endif
