/*
 * Fragments of HTML as feeds carry them: whether a text is one, its relative addresses made
 * absolute with all else left as it stands, and its words on one line. Linear, and no tree.
 */
#ifndef EXTRACT_FEED_MARKUP_H
#define EXTRACT_FEED_MARKUP_H

#include <stdbool.h>

#include "dateline/str.h"

/* RSS does not say whether a text is HTML. It is when it has an end tag or a reference, no element
 * but HTML's, and no entity but HTML's. */
bool dl_markup_is_html(dl_str text);

/* Appends html with relative addresses resolved against base. */
void dl_markup_resolve(dl_str html, dl_str base, dl_buf *out);

/* Appends the text of html, tags dropped, references replaced, white space folded. */
void dl_markup_line(dl_str html, dl_buf *out);

#endif
