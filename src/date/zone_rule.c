#include "date/zone_rule.h"

#include "dateline/date.h"

static const int32_t hour_seconds = 3600;
static const int64_t day_seconds = 86400;

/* A string being read; `bad` stays once it is set. */
typedef struct rule_text {
    dl_str rest;
    bool bad;
} rule_text;

static char next_of(const rule_text *text)
{
    return text->rest.size ? text->rest.data[0] : '\0';
}

static bool take(rule_text *text, char c)
{
    if (next_of(text) != c || text->rest.size == 0)
        return false;
    text->rest = dl_str_slice(text->rest, 1, text->rest.size);
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int number(rule_text *text, int least, int most)
{
    int value = 0, digits = 0;
    for (; digits < 3 && is_digit(next_of(text)); digits++) {
        value = value * 10 + (next_of(text) - '0');
        take(text, next_of(text));
    }
    if (digits == 0 || value < least || value > most)
        text->bad = true;
    return value;
}

/* "EST" or "<-03>": of no use here, but it must be there. */
static void name(rule_text *text)
{
    size_t size = 0;
    bool quoted = take(text, '<');
    while (quoted ? text->rest.size && next_of(text) != '>' : is_letter(next_of(text))) {
        take(text, next_of(text));
        size++;
    }
    if (size < 3 || (quoted && !take(text, '>')))
        text->bad = true;
}

/* "[+-]hh[:mm[:ss]]" in seconds. */
static int32_t clock_time(rule_text *text)
{
    int32_t sign = take(text, '-') ? -1 : 1, seconds;
    if (sign > 0)
        take(text, '+');
    seconds = number(text, 0, 167) * hour_seconds; /* RFC 9636 §3.3.2 for what POSIX ends at 24 */
    if (take(text, ':'))
        seconds += number(text, 0, 59) * 60;
    if (take(text, ':'))
        seconds += number(text, 0, 59);
    return sign * seconds;
}

static void change(rule_text *text, zone_change *out)
{
    if (!take(text, ','))
        text->bad = true;
    if (take(text, 'M')) {
        out->kind = ZONE_DAY_MONTH;
        out->month = number(text, 1, 12);
        text->bad |= !take(text, '.');
        out->week = number(text, 1, 5);
        text->bad |= !take(text, '.');
        out->day = number(text, 0, 6);
    } else if (take(text, 'J')) {
        out->kind = ZONE_DAY_JULIAN;
        out->day = number(text, 1, 365);
    } else {
        out->kind = ZONE_DAY_OF_YEAR;
        out->day = number(text, 0, 365);
    }
    out->time = take(text, '/') ? clock_time(text) : 2 * hour_seconds;
}

bool zone_rule_read(dl_str string, zone_rule *rule)
{
    rule_text text = {string, false};
    *rule = (zone_rule){0};
    name(&text);
    rule->standard = -clock_time(&text); /* the string counts west of Greenwich */
    if (!text.bad && text.rest.size) {
        rule->changes = true;
        name(&text);
        rule->summer = rule->standard + hour_seconds;
        if (next_of(&text) != ',')
            rule->summer = -clock_time(&text);
        change(&text, &rule->begin);
        change(&text, &rule->end);
    }
    return !text.bad && text.rest.size == 0;
}

/* The day of the change in a year, since 1970-01-01. */
static int64_t change_day(const zone_change *when, int64_t year)
{
    int64_t first = dl_days_from_civil(year, 1, 1);
    if (when->kind == ZONE_DAY_OF_YEAR)
        return first + when->day;
    if (when->kind == ZONE_DAY_JULIAN)
        return first + when->day - 1 + (when->day > 59 && dl_days_in_month(year, 2) == 29);
    first = dl_days_from_civil(year, when->month, 1);
    int sunday_first = (dl_weekday(first) + 1) % 7;
    int day = (when->day - sunday_first + 7) % 7 + (when->week - 1) * 7;
    return first + (day < dl_days_in_month(year, when->month) ? day : day - 7);
}

int32_t zone_rule_offset(const zone_rule *rule, int64_t utc)
{
    int64_t year, latest = INT64_MIN;
    int month, day;
    int32_t offset = rule->standard;
    if (!rule->changes)
        return offset;
    dl_civil_from_days(utc / day_seconds - (utc % day_seconds < 0), &year, &month, &day);
    /* The last change at or before the moment decides; a change of a neighbouring year may be it.
     * Where summer time ends and begins in one moment it never ends: the beginning comes later. */
    for (int64_t y = year - 1; y <= year + 1; y++) {
        int64_t begin = change_day(&rule->begin, y) * day_seconds + rule->begin.time;
        int64_t end = change_day(&rule->end, y) * day_seconds + rule->end.time;
        begin -= rule->standard;
        end -= rule->summer;
        if (begin <= utc && begin >= latest) {
            latest = begin;
            offset = rule->summer;
        }
        if (end <= utc && end > latest) {
            latest = end;
            offset = rule->standard;
        }
    }
    return offset;
}
