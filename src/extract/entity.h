/*
 * HTML's character references in text that is not HTML, as templates leave them there: numbers, and
 * the names that are in use for punctuation and Latin letters' marks.
 */
#ifndef EXTRACT_ENTITY_H
#define EXTRACT_ENTITY_H

#include "dateline/str.h"

/* Appends text with its references replaced; what is none stays. */
void dl_entity_decode(dl_str text, dl_buf *out);

#endif
