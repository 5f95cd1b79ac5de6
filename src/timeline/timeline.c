#include "dateline/timeline.h"

#include <stdlib.h>

#include "base/grow.h"
#include "timeline/fields.h"
#include "timeline/held.h"

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
    ids_clear(&timeline->ids);
    dates_clear(&timeline->dates);
    dl_arena_clear(&timeline->arena);
    free(timeline->events);
    free(timeline->constraints);
    free(timeline->index);
    free(timeline);
}

size_t dl_timeline_count(const dl_timeline *timeline)
{
    return timeline->count;
}

const dl_event *dl_timeline_at(const dl_timeline *timeline, size_t index)
{
    return index < timeline->count ? &timeline->events[index]->event : NULL;
}

/* --- by id --- */

static held_event *find(const dl_timeline *timeline, dl_str id)
{
    const id_entry *entry = ids_find(&timeline->ids, id);
    return entry ? entry->event : NULL;
}

const dl_event *dl_timeline_find(const dl_timeline *timeline, dl_str id)
{
    held_event *held = find(timeline, id);
    return held ? &held->event : NULL;
}

/* Ids are compared by edit distance one by one: past this many the nearest is not looked for. */
static const size_t max_near = 20000;

int dl_timeline_need(const dl_timeline *timeline, dl_str id, const dl_event **event,
                     dl_error *error)
{
    *event = dl_timeline_find(timeline, id);
    if (*event)
        return 0;
    size_t count = timeline->count < max_near ? timeline->count : max_near;
    const char **names = malloc((count + 1) * sizeof *names);
    const char *near = NULL;
    /* cppcheck-suppress knownConditionTrueFalse */
    for (size_t i = 0; names && i < count; i++)
        names[i] = timeline->events[i]->event.id.data;
    if (names)
        near = dl_str_nearest(id, names, count);
    dl_error_set(error, DL_ERR_NOT_FOUND, "the timeline has no event '%.*s'%s%s", DL_STR_ARG(id),
                 near ? "; " : "", dl_str_propose(&near, 1, NULL).text);
    free(names);
    return DL_ERR_NOT_FOUND;
}

bool held_next_id(dl_str *list, dl_str *id)
{
    while (list->data && list->size) {
        *id = dl_str_cut(*list, ' ', list);
        if (id->size)
            return true;
    }
    return false;
}

bool held_lists(dl_str list, dl_str id)
{
    dl_str one;
    while (held_next_id(&list, &one)) {
        if (dl_str_equal(one, id))
            return true;
    }
    return false;
}

/* --- adding --- */

static bool good_id(dl_str id)
{
    for (size_t i = 0; i < id.size; i++) {
        if (!ids_may_hold(id.data[i]))
            return false;
    }
    return id.size > 0;
}

static int check_published(const dl_event *event, dl_error *error)
{
    dl_date date;
    for (size_t i = 0; i < event->source_count && event->published; i++) {
        if (event->published[i].size && dl_date_parse(event->published[i], &date, error) != 0)
            return dl_error_wrap(error, "event '%.*s', when source %zu was published",
                                 DL_STR_ARG(event->id), i + 1);
    }
    return 0;
}

static int check_event(const dl_timeline *timeline, const dl_event *event, dl_error *error)
{
    if (event->id.size == 0)
        return dl_error_set(error, DL_ERR_USAGE,
                            "the event has no id: give it one of letters, digits, - _ and .");
    if (!good_id(event->id))
        return dl_error_set(error, DL_ERR_USAGE,
                            "'%.*s' is no id: letters, digits, - _ and . were expected",
                            DL_STR_ARG(event->id));
    if (find(timeline, event->id))
        return dl_error_set(error, DL_ERR_USAGE, "the id '%.*s' is taken", DL_STR_ARG(event->id));
    if (dl_str_trim(event->actor).size == 0)
        return dl_error_set(error, DL_ERR_USAGE, "event '%.*s' has no actor",
                            DL_STR_ARG(event->id));
    if (!event->date || (event->has_due && !event->due))
        return dl_error_set(error, DL_ERR_USAGE, "event '%.*s' has no %s", DL_STR_ARG(event->id),
                            event->date ? "due date" : "date");
    return check_published(event, error);
}

/* The event that was added first counts, whenever it came to name the other. */
static void name_first(held_event **place, held_event *held)
{
    if (!*place || held->index < (*place)->index)
        *place = held;
}

static void add_claim(id_names *names, held_event *held)
{
    if (names->last_claim)
        names->last_claim->next_claim = held;
    else
        names->first_claim = held;
    names->last_claim = held;
}

/* Notes at every id that held names that it does. An event disputes one other, the first named:
 * it is a link in one chain of claims. */
static bool note_names(dl_timeline *timeline, held_event *held)
{
    const dl_event *event = &held->event;
    dl_str lists[] = {event->settles, event->revises, event->supersedes, event->disputes}, id;
    for (int k = 0; k < 4; k++) {
        while (held_next_id(&lists[k], &id)) {
            id_entry *entry = ids_need(&timeline->ids, &timeline->arena, id);
            id_names *names = entry ? ids_names(entry, &timeline->arena) : NULL;
            if (!names)
                return false;
            if (k == 0)
                name_first(&names->outcome, held);
            else if (k == 1)
                name_first(&names->revised_by, held);
            else if (k == 2)
                name_first(&names->superseded_by, held);
            else
                add_claim(names, held);
            if (k == 3)
                break;
        }
    }
    return true;
}

uint64_t dl_timeline_revision(const dl_timeline *timeline)
{
    return timeline->revision;
}

int dl_timeline_add(dl_timeline *timeline, const dl_event *event, dl_error *error)
{
    int rc = check_event(timeline, event, error);
    timeline->revision++;
    if (rc == 0)
        rc = dl_grow(&timeline->events, &timeline->capacity, timeline->count + 1,
                     sizeof *timeline->events, error);
    if (rc != 0)
        return rc;
    dl_event shared = *event;
    shared.date = dates_need(&timeline->dates, &timeline->arena, event->date);
    if (event->has_due)
        shared.due = dates_need(&timeline->dates, &timeline->arena, event->due);
    if (!shared.date || (event->has_due && !shared.due))
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    held_event *held = fields_copy(&shared, sizeof *held, &timeline->arena);
    id_entry *entry = held ? ids_need(&timeline->ids, &timeline->arena, held->event.id) : NULL;
    if (!entry)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    held->index = timeline->count;
    if (!note_names(timeline, held))
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    entry->event = held;
    timeline->events[timeline->count++] = held;
    free(timeline->index);
    timeline->index = NULL;
    return 0;
}

/* --- who names whom --- */

/* The promise has another outcome. */
static int settled_before(const dl_event *promise, const dl_event *first, const dl_event *other,
                          dl_error *error)
{
    dl_buf day = {0};
    dl_date_print(first->date, &day);
    dl_str when = dl_buf_str(&day);
    int rc =
        held_lists(other->disputes, first->id)
            ? dl_error_set(error, DL_ERR_USAGE,
                           "'%.*s' is settled by '%.*s' (%.*s), of which '%.*s' is a claim: choose "
                           "between the claims with timeline:choose",
                           DL_STR_ARG(promise->id), DL_STR_ARG(first->id), DL_STR_ARG(when),
                           DL_STR_ARG(other->id))
            : dl_error_set(error, DL_ERR_USAGE,
                           "'%.*s' is settled by '%.*s' (%.*s) already; an event that tells the "
                           "outcome differently disputes '%.*s'",
                           DL_STR_ARG(promise->id), DL_STR_ARG(first->id), DL_STR_ARG(when),
                           DL_STR_ARG(first->id));
    dl_buf_clear(&day);
    return rc;
}

int dl_timeline_settle(dl_timeline *timeline, dl_str promise, dl_str outcome, dl_error *error)
{
    const dl_event *promised, *came;
    timeline->revision++;
    int rc = dl_timeline_need(timeline, promise, &promised, error);
    if (rc == 0)
        rc = dl_timeline_need(timeline, outcome, &came, error);
    if (rc != 0)
        return rc;
    if (!promised->has_due)
        return dl_error_set(error, DL_ERR_USAGE, "'%.*s' is no promise: it has no due date",
                            DL_STR_ARG(promise));
    held_event *settled = find(timeline, outcome);
    if (held_lists(settled->event.settles, promise))
        return 0;
    const dl_event *first = dl_timeline_outcome(timeline, promised);
    if (first)
        return settled_before(promised, first, came, error);
    /* one event can settle several promises: their ids, separated by spaces */
    dl_buf all;
    dl_buf_init(&all);
    dl_buf_printf(&all, "%.*s%s%.*s", DL_STR_ARG(settled->event.settles),
                  settled->event.settles.size ? " " : "", DL_STR_ARG(promised->id));
    rc = dl_buf_ok(&all, error);
    dl_str copy = rc == 0 ? dl_arena_copy(&timeline->arena, dl_buf_str(&all)) : (dl_str){0};
    dl_buf_clear(&all);
    if (rc == 0 && !copy.data)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (rc != 0)
        return rc;
    settled->event.settles = copy;
    id_names *names = ids_names(ids_find(&timeline->ids, promise), &timeline->arena);
    if (!names)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    name_first(&names->outcome, settled);
    return 0;
}

int dl_timeline_read_due(dl_timeline *timeline, dl_str promise, const dl_date *due, dl_error *error)
{
    const dl_event *promised;
    int rc = dl_timeline_need(timeline, promise, &promised, error);
    if (rc != 0)
        return rc;
    if (!promised->has_due)
        return dl_error_set(error, DL_ERR_USAGE, "'%.*s' is no promise: it has no due date",
                            DL_STR_ARG(promise));
    const dl_date *read = dates_need(&timeline->dates, &timeline->arena, due);
    if (!read)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    find(timeline, promise)->event.due = read;
    return 0;
}

static const dl_event *event_of(const held_event *held)
{
    return held ? &held->event : NULL;
}

/* Who names the event: all NULL where nobody does. */
static id_names names_of(const dl_timeline *timeline, const dl_event *event)
{
    const id_entry *entry = ids_find(&timeline->ids, event->id);
    return entry->names ? *entry->names : (id_names){0};
}

const dl_event *dl_timeline_outcome(const dl_timeline *timeline, const dl_event *promise)
{
    return event_of(names_of(timeline, promise).outcome);
}

const dl_event *dl_timeline_revised_by(const dl_timeline *timeline, const dl_event *promise)
{
    return event_of(names_of(timeline, promise).revised_by);
}

const dl_event *dl_timeline_superseded_by(const dl_timeline *timeline, const dl_event *event)
{
    return event_of(names_of(timeline, event).superseded_by);
}

const dl_event *dl_timeline_claim(const dl_timeline *timeline, const dl_event *event)
{
    return event_of(names_of(timeline, event).first_claim);
}

const dl_event *dl_timeline_next_claim(const dl_timeline *timeline, const dl_event *claim)
{
    return event_of(ids_find(&timeline->ids, claim->id)->event->next_claim);
}

const dl_event *dl_timeline_used(const dl_timeline *timeline, const dl_event *event)
{
    const dl_event *chosen = event->chosen.size ? dl_timeline_find(timeline, event->chosen) : NULL;
    return chosen && held_lists(chosen->disputes, event->id) ? chosen : event;
}

int dl_timeline_choose(dl_timeline *timeline, dl_str event, dl_str claim, dl_str reason,
                       dl_error *error)
{
    const dl_event *disputed, *chosen;
    timeline->revision++;
    int rc = dl_timeline_need(timeline, event, &disputed, error);
    if (rc == 0)
        rc = dl_timeline_need(timeline, claim, &chosen, error);
    if (rc != 0)
        return rc;
    bool itself = chosen == disputed;
    if (!itself && !held_lists(chosen->disputes, event))
        return dl_error_set(error, DL_ERR_USAGE,
                            "'%.*s' is no claim about '%.*s': it has not disputes = '%.*s'",
                            DL_STR_ARG(claim), DL_STR_ARG(event), DL_STR_ARG(event));
    dl_str copy = dl_arena_copy(&timeline->arena, reason);
    if (!copy.data)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    held_event *held = find(timeline, event);
    held->event.chosen = itself ? (dl_str){"", 0} : chosen->id;
    held->event.reason = copy;
    return 0;
}

/* --- copies and orders --- */

int dl_timeline_filter(const dl_timeline *timeline, bool (*keep)(const dl_event *, void *),
                       void *data, dl_timeline **out, dl_error *error)
{
    int rc = dl_timeline_new(out, error);
    for (size_t i = 0; i < timeline->count && rc == 0; i++) {
        if (keep(&timeline->events[i]->event, data))
            rc = dl_timeline_add(*out, &timeline->events[i]->event, error);
    }
    if (rc == 0)
        rc = held_copy_constraints(*out, timeline, error);
    if (rc != 0) {
        dl_timeline_free(*out);
        *out = NULL;
    }
    return rc;
}

int dl_timeline_pick(const dl_timeline *timeline, const size_t *indices, size_t count,
                     dl_timeline **out, dl_error *error)
{
    int rc = dl_timeline_new(out, error);
    for (size_t i = 0; i < count && rc == 0; i++)
        rc = dl_timeline_add(*out, &timeline->events[indices[i]]->event, error);
    if (rc == 0)
        rc = held_copy_constraints(*out, timeline, error);
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
        dl_bounds bounds = dl_date_bounds(timeline->events[i]->event.date);
        keys[i] = (sort_key){bounds.start_earliest.kind == DL_BOUND_FINITE,
                             bounds.start_earliest.seconds, i};
    }
    qsort(keys, timeline->count, sizeof *keys, by_key);
    for (size_t i = 0; i < timeline->count; i++)
        (*order)[i] = keys[i].index;
    free(keys);
    return 0;
}
