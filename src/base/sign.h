/*
 * Ed25519 signatures (RFC 8032), by libcrypto. A key is 32 bytes of seed, its public half 32 more.
 */
#ifndef BASE_SIGN_H
#define BASE_SIGN_H

#include <stdbool.h>

#include "dateline/error.h"
#include "dateline/str.h"

enum { DL_KEY_SIZE = 32, DL_SIGNATURE_SIZE = 64 };

/* A new secret key, of the system's randomness. */
int dl_key_make(unsigned char secret[DL_KEY_SIZE], dl_error *error);
int dl_key_public(const unsigned char secret[DL_KEY_SIZE], unsigned char key[DL_KEY_SIZE],
                  dl_error *error);
int dl_sign(const unsigned char secret[DL_KEY_SIZE], dl_str message,
            unsigned char signature[DL_SIGNATURE_SIZE], dl_error *error);
/* False for anything that is no signature of message by key. */
bool dl_signature_holds(const unsigned char key[DL_KEY_SIZE], dl_str message,
                        const unsigned char signature[DL_SIGNATURE_SIZE]);

#endif
