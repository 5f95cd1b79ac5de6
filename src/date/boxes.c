#include "date/boxes.h"

#include <string.h>

#include "date/bounds.h"
#include "date/set.h"

static const int64_t day_seconds = 86400;

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* What is past the room is held by the last box, which then excludes less. */
static void merge(box *into, const box *one)
{
    into->start_least = least(into->start_least, one->start_least);
    into->start_most = most(into->start_most, one->start_most);
    into->end_least = least(into->end_least, one->end_least);
    into->end_most = most(into->end_most, one->end_most);
    into->start_grain = least(into->start_grain, one->start_grain);
    into->end_grain = least(into->end_grain, one->end_grain);
}

/* False when it holds not what is asked for. */
static bool add(const cutting *how, const box *one, boxes *out)
{
    if (how->fits && !how->fits(one, how->data))
        return false;
    if (one->end_most < how->window_from)
        out->before = true;
    else if (one->start_least > how->window_to)
        out->after = true;
    else if (out->count < MOST_BOXES)
        out->list[out->count++] = *one;
    else {
        merge(&out->list[MOST_BOXES - 1], one);
        out->merged = true;
    }
    return true;
}

/* The box of a stretch under either reading: some run of its grains, or all of it. */
static box box_of(const cutting *how, stretch all)
{
    if (how->reading == DL_SPANS)
        return (box){all.from, all.from, all.to, all.to, all.grain, all.grain};
    return (box){all.from, all.to - all.grain, all.from + all.grain, all.to, all.grain, all.grain};
}

static bool add_stretch(const cutting *how, stretch all, boxes *out)
{
    box one = box_of(how, all);
    return add(how, &one, out);
}

/* --- many stretches --- */

static stretch days_stretch(int64_t first, int64_t last)
{
    return (stretch){first * day_seconds, (last + 1) * day_seconds, day_seconds};
}

/* What is left from day on counts as one stretch. */
static void add_rest(const cutting *how, const series *in, int64_t first, boxes *out)
{
    box one = box_of(how, days_stretch(first, in->last));
    if (how->reading == DL_SPANS) {
        one.start_most = one.end_most - day_seconds;
        one.end_least = one.start_least + day_seconds;
    }
    add(how, &one, out);
    out->merged = true;
}

/* How many runs apart from the other date are tried for one that has room for the days asked for:
 * there are never more than eight years to a leap year. */
enum { TRIES = 16 };

/* Steps through the series, over what lies so far from the other date that one run tells all. */
static void add_series(const cutting *how, const series *in, boxes *out)
{
    bool opens = how->window_from == -no_limit, stays = how->window_to == no_limit;
    int64_t near_first = floor_day(how->reach_from) - (opens ? how->margin : 2);
    int64_t near_last = floor_day(how->reach_to) + (stays ? how->margin : 2);
    bool before = out->before, after = out->after, fits = false;
    out->before = out->after = false;
    int64_t first, last, day = in->first;
    for (int steps = 0, past = 0; series_at(in, day, &first, &last); steps++) {
        if (steps == MOST_BOXES) {
            if (fits)
                add_rest(how, in, first, out);
            break;
        }
        fits |= add_stretch(how, days_stretch(first, last), out);
        past += first > near_last;
        if (past == TRIES || (past > 0 && (stays || out->after)))
            break;
        bool known = opens || out->before || steps == TRIES;
        day = known ? most(last + 1, near_first) : last + 1;
    }
    out->before |= before;
    out->after |= after;
}

/* --- dates --- */

static void add_single(const cutting *how, const dl_date_part *part, boxes *out)
{
    if (!part_has_holes(part)) {
        add_stretch(how, part_stretch(part, how->whole_days), out);
        return;
    }
    series in = mask_series(part);
    add_series(how, &in, out);
}

/* It starts anywhere in one stretch and ends anywhere in another; not all choices leave time. */
static void add_ends(const cutting *how, stretch start, stretch end, boxes *out)
{
    box one = {start.from, start.to - start.grain, end.from + end.grain, end.to, start.grain,
               end.grain};
    if (one.start_least < one.end_most)
        add(how, &one, out);
}

static stretch end_stretch(dl_end_kind kind, const dl_date_part *part, bool whole_days,
                           int64_t grain)
{
    if (kind == DL_END_DATE)
        return part_stretch(part, whole_days);
    return (stretch){-no_limit, no_limit, grain};
}

/* Every choice of a run for the start with one for the end. */
static void add_runs(const cutting *how, const dl_date *date, stretch start, stretch end,
                     boxes *out)
{
    cutting all = *how;
    boxes starts = {.count = 0}, ends = {.count = 0};
    all.reading = DL_SPANS;
    all.fits = NULL;
    all.window_from = all.reach_from = -no_limit;
    all.window_to = all.reach_to = no_limit;
    if (date->start_kind == DL_END_DATE && part_has_holes(&date->start))
        add_single(&all, &date->start, &starts);
    else
        add_stretch(&all, start, &starts);
    if (date->end_kind == DL_END_DATE && part_has_holes(&date->end))
        add_single(&all, &date->end, &ends);
    else
        add_stretch(&all, end, &ends);
    for (size_t i = 0; i < starts.count; i++) {
        stretch from = {starts.list[i].start_least, starts.list[i].end_most, start.grain};
        for (size_t k = 0; k < ends.count; k++) {
            stretch to = {ends.list[k].start_least, ends.list[k].end_most, end.grain};
            add_ends(how, from, to, out);
        }
    }
    out->merged |= starts.merged || ends.merged;
}

static void add_interval(const cutting *how, const dl_date *date, boxes *out)
{
    int64_t grain = day_seconds; /* of an end that is not told: the other one's */
    if (!how->whole_days && date->start_kind == DL_END_DATE)
        grain = grain_of_part(&date->start);
    if (!how->whole_days && date->end_kind == DL_END_DATE)
        grain = least(grain, grain_of_part(&date->end));
    stretch start = end_stretch(date->start_kind, &date->start, how->whole_days, grain);
    stretch end = end_stretch(date->end_kind, &date->end, how->whole_days, grain);
    if (how->reading == DL_SOMETIME)
        add_stretch(how, (stretch){start.from, end.to, grain}, out);
    else if ((date->start_kind == DL_END_DATE && part_has_holes(&date->start)) ||
             (date->end_kind == DL_END_DATE && part_has_holes(&date->end)))
        add_runs(how, date, start, end, out);
    else
        add_ends(how, start, end, out);
}

/* "a..b" in a set is each year, month or day from a to b. */
static void add_range(const cutting *how, const dl_date *range, boxes *out)
{
    const dl_date_part *told = range->start_kind == DL_END_DATE ? &range->start : &range->end;
    series in;
    if (range_series(range, floor_day(how->reach_from) - 2 * how->margin - 800, &in)) {
        add_series(how, &in, out);
        return;
    }
    stretch all = {.grain = how->whole_days ? day_seconds : grain_of_part(told)};
    date_hull(range, how->whole_days, &all.from, &all.to);
    if (how->reading == DL_SOMETIME)
        add_stretch(how, all, out);
    else
        add_ends(how, all, all, out);
}

/* The latest start that lets the range or date be touched, and the earliest end. An end that is not
 * told asks for nothing. */
static void member_ends(const cutting *how, const dl_date *member, box *all)
{
    const dl_date_part *end = member->interval ? &member->end : &member->start;
    bool spans = how->reading == DL_SPANS;
    if (member->start_kind == DL_END_DATE) {
        stretch first = part_stretch(&member->start, how->whole_days);
        int64_t latest = spans ? first.from : first.to - first.grain;
        all->start_grain = least(all->start_grain, first.grain);
        all->start_most = least(all->start_most, latest);
    }
    if (member->end_kind == DL_END_DATE) {
        stretch last = part_stretch(end, how->whole_days);
        int64_t earliest = spans ? last.to : last.from + last.grain;
        all->end_grain = least(all->end_grain, last.grain);
        all->end_least = most(all->end_least, earliest);
    }
}

/* From the first of all that happened in the members to the last of it. */
static void add_all_of(const cutting *how, const dl_date *set, boxes *out)
{
    dl_date member;
    box all = {no_limit, no_limit, -no_limit, -no_limit, day_seconds, day_seconds};
    for (size_t at = 0; set_next(set, &at, &member);) {
        int64_t from, to;
        date_hull(&member, how->whole_days, &from, &to);
        all.start_least = least(all.start_least, from);
        all.end_most = most(all.end_most, to);
        member_ends(how, &member, &all);
    }
    add(how, &all, out);
}

static bool unknown_end(const dl_date *date)
{
    return date->interval &&
           (date->start_kind == DL_END_UNKNOWN || date->end_kind == DL_END_UNKNOWN);
}

void date_boxes(const dl_date *date, const cutting *how, boxes *out)
{
    out->count = 0;
    out->before = out->after = out->merged = false;
    if (how->unknown_tells_nothing && unknown_end(date)) {
        add_stretch(how, (stretch){-no_limit, no_limit, day_seconds}, out);
        return;
    }
    if (date->set == DL_SET_ALL) {
        add_all_of(how, date, out);
        return;
    }
    if (date->set) {
        dl_date member;
        for (size_t at = 0; set_next(date, &at, &member);) {
            if (member.interval)
                add_range(how, &member, out);
            else
                add_single(how, &member.start, out);
        }
        return;
    }
    if (date->interval)
        add_interval(how, date, out);
    else
        add_single(how, &date->start, out);
}
