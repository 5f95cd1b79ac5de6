/* Dates as a reporter would write them, in the words of a language's table. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "date/language.h"
#include "date/set.h"

/* A small text in fixed space, for numbers. */
typedef struct digits {
    char text[24];
} digits;

static dl_str number(digits *space, int64_t value, int places)
{
    snprintf(space->text, sizeof space->text, "%0*" PRId64, places, value);
    return dl_str_of(space->text);
}

static void one(const dl_date_language *in, word_key key, const char *slot, dl_str text,
                dl_buf *out)
{
    language_fill(in, key, &(word_slot){slot, text}, 1, out);
}

/* Puts the pattern of key around what is in text. */
static void wrap(const dl_date_language *in, word_key key, const char *slot, dl_buf *text)
{
    dl_buf outer = {0};
    one(in, key, slot, dl_buf_str(text), &outer);
    outer.failed = outer.failed || text->failed;
    dl_buf_clear(text);
    *text = outer;
}

/* "1st", "12th", "1er": see the table. */
static void ordinal(const dl_date_language *in, int64_t value, dl_buf *out)
{
    word_key key = WORDS_ORDINAL;
    int64_t last = value % 10;
    if (value == 1 && language_has(in, WORDS_ORDINAL_FIRST))
        key = WORDS_ORDINAL_FIRST;
    else if (last >= 1 && last <= 3 && value / 10 % 10 != 1 &&
             language_has(in, (word_key)(WORDS_ORDINAL + last)))
        key = (word_key)(WORDS_ORDINAL + last);
    digits space = {""};
    one(in, key, "number", number(&space, value, 1), out);
}

/* Digits that are not told have no words but as a pattern: "a year like 1XX3". */
static void pattern_words(const dl_date_language *in, const dl_date_part *part, int64_t size,
                          dl_buf *out)
{
    digits space = {""};
    number(&space, size, 4);
    for (int i = 0; i < 4; i++) {
        if (part->year_mask >> (3 - i) & 1)
            space.text[i] = 'X';
    }
    one(in, WORDS_YEAR_LIKE, "year", dl_str_of(space.text), out);
}

static void century_words(const dl_date_language *in, int64_t century, dl_buf *out)
{
    digits space = {""};
    dl_buf nth = {0};
    ordinal(in, century, &nth);
    const word_slot slots[] = {{"number", number(&space, century, 1)},
                               {"ordinal", dl_buf_str(&nth)}};
    language_fill(in, WORDS_CENTURY, slots, 2, out);
    dl_buf_clear(&nth);
}

static void year_words(const dl_date_language *in, const dl_date_part *part, dl_buf *out)
{
    int64_t year = part->year, size = year < 0 ? -year : year;
    digits space = {""};
    bool before = part->year_mask ? part->negative : year <= 0;
    if (part->year_mask == 1)
        one(in, WORDS_DECADE, "year", number(&space, size, 1), out);
    else if (part->year_mask == 3)
        century_words(in, size / 100 + 1, out);
    else if (part->year_mask == 15)
        language_fill(in, WORDS_UNKNOWN_YEAR, NULL, 0, out);
    else if (part->year_mask)
        pattern_words(in, part, size, out);
    else
        dl_buf_add(out, number(&space, before ? 1 - year : year, 1)); /* astronomical 0 is 1 BC */
    if (before)
        wrap(in, WORDS_BC, "year", out);
    if (!part->significant)
        return;
    dl_buf told = {0};
    const word_slot slots[] = {{"year", dl_buf_str(out)},
                               {"count", number(&space, part->significant, 1)}};
    language_fill(in, WORDS_SIGNIFICANT, slots, 2, &told);
    dl_buf_clear(out);
    *out = told;
}

static dl_str month_name(const dl_date_language *in, int month, bool beside_day)
{
    word_key key = (word_key)(WORDS_DAY_MONTH + month - 1);
    if (!beside_day || !language_has(in, key))
        key = (word_key)(WORDS_MONTH + month - 1);
    return dl_str_of(dl_language_at(in, key).text);
}

/* The year, month and day, without marks and time. */
static void day_words(const dl_date_language *in, const dl_date_part *part, dl_buf *out)
{
    dl_buf year = {0}, nth = {0};
    digits space = {""};
    bool no_month = !part->month && (part->month_mask || part->day || part->day_mask);
    year_words(in, part, &year);
    if (part->day)
        ordinal(in, part->day, &nth);
    bool named = part->month >= 1 && part->month <= 12;
    const word_slot slots[] = {
        {"year", dl_buf_str(&year)},
        {"month", named ? month_name(in, part->month, part->day != 0) : dl_str_of("")},
        {"day", part->day ? number(&space, part->day, 1) : dl_str_of("")},
        {"ordinal", dl_buf_str(&nth)}};
    bool masked = part->year_mask != 0;
    if (part->month >= 21)
        language_fill(in, (word_key)(WORDS_DIVISION + part->month - 21), slots, 4, out);
    else if (part->day && no_month)
        language_fill(in, WORDS_DAY_OF_SOME_MONTH, slots, 4, out);
    else if (no_month && !part->day_mask)
        language_fill(in, WORDS_SOME_MONTH, slots, 4, out);
    else if (named && part->day)
        language_fill(in, masked ? WORDS_DAY_OF : WORDS_DAY, slots, 4, out);
    else if (named)
        language_fill(in, masked ? WORDS_MONTH_OF : WORDS_MONTH_YEAR, slots, 4, out);
    else
        dl_buf_add(out, dl_buf_str(&year));
    dl_buf_clear(&year);
    dl_buf_clear(&nth);
    if (part->day_mask)
        wrap(in, WORDS_SOME_DAY, "date", out);
}

/* --- times --- */

static void clock_words(const dl_date_language *in, const dl_date_part *part, bool seconds,
                        dl_buf *out)
{
    digits hour = {""}, minute = {""}, second = {""};
    const word_slot slots[] = {{"hour", number(&hour, part->hour, 2)},
                               {"minute", number(&minute, part->minute, 2)},
                               {"second", number(&second, part->second, 2)}};
    language_fill(in, seconds ? WORDS_TIME_SECONDS : WORDS_TIME, slots, 3, out);
}

static void zone_words(const dl_date_language *in, const dl_date_part *part, dl_buf *time)
{
    int minutes = part->offset_minutes < 0 ? -part->offset_minutes : part->offset_minutes;
    char offset[24];
    snprintf(offset, sizeof offset, "%s%d:%02d", part->offset_minutes < 0 ? "−" : "+", minutes / 60,
             minutes % 60);
    const word_key key = part->zone == DL_ZONE_UTC     ? WORDS_ZONE_UTC
                         : part->zone == DL_ZONE_NAMED ? WORDS_ZONE_NAMED
                                                       : WORDS_ZONE_OFFSET;
    if (part->zone == DL_ZONE_NONE)
        return;
    dl_buf zoned = {0};
    const word_slot slots[] = {{"time", dl_buf_str(time)},
                               {"zone", dl_str_of(part->zone_name)},
                               {"offset", dl_str_of(offset)}};
    language_fill(in, key, slots, 3, &zoned);
    dl_buf_clear(time);
    *time = zoned;
}

static void add_time(const dl_date_language *in, const dl_date_part *part, dl_buf *date)
{
    dl_buf time = {0}, both = {0};
    bool seconds = part->precision == DL_PRECISION_SECOND && (part->second || part->nanosecond);
    clock_words(in, part, seconds, &time);
    zone_words(in, part, &time);
    const word_slot slots[] = {{"date", dl_buf_str(date)}, {"time", dl_buf_str(&time)}};
    language_fill(in, part->approximate ? WORDS_AT_ABOUT : WORDS_AT, slots, 2, &both);
    dl_buf_clear(&time);
    dl_buf_clear(date);
    *date = both;
}

/* --- one date --- */

static void part_words(const dl_date_language *in, const dl_date_part *part, dl_buf *out)
{
    dl_buf text = {0};
    day_words(in, part, &text);
    if (part->precision >= DL_PRECISION_MINUTE)
        add_time(in, part, &text);
    else if (part->approximate)
        wrap(in, WORDS_AROUND, "date", &text);
    if (part->uncertain)
        wrap(in, WORDS_UNCERTAIN, "date", &text);
    dl_buf_add(out, dl_buf_str(&text));
    out->failed = out->failed || text.failed;
    dl_buf_clear(&text);
}

static void end_words(const dl_date_language *in, const dl_date_part *part, dl_end_kind kind,
                      dl_buf *out)
{
    if (kind == DL_END_DATE)
        part_words(in, part, out);
    else
        language_fill(in, WORDS_UNKNOWN_DATE, NULL, 0, out);
}

/* --- intervals --- */

static bool plain_day(const dl_date_part *part)
{
    return part->precision == DL_PRECISION_DAY && !part->uncertain && !part->approximate;
}

static bool same_zone(const dl_date_part *a, const dl_date_part *b)
{
    return a->zone == b->zone && a->offset_minutes == b->offset_minutes &&
           strcmp(a->zone_name, b->zone_name) == 0;
}

static void days_words(const dl_date_language *in, const dl_date_part *a, const dl_date_part *b,
                       dl_buf *out)
{
    digits day = {""}, to_day = {""}, year = {""};
    const word_slot slots[] = {{"day", number(&day, a->day, 1)},
                               {"to_day", number(&to_day, b->day, 1)},
                               {"month", month_name(in, a->month, true)},
                               {"to_month", month_name(in, b->month, true)},
                               {"year", number(&year, a->year, 1)}};
    language_fill(in, a->month == b->month ? WORDS_DAYS_OF_MONTH : WORDS_DAYS, slots, 5, out);
}

static void times_words(const dl_date_language *in, const dl_date_part *a, const dl_date_part *b,
                        dl_buf *out)
{
    dl_buf date = {0}, start = {0}, end = {0};
    day_words(in, a, &date);
    clock_words(in, a, false, &start);
    if (a->approximate)
        wrap(in, WORDS_ABOUT_TIME, "time", &start);
    clock_words(in, b, false, &end);
    if (b->approximate)
        wrap(in, WORDS_ABOUT_TIME, "time", &end);
    zone_words(in, b, &end);
    const word_slot slots[] = {
        {"date", dl_buf_str(&date)}, {"start", dl_buf_str(&start)}, {"end", dl_buf_str(&end)}};
    language_fill(in, WORDS_TIMES, slots, 3, out);
    dl_buf_clear(&date);
    dl_buf_clear(&start);
    dl_buf_clear(&end);
}

/* What both ends share is said once: "13 March to 31 December 2024", "26 November 2024, 08:30 to
 * 12:01 (America/New_York)". False when they share nothing of that kind. */
static bool shared_words(const dl_date_language *in, const dl_date *date, dl_buf *out)
{
    const dl_date_part *a = &date->start, *b = &date->end;
    if (a->year != b->year || a->year <= 0)
        return false;
    if (a->year_mask || b->year_mask || a->significant || b->significant)
        return false;
    if (plain_day(a) && plain_day(b)) {
        days_words(in, a, b, out);
        return true;
    }
    bool timed = a->precision >= DL_PRECISION_MINUTE && b->precision >= DL_PRECISION_MINUTE;
    if (!timed || a->month != b->month || a->day != b->day || !same_zone(a, b) || a->uncertain ||
        b->uncertain)
        return false;
    times_words(in, a, b, out);
    return true;
}

static void range_words(const dl_date_language *in, const dl_date *date, dl_buf *out)
{
    dl_buf start = {0}, end = {0};
    end_words(in, &date->start, date->start_kind, &start);
    end_words(in, &date->end, date->end_kind, &end);
    const word_slot slots[] = {{"start", dl_buf_str(&start)}, {"end", dl_buf_str(&end)}};
    language_fill(in, WORDS_RANGE, slots, 2, out);
    dl_buf_clear(&start);
    dl_buf_clear(&end);
}

/* "by 27 November 2024", "by the end of 2024": who says a year means all of it. */
static void until_words(const dl_date_language *in, const dl_date_part *part, dl_buf *out)
{
    bool whole = part->precision < DL_PRECISION_DAY && !part->month_mask && !part->day_mask &&
                 !part->day && !part->approximate;
    dl_buf text = {0};
    part_words(in, part, &text);
    one(in, whole ? WORDS_BY_END : WORDS_BY, "date", dl_buf_str(&text), out);
    dl_buf_clear(&text);
}

static void interval_words(const dl_date_language *in, const dl_date *date, dl_buf *out)
{
    bool starts = date->start_kind == DL_END_DATE, ends = date->end_kind == DL_END_DATE;
    if (!starts && !ends) {
        language_fill(in, WORDS_UNKNOWN_DATE, NULL, 0, out);
    } else if (date->start_kind == DL_END_OPEN && ends) {
        until_words(in, &date->end, out);
    } else if (date->end_kind == DL_END_OPEN && starts) {
        dl_buf text = {0};
        part_words(in, &date->start, &text);
        one(in, WORDS_FROM, "date", dl_buf_str(&text), out);
        dl_buf_clear(&text);
    } else if (!starts || !ends || !shared_words(in, date, out)) {
        range_words(in, date, out);
    }
}

/* Puts the next of a list after what is in it. */
static void add_to_list(const dl_date_language *in, word_key key, const char *slot, dl_str next,
                        dl_buf *list)
{
    dl_buf longer = {0};
    if (list->size == 0) {
        dl_buf_add(list, next);
        return;
    }
    const word_slot slots[] = {{"list", dl_buf_str(list)}, {slot, next}};
    language_fill(in, key, slots, 2, &longer);
    longer.failed = longer.failed || list->failed;
    dl_buf_clear(list);
    *list = longer;
}

static void set_words(const dl_date_language *in, const dl_date *date, dl_buf *out)
{
    dl_date member;
    dl_buf list = {0};
    for (size_t at = 0; set_next(date, &at, &member);) {
        dl_buf text = {0};
        if (member.interval)
            interval_words(in, &member, &text);
        else
            part_words(in, &member.start, &text);
        add_to_list(in, WORDS_LIST, "next", dl_buf_str(&text), &list);
        dl_buf_clear(&text);
    }
    one(in, date->set == DL_SET_ONE ? WORDS_ONE_OF : WORDS_ALL_OF, "list", dl_buf_str(&list), out);
    dl_buf_clear(&list);
}

void dl_date_words_in(const dl_date *date, const dl_date_language *language, dl_buf *out)
{
    if (date->set)
        set_words(language, date, out);
    else if (date->interval)
        interval_words(language, date, out);
    else
        part_words(language, &date->start, out);
}

void dl_date_words(const dl_date *date, dl_buf *out)
{
    dl_date_words_in(date, dl_language_english(), out);
}

void dl_difference_words(const dl_calendar_difference *difference, const dl_date_language *language,
                         dl_buf *out)
{
    const int64_t counts[] = {difference->years, difference->months, difference->days};
    int unit = difference->precision == DL_PRECISION_YEAR    ? 0
               : difference->precision == DL_PRECISION_MONTH ? 1
                                                             : 2;
    int last = -1;
    for (int i = 0; i < 3; i++)
        last = counts[i] ? i : last;
    last = last < 0 ? unit : last; /* nothing: "0 days" */
    dl_buf list = {0};
    for (int i = 0; i <= last; i++) {
        dl_buf text = {0};
        digits space = {""};
        word_key key = (word_key)(WORDS_YEARS_ONE + 2 * i + (counts[i] != 1));
        if (counts[i] == 0 && i != last)
            continue;
        one(language, key, "number", number(&space, counts[i], 1), &text);
        add_to_list(language, i == last ? WORDS_AND : WORDS_LIST, i == last ? "last" : "next",
                    dl_buf_str(&text), &list);
        dl_buf_clear(&text);
    }
    if (difference->earlier)
        wrap(language, WORDS_EARLIER, "amount", &list);
    dl_buf_add(out, dl_buf_str(&list));
    dl_buf_clear(&list);
}
