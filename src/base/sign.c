#include "base/sign.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

static int failed(const char *doing, dl_error *error)
{
    return dl_error_set(error, DL_ERR_MEMORY, "libcrypto cannot %s", doing);
}

int dl_key_make(unsigned char secret[DL_KEY_SIZE], dl_error *error)
{
    return RAND_bytes(secret, DL_KEY_SIZE) == 1 ? 0 : failed("make a key", error);
}

int dl_key_public(const unsigned char secret[DL_KEY_SIZE], unsigned char key[DL_KEY_SIZE],
                  dl_error *error)
{
    size_t size = DL_KEY_SIZE;
    EVP_PKEY *pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, DL_KEY_SIZE);
    bool got = pair && EVP_PKEY_get_raw_public_key(pair, key, &size) == 1 && size == DL_KEY_SIZE;
    EVP_PKEY_free(pair);
    return got ? 0 : failed("read a key", error);
}

int dl_sign(const unsigned char secret[DL_KEY_SIZE], dl_str message,
            unsigned char signature[DL_SIGNATURE_SIZE], dl_error *error)
{
    size_t size = DL_SIGNATURE_SIZE;
    EVP_PKEY *pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, DL_KEY_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool signed_it = pair && context && EVP_DigestSignInit(context, NULL, NULL, NULL, pair) == 1 &&
                     EVP_DigestSign(context, signature, &size, (const unsigned char *)message.data,
                                    message.size) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(pair);
    return signed_it ? 0 : failed("sign", error);
}

bool dl_signature_holds(const unsigned char key[DL_KEY_SIZE], dl_str message,
                        const unsigned char signature[DL_SIGNATURE_SIZE])
{
    EVP_PKEY *half = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, DL_KEY_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool holds = half && context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, half) == 1 &&
                 EVP_DigestVerify(context, signature, DL_SIGNATURE_SIZE,
                                  (const unsigned char *)message.data, message.size) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(half);
    return holds;
}
