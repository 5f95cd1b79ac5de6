/* A quotation taken from a capture: anchored, held against what was kept of it before, and kept. */
#include "dateline/check.h"

#include <string.h>

#include "base/utf8.h"

enum { EXACT_SHOWN = 100, DETAIL_SHOWN = 200 }; /* columns in a message */

static size_t code_count(dl_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return count;
}

static int keep_strings(dl_quote *quote, dl_arena *arena, dl_error *error)
{
    quote->exact = dl_arena_copy(arena, quote->exact);
    quote->prefix = dl_arena_copy(arena, quote->prefix);
    quote->suffix = dl_arena_copy(arena, quote->suffix);
    bool kept = quote->exact.data && quote->prefix.data && quote->suffix.data;
    return kept ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

static int fill(const dl_capture *capture, dl_arena *arena, dl_evidence *evidence, dl_error *error)
{
    const dl_snapshot *snapshot = &capture->snapshot;
    dl_str text = capture->page.text;
    bool web = dl_str_starts(snapshot->final_url, DL_STR("http"));
    dl_quote *quote = &evidence->quote;
    evidence->snapshot = snapshot->id;
    evidence->url = dl_arena_copy(arena, snapshot->url);
    evidence->sha256 = dl_arena_copy(arena, snapshot->sha256);
    evidence->captured_at_us = web ? snapshot->captured_at_us : 0;
    evidence->start_code = code_count(dl_str_slice(text, 0, quote->start));
    evidence->finish_code = evidence->start_code + code_count(quote->exact);
    evidence->extractor = DL_EXTRACTOR_VERSION;
    if (!evidence->url.data || !evidence->sha256.data)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    return keep_strings(quote, arena, error);
}

static dl_quote quote_of(const dl_evidence_row *row)
{
    return (dl_quote){.exact = row->exact,
                      .prefix = row->prefix,
                      .suffix = row->suffix,
                      .start = (size_t)row->start,
                      .end = (size_t)row->finish,
                      .how = dl_how_of(row->how)};
}

/* Holds the text against the first evidence of the same question from another snapshot. */
static int compare_with_first(dl_store *store, const dl_capture *capture, dl_str asked,
                              dl_arena *arena, dl_evidence *evidence, const dl_evidence_row **first,
                              dl_error *error)
{
    dl_evidence_row *rows;
    size_t count;
    dl_buf detail = {0};
    dl_quote now;
    *first = NULL;
    int rc = dl_store_evidence(store, capture->snapshot.url, asked, arena, &rows, &count, error);
    if (rc != 0 || count == 0 || rows[0].snapshot == capture->snapshot.id ||
        rows[0].captured_at_us > capture->snapshot.captured_at_us)
        return rc;
    *first = &rows[0];
    dl_quote pinned = quote_of(&rows[0]);
    rc = dl_quote_verify(capture->page.text, &pinned, rows[0].extractor == DL_EXTRACTOR_VERSION,
                         &evidence->verdict, &now, &detail, error);
    if (rc == 0)
        evidence->detail = dl_arena_copy(arena, dl_buf_str(&detail));
    dl_buf_clear(&detail);
    if (rc == 0 && capture->snapshot.id != 0 && dl_store_can_write(store))
        rc = dl_store_put_check(store, rows[0].id, capture->snapshot.id,
                                dl_str_of(dl_drift_word(evidence->verdict)), evidence->detail,
                                error);
    return rc;
}

static int keep(dl_store *store, dl_str asked, dl_evidence *evidence, dl_error *error)
{
    if (evidence->snapshot == 0 || !dl_store_can_write(store))
        return 0;
    const dl_quote *quote = &evidence->quote;
    dl_evidence_row row = {.snapshot = evidence->snapshot,
                           .asked = asked,
                           .how = dl_str_of(dl_how_word(quote->how)),
                           .exact = quote->exact,
                           .prefix = quote->prefix,
                           .suffix = quote->suffix,
                           .start = (int64_t)quote->start,
                           .finish = (int64_t)quote->end,
                           .extractor = evidence->extractor,
                           .normaliser = DL_QUOTE_VERSION};
    int rc = dl_store_put_evidence(store, &row, error);
    evidence->id = row.id;
    return rc;
}

/* "2024-12-09", or nothing for a file: when that was read says nothing. */
static void print_day(const dl_capture *capture, int64_t captured_at_us, dl_buf *out)
{
    if (!dl_str_starts(capture->snapshot.final_url, DL_STR("http")))
        return;
    dl_buf date = {0};
    dl_date moment = dl_date_of_utc(captured_at_us);
    dl_date_print(&moment, &date);
    dl_buf_puts(out, " of ");
    dl_buf_add(out, dl_str_slice(dl_buf_str(&date), 0, 10));
    dl_buf_clear(&date);
}

static int refuse_drift(const dl_capture *capture, const dl_evidence_row *first,
                        const dl_evidence *evidence, dl_error *error)
{
    dl_buf day = {0};
    print_day(capture, first->captured_at_us, &day);
    dl_error_set(error, DL_ERR_EVIDENCE,
                 "evidence no longer holds: what the capture%s says, \"%.*s\", is %s: %.*s",
                 day.data ? day.data : "", DL_STR_ARG(dl_utf8_fit(first->exact, EXACT_SHOWN)),
                 dl_drift_word(evidence->verdict),
                 DL_STR_ARG(dl_utf8_fit(evidence->detail, DETAIL_SHOWN)));
    dl_error_hint(error, evidence->verdict == DL_DRIFT_CHANGED
                             ? "quote the page as it is now; near = true takes its new words "
                               "where no number or negation changed"
                             : "the capture keeps the old words; quote the page as it is now, "
                               "or tell the claim's history");
    dl_buf_clear(&day);
    return DL_ERR_EVIDENCE;
}

/* Whether the words that were once exact are only near now. */
static bool has_drifted(const dl_evidence *evidence, const dl_evidence_row *first)
{
    return first && evidence->quote.how == DL_HOW_NEAR &&
           !dl_str_equal(first->how, dl_str_of(dl_how_word(DL_HOW_NEAR))) &&
           !dl_drift_holds(evidence->verdict);
}

/* A quotation that was never exact says where it departs from the page. */
static int tell_departure(dl_str asked, dl_arena *arena, dl_evidence *evidence, dl_error *error)
{
    dl_buf detail = {0};
    unsigned changes;
    if (evidence->quote.how != DL_HOW_NEAR || evidence->detail.size > 0)
        return 0;
    dl_buf_puts(&detail, "the page's words differ from the quotation: ");
    int rc = dl_wording_compare(asked, evidence->quote.exact, &changes, &detail, error);
    if (rc == 0)
        evidence->detail = dl_arena_copy(arena, dl_buf_str(&detail));
    dl_buf_clear(&detail);
    return rc;
}

/* found: what came of the search, with its error in *error. */
static int settle(dl_store *store, const dl_capture *capture, dl_str asked, dl_near_rule near,
                  int found, dl_arena *arena, dl_evidence *evidence, dl_error *error)
{
    dl_error why;
    const dl_evidence_row *first;
    int rc = compare_with_first(store, capture, asked, arena, evidence, &first, &why);
    if (rc != 0) {
        *error = why;
        return rc;
    }
    bool drifted = found == 0 && near != DL_NEAR_ALWAYS && has_drifted(evidence, first);
    bool lost = found != 0 && first && !dl_drift_holds(evidence->verdict);
    if (drifted || lost)
        return refuse_drift(capture, first, evidence, error);
    if (found != 0)
        return found;
    rc = fill(capture, arena, evidence, error);
    return rc == 0 ? keep(store, asked, evidence, error) : rc;
}

int dl_evidence_find(dl_store *store, dl_capture *capture, const dl_quote_ask *ask,
                     dl_near_rule near, dl_arena *arena, dl_evidence *evidence, dl_error *error)
{
    dl_error own = {0};
    dl_buf asked = {0};
    error = error ? error : &own;
    memset(evidence, 0, sizeof *evidence);
    int rc = dl_capture_load(store, capture, error);
    if (rc == 0)
        rc = dl_quote_key(ask, &asked, error);
    if (rc == 0)
        rc = dl_quote_find(capture->page.text, ask, near != DL_NEAR_NEVER, &evidence->quote, error);
    if (rc == 0 || rc == DL_ERR_EVIDENCE)
        rc = settle(store, capture, dl_buf_str(&asked), near, rc, arena, evidence, error);
    if (rc == 0)
        rc = tell_departure(ask->exact, arena, evidence, error);
    dl_buf_clear(&asked);
    return rc;
}
