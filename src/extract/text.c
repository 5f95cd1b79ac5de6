#include "extract/text.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/utf8.h"

bool dl_text_is_space(uint32_t code)
{
    return code == ' ' || (code >= '\t' && code <= '\r') || code == 0x85 || code == 0xA0 ||
           code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
           code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

dl_str dl_text_cut(dl_str text, size_t limit)
{
    if (text.size <= limit)
        return text;
    while (limit > 0 && ((unsigned char)text.data[limit] & 0xC0) == 0x80)
        limit--;
    return dl_str_slice(text, 0, limit);
}

/* Soft hyphen, zero width space, word joiner, byte order mark: no reader sees them. The zero width
 * joiners stay: they change letters (Persian, Indic scripts, emoji). */
static bool is_invisible(uint32_t code)
{
    return code == 0xAD || code == 0x200B || code == 0x2060 || code == 0xFEFF;
}

/* Below U+0300 every character is its own composition and none is combining. */
static bool is_plain(dl_str text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte >= 0xCC || byte == 0 ||
            (byte == 0xC2 && i + 1 < text.size && (unsigned char)text.data[i + 1] == 0xAD))
            return false;
    }
    return true;
}

static void drop_invisible(dl_str text, dl_buf *out)
{
    size_t at = 0;
    while (at < text.size) {
        size_t start = at;
        uint32_t code = dl_utf8_next(text, &at);
        if (code == 0 || is_invisible(code))
            continue;
        dl_buf_append(out, text.data + start, at - start);
    }
}

void dl_text_compose(dl_str text, dl_buf *out)
{
    if (is_plain(text)) {
        dl_buf_add(out, text);
        return;
    }
    dl_buf seen = {0};
    utf8proc_uint8_t *composed = NULL;
    drop_invisible(text, &seen);
    utf8proc_ssize_t size =
        utf8proc_map((const utf8proc_uint8_t *)(seen.data ? seen.data : ""),
                     (utf8proc_ssize_t)seen.size, &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (seen.failed || size == UTF8PROC_ERROR_NOMEM)
        out->failed = true;
    else if (size >= 0)
        dl_buf_append(out, (const char *)composed, (size_t)size);
    else
        dl_buf_add(out, dl_buf_str(&seen));
    free(composed);
    dl_buf_clear(&seen);
}

/* Whether a space stands at *at; moves past the character. */
static bool take_space(dl_str text, size_t *at)
{
    const unsigned char byte = (unsigned char)text.data[*at];
    if (byte >= 0x80)
        return dl_text_is_space(dl_utf8_next(text, at));
    ++*at;
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

void dl_text_fold(dl_str text, dl_buf *out)
{
    dl_buf composed = {0};
    dl_str all = text;
    if (!is_plain(text)) {
        dl_text_compose(text, &composed);
        all = dl_buf_str(&composed);
    }
    bool begun = false;
    size_t at = 0, run = 0; /* where the words since the last space begin */
    while (all.data && at <= all.size) {
        const size_t end = at;
        if (at < all.size && !take_space(all, &at))
            continue;
        if (end > run && begun)
            dl_buf_putc(out, ' ');
        begun = begun || end > run;
        dl_buf_append(out, all.data + run, end - run);
        run = at;
        at += end == all.size;
    }
    out->failed = out->failed || composed.failed;
    dl_buf_clear(&composed);
}

void dl_text_lines(dl_str text, dl_buf *out)
{
    dl_buf composed = {0};
    dl_text_compose(text, &composed);
    for (size_t i = 0; i < composed.size; i++) {
        char c = composed.data[i];
        if (c == '\r' && i + 1 < composed.size && composed.data[i + 1] == '\n')
            continue;
        dl_buf_putc(out, (char)(c == '\r' ? '\n' : c));
    }
    out->failed = out->failed || composed.failed;
    dl_buf_clear(&composed);
}
