#include "extract/feed_charset.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "extract/charset.h"

/* XML 1.0 appendix F.1: marks first, then how "<" or "<?" looks. */
static const struct {
    const char *bytes;
    size_t size, mark;
    const char *name;
} patterns[] = {{"\x00\x00\xFE\xFF", 4, 4, "utf-32be"},
                {"\xFF\xFE\x00\x00", 4, 4, "utf-32le"},
                {"\xEF\xBB\xBF", 3, 3, "utf-8"},
                {"\xFE\xFF", 2, 2, "utf-16be"},
                {"\xFF\xFE", 2, 2, "utf-16le"},
                {"\x00\x00\x00<", 4, 0, "utf-32be"},
                {"<\x00\x00\x00", 4, 0, "utf-32le"},
                {"\x00<\x00", 3, 0, "utf-16be"},
                {"<\x00", 2, 0, "utf-16le"}};

static void decode_utf32(dl_str bytes, bool big, dl_buf *out)
{
    for (size_t at = 0; at + 4 <= bytes.size; at += 4) {
        uint32_t code = 0;
        for (size_t i = 0; i < 4; i++)
            code = code << 8 | (unsigned char)bytes.data[at + (big ? i : 3 - i)];
        bool character = code < 0x110000 && !(code >= 0xD800 && code < 0xE000);
        dl_utf8_put(out, character ? code : 0xFFFD);
    }
}

static void decode_utf16(dl_str bytes, bool big, dl_buf *out)
{
    uint32_t lead = 0; /* the first half of a pair */
    for (size_t at = 0; at + 2 <= bytes.size; at += 2) {
        uint32_t first = (unsigned char)bytes.data[at], second = (unsigned char)bytes.data[at + 1];
        uint32_t unit = big ? first << 8 | second : second << 8 | first;
        bool pair = lead && unit >= 0xDC00 && unit < 0xE000;
        if (pair)
            unit = 0x10000 + ((lead - 0xD800) << 10) + (unit - 0xDC00);
        else if (lead)
            dl_utf8_put(out, 0xFFFD);
        lead = !pair && unit >= 0xD800 && unit < 0xDC00 ? unit : 0;
        if (!lead)
            dl_utf8_put(out, !pair && unit >= 0xDC00 && unit < 0xE000 ? 0xFFFD : unit);
    }
    if (lead || bytes.size % 2)
        dl_utf8_put(out, 0xFFFD);
}

/* encoding="..." of an XML declaration (XML 1.0 §4.3.3), which begins the text but for space. */
static dl_str declared_label(dl_str body)
{
    dl_str start = dl_str_trim(dl_str_slice(body, 0, 1024));
    if (!dl_str_starts(start, DL_STR("<?xml")))
        return (dl_str){"", 0};
    start = dl_str_slice(start, 0, dl_str_find(start, DL_STR("?>"), 0));
    size_t at = dl_str_find(start, DL_STR("encoding"), 0);
    dl_str rest = {NULL, 0};
    dl_str_cut(dl_str_slice(start, at, start.size), '=', &rest);
    rest = rest.data ? dl_str_trim(rest) : (dl_str){"", 0};
    if (rest.size < 2 || (rest.data[0] != '"' && rest.data[0] != '\''))
        return (dl_str){"", 0};
    const char *end = memchr(rest.data + 1, rest.data[0], rest.size - 1);
    return end ? dl_str_slice(rest, 1, (size_t)(end - rest.data)) : (dl_str){"", 0};
}

static dl_str without_quotes(dl_str label)
{
    label = dl_str_trim(label);
    if (label.size >= 2 && (label.data[0] == '\'' || label.data[0] == '"'))
        label = dl_str_slice(label, 1, dl_str_find(label, dl_str_slice(label, 0, 1), 1));
    return label;
}

/* charset is often written "charset = x" or in the wrong quotes. */
static dl_str charset_parameter(dl_str content_type)
{
    return without_quotes(dl_media_parameter(content_type, "charset"));
}

static bool is_utf16(const dl_encoding *encoding)
{
    return encoding && strncmp(encoding->name, "utf-16", 6) == 0;
}

static bool is_ascii(dl_str body)
{
    unsigned char all = 0;
    for (size_t i = 0; i < body.size; i++)
        all |= (unsigned char)body.data[i];
    return all < 0x80;
}

/* What the first bytes say; name is NULL where they say nothing, and for UTF-8. */
static dl_feed_encoding by_pattern(dl_str *body, dl_buf *space)
{
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        if (!dl_str_starts(*body, (dl_str){patterns[i].bytes, patterns[i].size}))
            continue;
        *body = dl_str_slice(*body, patterns[i].mark, body->size);
        const char *name = patterns[i].name;
        const bool big = strchr(name, 'b') != NULL; /* utf-16be, utf-32be */
        if (strcmp(name, "utf-8") == 0)
            break;
        if (strncmp(name, "utf-16", 6) == 0)
            decode_utf16(*body, big, space);
        else
            decode_utf32(*body, big, space);
        return (dl_feed_encoding){patterns[i].name, false};
    }
    return (dl_feed_encoding){NULL, false};
}

/* What HTTP and the declaration say; *told: that they say something. */
static const dl_encoding *by_label(dl_str body, dl_str content_type, bool *told)
{
    dl_str label = charset_parameter(content_type);
    const dl_encoding *encoding = dl_encoding_of_label(label);
    if (!encoding) {
        label = declared_label(body);
        encoding = dl_encoding_of_label(label);
    }
    *told = label.size > 0;
    /* bytes whose pattern is one byte a character are in no UTF-16, whatever is declared */
    return is_utf16(encoding) ? NULL : encoding;
}

dl_feed_encoding dl_feed_decode(dl_str body, dl_str content_type, dl_buf *space, dl_str *text)
{
    const size_t size = body.size;
    dl_feed_encoding found = by_pattern(&body, space);
    *text = dl_buf_str(space);
    if (found.name)
        return found;
    bool told = false;
    const dl_encoding *encoding = body.size < size ? NULL : by_label(body, content_type, &told);
    found.overridden = told && !encoding;
    *text = body;
    /* text/ without a charset was US-ASCII once (RFC 3023 §8.5); where that is true it is said */
    bool untyped = charset_parameter(content_type).size == 0;
    if (untyped && dl_str_starts(content_type, DL_STR("text/")) && is_ascii(body))
        return (dl_feed_encoding){"us-ascii", found.overridden};
    if (!encoding || encoding->decoder == DL_DECODE_UTF8) {
        found.name = "utf-8";
        if (dl_utf8_valid(body))
            return found;
        encoding = dl_charset_find(body, (dl_str){"", 0}, false).encoding;
        found.overridden = true;
    }
    found.name = dl_encoding_decode(encoding, body, space)->name;
    *text = dl_buf_str(space);
    return found;
}
