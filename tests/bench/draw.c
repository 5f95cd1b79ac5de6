/* Lays out and writes as SVG a timeline of many events, and prints the median time of each. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "draw/draw.h"

enum { EVENTS = 10000, ACTORS = 20, ROUNDS = 21 };

static double now_ms(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

/* The same numbers in every run. */
static unsigned next(unsigned *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

static int add_event(dl_timeline *timeline, int number, unsigned *state)
{
    static const char *const kinds[] = {"announce", "release", "statement", "leak"};
    static const char *const forms[] = {"%u-%02u-%02u", "%u-%02u", "%u-%02u~"};
    char id[24], actor[24], date[32], what[64];
    unsigned year = 1990 + next(state) % 35, month = 1 + next(state) % 12;
    snprintf(id, sizeof id, "e%d", number);
    snprintf(actor, sizeof actor, "Actor %u", next(state) % ACTORS);
    const char *form = forms[next(state) % 8 < 6 ? 0 : 1 + next(state) % 2];
    unsigned day = 1 + next(state) % 28;
    if (form == forms[0])
        snprintf(date, sizeof date, "%u-%02u-%02u", year, month, day);
    else
        snprintf(date, sizeof date, form == forms[1] ? "%u-%02u" : "%u-%02u~", year, month);
    snprintf(what, sizeof what, "What happened as number %d of all", number);
    dl_date at, due;
    dl_event event = {.id = dl_str_of(id),
                      .date = &at,
                      .due = &due,
                      .actor = dl_str_of(actor),
                      .kind = dl_str_of(kinds[next(state) % 4]),
                      .what = dl_str_of(what)};
    dl_error error;
    int rc = dl_date_parse(dl_str_of(date), &at, &error);
    if (rc == 0 && number % 100 == 0) {
        event.has_due = true;
        event.kind = DL_STR("promise");
        rc = dl_date_parse(DL_STR("2024"), &due, &error);
    }
    return rc == 0 ? dl_timeline_add(timeline, &event, &error) : rc;
}

static int by_size(const void *first, const void *second)
{
    double a = *(const double *)first, b = *(const double *)second;
    return (a > b) - (a < b);
}

int main(void)
{
    dl_timeline *timeline;
    unsigned state = 42;
    double times[ROUNDS];
    size_t bytes = 0;
    int rc = dl_timeline_new(&timeline, NULL);
    for (int i = 0; i < EVENTS && rc == 0; i++)
        rc = add_event(timeline, i, &state);
    for (int i = 0; i < ROUNDS && rc == 0; i++) {
        dl_draw_options options = {.id = DL_STR("b"), .title = DL_STR("Ten thousand events")};
        dl_buf out;
        dl_buf_init(&out);
        double start = now_ms();
        rc = dl_draw_timeline_svg(timeline, &options, &out, NULL);
        times[i] = now_ms() - start;
        bytes = out.size;
        dl_buf_clear(&out);
    }
    dl_timeline_free(timeline);
    if (rc != 0)
        return 1;
    qsort(times, ROUNDS, sizeof *times, by_size);
    printf("{\"events\": %d, \"actors\": %d, \"median_ms\": %.2f, \"worst_ms\": %.2f, "
           "\"bytes\": %zu}\n",
           EVENTS, ACTORS, times[ROUNDS / 2], times[ROUNDS - 1], bytes);
    return 0;
}
