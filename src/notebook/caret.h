/*
 * cmark-gfm takes what begins with [^ for a reference to a footnote, and loses words of it where it
 * is none and goes over a line's end. A footnote's label has no blanks (its definition could not
 * have any): every other [^ is hidden from cmark, by a mark between its bracket and its caret.
 */
#ifndef NOTEBOOK_CARET_H
#define NOTEBOOK_CARET_H

#include <stdbool.h>

#include <cmark-gfm.h>

#include "dateline/str.h"
#include "notebook/nonce.h"

/* True when there are carets to hide: *out is the text with the mark before each, in the lines
 * where it was, and *mark is the mark, which the text has nowhere. Clear *out in every case. */
bool caret_hide(dl_str text, dl_buf *out, char mark[NONCE_SIZE + 1]);

/* Takes the marks out, wherever in the tree they have come. False when memory ran out. */
bool caret_show(cmark_node *document, dl_str mark);

#endif
