/* A timeline at another time, and beside another: as of a day, differences, merging. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "timeline/fields.h"
#include "timeline/held.h"

/* --- as of a day --- */

static bool can_be_by(const dl_date *date, const dl_date *day)
{
    return dl_date_after(date, day) != DL_CERTAIN;
}

static bool known_by(const dl_event *event, const dl_date *day)
{
    bool told = false;
    for (size_t i = 0; event->published && i < event->source_count; i++) {
        dl_date published;
        if (event->published[i].size == 0 ||
            dl_date_parse(event->published[i], &published, NULL) != 0)
            continue;
        told = true;
        if (can_be_by(&published, day))
            return true;
    }
    return !told && can_be_by(&event->date, day);
}

/* The ids of list that are known, in space; list itself where all are. */
static dl_str known_ids(const dl_timeline *timeline, const dl_date *day, dl_str list, dl_buf *space)
{
    dl_str rest = list, id;
    bool all = true;
    dl_buf_truncate(space, 0);
    while (held_next_id(&rest, &id)) {
        const dl_event *named = dl_timeline_find(timeline, id);
        if (named && !known_by(named, day)) {
            all = false;
            continue;
        }
        if (space->size)
            dl_buf_putc(space, ' ');
        dl_buf_add(space, id);
    }
    return all ? list : space->size ? dl_buf_str(space) : (dl_str){"", 0};
}

/* Sources that were not there yet are left out, with their dates. */
static void known_sources(dl_event *event, const dl_date *day, dl_str *sources, dl_str *published)
{
    size_t kept = 0;
    for (size_t i = 0; event->published && i < event->source_count; i++) {
        dl_date date;
        bool dated =
            event->published[i].size && dl_date_parse(event->published[i], &date, NULL) == 0;
        if (dated && !can_be_by(&date, day))
            continue;
        sources[kept] = event->sources[i];
        published[kept++] = event->published[i];
    }
    if (!event->published)
        return;
    event->sources = sources;
    event->published = published;
    event->source_count = kept;
}

enum { NAMING_FIELDS = 5 };

static int add_known(const dl_timeline *timeline, const dl_date *day, const dl_event *event,
                     dl_timeline *out, dl_error *error)
{
    dl_event copy = *event;
    dl_str *naming[NAMING_FIELDS] = {&copy.settles, &copy.revises, &copy.supersedes, &copy.disputes,
                                     &copy.chosen};
    dl_buf spaces[NAMING_FIELDS];
    dl_str *sources = malloc((event->source_count * 2 + 1) * sizeof *sources);
    if (!sources)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    bool failed = false;
    for (int i = 0; i < NAMING_FIELDS; i++) {
        dl_buf_init(&spaces[i]);
        *naming[i] = known_ids(timeline, day, *naming[i], &spaces[i]);
        failed = failed || spaces[i].failed;
    }
    if (copy.chosen.size != event->chosen.size)
        copy.reason = (dl_str){"", 0}; /* it spoke of a claim that nobody knew */
    known_sources(&copy, day, sources, sources + event->source_count);
    int rc = failed ? dl_error_set(error, DL_ERR_MEMORY, "memory ran out")
                    : dl_timeline_add(out, &copy, error);
    for (int i = 0; i < NAMING_FIELDS; i++)
        dl_buf_clear(&spaces[i]);
    free(sources);
    return rc;
}

int dl_timeline_as_of(const dl_timeline *timeline, const dl_date *day, dl_timeline **out,
                      dl_error *error)
{
    int rc = dl_timeline_new(out, error);
    for (size_t i = 0; i < timeline->count && rc == 0; i++) {
        if (known_by(&timeline->events[i]->event, day))
            rc = add_known(timeline, day, &timeline->events[i]->event, *out, error);
    }
    if (rc == 0)
        rc = held_copy_constraints(*out, timeline, error);
    if (rc != 0) {
        dl_timeline_free(*out);
        *out = NULL;
    }
    return rc;
}

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

static int check_alike(const dl_event *ours, const dl_event *theirs, dl_error *error)
{
    size_t at = 0;
    bool memory_ran_out;
    const char *field = fields_differ(ours, theirs, &at, &memory_ran_out);
    if (memory_ran_out)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (!field)
        return 0;
    dl_error_set(error, DL_ERR_USAGE, "both timelines have '%.*s', and its %s differs",
                 DL_STR_ARG(ours->id), field);
    dl_error_hint(error, "give one of them another id and let it dispute the other");
    return DL_ERR_USAGE;
}

int dl_timeline_merge(dl_timeline *timeline, const dl_timeline *other, dl_error *error)
{
    int rc = 0;
    for (size_t i = 0; i < other->count && rc == 0; i++) {
        const dl_event *theirs = &other->events[i]->event;
        const dl_event *ours = dl_timeline_find(timeline, theirs->id);
        if (ours)
            rc = check_alike(ours, theirs, error);
    }
    for (size_t i = 0; i < other->count && rc == 0; i++) {
        const dl_event *theirs = &other->events[i]->event;
        if (!dl_timeline_find(timeline, theirs->id))
            rc = dl_timeline_add(timeline, theirs, error);
    }
    return rc == 0 && timeline != other ? held_copy_constraints(timeline, other, error) : rc;
}
