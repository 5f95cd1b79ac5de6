/* Microdata (HTML Standard §5): itemprop within itemscope, as schema.org's articles have it. */
#include <string.h>

#include "extract/metadata.h"
#include "extract/words.h"

/* Ancestors that are looked at for the item. */
enum { LEVELS = 64, LONGEST = 2000 };

/* The item that node's property belongs to; NULL for none. */
static const GumboNode *item_of(const GumboNode *node)
{
    node = node->parent;
    for (int level = 0; node && level < LEVELS; level++, node = node->parent)
        if (dl_html_attribute(node, "itemscope").data)
            return node;
    return NULL;
}

static bool is_of_type(const GumboNode *item, const char *const *types, size_t count)
{
    dl_str type = item ? dl_str_trim(dl_html_attribute(item, "itemtype")) : (dl_str){NULL, 0};
    while (type.size && memchr(type.data, '/', type.size))
        dl_str_cut(type, '/', &type);
    for (size_t i = 0; i < count; i++)
        if (dl_str_is_word(type, types[i]))
            return true;
    return false;
}

/* schema.org's types of what readers write below an article; and a review that is a property of
 * what it is about: one by itself is the article. */
bool dl_microdata_is_reply(const GumboNode *node)
{
    static const char *const types[] = {"Comment", "UserComments", "Answer"};
    static const char *const review[] = {"Review"};
    const GumboNode *item = item_of(node);
    return is_of_type(item, types, sizeof types / sizeof *types) ||
           (is_of_type(item, review, 1) && dl_html_attribute(item, "itemprop").size);
}

/* Those that are neither an article nor what an article stands in. */
static bool is_other(const GumboNode *node)
{
    static const char *const types[] = {"Person", "Event",  "Organization",
                                        "Offer",  "Rating", "Place"};
    return dl_microdata_is_reply(node) ||
           is_of_type(item_of(node), types, sizeof types / sizeof *types);
}

/* §5.2.4 The value of a property: of an attribute, by element, or the text. */
static dl_str attribute_value(const GumboNode *node)
{
    static const char *const attributes[] = {"content", "datetime", "title"};
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        dl_str value = dl_str_trim(dl_html_attribute(node, attributes[i]));
        if (value.size)
            return value;
    }
    return (dl_str){NULL, 0};
}

static void claim_value(const GumboNode *node, dl_claims *claims, dl_claim_field field, int rank,
                        const char *name)
{
    dl_str value = attribute_value(node);
    dl_buf text = {0};
    if (!value.size) {
        dl_html_text(node, LONGEST, &text);
        value = dl_str_trim(dl_buf_str(&text));
    }
    if (field == DL_CLAIM_AUTHOR)
        value = dl_byline_name(value);
    dl_claim_add(claims, field, rank, value, "itemprop", dl_str_of(name));
    claims->failed = claims->failed || text.failed;
    dl_buf_clear(&text);
}

/* The name of a person or organization that is a property's item. */
static const GumboNode *name_within(const GumboNode *item)
{
    enum { NODES = 200 };
    const GumboNode *node = item;
    for (int seen = 0; node && seen < NODES; seen++, node = dl_html_next(node, item))
        if (node != item && dl_str_is_word(dl_html_attribute(node, "itemprop"), "name"))
            return node;
    return item;
}

void dl_microdata_collect(const GumboNode *node, dl_str itemprop, dl_claims *claims)
{
    static const struct {
        const char *name;
        dl_claim_field field;
        int rank;
        bool named; /* an item of its own, with a name */
    } properties[] = {
        {"datePublished", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ITEMPROP, false},
        {"dateModified", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_ITEMPROP, false},
        {"dateCreated", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED, false},
        {"author", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_ITEMPROP, true},
        {"creator", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_ITEMPROP, true},
        {"publisher", DL_CLAIM_PUBLISHER, DL_RANK_PUBLISHER_META, true},
    };
    if (is_other(node))
        return;
    for (dl_str name = dl_next_token(&itemprop); name.size; name = dl_next_token(&itemprop)) {
        for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
            if (!dl_str_is_word(name, properties[i].name))
                continue;
            /* a publisher without a name in it is a logo */
            const GumboNode *value = properties[i].named ? name_within(node) : node;
            if (properties[i].field != DL_CLAIM_PUBLISHER || value != node)
                claim_value(value, claims, properties[i].field, properties[i].rank,
                            properties[i].name);
        }
    }
}
