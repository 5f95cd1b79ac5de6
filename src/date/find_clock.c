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

/* "+0200", "-07:00" after a time or after "UTC"; "+8" after "UTC". */
size_t clock_offset(const finder *f, size_t at, bool after_utc, shape *out)
{
    const token *n = token_at(f, at + 1), *rest = token_at(f, at + 3);
    bool minus = is_mark(f, at, '-');
    if ((!minus && !is_mark(f, at, '+')) || n->kind != 'n' || !n->glued)
        return at;
    bool colon = is_mark(f, at + 2, ':') && rest->kind == 'n' && rest->glued && rest->digits == 2;
    bool hours = n->digits <= 2 && (colon || after_utc);
    bool range = minus && !after_utc && token_at(f, at)->glued && !out->seconds;
    if (range || (!hours && n->digits != 4)) /* "10:00-11:00" */
        return at;
    int64_t hour = hours ? n->number : n->number / 100;
    int64_t minute = !hours ? n->number % 100 : colon ? rest->number : 0;
    if (hour > 14 || minute % 15 != 0 || minute > 45)
        return at;
    out->zone = NULL;
    out->zone_word = NULL;
    out->has_offset = true;
    out->offset = (int)(minus ? -(hour * 60 + minute) : hour * 60 + minute);
    return at + (colon ? 4 : 2);
}

/* "local time", "Riyadh time": a clock of which no more is known. */
static size_t elsewhere(const finder *f, size_t at, shape *out)
{
    bool place =
        token_at(f, at)->capital && !token_at(f, at)->block && !is_word(f, at, WORD_ARTICLE);
    if (!(is_text(f, at, "local") || place) || !is_text(f, at + 1, "time"))
        return at;
    out->zone = NULL;
    return at + 2;
}

static size_t with_zone(const finder *f, size_t at, shape *out)
{
    size_t end = at;
    bool bracket = is_mark(f, at, '('), comma = is_mark(f, at, ',');
    out->zone = f->zone;
    bool told = find_zone(f, at + (bracket || comma), out, &end);
    if (told && comma && !is_text(f, end - 1, "time")) { /* "at 5 p.m., Eastern officials said" */
        out->zone = f->zone;
        out->zone_word = NULL;
        out->has_offset = false;
        return at;
    }
    if (!told) {
        end = clock_offset(f, at, false, out);
        return end > at ? end : elsewhere(f, at, out);
    }
    if (out->has_offset && out->offset == 0)
        end = clock_offset(f, end, true, out);
    return bracket && is_mark(f, end, ')') ? end + 1 : end;
}

/* An hour in digits or in words; 0 when none stands. */
static int hour_at(const finder *f, size_t at)
{
    const token *t = token_at(f, at);
    bool told = t->word == WORD_NUMBER || (t->kind == 'n' && t->digits <= 2);
    int64_t hour = t->word == WORD_NUMBER ? t->value : t->number;
    return told && hour >= 1 && hour <= 12 ? (int)hour : 0;
}

static bool meridiem_after(const finder *f, size_t at)
{
    int add;
    return meridiem(f, at, &add) != 0;
}

/* "half past eight", "a quarter to nine", "ten minutes past 3", "eight o'clock", "seven p.m." */
static size_t worded_clock(const finder *f, size_t at, bool bare, shape *out)
{
    int minutes = 0, add = -1, least, most;
    bool vague;
    size_t from = skip_article(f, at), end = from;
    bool half = is_text(f, from, "half"), quarter = is_text(f, from, "quarter");
    size_t number = half || quarter ? 0 : rule_number(f, at, &least, &most, &vague);
    if (number && !bare && unit_at(f, number) != UNIT_MINUTE && !meridiem_after(f, number + 2))
        number = 0;
    if (number && !vague && least > 0 && least < 60) {
        minutes = least;
        end = number + (unit_at(f, number) == UNIT_MINUTE);
    } else if (half || quarter) {
        minutes = half ? 30 : 15;
        end = from + 1;
    }
    bool past = is_text(f, end, "past"), to = is_link(f, end, LINK_TO) && !half;
    bool turned =
        minutes && (past || to) && (is_word(f, end + 1, WORD_CLOCK) || hour_at(f, end + 1));
    if (!turned && token_at(f, at)->word != WORD_NUMBER)
        return 0;
    size_t name = turned ? end + 1 : at;
    int hour = is_word(f, name, WORD_CLOCK) ? token_at(f, name)->value : hour_at(f, name);
    end = name + 1;
    int told_minutes = 0;
    if (!turned && is_word(f, end, WORD_NUMBER) && token_at(f, end)->value >= 10)
        end = rule_number(f, end, &told_minutes, &most, &vague); /* "seven thirty p.m." */
    size_t after = meridiem(f, end, &add);
    bool clock = is_text(f, end, "o'clock");
    if (hour < 1 || (!turned && !after && !clock) || told_minutes > 59)
        return 0;
    if (turned && to && !after && !half && !quarter && !unit_at(f, name - 2))
        return 0; /* "ten to five" of a vote */
    end = after ? after : end + clock;
    out->half_clock = add < 0 && hour <= 12 && !is_word(f, name, WORD_CLOCK);
    if (add >= 0)
        hour = hour % 12 + add;
    out->timed = true;
    out->from = hour * 3600 + (past ? minutes : turned ? -minutes : told_minutes) * 60;
    return with_zone(f, end, out);
}

/* "2100 GMT", "0930 hours": four digits, and what says that they are a time. */
static size_t joined_clock(const finder *f, size_t at, shape *out)
{
    const token *t = token_at(f, at), *minutes = token_at(f, at + 2);
    int add = 0;
    size_t half = t->kind == 'n' && t->digits == 3 ? meridiem(f, at + 1, &add) : 0;
    if (half && !t->glued && t->number / 100 <= 12 && t->number % 100 < 60) { /* "330 p.m." */
        out->timed = true;
        out->from = (int)((t->number / 100 % 12 + add) * 3600 + t->number % 100 * 60);
        return with_zone(f, half, out);
    }
    bool half_year = t->digits == 1 && token_at(f, at + 1)->capital; /* "1H25" */
    if (t->kind == 'n' && !t->glued && t->digits <= 2 && t->number < 24 && !half_year &&
        is_text(f, at + 1, "h") && token_at(f, at + 1)->glued && minutes->kind == 'n' &&
        minutes->glued && minutes->digits == 2 && minutes->number < 60) { /* "15h30" */
        out->timed = true;
        out->from = (int)(t->number * 3600 + minutes->number * 60);
        return with_zone(f, at + 3, out);
    }
    if (t->kind != 'n' || t->digits != 4 || t->number > 2359 || t->number % 100 > 59 ||
        (t->glued && !is_mark(f, at - 1, '(')))
        return 0;
    size_t end = with_zone(f, at + 1, out);
    if (end == at + 1 && (t->number >= 1000 && t->number < 2100 ? !is_text(f, end, "hrs")
                                                                : unit_at(f, end) != UNIT_HOUR))
        return 0;
    end += end == at + 1;
    out->timed = true;
    out->from = (int)(t->number / 100 * 3600 + t->number % 100 * 60);
    return end;
}

/* "in the morning", "this evening" after a bare hour. */
static bool by_daytime(const finder *f, size_t at)
{
    bool in = is_link(f, at, LINK_IN) && is_word(f, at + 1, WORD_ARTICLE);
    return (in && is_word(f, at + 2, WORD_DAYTIME)) ||
           (is_text(f, at, "this") && is_word(f, at + 1, WORD_DAYTIME));
}

/* Whether a word that tells a zone stands there: "13.45 GMT". */
static bool zone_at(const finder *f, size_t at)
{
    shape unused;
    size_t end;
    shape_init(&unused);
    return find_zone(f, at, &unused, &end);
}

static size_t one_clock(const finder *f, size_t at, bool bare, shape *out)
{
    const token *t = token_at(f, at);
    int hour = 0, minute = 0, second = 0, add = -1;
    size_t end = at;
    if (is_word(f, at, WORD_ABOUT) && !is_word(f, at + 1, WORD_ABOUT)) {
        size_t after = one_clock(f, at + 1, bare, out);
        out->approximate = after || out->approximate;
        return after;
    }
    if (t->word == WORD_CLOCK) {
        out->timed = true;
        out->from = t->value * 3600;
        return with_zone(f, at + 1, out);
    }
    size_t told_in = worded_clock(f, at, bare, out);
    if (!told_in)
        told_in = joined_clock(f, at, out);
    if (told_in)
        return told_in;
    bool beside = at > 1 && is_mark(f, at - 1, '/') &&
                  token_at(f, at - 2)->kind == 'w'; /* "10am PT/1pm ET" */
    if (t->kind != 'n' || t->digits > 2 || t->number > 24 ||
        (t->glued && !beside && !is_mark(f, at - 1, '(') && !is_mark(f, at - 1, '\'') &&
         !is_mark(f, at - 1, '"') && !is_dash(f, at - 1)))
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
    else if (!bare && !(told && (is_mark(f, at + 1, ':') || zone_at(f, end))) &&
             !(hour <= 12 && by_daytime(f, end)))
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

/* The offset of a clock that shows `local` when Greenwich's shows `utc`; false for none. */
static bool offset_between(int local, int utc, int *minutes)
{
    int difference = (local - utc) / 60;
    *minutes = difference > 14 * 60    ? difference - 1440
               : difference < -12 * 60 ? difference + 1440
                                       : difference;
    return *minutes % 15 == 0 && *minutes >= -12 * 60 && *minutes <= 14 * 60;
}

/* "5 p.m. ET (2 p.m. PT)", "10am PT/1pm ET": the same moment on another clock; "5 p.m. (2100 GMT)"
 * tells by it how far from Greenwich the first is. */
size_t rule_clock(const finder *f, size_t at, bool bare, shape *out)
{
    shape other;
    size_t end = one_clock(f, at, bare, out);
    bool bracket = end && is_mark(f, end, '(');
    if (!bracket && !(end && is_mark(f, end, '/')))
        return end;
    shape_init(&other);
    size_t after = one_clock(f, end + 1, false, &other);
    bool zoned = out->zone_word || out->has_offset,
         other_zoned = other.zone_word || other.has_offset;
    if (!after || !other_zoned || (bracket && !is_mark(f, after, ')')) || (!bracket && !zoned))
        return end;
    if (!zoned && other.has_offset && !(out->zone && out->zone[0]))
        out->has_offset = offset_between(out->from, other.from - other.offset * 60, &out->offset);
    return after + bracket;
}

/* "early" and "late" of a time of day: up to nine in the morning, from nine in the evening. */
void daytime_edge(int edge, shape *out)
{
    if (edge == EDGE_EARLY && out->from < 9 * 3600)
        out->to = 9 * 3600;
    else if (edge == EDGE_LATE && out->to > 21 * 3600)
        out->from = 21 * 3600;
}

/* "in the early hours", "in the early hours of the morning" */
static size_t small_hours(const finder *f, size_t at)
{
    size_t from = is_link(f, at, LINK_IN) ? skip_article(f, at + 1) : at;
    if (from == at || !is_text(f, from, "early") || !is_text(f, from + 1, "hours"))
        return 0;
    size_t of = is_link(f, from + 2, LINK_OF) ? skip_article(f, from + 3) : from + 2;
    return is_text(f, of, "morning") ? of + 1 : from + 2;
}

size_t rule_daytime(const finder *f, size_t at, shape *out)
{
    size_t end = at, hours = small_hours(f, at);
    if (hours && !out->timed) {
        out->timed = true;
        out->zone = f->zone;
        out->from = 0;
        out->to = 9 * 3600;
        return hours;
    }
    int edge = is_word(f, at, WORD_EDGE) ? token_at(f, at)->value : EDGE_NONE;
    end += edge == EDGE_EARLY || edge == EDGE_LATE;
    if (is_link(f, end, LINK_IN))
        end = skip_article(f, end + 1);
    if (edge == EDGE_NONE && is_word(f, end, WORD_EDGE) && token_at(f, end)->value <= EDGE_LATE)
        edge = token_at(f, end++)->value;
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
    daytime_edge(edge, out);
    return end + 1;
}
