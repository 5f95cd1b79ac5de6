/* From what a phrase tells to days. */
#include <string.h>

#include "date/find_parse.h"

void shape_init(shape *out)
{
    memset(out, 0, sizeof *out);
    out->weekday = out->to = out->role = -1;
}

size_t find_first(const finder *f, size_t at, find_rule *const rules[], size_t count, shape *out)
{
    for (size_t i = 0; i < count; i++) {
        shape trial;
        shape_init(&trial);
        size_t end = rules[i](f, at, &trial);
        if (end) {
            *out = trial;
            return end;
        }
    }
    return 0;
}

void shape_span(shape *out, grain of, int64_t first, int64_t last)
{
    out->grain = of;
    out->first = first;
    out->last = last;
    out->settled = true;
}

void shape_day(shape *out, int64_t day)
{
    shape_span(out, GRAIN_DAY, day, day);
}

void shape_other(shape *out, grain of, int64_t first, int64_t last)
{
    if (out->others == 2 || (first == out->first && last == out->last))
        return;
    out->other_grain[out->others] = of;
    out->other_first[out->others] = first;
    out->other_last[out->others++] = last;
}

void add_months(int64_t day, int64_t months, int64_t *first, int64_t *last, int64_t *same)
{
    int64_t year;
    int month, of;
    dl_civil_from_days(day, &year, &month, &of);
    int64_t total = year * 12 + month - 1 + months;
    int64_t y = total >= 0 ? total / 12 : -((11 - total) / 12);
    int m = (int)(total - y * 12) + 1;
    int most = dl_days_in_month(y, m);
    *first = dl_days_from_civil(y, m, 1);
    *last = dl_days_from_civil(y, m, most);
    *same = *first + (of < most ? of : most) - 1;
}

static void months_span(shape *out, int64_t year, int month, int months)
{
    int64_t unused;
    int64_t first = dl_days_from_civil(year, month, 1);
    out->first = first;
    add_months(first, months - 1, &unused, &out->last, &unused);
    out->settled = true;
}

/* "Labor Day weekend": from Saturday to the Monday; "Thanksgiving weekend": to the Sunday. */
static void holiday_weekend(shape *out)
{
    int64_t day = out->first, weekday = dl_weekday(day);
    int64_t saturday = day - weekday + (weekday < 2 ? -2 : 5);
    shape_span(out, GRAIN_DAYS, weekday == 3 || weekday == 4 ? day : saturday,
               weekday == 0 ? day : saturday + 1);
}

void shape_year(shape *out, int64_t year)
{
    out->year = year;
    if (out->holiday) {
        shape_day(out, holiday_day(out->holiday, year));
        if (out->weekend)
            holiday_weekend(out);
        return;
    }
    switch (out->grain) {
    case GRAIN_DAY:
        out->first = out->last = dl_days_from_civil(year, out->month, out->day);
        out->settled = true;
        break;
    case GRAIN_MONTH:
        months_span(out, year, out->month, 1);
        break;
    case GRAIN_SEASON: /* northern: spring from March, winter from December */
        months_span(out, year, (out->month - 20) * 3, 3);
        break;
    case GRAIN_QUARTER:
        months_span(out, year, out->month * 3 - 2, 3);
        break;
    case GRAIN_HALF:
        months_span(out, year, out->month * 6 - 5, 6);
        break;
    default:
        months_span(out, year, 1, 12);
        break;
    }
    if (out->edge)
        shape_trim(out, out->edge, out->edge_last);
}

bool shape_valid(const shape *out)
{
    if (out->grain != GRAIN_DAY || out->settled || out->holiday || out->weekly)
        return true;
    return out->month >= 1 && out->month <= 12 && out->day >= 1 &&
           out->day <= dl_days_in_month(out->yearless ? 2024 : out->year, out->month);
}

/* early, mid and late: thirds; the start and the end of a year: its first and last quarter; of a
 * week: Monday to Wednesday, Friday to Sunday. The bounds are conventions: approximate. */
static void trim_one(const shape *whole, int edge, shape *out)
{
    int64_t unused, first = whole->first, last = whole->last, length = last - first + 1;
    bool is_start = edge == EDGE_START || edge == EDGE_EARLY;
    bool is_end = edge == EDGE_END || edge == EDGE_LATE;
    if (length > 3650) {
        int64_t third = length / 3;
        shape_span(out, GRAIN_YEARS,
                   is_start ? first
                   : is_end ? last - third
                            : first + third,
                   is_start ? first + third
                   : is_end ? last
                            : last - third);
        return;
    }
    if (length <= 31) { /* of a week: three days, three, three; of a month: ten, ten, the rest */
        int64_t size = length <= 7 ? 3 : 10, mid = length <= 7 ? 1 : 10, end = length <= 7 ? 4 : 20;
        int64_t from = is_start ? first : first + (is_end ? end : mid);
        shape_span(out, GRAIN_DAYS, from, is_end ? last : from + size - 1);
        return;
    }
    int months = (int)((length + 10) / 30), third = months / 3;
    if (months > 6 && (edge == EDGE_START || edge == EDGE_END))
        third = months / 4;
    int64_t begin = is_start ? 0 : is_end ? months - third : third;
    add_months(first, begin, &out->first, &unused, &unused);
    add_months(first, begin + third - 1, &unused, &out->last, &unused);
    out->grain = third == 1   ? GRAIN_MONTH
                 : third == 3 ? GRAIN_QUARTER
                 : third == 4 ? GRAIN_THIRD
                              : GRAIN_MONTHS;
}

void shape_trim(shape *out, int first, int last)
{
    shape whole = *out, end = *out;
    out->approximate = true;
    out->ends = last == EDGE_END;
    trim_one(&whole, first, out);
    if (last == first)
        return;
    trim_one(&whole, last, &end);
    bool days = out->grain == GRAIN_DAYS, years = out->grain == GRAIN_YEARS;
    shape_span(out, days ? GRAIN_DAYS : years ? GRAIN_YEARS : GRAIN_MONTHS, out->first, end.last);
}
