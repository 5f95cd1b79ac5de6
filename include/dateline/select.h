/*
 * Asking a page for its parts: XPath 1.0 (by libxml2, over the tree that gumbo parsed) and CSS
 * selectors (Selectors Level 4, the part that a page without a browser can answer). A document
 * owns its tree; nodes are views of it, alive until dl_document_free. Bad questions are
 * DL_ERR_SYNTAX with the column; those that take too long are DL_ERR_LIMIT_TIME.
 */
#ifndef DATELINE_SELECT_H
#define DATELINE_SELECT_H

#include <stdbool.h>

#include "dateline/str.h"

typedef struct dl_document dl_document;
typedef struct dl_node dl_node; /* an element, an attribute or a text of a document */

/* html: UTF-8, as in dl_page.html; url: base for addresses. What is nested deeper than 512
 * elements hangs at that depth, as in browsers. DL_ERR_LIMIT_SIZE past 250,000 nodes. */
int dl_document_new(dl_document **document, dl_str html, dl_str url, dl_error *error);
void dl_document_free(dl_document *document); /* NULL is fine */

typedef enum dl_selected_kind {
    DL_SELECTED_NODES,
    DL_SELECTED_TEXT,
    DL_SELECTED_NUMBER,
    DL_SELECTED_BOOLEAN
} dl_selected_kind;

/* What an expression gave; node lists are in document order, each node once. */
typedef struct dl_selected {
    dl_selected_kind kind;
    double number;
    bool boolean;
    dl_str text;
    const dl_node *const *nodes;
    size_t count;
    void *held; /* what the above lives in */
} dl_selected;

/* from: the context node; NULL is the whole document. As in all of XPath, "//a" starts at the
 * document even from a node; ".//a" is below it. There are no variables, no namespaces, and no
 * functions but those of XPath 1.0. */
int dl_select_xpath(dl_document *document, const dl_node *from, dl_str xpath, dl_selected *found,
                    dl_error *error);
/* Elements below from that the selector matches, as querySelectorAll has it. :contains("words") is
 * the extension that jQuery made. */
int dl_select_css(dl_document *document, const dl_node *from, dl_str css, dl_selected *found,
                  dl_error *error);
void dl_selected_clear(dl_selected *found); /* may be called twice */

bool dl_node_is_element(const dl_node *node);
/* Lower case but for SVG and MathML; an attribute's name; "#text", "#comment". */
dl_str dl_node_name(const dl_node *node);
/* As it stands in the page: an attribute's value, a text, all texts below an element. */
void dl_node_value(const dl_node *node, dl_buf *out);
/* As the extractor folds text: blocks and line breaks part words, scripts and styles are left out
 * (not when the node is one itself). */
void dl_node_text(const dl_node *node, dl_buf *out);
/* The element and what is in it, by the HTML Standard's serialisation (§13.3). */
void dl_node_html(const dl_node *node, dl_buf *out);

/* Attributes of an element in the page's order; false past the last. */
bool dl_node_attribute_at(const dl_node *node, size_t index, dl_str *name, dl_buf *value);
/* False when it has no such attribute. Appends the value. */
bool dl_node_attribute(const dl_node *node, const char *name, dl_buf *value);
/* The same, absolute: resolved against the document's base. */
bool dl_node_address(const dl_document *document, const dl_node *node, const char *name,
                     dl_buf *url);

/* The XPath that a selector means, relative to its context node; for tests and the curious. */
int dl_css_to_xpath(dl_str css, dl_buf *xpath, dl_error *error);

#endif
