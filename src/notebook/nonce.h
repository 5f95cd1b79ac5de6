/* A word of letters and digits that a text cannot hold, since it is made from the text's own hash.
 */
#ifndef NOTEBOOK_NONCE_H
#define NOTEBOOK_NONCE_H

#include <string.h>

#include "base/sha256.h"

enum { NONCE_SIZE = 24 };

static inline void nonce_make(dl_str text, char out[NONCE_SIZE + 1])
{
    char hex[DL_SHA256_HEX + 1];
    dl_sha256_hex(text, hex);
    memcpy(out, hex, NONCE_SIZE);
    out[NONCE_SIZE] = '\0';
}

#endif
