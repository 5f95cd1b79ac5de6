/* Three-valued comparisons of vague dates, reading `sometime`: one moment in each region. */
#include "dateline/date.h"

#include <string.h>

#include "date/bounds.h"

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

/* Before means an earlier moment; two regions of which one is a whole day that the other lies in
 * may be told apart or not, so it is possible. A day is before the next day for certain. */
dl_truth dl_date_before(const dl_date *a, const dl_date *b)
{
    extent first, second;
    extents(a, b, &first, &second);
    if (first.to_known && second.from_known && first.to <= second.from)
        return DL_CERTAIN;
    /* the earliest moment of a is not earlier than the latest of b */
    if (first.from_known && second.to_known && first.from >= second.to)
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

dl_truth dl_date_within(const dl_date *a, const dl_date *b)
{
    extent inner, outer;
    extents(a, b, &inner, &outer);
    bool left = !outer.from_known || (inner.from_known && inner.from >= outer.from);
    bool right = !outer.to_known || (inner.to_known && inner.to <= outer.to);
    /* an unknown end of b may lie anywhere; an open one is without limit */
    bool told = b->start_kind != DL_END_UNKNOWN && (!b->interval || b->end_kind != DL_END_UNKNOWN);
    if (left && right && told)
        return DL_CERTAIN;
    bool apart = (inner.from_known && outer.to_known && inner.from >= outer.to) ||
                 (inner.to_known && outer.from_known && inner.to <= outer.from);
    return apart ? DL_IMPOSSIBLE : DL_POSSIBLE;
}

dl_truth dl_date_same_day(const dl_date *a, const dl_date *b)
{
    extent first = days_of(a), second = days_of(b);
    bool apart = (first.from_known && second.to_known && first.from >= second.to) ||
                 (first.to_known && second.from_known && first.to <= second.from);
    if (apart)
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
