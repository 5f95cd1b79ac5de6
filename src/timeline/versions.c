/* A timeline beside another: differences, merging. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "timeline/fields.h"
#include "timeline/held.h"

/* --- differences --- */

typedef struct difference_list {
    dl_difference *rows;
    size_t count, capacity;
} difference_list;

static int add_row(difference_list *list, dl_difference row, dl_error *error)
{
    int rc = dl_grow(&list->rows, &list->capacity, list->count + 1, sizeof *list->rows, error);
    if (rc == 0)
        list->rows[list->count++] = row;
    return rc;
}

static int differences_of(const dl_event *old, const dl_event *new, difference_list *list,
                          dl_error *error)
{
    const char *field = NULL;
    size_t at = 0;
    int rc = 0;
    do {
        bool memory_ran_out;
        field = fields_differ(old, new, &at, &memory_ran_out);
        if (memory_ran_out)
            rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
        else if (field)
            rc = add_row(list, (dl_difference){DL_CHANGED, old, new, field}, error);
    } while (field && rc == 0);
    return rc;
}

int dl_timeline_diff(const dl_timeline *old, const dl_timeline *new, dl_difference **rows,
                     size_t *count, dl_error *error)
{
    difference_list list = {0};
    int rc = 0;
    for (size_t i = 0; i < old->count && rc == 0; i++) {
        const dl_event *before = &old->events[i]->event;
        const dl_event *after = dl_timeline_find(new, before->id);
        rc = after ? differences_of(before, after, &list, error)
                   : add_row(&list, (dl_difference){DL_REMOVED, before, NULL, NULL}, error);
    }
    for (size_t i = 0; i < new->count &&rc == 0; i++) {
        const dl_event *after = &new->events[i]->event;
        if (!dl_timeline_find(old, after->id))
            rc = add_row(&list, (dl_difference){DL_ADDED, NULL, after, NULL}, error);
    }
    if (rc != 0) {
        free(list.rows);
        list = (difference_list){0};
    }
    *rows = list.rows;
    *count = list.count;
    return rc;
}

/* --- merging --- */

/* How many events that differ a message names. */
static const size_t most_named = 5;

/* "'a' (date, what)" of one that differs, after a comma where it is not the first. */
static int name_difference(const dl_event *ours, const dl_event *theirs, size_t *differ,
                           dl_buf *out, dl_error *error)
{
    size_t at = 0, fields = 0;
    bool memory_ran_out = false;
    const char *field = fields_differ(ours, theirs, &at, &memory_ran_out);
    if (field && ++*differ <= most_named)
        dl_buf_printf(out, "%s'%.*s' in its ", *differ > 1 ? ", " : "", DL_STR_ARG(ours->id));
    while (field && !memory_ran_out && *differ <= most_named) {
        dl_buf_printf(out, "%s%s", fields++ ? ", " : "", field);
        field = fields_differ(ours, theirs, &at, &memory_ran_out);
    }
    return memory_ran_out ? dl_error_set(error, DL_ERR_MEMORY, "memory ran out") : 0;
}

static int check_alike(const dl_timeline *timeline, const dl_timeline *other, dl_error *error)
{
    dl_buf names;
    size_t differ = 0;
    int rc = 0;
    dl_buf_init(&names);
    for (size_t i = 0; i < other->count && rc == 0; i++) {
        const dl_event *theirs = &other->events[i]->event;
        const dl_event *ours = dl_timeline_find(timeline, theirs->id);
        if (ours)
            rc = name_difference(ours, theirs, &differ, &names, error);
    }
    if (rc == 0)
        rc = dl_buf_ok(&names, error);
    if (rc == 0 && differ) {
        rc = dl_error_set(error, DL_ERR_USAGE,
                          "both timelines have %zu event%s that differ%s: %.400s%s", differ,
                          differ == 1 ? "" : "s", differ == 1 ? "s" : "", names.data,
                          differ > most_named ? ", ..." : "");
        dl_error_hint(error, "look at a:diff(b), or merge with {conflicts = \"claims\"}, which "
                             "keeps both as claims");
    }
    dl_buf_clear(&names);
    return rc;
}

int dl_timeline_merge(dl_timeline *timeline, const dl_timeline *other, dl_error *error)
{
    int rc = check_alike(timeline, other, error);
    for (size_t i = 0; i < other->count && rc == 0; i++) {
        const dl_event *theirs = &other->events[i]->event;
        if (!dl_timeline_find(timeline, theirs->id))
            rc = dl_timeline_add(timeline, theirs, error);
    }
    return rc == 0 && timeline != other ? held_copy_constraints(timeline, other, error) : rc;
}

/* Whether a claim about ours tells already what theirs does. */
static int told_already(const dl_timeline *timeline, const dl_event *ours, const dl_event *theirs,
                        bool *told, dl_error *error)
{
    *told = false;
    for (const dl_event *claim = dl_timeline_claim(timeline, ours); claim && !*told;
         claim = dl_timeline_next_claim(timeline, claim)) {
        dl_event as_claim = *theirs;
        bool memory_ran_out;
        size_t at = 0;
        as_claim.id = claim->id;
        as_claim.disputes = claim->disputes;
        *told = fields_differ(claim, &as_claim, &at, &memory_ran_out) == NULL;
        if (memory_ran_out)
            return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    return 0;
}

/* A claim settles, revises and chooses nothing: the event that it disputes does. */
static int add_as_claim(dl_timeline *timeline, const dl_event *ours, const dl_event *theirs,
                        dl_error *error)
{
    dl_event claim = *theirs;
    bool told;
    dl_buf id;
    claim.disputes = ours->id;
    claim.settles = claim.revises = claim.supersedes = claim.chosen = (dl_str){"", 0};
    int rc = told_already(timeline, ours, &claim, &told, error);
    if (rc != 0 || told)
        return rc;
    dl_buf_init(&id);
    for (size_t number = 2; rc == 0; number++) {
        dl_buf_truncate(&id, 0);
        dl_buf_printf(&id, "%.*s-%zu", DL_STR_ARG(ours->id), number);
        rc = dl_buf_ok(&id, error);
        if (rc == 0 && !dl_timeline_find(timeline, dl_buf_str(&id)))
            break;
    }
    claim.id = dl_buf_str(&id);
    if (rc == 0)
        rc = dl_timeline_add(timeline, &claim, error);
    dl_buf_clear(&id);
    return rc;
}

int dl_timeline_merge_claims(dl_timeline *timeline, const dl_timeline *other, dl_error *error)
{
    int rc = 0;
    for (size_t i = 0; i < other->count && rc == 0 && timeline != other; i++) {
        const dl_event *theirs = &other->events[i]->event;
        const dl_event *ours = dl_timeline_find(timeline, theirs->id);
        size_t at = 0;
        bool memory_ran_out = false;
        if (!ours)
            rc = dl_timeline_add(timeline, theirs, error);
        else if (fields_differ(ours, theirs, &at, &memory_ran_out))
            rc = add_as_claim(timeline, ours, theirs, error);
        if (memory_ran_out)
            rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    return rc == 0 && timeline != other ? held_copy_constraints(timeline, other, error) : rc;
}
