/* A date day by day, month by month: each step looks for the next day that fits. */
#include "dateline/steps.h"

#include "date/bounds.h"
#include "date/mask.h"
#include "date/set.h"

static const int64_t farthest_written = 9999; /* a year that can have months in EDTF */

int dl_grain_of(dl_str word, dl_grain *grain, dl_error *error)
{
    static const char *const words[] = {"day", "month", "quarter", "year"};
    for (int i = 0; i < 4; i++) {
        dl_str one = dl_str_of(words[i]);
        bool many = word.size == one.size + 1 && word.data[one.size] == 's';
        if (dl_str_starts(word, one) && (word.size == one.size || many)) {
            *grain = (dl_grain)i;
            return 0;
        }
    }
    dl_str shown = dl_str_slice(word, 0, 40);
    return dl_error_set(error, DL_ERR_USAGE,
                        "a date goes by day, month, quarter or year, not by '%.*s'",
                        DL_STR_ARG(shown));
}

/* The part with its year alone told. */
static dl_date_part year_of(const dl_date_part *part)
{
    dl_date_part year = *part;
    year.month = year.day = 0;
    year.month_mask = year.day_mask = 0;
    return year;
}

/* A division of the year is asked with the day's own year in the place of one with X. */
static bool part_has(const dl_date_part *part, int64_t day, int64_t year)
{
    if (part->month < 21)
        return mask_has(part, day);
    dl_date_part plain = *part;
    plain.year = year;
    plain.year_mask = 0;
    region all = region_of_part(&plain);
    return day * 86400 >= all.from && day * 86400 < all.to;
}

/* Days that do not fit are passed one by one, years that do not by the year: at most a thousand
 * years lie between two that fit (X333). */
static bool masked_day_from(const dl_date_part *part, int64_t from, int64_t last, int64_t *day)
{
    dl_date_part year_alone = year_of(part);
    for (int64_t at = from; at <= last;) {
        int64_t year;
        int month, month_day;
        dl_civil_from_days(at, &year, &month, &month_day);
        if (!mask_has(&year_alone, at)) {
            at = dl_days_from_civil(year + 1, 1, 1);
        } else if (part_has(part, at, year)) {
            *day = at;
            return true;
        } else {
            at++;
        }
    }
    return false;
}

static bool run_day_from(const dl_date *date, int64_t from, int64_t *day)
{
    int64_t first, last;
    if (dl_date_first_day(date, &first) && from < first)
        from = first;
    if (dl_date_last_day(date, &last) && from > last)
        return false;
    const dl_date_part *part = &date->start;
    if (!date->interval && (part->year_mask || part->month_mask || part->day_mask))
        return masked_day_from(part, from, last, day);
    *day = from;
    return true;
}

bool dl_date_day_from(const dl_date *date, int64_t from, int64_t *day)
{
    if (!date->set)
        return run_day_from(date, from, day);
    dl_date member;
    bool found = false;
    for (size_t at = 0; set_next(date, &at, &member);) {
        int64_t other;
        if (run_day_from(&member, from, &other) && (!found || other < *day)) {
            *day = other;
            found = true;
        }
    }
    return found;
}

static int refuse_end(const dl_date *date, bool first, dl_error *error)
{
    dl_end_kind kind = first ? date->start_kind : date->end_kind;
    dl_error_set(error, DL_ERR_USAGE, "the date's %s is %s, so it has no %s day to go %s",
                 first ? "beginning" : "end", kind == DL_END_OPEN ? "open" : "unknown",
                 first ? "first" : "last", first ? "from" : "to");
    dl_error_hint(error, "give it both ends, as in 2024-01/2024-12");
    return DL_ERR_USAGE;
}

static int64_t year_of_day(int64_t day)
{
    int64_t year;
    int month, month_day;
    dl_civil_from_days(day, &year, &month, &month_day);
    return year;
}

int dl_date_steps_init(dl_date_steps *steps, const dl_date *date, dl_grain grain, dl_error *error)
{
    int64_t first, last;
    if (!dl_date_first_day(date, &first))
        return refuse_end(date, true, error);
    if (!dl_date_last_day(date, &last))
        return refuse_end(date, false, error);
    if (grain != DL_GRAIN_YEAR &&
        (year_of_day(first) < -farthest_written || year_of_day(last) > farthest_written))
        return dl_error_set(error, DL_ERR_USAGE,
                            "years past four digits have no months or days in EDTF: go by year");
    *steps = (dl_date_steps){.date = *date, .grain = grain, .next = first};
    return 0;
}

/* The unit that holds the day, and the first day after it. */
static dl_date unit_of(int64_t day, dl_grain grain, int64_t *after)
{
    dl_date unit = dl_date_of_day(day);
    dl_date_part *part = &unit.start;
    int64_t year;
    int month, month_day, count = grain == DL_GRAIN_QUARTER ? 3 : 1;
    dl_civil_from_days(day, &year, &month, &month_day);
    *after = day + 1;
    if (grain == DL_GRAIN_DAY)
        return unit;
    part->day = 0;
    if (grain == DL_GRAIN_YEAR) {
        part->month = 0;
        part->precision = DL_PRECISION_YEAR;
        *after = dl_days_from_civil(year + 1, 1, 1);
        return unit;
    }
    part->precision = grain == DL_GRAIN_MONTH ? DL_PRECISION_MONTH : DL_PRECISION_SEASON;
    if (grain == DL_GRAIN_QUARTER) {
        part->month = (int8_t)(33 + (month - 1) / 3);
        month = (month - 1) / 3 * 3 + 1;
    }
    month += count;
    *after = dl_days_from_civil(year + (month > 12), month > 12 ? 1 : month, 1);
    return unit;
}

bool dl_date_steps_next(dl_date_steps *steps, dl_date *unit)
{
    int64_t day;
    if (steps->over || !dl_date_day_from(&steps->date, steps->next, &day)) {
        steps->over = true;
        return false;
    }
    *unit = unit_of(day, steps->grain, &steps->next);
    return true;
}
