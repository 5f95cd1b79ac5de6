/* How long it takes from an event of one kind to the next of another, by actor. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "timeline/median.h"

typedef struct pair_list {
    dl_pair *pairs;
    size_t count, capacity;
} pair_list;

static bool share_tag(const dl_event *a, const dl_event *b)
{
    if (a->tag_count == 0 || b->tag_count == 0)
        return true;
    for (size_t i = 0; i < a->tag_count; i++) {
        for (size_t k = 0; k < b->tag_count; k++) {
            if (dl_str_equal(a->tags[i], b->tags[k]))
                return true;
        }
    }
    return false;
}

/* Events of either kind, by actor and then by time, so that what can be paired stands together. */
typedef struct candidate {
    const dl_event *event;
    bool starts, taken;
    size_t rank; /* by time */
} candidate;

static int by_actor(const void *first, const void *second)
{
    const candidate *a = first, *b = second;
    int order = dl_str_compare(a->event->actor, b->event->actor);
    return order ? order : (a->rank > b->rank) - (a->rank < b->rank);
}

static int candidates_of(const dl_timeline *timeline, dl_str from_kind, dl_str to_kind,
                         candidate **list, size_t *count, dl_error *error)
{
    size_t *order = NULL, total = dl_timeline_count(timeline);
    *count = 0;
    *list = malloc((total + 1) * sizeof **list);
    if (!*list)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    int rc = dl_timeline_sorted(timeline, &order, error);
    for (size_t i = 0; i < total && rc == 0; i++) {
        const dl_event *event = dl_timeline_at(timeline, order[i]);
        bool starts = dl_str_equal(event->kind, from_kind);
        if (event->disputes.size || (!starts && !dl_str_equal(event->kind, to_kind)))
            continue;
        (*list)[(*count)++] = (candidate){event, starts, false, i};
    }
    free(order);
    if (rc == 0)
        qsort(*list, *count, sizeof **list, by_actor);
    return rc;
}

static int add_pair(const dl_timeline *timeline, const candidate *from, candidate *to,
                    pair_list *out, dl_error *error)
{
    int rc = dl_grow(&out->pairs, &out->capacity, out->count + 1, sizeof *out->pairs, error);
    if (rc != 0)
        return rc;
    to->taken = true;
    out->pairs[out->count++] =
        (dl_pair){from->event->actor, dl_timeline_lag(timeline, from->event, to->event)};
    return 0;
}

/* list[from, to) are one actor's. Those that are taken at the front are not looked at again. */
static int pair_actor(const dl_timeline *timeline, candidate *list, size_t from, size_t to,
                      pair_list *out, dl_error *error)
{
    size_t free_from = from;
    int rc = 0;
    for (size_t i = from; i < to && rc == 0; i++) {
        if (!list[i].starts)
            continue;
        while (free_from < to && (list[free_from].starts || list[free_from].taken))
            free_from++;
        for (size_t k = free_from; k < to; k++) {
            bool fits =
                !list[k].starts && !list[k].taken && share_tag(list[i].event, list[k].event) &&
                dl_date_before(dl_timeline_used(timeline, list[k].event)->date,
                               dl_timeline_used(timeline, list[i].event)->date) != DL_CERTAIN;
            if (!fits)
                continue;
            rc = add_pair(timeline, &list[i], &list[k], out, error);
            break;
        }
    }
    return rc;
}

static void distribution(const dl_pair *pairs, size_t count, span_median *space, dl_duration *row)
{
    *row = (dl_duration){.actor = pairs->actor, .pairs = count};
    median_start(space);
    for (size_t i = 0; i < count; i++) {
        median_add(space, pairs[i].lag.claims);
        row->conflicts += pairs[i].lag.conflict;
    }
    median_end(space, &row->least, &row->median, &row->most);
}

static int rows_of(const pair_list *list, dl_duration **rows, size_t *count, dl_error *error)
{
    span_median space;
    int rc = median_init(&space, list->count, error);
    *rows = rc == 0 ? malloc((list->count + 1) * sizeof **rows) : NULL;
    if (rc == 0 && !*rows)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0, end; i < list->count && rc == 0; i = end) {
        for (end = i;
             end < list->count && dl_str_equal(list->pairs[end].actor, list->pairs[i].actor); end++)
            /* cppcheck-suppress redundantContinue */
            continue;
        distribution(list->pairs + i, end - i, &space, &(*rows)[(*count)++]);
    }
    median_clear(&space);
    return rc;
}

int dl_timeline_pairs(const dl_timeline *timeline, dl_str from_kind, dl_str to_kind, dl_pair **rows,
                      size_t *count, dl_error *error)
{
    candidate *list;
    size_t total;
    pair_list pairs = {0};
    int rc = candidates_of(timeline, from_kind, to_kind, &list, &total, error);
    for (size_t i = 0, end; i < total && rc == 0; i = end) {
        for (end = i; end < total && dl_str_equal(list[end].event->actor, list[i].event->actor);
             end++)
            /* cppcheck-suppress redundantContinue */
            continue;
        rc = pair_actor(timeline, list, i, end, &pairs, error);
    }
    free(list);
    if (rc != 0) {
        free(pairs.pairs);
        pairs = (pair_list){0};
    }
    *rows = pairs.pairs;
    *count = pairs.count;
    return rc;
}

int dl_timeline_durations(const dl_timeline *timeline, dl_str from_kind, dl_str to_kind,
                          dl_duration **rows, size_t *count, dl_error *error)
{
    pair_list pairs = {0};
    *rows = NULL;
    *count = 0;
    int rc = dl_timeline_pairs(timeline, from_kind, to_kind, &pairs.pairs, &pairs.count, error);
    if (rc == 0)
        rc = rows_of(&pairs, rows, count, error);
    free(pairs.pairs);
    return rc;
}
