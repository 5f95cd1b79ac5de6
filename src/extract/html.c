#include "extract/html.h"

#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include "base/clock.h"
#include "extract/html_depth.h"

/* A page past 10 MiB is data in disguise. The tree takes about 10 to 30 times the text; a page of
 * nothing but short tags takes 250. */
static const size_t text_limit = (size_t)10 << 20;
static const size_t tree_limit = (size_t)768 << 20;
/* 10 MiB of ordinary HTML take about half a second. It is processor time, so that a busy machine
 * does not fail a page that an idle one reads. */
static const int64_t time_limit_ns = (int64_t)4 * 1000 * 1000 * 1000;
/* Asking the clock costs as much as ten allocations. */
enum { CLOCK_EVERY = 128 };

typedef struct bounds {
    dl_arena *arena;
    int64_t deadline_ns;
    unsigned count;
    int failure; /* a dl_kind, before the jump */
    jmp_buf escape;
} bounds;

/* Gumbo checks no allocation and cannot be stopped, so the way out is a jump over its frames.
 * It holds nothing but memory of this arena, which is freed whole. */
static void *allocate(void *data, size_t size)
{
    bounds *b = data;
    void *memory = NULL;
    if (size > tree_limit || b->arena->used > tree_limit)
        b->failure = DL_ERR_LIMIT_SIZE;
    else if (++b->count % CLOCK_EVERY == 0 && dl_clock_ns(CLOCK_THREAD_CPUTIME_ID) > b->deadline_ns)
        b->failure = DL_ERR_LIMIT_TIME;
    else if (!(memory = dl_arena_alloc(b->arena, size)))
        b->failure = DL_ERR_MEMORY;
    if (b->failure)
        longjmp(b->escape, 1);
    return memory;
}

static void release(void *data, void *memory)
{
    (void)data;
    (void)memory;
}

static int failure_told(int kind, dl_error *error)
{
    switch (kind) {
    case DL_ERR_LIMIT_TIME:
        return dl_error_set(error, kind,
                            "the page's HTML takes too long to read: elements are "
                            "nested too deeply, or have too many attributes");
    case DL_ERR_LIMIT_SIZE:
        return dl_error_set(error, kind, "the page's HTML is too large to read as a document");
    default:
        return dl_error_set(error, kind, "memory ran out while reading HTML");
    }
}

/* The text itself, or a copy in the arena whose elements are not nested past all measure. */
static int bound_depth(dl_arena *arena, dl_str *text)
{
    dl_buf flat = {0};
    bool changed = html_flatten(*text, &flat);
    if (changed)
        *text = dl_arena_copy(arena, dl_buf_str(&flat));
    bool ok = !flat.failed && text->data;
    dl_buf_clear(&flat);
    return !changed || ok ? 0 : DL_ERR_MEMORY;
}

int dl_html_parse(dl_html *html, dl_str text, dl_error *error)
{
    html->document = NULL;
    dl_arena_init(&html->arena);
    if (text.size > text_limit)
        return failure_told(DL_ERR_LIMIT_SIZE, error);
    if (bound_depth(&html->arena, &text) != 0) {
        dl_arena_clear(&html->arena);
        return failure_told(DL_ERR_MEMORY, error);
    }
    bounds limits = {.arena = &html->arena,
                     .deadline_ns = dl_clock_ns(CLOCK_THREAD_CPUTIME_ID) + time_limit_ns};
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = allocate;
    options.deallocator = release;
    options.userdata = &limits;
    options.max_errors = 0;
    if (setjmp(limits.escape) != 0) {
        dl_arena_clear(&html->arena);
        return failure_told(limits.failure, error);
    }
    html->document =
        gumbo_parse_with_options(&options, text.data ? text.data : "", text.size)->document;
    return 0;
}

void dl_html_clear(dl_html *html)
{
    html->document = NULL;
    dl_arena_clear(&html->arena);
}

bool dl_html_is_element(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

bool dl_html_is_text(const GumboNode *node)
{
    return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
           node->type == GUMBO_NODE_CDATA;
}

bool dl_html_is(const GumboNode *node, GumboTag tag)
{
    return dl_html_is_element(node) && node->v.element.tag == tag;
}

static const GumboVector *children_of(const GumboNode *node)
{
    if (node->type == GUMBO_NODE_DOCUMENT)
        return &node->v.document.children;
    return dl_html_is_element(node) ? &node->v.element.children : NULL;
}

const GumboNode *dl_html_skip(const GumboNode *node, const GumboNode *root)
{
    while (node != root && node->parent) {
        const GumboVector *siblings = children_of(node->parent);
        if (node->index_within_parent + 1 < siblings->length)
            return siblings->data[node->index_within_parent + 1];
        node = node->parent;
    }
    return NULL;
}

const GumboNode *dl_html_next(const GumboNode *node, const GumboNode *root)
{
    const GumboVector *children = children_of(node);
    if (children && children->length > 0)
        return children->data[0];
    return dl_html_skip(node, root);
}

dl_str dl_html_attribute(const GumboNode *node, const char *name)
{
    if (!dl_html_is_element(node))
        return (dl_str){NULL, 0};
    const GumboAttribute *attribute = gumbo_get_attribute(&node->v.element.attributes, name);
    return attribute ? dl_str_of(attribute->value) : (dl_str){NULL, 0};
}

bool dl_html_is_block(const GumboNode *node)
{
    static const bool blocks[GUMBO_TAG_LAST + 1] = {
        [GUMBO_TAG_ADDRESS] = true,    [GUMBO_TAG_ARTICLE] = true,    [GUMBO_TAG_ASIDE] = true,
        [GUMBO_TAG_BLOCKQUOTE] = true, [GUMBO_TAG_BODY] = true,       [GUMBO_TAG_CAPTION] = true,
        [GUMBO_TAG_CENTER] = true,     [GUMBO_TAG_DD] = true,         [GUMBO_TAG_DETAILS] = true,
        [GUMBO_TAG_DIV] = true,        [GUMBO_TAG_DL] = true,         [GUMBO_TAG_DT] = true,
        [GUMBO_TAG_FIELDSET] = true,   [GUMBO_TAG_FIGCAPTION] = true, [GUMBO_TAG_FIGURE] = true,
        [GUMBO_TAG_FOOTER] = true,     [GUMBO_TAG_FORM] = true,       [GUMBO_TAG_H1] = true,
        [GUMBO_TAG_H2] = true,         [GUMBO_TAG_H3] = true,         [GUMBO_TAG_H4] = true,
        [GUMBO_TAG_H5] = true,         [GUMBO_TAG_H6] = true,         [GUMBO_TAG_HEADER] = true,
        [GUMBO_TAG_HR] = true,         [GUMBO_TAG_HTML] = true,       [GUMBO_TAG_LI] = true,
        [GUMBO_TAG_MAIN] = true,       [GUMBO_TAG_NAV] = true,        [GUMBO_TAG_OL] = true,
        [GUMBO_TAG_P] = true,          [GUMBO_TAG_PRE] = true,        [GUMBO_TAG_SECTION] = true,
        [GUMBO_TAG_SUMMARY] = true,    [GUMBO_TAG_TABLE] = true,      [GUMBO_TAG_TBODY] = true,
        [GUMBO_TAG_TD] = true,         [GUMBO_TAG_TFOOT] = true,      [GUMBO_TAG_TH] = true,
        [GUMBO_TAG_THEAD] = true,      [GUMBO_TAG_TR] = true,         [GUMBO_TAG_UL] = true};
    return dl_html_is_element(node) && blocks[node->v.element.tag];
}

/* Whether a block ends or begins between two nodes that follow each other. */
static bool is_edge(const GumboNode *node, const GumboNode *next)
{
    for (; node && node != next->parent; node = node->parent)
        if (dl_html_is_block(node))
            return true;
    return dl_html_is_block(next);
}

/* gap: what stands between the text so far and the next character that shows, 0 for nothing. */
static void put_shown(const char *text, size_t start, char *gap, dl_buf *out)
{
    for (; *text; text++) {
        if (dl_one_of(*text, " \t\n\r\f")) {
            *gap = *gap ? *gap : ' ';
            continue;
        }
        if (*gap && out->size > start)
            dl_buf_putc(out, *gap);
        *gap = 0;
        dl_buf_putc(out, *text);
    }
}

void dl_html_text(const GumboNode *root, size_t limit, dl_buf *out)
{
    const GumboNode *node = root;
    const size_t start = out->size;
    char gap = 0;
    while (node && out->size - start < limit) {
        const bool code = dl_html_is(node, GUMBO_TAG_SCRIPT) || dl_html_is(node, GUMBO_TAG_STYLE);
        if (dl_html_is(node, GUMBO_TAG_BR))
            gap = '\n';
        else if (dl_html_is_text(node))
            put_shown(node->v.text.text, start, &gap, out);
        const GumboNode *next = code ? dl_html_skip(node, root) : dl_html_next(node, root);
        if (next && is_edge(node, next))
            gap = '\n';
        node = next;
    }
}

dl_str dl_html_raw(const GumboNode *node)
{
    const GumboVector *children = children_of(node);
    if (!children || children->length == 0)
        return (dl_str){"", 0};
    const GumboNode *child = children->data[0];
    return dl_html_is_text(child) ? dl_str_of(child->v.text.text) : (dl_str){"", 0};
}
