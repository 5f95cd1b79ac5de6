/* A change as a line of JSON. */
#ifndef CLI_CHANGE_JSON_H
#define CLI_CHANGE_JSON_H

#include "dateline/change.h"

/* The members of a change, without braces (cli/answer.h). sentences: each with its words, else only
 * how many. */
void change_json(const dl_change *change, bool sentences, dl_buf *out);

#endif
