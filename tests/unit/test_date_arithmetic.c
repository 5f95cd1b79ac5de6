/* Dates moved by the calendar, and the calendar's difference of two. */
#include "support.h"

#include "dateline/date.h"

static dl_date parse(const char *text)
{
    dl_date date;
    dl_error error;
    if (dl_date_parse(dl_str_of(text), &date, &error) != 0)
        fail_msg("%s: %s", text, error.message);
    return date;
}

static const char *print(const dl_date *date)
{
    static char space[160];
    dl_buf out = {0};
    dl_date_print(date, &out);
    snprintf(space, sizeof space, "%s", out.data ? out.data : "");
    dl_buf_clear(&out);
    return space;
}

typedef struct add_case {
    const char *from;
    int64_t years, months, days;
    const char *wanted; /* of a refusal: after '!', a part of what it says */
    bool clamped;
} add_case;

static const add_case cases[] = {
    {"2024-01-31", 0, 1, 0, "2024-02-29", true},
    {"2024-01-31", 0, 1, 1, "2024-03-01", true},
    {"2024-02-29", 4, 0, 0, "2028-02-29", false},
    {"2024-02-29", 1, 0, 0, "2025-02-28", true},
    {"2024-03-31", 0, -1, 0, "2024-02-29", true},
    {"2024-03-30~", 0, 1, 0, "2024-04-30~", false},
    {"2024", 0, 24, 0, "2026", false},
    {"2024", 0, 13, 0, "!moves by 12", false},
    {"0000", -1, 0, 0, "-0001", false},
    {"9999", 1, 0, 0, "Y10000", false},
    {"9999-12", 0, 1, 0, "!past four digits", false},
    {"Y17E7", 1, 0, 0, "Y170000001", false},
    {"Y9999999999", 1, 0, 0, "!out of reach", false},
    /* seasons, quarters, thirds, halves move by their own length */
    {"2024-33", 0, 3, 0, "2024-34", false},
    {"2024-36", 0, 3, 0, "2025-33", false},
    {"2024-33", 0, -3, 0, "2023-36", false},
    {"2024-34", 2, 0, 0, "2026-34", false},
    {"2024-33", 0, 1, 0, "!quarter moves by 3 months", false},
    {"2024-33", 0, 0, 1, "!quarter has no day", false},
    {"2024-21", 0, 3, 0, "2024-22", false},
    {"2024-24", 0, 3, 0, "2025-21", false},
    {"2024-21", 0, 4, 0, "!season moves by 3 months", false},
    {"2024-28", 0, 3, 0, "2025-25", false},
    /* in the south spring (September) is followed by the summer of the same December */
    {"2024-29", 0, 3, 0, "2024-30", false},
    {"2024-30", 0, 3, 0, "2025-31", false},
    {"2024-31", 0, 3, 0, "2024-32", false},
    {"2024-31", 0, -3, 0, "2023-30", false},
    {"2024-38", 0, 8, 0, "2025-37", false},
    {"2024-37", 0, 3, 0, "!third moves by 4 months", false},
    {"2024-41", 0, 6, 0, "2025-40", false},
    {"2024-40", 0, 3, 0, "!half moves by 6 months", false},
    /* X moves by what it hides */
    {"201X", 10, 0, 0, "202X", false},
    {"201X", 0, 120, 0, "202X", false},
    {"201X", 1, 0, 0, "!moves by 10 years", false},
    {"19XX", 100, 0, 0, "20XX", false},
    {"1XX3", 1000, 0, 0, "2XX3", false},
    {"9XXX", 1000, 0, 0, "!four digits", false},
    {"00XX", -100, 0, 0, "!same sign", false},
    {"-01XX", 100, 0, 0, "-00XX", false},
    {"2004-XX", 1, 0, 0, "2005-XX", false},
    {"2004-XX", 0, 1, 0, "!whole years", false},
    {"2004-1X", 0, 12, 0, "2005-1X", false},
    {"2004-06-XX", 0, 7, 0, "2005-01-XX", false},
    {"2004-01-3X", 0, 1, 0, "!such a day", false},
    {"2004-XX-25", 1, 0, 0, "2005-XX-25", false},
    {"2004-06-XX", 0, 0, 1, "!no day to count", false},
    {"XXXX-12-25", 0, -1, 0, "XXXX-11-25", false},
    {"XXXX-12-25", 0, 1, 0, "!moves by 10000 years", false},
    {"20XX-03-31", 0, -1, 0, "!not known", false},
    {"20XX-03-31", 0, 1, 0, "20XX-04-30", true},
    {"20XX-33", 0, 3, 0, "20XX-34", false},
    /* digits that count */
    {"1950S2", 100, 0, 0, "2050S2", false},
    {"1950S2", 10, 0, 0, "!moves by 100 years", false},
    {"9950S2", 100, 0, 0, "!another number of digits", false},
    {"Y171010000S3", 1000000, 0, 0, "Y172010000S3", false},
    /* intervals move by the ends that are known */
    {"2024-01/..", 0, 1, 0, "2024-02/..", false},
    {"/2024-01-31", 0, 1, 0, "/2024-02-29", true},
    {"2024-33/2024-35", 0, 3, 0, "2024-34/2024-36", false},
    {"2024-01-15/2024-03", 0, 0, 1, "!has a day only", false},
    /* sets move by their members */
    {"[1667,1670..1672]", 1, 0, 0, "[1668,1671..1673]", false},
    {"{..2024-01-31,2024-05}", 0, 1, 0, "{..2024-02-29,2024-06}", true},
    {"{2024,2024-05}", 0, 1, 0, "!moves by 12", false},
    {"[2024-01-30..]", 0, 0, 2, "[2024-02-01..]", false},
    {"2024", 10000000001, 0, 0, "!out of reach", false},
    {"2024", 0, INT64_MIN, 0, "!out of reach", false},
    {"2024-11-26T08:30-05:00[America/New_York]", 0, 8, 0,
     "2025-07-26T08:30-04:00[America/New_York]", false}};

static void what_can_be_moved_moves_and_the_rest_says_what_can(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const add_case *one = &cases[i];
        dl_date from = parse(one->from), sum;
        dl_error error;
        bool clamped = false;
        int rc =
            dl_date_add_noting(&from, one->years, one->months, one->days, &sum, &clamped, &error);
        if (one->wanted[0] == '!') {
            if (rc != DL_ERR_USAGE || !strstr(error.message, one->wanted + 1))
                fail_msg("%s: %d, %s", one->from, rc, rc ? error.message : print(&sum));
            continue;
        }
        if (rc != 0 || strcmp(print(&sum), one->wanted) != 0 || clamped != one->clamped)
            fail_msg("%s: %s, clamped %d", one->from, rc ? error.message : print(&sum), clamped);
        dl_date again = parse(one->wanted);
        assert_true(dl_date_equal(&again, &sum));
    }
}

static void moving_forth_and_back_by_whole_months_of_28_days_is_the_same(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    for (int i = 0; i < 20000; i++) {
        int64_t day = random_below(&seed, 2000000) - 1000000, months = random_below(&seed, 4000);
        dl_date date = dl_date_of_day(day), there, back;
        if (date.start.day > 28)
            continue;
        assert_int_equal(dl_date_add(&date, 0, months, 0, &there, NULL), 0);
        assert_int_equal(dl_date_add(&there, 0, -months, 0, &back, NULL), 0);
        assert_true(dl_date_equal(&date, &back));
    }
}

static void a_sum_can_be_read_again(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "2024",        "2024-05", "2024-05-31", "201X",    "2024-XX",
        "2024-1X-XX",  "2024-35", "1950S3",     "Y17E7S2", "2024-22",
        "20XX-12-31",  "2024-39", "2024-02-2X", "-0044",   "XXXX",
        "-00XX-1X-31", "2023-31", "9999-12-31", "0000-01", "[2024,2026-01..]"};
    uint64_t seed = random_seed() | 1;
    int moved = 0;
    for (int i = 0; i < 20000; i++) {
        dl_date date = parse(texts[random_below(&seed, sizeof texts / sizeof *texts)]), sum, again;
        static const int steps[] = {1, 3, 4, 6, 12, 120, 1200, 12000};
        int64_t months = (random_below(&seed, 21) - 10) * steps[random_below(&seed, 8)];
        int64_t days = random_below(&seed, 4) ? 0 : random_below(&seed, 1000) - 500;
        if (dl_date_add(&date, 0, months, days, &sum, NULL) != 0)
            continue;
        moved++;
        again = parse(print(&sum));
        assert_true(dl_date_equal(&again, &sum));
    }
    assert_true(moved > 1000);
}

static void a_difference_by_the_calendar_leads_from_one_to_the_other(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    for (int i = 0; i < 20000; i++) {
        int64_t from = random_below(&seed, 100000), to = from + random_below(&seed, 3000);
        dl_date a = dl_date_of_day(from), b = dl_date_of_day(to), sum;
        dl_calendar_difference made, back;
        assert_int_equal(dl_date_difference(&a, &b, &made, NULL), 0);
        assert_false(made.earlier);
        assert_in_range(made.months, 0, 11);
        assert_in_range(made.days, 0, 30);
        assert_int_equal(dl_date_add(&a, made.years, made.months, made.days, &sum, NULL), 0);
        if (!dl_date_equal(&sum, &b))
            fail_msg("%lld and %lld", (long long)from, (long long)to);
        assert_int_equal(dl_date_difference(&b, &a, &back, NULL), 0);
        assert_int_equal(back.earlier, from != to);
        assert_int_equal(back.days, made.days);
    }
}

static void only_plain_dates_of_one_precision_have_a_calendar_difference(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"2024", "2024-05"},    {"201X", "202X"},
                                           {"2024/2025", "2026"},  {"[2024,2025]", "2026"},
                                           {"2024-33", "2024-34"}, {"1950S2", "1960"},
                                           {"../2024", "2025"},    {"2024-XX-XX", "2024-01-01"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        dl_date a = parse(pairs[i][0]), b = parse(pairs[i][1]);
        dl_calendar_difference made;
        dl_error error;
        assert_int_equal(dl_date_difference(&a, &b, &made, &error), DL_ERR_USAGE);
        assert_non_null(strstr(error.message, "two days, two months or two years"));
    }
    dl_calendar_difference made;
    dl_date a = parse("2020-11"), b = parse("2022-01");
    assert_int_equal(dl_date_difference(&a, &b, &made, NULL), 0);
    assert_int_equal(made.years * 100 + made.months, 102);
    assert_int_equal(made.precision, DL_PRECISION_MONTH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_be_moved_moves_and_the_rest_says_what_can),
        cmocka_unit_test(moving_forth_and_back_by_whole_months_of_28_days_is_the_same),
        cmocka_unit_test(a_sum_can_be_read_again),
        cmocka_unit_test(a_difference_by_the_calendar_leads_from_one_to_the_other),
        cmocka_unit_test(only_plain_dates_of_one_precision_have_a_calendar_difference)};
    return cmocka_run_group_tests_name("date arithmetic", tests, NULL, NULL);
}
