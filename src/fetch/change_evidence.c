/* Where the evidence that is kept from a source stands in the text that is compared. */
#include "dateline/evidence.h"
#include "dateline/evidence_rows.h"
#include "fetch/change_internal.h"

/* Quotations from one source past this are more than a reader keeps, and each is looked for. */
static const size_t most_evidence = 2000;

/* The quotation's place in the text; false when it no longer says so. Kept offsets are a hint: the
 * text may be another extractor's. */
static bool find(dl_str text, const dl_evidence_row *row, dl_diff_span *span)
{
    const dl_quote_ask ask = {.exact = row->exact,
                              .prefix = row->prefix,
                              .suffix = row->suffix,
                              .has_hint = true,
                              .hint = row->start > 0 ? (size_t)row->start : 0};
    dl_match match;
    dl_error ignored;
    if (dl_quote_search(text, &ask, 0, &match, &ignored) != 0 || match.how == DL_HOW_NONE)
        return false;
    *span = (dl_diff_span){match.start, match.end};
    return true;
}

int dl_change_find_evidence(dl_store *store, dl_compared *what, dl_arena *arena, dl_error *error)
{
    if (!what->shown)
        return 0;
    const dl_state_of *shown = what->shown;
    dl_evidence_row *rows;
    size_t count;
    int rc =
        dl_store_evidence(store, shown->snapshot.url, (dl_str){"", 0}, arena, &rows, &count, error);
    if (rc != 0)
        return rc;
    dl_diff_span *spans = dl_arena_alloc(arena, (what->evidence_count + count + 1) * sizeof *spans);
    if (!spans)
        return dl_change_memory(error);
    size_t found = 0;
    for (size_t i = 0; i < what->evidence_count; i++)
        spans[found++] = what->evidence[i];
    for (size_t i = 0; i < count && i < most_evidence; i++)
        found += find(shown->page.text, &rows[i], &spans[found]);
    what->evidence = spans;
    what->evidence_count = found;
    return 0;
}
