#include "fetch/weblink.h"

#include "fetch/header.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The end of what begins at `at`: the first of stops outside quoted strings. */
static size_t end_of(dl_str text, size_t at, const char *stops)
{
    bool quoted = false;
    for (; at < text.size; at++) {
        char c = text.data[at];
        if (quoted && c == '\\')
            at++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && dl_one_of(c, stops))
            return at;
    }
    return text.size;
}

bool dl_weblink_next(dl_str *rest, dl_weblink *link)
{
    while (rest->size) {
        size_t at = 0;
        while (at < rest->size && (is_space(rest->data[at]) || rest->data[at] == ','))
            at++;
        if (at < rest->size && rest->data[at] == '<') {
            size_t close = dl_str_find(*rest, DL_STR(">"), at);
            if (close == rest->size) {
                *rest = dl_str_slice(*rest, close, close);
                return false;
            }
            size_t end = end_of(*rest, close, ",");
            link->target = dl_str_trim(dl_str_slice(*rest, at + 1, close));
            link->params = dl_str_slice(*rest, close + 1, end);
            *rest = dl_str_slice(*rest, end, rest->size);
            return true;
        }
        *rest = dl_str_slice(*rest, end_of(*rest, at, ","), rest->size);
    }
    return false;
}

static void put_value(dl_str value, dl_buf *out)
{
    value = dl_str_trim(value);
    bool quoted = value.size && value.data[0] == '"';
    for (size_t i = quoted; i < value.size; i++) {
        char c = value.data[i];
        if (quoted && c == '"')
            return;
        if (quoted && c == '\\' && i + 1 < value.size)
            c = value.data[++i];
        dl_buf_putc(out, c);
    }
}

bool dl_weblink_param(const dl_weblink *link, const char *name, dl_buf *out)
{
    dl_str rest = link->params;
    while (rest.size) {
        size_t end = end_of(rest, 0, ";");
        dl_str param = dl_str_slice(rest, 0, end);
        size_t equals = dl_str_find(param, DL_STR("="), 0);
        dl_str key = dl_str_trim(dl_str_slice(param, 0, equals));
        if (dl_str_is_word(key, name)) {
            put_value(dl_str_slice(param, equals + 1, param.size), out);
            return true;
        }
        rest = dl_str_slice(rest, end + 1, rest.size);
    }
    return false;
}

bool dl_weblink_has_rel(const dl_weblink *link, const char *relation)
{
    dl_buf rel = {0};
    bool found = false;
    dl_weblink_param(link, "rel", &rel);
    dl_str rest = dl_buf_str(&rel);
    while (rest.size && !found) {
        dl_str word = dl_str_cut(rest, ' ', &rest);
        found = dl_str_is_word(word, relation);
    }
    dl_buf_clear(&rel);
    return found;
}

dl_str dl_weblink_in_headers(dl_str headers, const char *relation)
{
    dl_str line;
    while (dl_header_next(&headers, &line)) {
        if (!dl_str_is_word(dl_header_name(line), "Link"))
            continue;
        dl_str rest = dl_str_slice(line, 5, line.size);
        dl_weblink link;
        while (dl_weblink_next(&rest, &link))
            if (dl_weblink_has_rel(&link, relation))
                return link.target;
    }
    return (dl_str){"", 0};
}
