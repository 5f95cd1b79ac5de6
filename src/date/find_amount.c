/* Amounts: "two weeks ago", "in a few months", "the next three years". */
#include <string.h>

#include "date/find_parse.h"

int64_t unit_months(int unit)
{
    static const int months[] = {[UNIT_MONTH] = 1, [UNIT_QUARTER] = 3,  [UNIT_HALF] = 6,
                                 [UNIT_YEAR] = 12, [UNIT_DECADE] = 120, [UNIT_CENTURY] = 1200};
    return months[unit];
}

/* `count` units from a day. Hours and minutes need the time of day; without it, the days that they
 * can reach. */
void step_units(shape *out, int unit, int64_t day, int time, int64_t least, int64_t most)
{
    int64_t a = least < most ? least : most, b = least < most ? most : least, unused, first, last,
            same;
    if (unit <= UNIT_HOUR) {
        int64_t size = unit == UNIT_SECOND ? 1 : unit == UNIT_MINUTE ? 60 : 3600;
        int64_t low = day * 86400 + (time < 0 ? 0 : time) + a * size;
        int64_t high = day * 86400 + (time < 0 ? 86399 : time) + b * size;
        int64_t from = low >= 0 ? low / 86400 : -((86399 - low) / 86400);
        int64_t to = high >= 0 ? high / 86400 : -((86399 - high) / 86400);
        shape_span(out, from == to ? GRAIN_DAY : GRAIN_DAYS, from, to);
        if (time >= 0 && a == b) {
            out->timed = true;
            out->from = (int)(low - from * 86400);
        }
        return;
    }
    if (unit <= UNIT_WEEKEND) {
        int64_t size = unit == UNIT_DAY ? 1 : 7;
        shape_span(out, a == b ? GRAIN_DAY : GRAIN_DAYS, day + a * size, day + b * size);
        return;
    }
    int64_t months = unit_months(unit);
    add_months(day, a * months, &first, &unused, &same);
    add_months(day, b * months, &unused, &last, &unused);
    int64_t year;
    int month, of;
    if (unit >= UNIT_YEAR) {
        dl_civil_from_days(first, &year, &month, &of);
        first = dl_days_from_civil(year, 1, 1);
        dl_civil_from_days(last, &year, &month, &of);
        last = dl_days_from_civil(year, 12, 31);
    }
    grain of_unit = unit >= UNIT_YEAR ? (a == b ? GRAIN_YEAR : GRAIN_YEARS)
                                      : (a == b ? GRAIN_MONTH : GRAIN_MONTHS);
    shape_span(out, of_unit, first, last);
    if (a == b) {
        shape_other(out, GRAIN_DAY, same, same);
        int64_t from, to;
        add_months(same, 0, &from, &to, &unused);
        if (unit >= UNIT_YEAR)
            shape_other(out, GRAIN_MONTH, from, to);
    }
}

/* --- reading an amount --- */

bool plural_unit(const finder *f, size_t at)
{
    const token *t = token_at(f, at);
    dl_str word = dl_str_slice(f->text, t->start, t->end);
    bool owner = dl_str_ends(word, DL_STR("'s")) || dl_str_ends(word, DL_STR("\xE2\x80\x99s"));
    return unit_at(f, at) >= UNIT_SECOND && dl_str_ends(word, DL_STR("s")) && !owner;
}

enum { MOST_PARTS = 6 }; /* "1 year, 2 months, 3 weeks and 4 days" */

/* least to most of a unit, and perhaps smaller units, and a half, on top of it. */
typedef struct amount {
    int unit;
    int64_t least, most;
    int64_t months, days, seconds; /* on top */
    bool exact;                    /* months, days and seconds are told too */
    bool vague, about;
    bool bare;   /* "weeks", without a number */
    bool hedged; /* "more than": no date is meant after "in" */
    bool below;  /* "less than": up to it */
} amount;

/* "less than", "under", "at most": what follows is a bound from above. Its tokens, or 0. */
static size_t upper_bound(const finder *f, size_t at)
{
    bool than = is_text(f, at + 1, "than") && (is_text(f, at, "less") || is_text(f, at, "fewer"));
    bool most = is_link(f, at, LINK_AT) && is_text(f, at + 1, "most");
    return than || most ? 2 : is_text(f, at, "under");
}

/* One of "nearly", "more than", "at least", "only", from `at`: its tokens, or 0. */
static size_t hedge(const finder *f, size_t at, bool *about)
{
    static const char *const words[] = {"nearly", "almost",  "some", "roughly",
                                        "over",   "exactly", "just", "only"};
    size_t upper = upper_bound(f, at);
    bool lower = (is_text(f, at, "more") && is_text(f, at + 1, "than")) ||
                 (is_link(f, at, LINK_AT) && is_text(f, at + 1, "least"));
    bool around = is_word(f, at, WORD_ABOUT) || is_mark(f, at, '~');
    *about |= upper || lower || around;
    if (upper || lower)
        return upper ? upper : 2;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_text(f, at, words[i])) {
            *about |= i < 5;
            return 1;
        }
    return around;
}

static size_t skip_hedges(const finder *f, size_t at, bool *about)
{
    at += hedge(f, at, about);
    return at + hedge(f, at, about); /* "just over" */
}

/* How much half of a unit is. */
static void add_half(amount *out, int unit)
{
    out->exact = true;
    switch (unit) {
    case UNIT_HOUR:
        out->seconds += 1800;
        break;
    case UNIT_DAY:
        out->seconds += 43200;
        break;
    case UNIT_WEEK:
        out->days += 3;
        break;
    case UNIT_MONTH:
        out->days += 15;
        break;
    case UNIT_YEAR:
        out->months += 6;
        break;
    case UNIT_DECADE:
        out->months += 60;
        break;
    case UNIT_CENTURY:
        out->months += 600;
        break;
    default:
        break;
    }
}

static void add_part(amount *out, int unit, int64_t count)
{
    out->exact = true;
    if (unit <= UNIT_HOUR)
        out->seconds += count * (unit == UNIT_SECOND ? 1 : unit == UNIT_MINUTE ? 60 : 3600);
    else if (unit <= UNIT_WEEKEND)
        out->days += count * (unit == UNIT_DAY ? 1 : 7);
    else
        out->months += count * unit_months(unit);
}

static bool is_half(const finder *f, size_t at)
{
    return is_word(f, at, WORD_UNIT) && token_at(f, at)->value == UNIT_HALF &&
           is_text(f, at, "half");
}

/* "and a half", "-and-a-half", ".5" after a number. */
static size_t half_after(const finder *f, size_t at, bool *half)
{
    *half = false;
    size_t next = at + is_dash(f, at);
    if (is_link(f, next, LINK_AND)) {
        next += 1 + is_dash(f, next + 1);
        if (is_text(f, next, "a")) {
            next += 1 + is_dash(f, next + 1);
            *half = is_half(f, next);
            if (*half)
                return next + 1;
        }
    }
    const token *digit = token_at(f, at + 1);
    *half = is_mark(f, at, '.') && token_at(f, at)->glued && digit->kind == 'n' && digit->glued &&
            digit->digits == 1 && digit->number == 5;
    return *half ? at + 2 : at;
}

/* "2h", "3d": as sites stamp what they show; only before "ago". */
static int letter_unit(const finder *f, size_t at)
{
    static const struct {
        const char *letters;
        int unit;
    } rows[] = {{"s", UNIT_SECOND},  {"m", UNIT_MINUTE},   {"h", UNIT_HOUR},
                {"d", UNIT_DAY},     {"w", UNIT_WEEK},     {"mo", UNIT_MONTH},
                {"mon", UNIT_MONTH}, {"mons", UNIT_MONTH}, {"y", UNIT_YEAR}};
    if (!token_at(f, at)->glued || !is_word(f, at + 1, WORD_AGO))
        return 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (is_text(f, at, rows[i].letters))
            return rows[i].unit;
    return 0;
}

static int amount_unit(const finder *f, size_t at)
{
    int unit = unit_at(f, at);
    bool none = unit == UNIT_SEASON || unit == UNIT_HALF;
    return none ? 0 : unit ? unit : letter_unit(f, at);
}

/* ", 2 months" after "1 year": smaller units, told one after another. */
static size_t more_parts(const finder *f, size_t at, amount *out)
{
    int last = out->unit;
    size_t end = at;
    for (int i = 1; i < MOST_PARTS; i++) {
        int least, most;
        bool vague;
        size_t from = end + is_mark(f, end, ',');
        from += is_link(f, from, LINK_AND);
        size_t number = rule_number(f, from, &least, &most, &vague);
        int unit = number && !vague ? amount_unit(f, number) : 0;
        if (!unit || unit >= last || unit == UNIT_WEEKEND || unit == UNIT_QUARTER)
            break;
        add_part(out, unit, least);
        last = unit;
        end = number + 1;
    }
    return end;
}

/* "weeks, not months" */
static bool bare_denied(const finder *f, size_t at)
{
    size_t denied = at + 1 + is_mark(f, at + 1, ',');
    return plural_unit(f, at) && is_text(f, denied, "not") && plural_unit(f, denied + 1);
}

/* "or two" after "a week": the most of them. */
static size_t or_more(const finder *f, size_t at, amount *out)
{
    int least, most;
    bool vague;
    size_t end = is_link(f, at, LINK_OR) && out->least == 1 && out->most == 1
                     ? rule_number(f, at + 1, &least, &most, &vague)
                     : 0;
    if (!end || least < 2 || amount_unit(f, end))
        return at;
    out->most = most;
    return end;
}

/* "two and a half years", "half an hour", "15 hours 29 min"; plural: "weeks", without a number. */
static size_t read_amount(const finder *f, size_t at, bool plural, amount *out)
{
    int least, most;
    bool half = false;
    memset(out, 0, sizeof *out);
    size_t from = skip_hedges(f, at, &out->about);
    out->hedged = from > at && !is_word(f, at, WORD_ABOUT) && !is_text(f, at, "just") &&
                  !is_text(f, at, "only") && !is_text(f, at, "exactly");
    out->below = upper_bound(f, at + is_text(f, at, "just")) > 0;
    if (is_text(f, from, "a") && is_text(f, from + 1, "matter") && is_link(f, from + 2, LINK_OF)) {
        from += 3; /* "a matter of weeks" */
        plural = true;
    }
    plural |= bare_denied(f, from);
    size_t a = from + 1 + is_mark(f, from + 1, '-');
    if (is_half(f, from) && (is_text(f, a, "a") || is_text(f, a, "an") || a > from + 1)) {
        a += is_word(f, a, WORD_ARTICLE);
        out->unit = amount_unit(f, a);
        if (!out->unit || out->unit == UNIT_QUARTER || out->unit <= UNIT_MINUTE)
            return 0;
        add_half(out, out->unit);
        return a + 1;
    }
    size_t end = rule_count(f, from, &least, &most, &out->vague);
    if (at > 0 && is_text(f, from, "the") && is_link(f, at - 1, LINK_WITHIN))
        end = from + 1; /* "within the week" */
    bool counted =
        from > 0 && (token_at(f, from - 1)->kind == 'n' || is_dash(f, from - 1) ||
                     is_text(f, from - 1, "hundred") || is_text(f, from - 1, "million") ||
                     is_text(f, from - 1, "thousand") || is_half(f, from - 1));
    if (!end && plural && !counted && plural_unit(f, from)) {
        dl_find_count row = find_count_of(f->options, DL_STR("few"));
        end = from;
        least = row.least;
        most = row.most;
        out->vague = out->bare = true;
    }
    if (!end)
        return 0;
    end = half_after(f, end, &half);
    out->least = least;
    out->most = most;
    end += is_dash(f, end) && half;
    out->unit = amount_unit(f, end);
    if (!out->unit)
        return 0;
    if (half)
        add_half(out, out->unit);
    end++;
    if (!half && is_link(f, end, LINK_AND) && is_text(f, end + 1, "a") && is_half(f, end + 2)) {
        add_half(out, out->unit);
        return end + 3;
    }
    if (half || out->vague || out->most > out->least)
        return end;
    size_t or_two = or_more(f, end, out);
    return or_two > end ? or_two : more_parts(f, end, out);
}

/* From a day: sign 1 ahead, -1 back. */
static void step_amount(shape *out, const amount *told, int64_t day, int time, int sign)
{
    if (!told->exact) {
        step_units(out, told->unit, day, time, sign * told->least, sign * told->most);
        return;
    }
    amount sum = *told;
    int64_t first, last, same;
    add_part(&sum, told->unit, told->least);
    add_months(day, sign * sum.months, &first, &last, &same);
    same += sign * sum.days;
    if (sum.seconds % 86400 == 0 || (time < 0 && told->unit > UNIT_HOUR)) {
        same += sign * (sum.seconds / 86400);
        bool months = sum.months && !sum.days && !sum.seconds;
        if (!months) {
            shape_day(out, same);
            return;
        }
        shape_span(out, GRAIN_MONTH, first, last);
        shape_other(out, GRAIN_DAY, same, same);
        return;
    }
    step_units(out, UNIT_SECOND, same, time, sign * sum.seconds, sign * sum.seconds);
}

/* --- what it is counted from --- */

/* Which way, and from where. */
typedef struct direction {
    bool in, within, past, ahead, later, earlier, guessed;
} direction;

/* The word after the amount: "ago", "from now", "later", "in two weeks' time". */
static size_t direction_after(const finder *f, size_t end, direction *way)
{
    if (way->in && is_mark(f, end, '\'') && is_text(f, end + 1, "time"))
        return end + 2;
    if (way->in && is_text(f, end, "time"))
        return end + 1;
    way->past = is_word(f, end, WORD_AGO) || is_text(f, end, "back");
    way->later = is_text(f, end, "later");
    way->earlier = is_text(f, end, "earlier");
    if (way->past || way->later || way->earlier)
        return end + 1;
    bool hence = is_text(f, end, "hence");
    way->ahead = hence || (is_link(f, end, LINK_FROM) && is_text(f, end + 1, "now"));
    return hence ? end + 1 : way->ahead ? end + 2 : end;
}

/* The day to count from; false when there is none. */
static bool count_from(const finder *f, shape *out, const direction *way, int unit, int64_t *day,
                       int *time)
{
    bool fine = unit > UNIT_HOUR || f->event_grain <= GRAIN_DAY;
    bool told = (way->later || way->earlier || way->within) && fine;
    *day = f->anchor;
    *time = f->anchor_time;
    if (told && f->has_event && (!way->within || unit <= UNIT_HOUR || f->sentence_event)) {
        *day = f->event_first;
        *time = -1;
        return true;
    }
    if ((way->later || way->earlier) && !f->has_anchor) {
        out->valueless = out->settled = true;
        out->why = "it is counted from an event that has no date here";
        return false;
    }
    return !needs_anchor(f, out);
}

/* "within two weeks": from there to its end. "within hours": up to the day's end. */
static void settle_within(const finder *f, shape *out, const amount *told, int64_t day, int time)
{
    shape last;
    shape_day(out, day);
    if (told->unit <= UNIT_HOUR) {
        out->approximate = true;
        out->why = "it is counted from an event that is not told here";
        return;
    }
    shape_init(&last);
    bool event = f->sentence_event && f->event_grain == GRAIN_MONTH &&
                 day == f->event_first; /* "in May": from any day of it */
    step_units(&last, told->unit, event ? f->event_last : day, time, told->most, told->most);
    shape_span(out, GRAIN_DAYS, day, last.others ? last.other_first[0] : last.last);
    out->approximate = told->vague;
    if (!f->sentence_event)
        out->role = DL_ROLE_BY;
}

/* "within two weeks of its announcement": the event is named, and no date of it. */
static bool of_event(const finder *f, shape *out, size_t end)
{
    if (!is_link(f, end, LINK_OF))
        return false;
    if (f->has_event) {
        out->why = "it is counted from an event that is named here";
        return false;
    }
    out->valueless = out->settled = true;
    out->why = "it is counted from an event that has no date here";
    return true;
}

/* "a week ago Tuesday": that many weeks before the Tuesday that was. */
static size_t week_ago(const finder *f, size_t end, const amount *told, int sign, shape *out)
{
    const token *t = token_at(f, end + is_link(f, end, LINK_ON));
    if (sign >= 0 || told->unit != UNIT_WEEK || told->vague || told->exact ||
        t->word != WORD_WEEKDAY || !f->has_anchor)
        return end;
    int64_t back = (dl_weekday(f->anchor) - (t->value & 7) + 7) % 7;
    out->others = 0;
    out->approximate = false;
    shape_day(out, f->anchor - back - 7 * told->least);
    return end + 1 + is_link(f, end, LINK_ON);
}

/* Whether the amount from `at` to `end` is counted from some day: not "sixty minutes in an hour",
 * "in a day of protests", "the worst in more than a decade", "it grew tenfold in two years". */
static bool is_counted(const finder *f, size_t at, size_t end, size_t after, const amount *told,
                       const direction *way)
{
    bool turned = way->past || way->ahead || way->later || way->earlier;
    if (!way->in || way->past)
        return way->within || turned || way->guessed;
    bool rate = at > 0 && (is_word(f, at - 1, WORD_UNIT) || is_text(f, at - 1, "time") ||
                           is_text(f, at - 1, "times"));
    if (is_link(f, after, LINK_OF) || (told->unit >= UNIT_DAY && is_text(f, at + 1, "the")))
        return false;
    if (after > end)
        return true;
    int tense = find_tense(f, at, after);
    if (told->below && told->unit >= UNIT_DAY)
        return !rate && tense > 0; /* "it will ship in less than a month" */
    return !rate && !told->hedged && !is_dash(f, end) && tense >= 0;
}

/* "two weeks ago", "in a few months", "3 days later", "an hour from now". */
size_t rule_amount(const finder *f, size_t at, shape *out)
{
    amount told;
    direction way = {.in = is_link(f, at, LINK_IN), .within = is_link(f, at, LINK_WITHIN)};
    size_t from = at + (way.in || way.within);
    size_t end = read_amount(f, from, !way.in, &told);
    if (!end)
        return 0;
    if (told.unit == UNIT_MINUTE && from >= 2 && is_word(f, from - 1, WORD_UNIT) && from == at)
        return 0; /* the rest of "15 hours 29 min ago" */
    if (from > 0 && is_text(f, from - 1, "half"))
        return 0;
    if (way.within && told.bare)
        told.most = told.unit == UNIT_HOUR ? 23 : 9;
    size_t after = direction_after(f, end, &way);
    if (way.within && token_at(f, from)->word == WORD_ARTICLE && is_link(f, after, LINK_OF) &&
        rule_absolute(f, skip_article(f, after + 1), out))
        return 0;
    shape_init(out);
    way.guessed =
        told.vague && told.unit >= UNIT_DAY && from > 0 && is_word(f, from - 1, WORD_MAYBE);
    if (!is_counted(f, at, end, after, &told, &way))
        return 0;
    int64_t day;
    int time;
    if ((way.within && of_event(f, out, after)) ||
        !count_from(f, out, &way, told.unit, &day, &time))
        return after;
    bool below = way.in && told.below && after == end;
    if (below)
        out->why = "it could tell how long it takes";
    const char *named = out->why;
    if ((way.within && !way.past) || below) {
        settle_within(f, out, &told, day, time);
        out->why = named ? named : out->why;
        return after;
    }
    if ((way.later || way.earlier) && !f->has_event)
        named = "it is counted from publication: no date is told before it";
    step_amount(out, &told, day, time, way.past || way.earlier ? -1 : 1);
    if (out->timed)
        out->zone = f->zone;
    out->approximate = told.vague || told.about || told.unit > UNIT_DAY;
    if (way.guessed && !way.in && !way.past && !way.ahead)
        out->why = "a guess, counted from publication"; /* "maybe a few months" */
    if (told.bare && !out->why)
        out->why = "how many is not told";
    if (named)
        out->why = named;
    else if (out->others)
        out->why = "rounded to the unit told, or to the day";
    return week_ago(f, after, &told, way.past ? -1 : way.ahead ? 1 : 0, out);
}
