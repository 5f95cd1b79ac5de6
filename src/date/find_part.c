/* Parts of a span that is named: "the first week of March", "the 15th of next month", "the
 * weekend", "the rest of the year", "the quarter ended Sept. 30". */
#include "date/find_parse.h"

enum { ALL_OF = 0, UNIT_THIRD = 100 };

/* "first two weeks": the nth run of `count` units; -1 the last, -2 the one before it. */
typedef struct part {
    int nth, count, unit;
    bool vague;
} part;

/* --- the whole that it is a part of --- */

/* "March", "2024", "next year", "the year", "that year": settled; its end, or 0. */
static size_t whole_at(const finder *f, size_t at, shape *out)
{
    shape_init(out);
    size_t end = rule_period(f, at, out);
    if (!end) {
        shape_init(out);
        end = rule_event(f, at, out);
    }
    if (!end) {
        shape_init(out);
        end = rule_absolute(f, skip_article(f, at), out);
    }
    if (!end) {
        shape_init(out);
        end = bare_unit(f, at, out);
    }
    if (!end)
        return 0;
    find_settle(f, out, find_tense(f, at, end));
    return end;
}

/* --- which part --- */

static bool ordinal_at(const finder *f, size_t at, int *nth, size_t *end)
{
    static const struct {
        const char *word;
        int nth;
    } names[] = {{"last", -1},   {"final", -1}, {"closing", -1},
                 {"latter", -1}, {"back", -1},  {"opening", 1}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_text(f, at, names[i].word)) {
            *nth = names[i].nth;
            *end = at + 1;
            return true;
        }
    *end = rule_day_number(f, at, nth);
    if (!*end || (token_at(f, at)->kind == 'n' && *end == at + 1))
        return false;
    size_t to = *end;
    bool dash = is_dash(f, to);
    if (is_link(f, to + dash, LINK_TO) && (is_dash(f, to + dash + 1) || !dash))
        to += dash ? 3 : 1;
    if (is_text(f, to, "last")) { /* "third last", "second-to-last" */
        *nth = -*nth;
        *end = to + 1;
    }
    return true;
}

/* "first two weeks" */
static size_t part_at(const finder *f, size_t at, part *out)
{
    size_t end;
    int least, most;
    out->count = 1;
    out->vague = false;
    if (!ordinal_at(f, at, &out->nth, &end))
        return 0;
    size_t number =
        is_word(f, end, WORD_ARTICLE) ? 0 : rule_number(f, end, &least, &most, &out->vague);
    if (number) {
        out->count = (least + most) / 2;
        end = number;
    }
    bool third = is_text(f, end, "third");
    out->unit = third ? UNIT_THIRD : unit_at(f, end);
    bool fine =
        third || (out->unit >= UNIT_DAY && out->unit <= UNIT_DECADE && out->unit != UNIT_SEASON);
    return fine && out->count > 0 && out->count < 400 ? end + 1 : 0;
}

/* Of so many months, `from` months into a year. */
static grain months_grain(int64_t months, int64_t from)
{
    if (months == 1)
        return GRAIN_MONTH;
    if (months == 3 && from % 3 == 0)
        return GRAIN_QUARTER;
    if (months == 4 && from % 4 == 0)
        return GRAIN_THIRD;
    if (months == 6 && from % 6 == 0)
        return GRAIN_HALF;
    if (months % 12 == 0 && from % 12 == 0)
        return months == 12 ? GRAIN_YEAR : GRAIN_YEARS;
    return GRAIN_MONTHS;
}

/* The part in months of first to last. */
static bool month_part(const part *want, int64_t first, int64_t last, shape *out)
{
    int64_t year, last_year, unused;
    int month, last_month, day;
    dl_civil_from_days(first, &year, &month, &day);
    dl_civil_from_days(last, &last_year, &last_month, &day);
    int64_t all = (last_year - year) * 12 + last_month - month + 1;
    int64_t size = want->unit == UNIT_HALF    ? all / 2
                   : want->unit == UNIT_THIRD ? all / 3
                                              : unit_months(want->unit) * want->count;
    int64_t begin = want->nth > 0 ? (want->nth - 1) * size : all + want->nth * size;
    if (size < 1 || begin < 0 || begin + size > all)
        return false;
    add_months(first, begin, &out->first, &unused, &unused);
    add_months(first, begin + size - 1, &unused, &out->last, &unused);
    out->grain = months_grain(size, begin + month - 1);
    return out->settled = true;
}

/* The part in days, weeks or weekends of first to last. Weeks are counted from its first day;
 * the other reading is that of Mondays. */
static bool day_part_of(const part *want, int64_t first, int64_t last, shape *out)
{
    int64_t size = want->unit == UNIT_WEEK ? 7 * want->count : want->count, begin;
    bool at_weekend = want->unit == UNIT_WEEKEND;
    int64_t day = at_weekend ? 5 : 0, step = at_weekend ? 7 : size;
    int64_t upper = last - (want->unit == UNIT_WEEK ? 6 : 0);
    int64_t named = want->nth > 0 ? first + (day - dl_weekday(first) + 7) % 7 + (want->nth - 1) * 7
                                  : upper - (dl_weekday(upper) - day + 7) % 7 + (want->nth + 1) * 7;
    if (want->unit == UNIT_HALF) {
        size = want->nth == 1 ? 15 : last - first - 14;
        begin = want->nth == 1 ? first : first + 15;
    } else {
        begin = want->nth > 0 ? first + (want->nth - 1) * step : last + 1 + want->nth * step;
    }
    if (at_weekend) {
        begin = named;
        size = 2;
    }
    if (begin < first || begin > last || begin + size - 1 > last + (at_weekend || size == 7))
        return false;
    shape_span(out, size == 1 ? GRAIN_DAY : GRAIN_DAYS, begin, begin + size - 1);
    if (want->unit == UNIT_WEEK && want->count == 1) {
        out->approximate = true;
        shape_other(out, GRAIN_DAYS, named, named + 6);
    }
    return true;
}

static bool take_part(const part *want, int64_t first, int64_t last, shape *out)
{
    bool short_whole = last - first < 35;
    bool days = want->unit <= UNIT_WEEKEND || (want->unit == UNIT_HALF && short_whole);
    if (want->unit == UNIT_THIRD && short_whole)
        return false;
    return days ? day_part_of(want, first, last, out) : month_part(want, first, last, out);
}

/* "the first week of March", "the second half of next year". */
static size_t part_of(const finder *f, size_t at, shape *out)
{
    part want;
    shape whole;
    size_t end = part_at(f, skip_article(f, at), &want);
    if (!end || !(is_link(f, end, LINK_OF) || is_link(f, end, LINK_IN)))
        return 0;
    bool in = is_link(f, end, LINK_IN);
    end = whole_at(f, end + 1, &whole);
    if (!end || (in && whole.relative) || whole.grain <= GRAIN_DAY)
        return 0;
    *out = whole;
    out->others = 0;
    if (whole.valueless || !whole.settled)
        return end;
    out->settled = false;
    if (!take_part(&want, whole.first, whole.last, out))
        return 0;
    out->approximate |= want.vague;
    for (int i = 0; i < whole.others; i++) {
        shape other;
        shape_init(&other);
        if (take_part(&want, whole.other_first[i], whole.other_last[i], &other))
            shape_other(out, other.grain, other.first, other.last);
    }
    return end;
}

/* "the 15th of next month", "the 20th day of this month" is part_of's. */
static size_t day_of_period(const finder *f, size_t at, shape *out)
{
    int day;
    size_t from = skip_article(f, at), end = rule_day_number(f, from, &day);
    if (!end || (token_at(f, from)->kind == 'n' && end == from + 1) || !is_link(f, end, LINK_OF))
        return 0;
    end = rule_period(f, end + 1, out);
    if (!end || out->grain != GRAIN_MONTH)
        return 0;
    if (out->valueless)
        return end;
    if (out->first + day - 1 > out->last)
        return 0;
    out->others = 0;
    shape_day(out, out->first + day - 1);
    return end;
}

/* --- weeks and weekends --- */

/* "the week of October 6", "the weekend of March 3": that the day lies in, or is next to. */
static size_t week_of(const finder *f, size_t at, shape *out)
{
    size_t from = skip_article(f, at);
    int unit = unit_at(f, from);
    shape day;
    bool begins = unit == UNIT_WEEK &&
                  (is_text(f, from + 1, "beginning") || is_text(f, from + 1, "starting") ||
                   is_text(f, from + 1, "commencing"));
    if ((unit != UNIT_WEEK && unit != UNIT_WEEKEND) || !(begins || is_link(f, from + 1, LINK_OF)))
        return 0;
    shape_init(&day);
    size_t name = skip_article(f, from + 2);
    name += is_word(f, name, WORD_WEEKDAY);
    name += is_mark(f, name, ',');
    size_t end = rule_absolute(f, name, &day);
    if (!end || day.grain != GRAIN_DAY)
        return 0;
    find_settle(f, &day, find_tense(f, at, end));
    *out = day;
    if (day.valueless || !day.settled)
        return end;
    int64_t first = begins ? day.first : monday(day.first);
    if (unit == UNIT_WEEKEND)
        first += day.first - first < 3 ? -2 : 5;
    out->others = 0;
    shape_span(out, GRAIN_DAYS, first, first + (unit == UNIT_WEEKEND ? 1 : 6));
    if (unit == UNIT_WEEK && !begins && dl_weekday(day.first) == 6)
        shape_other(out, GRAIN_DAYS, day.first, day.first + 6);
    return end;
}

/* "over the weekend": the last one, where nothing says that it is to come. */
static size_t weekend(const finder *f, size_t at, shape *out)
{
    size_t name = skip_article(f, at);
    if (at == 0 || name == at || !is_text(f, at, "the") || !is_text(f, name, "weekend"))
        return 0;
    const token *lead = token_at(f, at - 1), *next = token_at(f, name + 1);
    bool all = is_link(f, at - 1, LINK_OVER) || is_link(f, at - 1, LINK_DURING);
    bool noun = next->kind == 'w' && next->word == WORD_OTHER && !next->block;
    if (lead->word != WORD_LINK || is_link(f, at - 1, LINK_OF) || (noun && !all))
        return 0; /* "the weekend box office" */
    if (needs_anchor(f, out))
        return name + 1;
    int tense = find_tense(f, at, name + 1);
    int64_t saturday = monday(f->anchor) + 5;
    int64_t before = saturday <= f->anchor ? saturday : saturday - 7;
    int64_t after = saturday;
    int64_t chosen = tense > 0 ? after : before;
    shape_span(out, GRAIN_DAYS, chosen, chosen + 1);
    shape_other(out, GRAIN_DAYS, tense > 0 ? before : after, (tense > 0 ? before : after) + 1);
    if (out->others && tense == 0)
        out->why = "no verb tells whether it is past or to come";
    else
        out->others = 0;
    return name + 1;
}

/* --- from here to its end --- */

/* "the rest of the year", "the remainder of 2024"; "all week"; "so far this year". */
static size_t rest_of(const finder *f, size_t at, shape *out)
{
    size_t from = skip_article(f, at);
    bool rest =
        is_text(f, from, "rest") || is_text(f, from, "remainder") || is_text(f, from, "balance");
    bool all = is_text(f, at, "all") && unit_at(f, at + 1) >= UNIT_WEEK;
    size_t to = at + 1 + is_dash(f, at + 1), date = to + 1 + is_dash(f, to + 1);
    if (is_text(f, at, "year") && is_link(f, to, LINK_TO) && is_text(f, date, "date")) {
        out->role = DL_ROLE_DURATION;
        if (bare_unit(f, at, out) && out->settled && !out->valueless)
            shape_rest(out, f->anchor, f->anchor, false);
        return date + 1;
    }
    bool so_far =
        is_text(f, at, "so") && is_text(f, at + 1, "far") && is_word(f, at + 2, WORD_PERIOD);
    if (all) {
        if (!is_text(f, at + 1, "week") && !is_text(f, at + 1, "month") &&
            !is_text(f, at + 1, "year"))
            return 0;
        out->role = DL_ROLE_DURATION;
        return bare_unit(f, at + 1, out);
    }
    if (!so_far && !(rest && is_link(f, from + 1, LINK_OF)))
        return 0;
    size_t end = whole_at(f, from + 2, out);
    if (!end || out->grain <= GRAIN_DAY)
        return 0;
    out->role = DL_ROLE_DURATION;
    if (out->valueless || !out->settled || !f->has_anchor)
        return end;
    shape_rest(out, f->anchor, f->anchor, !so_far);
    return end;
}

/* "third quarter", "fiscal third", "third fiscal" before the unit: the unit's place, or 0. */
static size_t nth_period(const finder *f, size_t at)
{
    int nth;
    bool fiscal = is_text(f, at, "fiscal") || is_text(f, at, "financial");
    size_t end = at + fiscal;
    if (is_text(f, at, "half") && is_dash(f, at + 1) && unit_at(f, at + 2) == UNIT_YEAR)
        return at + 2; /* "the half-year to June 30" */
    if (is_word(f, end, WORD_ORDINAL) && ordinal_at(f, end, &nth, &end))
        end += is_dash(f, end) || is_text(f, end, "fiscal");
    else if (!fiscal)
        return 0;
    return unit_at(f, end) >= UNIT_QUARTER ? end : 0;
}

/* "the quarter ended Sept. 30", "the three months to June 30", "third quarter ended Sept. 30": up
 * to that day. */
static size_t ended(const finder *f, size_t at, shape *out)
{
    size_t from = skip_article(f, at);
    int least, most;
    bool vague;
    size_t number =
        is_word(f, from, WORD_ARTICLE) ? 0 : rule_number(f, from, &least, &most, &vague);
    size_t nth = nth_period(f, from);
    size_t end = number ? number : nth ? nth : from;
    int unit = unit_at(f, end);
    if (unit < UNIT_DAY || unit > UNIT_YEAR || unit == UNIT_WEEKEND || unit == UNIT_SEASON ||
        (number && (vague || least < 1 || least > 400)))
        return 0;
    int64_t count = number ? least : 1;
    size_t last = end + 1;
    shape of_year;
    size_t whole = nth && is_link(f, last, LINK_OF) ? rule_absolute(f, last + 1, &of_year) : 0;
    last = whole && of_year.grain == GRAIN_YEAR ? whole : last;
    last += nth && is_mark(f, last, ',');
    bool told = is_text(f, last, "ended") || is_text(f, last, "ending");
    bool year = !number && unit == UNIT_YEAR && from > at && at > 0;
    if (nth && is_text(f, from, "half"))
        unit = UNIT_HALF;
    if (!told &&
        !((number || year) && (is_link(f, last, LINK_TO) || is_link(f, last, LINK_THROUGH))))
        return 0;
    last++;
    last += is_link(f, last, LINK_ON) || is_link(f, last, LINK_IN);
    if (is_text(f, last, "end") && (is_dash(f, last + 1) || is_link(f, last + 1, LINK_OF)))
        last += 2; /* "to end-June" */
    shape_init(out);
    end = rule_absolute(f, last, out);
    bool years = out->grain == GRAIN_YEAR && unit == UNIT_YEAR && number;
    if (!end || (out->grain != GRAIN_DAY && out->grain != GRAIN_MONTH && !years))
        return 0;
    find_settle(f, out, find_tense(f, at, at));
    if (out->valueless || !out->settled)
        return end;
    int64_t day = out->last, first = day, unused, also;
    if (unit <= UNIT_WEEK)
        first = day - count * (unit == UNIT_WEEK ? 7 : 1) + 1;
    else
        add_months(day + 1, -count * unit_months(unit), &unused, &also, &first);
    out->others = 0;
    out->holiday = 0;
    shape_span(out, GRAIN_DAYS, first, day);
    return end;
}

/* "overnight": from the evening before to the morning. */
static size_t overnight(const finder *f, size_t at, shape *out)
{
    if (!is_text(f, at, "overnight"))
        return 0;
    size_t name = at + 1;
    const token *next = token_at(f, name);
    if (next->word == WORD_OTHER && next->kind == 'w')
        return 0; /* "overnight success" */
    if (at > 0 && is_dash(f, at - 1))
        return 0;
    size_t end = rule_weekday(f, name + is_link(f, name, LINK_ON), out);
    if (end) {
        find_settle(f, out, find_tense(f, at, end));
        if (out->valueless)
            return end;
    } else {
        end = name;
        if (needs_anchor(f, out))
            return end;
        shape_day(out, f->anchor - 1);
    }
    out->others = 0;
    out->timed = true;
    out->zone = f->zone;
    out->from = 18 * 3600;
    out->to = 6 * 3600;
    out->approximate = true;
    return end;
}

/* "on the 15th": of which month is not told. */
static size_t day_alone(const finder *f, size_t at, shape *out)
{
    int day;
    const token *next;
    size_t end = rule_day_number(f, at + 1, &day);
    if (at == 0 || !is_link(f, at - 1, LINK_ON) || !is_text(f, at, "the") || end != at + 3 ||
        token_at(f, at + 1)->kind != 'n')
        return 0;
    next = token_at(f, end);
    if (!next->block && next->kind == 'w' && (next->word == WORD_OTHER || is_link(f, end, LINK_OF)))
        return 0; /* "on the 15th floor" */
    if (needs_anchor(f, out))
        return end;
    int tense = find_tense(f, at, end);
    bool found = false;
    for (int64_t step = -2; step <= 2; step++) {
        int64_t first, last, unused;
        add_months(f->anchor, step, &first, &last, &unused);
        int64_t told = first + day - 1;
        if (told > last)
            continue;
        int64_t away = told - f->anchor, best = out->first - f->anchor;
        bool fits = tense < 0 ? away <= 0 : tense > 0 ? away >= 0 : true;
        bool nearer = !found || (away < 0 ? -away : away) < (best < 0 ? -best : best);
        if (fits && nearer) {
            shape_day(out, told);
            found = true;
        }
    }
    out->why = "the month is not told";
    return found ? end : 0;
}

size_t rule_part(const finder *f, size_t at, shape *out)
{
    static find_rule *const rules[] = {ended,   part_of,   day_of_period, week_of,
                                       rest_of, overnight, weekend,       day_alone};
    return find_first(f, at, rules, sizeof rules / sizeof *rules, out);
}
