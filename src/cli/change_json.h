/* A change as a line of JSON. */
#ifndef CLI_CHANGE_JSON_H
#define CLI_CHANGE_JSON_H

#include "dateline/change.h"

/* "key":"text" and a comma. */
void change_json_text(dl_buf *out, const char *key, dl_str text);
/* The members of a change, without braces. sentences: each with its words, else only how many. */
void change_json(const dl_change *change, bool sentences, dl_buf *out);

#endif
