/* Calendar arithmetic: months and days are kept apart, since a month has no fixed length. */
#include <string.h>

#include "date/bounds.h"
#include "date/mask.h"
#include "date/set.h"
#include "date/zone.h"

static const int64_t farthest = 10000000000;       /* years and days past this are a mistake */
static const int64_t farthest_year = 9999999999;   /* as the parser has it */
static const int64_t farthest_written_year = 9999; /* of four digits, which X can be in */

/* What is to be added, months and years told as months; and what was noted on the way. */
typedef struct adding {
    int64_t months, days;
    bool clamped;
    dl_error *error;
} adding;

static int refuse(dl_error *error, const char *why)
{
    return dl_error_set(error, DL_ERR_USAGE, "%s", why);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Moves a month from 1 to 12 and gives the years that are carried. */
static int64_t move_month(dl_date_part *part, int64_t months)
{
    int64_t all = part->month - 1 + months, carried = floor_div(all, 12);
    part->month = (int8_t)(all - carried * 12 + 1);
    return carried;
}

/* Divisions of a year follow each other: the group's first code, the place of that code in the
 * year, how many there are, and the months of each (ISO 8601-2 §4.8). A southern year begins with
 * its autumn, which is code 31. */
typedef struct division_group {
    int first, place, count, months;
    const char *name;
} division_group;

static const division_group groups[] = {{21, 0, 4, 3, "season"}, {25, 0, 4, 3, "season"},
                                        {29, 2, 4, 3, "season"}, {33, 0, 4, 3, "quarter"},
                                        {37, 0, 3, 4, "third"},  {40, 0, 2, 6, "half"}};

static int move_division(dl_date_part *part, adding *add, int64_t *carried)
{
    const division_group *group = &groups[sizeof groups / sizeof *groups - 1];
    while (part->month < group->first)
        group--;
    if (add->days)
        return dl_error_set(add->error, DL_ERR_USAGE,
                            "a %s has no day to count days from; take its first or last day",
                            group->name);
    if (add->months % group->months)
        return dl_error_set(add->error, DL_ERR_USAGE, "a %s moves by %d months or a multiple of it",
                            group->name, group->months);
    int64_t place = (part->month - group->first + group->place) % group->count;
    place += add->months / group->months;
    *carried = floor_div(place, group->count);
    place -= *carried * group->count;
    part->month = (int8_t)(group->first + (place + group->count - group->place) % group->count);
    return 0;
}

static void clamp_day(dl_date_part *part, adding *add)
{
    int most = part->month ? dl_days_in_month(part->year, part->month) : 31;
    if (part->day > most) {
        part->day = (int8_t)most;
        add->clamped = true;
    }
}

static void add_days(dl_date_part *part, int64_t days)
{
    int month, day;
    int64_t all = dl_days_from_civil(part->year, part->month, part->day) + days;
    dl_civil_from_days(all, &part->year, &month, &day);
    part->month = (int8_t)month;
    part->day = (int8_t)day;
}

/* Whole years, where the date has no month of its own to move. */
static int whole_years(adding *add, int64_t *years)
{
    if (add->days)
        return refuse(add->error, "days can be added to a date that has a day only");
    if (add->months % 12)
        return refuse(add->error, "months can be added to a date that has a month only: a year "
                                  "moves by 12 of them");
    *years = add->months / 12;
    return 0;
}

/* Digits that do not count stand for any: the year moves by what the last that counts is worth. */
static int add_significant(dl_date_part *part, adding *add)
{
    int64_t years = 0, unit = 1, size = part->year < 0 ? -part->year : part->year;
    int digits = 1, rc = whole_years(add, &years);
    if (rc)
        return rc;
    for (int64_t rest = size; rest >= 10; rest /= 10)
        digits++;
    for (int i = (int)part->significant; i < digits; i++)
        unit *= 10;
    int64_t sum = part->year + years, sum_size = sum < 0 ? -sum : sum, least = 1;
    for (int i = 1; i < digits; i++)
        least *= 10;
    if (years % unit)
        return dl_error_set(add->error, DL_ERR_USAGE,
                            "a year told to %d digits moves by %lld years or a multiple of it",
                            part->significant, (long long)unit);
    if ((sum < 0) != (part->year < 0) || sum_size < least || sum_size / 10 >= least)
        return refuse(add->error, "the sum has another number of digits, so what counts in it is "
                                  "not known");
    part->year = sum;
    return 0;
}

/* A year with X moves by what the highest X hides, so that the same digits stay hidden. */
static int add_masked_years(dl_date_part *part, int64_t years, adding *add)
{
    int64_t unit = 1;
    for (int mask = part->year_mask; mask; mask >>= 1)
        unit *= 10;
    if (years % unit)
        return dl_error_set(add->error, DL_ERR_USAGE,
                            "this year's X moves by %lld years or a multiple of it",
                            (long long)unit);
    int64_t sum = part->year + years;
    bool crosses = part->year_mask && (part->negative ? sum > 0 : sum < 0);
    if (crosses || sum > farthest_written_year || sum < -farthest_written_year)
        return refuse(add->error, "the sum has no year of four digits of the same sign");
    part->year = sum;
    if (!part->year_mask)
        part->negative = sum < 0;
    return 0;
}

static int add_masked(dl_date_part *part, adding *add)
{
    int64_t carried = 0, first;
    int rc = 0;
    if (add->days)
        return refuse(add->error, "a date with X has no day to count days from; take its first or "
                                  "last day");
    if (part->month >= 21)
        rc = move_division(part, add, &carried);
    else if (part->month)
        carried = move_month(part, add->months);
    else if (add->months % 12)
        rc = refuse(add->error, "a date without a month, or with X in it, moves by whole years");
    else
        carried = add->months / 12;
    if (rc == 0)
        rc = add_masked_years(part, carried, add);
    if (rc)
        return rc;
    if (part->day > 28 && part->month == 2 && part->year_mask)
        return refuse(add->error,
                      "which day that is in February is not known, since the year has X");
    if (part->month <= 12 && part->day)
        clamp_day(part, add);
    if (part->month <= 12 && !mask_first(part, &first))
        return refuse(add->error, "no month that is meant then has such a day");
    return 0;
}

static int add_plain(dl_date_part *part, adding *add)
{
    int64_t years = 0;
    int rc = 0;
    if (part->month >= 21)
        rc = move_division(part, add, &years);
    else if (part->month == 0)
        rc = whole_years(add, &years);
    else if (add->days && part->day == 0)
        rc = refuse(add->error, "days can be added to a date that has a day only");
    else
        years = move_month(part, add->months);
    if (rc)
        return rc;
    part->year += years;
    if (part->day)
        clamp_day(part, add);
    if (add->days)
        add_days(part, add->days);
    part->exponent = 0;
    part->negative = part->year < 0;
    part->long_year = part->year > farthest_written_year || part->year < -farthest_written_year;
    if (part->long_year && part->month)
        return refuse(add->error, "years past four digits have no months in EDTF");
    return 0;
}

static int add_part(dl_date_part *part, adding *add)
{
    bool masked = part->year_mask || part->month_mask || part->day_mask;
    int rc = part->significant ? add_significant(part, add)
             : masked          ? add_masked(part, add)
                               : add_plain(part, add);
    if (rc == 0 && (part->year > farthest_year || part->year < -farthest_year))
        rc = refuse(add->error, "the sum is out of reach of the calendar");
    if (rc == 0 && part->zone == DL_ZONE_NAMED) {
        int64_t local = dl_days_from_civil(part->year, part->month, part->day) * 86400 +
                        part->hour * 3600 + part->minute * 60 + part->second;
        zone_offset(part->zone_name, local, &part->offset_minutes);
    }
    return rc;
}

static int add_ends(dl_date *date, adding *add)
{
    int rc = 0;
    if (date->start_kind == DL_END_DATE)
        rc = add_part(&date->start, add);
    if (rc || !date->interval || date->end_kind != DL_END_DATE)
        return rc;
    rc = add_part(&date->end, add);
    if (rc == 0 && date->start_kind == DL_END_DATE &&
        region_of_part(&date->start).from >= region_of_part(&date->end).to)
        rc = refuse(add->error, "the interval would end before it begins");
    return rc;
}

/* Each member is moved, and the set is read again from the text that they make. */
static int add_to_set(const dl_date *set, adding *add, dl_date *out)
{
    dl_buf text = {0};
    dl_date member;
    int rc = 0;
    dl_buf_putc(&text, set->set == DL_SET_ONE ? '[' : '{');
    for (size_t at = 0; rc == 0 && set_next(set, &at, &member);) {
        rc = add_ends(&member, add);
        if (text.size > 1)
            dl_buf_putc(&text, ',');
        set_put_member(&member, &text);
    }
    dl_buf_putc(&text, set->set == DL_SET_ONE ? ']' : '}');
    if (rc == 0)
        rc = dl_buf_ok(&text, add->error);
    if (rc == 0 && dl_date_parse(dl_buf_str(&text), out, NULL) != 0)
        rc = refuse(add->error, "the set's members have no room for the sum");
    dl_buf_clear(&text);
    return rc;
}

int dl_date_add_noting(const dl_date *date, int64_t years, int64_t months, int64_t days,
                       dl_date *out, bool *clamped, dl_error *error)
{
    const int64_t counts[] = {years, months, days};
    for (int i = 0; i < 3; i++) {
        if (counts[i] > farthest || counts[i] < -farthest)
            return refuse(error, "the number is out of reach of the calendar");
    }
    adding add = {.months = years * 12 + months, .days = days, .error = error};
    dl_date sum = *date;
    int rc = date->set ? add_to_set(date, &add, &sum) : add_ends(&sum, &add);
    *clamped = add.clamped;
    if (rc == 0)
        *out = sum;
    return rc;
}

int dl_date_add(const dl_date *date, int64_t years, int64_t months, int64_t days, dl_date *out,
                dl_error *error)
{
    bool clamped;
    return dl_date_add_noting(date, years, months, days, out, &clamped, error);
}

/* --- the difference --- */

static bool plain(const dl_date *date)
{
    const dl_date_part *part = &date->start;
    return !date->interval && !date->set && !part->year_mask && !part->month_mask &&
           !part->day_mask && !part->significant;
}

/* A time counts as its day. */
static dl_precision counted(const dl_date *date)
{
    dl_precision precision = date->start.precision;
    return precision > DL_PRECISION_DAY ? DL_PRECISION_DAY : precision;
}

static int64_t day_after_months(const dl_date_part *from, int64_t months)
{
    dl_date_part part = *from;
    adding none = {0};
    part.year += move_month(&part, months);
    clamp_day(&part, &none);
    return dl_days_from_civil(part.year, part.month, part.day);
}

int dl_date_difference(const dl_date *a, const dl_date *b, dl_calendar_difference *out,
                       dl_error *error)
{
    dl_precision precision = counted(a);
    bool told = precision == DL_PRECISION_YEAR || precision == DL_PRECISION_MONTH ||
                precision == DL_PRECISION_DAY;
    if (!plain(a) || !plain(b) || precision != counted(b) || !told) {
        dl_error_set(error, DL_ERR_USAGE,
                     "the calendar counts between two days, two months or two years");
        dl_error_hint(error, "the distance in days is known for all dates, within limits");
        return DL_ERR_USAGE;
    }
    int64_t a_day = 0, b_day = 0;
    dl_date_first_day(a, &a_day);
    dl_date_first_day(b, &b_day);
    bool earlier = b_day < a_day;
    const dl_date_part *from = &(earlier ? b : a)->start, *to = &(earlier ? a : b)->start;
    int64_t days = 0, months = (to->year - from->year) * 12;
    if (precision >= DL_PRECISION_MONTH)
        months += to->month - from->month;
    if (precision == DL_PRECISION_DAY) {
        int64_t last = dl_days_from_civil(to->year, to->month, to->day);
        months -= day_after_months(from, months) > last;
        days = last - day_after_months(from, months);
    }
    *out = (dl_calendar_difference){months / 12, months % 12, days, earlier, precision};
    return 0;
}
