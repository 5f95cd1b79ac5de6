/* Sets of relations against trying all: each value is every (start, end) that it can be, in a world
 * of some seventy days, or of some minutes. */
#include "date_oracle.h"

#include "dateline/relation.h"

/* Days of the world, 2024-01-25 to 2024-04-06: room for more than four ends on either side of
 * February and March, where all that is told lies. */
enum { WORLD = 73, MOST_PAIRS = WORLD * WORLD / 2, DAY = 86400 };

static int world_start(void)
{
    return oracle_day(2024, 1, 25);
}

/* Half-open; a run of days is held as its ends, counted from the world's start. */
typedef struct pair_set {
    bool has[WORLD + 1][WORLD + 1];
} pair_set;

static int one_of(uint64_t *seed, int first, int last)
{
    return first + random_below(seed, last - first + 1);
}

/* A month, a day, or a day with X, of February or March 2024. */
static oracle_part random_part(uint64_t *seed, bool x)
{
    oracle_part part = {.year = "2024"};
    int month = one_of(seed, 2, 3);
    snprintf(part.month, sizeof part.month, "%02d", month);
    int shape = random_below(seed, 8);
    if (shape == 0)
        return part;
    if (shape == 1 && x) {
        strcpy(part.day, "XX");
        return part;
    }
    int day = month == 2 ? one_of(seed, 15, 29) : one_of(seed, 1, 15);
    snprintf(part.day, sizeof part.day, "%02d", day);
    if (x && shape < 4)
        part.day[random_below(seed, 2)] = 'X';
    return part;
}

/* Two days or two months; the second may come first, which is no range. */
static void random_range(uint64_t *seed, oracle_value *value, size_t i)
{
    value->range[i] = true;
    if (random_below(seed, 4) == 0) {
        value->first[i] = (oracle_part){.year = "2024", .month = "02"};
        value->last[i] = (oracle_part){.year = "2024", .month = "03"};
        return;
    }
    do
        value->first[i] = random_part(seed, false);
    while (!value->first[i].day[0]);
    do
        value->last[i] = random_part(seed, false);
    while (!value->last[i].day[0]);
}

static oracle_value random_value(uint64_t *seed)
{
    oracle_value value = {.count = 1};
    int shape = random_below(seed, 10);
    value.kind = shape < 3 ? ONE_DATE : shape < 7 ? INTERVAL : shape < 9 ? ONE_OF : ALL_OF;
    if (value.kind == INTERVAL) {
        value.first[0] = random_part(seed, true);
        value.last[0] = random_part(seed, true);
        value.range[0] = true;
        int ends = random_below(seed, 10);
        if (ends < 2)
            value.start[0] = ends ? OPEN : UNKNOWN;
        else if (ends < 4)
            value.end[0] = ends == 2 ? OPEN : UNKNOWN;
        return value;
    }
    if (value.kind != ONE_DATE)
        value.count = (size_t)one_of(seed, 1, 3);
    for (size_t i = 0; i < value.count; i++) {
        if (value.kind != ONE_DATE && random_below(seed, 4) == 0)
            random_range(seed, &value, i);
        else /* "{all of}" takes the ends of what has holes */
            value.first[i] = random_part(seed, value.kind != ALL_OF);
        /* the world ends before an open range's months would; days of two fill the room for runs */
        if (value.kind == ONE_OF && i == 0 && value.range[i] && value.first[i].day[0] &&
            random_below(seed, 4) == 0)
            value.end[i] = OPEN;
    }
    return value;
}

/* --- all that a value can be --- */

static int in_world(int day)
{
    int at = day - world_start();
    return at < 0 ? 0 : at > WORLD ? WORLD : at;
}

/* All runs of days between two ends, or the one that has them all. */
static void put_runs(pair_set *out, int from, int to, dl_reading reading)
{
    for (int start = from; start < to; start++)
        for (int end = start + 1; end <= to; end++)
            if (reading == DL_SOMETIME || (start == from && end == to))
                out->has[start][end] = true;
}

static void put_days(pair_set *out, const oracle_days *days, dl_reading reading)
{
    for (size_t i = 0; i < days->count; i++)
        put_runs(out, in_world(days->runs[i].first), in_world(days->runs[i].last + 1), reading);
}

/* An end that is not told is any day of the world. */
static void end_days(const oracle_part *part, oracle_end kind, oracle_days *out)
{
    if (kind == TOLD)
        part_days(part, out);
    else
        days_put(out, world_start(), world_start() + WORLD - 1);
}

static void put_interval(pair_set *out, const oracle_value *value, dl_reading reading)
{
    oracle_days start = {0}, end = {0};
    end_days(&value->first[0], value->start[0], &start);
    end_days(&value->last[0], value->end[0], &end);
    if (reading == DL_SOMETIME) {
        put_runs(out, in_world(days_first(&start)), in_world(days_last(&end) + 1), reading);
    } else {
        for (int s = 0; s < WORLD; s++)
            for (int e = s + 1; e <= WORLD; e++) {
                bool starts = false, ends = false;
                for (size_t i = 0; i < start.count; i++)
                    starts |=
                        in_world(start.runs[i].first) <= s && s <= in_world(start.runs[i].last);
                for (size_t i = 0; i < end.count; i++)
                    ends |= in_world(end.runs[i].first) < e && e <= in_world(end.runs[i].last) + 1;
                out->has[s][e] |= starts && ends;
            }
    }
    days_clear(&start);
    days_clear(&end);
}

/* A range in a set, unit for unit; an open one has days up to the world's end. */
static void range_units(const oracle_value *value, size_t i, oracle_groups *units)
{
    oracle_run hull = range_hull(value, i);
    int last_day = hull.last < FAR ? hull.last : world_start() + WORLD - 1;
    for (int day = hull.first, last; day <= last_day; day = last + 1) {
        last = unit_last_day(&value->first[i], day);
        if (last < world_start() + WORLD)
            days_put(new_group(units), day, last);
    }
}

/* From the least start to the greatest end, of every choice of a run in each member. */
static void join(pair_set *into, const pair_set *member)
{
    pair_set joined = {{{false}}};
    for (int s = 0; s < WORLD; s++)
        for (int e = s + 1; e <= WORLD; e++)
            for (int s2 = 0; into->has[s][e] && s2 < WORLD; s2++)
                for (int e2 = s2 + 1; e2 <= WORLD; e2++)
                    if (member->has[s2][e2])
                        joined.has[s < s2 ? s : s2][e > e2 ? e : e2] = true;
    *into = joined;
}

static void put_set(pair_set *out, const oracle_value *value, dl_reading reading)
{
    oracle_groups members = {0};
    for (size_t i = 0; i < value->count; i++) {
        if (value->range[i])
            range_units(value, i, &members);
        else
            part_days(&value->first[i], new_group(&members));
    }
    for (size_t i = 0; i < members.count; i++) {
        if (value->kind == ONE_OF || i == 0) {
            put_days(out, &members.list[i], reading);
            continue;
        }
        pair_set one = {{{false}}};
        put_days(&one, &members.list[i], reading);
        join(out, &one);
    }
    groups_clear(&members);
}

static void value_pairs(const oracle_value *value, dl_reading reading, pair_set *out)
{
    memset(out, 0, sizeof *out);
    if (value->kind == INTERVAL) {
        put_interval(out, value, reading);
    } else if (value->kind == ONE_DATE) {
        oracle_days days = {0};
        part_days(&value->first[0], &days);
        put_days(out, &days, reading);
        days_clear(&days);
    } else {
        put_set(out, value, reading);
    }
}

static int keep_days(pair_set *pairs, const dl_relation_options *options)
{
    int count = 0;
    for (int s = 0; s < WORLD; s++)
        for (int e = s + 1; e <= WORLD; e++) {
            if (e - s < options->least_days || (options->most_days && e - s > options->most_days))
                pairs->has[s][e] = false;
            count += pairs->has[s][e];
        }
    return count;
}

/* Told by signs of differences, not as the library tells it. */
static dl_relation relation_by_signs(int as, int ae, int bs, int be)
{
    int code = ((as > bs) - (as < bs) + 1) * 27 + ((as > be) - (as < be) + 1) * 9 +
               ((ae > bs) - (ae < bs) + 1) * 3 + (ae > be) - (ae < be) + 1;
    static const struct {
        int code;
        dl_relation relation;
    } table[] = {{0, DL_BEFORE},   {3, DL_MEETS},     {6, DL_OVERLAPS},       {7, DL_FINISHED_BY},
                 {8, DL_CONTAINS}, {33, DL_STARTS},   {34, DL_EQUAL},         {35, DL_STARTED_BY},
                 {60, DL_DURING},  {61, DL_FINISHES}, {62, DL_OVERLAPPED_BY}, {71, DL_MET_BY},
                 {80, DL_AFTER}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].code == code)
            return table[i].relation;
    }
    fail_msg("%d %d %d %d has no relation", as, ae, bs, be);
    return DL_RELATION_COUNT;
}

static dl_relations all_relations(const pair_set *a, const pair_set *b)
{
    static int starts[MOST_PAIRS + WORLD], ends[MOST_PAIRS + WORLD];
    int count = 0;
    dl_relations found = 0;
    for (int s = 0; s < WORLD; s++)
        for (int e = s + 1; e <= WORLD; e++)
            if (b->has[s][e]) {
                starts[count] = s;
                ends[count++] = e;
            }
    for (int s = 0; s < WORLD; s++)
        for (int e = s + 1; e <= WORLD; e++)
            for (int i = 0; a->has[s][e] && i < count && found != DL_RELATIONS_ALL; i++)
                found |= (dl_relations)(1 << relation_by_signs(s, e, starts[i], ends[i]));
    return found;
}

static const char *words(dl_relations set, char *space, size_t size)
{
    dl_buf out;
    dl_buf_init(&out);
    dl_relation_words(set, &out);
    snprintf(space, size, "%s", out.data);
    dl_buf_clear(&out);
    return space;
}

static dl_date random_date(uint64_t *seed, oracle_value *value, char *text, size_t size)
{
    for (;;) {
        dl_date date;
        *value = random_value(seed);
        value_text(value, text, size);
        if (dl_date_parse(dl_str_of(text), &date, NULL) == 0)
            return date;
    }
}

static dl_relation_options random_options(uint64_t *seed)
{
    dl_relation_options options = {.reading = DL_SOMETIME};
    int shape = random_below(seed, 4);
    if (shape == 0)
        options.reading = DL_SPANS;
    if (shape == 1)
        options.least_days = options.most_days = one_of(seed, 1, 4);
    if (shape == 2) {
        options.least_days = random_below(seed, 8);
        options.most_days = random_below(seed, 2) ? options.least_days + one_of(seed, 1, 10) : 0;
    }
    return options;
}

static void relations_of_days_are_those_of_all_pairs(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    int refused = 0, certain = 0, some = 0;
    for (int i = 0; i < rounds(1500); i++) {
        char a_text[256], b_text[256], got[256], wanted[256];
        oracle_value a_value, b_value;
        static pair_set a_pairs, b_pairs;
        dl_date a = random_date(&seed, &a_value, a_text, sizeof a_text);
        dl_date b = random_date(&seed, &b_value, b_text, sizeof b_text);
        dl_relation_options options = random_options(&seed);
        value_pairs(&a_value, options.reading, &a_pairs);
        value_pairs(&b_value, options.reading, &b_pairs);
        bool room = keep_days(&a_pairs, &options) > 0;
        room &= keep_days(&b_pairs, &options) > 0;
        dl_relations set = 0, all = all_relations(&a_pairs, &b_pairs);
        dl_error error;
        int rc = dl_date_relation(&a, &b, &options, &set, &error);
        if (room != (rc == 0) || (rc == 0 && set != all))
            fail_msg("%s, %s (%s, %d to %d days): %s; of all pairs: %s", a_text, b_text,
                     options.reading == DL_SPANS ? "spans" : "sometime", (int)options.least_days,
                     (int)options.most_days, rc == 0 ? words(set, got, sizeof got) : error.message,
                     words(all, wanted, sizeof wanted));
        refused += rc != 0;
        certain += rc == 0 && dl_relation_certain(set) < DL_RELATION_COUNT;
        some += rc == 0 && set != DL_RELATIONS_ALL;
    }
    print_message("# refused %d, certain %d, not all thirteen %d\n", refused, certain, some);
    assert_true(refused > 0 && certain > rounds(100) && some > rounds(600));
}

/* What spans a date that is one stretch is told by its four bounds. */
static void relations_by_bounds_are_those_of_dates(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    static const dl_relation_options spans = {.reading = DL_SPANS};
    for (int i = 0; i < rounds(1000); i++) {
        char a_text[256], b_text[256];
        oracle_value a_value = {.count = 1, .kind = INTERVAL, .range = {true}}, b_value = a_value;
        for (int k = 0; k < 4; k++)
            *(k == 0   ? &a_value.first[0]
              : k == 1 ? &a_value.last[0]
              : k == 2 ? &b_value.first[0]
                       : &b_value.last[0]) = random_part(&seed, false);
        value_text(&a_value, a_text, sizeof a_text);
        value_text(&b_value, b_text, sizeof b_text);
        dl_date a, b;
        if (dl_date_parse(dl_str_of(a_text), &a, NULL) != 0 ||
            dl_date_parse(dl_str_of(b_text), &b, NULL) != 0)
            continue;
        dl_bounds a_bounds = dl_date_bounds(&a), b_bounds = dl_date_bounds(&b);
        dl_relations set = 0;
        assert_int_equal(dl_date_relation(&a, &b, &spans, &set, NULL), 0);
        if (set != dl_relation_of_bounds(&a_bounds, &b_bounds, DAY))
            fail_msg("%s, %s: the bounds tell otherwise", a_text, b_text);
    }
}

/* --- times: some minutes of one morning, in seconds from 10:00 --- */

enum { MOMENTS = 64 };

typedef struct moment_pairs {
    int start[4096], end[4096], count;
} moment_pairs;

static void put_moment(moment_pairs *out, int start, int end)
{
    assert_true(out->count < 4096);
    out->start[out->count] = start;
    out->end[out->count++] = end;
}

static void put_steps(moment_pairs *out, int from, int to, int grain)
{
    for (int start = from; start < to; start += grain)
        for (int end = start + grain; end <= to; end += grain)
            put_moment(out, start, end);
}

/* A time, an interval of times, or the day, with all that it can be. */
static void random_moment(uint64_t *seed, dl_reading reading, const char *zone, char *text,
                          size_t size, moment_pairs *out)
{
    static const char day[] = "2024-02-15";
    int minute = random_below(seed, 5), last = minute + random_below(seed, 4);
    int second = random_below(seed, 50), end = second + random_below(seed, 9);
    out->count = 0;
    switch (random_below(seed, zone[0] ? 4 : 5)) {
    case 0:
        snprintf(text, size, "%sT10:%02d%s", day, minute, zone);
        put_moment(out, minute * 60, minute * 60 + 60);
        break;
    case 1:
        snprintf(text, size, "%sT10:%02d:%02d%s", day, minute, second, zone);
        put_moment(out, minute * 60 + second, minute * 60 + second + 1);
        break;
    case 2:
        snprintf(text, size, "%sT10:%02d%s/%sT10:%02d%s", day, minute, zone, day, last, zone);
        if (reading == DL_SPANS)
            put_moment(out, minute * 60, last * 60 + 60);
        else
            put_steps(out, minute * 60, last * 60 + 60, 60);
        break;
    case 3:
        snprintf(text, size, "%sT10:%02d:%02d%s/%sT10:%02d:%02d%s", day, minute, second, zone, day,
                 minute, end, zone);
        if (reading == DL_SPANS)
            put_moment(out, minute * 60 + second, minute * 60 + end + 1);
        else
            put_steps(out, minute * 60 + second, minute * 60 + end + 1, 1);
        break;
    default:
        snprintf(text, size, "2024-02-14/%s", day);
        if (reading == DL_SPANS)
            put_moment(out, -34 * 3600, 14 * 3600);
        else
            put_steps(out, -34 * 3600, 14 * 3600, DAY);
    }
}

static void relations_of_times_are_those_of_all_pairs(void **state)
{
    (void)state;
    uint64_t seed = random_seed() | 1;
    for (int i = 0; i < rounds(3000); i++) {
        char a_text[128], b_text[128], got[256], wanted[256];
        static moment_pairs a_pairs, b_pairs;
        dl_relation_options options = {.reading = random_below(&seed, 2) ? DL_SPANS : DL_SOMETIME};
        const char *zone = random_below(&seed, 2) ? "Z" : "";
        random_moment(&seed, options.reading, zone, a_text, sizeof a_text, &a_pairs);
        random_moment(&seed, options.reading, zone[0] ? "+00:00" : "", b_text, sizeof b_text,
                      &b_pairs);
        dl_date a, b;
        dl_relations set = 0, all = 0;
        assert_int_equal(dl_date_parse(dl_str_of(a_text), &a, NULL), 0);
        assert_int_equal(dl_date_parse(dl_str_of(b_text), &b, NULL), 0);
        for (int x = 0; x < a_pairs.count; x++)
            for (int y = 0; y < b_pairs.count; y++)
                all |= (dl_relations)(1 << relation_by_signs(a_pairs.start[x], a_pairs.end[x],
                                                             b_pairs.start[y], b_pairs.end[y]));
        assert_int_equal(dl_date_relation(&a, &b, &options, &set, NULL), 0);
        if (set != all)
            fail_msg("%s, %s (%s): %s; of all pairs: %s", a_text, b_text,
                     options.reading == DL_SPANS ? "spans" : "sometime",
                     words(set, got, sizeof got), words(all, wanted, sizeof wanted));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(relations_of_days_are_those_of_all_pairs),
                                       cmocka_unit_test(relations_by_bounds_are_those_of_dates),
                                       cmocka_unit_test(relations_of_times_are_those_of_all_pairs)};
    return cmocka_run_group_tests_name("relations by chance", tests, NULL, NULL);
}
