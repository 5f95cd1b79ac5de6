#include "extract/claim.h"

#include <string.h>

#include "extract/text.h"
#include "extract/written_date.h"

/* A title or byline past this is no title or byline. */
static const size_t longest_raw = 2000;

static dl_claim *add(dl_claims *claims, dl_claim_field field, int rank, dl_str raw,
                     const char *from, dl_str name)
{
    dl_buf folded = {0}, place = {0};
    dl_claim *claim = NULL;
    dl_text_fold(dl_str_slice(raw, 0, longest_raw), &folded);
    dl_buf_puts(&place, from);
    if (name.size) {
        dl_buf_putc(&place, ' ');
        dl_buf_add(&place, name);
    }
    if (folded.size == 0 && !folded.failed)
        goto out;
    claim = dl_arena_alloc(claims->arena, sizeof *claim);
    if (!claim || folded.failed || place.failed) {
        claims->failed = true;
        claim = NULL;
        goto out;
    }
    claim->rank = rank;
    claim->raw = dl_arena_copy(claims->arena, dl_buf_str(&folded));
    claim->from = dl_arena_copy(claims->arena, dl_buf_str(&place));
    if (!claim->raw.data || !claim->from.data)
        claims->failed = true;
    if (claims->last[field])
        claims->last[field]->next = claim;
    else
        claims->first[field] = claim;
    claims->last[field] = claim;
out:
    dl_buf_clear(&folded);
    dl_buf_clear(&place);
    return claim;
}

void dl_claim_add(dl_claims *claims, dl_claim_field field, int rank, dl_str raw, const char *from,
                  dl_str name)
{
    add(claims, field, rank, raw, from, name);
}

void dl_claim_add_loose(dl_claims *claims, int rank, dl_str raw, const char *from)
{
    dl_claim *claim = add(claims, DL_CLAIM_PUBLISHED, rank, raw, from, (dl_str){"", 0});
    if (claim)
        claim->loose = true;
}

const dl_claim *dl_claim_best(const dl_claims *claims, dl_claim_field field)
{
    const dl_claim *best = NULL;
    for (const dl_claim *claim = claims->first[field]; claim; claim = claim->next)
        if (!best || claim->rank < best->rank)
            best = claim;
    return best;
}

static bool said_before(const dl_claim *first, const dl_claim *claim)
{
    for (const dl_claim *other = first; other != claim; other = other->next)
        if (other->rank == claim->rank && dl_str_equal(other->raw, claim->raw))
            return true;
    return false;
}

void dl_claim_join(const dl_claims *claims, dl_claim_field field, dl_buf *out)
{
    /* enough for any paper's authors; bounds the comparison of each with all before it */
    enum { MOST = 100 };
    const dl_claim *best = dl_claim_best(claims, field);
    int joined = 0;
    for (const dl_claim *claim = best; claim && joined < MOST; claim = claim->next) {
        if (claim->rank != best->rank || !dl_str_equal(claim->from, best->from) ||
            said_before(best, claim))
            continue;
        if (joined++)
            dl_buf_puts(out, "; ");
        dl_buf_add(out, claim->raw);
    }
}

const dl_claim *dl_claim_date(const dl_claims *claims, dl_str lang, dl_date *date)
{
    const dl_claim *best = NULL;
    for (const dl_claim *claim = claims->first[DL_CLAIM_PUBLISHED]; claim; claim = claim->next) {
        dl_date read;
        dl_written how = claim->loose ? DL_WRITTEN_ANYWHERE : DL_WRITTEN_FIELD;
        if (best && claim->rank >= best->rank)
            continue;
        if (!dl_written_date(claim->raw, lang, how, &read))
            continue;
        best = claim;
        *date = read;
    }
    return best;
}
