#include "kernel/message.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/json.h"

/* --- signatures --- */

enum { SLOTS = 2 * MESSAGE_SEEN }; /* a power of two: of the table that finds marks */

int seen_open(seen_signatures *seen, dl_error *error)
{
    seen->count = 0;
    seen->marks = calloc(MESSAGE_SEEN, sizeof *seen->marks);
    seen->next = calloc(MESSAGE_SEEN, sizeof *seen->next);
    seen->heads = calloc(SLOTS, sizeof *seen->heads);
    if (seen->marks && seen->next && seen->heads)
        return 0;
    seen_close(seen);
    return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

void seen_close(seen_signatures *seen)
{
    free(seen->marks);
    free(seen->next);
    free(seen->heads);
    memset(seen, 0, sizeof *seen);
}

/* 64 of the 256 bits: only who has the key makes a signature that is looked up here, so nobody can
 * choose two that meet. */
static uint64_t mark_of(dl_str signature)
{
    uint64_t mark = 0;
    for (size_t i = 0; i < 16 && i < signature.size; i++) {
        char c = signature.data[i];
        mark = mark << 4 | (uint64_t)(c >= 'a' ? c - 'a' + 10 : c - '0');
    }
    return mark;
}

/* Chains of places + 1 in the ring; 0 ends one. */
static void forget(seen_signatures *seen, uint32_t place)
{
    uint32_t *link = &seen->heads[seen->marks[place] % SLOTS];
    while (*link && *link != place + 1)
        link = &seen->next[*link - 1];
    if (*link)
        *link = seen->next[place];
}

bool seen_note(seen_signatures *seen, dl_str signature)
{
    uint64_t mark = mark_of(signature);
    for (uint32_t at = seen->heads[mark % SLOTS]; at; at = seen->next[at - 1])
        if (seen->marks[at - 1] == mark)
            return false;
    uint32_t place = (uint32_t)(seen->count % MESSAGE_SEEN);
    if (seen->count >= MESSAGE_SEEN)
        forget(seen, place);
    seen->count++;
    seen->marks[place] = mark;
    seen->next[place] = seen->heads[mark % SLOTS];
    seen->heads[mark % SLOTS] = place + 1;
    return true;
}

static bool digest(dl_str key, const dl_str parts[4], unsigned char out[32])
{
    dl_buf whole;
    unsigned size = 0;
    dl_buf_init(&whole);
    for (int i = 0; i < 4; i++)
        dl_buf_add(&whole, parts[i]);
    bool good = !whole.failed &&
                HMAC(EVP_sha256(), key.data, (int)key.size,
                     (const unsigned char *)(whole.data ? whole.data : ""), whole.size, out, &size);
    dl_buf_clear(&whole);
    /* what libcrypto keeps for a thread would be lost in a fork by another */
    OPENSSL_thread_stop();
    return good && size == 32;
}

void message_sign(dl_str key, const dl_str parts[4], char out[MESSAGE_SIGNATURE + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[32];
    out[0] = '\0';
    if (key.size == 0 || !digest(key, parts, bytes))
        return;
    for (int i = 0; i < 32; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[MESSAGE_SIGNATURE] = '\0';
}

static int check_signature(dl_str key, dl_str given, const dl_str parts[4], seen_signatures *seen,
                           dl_error *error)
{
    char right[MESSAGE_SIGNATURE + 1];
    if (key.size == 0)
        return 0;
    message_sign(key, parts, right);
    if (given.size != MESSAGE_SIGNATURE || !right[0] ||
        CRYPTO_memcmp(given.data, right, MESSAGE_SIGNATURE) != 0)
        return dl_error_set(error, DL_ERR_PERMISSION, "its signature is wrong");
    if (seen && !seen_note(seen, given))
        return dl_error_set(error, DL_ERR_PERMISSION, "it was there before");
    return 0;
}

/* --- reading --- */

static int read_json(dl_str text, const char *what, json_t **out, dl_error *error)
{
    int rc = dl_json_read(text, out, error);
    if (rc)
        return dl_error_wrap(error, "its %s", what);
    if (!json_is_object(*out))
        return dl_error_set(error, DL_ERR_SYNTAX, "its %s is no JSON object", what);
    return 0;
}

static const char *word(const json_t *header, const char *key)
{
    const json_t *value = json_object_get(header, key);
    return json_is_string(value) ? json_string_value(value) : "";
}

int message_read(const dl_str *frames, size_t count, dl_str key, seen_signatures *seen,
                 message *out, dl_error *error)
{
    static const dl_str delimiter = {"<IDS|MSG>", 9};
    size_t at = 0;
    memset(out, 0, sizeof *out);
    while (at < count && !dl_str_equal(frames[at], delimiter))
        at++;
    if (at == count || count - at < 6)
        return dl_error_set(error, DL_ERR_SYNTAX, "it has not the frames of a message");
    out->identities = frames;
    out->identity_count = at;
    const dl_str *parts = frames + at + 2;
    int rc = check_signature(key, frames[at + 1], parts, seen, error);
    if (!rc)
        rc = read_json(parts[0], "header", &out->header, error);
    if (!rc)
        rc = read_json(parts[3], "content", &out->content, error);
    if (rc)
        return rc;
    out->header_text = parts[0];
    out->kind = word(out->header, "msg_type");
    out->id = word(out->header, "msg_id");
    out->session = word(out->header, "session");
    return out->kind[0] ? 0 : dl_error_set(error, DL_ERR_SYNTAX, "its header has no msg_type");
}

void message_clear(message *held)
{
    json_decref(held->header);
    json_decref(held->content);
    memset(held, 0, sizeof *held);
}

/* --- contents --- */

dl_str message_text(const message *of, const char *key)
{
    const json_t *value = json_object_get(of->content, key);
    return json_is_string(value) ? (dl_str){json_string_value(value), json_string_length(value)}
                                 : (dl_str){"", 0};
}

bool message_flag(const message *of, const char *key, bool otherwise)
{
    const json_t *value = json_object_get(of->content, key);
    return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

int64_t message_number(const message *of, const char *key, int64_t otherwise)
{
    const json_t *value = json_object_get(of->content, key);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}
