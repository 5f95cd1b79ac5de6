/* Evidence held against its own capture (integrity) and against the newest one (drift). */
#include "dateline/check.h"

#include <string.h>

/* A snapshot that was read, kept for the next piece of evidence from the same one. */
typedef struct reading {
    int64_t id; /* 0: nothing was read */
    dl_snapshot snapshot;
    dl_page page;
    dl_arena arena;
} reading;

static void reading_init(reading *r)
{
    memset(r, 0, sizeof *r);
    dl_page_init(&r->page);
    dl_arena_init(&r->arena);
}

static void reading_clear(reading *r)
{
    dl_page_clear(&r->page);
    dl_arena_clear(&r->arena);
    r->id = 0;
}

static int read_snapshot(dl_store *store, int64_t id, reading *r, dl_error *error)
{
    if (r->id == id)
        return 0;
    reading_clear(r);
    int rc = dl_store_snapshot(store, id, true, &r->arena, &r->snapshot, error);
    if (rc == 0) {
        const dl_snapshot *snapshot = &r->snapshot;
        dl_str content_type = dl_header_value(snapshot->headers, "Content-Type");
        rc = dl_page_read(&r->page, snapshot->body, content_type, snapshot->final_url, error);
    }
    if (rc == 0)
        r->id = id;
    return rc;
}

static int newest_of(dl_store *store, dl_str url, int64_t *id, dl_error *error)
{
    dl_snapshot newest;
    dl_arena arena;
    dl_arena_init(&arena);
    int rc = dl_store_latest(store, url, false, &arena, &newest, error);
    *id = rc == 0 ? newest.id : 0;
    dl_arena_clear(&arena);
    return rc;
}

typedef struct checking {
    dl_store *store;
    dl_arena *arena;
    reading own, newest;
} checking;

static dl_quote quote_of(const dl_evidence_row *row)
{
    return (dl_quote){.exact = row->exact,
                      .prefix = row->prefix,
                      .suffix = row->suffix,
                      .start = (size_t)row->start,
                      .end = (size_t)row->finish};
}

/* By place, to the byte, where the text is read as it was then; else by its words. */
static int check_integrity(checking *c, const dl_evidence_row *row, bool *holds, dl_error *error)
{
    dl_quote pinned = quote_of(row), now;
    dl_drift drift;
    dl_buf detail = {0};
    int rc = read_snapshot(c->store, row->snapshot, &c->own, error);
    if (rc != 0)
        return rc;
    if (row->extractor == DL_EXTRACTOR_VERSION) {
        *holds = dl_quote_holds(c->own.page.text, &pinned);
        return 0;
    }
    rc = dl_quote_verify(c->own.page.text, &pinned, false, &drift, &now, &detail, error);
    *holds = dl_drift_holds(drift);
    dl_buf_clear(&detail);
    return rc;
}

static int check_drift(checking *c, dl_checked *checked, dl_buf *detail, dl_error *error)
{
    const dl_evidence_row *row = &checked->row;
    const dl_snapshot *newest = &c->newest.snapshot;
    dl_quote pinned = quote_of(row), now;
    if (newest->status >= 400) {
        checked->verdict = DL_DRIFT_GONE;
        dl_buf_printf(detail, "the source answered %d", newest->status);
        return dl_buf_ok(detail, error);
    }
    int rc = dl_quote_verify(c->newest.page.text, &pinned, row->extractor == DL_EXTRACTOR_VERSION,
                             &checked->verdict, &now, detail, error);
    if (rc == 0)
        checked->exact = dl_arena_copy(c->arena, now.exact);
    return rc;
}

static int check_row(checking *c, const dl_evidence_row *row, dl_checked *checked, dl_error *error)
{
    int64_t newest = 0;
    dl_buf detail = {0};
    *checked = (dl_checked){.row = *row};
    int rc = newest_of(c->store, row->url, &newest, error);
    if (rc == 0)
        rc = check_integrity(c, row, &checked->holds, error);
    if (rc == 0)
        rc = read_snapshot(c->store, newest, &c->newest, error);
    if (rc == 0)
        rc = check_drift(c, checked, &detail, error);
    if (rc == 0) {
        checked->detail = dl_arena_copy(c->arena, dl_buf_str(&detail));
        checked->snapshot = newest;
        checked->captured_at_us = c->newest.snapshot.captured_at_us;
        checked->sha256 = dl_arena_copy(c->arena, c->newest.snapshot.sha256);
        if (!checked->detail.data || !checked->sha256.data)
            rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    if (rc == 0 && row->id != 0 && newest != row->snapshot && dl_store_can_write(c->store))
        rc = dl_store_put_check(c->store, row->id, newest,
                                dl_str_of(dl_drift_word(checked->verdict)), checked->detail, error);
    dl_buf_clear(&detail);
    return rc;
}

static void checking_init(checking *c, dl_store *store, dl_arena *arena)
{
    *c = (checking){.store = store, .arena = arena};
    reading_init(&c->own);
    reading_init(&c->newest);
}

static void checking_clear(checking *c)
{
    reading_clear(&c->own);
    reading_clear(&c->newest);
}

int dl_evidence_check_all(dl_store *store, dl_str url, dl_arena *arena, dl_checked **checked,
                          size_t *count, dl_error *error)
{
    dl_evidence_row *rows;
    checking c;
    *checked = NULL;
    int rc = dl_store_evidence(store, url, (dl_str){"", 0}, arena, &rows, count, error);
    if (rc != 0 || *count == 0)
        return rc;
    *checked = dl_arena_alloc(arena, *count * sizeof **checked);
    if (!*checked)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    checking_init(&c, store, arena);
    for (size_t i = 0; rc == 0 && i < *count; i++)
        rc = check_row(&c, &rows[i], &(*checked)[i], error);
    checking_clear(&c);
    return rc;
}

int dl_evidence_check(dl_store *store, const dl_evidence *evidence, dl_arena *arena,
                      dl_checked *checked, dl_error *error)
{
    const dl_quote *quote = &evidence->quote;
    checking c;
    dl_evidence_row row = {.id = evidence->id,
                           .snapshot = evidence->snapshot,
                           .how = dl_str_of(dl_how_word(quote->how)),
                           .exact = quote->exact,
                           .prefix = quote->prefix,
                           .suffix = quote->suffix,
                           .start = (int64_t)quote->start,
                           .finish = (int64_t)quote->end,
                           .extractor = evidence->extractor,
                           .normaliser = DL_QUOTE_VERSION,
                           .url = evidence->url,
                           .sha256 = evidence->sha256,
                           .captured_at_us = evidence->captured_at_us};
    checking_init(&c, store, arena);
    int rc = check_row(&c, &row, checked, error);
    checking_clear(&c);
    return rc;
}
