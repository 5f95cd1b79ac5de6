#include "archive/digest.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/sha.h>

bool dl_digest_begin(dl_digest *digest, dl_str algorithm)
{
    static const char *const known[] = {"sha1", "sha256", "sha512", "md5"};
    digest->state = NULL;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!dl_str_is_word(algorithm, known[i]))
            continue;
        const EVP_MD *kind = EVP_get_digestbyname(known[i]);
        EVP_MD_CTX *state = kind ? EVP_MD_CTX_new() : NULL;
        if (state && EVP_DigestInit_ex(state, kind, NULL) == 1) {
            digest->state = state;
            return true;
        }
        EVP_MD_CTX_free(state);
    }
    return false;
}

void dl_digest_feed(dl_digest *digest, dl_str bytes)
{
    if (digest->state && bytes.size)
        EVP_DigestUpdate(digest->state, bytes.data, bytes.size);
}

size_t dl_digest_end(dl_digest *digest, unsigned char hash[DL_DIGEST_MOST])
{
    unsigned size = 0;
    if (digest->state && EVP_DigestFinal_ex(digest->state, hash, &size) != 1)
        size = 0;
    dl_digest_clear(digest);
    return size;
}

void dl_digest_clear(dl_digest *digest)
{
    EVP_MD_CTX_free(digest->state);
    digest->state = NULL;
}

/* --- text --- */

dl_str dl_digest_algorithm(dl_str written)
{
    size_t colon = dl_str_find(written, DL_STR(":"), 0);
    return colon < written.size ? dl_str_slice(written, 0, colon) : (dl_str){"", 0};
}

void dl_digest_base32(const unsigned char *hash, size_t size, char *text)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned bits = 0, held = 0;
    for (size_t i = 0; i < size; i++) {
        bits = (bits << 8 | hash[i]) & 0xfff;
        for (held += 8; held >= 5; held -= 5)
            *text++ = alphabet[bits >> (held - 5) & 31];
    }
    if (held)
        *text++ = alphabet[bits << (5 - held) & 31];
    *text = '\0';
}

void dl_digest_hex(const unsigned char *hash, size_t size, char *text)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        *text++ = digits[hash[i] >> 4];
        *text++ = digits[hash[i] & 15];
    }
    *text = '\0';
}

/* Without padding and with base64url's two letters put back (RFC 4648 §4 and §5). */
static bool same_base64(dl_str written, const unsigned char *hash, size_t size)
{
    char text[DL_DIGEST_MOST * 4 / 3 + 8];
    EVP_EncodeBlock((unsigned char *)text, hash, (int)size);
    dl_str ours = dl_str_of(text);
    while (ours.size && ours.data[ours.size - 1] == '=')
        ours.size--;
    while (written.size && written.data[written.size - 1] == '=')
        written.size--;
    if (written.size != ours.size)
        return false;
    for (size_t i = 0; i < ours.size; i++) {
        char c = written.data[i];
        c = (char)(c == '-' ? '+' : c == '_' ? '/' : c);
        if (c != ours.data[i])
            return false;
    }
    return true;
}

bool dl_digest_agrees(dl_str written, const unsigned char *hash, size_t size)
{
    char text[2 * DL_DIGEST_MOST + 1];
    dl_str algorithm = dl_digest_algorithm(written);
    dl_str value = dl_str_trim(dl_str_slice(written, algorithm.size + 1, written.size));
    dl_str unpadded = value;
    while (unpadded.size && unpadded.data[unpadded.size - 1] == '=')
        unpadded.size--;
    if (size == 0 || value.size == 0)
        return false;
    dl_digest_hex(hash, size, text);
    if (value.size == strlen(text))
        return dl_str_is_word(value, text);
    dl_digest_base32(hash, size, text);
    if (unpadded.size == strlen(text))
        return dl_str_is_word(unpadded, text);
    return same_base64(value, hash, size);
}

void dl_digest_sha1(dl_str bytes, char text[DL_DIGEST_TEXT])
{
    unsigned char hash[SHA_DIGEST_LENGTH];
    SHA1((const unsigned char *)bytes.data, bytes.size, hash);
    memcpy(text, "sha1:", 6);
    dl_digest_base32(hash, sizeof hash, text + 5);
}

void dl_record_id(dl_str name, char id[DL_RECORD_ID])
{
    /* drawn once, for records that dateline writes */
    static const unsigned char space[16] = {0x5c, 0x0b, 0x21, 0x9e, 0x6f, 0x43, 0x4d, 0x8a,
                                            0x9d, 0x17, 0x0f, 0xd2, 0x8e, 0x64, 0x31, 0xb7};
    unsigned char hash[DL_DIGEST_MOST] = {0};
    dl_digest digest;
    char hex[2 * DL_DIGEST_MOST + 1];
    dl_digest_begin(&digest, DL_STR("sha1"));
    dl_digest_feed(&digest, (dl_str){(const char *)space, sizeof space});
    dl_digest_feed(&digest, name);
    dl_digest_end(&digest, hash);
    hash[6] = (unsigned char)((hash[6] & 0x0f) | 0x50);
    hash[8] = (unsigned char)((hash[8] & 0x3f) | 0x80);
    dl_digest_hex(hash, 16, hex);
    snprintf(id, DL_RECORD_ID, "<urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s>", hex, hex + 8, hex + 12,
             hex + 16, hex + 20);
}
