#include "dateline/page.h"

#include <string.h>
#include <strings.h>

#include "extract/charset.h"
#include "extract/claim.h"
#include "extract/content.h"
#include "extract/html.h"
#include "extract/link.h"
#include "extract/metadata.h"
#include "extract/text.h"
#include "extract/written_date.h"

typedef enum body_kind { BODY_HTML, BODY_TEXT, BODY_OTHER } body_kind;

/* More links than this no page shows to a person. */
static const size_t most_links = 100000;

void dl_page_init(dl_page *page)
{
    memset(page, 0, sizeof *page);
    dl_arena_init(&page->arena);
    page->charset = page->title = page->authors = page->published_raw = page->published_from =
        page->lang = page->publisher = page->text = page->html = (dl_str){"", 0};
}

void dl_page_clear(dl_page *page)
{
    if (!page)
        return;
    dl_arena_clear(&page->arena);
    dl_page_init(page);
}

static bool begins(dl_str text, const char *word)
{
    size_t size = strlen(word);
    return text.size >= size && strncasecmp(text.data, word, size) == 0;
}

/* A server that sends no type leaves it to the first character that shows. */
static body_kind kind_without_type(dl_str body)
{
    dl_str start = body;
    if (dl_str_starts(start, DL_STR("\xEF\xBB\xBF")))
        start = dl_str_slice(start, 3, start.size);
    start = dl_str_trim(dl_str_slice(start, 0, 1024));
    if (start.size && start.data[0] == '<')
        return BODY_HTML;
    return memchr(start.data, '\0', start.size) ? BODY_OTHER : BODY_TEXT;
}

static body_kind kind_of(dl_str body, dl_str content_type)
{
    dl_str rest;
    dl_str type = dl_str_trim(dl_str_cut(content_type, ';', &rest));
    if (type.size == 0)
        return kind_without_type(body);
    if (begins(type, "text/html") || begins(type, "application/xhtml+xml"))
        return BODY_HTML;
    if (begins(type, "text/") || begins(type, "application/json") ||
        dl_str_ends(type, DL_STR("+json")) || begins(type, "application/x-ndjson"))
        return BODY_TEXT;
    return BODY_OTHER;
}

static dl_str keep(dl_page *page, dl_str text, bool *failed)
{
    dl_str copy = dl_arena_copy(&page->arena, text);
    if (copy.data)
        return copy;
    *failed = true;
    return (dl_str){"", 0};
}

static bool take_href(dl_page *page, dl_str base, dl_str href, dl_str *links, dl_buf *absolute)
{
    bool failed = false;
    dl_buf_truncate(absolute, 0);
    dl_link_resolve(base, href, absolute);
    dl_str url = dl_buf_str(absolute);
    bool relative = !dl_uri_split(url).scheme.data;
    if (url.size == 0 || url.data[0] == '#' || (!relative && !dl_link_is_web(url)))
        return true;
    links[page->link_count] = keep(page, url, &failed);
    page->link_count += !failed;
    return !failed && !absolute->failed;
}

/* HTML Standard §4.2.3: the first base element with an address is the base of all. */
static void find_base(const GumboNode *document, dl_str url, dl_buf *base)
{
    for (const GumboNode *node = document; node; node = dl_html_next(node, document)) {
        dl_str href = dl_html_attribute(node, "href");
        if (dl_html_is(node, GUMBO_TAG_BASE) && href.size) {
            dl_link_resolve(url, href, base);
            return;
        }
    }
    dl_buf_add(base, url);
}

static int collect_links(dl_page *page, const GumboNode *document, dl_str url, dl_error *error)
{
    dl_buf base = {0}, absolute = {0};
    size_t count = 0;
    dl_str *links = NULL;
    bool ok = true;
    for (const GumboNode *node = document; node; node = dl_html_next(node, document))
        count += dl_html_is(node, GUMBO_TAG_A) && dl_html_attribute(node, "href").size > 0;
    if (count > most_links)
        count = most_links;
    if (count == 0)
        return 0;
    find_base(document, url, &base);
    links = dl_arena_alloc(&page->arena, count * sizeof *links);
    ok = links != NULL && !base.failed;
    for (const GumboNode *node = document; ok && node && count;
         node = dl_html_next(node, document)) {
        dl_str href = dl_html_attribute(node, "href");
        if (!dl_html_is(node, GUMBO_TAG_A) || href.size == 0)
            continue;
        ok = take_href(page, dl_buf_str(&base), href, links, &absolute);
        count--;
    }
    page->links = links;
    dl_buf_clear(&base);
    dl_buf_clear(&absolute);
    return ok ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a page");
}

static dl_str best_raw(const dl_claims *claims, dl_claim_field field)
{
    const dl_claim *best = dl_claim_best(claims, field);
    return best ? best->raw : (dl_str){"", 0};
}

static dl_str heading_of(const dl_claims *claims)
{
    for (const dl_claim *claim = claims->first[DL_CLAIM_TITLE]; claim; claim = claim->next)
        if (claim->rank == DL_RANK_TITLE_HEADING)
            return claim->raw;
    return (dl_str){"", 0};
}

/* "By Jane Doe" is a byline, Jane Doe its author. */
static dl_str without_by(dl_str name)
{
    static const char *const words[] = {"by ", "von ", "par ", "por "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (begins(name, words[i]))
            return dl_str_trim(dl_str_slice(name, strlen(words[i]), name.size));
    return name;
}

static void choose_claims(dl_page *page, const dl_claims *claims, bool *failed)
{
    dl_buf title = {0}, authors = {0};
    page->publisher = best_raw(claims, DL_CLAIM_PUBLISHER);
    page->lang = best_raw(claims, DL_CLAIM_LANG);
    dl_title_clean(best_raw(claims, DL_CLAIM_TITLE), page->publisher, heading_of(claims), &title);
    page->title = keep(page, dl_buf_str(&title), failed);
    dl_claim_join(claims, DL_CLAIM_AUTHOR, &authors);
    page->authors = keep(page, without_by(dl_buf_str(&authors)), failed);
    const dl_claim *date = dl_claim_date(claims, page->lang, &page->published);
    page->has_published = date != NULL;
    if (date) {
        page->published_raw = date->raw;
        page->published_from = date->from;
    }
    *failed = *failed || title.failed || authors.failed;
    dl_buf_clear(&title);
    dl_buf_clear(&authors);
}

static int read_html(dl_page *page, dl_str text, dl_str url, dl_error *error)
{
    dl_html html = {0};
    dl_buf main_text = {0};
    dl_claims claims = {.arena = &page->arena};
    int rc = dl_html_parse(&html, text, error);
    if (rc)
        return rc;
    dl_metadata_collect(html.document, &claims);
    dl_date date;
    dl_str in_path;
    if (dl_written_date_in_path(url, &in_path, &date))
        dl_claim_add(&claims, DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_URL, in_path, "url",
                     (dl_str){"", 0});
    choose_claims(page, &claims, &claims.failed);
    rc = dl_content_text(html.document, &main_text, error);
    if (!rc) {
        page->text = keep(page, dl_buf_str(&main_text), &claims.failed);
        rc = collect_links(page, html.document, url, error);
    }
    if (!rc && claims.failed)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a page");
    dl_buf_clear(&main_text);
    dl_html_clear(&html);
    return rc;
}

static int read_text(dl_page *page, dl_str text, dl_error *error)
{
    dl_buf lines = {0};
    bool failed = false;
    dl_text_lines(text, &lines);
    page->text = keep(page, dl_buf_str(&lines), &failed);
    failed = failed || lines.failed;
    dl_buf_clear(&lines);
    return failed ? dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a page") : 0;
}

int dl_page_read(dl_page *page, dl_str body, dl_str content_type, dl_str url, dl_error *error)
{
    dl_page_clear(page);
    body_kind kind = kind_of(body, content_type);
    if (kind == BODY_OTHER)
        return 0;
    dl_buf utf8 = {0};
    bool failed = false;
    dl_charset charset = dl_charset_find(body, content_type, kind == BODY_HTML);
    const dl_encoding *used = dl_encoding_decode_counting(
        charset.encoding, dl_str_slice(body, charset.bom, body.size), &utf8, &page->replaced);
    int rc = dl_buf_ok(&utf8, error);
    page->charset = dl_str_of(used->name);
    if (!rc && kind == BODY_HTML) {
        page->html = keep(page, dl_buf_str(&utf8), &failed);
        rc = failed ? dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a page")
                    : read_html(page, page->html, url, error);
    } else if (!rc) {
        rc = read_text(page, dl_buf_str(&utf8), error);
    }
    dl_buf_clear(&utf8);
    return rc;
}
