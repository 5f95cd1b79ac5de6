/*
 * A record's block taken apart as it comes: the header block of an HTTP message, and the entity
 * without its transfer coding (but still in its content coding), which is what a payload digest
 * is over. Kept up to a limit; past it only counted and hashed. Owns its buffers.
 */
#ifndef ARCHIVE_MESSAGE_H
#define ARCHIVE_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/digest.h"

typedef struct dl_message {
    dl_buf head;   /* with its blank line; empty where the block is no HTTP message */
    dl_buf entity; /* up to limit */
    int64_t entity_size;
    bool too_large;  /* the entity passed the limit: what is kept is its beginning */
    bool no_head;    /* the header block has no end, or passes its own limit */
    bool bad_chunks; /* the chunks break off, or one has no size */
    /* over the entity, and over the body with its chunks: some writers take the one for the other
     */
    dl_digest payload, raw;
    size_t limit;
    int state; /* of message.c */
    size_t line_size;
    int64_t chunk_left;
    dl_buf chunk_line;
} dl_message;

/* http: the block is an HTTP message; else all of it is entity. algorithm: of the digests to be
 * taken, empty for none. */
void dl_message_begin(dl_message *message, bool http, size_t limit, dl_str algorithm);
void dl_message_feed(dl_message *message, dl_str bytes);
/* Says what only the end shows. DL_ERR_MEMORY when a buffer could not grow. */
int dl_message_end(dl_message *message, dl_error *error);
void dl_message_clear(dl_message *message); /* may be called twice */

/* The header block's Transfer-Encoding is chunked (RFC 9112 §7.1). */
bool dl_head_is_chunked(dl_str head);
/* The status of "HTTP/1.1 200 OK"; 0 for what is no status line. */
int dl_head_status(dl_str head);

#endif
