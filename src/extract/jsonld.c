/* JSON-LD as schema.org's articles have it: an object, an array of them, or a @graph. */
#include <jansson.h>
#include <string.h>

#include "extract/metadata.h"
#include "extract/text.h"

/* Containers within containers that are looked into; publishers nest two deep. */
enum { DEEPEST = 6 };

/* Names and references to them that are remembered; each reference is looked for among all names.
 */
static const size_t most_told = 1000;

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

/* JSON-LD 1.1 §4.3: an array may say in an object of its own whether its order counts. */
static const json_t *without_container(const json_t *value)
{
    const json_t *list = json_object_get(value, "@list"), *set = json_object_get(value, "@set");
    return list ? list : set ? set : value;
}

/* JSON-LD 1.1 §4.2: a typed value, or one in a language, stands in an object; and any may be an
 * array of one. */
static dl_str string_of(const json_t *value)
{
    value = without_container(value);
    if (json_is_array(value))
        value = json_array_get(value, 0);
    if (json_is_object(value))
        value = json_object_get(value, "@value");
    if (!json_is_string(value))
        return (dl_str){"", 0};
    return (dl_str){json_string_value(value), json_string_length(value)};
}

static void claim(dl_claims *claims, dl_claim_field field, int rank, dl_str raw)
{
    dl_claim_add(claims, field, rank, raw, "json-ld", (dl_str){"", 0});
}

static void claim_name(dl_claims *claims, dl_claim_field field, int rank, dl_str name)
{
    if (field == DL_CLAIM_AUTHOR)
        name = dl_byline_without_by(name);
    if (dl_str_find(name, DL_STR("://"), 0) == name.size)
        claim(claims, field, rank, name);
}

/* What an object says of somebody: a name under its id, or the id alone. */
static void note_told(dl_claims *claims, const dl_name_told *what)
{
    if (!what->id.size || claims->told_count == most_told)
        return;
    dl_name_told *told = dl_arena_alloc(claims->arena, sizeof *told);
    if (told) {
        *told = *what;
        told->item = claims->item;
        told->id = dl_arena_copy(claims->arena, what->id);
        told->name = dl_arena_copy(claims->arena, what->name);
    }
    if (!told || !told->id.data || !told->name.data) {
        claims->failed = true;
        return;
    }
    if (claims->last_told)
        claims->last_told->next = told;
    else
        claims->told = told;
    claims->last_told = told;
    claims->told_count++;
}

/* JSON-LD 1.1 §3.3: what has an @id may be referred to from elsewhere by it alone. */
static void note_name(dl_claims *claims, const json_t *object)
{
    const dl_name_told named = {.id = string_of(json_object_get(object, "@id")),
                                .name = string_of(json_object_get(object, "name"))};
    if (named.name.size)
        note_told(claims, &named);
}

void dl_jsonld_finish(dl_claims *claims)
{
    for (const dl_name_told *one = claims->told; one; one = one->next) {
        const dl_name_told *named = one->name.size ? NULL : claims->told;
        while (named && !(named->name.size && dl_str_equal(named->id, one->id)))
            named = named->next;
        claims->item = one->item;
        if (named)
            claim_name(claims, one->field, one->rank, named->name);
    }
    claims->item = 0;
}

/* A name stands as a string, in an object, or in an array of either. */
static void claim_names(dl_claims *claims, dl_claim_field field, int rank, const json_t *who)
{
    who = without_container(who);
    size_t count = json_is_array(who) ? json_array_size(who) : 1;
    for (size_t i = 0; who && i < count; i++) {
        const json_t *one = json_is_array(who) ? json_array_get(who, i) : who;
        const json_t *name = json_object_get(one, "name");
        dl_str text = string_of(name ? name : one);
        const dl_name_told reference = {.id = string_of(json_object_get(one, "@id")),
                                        .name = {"", 0},
                                        .field = field,
                                        .rank = rank};
        if (text.size)
            claim_name(claims, field, rank, text);
        else
            note_told(claims, &reference);
        note_name(claims, one);
    }
}

static void claim_string(dl_claims *claims, dl_claim_field field, int rank, const json_t *object,
                         const char *key)
{
    claim(claims, field, rank, string_of(json_object_get(object, key)));
}

/* An article may say which page it is of: in url, @id, or the page that it is the main thing of. */
static void claim_address(dl_claims *claims, const json_t *object)
{
    const json_t *main_of = json_object_get(object, "mainEntityOfPage");
    dl_str url = string_of(json_object_get(object, "url"));
    if (!url.size)
        url = string_of(json_is_object(main_of) ? json_object_get(main_of, "@id") : main_of);
    if (dl_str_starts(url, DL_STR("http")))
        claim(claims, DL_CLAIM_CANONICAL, DL_RANK_CANONICAL_JSONLD, url);
}

/* Each line of an articleBody is a block. One with markup in it is left: it is not plain text. */
static void take_body(dl_claims *claims, dl_str body)
{
    dl_buf blocks = {0};
    if (body.size <= claims->body.size || dl_str_find(body, DL_STR("</"), 0) < body.size)
        return;
    while (body.size) {
        dl_str line = dl_str_cut(body, '\n', &body);
        const size_t before = blocks.size;
        if (before)
            dl_buf_puts(&blocks, "\n\n");
        const size_t start = blocks.size;
        dl_text_fold(line, &blocks);
        if (blocks.size == start)
            dl_buf_truncate(&blocks, before);
    }
    claims->body = dl_arena_copy(claims->arena, dl_buf_str(&blocks));
    claims->failed = claims->failed || blocks.failed || !claims->body.data;
    dl_buf_clear(&blocks);
}

static void read_article(const json_t *object, dl_claims *claims)
{
    dl_str headline = string_of(json_object_get(object, "headline"));
    claim(claims, DL_CLAIM_TITLE, DL_RANK_TITLE_JSONLD,
          headline.size ? headline : string_of(json_object_get(object, "name")));
    claim_string(claims, DL_CLAIM_EXCERPT, DL_RANK_EXCERPT_JSONLD, object, "description");
    claim_address(claims, object);
    take_body(claims, string_of(json_object_get(object, "articleBody")));
}

static void read_object(const json_t *object, dl_claims *claims)
{
    /* an article on the page is believed before the page around it */
    const bool article = has_type(object, article_types);
    if (!article && !has_type(object, page_types))
        return;
    claims->item = ++claims->items;
    if (article)
        read_article(object, claims);
    claim_string(claims, DL_CLAIM_PUBLISHED,
                 article ? DL_RANK_PUBLISHED_JSONLD : DL_RANK_PUBLISHED_ITEMPROP, object,
                 "datePublished");
    claim_string(claims, DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED, object, "dateCreated");
    claim_string(claims, DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED, object, "uploadDate");
    claim_string(claims, DL_CLAIM_MODIFIED,
                 article ? DL_RANK_MODIFIED_JSONLD : DL_RANK_MODIFIED_ITEMPROP, object,
                 "dateModified");
    const json_t *author = json_object_get(object, "author");
    claim_names(claims, DL_CLAIM_AUTHOR, article ? DL_RANK_AUTHOR_JSONLD : DL_RANK_AUTHOR_PAGE,
                author ? author : json_object_get(object, "creator"));
    claim_names(claims, DL_CLAIM_PUBLISHER, DL_RANK_PUBLISHER_JSONLD,
                json_object_get(object, "publisher"));
    claim_string(claims, DL_CLAIM_LANG, DL_RANK_LANG_META, object, "inLanguage");
    claims->item = 0;
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
    note_name(claims, value);
    for (size_t i = 0; i < sizeof within / sizeof *within; i++)
        if (i != 3 || depth == 0)
            read_value(json_object_get(value, within[i]), depth + 1, claims);
}

/* Where a comment that begins at at ends; at itself when none begins there. */
static size_t after_comment(dl_str json, size_t at)
{
    static const struct {
        const char *begin, *end;
    } kinds[] = {{"/*", "*/"},       {"//", "\n"}, {"<!--", "\n"},
                 {"<![CDATA[", "["}, {"]]>", ">"}, {"-->", ">"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const size_t size = strlen(kinds[i].begin);
        if (json.size - at < size || memcmp(json.data + at, kinds[i].begin, size) != 0)
            continue;
        /* an HTML comment's begin is left out alone: the JSON stands in it, maybe on its line */
        if (kinds[i].begin[0] == '<' || kinds[i].begin[size - 1] == '>')
            return at + size;
        size_t end = dl_str_find(json, dl_str_of(kinds[i].end), at + size);
        return end < json.size ? end + strlen(kinds[i].end) : json.size;
    }
    return at;
}

static void put_string(dl_str json, size_t *at, dl_buf *out)
{
    dl_buf_putc(out, json.data[(*at)++]);
    while (*at < json.size && json.data[*at] != '"') {
        char c = json.data[(*at)++];
        if (c != '\\' || *at == json.size) {
            dl_buf_putc(out, (unsigned char)c < ' ' ? ' ' : c);
            continue;
        }
        char escaped = json.data[(*at)++];
        /* \' and the like are JavaScript's */
        if (dl_one_of(escaped, "\"\\/bfnrtu"))
            dl_buf_putc(out, '\\');
        dl_buf_putc(out, (unsigned char)escaped < ' ' ? ' ' : escaped);
    }
    if (*at < json.size)
        dl_buf_putc(out, json.data[(*at)++]);
}

/* Publishers' templates leave comments around the JSON and in it, bare line breaks in its strings,
 * JavaScript's escapes, and a comma after the last member. */
static void put_repaired(dl_str json, dl_buf *out)
{
    size_t at = 0;
    while (at < json.size) {
        size_t next = after_comment(json, at);
        if (next != at) {
            at = next;
            continue;
        }
        char c = json.data[at];
        if (c == '"') {
            put_string(json, &at, out);
            continue;
        }
        size_t last = out->size;
        while ((c == '}' || c == ']') && last > 0 && out->data[last - 1] == ' ')
            last--;
        if ((c == '}' || c == ']') && last > 0 && out->data[last - 1] == ',')
            dl_buf_truncate(out, last - 1);
        dl_buf_putc(out, (unsigned char)c < ' ' ? ' ' : c);
        at++;
    }
}

/* Several roots may stand in one script. What can not be read may still tell its date. */
void dl_jsonld_collect(dl_str json, dl_claims *claims)
{
    enum { MOST_ROOTS = 16 };
    dl_buf repaired = {0};
    put_repaired(json, &repaired);
    dl_str rest = dl_buf_str(&repaired);
    bool read = false;
    for (int roots = 0; roots < MOST_ROOTS && rest.size; roots++) {
        json_error_t fault;
        while (rest.size && rest.data[0] != '{' && rest.data[0] != '[')
            rest = dl_str_slice(rest, 1, rest.size);
        json_t *root =
            json_loadb(rest.data, rest.size, JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, &fault);
        if (!root)
            break;
        read = true;
        read_value(root, 0, claims);
        json_decref(root);
        rest = dl_str_slice(rest, (size_t)fault.position, rest.size);
    }
    if (!read)
        dl_script_collect(json, claims);
    claims->failed = claims->failed || repaired.failed;
    dl_buf_clear(&repaired);
}
