#include "dateline/capture.h"

#include <string.h>

void dl_capture_init(dl_capture *capture)
{
    memset(capture, 0, sizeof *capture);
    dl_arena_init(&capture->arena);
    dl_page_init(&capture->page);
}

void dl_capture_clear(dl_capture *capture)
{
    dl_page_clear(&capture->page);
    dl_arena_clear(&capture->arena);
}

static int index_page(dl_store *store, const dl_capture *capture, dl_error *error)
{
    const dl_page *page = &capture->page;
    dl_page_row row = {.snapshot = capture->snapshot.id,
                       .extractor = DL_EXTRACTOR_VERSION,
                       .title = page->title,
                       .authors = page->authors,
                       .published = capture->published,
                       .lang = page->lang,
                       .publisher = page->publisher,
                       .text = page->text};
    return dl_store_put_page(store, &row, error);
}

static int print_published(dl_capture *capture, dl_error *error)
{
    capture->published = (dl_str){"", 0};
    if (!capture->page.has_published)
        return 0;
    dl_buf text;
    dl_buf_init(&text);
    dl_date_print(&capture->page.published, &text);
    int rc = dl_buf_ok(&text, error);
    if (rc == 0)
        capture->published = dl_arena_copy(&capture->arena, dl_buf_str(&text));
    dl_buf_clear(&text);
    return rc;
}

int dl_capture_get(dl_fetch *fetch, dl_store *store, dl_str url, dl_fetch_mode mode,
                   dl_capture *capture, dl_error *error)
{
    int rc =
        dl_fetch_get(fetch, url, mode, &capture->arena, &capture->snapshot, &capture->from, error);
    if (rc != 0)
        return rc;
    dl_str content_type = dl_header_value(capture->snapshot.headers, "Content-Type");
    rc = dl_page_read(&capture->page, capture->snapshot.body, content_type,
                      capture->snapshot.final_url, error);
    if (rc == 0)
        rc = print_published(capture, error);
    if (rc == 0 && capture->from != DL_FROM_CACHE)
        rc = index_page(store, capture, error);
    return rc;
}
