#include "extract/html_depth.h"

#include <string.h>
#include <strings.h>

/* Tags without content, and those that close each other by themselves (HTML Standard §13.1.2,
 * §13.2.6.4.7): they do not nest. */
static const char *const flat[] = {
    "area",  "base", "br",    "col",      "dd",     "dt", "embed", "hr",  "img",      "input",
    "li",    "link", "meta",  "optgroup", "option", "p",  "param", "rp",  "rt",       "source",
    "tbody", "td",   "tfoot", "th",       "thead",  "tr", "track", "wbr", "colgroup", NULL};
/* What holds text and no tags until its own end. */
static const char *const raw[] = {"script", "style",   "textarea", "title", "xmp",
                                  "iframe", "noembed", "noframes", NULL};

enum { NAMES = 256 };

typedef struct flattening {
    dl_str text;
    dl_buf *out;
    size_t copied;                  /* bytes of text that are in out */
    unsigned char open[HTML_DEPTH]; /* names of the elements that are open, as numbers */
    size_t depth;
    size_t open_of[NAMES], dropped_of[NAMES];
} flattening;

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t name_size(dl_str text, size_t at)
{
    return dl_str_first_of(text, at, " \t\n\f\r/>") - at;
}

/* A small number for a name: two names that share one are taken for the same, which costs nothing
 * but a tag that is closed early. */
static unsigned char number_of(dl_str name)
{
    unsigned hash = 5381;
    for (size_t i = 0; i < name.size; i++)
        hash = hash * 33 + (unsigned char)(name.data[i] | 0x20);
    return (unsigned char)(hash ^ (hash >> 8));
}

/* Past the ">" that ends a tag; a quoted attribute may hold one. */
static size_t tag_end(dl_str text, size_t at)
{
    char quote = 0;
    for (; at < text.size; at++) {
        char c = text.data[at];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if ((c == '"' || c == '\'') && text.data[at - 1] == '=')
            quote = c;
        else if (c == '>')
            return at + 1;
    }
    return text.size;
}

static size_t find_close(dl_str text, dl_str name, size_t at)
{
    for (; at + name.size + 2 <= text.size; at++) {
        const char *found = memchr(text.data + at, '<', text.size - at);
        if (!found)
            return text.size;
        at = (size_t)(found - text.data);
        if (at + name.size + 2 <= text.size && text.data[at + 1] == '/' &&
            strncasecmp(text.data + at + 2, name.data, name.size) == 0)
            return at;
    }
    return text.size;
}

static void blank(flattening *in, size_t from, size_t to)
{
    dl_buf_append(in->out, in->text.data + in->copied, from - in->copied);
    dl_buf_putc(in->out, ' ');
    in->copied = to;
}

static void open_tag(flattening *in, unsigned char number, size_t from, size_t to)
{
    if (in->depth < HTML_DEPTH) {
        in->open[in->depth++] = number;
        in->open_of[number]++;
        return;
    }
    in->dropped_of[number]++;
    blank(in, from, to);
}

static void close_tag(flattening *in, unsigned char number, size_t from, size_t to)
{
    if (in->dropped_of[number]) {
        in->dropped_of[number]--;
        blank(in, from, to);
        return;
    }
    if (in->open_of[number] == 0)
        return;
    while (in->depth > 0) { /* it closes what is open in it */
        unsigned char top = in->open[--in->depth];
        in->open_of[top]--;
        if (top == number)
            return;
    }
}

/* At "<": what stands there, and where the next thing begins. */
static size_t take(flattening *in, size_t at)
{
    dl_str text = in->text;
    if (dl_str_starts(dl_str_slice(text, at, at + 4), DL_STR("<!--"))) {
        size_t end = dl_str_find(text, DL_STR("-->"), at + 4);
        return end < text.size ? end + 3 : text.size;
    }
    bool closing = at + 1 < text.size && text.data[at + 1] == '/';
    size_t start = at + 1 + closing;
    if (start >= text.size || !is_letter(text.data[start]))
        return at + 1;
    dl_str name = dl_str_slice(text, start, start + name_size(text, start));
    size_t end = tag_end(text, start + name.size);
    if (dl_str_among(name, flat))
        return end;
    if (!closing && dl_str_among(name, raw))
        return find_close(text, name, end);
    (closing ? close_tag : open_tag)(in, number_of(name), at, end);
    return end;
}

bool html_flatten(dl_str text, dl_buf *out)
{
    flattening in = {.text = text, .out = out};
    for (size_t at = 0; at < text.size;) {
        const char *found = memchr(text.data + at, '<', text.size - at);
        at = found ? take(&in, (size_t)(found - text.data)) : text.size;
    }
    if (in.copied == 0)
        return false;
    dl_buf_append(out, text.data + in.copied, text.size - in.copied);
    return true;
}
