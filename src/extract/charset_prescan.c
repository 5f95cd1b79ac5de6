/* HTML Standard §13.2.3.2: what a document says of its own encoding, before it can be read. */
#include <string.h>
#include <strings.h>

#include "extract/charset.h"

enum {
    PRESCAN_BYTES = 1024,
    LATE_BYTES =
        1 << 20 /* what declares itself behind a megabyte has been shown as something else */
};

typedef struct cursor {
    const char *at, *end;
} cursor;

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool looking_at(const cursor *c, const char *word)
{
    return dl_str_starts_word((dl_str){c->at, (size_t)(c->end - c->at)}, word);
}

static void skip_spaces(cursor *c)
{
    while (c->at < c->end && is_space(*c->at))
        c->at++;
}

static dl_str quoted_value(cursor *c)
{
    const char *start = c->at + 1;
    const char *close = memchr(start, *c->at, (size_t)(c->end - start));
    if (!close)
        close = c->end;
    c->at = close < c->end ? close + 1 : c->end;
    return (dl_str){start, (size_t)(close - start)};
}

/* "Get an attribute": false when there is none before the tag's end. */
static bool next_attribute(cursor *c, dl_str *name, dl_str *value)
{
    while (c->at < c->end && (is_space(*c->at) || *c->at == '/'))
        c->at++;
    if (c->at >= c->end || *c->at == '>')
        return false;
    const char *start = c->at++;
    while (c->at < c->end && !is_space(*c->at) && !dl_one_of(*c->at, "=/>"))
        c->at++;
    *name = (dl_str){start, (size_t)(c->at - start)};
    *value = (dl_str){"", 0};
    skip_spaces(c);
    if (c->at >= c->end || *c->at != '=')
        return true;
    c->at++;
    skip_spaces(c);
    if (c->at < c->end && (*c->at == '"' || *c->at == '\'')) {
        *value = quoted_value(c);
        return true;
    }
    start = c->at;
    while (c->at < c->end && !is_space(*c->at) && *c->at != '>')
        c->at++;
    *value = (dl_str){start, (size_t)(c->at - start)};
    return true;
}

static const dl_encoding *read_meta(cursor *c)
{
    bool got_pragma = false, from_content = false;
    const dl_encoding *found = NULL;
    bool has_charset = false;
    dl_str name, value;
    while (next_attribute(c, &name, &value)) {
        if (dl_str_is_word(name, "http-equiv")) {
            got_pragma = got_pragma || dl_str_is_word(value, "content-type");
        } else if (dl_str_is_word(name, "content") && !found && !has_charset) {
            found = dl_encoding_of_label(dl_charset_in_content(value));
            from_content = found != NULL;
        } else if (dl_str_is_word(name, "charset") && !has_charset) {
            found = dl_encoding_of_label(value);
            has_charset = true;
            from_content = false;
        }
    }
    bool cut = c->at >= c->end; /* past its last byte the search is over, and found nothing */
    return cut || (from_content && !got_pragma) ? NULL : found;
}

/* A page that could be read thus far is not in UTF-16, and x-user-defined is meant for scripts. */
static const dl_encoding *declared_as(const dl_encoding *encoding)
{
    if (encoding && strncmp(encoding->name, "utf-16", 6) == 0)
        return dl_encoding_of_label(DL_STR("utf-8"));
    if (encoding && encoding->decoder == DL_DECODE_USER_DEFINED)
        return dl_encoding_of_label(DL_STR("windows-1252"));
    return encoding;
}

static const dl_encoding *xml_declaration(dl_str body)
{
    if (!dl_str_starts(body, DL_STR("<?xml")))
        return NULL;
    dl_str head = dl_str_slice(body, 0, dl_str_find(body, DL_STR(">"), 0));
    size_t at = dl_str_find(head, DL_STR("encoding"), 0);
    if (at == head.size)
        return NULL;
    cursor c = {head.data + at + strlen("encoding"), head.data + head.size};
    skip_spaces(&c);
    if (c.at >= c.end || *c.at != '=')
        return NULL;
    c.at++;
    skip_spaces(&c);
    if (c.at >= c.end || (*c.at != '"' && *c.at != '\''))
        return NULL;
    return declared_as(dl_encoding_of_label(quoted_value(&c)));
}

static void skip_tag(cursor *c)
{
    dl_str name, value;
    while (c->at < c->end && !is_space(*c->at) && *c->at != '>')
        c->at++;
    bool more = true;
    while (more)
        more = next_attribute(c, &name, &value);
}

static void skip_past(cursor *c, const char *what)
{
    dl_str rest = {c->at, (size_t)(c->end - c->at)};
    size_t found = dl_str_find(rest, dl_str_of(what), 0);
    c->at = found < rest.size ? c->at + found + strlen(what) : c->end;
}

/* What holds text alone (HTML Standard §13.2.5, RCDATA and raw text): a tag in there is none. */
static void skip_raw_text(cursor *c, dl_str tag)
{
    static const char *const names[] = {"script", "style",   "textarea", "title",
                                        "xmp",    "noembed", "noframes", "iframe"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size = strlen(names[i]);
        if (!dl_str_is_word(dl_str_slice(tag, 1, tag.size), names[i]))
            continue;
        while (c->at < c->end) {
            const char *open = memchr(c->at, '<', (size_t)(c->end - c->at));
            c->at = open ? open : c->end;
            if ((size_t)(c->end - c->at) > size + 2 && c->at[1] == '/' &&
                strncasecmp(c->at + 2, names[i], size) == 0)
                return;
            c->at += open != NULL;
        }
    }
}

/* late: as the parser meets tags, who knows where there are none. */
static const dl_encoding *search(dl_str head, bool late)
{
    const dl_encoding *found = NULL;
    cursor c = {head.data, head.data + head.size};
    while (!found && c.at < c.end) {
        if (looking_at(&c, "<!--")) {
            c.at += 2; /* so that <!--> closes itself, as the standard has it */
            skip_past(&c, "-->");
        } else if (looking_at(&c, "<meta") && c.end - c.at > 5 &&
                   (is_space(c.at[5]) || c.at[5] == '/')) {
            c.at += 6;
            found = declared_as(read_meta(&c));
        } else if (*c.at == '<' && c.end - c.at > 1 &&
                   (is_letter(c.at[1]) ||
                    (c.at[1] == '/' && c.end - c.at > 2 && is_letter(c.at[2])))) {
            dl_str tag = {c.at, 0};
            while (c.at + tag.size < c.end && !is_space(tag.data[tag.size]) &&
                   !dl_one_of(tag.data[tag.size + (tag.size == 0)], "/>"))
                tag.size++;
            skip_tag(&c);
            if (late)
                skip_raw_text(&c, tag);
        } else if (looking_at(&c, "<!") || looking_at(&c, "</") || looking_at(&c, "<?")) {
            skip_past(&c, ">");
        } else {
            c.at++;
        }
    }
    return found;
}

const dl_encoding *dl_charset_prescan(dl_str body)
{
    dl_str head = dl_str_slice(body, 0, PRESCAN_BYTES);
    const dl_encoding *found = xml_declaration(head);
    return found ? found : search(head, false);
}

const dl_encoding *dl_charset_declared_late(dl_str body)
{
    return search(dl_str_slice(body, 0, LATE_BYTES), true);
}
