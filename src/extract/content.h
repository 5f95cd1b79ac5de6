/*
 * The main text of a document: which part of the outline is the article (scored as Readability
 * does: paragraph lengths, commas, link density, hints in class and id), what in it is not text
 * (lists of links, share bars), and the rest as blocks separated by one blank line.
 */
#ifndef EXTRACT_CONTENT_H
#define EXTRACT_CONTENT_H

#include "extract/outline.h"

/* What the page's claims say of its text; both may be empty. */
typedef struct dl_content_told {
    dl_str description; /* folded */
    dl_str body;        /* JSON-LD's articleBody, folded but for its line breaks */
} dl_content_told;

/* Appends the main text, in the form that page.h describes. */
int dl_content_text(const GumboNode *document, const dl_content_told *told, dl_buf *out,
                    dl_error *error);

/* Puts before text the standfirst that description repeats, when it stands before stop in the
 * document and text has it not. */
void dl_content_lead(const GumboNode *document, const GumboNode *stop, dl_str description,
                     dl_buf *text);

/* The steps, in order. keep is an array of a flag an item: what belongs to the article. */
uint32_t dl_content_top(dl_outline *outline, bool weigh);
void dl_content_choose(const dl_outline *outline, uint32_t top, bool *keep);
void dl_content_clean(dl_outline *outline, uint32_t root, uint32_t top, bool weigh);
/* What stands beside top and was kept with it. */
void dl_content_clean_sibling(dl_outline *outline, uint32_t top, uint32_t sibling, bool weigh);
/* True for what stands within the article at top or beside it, and is not of its text. begun: prose
 * stands before it. */
bool dl_content_is_aside(const dl_outline *outline, uint32_t top, uint32_t i, bool begun);
void dl_content_write(const dl_outline *outline, const bool *keep, dl_buf *out);

#endif
