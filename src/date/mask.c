#include "date/mask.h"

#include "date/bounds.h"

dl_precision mask_precision(uint8_t mask)
{
    if (mask & 8)
        return DL_PRECISION_NONE;
    if (mask & 4)
        return DL_PRECISION_MILLENNIUM;
    if (mask & 2)
        return DL_PRECISION_CENTURY;
    return mask ? DL_PRECISION_DECADE : DL_PRECISION_YEAR;
}

bool mask_fits(int number, int told, uint8_t mask)
{
    return (mask & 1 || number % 10 == told % 10) && (mask & 2 || number / 10 == told / 10);
}

static bool month_fits(const dl_date_part *part, int month)
{
    if (part->month_mask)
        return mask_fits(month, part->month_told, part->month_mask);
    return part->month == 0 || part->month == month || division_has(part->month, month);
}

static bool day_fits(const dl_date_part *part, int day)
{
    if (part->day_mask)
        return mask_fits(day, part->day_told, part->day_mask);
    return part->day == 0 || part->day == day;
}

/* How many years fit: ten for each X. */
static int64_t year_count(const dl_date_part *part)
{
    int64_t count = 1;
    for (int i = 0; i < 4; i++)
        count *= part->year_mask >> i & 1 ? 10 : 1;
    return count;
}

/* The size (without sign) of the year whose masked digits, together, are the number `fill`. */
static int64_t filled_year(const dl_date_part *part, int64_t fill)
{
    int64_t size = part->year < 0 ? -part->year : part->year, place = 1;
    for (int i = 0; i < 4; i++, place *= 10) {
        if (part->year_mask >> i & 1) {
            size += fill % 10 * place;
            fill /= 10;
        }
    }
    return size;
}

/* The first fitting day of the year, or the last when backwards. */
static bool day_of_year(const dl_date_part *part, int64_t year, bool backwards, int64_t *found)
{
    for (int i = 1; i <= 12; i++) {
        int month = backwards ? 13 - i : i;
        if (!month_fits(part, month))
            continue;
        int days = dl_days_in_month(year, month);
        for (int j = 1; j <= days; j++) {
            int day = backwards ? days + 1 - j : j;
            if (day_fits(part, day)) {
                *found = dl_days_from_civil(year, month, day);
                return true;
            }
        }
    }
    return false;
}

/* At most 10,000 years; a date that some year has is found within the first few of them. */
static bool search(const dl_date_part *part, bool backwards, int64_t *found)
{
    int64_t count = year_count(part);
    bool down = backwards != part->negative; /* sizes fall when years rise before year 0 */
    for (int64_t i = 0; i < count; i++) {
        int64_t size = filled_year(part, down ? count - 1 - i : i);
        if (day_of_year(part, part->negative ? -size : size, backwards, found))
            return true;
    }
    return false;
}

bool mask_first(const dl_date_part *part, int64_t *day)
{
    return search(part, false, day);
}

bool mask_last(const dl_date_part *part, int64_t *day)
{
    return search(part, true, day);
}

static bool year_fits(const dl_date_part *part, int64_t year)
{
    int64_t told = part->year < 0 ? -part->year : part->year, size = year < 0 ? -year : year;
    if (!part->year_mask)
        return year == part->year;
    if ((part->negative ? year > 0 : year < 0) || size > 9999)
        return false;
    for (int i = 0; i < 4; i++, told /= 10, size /= 10) {
        if (!(part->year_mask >> i & 1) && told % 10 != size % 10)
            return false;
    }
    return true;
}

bool mask_has(const dl_date_part *part, int64_t day)
{
    int64_t year;
    int month, month_day;
    dl_civil_from_days(day, &year, &month, &month_day);
    return year_fits(part, year) && month_fits(part, month) && day_fits(part, month_day);
}

static bool any_day(const dl_date_part *part)
{
    return part->day == 0 && (part->day_mask == 0 || part->day_mask == 3);
}

static bool any_month(const dl_date_part *part)
{
    return part->month == 0 && (part->month_mask == 0 || part->month_mask == 3);
}

bool mask_holes(const dl_date_part *part)
{
    if (!part->year_mask && !part->month_mask && !part->day_mask)
        return false;
    if (!any_day(part))
        return true;
    if (!any_month(part))
        return part->year_mask != 0 || part->month_mask != 0;
    return (part->year_mask & (part->year_mask + 1)) != 0; /* an X with a digit after it */
}

/* Up to where all days fit from `day` on, which fits: months and years that fit whole are passed in
 * one step. */
static int64_t run_end(const dl_date_part *part, int64_t day, int64_t farthest)
{
    while (day < farthest && mask_has(part, day + 1)) {
        int64_t year;
        int month, month_day;
        dl_civil_from_days(day + 1, &year, &month, &month_day);
        if (month_day > 1 || !any_day(part))
            day++;
        else if (month == 1 && any_month(part))
            day = dl_days_from_civil(year + 1, 1, 1) - 1;
        else
            day += dl_days_in_month(year, month);
    }
    return day;
}

/* The first fitting day of a fitting year at or after `from`. */
static bool next_in_year(const dl_date_part *part, int64_t year, int64_t from, int64_t *found)
{
    for (int month = 1; month <= 12; month++) {
        int64_t start = dl_days_from_civil(year, month, 1);
        int days = dl_days_in_month(year, month);
        if (start + days <= from || !month_fits(part, month))
            continue;
        for (int day = from > start ? (int)(from - start) + 1 : 1; day <= days; day++) {
            if (day_fits(part, day)) {
                *found = start + day - 1;
                return true;
            }
        }
    }
    return false;
}

bool mask_run(const dl_date_part *part, int64_t day, int64_t *first, int64_t *last)
{
    int64_t least, most, year;
    int month, month_day;
    if (!mask_first(part, &least) || !mask_last(part, &most) || day > most)
        return false;
    day = day < least ? least : day;
    dl_civil_from_days(day, &year, &month, &month_day);
    while (!year_fits(part, year) || !next_in_year(part, year, day, first))
        year++; /* no further than the last one's */
    while (*first == day && day > least && mask_has(part, day - 1))
        *first = --day;
    *last = run_end(part, *first, most);
    return true;
}
