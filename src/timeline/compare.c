/* Comparisons of events: firsts and lasts, durations between kinds, overlaps, gaps. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "timeline/held.h"

/* --- events by the claims of them that are used --- */

/* An event, and where it begins by the claim that is used; then by order of adding. */
typedef struct placed {
    const dl_event *event;
    bool starts;
    int64_t seconds;
    size_t index;
} placed;

typedef struct placed_list {
    placed *rows;
    size_t count;
} placed_list;

static int by_place(const void *first, const void *second)
{
    const placed *a = first, *b = second;
    if (a->starts != b->starts)
        return a->starts ? 1 : -1;
    if (a->starts && a->seconds != b->seconds)
        return a->seconds < b->seconds ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

/* Those of a kind and actor (any where empty), by time; disputes are left out. */
static int choose(const dl_timeline *timeline, dl_str kind, dl_str actor, placed_list *out,
                  dl_error *error)
{
    size_t total = dl_timeline_count(timeline);
    *out = (placed_list){.rows = malloc((total + 1) * sizeof *out->rows)};
    if (!out->rows)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < total; i++) {
        const dl_event *event = dl_timeline_at(timeline, i);
        bool of_kind = kind.size == 0 || dl_str_equal(kind, event->kind);
        bool of_actor = actor.size == 0 || dl_str_equal(actor, event->actor);
        if (!of_kind || !of_actor || event->disputes.size)
            continue;
        dl_bound start = dl_date_bounds(dl_timeline_used(timeline, event)->date).start_earliest;
        bool starts = start.kind == DL_BOUND_FINITE;
        out->rows[out->count++] = (placed){event, starts, starts ? start.seconds : 0, i};
    }
    qsort(out->rows, out->count, sizeof *out->rows, by_place);
    return 0;
}

/* --- each actor's first --- */

int dl_timeline_compare(const dl_timeline *timeline, dl_str kind, const dl_event *against,
                        dl_comparison **rows, size_t *count, dl_error *error)
{
    placed_list all;
    id_table actors = {0};
    dl_arena arena;
    dl_arena_init(&arena);
    *rows = NULL;
    *count = 0;
    int rc = choose(timeline, kind, (dl_str){"", 0}, &all, error);
    if (rc == 0 && !(*rows = malloc((all.count + 1) * sizeof **rows)))
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < all.count && rc == 0; i++) {
        const dl_event *event = all.rows[i].event;
        size_t known = actors.count;
        if (!ids_need(&actors, &arena, event->actor))
            rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
        else if (actors.count > known)
            (*rows)[(*count)++] =
                (dl_comparison){event->actor, event, dl_timeline_lag(timeline, event, against)};
    }
    ids_clear(&actors);
    dl_arena_clear(&arena);
    free(all.rows);
    if (rc != 0) {
        free(*rows);
        *rows = NULL;
        *count = 0;
    }
    return rc;
}

/* --- first and last of all --- */

/* Claims one after another: the event itself, then those that dispute it. */
static const dl_event *next_claim(const dl_timeline *timeline, const dl_event *event,
                                  const dl_event *claim)
{
    return claim == event ? dl_timeline_claim(timeline, event)
                          : dl_timeline_next_claim(timeline, claim);
}

static dl_truth in_order(const dl_timeline *timeline, const dl_event *a, const dl_event *b)
{
    return dl_date_before(dl_timeline_used(timeline, a)->date, dl_timeline_used(timeline, b)->date);
}

/* Whether a is certainly on the far side of b: after it, or, for lasts, before it. */
static bool beaten(const dl_timeline *timeline, const dl_event *a, const dl_event *b, bool last)
{
    return (last ? in_order(timeline, a, b) : in_order(timeline, b, a)) == DL_CERTAIN;
}

/* The same whichever claim about either is right. */
static bool beaten_by_all(const dl_timeline *timeline, const dl_event *a, const dl_event *b,
                          bool last)
{
    for (const dl_event *c = a; c; c = next_claim(timeline, a, c)) {
        for (const dl_event *d = b; d; d = next_claim(timeline, b, d)) {
            if ((last ? dl_date_before(c->date, d->date) : dl_date_before(d->date, c->date)) !=
                DL_CERTAIN)
                return false;
        }
    }
    return true;
}

/* When a claim is over at the latest (for lasts, negated: begins at the earliest); false without
 * limit. */
static bool far_end(const dl_event *claim, bool last, int64_t *at)
{
    dl_bounds bounds = dl_date_bounds(claim->date);
    dl_bound end = last ? bounds.start_earliest : bounds.end_latest;
    *at = last ? -end.seconds : end.seconds;
    return end.kind == DL_BOUND_FINITE;
}

/* The one that ends first (for lasts: begins last) beats all that can be beaten at all, since
 * whoever beats an event ends before it begins. all_claims: by the latest of its claims. */
static const dl_event *sharpest(const dl_timeline *timeline, const placed_list *all, bool last,
                                bool all_claims)
{
    const dl_event *best = NULL;
    int64_t best_at = 0;
    for (size_t i = 0; i < all->count; i++) {
        const dl_event *event = all->rows[i].event;
        int64_t at, other;
        bool ends = far_end(all_claims ? event : dl_timeline_used(timeline, event), last, &at);
        const dl_event *claim = all_claims ? dl_timeline_claim(timeline, event) : NULL;
        for (; ends && claim; claim = dl_timeline_next_claim(timeline, claim)) {
            ends = far_end(claim, last, &other);
            at = ends && other > at ? other : at;
        }
        if (!ends || (best && at >= best_at))
            continue;
        best = event;
        best_at = at;
    }
    return best;
}

static int add_extreme(dl_extreme **rows, size_t *count, size_t *capacity, dl_extreme row,
                       dl_error *error)
{
    int rc = dl_grow(rows, capacity, *count + 1, sizeof **rows, error);
    if (rc == 0)
        (*rows)[(*count)++] = row;
    return rc;
}

int dl_timeline_extremes(const dl_timeline *timeline, dl_str kind, dl_str actor, bool last,
                         dl_extreme **rows, size_t *count, dl_error *error)
{
    placed_list all;
    size_t capacity = 0, possible = 0;
    *rows = NULL;
    *count = 0;
    int rc = choose(timeline, kind, actor, &all, error);
    const dl_event *best = rc == 0 ? sharpest(timeline, &all, last, false) : NULL;
    const dl_event *surest = rc == 0 ? sharpest(timeline, &all, last, true) : NULL;
    for (int others = 0; others < 2; others++) { /* those by the claims in use come first */
        for (size_t i = 0; i < all.count && rc == 0; i++) {
            const dl_event *event = all.rows[i].event;
            bool out = best && event != best && beaten(timeline, event, best, last);
            bool never = surest && event != surest && beaten_by_all(timeline, event, surest, last);
            if (out != (others == 1) || (out && never))
                continue;
            dl_extreme row = {event, out ? DL_IMPOSSIBLE : DL_POSSIBLE, DL_POSSIBLE,
                              dl_timeline_claim(timeline, event) != NULL};
            rc = add_extreme(rows, count, &capacity, row, error);
            possible += !out;
        }
    }
    if (rc == 0 && possible == 1)
        (*rows)->sure = DL_CERTAIN;
    if (rc == 0 && *count == 1)
        (*rows)->claims = DL_CERTAIN;
    free(all.rows);
    if (rc != 0) {
        free(*rows);
        *rows = NULL;
        *count = 0;
    }
    return rc;
}
