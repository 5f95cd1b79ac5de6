/* Runs of units up to now or from now: "the last two weeks", "the next three years", "the weeks to
 * come". */
#include "date/find_parse.h"

typedef struct run {
    int step; /* 1 ahead, -1 back */
    int most, unit;
    bool vague;
} run;

/* So many as "weeks" without a number are. */
static void bare_count(const finder *f, run *out)
{
    out->most = find_count_of(f->options, DL_STR("few")).most;
    out->vague = true;
}

/* "weeks ahead", "months to come", after an article. */
static size_t ahead(const finder *f, size_t at, run *out)
{
    size_t from = skip_article(f, at);
    bool come = is_link(f, from + 1, LINK_TO) && is_text(f, from + 2, "come");
    if (from == at || !plural_unit(f, from) || !(come || is_text(f, from + 1, "ahead")) ||
        is_link(f, from + 2, LINK_OF))
        return 0; /* "the weeks ahead of the vote" */
    *out = (run){.step = 1, .unit = unit_at(f, from)};
    bare_count(f, out);
    return from + 2 + come;
}

/* "last two weeks", "next two to three months", "coming weeks". */
static size_t counted(const finder *f, size_t at, run *out)
{
    size_t from = skip_article(f, at);
    if (!is_word(f, from, WORD_PERIOD) || token_at(f, from)->value == 0)
        return 0;
    int least = 1;
    *out = (run){.step = token_at(f, from)->value, .most = 1};
    bool article = is_word(f, from + 1, WORD_ARTICLE) && !is_word(f, from + 2, WORD_COUNT);
    size_t end = article ? 0 : rule_count(f, from + 1, &least, &out->most, &out->vague);
    bool past = is_text(f, from, "past");
    bool led = at > 0 && from > at &&
               (is_link(f, at - 1, LINK_IN) || is_link(f, at - 1, LINK_WITHIN) ||
                is_link(f, at - 1, LINK_OVER) || is_link(f, at - 1, LINK_DURING) ||
                is_link(f, at - 1, LINK_FOR));
    bool two = !end && unit_at(f, from + 1) >= UNIT_WEEK && is_link(f, from + 2, LINK_OR) &&
               is_text(f, from + 3, "two"); /* "the next year or two" */
    bool bare = (past || is_text(f, from, "coming")) && plural_unit(f, from + 1);
    bool coming = is_text(f, from, "coming") && unit_at(f, from + 1) >= UNIT_MONTH;
    if (!end && !bare &&
        (past || two || coming ||
         (led && (is_text(f, from, "last") || is_text(f, from, "next")))) &&
        !plural_unit(f, from + 1) && unit_at(f, from + 1) >= UNIT_WEEK &&
        unit_at(f, from + 1) != UNIT_WEEKEND)
        end = from + 1; /* "over the past year" */
    if (two) {
        out->unit = unit_at(f, end);
        out->most = 2;
        return end + 3;
    }
    if (!end && bare) { /* "in the coming weeks" */
        bare_count(f, out);
        end = from + 1;
    }
    out->unit = unit_at(f, end);
    if (!bare || !is_link(f, end + 1, LINK_AND) || !plural_unit(f, end + 2) ||
        unit_at(f, end + 2) <= out->unit)
        return end ? end + 1 : 0;
    out->unit = unit_at(f, end + 2); /* "the coming days and weeks" */
    return end + 3;
}

size_t rule_run(const finder *f, size_t at, shape *out)
{
    run told;
    size_t end = ahead(f, at, &told);
    if (!end)
        end = counted(f, at, &told);
    if (!end || told.unit < UNIT_MINUTE || told.unit == UNIT_HALF || told.unit == UNIT_SEASON)
        return 0;
    int step = told.step, most = told.most, unit = told.unit;
    if (needs_anchor(f, out))
        return end;
    out->role = DL_ROLE_DURATION;
    shape edge;
    shape_init(&edge);
    step_units(&edge, unit, f->anchor, -1, (int64_t)step * most, (int64_t)step * most);
    int64_t far = edge.others ? edge.other_first[0] : step < 0 ? edge.first : edge.last;
    shape_span(out, GRAIN_DAYS, step < 0 ? far : f->anchor, step < 0 ? f->anchor : far);
    out->approximate = told.vague || unit > UNIT_DAY;
    shape whole, last;
    shape_init(&whole);
    shape_init(&last);
    if (unit >= UNIT_DAY && unit != UNIT_DECADE) {
        unit_span(&whole, unit, f->anchor, step < 0 ? -most : 1);
        unit_span(&last, unit, f->anchor, step < 0 ? -1 : most);
        shape_other(out,
                    most == 1                    ? whole.grain
                    : whole.grain == GRAIN_DAY   ? GRAIN_DAYS
                    : whole.grain == GRAIN_MONTH ? GRAIN_MONTHS
                    : whole.grain == GRAIN_YEAR  ? GRAIN_YEARS
                                                 : whole.grain,
                    whole.first, last.last);
        out->why = "to the day, or in whole units";
    }
    return end;
}
