#include "extract/outline.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/utf8.h"
#include "extract/text.h"

static const GumboTag left_out[] = {
    GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE,  GUMBO_TAG_NOSCRIPT, GUMBO_TAG_TEMPLATE, GUMBO_TAG_HEAD,
    GUMBO_TAG_IFRAME, GUMBO_TAG_BUTTON, GUMBO_TAG_SELECT,   GUMBO_TAG_TEXTAREA, GUMBO_TAG_NAV,
    GUMBO_TAG_OBJECT, GUMBO_TAG_SVG,    GUMBO_TAG_CANVAS,   GUMBO_TAG_AUDIO,    GUMBO_TAG_VIDEO,
    GUMBO_TAG_FOOTER, GUMBO_TAG_ASIDE};

/* ARIA roles of what stands around the text. */
static const char *const roles[] = {"menu",   "menubar",     "complementary", "navigation",
                                    "alert",  "alertdialog", "dialog",        "contentinfo",
                                    "banner", "search"};

static bool is_of_no_text(GumboTag tag)
{
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
        if (left_out[i] == tag)
            return true;
    return false;
}

/* CSS: a property with a value, spaces around the colon or not. */
static bool has_style(dl_str style, const char *property, const char *value)
{
    size_t at = 0;
    while (style.size && (at = dl_str_find(style, dl_str_of(property), at)) < style.size) {
        at += strlen(property);
        while (at < style.size && (style.data[at] == ' ' || style.data[at] == ':'))
            at++;
        if (dl_str_starts(dl_str_slice(style, at, style.size), dl_str_of(value)))
            return true;
    }
    return false;
}

static bool is_hidden(const GumboNode *node)
{
    dl_str style = dl_html_attribute(node, "style");
    dl_str role = dl_html_attribute(node, "role");
    if (dl_html_attribute(node, "hidden").data ||
        dl_str_is_word(dl_html_attribute(node, "aria-hidden"), "true"))
        return true;
    if (has_style(style, "display", "none") || has_style(style, "visibility", "hidden"))
        return true;
    for (size_t i = 0; role.size && i < sizeof roles / sizeof *roles; i++)
        if (dl_str_is_word(role, roles[i]))
            return true;
    return false;
}

/* Gumbo reads what is in noscript, so one with an element that is not closed swallows the page. */
static bool swallows_page(const GumboNode *node)
{
    const GumboNode *root = node;
    if (!dl_html_is(node, GUMBO_TAG_NOSCRIPT))
        return false;
    while (root->parent && !dl_html_is(root, GUMBO_TAG_HTML))
        root = root->parent;
    const GumboElement *inner = &node->v.element, *outer = &root->v.element;
    return (inner->end_pos.offset - inner->start_pos.offset) * 2 >
           outer->end_pos.offset - outer->start_pos.offset;
}

static bool is_left_out(const GumboNode *node, dl_hints hints, bool strict)
{
    GumboTag tag = node->v.element.tag;
    if (swallows_page(node))
        return false;
    if (is_of_no_text(tag) || is_hidden(node))
        return true;
    return strict && hints.unlikely && tag != GUMBO_TAG_BODY && tag != GUMBO_TAG_A &&
           tag != GUMBO_TAG_HTML && tag != GUMBO_TAG_ARTICLE && tag != GUMBO_TAG_MAIN;
}

static bool is_comma(uint32_t code)
{
    return code == ',' || code == 0x060C || code == 0xFE50 || code == 0xFE10 || code == 0x3001 ||
           code == 0xFF0C;
}

static void measure(dl_item *item, dl_str text)
{
    bool space = true;
    size_t at = 0;
    while (at < text.size) {
        uint32_t code = dl_utf8_next(text, &at);
        bool was = space;
        space = dl_text_is_space(code);
        if (space && was)
            continue;
        item->chars++;
        item->commas += is_comma(code);
    }
    if (space && item->chars)
        item->chars--;
}

/* Sums go from the last item to the first, since parents stand before their children. */
static void sum_up(dl_outline *outline)
{
    for (size_t i = outline->count; i-- > 1;) {
        dl_item *item = &outline->items[i];
        dl_item *parent = &outline->items[item->parent];
        bool text = dl_html_is_text(item->node);
        uint32_t own = text ? item->chars : item->block ? 0 : item->own_chars;
        parent->chars += item->chars;
        parent->commas += item->commas;
        parent->own_chars += own;
        parent->own_commas += text ? item->commas : item->block ? 0 : item->own_commas;
        parent->link_chars += dl_item_is(item, GUMBO_TAG_A) ? item->chars : item->link_chars;
        parent->paragraphs += item->paragraphs + dl_item_is(item, GUMBO_TAG_P);
        parent->items += item->items + dl_item_is(item, GUMBO_TAG_LI);
        parent->images += item->images + dl_item_is(item, GUMBO_TAG_IMG);
        parent->inputs += item->inputs + dl_item_is(item, GUMBO_TAG_INPUT);
        bool heading = !text && item->node->v.element.tag >= GUMBO_TAG_H1 &&
                       item->node->v.element.tag <= GUMBO_TAG_H6;
        parent->heading_chars += heading ? item->chars : item->heading_chars;
    }
}

static int add_item(dl_outline *outline, const GumboNode *node, uint32_t parent, dl_hints hints,
                    dl_error *error)
{
    if (outline->count >= UINT32_MAX - 1)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE, "the page has too many elements");
    int rc = dl_grow(&outline->items, &outline->capacity, outline->count + 1,
                     sizeof *outline->items, error);
    if (rc)
        return rc;
    dl_item *item = &outline->items[outline->count++];
    *item = (dl_item){.node = node, .parent = parent, .weight = hints.weight};
    if (dl_html_is_text(node))
        measure(item, dl_str_of(node->v.text.text));
    else
        item->block = dl_html_is_block(node);
    return 0;
}

/* Items whose subtree the walk has left end here. */
static uint32_t close_up_to(dl_outline *outline, uint32_t open, const GumboNode *parent)
{
    while (outline->items[open].node != parent && open != 0) {
        outline->items[open].end = (uint32_t)outline->count;
        open = outline->items[open].parent;
    }
    return open;
}

int dl_outline_build(dl_outline *outline, const GumboNode *document, bool strict, dl_error *error)
{
    outline->count = 0;
    const GumboNode *root = NULL;
    for (unsigned i = 0; i < document->v.document.children.length; i++)
        if (dl_html_is(document->v.document.children.data[i], GUMBO_TAG_HTML))
            root = document->v.document.children.data[i];
    if (!root)
        return 0;
    int rc = add_item(outline, root, 0, (dl_hints){0}, error);
    uint32_t open = 0; /* the innermost element that the walk is in */
    const GumboNode *node = rc ? NULL : dl_html_next(root, root);
    while (node && !rc) {
        bool element = dl_html_is_element(node);
        dl_hints hints = element ? dl_hints_of(node) : (dl_hints){0};
        if (element && is_left_out(node, hints, strict)) {
            node = dl_html_skip(node, root);
            continue;
        }
        if (element || dl_html_is_text(node)) {
            open = close_up_to(outline, open, node->parent);
            rc = add_item(outline, node, open, hints, error);
            outline->items[outline->count - 1].end = (uint32_t)outline->count;
            if (element)
                open = (uint32_t)outline->count - 1;
        }
        node = dl_html_next(node, root);
    }
    if (rc)
        return rc;
    close_up_to(outline, open, NULL);
    outline->items[0].end = (uint32_t)outline->count;
    sum_up(outline);
    return 0;
}

void dl_outline_clear(dl_outline *outline)
{
    free(outline->items);
    memset(outline, 0, sizeof *outline);
}

float dl_item_link_density(const dl_item *item)
{
    return item->chars ? (float)item->link_chars / (float)item->chars : 0;
}

bool dl_item_is(const dl_item *item, GumboTag tag)
{
    return dl_html_is(item->node, tag);
}
