/* From what is told to the first and last second that it can mean. Qualifiers move nothing. */
#include "date/bounds.h"

static const int64_t day_seconds = 86400;

/* The first month of a season and how many it has, inside its own year: spring is March to May
 * (Library of Congress, level 1: independent of location); winter is told of the year whose
 * December it begins in and ends with that year, as edtf.js and python-edtf have it. */
typedef struct season_months {
    int first, count;
} season_months;

static const season_months seasons[] = {{3, 3}, {6, 3}, {9, 3}, {12, 1}}; /* 21 to 24 */

static int64_t first_of_month(int64_t year, int month)
{
    return dl_days_from_civil(year + (month - 1) / 12, (month - 1) % 12 + 1, 1) * day_seconds;
}

static region months_region(int64_t year, int first, int count)
{
    return (region){first_of_month(year, first), first_of_month(year, first + count)};
}

/* Masked digits of a negative year count away from 0: -01XX is -0199 to -0100. */
static region years_region(const dl_date_part *part)
{
    static const int64_t spans[] = {1, 10, 100};
    int64_t more = spans[part->year_masked] - 1;
    int64_t first = part->year < 0 ? part->year - more : part->year;
    return (region){first_of_month(first, 1), first_of_month(first + more + 1, 1)};
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
    if (part->month >= 21) {
        season_months months = seasons[part->month - 21];
        return months_region(part->year, months.first, months.count);
    }
    if (part->month)
        return months_region(part->year, part->month, 1);
    return years_region(part);
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
        int64_t grain = date->start.precision <= DL_PRECISION_DAY ? day_seconds : 1;
        bounds.start_earliest = finite(start.from);
        bounds.start_latest =
            finite(start.to - (start.to - start.from > grain ? grain : start.to - start.from));
    }
    if (date->end_kind == DL_END_DATE) {
        region end = region_of_part(&date->end);
        int64_t grain = date->end.precision <= DL_PRECISION_DAY ? day_seconds : 1;
        bounds.end_earliest = finite(end.to - end.from > grain ? end.from + grain : end.to);
        bounds.end_latest = finite(end.to);
    }
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
