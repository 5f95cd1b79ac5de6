/* What an editor would ask about a timeline. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "timeline/held.h"

typedef struct fault_list {
    dl_fault *faults;
    size_t count, capacity;
} fault_list;

static int add_fault(fault_list *list, const dl_event *event, const char *rule, dl_error *error,
                     const char *format, dl_str about)
{
    int rc = dl_grow(&list->faults, &list->capacity, list->count + 1, sizeof *list->faults, error);
    if (rc != 0)
        return rc;
    dl_fault *fault = &list->faults[list->count++];
    fault->event = event;
    fault->rule = rule;
    snprintf(fault->message, sizeof fault->message, "%s%.*s", format, DL_STR_ARG(about));
    return 0;
}

static const dl_str nothing = {"", 0};

/* The words that an event uses to name others, and what is asked where one is not there. */
typedef struct naming_row {
    size_t offset;
    const char *rule, *message;
} naming_row;

static const naming_row naming[] = {
    {offsetof(dl_event, settles), "settles-nothing", "settles what is not there: "},
    {offsetof(dl_event, revises), "revises-nothing", "revises what is not there: "},
    {offsetof(dl_event, supersedes), "supersedes-nothing", "supersedes what is not there: "},
    {offsetof(dl_event, disputes), "disputes-nothing", "disputes what is not there: "},
    {offsetof(dl_event, chosen), "chosen-nothing", "prefers a claim that is not there: "},
};

static int check_named(const dl_timeline *timeline, const dl_event *event, fault_list *list,
                       dl_error *error)
{
    int rc = 0;
    for (size_t i = 0; i < sizeof naming / sizeof *naming; i++) {
        dl_str names, id;
        memcpy(&names, (const char *)event + naming[i].offset, sizeof names);
        while (rc == 0 && held_next_id(&names, &id)) {
            if (!dl_timeline_find(timeline, id))
                rc = add_fault(list, event, naming[i].rule, error, naming[i].message, id);
        }
    }
    return rc;
}

/* A promise has one outcome, the event that was added first; a claim of that one may name it too.
 */
static int check_second(const dl_timeline *timeline, const dl_event *event, const dl_event *promise,
                        fault_list *list, dl_error *error)
{
    const dl_event *first = dl_timeline_outcome(timeline, promise);
    if (first == event || held_lists(event->disputes, first->id))
        return 0;
    dl_buf about = {0};
    dl_buf_printf(&about, "%.*s, settled by %.*s", DL_STR_ARG(promise->id), DL_STR_ARG(first->id));
    int rc = dl_buf_ok(&about, error);
    if (rc == 0)
        rc = add_fault(list, event, "settled-twice", error,
                       "settles a promise that has an outcome: ", dl_buf_str(&about));
    dl_buf_clear(&about);
    return rc;
}

static int check_settled(const dl_timeline *timeline, const dl_event *event, fault_list *list,
                         dl_error *error)
{
    dl_str names = event->settles, id;
    int rc = 0;
    while (rc == 0 && held_next_id(&names, &id)) {
        const dl_event *promise = dl_timeline_find(timeline, id);
        if (promise && dl_date_before(event->date, promise->date) == DL_CERTAIN)
            rc = add_fault(list, event, "outcome-before-promise", error,
                           "came before the promise that it settles: ", id);
        if (rc == 0 && promise)
            rc = check_second(timeline, event, promise, list, error);
    }
    return rc;
}

/* A promise waits for its own outcome, or that of the promise that replaced it. */
static int check_promise(const dl_timeline *timeline, const dl_event *event, fault_list *list,
                         dl_error *error)
{
    const dl_event *one = event;
    size_t steps = 0;
    while (one && !dl_timeline_outcome(timeline, one) && steps++ <= dl_timeline_count(timeline))
        one = dl_timeline_revised_by(timeline, one);
    if (one && !dl_timeline_outcome(timeline, one))
        return add_fault(list, event, "revision-ring", error,
                         "is a promise in a ring of promises that revise each other", nothing);
    if (!one && !dl_timeline_revised_by(timeline, event))
        return add_fault(list, event, "no-outcome", error, "is a promise without an outcome",
                         nothing);
    return 0;
}

static int check_event(const dl_timeline *timeline, const dl_event *event, fault_list *list,
                       dl_error *error)
{
    int rc = check_named(timeline, event, list, error);
    if (rc == 0)
        rc = check_settled(timeline, event, list, error);
    if (rc == 0 && event->source_count == 0)
        rc = add_fault(list, event, "no-source", error, "has no source", nothing);
    if (rc == 0 && event->has_due)
        rc = check_promise(timeline, event, list, error);
    const dl_event *claim = dl_timeline_claim(timeline, event);
    if (rc == 0 && claim && event->reason.size == 0)
        rc = add_fault(list, event, "conflict-without-reason", error,
                       "is used without a reason, against the claim ", claim->id);
    return rc;
}

/* --- the same event twice --- */

typedef struct twin_key {
    const dl_event *event;
    uint32_t hash;
    size_t index;
} twin_key;

static int by_hash(const void *first, const void *second)
{
    const twin_key *a = first, *b = second;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

static uint32_t hash_event(const dl_event *event)
{
    uint32_t hash = ids_hash(event->actor) * 31 + ids_hash(event->kind);
    for (size_t i = 0; i < event->what.size; i++) { /* without the case of letters */
        unsigned char byte = (unsigned char)event->what.data[i];
        hash = hash * 16777619u ^ (byte >= 'A' && byte <= 'Z' ? byte + 32u : byte);
    }
    return hash;
}

static bool twins(const dl_event *a, const dl_event *b)
{
    return dl_str_equal(a->actor, b->actor) && dl_str_equal(a->kind, b->kind) &&
           dl_str_same_letters(a->what, b->what) && dl_date_equal(a->date, b->date);
}

/* Within one hash, an event is compared with those before it, but with no more than these. */
static const size_t max_compared = 100;

static int check_twins(const dl_timeline *timeline, fault_list *list, dl_error *error)
{
    size_t total = dl_timeline_count(timeline);
    twin_key *keys = malloc((total + 1) * sizeof *keys);
    int rc = keys ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < total && rc == 0; i++) {
        const dl_event *event = dl_timeline_at(timeline, i);
        keys[i] = (twin_key){event, hash_event(event), i};
    }
    if (rc == 0)
        qsort(keys, total, sizeof *keys, by_hash);
    for (size_t i = 1, first = 0; i < total && rc == 0; i++) {
        if (keys[i].hash != keys[first].hash)
            first = i;
        for (size_t k = first; k < i && k - first < max_compared && rc == 0; k++) {
            if (!twins(keys[k].event, keys[i].event))
                continue;
            rc = add_fault(list, keys[i].event, "duplicate", error, "says the same as ",
                           keys[k].event->id);
            break;
        }
    }
    free(keys);
    return rc;
}

/* --- contradictions --- */

static int add_contradiction(const dl_timeline *timeline, const dl_contradiction *found,
                             fault_list *list, dl_error *error)
{
    dl_buf words;
    dl_buf_init(&words);
    dl_contradiction_words(timeline, found, &words);
    int rc = dl_buf_ok(&words, error);
    const dl_event *about =
        found->length ? dl_timeline_constraint(timeline, found->chain[0])->a : NULL;
    if (rc == 0 && about)
        rc = add_fault(list, about, "contradiction", error, "", dl_buf_str(&words));
    dl_buf_clear(&words);
    return rc;
}

static int check_constraints(const dl_timeline *timeline, fault_list *list, dl_error *error)
{
    dl_consistency found;
    if (dl_timeline_constraint_count(timeline) == 0)
        return 0;
    int rc = dl_timeline_consistency(timeline, &found, error);
    for (size_t i = 0; rc == 0 && i < found.contradiction_count; i++)
        rc = add_contradiction(timeline, &found.contradictions[i], list, error);
    dl_consistency_clear(&found);
    return rc;
}

int dl_timeline_check(const dl_timeline *timeline, dl_fault **faults, size_t *count,
                      dl_error *error)
{
    fault_list list = {0};
    int rc = 0;
    for (size_t i = 0; i < dl_timeline_count(timeline) && rc == 0; i++)
        rc = check_event(timeline, dl_timeline_at(timeline, i), &list, error);
    if (rc == 0)
        rc = check_twins(timeline, &list, error);
    if (rc == 0)
        rc = check_constraints(timeline, &list, error);
    if (rc != 0) {
        free(list.faults);
        list = (fault_list){0};
    }
    *faults = list.faults;
    *count = list.count;
    return rc;
}
