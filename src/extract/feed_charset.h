/*
 * Which encoding a feed's bytes are in: byte order mark, the pattern of the first bytes (XML 1.0
 * appendix F), HTTP charset, XML declaration, UTF-8 (RFC 7303 §3), and detection where that is not
 * so. Never fails: bytes that are in no encoding are replaced, and said to be.
 */
#ifndef EXTRACT_FEED_CHARSET_H
#define EXTRACT_FEED_CHARSET_H

#include <stdbool.h>

#include "dateline/str.h"

typedef struct dl_feed_encoding {
    const char *name;
    bool overridden; /* the bytes are not in the encoding that was told */
} dl_feed_encoding;

/* *text: body as UTF-8; a view of body where it is that already, else of space. */
dl_feed_encoding dl_feed_decode(dl_str body, dl_str content_type, dl_buf *space, dl_str *text);

#endif
