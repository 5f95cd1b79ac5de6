#include "serve/elements.h"

#include <string.h>

typedef struct tag {
    dl_str name;
    size_t end; /* past its > */
    bool closing, alone;
} tag;

/* HTML Standard §13.1.2, those that a report may have. */
static bool is_void(dl_str name)
{
    static const char *const names[] = {"br", "hr", "img", "input", "meta", "link", "col", "wbr"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dl_str_equal(name, dl_str_of(names[i])))
            return true;
    return false;
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/* The tag whose < stands at `at`. */
static tag read_tag(dl_str html, size_t at)
{
    tag found = {.closing = at + 1 < html.size && html.data[at + 1] == '/'};
    size_t from = at + 1 + found.closing, to = from;
    while (to < html.size && is_name(html.data[to]))
        to++;
    found.name = dl_str_slice(html, from, to);
    char quote = 0;
    for (; to < html.size && (quote || html.data[to] != '>'); to++) {
        char c = html.data[to];
        if (quote ? c == quote : c == '"' || c == '\'')
            quote = quote ? 0 : c;
    }
    found.alone = to > 0 && to < html.size && html.data[to - 1] == '/';
    found.end = to < html.size ? to + 1 : html.size;
    return found;
}

/* Past what holds no tags: a comment, and the text of a style sheet or a script. */
static size_t past_text(dl_str html, const tag *opened)
{
    if (dl_str_equal(opened->name, DL_STR("style")))
        return dl_str_find(html, DL_STR("</style"), opened->end);
    if (dl_str_equal(opened->name, DL_STR("script")))
        return dl_str_find(html, DL_STR("</script"), opened->end);
    return opened->end;
}

bool elements_next(dl_str html, size_t *at, dl_str *element)
{
    size_t depth = 0, start = html.size;
    while ((*at = dl_str_find(html, DL_STR("<"), *at)) < html.size) {
        if (dl_str_starts(dl_str_slice(html, *at, html.size), DL_STR("<!--"))) {
            size_t end = dl_str_find(html, DL_STR("-->"), *at);
            *at = end < html.size ? end + 3 : html.size;
            continue;
        }
        tag found = read_tag(html, *at);
        if (depth == 0)
            start = *at;
        *at = found.end;
        if (found.closing)
            depth -= depth > 0;
        else if (!found.alone && !is_void(found.name))
            depth++;
        if (!found.closing && !found.alone)
            *at = past_text(html, &found);
        if (depth > 0)
            continue;
        *element = dl_str_slice(html, start, *at);
        return true;
    }
    return false;
}

dl_str elements_between(dl_str html, dl_str open, dl_str close)
{
    size_t from = dl_str_find(html, open, 0);
    if (from == html.size)
        return (dl_str){"", 0};
    from += open.size;
    size_t to = dl_str_find(html, close, from);
    return to == html.size ? (dl_str){"", 0} : dl_str_slice(html, from, to);
}
