/* What happens at one time, and when nothing does. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "timeline/held.h"

/* More pairs than this are no table that a person reads. */
static const size_t max_pairs = 1000000;

/* When an event can be, and when it certainly is: empty for a moment, whose time is not known.
 * Seconds of its own clock; where the clocks of two events differ, days are compared. */
typedef struct extent {
    const dl_event *event;
    int64_t from, to;           /* can be */
    int64_t core_from, core_to; /* certainly is, where core_from < core_to */
    size_t rank;
} extent;

static int64_t finite_or(dl_bound bound, int64_t otherwise)
{
    return bound.kind == DL_BOUND_FINITE ? bound.seconds : otherwise;
}

static extent extent_of(const dl_event *event, const dl_date *date, size_t rank)
{
    dl_bounds bounds = dl_date_bounds(date);
    extent out = {.event = event,
                  .from = finite_or(bounds.start_earliest, INT64_MIN),
                  .to = finite_or(bounds.end_latest, INT64_MAX),
                  .rank = rank};
    if (event->spans) {
        /* an open start began before all else that is asked; an unknown one may begin late */
        out.core_from = finite_or(
            bounds.start_latest, bounds.start_latest.kind == DL_BOUND_OPEN ? INT64_MIN : INT64_MAX);
        out.core_to = finite_or(bounds.end_earliest,
                                bounds.end_earliest.kind == DL_BOUND_OPEN ? INT64_MAX : INT64_MIN);
    }
    return out;
}

static int by_from(const void *first, const void *second)
{
    const extent *a = first, *b = second;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static int extents_of(const dl_timeline *timeline, extent **list, size_t *count, dl_error *error)
{
    size_t total = dl_timeline_count(timeline);
    *count = 0;
    *list = malloc((total + 1) * sizeof **list);
    if (!*list)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < total; i++) {
        const dl_event *event = dl_timeline_at(timeline, i);
        if (event->disputes.size == 0)
            (*list)[(*count)++] = extent_of(event, dl_timeline_used(timeline, event)->date, i);
    }
    qsort(*list, *count, sizeof **list, by_from);
    return 0;
}

/* --- overlaps --- */

static bool covers(const extent *span, const extent *other)
{
    return span->core_from <= other->from && other->to <= span->core_to;
}

static dl_truth overlap(const extent *a, const extent *b)
{
    if ((!a->event->spans && !b->event->spans) || a->to <= b->from || b->to <= a->from)
        return DL_IMPOSSIBLE;
    int64_t from = a->core_from > b->core_from ? a->core_from : b->core_from;
    int64_t to = a->core_to < b->core_to ? a->core_to : b->core_to;
    bool both = a->event->spans && b->event->spans && from < to && a->core_from < a->core_to &&
                b->core_from < b->core_to;
    bool inside = (a->event->spans && covers(a, b)) || (b->event->spans && covers(b, a));
    return both || inside ? DL_CERTAIN : DL_POSSIBLE;
}

/* Extents that began and are not certainly over: moments and spans apart, since a moment is
 * compared with spans alone. */
typedef struct open_list {
    size_t *indices, count;
} open_list;

typedef struct overlap_list {
    dl_overlap *rows;
    size_t count, capacity;
} overlap_list;

/* Pairs list[at] with what is open, and drops what is over. */
static int meet(const extent *list, size_t at, open_list *open, overlap_list *out, dl_error *error)
{
    size_t kept = 0;
    int rc = 0;
    for (size_t k = 0; k < open->count && rc == 0; k++) {
        const extent *earlier = &list[open->indices[k]];
        if (earlier->to <= list[at].from)
            continue;
        open->indices[kept++] = open->indices[k];
        dl_truth sure = overlap(earlier, &list[at]);
        if (sure == DL_IMPOSSIBLE)
            continue;
        if (out->count == max_pairs)
            rc = dl_error_set(error, DL_ERR_LIMIT_SIZE, "more than %zu pairs overlap", max_pairs);
        else
            rc = dl_grow(&out->rows, &out->capacity, out->count + 1, sizeof *out->rows, error);
        if (rc == 0)
            out->rows[out->count++] = (dl_overlap){earlier->event, list[at].event, sure};
    }
    open->count = kept;
    return rc;
}

int dl_timeline_overlaps(const dl_timeline *timeline, dl_overlap **rows, size_t *count,
                         dl_error *error)
{
    extent *list;
    size_t total;
    open_list spans = {0}, moments = {0};
    overlap_list out = {0};
    int rc = extents_of(timeline, &list, &total, error);
    if (rc == 0) {
        spans.indices = malloc((total + 1) * sizeof *spans.indices);
        moments.indices = malloc((total + 1) * sizeof *moments.indices);
        if (!spans.indices || !moments.indices)
            rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    for (size_t i = 0; i < total && rc == 0; i++) {
        bool is_span = list[i].event->spans;
        rc = meet(list, i, &spans, &out, error);
        if (rc == 0 && is_span)
            rc = meet(list, i, &moments, &out, error);
        open_list *own = is_span ? &spans : &moments;
        own->indices[own->count++] = i;
    }
    free(spans.indices);
    free(moments.indices);
    free(list);
    if (rc != 0) {
        free(out.rows);
        out = (overlap_list){0};
    }
    *rows = out.rows;
    *count = out.count;
    return rc;
}

/* --- gaps --- */

int dl_timeline_gaps(const dl_timeline *timeline, int64_t least, dl_gap **rows, size_t *count,
                     dl_error *error)
{
    extent *list;
    size_t total, capacity = 0;
    const dl_event *latest = NULL;
    int64_t last = 0, first, day;
    bool endless = false;
    *rows = NULL;
    *count = 0;
    int rc = extents_of(timeline, &list, &total, error);
    for (size_t i = 0; i < total && rc == 0 && !endless; i++) {
        const dl_date *date = dl_timeline_used(timeline, list[i].event)->date;
        bool begins = dl_date_first_day(date, &first);
        if (latest && begins && first - last - 1 >= (least > 1 ? least : 1)) {
            rc = dl_grow(rows, &capacity, *count + 1, sizeof **rows, error);
            if (rc == 0)
                (*rows)[(*count)++] = (dl_gap){latest, list[i].event, last + 1, first - 1};
        }
        endless = !dl_date_last_day(date, &day);
        if (!endless && (!latest || day > last)) {
            last = day;
            latest = list[i].event;
        }
    }
    free(list);
    if (rc != 0) {
        free(*rows);
        *rows = NULL;
    }
    return rc;
}
