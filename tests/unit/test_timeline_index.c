/* Questions by time, against a scan of all events. */
#include "timeline_random.h"

static dl_timeline *random_timeline(uint64_t *seed, int count, int years)
{
    dl_timeline *timeline = new_timeline();
    for (int i = 0; i < count; i++) {
        char id[16], text[80];
        snprintf(id, sizeof id, "e%d", i);
        random_date_text(seed, years, text, sizeof text);
        add(timeline, id, "A", "k", text, (dl_event){0});
    }
    return timeline;
}

static void check_question(dl_timeline *timeline, const dl_date *from, const dl_date *to)
{
    size_t *found, count, met = 0, total = dl_timeline_count(timeline);
    assert_int_equal(dl_timeline_between(timeline, from, to, &found, &count, NULL), 0);
    char *is_found = calloc(total + 1, 1);
    for (size_t i = 0; i < count; i++)
        is_found[found[i]]++;
    for (size_t i = 0; i < total; i++) {
        const dl_date *date = dl_timeline_at(timeline, i)->date;
        bool wanted =
            dl_date_before(date, from) != DL_CERTAIN && dl_date_after(date, to) != DL_CERTAIN;
        if (is_found[i] != wanted)
            fail_msg("event %zu: found %d times, wanted %d", i, is_found[i], wanted);
        met += wanted;
    }
    assert_int_equal(met, count);
    free(is_found);
    free(found);
}

static void questions_by_time_find_what_a_scan_finds(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    for (int round = 0; round < 60; round++) {
        dl_timeline *timeline = random_timeline(&seed, random_below(&seed, 120), 4);
        for (int i = 0; i < 40; i++) {
            dl_date from = random_date(&seed, 4), to = random_date(&seed, 4);
            check_question(timeline, &from, i % 2 ? &from : &to);
        }
        /* the index follows what is added after a question */
        add(timeline, "late", "A", "k", "2024-05-05", (dl_event){0});
        dl_date day = date_of("2024-05-05");
        check_question(timeline, &day, &day);
        dl_timeline_free(timeline);
    }
}

static void an_empty_timeline_answers(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    dl_date day = date_of("2024");
    check_question(timeline, &day, &day);
    dl_timeline_free(timeline);
}

static void many_events_are_found_by_id_and_time(void **state)
{
    (void)state;
    enum { MANY = 50000 };
    dl_timeline *timeline = new_timeline();
    char id[32];
    for (int i = 0; i < MANY; i++) {
        dl_event event = {.actor = DL_STR("A"),
                          .kind = DL_STR("k"),
                          .what = DL_STR("w"),
                          .date = pointed(dl_date_of_day(i))};
        snprintf(id, sizeof id, "e-%d", i);
        event.id = dl_str_of(id);
        assert_int_equal(dl_timeline_add(timeline, &event, NULL), 0);
    }
    for (int i = 0; i < MANY; i += 997) {
        snprintf(id, sizeof id, "e-%d", i);
        const dl_event *event = event_in(timeline, id);
        size_t *found, count;
        assert_int_equal(
            dl_timeline_between(timeline, event->date, event->date, &found, &count, NULL), 0);
        assert_int_equal(count, 1);
        assert_int_equal(found[0], i);
        free(found);
    }
    dl_error error;
    const dl_event *event;
    assert_int_equal(dl_timeline_need(timeline, DL_STR("e-1x"), &event, &error), DL_ERR_NOT_FOUND);
    dl_timeline_free(timeline);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(questions_by_time_find_what_a_scan_finds),
                                       cmocka_unit_test(an_empty_timeline_answers),
                                       cmocka_unit_test(many_events_are_found_by_id_and_time)};
    return cmocka_run_group_tests_name("timelines by time", tests, NULL, NULL);
}
