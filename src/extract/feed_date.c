#include "extract/feed_date.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "extract/written_date.h"
#include "extract/written_words.h"

enum { MOST_TOKENS = 24, MOST_WORD = 32, LONGEST = 100 };

typedef enum kind { END, NUMBER, WORD, MARK } kind;

typedef struct token {
    kind kind;
    int64_t value; /* NUMBER */
    int digits;
    bool spaced;          /* white space stands before it */
    char word[MOST_WORD]; /* WORD: lower case; MARK: one character; NUMBER: its digits */
} token;

typedef struct told {
    int64_t year;
    int month, day; /* 0: not told */
    bool has_time, has_second;
    char half; /* as dl_written_half_before has it; 0: not told */
    int hour, minute, second;
    char fraction[10];
    char zone[40]; /* as EDTF has it; empty: not told */
    bool foreign;  /* a word that no table here has */
} told;

/* English by any beginning of three letters or more; whole words for the rest: Greek, Hungarian. */
static const char *const months[12] = {"january",   "february", "march",    "april",
                                       "may",       "june",     "july",     "august",
                                       "september", "october",  "november", "december"};
static const struct {
    const char *word;
    int month;
} month_words[] = {
    {"ιαν", 1},     {"φεβ", 2},       {"μαρ", 3},        {"μάρ", 3},      {"απρ", 4},
    {"μάι", 5},     {"μαϊ", 5},       {"μαι", 5},        {"ιούν", 6},     {"ιουν", 6},
    {"ιούλ", 7},    {"ιουλ", 7},      {"αύγ", 8},        {"αυγ", 8},      {"σεπ", 9},
    {"οκτ", 10},    {"νοέ", 11},      {"νοε", 11},       {"δεκ", 12},     {"január", 1},
    {"február", 2}, {"március", 3},   {"április", 4},    {"május", 5},    {"június", 6},
    {"július", 7},  {"augusztus", 8}, {"szeptember", 9}, {"október", 10}, {"sept", 9}};

/* Offsets in minutes of names that stand for one offset only, RFC 822 §5.1 first. */
static const struct {
    const char *name;
    int minutes;
} offsets[] = {{"z", 0},       {"ut", 0},     {"gmt", 0},    {"utc", 0},    {"est", -300},
               {"edt", -240},  {"cst", -360}, {"cdt", -300}, {"mst", -420}, {"mdt", -360},
               {"pst", -480},  {"pdt", -420}, {"ast", -240}, {"adt", -180}, {"akst", -540},
               {"akdt", -480}, {"hst", -600}, {"wet", 0},    {"west", 60},  {"bst", 60},
               {"cet", 60},    {"cest", 120}, {"met", 60},   {"mest", 120}, {"mez", 60},
               {"mesz", 120},  {"eet", 120},  {"eest", 180}, {"msk", 180},  {"sgt", 480},
               {"hkt", 480},   {"jst", 540},  {"kst", 540},  {"aest", 600}, {"aedt", 660},
               {"awst", 480},  {"nzst", 720}, {"nzdt", 780}};

/* Names whose offset changes with the season: the place that keeps their time. */
static const struct {
    const char *name, *place;
} places[] = {{"et", "America/New_York"},
              {"ct", "America/Chicago"},
              {"mt", "America/Denver"},
              {"pt", "America/Los_Angeles"},
              {"at", "America/Halifax"}};

/* --- tokens ----------------------------------------------------------------------------------- */

static void put_byte(token *t, const char *bytes, size_t size)
{
    size_t used = strlen(t->word);
    if (used + size < sizeof t->word)
        memcpy(t->word + used, bytes, size);
}

static kind kind_of(uint32_t code)
{
    if (code >= '0' && code <= '9')
        return NUMBER;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_MC ? WORD : MARK;
}

static void put_letter(token *t, uint32_t code)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t size = utf8proc_encode_char(utf8proc_tolower((utf8proc_int32_t)code), bytes);
    put_byte(t, (const char *)bytes, (size_t)size);
}

/* The list ends with a token END; false when there is more text than a date has. */
static bool tokenize(dl_str text, token *list)
{
    int count = 0;
    kind open = END;
    bool spaced = false;
    for (size_t at = 0; at < text.size;) {
        uint32_t code = dl_utf8_next(text, &at);
        if (code <= ' ' || code == 0xA0 || code == 0x202F || code == 0x3000) {
            spaced = true;
            open = END;
            continue;
        }
        kind k = kind_of(code);
        if (k != open || k == MARK) {
            if (count == MOST_TOKENS)
                return false;
            list[count] = (token){.kind = k, .spaced = spaced};
            count++;
            open = k;
            spaced = false;
        }
        token *t = &list[count - 1];
        if (k == NUMBER) {
            if (++t->digits > 17)
                return false;
            t->value = t->value * 10 + (int64_t)(code - '0');
        }
        put_letter(t, code);
    }
    return true;
}

static bool is_mark(const token *t, const char *marks)
{
    return t->kind == MARK && !t->word[1] && dl_one_of(t->word[0], marks);
}

static bool is_word(const token *t, const char *word)
{
    return t->kind == WORD && strcmp(t->word, word) == 0;
}

static int month_of(const token *t)
{
    size_t size = strlen(t->word);
    if (t->kind != WORD)
        return 0;
    for (int i = 0; i < 12; i++)
        if (size >= 3 && strncmp(months[i], t->word, size) == 0)
            return i + 1;
    for (size_t i = 0; i < sizeof month_words / sizeof *month_words; i++)
        if (strcmp(month_words[i].word, t->word) == 0)
            return month_words[i].month;
    return 0;
}

/* RFC 2822 §4.3: 00 to 49 are of this century. */
static int64_t year_of(const token *t)
{
    if (t->digits > 2)
        return t->value;
    return t->value + (t->value < 50 ? 2000 : 1900);
}

/* --- time and zone ---------------------------------------------------------------------------- */

static bool set_offset(told *d, int minutes)
{
    int size = minutes < 0 ? -minutes : minutes;
    if (size > 14 * 60)
        return false;
    snprintf(d->zone, sizeof d->zone, minutes ? "%c%02d:%02d" : "Z", minutes < 0 ? '-' : '+',
             size / 60 % 100, size % 60);
    return true;
}

/* +hh:mm, +hhmm, +hh, +h; t is the sign. Returns what follows, NULL for no offset. */
static const token *read_offset(const token *t, told *d)
{
    int sign = t->word[0] == '-' ? -1 : 1;
    const token *number = t + 1;
    if (number->kind != NUMBER || number->spaced || number->digits > 4)
        return NULL;
    int hours = (int)number->value, minutes = 0;
    const token *next = number + 1;
    if (number->digits > 2) {
        minutes = hours % 100;
        hours /= 100;
    } else if (is_mark(next, ":")) {
        if (next[1].kind != NUMBER || next[1].digits != 2)
            return NULL;
        minutes = (int)next[1].value;
        next += 2;
    }
    if (minutes > 59 || !set_offset(d, sign * (hours * 60 + minutes)))
        return NULL;
    return next;
}

static bool zone_of_word(const char *word, told *d)
{
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++)
        if (strcmp(offsets[i].name, word) == 0)
            return set_offset(d, offsets[i].minutes);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (strcmp(places[i].name, word) == 0) {
            snprintf(d->zone, sizeof d->zone, "[%s]", places[i].place);
            return true;
        }
    }
    return false;
}

/* What may follow a time: "Z", "EST", "GMT+2", "Etc/GMT", "+0100", "(CET)". NULL for what is no
 * zone; t itself where there is none. */
static const token *read_zone(const token *t, told *d)
{
    if (is_word(t, "etc") && is_mark(t + 1, "/"))
        t += 2;
    if (is_mark(t, "+-"))
        return read_offset(t, d);
    if (t->kind != WORD || month_of(t))
        return t;
    bool universal = is_word(t, "gmt") || is_word(t, "utc");
    if (universal && is_mark(t + 1, "+-") && t[2].kind == NUMBER && !t[1].spaced)
        return read_offset(t + 1, d);
    /* a name that nobody knows tells no offset, and takes nothing from the time */
    if (!zone_of_word(t->word, d) && (strlen(t->word) > 5 || !t->spaced))
        return NULL;
    return t + 1;
}

static const token *read_half(const token *t, told *d)
{
    bool dotted = is_mark(t + 1, ".") && is_word(t + 2, "m");
    if (is_word(t, "pm") || (is_word(t, "p") && dotted))
        d->half = 'p';
    else if (is_word(t, "am") || (is_word(t, "a") && dotted))
        d->half = 'a';
    else
        return t;
    return dotted ? t + 3 + is_mark(t + 3, ".") : t + 1;
}

/* hh:mm[:ss[.fff]], then perhaps a half of the day. NULL for what is none. */
static const token *read_clock(const token *t, told *d)
{
    if (t->kind != NUMBER || t->digits > 2 || !is_mark(t + 1, ":") || t[2].kind != NUMBER ||
        t[2].digits > 2)
        return NULL;
    d->has_time = true;
    d->hour = (int)t->value;
    d->minute = (int)t[2].value;
    t += 3;
    if (is_mark(t, ":")) {
        if (t[1].kind != NUMBER || t[1].digits > 2)
            return NULL;
        d->has_second = true;
        d->second = (int)t[1].value;
        t += 2;
        if (is_mark(t, ".,") && t[1].kind == NUMBER && !t[1].spaced) {
            snprintf(d->fraction, sizeof d->fraction, "%.9s", t[1].word);
            t += 2;
        }
    }
    return is_mark(t, ":") ? NULL : !d->half ? read_half(t, d) : t;
}

/* hhmm or hhmmss, after a T */
static const token *read_compact_clock(const token *t, told *d)
{
    if (t->kind != NUMBER || (t->digits != 4 && t->digits != 6))
        return NULL;
    int seconds = t->digits == 6 ? (int)(t->value % 100) : 0;
    int rest = (int)(t->digits == 6 ? t->value / 100 : t->value);
    d->has_time = true;
    d->has_second = t->digits == 6;
    d->second = seconds;
    d->minute = rest % 100;
    d->hour = rest / 100;
    return t + 1;
}

/* --- year first: ISO 8601 and its kin --------------------------------------------------------- */

static const token *day_of_year(told *d, int64_t ordinal, const token *next)
{
    int64_t year;
    int64_t first = dl_days_from_civil(d->year, 1, 1);
    if (ordinal < 1 || ordinal > dl_days_from_civil(d->year + 1, 1, 1) - first)
        return NULL;
    dl_civil_from_days(first + ordinal - 1, &year, &d->month, &d->day);
    return next;
}

/* 20031231, 031231 */
static const token *read_run(const token *t, told *d)
{
    d->day = (int)(t->value % 100);
    d->month = (int)(t->value / 100 % 100);
    d->year = t->value / 10000;
    if (t->digits == 6)
        d->year += d->year < 50 ? 2000 : 1900;
    return d->month && d->day ? t + 1 : NULL;
}

static bool is_separator(const token *t)
{
    return is_mark(t, "-/.") || is_word(t, "년") || is_word(t, "年");
}

/* 2003, 2003-12, 2003-12-31, 2003/12/31, 2003.12.31, 2003-365, 2004년 05월 28일, 2004-július-13 */
static const token *read_year_first(const token *t, told *d)
{
    const bool dash = is_mark(t, "-"); /* -0312, -03-12: ISO 8601:1988 §5.2.1.3 */
    t += dash;
    if (t->kind != NUMBER)
        return NULL;
    if (dash && t->digits == 4) {
        d->year = t->value / 100 + (t->value / 100 < 50 ? 2000 : 1900);
        d->month = (int)(t->value % 100);
        return d->month ? t + 1 : NULL;
    }
    if (!dash && (t->digits == 8 || t->digits == 6))
        return read_run(t, d);
    /* 15-Feb-24 has its day first: so does every date with a month's name and a short year */
    const bool two = t->digits == 2 && ((is_mark(t + 1, "-") && t[2].kind == NUMBER) || dash);
    if (t->digits != 4 && !two)
        return NULL;
    d->year = year_of(t);
    if (!is_separator(t + 1))
        return dash || two ? NULL : t + 1;
    const token *month = t + 2;
    d->month = month->kind == WORD ? month_of(month) : (int)(month->value % 100);
    if (month->kind == NUMBER && month->digits == 3 && !is_separator(month + 1))
        return day_of_year(d, month->value, month + 1);
    if (d->month == 0 || month->digits > 3 || month->value > 99)
        return NULL;
    t = month + 1;
    const bool east_asian = is_word(t, "월") || is_word(t, "月");
    if (!is_separator(t) && !east_asian)
        return t;
    if (t[1].kind != NUMBER || t[1].digits > 2)
        return NULL;
    d->day = (int)t[1].value;
    t += 2;
    return d->day ? t + (is_word(t, "일") || is_word(t, "日")) : NULL;
}

static bool read_iso(const token *t, told *d)
{
    t = read_year_first(t, d);
    if (!t)
        return false;
    if (t->kind == END)
        return true;
    const bool letter = is_word(t, "t");
    t += letter || is_mark(t, ",");
    if (!letter && !t->spaced)
        return false;
    d->half = (char)(t->kind == WORD ? dl_written_half_before(t->word) : 0);
    const token *next = read_clock(t + (d->half != 0), d);
    if (!next && letter)
        next = read_compact_clock(t, d);
    if (next)
        next = read_zone(next, d);
    /* "(CET)", and "[Europe/Paris]" as Java adds it */
    return next && (next->kind == END || is_mark(next, "(["));
}

/* --- the month by its name: RFC 822, asctime -------------------------------------------------- */

/* One step of a date whose parts come in any order. NULL for what no date has. */
static const token *read_part(const token *t, told *d)
{
    const token *clock = t->kind == NUMBER && is_mark(t + 1, ":") ? read_clock(t, d) : NULL;
    if (clock)
        return d->zone[0] ? clock : read_zone(clock, d);
    if (t->kind == NUMBER && is_mark(t + 1, ":"))
        return NULL;
    if (t->kind == NUMBER && t->digits <= 2 && !d->day) {
        d->day = (int)t->value;
        bool ordinal = is_word(t + 1, "st") || is_word(t + 1, "nd") || is_word(t + 1, "rd") ||
                       is_word(t + 1, "th");
        return d->day ? t + 1 + (ordinal && !t[1].spaced) : NULL;
    }
    if (t->kind == NUMBER && t->digits <= 4 && t->digits != 3 && d->year < 0) {
        d->year = year_of(t);
        return t + 1;
    }
    if (t->kind == WORD && !d->month && month_of(t)) {
        d->month = month_of(t);
        return t + 1;
    }
    if (d->has_time && !d->zone[0] && (t->kind == WORD || is_mark(t, "+-"))) {
        const token *zone = read_zone(t, d);
        return zone == t ? NULL : zone;
    }
    d->foreign = d->foreign || t->kind == WORD;
    return is_mark(t, ",-./") && !d->has_time ? t + 1 : is_mark(t, ",") ? t + 1 : NULL;
}

static bool read_named(const token *t, told *d)
{
    d->year = -1;
    /* the day's name, in whatever language, is all that may stand first */
    if (t->kind == WORD && !month_of(t))
        t += 1 + is_mark(t + 1, ".");
    while (t && t->kind != END && !is_mark(t, "("))
        t = read_part(t, d);
    return t && d->year >= 0 && d->month;
}

/* 13/2/2004: only where one of the two can be no month. 3.2.2004 has its day first everywhere. */
static bool read_numbers(const token *t, told *d)
{
    const bool dots = is_mark(t + 1, ".");
    if (t->kind != NUMBER || !is_mark(t + 1, "/.") || t[2].kind != NUMBER ||
        !is_mark(t + 3, t[1].word) || t[4].kind != NUMBER || t[4].digits != 4)
        return false;
    int first = (int)t->value, second = (int)t[2].value;
    if (t->digits > 2 || t[2].digits > 2 || (!dots && (first <= 12) == (second <= 12)))
        return false;
    d->day = dots || first > 12 ? first : second;
    d->month = dots || first > 12 ? second : first;
    d->year = t[4].value;
    t += 5;
    if (t->kind == END)
        return true;
    t = read_clock(t + is_mark(t, ","), d);
    t = t ? read_zone(t, d) : NULL;
    return t && t->kind == END;
}

/* --- what was told, as EDTF ------------------------------------------------------------------- */

static bool to_date(told *d, dl_date *date)
{
    char text[128];
    if (d->half == 'a' && d->hour > 12)
        return false;
    if (d->hour < 24)
        d->hour = dl_written_hour_of(d->half, d->hour);
    if (d->year < 0 || d->year > 9999 || d->hour > 24 || d->minute > 59 || d->second > 59)
        return false;
    int used = snprintf(text, sizeof text, "%04d", (int)d->year);
    if (d->month)
        used += snprintf(text + used, sizeof text - (size_t)used, "-%02d", d->month);
    if (d->month && d->day)
        used += snprintf(text + used, sizeof text - (size_t)used, "-%02d", d->day);
    if (d->has_time && !d->day)
        return false;
    if (d->has_time) {
        used += snprintf(text + used, sizeof text - (size_t)used, "T%02d:%02d", d->hour, d->minute);
        if (d->has_second)
            used += snprintf(text + used, sizeof text - (size_t)used, ":%02d", d->second);
        if (d->has_second && d->fraction[0])
            used += snprintf(text + used, sizeof text - (size_t)used, ".%s", d->fraction);
        used += snprintf(text + used, sizeof text - (size_t)used, "%s", d->zone);
    }
    return d->month <= 12 && dl_date_parse((dl_str){text, (size_t)used}, date, NULL) == 0;
}

bool dl_feed_date_parse(dl_str text, dl_date *date)
{
    static bool (*const forms[])(const token *, told *) = {read_iso, read_numbers, read_named};
    token list[MOST_TOKENS + 8] = {0}; /* the rest stay END: looking ahead is safe */
    bool foreign = false;
    text = dl_str_trim(text);
    if (text.size == 0 || text.size > LONGEST || !tokenize(text, list))
        return false;
    /* "Fri, 2006/09/15 08:19:53 EDT" */
    const token *first = list;
    if (first->kind == WORD && is_mark(first + 1, ",") && first[2].kind == NUMBER &&
        first[2].digits == 4)
        first += 2;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        told d = {0};
        if (forms[i](i < 2 ? first : list, &d))
            return to_date(&d, date);
        foreign = d.foreign;
    }
    /* a month in another language of the press */
    return foreign && dl_written_date(text, (dl_str){"", 0}, DL_WRITTEN_FIELD, date) &&
           dl_date_precision(date) >= DL_PRECISION_DAY;
}
