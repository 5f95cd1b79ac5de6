/*
 * Content codings taken off: gzip (RFC 1952, several members too) and deflate (RFC 9110 §8.4.1.2:
 * zlib's form, and the raw one that some servers send). The limit is on what comes out, because
 * a mebibyte of gzip can become a gibibyte.
 */
#ifndef BASE_INFLATE_H
#define BASE_INFLATE_H

#include <stdbool.h>

#include "dateline/str.h"

typedef enum dl_coding { DL_CODING_NONE, DL_CODING_GZIP, DL_CODING_DEFLATE } dl_coding;

/* "gzip", "x-gzip", "deflate" in any case; "" and "identity" are none. False for another. */
bool dl_coding_parse(dl_str text, dl_coding *coding);
const char *dl_coding_word(dl_coding coding); /* "" for none */

/* Appends coded without its coding. DL_ERR_SYNTAX for what is damaged or ends too early: what came
 * before the damage stays in out. DL_ERR_LIMIT_SIZE when more than limit bytes come out. Bytes
 * after the last member are left out, as browsers do. */
int dl_inflate(dl_coding coding, dl_str coded, size_t limit, dl_buf *out, dl_error *error);

#endif
