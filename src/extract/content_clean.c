/* What stands within an article and is not of it: Readability's conditional cleaning. */
#include "extract/content.h"
#include "extract/words.h"

static bool is_candidate(const dl_item *item)
{
    static const GumboTag tags[] = {GUMBO_TAG_FORM,    GUMBO_TAG_FIELDSET, GUMBO_TAG_TABLE,
                                    GUMBO_TAG_UL,      GUMBO_TAG_OL,       GUMBO_TAG_DIV,
                                    GUMBO_TAG_SECTION, GUMBO_TAG_DL,       GUMBO_TAG_HEADER};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (dl_item_is(item, tags[i]))
            return true;
    return false;
}

/* Share bars: short elements that say so. */
static bool is_share_bar(const dl_item *item)
{
    static const char *const share[] = {"share"};
    dl_str class = dl_html_attribute(item->node, "class");
    if (item->chars >= 500 || class.size == 0)
        return false;
    const dl_lowered named = dl_lower(class);
    return DL_HAS_WORD(&named, share);
}

static bool is_clutter(const dl_item *item, bool weigh)
{
    const int weight = weigh ? item->weight : 0;
    const bool list = dl_item_is(item, GUMBO_TAG_UL) || dl_item_is(item, GUMBO_TAG_OL) ||
                      dl_item_is(item, GUMBO_TAG_DL);
    const bool table = dl_item_is(item, GUMBO_TAG_TABLE);
    const float links = dl_item_link_density(item);
    if (item->chars == 0)
        return false;
    if (weight < 0)
        return true;
    if (item->commas >= 10 && !dl_item_is(item, GUMBO_TAG_FORM))
        return false;
    const float headings = (float)item->heading_chars / (float)item->chars;
    return (item->images > 1 && item->paragraphs * 2 < item->images && !list && !table) ||
           (!list && !table && item->items > item->paragraphs + 100) ||
           (item->inputs * 3 > item->paragraphs) ||
           (!list && headings < 0.9F && item->chars < 25 && item->images != 1 && links > 0) ||
           (!list && weight < 25 && links > 0.2F) || (list && weight < 25 && links > 0.5F) ||
           (weight >= 25 && links > 0.5F);
}

/* A heading that ends its part has nothing to head: "Related", "Comments". */
static bool heads_nothing(const dl_outline *outline, uint32_t i)
{
    const dl_item *item = &outline->items[i];
    return item->node->v.element.tag >= GUMBO_TAG_H1 && item->node->v.element.tag <= GUMBO_TAG_H6 &&
           item->weight < 0;
}

/* What follows "Read also:" is what to read. */
static bool continues_aside(const dl_outline *outline, uint32_t i, uint32_t last_aside)
{
    return last_aside && outline->items[last_aside].end == i &&
           dl_item_link_density(&outline->items[i]) > 0.5F;
}

void dl_content_clean_sibling(dl_outline *outline, uint32_t top, uint32_t sibling, bool weigh)
{
    dl_item *item = &outline->items[sibling];
    item->dropped = !item->core && (dl_content_is_aside(outline, top, sibling, sibling > top) ||
                                    (is_candidate(item) && is_clutter(item, weigh)));
}

void dl_content_clean(dl_outline *outline, uint32_t root, uint32_t top, bool weigh)
{
    enum { PROSE = 140 };
    uint32_t i = root + 1, last_aside = 0;
    bool begun = false;
    while (i < outline->items[root].end) {
        dl_item *item = &outline->items[i];
        bool element = dl_html_is_element(item->node) && !item->core;
        bool aside = element && (dl_content_is_aside(outline, top, i, begun) ||
                                 continues_aside(outline, i, last_aside));
        item->dropped = aside || (element && ((is_candidate(item) && is_clutter(item, weigh)) ||
                                              is_share_bar(item) || heads_nothing(outline, i) ||
                                              dl_item_is(item, GUMBO_TAG_INPUT)));
        begun = begun || (!item->dropped && item->block && item->own_chars >= PROSE);
        if (aside)
            last_aside = i;
        i = item->dropped ? item->end : i + 1;
    }
}
