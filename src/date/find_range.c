/* Ranges: "from June to August", "June 3-5", "1851-52". */
#include "date/find_parse.h"

/* "10 to 22 August 2012", "1-8 September": the first day stands without its month. */
size_t find_days_then_month(const finder *f, size_t at, shape *a, shape *b)
{
    int first;
    size_t end = rule_day_number(f, skip_article(f, at), &first);
    if (!end || (!is_dash(f, end) && !is_link(f, end, LINK_TO) && !is_link(f, end, LINK_AND) &&
                 !is_link(f, end, LINK_THROUGH)))
        return 0;
    end = rule_absolute(f, end + 1, b);
    if (!end || b->grain != GRAIN_DAY || b->holiday || b->settled || b->day <= first)
        return 0;
    *a = *b;
    a->day = first;
    return end;
}

/* "1851-52": the second year in two digits. */
static size_t short_year(const finder *f, size_t at, const shape *a, shape *b)
{
    const token *t = token_at(f, at);
    if (a->grain != GRAIN_YEAR || t->kind != 'n' || t->digits != 2 || t->number <= a->year % 100 ||
        (token_at(f, at + 1)->glued && is_dash(f, at + 1)))
        return 0;
    shape_init(b);
    b->grain = GRAIN_YEAR;
    b->explicit_year = true;
    shape_year(b, a->year - a->year % 100 + t->number);
    return at + 1;
}

/* After a's day: "July 13 to 15". */
static size_t bare_day(const finder *f, size_t at, const shape *a, shape *b)
{
    int day;
    if (a->grain != GRAIN_DAY || a->settled || a->weekly || a->dayless || a->holiday || a->timed)
        return 0;
    size_t end = rule_day_number(f, skip_article(f, at), &day);
    if (!end || day <= a->day || is_word(f, end, WORD_MONTH) ||
        (is_link(f, end, LINK_OF) && is_word(f, end + 1, WORD_MONTH)))
        return 0;
    *b = *a;
    b->day = day;
    bool era;
    int64_t year;
    size_t comma = end + is_mark(f, end, ',');
    size_t after = rule_year(f, comma, &year, &era);
    if (after && b->yearless) {
        b->yearless = false;
        b->explicit_year = true;
        b->year = year;
        end = after;
    }
    return shape_valid(b) ? end : 0;
}

/* "to the present", "-now", "to date". */
static size_t until_now(const finder *f, size_t at, shape *out)
{
    size_t name = at + is_text(f, at, "the");
    bool date = is_text(f, at, "date") && !is_dash(f, at - 1);
    if (!(is_text(f, name, "present") || is_text(f, at, "now") || date) || !f->has_anchor ||
        (name > at && is_text(f, name + 1, "day")))
        return 0;
    shape_init(out);
    shape_day(out, f->anchor);
    out->relative = true;
    return name + 1;
}

/* "Nov. 5 and 6": two days in a row. */
static size_t next_day(const finder *f, size_t at, const shape *a, shape *b)
{
    size_t end = bare_day(f, at, a, b);
    const token *next = token_at(f, end);
    static const char *const pronouns[] = {"it", "he", "she", "they", "we", "who", "which", "that"};
    bool counts = next->kind == 'w' && !next->block &&
                  (next->word == WORD_OTHER || next->word == WORD_UNIT || next->word == WORD_COUNT);
    for (size_t i = 0; i < sizeof pronouns / sizeof *pronouns; i++)
        counts &= !is_text(f, end, pronouns[i]);
    return end && b->day == a->day + 1 && !counts && token_at(f, at)->kind == 'n' ? end : 0;
}

/* "Dec. 2, 3 and 4": days in a row. */
static size_t days_in_a_row(const finder *f, size_t at, const shape *a, shape *b)
{
    shape last = *a;
    const token *day = token_at(f, at + 1);
    while (is_mark(f, at, ',') && day->kind == 'n' && day->number == last.day + 1) {
        last.day++;
        at += 2;
        day = token_at(f, at + 1);
    }
    at += is_mark(f, at, ',') && is_link(f, at + 1, LINK_AND);
    return last.day > a->day && is_link(f, at, LINK_AND) ? next_day(f, at + 1, &last, b) : 0;
}

size_t find_second_end(const finder *f, size_t end, int opening, const shape *a, shape *b)
{
    bool opened = opening == LINK_FROM || opening == LINK_BETWEEN;
    if (opened && a->explicit_year && is_mark(f, end, ',') && is_word(f, end + 1, WORD_LINK))
        end++; /* "from Dec. 23, 2023, through" */
    bool dash = is_dash(f, end);
    size_t now = until_now(f, end + 1, b);
    if (now && (dash || is_link(f, end, LINK_TO) || is_link(f, end, LINK_UNTIL) ||
                is_link(f, end, LINK_THROUGH)))
        return a->dayless ? 0 : now;
    if (is_mark(f, end, ',') && a->grain == GRAIN_DAY && a->yearless && !a->timed)
        return days_in_a_row(f, end, a, b);
    if (is_link(f, end, LINK_AND) && opening == 0)
        return next_day(f, end + 1, a, b);
    bool linked = is_link(f, end, LINK_TO) || is_link(f, end, LINK_THROUGH) ||
                  is_text(f, end, "thru") || is_link(f, end, LINK_UNTIL) ||
                  (is_link(f, end, LINK_AND) && opening == LINK_BETWEEN);
    if (!dash && !linked)
        return 0;
    size_t day = bare_day(f, end + 1, a, b);
    if (!day)
        day = short_year(f, end + 1, a, b);
    if (day)
        return day;
    size_t after = find_point(f, end + 1, b);
    if (!after || (dash && a->weekly && !b->weekly))
        return 0;
    return after;
}

/* "July and August 2023", "March 3, April 4 and May 5, 2022": the year that the last of them tells
 * is that of all. */
void find_listed_year(const finder *f, size_t end, shape *a)
{
    enum { MOST_LISTED = 6 };
    shape next;
    size_t at = end;
    for (int i = 0; a->yearless && !a->holiday && i < MOST_LISTED; i++) {
        size_t from = at + (is_mark(f, at, ',') || is_mark(f, at, '/'));
        from += is_link(f, from, LINK_AND) || is_link(f, from, LINK_OR);
        shape_init(&next);
        size_t after = from > at ? rule_absolute(f, skip_article(f, from), &next) : 0;
        if (!after || next.grain != a->grain || next.holiday || next.fiscal || !next.month)
            return;
        if (next.explicit_year) {
            a->yearless = false;
            a->explicit_year = true;
            a->year = next.year - (a->month > next.month);
        }
        at = after;
    }
}

/* The year of what comes next from a day on; one month's days are told in any order. */
static int64_t year_from(const shape *told, int64_t from)
{
    shape trial = *told;
    int64_t year;
    int month, day;
    dl_civil_from_days(from, &year, &month, &day);
    shape_year(&trial, year);
    return year + (told->holiday ? trial.last < from : told->month < month);
}

/* A yearless end of a range whose other end tells its year. */
static void lend_year(const shape *from, shape *to, bool before)
{
    shape known = *from;
    if (!known.settled)
        shape_year(&known, known.year);
    int64_t year;
    int month, day;
    dl_civil_from_days(known.first, &year, &month, &day);
    to->yearless = false;
    to->explicit_year = from->explicit_year;
    shape_year(to, before ? year : year_from(to, known.first));
    if (before && (to->holiday || !known.month ? to->first > known.last : to->month > known.month))
        shape_year(to, year - 1);
}

/* What one end tells, the other need not. */
static void share(shape *a, shape *b)
{
    if (a->yearless && !b->yearless && (b->explicit_year || b->relative) && !b->weekly &&
        !b->dayless)
        lend_year(b, a, true);
    else if (b->yearless && !a->yearless && a->explicit_year)
        lend_year(a, b, false);
    if (a->dayless && b->timed && a->half_clock && b->from >= 12 * 3600 &&
        a->from + 12 * 3600 < b->from)
        a->from += 12 * 3600;
}

/* "at its Sept. 17-18 meeting", told on the 18th: it is not over, though it has begun. */
static void still_on(const finder *f, const shape *told, const shape *b, shape *a)
{
    shape first = *told, last = *b;
    if (!told->yearless || !b->yearless || !a->settled || a->valueless || !f->has_anchor)
        return;
    shape_year(&first, a->year - 1);
    shape_year(&last, year_from(b, first.first));
    if (last.last < f->anchor)
        return;
    *a = first;
    if (a->grain > GRAIN_DAY)
        a->why = "it may have begun, or be that of the year after";
}

void find_join(const finder *f, shape *a, shape *b, int tense)
{
    share(a, b);
    shape told = *a;
    find_settle(f, a, tense);
    if (tense > 0)
        still_on(f, &told, b, a);
    if (b->yearless && a->settled && !a->valueless) {
        shape_year(b, year_from(b, a->first));
        b->yearless = false;
    } else if (b->weekly && a->settled && !a->valueless) {
        shape_day(b, a->first + (b->weekday - dl_weekday(a->first) + 7) % 7);
    } else if (b->dayless && a->settled && a->grain == GRAIN_DAY && !a->valueless) {
        shape_day(b, a->first);
    } else if (a->dayless && b->settled) {
        shape_day(a, b->first);
    }
    find_settle(f, b, tense);
}
