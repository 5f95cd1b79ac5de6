/* Random dates and timelines for property tests. */
#ifndef TESTS_TIMELINE_RANDOM_H
#define TESTS_TIMELINE_RANDOM_H

#include "dateline/timeline.h"
#include "support.h"

/* Dates of all kinds around 2024, within `years` of it. */
static inline void random_date_text(uint64_t *seed, int years, char *text, size_t size)
{
    int year = 2024 + random_below(seed, years), month = 1 + random_below(seed, 12);
    int day = 1 + random_below(seed, 28), hour = random_below(seed, 24);
    int later = year + random_below(seed, 2);
    switch (random_below(seed, 12)) {
    case 0:
        snprintf(text, size, "%04d", year);
        break;
    case 1:
        snprintf(text, size, "%04d-%02d", year, month);
        break;
    case 2:
        snprintf(text, size, "%04d-%02d-%02d?", year, month, day);
        break;
    case 3:
        snprintf(text, size, "%04d-%02d-%02dT%02d:30", year, month, day, hour);
        break;
    case 4:
        snprintf(text, size, "%04d-%02d-%02dT%02d:30-05:00", year, month, day, hour);
        break;
    case 5:
        snprintf(text, size, "%04d-%02d-%02d/%04d-12-31", year, month, day, later);
        break;
    case 6:
        snprintf(text, size, "../%04d-%02d", year, month);
        break;
    case 7:
        snprintf(text, size, "%04d-%02d-%02d/", year, month, day);
        break;
    case 8:
        snprintf(text, size, "%04d-%02d~", year, month);
        break;
    default:
        snprintf(text, size, "%04d-%02d-%02d", year, month, day);
        break;
    }
}

static inline dl_date date_of(const char *text)
{
    dl_date date;
    dl_error error;
    if (dl_date_parse(dl_str_of(text), &date, &error) != 0)
        fail_msg("%s: %s", text, error.message);
    return date;
}

/* A date to point at until a few more were asked for. */
static inline const dl_date *pointed(dl_date date)
{
    static dl_date held[32];
    static size_t next;
    next = (next + 1) % (sizeof held / sizeof *held);
    held[next] = date;
    return &held[next];
}

static inline dl_date random_date(uint64_t *seed, int years)
{
    char text[80];
    random_date_text(seed, years, text, sizeof text);
    return date_of(text);
}

static inline dl_timeline *new_timeline(void)
{
    dl_timeline *timeline;
    assert_int_equal(dl_timeline_new(&timeline, NULL), 0);
    return timeline;
}

static inline const dl_event *event_in(const dl_timeline *timeline, const char *id)
{
    const dl_event *event = dl_timeline_find(timeline, dl_str_of(id));
    if (!event)
        fail_msg("no event %s", id);
    return event;
}

/* Adds an event with an id, actor, kind and date, and what `more` has besides. */
static inline void add(dl_timeline *timeline, const char *id, const char *actor, const char *kind,
                       const char *date, dl_event more)
{
    dl_error error;
    more.id = dl_str_of(id);
    more.actor = dl_str_of(actor);
    more.kind = dl_str_of(kind);
    more.date = pointed(date_of(date));
    if (more.what.size == 0)
        more.what = dl_str_of(id);
    if (dl_timeline_add(timeline, &more, &error) != 0)
        fail_msg("%s: %s", id, error.message);
}

#endif
