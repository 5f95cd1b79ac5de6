/* What is counted from the publication date, or from the date told before. */
#include "date/find_parse.h"

int unit_at(const finder *f, size_t at)
{
    if (is_word(f, at, WORD_UNIT))
        return token_at(f, at)->value;
    if (is_text(f, at, "season"))
        return UNIT_SEASON;
    return is_text(f, at, "second") ? UNIT_SECOND : 0;
}

/* "hundred", "thousand" after a number: past it. */
static size_t many(const finder *f, size_t at, int *least, int *most)
{
    int times = is_text(f, at, "hundred") ? 100 : is_text(f, at, "thousand") ? 1000 : 1;
    *least *= times;
    *most *= times;
    return at + (times > 1);
}

size_t rule_number(const finder *f, size_t at, int *least, int *most, bool *vague)
{
    const token *t = token_at(f, at);
    *vague = false;
    *least = *most = 1;
    if (is_word(f, at, WORD_ARTICLE) && !is_text(f, at, "the")) {
        if (is_word(f, at + 1, WORD_COUNT))
            return rule_number(f, at + 1, least, most, vague);
        return many(f, at + 1, least, most);
    }
    if (t->word == WORD_COUNT) {
        dl_find_count row = find_count_of(f->options, dl_str_slice(f->text, t->start, t->end));
        *least = row.least;
        *most = row.most;
        *vague = true;
        return many(f, at + 1 + is_link(f, at + 1, LINK_OF), least, most);
    }
    if (t->word == WORD_NUMBER) {
        *least = *most = t->value;
        const token *next = token_at(f, at + 2);
        if (t->value >= 20 && is_mark(f, at + 1, '-') && next->word == WORD_NUMBER &&
            next->value < 10) {
            *least = *most = t->value + next->value;
            return at + 3;
        }
        return many(f, at + 1, least, most);
    }
    if (t->kind != 'n' || t->digits > 4 || (t->glued && at > 0))
        return 0;
    *least = *most = (int)t->number;
    const token *rest = token_at(f, at + 2);
    if (is_mark(f, at + 1, ',') && token_at(f, at + 1)->glued && rest->kind == 'n' && rest->glued &&
        rest->digits == 3 && t->digits < 3) { /* 2,500 */
        *least = *most = (int)(t->number * 1000 + rest->number);
        return at + 3;
    }
    return many(f, at + 1, least, most);
}

/* "two to three", "6-8", "two or three": a number, or from one to a greater. */
size_t rule_count(const finder *f, size_t at, int *least, int *most, bool *vague)
{
    size_t end = rule_number(f, at, least, most, vague);
    const token *next = token_at(f, end + 1);
    bool digits = is_dash(f, end) && token_at(f, at)->kind == 'n' && next->kind == 'n';
    if (!end || *vague || is_word(f, at, WORD_ARTICLE) ||
        !(digits || is_link(f, end, LINK_TO) || is_link(f, end, LINK_OR)))
        return end;
    int from, to;
    bool unsure;
    if (digits && next->digits <= 4 && next->number > *least) {
        *most = (int)next->number;
        return end + 2;
    }
    size_t after = digits ? 0 : rule_number(f, end + 1, &from, &to, &unsure);
    if (!after || unsure || from <= *least || is_word(f, end + 1, WORD_ARTICLE))
        return end;
    *most = from;
    return after;
}

int64_t monday(int64_t day)
{
    return day - dl_weekday(day);
}

/* The unit that `day` lies in, and `step` further. */
void unit_span(shape *out, int unit, int64_t day, int64_t step)
{
    int64_t year, unused, first, last;
    int month, of;
    dl_civil_from_days(day, &year, &month, &of);
    switch (unit) {
    case UNIT_DAY:
        shape_day(out, day + step);
        return;
    case UNIT_WEEK:
        shape_span(out, GRAIN_DAYS, monday(day) + 7 * step, monday(day) + 7 * step + 6);
        return;
    case UNIT_WEEKEND:
        shape_span(out, GRAIN_DAYS, monday(day) + 7 * step + 5, monday(day) + 7 * step + 6);
        return;
    case UNIT_MONTH:
        add_months(day, step, &first, &last, &unused);
        shape_span(out, GRAIN_MONTH, first, last);
        return;
    case UNIT_QUARTER:
        add_months(dl_days_from_civil(year, (month - 1) / 3 * 3 + 1, 1), step * 3, &first, &last,
                   &unused);
        add_months(first, 2, &unused, &last, &unused);
        shape_span(out, GRAIN_QUARTER, first, last);
        return;
    case UNIT_YEAR:
        shape_span(out, GRAIN_YEAR, dl_days_from_civil(year + step, 1, 1),
                   dl_days_from_civil(year + step, 12, 31));
        return;
    default: {
        int64_t size = unit == UNIT_DECADE ? 10 : 100;
        int64_t from = (year - year % size) + step * size;
        shape_span(out, unit == UNIT_DECADE ? GRAIN_DECADE : GRAIN_CENTURY,
                   dl_days_from_civil(from, 1, 1), dl_days_from_civil(from + size - 1, 12, 31));
    }
    }
}

bool needs_anchor(const finder *f, shape *out)
{
    out->relative = true;
    if (f->has_anchor)
        return false;
    out->valueless = out->settled = true;
    out->why = f->no_anchor;
    return true;
}

/* "this month", "next year", "the coming week", "last summer". */
size_t rule_period(const finder *f, size_t at, shape *out)
{
    size_t from = skip_article(f, at);
    if (!is_word(f, from, WORD_PERIOD))
        return 0;
    int step = token_at(f, from)->value;
    const token *t = token_at(f, from + 1);
    int unit = unit_at(f, from + 1);
    int64_t year;
    int month, day;
    if (is_word(f, from + 1, WORD_SEASON) ||
        (t->word == WORD_MONTH && (!(t->value & MONTH_ALSO_WORD) || t->capital))) {
        int number;
        if (t->word == WORD_MONTH && rule_day_number(f, from + 2, &number))
            return 0; /* "this June 20, 2020" */
        if (needs_anchor(f, out))
            return from + 2;
        bool season = t->word == WORD_SEASON;
        shape best;
        out->grain = season ? GRAIN_SEASON : GRAIN_MONTH;
        out->month = season ? t->value : t->value & 15;
        dl_civil_from_days(f->anchor, &year, &month, &day);
        best = *out;
        if (step == 0) {
            shape_year(&best, season && out->month == 24 && month < 3 ? year - 1 : year);
        } else {
            for (int64_t y = year + step; y != year - 2 * step; y -= step) {
                shape one = *out;
                shape_year(&one, y);
                bool fits = step < 0 ? one.last < f->anchor : one.first > f->anchor;
                if (fits)
                    best = one;
            }
            shape other = *out;
            shape_year(&other, year + step);
            shape_other(&best, other.grain, other.first, other.last);
            if (best.others)
                best.why = "it could be the nearest, or that of the year beside";
        }
        *out = best;
        return from + 2;
    }
    if (unit < UNIT_DAY || unit == UNIT_SEASON || unit == UNIT_HALF || t->end - t->start < 2)
        return 0;
    bool told = is_text(f, from, "next") || is_text(f, from, "coming");
    if (is_dash(f, from + 2) && token_at(f, from + 2)->glued && token_at(f, from + 3)->glued &&
        token_at(f, from + 3)->kind == 'w' && !is_mark(f, from + 2, '_'))
        return 0; /* "this year-long journey" */
    if (plural_unit(f, from + 1) || (unit == UNIT_DAY && !told))
        return 0; /* "the following decades", "the last day": not counted from publication */
    if (is_link(f, from + 2, LINK_OF))
        return 0; /* "the last week of September" */
    if (needs_anchor(f, out))
        return from + 2;
    unit_span(out, unit, f->anchor, step);
    return from + 2;
}

/* "last Tuesday", "Friday", "Tuesday of next week": the day; the main loop finds a date after. */
size_t rule_weekday(const finder *f, size_t at, shape *out)
{
    size_t name = is_word(f, at, WORD_PERIOD) ? at + 1 : at;
    const token *t = token_at(f, name);
    if (t->word != WORD_WEEKDAY)
        return 0;
    bool brief = (t->value & WEEKDAY_SHORT) != 0;
    size_t end = name + 1;
    if (brief && is_mark(f, end, '.') && token_at(f, end)->glued)
        end++;
    out->weekday = t->value & 7;
    out->grain = GRAIN_DAY;
    if (name == at) {
        shape week;
        shape_init(&week);
        bool from = is_link(f, end, LINK_OF) || is_link(f, end, LINK_FROM);
        size_t period =
            from || is_word(f, end, WORD_PERIOD) ? rule_period(f, end + from, &week) : 0;
        if (period && week.grain == GRAIN_DAYS && week.settled && !week.valueless) {
            shape_day(out, monday(week.first) + out->weekday);
            out->relative = true;
            return period;
        }
        bool prefixed =
            at > 0 && (is_link(f, at - 1, LINK_ON) || is_link(f, at - 1, LINK_BY) ||
                       is_link(f, at - 1, LINK_SINCE) || is_link(f, at - 1, LINK_UNTIL));
        shape clock;
        shape_init(&clock);
        bool timed = t->capital && rule_clock(f, end + is_link(f, end, LINK_AT), false, &clock);
        if (brief && !timed && !(t->capital && prefixed) &&
            !(t->capital && (at == 0 && f->count < 4)))
            return 0;
        out->weekly = true;
        return end;
    }
    if (needs_anchor(f, out))
        return end;
    int64_t back = (dl_weekday(f->anchor) - out->weekday + 7) % 7;
    int64_t before = f->anchor - (back ? back : 7), after = f->anchor + (7 - back);
    int64_t week = monday(f->anchor) + out->weekday;
    int step = token_at(f, at)->value;
    if (step < 0) { /* the nearest, or that of the week before */
        shape_day(out, before);
        shape_other(out, GRAIN_DAY, week - 7, week - 7);
        if (back == 0)
            shape_other(out, GRAIN_DAY, f->anchor - 7, f->anchor - 7);
    } else if (step > 0) {
        shape_day(out, week + 7);
        shape_other(out, GRAIN_DAY, after, after);
    } else {
        shape_day(out, week >= f->anchor ? week : week + 7);
        shape_other(out, GRAIN_DAY, week, week);
        shape_other(out, GRAIN_DAY, after, after);
    }
    if (out->others)
        out->why = "the nearest one, or that of the week beside";
    return end;
}

size_t day_word(const finder *f, size_t at, shape *out)
{
    const token *t = token_at(f, at);
    size_t end = at + 1;
    int days = t->value;
    size_t the = skip_article(f, at);
    if (is_text(f, the, "day") &&
        (is_link(f, the + 1, LINK_BEFORE) || is_link(f, the + 1, LINK_AFTER)) &&
        is_word(f, the + 2, WORD_DAY)) {
        days = is_link(f, the + 1, LINK_BEFORE) ? -2 : 2;
        end = the + 3;
    } else if (t->word == WORD_PERIOD && t->value <= 0 && is_word(f, at + 1, WORD_DAYTIME)) {
        days = t->value; /* "this morning", "last night" */
        out->timed = true;
        daytime_span(token_at(f, at + 1)->value, &out->from, &out->to);
        end = at + 2;
    } else if (t->word != WORD_DAY) {
        return 0;
    } else if (days == 100) {
        days = 0;
        out->timed = true;
        out->from = 18 * 3600;
        out->to = 86400;
    }
    out->zone = f->zone;
    if (!needs_anchor(f, out))
        shape_day(out, f->anchor + days);
    return end;
}

/* "the first Monday of this month", "last Friday of October". */
static size_t nth_weekday(const finder *f, size_t at, shape *out)
{
    size_t from = skip_article(f, at);
    bool last = is_text(f, from, "last");
    int nth = last ? -1 : 0;
    if (!last && !rule_day_number(f, from, &nth))
        return 0;
    const token *day = token_at(f, from + 1);
    if (day->word != WORD_WEEKDAY || nth > 5 ||
        !(is_link(f, from + 2, LINK_OF) || is_link(f, from + 2, LINK_IN)))
        return 0;
    shape month;
    shape_init(&month);
    size_t end = rule_period(f, from + 3, &month);
    if (!end)
        end = rule_absolute(f, from + 3, &month);
    if (!end || month.grain != GRAIN_MONTH || month.valueless)
        return 0;
    find_settle(f, &month,
                f->options->lean == DL_LEAN_PAST     ? -1
                : f->options->lean == DL_LEAN_FUTURE ? 1
                                                     : 0);
    if (month.valueless)
        return 0;
    int64_t first = month.first + ((day->value & 7) - dl_weekday(month.first) + 7) % 7;
    int64_t found = first + 7 * (nth - 1);
    for (found = last ? first : found; last && found + 7 <= month.last;)
        found += 7;
    if (found > month.last)
        return 0;
    shape_day(out, found);
    return end;
}

/* "recently", "a recent interview", "in recent weeks": no lower bound is made up. */
static size_t recent(const finder *f, size_t at, shape *out)
{
    size_t end = at;
    if (is_text(f, at, "recently"))
        end = at + 1;
    else if (is_text(f, at, "recent"))
        end = at + 1 + (unit_at(f, at + 1) >= UNIT_DAY);
    if (end == at)
        return 0;
    if (needs_anchor(f, out))
        return end;
    shape_day(out, f->anchor);
    out->role = 100; /* open before */
    out->why = "how recent is not told";
    return end;
}

/* "since then": from the date told before. */
static size_t since_then(const finder *f, size_t at, shape *out)
{
    if (!is_link(f, at, LINK_SINCE) || !is_text(f, at + 1, "then"))
        return 0;
    out->role = DL_ROLE_SINCE;
    out->why = find_told_before;
    if (f->has_event) {
        shape_span(out, f->event_grain, f->event_first, f->event_last);
        return at + 2;
    }
    out->valueless = out->settled = true;
    return at + 2;
}

size_t rule_relative(const finder *f, size_t at, shape *out)
{
    static find_rule *const rules[] = {nth_weekday, since_then,   rule_within, this_time,
                                       after_next,  new_year,     rule_run,    rule_amount,
                                       day_word,    rule_weekday, rule_period, recent};
    return find_first(f, at, rules, sizeof rules / sizeof *rules, out);
}
