#include "extract/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

enum { REPLACEMENT = 0xFFFD };

/* Index windows-1252 for 0x80 to 0x9F; the five bytes without a character are C1 controls, as the
 * standard's index has them (glibc's table refuses them). */
static const unsigned short windows_1252[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

static void decode_windows_1252(dl_str bytes, dl_buf *out)
{
    for (size_t i = 0; i < bytes.size; i++) {
        unsigned char byte = (unsigned char)bytes.data[i];
        if (byte < 0x80)
            dl_buf_putc(out, (char)byte);
        else
            dl_utf8_put(out, byte < 0xA0 ? windows_1252[byte - 0x80] : byte);
    }
}

static void decode_user_defined(dl_str bytes, dl_buf *out)
{
    for (size_t i = 0; i < bytes.size; i++) {
        unsigned char byte = (unsigned char)bytes.data[i];
        dl_utf8_put(out, byte < 0x80 ? byte : 0xF780U + byte - 0x80U);
    }
}

/* A byte that iconv refuses. The single-byte indexes of the standard map unassigned bytes of the
 * Windows code pages below 0xA0 to the C1 control of the same value; all else is U+FFFD. */
static void put_refused(const dl_encoding *encoding, unsigned char byte, dl_buf *out)
{
    bool windows = strncmp(encoding->name, "windows-", 8) == 0;
    dl_utf8_put(out, windows && byte >= 0x80 && byte < 0xA0 ? byte : REPLACEMENT);
}

static void decode_with(iconv_t converter, const dl_encoding *encoding, dl_str bytes, dl_buf *out)
{
    const bool wide = strncmp(encoding->name, "utf-16", 6) == 0;
    char *in;
    memcpy(&in, &bytes.data, sizeof in); /* iconv's prototype lacks the const that it keeps */
    size_t left = bytes.size;
    char chunk[8192];
    while (left > 0) {
        char *to = chunk;
        size_t room = sizeof chunk;
        size_t rc = iconv(converter, &in, &left, &to, &room);
        int code = errno;
        dl_buf_append(out, chunk, sizeof chunk - room);
        if (rc != (size_t)-1 || code == E2BIG)
            continue;
        /* EILSEQ: a bad sequence; EINVAL: an unfinished one at the end, told once */
        put_refused(encoding, (unsigned char)*in, out);
        size_t skip = code == EINVAL ? left : wide && left > 1 ? 2 : 1;
        in += skip;
        left -= skip;
        iconv(converter, NULL, NULL, NULL, NULL);
    }
}

const dl_encoding *dl_encoding_decode(const dl_encoding *encoding, dl_str bytes, dl_buf *out)
{
    iconv_t converter;
    switch (encoding->decoder) {
    case DL_DECODE_UTF8:
        dl_utf8_repair(bytes, out);
        return encoding;
    case DL_DECODE_WINDOWS_1252:
        decode_windows_1252(bytes, out);
        return encoding;
    case DL_DECODE_USER_DEFINED:
        decode_user_defined(bytes, out);
        return encoding;
    case DL_DECODE_REPLACEMENT:
        if (bytes.size)
            dl_utf8_put(out, REPLACEMENT);
        return encoding;
    case DL_DECODE_ICONV:
        break;
    }
    converter = iconv_open("UTF-8", encoding->iconv);
    if ((intptr_t)converter == -1) {
        decode_windows_1252(bytes, out);
        return dl_encoding_of_label(DL_STR("windows-1252"));
    }
    decode_with(converter, encoding, bytes, out);
    iconv_close(converter);
    return encoding;
}
