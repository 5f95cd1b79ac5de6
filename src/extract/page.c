#include "dateline/page.h"

#include <string.h>

#include "base/utf8.h"
#include "extract/anchor.h"
#include "extract/charset.h"
#include "extract/choice.h"
#include "extract/content.h"
#include "extract/html.h"
#include "extract/metadata.h"
#include "extract/page_feed.h"
#include "extract/text.h"

typedef enum body_kind { BODY_HTML, BODY_XML, BODY_TEXT, BODY_OTHER } body_kind;

void dl_page_init(dl_page *page)
{
    memset(page, 0, sizeof *page);
    dl_arena_init(&page->arena);
    page->charset = page->title = page->authors = page->published_raw = page->published_from =
        page->modified_raw = page->modified_from = page->lang = page->publisher = page->canonical =
            page->excerpt = page->text = page->html = (dl_str){"", 0};
}

void dl_page_clear(dl_page *page)
{
    if (!page)
        return;
    dl_arena_clear(&page->arena);
    dl_page_init(page);
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
    if (dl_str_starts_word(type, "text/html") || dl_str_starts_word(type, "application/xhtml+xml"))
        return BODY_HTML;
    if (dl_str_ends_word(type, "/xml") || dl_str_ends_word(type, "+xml"))
        return BODY_XML;
    if (dl_str_starts_word(type, "text/") || dl_str_starts_word(type, "application/json") ||
        dl_str_ends_word(type, "+json") || dl_str_starts_word(type, "application/x-ndjson"))
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

static int read_html(dl_page *page, dl_str text, dl_str url, dl_error *error)
{
    dl_html html = {0};
    dl_buf main_text = {0};
    dl_claims claims = {.arena = &page->arena};
    int rc = dl_html_parse(&html, text, error);
    if (rc)
        return rc;
    dl_metadata_collect(html.document, &claims);
    dl_claim_addresses(&claims, url);
    const dl_claim *description = dl_claim_best(&claims, DL_CLAIM_EXCERPT);
    const dl_content_told told = {.description = description ? description->raw : (dl_str){"", 0},
                                  .body = claims.body};
    rc = dl_content_text(html.document, &told, &main_text, error);
    if (!rc) {
        page->text = keep(page, dl_buf_str(&main_text), &claims.failed);
        rc = dl_anchors_collect(page, html.document, url, error);
    }
    if (!rc)
        dl_choice_make(page, &claims, url);
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
    if (!dl_utf8_valid(url))
        url = (dl_str){"", 0};
    body_kind kind = kind_of(body, content_type);
    if (kind == BODY_OTHER)
        return 0;
    if (kind == BODY_XML) {
        int read = dl_page_read_feed(page, body, content_type, url, error);
        if (read != DL_ERR_SYNTAX && read != DL_ERR_LIMIT_SIZE)
            return read;
        dl_page_clear(page); /* no feed: its own text is what it says */
    }
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
