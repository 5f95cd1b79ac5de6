/* UTF-8, UTF-16 and the single-byte encodings (Encoding Standard §8, §9, §14). */
#include <string.h>

#include "extract/decode.h"

/* What a lead byte of UTF-8 asks for: how many bytes follow, and the bounds of the first of them
 * (§8.1.1; Unicode table 3-7). */
static int followers(unsigned char lead, unsigned char *low, unsigned char *high)
{
    *low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    *high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 1;
    if ((lead & 0xF0) == 0xE0)
        return 2;
    return lead >= 0xF0 && lead <= 0xF4 ? 3 : 0;
}

/* Bytes of the character at `at`, or minus the bytes of an ill-formed one's longest good start. */
static int measure(dl_str bytes, size_t at)
{
    unsigned char low, high;
    int wanted = followers((unsigned char)bytes.data[at], &low, &high);
    if (wanted == 0)
        return -1;
    for (int i = 1; i <= wanted; i++) {
        if (at + (size_t)i >= bytes.size)
            return -i;
        unsigned char byte = (unsigned char)bytes.data[at + (size_t)i];
        if (byte < low || byte > high)
            return -i;
        low = 0x80;
        high = 0xBF;
    }
    return wanted + 1;
}

void dl_decode_utf8(dl_decoding *d)
{
    const dl_str bytes = d->bytes;
    size_t at = 0, start = 0;
    while (at < bytes.size) {
        if ((unsigned char)bytes.data[at] < 0x80) {
            at++;
            continue;
        }
        int size = measure(bytes, at);
        if (size > 0) {
            at += (size_t)size;
            continue;
        }
        dl_buf_append(d->out, bytes.data + start, at - start);
        dl_decode_bad(d);
        at += (size_t)-size;
        start = at;
    }
    if (at > start)
        dl_buf_append(d->out, bytes.data + start, at - start);
}

static uint32_t unit_at(dl_str bytes, size_t at, bool big_endian)
{
    uint32_t first = (unsigned char)bytes.data[at], second = (unsigned char)bytes.data[at + 1];
    return big_endian ? first << 8 | second : second << 8 | first;
}

void dl_decode_utf16(dl_decoding *d, bool big_endian)
{
    size_t at = 0;
    for (; at + 1 < d->bytes.size; at += 2) {
        uint32_t unit = unit_at(d->bytes, at, big_endian);
        uint32_t next = at + 3 < d->bytes.size ? unit_at(d->bytes, at + 2, big_endian) : 0;
        if ((unit & 0xFC00) == 0xD800 && (next & 0xFC00) == 0xDC00) {
            dl_decode_put(d, 0x10000 + ((unit & 0x3FF) << 10 | (next & 0x3FF)));
            at += 2;
        } else if ((unit & 0xF800) == 0xD800) {
            /* a lone lead with half a unit behind it is one error, at the end of all */
            if ((unit & 0xFC00) == 0xD800 && at + 3 == d->bytes.size)
                at++;
            dl_decode_bad(d);
        } else {
            dl_decode_put(d, unit);
        }
    }
    if (at < d->bytes.size)
        dl_decode_bad(d);
}

/* Where the standard's indexes differ from the C library's tables. */
static const struct {
    const char *name;
    unsigned char byte;
    uint16_t code;
} singles[] = {
    {"koi8-u", 0xAE, 0x045E},    {"koi8-u", 0xBE, 0x040E},       {"macintosh", 0xC6, 0x2206},
    {"macintosh", 0xF0, 0xF8FF}, {"windows-1255", 0xCA, 0x05BA}, {"x-mac-cyrillic", 0xFF, 0x20AC},
};

void dl_decode_single(dl_decoding *d)
{
    const char *name = d->encoding->name;
    const bool windows = strncmp(name, "windows-", 8) == 0;
    uint32_t index[128];
    for (unsigned byte = 0x80; byte < 0x100; byte++) {
        const unsigned char sequence[1] = {(unsigned char)byte};
        uint32_t code = dl_decode_ask(d, sequence, 1);
        /* unassigned bytes of the Windows code pages are the C1 control of the same value */
        if (code == DL_NO_CODE && windows && byte < 0xA0)
            code = byte;
        for (size_t i = 0; i < sizeof singles / sizeof *singles; i++)
            if (singles[i].byte == byte && strcmp(singles[i].name, name) == 0)
                code = singles[i].code;
        index[byte - 0x80] = code;
    }
    for (size_t i = 0; i < d->bytes.size; i++) {
        unsigned char byte = (unsigned char)d->bytes.data[i];
        uint32_t code = byte < 0x80 ? byte : index[byte - 0x80];
        if (code == DL_NO_CODE && byte >= 0x80)
            dl_decode_bad(d);
        else
            dl_decode_put(d, code);
    }
}
