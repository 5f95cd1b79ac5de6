/* So far from a day that is told: "three days after Easter", "the Monday before Christmas". */
#include "date/find_parse.h"

/* "the Monday after Thanksgiving", "the Friday before Christmas". */
static size_t weekday_beside(const finder *f, size_t at, shape *out)
{
    bool before = is_link(f, at + 1, LINK_BEFORE);
    int weekday = token_at(f, at)->value & 7;
    size_t end = before || is_link(f, at + 1, LINK_AFTER) ? find_point(f, at + 2, out) : 0;
    if (!end || out->grain != GRAIN_DAY || out->timed || out->weekly)
        return 0;
    find_settle(f, out, find_tense(f, at, end));
    if (out->valueless || !out->settled)
        return end;
    int64_t away = before ? (dl_weekday(out->first) - weekday + 6) % 7 + 1
                          : (weekday - dl_weekday(out->first) + 6) % 7 + 1;
    out->others = 0;
    shape_day(out, before ? out->first - away : out->first + away);
    return end;
}

/* "three days after Easter", "2 weeks after yesterday". */
size_t rule_offset(const finder *f, size_t at, shape *out)
{
    int least, most;
    bool vague;
    size_t end = rule_number(f, at, &least, &most, &vague);
    if (is_text(f, at, "the")) /* "the day after Christmas" */
        end = at + 1;
    if (is_word(f, skip_article(f, at), WORD_WEEKDAY))
        return weekday_beside(f, skip_article(f, at), out);
    int unit = end ? unit_at(f, end) : 0;
    bool before = is_link(f, end + 1, LINK_BEFORE);
    bool after = is_link(f, end + 1, LINK_AFTER) || is_link(f, end + 1, LINK_FROM);
    if (!end || vague || unit < UNIT_DAY || unit == UNIT_SEASON || unit == UNIT_HALF ||
        unit == UNIT_WEEKEND || (!before && !after))
        return 0;
    size_t day = skip_article(f, end + 2); /* "two weeks after the September 12 launch" */
    end = find_point(f, is_word(f, day, WORD_MONTH) ? day : end + 2, out);
    if (!end || out->grain != GRAIN_DAY)
        return 0;
    find_settle(f, out, find_tense(f, at, end));
    if (out->valueless || !out->settled)
        return end;
    int64_t sign = before ? -1 : 1, unused, same;
    if (unit <= UNIT_WEEK) {
        same = out->first + sign * least * (unit == UNIT_WEEK ? 7 : 1);
    } else {
        add_months(out->first, sign * least * unit_months(unit), &unused, &unused, &same);
    }
    out->others = 0;
    shape_day(out, same);
    return end;
}
