#include "extract/encoding.h"

#include <stdlib.h>
#include <string.h>

#include "extract/decode.h"

/* Index windows-1252 for 0x80 to 0x9F; the five bytes without a character are C1 controls, as the
 * standard's index has them (glibc's table refuses them). */
static const unsigned short windows_1252[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

static void decode_windows_1252(dl_decoding *d)
{
    for (size_t i = 0; i < d->bytes.size; i++) {
        unsigned char byte = (unsigned char)d->bytes.data[i];
        dl_decode_put(d, byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte);
    }
}

static void decode_user_defined(dl_decoding *d)
{
    for (size_t i = 0; i < d->bytes.size; i++) {
        unsigned char byte = (unsigned char)d->bytes.data[i];
        dl_decode_put(d, byte < 0x80 ? byte : 0xF780U + byte - 0x80U);
    }
}

/* Those that iconv has the indexes of; all that are not named are single-byte. */
static const struct {
    const char *name;
    void (*decode)(dl_decoding *);
} multi[] = {
    {"gbk", dl_decode_gb18030},
    {"gb18030", dl_decode_gb18030},
    {"big5", dl_decode_big5},
    {"euc-kr", dl_decode_euc_kr},
    {"shift_jis", dl_decode_shift_jis},
    {"euc-jp", dl_decode_euc_jp},
    {"iso-2022-jp", dl_decode_iso_2022_jp},
};
enum { MULTI = sizeof multi / sizeof *multi };

static void decode_pairs(dl_decoding *d, void (*decode)(dl_decoding *))
{
    enum { PAIRS = 0x80 << 8 };
    d->known = calloc(PAIRS, sizeof *d->known);
    if (d->known)
        decode(d);
    else
        d->out->failed = true;
    free(d->known);
}

/* Its place among the encodings of several bytes a character; MULTI for none of them. */
static size_t find_multi(const dl_encoding *encoding)
{
    size_t at = 0;
    while (at < MULTI && strcmp(multi[at].name, encoding->name) != 0)
        at++;
    return at;
}

bool dl_encoding_is_single(const dl_encoding *encoding)
{
    return encoding->decoder == DL_DECODE_WINDOWS_1252 ||
           (encoding->decoder == DL_DECODE_ICONV && find_multi(encoding) == MULTI);
}

/* False when this system's iconv does not know the encoding. */
static bool decode_by_index(dl_decoding *d)
{
    const size_t at = find_multi(d->encoding);
    d->converter = iconv_open("UTF-32LE", d->encoding->iconv);
    if ((intptr_t)d->converter == -1)
        return false;
    if (at < MULTI)
        decode_pairs(d, multi[at].decode);
    else
        dl_decode_single(d);
    iconv_close(d->converter);
    return true;
}

const dl_encoding *dl_encoding_decode_counting(const dl_encoding *encoding, dl_str bytes,
                                               dl_buf *out, size_t *replaced)
{
    dl_decoding d = {.encoding = encoding, .bytes = bytes, .out = out};
    switch (encoding->decoder) {
    case DL_DECODE_UTF8:
        dl_decode_utf8(&d);
        break;
    case DL_DECODE_UTF16LE:
    case DL_DECODE_UTF16BE:
        dl_decode_utf16(&d, encoding->decoder == DL_DECODE_UTF16BE);
        break;
    case DL_DECODE_WINDOWS_1252:
        decode_windows_1252(&d);
        break;
    case DL_DECODE_USER_DEFINED:
        decode_user_defined(&d);
        break;
    case DL_DECODE_REPLACEMENT:
        if (bytes.size)
            dl_decode_bad(&d);
        break;
    case DL_DECODE_ICONV:
        if (!decode_by_index(&d)) {
            decode_windows_1252(&d);
            encoding = dl_encoding_of_label(DL_STR("windows-1252"));
        }
        break;
    }
    *replaced = d.replaced;
    return encoding;
}

const dl_encoding *dl_encoding_decode(const dl_encoding *encoding, dl_str bytes, dl_buf *out)
{
    size_t replaced;
    return dl_encoding_decode_counting(encoding, bytes, out, &replaced);
}
