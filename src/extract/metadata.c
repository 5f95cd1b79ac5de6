#include "extract/metadata.h"

#include <string.h>
#include <strings.h>

#include "extract/charset.h"

/* What meta elements are called, in property, name, itemprop or http-equiv. */
static const struct meta_name {
    const char *name;
    dl_claim_field field;
    int rank;
} meta_names[] = {
    {"og:title", DL_CLAIM_TITLE, DL_RANK_TITLE_OG},
    {"twitter:title", DL_CLAIM_TITLE, DL_RANK_TITLE_META},
    {"dc.title", DL_CLAIM_TITLE, DL_RANK_TITLE_META},
    {"dcterms.title", DL_CLAIM_TITLE, DL_RANK_TITLE_META},
    {"citation_title", DL_CLAIM_TITLE, DL_RANK_TITLE_META},
    {"parsely-title", DL_CLAIM_TITLE, DL_RANK_TITLE_META},
    {"sailthru.title", DL_CLAIM_TITLE, DL_RANK_TITLE_META},

    {"author", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"article:author", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"og:article:author", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"dc.creator", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"dcterms.creator", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"citation_author", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"parsely-author", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"sailthru.author", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"byl", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"twitter:creator", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_BYLINE},

    {"article:published_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"og:article:published_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"article:published", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"article:published_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"article:post_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"og:published_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"og:pubdate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"shareaholic:article_published_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"datepublished", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ITEMPROP},
    {"article.published", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"parsely-pub-date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"cxenseparse:recs:publishtime", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"sailthru.date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"published_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"published-date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"published_at", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publication_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publication-date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publicationdate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publish-date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publish_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publishdate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"pubdate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"pub_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"bt:pubdate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"article_date_original", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"originalpublicationdate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"displaydate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"release_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"vr:published_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"dc.date.issued", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"dcterms.issued", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"dc.issued", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"dcterms.date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"dc.date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"citation_publication_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"citation_online_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"citation_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DATE},
    {"aiturec:datetime", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DATE},
    {"dcterms.created", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},
    {"dc.date.created", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},
    {"datecreated", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},
    {"uploaddate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},

    {"content-language", DL_CLAIM_LANG, DL_RANK_LANG_HTTP_EQUIV},
    {"og:locale", DL_CLAIM_LANG, DL_RANK_LANG_META},
    {"dc.language", DL_CLAIM_LANG, DL_RANK_LANG_META},

    {"og:site_name", DL_CLAIM_PUBLISHER, DL_RANK_PUBLISHER_OG},
    {"dc.publisher", DL_CLAIM_PUBLISHER, DL_RANK_PUBLISHER_META},
    {"citation_journal_title", DL_CLAIM_PUBLISHER, DL_RANK_PUBLISHER_META},
    {"application-name", DL_CLAIM_PUBLISHER, DL_RANK_PUBLISHER_META},
};

/* A heading or name past this is none. */
enum { LONGEST_CLAIM = 2000 };

static bool is_name(dl_str text, const char *name)
{
    return text.size == strlen(name) && strncasecmp(text.data, name, text.size) == 0;
}

/* Class names that mark the date of what one reads. */
static bool says_date(dl_str class)
{
    static const char *const words[] = {
        "date",    "publish",    "posted",    "datum",     "fecha",        "byline", "dateline",
        "created", "entry-meta", "post-meta", "timestamp", "article-info", "data"};
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
        for (size_t i = 0; i + strlen(words[w]) <= class.size; i++)
            if (strncasecmp(class.data + i, words[w], strlen(words[w])) == 0)
                return true;
    return false;
}

static bool says_changed(dl_str class)
{
    return dl_str_find(class, DL_STR("modif"), 0) < class.size ||
           dl_str_find(class, DL_STR("updat"), 0) < class.size;
}

static void collect_meta(const GumboNode *node, dl_claims *claims)
{
    static const char *const attributes[] = {"property", "name", "itemprop", "http-equiv"};
    dl_str content = dl_html_attribute(node, "content");
    if (content.size == 0)
        return;
    for (size_t a = 0; a < sizeof attributes / sizeof *attributes; a++) {
        dl_str key = dl_str_trim(dl_html_attribute(node, attributes[a]));
        for (size_t i = 0; key.size && i < sizeof meta_names / sizeof *meta_names; i++) {
            const struct meta_name *known = &meta_names[i];
            bool address = known->field == DL_CLAIM_AUTHOR &&
                           dl_str_find(content, DL_STR("://"), 0) < content.size;
            if (is_name(key, known->name) && !address)
                dl_claim_add(claims, known->field, known->rank, content, "meta",
                             dl_str_of(known->name));
        }
    }
}

static void claim_text(const GumboNode *node, dl_claims *claims, dl_claim_field field, int rank,
                       const char *from)
{
    dl_buf text = {0};
    dl_html_text(node, LONGEST_CLAIM, &text);
    dl_claim_add(claims, field, rank, dl_buf_str(&text), from, (dl_str){"", 0});
    claims->failed = claims->failed || text.failed;
    dl_buf_clear(&text);
}

static void collect_microdata(const GumboNode *node, dl_str itemprop, dl_claims *claims)
{
    if (is_name(itemprop, "datePublished")) {
        dl_str value = dl_html_attribute(node, "datetime");
        if (!value.size)
            value = dl_html_attribute(node, "content");
        if (!value.size)
            value = dl_html_attribute(node, "title");
        if (value.size)
            dl_claim_add(claims, DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ITEMPROP, value,
                         "itemprop datePublished", (dl_str){"", 0});
        else
            claim_text(node, claims, DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ITEMPROP,
                       "itemprop datePublished");
    } else if (is_name(itemprop, "author")) {
        claim_text(node, claims, DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_ITEMPROP, "itemprop author");
    }
}

static void collect_time(const GumboNode *node, dl_claims *claims)
{
    dl_str when = dl_html_attribute(node, "datetime");
    dl_str class = dl_html_attribute(node, "class");
    bool published = dl_html_attribute(node, "pubdate").data ||
                     dl_str_find(class, DL_STR("publish"), 0) < class.size ||
                     dl_str_find(class, DL_STR("entry-date"), 0) < class.size;
    int rank = says_changed(class) ? DL_RANK_PUBLISHED_HEADING
               : published         ? DL_RANK_PUBLISHED_TIME
                                   : DL_RANK_PUBLISHED_ANY_TIME;
    if (when.size)
        dl_claim_add(claims, DL_CLAIM_PUBLISHED, rank, when, "time", (dl_str){"", 0});
    else
        claim_text(node, claims, DL_CLAIM_PUBLISHED, rank, "time");
}

/* A short element whose class says that a date is in it; and the class of an author's name. */
static void collect_byline(const GumboNode *node, dl_claims *claims)
{
    enum { SHORT = 160 };
    dl_str class = dl_html_attribute(node, "class");
    dl_str id = dl_html_attribute(node, "id");
    bool date = (says_date(class) && !says_changed(class)) || (says_date(id) && !says_changed(id));
    bool author = is_name(class, "author") || is_name(class, "byline") ||
                  is_name(class, "author-name") || is_name(class, "vcard") ||
                  is_name(dl_html_attribute(node, "rel"), "author");
    if (!date && !author)
        return;
    dl_buf text = {0};
    dl_html_text(node, SHORT + 1, &text);
    dl_str shown = dl_str_trim(dl_buf_str(&text));
    if (date && shown.size < SHORT)
        dl_claim_add_loose(claims, DL_RANK_PUBLISHED_BYLINE, shown, "byline");
    if (author && shown.size < SHORT / 2)
        dl_claim_add(claims, DL_CLAIM_AUTHOR,
                     is_name(class, "byline") ? DL_RANK_AUTHOR_BYLINE : DL_RANK_AUTHOR_REL, shown,
                     is_name(class, "byline") ? "byline" : "rel author", (dl_str){"", 0});
    claims->failed = claims->failed || text.failed;
    dl_buf_clear(&text);
}

static void collect_element(const GumboNode *node, dl_claims *claims)
{
    dl_str itemprop = dl_html_attribute(node, "itemprop");
    switch (node->v.element.tag) {
    case GUMBO_TAG_META:
        collect_meta(node, claims);
        return;
    case GUMBO_TAG_TITLE:
        if (node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML)
            claim_text(node, claims, DL_CLAIM_TITLE, DL_RANK_TITLE_ELEMENT, "title");
        return;
    case GUMBO_TAG_HTML:
        dl_claim_add(claims, DL_CLAIM_LANG, DL_RANK_LANG_HTML, dl_html_attribute(node, "lang"),
                     "html lang", (dl_str){"", 0});
        dl_claim_add(claims, DL_CLAIM_LANG, DL_RANK_LANG_HTML, dl_html_attribute(node, "xml:lang"),
                     "html lang", (dl_str){"", 0});
        return;
    case GUMBO_TAG_BODY:
        return;
    case GUMBO_TAG_SCRIPT:
        if (is_name(dl_html_attribute(node, "type"), "application/ld+json"))
            dl_jsonld_collect(dl_html_raw(node), claims);
        return;
    case GUMBO_TAG_H1:
        claim_text(node, claims, DL_CLAIM_TITLE, DL_RANK_TITLE_HEADING, "h1");
        break;
    case GUMBO_TAG_TIME:
        collect_time(node, claims);
        break;
    default:
        break;
    }
    if (itemprop.size)
        collect_microdata(node, itemprop, claims);
    collect_byline(node, claims);
}

/* Bylines mostly stand between the heading and the text, without a class that tells. */
static void collect_visible(const GumboNode *node, dl_claims *claims)
{
    enum { SHORTEST = 8, LONGEST = 80 };
    dl_str text = dl_str_trim(dl_str_of(node->v.text.text));
    if (text.size < SHORTEST || text.size > LONGEST)
        return;
    int digits = 0;
    for (size_t i = 0; i < text.size; i++)
        digits += text.data[i] >= '0' && text.data[i] <= '9';
    if (digits >= 5)
        dl_claim_add_loose(claims, DL_RANK_PUBLISHED_HEADING, text, "text");
}

void dl_metadata_collect(const GumboNode *document, dl_claims *claims)
{
    bool headed = false;
    const GumboNode *node = document;
    while (node && !claims->failed) {
        if (dl_html_is_element(node)) {
            headed = headed || dl_html_is(node, GUMBO_TAG_H1);
            collect_element(node, claims);
        } else if (headed && node->type == GUMBO_NODE_TEXT &&
                   !dl_html_is(node->parent, GUMBO_TAG_SCRIPT) &&
                   !dl_html_is(node->parent, GUMBO_TAG_STYLE)) {
            collect_visible(node, claims);
        }
        node = dl_html_next(node, document);
    }
}
