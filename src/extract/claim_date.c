/* Which of the dates that a page tells is its own. */
#include <string.h>

#include "extract/claim.h"
#include "extract/metadata.h"
#include "extract/written_date.h"

/* The widest offsets that a paper keeps, east (Kiribati) and west of UTC (Hawaii), and the step
 * they come in. */
enum { MOST_EAST = 14 * 60, MOST_WEST = -10 * 60, OFFSET_STEP = 15, DAY_MINUTES = 24 * 60 };

static bool read_claim(dl_claim *claim, dl_str lang)
{
    dl_written how = claim->loose ? DL_WRITTEN_ANYWHERE : DL_WRITTEN_FIELD;
    claim->dated = dl_written_date(claim->raw, lang, how, &claim->date);
    return claim->dated;
}

static bool has_day(const dl_claim *claim)
{
    return claim->dated && claim->date.start.precision >= DL_PRECISION_DAY;
}

static int64_t day_of(const dl_claim *claim)
{
    const dl_date_part *at = &claim->date.start;
    return dl_days_from_civil(at->year, at->month, at->day);
}

static bool another_says(const dl_claims *claims, const dl_claim *claim)
{
    for (int f = DL_CLAIM_PUBLISHED; f <= DL_CLAIM_MODIFIED; f++)
        for (const dl_claim *other = claims->first[f]; other; other = other->next)
            if (other != claim && has_day(other) && day_of(other) == day_of(claim))
                return true;
    return false;
}

/* "03/04/2020" is April or March; where another claim tells one of these days, it is that. */
static void read_both_ways(const dl_claims *claims, dl_claim *claim)
{
    const bool first = read_claim(claim, DL_STR("en-US")) && another_says(claims, claim);
    const dl_date date = claim->date;
    const bool second = read_claim(claim, DL_STR("fr")) && another_says(claims, claim);
    if (first && !second)
        claim->date = date;
    claim->dated = first != second;
}

static void read_claims(const dl_claims *claims, dl_str lang)
{
    for (int f = DL_CLAIM_PUBLISHED; f <= DL_CLAIM_MODIFIED; f++)
        for (dl_claim *claim = claims->first[f]; claim; claim = claim->next)
            if (!claim->dated)
                read_claim(claim, lang);
    for (int f = DL_CLAIM_PUBLISHED; f <= DL_CLAIM_MODIFIED; f++)
        for (dl_claim *claim = claims->first[f]; claim; claim = claim->next)
            if (!claim->dated)
                read_both_ways(claims, claim);
}

static dl_claim *best_dated(const dl_claims *claims, dl_claim_field field)
{
    dl_claim *best = NULL;
    for (dl_claim *claim = claims->first[field]; claim; claim = claim->next)
        if (claim->dated && (!best || claim->rank < best->rank))
            best = claim;
    return best;
}

static int64_t minute_of(const dl_claim *claim)
{
    return day_of(claim) * DAY_MINUTES + claim->date.start.hour * 60 + claim->date.start.minute;
}

/* The address and what readers see tell the day of the paper's own clock. */
static bool tells_local_day(const dl_claim *claim)
{
    return has_day(claim) && claim->date.start.zone == DL_ZONE_NONE &&
           (claim->rank == DL_RANK_PUBLISHED_URL || claim->rank == DL_RANK_PUBLISHED_LABEL ||
            claim->rank == DL_RANK_PUBLISHED_BYLINE || claim->rank == DL_RANK_PUBLISHED_HEADING);
}

static bool is_moment(const dl_claim *claim)
{
    return claim->dated && claim->date.start.precision >= DL_PRECISION_MINUTE &&
           !claim->date.interval;
}

/* The claim that tells the same minute by a clock with an offset; NULL without one. */
static dl_claim *by_own_clock(const dl_claims *claims, const dl_claim *utc)
{
    for (dl_claim *claim = claims->first[DL_CLAIM_PUBLISHED]; claim; claim = claim->next) {
        const dl_date_part *at = &claim->date.start;
        if (is_moment(claim) && at->zone == DL_ZONE_OFFSET && at->offset_minutes &&
            minute_of(claim) - at->offset_minutes == minute_of(utc))
            return claim;
    }
    return NULL;
}

/* A system that stores UTC dates an evening's article the next day, and readers see the day before.
 * Where both stand on the page, the paper's day is the date. With its clock time there as well the
 * difference is the offset, and nothing is lost. */
static dl_claim *on_local_day(const dl_claims *claims, dl_claim *best)
{
    const dl_date_part *at = &best->date.start;
    const bool utc = at->zone == DL_ZONE_UTC || (at->zone == DL_ZONE_OFFSET && !at->offset_minutes);
    if (!utc || !is_moment(best))
        return best;
    dl_claim *own = by_own_clock(claims, best);
    if (own)
        return day_of(own) == day_of(best) ? best : own;
    for (dl_claim *local = claims->first[DL_CLAIM_PUBLISHED]; local; local = local->next) {
        if (!tells_local_day(local) || day_of(local) == day_of(best))
            continue;
        const int64_t start = day_of(local) * DAY_MINUTES - minute_of(best);
        if (start > MOST_EAST || start + DAY_MINUTES <= MOST_WEST)
            continue;
        const int64_t offset = minute_of(local) - minute_of(best);
        if (local->date.start.precision < DL_PRECISION_MINUTE)
            return local;
        if (offset % OFFSET_STEP || offset < MOST_WEST || offset > MOST_EAST)
            continue;
        local->date.start.zone = DL_ZONE_OFFSET;
        local->date.start.offset_minutes = (int16_t)offset;
        return local;
    }
    return best;
}

/* Strong bases are those made for machines or marked as the date; a day's difference may be the
 * zone's. */
static void mark_conflicts(const dl_claims *claims, const dl_claim *published, dl_claim *modified)
{
    for (dl_claim *claim = claims->first[DL_CLAIM_PUBLISHED]; claim; claim = claim->next) {
        if (claim == published || !has_day(claim) || !has_day(published))
            continue;
        int64_t days = day_of(claim) - day_of(published);
        claim->conflict = claim->rank <= DL_RANK_PUBLISHED_STRONG && (days > 1 || days < -1);
    }
    if (modified && has_day(modified) && has_day(published))
        modified->conflict = day_of(modified) < day_of(published) - 1;
}

void dl_claim_dates(const dl_claims *claims, dl_str lang)
{
    read_claims(claims, lang);
    dl_claim *published = best_dated(claims, DL_CLAIM_PUBLISHED);
    dl_claim *modified = best_dated(claims, DL_CLAIM_MODIFIED);
    if (published)
        published = on_local_day(claims, published);
    if (published)
        published->chosen = true;
    if (modified)
        modified->chosen = true;
    if (published)
        mark_conflicts(claims, published, modified);
}
