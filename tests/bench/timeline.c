/*
 * A million events held and asked, and ten thousand bound by fifty thousand constraints.
 * Usage: timeline [EVENTS]. Prints one line of JSON: milliseconds of adding, of building the index
 * with the first question, the median microseconds of a question by time (with its events found)
 * and by id, megabytes held, and milliseconds of propagation, possible and contradictory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "dateline/constraints.h"
#include "dateline/timeline.h"

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b)
{
    const double *first = a, *second = b;
    return (*first > *second) - (*first < *second);
}

static unsigned random_below(unsigned long long *state, unsigned limit)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (unsigned)((*state * 0x2545F4914F6CDD1DULL) >> 32) % limit;
}

/* Days over three centuries; one event in ten is a span of up to a month, one in a thousand of up
 * to thirty years, so that long ones lie over most questions. */
static dl_date random_date(unsigned long long *state)
{
    static const int first_day = -70000;
    int day = first_day + (int)random_below(state, 110000);
    int kind = (int)random_below(state, 1000), days = 0;
    if (kind == 0)
        days = (int)random_below(state, 11000);
    else if (kind < 100)
        days = (int)random_below(state, 30);
    dl_date date = dl_date_of_day(day);
    if (days == 0)
        return date;
    date.interval = true;
    date.end = dl_date_of_day(day + days).start;
    return date;
}

static int fill(dl_timeline *timeline, size_t count, unsigned long long *seed)
{
    static const dl_str source[] = {{"https://a.example/one/two/three", 31}};
    char id[32];
    int rc = 0;
    for (size_t i = 0; i < count && rc == 0; i++) {
        dl_event event = {.actor = DL_STR("Actor"),
                          .kind = DL_STR("release"),
                          .what = DL_STR("Something was released to everybody"),
                          .sources = source,
                          .source_count = 1};
        snprintf(id, sizeof id, "event-%zu", i);
        event.id = dl_str_of(id);
        dl_date date = random_date(seed);
        event.date = &date;
        rc = dl_timeline_add(timeline, &event, NULL);
    }
    return rc;
}

enum { QUESTIONS = 2001 };

static double ask_times(dl_timeline *timeline, unsigned long long *seed, double *found_median)
{
    static double took[QUESTIONS], answers[QUESTIONS];
    for (int i = 0; i < QUESTIONS; i++) {
        dl_date day = dl_date_of_day(-70000 + (int)random_below(seed, 110000));
        size_t *found, count;
        double start = now_us();
        if (dl_timeline_between(timeline, &day, &day, &found, &count, NULL) != 0)
            return -1;
        took[i] = now_us() - start;
        answers[i] = (double)count;
        free(found);
    }
    qsort(took, QUESTIONS, sizeof *took, ascending);
    qsort(answers, QUESTIONS, sizeof *answers, ascending);
    *found_median = answers[QUESTIONS / 2];
    return took[QUESTIONS / 2];
}

static double ask_ids(const dl_timeline *timeline, size_t count, unsigned long long *seed)
{
    char id[32];
    double start = now_us();
    for (int i = 0; i < QUESTIONS; i++) {
        snprintf(id, sizeof id, "event-%u", random_below(seed, (unsigned)count));
        if (!dl_timeline_find(timeline, dl_str_of(id)))
            return -1;
    }
    return (now_us() - start) / QUESTIONS;
}

/* Constraints that hold in a hidden order of the events, whose dates are years around it. */
static int bind_events(dl_timeline *timeline, size_t constraints, bool contradict,
                       unsigned long long *seed)
{
    size_t count = dl_timeline_count(timeline);
    int rc = 0;
    for (size_t i = 0; i < constraints && rc == 0; i++) {
        size_t a = random_below(seed, (unsigned)count), b = random_below(seed, (unsigned)count);
        if (a == b)
            b = (a + 1) % count;
        dl_constraint c = {.a = dl_timeline_at(timeline, a < b ? a : b),
                           .b = dl_timeline_at(timeline, a < b ? b : a),
                           .ordering = DL_ORDER_BEFORE};
        if (i % 10 == 0 && c.a != c.b) {
            c.ordering = DL_ORDER_WITHIN;
            c.seconds = (int64_t)86400 * 366 * 40;
        }
        rc = dl_timeline_constrain(timeline, &c, NULL);
    }
    dl_constraint last = {.a = dl_timeline_at(timeline, count - 1),
                          .b = dl_timeline_at(timeline, 0),
                          .ordering = DL_ORDER_BEFORE};
    return contradict && rc == 0 ? dl_timeline_constrain(timeline, &last, NULL) : rc;
}

static double propagate(bool contradict, size_t *found, unsigned long long *seed)
{
    enum { EVENTS = 10000, CONSTRAINTS = 50000 };
    dl_timeline *timeline;
    char id[32];
    *found = 0;
    if (dl_timeline_new(&timeline, NULL) != 0)
        return -1;
    int rc = 0;
    for (int i = 0; i < EVENTS && rc == 0; i++) {
        dl_event event = {.actor = DL_STR("A"), .kind = DL_STR("k"), .what = DL_STR("w")};
        snprintf(id, sizeof id, "event-%d", i);
        event.id = dl_str_of(id);
        dl_date date = dl_date_of_day(i / 4);
        date.interval = true;
        date.end = dl_date_of_day(i / 4 + 3000).start;
        event.date = &date;
        rc = dl_timeline_add(timeline, &event, NULL);
    }
    if (rc == 0)
        rc = bind_events(timeline, CONSTRAINTS, contradict, seed);
    dl_consistency result = {0};
    double start = now_us();
    if (rc == 0)
        rc = dl_timeline_consistency(timeline, &result, NULL);
    double took = (now_us() - start) / 1000;
    *found = result.contradiction_count;
    dl_consistency_clear(&result);
    dl_timeline_free(timeline);
    return rc == 0 ? took : -1;
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
    unsigned long long seed = 20241209;
    dl_timeline *timeline;
    struct rusage usage;
    double found = 0;
    if (count == 0 || dl_timeline_new(&timeline, NULL) != 0)
        return 2;
    double start = now_us();
    if (fill(timeline, count, &seed) != 0)
        return 2;
    double added = (now_us() - start) / 1000;
    getrusage(RUSAGE_SELF, &usage);
    dl_date day = dl_date_of_day(0);
    size_t *rows, row_count, possible, contradictions;
    start = now_us();
    if (dl_timeline_between(timeline, &day, &day, &rows, &row_count, NULL) != 0)
        return 2;
    double indexed = (now_us() - start) / 1000;
    free(rows);
    double by_time = ask_times(timeline, &seed, &found), by_id = ask_ids(timeline, count, &seed);
    dl_timeline_free(timeline);
    double holds = propagate(false, &possible, &seed);
    double broken = propagate(true, &contradictions, &seed);
    printf("{\"events\": %zu, \"add_ms\": %.0f, \"index_ms\": %.0f, \"between_us\": %.2f, "
           "\"found\": %.0f, \"id_us\": %.3f, \"mb\": %ld, \"propagate_ms\": %.1f, "
           "\"contradictions\": %zu, \"prove_ms\": %.1f, \"proved\": %zu}\n",
           count, added, indexed, by_time, found, by_id, usage.ru_maxrss / 1024, holds, possible,
           broken, contradictions);
    return by_time < 0 || by_id < 0 || holds < 0 || broken < 0;
}
