/* Three-valued comparisons of vague dates, reading `sometime`: one moment in each region. */
#include "dateline/date.h"

#include <string.h>

#include "date/boxes.h"
#include "date/mask.h"
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

static void narrow(const dl_date *member, bool whole_days, extent *first, extent *last)
{
    int64_t from, to;
    dl_date end = {.start = member->interval ? member->end : member->start};
    dl_date start = {.start = member->start};
    if (member->start_kind == DL_END_DATE) {
        date_hull(&start, whole_days, &from, &to);
        first->to = !first->to_known || to < first->to ? to : first->to;
        first->to_known = true;
    }
    if (member->end_kind == DL_END_DATE) {
        date_hull(&end, whole_days, &from, &to);
        last->from = !last->from_known || from > last->from ? from : last->from;
        last->from_known = true;
    }
}

static moments moments_of(const dl_date *date, extent all, bool whole_days)
{
    moments both = {all, all};
    dl_date member;
    both.first.to_known = both.last.from_known = false;
    for (size_t at = 0; set_next(date, &at, &member);)
        narrow(&member, whole_days, &both.first, &both.last);
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
    bool told = date->start_kind == DL_END_DATE && date->start.precision < DL_PRECISION_DAY;
    return !date->set && (date->interval || !told || !mask_holes(&date->start));
}

static bool apart(extent a, extent b)
{
    return (a.from_known && b.to_known && a.from >= b.to) ||
           (a.to_known && b.from_known && a.to <= b.from);
}

/* The stretches of a and of b that lie near the other. */
static void cut_both(const dl_date *a, const dl_date *b, bool whole_days, boxes *first,
                     boxes *second)
{
    cutting how = {.reading = DL_SOMETIME, .whole_days = whole_days, .members_apart = true};
    date_hull(b, whole_days, &how.window_from, &how.window_to);
    date_boxes(a, &how, first);
    date_hull(a, whole_days, &how.window_from, &how.window_to);
    date_boxes(b, &how, second);
}

static bool meet(const boxes *a, const boxes *b)
{
    for (size_t i = 0; i < a->count; i++) {
        for (size_t k = 0; k < b->count; k++) {
            if (a->list[i].start_least < b->list[k].end_most &&
                b->list[k].start_least < a->list[i].end_most)
                return true;
        }
    }
    return false;
}

/* Whether the outer stretches together leave nothing of the inner one out. */
static bool covered(const box *inner, const boxes *outer)
{
    int64_t reached = inner->start_least;
    for (bool moved = true; moved && reached < inner->end_most;) {
        moved = false;
        for (size_t i = 0; i < outer->count; i++) {
            const box *one = &outer->list[i];
            if (one->start_least <= reached && one->end_most > reached) {
                reached = one->end_most;
                moved = true;
            }
        }
    }
    return reached >= inner->end_most;
}

static bool all_covered(const boxes *inner, const boxes *outer)
{
    if (inner->before || inner->after || outer->merged)
        return false;
    for (size_t i = 0; i < inner->count; i++) {
        if (!covered(&inner->list[i], outer))
            return false;
    }
    return true;
}

static dl_truth within_broken(const dl_date *a, const dl_date *b)
{
    boxes inner, outer;
    cut_both(a, b, zoned(a) != zoned(b), &inner, &outer);
    if (!meet(&inner, &outer))
        return DL_IMPOSSIBLE;
    return all_covered(&inner, &outer) ? DL_CERTAIN : DL_POSSIBLE;
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

/* Of "a..b" each year, month or day must be within b. */
static dl_truth range_within(const dl_date *range, const dl_date *b, bool whole_days)
{
    boxes units, outer;
    cut_both(range, b, whole_days, &units, &outer);
    if (units.before || units.after)
        return DL_IMPOSSIBLE;
    for (size_t i = 0; i < units.count; i++) {
        const boxes one = {.list = {units.list[i]}, .count = 1};
        if (!meet(&one, &outer))
            return DL_IMPOSSIBLE;
    }
    return all_covered(&units, &outer) ? DL_CERTAIN : DL_POSSIBLE;
}

/* Of "{all of}", each member must be within b. */
static dl_truth members_within(const dl_date *a, const dl_date *b)
{
    dl_truth truth = DL_CERTAIN;
    dl_date member;
    size_t next = 0;
    for (size_t at = 0; truth && set_next(a, &next, &member); at = next) {
        dl_truth here;
        if (member.interval) {
            member.set = DL_SET_ONE; /* a set of this range alone, to be cut to its units */
            memcpy(member.members, a->members + at, next - at);
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
        return least_truth(within_broken(a, b), most);
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
    if (!unbroken(a) || !unbroken(b)) {
        boxes mine, theirs;
        cut_both(a, b, true, &mine, &theirs);
        if (!meet(&mine, &theirs))
            return DL_IMPOSSIBLE;
    }
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
