/* Seasons, quarters and halves, of the calendar's years and of those that their owner begins. */
#include "date/find_parse.h"

/* "Prices will fall", "expected to fall": not "from spring to fall", "delayed to fall". */
static bool falls(const finder *f, size_t at)
{
    const token *before = token_at(f, at > 1 ? at - 1 : f->count), *next = token_at(f, at + 1);
    if (!is_text(f, at, "fall") || token_at(f, at)->capital || next->digits == 4)
        return false;
    if ((before->word == WORD_FUTURE && !before->value) || is_text(f, at - 1, "may"))
        return true;
    const token *from = token_at(f, before->kind ? at - 2 : f->count);
    bool range = from->kind == 'n' || from->word == WORD_SEASON || from->word == WORD_MONTH ||
                 from->word == WORD_EDGE;
    return before->kind && is_link(f, at - 1, LINK_TO) && !range && !find_moved(f, at - 1);
}

size_t rule_season(const finder *f, size_t at, shape *out)
{
    if (!is_word(f, at, WORD_SEASON) || falls(f, at))
        return 0;
    out->grain = GRAIN_SEASON;
    out->month = token_at(f, at)->value;
    out->yearless = true;
    size_t year = year_after(f, at + 1, out);
    if (year)
        return year;
    bool over = at > 1 && is_text(f, at - 1, "the") && is_link(f, at - 2, LINK_OVER);
    bool noun = is_word(f, at + 1, WORD_OTHER) && token_at(f, at + 1)->kind == 'w';
    return (find_led(f, at) || over) && !noun ? at + 1 : 0;
}

/* "Q3", "3Q", "third quarter", "third-quarter", "H1": its name alone. */
static size_t quarter_name(const finder *f, size_t at, shape *out)
{
    const token *t = token_at(f, at), *next = token_at(f, at + 1);
    bool letter = is_text(f, at, "q") || is_text(f, at, "h");
    bool behind = is_text(f, at + 1, "q") || is_text(f, at + 1, "h");
    int number = 0;
    size_t end = rule_day_number(f, at, &number);
    if (letter && t->capital && next->kind == 'n' && next->glued && next->digits == 1) {
        out->grain = is_text(f, at, "h") ? GRAIN_HALF : GRAIN_QUARTER;
        out->month = (int)next->number;
        return at + 2;
    }
    if (t->kind == 'n' && t->digits == 1 && behind && next->glued && next->capital) {
        out->grain = is_text(f, at + 1, "h") ? GRAIN_HALF : GRAIN_QUARTER;
        out->month = (int)t->number;
        return at + 2;
    }
    if (end && is_text(f, at, "last"))
        return 0;
    size_t name = end + is_dash(f, end);
    int unit = end && is_word(f, name, WORD_UNIT) ? token_at(f, name)->value : 0;
    bool plain = t->kind == 'n' && end == at + 1; /* "3 quarters" */
    if ((unit != UNIT_QUARTER && unit != UNIT_HALF) || plain)
        return 0;
    out->grain = unit == UNIT_HALF ? GRAIN_HALF : GRAIN_QUARTER;
    out->month = number;
    return name + 1;
}

/* "Q3", "third quarter of 2024", "3Q24", "2024 Q3". */
size_t rule_quarter(const finder *f, size_t at, shape *out)
{
    bool era;
    int64_t year = 0;
    size_t first = rule_year(f, at, &year, &era);
    if (first && (era || token_at(f, first)->kind == '\''))
        return 0;
    size_t from = first ? first + is_dash(f, first) : at;
    size_t end = quarter_name(f, from, out);
    if (!end || out->month < 1 || out->month > (out->grain == GRAIN_HALF ? 2 : 4) ||
        (first && !token_at(f, from)->capital))
        return 0;
    out->yearless = true;
    const token *t = token_at(f, end);
    bool stuck = t->kind == 'n' && t->glued && (t->digits == 2 || t->digits == 4) &&
                 token_at(f, end - 1)->kind == 'w';
    if (first || stuck) {
        out->yearless = false;
        out->explicit_year = true;
        out->year = first ? year : t->digits == 4 ? t->number : 2000 + t->number;
        return first ? end : end + 1;
    }
    size_t after = year_after(f, end, out);
    bool short_name =
        token_at(f, from)->kind == 'w' && end == from + 2 && token_at(f, from + 1)->kind == 'n';
    bool coming = !after && out->grain == GRAIN_HALF && find_tense(f, at, end) > 0;
    size_t the = at > 0 && is_text(f, at - 1, "the") ? at - 1 : at;
    if (!after && out->grain == GRAIN_HALF && !((short_name || coming) && find_led(f, the)))
        return 0; /* of a match, of a list */
    return after ? after : end;
}

/* "fiscal 2024", "fiscal Q3 2025", "fiscal third quarter": whose year begins where its owner says.
 */
size_t rule_fiscal(const finder *f, size_t at, shape *out)
{
    int64_t year;
    size_t end = fiscal_year(f, at, &year);
    bool calendar = is_text(f, at, "cy");
    out->fiscal = !calendar;
    out->grain = GRAIN_YEAR;
    out->explicit_year = end != 0;
    if (!end) {
        bool named = is_text(f, at, "fiscal") || is_text(f, at, "fy");
        end = named ? rule_quarter(f, at + 1, out) : 0;
        return end;
    }
    shape part;
    shape_init(&part);
    size_t after = rule_quarter(f, end + is_mark(f, end, ','), &part);
    if (after && part.yearless) { /* "FY2025 Q3" */
        *out = part;
        out->fiscal = !calendar;
        out->yearless = false;
        out->explicit_year = true;
        end = after;
    }
    out->year = year;
    return end;
}
