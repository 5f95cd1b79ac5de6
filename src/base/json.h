/*
 * JSON from outside, within bounds: depth is limited before the parser sees the text, and an error
 * says line and column. Where an integer is more than an int64_t holds, all are read as reals.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <jansson.h>

#include "dateline/error.h"
#include "dateline/str.h"

/* *value is the caller's to json_decref. text: UTF-8; a byte order mark is skipped. */
int dl_json_read(dl_str text, json_t **value, dl_error *error);

#endif
