/* Which of Allen's relations two vague dates can have: each is an order, with ties, of four ends;
 * it is possible when those ends have room to stand so. */
#include <inttypes.h>

#include "date/boxes.h"

static const int64_t day_seconds = 86400;

/* Of two sets without a last unit, one's unit may be the first or the last of the other's year. */
static const int64_t units_margin = 400;

/* More days than there are between the farthest years. */
static const int64_t farthest_days = (int64_t)1 << 43;

enum { A_START, A_END, B_START, B_END, ENDS };

/* The rank of each end from the earliest on; equal ranks are one moment. */
static const int8_t ranks[DL_RELATION_COUNT][ENDS] = {
    {0, 1, 2, 3}, /* before */
    {0, 1, 1, 2}, /* meets */
    {0, 2, 1, 3}, /* overlaps */
    {0, 1, 0, 2}, /* starts */
    {1, 2, 0, 3}, /* during */
    {1, 2, 0, 2}, /* finishes */
    {0, 1, 0, 1}, /* equal */
    {0, 2, 1, 2}, /* finished-by */
    {0, 3, 1, 2}, /* contains */
    {0, 2, 0, 1}, /* started-by */
    {1, 3, 0, 2}, /* overlapped-by */
    {1, 2, 0, 1}, /* met-by */
    {2, 3, 0, 1}  /* after */
};

/* Where one end can lie: multiples of grain. */
typedef struct slot {
    int64_t least, most, grain;
} slot;

static void slots_of(const box *a, const box *b, slot out[ENDS])
{
    out[A_START] = (slot){a->start_least, a->start_most, a->start_grain};
    out[A_END] = (slot){a->end_least, a->end_most, a->end_grain};
    out[B_START] = (slot){b->start_least, b->start_most, b->start_grain};
    out[B_END] = (slot){b->end_least, b->end_most, b->end_grain};
}

static int64_t round_up(int64_t value, int64_t grain)
{
    int64_t over = value % grain;
    return value - over + (over > 0 ? grain : 0);
}

/* The slot of all ends of one rank. A day's grain is a minute's and a second's too, so the coarsest
 * is that of all. */
static slot meet(const slot all[ENDS], const int8_t *rank, int wanted)
{
    slot common = {-no_limit, no_limit, 0}; /* grain 0: no end has this rank */
    for (int i = 0; i < ENDS; i++) {
        if (rank[i] != wanted)
            continue;
        common.least = all[i].least > common.least ? all[i].least : common.least;
        common.most = all[i].most < common.most ? all[i].most : common.most;
        common.grain = all[i].grain > common.grain ? all[i].grain : common.grain;
    }
    return common;
}

/* Each rank takes the earliest moment that it can, which leaves the most room to the next: so it
 * fails only where no choice is good. */
static bool has_room(const slot all[ENDS], const int8_t *rank)
{
    int64_t last = -no_limit - 1;
    for (int i = 0; i < ENDS; i++) {
        slot here = meet(all, rank, i);
        if (here.grain == 0)
            break;
        int64_t earliest = here.least > last + 1 ? here.least : last + 1;
        last = round_up(earliest, here.grain);
        if (last > here.most)
            return false;
    }
    return true;
}

/* --- with a stated number of days: differences between two ends, by shortest paths --- */

typedef struct stay {
    int64_t least, most; /* days */
} stay;

enum { ORIGIN = ENDS, NODES };

/* At most by how many days node i is later than node k. */
typedef int64_t differences[NODES][NODES];

static void limit(differences most, int i, int k, int64_t days)
{
    if (days < most[i][k])
        most[i][k] = days;
}

static void start_differences(differences most, const slot all[ENDS], const stay *days, int from,
                              int to)
{
    for (int i = 0; i < NODES; i++) {
        for (int k = 0; k < NODES; k++)
            most[i][k] = i == k ? 0 : farthest_days * 4;
    }
    for (int i = from; i < to; i++) {
        limit(most, i, ORIGIN, all[i].most / day_seconds);
        limit(most, ORIGIN, i, -(all[i].least / day_seconds));
        if (i % 2 == 0) { /* a start: its end comes next */
            limit(most, i + 1, i, days->most);
            limit(most, i, i + 1, -days->least);
        }
    }
}

/* Whole numbers satisfy all limits exactly when no round of them comes back negative. */
static bool consistent(differences most)
{
    for (int via = 0; via < NODES; via++) {
        for (int i = 0; i < NODES; i++) {
            for (int k = 0; k < NODES; k++)
                limit(most, i, k, most[i][via] + most[via][k]);
        }
    }
    for (int i = 0; i < NODES; i++) {
        if (most[i][i] < 0)
            return false;
    }
    return true;
}

static bool has_days(const slot all[ENDS], const int8_t *rank, const stay *days)
{
    differences most;
    start_differences(most, all, days, 0, ENDS);
    for (int i = 0; i < ENDS; i++) {
        for (int k = 0; k < ENDS; k++) {
            if (rank[i] <= rank[k])
                limit(most, i, k, rank[i] == rank[k] ? 0 : -1);
        }
    }
    return consistent(most);
}

static bool box_has_days(const box *one, const void *data)
{
    differences most;
    slot all[ENDS];
    slots_of(one, one, all);
    start_differences(most, all, data, A_START, B_START);
    return consistent(most);
}

static dl_relations pair_relations(const box *a, const box *b, const stay *days, dl_relations known)
{
    slot all[ENDS];
    slots_of(a, b, all);
    for (int i = 0; i < DL_RELATION_COUNT; i++) {
        if (known >> i & 1)
            continue;
        if (days ? has_days(all, ranks[i], days) : has_room(all, ranks[i]))
            known |= (dl_relations)(1 << i);
    }
    return known;
}

static dl_relations relations_of(const boxes *a, const boxes *b, const stay *days)
{
    dl_relations found = 0;
    if (a->before || b->after)
        found |= 1 << DL_BEFORE;
    if (a->after || b->before)
        found |= 1 << DL_AFTER;
    for (size_t i = 0; i < a->count; i++) {
        for (size_t k = 0; k < b->count && found != DL_RELATIONS_ALL; k++) {
            const box *first = &a->list[i], *second = &b->list[k];
            if (first->end_most < second->start_least) /* the most by far of many runs */
                found |= 1 << DL_BEFORE;
            else if (second->end_most < first->start_least)
                found |= 1 << DL_AFTER;
            else
                found = pair_relations(first, second, days, found);
        }
    }
    return found;
}

static int no_days(const dl_date *date, const dl_relation_options *options, dl_error *error)
{
    dl_buf text;
    dl_buf_init(&text);
    dl_date_print(date, &text);
    int rc = dl_error_set(error, DL_ERR_USAGE, "%.*s has no room for what takes %s%" PRId64 " days",
                          DL_STR_ARG(dl_buf_str(&text)), options->most_days ? "" : "at least ",
                          options->least_days);
    dl_buf_clear(&text);
    return rc;
}

static int check_options(const dl_relation_options *options, dl_error *error)
{
    int64_t least = options->least_days, most = options->most_days;
    if (least < 0 || most < 0 || least > farthest_days || most > farthest_days)
        return dl_error_set(error, DL_ERR_USAGE, "a number of days is 1 or more");
    if (most && most < least)
        return dl_error_set(error, DL_ERR_USAGE, "the least days are more than the most");
    if (options->reading == DL_SPANS && (least || most))
        return dl_error_set(error, DL_ERR_USAGE,
                            "what spans its date takes as many days as the date tells");
    return 0;
}

/* The window is where the other date is. */
static void look_at(const dl_date *other, cutting *how)
{
    date_hull(other, how->whole_days, &how->window_from, &how->window_to);
    date_reach(other, how->whole_days, &how->reach_from, &how->reach_to);
    how->margin = other->set ? units_margin : 8; /* an interval's end is any day */
    if (how->unknown_tells_nothing) {            /* it may be anywhere */
        how->window_from = -no_limit;
        how->window_to = no_limit;
    }
}

int dl_date_relation(const dl_date *a, const dl_date *b, const dl_relation_options *options,
                     dl_relations *possible, dl_error *error)
{
    static const dl_relation_options plain = {.reading = DL_SOMETIME};
    options = options ? options : &plain;
    int rc = check_options(options, error);
    if (rc != 0)
        return rc;
    bool timed = options->least_days || options->most_days;
    stay days = {options->least_days ? options->least_days : 1,
                 options->most_days ? options->most_days : farthest_days};
    cutting how = {.reading = options->reading,
                   .whole_days = options->whole_days || timed ||
                                 dl_date_bounds(a).utc != dl_date_bounds(b).utc,
                   .unknown_tells_nothing = options->unknown_tells_nothing,
                   .fits = timed ? box_has_days : NULL,
                   .data = &days};
    boxes first, second;
    look_at(b, &how);
    date_boxes(a, &how, &first);
    look_at(a, &how);
    date_boxes(b, &how, &second);
    if (first.count == 0 && !first.before && !first.after)
        return no_days(a, options, error);
    if (second.count == 0 && !second.before && !second.after)
        return no_days(b, options, error);
    *possible = relations_of(&first, &second, timed ? &days : NULL);
    return 0;
}

static box box_of_bounds(const dl_bounds *bounds, int64_t grain)
{
    box one = {-no_limit, no_limit, -no_limit, no_limit, grain, grain};
    if (bounds->start_earliest.kind == DL_BOUND_FINITE)
        one.start_least = bounds->start_earliest.seconds;
    if (bounds->start_latest.kind == DL_BOUND_FINITE)
        one.start_most = bounds->start_latest.seconds;
    if (bounds->end_earliest.kind == DL_BOUND_FINITE)
        one.end_least = bounds->end_earliest.seconds;
    if (bounds->end_latest.kind == DL_BOUND_FINITE)
        one.end_most = bounds->end_latest.seconds;
    return one;
}

dl_relations dl_relation_of_bounds(const dl_bounds *a, const dl_bounds *b, int64_t grain)
{
    box first = box_of_bounds(a, grain), second = box_of_bounds(b, grain);
    return pair_relations(&first, &second, NULL, 0);
}
