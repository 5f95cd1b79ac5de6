#include "dateline/timeline.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "dateline/arena.h"

struct dl_timeline {
    dl_arena arena;
    dl_event **events; /* in order of adding; each in the arena, so that pointers stay */
    size_t count, capacity;
};

int dl_timeline_new(dl_timeline **timeline, dl_error *error)
{
    *timeline = calloc(1, sizeof **timeline);
    if (!*timeline)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    dl_arena_init(&(*timeline)->arena);
    return 0;
}

void dl_timeline_free(dl_timeline *timeline)
{
    if (!timeline)
        return;
    dl_arena_clear(&timeline->arena);
    free(timeline->events);
    free(timeline);
}

size_t dl_timeline_count(const dl_timeline *timeline)
{
    return timeline->count;
}

const dl_event *dl_timeline_at(const dl_timeline *timeline, size_t index)
{
    return index < timeline->count ? timeline->events[index] : NULL;
}

static dl_event *find(const dl_timeline *timeline, dl_str id)
{
    for (size_t i = 0; i < timeline->count; i++) {
        if (dl_str_equal(timeline->events[i]->id, id))
            return timeline->events[i];
    }
    return NULL;
}

const dl_event *dl_timeline_find(const dl_timeline *timeline, dl_str id)
{
    return find(timeline, id);
}

int dl_timeline_need(const dl_timeline *timeline, dl_str id, const dl_event **event,
                     dl_error *error)
{
    *event = find(timeline, id);
    if (*event)
        return 0;
    const char **names = malloc((timeline->count + 1) * sizeof *names);
    const char *near = NULL;
    for (size_t i = 0; names && i < timeline->count; i++)
        names[i] = timeline->events[i]->id.data;
    if (names)
        near = dl_str_nearest(id, names, timeline->count);
    if (near)
        dl_error_set(error, DL_ERR_NOT_FOUND, "the timeline has no event '%.*s'; do you mean '%s'?",
                     DL_STR_ARG(id), near);
    else
        dl_error_set(error, DL_ERR_NOT_FOUND, "the timeline has no event '%.*s'", DL_STR_ARG(id));
    free(names);
    return DL_ERR_NOT_FOUND;
}

static bool good_id(dl_str id)
{
    for (size_t i = 0; i < id.size; i++) {
        if (!isalnum((unsigned char)id.data[i]) && !strchr("-_.", id.data[i]))
            return false;
    }
    return id.size > 0;
}

static int check_event(const dl_timeline *timeline, const dl_event *event, dl_error *error)
{
    if (!good_id(event->id))
        return dl_error_set(error, DL_ERR_USAGE,
                            "'%.*s' is no id: letters, digits, - _ and . were expected",
                            DL_STR_ARG(event->id));
    if (find(timeline, event->id))
        return dl_error_set(error, DL_ERR_USAGE, "the id '%.*s' is taken", DL_STR_ARG(event->id));
    if (event->actor.size == 0)
        return dl_error_set(error, DL_ERR_USAGE, "event '%.*s' has no actor",
                            DL_STR_ARG(event->id));
    return 0;
}

static bool copy_text(dl_arena *arena, dl_str *text)
{
    *text = dl_arena_copy(arena, *text);
    return text->data != NULL;
}

static bool copy_texts(dl_arena *arena, dl_event *event)
{
    dl_str *texts[] = {&event->id,       &event->actor,     &event->speaker,    &event->kind,
                       &event->what,     &event->label,     &event->due_said,   &event->settles,
                       &event->disputes, &event->publisher, &event->confidence, &event->note};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!copy_text(arena, texts[i]))
            return false;
    }
    dl_str *sources = dl_arena_alloc(arena, (event->source_count + 1) * sizeof *sources);
    for (size_t i = 0; sources && i < event->source_count; i++) {
        sources[i] = event->sources[i];
        if (!copy_text(arena, &sources[i]))
            return false;
    }
    event->sources = sources;
    return sources != NULL;
}

int dl_timeline_add(dl_timeline *timeline, const dl_event *event, dl_error *error)
{
    int rc = check_event(timeline, event, error);
    if (rc != 0)
        return rc;
    rc = dl_grow(&timeline->events, &timeline->capacity, timeline->count + 1, sizeof(dl_event *),
                 error);
    if (rc != 0)
        return rc;
    dl_event *copy = dl_arena_alloc(&timeline->arena, sizeof *copy);
    if (!copy)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    *copy = *event;
    if (!copy_texts(&timeline->arena, copy))
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    timeline->events[timeline->count++] = copy;
    return 0;
}

int dl_timeline_settle(dl_timeline *timeline, dl_str promise, dl_str outcome, dl_error *error)
{
    const dl_event *promised, *came;
    int rc = dl_timeline_need(timeline, promise, &promised, error);
    if (rc == 0)
        rc = dl_timeline_need(timeline, outcome, &came, error);
    if (rc != 0)
        return rc;
    if (!promised->has_due)
        return dl_error_set(error, DL_ERR_USAGE, "'%.*s' is no promise: it has no due date",
                            DL_STR_ARG(promise));
    dl_event *settled = find(timeline, outcome);
    if (settled->settles.size == 0) {
        settled->settles = promised->id;
        return 0;
    }
    /* one event can settle several promises: their ids, separated by spaces */
    dl_buf all;
    dl_buf_init(&all);
    dl_buf_printf(&all, "%.*s %.*s", DL_STR_ARG(settled->settles), DL_STR_ARG(promised->id));
    rc = dl_buf_ok(&all, error);
    if (rc == 0)
        settled->settles = dl_arena_copy(&timeline->arena, dl_buf_str(&all));
    dl_buf_clear(&all);
    return rc;
}

static bool lists(dl_str list, dl_str id)
{
    dl_str rest = list;
    while (rest.data && rest.size) {
        if (dl_str_equal(dl_str_cut(rest, ' ', &rest), id))
            return true;
    }
    return false;
}

const dl_event *dl_timeline_outcome(const dl_timeline *timeline, const dl_event *promise)
{
    for (size_t i = 0; i < timeline->count; i++) {
        if (lists(timeline->events[i]->settles, promise->id))
            return timeline->events[i];
    }
    return NULL;
}

int dl_timeline_filter(const dl_timeline *timeline, bool (*keep)(const dl_event *, void *),
                       void *data, dl_timeline **out, dl_error *error)
{
    int rc = dl_timeline_new(out, error);
    for (size_t i = 0; i < timeline->count && rc == 0; i++) {
        if (keep(timeline->events[i], data))
            rc = dl_timeline_add(*out, timeline->events[i], error);
    }
    if (rc != 0) {
        dl_timeline_free(*out);
        *out = NULL;
    }
    return rc;
}

/* What an event is sorted by: its earliest moment, an open start first; then order of adding. */
typedef struct sort_key {
    bool known;
    int64_t seconds;
    size_t index;
} sort_key;

static int by_key(const void *first, const void *second)
{
    const sort_key *a = first, *b = second;
    if (a->known != b->known)
        return a->known ? 1 : -1;
    if (a->known && a->seconds != b->seconds)
        return a->seconds < b->seconds ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

int dl_timeline_sorted(const dl_timeline *timeline, size_t **order, dl_error *error)
{
    sort_key *keys = malloc((timeline->count + 1) * sizeof *keys);
    *order = malloc((timeline->count + 1) * sizeof **order);
    if (!keys || !*order) {
        free(keys);
        free(*order);
        *order = NULL;
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    for (size_t i = 0; i < timeline->count; i++) {
        dl_bounds bounds = dl_date_bounds(&timeline->events[i]->date);
        keys[i] = (sort_key){bounds.start_earliest.kind == DL_BOUND_FINITE,
                             bounds.start_earliest.seconds, i};
    }
    qsort(keys, timeline->count, sizeof *keys, by_key);
    for (size_t i = 0; i < timeline->count; i++)
        (*order)[i] = keys[i].index;
    free(keys);
    return 0;
}
