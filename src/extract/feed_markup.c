#include "extract/feed_markup.h"

#include <gumbo.h>
#include <string.h>

#include "extract/feed_tree.h"
#include "extract/feed_xml.h"
#include "extract/link.h"
#include "extract/text.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name_byte(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':' || c == '.';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* The end of what the predicate holds for. */
static size_t past(dl_str text, size_t at, bool (*holds)(char))
{
    while (at < text.size && holds(text.data[at]))
        at++;
    return at;
}

/* --- is it HTML? ------------------------------------------------------------------------------ */

static bool is_html_name(dl_str name)
{
    char word[16];
    if (name.size == 0 || name.size >= sizeof word)
        return false;
    memcpy(word, name.data, name.size);
    word[name.size] = '\0';
    return gumbo_tag_enum(word) != GUMBO_TAG_UNKNOWN;
}

/* A reference at at: 0 none, 1 one of HTML, -1 one that HTML does not have. */
static int reference_at(dl_str text, size_t at)
{
    size_t end = at + 1;
    end += end < text.size && text.data[end] == '#';
    end = past(text, end, is_name_byte);
    if (end == at + 1 || end >= text.size || text.data[end] != ';' || end - at > 32)
        return 0;
    dl_buf plain = {0};
    dl_str whole = dl_str_slice(text, at, end + 1);
    dl_xml_unescape(whole, &plain);
    bool known = plain.size && !dl_str_equal(dl_buf_str(&plain), whole);
    dl_buf_clear(&plain);
    return known ? 1 : -1;
}

bool dl_markup_is_html(dl_str text)
{
    bool qualified = false;
    for (size_t at = 0; at < text.size; at++) {
        char c = text.data[at];
        if (c == '&') {
            int reference = reference_at(text, at);
            if (reference < 0)
                return false;
            qualified = qualified || reference > 0;
        } else if (c == '<' && at + 1 < text.size) {
            bool end = text.data[at + 1] == '/';
            size_t start = at + 1 + end;
            if (start >= text.size || !is_letter(text.data[start]))
                continue;
            size_t stop = past(text, start, is_name_byte);
            if (!is_html_name(dl_str_slice(text, start, stop)))
                return false;
            bool void_form = dl_word_is(dl_str_slice(text, start, stop), "img") ||
                             dl_word_is(dl_str_slice(text, start, stop), "br") ||
                             dl_word_is(dl_str_slice(text, start, stop), "hr");
            qualified = qualified || end || void_form;
            at = stop - 1;
        }
    }
    return qualified;
}

/* --- tags, one at a time ---------------------------------------------------------------------- */

typedef struct cursor {
    dl_str html;
    size_t at;
} cursor;

/* Puts what is not a start tag, up to the next one's name. Returns false at the end. */
static bool copy_to_tag(cursor *c, dl_buf *out)
{
    size_t from = c->at;
    while (c->at < c->html.size) {
        const char *mark = memchr(c->html.data + c->at, '<', c->html.size - c->at);
        if (!mark)
            break;
        c->at = (size_t)(mark - c->html.data) + 1;
        dl_str rest = dl_str_slice(c->html, c->at, c->html.size);
        if (dl_str_starts(rest, DL_STR("!--"))) {
            size_t end = dl_str_find(c->html, DL_STR("-->"), c->at);
            if (end == c->html.size)
                break;
            c->at = end;
        } else if (rest.size && is_letter(rest.data[0])) {
            dl_buf_append(out, c->html.data + from, c->at - from);
            return true;
        }
    }
    dl_buf_append(out, c->html.data + from, c->html.size - from);
    c->at = c->html.size;
    return false;
}

static void put_attribute_text(dl_str text, dl_buf *out)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '&')
            dl_buf_puts(out, "&amp;");
        else if (text.data[i] == '"')
            dl_buf_puts(out, "&quot;");
        else
            dl_buf_putc(out, text.data[i]);
    }
}

/* HTML Standard §4.8.4.2.1: addresses with a width or density, separated by commas. */
static void resolve_set(dl_str set, dl_str base, dl_buf *out)
{
    bool first = true;
    dl_str rest = set;
    while (rest.data) {
        dl_str candidate = dl_str_trim(dl_str_cut(rest, ',', &rest)), size;
        if (candidate.size == 0)
            continue;
        dl_str url = dl_str_cut(candidate, ' ', &size);
        if (!first)
            dl_buf_puts(out, ", ");
        first = false;
        dl_link_resolve(base, url, out);
        if (size.data) {
            dl_buf_putc(out, ' ');
            dl_buf_add(out, size);
        }
    }
}

static bool is_address(dl_str tag, dl_str name)
{
    static const char *const names[] = {"href",       "src",    "cite",       "action",   "poster",
                                        "background", "data",   "longdesc",   "codebase", "classid",
                                        "usemap",     "srcset", "formaction", "profile"};
    if (dl_word_is(name, "data") && !dl_word_is(tag, "object"))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dl_word_is(name, names[i]))
            return true;
    return false;
}

static void put_value(dl_str raw, dl_str name, dl_str base, bool quoted, dl_buf *out)
{
    dl_buf value = {0}, absolute = {0};
    dl_xml_unescape(raw, &value);
    dl_str plain = dl_str_trim(dl_buf_str(&value));
    bool set = dl_word_is(name, "srcset");
    if (set && !dl_str_starts(plain, DL_STR("data:")))
        resolve_set(plain, base, &absolute);
    else if (!set)
        dl_link_resolve(base, plain, &absolute);
    bool same = plain.size == 0 || absolute.size == 0 ||
                dl_str_equal(dl_buf_str(&absolute), dl_buf_str(&value));
    if (!same && !quoted)
        dl_buf_putc(out, '"');
    if (same)
        dl_buf_add(out, raw);
    else
        put_attribute_text(dl_buf_str(&absolute), out);
    if (!same && !quoted)
        dl_buf_putc(out, '"');
    out->failed = out->failed || value.failed || absolute.failed;
    dl_buf_clear(&value);
    dl_buf_clear(&absolute);
}

/* An attribute's value at the cursor, put resolved where it is an address. */
static void copy_value(cursor *c, dl_str tag, dl_str name, dl_str base, dl_buf *out)
{
    char quote = c->at < c->html.size ? c->html.data[c->at] : '\0';
    size_t start = c->at, end;
    const bool quoted = quote == '"' || quote == '\'';
    if (quoted) {
        const char *close = memchr(c->html.data + start + 1, quote, c->html.size - start - 1);
        end = close ? (size_t)(close - c->html.data) : c->html.size;
        start++;
    } else {
        end = start;
        while (end < c->html.size && !is_space(c->html.data[end]) && c->html.data[end] != '>')
            end++;
    }
    dl_str raw = dl_str_slice(c->html, start, end);
    /* single quotes may stand around double ones */
    if (quoted)
        dl_buf_putc(out, quote);
    if (is_address(tag, name))
        put_value(raw, name, base, quoted, out);
    else
        dl_buf_add(out, raw);
    if (quoted && end < c->html.size)
        dl_buf_putc(out, quote);
    c->at = end + (quoted && end < c->html.size);
}

static void copy_tag(cursor *c, dl_str base, dl_buf *out)
{
    size_t from = c->at;
    c->at = past(c->html, c->at, is_name_byte);
    dl_str tag = dl_str_slice(c->html, from, c->at);
    dl_buf_add(out, tag);
    while (c->at < c->html.size && c->html.data[c->at] != '>') {
        from = c->at;
        c->at = past(c->html, c->at, is_space);
        size_t start = c->at;
        c->at = past(c->html, c->at, is_name_byte);
        dl_str name = dl_str_slice(c->html, start, c->at);
        size_t equals = past(c->html, c->at, is_space);
        bool valued = name.size && equals < c->html.size && c->html.data[equals] == '=';
        if (valued)
            c->at = past(c->html, equals + 1, is_space);
        else if (c->at == from)
            c->at++;
        dl_buf_append(out, c->html.data + from, c->at - from);
        if (valued)
            copy_value(c, tag, name, base, out);
    }
}

void dl_markup_resolve(dl_str html, dl_str base, dl_buf *out)
{
    cursor c = {html, 0};
    while (copy_to_tag(&c, out))
        copy_tag(&c, base, out);
}

/* --- words ------------------------------------------------------------------------------------ */

/* The end of the tag that begins at at: quotes hide a >. */
static size_t tag_end(dl_str html, size_t at)
{
    char quote = '\0';
    for (; at < html.size; at++) {
        char c = html.data[at];
        if (quote)
            quote = c == quote ? '\0' : quote;
        else if ((c == '"' || c == '\'') && html.data[at - 1] == '=')
            quote = c;
        else if (c == '>')
            return at + 1;
    }
    return html.size;
}

void dl_markup_line(dl_str html, dl_buf *out)
{
    dl_buf text = {0}, plain = {0};
    size_t at = 0;
    while (at < html.size) {
        const char *mark = memchr(html.data + at, '<', html.size - at);
        size_t next = mark ? (size_t)(mark - html.data) : html.size;
        dl_buf_append(&text, html.data + at, next - at);
        bool tag =
            next + 1 < html.size && (is_letter(html.data[next + 1]) || html.data[next + 1] == '/' ||
                                     html.data[next + 1] == '!');
        at = next;
        if (tag) {
            dl_str name = dl_str_slice(html, at + 1, past(html, at + 1, is_name_byte));
            if (dl_word_is(name, "br") || dl_word_is(name, "p") || dl_word_is(name, "div"))
                dl_buf_putc(&text, ' ');
            at = tag_end(html, at + 1);
        } else if (at < html.size) {
            dl_buf_putc(&text, html.data[at++]);
        }
    }
    dl_xml_unescape(dl_buf_str(&text), &plain);
    dl_text_fold(dl_buf_str(&plain), out);
    out->failed = out->failed || text.failed || plain.failed;
    dl_buf_clear(&text);
    dl_buf_clear(&plain);
}
