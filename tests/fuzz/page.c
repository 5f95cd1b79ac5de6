/*
 * Pages under libFuzzer: any bytes, any type, any address, and what must hold of the page. The
 * input is the address, a line end, the Content-Type, a line end, the body.
 */
#include <string.h>

#include "base/utf8.h"
#include "dateline/page.h"
#include "fuzz.h"

static void hold_text(dl_str text)
{
    hold(text.data != NULL && dl_utf8_valid(text));
}

static void check_date(bool there, const dl_date *date, dl_str from)
{
    dl_buf edtf = {0};
    dl_date again;
    if (!there)
        return;
    dl_date_print(date, &edtf);
    hold(from.size > 0);
    hold(dl_date_parse(dl_buf_str(&edtf), &again, NULL) == 0);
    dl_buf_clear(&edtf);
}

static void check_claims(const dl_page *page)
{
    for (size_t i = 0; i < page->claim_count; i++) {
        const dl_page_claim *claim = &page->claims[i];
        hold(claim->field != NULL && claim->rank > 0 && claim->raw.size && claim->from.size);
        hold_text(claim->value);
    }
}

static void check(const dl_page *page)
{
    const dl_str texts[] = {page->title,   page->authors,   page->publisher, page->lang,
                            page->excerpt, page->canonical, page->text,      page->html};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        hold_text(texts[i]);
    for (size_t i = 0; i < page->link_count; i++) {
        hold_text(page->anchors[i].text);
        hold(dl_str_equal(page->links[i], page->anchors[i].url));
    }
    check_claims(page);
    check_date(page->has_published, &page->published, page->published_from);
    check_date(page->has_modified, &page->modified, page->modified_from);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_page page, again;
    dl_error error;
    dl_str body = {(const char *)data, size};
    dl_str url = dl_str_cut(body, '\n', &body);
    dl_str type = dl_str_cut(body, '\n', &body);
    if (!body.data)
        return 0;
    dl_page_init(&page);
    dl_page_init(&again);
    if (dl_page_read(&page, body, type, url, &error) == 0) {
        check(&page);
        hold(dl_page_read(&again, body, type, url, &error) == 0);
        hold(dl_str_equal(page.text, again.text) && page.claim_count == again.claim_count);
    }
    dl_page_clear(&page);
    dl_page_clear(&again);
    return 0;
}
