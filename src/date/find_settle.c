/* The year and the week that a phrase does not tell. */
#include "date/find_parse.h"

static int64_t gap(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

/* *trial, or the year beside the publication's that the tense and the weekday fit better. */
static void nearest_year(const finder *f, const shape *out, int tense, int64_t year, shape *trial)
{
    int64_t middle = f->anchor;
    for (int64_t y = year - 1; y <= year + 1; y++) {
        shape one = *out;
        if (out->month == 2 && out->day == 29 && dl_days_in_month(y, 2) < 29)
            continue;
        shape_year(&one, y);
        bool named = out->weekday < 0 || out->holiday || dl_weekday(one.first) == out->weekday;
        bool past = one.first <= middle, coming = one.last >= middle;
        bool fits = named && (out->weekday >= 0 || (tense < 0 ? past : tense > 0 ? coming : true));
        bool better = tense < 0   ? one.first > trial->first
                      : tense > 0 ? one.first < trial->first
                                  : gap(one.first, middle) < gap(trial->first, middle);
        bool told = out->weekday < 0 || out->holiday || dl_weekday(trial->first) == out->weekday;
        bool trial_fits = !told       ? false
                          : tense < 0 ? trial->first <= middle
                          : tense > 0 ? trial->last >= middle
                                      : true;
        if (fits && (!trial_fits || better))
            *trial = one;
    }
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
    if (f->has_anchor)
        nearest_year(f, out, tense, year, &trial);
    best = trial;
    bool lent = f->has_year && f->year != best.year && f->has_anchor && out->weekday < 0;
    if (lent && !(out->month == 2 && out->day == 29)) {
        shape then = *out;
        shape_year(&then, f->year);
        bool over = tense == TENSE_COMING && then.last < f->anchor; /* yet it is to come */
        best = over ? trial : then;
        then = over ? then : trial;
        shape_other(&best, then.grain, then.first, then.last);
        best.why =
            over ? "a date before it is of another year" : "the year is that of a date before it";
    } else if ((tense == 0 || tense == TENSE_LIKELY) && f->has_anchor && out->weekday < 0 &&
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
        out->why = f->no_anchor;
        return;
    }
    int64_t back = (dl_weekday(f->anchor) - out->weekday + 7) % 7;
    int64_t before = f->anchor - back, after = back ? before + 7 : before;
    int64_t near = back <= 3 ? before : after;
    shape_day(out, tense < 0 ? before : tense > 0 ? after : near);
    if (tense == 0 || tense == TENSE_LIKELY) {
        shape_other(out, GRAIN_DAY, before, before);
        shape_other(out, GRAIN_DAY, after, after);
        if (!back)
            shape_other(out, GRAIN_DAY, after + 7, after + 7);
        if (out->others)
            out->why = "no verb tells whether it is past or to come";
    }
    if (tense == TENSE_COMING && !back) {
        shape_other(out, GRAIN_DAY, after + 7, after + 7);
        out->why = "today, or in a week";
    }
    out->relative = true;
}

/* It may begin in another month: the other reading is that of the United States' own, from October.
 */
static void settle_fiscal(shape *out)
{
    int64_t first, last, unused;
    grain of = out->grain == GRAIN_YEAR ? GRAIN_MONTHS : out->grain;
    add_months(out->first, -3, &first, &unused, &unused);
    add_months(out->last, -3, &unused, &last, &unused);
    out->uncertain = true;
    out->others = 0;
    out->why = "a fiscal year begins where its owner says";
    shape_other(out, of, first, last);
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
    if (out->fiscal && out->settled && !out->valueless)
        settle_fiscal(out);
}
