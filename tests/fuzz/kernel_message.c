/*
 * What a client sends, under libFuzzer: frames are cut out of the bytes, signed by the right key or
 * not, and read; contents go through all that reads them before a worker is asked.
 */
#include <string.h>

#include "fuzz.h"
#include "kernel/connection.h"
#include "kernel/history.h"
#include "kernel/kernel.h"

/* The first byte says how many frames there are, and whether to sign them; then a frame a length.
 */
static size_t cut(dl_str bytes, dl_str frames[MESSAGE_FRAMES])
{
    size_t count = 0, at = 0;
    while (at < bytes.size && count < MESSAGE_FRAMES) {
        size_t length = (unsigned char)bytes.data[at++];
        frames[count++] = dl_str_slice(bytes, at, at + length);
        at += length;
    }
    return count;
}

static void read_magic(dl_str code)
{
    magic cell = magic_read(code);
    hold(cell.skipped <= code.size && cell.code.size == code.size - cell.skipped);
    hold(cell.line >= 1 && cell.asked.size < 256);
}

static void read_contents(const message *read)
{
    history past = {0};
    history_add(&past, 1, DL_STR("x = 1"), DL_STR("1"));
    history_add(&past, 2, message_text(read, "code"), message_text(read, "pattern"));
    history_ask ask = {.access = message_text(read, "hist_access_type"),
                       .output = message_flag(read, "output", false),
                       .unique = message_flag(read, "unique", false),
                       .session = message_number(read, "session", 0),
                       .start = message_number(read, "start", 0),
                       .stop = message_number(read, "stop", 0),
                       .n = message_number(read, "n", 0),
                       .pattern = message_text(read, "pattern")};
    json_t *found = history_find(&past, &ask);
    hold(found && json_array_size(found) <= 2);
    json_decref(found);
    history_clear(&past);
    read_magic(message_text(read, "code"));
}

static void check_frames(dl_str bytes, bool sign)
{
    dl_str frames[MESSAGE_FRAMES], key = DL_STR("key");
    char signature[MESSAGE_SIGNATURE + 1];
    message read;
    size_t count = cut(bytes, frames), at = 0;
    while (at < count && !dl_str_equal(frames[at], DL_STR("<IDS|MSG>")))
        at++;
    if (sign && count - at >= 6) {
        message_sign(key, frames + at + 2, signature);
        frames[at + 1] = dl_str_of(signature);
    }
    if (message_read(frames, count, key, NULL, &read, NULL) == 0) {
        hold(sign || frames[at + 1].size == MESSAGE_SIGNATURE);
        hold(read.identity_count == at && read.kind[0]);
        read_contents(&read);
    }
    message_clear(&read);
}

/* One memory of signatures for all inputs, as a kernel has for all messages: it fills and wraps. */
static void check_seen(dl_str bytes)
{
    static seen_signatures seen;
    if (!seen.marks)
        hold(seen_open(&seen, NULL) == 0);
    for (size_t i = 0; i + 4 <= bytes.size; i += 2) {
        char hex[MESSAGE_SIGNATURE + 1];
        for (size_t k = 0; k < MESSAGE_SIGNATURE; k++)
            hex[k] =
                "0123456789abcdef"[(unsigned char)bytes.data[i + k % 4] >> (k / 4 % 2 * 4) & 15];
        hex[MESSAGE_SIGNATURE] = '\0';
        seen_note(&seen, dl_str_of(hex));
        hold(!seen_note(&seen, dl_str_of(hex)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    connection to;
    if (size < 1)
        return 0;
    dl_str bytes = {(const char *)data + 1, size - 1};
    switch (data[0] % 4) {
    case 0:
    case 1:
        check_frames(bytes, data[0] % 4);
        break;
    case 2:
        connection_parse(bytes, &to, NULL);
        read_magic(bytes);
        break;
    default:
        if (data[0] == 3)
            check_seen(bytes);
        history_matches(dl_str_slice(bytes, 0, bytes.size / 4),
                        dl_str_slice(bytes, bytes.size / 4, bytes.size));
        break;
    }
    return 0;
}
