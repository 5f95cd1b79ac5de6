#include "notebook/caret.h"

#include <string.h>

/* Whether a label of a footnote stands at this place, and its bracket: of bytes that neither end it
 * nor begin what may take the bracket in (code, an escape, HTML, an address). */
static bool label_at(dl_str text, size_t at)
{
    size_t end = dl_str_first_of(text, at, "[] \t\r\n`<\\");
    dl_str label = dl_str_slice(text, at, end);
    return label.size > 0 && end < text.size && text.data[end] == ']' &&
           dl_str_find(label, DL_STR("://"), 0) == label.size &&
           dl_str_find(label, DL_STR("www."), 0) == label.size;
}

/* Behind the next [ at or after `at` whose ^ is no footnote's, be it escaped, which cmark does not
 * mind; the text's end when there is none. */
static size_t next_hidden(dl_str text, size_t at)
{
    while ((at = dl_str_find(text, DL_STR("["), at)) < text.size) {
        dl_str rest = dl_str_slice(text, ++at, text.size);
        if (dl_str_starts(rest, DL_STR("\\^")) ||
            (dl_str_starts(rest, DL_STR("^")) && !label_at(text, at + 1)))
            return at;
    }
    return text.size;
}

bool caret_hide(dl_str text, dl_buf *out, char mark[NONCE_SIZE + 1])
{
    size_t from = 0, at = next_hidden(text, 0);
    if (at == text.size)
        return false;
    nonce_make(text, mark);
    for (; at < text.size; at = next_hidden(text, from)) {
        dl_buf_add(out, dl_str_slice(text, from, at));
        dl_buf_puts(out, mark);
        from = at;
    }
    dl_buf_add(out, dl_str_slice(text, from, text.size));
    return true;
}

typedef const char *get_text(cmark_node *node);
typedef int set_text(cmark_node *node, const char *text);

static bool show_in(cmark_node *node, get_text *get, set_text *set, dl_str mark)
{
    const char *had = get(node);
    dl_str text = dl_str_of(had ? had : "");
    size_t from = 0, at = dl_str_find(text, mark, 0);
    if (at == text.size)
        return true;
    dl_buf shown = {0};
    for (; at < text.size; at = dl_str_find(text, mark, from)) {
        dl_buf_add(&shown, dl_str_slice(text, from, at));
        from = at + mark.size;
    }
    dl_buf_add(&shown, dl_str_slice(text, from, text.size));
    dl_buf_putc(&shown, '\0');
    bool done = !shown.failed && set(node, shown.data);
    dl_buf_clear(&shown);
    return done;
}

static bool show_in_node(cmark_node *node, dl_str mark)
{
    cmark_node_type type = cmark_node_get_type(node);
    if (!show_in(node, cmark_node_get_literal, cmark_node_set_literal, mark))
        return false;
    if (type == CMARK_NODE_CODE_BLOCK)
        return show_in(node, cmark_node_get_fence_info, cmark_node_set_fence_info, mark);
    return (type != CMARK_NODE_LINK && type != CMARK_NODE_IMAGE) ||
           (show_in(node, cmark_node_get_url, cmark_node_set_url, mark) &&
            show_in(node, cmark_node_get_title, cmark_node_set_title, mark));
}

bool caret_show(cmark_node *document, dl_str mark)
{
    bool done = true;
    cmark_iter *iter = cmark_iter_new(document);
    while (done && cmark_iter_next(iter) != CMARK_EVENT_DONE)
        if (cmark_iter_get_event_type(iter) == CMARK_EVENT_ENTER)
            done = show_in_node(cmark_iter_get_node(iter), mark);
    cmark_iter_free(iter);
    return done;
}
