#include "extract/entity.h"

#include <string.h>

#include "base/utf8.h"

static const struct {
    const char *name;
    uint32_t code;
} names[] = {{"amp", '&'},      {"quot", '"'},      {"apos", '\''},    {"lt", '<'},
             {"gt", '>'},       {"nbsp", 0xA0},     {"ndash", 0x2013}, {"mdash", 0x2014},
             {"lsquo", 0x2018}, {"rsquo", 0x2019},  {"ldquo", 0x201C}, {"rdquo", 0x201D},
             {"bdquo", 0x201E}, {"hellip", 0x2026}, {"laquo", 0xAB},   {"raquo", 0xBB},
             {"auml", 0xE4},    {"ouml", 0xF6},     {"uuml", 0xFC},    {"Auml", 0xC4},
             {"Ouml", 0xD6},    {"Uuml", 0xDC},     {"szlig", 0xDF},   {"eacute", 0xE9},
             {"egrave", 0xE8},  {"agrave", 0xE0},   {"aacute", 0xE1},  {"iacute", 0xED},
             {"oacute", 0xF3},  {"uacute", 0xFA},   {"ntilde", 0xF1},  {"ccedil", 0xE7},
             {"ecirc", 0xEA},   {"euro", 0x20AC},   {"copy", 0xA9},    {"middot", 0xB7}};

static uint32_t number_of(dl_str digits)
{
    const bool hex = digits.size && (digits.data[0] == 'x' || digits.data[0] == 'X');
    uint32_t code = 0;
    for (size_t i = hex; i < digits.size; i++) {
        const char c = digits.data[i], lower = (char)(c | 0x20);
        const bool decimal = c >= '0' && c <= '9';
        if ((!decimal && !(hex && lower >= 'a' && lower <= 'f')) || code > 0x10FFFF)
            return 0;
        code = code * (hex ? 16 : 10) + (uint32_t)(decimal ? c - '0' : lower - 'a' + 10);
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return code > 0x10FFFF || surrogate ? 0 : code;
}

static uint32_t code_of(dl_str reference)
{
    if (reference.size > 1 && reference.data[0] == '#')
        return number_of(dl_str_slice(reference, 1, reference.size));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dl_str_equal(reference, dl_str_of(names[i].name)))
            return names[i].code;
    return 0;
}

void dl_entity_decode(dl_str text, dl_buf *out)
{
    enum { LONGEST = 10 };
    size_t at = 0;
    while (at < text.size) {
        size_t start = dl_str_find(text, DL_STR("&"), at);
        dl_buf_add(out, dl_str_slice(text, at, start));
        dl_str reference = dl_str_slice(text, start + 1, start + 1 + LONGEST);
        size_t end = dl_str_find(reference, DL_STR(";"), 0);
        uint32_t code = end < reference.size ? code_of(dl_str_slice(reference, 0, end)) : 0;
        if (code)
            dl_utf8_put(out, code);
        else if (start < text.size)
            dl_buf_putc(out, '&');
        at = start + 1 + (code ? end + 1 : 0);
    }
}
