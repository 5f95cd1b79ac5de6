/*
 * UTF-8 text: decoding that never fails, columns on a terminal, cutting without splitting a
 * character. Widths are utf8proc's (East Asian wide = 2, combining = 0).
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/str.h"

/* Decodes the character at *at and moves past it; U+FFFD and one byte for what is not UTF-8.
 * *at must be less than text.size. */
uint32_t dl_utf8_next(dl_str text, size_t *at);
void dl_utf8_put(dl_buf *out, uint32_t code);
bool dl_utf8_valid(dl_str text);
/* Appends text with every ill-formed sequence replaced by U+FFFD. */
void dl_utf8_repair(dl_str text, dl_buf *out);
/* Columns on a terminal; control characters count as 0. */
int dl_utf8_width(dl_str text);
/* The longest prefix that fits into columns. */
dl_str dl_utf8_fit(dl_str text, int columns);
/* Appends text cut or padded with spaces to exactly columns; a cut text ends in "…". */
void dl_utf8_pad(dl_str text, int columns, bool right_aligned, dl_buf *out);

/* Appends text folded at spaces to lines of at most columns, each but the first after `indent`
 * spaces; the first is taken to begin at column `indent`. Line breaks in text stay. */
void dl_utf8_wrap(dl_str text, int columns, int indent, dl_buf *out);

#endif
