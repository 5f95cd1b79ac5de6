/* Figures about events: conflicts, revised promises, scoreboards, durations, other versions. */
#include "dateline/constraints.h"
#include "timeline_random.h"

static dl_event disputing(const char *id)
{
    return (dl_event){.disputes = dl_str_of(id)};
}

static dl_event due(const char *date)
{
    return (dl_event){.has_due = true, .due = pointed(date_of(date))};
}

static void assert_span(dl_span days, int least, int most)
{
    if (!days.least_known || !days.most_known || days.least != least || days.most != most)
        fail_msg("%d to %d, expected %d to %d", (int)days.least, (int)days.most, least, most);
}

/* --- conflicts --- */

static void a_figure_over_a_conflict_says_so_with_the_range(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    add(timeline, "show", "A", "preview", "2024-02-15", (dl_event){0});
    add(timeline, "show-2", "A", "preview", "2024-02-16", disputing("show"));
    add(timeline, "show-3", "A", "preview", "2024-02-10", disputing("show"));
    add(timeline, "ship", "A", "release", "2024-12-09", (dl_event){0});
    add(timeline, "other", "B", "release", "2024-12-10", (dl_event){0});
    dl_lag lag = dl_timeline_lag(timeline, event_in(timeline, "show"), event_in(timeline, "ship"));
    assert_true(lag.conflict);
    assert_span(lag.days, 298, 298);
    assert_span(lag.claims, 297, 303);
    assert_int_equal(lag.claims_first, DL_CERTAIN);
    dl_buf words;
    dl_buf_init(&words);
    dl_lag_words(&lag, &words);
    assert_string_equal(words.data, "298 days (sources conflict: 297 to 303 days)");
    dl_buf_clear(&words);
    lag = dl_timeline_lag(timeline, event_in(timeline, "ship"), event_in(timeline, "other"));
    assert_false(lag.conflict);
    assert_span(lag.claims, 1, 1);
    dl_timeline_free(timeline);
}

static void the_chosen_claim_is_the_one_that_counts(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    dl_error error;
    add(timeline, "show", "A", "preview", "2024-02-15", (dl_event){0});
    add(timeline, "show-2", "A", "preview", "2024-02-16", disputing("show"));
    add(timeline, "ship", "A", "release", "2024-12-09", (dl_event){0});
    assert_int_equal(
        dl_timeline_choose(timeline, DL_STR("show"), DL_STR("ship"), DL_STR("r"), &error),
        DL_ERR_USAGE);
    assert_int_equal(
        dl_timeline_choose(timeline, DL_STR("show"), DL_STR("show-2"), DL_STR("the post"), &error),
        0);
    dl_lag lag = dl_timeline_lag(timeline, event_in(timeline, "show"), event_in(timeline, "ship"));
    assert_span(lag.days, 297, 297);
    assert_span(lag.claims, 297, 298);
    /* asked for by its own id, a claim is used, and the conflict still told */
    assert_int_equal(
        dl_timeline_choose(timeline, DL_STR("show"), DL_STR("show"), DL_STR("the paper"), &error),
        0);
    lag = dl_timeline_lag(timeline, event_in(timeline, "show-2"), event_in(timeline, "ship"));
    assert_span(lag.days, 297, 297);
    assert_true(lag.conflict);
    dl_timeline_free(timeline);
}

static void an_order_that_claims_differ_in_is_only_possible(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    add(timeline, "a", "A", "k", "2024-02-10", (dl_event){0});
    add(timeline, "b", "A", "k", "2024-02-15", (dl_event){0});
    add(timeline, "b-2", "A", "k", "2024-02-05", disputing("b"));
    dl_lag lag = dl_timeline_lag(timeline, event_in(timeline, "a"), event_in(timeline, "b"));
    assert_int_equal(lag.from_first, DL_CERTAIN);
    assert_int_equal(lag.claims_first, DL_POSSIBLE);
    assert_span(lag.claims, -5, 5);
    dl_timeline_free(timeline);
}

/* --- promises --- */

static dl_timeline *promises(void)
{
    dl_timeline *timeline = new_timeline();
    dl_event again = due("2024-09-30"), third = due("2024-12"), came = {0};
    again.revises = DL_STR("p1");
    third.revises = DL_STR("p2");
    third.speaker = DL_STR("Someone");
    came.settles = DL_STR("p3");
    add(timeline, "p1", "A", "promise", "2024-01-10", due("2024-06"));
    add(timeline, "p2", "A", "promise", "2024-06-20", again);
    add(timeline, "p3", "A", "promise", "2024-10-01", third);
    add(timeline, "ship", "A", "release", "2024-12-09", came);
    add(timeline, "ship-2", "A", "release", "2025-01-02", disputing("ship"));
    add(timeline, "q", "B", "promise", "2024-03-01", due("2024"));
    return timeline;
}

static void a_revised_promise_keeps_its_own_slip(void **state)
{
    (void)state;
    dl_timeline *timeline = promises();
    dl_slip first = dl_timeline_slip(timeline, event_in(timeline, "p1"), NULL);
    assert_int_equal(first.verdict, DL_VERDICT_LATE);
    assert_span(first.days, 162, 162);
    assert_true(first.conflict);
    assert_span(first.claims, 162, 186);
    assert_ptr_equal(first.revised_by, event_in(timeline, "p2"));
    dl_slip last = dl_timeline_slip(timeline, event_in(timeline, "p3"), NULL);
    assert_int_equal(last.verdict, DL_VERDICT_KEPT);
    assert_span(last.days, -22, -22);
    assert_null(last.revised_by);
    /* in July the first is past and was revised, and nothing has come */
    dl_date july = date_of("2024-07-01");
    first = dl_timeline_slip(timeline, event_in(timeline, "p1"), &july);
    assert_int_equal(first.verdict, DL_VERDICT_NO_OUTCOME);
    assert_non_null(first.revised_by);
    dl_date may = date_of("2024-05-01");
    assert_null(dl_timeline_slip(timeline, event_in(timeline, "p1"), &may).revised_by);
    dl_timeline_free(timeline);
}

static void promises_that_revise_each_other_end(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    dl_event a = due("2024"), b = due("2024");
    a.revises = DL_STR("b");
    b.revises = DL_STR("a");
    add(timeline, "a", "A", "promise", "2024-01", a);
    add(timeline, "b", "A", "promise", "2024-01", b);
    assert_null(dl_timeline_slip(timeline, event_in(timeline, "a"), NULL).outcome);
    dl_fault *faults;
    size_t count, rings = 0;
    assert_int_equal(dl_timeline_check(timeline, &faults, &count, NULL), 0);
    for (size_t i = 0; i < count; i++)
        rings += strcmp(faults[i].rule, "revision-ring") == 0;
    assert_int_equal(rings, 2);
    free(faults);
    dl_timeline_free(timeline);
}

static void a_scoreboard_counts_every_promise(void **state)
{
    (void)state;
    dl_timeline *timeline = promises();
    dl_score *rows;
    size_t count;
    dl_date later = date_of("2025-06-01");
    assert_int_equal(dl_timeline_scoreboard(timeline, &later, false, &rows, &count, NULL), 0);
    assert_int_equal(count, 2);
    assert_true(dl_str_equal(rows[0].who, DL_STR("A")));
    assert_int_equal(rows[0].promises, 3);
    assert_int_equal(rows[0].late, 2);
    assert_int_equal(rows[0].kept, 1);
    assert_int_equal(rows[0].revised, 2);
    assert_span(rows[0].slip, 70, 94); /* of -22, 70, 162; each up to 24 more by the other claim */
    assert_int_equal(rows[1].no_outcome, 1);
    assert_false(rows[1].has_slip);
    free(rows);
    assert_int_equal(dl_timeline_scoreboard(timeline, NULL, true, &rows, &count, NULL), 0);
    assert_int_equal(count, 3);
    assert_true(dl_str_equal(rows[2].who, DL_STR("Someone")));
    free(rows);
    dl_timeline_free(timeline);
}

/* Verdicts by trying every day of the outcome: kept when none is past the last day that was
 * promised, late when all are, early when all are before the first. */
static dl_verdict verdict_by_days(int due_first, int due_last, int came_first, int came_last)
{
    int early = 0, in_time = 0, late = 0;
    for (int day = came_first; day <= came_last; day++) {
        early += day < due_first;
        in_time += day <= due_last;
        late += day > due_last;
    }
    int all = came_last - came_first + 1;
    return early == all     ? DL_VERDICT_EARLY
           : late == all    ? DL_VERDICT_LATE
           : in_time == all ? DL_VERDICT_KEPT
                            : DL_VERDICT_POSSIBLY_LATE;
}

static dl_date days_of(int first, int last)
{
    dl_date date = dl_date_of_day(first);
    date.interval = last > first;
    if (date.interval)
        date.end = dl_date_of_day(last).start;
    return date;
}

static void random_days(uint64_t *seed, int *first, int *last)
{
    *first = 19700 + random_below(seed, 30);
    *last = *first + (random_below(seed, 2) ? random_below(seed, 12) : 0);
}

static void verdicts_over_claims_agree_with_trying_every_day(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    for (int round = 0; round < 2000; round++) {
        dl_timeline *timeline = new_timeline();
        int due[2], claims = random_below(&seed, 3), least = 1 << 20, most = -(1 << 20);
        unsigned verdicts = 0;
        random_days(&seed, &due[0], &due[1]);
        dl_event promise = {.has_due = true, .due = pointed(days_of(due[0], due[1]))};
        add(timeline, "p", "A", "promise", "2023-01-01", promise);
        for (int i = 0; i <= claims; i++) {
            char id[16];
            int came[2];
            dl_buf text;
            dl_event outcome = {.settles = i ? DL_STR("") : DL_STR("p"),
                                .disputes = i ? DL_STR("o0") : DL_STR("")};
            random_days(&seed, &came[0], &came[1]);
            dl_date date = days_of(came[0], came[1]);
            dl_buf_init(&text);
            dl_date_print(&date, &text);
            snprintf(id, sizeof id, "o%d", i);
            add(timeline, id, "A", "release", text.data, outcome);
            dl_buf_clear(&text);
            verdicts |= 1u << verdict_by_days(due[0], due[1], came[0], came[1]);
            least = came[0] - due[1] < least ? came[0] - due[1] : least;
            most = came[1] - due[1] > most ? came[1] - due[1] : most;
        }
        dl_slip slip = dl_timeline_slip(timeline, event_in(timeline, "p"), NULL);
        assert_int_equal(slip.verdicts, verdicts);
        assert_true(slip.verdicts & 1u << slip.verdict);
        assert_int_equal(slip.conflict, claims > 0);
        assert_span(slip.claims, least, most);
        dl_timeline_free(timeline);
    }
}

static void a_share_is_a_range_where_the_outcome_is_not_sure(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    const char *came[] = {"2024-02-01", "2024-07-01", "2024-06", "2024-08-01"};
    for (int i = 0; i < 5; i++) {
        char promise[16], outcome[16];
        snprintf(promise, sizeof promise, "p%d", i);
        snprintf(outcome, sizeof outcome, "o%d", i);
        dl_event due = {.has_due = true, .due = pointed(date_of("2024-01/2024-06-15"))};
        add(timeline, promise, "A", "promise", "2023-12-01", due);
        if (i < 4)
            add(timeline, outcome, "A", "release", came[i],
                (dl_event){.settles = dl_str_of(promise)});
    }
    add(timeline, "other", "A", "release", "2024-05-01", (dl_event){.disputes = DL_STR("o3")});
    dl_event later = {.has_due = true, .due = pointed(date_of("2030"))};
    add(timeline, "open", "A", "promise", "2023-12-01", later);
    dl_score *rows;
    size_t count;
    dl_date as_of = date_of("2025-01-01");
    assert_int_equal(dl_timeline_scoreboard(timeline, &as_of, false, &rows, &count, NULL), 0);
    /* kept, late, either, late or kept by another claim, no outcome; and one that is open */
    assert_int_equal(rows[0].due, 5);
    assert_int_equal(rows[0].open, 1);
    assert_int_equal(rows[0].kept_least, 1);
    assert_int_equal(rows[0].kept_most, 4);
    assert_int_equal(rows[0].conflicts, 1);
    free(rows);
    dl_timeline_free(timeline);
}

static void a_claim_of_a_promise_is_no_promise_of_its_own(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    dl_event due = {.has_due = true, .due = pointed(date_of("2024-06-30"))};
    add(timeline, "p", "A", "promise", "2024-01-01", due);
    due.due = pointed(date_of("2024"));
    due.disputes = DL_STR("p");
    add(timeline, "p-2", "A", "promise", "2024-01-01", due);
    add(timeline, "o", "A", "release", "2024-09-30", (dl_event){.settles = DL_STR("p")});
    dl_slip *slips;
    size_t count;
    assert_int_equal(dl_timeline_slips(timeline, NULL, &slips, &count, NULL), 0);
    assert_int_equal(count, 1);
    assert_int_equal(slips[0].verdict, DL_VERDICT_LATE);
    assert_int_equal(slips[0].verdicts, 1u << DL_VERDICT_LATE | 1u << DL_VERDICT_KEPT);
    assert_span(slips[0].days, 92, 92);
    assert_span(slips[0].claims, -92, 92);
    free(slips);
    assert_int_equal(
        dl_timeline_choose(timeline, DL_STR("p"), DL_STR("p-2"), DL_STR("the tape"), NULL), 0);
    assert_int_equal(dl_timeline_slip(timeline, event_in(timeline, "p"), NULL).verdict,
                     DL_VERDICT_KEPT);
    dl_timeline_free(timeline);
}

/* --- comparisons --- */

static void durations_pair_what_belongs_together(void **state)
{
    (void)state;
    static const dl_str one[] = {{"one", 3}}, two[] = {{"two", 3}};
    dl_timeline *timeline = new_timeline();
    add(timeline, "a1", "A", "announce", "2024-01-01", (dl_event){.tags = one, .tag_count = 1});
    add(timeline, "a2", "A", "announce", "2024-01-11", (dl_event){.tags = two, .tag_count = 1});
    add(timeline, "r2", "A", "release", "2024-01-21", (dl_event){.tags = two, .tag_count = 1});
    add(timeline, "r1", "A", "release", "2024-02", (dl_event){.tags = one, .tag_count = 1});
    add(timeline, "r0", "B", "release", "2023", (dl_event){0});
    add(timeline, "b1", "B", "announce", "2024-01-01", (dl_event){0});
    add(timeline, "c1", "C", "announce", "2024-01-01", (dl_event){0});
    add(timeline, "c2", "C", "release", "2024-01-01", (dl_event){0});
    dl_duration *rows;
    size_t count;
    assert_int_equal(
        dl_timeline_durations(timeline, DL_STR("announce"), DL_STR("release"), &rows, &count, NULL),
        0);
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].pairs, 2);
    assert_span(rows[0].least, 10, 10);
    assert_span(rows[0].median, 20, 35); /* between 10 and 31 to 59 */
    assert_span(rows[0].most, 31, 59);
    assert_span(rows[1].median, 0, 0);
    free(rows);
    dl_timeline_free(timeline);
}

/* Whether a is beaten by any other by some choice of claims: tried for all choices. */
static void extremes_over_claims_agree_with_trying_all_choices(void **state)
{
    (void)state;
    enum { MOST = 5 };
    uint64_t seed = random_seed();
    for (int round = 0; round < 400; round++) {
        dl_timeline *timeline = new_timeline();
        int total = 1 + random_below(&seed, MOST), claims[MOST] = {0}, first[MOST][2], end[MOST][2];
        for (int i = 0; i < total; i++) {
            claims[i] = 1 + (random_below(&seed, 3) == 0);
            for (int k = 0; k < claims[i]; k++) {
                char id[16], about[16];
                random_days(&seed, &first[i][k], &end[i][k]);
                dl_date date = days_of(first[i][k], end[i][k]);
                dl_buf text;
                dl_buf_init(&text);
                dl_date_print(&date, &text);
                snprintf(id, sizeof id, "e%d%s", i, k ? "-2" : "");
                snprintf(about, sizeof about, "e%d", i);
                add(timeline, id, "A", "k", text.data,
                    (dl_event){.disputes = k ? dl_str_of(about) : DL_STR("")});
                dl_buf_clear(&text);
            }
        }
        for (int last = 0; last < 2; last++) {
            bool can[MOST] = {0}, used[MOST] = {0};
            for (unsigned choice = 0; choice < 1u << total; choice++) {
                bool real = true;
                for (int i = 0; i < total; i++)
                    real = real && (int)(choice >> i & 1) < claims[i];
                for (int i = 0; i < total && real; i++) {
                    int a = choice >> i & 1;
                    bool beaten = false;
                    for (int j = 0; j < total; j++) {
                        int b = choice >> j & 1;
                        beaten =
                            beaten || (last ? end[i][a] < first[j][b] : end[j][b] < first[i][a]);
                    }
                    can[i] = can[i] || !beaten;
                    used[i] = choice == 0 ? !beaten : used[i];
                }
            }
            dl_extreme *rows;
            size_t count, wanted = 0;
            assert_int_equal(
                dl_timeline_extremes(timeline, DL_STR("k"), DL_STR(""), last, &rows, &count, NULL),
                0);
            for (int i = 0; i < total; i++)
                wanted += can[i];
            assert_int_equal(count, wanted);
            for (size_t r = 0; r < count; r++) {
                int i = rows[r].event->id.data[1] - '0';
                assert_true(can[i]);
                assert_int_equal(rows[r].sure != DL_IMPOSSIBLE, used[i]);
                assert_int_equal(rows[r].conflict, claims[i] > 1);
            }
            free(rows);
        }
        dl_timeline_free(timeline);
    }
}

static void first_and_last_agree_with_comparing_all(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    for (int round = 0; round < 300; round++) {
        dl_timeline *timeline = new_timeline();
        int total = random_below(&seed, 20);
        for (int i = 0; i < total; i++) {
            char id[16], text[80];
            snprintf(id, sizeof id, "e%d", i);
            do /* one clock: days of two clocks can be before each other in a ring */
                random_date_text(&seed, 2, text, sizeof text);
            while (strstr(text, "-05:00"));
            add(timeline, id, "A", "k", text, (dl_event){0});
        }
        for (int last = 0; last < 2; last++) {
            dl_extreme *rows;
            size_t count, wanted = 0;
            assert_int_equal(
                dl_timeline_extremes(timeline, DL_STR("k"), DL_STR(""), last, &rows, &count, NULL),
                0);
            for (int i = 0; i < total; i++) {
                const dl_date *a = dl_timeline_at(timeline, (size_t)i)->date;
                bool beaten = false;
                for (int k = 0; k < total; k++) {
                    const dl_date *b = dl_timeline_at(timeline, (size_t)k)->date;
                    beaten = beaten ||
                             (last ? dl_date_before(a, b) : dl_date_before(b, a)) == DL_CERTAIN;
                }
                wanted += !beaten;
            }
            assert_int_equal(count, wanted);
            assert_true(count != 1 || rows[0].sure == DL_CERTAIN);
            free(rows);
        }
        dl_timeline_free(timeline);
    }
}

static void overlaps_need_a_span(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    dl_event lasts = {.spans = true};
    add(timeline, "year", "A", "k", "2024", lasts);
    add(timeline, "day", "B", "k", "2024-05-05", (dl_event){0});
    add(timeline, "vague", "B", "k", "2024-12/2025-03", (dl_event){0});
    add(timeline, "next", "C", "k", "2025", lasts);
    add(timeline, "edge", "C", "k", "2024-12-01/2025-01-31", lasts);
    dl_overlap *rows;
    size_t count;
    static const struct {
        const char *a, *b;
        dl_truth sure;
    } expected[] = {{"year", "day", DL_CERTAIN},  {"year", "vague", DL_POSSIBLE},
                    {"year", "edge", DL_CERTAIN}, {"vague", "edge", DL_POSSIBLE},
                    {"edge", "next", DL_CERTAIN}, {"vague", "next", DL_POSSIBLE}};
    assert_int_equal(dl_timeline_overlaps(timeline, &rows, &count, NULL), 0);
    assert_int_equal(count, 6);
    for (size_t i = 0; i < count; i++) {
        assert_true(dl_str_equal(rows[i].a->id, dl_str_of(expected[i].a)));
        assert_true(dl_str_equal(rows[i].b->id, dl_str_of(expected[i].b)));
        assert_int_equal(rows[i].sure, expected[i].sure);
    }
    free(rows);
    dl_timeline_free(timeline);
}

static void in_a_gap_nothing_can_happen(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    for (int round = 0; round < 200; round++) {
        dl_timeline *timeline = new_timeline();
        int total = random_below(&seed, 12);
        for (int i = 0; i < total; i++) {
            char id[16], text[80];
            snprintf(id, sizeof id, "e%d", i);
            snprintf(text, sizeof text, i % 4 ? "2024-%02d-%02d" : "2024-%02d",
                     1 + random_below(&seed, 12), 1 + random_below(&seed, 28));
            add(timeline, id, "A", "k", text, (dl_event){0});
        }
        dl_gap *rows;
        size_t count, at = 0;
        assert_int_equal(dl_timeline_gaps(timeline, 3, &rows, &count, NULL), 0);
        int64_t start = dl_days_from_civil(2024, 1, 1), run = 0;
        bool begun = false;
        for (int64_t day = start; day < start + 366; day++) {
            dl_date date = dl_date_of_day(day);
            bool busy = false;
            for (int i = 0; i < total && !busy; i++)
                busy = dl_date_same_day(dl_timeline_at(timeline, (size_t)i)->date, &date) !=
                       DL_IMPOSSIBLE;
            if (busy && begun && run >= 3) {
                assert_true(at < count && rows[at].first_day == day - run &&
                            rows[at].last_day == day - 1);
                at++;
            }
            begun = begun || busy;
            run = busy ? 0 : run + 1;
        }
        assert_int_equal(at, count);
        free(rows);
        dl_timeline_free(timeline);
    }
}

/* --- versions --- */

static void a_reader_of_a_day_knows_what_was_published(void **state)
{
    (void)state;
    static const dl_str urls[] = {{"u", 1}, {"v", 1}};
    static const dl_str days[] = {{"2024-06-01", 10}, {"2024-03", 7}},
                        late[] = {{"2025-01-01", 10}, {"", 0}};
    dl_timeline *timeline = new_timeline(), *then;
    dl_event told = {.sources = urls, .published = days, .source_count = 2};
    dl_event came = {.sources = urls, .published = late, .source_count = 2, .settles = DL_STR("p")};
    add(timeline, "old", "A", "k", "2023", told);
    add(timeline, "p", "A", "promise", "2024-01-01", due("2024"));
    add(timeline, "came", "A", "release", "2024-02-01", came);
    add(timeline, "claim", "A", "k", "2023-05",
        (dl_event){
            .disputes = DL_STR("old"), .sources = urls, .published = late, .source_count = 2});
    assert_int_equal(
        dl_timeline_choose(timeline, DL_STR("old"), DL_STR("claim"), DL_STR("r"), NULL), 0);
    dl_date march = date_of("2024-03-15"), february = date_of("2024-02-28");
    assert_int_equal(dl_timeline_as_of(timeline, &march, &then, NULL), 0);
    assert_int_equal(dl_timeline_count(then), 2);
    const dl_event *old = event_in(then, "old");
    assert_int_equal(old->source_count, 1);
    assert_true(dl_str_equal(old->sources[0], DL_STR("v")));
    assert_int_equal(old->chosen.size, 0);
    assert_int_equal(old->reason.size, 0);
    assert_null(dl_timeline_outcome(then, event_in(then, "p")));
    dl_timeline_free(then);
    assert_int_equal(dl_timeline_as_of(timeline, &february, &then, NULL), 0);
    assert_int_equal(dl_timeline_count(then), 1);
    dl_timeline_free(then);
    dl_timeline_free(timeline);
}

static void versions_differ_by_event_and_field(void **state)
{
    (void)state;
    dl_timeline *old = new_timeline(), *new = new_timeline();
    dl_difference *rows;
    size_t count;
    dl_error error;
    add(old, "gone", "A", "k", "2024", (dl_event){0});
    add(old, "same", "A", "k", "2024", (dl_event){0});
    add(old, "moved", "A", "k", "2024", (dl_event){0});
    add(new, "same", "A", "k", "2024", (dl_event){0});
    add(new, "moved", "B", "k", "2024-05", (dl_event){0});
    add(new, "came", "A", "k", "2024", (dl_event){0});
    assert_int_equal(dl_timeline_diff(old, new, &rows, &count, NULL), 0);
    assert_int_equal(count, 4);
    assert_int_equal(rows[0].change, DL_REMOVED);
    assert_string_equal(rows[1].field, "actor");
    assert_string_equal(rows[2].field, "date");
    assert_int_equal(rows[3].change, DL_ADDED);
    free(rows);
    assert_int_equal(dl_timeline_merge(old, new, &error), DL_ERR_USAGE);
    assert_non_null(strstr(error.message, "1 event that differs: 'moved' in its actor, date"));
    assert_int_equal(dl_timeline_count(old), 3);
    dl_timeline_free(new);
    new = new_timeline();
    add(new, "same", "A", "k", "2024", (dl_event){0});
    add(new, "came", "A", "k", "2024", (dl_event){0});
    dl_constraint c = {.a = event_in(new, "same"), .b = event_in(new, "came")};
    assert_int_equal(dl_timeline_constrain(new, &c, NULL), 0);
    assert_int_equal(dl_timeline_merge(old, new, &error), 0);
    assert_int_equal(dl_timeline_merge(old, new, &error), 0);
    assert_int_equal(dl_timeline_count(old), 4);
    assert_int_equal(dl_timeline_constraint_count(old), 1);
    dl_timeline_free(new);
    dl_timeline_free(old);
}

static void an_editor_asks_about_twins_and_contradictions(void **state)
{
    (void)state;
    static const dl_str url[] = {{"u", 1}};
    dl_timeline *timeline = new_timeline();
    dl_event e = {.sources = url, .source_count = 1, .what = DL_STR("Opened")};
    add(timeline, "a", "A", "k", "2024-05-01", e);
    e.what = DL_STR("opened");
    add(timeline, "b", "A", "k", "2024-05-01", e);
    e.supersedes = DL_STR("nothing");
    add(timeline, "c", "A", "k", "2024-06-01", e);
    dl_constraint after = {.a = event_in(timeline, "a"),
                           .b = event_in(timeline, "c"),
                           .ordering = DL_ORDER_AFTER,
                           .why = DL_STR("the press")};
    assert_int_equal(dl_timeline_constrain(timeline, &after, NULL), 0);
    dl_fault *faults;
    size_t count;
    assert_int_equal(dl_timeline_check(timeline, &faults, &count, NULL), 0);
    assert_int_equal(count, 3);
    assert_string_equal(faults[0].rule, "supersedes-nothing");
    assert_string_equal(faults[1].rule, "duplicate");
    assert_string_equal(faults[2].rule, "contradiction");
    assert_string_equal(
        faults[2].message,
        "c is dated 1 June 2024; a must be after c (the press); a is dated 1 May 2024: "
        "these cannot all hold");
    free(faults);
    dl_timeline_free(timeline);
}

static void what_superseded_an_event_is_known(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    add(timeline, "new", "A", "k", "2024", (dl_event){.supersedes = DL_STR("old older")});
    add(timeline, "old", "A", "k", "2023", (dl_event){0});
    add(timeline, "older", "A", "k", "2022", (dl_event){0});
    const dl_event *new = event_in(timeline, "new");
    assert_ptr_equal(dl_timeline_superseded_by(timeline, event_in(timeline, "old")), new);
    assert_ptr_equal(dl_timeline_superseded_by(timeline, event_in(timeline, "older")), new);
    assert_null(dl_timeline_superseded_by(timeline, new));
    dl_timeline_free(timeline);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_figure_over_a_conflict_says_so_with_the_range),
        cmocka_unit_test(the_chosen_claim_is_the_one_that_counts),
        cmocka_unit_test(an_order_that_claims_differ_in_is_only_possible),
        cmocka_unit_test(a_revised_promise_keeps_its_own_slip),
        cmocka_unit_test(promises_that_revise_each_other_end),
        cmocka_unit_test(a_scoreboard_counts_every_promise),
        cmocka_unit_test(durations_pair_what_belongs_together),
        cmocka_unit_test(first_and_last_agree_with_comparing_all),
        cmocka_unit_test(extremes_over_claims_agree_with_trying_all_choices),
        cmocka_unit_test(verdicts_over_claims_agree_with_trying_every_day),
        cmocka_unit_test(a_share_is_a_range_where_the_outcome_is_not_sure),
        cmocka_unit_test(a_claim_of_a_promise_is_no_promise_of_its_own),
        cmocka_unit_test(overlaps_need_a_span),
        cmocka_unit_test(in_a_gap_nothing_can_happen),
        cmocka_unit_test(a_reader_of_a_day_knows_what_was_published),
        cmocka_unit_test(versions_differ_by_event_and_field),
        cmocka_unit_test(an_editor_asks_about_twins_and_contradictions),
        cmocka_unit_test(what_superseded_an_event_is_known)};
    return cmocka_run_group_tests_name("figures of timelines", tests, NULL, NULL);
}
