/* Timelines: adding, loading, lags, slips, comparisons, checks. */
#include "support.h"

#include <jansson.h>

#include "dateline/timeline_files.h"

static const char header[] =
    "id\tactor\tkind\tdate\twhat\tdue\tdue_said\tsettles\tdisputes\tsources\n";

static dl_timeline *load(const char *rows)
{
    dl_timeline *timeline;
    dl_error error;
    dl_buf text;
    assert_int_equal(dl_timeline_new(&timeline, &error), 0);
    dl_buf_init(&text);
    dl_buf_puts(&text, header);
    dl_buf_puts(&text, rows);
    if (dl_timeline_read(timeline, DL_TIMELINE_TSV, dl_buf_str(&text), "x.tsv", &error) != 0)
        fail_msg("%d:%d: %s", error.line, error.column, error.message);
    dl_buf_clear(&text);
    return timeline;
}

static const char story[] =
    "show\tOpenAI\tpreview\t2024-02-15\tShown\t\t\t\t\thttps://a.example/\n"
    "months\tOpenAI\tpromise\t2024-03-13\tSoon\t2024-05-13/2024-09-13\ta few months\t\t\tu\n"
    "year\tOpenAI\tpromise\t2024-03-13\tThis year\t2024\tthis year\t\t\tu\n"
    "insta\tMeta\tpromise\t2024-10-04\tNext year\t2025\tnext year\t\t\tu\n"
    "ship\tOpenAI\trelease\t2024-12-09\tOpened\t\t\tmonths year\t\tu v\n"
    "rival\tMiniMax\trelease\t2024-08-31\tOpened\t\t\t\t\tu\n"
    "early\tMiniMax\trelease\t2024-08-30\tOpened\t\t\t\trival\t\n"
    "gen3\tRunway\trelease\t2024-07\tOpened\t\t\t\t\tu\n";

static const dl_event *need(const dl_timeline *timeline, const char *id)
{
    const dl_event *event = dl_timeline_find(timeline, dl_str_of(id));
    assert_non_null(event);
    return event;
}

static void a_file_of_events_loads_with_its_fields(void **state)
{
    (void)state;
    dl_timeline *timeline = load(story);
    assert_int_equal(dl_timeline_count(timeline), 8);
    const dl_event *ship = need(timeline, "ship");
    assert_int_equal(ship->source_count, 2);
    assert_true(dl_str_equal(ship->sources[1], DL_STR("v")));
    assert_int_equal(ship->line, 6);
    assert_true(need(timeline, "months")->has_due);
    assert_false(ship->has_due);
    assert_ptr_equal(dl_timeline_outcome(timeline, need(timeline, "year")), ship);
    dl_timeline_free(timeline);
}

typedef struct bad_file {
    const char *text;
    int line, column;
    const char *says;
} bad_file;

static void a_faulty_file_says_where_and_adds_nothing(void **state)
{
    static const bad_file files[] = {
        {"", 1, 1, "names its columns"},
        {"id\tactor\tkind\twhat\n", 1, 1, "'date' is missing"},
        {"id\tactor\tkind\tdate\twhat\twhen\n", 1, 25, "no column"},
        {"id\tactor\tkind\tdate\twhat\tid\n", 1, 25, "twice"},
        {"id\tactor\tkind\tdate\twhat\na\tA\tk\t2024-13\tw\n", 2, 12, "months go"},
        {"id\tactor\tkind\tdate\twhat\na\tA\tk\t\tw\n", 2, 7, "date is missing"},
        {"id\tactor\tkind\tdate\twhat\na\tA\tk\t2024\tw\textra\n", 2, 14, "more than"},
        {"id\tactor\tkind\tdate\twhat\na b\tA\tk\t2024\tw\n", 2, 1, "no id"},
        {"id\tactor\tkind\tdate\twhat\na\tA\tk\t2024\tw\na\tA\tk\t2024\tw\n", 3, 1, "is taken"},
        {"id\tactor\tkind\tdate\twhat\tsettles\na\tA\tk\t2024\tw\tb\n", 2, 1, "settles 'b'"},
        {"id\tactor\tkind\tdate\twhat\na\tA\tk\t2024\t\xff\n", 2, 1, "UTF-8"}};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        dl_timeline *timeline;
        dl_error error;
        assert_int_equal(dl_timeline_new(&timeline, &error), 0);
        assert_int_not_equal(
            dl_timeline_read(timeline, DL_TIMELINE_TSV, dl_str_of(files[i].text), "x.tsv", &error),
            0);
        if (!strstr(error.message, files[i].says) || error.line != files[i].line ||
            error.column != files[i].column)
            fail_msg("case %zu: %s:%d:%d: %s", i, error.place, error.line, error.column,
                     error.message);
        assert_string_equal(error.place, "x.tsv");
        assert_int_equal(dl_timeline_count(timeline), 0);
        dl_timeline_free(timeline);
    }
}

static void lags_are_in_days_with_their_certainty(void **state)
{
    (void)state;
    dl_timeline *timeline = load(story);
    dl_lag lag = dl_timeline_lag(timeline, need(timeline, "rival"), need(timeline, "ship"));
    assert_int_equal(lag.days.least, 100);
    assert_int_equal(lag.days.most, 100);
    assert_int_equal(lag.from_first, DL_CERTAIN);
    lag = dl_timeline_lag(timeline, need(timeline, "gen3"), need(timeline, "ship"));
    assert_int_equal(lag.days.least, 131);
    assert_int_equal(lag.days.most, 161);
    dl_timeline_free(timeline);
}

static void an_outcome_after_the_as_of_date_does_not_count(void **state)
{
    (void)state;
    dl_timeline *timeline = load(story);
    dl_date as_of;
    assert_int_equal(dl_date_parse(DL_STR("2024-11-27"), &as_of, NULL), 0);
    dl_slip year = dl_timeline_slip(timeline, need(timeline, "year"), &as_of);
    assert_int_equal(year.verdict, DL_VERDICT_OPEN);
    dl_slip months = dl_timeline_slip(timeline, need(timeline, "months"), &as_of);
    assert_int_equal(months.verdict, DL_VERDICT_NO_OUTCOME);
    assert_int_equal(dl_timeline_slip(timeline, need(timeline, "months"), NULL).verdict,
                     DL_VERDICT_LATE);
    dl_timeline_free(timeline);
}

static void comparisons_take_each_actors_first_and_no_dispute(void **state)
{
    (void)state;
    dl_timeline *timeline = load(story);
    dl_comparison *rows;
    size_t count;
    assert_int_equal(dl_timeline_compare(timeline, DL_STR("release"), need(timeline, "ship"), &rows,
                                         &count, NULL),
                     0);
    assert_int_equal(count, 3);
    assert_true(dl_str_equal(rows[0].actor, DL_STR("Runway")));
    assert_true(dl_str_equal(rows[1].event->id, DL_STR("rival")));
    assert_int_equal(rows[1].lag.days.least, 100);
    free(rows);
    dl_timeline_free(timeline);
}

static void a_check_asks_what_an_editor_would_ask(void **state)
{
    (void)state;
    dl_timeline *timeline = load(story);
    dl_fault *faults;
    size_t count;
    assert_int_equal(dl_timeline_check(timeline, &faults, &count, NULL), 0);
    static const char *const asked[][2] = {
        {"insta", "no-outcome"}, {"rival", "conflict-without-reason"}, {"early", "no-source"}};
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++) {
        assert_true(dl_str_equal(faults[i].event->id, dl_str_of(asked[i][0])));
        assert_string_equal(faults[i].rule, asked[i][1]);
    }
    free(faults);
    dl_timeline_free(timeline);
}

static const struct {
    const char *said;
    dl_verdict verdict;
} words[] = {{"kept", DL_VERDICT_KEPT},
             {"early", DL_VERDICT_EARLY},
             {"late", DL_VERDICT_LATE},
             {"possibly late", DL_VERDICT_POSSIBLY_LATE},
             {"open until the deadline, then missed-or-unknown", DL_VERDICT_OPEN}};

static void check_promise(json_t *row)
{
    char rows[512], due[64];
    const char *most = json_string_value(json_object_get(row, "promise_max"));
    const char *came = json_string_value(json_object_get(row, "outcome_min"));
    snprintf(due, sizeof due, "%s/%s", json_string_value(json_object_get(row, "promise_min")),
             strcmp(most, "inf") == 0 ? ".." : most);
    int size = snprintf(rows, sizeof rows, "p\tA\tpromise\t2023-01-01\tw\t%s\n", due);
    if (came)
        snprintf(rows + size, sizeof rows - (size_t)size, "o\tA\trelease\t%s/%s\tw\t\t\tp\n", came,
                 json_string_value(json_object_get(row, "outcome_max")));
    dl_timeline *timeline = load(rows);
    dl_slip slip = dl_timeline_slip(timeline, need(timeline, "p"), NULL);
    const char *wanted = json_string_value(json_object_get(row, "verdict"));
    bool known = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i].said, wanted) != 0)
            continue;
        known = true;
        if (slip.verdict != words[i].verdict)
            fail_msg("%s: %s, expected %s", json_string_value(json_object_get(row, "name")),
                     dl_verdict_word(slip.verdict), wanted);
    }
    assert_true(known);
    json_t *days = json_object_get(row, "slip_days");
    assert_int_equal(slip.has_days, json_is_array(days));
    if (slip.has_days) {
        assert_int_equal(slip.days.least, json_integer_value(json_array_get(days, 0)));
        assert_int_equal(slip.days.most, json_integer_value(json_array_get(days, 1)));
    }
    dl_timeline_free(timeline);
}

static void verdicts_agree_with_the_promise_set(void **state)
{
    (void)state;
    char line[4096];
    FILE *file = fopen(shared_file("suites/allen/promise-outcome.jsonl"), "r");
    assert_non_null(file);
    int total = 0;
    while (fgets(line, sizeof line, file)) {
        json_t *row = json_loads(line, 0, NULL);
        check_promise(row);
        json_decref(row);
        total++;
    }
    fclose(file);
    print_message("# suite allen/promise-outcome: %d of %d\n", total, total);
    assert_true(total > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_of_events_loads_with_its_fields),
        cmocka_unit_test(a_faulty_file_says_where_and_adds_nothing),
        cmocka_unit_test(lags_are_in_days_with_their_certainty),
        cmocka_unit_test(an_outcome_after_the_as_of_date_does_not_count),
        cmocka_unit_test(comparisons_take_each_actors_first_and_no_dispute),
        cmocka_unit_test(a_check_asks_what_an_editor_would_ask),
        cmocka_unit_test(verdicts_agree_with_the_promise_set)};
    return cmocka_run_group_tests_name("timelines", tests, NULL, NULL);
}
