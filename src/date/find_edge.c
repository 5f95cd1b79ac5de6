/* Parts of a span: "early March", "mid-2024", "the end of the year". */
#include "date/find_parse.h"

/* "the year", "the month": only where an edge stands before it. */
static size_t bare_unit(const finder *f, size_t at, shape *out)
{
    size_t from = skip_article(f, at);
    int unit = unit_at(f, from);
    int64_t year, unused;
    int month, day;
    if (unit < UNIT_WEEK || unit == UNIT_WEEKEND || unit == UNIT_SEASON || unit == UNIT_HALF)
        return 0;
    out->relative = true;
    if (!f->has_anchor) {
        out->valueless = out->settled = true;
        out->why = "there is no publication date to count from";
        return from + 1;
    }
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
    return from + 1;
}

size_t rule_edge(const finder *f, size_t at, shape *out)
{
    size_t from = skip_article(f, at);
    if (!is_word(f, from, WORD_EDGE))
        return 0;
    int edge = token_at(f, from)->value;
    bool noun = edge >= EDGE_START || is_text(f, from, "middle");
    size_t of = from + 1;
    if (!noun && is_dash(f, of))
        of++;
    if (noun && is_link(f, of, LINK_OF))
        of++;
    else if (noun && !is_text(f, of, "year") && !is_text(f, of, "month"))
        return 0;
    shape_init(out);
    size_t end = rule_period(f, of, out);
    if (!end) {
        shape_init(out);
        end = noun ? bare_unit(f, of, out) : 0;
    }
    if (!end) {
        shape_init(out);
        end = rule_absolute(f, of, out);
    }
    if (!end || out->grain <= GRAIN_DAY)
        return 0;
    if (out->settled && !out->valueless) {
        out->others = 0;
        shape_trim(out, edge);
    } else {
        out->edge = edge;
    }
    return end;
}
