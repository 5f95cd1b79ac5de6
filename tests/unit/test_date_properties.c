/* Random dates of all levels and of the superset, against a slow oracle that counts days. */
#include "date_chance.h"

/* --- reading and printing --- */

/* Refusals are counted, so that the generator cannot go dry: nearly all of its values are dates. */
static void what_chance_writes_is_read_unless_it_has_no_day(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    int refused = 0;
    enum { ROUNDS = 2000 };
    for (int i = 0; i < ROUNDS; i++) {
        char text[256];
        dl_date date;
        oracle_value value = {.kind = ONE_DATE, .count = 1, .first = {random_part(&seed)}};
        value_text(&value, text, sizeof text);
        bool read = dl_date_parse(dl_str_of(text), &date, NULL) == 0;
        oracle_days days = {0};
        part_days(&value.first[0], &days);
        if (read != (days.count > 0))
            fail_msg("'%s' is %s", text, read ? "read, and has no day" : "refused, and has days");
        days_clear(&days);
        refused += !read;
    }
    assert_true(refused < ROUNDS / 4);
}

static const char *print(const dl_date *date, char *space, size_t size)
{
    dl_buf out;
    dl_buf_init(&out);
    dl_date_print(date, &out);
    snprintf(space, size, "%s", out.data ? out.data : "");
    dl_buf_clear(&out);
    return space;
}

static bool same_part(const dl_date_part *a, const dl_date_part *b)
{
    return a->precision == b->precision && a->year == b->year && a->month == b->month &&
           a->day == b->day && a->hour == b->hour && a->minute == b->minute &&
           a->second == b->second && a->nanosecond == b->nanosecond &&
           a->year_mask == b->year_mask && a->month_mask == b->month_mask &&
           a->day_mask == b->day_mask && a->month_told == b->month_told &&
           a->day_told == b->day_told && a->significant == b->significant &&
           a->exponent == b->exponent && a->uncertain_in == b->uncertain_in &&
           a->approximate_in == b->approximate_in && a->zone == b->zone &&
           a->offset_minutes == b->offset_minutes && strcmp(a->zone_name, b->zone_name) == 0;
}

static void check_round_trip(const char *text)
{
    dl_date date, again;
    dl_error error;
    char first[256], second[256];
    if (dl_date_parse(dl_str_of(text), &date, &error) != 0)
        fail_msg("'%s': %s", text, error.message);
    print(&date, first, sizeof first);
    if (dl_date_parse(dl_str_of(first), &again, &error) != 0)
        fail_msg("'%s' is printed as '%s': %s", text, first, error.message);
    print(&again, second, sizeof second);
    if (strcmp(first, second) != 0)
        fail_msg("'%s' is printed as '%s', then as '%s'", text, first, second);
    if (!dl_date_equal(&date, &again) || !same_part(&date.start, &again.start) ||
        (date.interval && !same_part(&date.end, &again.end)) || date.set != again.set ||
        date.start_kind != again.start_kind || date.end_kind != again.end_kind)
        fail_msg("'%s' is printed as '%s', another value", text, first);
}

/* Times of the superset, and years past four digits. */
static void random_superset(uint64_t *seed, char *out, size_t size)
{
    static const char *const zones[] = {
        "", "", "Z", "+05:30", "-04:00", "[America/New_York]", "[Europe/Berlin]"};
    static const char *const marks[] = {"", "?", "~", "%"};
    char seconds[16] = "";
    if (random_below(seed, 5) == 0) {
        snprintf(out, size, "Y%s%d%s%s", random_below(seed, 2) ? "-" : "",
                 one_of(seed, 12345, 999999), random_below(seed, 2) ? "E3" : "",
                 random_below(seed, 2) ? "S3" : "");
        return;
    }
    if (random_below(seed, 2))
        snprintf(seconds, sizeof seconds, ":%02d%s", random_below(seed, 60),
                 random_below(seed, 3) ? "" : ".042");
    snprintf(out, size, "%04d-%02d-%02d%sT%02d:%02d%s%s%s", one_of(seed, 1999, 2030),
             one_of(seed, 1, 12), one_of(seed, 1, 28), marks[random_below(seed, 4)],
             random_below(seed, 24), random_below(seed, 60), seconds, zones[random_below(seed, 7)],
             marks[random_below(seed, 4)]);
}

static void printing_and_reading_keeps_every_value(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    for (int i = 0; i < rounds(8000); i++) {
        char text[256];
        oracle_value value;
        if (i % 4) {
            random_date(&seed, &value, text, sizeof text);
        } else {
            char first[80], second[80];
            dl_date date;
            random_superset(&seed, first, sizeof first);
            random_superset(&seed, second, sizeof second);
            snprintf(text, sizeof text, "%s/%s", first, second);
            if (random_below(&seed, 2) || dl_date_parse(dl_str_of(text), &date, NULL) != 0)
                snprintf(text, sizeof text, "%s", first);
        }
        check_round_trip(text);
    }
}

/* --- bounds --- */

static void hull_of(const oracle_groups *groups, int *first, int *last)
{
    *first = FAR;
    *last = -FAR;
    for (size_t i = 0; i < groups->count; i++) {
        const oracle_days *days = &groups->list[i];
        *first = days_first(days) < *first ? days_first(days) : *first;
        *last = days_last(days) > *last ? days_last(days) : *last;
    }
}

static void bounds_are_those_of_all_days_that_fit(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    for (int i = 0; i < rounds(1000); i++) {
        char text[256];
        oracle_value value;
        dl_date date = random_date(&seed, &value, text, sizeof text);
        oracle_groups groups = value_groups(&value);
        int first, last;
        hull_of(&groups, &first, &last);
        int64_t day = 0;
        if (dl_date_first_day(&date, &day) != (first > -FAR) || (first > -FAR && day != first))
            fail_msg("%s begins on %lld, not %d", text, (long long)day, first);
        if (dl_date_last_day(&date, &day) != (last < FAR) || (last < FAR && day != last))
            fail_msg("%s ends on %lld, not %d", text, (long long)day, last);
        dl_bounds bounds = dl_date_bounds(&date);
        if (first > -FAR)
            assert_int_equal(bounds.start_earliest.seconds, (int64_t)first * 86400);
        if (last < FAR)
            assert_int_equal(bounds.end_latest.seconds, (int64_t)(last + 1) * 86400);
        groups_clear(&groups);
    }
}

/* --- comparisons --- */

static bool single_day(const oracle_groups *groups, int *day)
{
    int last;
    hull_of(groups, day, &last);
    return *day == last;
}

/* All that a's last moment can be is told by its groups' first and last days. */
static dl_truth slow_before(const oracle_groups *a, const oracle_groups *b)
{
    int a_least = -FAR, a_most = -FAR, b_least = FAR, b_most = FAR, a_day, b_day;
    for (size_t i = 0; i < a->count; i++) {
        int first = days_first(&a->list[i]), last = days_last(&a->list[i]);
        a_least = first > a_least ? first : a_least;
        a_most = last > a_most ? last : a_most;
    }
    for (size_t i = 0; i < b->count; i++) {
        int first = days_first(&b->list[i]), last = days_last(&b->list[i]);
        b_least = first < b_least ? first : b_least;
        b_most = last < b_most ? last : b_most;
    }
    if (a_most < b_least)
        return DL_CERTAIN;
    /* one and the same day is not told apart; else moments of a shared day may come in any order */
    if (single_day(a, &a_day) && single_day(b, &b_day) && a_day == b_day)
        return DL_IMPOSSIBLE;
    return a_least > b_most ? DL_IMPOSSIBLE : DL_POSSIBLE;
}

/* How many of the days of a group are in any group of b: none, some or all. */
static dl_truth slow_inside(const oracle_days *days, const oracle_groups *b)
{
    oracle_days all = {0};
    for (size_t i = 0; i < b->count; i++)
        for (size_t k = 0; k < b->list[i].count; k++)
            days_put(&all, b->list[i].runs[k].first, b->list[i].runs[k].last);
    days_sort(&all);
    bool some = false, every = true;
    size_t at = 0;
    for (size_t i = 0; i < days->count; i++) {
        oracle_run run = days->runs[i];
        while (at < all.count && all.runs[at].last < run.first)
            at++;
        some |= at < all.count && all.runs[at].first <= run.last;
        every &= at < all.count && all.runs[at].first <= run.first && all.runs[at].last >= run.last;
    }
    days_clear(&all);
    return some ? every ? DL_CERTAIN : DL_POSSIBLE : DL_IMPOSSIBLE;
}

static dl_truth slow_within(const oracle_groups *a, const oracle_groups *b, bool told)
{
    dl_truth truth = told ? DL_CERTAIN : DL_POSSIBLE;
    for (size_t i = 0; i < a->count; i++) {
        dl_truth here = slow_inside(&a->list[i], b);
        truth = here < truth ? here : truth;
    }
    return truth;
}

static bool has_day(const oracle_days *days, int day)
{
    for (size_t i = 0; i < days->count; i++) {
        if (days->runs[i].first <= day && day <= days->runs[i].last)
            return true;
    }
    return false;
}

static bool all_have(const oracle_groups *groups, int day)
{
    for (size_t i = 0; i < groups->count; i++) {
        if (!has_day(&groups->list[i], day))
            return false;
    }
    return true;
}

/* Where two lists of runs share a day, they share one that begins a run of some group. */
static dl_truth slow_same_day(const oracle_groups *a, const oracle_groups *b)
{
    int a_day, b_day;
    if (single_day(a, &a_day) && single_day(b, &b_day) && a_day == b_day)
        return DL_CERTAIN;
    const oracle_groups *both[] = {a, b};
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < both[side]->count; i++)
            for (size_t k = 0; k < both[side]->list[i].count; k++) {
                int day = both[side]->list[i].runs[k].first;
                if (all_have(a, day) && all_have(b, day))
                    return DL_POSSIBLE;
            }
    return DL_IMPOSSIBLE;
}

static void check_truth(const char *what, const char *a, const char *b, dl_truth got,
                        dl_truth wanted)
{
    if (got != wanted)
        fail_msg("%s %s %s: %s, by counting %s", a, what, b, dl_truth_word(got),
                 dl_truth_word(wanted));
}

static void check_distance(const oracle_groups *a, const oracle_groups *b, dl_span span)
{
    int a_first, a_last, b_first, b_last;
    hull_of(a, &a_first, &a_last);
    hull_of(b, &b_first, &b_last);
    assert_int_equal(span.least_known, b_first > -FAR && a_last < FAR);
    assert_int_equal(span.most_known, b_last < FAR && a_first > -FAR);
    if (span.least_known)
        assert_int_equal(span.least, b_first - a_last);
    if (span.most_known)
        assert_int_equal(span.most, b_last - a_first);
}

static void comparisons_and_distances_agree_with_counting(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    int seen[3][3] = {{0}};
    for (int i = 0; i < rounds(1500); i++) {
        char a_text[256], b_text[256];
        oracle_value a_value, b_value;
        dl_date a = random_date(&seed, &a_value, a_text, sizeof a_text);
        dl_date b = random_date(&seed, &b_value, b_text, sizeof b_text);
        oracle_groups a_days = value_groups(&a_value), b_days = value_groups(&b_value);
        dl_truth before = slow_before(&a_days, &b_days), same = slow_same_day(&a_days, &b_days);
        bool told = b_value.start[0] != UNKNOWN && b_value.end[0] != UNKNOWN;
        dl_truth within = slow_within(&a_days, &b_days, told);
        check_truth("before", a_text, b_text, dl_date_before(&a, &b), before);
        check_truth("after", b_text, a_text, dl_date_after(&b, &a), before);
        check_truth("within", a_text, b_text, dl_date_within(&a, &b), within);
        check_truth("on the day of", a_text, b_text, dl_date_same_day(&a, &b), same);
        check_distance(&a_days, &b_days, dl_date_distance(&a, &b));
        seen[0][before]++;
        seen[1][within]++;
        seen[2][same]++;
        groups_clear(&a_days);
        groups_clear(&b_days);
    }
    print_message("# impossible, possible, certain: before %d %d %d, within %d %d %d, same day %d "
                  "%d %d\n",
                  seen[0][0], seen[0][1], seen[0][2], seen[1][0], seen[1][1], seen[1][2],
                  seen[2][0], seen[2][1], seen[2][2]);
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 3; k++)
            assert_true(seen[i][k] > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_chance_writes_is_read_unless_it_has_no_day),
        cmocka_unit_test(printing_and_reading_keeps_every_value),
        cmocka_unit_test(bounds_are_those_of_all_days_that_fit),
        cmocka_unit_test(comparisons_and_distances_agree_with_counting)};
    return cmocka_run_group_tests_name("dates by chance", tests, NULL, NULL);
}
