/* CSS Syntax Level 3 §4, as far as selectors need it: names, strings, escapes, comments. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/css.h"

static bool is_space(int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static int hex_value(int c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_name_byte(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c >= 0x80;
}

void dl_css_fail(dl_css *css, size_t at, const char *format, ...)
{
    char words[300];
    va_list args;
    if (css->failed)
        return;
    css->failed = true;
    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    int column = 1;
    for (size_t i = 0; i < at && i < css->text.size; i++)
        column += ((unsigned char)css->text.data[i] & 0xC0) != 0x80;
    dl_error_set(css->error, DL_ERR_SYNTAX, "%s, at column %d of the selector", words, column);
    dl_error_at(css->error, "", 1, column);
}

int dl_css_peek(const dl_css *css, size_t ahead)
{
    size_t at = css->at + ahead;
    return at < css->text.size ? (unsigned char)css->text.data[at] : -1;
}

bool dl_css_take(dl_css *css, char byte)
{
    if (dl_css_peek(css, 0) != (unsigned char)byte)
        return false;
    css->at++;
    return true;
}

void dl_css_space(dl_css *css)
{
    for (;;) {
        while (is_space(dl_css_peek(css, 0)))
            css->at++;
        if (dl_css_peek(css, 0) != '/' || dl_css_peek(css, 1) != '*')
            return;
        size_t end = dl_str_find(css->text, DL_STR("*/"), css->at + 2);
        css->at = end < css->text.size ? end + 2 : end;
    }
}

static bool is_escape(const dl_css *css, size_t ahead)
{
    int next = dl_css_peek(css, ahead + 1);
    return dl_css_peek(css, ahead) == '\\' && next != -1 && next != '\n' && next != '\r' &&
           next != '\f';
}

/* §4.3.9, "would start an identifier" */
bool dl_css_at_name(const dl_css *css)
{
    int c = dl_css_peek(css, 0);
    size_t ahead = 0;
    if (c == '-') {
        c = dl_css_peek(css, ++ahead);
        if (c == '-')
            return true;
    }
    return is_escape(css, ahead) || (is_name_byte(c) && !(c >= '0' && c <= '9') && c != '-');
}

/* §4.3.7; the place is behind the backslash. */
static void take_escape(dl_css *css, dl_buf *out)
{
    uint32_t code = 0;
    int digits = 0;
    while (digits < 6 && hex_value(dl_css_peek(css, 0)) >= 0) {
        code = code * 16 + (uint32_t)hex_value(dl_css_peek(css, 0));
        css->at++;
        digits++;
    }
    if (digits == 0) {
        size_t start = css->at;
        dl_utf8_next(css->text, &css->at);
        dl_buf_append(out, css->text.data + start, css->at - start);
        return;
    }
    bool wrong = code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF);
    dl_utf8_put(out, wrong ? 0xFFFD : code);
    if (dl_css_peek(css, 0) == '\r' && dl_css_peek(css, 1) == '\n')
        css->at++;
    if (is_space(dl_css_peek(css, 0)))
        css->at++;
}

/* XPath writes no other character (XML 1.0 §2.2), not even in a string. */
static void check_characters(dl_css *css, dl_str text)
{
    for (size_t at = 0; at < text.size;) {
        uint32_t code = dl_utf8_next(text, &at);
        if ((code < ' ' && code != '\t' && code != '\n' && code != '\r') || code == 0xFFFE ||
            code == 0xFFFF)
            dl_css_fail(css, css->at, "a control character cannot be looked for");
    }
}

static dl_str kept(dl_css *css, dl_buf *buf)
{
    check_characters(css, dl_buf_str(buf));
    dl_str copy = dl_arena_copy(css->arena, dl_buf_str(buf));
    if (buf->failed || !copy.data) {
        css->failed = true;
        dl_error_set(css->error, DL_ERR_MEMORY, "memory ran out while reading a selector");
        copy = (dl_str){"", 0};
    }
    dl_buf_clear(buf);
    return copy;
}

dl_str dl_css_name(dl_css *css)
{
    dl_buf name = {0};
    if (!dl_css_at_name(css)) {
        dl_css_fail(css, css->at, "a name was expected");
        return (dl_str){"", 0};
    }
    for (;;) {
        if (is_escape(css, 0)) {
            css->at++;
            take_escape(css, &name);
        } else if (is_name_byte(dl_css_peek(css, 0))) {
            dl_buf_putc(&name, css->text.data[css->at++]);
        } else {
            return kept(css, &name);
        }
    }
}

dl_str dl_css_string(dl_css *css)
{
    dl_buf string = {0};
    size_t start = css->at;
    int quote = dl_css_peek(css, 0);
    css->at++;
    for (;;) {
        int c = dl_css_peek(css, 0);
        if (c == quote) {
            css->at++;
            break;
        }
        if (c == -1 || c == '\n') {
            dl_css_fail(css, start, "this string has no end");
            break;
        }
        css->at++;
        if (c != '\\')
            dl_buf_putc(&string, (char)c);
        else if (dl_css_peek(css, 0) == '\n') /* a line goes on */
            css->at++;
        else if (dl_css_peek(css, 0) != -1)
            take_escape(css, &string);
    }
    return kept(css, &string);
}

dl_str dl_css_lower(dl_css *css, dl_str text)
{
    dl_buf lower = {0};
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        dl_buf_putc(&lower, (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c));
    }
    return kept(css, &lower);
}
