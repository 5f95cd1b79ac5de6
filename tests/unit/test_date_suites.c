/* EDTF sets that nobody here wrote, and dates against a slow oracle that counts days. */
#include "support.h"

#include <jansson.h>

#include "dateline/date.h"

/* Strings of the sets that we treat otherwise, each with the reason; all rulings are those of
 * research/timeline.md, section 1, in the shared folder. */
static const struct {
    const char *text, *reason;
} exceptions[] = {
    {"2018/2018-23", "seasons in intervals are accepted: analysts write them"},
    {"2018-01?/2018-23", "seasons in intervals are accepted"},
    {"2018-21/2017-01-01", "refused in any case: it ends before it begins"},
    {"2012-21/2012-22", "seasons in intervals are accepted"},
    {"-04", "bare centuries and decades are refused: ISO 8601-2 has XX for them"},
    {"19", "bare centuries are refused"},
    {"20", "bare centuries are refused"},
    {"00", "bare centuries are refused"},
    {"199", "bare decades are refused: ISO 8601-2 has X for them"},
    {"193", "bare decades are refused"},
    {"019", "bare decades are refused"},
    {"009", "bare decades are refused"},
    {"000", "bare decades are refused"},
    {"-193", "bare decades are refused"},
    {"-019", "bare decades are refused"},
    {"197~", "bare decades are refused"},
    {"197?", "bare decades are refused"},
    {"197%", "bare decades are refused"},
    {"19~", "bare centuries are refused"},
    {"19?", "bare centuries are refused"},
    {"19%", "bare centuries are refused"},
};

static bool excepted(const char *text)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++) {
        if (strcmp(exceptions[i].text, text) == 0)
            return true;
    }
    return false;
}

/* The sets write long years without Y, with month and day. */
static void day_text(int64_t day, char *out, size_t size)
{
    int64_t year;
    int month, month_day;
    dl_civil_from_days(day, &year, &month, &month_day);
    snprintf(out, size, "%s%04lld-%02d-%02d", year < 0 ? "-" : "",
             (long long)(year < 0 ? -year : year), month, month_day);
}

static bool bound_agrees(json_t *row, const char *key, bool known, int64_t day)
{
    const char *wanted = json_string_value(json_object_get(row, key));
    char got[64];
    if (!wanted)
        return true;
    bool limited = strcmp(wanted, "inf") != 0 && strcmp(wanted, "-inf") != 0;
    if (!limited)
        return !known;
    day_text(day, got, sizeof got);
    return known && strcmp(got, wanted) == 0;
}

typedef struct tally {
    int total, passed, excepted, wrong;
} tally;

/* python-edtf pads unknown ends by ten years; the sets' README says not to follow that. */
static bool padded_end(const char *text)
{
    size_t size = strlen(text);
    return size > 0 && (text[0] == '/' || text[size - 1] == '/');
}

static void check_row(json_t *row, tally *count)
{
    const char *text = json_string_value(json_object_get(row, "string"));
    bool valid = json_is_true(json_object_get(row, "valid"));
    dl_date date;
    dl_error error;
    dl_error_clear(&error);
    bool read = dl_date_parse(dl_str_of(text), &date, &error) == 0;
    count->total++;
    if (excepted(text)) {
        count->excepted++;
        return;
    }
    bool good = read == valid;
    /* python-edtf bounds 1950S2 by 1950; the ruling is 1900 to 1999 */
    bool python = strstr(json_string_value(json_object_get(row, "source")), "python-edtf");
    bool significant = python && strchr(text, 'S');
    if (good && read && significant) {
        count->excepted++;
        return;
    }
    if (good && read && !padded_end(text)) {
        int64_t first = 0, last = 0;
        bool starts = dl_date_first_day(&date, &first), ends = dl_date_last_day(&date, &last);
        good = bound_agrees(row, "min", starts, first) && bound_agrees(row, "max", ends, last);
    }
    const char *rewrite = json_string_value(json_object_get(row, "rewrite_2019"));
    if (good && rewrite && !strstr(error.hint, rewrite))
        good = false;
    if (good) {
        count->passed++;
        return;
    }
    count->wrong++;
    print_message("# '%s': %s %s\n", text, read ? "was read" : error.message, error.hint);
}

/* Each row passes, or is one of those that a ruling takes otherwise: both are counted. */
static void run_suite(const char *name, int total, int excepted)
{
    char path[128], line[8192];
    snprintf(path, sizeof path, "suites/edtf/%s.jsonl", name);
    FILE *file = fopen(shared_file(path), "r");
    assert_non_null(file);
    tally count = {0};
    while (fgets(line, sizeof line, file)) {
        json_t *row = json_loads(line, 0, NULL);
        assert_non_null(row);
        check_row(row, &count);
        json_decref(row);
    }
    fclose(file);
    print_message("# suite edtf/%s: %d of %d; otherwise by ruling: %d\n", name, count.passed,
                  count.total, count.excepted);
    assert_int_equal(count.wrong, 0);
    assert_int_equal(count.total, total);
    assert_int_equal(count.excepted, excepted);
    assert_int_equal(count.passed, total - excepted);
}

static void the_library_of_congress_examples_agree(void **state)
{
    (void)state;
    run_suite("loc-spec", 64, 0);
}

static void the_strings_of_edtf_js_agree(void **state)
{
    (void)state;
    run_suite("edtf.js", 251, 22);
}

static void the_strings_of_python_edtf_agree(void **state)
{
    (void)state;
    run_suite("python-edtf", 132, 6);
}

static void the_draft_of_2012_is_refused_with_the_new_spelling(void **state)
{
    (void)state;
    run_suite("edtf-ruby-draft2012", 43, 0);
}

static void distances_agree_with_the_lead_and_lag_set(void **state)
{
    (void)state;
    char line[4096];
    FILE *file = fopen(shared_file("suites/allen/lead-lag.jsonl"), "r");
    assert_non_null(file);
    int total = 0;
    while (fgets(line, sizeof line, file)) {
        json_t *row = json_loads(line, 0, NULL);
        dl_date ends[2];
        static const char *const keys[2][2] = {{"a_min", "a_max"}, {"b_min", "b_max"}};
        for (int i = 0; i < 2; i++) {
            char text[64];
            snprintf(text, sizeof text, "%s/%s",
                     json_string_value(json_object_get(row, keys[i][0])),
                     json_string_value(json_object_get(row, keys[i][1])));
            assert_int_equal(dl_date_parse(dl_str_of(text), &ends[i], NULL), 0);
        }
        json_t *wanted = json_object_get(row, "lag_days");
        dl_span span = dl_date_distance(&ends[0], &ends[1]);
        assert_int_equal(span.least, json_integer_value(json_array_get(wanted, 0)));
        assert_int_equal(span.most, json_integer_value(json_array_get(wanted, 1)));
        json_decref(row);
        total++;
    }
    fclose(file);
    print_message("# suite allen/lead-lag: %d of %d\n", total, total);
    assert_int_equal(total, 11);
}

/* --- against a slow oracle --- */

/* A random date of level 0 or 1 in a few years, so that relations are not all alike. */
static void random_part(uint64_t *seed, char *out, size_t size)
{
    int year = 2019 + random_below(seed, 6), month = 1 + random_below(seed, 12);
    int day = 1 + random_below(seed, dl_days_in_month(year, month));
    static const char *const marks[] = {"", "", "", "?", "~", "%"};
    const char *mark = marks[random_below(seed, 6)];
    switch (random_below(seed, 8)) {
    case 0:
        snprintf(out, size, "%04d%s", year, mark);
        break;
    case 1:
    case 2:
        snprintf(out, size, "%04d-%02d%s", year, month, mark);
        break;
    case 3:
        snprintf(out, size, "%04d-%02d%s", year, 21 + random_below(seed, 4), mark);
        break;
    case 4:
        snprintf(out, size, "%04d-%02d-XX%s", year, month, mark);
        break;
    case 5:
        snprintf(out, size, "%03dX%s", year / 10, mark);
        break;
    default:
        snprintf(out, size, "%04d-%02d-%02d%s", year, month, day, mark);
    }
}

static dl_date random_date(uint64_t *seed, char *text, size_t size)
{
    dl_date date;
    for (;;) {
        char first[32], second[32];
        random_part(seed, first, sizeof first);
        random_part(seed, second, sizeof second);
        if (random_below(seed, 4) == 0)
            snprintf(text, size, "%s/%s", first, second);
        else
            snprintf(text, size, "%s", first);
        if (dl_date_parse(dl_str_of(text), &date, NULL) == 0)
            return date;
    }
}

static void printing_and_reading_gives_the_same_value(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    for (int i = 0; i < 20000; i++) {
        char text[80];
        dl_date date = random_date(&seed, text, sizeof text), again;
        dl_buf out;
        dl_buf_init(&out);
        dl_date_print(&date, &out);
        assert_string_equal(out.data, text);
        assert_int_equal(dl_date_parse(dl_buf_str(&out), &again, NULL), 0);
        assert_true(dl_date_equal(&date, &again));
        dl_buf_clear(&out);
    }
}

/* Whether a day lies in a date's region, told without bounds: by comparing year, month, season. */
static bool day_in_part(const dl_date_part *part, int64_t day)
{
    int64_t year;
    int month, month_day;
    dl_civil_from_days(day, &year, &month, &month_day);
    if (part->year_mask)
        return year / 10 == part->year / 10;
    if (year != part->year)
        return false;
    if (part->month >= 21) {
        static const int season_of[] = {0, 0, 0, 21, 21, 21, 22, 22, 22, 23, 23, 23, 24};
        return season_of[month] == part->month;
    }
    return (part->month == 0 || part->month == month) && (part->day == 0 || part->day == month_day);
}

/* The first and last of the days of 2009 to 2031 that can belong to the date. */
static void slow_days(const dl_date *date, int64_t *first, int64_t *last)
{
    int64_t from = dl_days_from_civil(2009, 1, 1), to = dl_days_from_civil(2031, 1, 1);
    *first = to;
    *last = from;
    for (int64_t day = from; day < to; day++) {
        if (day_in_part(&date->start, day) && day < *first)
            *first = day;
        if (day_in_part(date->interval ? &date->end : &date->start, day) && day > *last)
            *last = day;
    }
}

static void bounds_and_comparisons_agree_with_counting_days(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    for (int i = 0; i < 400; i++) {
        char a_text[80], b_text[80];
        dl_date a = random_date(&seed, a_text, sizeof a_text);
        dl_date b = random_date(&seed, b_text, sizeof b_text);
        int64_t a1, a2, b1, b2, day;
        slow_days(&a, &a1, &a2);
        slow_days(&b, &b1, &b2);
        assert_true(dl_date_first_day(&a, &day) && day == a1);
        if (!dl_date_last_day(&a, &day) || day != a2)
            fail_msg("%s: last day", a_text);
        /* a day before a day: some pair, and every pair */
        dl_truth before = a2 < b1 ? DL_CERTAIN : a1 < b2 ? DL_POSSIBLE : DL_IMPOSSIBLE;
        if (a1 == a2 && b1 == b2 && a1 == b1)
            before = DL_IMPOSSIBLE;
        /* within one vague day or more, moments may come in either order */
        if (before == DL_IMPOSSIBLE && a1 == b2 && !(a1 == a2 && b1 == b2))
            before = DL_POSSIBLE;
        if (dl_date_before(&a, &b) != before)
            fail_msg("%s before %s: %s, counted %s", a_text, b_text,
                     dl_truth_word(dl_date_before(&a, &b)), dl_truth_word(before));
        dl_span span = dl_date_distance(&a, &b);
        assert_true(span.least_known && span.most_known);
        assert_int_equal(span.least, b1 - a2);
        assert_int_equal(span.most, b2 - a1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_of_congress_examples_agree),
        cmocka_unit_test(the_strings_of_edtf_js_agree),
        cmocka_unit_test(the_strings_of_python_edtf_agree),
        cmocka_unit_test(the_draft_of_2012_is_refused_with_the_new_spelling),
        cmocka_unit_test(distances_agree_with_the_lead_and_lag_set),
        cmocka_unit_test(printing_and_reading_gives_the_same_value),
        cmocka_unit_test(bounds_and_comparisons_agree_with_counting_days)};
    return cmocka_run_group_tests_name("EDTF sets", tests, NULL, NULL);
}
