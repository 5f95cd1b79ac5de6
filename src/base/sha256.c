#include "base/sha256.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

void dl_sha256(dl_str bytes, unsigned char hash[32])
{
    SHA256((const unsigned char *)bytes.data, bytes.size, hash);
}

void dl_sha256_hex(dl_str bytes, char hex[DL_SHA256_HEX + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char hash[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)bytes.data, bytes.size, hash);
    for (size_t i = 0; i < sizeof hash; i++) {
        hex[2 * i] = digits[hash[i] >> 4];
        hex[2 * i + 1] = digits[hash[i] & 15];
    }
    hex[DL_SHA256_HEX] = '\0';
}

void dl_sha256_base64(dl_str bytes, char base64[DL_SHA256_BASE64 + 1])
{
    unsigned char hash[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)bytes.data, bytes.size, hash);
    EVP_EncodeBlock((unsigned char *)base64, hash, SHA256_DIGEST_LENGTH);
}
