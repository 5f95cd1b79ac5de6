/* Dates by name: days and months in all orders, years, decades, centuries. */
#include "date/find_parse.h"

/* Whether a number stands alone: no part of a price, a version, a model's name. */
static bool stands_alone(const finder *f, size_t at)
{
    const token *t = token_at(f, at), *next = token_at(f, at + 1);
    if (t->kind != 'n')
        return false;
    if (t->glued) {
        char before = (char)token_at(f, at - 1)->kind;
        if (before != '(' && before != '"' && before != '\'' && before != '[' && before != '_' &&
            before != '-' && before != '/' && before != '.' && before != '~' &&
            !is_text(f, at - 1, "c") && !is_text(f, at - 1, "ca"))
            return false;
    }
    if (next->kind == '%' || (next->glued && next->kind == 'w' && next->word != WORD_SUFFIX &&
                              next->word != WORD_MONTH && !is_text(f, at + 1, "s")))
        return false;
    bool mark = next->kind == ',' || next->kind == '.' || next->kind == ':';
    return !(mark && next->glued && token_at(f, at + 2)->kind == 'n' && token_at(f, at + 2)->glued);
}

size_t rule_day_number(const finder *f, size_t at, int *day)
{
    const token *t = token_at(f, at);
    if (t->word == WORD_ORDINAL) {
        *day = t->value;
        return at + 1;
    }
    if (t->kind == 'w' && (t->word == WORD_NUMBER) && t->value >= 20 && is_mark(f, at + 1, '-') &&
        is_word(f, at + 2, WORD_ORDINAL)) {
        *day = t->value + token_at(f, at + 2)->value;
        return at + 3;
    }
    if (t->kind != 'n' || t->digits > 2 || t->number < 1 || t->number > 31)
        return 0;
    if (t->glued && !is_dash(f, at - 1) && !is_mark(f, at - 1, '(') &&
        !is_word(f, at - 1, WORD_MONTH))
        return 0;
    *day = (int)t->number;
    bool suffix = is_word(f, at + 1, WORD_SUFFIX) && token_at(f, at + 1)->glued;
    const token *next = token_at(f, at + 1);
    if (!suffix && next->glued &&
        (next->kind == ':' || next->kind == '%' || next->kind == '/' ||
         (next->kind == 'w' && next->word != WORD_MONTH)))
        return 0;
    return at + 1 + suffix;
}

/* "2024", "'24", "64 BC", "AD 79". */
size_t rule_year(const finder *f, size_t at, int64_t *year, bool *era)
{
    const token *t = token_at(f, at);
    *era = false;
    if (is_mark(f, at, '\'') && token_at(f, at + 1)->digits == 2 && token_at(f, at + 1)->glued) {
        int64_t short_year = token_at(f, at + 1)->number;
        *year = short_year + (short_year < 50 ? 2000 : 1900);
        return at + 2;
    }
    if (t->word == WORD_ERA && t->value > 0 && token_at(f, at + 1)->kind == 'n' &&
        token_at(f, at + 1)->digits <= 4) {
        *year = token_at(f, at + 1)->number;
        *era = true;
        return at + 2;
    }
    if (t->kind != 'n' || t->digits > 4 || t->digits == 0)
        return 0;
    if (is_word(f, at + 1, WORD_ERA)) {
        *era = true;
        *year = token_at(f, at + 1)->value > 0 ? t->number : 1 - t->number;
        return at + 2;
    }
    if (!stands_alone(f, at) || t->digits != 4 || t->number < 1000 || t->number > 2199 ||
        is_text(f, at + 1, "s"))
        return 0;
    *year = t->number;
    return at + 1;
}

/* "fiscal 2024", "FY24", "fiscal year 2024-25": the year that it ends in. */
size_t fiscal_year(const finder *f, size_t at, int64_t *year)
{
    size_t end = 0;
    if (is_text(f, at, "fy") || is_text(f, at, "cy"))
        end = at + 1;
    else if (is_text(f, at, "fiscal") || is_text(f, at, "financial"))
        end = at + 1 + is_text(f, at + 1, "year");
    if (end && is_mark(f, end, '\'') && token_at(f, end + 1)->digits == 2)
        end++;
    const token *t = token_at(f, end), *second = token_at(f, end + 2);
    if (!end || t->kind != 'n' || (t->digits != 4 && t->digits != 2))
        return 0;
    *year = t->digits == 4 ? t->number : 2000 + t->number;
    bool two = (is_dash(f, end + 1) || is_mark(f, end + 1, '/')) && second->kind == 'n' &&
               second->glued && second->number % 100 == (*year + 1) % 100;
    *year += two;
    return end + (two ? 3 : 1);
}

/* ", 2024", "of 2024", "2024" after a day or a month. */
size_t year_after(const finder *f, size_t at, shape *out)
{
    size_t from = at;
    int64_t owned;
    size_t fiscal_end = fiscal_year(f, at + is_link(f, at, LINK_OF), &owned);
    if (fiscal_end) {
        out->fiscal = !is_text(f, at + is_link(f, at, LINK_OF), "cy"); /* "calendar year" */
        out->yearless = false;
        out->explicit_year = true;
        out->year = owned;
        return fiscal_end;
    }
    bool era;
    int64_t year;
    while (is_mark(f, from, ',') || is_mark(f, from, '.') || is_link(f, from, LINK_OF) ||
           (is_link(f, from, LINK_IN) && out->holiday) ||
           ((is_dash(f, from) || (is_mark(f, from, '/') && out->grain == GRAIN_QUARTER)) &&
            token_at(f, from)->glued))
        if (++from > at + 2)
            break;
    if (is_text(f, from, "calendar"))
        from += 1 + is_text(f, from + 1, "year");
    size_t end = rule_year(f, from, &year, &era);
    const token *t = token_at(f, from);
    bool comma = from == at + 1 && is_mark(f, at, ',') && token_at(f, from + 1)->kind != 'w';
    if (!end && (from == at || comma) && t->kind == 'n' && t->digits == 2 && !t->glued &&
        t->number > (out->grain == GRAIN_MONTH ? 49 : 31) && stands_alone(f, from)) {
        year = 1900 + t->number; /* Aug 96 */
        end = from + 1;
    }
    if (!end) {
        shape period;
        shape_init(&period);
        size_t of = is_link(f, at, LINK_OF) ? at + 1 : at;
        end = rule_period(f, of, &period);
        if (!end || period.valueless || period.grain != GRAIN_YEAR || !period.settled)
            return 0;
        int month, day;
        dl_civil_from_days(period.first, &year, &month, &day);
        out->relative = true;
    } else {
        out->explicit_year = true;
    }
    out->yearless = false;
    out->year = year;
    return end;
}

static size_t month_name(const finder *f, size_t at, int *month, bool *weak)
{
    const token *t = token_at(f, at);
    if (t->word != WORD_MONTH)
        return 0;
    *month = t->value & 15;
    *weak = (t->value & (MONTH_SHORT | MONTH_ALSO_WORD)) != 0;
    bool dot = (t->value & MONTH_SHORT) && is_mark(f, at + 1, '.') && token_at(f, at + 1)->glued;
    return at + 1 + dot;
}

/* "27 November", "the 27th of November", "November 27", "Nov. 27th": then a year, or none. */
static size_t day_and_month(const finder *f, size_t at, shape *out)
{
    bool weak;
    size_t from = skip_article(f, at);
    size_t end = rule_day_number(f, from, &out->day);
    if (end) {
        size_t of = is_link(f, end, LINK_OF)                     ? end + 1
                    : is_dash(f, end) && token_at(f, end)->glued ? end + 1
                                                                 : end;
        end = month_name(f, of, &out->month, &weak);
        if (end && !is_link(f, of - 1, LINK_OF) && (token_at(f, of)->value & MONTH_ALSO_WORD) &&
            !token_at(f, of)->capital && token_at(f, from)->kind != 'n')
            return 0; /* "the first may" */
    } else if ((end = month_name(f, at, &out->month, &weak))) {
        size_t day = skip_article(f, end);
        day += is_mark(f, day, ',') && is_word(f, day + 2, WORD_SUFFIX);
        day += day == end && is_dash(f, day) && token_at(f, day)->glued;
        end = rule_day_number(f, day, &out->day);
        if (end && token_at(f, day)->kind == 'n' && token_at(f, end)->word == WORD_MERIDIEM)
            return 0;
    }
    if (!end)
        return 0;
    out->grain = GRAIN_DAY;
    out->yearless = true;
    size_t year = year_after(f, end, out);
    if (!shape_valid(out))
        return 0;
    return year ? year : end;
}

/* Whether the words before a bare month or season say that it is one. */
bool find_led(const finder *f, size_t at)
{
    if (at == 0)
        return false;
    size_t before = at - 1;
    if (is_word(f, before, WORD_ARTICLE) && before > 0)
        before--;
    const token *t = token_at(f, before);
    return (t->word == WORD_LINK && t->value != LINK_AT && t->value != LINK_OVER &&
            t->value != LINK_FOR) ||
           t->word == WORD_EDGE || t->word == WORD_PERIOD || t->word == WORD_ABOUT ||
           is_dash(f, before) || is_text(f, before, "than") || is_text(f, before, "come");
}

static bool alone(const finder *f, size_t at, size_t end)
{
    return (at == 0 || token_at(f, at)->block || is_mark(f, at - 1, '(')) &&
           (end >= f->count || token_at(f, end)->block || token_at(f, end)->kind == ')');
}

/* "the August jobs report", "sales for March": a month that is a word or a name too. */
static bool reported(const finder *f, size_t at, size_t end)
{
    const token *t = token_at(f, at), *next = token_at(f, end);
    bool noun = next->kind == 'w' && !next->capital && !next->block && next->word == WORD_OTHER;
    bool of = at > 0 && (is_word(f, at - 1, WORD_ARTICLE) || is_text(f, at - 1, "its") ||
                         is_text(f, at - 1, "their"));
    bool august = (t->value & 15) == 8 && (at == f->sentence || is_word(f, at - 1, WORD_OTHER));
    if (t->value & MONTH_SHORT)
        return false;
    return ((of || august) && noun) ||
           (at > 0 && is_link(f, at - 1, LINK_FOR) && (t->value & 15) != 5 && !next->capital);
}

static size_t month_alone(const finder *f, size_t at, shape *out)
{
    bool weak, era;
    int64_t told;
    size_t first = rule_year(f, at, &told, &era);
    if (first && !era && (first = month_name(f, first, &out->month, &weak)) != 0 &&
        token_at(f, first)->kind != 'n') { /* 2024 Aug */
        out->grain = GRAIN_MONTH;
        out->explicit_year = true;
        shape_year(out, told);
        return first;
    }
    size_t end = month_name(f, at, &out->month, &weak);
    if (!end)
        return 0;
    out->grain = GRAIN_MONTH;
    out->yearless = true;
    size_t year = year_after(f, end, out);
    if (year)
        return year;
    const token *t = token_at(f, at);
    const token *next = token_at(f, end);
    if (next->kind == 'n' && !next->block &&
        (next->digits < 3 ? !find_led(f, at) : next->digits > 4))
        return 0;
    bool name = !weak && (t->capital || find_led(f, at));
    bool fine = weak ? t->capital && (find_led(f, at) || reported(f, at, end) ||
                                      (alone(f, at, end) && !(t->value & MONTH_SHORT)))
                     : name || alone(f, at, end);
    return fine ? end : 0;
}

/* "the 1860s", "'90s", "17th century", "19c". */
static size_t decade(const finder *f, size_t at, shape *out)
{
    const token *t = token_at(f, at);
    size_t mark = is_mark(f, at, '\'') ? 1 : 0;
    const token *n = token_at(f, at + mark);
    bool own = n->kind == 'n' && is_mark(f, at + 1, '\'') && at > 0 &&
               is_word(f, at - 1, WORD_ARTICLE) && n->number % 10 == 0; /* the 2000's */
    size_t letter = at + mark + 1 + own;
    if (n->kind == 'n' && is_text(f, letter, "s") && token_at(f, letter)->glued &&
        (n->digits == 4 || (n->digits == 2 && mark)) && n->number % 10 == 0) {
        int64_t year = n->digits == 4 ? n->number : 1900 + n->number;
        bool century = year % 100 == 0 && n->digits == 4;
        if (year < 1000 || year > 2100 ||
            (n->glued && !mark && !is_dash(f, at - 1) && !is_text(f, at - 1, "c")))
            return 0;
        shape_span(out, century ? GRAIN_CENTURY : GRAIN_DECADE, dl_days_from_civil(year, 1, 1),
                   dl_days_from_civil(year + (century ? 99 : 9), 12, 31));
        if (century) {
            int64_t first = out->first, last = out->last,
                    end = dl_days_from_civil(year + 9, 12, 31);
            bool recent = year >= 2000; /* then the decade is the likelier */
            if (recent)
                shape_span(out, GRAIN_DECADE, first, end);
            shape_other(out, recent ? GRAIN_CENTURY : GRAIN_DECADE, first, recent ? last : end);
            out->why = "it could be the century or its first decade";
        }
        out->year = year;
        return letter + 1;
    }
    int number = 0;
    size_t end = rule_day_number(f, at, &number);
    if (!end && t->kind == 'n' && t->digits <= 2 && is_text(f, at + 1, "c") &&
        token_at(f, at + 1)->glued && t->number >= 9 && t->number <= 21) {
        number = (int)t->number;
        end = at + 2 + is_mark(f, at + 2, '.');
    } else if (!end || number > 22 || !is_word(f, end, WORD_UNIT) ||
               token_at(f, end)->value != UNIT_CENTURY) {
        return 0;
    } else {
        end++;
    }
    int64_t first = (number - 1) * 100;
    if (is_word(f, end, WORD_ERA)) {
        if (token_at(f, end)->value < 0)
            first = -number * 100;
        end++;
    }
    shape_span(out, GRAIN_CENTURY, dl_days_from_civil(first, 1, 1),
               dl_days_from_civil(first + 99, 12, 31));
    if (first < 0)
        out->grain = GRAIN_YEARS;
    return end;
}

static bool plain_year(const finder *f, size_t at)
{
    const token *t = token_at(f, at), *after = token_at(f, at + 1);
    return t->kind == 'n' && t->digits == 4 && t->number >= 1900 && t->number < 2100 && !t->glued &&
           !(after->glued && (after->kind == 'n' || after->kind == 'w' || is_dash(f, at + 1)));
}

/* "2021, 2022 and 2023", "for 2024 and 2025": one beside another of those years. */
static bool listed_year(const finder *f, size_t at, size_t end)
{
    enum { SPREAD = 20 }; /* years */
    int64_t year = token_at(f, at)->number;
    bool joined = is_link(f, end, LINK_AND) || is_link(f, end, LINK_OR) || is_mark(f, end, ',');
    size_t next = end + 1, last = at - 2;
    if (!plain_year(f, at))
        return false;
    if (at > 0 && joined && token_at(f, at - 1)->word == WORD_LINK && plain_year(f, next) &&
        token_at(f, next)->number > year && token_at(f, next)->number - year < SPREAD)
        return true;
    if (at > 1 && is_mark(f, last, ',') && !is_mark(f, at - 1, ','))
        last--; /* ", and 2023" */
    return at > 2 &&
           (is_link(f, at - 1, LINK_AND) || is_link(f, at - 1, LINK_OR) ||
            is_mark(f, at - 1, ',')) &&
           plain_year(f, last) && year > token_at(f, last)->number &&
           year - token_at(f, last)->number < SPREAD &&
           (token_at(f, last - 1)->word == WORD_LINK || is_mark(f, last - 1, ','));
}

/* "2024": where the words around it say that it is a year. */
static size_t year_alone(const finder *f, size_t at, shape *out)
{
    static const char *const things[] = {
        "words", "people", "dollars", "miles", "meters",    "points",  "votes",  "users",
        "pages", "times",  "units",   "jobs",  "employees", "artists", "pounds", "euros"};
    bool era;
    size_t end = rule_year(f, at, &out->year, &era);
    if (!end)
        return 0;
    for (size_t i = 0; i < sizeof things / sizeof *things; i++)
        if (is_text(f, end, things[i]))
            return 0;
    bool named = at > 0 && (is_text(f, at - 1, "year") || is_text(f, at - 1, "calendar") ||
                            is_text(f, at - 1, "throughout"));
    const token *next = token_at(f, end), *t = token_at(f, at);
    bool the = at > 0 && is_word(f, at - 1, WORD_ARTICLE) && t->number >= 1900 && !next->glued &&
               next->kind == 'w';
    bool month_on = at > 0 && is_word(f, at - 1, WORD_UNIT);
    bool circa = at > 1 && is_mark(f, at - 1, '.') &&
                 (is_text(f, at - 2, "c") || is_word(f, at - 2, WORD_ABOUT));
    const token *second = token_at(f, end + 1);
    bool years = next->glued && (is_dash(f, end) || next->kind == '/') && second->kind == 'n' &&
                 second->glued && (second->digits == 2 || second->digits == 4) &&
                 second->number % 100 == (t->number + 1) % 100 && t->number >= 1900 &&
                 (second->digits == 2 || second->number == t->number + 1);
    if (years && next->kind == '/' &&
        !(token_at(f, end + 2)->glued && token_at(f, end + 2)->kind != '.' &&
          token_at(f, end + 2)->kind != ',')) {
        shape_span(out, GRAIN_YEARS, dl_days_from_civil(t->number, 1, 1),
                   dl_days_from_civil(t->number + 1, 12, 31));
        out->explicit_year = true;
        return end + 2;
    }
    bool closed = at > 0 && is_mark(f, at - 1, '(') && is_dash(f, end) && next->glued &&
                  second->kind == 'n' && second->glued && is_mark(f, end + 2, ')') &&
                  second->number > (second->digits == 2 ? t->number % 100 : t->number) &&
                  (second->digits == 2 || second->digits == 4); /* "(2015-19)" */
    bool aim = at > 0 && is_link(f, at - 1, LINK_FOR) && t->number >= 1990 &&
               (next->kind != 'w' || next->block || next->word == WORD_LINK ||
                next->word == WORD_PAST || is_text(f, end, "is")); /* "for 2024, it expects" */
    years = closed || aim || listed_year(f, at, end) || (years && is_dash(f, end)) ||
            (is_dash(f, end) && next->glued && is_text(f, end + 1, "present"));
    bool marked = (next->word == WORD_MAYBE || next->word == WORD_ABOUT) && alone(f, at, end + 1);
    bool than = at > 0 && (is_text(f, at - 1, "than") || is_text(f, at - 1, "least") ||
                           is_text(f, at - 1, "due"));
    if (!marked && !years && !circa && !than && !era && !named && !find_led(f, at) &&
        !alone(f, at, end) && !the && !month_on &&
        !(at > 0 && (is_text(f, at - 1, "c") || is_word(f, at - 1, WORD_MAYBE))) &&
        !(at == 0 && next->kind != 'w' &&
          !(next->kind == '/' && next->glued && token_at(f, end + 1)->kind == 'n')))
        return 0;
    out->grain = GRAIN_YEAR;
    out->explicit_year = true;
    shape_year(out, out->year);
    return end;
}

size_t rule_absolute(const finder *f, size_t at, shape *out)
{
    static find_rule *const rules[] = {rule_fiscal,   rule_numeric, decade,      rule_quarter,
                                       day_and_month, month_alone,  rule_season, year_alone};
    size_t end = find_first(f, at, rules, sizeof rules / sizeof *rules, out);
    if (end)
        return end;
    shape trial;
    shape_init(&trial);
    end = rule_holiday(f, at, &trial);
    if (!end)
        return 0;
    *out = trial;
    out->weekend = is_text(f, end, "weekend");
    end += out->weekend;
    size_t year = out->settled ? 0 : year_after(f, end, out);
    return year ? year : end;
}
