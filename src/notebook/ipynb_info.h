/*
 * What stands after a fence's language and in a marker (<!-- #md ... -->): attributes as Jupytext's
 * Markdown has them, key=JSON or a bare word. Any of them; which are good is for others to say.
 */
#ifndef NOTEBOOK_IPYNB_INFO_H
#define NOTEBOOK_IPYNB_INFO_H

#include "notebook/ipynb_model.h"

/* A new object; a bare word is true. NULL where the text is no list of attributes, names one twice,
 * or memory is gone. */
json_t *ipynb_info_read(dl_str info);

/* Fences: ```lua id="a" tags=["b"] x-jupyter={...}. take fills id and metadata of the cell. */
void ipynb_fence_take(const json_t *attributes, ipynb *notebook, ipynb_cell *cell);
/* The line without its line end; ticks: how many backticks. */
void ipynb_fence_write(const ipynb_cell *cell, size_t ticks, dl_buf *out);

/* How a region holds its source. */
typedef struct ipynb_form {
    bool padded;   /* with a blank line more before the marker that ends it */
    bool inside;   /* in the marker itself, which nothing ends */
    json_t *shift; /* with a space before these lines (ipynb_indent.h); owned; NULL: none */
} ipynb_form;

/* Markers. *source: where the marker itself has it; else data NULL. False where an attribute is not
 * one of a marker. form->shift is the caller's in every case. */
bool ipynb_marker_take(const json_t *attributes, ipynb *notebook, ipynb_cell *cell, dl_str *source,
                       ipynb_form *form);
void ipynb_marker_write(const ipynb_cell *cell, const ipynb_form *form, dl_buf *out);
/* value=JSON as it may stand in a comment. */
void ipynb_comment_value(const json_t *value, dl_buf *out);

#endif
