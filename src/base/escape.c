#include "base/escape.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

/* XML 1.0 §2.2 Char; HTML forbids the same controls in text. */
static bool xml_char(uint32_t code)
{
    return code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code < 0xD800) ||
           (code >= 0xE000 && code != 0xFFFE && code != 0xFFFF);
}

/* Unicode bidi controls that reorder what a person reads past the word they are for (UAX #9):
 * embeddings, overrides and isolates. */
static bool bidi_override(uint32_t code)
{
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

/* Those, and the marks that give a neighbour its direction, as honest Arabic and Hebrew have them.
 */
static bool bidi_control(uint32_t code)
{
    return code == 0x061C || code == 0x200E || code == 0x200F || bidi_override(code);
}

static const char *html_reference(uint32_t code)
{
    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* Where bytes that stand for themselves end, in HTML and in JSON: most text is a few long runs. */
static size_t plain_end(dl_str text, size_t at)
{
    while (at < text.size) {
        unsigned char c = (unsigned char)text.data[at];
        if (c < 0x20 || c >= 0x7F || c == '&' || c == '<' || c == '>' || c == '"' || c == '\'' ||
            c == '\\')
            break;
        at++;
    }
    return at;
}

void dl_escape_lua(dl_str text, dl_buf *out)
{
    dl_buf_heed(out, text);
    dl_buf_putc(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c == '"' || c == '\\')
            dl_buf_printf(out, "\\%c", c);
        else if (c == '\n')
            dl_buf_puts(out, "\\n");
        else if (c < 0x20 || c == 0x7F)
            dl_buf_printf(out, "\\x%02X", c);
        else
            dl_buf_putc(out, (char)c);
    }
    dl_buf_putc(out, '"');
}

void dl_escape_html(dl_str text, dl_buf *out)
{
    dl_buf_heed(out, text);
    for (size_t at = 0; at < text.size;) {
        size_t end = plain_end(text, at);
        if (end > at) {
            dl_buf_append(out, text.data + at, end - at);
            at = end;
            continue;
        }
        uint32_t code = dl_utf8_next(text, &at);
        const char *reference = html_reference(code);
        if (reference)
            dl_buf_puts(out, reference);
        else if (bidi_override(code))
            dl_buf_printf(out, "&lt;U+%04X&gt;", (unsigned)code);
        else
            dl_utf8_put(out, xml_char(code) ? code : 0xFFFD);
    }
}

void dl_escape_bidi(dl_str html, dl_buf *out)
{
    dl_buf_heed(out, html);
    size_t done = 0;
    for (size_t at = 0; at < html.size;) {
        const char *lead = memchr(html.data + at, 0xE2, html.size - at); /* of all of them */
        if (!lead)
            break;
        size_t start = at = (size_t)(lead - html.data);
        uint32_t code = dl_utf8_next(html, &at);
        if (!bidi_override(code))
            continue;
        dl_buf_append(out, html.data + done, start - done);
        dl_buf_printf(out, "&lt;U+%04X&gt;", (unsigned)code);
        done = at;
    }
    dl_buf_append(out, html.data + done, html.size - done);
}

/* The scheme before the first ':' that no '/', '?' or '#' precedes (RFC 3986 §4.2). */
static dl_str scheme_of(dl_str url)
{
    for (size_t i = 0; i < url.size; i++) {
        if (url.data[i] == ':')
            return dl_str_slice(url, 0, i);
        if (dl_one_of(url.data[i], "/?#"))
            break;
    }
    return (dl_str){"", 0};
}

static bool equal_ignoring_case(dl_str text, const char *lower)
{
    if (text.size != strlen(lower))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c + 32) : c) != lower[i])
            return false;
    }
    return true;
}

void dl_escape_href(dl_str url, dl_buf *out)
{
    dl_buf_heed(out, url);
    url = dl_str_trim(url);
    dl_str scheme = scheme_of(url);
    bool safe = scheme.size == 0 || equal_ignoring_case(scheme, "http") ||
                equal_ignoring_case(scheme, "https") || equal_ignoring_case(scheme, "mailto");
    /* browsers drop controls inside a scheme, so that "java\nscript:" is one */
    for (size_t i = 0; i < url.size && safe; i++)
        safe = (unsigned char)url.data[i] > 0x20 && url.data[i] != 0x7F;
    if (safe && url.size)
        dl_escape_html(url, out);
    else
        dl_buf_putc(out, '#');
}

static void json_unit(uint32_t unit, dl_buf *out)
{
    dl_buf_printf(out, "\\u%04x", (unsigned)unit);
}

void dl_escape_json(dl_str text, dl_buf *out)
{
    dl_buf_heed(out, text);
    dl_buf_putc(out, '"');
    for (size_t at = 0; at < text.size;) {
        size_t end = plain_end(text, at);
        if (end > at) {
            dl_buf_append(out, text.data + at, end - at);
            at = end;
            continue;
        }
        uint32_t code = dl_utf8_next(text, &at);
        if (code == '"' || code == '\\') {
            dl_buf_putc(out, '\\');
            dl_buf_putc(out, (char)code);
        } else if (code == '\n') {
            dl_buf_puts(out, "\\n");
        } else if (code == '\t') {
            dl_buf_puts(out, "\\t");
        } else if (code < 0x20 || code == 0x7F || code == '<' || code == '>' || code == '&' ||
                   code == 0x2028 || code == 0x2029) {
            json_unit(code, out);
        } else {
            dl_utf8_put(out, code);
        }
    }
    dl_buf_putc(out, '"');
}

/* CommonMark §2.4 lets any ASCII punctuation be escaped; only what can mean something inside a
 * line is, so that the source stays readable. */
static bool markdown_special(uint32_t code)
{
    return code < 0x80 && dl_one_of((int)code, "\\`*_[]<>|~&$");
}

/* What begins a block at the start of a line: headings, lists, rules, quotes, tables. */
static size_t block_mark(dl_str text)
{
    size_t at = 0;
    while (at < text.size && at < 9 && text.data[at] >= '0' && text.data[at] <= '9')
        at++;
    if (at < text.size && at > 0 && (text.data[at] == '.' || text.data[at] == ')'))
        return at + 1;
    return text.size > 0 && dl_one_of(text.data[0], "#+-=:") ? 1 : 0;
}

static const char blanks[] = " \t\r\n";

/* Blanks before a mark leave it one, and four of them begin code. */
static bool blanks_begin_block(dl_str text)
{
    size_t count = 0;
    while (count < text.size && dl_one_of(text.data[count], blanks))
        count++;
    return count > 3 || (count && block_mark(dl_str_slice(text, count, text.size)));
}

/* Where an address begins that becomes a link as it stands (GFM §6.9): the place after the byte
 * that makes it one. 0 where none begins. */
static size_t address_mark(dl_str text, size_t at)
{
    static const char *const begins[] = {"http://", "https://", "ftp://", "www."};
    if (!dl_one_of(text.data[at], "hHfFwW"))
        return 0;
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        size_t size = strlen(begins[i]);
        dl_str begin = dl_str_slice(text, at, at + size);
        if (equal_ignoring_case(begin, begins[i]))
            return at + strcspn(begins[i], ":.") + 1;
    }
    return 0;
}

/* The next byte from at on that is escaped, or that ends an address. */
static size_t next_special(dl_str text, size_t at)
{
    while (at < text.size && !markdown_special((unsigned char)text.data[at]) &&
           !dl_one_of(text.data[at], blanks))
        at++;
    return at;
}

void dl_escape_markdown(dl_str text, dl_buf *out)
{
    dl_buf_heed(out, text);
    size_t mark = block_mark(text), at = 0, special = 0, address = 0;
    if (blanks_begin_block(text)) {
        dl_buf_puts(out, "&#32;");
        at = 1;
    }
    while (at < text.size) {
        size_t begin = address_mark(text, at);
        if (begin) { /* a link would take the backslashes in it as its own: it is made none */
            special = special > at ? special : next_special(text, at);
            bool escaped = special < text.size && !dl_one_of(text.data[special], blanks);
            address = escaped ? begin : 0;
        }
        uint32_t code = dl_utf8_next(text, &at);
        if (code == '\n' || code == '\r' || code == '\t') {
            dl_buf_putc(out, ' ');
            continue;
        }
        if (markdown_special(code) || at == mark || at == address)
            dl_buf_putc(out, '\\');
        dl_utf8_put(out, xml_char(code) ? code : 0xFFFD);
    }
}

void dl_escape_terminal(dl_str text, dl_buf *out)
{
    dl_buf_heed(out, text);
    for (size_t at = 0; at < text.size;) {
        size_t start = at;
        uint32_t code = dl_utf8_next(text, &at);
        if (code == '\t' || code == '\n')
            dl_buf_putc(out, (char)code);
        else if (code < 0x20)
            dl_utf8_put(out, 0x2400 + code); /* U+2400 "Control Pictures" */
        else if (code == 0x7F)
            dl_utf8_put(out, 0x2421);
        else if ((code >= 0x80 && code < 0xA0) || bidi_control(code))
            dl_buf_printf(out, "<U+%04X>", (unsigned)code);
        else if (code == 0xFFFD)
            dl_utf8_put(out, code);
        else
            dl_buf_append(out, text.data + start, at - start);
    }
}
