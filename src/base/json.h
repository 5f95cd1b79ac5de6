/*
 * JSON from outside, within bounds: depth is limited before the parser sees the text, and an error
 * says line and column. Where an integer is more than an int64_t holds, all are read as reals.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <jansson.h>

#include "dateline/error.h"
#include "dateline/str.h"

/* *value is the caller's to json_decref. text: UTF-8; a byte order mark is skipped. The error has
 * its line and column, and its message does not repeat them. */
int dl_json_read(dl_str text, json_t **value, dl_error *error);
/* Puts "line 2, column 7: " before the message, where no place is told beside it; returns the
 * error's kind. */
int dl_json_say_where(dl_error *error);

#endif
