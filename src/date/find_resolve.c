/* From what a phrase tells to days, and from days to EDTF. */
#include <inttypes.h>
#include <string.h>

#include "date/find_parse.h"

void shape_init(shape *out)
{
    memset(out, 0, sizeof *out);
    out->weekday = out->to = out->role = -1;
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

void shape_year(shape *out, int64_t year)
{
    out->year = year;
    if (out->holiday) {
        shape_day(out, holiday_day(out->holiday, year));
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
        shape_trim(out, out->edge);
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
void shape_trim(shape *out, int edge)
{
    int64_t unused, first = out->first, last = out->last, length = last - first + 1;
    bool is_start = edge == EDGE_START, is_end = edge == EDGE_END;
    out->approximate = true;
    if (length > 3650) {
        int64_t third = length / 3;
        out->first = edge == EDGE_EARLY || is_start ? first
                     : edge == EDGE_MID             ? first + third
                                                    : last - third;
        out->last = edge == EDGE_EARLY || is_start ? first + third
                    : edge == EDGE_MID             ? last - third
                                                   : last;
        out->grain = GRAIN_YEARS;
        return;
    }
    if (length <= 7) {
        out->first = is_start || edge == EDGE_EARLY ? first
                     : edge == EDGE_MID             ? first + 1
                                                    : first + 4;
        out->last = is_start || edge == EDGE_EARLY ? first + 2
                    : edge == EDGE_MID             ? first + 3
                                                   : last;
        out->grain = GRAIN_DAYS;
        return;
    }
    if (length <= 31) {
        out->first = edge == EDGE_EARLY || is_start ? first
                     : edge == EDGE_MID             ? first + 10
                                                    : first + 20;
        out->last = edge == EDGE_EARLY || is_start ? first + 9
                    : edge == EDGE_MID             ? first + 19
                                                   : last;
        out->grain = GRAIN_DAYS;
        return;
    }
    int months = (int)((length + 10) / 30), third = months / 3;
    if (months > 6 && (is_start || is_end))
        third = months / 4;
    int64_t begin = edge == EDGE_MID ? third : edge == EDGE_LATE || is_end ? months - third : 0;
    add_months(first, begin, &out->first, &unused, &unused);
    add_months(first, begin + third - 1, &unused, &out->last, &unused);
    out->grain = third == 1   ? GRAIN_MONTH
                 : third == 3 ? GRAIN_QUARTER
                 : third == 4 ? GRAIN_THIRD
                              : GRAIN_MONTHS;
}

/* --- the year and the week that are not told --- */

static int64_t gap(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

static void settle_year(const finder *f, shape *out, int tense)
{
    int64_t year;
    int month, day;
    if (!f->has_anchor && !f->has_year) {
        out->valueless = true;
        out->why = "no year is told, and no publication date to count from";
        return;
    }
    dl_civil_from_days(f->has_anchor ? f->anchor : 0, &year, &month, &day);
    int64_t chosen = f->has_anchor ? year : f->year;
    shape trial = *out, best;
    if (out->grain == GRAIN_DAY && out->month == 2 && out->day == 29)
        while (!((chosen % 4 == 0 && chosen % 100 != 0) || chosen % 400 == 0))
            chosen--;
    shape_year(&trial, chosen);
    if (f->has_anchor) {
        int64_t middle = f->anchor;
        for (int64_t y = year - 1; y <= year + 1; y++) {
            shape one = *out;
            if (out->month == 2 && out->day == 29 && dl_days_in_month(y, 2) < 29)
                continue;
            shape_year(&one, y);
            bool named = out->weekday < 0 || out->holiday || dl_weekday(one.first) == out->weekday;
            bool past = one.first <= middle, coming = one.last >= middle;
            bool fits = named && (out->weekday >= 0 || (tense < 0   ? past
                                                        : tense > 0 ? coming
                                                                    : true));
            bool better = tense < 0   ? one.first > trial.first
                          : tense > 0 ? one.first < trial.first
                                      : gap(one.first, middle) < gap(trial.first, middle);
            bool told = out->weekday < 0 || out->holiday || dl_weekday(trial.first) == out->weekday;
            bool trial_fits = !told       ? false
                              : tense < 0 ? trial.first <= middle
                              : tense > 0 ? trial.last >= middle
                                          : true;
            if (fits && (!trial_fits || better))
                trial = one;
        }
    }
    best = trial;
    bool lent = f->has_year && f->year != best.year && f->has_anchor && out->weekday < 0;
    if (lent && !(out->month == 2 && out->day == 29)) {
        shape_year(&best, f->year);
        best = *out;
        shape_year(&best, f->year);
        shape_other(&best, trial.grain, trial.first, trial.last);
        best.why = "the year is that of a date before it";
    } else if (tense == 0 && f->has_anchor && out->weekday < 0 &&
               !(out->month == 2 && out->day == 29)) {
        for (int step = -1; step <= 1; step += 2) {
            shape one = *out;
            shape_year(&one, best.year + step);
            if (gap(one.first, f->anchor) < 400)
                shape_other(&best, one.grain, one.first, one.last);
        }
        best.why = "no verb tells whether it is past or to come";
    }
    best.yearless = false;
    *out = best;
}

static void settle_week(const finder *f, shape *out, int tense)
{
    if (!f->has_anchor) {
        out->valueless = true;
        out->why = "there is no publication date to count from";
        return;
    }
    int64_t back = (dl_weekday(f->anchor) - out->weekday + 7) % 7;
    int64_t before = f->anchor - back, after = back ? before + 7 : before;
    int64_t near = back <= 3 ? before : after;
    shape_day(out, tense < 0 ? before : tense > 0 ? after : near);
    if (tense == 0) {
        shape_other(out, GRAIN_DAY, before, before);
        shape_other(out, GRAIN_DAY, after, after);
        if (!back)
            shape_other(out, GRAIN_DAY, after + 7, after + 7);
        if (out->others)
            out->why = "no verb tells whether it is past or to come";
    }
    if (tense > 0 && !back) {
        shape_other(out, GRAIN_DAY, after + 7, after + 7);
        out->why = "today, or in a week";
    }
    out->relative = true;
}

void find_settle(const finder *f, shape *out, int tense)
{
    if (out->valueless || out->settled)
        return;
    if (out->dayless) {
        if (f->sentence_event && f->event_grain <= GRAIN_DAY)
            shape_day(out, f->event_first);
        else if (f->has_anchor)
            shape_day(out, f->anchor);
        else {
            out->valueless = true;
            out->why = "no day is told for this time";
        }
    } else if (out->weekly) {
        settle_week(f, out, tense);
    } else if (out->yearless) {
        settle_year(f, out, tense);
    } else {
        shape_year(out, out->year);
    }
}

/* --- EDTF --- */

static void put_day(int64_t day, int parts, dl_buf *text)
{
    int64_t year;
    int month, of;
    dl_civil_from_days(day, &year, &month, &of);
    dl_buf_printf(text, year < 0 ? "-%04" PRId64 : "%04" PRId64, year < 0 ? -year : year);
    if (parts > 1)
        dl_buf_printf(text, "-%02d", month);
    if (parts > 2)
        dl_buf_printf(text, "-%02d", of);
}

static void put_time(const shape *out, int64_t day, int second, dl_buf *text)
{
    put_day(day, 3, text);
    if (second >= 86400)
        dl_buf_puts(text, "T24:00");
    else
        dl_buf_printf(text, "T%02d:%02d", second / 3600, second / 60 % 60);
    if (out->seconds)
        dl_buf_printf(text, ":%02d", second % 60);
    if (out->zone && out->zone[0])
        dl_buf_printf(text, "[%s]", out->zone);
    else if (out->has_offset && out->offset == 0)
        dl_buf_putc(text, 'Z');
    else if (out->has_offset)
        dl_buf_printf(text, "%c%02d:%02d", out->offset < 0 ? '-' : '+',
                      (out->offset < 0 ? -out->offset : out->offset) / 60,
                      (out->offset < 0 ? -out->offset : out->offset) % 60);
}

/* The code of a whole quarter, third or half of a year (EDTF level 2: 33 to 41); 0 for other
 * months. */
static int division_code(int64_t first, int64_t last)
{
    static const struct {
        int months, code;
    } divisions[] = {{3, 33}, {4, 37}, {6, 40}};
    int64_t year, last_year;
    int month, day, last_month, last_day;
    dl_civil_from_days(first, &year, &month, &day);
    dl_civil_from_days(last, &last_year, &last_month, &last_day);
    int months = last_month - month + 1;
    if (year != last_year || day != 1 || last_day != dl_days_in_month(year, last_month))
        return 0;
    for (size_t i = 0; i < sizeof divisions / sizeof *divisions; i++)
        if (divisions[i].months == months && (month - 1) % months == 0)
            return divisions[i].code + (month - 1) / months;
    return 0;
}

static void put_plain(grain of, int64_t first, int64_t last, const char *mark, dl_buf *text)
{
    int parts = of <= GRAIN_DAYS ? 3 : of >= GRAIN_YEAR ? 1 : 2;
    int64_t year;
    int month, day;
    dl_civil_from_days(first, &year, &month, &day);
    int code = of == GRAIN_QUARTER || of == GRAIN_HALF || of == GRAIN_THIRD
                   ? division_code(first, last)
                   : 0;
    if (of == GRAIN_SEASON || code) {
        put_day(first, 1, text);
        dl_buf_printf(text, "-%02d%s", code ? code : 20 + month / 3, mark);
    } else if ((of == GRAIN_DECADE || of == GRAIN_CENTURY) && year >= 0) {
        int64_t shown = of == GRAIN_DECADE ? year / 10 : year / 100;
        dl_buf_printf(text, of == GRAIN_DECADE ? "%03" PRId64 "X%s" : "%02" PRId64 "XX%s", shown,
                      mark);
    } else {
        put_day(first, parts, text);
        dl_buf_puts(text, mark);
        bool single = of == GRAIN_DAY || of == GRAIN_MONTH || of == GRAIN_YEAR;
        if (single || (first == last))
            return;
        dl_buf_putc(text, '/');
        put_day(last, parts, text);
        dl_buf_puts(text, mark);
    }
}

void shape_edtf(const shape *out, grain of, int64_t first, int64_t last, char kind, dl_buf *text)
{
    const char *mark = out->approximate && out->uncertain ? "%"
                       : out->approximate                 ? "~"
                       : out->uncertain                   ? "?"
                                                          : "";
    bool point = out->timed && out->to < 0;
    if (kind == '<')
        dl_buf_puts(text, "../");
    if (out->timed && of == GRAIN_DAY) {
        if (kind != '<' || point) {
            put_time(out, first, out->from, text);
            dl_buf_puts(text, mark);
        }
        if (!point && kind == '.')
            dl_buf_putc(text, '/');
        if (!point && kind != '>') {
            put_time(out, out->to < out->from ? last + 1 : last, out->to, text);
            dl_buf_puts(text, mark);
        }
    } else if (kind == '.') {
        put_plain(of, first, last, mark, text);
    } else {
        bool run = of == GRAIN_DAYS || of == GRAIN_MONTHS || of == GRAIN_YEARS;
        int64_t day = run && kind == '<' ? last : first;
        put_plain(of, day, day, mark, text);
    }
    if (kind == '>')
        dl_buf_puts(text, "/..");
}
