/* A day, with or without a time. */
#include "date/find_parse.h"

static size_t day_part(const finder *f, size_t at, shape *out)
{
    shape day;
    size_t end = rule_edge(f, at, out);
    if (!end) {
        shape_init(out);
        end = rule_part(f, at, out);
    }
    if (!end) {
        shape_init(out);
        end = rule_event(f, at, out);
    }
    if (end)
        return end;
    shape_init(out);
    size_t weekday = rule_weekday(f, at, out);
    if (weekday || is_word(f, at, WORD_WEEKDAY)) { /* "Tuesday, Nov. 26" */
        size_t after = weekday ? weekday : at + 1;
        after += is_mark(f, after, '.') && token_at(f, after)->glued;
        after += is_mark(f, after, ',');
        if (is_link(f, after, LINK_AT) || is_link(f, after, LINK_ON))
            after++;
        size_t date = rule_absolute(f, after, &day);
        if (date && day.grain == GRAIN_DAY && !day.holiday) {
            day.weekday = token_at(f, at)->value & 7;
            *out = day;
            return date;
        }
    }
    shape_init(out);
    end = rule_relative(f, at, out);
    return end ? end : rule_absolute(f, at, out);
}

static void add_clock(shape *day, const shape *clock)
{
    day->timed = clock->timed;
    day->from = clock->from;
    day->to = clock->to;
    day->seconds = clock->seconds;
    day->half_clock = clock->half_clock;
    day->zone = clock->zone;
    day->has_offset = clock->has_offset;
    day->offset = clock->offset;
    day->zone_word = clock->zone_word;
    day->approximate |= clock->approximate;
}

static bool takes_time(const shape *day)
{
    return day->grain == GRAIN_DAY && (!day->timed || day->to >= 0);
}

/* "3-4pm", "8 to 11 pm", "9:30 to 11:00": a clock, and another, of one day. */
static size_t clocks(const finder *f, size_t at, shape *out)
{
    shape a, b;
    shape_init(&a);
    shape_init(&b);
    size_t end = rule_clock(f, at, true, &a);
    bool linked = is_dash(f, end) || is_link(f, end, LINK_TO) || is_link(f, end, LINK_UNTIL) ||
                  is_link(f, end, LINK_AND) || is_link(f, end, LINK_THROUGH);
    if (!end || !linked)
        return 0;
    bool brief = end - at == 1 && !is_word(f, at, WORD_CLOCK);
    bool bare = !a.half_clock || end - at > 1; /* "8pm - 11", "3:30-6 p.m." */
    size_t after = rule_clock(f, end + 1, bare, &b);
    if (after && (is_mark(f, after, '/') || (is_dash(f, after) && token_at(f, after)->glued)))
        return 0; /* a date */
    if (brief && after == end + 2 && !is_word(f, end + 1, WORD_CLOCK))
        return 0; /* a score: "21-14" */
    if (!after || (a.half_clock && b.half_clock && (end - at < 2 || after - end < 3)))
        return 0;
    if (a.half_clock && !b.half_clock && b.from >= 12 * 3600 && a.from < 12 * 3600 &&
        a.from + 12 * 3600 < b.from)
        a.from += 12 * 3600;
    if (b.half_clock && !a.half_clock && a.from >= 12 * 3600 && b.from + 12 * 3600 > a.from &&
        b.from < 12 * 3600)
        b.from += 12 * 3600;
    *out = b;
    out->from = a.from;
    out->to = b.from;
    out->half_clock = false;
    return after;
}

/* After a day: "at 8:30 a.m.", "morning", "morning at 9". */
static size_t time_after(const finder *f, size_t at, shape *day)
{
    shape clock;
    size_t end = at, from;
    shape_init(&clock);
    bool parted = (is_dash(f, at) && !token_at(f, at)->glued) || is_mark(f, at, '|');
    if (parted && takes_time(day) && (from = rule_clock(f, at + 1, false, &clock))) {
        add_clock(day, &clock); /* "Nov 18, 2024 - 11:20 UTC" */
        return from;
    }
    shape_init(&clock);
    from = at + (is_mark(f, at, ',') || is_link(f, at, LINK_FROM) || is_link(f, at, LINK_BETWEEN) ||
                 is_link(f, at, LINK_AT));
    size_t range = takes_time(day) ? clocks(f, from, &clock) : 0;
    if (range) {
        add_clock(day, &clock);
        return range;
    }
    if (!day->timed && (from = rule_daytime(f, at, day)))
        end = from;
    from = end + is_mark(f, end, ',');
    bool lead = is_link(f, from, LINK_AT);
    shape_init(&clock);
    size_t after = rule_clock(f, from + lead, lead, &clock);
    if (!after || !takes_time(day))
        return end;
    bool late = day->timed && day->from >= 12 * 3600;
    if (clock.half_clock && late && clock.from < 12 * 3600) {
        clock.from += 12 * 3600;
        clock.half_clock = false;
    }
    add_clock(day, &clock);
    from = rule_daytime(f, after, day);
    after = from ? from : after;
    bool era;
    int64_t year;
    if (day->yearless && !day->holiday && (from = rule_year(f, after, &year, &era))) {
        day->yearless = false; /* "Thu Oct 26 11:00:09 EDT 2023" */
        day->explicit_year = true;
        day->year = year;
        return day->zone_word ? from : clock_offset(f, from, false, day);
    }
    return after;
}

/* "8:30 Eastern time Tuesday morning", "noon on Friday", "8:30 a.m." */
static size_t time_first(const finder *f, size_t at, shape *out)
{
    shape clock, day;
    shape_init(&clock);
    size_t end = clocks(f, at, &clock);
    if (!end) {
        shape_init(&clock);
        end = rule_clock(f, at, false, &clock);
    }
    if (!end && is_word(f, at, WORD_DAYTIME) && is_link(f, at + 1, LINK_OF)) {
        shape_init(&day); /* "the morning of the 15th of February" */
        size_t date = day_part(f, at + 2, &day);
        if (!date || day.grain != GRAIN_DAY || day.timed)
            return 0;
        *out = day;
        rule_daytime(f, at, out);
        return date;
    }
    if (!end && is_link(f, at, LINK_AT)) { /* "at 5 tomorrow" */
        shape_init(&day);
        if (rule_clock(f, at + 1, false, &day))
            return 0;
        shape_init(&day);
        end = rule_clock(f, at + 1, true, &clock);
        size_t weekday = end + is_link(f, end, LINK_ON); /* "at 10 on Tuesday morning" */
        bool on = weekday > end && is_word(f, weekday, WORD_WEEKDAY) &&
                  is_word(f, weekday + 1, WORD_DAYTIME);
        if (!end || (!on && !day_part(f, end, &day) && !rule_daytime(f, end, &day)))
            return 0;
    }
    if (!end)
        return 0;
    size_t after = rule_daytime(f, end, &clock);
    end = after ? after : end;
    size_t from = end + is_mark(f, end, ',');
    from += is_link(f, from, LINK_ON) || is_link(f, from, LINK_OF);
    shape_init(&day);
    size_t date = day_part(f, from, &day);
    if (date && day.grain == GRAIN_DAY) {
        bool timed = day.timed;
        add_clock(&day, &clock);
        if (!timed && (after = rule_daytime(f, date, &day)))
            date = after;
        *out = day;
        return date;
    }
    *out = clock;
    out->grain = GRAIN_DAY;
    out->dayless = true;
    return end;
}

size_t find_point(const finder *f, size_t at, shape *out)
{
    size_t about = 0;
    shape_init(out);
    bool circa = is_text(f, at, "c") || is_text(f, at, "ca");
    bool close = is_text(f, at, "shortly") || is_text(f, at, "just") || is_text(f, at, "soon");
    if (close && (is_link(f, at + 1, LINK_AFTER) || is_link(f, at + 1, LINK_BEFORE))) {
        size_t near = time_first(f, at + 2, out); /* "shortly after 5 p.m." */
        out->approximate = true;
        return near;
    }
    if (circa || is_word(f, at, WORD_ABOUT) || is_mark(f, at, '~'))
        about = is_mark(f, at + 1, '.') ? 2 : 1;
    size_t end = time_first(f, at + about, out);
    if (!end) {
        shape_init(out);
        size_t from = about ? skip_article(f, at + about) : at;
        end = day_part(f, from, out);
        if (end)
            end = time_after(f, end, out);
    }
    if (!end)
        return 0;
    if (about)
        out->approximate = true;
    bool last = token_at(f, end + 1)->kind != 'w' || token_at(f, end + 1)->block;
    if (last && out->explicit_year && is_word(f, end, WORD_MAYBE)) {
        out->uncertain = true;
        return end + 1;
    }
    if (last && out->explicit_year && is_word(f, end, WORD_ABOUT) &&
        token_at(f, end + 1)->kind != 'n') {
        out->approximate = true;
        return end + 1;
    }
    bool marked = is_mark(f, end, '?') && token_at(f, end)->glued && end + 1 >= f->count;
    if (marked || (is_mark(f, end, '(') && is_text(f, end + 1, "uncertain"))) {
        out->uncertain = true;
        return marked ? end + 1 : end + 3;
    }
    return end;
}
