/*
 * Events by time: rows sorted by earliest moment, read as a balanced tree whose every middle knows
 * the latest moment of its part, so that a question meets only the parts that can answer it.
 */
#include <stdlib.h>

#include "base/grow.h"
#include "timeline/held.h"

static const int64_t day_seconds = 86400;

/* The seconds that a date can touch. What has a zone is compared with what has none by their own
 * calendars' days, so both readings are in. Returns whether it has a zone. */
static bool reach(const dl_date *date, int64_t *earliest, int64_t *latest)
{
    dl_bounds bounds = dl_date_bounds(date);
    int64_t day;
    *earliest = INT64_MIN;
    *latest = INT64_MAX;
    if (bounds.start_earliest.kind == DL_BOUND_FINITE) {
        *earliest = bounds.start_earliest.seconds;
        if (bounds.utc && dl_date_first_day(date, &day) && day * day_seconds < *earliest)
            *earliest = day * day_seconds;
    }
    if (bounds.end_latest.kind == DL_BOUND_FINITE) {
        *latest = bounds.end_latest.seconds;
        if (bounds.utc && dl_date_last_day(date, &day) && (day + 1) * day_seconds > *latest)
            *latest = (day + 1) * day_seconds;
    }
    return bounds.utc;
}

static int by_earliest(const void *first, const void *second)
{
    const index_row *a = first, *b = second;
    if (a->earliest != b->earliest)
        return a->earliest < b->earliest ? -1 : 1;
    return (a->event > b->event) - (a->event < b->event);
}

/* A part of the rows, from from to to, not in. */
typedef struct part {
    size_t from, to;
} part;

enum { MAX_DEPTH = 2 * 8 * sizeof(size_t) };

static int64_t most_of(const index_row *rows, part side)
{
    return side.from < side.to ? rows[side.from + (side.to - side.from) / 2].most : INT64_MIN;
}

static void raise_to(int64_t *most, int64_t other)
{
    if (other > *most)
        *most = other;
}

/* Sets every middle's most, its parts' before it: a part is met twice, its sides between. */
static void set_most(index_row *rows, size_t count)
{
    part stack[MAX_DEPTH];
    bool sides_done[MAX_DEPTH];
    size_t depth = 0;
    stack[depth] = (part){0, count};
    sides_done[depth++] = false;
    while (depth) {
        part here = stack[--depth];
        if (here.from >= here.to)
            continue;
        size_t middle = here.from + (here.to - here.from) / 2;
        part left = {here.from, middle}, right = {middle + 1, here.to};
        if (sides_done[depth]) {
            rows[middle].most = rows[middle].latest;
            raise_to(&rows[middle].most, most_of(rows, left));
            raise_to(&rows[middle].most, most_of(rows, right));
            continue;
        }
        sides_done[depth++] = true; /* here stays on the stack, below its sides */
        stack[depth] = left;
        sides_done[depth++] = false;
        stack[depth] = right;
        sides_done[depth++] = false;
    }
}

static int build(dl_timeline *timeline, dl_error *error)
{
    if (timeline->index)
        return 0;
    index_row *rows = malloc((timeline->count + 1) * sizeof *rows);
    if (!rows)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < timeline->count; i++) {
        rows[i].zoned = reach(timeline->events[i]->event.date, &rows[i].earliest, &rows[i].latest);
        rows[i].event = i;
    }
    qsort(rows, timeline->count, sizeof *rows, by_earliest);
    set_most(rows, timeline->count);
    timeline->index = rows;
    return 0;
}

typedef struct question {
    const dl_timeline *timeline;
    const dl_date *from, *to;
    bool zoned; /* from or to has a zone */
    int64_t earliest, latest;
    size_t *found, count, capacity;
    dl_error *error;
} question;

/* The rows of dates with a zone are wider than they are: those are compared as dates are. */
static int take(question *asked, const index_row *row)
{
    const dl_date *date = asked->timeline->events[row->event]->event.date;
    bool apart = row->zoned || asked->zoned
                     ? dl_date_before(date, asked->from) == DL_CERTAIN ||
                           dl_date_after(date, asked->to) == DL_CERTAIN
                     : row->latest <= asked->earliest || row->earliest >= asked->latest;
    if (apart)
        return 0;
    int rc = dl_grow(&asked->found, &asked->capacity, asked->count + 1, sizeof *asked->found,
                     asked->error);
    if (rc == 0)
        asked->found[asked->count++] = row->event;
    return rc;
}

/* In order: a middle waits on the stack as a part of one row while its left side is read. */
static int ask(question *asked)
{
    const index_row *rows = asked->timeline->index;
    part stack[MAX_DEPTH];
    size_t depth = 0;
    int rc = 0;
    stack[depth++] = (part){0, asked->timeline->count};
    while (depth && rc == 0) {
        part here = stack[--depth];
        if (here.from >= here.to)
            continue;
        size_t middle = here.from + (here.to - here.from) / 2;
        if (here.to - here.from == 1) {
            if (rows[middle].earliest <= asked->latest && rows[middle].latest >= asked->earliest)
                rc = take(asked, &rows[middle]);
            continue;
        }
        if (rows[middle].most < asked->earliest)
            continue;
        if (rows[middle].earliest <= asked->latest) {
            stack[depth++] = (part){middle + 1, here.to};
            stack[depth++] = (part){middle, middle + 1};
        }
        stack[depth++] = (part){here.from, middle};
    }
    return rc;
}

int dl_timeline_between(dl_timeline *timeline, const dl_date *from, const dl_date *to,
                        size_t **found, size_t *count, dl_error *error)
{
    question asked = {.timeline = timeline, .from = from, .to = to, .error = error};
    int64_t unused;
    *found = NULL;
    *count = 0;
    int rc = build(timeline, error);
    if (rc != 0)
        return rc;
    asked.zoned = reach(from, &asked.earliest, &unused);
    asked.zoned = reach(to, &unused, &asked.latest) || asked.zoned;
    rc = ask(&asked);
    if (rc != 0) {
        free(asked.found);
        return rc;
    }
    *found = asked.found;
    *count = asked.count;
    return 0;
}
