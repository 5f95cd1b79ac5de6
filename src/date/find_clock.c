/* Times of day: "8:30 a.m. Eastern", "noon", "3 o'clock", "in the morning". */
#include "date/find_parse.h"

/* Wide, since words overlap in use: what is told in the small hours is "early this morning". */
void daytime_span(int daytime, int *from, int *to)
{
    static const int hours[][2] = {{0, 0}, {0, 12}, {12, 19}, {18, 24}, {18, 24}};
    *from = hours[daytime][0] * 3600;
    *to = hours[daytime][1] * 3600;
}

/* "am", "p.m.", "p" */
static size_t meridiem(const finder *f, size_t at, int *add)
{
    if (is_word(f, at, WORD_MERIDIEM)) {
        *add = token_at(f, at)->value;
        return at + 1;
    }
    bool morning = is_text(f, at, "a"), evening = is_text(f, at, "p");
    if ((morning || evening) && is_mark(f, at + 1, '.') && is_text(f, at + 2, "m")) {
        *add = evening ? 12 : 0;
        return at + 3 + (is_mark(f, at + 3, '.') && token_at(f, at + 3)->glued);
    }
    return 0;
}

static size_t with_zone(const finder *f, size_t at, shape *out)
{
    size_t end = at;
    bool bracket = is_mark(f, at, '(');
    out->zone = f->zone;
    if (find_zone(f, at + bracket, out, &end))
        return bracket && is_mark(f, end, ')') ? end + 1 : end;
    return at;
}

size_t rule_clock(const finder *f, size_t at, bool bare, shape *out)
{
    const token *t = token_at(f, at);
    int hour = 0, minute = 0, second = 0, add = -1;
    size_t end = at;
    if (is_word(f, at, WORD_ABOUT) && !is_word(f, at + 1, WORD_ABOUT)) {
        size_t after = rule_clock(f, at + 1, bare, out);
        out->approximate = after || out->approximate;
        return after;
    }
    if (t->word == WORD_CLOCK) {
        out->timed = true;
        out->from = t->value * 3600;
        out->zone = f->zone;
        return at + 1;
    }
    if (t->kind != 'n' || t->digits > 2 || t->number > 24 ||
        (t->glued && !is_mark(f, at - 1, '(') && !is_dash(f, at - 1)))
        return 0;
    hour = (int)t->number;
    const token *m = token_at(f, at + 2);
    bool colon = is_mark(f, at + 1, ':') || is_mark(f, at + 1, '.');
    bool told = colon && token_at(f, at + 1)->glued && m->kind == 'n' && m->glued &&
                m->digits == 2 && m->number < 60;
    /* cppcheck-suppress redundantInitialization */
    end = at + 1;
    if (told) {
        minute = (int)m->number;
        end = at + 3;
        const token *s = token_at(f, at + 4);
        if (is_mark(f, at + 3, ':') && s->kind == 'n' && s->digits == 2 && s->number < 60) {
            second = (int)s->number;
            out->seconds = true;
            end = at + 5;
        }
    }
    size_t after = meridiem(f, end, &add);
    if (after)
        end = after;
    else if (is_text(f, end, "o'clock"))
        end++;
    else if (!bare && !(told && is_mark(f, at + 1, ':')))
        return 0;
    if ((add >= 0 && (hour < 1 || hour > 12)) || (hour == 24 && minute))
        return 0;
    out->half_clock = add < 0 && hour >= 1 && hour <= 12;
    if (add >= 0)
        hour = hour % 12 + add;
    out->timed = true;
    out->from = hour * 3600 + minute * 60 + second;
    return with_zone(f, end, out);
}

size_t rule_daytime(const finder *f, size_t at, shape *out)
{
    size_t end = at;
    if (is_link(f, end, LINK_IN))
        end = skip_article(f, end + 1);
    if (is_word(f, end, WORD_EDGE) && token_at(f, end)->value == EDGE_EARLY)
        end++;
    if (!is_word(f, end, WORD_DAYTIME))
        return 0;
    int daytime = token_at(f, end)->value;
    if (out->timed) {
        if (out->half_clock && daytime > DAYTIME_MORNING && out->from < 12 * 3600)
            out->from += 12 * 3600;
        out->half_clock = false;
        return end + 1;
    }
    out->timed = true;
    out->zone = f->zone;
    daytime_span(daytime, &out->from, &out->to);
    return end + 1;
}
