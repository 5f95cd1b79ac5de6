/* Random timelines for pictures: every way not to know a date, promises made again, conflicts, long
 * and foreign words. */
#ifndef TESTS_PICTURE_RANDOM_H
#define TESTS_PICTURE_RANDOM_H

#include "dateline/timeline.h"

static inline void add_event(dl_timeline *timeline, int number, dl_event event, const char *date,
                             const char *due)
{
    char id[32];
    dl_error error;
    dl_date when, until;
    event.date = &when;
    snprintf(id, sizeof id, "e%d", number);
    event.id = dl_str_of(id);
    if (dl_date_parse(dl_str_of(date), &when, &error) != 0)
        fail_msg("%s: %s", date, error.message);
    if (due) {
        event.has_due = true;
        event.due = &until;
        assert_int_equal(dl_date_parse(dl_str_of(due), &until, &error), 0);
    }
    assert_int_equal(dl_timeline_add(timeline, &event, &error), 0);
}

/* --- timelines of all sorts: spans from hours to centuries, every way not to know a date --- */

/* A year and a month of the sort of timeline that round is: within years, centuries, or one. */
static inline void random_month(uint64_t *seed, int sort, int *year, int *month)
{
    static const struct {
        int from, years;
    } sorts[] = {{2020, 4}, {1700, 320}, {2024, 1}, {-400, 2400}};
    *year = sorts[sort].from + random_below(seed, sorts[sort].years);
    *month = 1 + random_below(seed, 12);
}

enum { SORT_HOURS = 4, SORTS };

static inline void random_date(uint64_t *seed, int sort, char *date, size_t size)
{
    char year[16];
    int number = 2024, month = 11;
    if (sort == SORT_HOURS) {
        snprintf(date, size, "2024-11-26T%02d:%02d%s", 8 + random_below(seed, 4),
                 random_below(seed, 60), random_below(seed, 4) ? "" : "~");
        return;
    }
    random_month(seed, sort, &number, &month);
    snprintf(year, sizeof year, number < 0 ? "-%04d" : "%04d", number < 0 ? -number : number);
    switch (random_below(seed, 16)) {
    case 0:
        snprintf(date, size, "%s-%02d~", year, month);
        break;
    case 1:
        snprintf(date, size, "%s?", year);
        break;
    case 2:
        snprintf(date, size, "../%s-%02d", year, month);
        break;
    case 3:
        snprintf(date, size, "%s-%02d/..", year, month);
        break;
    case 4:
        snprintf(date, size, "%s-%02d/", year, month);
        break;
    case 5:
        snprintf(date, size, "/%s-%02d", year, month);
        break;
    case 6:
        snprintf(date, size, "%s-%02d-12%%", year, month);
        break;
    case 7:
        snprintf(date, size, "{%s-03,%s-09}", year, year);
        break;
    case 8:
        snprintf(date, size, "[%s-01-02,%s-06,%s-12-28]", year, year, year);
        break;
    default:
        snprintf(date, size, "%s-%02d-%02d", year, month, 1 + random_below(seed, 28));
    }
}

/* The id of an event that was added before, which this one disputes, settles or revises. */
static inline dl_str earlier(uint64_t *seed, int number, char *text, size_t size, int one_in)
{
    if (number == 0 || random_below(seed, one_in))
        return (dl_str){"", 0};
    /* often a near one, so that chains and several claims of one event come up */
    int back = 1 + random_below(seed, random_below(seed, 2) ? 4 : number);
    snprintf(text, size, "e%d", back > number ? 0 : number - back);
    return dl_str_of(text);
}

static inline dl_timeline *random_timeline(uint64_t *seed, int events)
{
    static const char *const actors[] = {"OpenAI", "Google", "Meta", "深度求索", "A & B <C>"};
    static const char *const kinds[] = {"announce", "release", "promise", "leak", "odd"};
    static const char *const texts[] = {"x",
                                        "A short one",
                                        "発表された動画生成モデル",
                                        "A sentence that is much longer than any label may be",
                                        "تسريب النموذج قبل موعد الإصدار",
                                        "🚀🚀 launched",
                                        "Donaudampfschifffahrtsgesellschaft"};
    dl_timeline *timeline;
    int sort = random_below(seed, SORTS), lanes = 1 + random_below(seed, 5);
    assert_int_equal(dl_timeline_new(&timeline, NULL), 0);
    for (int i = 0; i < events; i++) {
        char date[96], due[96], disputes[16], settles[16], revises[16];
        bool promise = random_below(seed, 4) == 0;
        dl_event event = {.actor = dl_str_of(actors[random_below(seed, lanes)]),
                          .kind = dl_str_of(kinds[random_below(seed, 5)]),
                          .what = dl_str_of(texts[random_below(seed, 7)]),
                          .due_said = dl_str_of(texts[random_below(seed, 7)])};
        random_date(seed, sort, date, sizeof date);
        random_date(seed, sort, due, sizeof due);
        event.disputes = earlier(seed, i, disputes, sizeof disputes, 6);
        event.settles = earlier(seed, i, settles, sizeof settles, 4);
        event.revises = promise ? earlier(seed, i, revises, sizeof revises, 2) : (dl_str){"", 0};
        add_event(timeline, i, event, date, promise ? due : NULL);
    }
    return timeline;
}

#endif
