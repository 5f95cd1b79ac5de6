/* SHA-256 (FIPS 180-4) by libcrypto, as lower-case hex. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "dateline/str.h"

enum { DL_SHA256_HEX = 64 };

/* hex gets 64 digits and a NUL. */
void dl_sha256_hex(dl_str bytes, char hex[DL_SHA256_HEX + 1]);

#endif
