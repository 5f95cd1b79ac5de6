/* Three-valued comparisons of vague dates, reading `sometime`: one moment in each region. */
#include "dateline/date.h"

#include <string.h>

#include "date/runs.h"
#include "date/set.h"

static const int64_t day_seconds = 86400;

/* A region with limits that may be missing: an open or unknown end excludes nothing. */
typedef struct extent {
    bool from_known, to_known;
    int64_t from, to;
} extent;

static bool zoned(const dl_date *date)
{
    return dl_date_bounds(date).utc;
}

static extent extent_of(const dl_date *date)
{
    dl_bounds bounds = dl_date_bounds(date);
    return (extent){bounds.start_earliest.kind == DL_BOUND_FINITE,
                    bounds.end_latest.kind == DL_BOUND_FINITE, bounds.start_earliest.seconds,
                    bounds.end_latest.seconds};
}

/* Whole days by the date's own clocks: for comparing what has a zone with what has none. */
static extent days_of(const dl_date *date)
{
    int64_t first = 0, last = 0;
    extent days;
    days.from_known = dl_date_first_day(date, &first);
    days.to_known = dl_date_last_day(date, &last);
    days.from = first * day_seconds;
    days.to = (last + 1) * day_seconds;
    return days;
}

static void extents(const dl_date *a, const dl_date *b, extent *first, extent *second)
{
    bool alike = zoned(a) == zoned(b);
    *first = alike ? extent_of(a) : days_of(a);
    *second = alike ? extent_of(b) : days_of(b);
}

/* "{all of}" happened in each of its members: where the first and the last moment of it lie. */
typedef struct moments {
    extent first, last;
} moments;

static void end_by(extent *first, int64_t to)
{
    first->to = !first->to_known || to < first->to ? to : first->to;
    first->to_known = true;
}

static void begin_from(extent *last, int64_t from)
{
    last->from = !last->from_known || from > last->from ? from : last->from;
    last->from_known = true;
}

/* A range without a first or a last unit goes past its other one. */
static void narrow(const dl_date *member, bool whole_days, moments *both)
{
    stretch start = part_stretch(&member->start, whole_days);
    stretch end = member->interval ? part_stretch(&member->end, whole_days) : start;
    end_by(&both->first, member->start_kind == DL_END_DATE ? start.to : end.from);
    begin_from(&both->last, member->end_kind == DL_END_DATE ? end.from : start.to);
}

static moments moments_of(const dl_date *date, extent all, bool whole_days)
{
    moments both = {all, all};
    dl_date member;
    both.first.to_known = both.last.from_known = false;
    for (size_t at = 0; set_next(date, &at, &member);)
        narrow(&member, whole_days, &both);
    return both;
}

/* Before means an earlier moment; two regions of which one is a whole day that the other lies in
 * may be told apart or not, so it is possible. A day is before the next day for certain. */
dl_truth dl_date_before(const dl_date *a, const dl_date *b)
{
    extent first, second;
    extents(a, b, &first, &second);
    if (first.to_known && second.from_known && first.to <= second.from)
        return DL_CERTAIN;
    extent ends = first, starts = second;
    if (a->set == DL_SET_ALL)
        ends = moments_of(a, first, zoned(a) != zoned(b)).last;
    if (b->set == DL_SET_ALL)
        starts = moments_of(b, second, zoned(a) != zoned(b)).first;
    /* the earliest moment of a is not earlier than the latest of b */
    if (ends.from_known && starts.to_known && ends.from >= starts.to)
        return DL_IMPOSSIBLE;
    /* two dates of one and the same day or second are not told apart at that grain */
    bool same_grain = first.from_known && second.from_known && first.to_known && second.to_known &&
                      first.from == second.from && first.to == second.to &&
                      first.to - first.from <= day_seconds;
    return same_grain ? DL_IMPOSSIBLE : DL_POSSIBLE;
}

dl_truth dl_date_after(const dl_date *a, const dl_date *b)
{
    return dl_date_before(b, a);
}

/* Whether the date is one stretch of time, so that its two limits tell all of it. */
static bool unbroken(const dl_date *date)
{
    return !date->set && (date->interval || !part_has_holes(&date->start));
}

static bool apart(extent a, extent b)
{
    return (a.from_known && b.to_known && a.from >= b.to) ||
           (a.to_known && b.from_known && a.to <= b.from);
}

/* How far two dates of many runs are looked through; past it, what was not found is possible. */
enum { MOST_STEPS = 4096 };

/* Goes through both in turn, each from where the other is. */
static dl_truth meeting(const dl_date *a, const dl_date *b, bool whole_days)
{
    stretch mine, theirs;
    int64_t at = -no_limit;
    for (int i = 0; i < MOST_STEPS; i++) {
        if (!date_next(a, whole_days, at, &mine))
            return DL_IMPOSSIBLE;
        at = mine.from > at ? mine.from : at;
        if (!date_next(b, whole_days, at, &theirs))
            return DL_IMPOSSIBLE;
        if (theirs.from < mine.to)
            return DL_CERTAIN;
        at = theirs.from;
    }
    return DL_POSSIBLE;
}

/* Whether b leaves nothing of a out; its own stretches may follow each other without a gap. */
static bool covers(const dl_date *b, const dl_date *a, bool whole_days)
{
    stretch inner, outer;
    int64_t reached = -no_limit; /* all of a up to here is covered */
    if (!date_next(a, whole_days, reached, &inner))
        return false;
    reached = inner.from;
    for (int i = 0; i < MOST_STEPS; i++) {
        if (!date_next(b, whole_days, reached, &outer) || outer.from > reached)
            return false;
        reached = outer.to;
        if (!date_next(a, whole_days, reached, &inner))
            return true;
        reached = inner.from > reached ? inner.from : reached;
    }
    return false;
}

static dl_truth within_broken(const dl_date *a, const dl_date *b, bool whole_days)
{
    if (meeting(a, b, whole_days) == DL_IMPOSSIBLE)
        return DL_IMPOSSIBLE;
    return covers(b, a, whole_days) ? DL_CERTAIN : DL_POSSIBLE;
}

static dl_truth least_truth(dl_truth a, dl_truth b)
{
    return a < b ? a : b;
}

/* An unknown end may lie anywhere; an open one is without limit. */
static bool told_ends(const dl_date *date)
{
    return date->start_kind != DL_END_UNKNOWN &&
           (!date->interval || date->end_kind != DL_END_UNKNOWN);
}

/* Of "a..b" each year, month or day must be within b: none may stand where b has a hole. */
static dl_truth range_within(const dl_date *range, const dl_date *b, bool whole_days)
{
    int64_t from, to, first, last;
    series units;
    date_hull(range, whole_days, &from, &to);
    if (!range_series(range, 0, &units))
        return within_broken(range, b, whole_days);
    stretch here = {.to = from}; /* what of b is before the range holds no unit of it */
    for (int i = 0; i < MOST_STEPS && here.to < to; i++) {
        int64_t hole = here.to;
        if (!date_next(b, whole_days, hole, &here))
            here.from = here.to = no_limit;
        if (from == -no_limit && here.from > hole && hole == -no_limit)
            return DL_IMPOSSIBLE; /* no first unit, and b has a first moment */
        bool unit = series_at(&units, floor_day(hole + 86399), &first, &last);
        if (unit && first * 86400 < hole)
            unit = series_at(&units, last + 1, &first, &last);
        if (unit && (last + 1) * 86400 <= here.from)
            return DL_IMPOSSIBLE;
    }
    return covers(b, range, whole_days) ? DL_CERTAIN : DL_POSSIBLE;
}

/* Of "{all of}", each member must be within b. */
static dl_truth members_within(const dl_date *a, const dl_date *b)
{
    dl_truth truth = DL_CERTAIN;
    dl_date member;
    for (size_t at = 0; truth && set_next(a, &at, &member);) {
        dl_truth here;
        if (member.interval) {
            here = least_truth(range_within(&member, b, zoned(a) != zoned(b)),
                               told_ends(b) ? DL_CERTAIN : DL_POSSIBLE);
        } else {
            here = dl_date_within(&member, b);
        }
        truth = least_truth(truth, here);
    }
    return truth;
}

dl_truth dl_date_within(const dl_date *a, const dl_date *b)
{
    extent inner, outer;
    extents(a, b, &inner, &outer);
    if (apart(inner, outer))
        return DL_IMPOSSIBLE;
    if (a->set == DL_SET_ALL)
        return members_within(a, b);
    bool left = !outer.from_known || (inner.from_known && inner.from >= outer.from);
    bool right = !outer.to_known || (inner.to_known && inner.to <= outer.to);
    dl_truth most = told_ends(b) ? DL_CERTAIN : DL_POSSIBLE;
    if (!unbroken(a) || !unbroken(b))
        return least_truth(within_broken(a, b, zoned(a) != zoned(b)), most);
    return left && right ? most : DL_POSSIBLE;
}

/* All members must be able to be on one day, a range of more than one day not at all. */
static dl_truth all_on_day(const dl_date *a, const dl_date *b)
{
    moments both = moments_of(a, days_of(a), true);
    extent common = {both.last.from_known, both.first.to_known, both.last.from, both.first.to};
    if (common.from_known && common.to_known && common.from >= common.to)
        return DL_IMPOSSIBLE;
    if (apart(common, days_of(b)))
        return DL_IMPOSSIBLE;
    dl_truth truth = DL_CERTAIN;
    dl_date member;
    for (size_t at = 0; truth && set_next(a, &at, &member);)
        truth = least_truth(truth, dl_date_same_day(&member, b));
    return truth;
}

dl_truth dl_date_same_day(const dl_date *a, const dl_date *b)
{
    extent first = days_of(a), second = days_of(b);
    if (apart(first, second))
        return DL_IMPOSSIBLE;
    if (a->set == DL_SET_ALL)
        return all_on_day(a, b);
    if (b->set == DL_SET_ALL)
        return all_on_day(b, a);
    if ((!unbroken(a) || !unbroken(b)) && meeting(a, b, true) == DL_IMPOSSIBLE)
        return DL_IMPOSSIBLE;
    bool one_day = first.from_known && first.to_known && second.from_known && second.to_known &&
                   first.from == second.from && first.to == second.to &&
                   first.to - first.from == day_seconds;
    return one_day ? DL_CERTAIN : DL_POSSIBLE;
}

bool dl_date_equal(const dl_date *a, const dl_date *b)
{
    /* values are made in zeroed memory, so that their padding agrees; printing decides */
    dl_buf first, second;
    dl_buf_init(&first);
    dl_buf_init(&second);
    dl_date_print(a, &first);
    dl_date_print(b, &second);
    bool equal =
        !first.failed && !second.failed && dl_str_equal(dl_buf_str(&first), dl_buf_str(&second));
    dl_buf_clear(&first);
    dl_buf_clear(&second);
    return equal;
}

dl_span dl_date_distance(const dl_date *a, const dl_date *b)
{
    int64_t a_first, a_last, b_first, b_last;
    bool from_known = dl_date_first_day(a, &a_first), to_known = dl_date_last_day(a, &a_last);
    dl_span span = {0};
    if (dl_date_first_day(b, &b_first) && to_known) {
        span.least_known = true;
        span.least = b_first - a_last;
    }
    if (dl_date_last_day(b, &b_last) && from_known) {
        span.most_known = true;
        span.most = b_last - a_first;
    }
    return span;
}

const char *dl_truth_word(dl_truth truth)
{
    static const char *const words[] = {"impossible", "possible", "certain"};
    return words[truth];
}
