/* Where a value stands in JSON text that is known to be well formed: the parser's tree does not
 * tell. */
#ifndef TIMELINE_JSON_PLACE_H
#define TIMELINE_JSON_PLACE_H

#include "dateline/str.h"

/* Offsets of values; text.size where there is none. `object` and `array` are offsets of theirs. */
size_t json_place_root(dl_str text);
size_t json_place_member(dl_str text, size_t object, dl_str key);
size_t json_place_item(dl_str text, size_t array, size_t index);
/* The item after the one at `item`. */
size_t json_place_next(dl_str text, size_t item);
/* 1-based; columns are bytes. */
void json_place_line(dl_str text, size_t at, int *line, int *column);

#endif
