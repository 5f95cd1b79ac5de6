/* Constraints between events, against trying every second. */
#include "dateline/constraints.h"
#include "timeline_random.h"

enum { EVENTS = 4, FIRST = 55, SECONDS = 10 };

/* Seconds around a midnight, so that same_day has two sides: 55 is 23:59:55. */
static void moment_text(int from, int to, char *text, size_t size)
{
    char ends[2][32];
    const int at[2] = {from, to};
    for (int i = 0; i < 2; i++)
        snprintf(ends[i], sizeof ends[i],
                 at[i] < 60 ? "2024-01-01T23:59:%02d" : "2024-01-02T00:00:%02d", at[i] % 60);
    if (from == to)
        snprintf(text, size, "%s", ends[0]);
    else
        snprintf(text, size, "%s/%s", ends[0], ends[1]);
}

typedef struct span_of_seconds {
    int from, to; /* a moment: in [from, to]; a span: begins at from, ends after to */
    bool spans;
} span_of_seconds;

static bool holds(const dl_constraint *c, const int *begin, const span_of_seconds *events)
{
    int a = c->a->id.data[0] - 'a', b = c->b->id.data[0] - 'a';
    int a_end = events[a].spans ? events[a].to + 1 : begin[a] + 1;
    int b_end = events[b].spans ? events[b].to + 1 : begin[b] + 1;
    switch (c->ordering) {
    case DL_ORDER_BEFORE:
        return a_end <= begin[b];
    case DL_ORDER_AFTER:
        return b_end <= begin[a];
    case DL_ORDER_DURING:
        return begin[a] >= events[b].from && a_end <= events[b].to + 1;
    case DL_ORDER_WITHIN:
        return abs(begin[a] - begin[b]) <= c->seconds;
    case DL_ORDER_BY:
        return a_end <= b_end;
    case DL_ORDER_SAME_DAY:
        return (begin[a] < 60) == (begin[b] < 60);
    case DL_ORDER_AT_LEAST_AFTER:
        return begin[a] - (events[b].spans ? b_end : begin[b]) >= c->seconds;
    case DL_ORDER_AT_LEAST_BEFORE:
        return begin[b] - (events[a].spans ? a_end : begin[a]) >= c->seconds;
    }
    return false;
}

/* The least and most second of each event in all ways that hold (with `off` left out). */
static bool try_all(const dl_timeline *timeline, const span_of_seconds *events, unsigned off,
                    int *least, int *most)
{
    int begin[EVENTS];
    bool any = false;
    for (int i = 0; i < EVENTS; i++) {
        begin[i] = events[i].from;
        least[i] = FIRST + SECONDS;
        most[i] = 0;
    }
    for (int done = 0; done < EVENTS;) {
        bool good = true;
        for (size_t i = 0; i < dl_timeline_constraint_count(timeline) && good; i++)
            good = off >> i & 1 || holds(dl_timeline_constraint(timeline, i), begin, events);
        for (int i = 0; i < EVENTS && good; i++) {
            least[i] = begin[i] < least[i] ? begin[i] : least[i];
            most[i] = begin[i] > most[i] ? begin[i] : most[i];
        }
        any = any || good;
        for (done = 0; done < EVENTS; done++) {
            if (!events[done].spans && begin[done] < events[done].to) {
                begin[done]++;
                break;
            }
            begin[done] = events[done].from;
        }
    }
    return any;
}

static dl_timeline *random_problem(uint64_t *seed, span_of_seconds *events)
{
    dl_timeline *timeline = new_timeline();
    for (int i = 0; i < EVENTS; i++) {
        char id[] = {(char)('a' + i), 0}, text[80];
        events[i].from = FIRST + random_below(seed, SECONDS);
        events[i].to = events[i].from + random_below(seed, FIRST + SECONDS - events[i].from);
        events[i].spans = random_below(seed, 4) == 0;
        moment_text(events[i].from, events[i].to, text, sizeof text);
        add(timeline, id, "A", "k", text, (dl_event){.spans = events[i].spans});
    }
    int count = 1 + random_below(seed, 6);
    for (int i = 0; i < count; i++) {
        int a = random_below(seed, EVENTS), b = (a + 1 + random_below(seed, EVENTS - 1)) % EVENTS;
        dl_constraint c = {.a = dl_timeline_at(timeline, (size_t)a),
                           .b = dl_timeline_at(timeline, (size_t)b),
                           .ordering = (dl_ordering)random_below(seed, 8),
                           .seconds = random_below(seed, 4)};
        assert_int_equal(dl_timeline_constrain(timeline, &c, NULL), 0);
    }
    return timeline;
}

/* 2024-01-01T23:59:00 */
static const int64_t minute_start = 1704153540;

static void check_limits(const dl_consistency *result, const int *least, const int *most)
{
    for (int i = 0; i < EVENTS; i++) {
        assert_true(result->limits[i].earliest_known && result->limits[i].latest_known);
        assert_int_equal(result->limits[i].earliest - minute_start, least[i]);
        assert_int_equal(result->limits[i].latest - minute_start, most[i]);
    }
}

/* How many steps the proof takes that has only the constraints that are not off. */
static size_t steps_without(const dl_timeline *timeline, unsigned off)
{
    dl_timeline *fewer = new_timeline();
    dl_consistency result;
    for (size_t i = 0; i < EVENTS; i++)
        assert_int_equal(dl_timeline_add(fewer, dl_timeline_at(timeline, i), NULL), 0);
    for (size_t i = 0; i < dl_timeline_constraint_count(timeline); i++) {
        dl_constraint c = *dl_timeline_constraint(timeline, i);
        if (off >> i & 1)
            continue;
        c.a = dl_timeline_find(fewer, c.a->id);
        c.b = dl_timeline_find(fewer, c.b->id);
        assert_int_equal(dl_timeline_constrain(fewer, &c, NULL), 0);
    }
    assert_int_equal(dl_timeline_consistency(fewer, &result, NULL), 0);
    size_t steps = result.contradictions[0].length;
    dl_consistency_clear(&result);
    dl_timeline_free(fewer);
    return steps;
}

/* A chain is a proof by itself, and none with fewer steps is: subsets are tried. */
static void check_chain(const dl_timeline *timeline, const span_of_seconds *events,
                        const dl_contradiction *found)
{
    unsigned all = (1u << dl_timeline_constraint_count(timeline)) - 1, kept = 0;
    int least[EVENTS], most[EVENTS];
    for (size_t i = 0; i < found->length; i++)
        kept |= 1u << found->chain[i];
    assert_true(found->length > 0);
    assert_false(try_all(timeline, events, all & ~kept, least, most));
    size_t best = SIZE_MAX;
    unsigned best_off = 0;
    for (unsigned off = 0; off <= all; off++) {
        size_t size = (size_t)__builtin_popcount(all & ~off);
        if (size >= best || try_all(timeline, events, off, least, most))
            continue;
        best = size;
        best_off = off;
    }
    assert_true((size_t)__builtin_popcount(kept) >= best);
    /* fewer constraints may take more steps, where one of them is a step twice */
    if (found->shortest && (size_t)__builtin_popcount(kept) > best)
        assert_true(found->length <= steps_without(timeline, best_off));
}

static void propagation_agrees_with_trying_every_second(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    int contradictions = 0, narrowed = 0, rounds = 1500, exact = 0;
    for (int round = 0; round < rounds; round++) {
        span_of_seconds events[EVENTS];
        int least[EVENTS], most[EVENTS];
        dl_timeline *timeline = random_problem(&seed, events);
        dl_consistency result;
        assert_int_equal(dl_timeline_consistency(timeline, &result, NULL), 0);
        bool possible = try_all(timeline, events, 0, least, most);
        assert_int_equal(possible, result.contradiction_count == 0);
        if (possible)
            check_limits(&result, least, most);
        else
            check_chain(timeline, events, &result.contradictions[0]);
        contradictions += !possible;
        exact += !possible && result.contradictions[0].shortest;
        for (int i = 0; i < EVENTS && possible; i++)
            narrowed += result.limits[i].narrowed;
        dl_consistency_clear(&result);
        dl_timeline_free(timeline);
    }
    print_message("# %d problems: %d contradict (%d by a shortest chain), %d events narrowed\n",
                  rounds, contradictions, exact, narrowed);
    assert_true(contradictions > 50 && narrowed > 50);
}

static void constrain(dl_timeline *timeline, const char *a, dl_ordering ordering, const char *b,
                      int64_t seconds)
{
    dl_constraint c = {.a = event_in(timeline, a), .ordering = ordering, .seconds = seconds};
    c.b = dl_timeline_find(timeline, dl_str_of(b));
    if (!c.b)
        c.date = date_of(b);
    assert_int_equal(dl_timeline_constrain(timeline, &c, NULL), 0);
}

static void assert_words(const dl_timeline *timeline, const dl_contradiction *found,
                         const char *expected)
{
    dl_buf words;
    dl_buf_init(&words);
    dl_contradiction_words(timeline, found, &words);
    if (strcmp(words.data, expected) != 0)
        fail_msg("%s", words.data);
    dl_buf_clear(&words);
}

static void a_contradiction_is_told_by_its_shortest_chain(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    const char *ids[] = {"a", "b", "c", "d"};
    const char *dates[] = {"2024-05-10", "2024", "2024", "2024-05-01"};
    for (int i = 0; i < 4; i++)
        add(timeline, ids[i], "A", "k", dates[i], (dl_event){0});
    constrain(timeline, "a", DL_ORDER_BEFORE, "b", 0);
    constrain(timeline, "b", DL_ORDER_BEFORE, "c", 0);
    constrain(timeline, "c", DL_ORDER_BEFORE, "d", 0);
    constrain(timeline, "b", DL_ORDER_BY, "d", 0);
    dl_consistency result;
    assert_int_equal(dl_timeline_consistency(timeline, &result, NULL), 0);
    assert_int_equal(result.contradiction_count, 1);
    assert_true(result.contradictions[0].shortest);
    assert_words(
        timeline, &result.contradictions[0],
        "a is dated 10 May 2024; a must be before b; b must be by d; d is dated 1 May 2024: "
        "these cannot all hold");
    dl_consistency_clear(&result);
    dl_timeline_free(timeline);
}

static void a_ring_contradicts_itself_whatever_its_dates(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    const char *ids[] = {"a", "b", "c"};
    for (int i = 0; i < 3; i++)
        add(timeline, ids[i], "A", "k", i == 1 ? "2023/.." : "../2024", (dl_event){0});
    constrain(timeline, "a", DL_ORDER_BEFORE, "b", 0);
    constrain(timeline, "b", DL_ORDER_BEFORE, "c", 0);
    constrain(timeline, "c", DL_ORDER_BEFORE, "a", 0);
    dl_consistency result;
    assert_int_equal(dl_timeline_consistency(timeline, &result, NULL), 0);
    assert_int_equal(result.contradiction_count, 1);
    assert_true(result.contradictions[0].ring);
    assert_int_equal(result.contradictions[0].length, 3);
    dl_consistency_clear(&result);
    dl_timeline_free(timeline);
}

static void three_hours_narrow_a_day(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    add(timeline, "leak", "A", "leak", "2024-11-26T08:30-05:00", (dl_event){0});
    add(timeline, "stop", "A", "revocation", "2024-11-26T00:00-05:00/2024-11-27T00:00-05:00",
        (dl_event){0});
    constrain(timeline, "stop", DL_ORDER_WITHIN, "leak", 3 * 3600);
    constrain(timeline, "stop", DL_ORDER_AFTER, "leak", 0);
    dl_consistency result;
    assert_int_equal(dl_timeline_consistency(timeline, &result, NULL), 0);
    assert_int_equal(result.contradiction_count, 0);
    assert_true(result.utc && result.limits[1].narrowed);
    /* 13:30:01 UTC, a second after the leak, to 16:30:59 */
    assert_int_equal(result.limits[1].earliest, 1732627801);
    assert_int_equal(result.limits[1].latest, 1732627800 + 3 * 3600 + 59);
    dl_consistency_clear(&result);
    dl_timeline_free(timeline);
}

static void dates_can_stand_on_the_right(void **state)
{
    static const struct {
        dl_ordering ordering;
        const char *date;
        bool possible;
    } rows[] = {{DL_ORDER_BEFORE, "2024-05", false},
                {DL_ORDER_BEFORE, "2024-06", true},
                {DL_ORDER_AFTER, "2024-05", false},
                {DL_ORDER_AFTER, "2024-04", true},
                {DL_ORDER_DURING, "2024-05", true},
                {DL_ORDER_DURING, "2024-06", false},
                {DL_ORDER_BY, "2024-05-10", true},
                {DL_ORDER_BY, "2024-05-09", false},
                {DL_ORDER_SAME_DAY, "2024-05-10T08:00", true},
                {DL_ORDER_SAME_DAY, "2024-05-11", false},
                {DL_ORDER_BEFORE, "../2024", true}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dl_timeline *timeline = new_timeline();
        dl_consistency result;
        add(timeline, "a", "A", "k", "2024-05-10", (dl_event){0});
        constrain(timeline, "a", rows[i].ordering, rows[i].date, 0);
        assert_int_equal(dl_timeline_consistency(timeline, &result, NULL), 0);
        if ((result.contradiction_count == 0) != rows[i].possible)
            fail_msg("%s %s", dl_ordering_word(rows[i].ordering), rows[i].date);
        dl_consistency_clear(&result);
        dl_timeline_free(timeline);
    }
}

static void a_clock_without_a_zone_is_anywhere_on_earth(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    add(timeline, "here", "A", "k", "2024-05-10T12:00Z", (dl_event){0});
    add(timeline, "somewhere", "A", "k", "2024-05-10T20:00", (dl_event){0});
    add(timeline, "next", "A", "k", "2024-05-12T20:00", (dl_event){0});
    constrain(timeline, "somewhere", DL_ORDER_BEFORE, "here", 0);
    dl_consistency result;
    assert_int_equal(dl_timeline_consistency(timeline, &result, NULL), 0);
    assert_int_equal(result.contradiction_count, 0);
    dl_consistency_clear(&result);
    constrain(timeline, "next", DL_ORDER_BEFORE, "here", 0);
    assert_int_equal(dl_timeline_consistency(timeline, &result, NULL), 0);
    assert_int_equal(result.contradiction_count, 1);
    dl_consistency_clear(&result);
    dl_timeline_free(timeline);
}

static void contradictions_apart_are_all_told(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    char id[16];
    for (int i = 0; i < 40; i++) {
        snprintf(id, sizeof id, "e%d", i);
        add(timeline, id, "A", "k", i % 2 ? "2024-01" : "2024-02", (dl_event){0});
    }
    for (int i = 0; i < 10; i += 2) {
        char other[16];
        snprintf(id, sizeof id, "e%d", i);
        snprintf(other, sizeof other, "e%d", i + 1);
        constrain(timeline, id, DL_ORDER_BEFORE, other, 0);
    }
    dl_consistency result;
    assert_int_equal(dl_timeline_consistency(timeline, &result, NULL), 0);
    assert_int_equal(result.contradiction_count, 5);
    dl_consistency_clear(&result);
    dl_timeline_free(timeline);
}

static void faulty_constraints_are_refused(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    dl_error error;
    dl_ordering ordering;
    add(timeline, "a", "A", "k", "2024", (dl_event){0});
    dl_constraint c = {.a = event_in(timeline, "a"), .ordering = DL_ORDER_WITHIN, .seconds = -1};
    c.b = c.a;
    assert_int_equal(dl_timeline_constrain(timeline, &c, &error), DL_ERR_USAGE);
    c.seconds = 1;
    c.b = NULL;
    assert_int_equal(dl_timeline_constrain(timeline, &c, &error), DL_ERR_USAGE);
    assert_int_equal(dl_ordering_of(DL_STR("befor"), &ordering, &error), DL_ERR_USAGE);
    assert_non_null(strstr(error.hint, "before"));
    dl_timeline_free(timeline);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(propagation_agrees_with_trying_every_second),
        cmocka_unit_test(a_contradiction_is_told_by_its_shortest_chain),
        cmocka_unit_test(a_ring_contradicts_itself_whatever_its_dates),
        cmocka_unit_test(three_hours_narrow_a_day),
        cmocka_unit_test(dates_can_stand_on_the_right),
        cmocka_unit_test(a_clock_without_a_zone_is_anywhere_on_earth),
        cmocka_unit_test(contradictions_apart_are_all_told),
        cmocka_unit_test(faulty_constraints_are_refused)};
    return cmocka_run_group_tests_name("consistency", tests, NULL, NULL);
}
