/*
 * Answers in lines of JSON (the guide `environment` has what holds of all): one object a line, no
 * blanks between its parts. Each of these puts a comma before what it writes, where something
 * stands there already; the brackets are the caller's.
 */
#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include <stdbool.h>

#include "dateline/str.h"

/* The comma that is due before a next member or value. */
void answer_next(dl_buf *out);
/* "key": and what is printed after it is its value. */
void answer_key(dl_buf *out, const char *key);
/* "key":"text" */
void answer_text(dl_buf *out, const char *key, dl_str text);
void answer_number(dl_buf *out, const char *key, long long number);
void answer_flag(dl_buf *out, const char *key, bool set);
void answer_null(dl_buf *out, const char *key);
/* Opens an object or a list, '{' or '[': a member's value, or without a key an item. */
void answer_open(dl_buf *out, const char *key, char bracket);
/* "text", an item of a list */
void answer_item(dl_buf *out, dl_str text);

#endif
