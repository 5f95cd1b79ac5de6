/* Allen's relations: their sets, the sets of other people, and what is asked of two dates. */
#include "support.h"

#include <jansson.h>

#include "dateline/relation.h"

enum { DAY = 86400 };

static dl_date parse(const char *text)
{
    dl_date date;
    dl_error error;
    if (dl_date_parse(dl_str_of(text), &date, &error) != 0)
        fail_msg("%s: %s", text, error.message);
    return date;
}

static const char *words(dl_relations set)
{
    static char space[256];
    dl_buf out;
    dl_buf_init(&out);
    dl_relation_words(set, &out);
    snprintf(space, sizeof space, "%s", out.data);
    dl_buf_clear(&out);
    return space;
}

static dl_relations ask(const char *a, const char *b, const dl_relation_options *options)
{
    dl_date first = parse(a), second = parse(b);
    dl_relations set;
    dl_error error;
    if (dl_date_relation(&first, &second, options, &set, &error) != 0)
        fail_msg("%s, %s: %s", a, b, error.message);
    return set;
}

static dl_relations set_of(json_t *list)
{
    dl_relations set = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        dl_relation relation =
            dl_relation_of_word(dl_str_of(json_string_value(json_array_get(list, i))));
        assert_int_not_equal(relation, DL_RELATION_COUNT);
        set |= (dl_relations)(1 << relation);
    }
    return set;
}

typedef bool row_check(json_t *row);

static int run_rows(const char *path, row_check *check, int *total)
{
    char line[8192];
    FILE *file = fopen(shared_file(path), "r");
    assert_non_null(file);
    int passed = *total = 0;
    while (fgets(line, sizeof line, file)) {
        json_t *row = json_loads(line, 0, NULL);
        assert_non_null(row);
        ++*total;
        passed += check(row);
        json_decref(row);
    }
    fclose(file);
    return passed;
}

/* --- other people's sets --- */

static const char *text_in(json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}

static bool coarse_row(json_t *row, const dl_relation_options *options)
{
    dl_relations set = ask(text_in(row, "a"), text_in(row, "b"), options), wanted = 0;
    json_t *list = json_object_get(row, "possible");
    for (size_t i = 0; i < json_array_size(list); i++) {
        dl_relations group = 0;
        for (int k = 0; k < DL_COARSE_COUNT; k++) {
            if (strcmp(dl_coarse_word((dl_coarse)k), json_string_value(json_array_get(list, i))) ==
                0)
                group = dl_coarse_group((dl_coarse)k);
        }
        assert_int_not_equal(group, 0);
        wanted |= group;
    }
    return dl_relation_widen(set) == wanted;
}

static bool edtf_core_row(json_t *row)
{
    static const dl_relation_options coarse = {.whole_days = true, .unknown_tells_nothing = true};
    return coarse_row(row, &coarse);
}

static bool exact_row(json_t *row)
{
    return coarse_row(row, NULL);
}

/* edtf-core counts times as days and takes a date with an unknown end for one of which nothing is
 * known: two options. Without them three of its rows come out sharper: two times of one day are
 * told apart, and what started in 1985, whatever its end, is after what was over by 1980. */
static void the_coarse_relations_of_edtf_core_agree(void **state)
{
    (void)state;
    int total, passed = run_rows("suites/edtf/relations-edtf-core.jsonl", edtf_core_row, &total);
    print_message("# suite edtf/relations-edtf-core: %d of %d\n", passed, total);
    assert_int_equal(total, 29);
    assert_int_equal(passed, total);
    passed = run_rows("suites/edtf/relations-edtf-core.jsonl", exact_row, &total);
    print_message("# suite edtf/relations-edtf-core, by our own defaults: %d of %d\n", passed,
                  total);
    assert_int_equal(passed, 26);
}

static dl_bound bound_in(json_t *row, const char *side, const char *end, size_t which)
{
    json_t *pair = json_object_get(json_object_get(row, side), end);
    return (dl_bound){DL_BOUND_FINITE, json_integer_value(json_array_get(pair, which))};
}

static dl_bounds bounds_in(json_t *row, const char *side)
{
    return (dl_bounds){bound_in(row, side, "start", 0), bound_in(row, side, "start", 1),
                       bound_in(row, side, "end", 0), bound_in(row, side, "end", 1), false};
}

static bool uncertain_row(json_t *row)
{
    dl_bounds a = bounds_in(row, "a"), b = bounds_in(row, "b");
    dl_relations set = dl_relation_of_bounds(&a, &b, 1);
    const char *certain = text_in(row, "certain");
    dl_relation one = dl_relation_certain(set);
    bool agree = certain ? one < DL_RELATION_COUNT && strcmp(dl_relation_word(one), certain) == 0
                         : one == DL_RELATION_COUNT;
    return agree && set == set_of(json_object_get(row, "possible"));
}

static void uncertain_intervals_have_the_enumerated_relations(void **state)
{
    (void)state;
    int total, passed = run_rows("suites/allen/allen-uncertain.jsonl", uncertain_row, &total);
    print_message("# suite allen/allen-uncertain: %d of %d\n", passed, total);
    assert_int_equal(total, 332);
    assert_int_equal(passed, total);
}

static int composed;

static bool composition_row(json_t *row)
{
    dl_relation first = dl_relation_of_word(dl_str_of(text_in(row, "r1")));
    dl_relation second = dl_relation_of_word(dl_str_of(text_in(row, "r2")));
    assert_true(first < DL_RELATION_COUNT && second < DL_RELATION_COUNT);
    dl_relations set = dl_relation_compose((dl_relations)(1 << first), (dl_relations)(1 << second));
    for (int i = 0; i < DL_RELATION_COUNT; i++)
        composed += set >> i & 1;
    return set == set_of(json_object_get(row, "result"));
}

static void compositions_are_the_known_409(void **state)
{
    (void)state;
    composed = 0;
    int total, passed = run_rows("suites/allen/composition.jsonl", composition_row, &total);
    print_message("# suite allen/composition: %d of %d\n", passed, total);
    assert_int_equal(total, 169);
    assert_int_equal(passed, total);
    assert_int_equal(composed, 409);
}

/* --- sets of relations --- */

/* What a relation is, by Allen's definitions, told apart from the library's own. */
static bool holds(dl_relation relation, int as, int ae, int bs, int be)
{
    switch (relation) {
    case DL_BEFORE:
        return ae < bs;
    case DL_MEETS:
        return ae == bs;
    case DL_OVERLAPS:
        return as < bs && bs < ae && ae < be;
    case DL_STARTS:
        return as == bs && ae < be;
    case DL_DURING:
        return bs < as && ae < be;
    case DL_FINISHES:
        return bs < as && ae == be;
    case DL_EQUAL:
        return as == bs && ae == be;
    case DL_RELATION_COUNT:
        return false;
    default:
        return holds(DL_RELATION_COUNT - 1 - relation, bs, be, as, ae);
    }
}

static void every_two_intervals_have_one_relation_and_its_inverse(void **state)
{
    (void)state;
    for (int as = 0; as < 6; as++)
        for (int ae = as + 1; ae < 6; ae++)
            for (int bs = 0; bs < 6; bs++)
                for (int be = bs + 1; be < 6; be++) {
                    dl_relation found = dl_relation_between(as, ae, bs, be);
                    for (int i = 0; i < DL_RELATION_COUNT; i++)
                        assert_int_equal(holds((dl_relation)i, as, ae, bs, be), i == (int)found);
                    dl_relations back = (dl_relations)(1 << dl_relation_between(bs, be, as, ae));
                    assert_int_equal(dl_relation_inverse((dl_relations)(1 << found)), back);
                }
}

/* Seven points are enough for six ends. */
static void enumerate_compositions(dl_relations found[DL_RELATION_COUNT][DL_RELATION_COUNT])
{
    int starts[21], ends[21], count = 0;
    for (int start = 0; start < 7; start++) {
        for (int end = start + 1; end < 7; end++) {
            starts[count] = start;
            ends[count++] = end;
        }
    }
    dl_relation between[21][21];
    for (int a = 0; a < count; a++)
        for (int b = 0; b < count; b++)
            for (int i = 0; i < DL_RELATION_COUNT; i++)
                if (holds((dl_relation)i, starts[a], ends[a], starts[b], ends[b]))
                    between[a][b] = (dl_relation)i;
    for (int a = 0; a < count; a++)
        for (int b = 0; b < count; b++)
            for (int c = 0; c < count; c++)
                found[between[a][b]][between[b][c]] |= (dl_relations)(1 << between[a][c]);
}

static void composition_agrees_with_enumeration_over_seven_points(void **state)
{
    (void)state;
    dl_relations table[DL_RELATION_COUNT][DL_RELATION_COUNT] = {{0}};
    enumerate_compositions(table);
    for (int i = 0; i < DL_RELATION_COUNT; i++)
        for (int k = 0; k < DL_RELATION_COUNT; k++)
            assert_int_equal(dl_relation_compose((dl_relations)(1 << i), (dl_relations)(1 << k)),
                             table[i][k]);
    uint64_t seed = random_seed() | 1;
    for (int round = 0; round < 200; round++) {
        dl_relations first = (dl_relations)(random_next(&seed) & DL_RELATIONS_ALL);
        dl_relations second = (dl_relations)(random_next(&seed) & DL_RELATIONS_ALL), wanted = 0;
        for (int i = 0; i < DL_RELATION_COUNT; i++)
            for (int k = 0; k < DL_RELATION_COUNT; k++)
                if (first >> i & 1 && second >> k & 1)
                    wanted |= table[i][k];
        assert_int_equal(dl_relation_compose(first, second), wanted);
    }
}

static void sets_are_told_in_words(void **state)
{
    (void)state;
    assert_string_equal(words(0), "no relation");
    assert_string_equal(words(DL_RELATIONS_ALL), "any relation");
    assert_string_equal(words(1 << DL_MET_BY), "met-by");
    assert_string_equal(words(1 << DL_MEETS | 1 << DL_OVERLAPS), "meets or overlaps");
    assert_string_equal(words(1 << DL_MEETS | 1 << DL_EQUAL | 1 << DL_AFTER),
                        "meets, equal or after");
    dl_buf out;
    dl_buf_init(&out);
    dl_coarse_words(1 << DL_MET_BY | 1 << DL_AFTER | 1 << DL_STARTS, &out);
    assert_string_equal(out.data, "after or within");
    dl_buf_clear(&out);
    assert_int_equal(dl_relation_of_word(DL_STR("Before")), DL_RELATION_COUNT);
    assert_int_equal(dl_relation_of_word(DL_STR("before\0")), DL_RELATION_COUNT);
    assert_int_equal(dl_relation_of_word(DL_STR("")), DL_RELATION_COUNT);
    for (int i = 0; i < DL_RELATION_COUNT; i++)
        assert_int_equal(dl_relation_of_word(dl_str_of(dl_relation_word((dl_relation)i))), i);
}

static void the_coarse_view_parts_the_thirteen(void **state)
{
    (void)state;
    dl_relations all = 0;
    for (int i = 0; i < DL_COARSE_COUNT; i++) {
        assert_int_equal(all & dl_coarse_group((dl_coarse)i), 0);
        all |= dl_coarse_group((dl_coarse)i);
    }
    assert_int_equal(all, DL_RELATIONS_ALL);
}

/* --- two dates --- */

typedef struct relation_case {
    const char *a, *b, *wanted;
} relation_case;

static void check_cases(const relation_case *cases, size_t count,
                        const dl_relation_options *options)
{
    for (size_t i = 0; i < count; i++) {
        dl_relations set = ask(cases[i].a, cases[i].b, options);
        if (strcmp(words(set), cases[i].wanted) != 0)
            fail_msg("%s, %s: %s", cases[i].a, cases[i].b, words(set));
        assert_int_equal(ask(cases[i].b, cases[i].a, options), dl_relation_inverse(set));
    }
}

#define CHECK_CASES(cases, options) check_cases(cases, sizeof(cases) / sizeof *(cases), options)

static void what_spans_its_date_begins_and_ends_with_it(void **state)
{
    static const relation_case cases[] = {
        {"2024-02", "2024-03", "meets"},
        {"2024-02", "2024", "during"},
        {"2024-01", "2024", "starts"},
        {"2024-12", "2024", "finishes"},
        {"2024", "2024-01-01/2024-12-31", "equal"},
        {"2024-02-15", "2024-02-15T10:00", "contains"},
        {"2024-02-15T10:00", "2024-02-15T10:01", "meets"},
        {"2024-02-15T10:00", "2024-02-15T10:00:30", "contains"},
        {"2024-02-15T10:00:00", "2024-02-15T10:00", "starts"},
        {"2024-02-15T08:00/2024-02-15T09:59", "2024-02-15T10:00/2024-02-15T11:00", "meets"},
        {"2024-02-15T10:00Z", "2024-02-15T11:00+01:00", "equal"},
        {"2024-02-15T23:00-05:00", "2024-02-15", "equal"}, /* one has a zone: by days */
        {"[2022,2024]", "2023", "meets or met-by"},
        {"{2022,2024}", "2023", "contains"},
        {"156X-12-25", "1565", "before, during or after"},
        {"[2020..2022]", "2021", "meets, equal or met-by"},
        {"[..2022]", "2021", "before, meets, equal or met-by"}};
    (void)state;
    static const dl_relation_options spans = {.reading = DL_SPANS};
    CHECK_CASES(cases, &spans);
}

static void what_happened_sometime_is_some_days_of_it(void **state)
{
    static const relation_case cases[] = {
        {"2024-02-15", "2024-02-15", "equal"},
        {"2024-02-15", "2024-02-16", "meets"},
        {"2024-02-15", "2024-02",
         "before, meets, starts, during, finishes, equal, met-by or after"},
        {"2024-02-15T10:00", "2024-02-15", "during"},
        {"2024-02", "2024-03", "before or meets"},
        {"2024-02", "2024-04", "before"},
        {"2024", "2024-06", "any relation"},
        {"2024~", "2024?", "any relation"}, /* a qualifier moves nothing */
        {"../2023", "2024", "before or meets"},
        {"/2023", "2024", "before or meets"}, /* an end that is told holds */
        {"2024/", "../2022", "after"},
        {"[2022,2024]", "2023", "before, meets, met-by or after"},
        {"{2022,2024}", "2023", "contains"},
        {"156X-12-25", "1565-12-25", "before, equal or after"},
        {"156X-12-25", "1565-12-24", "before, met-by or after"},
        {"XXXX-12-25", "2024-06-01", "before or after"},
        {"1XX3", "1500", "before or after"},
        {"1XX3", "1502", "before, met-by or after"},
        {"20XX-33", "2024-34", "before, meets or after"}};
    (void)state;
    CHECK_CASES(cases, NULL);
}

static void a_stated_number_of_days_narrows_the_set(void **state)
{
    static const relation_case moments[] = {
        {"2024-02", "2024-02-15", "before, meets, equal, met-by or after"},
        {"2024-02-14/2024-02-15", "2024-02-15", "meets or equal"},
        {"2024-02-15T10:00", "2024-02-15T12:00", "equal"}}; /* days: a time counts as its day */
    static const relation_case weeks[] = {
        {"2024-02-01/2024-02-08", "2024-02-01/2024-02-07", "equal or overlapped-by"}};
    static const relation_case longer[] = {{"2024-02", "2024-02-01/2024-02-20",
                                            "overlaps, starts, during, finishes, equal, "
                                            "finished-by, contains, started-by or overlapped-by"}};
    static const relation_case leap_years[] = {{"[2021..2040]", "2020", "after"},
                                               {"[2021..2040]", "[2024,2026]", "equal or after"}};
    static const dl_relation_options leap = {.least_days = 366, .most_days = 366};
    static const dl_relation_options one = {.least_days = 1, .most_days = 1};
    static const dl_relation_options seven = {.least_days = 7, .most_days = 7};
    static const dl_relation_options fifteen = {.least_days = 15};
    (void)state;
    CHECK_CASES(moments, &one);
    CHECK_CASES(weeks, &seven);
    CHECK_CASES(longer, &fifteen);
    CHECK_CASES(leap_years, &leap);
}

static void days_without_room_are_an_error(void **state)
{
    static const struct {
        const char *a;
        dl_relation_options options;
        const char *says;
    } cases[] = {{"2024-02", {.least_days = 30}, "no room for what takes at least 30 days"},
                 {"[2024-02,2024-04]", {.least_days = 31, .most_days = 40}, "takes 31 days"},
                 {"{2022,2024}", {.least_days = 1, .most_days = 1}, "no room"},
                 {"2024", {.least_days = 3, .most_days = 2}, "more than the most"},
                 {"2024", {.least_days = -1}, "1 or more"},
                 {"2024", {.most_days = INT64_MAX}, "1 or more"},
                 {"2024", {.reading = DL_SPANS, .least_days = 1}, "as many days as"}};
    (void)state;
    dl_date b = parse("2024");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_date a = parse(cases[i].a);
        dl_relations set;
        dl_error error;
        assert_int_equal(dl_date_relation(&a, &b, &cases[i].options, &set, &error), DL_ERR_USAGE);
        if (!strstr(error.message, cases[i].says))
            fail_msg("%s: %s", cases[i].a, error.message);
        assert_int_equal(dl_date_relation(&a, &b, &cases[i].options, &set, NULL), DL_ERR_USAGE);
    }
    assert_int_equal(dl_relation_truth(1 << DL_BEFORE, 1 << DL_BEFORE | 1 << DL_MEETS), DL_CERTAIN);
    assert_int_equal(dl_relation_truth(1 << DL_BEFORE | 1 << DL_AFTER, 1 << DL_AFTER), DL_POSSIBLE);
    assert_int_equal(dl_relation_truth(1 << DL_BEFORE, 1 << DL_AFTER), DL_IMPOSSIBLE);
}

/* Past the room for runs nothing may be excluded that can hold, and the answer comes soon. */
static void far_too_many_runs_exclude_no_more(void **state)
{
    static const char *const texts[] = {
        "XXXX-XX-X5",
        "XXXX-12-25",
        "[0000-01-01..9999-12-31]",
        "[..2024-02-15]",
        "[0001..]",
        "[XXXX-XX-X5,XXXX-XX-X1,XXXX-XX-X3,XXXX-XX-X7,XXXX-XX-X9,XXXX-X1-X5,XXXX-X2-X5,0XXX-X1-X1]",
        "XXXX-XX-X1/XXXX-XX-X9",
        "/XXXX-XX-X9",
        "Y-9999999999",
        "Y9999999999/..",
        "XXXX"};
    (void)state;
    size_t count = sizeof texts / sizeof *texts;
    static const dl_relation_options all[] = {{.reading = DL_SOMETIME},
                                              {.reading = DL_SPANS},
                                              {.least_days = 1, .most_days = 1},
                                              {.unknown_tells_nothing = true}};
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++)
            for (size_t o = 0; o < sizeof all / sizeof *all; o++) {
                dl_relations set = ask(texts[i], texts[k], &all[o]);
                assert_int_not_equal(set, 0);
                assert_int_equal(ask(texts[k], texts[i], &all[o]), dl_relation_inverse(set));
            }
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            dl_date a = parse(texts[i]), b = parse(texts[k]);
            dl_truth within = dl_date_within(&a, &b), same = dl_date_same_day(&a, &b);
            assert_int_equal(same, dl_date_same_day(&b, &a));
            assert_true(i != k || within != DL_IMPOSSIBLE);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_coarse_relations_of_edtf_core_agree),
        cmocka_unit_test(uncertain_intervals_have_the_enumerated_relations),
        cmocka_unit_test(compositions_are_the_known_409),
        cmocka_unit_test(every_two_intervals_have_one_relation_and_its_inverse),
        cmocka_unit_test(composition_agrees_with_enumeration_over_seven_points),
        cmocka_unit_test(sets_are_told_in_words),
        cmocka_unit_test(the_coarse_view_parts_the_thirteen),
        cmocka_unit_test(what_spans_its_date_begins_and_ends_with_it),
        cmocka_unit_test(what_happened_sometime_is_some_days_of_it),
        cmocka_unit_test(a_stated_number_of_days_narrows_the_set),
        cmocka_unit_test(days_without_room_are_an_error),
        cmocka_unit_test(far_too_many_runs_exclude_no_more)};
    return cmocka_run_group_tests_name("relations", tests, NULL, NULL);
}
