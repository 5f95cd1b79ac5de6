/* Dates gone through day by day, against patterns matched as text. */
#include "support.h"

#include "dateline/steps.h"

static dl_date parse(const char *text)
{
    dl_date date;
    dl_error error;
    if (dl_date_parse(dl_str_of(text), &date, &error) != 0)
        fail_msg("%s: %s", text, error.message);
    return date;
}

static void print(const dl_date *date, dl_buf *out)
{
    if (out->size)
        dl_buf_putc(out, ' ');
    dl_date_print(date, out);
}

typedef struct steps_case {
    const char *date, *grain, *wanted; /* the units with a blank between them */
} steps_case;

static void a_date_is_gone_through_at_a_grain(void **state)
{
    static const steps_case cases[] = {
        {"2024-02-28/2024-03-01", "day", "2024-02-28 2024-02-29 2024-03-01"},
        {"2024-02-15", "days", "2024-02-15"},
        {"2024-02-15T10:00Z", "day", "2024-02-15"},
        {"2024-11-15/2025-02-03", "months", "2024-11 2024-12 2025-01 2025-02"},
        {"2024-11-15/2025-02-03", "quarter", "2024-36 2025-33"},
        {"2024-11-15/2025-02-03", "year", "2024 2025"},
        {"2024-22", "month", "2024-06 2024-07 2024-08"},
        {"2004-XX-25", "day",
         "2004-01-25 2004-02-25 2004-03-25 2004-04-25 2004-05-25 2004-06-25 2004-07-25 2004-08-25 "
         "2004-09-25 2004-10-25 2004-11-25 2004-12-25"},
        {"2004-XX-31", "month", "2004-01 2004-03 2004-05 2004-07 2004-08 2004-10 2004-12"},
        {"2004-1X-3X", "day", "2004-10-30 2004-10-31 2004-11-30 2004-12-30 2004-12-31"},
        {"19X7", "year", "1907 1917 1927 1937 1947 1957 1967 1977 1987 1997"},
        {"202X-02-29", "day", "2020-02-29 2024-02-29 2028-02-29"},
        {"202X-33", "quarter",
         "2020-33 2021-33 2022-33 2023-33 2024-33 2025-33 2026-33 2027-33 2028-33 2029-33"},
        {"202X-24", "month",
         "2020-12 2021-12 2022-12 2023-12 2024-12 2025-12 2026-12 2027-12 2028-12 2029-12"},
        {"[1667,1668,1670..1672]", "year", "1667 1668 1670 1671 1672"},
        {"{2024-03,2024-01,2024-03-31}", "month", "2024-01 2024-03"},
        {"{2024-01-02,2024-01-01..2024-01-03}", "day", "2024-01-01 2024-01-02 2024-01-03"},
        {"-0002/0001", "year", "-0002 -0001 0000 0001"},
        {"-0001-12/0000-01", "month", "-0001-12 0000-01"},
        {"Y170000001/Y170000003", "year", "Y170000001 Y170000002 Y170000003"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_date date = parse(cases[i].date), unit;
        dl_date_steps steps;
        dl_error error;
        dl_grain grain;
        dl_buf out = {0};
        assert_int_equal(dl_grain_of(dl_str_of(cases[i].grain), &grain, &error), 0);
        if (dl_date_steps_init(&steps, &date, grain, &error) != 0)
            fail_msg("%s: %s", cases[i].date, error.message);
        while (dl_date_steps_next(&steps, &unit))
            print(&unit, &out);
        if (strcmp(out.data, cases[i].wanted) != 0)
            fail_msg("%s by %s: %s", cases[i].date, cases[i].grain, out.data);
        assert_false(dl_date_steps_next(&steps, &unit));
        dl_buf_clear(&out);
    }
}

static void what_has_no_end_is_refused(void **state)
{
    static const char *const cases[][3] = {
        {"2024/..", "day", "end is open"},        {"../2024", "day", "beginning is open"},
        {"2024/", "month", "end is unknown"},     {"/2024", "year", "beginning is unknown"},
        {"[2024,2026..]", "year", "end is open"}, {"{..2024,2025}", "year", "beginning is open"},
        {"Y12345", "day", "go by year"},          {"Y-12345", "month", "go by year"},
        {"2024/Y12345", "quarter", "go by year"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_date date = parse(cases[i][0]);
        dl_date_steps steps;
        dl_error error;
        dl_grain grain;
        assert_int_equal(dl_grain_of(dl_str_of(cases[i][1]), &grain, NULL), 0);
        assert_int_equal(dl_date_steps_init(&steps, &date, grain, &error), DL_ERR_USAGE);
        if (!strstr(error.message, cases[i][2]))
            fail_msg("%s: %s", cases[i][0], error.message);
    }
    static const char *const bad[] = {"", "week", "dayss", "DAY", "month\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        dl_grain grain;
        dl_error error;
        assert_int_equal(dl_grain_of(dl_str_of(bad[i]), &grain, &error), DL_ERR_USAGE);
        assert_non_null(strstr(error.message, "quarter"));
    }
}

/* --- against a slow oracle: each day written, and matched with the pattern --- */

static bool matches(const char *text, const char *pattern)
{
    for (; *pattern; pattern++, text++) {
        if (*pattern != 'X' && *pattern != *text)
            return false;
    }
    return true;
}

static void masked_days_are_those_whose_text_fits(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    int64_t from = dl_days_from_civil(1900, 1, 1), to = dl_days_from_civil(2100, 1, 1);
    int checked = 0;
    for (int i = 0; i < 300; i++) {
        int64_t day = from + random_below(&seed, (int)(to - from)), year;
        int month, month_day;
        char pattern[32], text[32];
        dl_date date, unit;
        dl_civil_from_days(day, &year, &month, &month_day);
        snprintf(pattern, sizeof pattern, "%04d-%02d-%02d", (int)year, month, month_day);
        for (size_t at = 2; at < 10; at++) { /* the century is told: the oracle ends with it */
            if (pattern[at] != '-' && random_below(&seed, 2))
                pattern[at] = 'X';
        }
        if (dl_date_parse(dl_str_of(pattern), &date, NULL) != 0)
            continue;
        dl_date_steps steps;
        assert_int_equal(dl_date_steps_init(&steps, &date, DL_GRAIN_DAY, NULL), 0);
        int64_t first = 0, last = 0, only;
        bool any = false;
        for (int64_t at = from; at < to; at++) {
            dl_civil_from_days(at, &year, &month, &month_day);
            snprintf(text, sizeof text, "%04d-%02d-%02d", (int)year, month, month_day);
            if (!matches(text, pattern))
                continue;
            assert_true(dl_date_steps_next(&steps, &unit));
            assert_true(dl_date_first_day(&unit, &only));
            assert_int_equal(only, at);
            first = any ? first : at;
            last = at;
            any = true;
        }
        assert_false(dl_date_steps_next(&steps, &unit));
        /* the bounds are the first and the last day that can really be */
        assert_true(dl_date_first_day(&date, &only) && only == first);
        assert_true(dl_date_last_day(&date, &only) && only == last);
        checked++;
    }
    assert_true(checked > 100);
}

/* Nothing is kept but where it stands: a hundred thousand years are begun as fast as a day. */
static void a_long_date_is_begun_at_once(void **state)
{
    (void)state;
    dl_date date = parse("Y-9999999999/Y9999999999"), unit;
    dl_date_steps steps;
    assert_int_equal(dl_date_steps_init(&steps, &date, DL_GRAIN_YEAR, NULL), 0);
    for (int i = 0; i < 1000; i++)
        assert_true(dl_date_steps_next(&steps, &unit));
    assert_int_equal(unit.start.year, -9999999999 + 999);
    date = parse("X333-02-2X");
    assert_int_equal(dl_date_steps_init(&steps, &date, DL_GRAIN_DAY, NULL), 0);
    int days = 0;
    while (dl_date_steps_next(&steps, &unit))
        days++;
    assert_int_equal(days, 10 * 9); /* no year that ends in 333 is a leap year */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_date_is_gone_through_at_a_grain),
                                       cmocka_unit_test(what_has_no_end_is_refused),
                                       cmocka_unit_test(masked_days_are_those_whose_text_fits),
                                       cmocka_unit_test(a_long_date_is_begun_at_once)};
    return cmocka_run_group_tests_name("steps", tests, NULL, NULL);
}
