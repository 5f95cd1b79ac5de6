#include "date/runs.h"

#include "date/bounds.h"
#include "date/mask.h"
#include "date/set.h"

static const int64_t day_seconds = 86400;

int64_t floor_day(int64_t seconds)
{
    return seconds / day_seconds - (seconds % day_seconds < 0);
}

stretch part_stretch(const dl_date_part *part, bool whole_days)
{
    region all = region_of_part(part);
    if (!whole_days)
        return (stretch){all.from, all.to, grain_of_part(part)};
    int64_t east = (int64_t)part->offset_minutes * 60; /* back to its own clocks */
    return (stretch){floor_day(all.from + east) * day_seconds,
                     (floor_day(all.to - 1 + east) + 1) * day_seconds, day_seconds};
}

void date_hull(const dl_date *date, bool whole_days, int64_t *from, int64_t *to)
{
    const dl_date_part *last = date->interval ? &date->end : &date->start;
    bool starts = date->start_kind == DL_END_DATE;
    bool ends = !date->interval || date->end_kind == DL_END_DATE;
    *from = starts ? part_stretch(&date->start, whole_days).from : -no_limit;
    *to = ends ? part_stretch(last, whole_days).to : no_limit;
}

static void reach_part(const dl_date_part *part, bool whole_days, int64_t *from, int64_t *to)
{
    stretch all = part_stretch(part, whole_days);
    *from = all.from < *from ? all.from : *from;
    *to = all.to > *to ? all.to : *to;
}

static void reach(const dl_date *date, bool whole_days, int64_t *from, int64_t *to)
{
    if (date->start_kind == DL_END_DATE)
        reach_part(&date->start, whole_days, from, to);
    if (date->interval && date->end_kind == DL_END_DATE)
        reach_part(&date->end, whole_days, from, to);
}

void date_reach(const dl_date *date, bool whole_days, int64_t *from, int64_t *to)
{
    *from = no_limit;
    *to = -no_limit;
    if (!date->set)
        reach(date, whole_days, from, to);
    dl_date member;
    for (size_t at = 0; set_next(date, &at, &member);)
        reach(&member, whole_days, from, to);
}

bool part_has_holes(const dl_date_part *part)
{
    return part->precision < DL_PRECISION_DAY && mask_holes(part);
}

series mask_series(const dl_date_part *part)
{
    series in = {.mask = part};
    mask_first(part, &in.first);
    mask_last(part, &in.last);
    return in;
}

bool range_series(const dl_date *range, int64_t early, series *in)
{
    bool starts = range->start_kind == DL_END_DATE;
    const dl_date_part *told = starts ? &range->start : &range->end;
    int64_t from, to;
    date_hull(range, true, &from, &to);
    *in = (series){.unit = told->precision};
    in->last = to == no_limit ? no_limit / day_seconds - 1 : floor_day(to - 1);
    in->first = starts ? floor_day(from) : early < in->last ? early : in->last;
    bool steps = told->precision == DL_PRECISION_YEAR || told->precision == DL_PRECISION_MONTH ||
                 told->precision == DL_PRECISION_DAY;
    return steps && !part_has_holes(&range->start) && !part_has_holes(&range->end);
}

bool series_at(const series *in, int64_t day, int64_t *first, int64_t *last)
{
    if (in->mask)
        return mask_run(in->mask, day, first, last);
    day = day > in->first ? day : in->first;
    if (day > in->last)
        return false;
    int64_t year;
    int month, month_day;
    dl_civil_from_days(day, &year, &month, &month_day);
    *first = *last = day;
    if (in->unit == DL_PRECISION_MONTH) {
        *first = dl_days_from_civil(year, month, 1);
        *last = *first + dl_days_in_month(year, month) - 1;
    } else if (in->unit == DL_PRECISION_YEAR) {
        *first = dl_days_from_civil(year, 1, 1);
        *last = dl_days_from_civil(year + 1, 1, 1) - 1;
    }
    return true;
}

static bool single_next(const dl_date *date, bool whole_days, int64_t from, stretch *next)
{
    if (date->interval || !part_has_holes(&date->start)) {
        next->grain = 1;
        date_hull(date, whole_days, &next->from, &next->to);
        return next->to > from;
    }
    int64_t first, last;
    if (!mask_run(&date->start, floor_day(from), &first, &last))
        return false;
    *next = (stretch){first * day_seconds, (last + 1) * day_seconds, day_seconds};
    return true;
}

bool date_next(const dl_date *date, bool whole_days, int64_t from, stretch *next)
{
    if (!date->set)
        return single_next(date, whole_days, from, next);
    bool found = false;
    dl_date member;
    for (size_t at = 0; set_next(date, &at, &member);) {
        stretch here;
        if (!single_next(&member, whole_days, from, &here))
            continue;
        if (!found || here.from < next->from)
            *next = here;
        found = true;
    }
    return found;
}
