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

/* What a page claims is kept beside it, so that the store can say who says so. */
static int list_claims(dl_capture *capture, dl_page_row *row, dl_error *error)
{
    const dl_page *page = &capture->page;
    const size_t count = page->claim_count;
    dl_claim_row *rows = dl_arena_alloc(&capture->arena, (count ? count : 1) * sizeof *rows);
    if (!rows)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while keeping a page");
    for (size_t i = 0; i < count; i++) {
        const dl_page_claim *claim = &page->claims[i];
        rows[i] = (dl_claim_row){.field = dl_str_of(claim->field),
                                 .raw = claim->raw,
                                 .value = claim->value,
                                 .from = claim->from,
                                 .rank = claim->rank,
                                 .chosen = claim->chosen,
                                 .conflict = claim->conflict};
        if (claim->chosen && dl_str_equal(rows[i].field, DL_STR("modified")))
            row->modified = claim->value;
    }
    row->claims = rows;
    row->claim_count = count;
    return 0;
}

static int index_page(dl_store *store, dl_capture *capture, dl_error *error)
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
    int rc = list_claims(capture, &row, error);
    return rc ? rc : dl_store_put_page(store, &row, error);
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

/* What the page's links are relative to: the archived page's links are its own. */
static dl_str base_of(const dl_capture *capture)
{
    if (!capture->memento.is)
        return capture->snapshot.final_url;
    return capture->memento.moved.size ? capture->memento.moved : capture->memento.original;
}

/* The snapshot is there, body and all: what it says. */
static int read_page(dl_store *store, dl_capture *capture, dl_error *error)
{
    dl_str content_type = dl_header_value(capture->snapshot.headers, "Content-Type");
    int rc =
        dl_page_read(&capture->page, capture->snapshot.body, content_type, base_of(capture), error);
    if (rc == 0)
        rc = print_published(capture, error);
    if (rc == 0 && (capture->from == DL_FROM_NETWORK || capture->from == DL_FROM_FILE))
        rc = index_page(store, capture, error);
    return rc;
}

int dl_capture_ask(dl_fetch *fetch, dl_store *store, const dl_ask *ask, dl_capture *capture,
                   dl_error *error)
{
    int rc = dl_fetch_ask(fetch, ask, &capture->arena, &capture->snapshot, &capture->from, error);
    return rc ? rc : read_page(store, capture, error);
}

int dl_capture_hold(dl_capture *capture, const dl_snapshot *snapshot, dl_fetch_from from,
                    dl_error *error)
{
    capture->from = from;
    capture->unread = true;
    return dl_snapshot_copy(snapshot, &capture->arena, &capture->snapshot, error);
}

int dl_capture_load(dl_store *store, dl_capture *capture, dl_error *error)
{
    if (!capture->unread)
        return 0;
    int rc = dl_store_body(store, &capture->snapshot, &capture->arena, error);
    if (rc == 0)
        rc = read_page(store, capture, error);
    capture->unread = rc != 0;
    return rc;
}

static int read_unread(dl_store *store, int64_t id, dl_error *error)
{
    dl_capture capture;
    dl_capture_init(&capture);
    capture.from = DL_FROM_NETWORK;
    int rc = dl_store_snapshot(store, id, true, &capture.arena, &capture.snapshot, error);
    if (rc == 0)
        rc = read_page(store, &capture, error);
    if (rc == DL_ERR_LIMIT_SIZE || rc == DL_ERR_LIMIT_TIME)
        rc = index_page(store, &capture, error);
    dl_capture_clear(&capture);
    return rc;
}

int dl_capture_read_rest(dl_store *store, const dl_cancel *cancel, size_t *count, dl_error *error)
{
    enum { AT_ONCE = 100 };
    int64_t ids[AT_ONCE];
    size_t found = 0;
    *count = 0;
    do {
        int rc = dl_store_unread(store, DL_EXTRACTOR_VERSION, ids, AT_ONCE, &found, error);
        for (size_t i = 0; rc == 0 && i < found; i++) {
            rc = dl_cancel_reason(cancel)
                     ? dl_error_set(error, dl_cancel_reason(cancel), "reading was stopped")
                     : read_unread(store, ids[i], error);
            *count += rc == 0;
        }
        if (rc)
            return rc;
    } while (found == AT_ONCE);
    return 0;
}

int dl_capture_at(dl_fetch *fetch, dl_store *store, dl_str url, const dl_date *date,
                  const dl_source_options *options, dl_capture *capture, dl_error *error)
{
    int rc = dl_source_at(fetch, url, date, options, &capture->arena, &capture->memento,
                          &capture->snapshot, &capture->from, error);
    return rc ? rc : read_page(store, capture, error);
}
