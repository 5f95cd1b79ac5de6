/* [attribute] selectors (Selectors 4 §6) and what they share with names and words. */
#include <stdio.h>
#include <string.h>

#include "extract/css.h"

#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER "abcdefghijklmnopqrstuvwxyz"

/* XPath has no escapes: a string with both kinds of quotes is put together from pieces. */
void dl_css_quote(dl_str text, dl_buf *out)
{
    bool apostrophe = text.size && memchr(text.data, '\'', text.size);
    bool quote = text.size && memchr(text.data, '"', text.size);
    if (!apostrophe || !quote) {
        dl_buf_printf(out, "%c%.*s%c", apostrophe ? '"' : '\'', DL_STR_ARG(text),
                      apostrophe ? '"' : '\'');
        return;
    }
    dl_buf_puts(out, "concat(");
    size_t at = 0;
    while (at < text.size) {
        char mark = text.data[at] == '\'' ? '"' : '\'';
        size_t end = at;
        while (end < text.size && text.data[end] != mark)
            end++;
        dl_buf_printf(out, "%s%c%.*s%c", at ? "," : "", mark, (int)(end - at), text.data + at,
                      mark);
        at = end;
    }
    dl_buf_puts(out, ",'')");
}

bool dl_css_is_plain(dl_str name)
{
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '-')))
            return false;
    }
    return name.size > 0;
}

/* HTML Standard §4.16.2: attributes whose values selectors match without case. */
static bool has_no_case(dl_str name)
{
    static const char names[] =
        " accept accept-charset align alink axis bgcolor charset checked clear codetype color "
        "compact declare defer dir direction disabled enctype face frame hreflang http-equiv lang "
        "language link media method multiple nohref noresize noshade nowrap readonly rel rev rules "
        "scope scrolling selected shape target text type valign valuetype vlink ";
    char wanted[32];
    if (name.size > sizeof wanted - 3)
        return false;
    size_t size = (size_t)snprintf(wanted, sizeof wanted, " %.*s ", DL_STR_ARG(name));
    return size > 2 && strstr(names, wanted) != NULL;
}

static bool has_space(dl_str text)
{
    return dl_str_first_of(text, 0, " \t\n\r\f") < text.size;
}

static size_t length_of(dl_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return count;
}

/* What the value must be: a condition on an attribute node. */
static void compare(char operator, bool folded, dl_str word, dl_buf *out)
{
    dl_buf quoted = {0};
    dl_css_quote(word, &quoted);
    const char *v = folded ? "translate(.,'" UPPER "','" LOWER "')" : "string(.)";
    const char *w = quoted.data ? quoted.data : "''";
    bool never = (dl_one_of(operator, "^$*") && word.size == 0) ||
                 (operator== '~' &&(word.size == 0 || has_space(word)));
    if (never)
        dl_buf_puts(out, "false()");
    else if (operator== '=')
        dl_buf_printf(out, "%s=%s", v, w);
    else if (operator== '~')
        dl_buf_printf(out, "contains(concat(' ',normalize-space(%s),' '),concat(' ',%s,' '))", v,
                      w);
    else if (operator== '|')
        dl_buf_printf(out, "%s=%s or starts-with(%s,concat(%s,'-'))", v, w, v, w);
    else if (operator== '^')
        dl_buf_printf(out, "starts-with(%s,%s)", v, w);
    else if (operator== '$')
        dl_buf_printf(out, "substring(%s,string-length(%s)-%zu)=%s", v, v, length_of(word) - 1, w);
    else
        dl_buf_printf(out, "contains(%s,%s)", v, w);
    out->failed = out->failed || quoted.failed;
    dl_buf_clear(&quoted);
}

static dl_str read_name(dl_css *css)
{
    dl_css_space(css);
    if (dl_css_peek(css, 0) == '*' && dl_css_peek(css, 1) == '|')
        css->at += 2; /* any namespace: there are none */
    else if (dl_css_peek(css, 0) == '|' && dl_css_peek(css, 1) != '=')
        css->at++;
    return dl_css_lower(css, dl_css_name(css));
}

static char read_operator(dl_css *css)
{
    int c = dl_css_peek(css, 0);
    if (c == '=') {
        css->at++;
        return '=';
    }
    if (dl_one_of(c, "~|^$*") && dl_css_peek(css, 1) == '=') {
        css->at += 2;
        return (char)c;
    }
    dl_css_fail(css, css->at, "= or ~= |= ^= $= *= or ] was expected");
    return 0;
}

/* The attribute itself, as a node: with it, what its value must be stands in brackets. */
static void attribute_node(dl_str name, dl_buf *out)
{
    if (dl_css_is_plain(name)) {
        dl_buf_printf(out, "@%.*s", DL_STR_ARG(name));
        return;
    }
    dl_buf_puts(out, "@*[name()=");
    dl_css_quote(name, out);
    dl_buf_putc(out, ']');
}

/* The i or s before the bracket; otherwise what the attribute's kind says. */
static bool read_folding(dl_css *css, dl_str name)
{
    int c = dl_css_peek(css, 0);
    bool flag = c == 'i' || c == 'I' || c == 's' || c == 'S';
    css->at += flag;
    dl_css_space(css);
    return flag ? c == 'i' || c == 'I' : has_no_case(name);
}

void dl_css_attribute(dl_css *css, dl_buf *out)
{
    size_t start = css->at++;
    dl_str name = read_name(css);
    dl_css_space(css);
    if (css->failed || dl_css_take(css, ']')) {
        attribute_node(name, out);
        return;
    }
    char operator= read_operator(css);
    dl_css_space(css);
    int c = dl_css_peek(css, 0);
    if (!css->failed && c != '"' && c != '\'' && !dl_css_at_name(css))
        dl_css_fail(css, css->at, "a name or a \"string\" was expected");
    dl_str word = css->failed             ? (dl_str){"", 0}
                  : c == '"' || c == '\'' ? dl_css_string(css)
                                          : dl_css_name(css);
    dl_css_space(css);
    bool folded = read_folding(css, name);
    if (!dl_css_take(css, ']'))
        dl_css_fail(css, css->at < css->text.size ? css->at : start,
                    css->at < css->text.size ? "] was expected" : "this [ has no ]");
    if (css->failed)
        return;
    attribute_node(name, out);
    dl_buf_putc(out, '[');
    compare(operator, folded, folded ? dl_css_lower(css, word) : word, out);
    dl_buf_putc(out, ']');
}
