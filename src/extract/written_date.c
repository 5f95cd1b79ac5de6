#include "extract/written_date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "extract/written_words.h"

enum {
    MAX_TOKENS = 64,
    MAX_TEXT = 200,
    MAX_WORD = 24,
    FIRST_YEAR = 1500, /* before print, nobody's web page was published */
    LAST_YEAR = 2199
};

typedef enum token_kind { T_END, T_NUMBER, T_WORD, T_MARK } token_kind;

typedef struct token {
    token_kind kind;
    int64_t value;       /* NUMBER */
    int digits;          /* NUMBER */
    bool spaced;         /* white space stands before it */
    char word[MAX_WORD]; /* WORD, lower case; MARK: one character */
} token;

typedef struct tokens {
    token at[MAX_TOKENS + 8]; /* the rest stay T_END, so that looking ahead is safe */
    int count;
} tokens;

typedef struct told {
    int64_t year;
    int month, day; /* 0: not told */
    bool has_time, has_second;
    int hour, minute, second;
    bool has_zone;
    int offset; /* minutes east of UTC */
} told;

static bool is_letter(uint32_t code)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    /* marks are parts of words in the scripts of India */
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_MC;
}

static void put_letter(token *t, uint32_t code)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_int32_t lower = utf8proc_tolower((utf8proc_int32_t)code);
    size_t size = (size_t)utf8proc_encode_char(lower, bytes);
    size_t used = strlen(t->word);
    if (used + size < sizeof t->word)
        memcpy(t->word + used, bytes, size);
}

static void tokenize(dl_str text, tokens *list)
{
    memset(list, 0, sizeof *list);
    token_kind open = T_END; /* the kind of the token that goes on */
    bool spaced = false;
    size_t at = 0;
    while (at < text.size) {
        uint32_t code = dl_utf8_next(text, &at);
        if (code >= 0x660 && code <= 0x669) /* Arabic-Indic digits */
            code = code - 0x660 + '0';
        bool digit = code >= '0' && code <= '9';
        token_kind kind = digit ? T_NUMBER : is_letter(code) ? T_WORD : T_MARK;
        if (code <= ' ' || code == 0xA0 || code == 0x202F) {
            spaced = true;
            open = T_END;
            continue;
        }
        if (kind != open || kind == T_MARK) {
            if (list->count == MAX_TOKENS)
                return;
            list->at[list->count++] = (token){.kind = kind, .spaced = spaced};
            open = kind;
            spaced = false;
        }
        token *t = &list->at[list->count - 1];
        if (kind == T_NUMBER && t->digits++ < 15)
            t->value = t->value * 10 + (int64_t)(code - '0');
        else if (kind != T_NUMBER)
            put_letter(t, code);
        if (code == 0x65E5) /* the day's sign ends a word: 15日午後2時 */
            open = T_END;
    }
}

static bool is_mark(const token *t, const char *marks)
{
    return t->kind == T_MARK && t->word[1] == '\0' && dl_one_of(t->word[0], marks);
}

static bool is_word(const token *t, const char *word)
{
    return t->kind == T_WORD && strcmp(t->word, word) == 0;
}

static int month_of(const token *t)
{
    return t->kind == T_WORD ? dl_written_month(t->word) : 0;
}

static bool is_day(const token *t)
{
    return t->kind == T_NUMBER && t->digits <= 2 && t->value >= 1 && t->value <= 31;
}

static bool is_year(const token *t)
{
    return t->kind == T_NUMBER && t->digits == 4 && t->value >= FIRST_YEAR && t->value <= LAST_YEAR;
}

/* Vietnamese counts its months: "tháng 2", "tháng Hai". Returns the index after it, 0 for none. */
static int read_counted_month(const tokens *list, int i, int *month)
{
    const token *t = &list->at[i], *count = t + 1;
    if (!is_word(t, "tháng") && !is_word(t, "thg"))
        return 0;
    const bool digits = count->kind == T_NUMBER && count->digits <= 2;
    *month = digits ? (int)count->value : dl_written_count(count->word);
    const int more = *month == 10 && !digits ? dl_written_count((t + 2)->word) : 0;
    if (more == 1 || more == 2) /* mười một, mười hai */
        *month += more;
    return *month >= 1 && *month <= 12 ? i + 2 + (*month > 10 && !digits) : 0;
}

/* Returns the index after it, with or without a month. */
static int read_month(const tokens *list, int i, int *month)
{
    *month = month_of(&list->at[i]);
    const int next = *month ? 0 : read_counted_month(list, i, month);
    return next ? next : i + 1;
}

static int skip_filler(const tokens *list, int i)
{
    for (int skipped = 0; skipped < 3; skipped++, i++) {
        const token *t = &list->at[i];
        if (!is_mark(t, ".,") && !(t->kind == T_WORD && dl_written_filler(t->word)))
            break;
    }
    return i;
}

/* Two digits after a day and a month are a year of the hundred around our time; not an hour. */
static bool is_short_year(const token *t)
{
    const token *after = t + 1;
    bool clock = after->kind == T_NUMBER && is_mark(after + 1, ":");
    bool goes_on = (after->kind == T_NUMBER && !clock) ||
                   (is_mark(after, ":.-/") && !after->spaced && (after + 1)->kind == T_NUMBER);
    return t->kind == T_NUMBER && t->digits == 2 && !goes_on && !is_word(after, "h");
}

static int64_t year_of(const token *t)
{
    if (t->digits != 2)
        return t->value;
    return t->value + (t->value < 70 ? 2000 : 1900);
}

/* Each reader below returns the index after what it read, or 0. */

static int read_month_words(const tokens *list, int i, told *date)
{
    int next;
    if (is_day(&list->at[i])) { /* 15 February 2024 */
        next = skip_filler(list, i + 1);
        if (is_mark(&list->at[next], "-/"))
            next++;
        next = skip_filler(list, read_month(list, next, &date->month));
        date->day = (int)list->at[i].value;
        if (is_mark(&list->at[next], "-/"))
            next++;
    } else { /* February 15, 2024; February 2024 */
        next = skip_filler(list, read_month(list, i, &date->month));
        date->day = 0;
        if (is_day(&list->at[next])) {
            date->day = (int)list->at[next].value;
            next = skip_filler(list, next + 1);
        }
    }
    const token *year = &list->at[next];
    bool short_year = is_day(&list->at[i]) && is_short_year(year);
    if (date->month == 0 || (!is_year(year) && !short_year))
        return 0;
    date->year = year_of(year);
    return next + 1;
}

/* 2024. február 15., 2024-Feb-15 */
static int read_year_month_words(const tokens *list, int i, told *date)
{
    if (!is_year(&list->at[i]))
        return 0;
    int next = i + 1 + is_mark(&list->at[i + 1], ".,-/");
    int month = month_of(&list->at[next]);
    next += 1 + is_mark(&list->at[next + 1], ".,-/");
    const token *day = &list->at[next];
    if (month == 0 || !is_day(day) || is_mark(day + 1, ":"))
        return 0;
    *date = (told){.year = list->at[i].value, .month = month, .day = (int)day->value};
    return next + 1;
}

static int read_year_first(const tokens *list, int i, told *date)
{
    static const char *const china[] = {"年", "月", "日"}, *const korea[] = {"년", "월", "일"};
    const token *t = &list->at[i];
    if (!is_year(t))
        return 0;
    *date = (told){.year = t->value};
    const char *const *cjk = is_word(t + 1, korea[0]) ? korea : china;
    /* 2024. 2. 15.: Korea and Hungary put a space after each dot */
    bool dots = is_mark(t + 1, ".") && is_mark(t + 3, ".") && is_day(t + 4);
    bool marks = is_mark(t + 1, "-/.") && (dots || !(t + 2)->spaced);
    bool east = is_word(t + 1, cjk[0]);
    if (!marks && !east)
        return i + 1;
    const token *month = t + 2, *after = t + 3;
    if (month->kind != T_NUMBER || month->digits > 2 || month->value < 1 || month->value > 12)
        return i + 1;
    date->month = (int)month->value;
    bool more = east ? is_word(after, cjk[1]) : is_mark(after, (t + 1)->word);
    if (!more || !is_day(t + 4))
        return i + 3 + (east && more);
    date->day = (int)(t + 4)->value;
    return i + 5 + is_word(t + 5, cjk[2]);
}

typedef enum day_order { DAY_FIRST, MONTH_FIRST, EITHER_ORDER } day_order;

/* How 3/4 is written in a language: the month first in American English, the day first in English
 * of most other places, and in all else. A plain "en" may be either, as Canada's is. */
static day_order order_of(dl_str lang)
{
    static const char *const american[] = {"US", NULL};
    static const char *const british[] = {"GB", "UK", "IE", "AU", "NZ", "IN",  "ZA",  "SG", "HK",
                                          "MY", "NG", "KE", "GH", "PK", "150", "001", NULL};
    if (lang.size && !dl_str_starts_word(lang, "en"))
        return DAY_FIRST;
    dl_str region = dl_str_slice(lang, 3, dl_str_first_of(lang, 3, "-_"));
    return dl_str_among(region, american)  ? MONTH_FIRST
           : dl_str_among(region, british) ? DAY_FIRST
                                           : EITHER_ORDER;
}

static int read_year_last(const tokens *list, int i, dl_str lang, told *date)
{
    const token *t = &list->at[i];
    if (!is_day(t) || !is_mark(t + 1, "./-") || !is_day(t + 2) || !is_mark(t + 3, (t + 1)->word) ||
        !(is_year(t + 4) || (is_short_year(t + 4) && !is_mark(t + 1, "-"))))
        return 0;
    int a = (int)t->value, b = (int)(t + 2)->value;
    bool swapped = b > 12;
    /* dots are day first everywhere; slashes and hyphens depend on who writes */
    if (!swapped && a <= 12 && a != b && (t + 1)->word[0] != '.') {
        const day_order order = order_of(lang);
        if (order == EITHER_ORDER)
            return 0;
        swapped = order == MONTH_FIRST;
    }
    *date = (told){.year = year_of(t + 4), .month = swapped ? a : b, .day = swapped ? b : a};
    return i + 5;
}

/* 20240215, 20240215T1300, 20240215130000 */
static int read_compact(const tokens *list, int i, told *date)
{
    const token *t = &list->at[i];
    if (t->kind != T_NUMBER || (t->digits != 8 && t->digits != 14))
        return 0;
    int64_t day = t->digits == 14 ? t->value / 1000000 : t->value;
    *date = (told){.year = day / 10000, .month = (int)(day / 100 % 100), .day = (int)(day % 100)};
    if (t->digits == 14) {
        date->has_time = date->has_second = true;
        date->hour = (int)(t->value / 10000 % 100);
        date->minute = (int)(t->value / 100 % 100);
        date->second = (int)(t->value % 100);
    }
    return i + 1;
}

static int read_zone(const tokens *list, int i, told *date)
{
    const token *t = &list->at[i];
    if (t->kind == T_WORD && dl_written_zone(t->word, &date->offset)) {
        date->has_zone = true;
        i++;
        /* "GMT+0100" tells an offset from it */
        if (date->offset != 0 || !is_mark(t + 1, "+-"))
            return i;
        t++;
    }
    if (!is_mark(t, "+-") || (t + 1)->kind != T_NUMBER)
        return i;
    int64_t hours = (t + 1)->value, minutes = 0;
    i += 2;
    if ((t + 1)->digits == 4) {
        minutes = hours % 100;
        hours /= 100;
    } else if (is_mark(t + 2, ":") && (t + 3)->kind == T_NUMBER) {
        minutes = (t + 3)->value;
        i += 2;
    }
    if (hours > 14 || minutes > 59)
        return i;
    date->has_zone = true;
    date->offset = (int)(hours * 60 + minutes) * (t->word[0] == '-' ? -1 : 1);
    return i;
}

/* am, pm, a.m., p.m.: returns the index after it. */
static int read_half_of_day(const tokens *list, int i, told *date)
{
    const token *t = &list->at[i];
    bool dotted = is_mark(t + 1, ".") && is_word(t + 2, "m");
    const char half = (char)(t->kind == T_WORD ? dl_written_half(t->word) : 0);
    bool pm = half == 'p' || (is_word(t, "p") && dotted);
    bool am = half == 'a' || (is_word(t, "a") && dotted);
    if (!pm && !am)
        return i;
    date->hour = dl_written_hour_of(pm ? 'p' : 'a', date->hour);
    return i + (dotted ? 3 + is_mark(t + 3, ".") : 1);
}

/* 1305, 130500 */
static void read_compact_time(const token *t, told *date)
{
    const int64_t minutes = t->digits == 6 ? t->value / 100 : t->value;
    date->has_time = true;
    date->has_second = t->digits == 6;
    date->second = (int)(t->value % 100);
    date->hour = (int)(minutes / 100);
    date->minute = (int)(minutes % 100);
}

/* "14.30 Uhr": with a dot only where nothing but a time can be meant. */
static bool is_dotted_clock(const token *t)
{
    int minutes;
    const token *after = t + 3;
    bool ends = after->kind == T_END || is_word(after, "uhr") ||
                (after->kind == T_WORD &&
                 (dl_written_zone(after->word, &minutes) || dl_written_half(after->word)));
    return is_mark(t + 1, ".") && !(t + 2)->spaced && ends;
}

static bool is_clock(const token *t)
{
    bool parted = is_mark(t + 1, ":") ||
                  ((t + 1)->kind == T_WORD && dl_written_hour((t + 1)->word)) || is_dotted_clock(t);
    return t->kind == T_NUMBER && t->digits <= 2 && parted && (t + 2)->kind == T_NUMBER &&
           (t + 2)->digits == 2;
}

/* hh:mm[:ss[.fff]] and what follows it; returns the index after it. */
static int read_clock(const tokens *list, int i, told *date)
{
    date->has_time = true;
    date->hour = (int)list->at[i].value;
    date->minute = (int)list->at[i + 2].value;
    i += 3;
    if (is_mark(&list->at[i], ":") && list->at[i + 1].kind == T_NUMBER) {
        date->has_second = true;
        date->second = (int)list->at[i + 1].value;
        i += 2;
        if (is_mark(&list->at[i], ".,") && list->at[i + 1].kind == T_NUMBER)
            i += 2;
    }
    i = read_half_of_day(list, i, date);
    if (is_word(&list->at[i], "uhr") || is_word(&list->at[i], "分") || is_word(&list->at[i], "분"))
        i++;
    if (is_mark(&list->at[i], "("))
        i++;
    return read_zone(list, i, date);
}

/* The time that follows a date: "T13:00:05.123Z", ", 1:05 pm EST", "um 10:56", "오후 2:30". */
static void read_time(const tokens *list, int i, told *date)
{
    int end = i + 5;
    char half = 0;
    for (; i < end && list->at[i].kind != T_END && list->at[i].kind != T_NUMBER; i++)
        if (list->at[i].kind == T_WORD)
            half = dl_written_half_before(list->at[i].word);
    const token *t = &list->at[i];
    bool compact = t->kind == T_NUMBER && (t->digits == 4 || t->digits == 6);
    if (compact && i > 0 && is_word(t - 1, "t")) {
        read_compact_time(t, date);
        read_zone(list, i + 1, date);
    } else if (is_clock(t)) {
        read_clock(list, i, date);
        date->hour = dl_written_hour_of(half, date->hour);
    }
}

/* Thu Feb 15 13:00:05 EST 2024: as C's asctime, Unix's date and Java have it. */
static int read_year_after_time(const tokens *list, int i, told *date)
{
    const token *t = &list->at[i];
    *date = (told){.month = month_of(t), .day = (int)(t + 1)->value};
    if (date->month == 0 || !is_day(t + 1) || !is_clock(t + 2))
        return 0;
    i = read_clock(list, i + 2, date);
    if (list->at[i].kind == T_WORD) /* a zone that stands for no one offset */
        i++;
    if (!is_year(&list->at[i]))
        return 0;
    date->year = list->at[i].value;
    return i + 1;
}

static bool is_possible(const told *t)
{
    if (t->year < FIRST_YEAR || t->year > LAST_YEAR || t->month < 0 || t->month > 12)
        return false;
    if (t->month == 0 || t->day == 0)
        return t->day == 0;
    if (t->day < 1 || t->day > dl_days_in_month(t->year, t->month))
        return false;
    /* the zero of Unix time is a missing value */
    return !(t->year == 1970 && t->month == 1 && t->day == 1);
}

static bool to_date(const told *t, dl_date *date)
{
    char edtf[64];
    int used = snprintf(edtf, sizeof edtf, "%04d", (int)t->year);
    if (!is_possible(t))
        return false;
    if (t->month)
        used += snprintf(edtf + used, sizeof edtf - (size_t)used, "-%02d", t->month);
    if (t->day)
        used += snprintf(edtf + used, sizeof edtf - (size_t)used, "-%02d", t->day);
    bool clock = t->day && t->has_time && t->hour >= 0 && t->hour < 24 && t->minute >= 0 &&
                 t->minute < 60 && t->second >= 0 && t->second < 60;
    if (clock) {
        used += snprintf(edtf + used, sizeof edtf - (size_t)used, "T%02d:%02d", t->hour, t->minute);
        if (t->has_second)
            used += snprintf(edtf + used, sizeof edtf - (size_t)used, ":%02d", t->second);
        if (t->has_zone && t->offset == 0)
            used += snprintf(edtf + used, sizeof edtf - (size_t)used, "Z");
        else if (t->has_zone)
            used += snprintf(edtf + used, sizeof edtf - (size_t)used, "%c%02d:%02d",
                             t->offset < 0 ? '-' : '+', abs(t->offset) / 60, abs(t->offset) % 60);
    }
    return dl_date_parse((dl_str){edtf, (size_t)used}, date, NULL) == 0;
}

/* Unix time, in seconds or milliseconds, as scripts leave it in metadata. */
static bool from_unix(const tokens *list, dl_date *date)
{
    const token *t = &list->at[0];
    if (list->count != 1 || t->kind != T_NUMBER || (t->digits != 10 && t->digits != 13))
        return false;
    *date = dl_date_of_utc(t->value * (t->digits == 10 ? 1000000 : 1000));
    return true;
}

static int read_at(const tokens *list, int i, dl_str lang, told *date)
{
    int next = read_year_last(list, i, lang, date);
    if (!next)
        next = read_month_words(list, i, date);
    if (!next)
        next = read_year_month_words(list, i, date);
    if (!next)
        next = read_year_after_time(list, i, date);
    if (!next)
        next = read_compact(list, i, date);
    if (!next)
        next = read_year_first(list, i, date);
    return next;
}

bool dl_written_date(dl_str text, dl_str lang, dl_written how, dl_date *date)
{
    tokens list;
    tokenize(dl_str_slice(text, 0, MAX_TEXT), &list);
    if (how == DL_WRITTEN_FIELD && from_unix(&list, date))
        return true;
    /* A field may begin with the day's name, a byline's date may stand anywhere. A field whose
     * first number begins no date is none: the rest of "31 April 2024" is not April. */
    const bool field = how == DL_WRITTEN_FIELD;
    const int last = field && list.count > 4 ? 4 : list.count;
    for (int i = 0; i < last; i++) {
        told found = {0};
        int next = read_at(&list, i, lang, &found);
        if (next && !found.has_time)
            read_time(&list, next, &found);
        if (next && (field || found.day) && to_date(&found, date))
            return true;
        if (field && list.at[i].kind == T_NUMBER)
            return false;
    }
    return false;
}
