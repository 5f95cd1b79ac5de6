/* Parts of a span: "early March", "mid-2024", "the end of the year". */
#include "date/find_parse.h"

static void unit_bare(const finder *f, int unit, shape *out)
{
    int64_t year, unused;
    int month, day;
    if (needs_anchor(f, out))
        return;
    dl_civil_from_days(f->anchor, &year, &month, &day);
    if (unit == UNIT_WEEK) {
        int64_t first = f->anchor - dl_weekday(f->anchor);
        shape_span(out, GRAIN_DAYS, first, first + 6);
    } else {
        int months = unit == UNIT_MONTH ? 1 : unit == UNIT_QUARTER ? 3 : 12;
        int64_t size = unit == UNIT_DECADE ? 10 : unit == UNIT_CENTURY ? 100 : 1;
        int64_t y = year - (unit >= UNIT_YEAR ? year % size : 0);
        int64_t first = dl_days_from_civil(y, (month - 1) / months * months + 1, 1), last;
        add_months(first, months * size - 1, &unused, &last, &unused);
        shape_span(out,
                   unit == UNIT_MONTH     ? GRAIN_MONTH
                   : unit == UNIT_QUARTER ? GRAIN_QUARTER
                                          : GRAIN_YEAR,
                   first, last);
    }
}

/* "the year", "the month": only where an edge stands before it. */
size_t bare_unit(const finder *f, size_t at, shape *out)
{
    size_t from = skip_article(f, at);
    int unit = unit_at(f, from);
    if (unit < UNIT_WEEK || unit == UNIT_WEEKEND || unit == UNIT_SEASON || unit == UNIT_HALF)
        return 0;
    unit_bare(f, unit, out);
    return from + 1;
}

/* "early", "mid-to-late": the edges, and the end of their words; 0 where none stands. */
static size_t edges_at(const finder *f, size_t at, int *first, int *last)
{
    if (!is_word(f, at, WORD_EDGE))
        return 0;
    *first = *last = token_at(f, at)->value;
    size_t end = at + 1, to = end + is_dash(f, end);
    if ((is_link(f, to, LINK_TO) || is_link(f, to, LINK_OR)) && *first <= EDGE_LATE) {
        to += 1 + is_dash(f, to + 1);
        if (is_word(f, to, WORD_EDGE) && token_at(f, to)->value > *first &&
            token_at(f, to)->value <= EDGE_LATE) {
            *last = token_at(f, to)->value;
            return to + 1;
        }
    }
    return end;
}

/* What the edges narrow: "March", "next year", "the week". */
static size_t edged(const finder *f, size_t at, bool bare, shape *out)
{
    shape_init(out);
    size_t end = rule_period(f, at, out);
    if (!end) {
        shape_init(out);
        end = new_year(f, at, out);
    }
    if (!end) {
        shape_init(out);
        end = bare ? bare_unit(f, at, out) : 0;
    }
    if (!end) {
        shape_init(out);
        end = rule_absolute(f, skip_article(f, at), out);
    }
    return end;
}

/* "early Tuesday", "late on Monday": hours of that day. */
static size_t edge_of_day(const finder *f, size_t at, int edge, shape *out)
{
    shape_init(out);
    size_t end = day_word(f, at, out);
    if (end && out->timed) {
        daytime_edge(edge, out);
        return end;
    }
    if (!end) {
        shape_init(out);
        end = rule_weekday(f, at + is_link(f, at, LINK_ON), out);
    }
    if (!end || is_word(f, end, WORD_DAYTIME) || edge == EDGE_MID)
        return 0;
    out->timed = true;
    out->zone = f->zone;
    out->from = edge == EDGE_EARLY ? 0 : 16 * 3600;
    out->to = edge == EDGE_EARLY ? 10 * 3600 : 86400;
    return end;
}

static void narrow(shape *out, int first, int last)
{
    if (!out->settled || out->valueless) {
        out->edge = first;
        out->edge_last = last;
        return;
    }
    out->others = 0;
    shape_trim(out, first, last);
}

/* "year-end", "year's end", "yearend", "midyear", "mid-month"; "year-end 2024". */
static size_t compound_edge(const finder *f, size_t at, shape *out)
{
    static const struct {
        const char *word;
        int edge, unit;
    } names[] = {{"yearend", EDGE_END, UNIT_YEAR}, {"midyear", EDGE_MID, UNIT_YEAR},
                 {"midweek", EDGE_MID, UNIT_WEEK}, {"midmonth", EDGE_MID, UNIT_MONTH},
                 {"eoy", EDGE_END, UNIT_YEAR},     {"eoq", EDGE_END, UNIT_QUARTER},
                 {"eom", EDGE_END, UNIT_MONTH}};
    int unit = unit_at(f, at), edge = EDGE_END;
    size_t end = at + 1;
    bool led = at > 0 && (token_at(f, at - 1)->word == WORD_LINK ||
                          token_at(f, at - 1)->word == WORD_ARTICLE);
    bool own = token_at(f, at)->end - token_at(f, at)->start > 2 &&
               f->text.data[token_at(f, at)->end - 1] == 's' && unit >= UNIT_WEEK;
    if (unit >= UNIT_WEEK && unit <= UNIT_YEAR && (is_dash(f, end) || own || led) &&
        is_text(f, end + is_dash(f, end), "end")) {
        end += 1 + is_dash(f, end);
    } else if (is_text(f, at, "mid") && is_dash(f, end) && unit_at(f, end + 1) >= UNIT_WEEK &&
               unit_at(f, end + 1) <= UNIT_YEAR) {
        edge = EDGE_MID;
        unit = unit_at(f, end + 1);
        end += 2;
    } else {
        unit = 0;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (is_text(f, at, names[i].word)) {
                unit = names[i].unit;
                edge = names[i].edge;
            }
    }
    const token *next = token_at(f, end);
    if (!unit || unit == UNIT_WEEKEND || unit == UNIT_SEASON || unit == UNIT_HALF)
        return 0;
    shape_init(out);
    bool era;
    int64_t year;
    size_t told = unit == UNIT_YEAR && next->kind == 'n' ? rule_year(f, end, &year, &era) : 0;
    if (told) {
        end = told;
        out->grain = GRAIN_YEAR;
        out->explicit_year = true;
        shape_year(out, year);
    } else if (!led && next->kind == 'w' && next->word == WORD_OTHER && !next->block)
        return 0; /* "year-end bonuses" */
    else {
        shape_init(out);
        unit_bare(f, unit, out);
    }
    narrow(out, edge, edge);
    return end;
}

size_t rule_edge(const finder *f, size_t at, shape *out)
{
    int first, last;
    size_t end = compound_edge(f, at, out);
    if (end)
        return end;
    size_t from = skip_article(f, at), of = edges_at(f, from, &first, &last);
    if (!of)
        return 0;
    bool noun = first >= EDGE_START || is_text(f, from, "middle");
    bool loose = is_link(f, of, LINK_IN) && (first == EDGE_EARLY || first == EDGE_LATE);
    if ((first == EDGE_EARLY || first == EDGE_LATE) && first == last &&
        (end = edge_of_day(f, of, first, out)))
        return end;
    bool dashed = is_dash(f, of) && (!noun || first == EDGE_END); /* "mid-2024", "end-March" */
    bool end_of = noun && is_dash(f, of) && is_link(f, of + 1, LINK_OF) && is_dash(f, of + 2);
    bool bare = is_text(f, of, "year") || is_text(f, of, "month");
    if (end_of)
        of += 3; /* "end-of-year" */
    else if (dashed || loose || (noun && is_link(f, of, LINK_OF)))
        of++;
    else if (noun && !bare)
        return 0;
    end = edged(f, of, noun || loose, out);
    if (!end || out->grain <= GRAIN_DAY || (loose && token_at(f, of)->block))
        return 0;
    narrow(out, first, last);
    return end;
}
