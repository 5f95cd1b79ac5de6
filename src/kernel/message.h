/*
 * A message as the protocol has it: identities, <IDS|MSG>, signature, header, parent header,
 * metadata, content. Reading takes any frames; it refuses what is not signed by the key, was there
 * before, or is no JSON. A message borrows the frames that it was read from.
 */
#ifndef KERNEL_MESSAGE_H
#define KERNEL_MESSAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "dateline/str.h"

/* Frames of a message: identities, delimiter, signature, four of text, and buffers. */
enum { MESSAGE_FRAMES = 32 };
enum { MESSAGE_SIGNATURE = 64 }; /* hex digits */

typedef struct message {
    const dl_str *identities;
    size_t identity_count;
    dl_str header_text; /* echoed as it came */
    json_t *header, *content;
    const char *kind, *id, *session; /* views of header */
} message;

/* Signatures that were seen, so that nothing is taken twice: the last MESSAGE_SEEN ones. */
enum { MESSAGE_SEEN = 65536 };
typedef struct seen_signatures {
    uint64_t *marks; /* [MESSAGE_SEEN], the ring */
    uint32_t *heads, *next;
    size_t count;
} seen_signatures;
int seen_open(seen_signatures *seen, dl_error *error);
void seen_close(seen_signatures *seen);
/* False where it was seen before. */
bool seen_note(seen_signatures *seen, dl_str signature);

/* out gets MESSAGE_SIGNATURE digits of HMAC-SHA256 (RFC 2104) and a NUL; empty for an empty key. */
void message_sign(dl_str key, const dl_str parts[4], char out[MESSAGE_SIGNATURE + 1]);

/* seen may be NULL. Clear it whatever comes. */
int message_read(const dl_str *frames, size_t count, dl_str key, seen_signatures *seen,
                 message *out, dl_error *error);
void message_clear(message *held);

/* What a content holds, or what stands for it. */
dl_str message_text(const message *of, const char *key);
bool message_flag(const message *of, const char *key, bool otherwise);
int64_t message_number(const message *of, const char *key, int64_t otherwise);

#endif
