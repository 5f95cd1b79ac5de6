#include "extract/claim.h"

#include <string.h>

#include "extract/entity.h"
#include "extract/text.h"

/* A title or byline past this is no title or byline. */
static const size_t longest_raw = 2000;
/* More than any article's authors; bounds every comparison of claims with each other. */
static const size_t most_claims = 200;

const char *dl_claim_field_name(dl_claim_field field)
{
    static const char *const names[DL_CLAIM_FIELDS] = {
        "title", "author", "published", "modified", "lang", "publisher", "canonical", "excerpt"};
    return names[field];
}

static dl_claim *append(dl_claims *claims, dl_claim_field field, dl_str raw, dl_str from)
{
    dl_claim *claim = dl_arena_alloc(claims->arena, sizeof *claim);
    if (claim) {
        claim->raw = dl_arena_copy(claims->arena, raw);
        claim->from = dl_arena_copy(claims->arena, from);
    }
    if (!claim || !claim->raw.data || !claim->from.data) {
        claims->failed = true;
        return NULL;
    }
    if (claims->last[field])
        claims->last[field]->next = claim;
    else
        claims->first[field] = claim;
    claims->last[field] = claim;
    claims->count[field]++;
    return claim;
}

static dl_claim *add(dl_claims *claims, dl_claim_field field, int rank, dl_str raw,
                     const char *from, dl_str name)
{
    dl_buf plain = {0}, folded = {0}, place = {0};
    dl_claim *claim = NULL;
    if (raw.size == 0 || claims->count[field] >= most_claims)
        return NULL;
    /* templates put text that was made for HTML into attributes and JSON; addresses have & as well
     */
    if (field != DL_CLAIM_CANONICAL && memchr(raw.data, '&', raw.size))
        dl_entity_decode(dl_text_cut(raw, longest_raw), &plain);
    dl_text_fold(plain.size ? dl_buf_str(&plain) : dl_text_cut(raw, longest_raw), &folded);
    dl_buf_puts(&place, from);
    if (name.size) {
        dl_buf_putc(&place, ' ');
        dl_buf_add(&place, name);
    }
    claims->failed = claims->failed || plain.failed || folded.failed || place.failed;
    if (folded.size && !claims->failed)
        claim = append(claims, field, dl_buf_str(&folded), dl_buf_str(&place));
    if (claim) {
        claim->rank = rank;
        claim->item = claims->item;
    }
    dl_buf_clear(&plain);
    dl_buf_clear(&folded);
    dl_buf_clear(&place);
    return claim;
}

void dl_claim_add(dl_claims *claims, dl_claim_field field, int rank, dl_str raw, const char *from,
                  dl_str name)
{
    add(claims, field, rank, raw, from, name);
}

void dl_claim_add_loose(dl_claims *claims, dl_claim_field field, int rank, dl_str raw,
                        const char *from)
{
    dl_claim *claim = add(claims, field, rank, raw, from, (dl_str){"", 0});
    if (claim)
        claim->loose = true;
}

void dl_claim_add_dated(dl_claims *claims, dl_claim_field field, int rank, dl_str raw,
                        const char *from, const dl_date *date)
{
    dl_claim *claim = add(claims, field, rank, raw, from, (dl_str){"", 0});
    if (claim) {
        claim->dated = true;
        claim->date = *date;
    }
}

/* What only refers to somebody is claimed last, and stands for the object that it is in. */
static bool comes_before(const dl_claim *claim, const dl_claim *other)
{
    return claim->rank < other->rank ||
           (claim->rank == other->rank && claim->item && claim->item < other->item);
}

dl_claim *dl_claim_best(const dl_claims *claims, dl_claim_field field)
{
    dl_claim *best = NULL;
    for (dl_claim *claim = claims->first[field]; claim; claim = claim->next)
        if (!best || comes_before(claim, best))
            best = claim;
    return best;
}

static bool is_chosen_before(const dl_claim *first, const dl_claim *claim)
{
    for (const dl_claim *other = first; other != claim; other = other->next)
        if (other->chosen && dl_str_equal(other->raw, claim->raw))
            return true;
    return false;
}

void dl_claim_join(const dl_claims *claims, dl_claim_field field, dl_buf *out)
{
    const dl_claim *best = dl_claim_best(claims, field);
    bool joined = false;
    for (dl_claim *claim = claims->first[field]; claim; claim = claim->next) {
        if (claim->rank != best->rank || claim->item != best->item ||
            !dl_str_equal(claim->from, best->from) || is_chosen_before(claims->first[field], claim))
            continue;
        if (joined)
            dl_buf_puts(out, "; ");
        dl_buf_add(out, claim->raw);
        claim->chosen = joined = true;
    }
}
