/*
 * Prose that shows a cell: its fence at column 0 would run. One space before each of its lines
 * makes it CommonMark's same block of code, and no cell; the marker says which lines have one.
 */
#ifndef NOTEBOOK_IPYNB_INDENT_H
#define NOTEBOOK_IPYNB_INDENT_H

#include <jansson.h>

#include "dateline/str.h"

/* The lines (1-based, first and last) of the fences in source that would be cells: [[3, 7], ...].
 * NULL where there are none, or where one has no end. */
json_t *ipynb_indent_lines(dl_str source);
/* Both append to out. False where the lines are no such list, or a line has no space to take. */
bool ipynb_indent(dl_str source, const json_t *lines, dl_buf *out);
bool ipynb_unindent(dl_str text, const json_t *lines, dl_buf *out);

#endif
