/* What lies ahead of the publication date, or of the date told before: "later in the year", "in the
 * weeks to come", "the new year", "this time next year". */
#include "date/find_parse.h"

void shape_rest(shape *out, int64_t first, int64_t last, bool later)
{
    bool inside = out->first <= last && first <= out->last;
    out->others = 0;
    if (inside && later)
        shape_span(out, GRAIN_DAYS, last < out->first ? out->first : last, out->last);
    else if (inside)
        shape_span(out, GRAIN_DAYS, out->first, first > out->last ? out->last : first);
}

/* "the year", "the month" after "later in": of the date that this sentence told, else of now. */
static size_t whole_unit(const finder *f, size_t at, bool later, shape *out)
{
    size_t name = skip_article(f, at);
    int unit = unit_at(f, name);
    if (name == at || !is_text(f, at, "the") || plural_unit(f, name) || unit < UNIT_WEEK ||
        unit == UNIT_WEEKEND || unit == UNIT_SEASON || unit == UNIT_HALF ||
        is_link(f, name + 1, LINK_OF))
        return 0;
    bool told = f->sentence_event && f->event_grain <= GRAIN_YEAR;
    if (!told && needs_anchor(f, out))
        return name + 1;
    out->relative = true;
    if (told)
        out->why = find_told_before;
    unit_span(out, unit, told ? f->event_first : f->anchor, 0);
    shape_rest(out, told ? f->event_first : f->anchor, told ? f->event_last : f->anchor, later);
    return name + 1;
}

size_t rule_within(const finder *f, size_t at, shape *out)
{
    bool later = is_text(f, at, "later"), earlier = is_text(f, at, "earlier");
    if (!later && !earlier)
        return 0;
    if (is_link(f, at + 1, LINK_IN))
        return whole_unit(f, at + 2, later, out);
    size_t end = rule_period(f, at + 1, out);
    if (end && !out->valueless && out->first <= f->anchor && f->anchor <= out->last)
        shape_rest(out, f->anchor, f->anchor, later);
    return end;
}

/* "in the new year", "into the new year": the one that begins next, after a verb of the past the
 * one that has begun. Not "a new year", nor the day of it. */
size_t new_year(const finder *f, size_t at, shape *out)
{
    const token *next = token_at(f, at + 3);
    bool noun = next->kind == 'w' && next->word == WORD_OTHER && !next->block;
    if (at == 0 || !is_text(f, at, "the") || !is_text(f, at + 1, "new") ||
        !is_text(f, at + 2, "year") || noun ||
        !(is_link(f, at - 1, LINK_IN) || is_text(f, at - 1, "into")))
        return 0;
    if (needs_anchor(f, out))
        return at + 3;
    int64_t year;
    int month, day;
    dl_civil_from_days(f->anchor, &year, &month, &day);
    bool begun = find_tense(f, at, at + 3) < 0;
    unit_span(out, UNIT_YEAR, f->anchor, begun ? 0 : 1);
    if (month == 1 && !begun) { /* said in January, of the days that have just begun? */
        shape now;
        unit_span(&now, UNIT_YEAR, f->anchor, 0);
        shape_other(out, GRAIN_YEAR, now.first, now.last);
    }
    out->why = "how early in that year is not told";
    return at + 3;
}

/* "the week after next" */
size_t after_next(const finder *f, size_t at, shape *out)
{
    size_t name = at + 1;
    int unit = unit_at(f, name);
    if (!is_text(f, at, "the") || !is_link(f, name + 1, LINK_AFTER) ||
        !is_text(f, name + 2, "next") || plural_unit(f, name) || unit < UNIT_WEEK ||
        unit > UNIT_YEAR || unit == UNIT_SEASON || unit == UNIT_HALF || unit_at(f, name + 3))
        return 0;
    if (!needs_anchor(f, out))
        unit_span(out, unit, f->anchor, 2);
    return name + 3;
}

/* "this time next year", "this time last month". */
size_t this_time(const finder *f, size_t at, shape *out)
{
    const token *period = token_at(f, at + 2);
    int unit = unit_at(f, at + 3);
    if (!is_text(f, at, "this") || !is_text(f, at + 1, "time") || period->word != WORD_PERIOD ||
        period->value == 0 || plural_unit(f, at + 3) ||
        (unit != UNIT_WEEK && unit != UNIT_MONTH && unit != UNIT_YEAR))
        return 0;
    if (needs_anchor(f, out))
        return at + 4;
    if (unit == UNIT_WEEK) {
        shape_day(out, f->anchor + 7 * (int64_t)period->value);
    } else {
        int64_t first, last, same;
        add_months(f->anchor, period->value * unit_months(unit), &first, &last, &same);
        shape_span(out, GRAIN_MONTH, first, last);
        shape_other(out, GRAIN_DAY, same, same);
        out->why = "how close to the day is not told";
    }
    out->approximate = true;
    return at + 4;
}
