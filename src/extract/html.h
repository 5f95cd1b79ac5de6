/*
 * HTML read into gumbo's tree, within bounds: bytes and processor time are limited, because gumbo
 * takes quadratic time on deeply nested elements. Trees are walked with dl_html_next, never by
 * recursion: their depth is the page's choice.
 */
#ifndef EXTRACT_HTML_H
#define EXTRACT_HTML_H

#include <gumbo.h>

#include "dateline/arena.h"
#include "dateline/str.h"

typedef struct dl_html {
    dl_arena arena; /* owns the tree */
    const GumboNode *document;
} dl_html;

/* text: UTF-8, must outlive the tree. DL_ERR_LIMIT_SIZE, DL_ERR_LIMIT_TIME or memory. */
int dl_html_parse(dl_html *html, dl_str text, dl_error *error);
void dl_html_clear(dl_html *html);

/* Document order within root, NULL at its end; skip leaves out what is below node. */
const GumboNode *dl_html_next(const GumboNode *node, const GumboNode *root);
const GumboNode *dl_html_skip(const GumboNode *node, const GumboNode *root);

bool dl_html_is_element(const GumboNode *node);
bool dl_html_is_text(const GumboNode *node);
bool dl_html_is(const GumboNode *node, GumboTag tag);
/* Empty data NULL when the attribute is not there. */
dl_str dl_html_attribute(const GumboNode *node, const char *name);
/* Begins and ends a block of text. */
bool dl_html_is_block(const GumboNode *node);
/* The text below node as a reader sees it, without scripts and styles: runs of white space are one
 * space, a br and a block's edge a line break. Stops after about limit bytes. */
void dl_html_text(const GumboNode *node, size_t limit, dl_buf *out);
/* The bytes of a raw text element: script, style. */
dl_str dl_html_raw(const GumboNode *node);

#endif
