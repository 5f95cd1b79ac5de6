/* Which element holds the article: Mozilla Readability's scoring (Apache-2.0), on an array. */
#include "extract/content.h"

/* Shorter paragraphs are captions and buttons. */
enum { SHORTEST_PARAGRAPH = 25 };
/* How far up a paragraph's score is given, and among how many of the best a common parent is
 * looked for. */
enum { LEVELS = 5, BEST = 5, SHARED = 3 };

static float base_score(const dl_item *item)
{
    switch (item->node->v.element.tag) {
    case GUMBO_TAG_DIV:
        return 5;
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_MAIN:
        return 10;
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_BLOCKQUOTE:
        return 3;
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_FORM:
        return -3;
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_TH:
        return -5;
    default:
        return 0;
    }
}

static bool is_paragraph(const dl_item *item)
{
    static const GumboTag tags[] = {GUMBO_TAG_P, GUMBO_TAG_TD, GUMBO_TAG_PRE};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (dl_item_is(item, tags[i]))
            return true;
    return item->own_chars == item->chars;
}

static void give(dl_outline *outline, uint32_t to, float score, bool weigh)
{
    dl_item *item = &outline->items[to];
    if (!item->scored) {
        item->scored = true;
        item->score = base_score(item) + (weigh ? item->weight : 0);
    }
    item->score += score;
}

static uint32_t block_above(const dl_outline *outline, uint32_t i)
{
    do
        i = outline->items[i].parent;
    while (i && !outline->items[i].block);
    return i;
}

static void score_paragraphs(dl_outline *outline, bool weigh)
{
    for (uint32_t i = 1; i < outline->count; i++) {
        const dl_item *item = &outline->items[i];
        if (!item->block || item->own_chars < SHORTEST_PARAGRAPH)
            continue;
        float score = 1 + (float)item->own_commas;
        score += item->own_chars < 300 ? (float)item->own_chars / 100 : 3;
        /* text that stands loose beside blocks counts for its own element */
        uint32_t to = is_paragraph(item) ? block_above(outline, i) : i;
        for (int level = 0; level < LEVELS; level++) {
            float share = level == 0 ? 1 : level == 1 ? 2 : (float)level * 3;
            give(outline, to, score / share, weigh);
            if (to == 0)
                break;
            to = block_above(outline, to);
        }
    }
}

static bool is_above(const dl_outline *outline, uint32_t above, uint32_t below)
{
    return above < below && below < outline->items[above].end;
}

/* Where three or more of the best share an ancestor, the article is in that. */
static uint32_t shared_parent(const dl_outline *outline, const uint32_t *best, uint32_t top)
{
    float least = outline->items[top].score * 0.75F;
    for (uint32_t above = block_above(outline, top); above; above = block_above(outline, above)) {
        int below = 0;
        for (int b = 0; b < BEST; b++)
            below += best[b] && outline->items[best[b]].score >= least &&
                     is_above(outline, above, best[b]);
        if (below >= SHARED)
            return above;
    }
    return top;
}

/* Up while the parent scores higher still. */
static uint32_t climb(const dl_outline *outline, uint32_t top)
{
    float last = outline->items[top].score;
    const float least = last / 3;
    for (uint32_t above = block_above(outline, top); above; above = block_above(outline, above)) {
        const dl_item *item = &outline->items[above];
        if (dl_item_is(item, GUMBO_TAG_BODY))
            break;
        if (!item->scored)
            continue;
        if (item->score < least)
            break;
        if (item->score > last)
            return above;
        last = item->score;
    }
    return top;
}

/* Up while the element is all that its parent has: its siblings are the parent's. */
static uint32_t leave_wrapper(const dl_outline *outline, uint32_t top)
{
    while (top) {
        uint32_t above = block_above(outline, top);
        const dl_item *item = &outline->items[above];
        if (above == 0 || dl_item_is(item, GUMBO_TAG_BODY) ||
            item->chars != outline->items[top].chars)
            break;
        top = above;
    }
    return top;
}

static dl_str class_of(const dl_item *item)
{
    dl_str class =
        dl_html_is_element(item->node) ? dl_html_attribute(item->node, "class") : (dl_str){NULL, 0};
    return class.data ? class : (dl_str)
    {
        "", 0
    };
}

/* Another part of the same text: what the template calls the same, and has as much prose. */
static bool is_other_part(const dl_item *best, const dl_item *item)
{
    enum { SHORTEST_PART = 400, SMALL_PART = 5 };
    return item->scored && item->chars >= SHORTEST_PART &&
           item->chars >= best->chars / SMALL_PART &&
           item->node->v.element.tag == best->node->v.element.tag &&
           dl_item_link_density(item) < 0.2F && dl_str_equal(class_of(item), class_of(best));
}

/* An article in parts, a picture or an advertisement between them, each in wrappers of its own. */
static uint32_t join_parts(const dl_outline *outline, uint32_t best, uint32_t top)
{
    if (class_of(&outline->items[best]).size == 0)
        return top;
    for (uint32_t i = 1; i < outline->count; i++) {
        if (is_above(outline, top, i) || i == best ||
            !is_other_part(&outline->items[best], &outline->items[i]))
            continue;
        while (top && !is_above(outline, top, i))
            top = block_above(outline, top);
    }
    return top;
}

static void insert_best(const dl_outline *outline, uint32_t *best, uint32_t item)
{
    for (int b = 0; b < BEST; b++) {
        if (best[b] && outline->items[best[b]].score >= outline->items[item].score)
            continue;
        for (int later = BEST - 1; later > b; later--)
            best[later] = best[later - 1];
        best[b] = item;
        return;
    }
}

uint32_t dl_content_top(dl_outline *outline, bool weigh)
{
    uint32_t best[BEST] = {0};
    for (uint32_t i = 0; i < outline->count; i++) {
        outline->items[i].scored = outline->items[i].core = false;
        outline->items[i].score = 0;
    }
    score_paragraphs(outline, weigh);
    for (uint32_t i = 1; i < outline->count; i++) {
        dl_item *item = &outline->items[i];
        if (!item->scored)
            continue;
        item->score *= 1 - dl_item_link_density(item);
        insert_best(outline, best, i);
    }
    if (!best[0])
        return 0;
    uint32_t top = climb(outline, shared_parent(outline, best, best[0]));
    top = join_parts(outline, best[0], top);
    /* what the article was found in is not clutter in its wrapper */
    for (uint32_t core = best[0]; core > 0; core = outline->items[core].parent)
        outline->items[core].core = true;
    return leave_wrapper(outline, top);
}

/* Siblings that are of the article: score like it, or are paragraphs of prose. */
static bool belongs(const dl_outline *outline, uint32_t sibling, uint32_t top)
{
    const dl_item *item = &outline->items[sibling], *best = &outline->items[top];
    const float enough = best->score * 0.2F > 10 ? best->score * 0.2F : 10;
    float bonus = 0;
    if (!dl_html_is_element(item->node))
        return false;
    if (class_of(best).size && dl_str_equal(class_of(best), class_of(item)))
        bonus = best->score * 0.2F;
    if (item->scored && item->score + bonus >= enough)
        return true;
    if (!dl_item_is(item, GUMBO_TAG_P))
        return false;
    float density = dl_item_link_density(item);
    return (item->chars > 80 && density < 0.25F) ||
           (item->chars > SHORTEST_PARAGRAPH && density == 0 && item->commas > 0);
}

void dl_content_choose(const dl_outline *outline, uint32_t top, bool *keep)
{
    for (uint32_t i = 0; i < outline->count; i++)
        keep[i] = i >= top && i < outline->items[top].end;
    if (top == 0)
        return;
    const uint32_t parent = outline->items[top].parent;
    for (uint32_t i = parent + 1; i < outline->items[parent].end; i = outline->items[i].end) {
        if (i == top || !belongs(outline, i, top))
            continue;
        for (uint32_t j = i; j < outline->items[i].end; j++)
            keep[j] = true;
    }
}
