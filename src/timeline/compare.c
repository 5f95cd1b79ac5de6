/* Comparisons of events: firsts and lasts, durations between kinds, overlaps, gaps. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "timeline/held.h"

/* --- each actor's first --- */

static bool has_row(const dl_comparison *rows, size_t count, dl_str actor)
{
    for (size_t i = 0; i < count; i++) {
        if (dl_str_equal(rows[i].actor, actor))
            return true;
    }
    return false;
}

int dl_timeline_compare(const dl_timeline *timeline, dl_str kind, const dl_event *against,
                        dl_comparison **rows, size_t *count, dl_error *error)
{
    size_t *order, total = dl_timeline_count(timeline);
    *count = 0;
    *rows = malloc((total + 1) * sizeof **rows);
    if (!*rows)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    int rc = dl_timeline_sorted(timeline, &order, error);
    if (rc != 0) {
        free(*rows);
        *rows = NULL;
        return rc;
    }
    for (size_t i = 0; i < total; i++) {
        const dl_event *event = dl_timeline_at(timeline, order[i]);
        bool of_kind = kind.size == 0 || dl_str_equal(kind, event->kind);
        if (!of_kind || event->disputes.size || has_row(*rows, *count, event->actor))
            continue;
        (*rows)[(*count)++] =
            (dl_comparison){event->actor, event, dl_timeline_lag(timeline, event, against)};
    }
    free(order);
    return 0;
}

/* --- first and last of all --- */

/* What an extreme is asked of, by where it can be earliest. */
typedef struct chosen_events {
    const dl_event **events;
    size_t count;
} chosen_events;

static int choose(const dl_timeline *timeline, dl_str kind, dl_str actor, chosen_events *out,
                  dl_error *error)
{
    size_t *order = NULL, total = dl_timeline_count(timeline);
    *out = (chosen_events){.events = malloc((total + 1) * sizeof *out->events)};
    if (!out->events)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    int rc = dl_timeline_sorted(timeline, &order, error);
    for (size_t i = 0; i < total && rc == 0; i++) {
        const dl_event *event = dl_timeline_at(timeline, order[i]);
        bool of_kind = kind.size == 0 || dl_str_equal(kind, event->kind);
        bool of_actor = actor.size == 0 || dl_str_equal(actor, event->actor);
        if (of_kind && of_actor && event->disputes.size == 0)
            out->events[out->count++] = event;
    }
    free(order);
    if (rc != 0)
        free(out->events);
    return rc;
}

static dl_truth in_order(const dl_timeline *timeline, const dl_event *a, const dl_event *b)
{
    return dl_date_before(&dl_timeline_used(timeline, a)->date,
                          &dl_timeline_used(timeline, b)->date);
}

/* Whether a is certainly on the far side of b: after it, or, for lasts, before it. */
static bool beaten(const dl_timeline *timeline, const dl_event *a, const dl_event *b, bool last)
{
    return (last ? in_order(timeline, a, b) : in_order(timeline, b, a)) == DL_CERTAIN;
}

/* The one that ends first (for lasts: begins last) beats all that can be beaten at all, since
 * whoever beats an event ends before it begins. */
static const dl_event *sharpest(const dl_timeline *timeline, const chosen_events *all, bool last)
{
    const dl_event *best = NULL;
    int64_t best_at = 0;
    for (size_t i = 0; i < all->count; i++) {
        dl_bounds bounds = dl_date_bounds(&dl_timeline_used(timeline, all->events[i])->date);
        dl_bound end = last ? bounds.start_earliest : bounds.end_latest;
        if (end.kind != DL_BOUND_FINITE)
            continue;
        if (!best || (last ? end.seconds > best_at : end.seconds < best_at)) {
            best = all->events[i];
            best_at = end.seconds;
        }
    }
    return best;
}

int dl_timeline_extremes(const dl_timeline *timeline, dl_str kind, dl_str actor, bool last,
                         dl_extreme **rows, size_t *count, dl_error *error)
{
    chosen_events all;
    *rows = NULL;
    *count = 0;
    int rc = choose(timeline, kind, actor, &all, error);
    if (rc != 0)
        return rc;
    const dl_event *best = sharpest(timeline, &all, last);
    size_t capacity = 0;
    for (size_t i = 0; i < all.count && rc == 0; i++) {
        if (best && all.events[i] != best && beaten(timeline, all.events[i], best, last))
            continue;
        rc = dl_grow(rows, &capacity, *count + 1, sizeof **rows, error);
        if (rc == 0)
            (*rows)[(*count)++] = (dl_extreme){all.events[i], DL_POSSIBLE};
    }
    if (rc == 0 && *count == 1)
        (*rows)->sure = DL_CERTAIN;
    free(all.events);
    if (rc != 0) {
        free(*rows);
        *rows = NULL;
    }
    return rc;
}
