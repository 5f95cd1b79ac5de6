/* Relations of values of all levels: whatever their days happen to be must be told as possible. */
#include "date_chance.h"

#include "dateline/relation.h"

/* One start and end, half-open, of the many that a value can have. */
static oracle_run chosen_run(uint64_t *seed, const oracle_run *of, dl_reading reading)
{
    oracle_run run = {of->first, of->last + 1};
    if (reading == DL_SPANS)
        return run;
    int first = one_of(seed, of->first, of->last);
    return (oracle_run){first, one_of(seed, first, of->last) + 1};
}

static oracle_run chosen_of(uint64_t *seed, const oracle_days *days, dl_reading reading)
{
    return chosen_run(seed, &days->runs[random_below(seed, (int)days->count)], reading);
}

/* A unit of the range; of an open one, one of the first ten or so. */
static oracle_run chosen_unit(uint64_t *seed, const oracle_value *value, size_t i,
                              dl_reading reading)
{
    oracle_run hull = range_hull(value, i);
    if (hull.last == FAR)
        hull.last = hull.first + 4000;
    if (hull.first == -FAR) {
        hull.first = oracle_new_year(2010);
        if (value->last[i].day[0])
            hull.first = hull.last - 20;
    }
    const oracle_part *like = value->start[i] == TOLD ? &value->first[i] : &value->last[i];
    int units = 0, chosen = random_below(seed, 20), day = hull.first;
    while (units++ < chosen && unit_last_day(like, day) + 1 <= hull.last)
        day = unit_last_day(like, day) + 1;
    oracle_run unit = {day, unit_last_day(like, day)};
    return chosen_run(seed, &unit, reading);
}

static oracle_run chosen_part(uint64_t *seed, const oracle_part *part, dl_reading reading)
{
    oracle_days days = {0};
    part_days(part, &days);
    oracle_run run = chosen_of(seed, &days, reading);
    days_clear(&days);
    return run;
}

/* An interval has a first day in its start and a last one in its end, in whatever order they come;
 * false when they leave no time. */
static bool chosen_interval(uint64_t *seed, const oracle_value *value, dl_reading reading,
                            oracle_run *run)
{
    oracle_run hull = range_hull(value, 0);
    hull.first = hull.first == -FAR ? hull.last - random_below(seed, 3000) : hull.first;
    hull.last = hull.last == FAR ? hull.first + random_below(seed, 3000) : hull.last;
    if (reading == DL_SOMETIME) {
        *run = chosen_run(seed, &hull, reading);
        return true;
    }
    run->first = value->start[0] == TOLD ? chosen_part(seed, &value->first[0], DL_SOMETIME).first
                                         : hull.first;
    run->last = value->end[0] == TOLD ? chosen_part(seed, &value->last[0], DL_SOMETIME).last
                                      : run->first + 1 + random_below(seed, 3000);
    if (value->start[0] != TOLD)
        run->first = run->last - 1 - random_below(seed, 3000);
    return run->first < run->last;
}

static bool chosen(uint64_t *seed, const oracle_value *value, dl_reading reading, oracle_run *run)
{
    if (value->kind == INTERVAL)
        return chosen_interval(seed, value, reading, run);
    if (value->kind != ALL_OF) {
        size_t i = (size_t)random_below(seed, (int)value->count);
        *run = value->range[i] ? chosen_unit(seed, value, i, reading)
                               : chosen_part(seed, &value->first[i], reading);
        return true;
    }
    oracle_groups groups = value_groups(value);
    *run = (oracle_run){FAR, -FAR};
    for (size_t i = 0; i < groups.count; i++) {
        oracle_run one = chosen_of(seed, &groups.list[i], reading);
        run->first = one.first < run->first ? one.first : run->first;
        run->last = one.last > run->last ? one.last : run->last;
    }
    groups_clear(&groups);
    return true;
}

static void what_happens_to_be_so_is_possible(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    int told = 0;
    for (int i = 0; i < rounds(400); i++) {
        char a_text[256], b_text[256];
        oracle_value a_value, b_value;
        dl_date a = random_date(&seed, &a_value, a_text, sizeof a_text);
        dl_date b = random_date(&seed, &b_value, b_text, sizeof b_text);
        dl_relation_options options = {.reading = i % 2 ? DL_SPANS : DL_SOMETIME};
        dl_relations set;
        assert_int_equal(dl_date_relation(&a, &b, &options, &set, NULL), 0);
        told += set != DL_RELATIONS_ALL;
        for (int k = 0; k < 6; k++) {
            oracle_run first, second;
            if (!chosen(&seed, &a_value, options.reading, &first) ||
                !chosen(&seed, &b_value, options.reading, &second))
                continue;
            dl_relation is =
                dl_relation_between(first.first, first.last, second.first, second.last);
            if (!(set >> is & 1))
                fail_msg("%s, %s (%s): %s is excluded, yet [%d,%d) and [%d,%d) are so", a_text,
                         b_text, i % 2 ? "spans" : "sometime", dl_relation_word(is), first.first,
                         first.last, second.first, second.last);
        }
    }
    print_message("# not all thirteen: %d of %d\n", told, rounds(400));
    assert_true(told > rounds(200));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_happens_to_be_so_is_possible)};
    return cmocka_run_group_tests_name("relations, sampled", tests, NULL, NULL);
}
