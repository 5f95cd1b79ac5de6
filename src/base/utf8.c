#include "base/utf8.h"

#include <string.h>
#include <utf8proc.h>

enum { REPLACEMENT = 0xFFFD };

uint32_t dl_utf8_next(dl_str text, size_t *at)
{
    utf8proc_int32_t code = 0;
    size_t left = text.size - *at;
    if (left > 0 && (unsigned char)text.data[*at] < 0x80)
        return (unsigned char)text.data[(*at)++];
    utf8proc_ssize_t limit = left > 4 ? 4 : (utf8proc_ssize_t)left;
    utf8proc_ssize_t size =
        utf8proc_iterate((const utf8proc_uint8_t *)text.data + *at, limit, &code);
    if (size <= 0) {
        (*at)++;
        return REPLACEMENT;
    }
    *at += (size_t)size;
    return (uint32_t)code;
}

void dl_utf8_put(dl_buf *out, uint32_t code)
{
    utf8proc_uint8_t bytes[4];
    if (!utf8proc_codepoint_valid((utf8proc_int32_t)code))
        code = REPLACEMENT;
    utf8proc_ssize_t size = utf8proc_encode_char((utf8proc_int32_t)code, bytes);
    dl_buf_append(out, (const char *)bytes, (size_t)size);
}

bool dl_utf8_valid(dl_str text)
{
    static const uint64_t high_bits = 0x8080808080808080U;
    size_t at = 0;
    while (at < text.size) {
        uint64_t eight;
        if (text.size - at >= sizeof eight) { /* mostly, all of them are ASCII */
            memcpy(&eight, text.data + at, sizeof eight);
            if (!(eight & high_bits)) {
                at += sizeof eight;
                continue;
            }
        }
        if ((unsigned char)text.data[at] < 0x80) {
            at++;
            continue;
        }
        size_t start = at;
        if (dl_utf8_next(text, &at) == REPLACEMENT && at - start == 1)
            return false;
    }
    return true;
}

/* Well-formed runs are copied whole: most texts are one. */
void dl_utf8_repair(dl_str text, dl_buf *out)
{
    size_t at = 0, run = 0;
    dl_buf_heed(out, text);
    while (at < text.size) {
        const size_t start = at;
        if ((unsigned char)text.data[at] < 0x80) {
            at++;
            continue;
        }
        if (dl_utf8_next(text, &at) != REPLACEMENT)
            continue;
        dl_buf_append(out, text.data + run, start - run);
        dl_utf8_put(out, REPLACEMENT);
        run = at;
    }
    dl_buf_append(out, text.data + run, at - run);
}

static int code_width(uint32_t code)
{
    if (code < 0x20 || (code >= 0x7F && code < 0xA0))
        return 0;
    if (code < 0x7F)
        return 1;
    return utf8proc_charwidth((utf8proc_int32_t)code);
}

int dl_utf8_width(dl_str text)
{
    int width = 0;
    for (size_t at = 0; at < text.size;)
        width += code_width(dl_utf8_next(text, &at));
    return width;
}

dl_str dl_utf8_fit(dl_str text, int columns)
{
    int width = 0;
    size_t at = 0;
    while (at < text.size) {
        size_t next = at;
        int more = code_width(dl_utf8_next(text, &next));
        if (width + more > columns)
            break;
        width += more;
        at = next;
    }
    return dl_str_slice(text, 0, at);
}

static void spaces(int count, dl_buf *out)
{
    while (count-- > 0)
        dl_buf_putc(out, ' ');
}

void dl_utf8_pad(dl_str text, int columns, bool right_aligned, dl_buf *out)
{
    int width = dl_utf8_width(text);
    bool cut = width > columns;
    if (cut) {
        text = dl_utf8_fit(text, columns - 1);
        width = dl_utf8_width(text) + 1;
    }
    if (right_aligned)
        spaces(columns - width, out);
    dl_buf_add(out, text);
    if (cut && columns > 0)
        dl_buf_puts(out, "…");
    if (!right_aligned)
        spaces(columns - width, out);
}

static void new_line(int indent, dl_buf *out)
{
    dl_buf_putc(out, '\n');
    spaces(indent, out);
}

void dl_utf8_wrap(dl_str text, int columns, int indent, dl_buf *out)
{
    int room = columns - indent, used = 0;
    room = room < 8 ? 8 : room;
    dl_str lines = text;
    while (lines.data) {
        dl_str words = dl_str_cut(lines, '\n', &lines);
        while (words.data) {
            dl_str word = dl_str_cut(words, ' ', &words);
            int width = dl_utf8_width(word);
            if (used > 0 && used + 1 + width > room) {
                new_line(indent, out);
                used = 0;
            } else if (used > 0) {
                dl_buf_putc(out, ' ');
                used++;
            }
            while (width > room) {
                dl_str piece = dl_utf8_fit(word, room);
                if (piece.size == 0)
                    break;
                dl_buf_add(out, piece);
                new_line(indent, out);
                word = dl_str_slice(word, piece.size, word.size);
                width -= dl_utf8_width(piece);
            }
            dl_buf_add(out, word);
            used += width;
        }
        if (lines.data)
            new_line(indent, out);
        used = 0;
    }
}
