/* SHA-256 (FIPS 180-4) by libcrypto, as lower-case hex or base64. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "dateline/str.h"

enum { DL_SHA256_HEX = 64, DL_SHA256_BASE64 = 44 };

/* The 32 bytes. */
void dl_sha256(dl_str bytes, unsigned char hash[32]);
/* hex gets 64 digits and a NUL. */
void dl_sha256_hex(dl_str bytes, char hex[DL_SHA256_HEX + 1]);
/* The same with `=` at its end, as a Content-Security-Policy names a script. */
void dl_sha256_base64(dl_str bytes, char base64[DL_SHA256_BASE64 + 1]);

#endif
