/* What is counted from the date told before: "the same day", "the following week", "that year". */
#include "date/find_parse.h"

const char find_told_before[] = "it is counted from the date told before";
enum { NEAR_BLOCKS = 3 }; /* a date told further up is not what "that day" means */

static bool event_near(const finder *f)
{
    return f->has_event && f->blocks - f->event_block < NEAR_BLOCKS;
}

static size_t counted(const finder *f, size_t end, int unit, int step, shape *out)
{
    if (unit == UNIT_DAY && f->event_grain > GRAIN_DAY)
        return 0; /* the next day of a month is none */
    unit_span(out, unit, f->event_first, step);
    out->relative = true;
    out->role = -1;
    out->why = find_told_before;
    return end;
}

/* "that day", "the same month", "the following week", "the next morning", "the previous year". */
static size_t beside(const finder *f, size_t at, shape *out)
{
    static const struct {
        const char *word;
        int step;
        bool article;
    } words[] = {{"that", 0, false},     {"same", 0, true},       {"following", 1, true},
                 {"previous", -1, true}, {"preceding", -1, true}, {"next", 1, true}};
    size_t from = is_text(f, at, "the") ? at + 1 : at;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!is_text(f, from, words[i].word) || words[i].article != (from > at))
            continue;
        size_t name = from + 1 + (i == 0 && is_text(f, from + 1, "same"));
        int unit = unit_at(f, name);
        bool daytime = is_word(f, name, WORD_DAYTIME);
        bool next = words[i].step > 0 && is_text(f, from, "next");
        if (daytime && (words[i].step >= 0) && counted(f, name + 1, UNIT_DAY, words[i].step, out)) {
            out->timed = true;
            out->zone = f->zone;
            daytime_span(token_at(f, name)->value, &out->from, &out->to);
            return name + 1;
        }
        const token *after = token_at(f, name);
        bool one = after->end > after->start && f->text.data[after->end - 1] != 's';
        if (daytime || !one || unit < UNIT_DAY || unit == UNIT_SEASON || unit == UNIT_HALF ||
            (next && unit != UNIT_DAY && find_tense(f, at, name + 1) >= 0))
            return 0;
        return counted(f, name + 1, unit, words[i].step, out);
    }
    return 0;
}

/* "the day before", "the year after", where nothing follows that is dated. */
static size_t before_after(const finder *f, size_t at, shape *out)
{
    size_t name = skip_article(f, at);
    int unit = unit_at(f, name);
    const token *next = token_at(f, name + 2);
    bool before = is_link(f, name + 1, LINK_BEFORE) || is_text(f, name + 1, "earlier");
    bool after = is_link(f, name + 1, LINK_AFTER) || is_text(f, name + 1, "later");
    if (name == at || !is_text(f, at, "the") || unit < UNIT_DAY || unit > UNIT_YEAR ||
        unit == UNIT_SEASON || unit == UNIT_HALF || (!before && !after) ||
        (next->kind == 'w' && !next->block))
        return 0;
    return counted(f, name + 2, unit, before ? -1 : 1, out);
}

size_t rule_event(const finder *f, size_t at, shape *out)
{
    if (!event_near(f))
        return 0;
    if ((is_text(f, at, "later") || is_text(f, at, "earlier")) && is_text(f, at + 1, "that")) {
        bool later = is_text(f, at, "later");
        size_t end = beside(f, at + 1, out);
        if (!end || out->grain == GRAIN_DAY)
            return end;
        shape_span(out, GRAIN_DAYS, later ? f->event_first : out->first,
                   later ? out->last : f->event_last);
        return end;
    }
    size_t end = beside(f, at, out);
    return end ? end : before_after(f, at, out);
}
