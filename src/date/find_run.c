/* Runs of units up to now or from now: "the last two weeks", "the next three years". */
#include "date/find_parse.h"

/* "the last two weeks", "the next three years". */
size_t rule_run(const finder *f, size_t at, shape *out)
{
    size_t from = skip_article(f, at);
    if (!is_word(f, from, WORD_PERIOD) || token_at(f, from)->value == 0)
        return 0;
    int least = 1, most = 1, unit;
    bool vague = false;
    bool article = is_word(f, from + 1, WORD_ARTICLE) && !is_word(f, from + 2, WORD_COUNT);
    size_t end = article ? 0 : rule_number(f, from + 1, &least, &most, &vague);
    bool past = is_text(f, from, "past");
    bool led = at > 0 && from > at &&
               (is_link(f, at - 1, LINK_IN) || is_link(f, at - 1, LINK_OVER) ||
                is_link(f, at - 1, LINK_DURING) || is_link(f, at - 1, LINK_FOR));
    bool bare = (past || is_text(f, from, "coming")) && plural_unit(f, from + 1);
    if (!end && !bare && (past || (led && is_text(f, from, "last"))) &&
        unit_at(f, from + 1) >= UNIT_WEEK && unit_at(f, from + 1) != UNIT_WEEKEND)
        end = from + 1;                                  /* "over the past year" */
    if (!end && bare && token_at(f, from)->value != 0) { /* "in the coming weeks" */
        dl_find_count row = find_count_of(f->options, DL_STR("few"));
        least = row.least;
        most = row.most;
        vague = true;
        end = from + 1;
    }
    if (!end || (unit = unit_at(f, end)) < UNIT_MINUTE || unit == UNIT_HALF || unit == UNIT_SEASON)
        return 0;
    if (needs_anchor(f, out))
        return end + 1;
    int step = token_at(f, from)->value;
    out->role = DL_ROLE_DURATION;
    shape edge;
    shape_init(&edge);
    step_units(&edge, unit, f->anchor, -1, (int64_t)step * most, (int64_t)step * most);
    int64_t far = edge.others ? edge.other_first[0] : step < 0 ? edge.first : edge.last;
    shape_span(out, GRAIN_DAYS, step < 0 ? far : f->anchor, step < 0 ? f->anchor : far);
    out->approximate = vague || unit > UNIT_DAY;
    shape whole, last;
    shape_init(&whole);
    shape_init(&last);
    if (unit >= UNIT_DAY && unit != UNIT_DECADE) {
        unit_span(&whole, unit, f->anchor, step < 0 ? -most : 1);
        unit_span(&last, unit, f->anchor, step < 0 ? -1 : most);
        shape_other(out,
                    whole.grain == GRAIN_DAY     ? GRAIN_DAYS
                    : whole.grain == GRAIN_MONTH ? GRAIN_MONTHS
                    : whole.grain == GRAIN_YEAR  ? GRAIN_YEARS
                                                 : whole.grain,
                    whole.first, last.last);
        out->why = "to the day, or in whole units";
    }
    return end + 1;
}
