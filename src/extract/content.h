/*
 * The main text of a document: which part of the outline is the article (scored as Readability
 * does: paragraph lengths, commas, link density, hints in class and id), what in it is not text
 * (lists of links, share bars), and the rest as blocks separated by one blank line.
 */
#ifndef EXTRACT_CONTENT_H
#define EXTRACT_CONTENT_H

#include "extract/outline.h"

/* Appends the main text: NFC, white space folded. */
int dl_content_text(const GumboNode *document, dl_buf *out, dl_error *error);

/* The steps, in order. keep is an array of a flag an item: what belongs to the article. */
uint32_t dl_content_top(dl_outline *outline, bool weigh);
void dl_content_choose(const dl_outline *outline, uint32_t top, bool *keep);
void dl_content_clean(dl_outline *outline, uint32_t root, bool weigh);
/* True for what stands within the article at root and is not of its text. begun: prose stands
 * before it. */
bool dl_content_is_aside(const dl_outline *outline, uint32_t root, uint32_t i, bool begun);
void dl_content_write(const dl_outline *outline, const bool *keep, dl_buf *out);

#endif
