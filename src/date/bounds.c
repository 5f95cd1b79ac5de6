/* From what is told to the first and last second that it can mean. Qualifiers move nothing. */
#include "date/bounds.h"

#include "date/mask.h"
#include "date/set.h"

static const int64_t day_seconds = 86400;

/* The first month of a division of the year and how many it has (ISO 8601-2 §4.8, codes 21 to 41),
 * inside its own year: spring is March to May (Library of Congress, level 1: independent of
 * location); a winter (in the south a summer) is told of the year whose December it begins in and
 * ends with that year, as edtf.js and python-edtf have it. */
typedef struct division_months {
    int first, count;
} division_months;

static const division_months divisions[] = {
    {3, 3}, {6, 3},  {9, 3}, {12, 1}, /* 21 to 24: seasons */
    {3, 3}, {6, 3},  {9, 3}, {12, 1}, /* 25 to 28: northern */
    {9, 3}, {12, 1}, {3, 3}, {6, 3},  /* 29 to 32: southern */
    {1, 3}, {4, 3},  {7, 3}, {10, 3}, /* 33 to 36: quarters */
    {1, 4}, {5, 4},  {9, 4},          /* 37 to 39: thirds */
    {1, 6}, {7, 6}};                  /* 40 and 41: halves */

static int64_t first_of_month(int64_t year, int month)
{
    return dl_days_from_civil(year + (month - 1) / 12, (month - 1) % 12 + 1, 1) * day_seconds;
}

static region months_region(int64_t year, int first, int count)
{
    return (region){first_of_month(year, first), first_of_month(year, first + count)};
}

/* Digits that do not count may be any: 1950S2 is 1900 to 1999. Years before 0 count away from it.
 */
static region years_region(const dl_date_part *part)
{
    int64_t size = part->year < 0 ? -part->year : part->year, unit = 1;
    int digits = 1;
    for (int64_t rest = size; rest >= 10; rest /= 10)
        digits++;
    for (int i = part->significant ? part->significant : digits; i < digits; i++)
        unit *= 10;
    int64_t least = size - size % unit, most = least + unit - 1;
    if (part->year < 0)
        return (region){first_of_month(-most, 1), first_of_month(1 - least, 1)};
    return (region){first_of_month(least, 1), first_of_month(most + 1, 1)};
}

bool division_has(int code, int month)
{
    if (code < 21 || code > 41)
        return false;
    division_months months = divisions[code - 21];
    return month >= months.first && month < months.first + months.count;
}

static region division_region(const dl_date_part *part)
{
    division_months months = divisions[part->month - 21];
    return months_region(part->year, months.first, months.count);
}

static region masked_region(const dl_date_part *part)
{
    int64_t first = 0, last = 0;
    mask_first(part, &first);
    mask_last(part, &last);
    return (region){first * day_seconds, (last + 1) * day_seconds};
}

static region time_region(const dl_date_part *part, int64_t day)
{
    int64_t at = day * day_seconds + part->hour * 3600 + part->minute * 60 + part->second;
    at -= (int64_t)part->offset_minutes * 60; /* 0 without a zone */
    return (region){at, at + (part->precision == DL_PRECISION_MINUTE ? 60 : 1)};
}

region region_of_part(const dl_date_part *part)
{
    if (part->precision >= DL_PRECISION_DAY) {
        int64_t day = dl_days_from_civil(part->year, part->month, part->day);
        if (part->precision > DL_PRECISION_DAY)
            return time_region(part, day);
        return (region){day * day_seconds, (day + 1) * day_seconds};
    }
    if (part->year_mask || part->month_mask || part->day_mask)
        return masked_region(part);
    if (part->month >= 21)
        return division_region(part);
    if (part->month)
        return months_region(part->year, part->month, 1);
    return years_region(part);
}

int64_t grain_of_part(const dl_date_part *part)
{
    if (part->precision <= DL_PRECISION_DAY)
        return day_seconds;
    return part->precision == DL_PRECISION_MINUTE ? 60 : 1;
}

static dl_bound finite(int64_t seconds)
{
    return (dl_bound){DL_BOUND_FINITE, seconds};
}

static dl_bound unlimited(dl_end_kind kind)
{
    return (dl_bound){kind == DL_END_OPEN ? DL_BOUND_OPEN : DL_BOUND_UNKNOWN, 0};
}

static bool has_zone(dl_end_kind kind, const dl_date_part *part)
{
    return kind == DL_END_DATE && part->zone != DL_ZONE_NONE;
}

/* One of them: it may as well begin with the last or end with the first, which need not be the ones
 * that the set's ends are told by, as in [195X-1X..195X] and [1950,19XX]. */
static void choose_of_set(const dl_date *set, dl_bounds *bounds)
{
    dl_date member;
    size_t at = 0;
    int64_t last = INT64_MIN, first = INT64_MAX;
    while (set_next(set, &at, &member)) {
        const dl_date_part *ends[] = {
            member.start_kind == DL_END_DATE ? &member.start : NULL,
            member.interval && member.end_kind == DL_END_DATE ? &member.end : NULL};
        for (size_t i = 0; i < 2; i++) {
            region here = ends[i] ? region_of_part(ends[i]) : (region){last, first};
            last = here.from > last ? here.from : last;
            first = here.to < first ? here.to : first;
        }
    }
    bounds->start_latest = set->end_kind == DL_END_DATE ? finite(last) : bounds->end_latest;
    bounds->end_earliest = set->start_kind == DL_END_DATE ? finite(first) : bounds->start_earliest;
}

dl_bounds dl_date_bounds(const dl_date *date)
{
    dl_bounds bounds;
    bounds.utc = has_zone(date->start_kind, &date->start) ||
                 (date->interval && has_zone(date->end_kind, &date->end));
    if (!date->interval) {
        region all = region_of_part(&date->start);
        bounds.start_earliest = bounds.start_latest = finite(all.from);
        bounds.end_earliest = bounds.end_latest = finite(all.to);
        return bounds;
    }
    bounds.start_earliest = bounds.start_latest = unlimited(date->start_kind);
    bounds.end_earliest = bounds.end_latest = unlimited(date->end_kind);
    if (date->start_kind == DL_END_DATE) {
        region start = region_of_part(&date->start);
        bounds.start_earliest = finite(start.from);
        bounds.start_latest = finite(start.to - grain_of_part(&date->start));
    }
    if (date->end_kind == DL_END_DATE) {
        region end = region_of_part(&date->end);
        bounds.end_earliest = finite(end.from + grain_of_part(&date->end));
        bounds.end_latest = finite(end.to);
    }
    if (date->set == DL_SET_ONE)
        choose_of_set(date, &bounds);
    return bounds;
}

/* The wall clock's day: a zoned time is put back to its own clocks. */
static int64_t wall_day(int64_t seconds, const dl_date_part *part)
{
    int64_t wall = seconds + (int64_t)part->offset_minutes * 60;
    return wall / day_seconds - (wall % day_seconds < 0);
}

bool dl_date_first_day(const dl_date *date, int64_t *day)
{
    if (date->start_kind != DL_END_DATE)
        return false;
    *day = wall_day(region_of_part(&date->start).from, &date->start);
    return true;
}

bool dl_date_last_day(const dl_date *date, int64_t *day)
{
    const dl_date_part *last = date->interval ? &date->end : &date->start;
    if ((date->interval ? date->end_kind : date->start_kind) != DL_END_DATE)
        return false;
    *day = wall_day(region_of_part(last).to - 1, last);
    return true;
}

dl_precision dl_date_precision(const dl_date *date)
{
    dl_precision start =
        date->start_kind == DL_END_DATE ? date->start.precision : DL_PRECISION_NONE;
    if (!date->interval)
        return start;
    dl_precision end = date->end_kind == DL_END_DATE ? date->end.precision : DL_PRECISION_NONE;
    return start > end ? start : end;
}
