/* The manual as scripts/embed_manual writes it, and how its Markdown is walked. */
#ifndef MANUAL_MANUAL_H
#define MANUAL_MANUAL_H

#include <cmark-gfm.h>

#include "dateline/manual.h"

/* Each ends with an empty row that is not counted. */
extern const dl_manual_topic manual_topics[];
extern const size_t manual_topic_count;
extern const dl_manual_entry manual_entries[];
extern const size_t manual_entry_count;

/* One block of a text (paragraph, list, heading, code) with what cmark made of it. */
typedef void manual_block(void *user, cmark_node *block);
/* Calls block for each, in order; marks in out that memory ran out where it did. */
void manual_blocks(dl_str markdown, manual_block *block, void *user, dl_buf *out);

/* Text for a line of roff, no character of which is a request or an escape. quoted: in a macro's
 * argument. */
void manual_roff(dl_buf *out, dl_str text, bool quoted);

#endif
