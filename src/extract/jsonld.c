/* JSON-LD as schema.org's articles have it: an object, an array of them, or a @graph. */
#include <jansson.h>
#include <string.h>

#include "extract/metadata.h"

/* Containers within containers that are looked into; publishers nest two deep. */
enum { DEEPEST = 6 };

/* schema.org types that are articles, and those that may hold an article's data for want of one. */
static const char *const article_types =
    " article advertisercontentarticle newsarticle analysisnewsarticle askpublicnewsarticle "
    "backgroundnewsarticle opinionnewsarticle reportagenewsarticle reviewnewsarticle report "
    "satiricalarticle scholarlyarticle medicalscholarlyarticle socialmediaposting blogposting "
    "liveblogposting discussionforumposting techarticle apireference ";
static const char *const page_types = " webpage itempage aboutpage videoobject podcastepisode "
                                      "creativework book dataset softwareapplication blog ";

static bool in_list(const char *list, const char *word)
{
    char wanted[64] = " ";
    size_t size = strlen(word);
    if (size == 0 || size > sizeof wanted - 3)
        return false;
    for (size_t i = 0; i < size; i++)
        wanted[i + 1] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] - 'A' + 'a' : word[i]);
    wanted[size + 1] = ' ';
    return strstr(list, wanted) != NULL;
}

/* "@type" may be an array, or a whole address: "http://schema.org/NewsArticle". */
static bool has_type(const json_t *object, const char *list)
{
    const json_t *type = json_object_get(object, "@type");
    size_t count = json_is_array(type) ? json_array_size(type) : 1;
    for (size_t i = 0; i < count; i++) {
        const char *word = json_string_value(json_is_array(type) ? json_array_get(type, i) : type);
        if (!word)
            continue;
        const char *slash = strrchr(word, '/');
        if (in_list(list, slash ? slash + 1 : word))
            return true;
    }
    return false;
}

static dl_str string_of(const json_t *value)
{
    if (!json_is_string(value))
        return (dl_str){"", 0};
    return (dl_str){json_string_value(value), json_string_length(value)};
}

static void claim(dl_claims *claims, dl_claim_field field, int rank, dl_str raw)
{
    dl_claim_add(claims, field, rank, raw, "json-ld", (dl_str){"", 0});
}

/* A name stands as a string, in an object, or in an array of either. */
static void claim_names(dl_claims *claims, dl_claim_field field, int rank, const json_t *who)
{
    size_t count = json_is_array(who) ? json_array_size(who) : 1;
    for (size_t i = 0; who && i < count; i++) {
        const json_t *one = json_is_array(who) ? json_array_get(who, i) : who;
        const json_t *name = json_is_object(one) ? json_object_get(one, "name") : one;
        if (json_is_array(name))
            name = json_array_get(name, 0);
        dl_str text = string_of(name);
        if (dl_str_find(text, DL_STR("://"), 0) == text.size)
            claim(claims, field, rank, text);
    }
}

static void read_object(const json_t *object, dl_claims *claims)
{
    /* an article on the page is believed before the page around it */
    int later = has_type(object, article_types) ? 0 : has_type(object, page_types) ? 1 : -1;
    if (later < 0)
        return;
    dl_str published = string_of(json_object_get(object, "datePublished"));
    claim(claims, DL_CLAIM_PUBLISHED, later ? DL_RANK_PUBLISHED_ITEMPROP : DL_RANK_PUBLISHED_JSONLD,
          published);
    claim(claims, DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED,
          string_of(json_object_get(object, "dateCreated")));
    claim(claims, DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED,
          string_of(json_object_get(object, "uploadDate")));
    dl_str headline = string_of(json_object_get(object, "headline"));
    if (headline.size == 0)
        headline = string_of(json_object_get(object, "name"));
    if (!later)
        claim(claims, DL_CLAIM_TITLE, DL_RANK_TITLE_JSONLD, headline);
    const json_t *author = json_object_get(object, "author");
    claim_names(claims, DL_CLAIM_AUTHOR, later ? DL_RANK_AUTHOR_REL : DL_RANK_AUTHOR_JSONLD,
                author ? author : json_object_get(object, "creator"));
    claim_names(claims, DL_CLAIM_PUBLISHER, DL_RANK_PUBLISHER_JSONLD,
                json_object_get(object, "publisher"));
    claim(claims, DL_CLAIM_LANG, DL_RANK_LANG_META,
          string_of(json_object_get(object, "inLanguage")));
}

/* The depth is bounded, so the recursion is. */
static void read_value(const json_t *value, int depth, dl_claims *claims)
{
    static const char *const within[] = {"@graph", "mainEntity", "mainEntityOfPage",
                                         "itemListElement"};
    if (depth > DEEPEST)
        return;
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++)
        read_value(json_array_get(value, i), depth + 1, claims);
    if (!json_is_object(value))
        return;
    read_object(value, claims);
    for (size_t i = 0; i < sizeof within / sizeof *within; i++)
        if (i != 3 || depth == 0)
            read_value(json_object_get(value, within[i]), depth + 1, claims);
}

/* Publishers' templates leave comments around the JSON and bare line breaks in its strings. */
static void put_repaired(dl_str json, dl_buf *out)
{
    size_t start = 0;
    while (start < json.size && json.data[start] != '{' && json.data[start] != '[')
        start++;
    for (size_t i = start; i < json.size; i++)
        dl_buf_putc(out, (unsigned char)json.data[i] < ' ' ? ' ' : json.data[i]);
}

void dl_jsonld_collect(dl_str json, dl_claims *claims)
{
    dl_buf repaired = {0};
    put_repaired(json, &repaired);
    json_t *root = json_loadb(repaired.data ? repaired.data : "", repaired.size,
                              JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, NULL);
    if (root)
        read_value(root, 0, claims);
    json_decref(root);
    claims->failed = claims->failed || repaired.failed;
    dl_buf_clear(&repaired);
}
