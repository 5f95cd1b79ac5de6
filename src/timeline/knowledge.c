/* What was known when: the dates on which an event's sources were published, and the timeline as a
 * reader of a day could have known it. */
#include <stdlib.h>
#include <string.h>

#include "timeline/held.h"

/* --- when an event became known --- */

static bool published_at(const dl_event *event, size_t source, dl_date *date)
{
    return event->published && event->published[source].size > 0 &&
           dl_date_parse(event->published[source], date, NULL) == 0;
}

/* Of two dates of publication, the one that can be earlier; then the one that is over first. */
static bool sooner(const dl_date *a, const dl_date *b)
{
    dl_bounds first = dl_date_bounds(a), second = dl_date_bounds(b);
    bool starts = first.start_earliest.kind == DL_BOUND_FINITE;
    if (starts != (second.start_earliest.kind == DL_BOUND_FINITE))
        return !starts;
    if (starts && first.start_earliest.seconds != second.start_earliest.seconds)
        return first.start_earliest.seconds < second.start_earliest.seconds;
    bool ends = first.end_latest.kind == DL_BOUND_FINITE;
    if (ends != (second.end_latest.kind == DL_BOUND_FINITE))
        return ends;
    return ends && first.end_latest.seconds < second.end_latest.seconds;
}

dl_knowledge dl_event_knowledge(const dl_event *event)
{
    dl_knowledge known = {.date = *event->date};
    for (size_t i = 0; i < event->source_count; i++) {
        dl_date published;
        if (!published_at(event, i, &published) || (known.told && !sooner(&published, &known.date)))
            continue;
        known = (dl_knowledge){.told = true, .date = published, .source = event->sources[i]};
    }
    return known;
}

/* --- dates of publication from elsewhere --- */

static int fill_event(const dl_event *event, dl_published_ask ask, void *data, dl_timeline *out,
                      dl_error *error)
{
    dl_event copy = *event;
    dl_date date;
    int rc = 0;
    dl_str *all = calloc(event->source_count + 1, sizeof *all);
    if (!all)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < event->source_count && rc == 0; i++) {
        if (event->published)
            all[i] = event->published[i];
        if (all[i].size == 0)
            rc = ask(data, event->sources[i], &all[i], error);
        /* what a page says of itself may be no date */
        if (all[i].size && dl_date_parse(all[i], &date, NULL) != 0)
            all[i] = (dl_str){"", 0};
        if (all[i].size)
            copy.published = all;
    }
    if (rc == 0)
        rc = dl_timeline_add(out, &copy, error);
    free(all);
    return rc;
}

int dl_timeline_publish(const dl_timeline *timeline, dl_published_ask ask, void *data,
                        dl_timeline **out, dl_error *error)
{
    int rc = dl_timeline_new(out, error);
    for (size_t i = 0; i < timeline->count && rc == 0; i++)
        rc = fill_event(&timeline->events[i]->event, ask, data, *out, error);
    if (rc == 0)
        rc = held_copy_constraints(*out, timeline, error);
    if (rc != 0) {
        dl_timeline_free(*out);
        *out = NULL;
    }
    return rc;
}

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
    return !told && can_be_by(event->date, day);
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
