/*
 * Digests as archives write them: "sha1:" and base32, or hex, base64 and base64url, which other
 * tools write too. A dl_digest is fed piece by piece; libcrypto does the work.
 */
#ifndef ARCHIVE_DIGEST_H
#define ARCHIVE_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/str.h"

enum { DL_DIGEST_MOST = 64, DL_DIGEST_TEXT = 80, DL_RECORD_ID = 48 };

typedef struct dl_digest {
    void *state; /* NULL: not begun, or finished */
} dl_digest;

/* algorithm: "sha1", "sha256", "sha512", "md5" in any case. False for one that is not known. */
bool dl_digest_begin(dl_digest *digest, dl_str algorithm);
void dl_digest_feed(dl_digest *digest, dl_str bytes); /* nothing where it is not begun */
/* The hash's size; 0 where it was not begun, or memory was short. Ends it. */
size_t dl_digest_end(dl_digest *digest, unsigned char hash[DL_DIGEST_MOST]);
void dl_digest_clear(dl_digest *digest); /* may be called twice */

/* "sha1" of "sha1:ABC"; empty where there is no colon. */
dl_str dl_digest_algorithm(dl_str written);
/* Whether what was written ("sha1:...", in whatever base) says this hash. */
bool dl_digest_agrees(dl_str written, const unsigned char *hash, size_t size);

/* "sha1:" and base32 (RFC 4648 §6) in upper case, as readers check it. */
void dl_digest_sha1(dl_str bytes, char text[DL_DIGEST_TEXT]);
void dl_digest_base32(const unsigned char *hash, size_t size, char *text);
void dl_digest_hex(const unsigned char *hash, size_t size, char *text);

/* "<urn:uuid:...>" of version 5 (RFC 9562 §5.5): the same name, the same id for ever. */
void dl_record_id(dl_str name, char id[DL_RECORD_ID]);

#endif
