#include "extract/metadata.h"

#include "extract/sighting.h"

/* A heading or name past this is none. */
enum { LONGEST_CLAIM = 2000 };

static void claim_text(const GumboNode *node, dl_claims *claims, dl_claim_field field, int rank,
                       const char *from)
{
    dl_buf text = {0};
    dl_html_text(node, LONGEST_CLAIM, &text);
    dl_claim_add(claims, field, rank, dl_buf_str(&text), from, (dl_str){"", 0});
    claims->failed = claims->failed || text.failed;
    dl_buf_clear(&text);
}

static void collect_heading(const GumboNode *node, dl_sightings *s)
{
    dl_buf text = {0};
    const dl_claim *title = dl_claim_best(s->claims, DL_CLAIM_TITLE);
    dl_html_text(node, LONGEST_CLAIM, &text);
    dl_str shown = dl_str_trim(dl_buf_str(&text));
    dl_sighting_heading(s, node, shown, title ? title->raw : (dl_str){"", 0});
    if (dl_html_is(node, GUMBO_TAG_H1))
        dl_claim_add(s->claims, DL_CLAIM_TITLE, DL_RANK_TITLE_HEADING, shown, "h1",
                     (dl_str){"", 0});
    s->claims->failed = s->claims->failed || text.failed;
    dl_buf_clear(&text);
}

static bool is_author_class(dl_str class)
{
    static const char *const words[] = {
        "author",  "byline",       "author-name",  "vcard",       "p-author",      "byline-name",
        "authors", "byline__name", "author__name", "post-author", "article-author"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (dl_has_token(class, words[i]))
            return true;
    return dl_str_find(class, DL_STR("byline"), 0) < class.size;
}

/* A short element whose class says that a date is in it; and the class of an author's name. */
static void collect_byline(const GumboNode *node, dl_sightings *s)
{
    enum { SHORT = 160 };
    dl_str class = dl_html_attribute(node, "class"), id = dl_html_attribute(node, "id");
    const bool rel = dl_has_token(dl_html_attribute(node, "rel"), "author");
    if (!class.size && !id.size && !rel)
        return;
    const dl_lowered named = dl_lower(class), called = dl_lower(id);
    const bool date = (dl_says_date(&named) || dl_says_date(&called)) && !dl_says_changed(&named) &&
                      !dl_says_changed(&called);
    const bool author = rel || is_author_class(class) || is_author_class(id);
    if (!date && !author)
        return;
    dl_buf text = {0};
    dl_html_text(node, SHORT + 1, &text);
    dl_str shown = dl_str_trim(dl_buf_str(&text));
    if (date && shown.size < SHORT)
        dl_sighting_byline(s, node, &named, shown);
    if (author && shown.size < SHORT)
        dl_sighting_author(s, node, dl_byline_name(shown),
                           rel ? DL_RANK_AUTHOR_REL : DL_RANK_AUTHOR_BYLINE,
                           rel ? "rel author" : "byline");
    s->claims->failed = s->claims->failed || text.failed;
    dl_buf_clear(&text);
}

/* hAtom: <abbr class=published title=2011-04-28> */
static void collect_abbreviation(const GumboNode *node, dl_claims *claims)
{
    dl_str class = dl_html_attribute(node, "class");
    dl_str title = dl_html_attribute(node, "title");
    if (dl_has_token(class, "published") || dl_has_token(class, "dt-published"))
        dl_claim_add(claims, DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_TIME, title, "abbr published",
                     (dl_str){"", 0});
    else if (dl_has_token(class, "updated"))
        dl_claim_add(claims, DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_TIME, title, "abbr updated",
                     (dl_str){"", 0});
}

static void collect_script(const GumboNode *node, dl_claims *claims)
{
    dl_str type = dl_str_trim(dl_html_attribute(node, "type"));
    if (dl_str_starts_word(type, "application/ld+json"))
        dl_jsonld_collect(dl_html_raw(node), claims);
    else if (!dl_html_attribute(node, "src").size)
        dl_script_collect(dl_html_raw(node), claims);
}

static void collect_root(const GumboNode *node, dl_claims *claims)
{
    static const char *const attributes[] = {"lang", "xml:lang"};
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        dl_claim_add(claims, DL_CLAIM_LANG, DL_RANK_LANG_HTML,
                     dl_html_attribute(node, attributes[i]), "html lang", (dl_str){"", 0});
}

static void collect_shown(const GumboNode *node, dl_sightings *s)
{
    const GumboTag tag = node->v.element.tag;
    dl_str itemprop = dl_html_attribute(node, "itemprop");
    if (tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H4)
        collect_heading(node, s);
    else if (tag == GUMBO_TAG_TIME || dl_sighting_is_own_time(s, node))
        dl_sighting_time(s, node);
    else if (tag == GUMBO_TAG_ABBR)
        collect_abbreviation(node, s->claims);
    if (itemprop.size)
        dl_microdata_collect(node, itemprop, s->claims);
    collect_byline(node, s);
}

static void collect_element(const GumboNode *node, dl_sightings *s)
{
    dl_claims *claims = s->claims;
    switch (node->v.element.tag) {
    case GUMBO_TAG_META:
        dl_meta_collect(node, claims);
        break;
    case GUMBO_TAG_LINK:
        if (dl_has_token(dl_html_attribute(node, "rel"), "canonical"))
            dl_claim_add(claims, DL_CLAIM_CANONICAL, DL_RANK_CANONICAL_LINK,
                         dl_html_attribute(node, "href"), "link canonical", (dl_str){"", 0});
        break;
    case GUMBO_TAG_TITLE:
        if (node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML)
            claim_text(node, claims, DL_CLAIM_TITLE, DL_RANK_TITLE_ELEMENT, "title");
        break;
    case GUMBO_TAG_HTML:
        collect_root(node, claims);
        break;
    case GUMBO_TAG_SCRIPT:
        collect_script(node, claims);
        break;
    case GUMBO_TAG_BODY:
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
        break;
    default:
        collect_shown(node, s);
    }
}

static bool is_unseen(const GumboNode *node)
{
    return dl_html_is(node, GUMBO_TAG_SCRIPT) || dl_html_is(node, GUMBO_TAG_STYLE) ||
           dl_html_is(node, GUMBO_TAG_NOSCRIPT) || dl_html_is(node, GUMBO_TAG_TEMPLATE) ||
           dl_html_is(node, GUMBO_TAG_HEAD) || dl_html_is(node, GUMBO_TAG_TITLE) ||
           dl_html_is(node, GUMBO_TAG_OPTION);
}

void dl_metadata_collect(const GumboNode *document, dl_claims *claims)
{
    dl_sightings s = {.claims = claims};
    for (const GumboNode *node = document; node && !claims->failed;
         node = dl_html_next(node, document)) {
        if (dl_html_is_element(node))
            collect_element(node, &s);
        else if (node->type == GUMBO_NODE_TEXT && !is_unseen(node->parent))
            dl_sighting_text(&s, node);
    }
    dl_jsonld_finish(claims);
    dl_sighting_claims(&s);
    dl_sightings_clear(&s);
}
