/*
 * JSON of ipynb files: read without losing a digit, written the one way that Jupyter writes it.
 * jansson holds no number but int64_t and double; a number that is neither (0.1, 1e400, NaN, 30
 * digits) is held as a string that begins with a NUL and a #, and written as it was.
 */
#ifndef NOTEBOOK_IPYNB_JSON_H
#define NOTEBOOK_IPYNB_JSON_H

#include <stdbool.h>

#include <jansson.h>

#include "dateline/str.h"

/* As dl_json_read: bounded depth, line and column in the error. NaN and Infinity, which Python
 * writes, are numbers. */
int ipynb_json_read(dl_str text, json_t **value, dl_error *error);
/* The value that text begins with: how long it is; 0 where there is none. */
size_t ipynb_json_extent(dl_str text);
/* Whether the value is a number, in either form; what it is, 0 for what is none. */
bool ipynb_json_is_number(const json_t *value);
double ipynb_json_double(const json_t *value);

/* Keys by code point, characters as they are. */
void ipynb_json_write_line(const json_t *value, dl_buf *out); /* {"a": 1, "b": [2]} */
void ipynb_json_write_file(const json_t *value, dl_buf *out); /* indented by 1, final newline */

/* The keys in order, malloc'ed, NULL after the last; NULL when memory is gone. */
const char **ipynb_json_keys(const json_t *object);
/* The text of a string; empty for what is none. */
dl_str ipynb_json_text(const json_t *value);
/* A new string of bytes that are UTF-8; NULL when memory is gone. */
json_t *ipynb_json_string(dl_str text);
/* nbformat's form of text: a list of lines with their line ends. NULL as above. */
json_t *ipynb_json_lines(dl_str text);
/* object[key] = value, whose reference is taken; false when value is NULL or memory is gone. */
bool ipynb_json_set(json_t *object, const char *key, json_t *value);

#endif
