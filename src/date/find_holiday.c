/* Holidays with fixed rules in the Gregorian calendar. */
#include <string.h>

#include "date/find_parse.h"

typedef struct holiday {
    const char *words; /* lower case; "|" separates names */
    int month;         /* 0: days from Easter in day */
    int day;           /* of the month, or from Easter or another feast; 0 with nth */
    int nth, weekday;  /* nth: 1 to 4, -1 the last */
    int plus;          /* days after it */
} holiday;

/* In nth: other calendars, with month 0 and days from their feast in day. */
enum { ORTHODOX = 10, HEBREW = 11 };

static const holiday holidays[] = {
    {"new year's day", 1, 1, 0, 0, 0},
    {"new year's eve", 12, 31, 0, 0, 0},
    {"new year's|new year", 1, 1, 0, 0, 0}, /* "between Christmas and New Year's" */
    {"epiphany|twelfth night", 1, 6, 0, 0, 0},
    {"australia day", 1, 26, 0, 0, 0},
    {"international women's day", 3, 8, 0, 0, 0},
    {"pi day", 3, 14, 0, 0, 0},
    {"st george's day", 4, 23, 0, 0, 0},
    {"anzac day", 4, 25, 0, 0, 0},
    {"cinco de mayo", 5, 5, 0, 0, 0},
    {"flag day", 6, 14, 0, 0, 0},
    {"canada day", 7, 1, 0, 0, 0},
    {"all saints' day|all saints day", 11, 1, 0, 0, 0},
    {"all souls' day|all souls day", 11, 2, 0, 0, 0},
    {"remembrance day", 11, 11, 0, 0, 0},
    {"giving tuesday", 11, 0, 4, 3, 5},
    {"st andrew's day", 11, 30, 0, 0, 0},
    {"world aids day", 12, 1, 0, 0, 0},
    {"human rights day", 12, 10, 0, 0, 0},
    {"martin luther king day|martin luther king's day|martin luther kings day|martin luther king "
     "jr day|mlk day",
     1, 0, 3, 0, 0},
    {"groundhog day", 2, 2, 0, 0, 0},
    {"valentine's day|valentine day|valentines day", 2, 14, 0, 0, 0},
    {"presidents day|presidents' day|president's day", 2, 0, 3, 0, 0},
    {"st patrick's day|saint patrick's day|st patricks day|saint patricks day|st paddy's day|saint "
     "paddy's day",
     3, 17, 0, 0, 0},
    {"april fools day|april fools' day|april fool's day", 4, 1, 0, 0, 0},
    {"earth day", 4, 22, 0, 0, 0},
    {"may day", 5, 1, 0, 0, 0},
    {"mother's day|mothers day", 5, 0, 2, 6, 0},
    {"memorial day", 5, 0, -1, 0, 0},
    {"juneteenth", 6, 19, 0, 0, 0},
    {"father's day|fathers day", 6, 0, 3, 6, 0},
    {"independence day|fourth of july|july fourth", 7, 4, 0, 0, 0},
    {"bastille day", 7, 14, 0, 0, 0},
    {"labor day|labour day", 9, 0, 1, 0, 0},
    {"boss's day|bosses day", 10, 16, 0, 0, 0},
    {"columbus day|indigenous peoples day|indigenous peoples' day", 10, 0, 2, 0, 0},
    {"halloween", 10, 31, 0, 0, 0},
    {"guy fawkes night|bonfire night", 11, 5, 0, 0, 0},
    {"election day", 11, 0, 1, 0, 1},
    {"veterans day|veterans' day|armistice day", 11, 11, 0, 0, 0},
    {"thanksgiving day|thanksgiving", 11, 0, 4, 3, 0},
    {"black friday", 11, 0, 4, 3, 1},
    {"cyber monday", 11, 0, 4, 3, 4},
    {"christmas eve", 12, 24, 0, 0, 0},
    {"christmas day|christmas|xmas", 12, 25, 0, 0, 0},
    {"boxing day", 12, 26, 0, 0, 0},
    {"shrove tuesday|fat tuesday|mardi gras", 0, -47, 0, 0, 0},
    {"ash wednesday", 0, -46, 0, 0, 0},
    {"palm sunday", 0, -7, 0, 0, 0},
    {"maundy thursday|holy thursday", 0, -3, 0, 0, 0},
    {"good friday", 0, -2, 0, 0, 0},
    {"holy saturday", 0, -1, 0, 0, 0},
    {"ascension day", 0, 39, 0, 0, 0},
    {"trinity sunday", 0, 56, 0, 0, 0},
    {"easter monday", 0, 1, 0, 0, 0},
    {"orthodox easter", 0, 0, ORTHODOX, 0, 0},
    {"orthodox good friday", 0, -2, ORTHODOX, 0, 0},
    {"rosh hashanah|rosh hashana", 0, 0, HEBREW, 163, 0},
    {"yom kippur|day of atonement", 0, 9, HEBREW, 163, 0},
    {"sukkot|feast of tabernacles", 0, 14, HEBREW, 163, 0},
    {"passover|pesach", 0, 0, HEBREW, 0, 0},
    {"shavuot", 0, 50, HEBREW, 0, 0},
    {"purim", 0, -30, HEBREW, 0, 0},
    {"easter sunday|easter", 0, 0, 0, 0, 0},
    {"pentecost|whit sunday", 0, 49, 0, 0, 0},
    {"whit monday", 0, 50, 0, 0, 0},
};

/* Western Easter, by the anonymous Gregorian computation. */
static int64_t easter(int64_t year)
{
    int64_t a = year % 19, b = year / 100, c = year % 100;
    int64_t h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int64_t l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int64_t m = (a + 11 * h + 22 * l) / 451;
    int64_t sum = h + l - 7 * m + 114;
    return dl_days_from_civil(year, (int)(sum / 31), (int)(sum % 31 + 1));
}

/* Orthodox Easter: Meeus' Julian computation, its day in the Julian calendar. */
static int64_t orthodox(int64_t year)
{
    int64_t d = (19 * (year % 19) + 15) % 30;
    int64_t e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
    int64_t sum = d + e + 114;
    int64_t behind = year / 100 - year / 400 - 2;
    return dl_days_from_civil(year, (int)(sum / 31), (int)(sum % 31 + 1)) + behind;
}

/* The first day of Passover (15 Nisan), by Gauss' rule, in whole parts of 1/492480 of a day: its
 * evening is the day before, as reporters' calendars print it. */
static int64_t passover(int64_t year)
{
    int64_t a = (12 * (year + 3760) + 17) % 19, b = (year + 3760) % 4;
    double m = 32.0440931611436 + 1.5542417966212 * (double)a + 0.25 * (double)b -
               0.00317779402203 * (double)(year + 3760);
    int64_t whole = (int64_t)m;
    double part = m - (double)whole;
    int64_t c = (whole + 3 * (year + 3760) + 5 * b + 5) % 7;
    bool weekday = c == 2 || c == 4 || c == 6; /* on which it never begins */
    if (weekday || (c == 0 && a > 11 && part >= 0.89772376))
        whole++;
    else if (c == 1 && a > 6 && part >= 0.63287037)
        whole += 2;
    int64_t behind = year / 100 - year / 400 - 2; /* whole is of March in the Julian calendar */
    return dl_days_from_civil(year, 3, 1) - 1 + whole + behind;
}

int64_t holiday_day(int index, int64_t year)
{
    const holiday *row = &holidays[index - 1];
    if (row->month == 0 && row->nth == ORTHODOX)
        return orthodox(year < 326 ? 326 : year) + row->day;
    if (row->month == 0 && row->nth == HEBREW) /* Rosh Hashanah is 163 days after Passover */
        return passover(year < 326 ? 326 : year) + row->day + row->weekday;
    if (row->month == 0)
        return easter(year < 1 ? 1 : year) + row->day;
    if (row->day)
        return dl_days_from_civil(year, row->month, row->day);
    int64_t first = dl_days_from_civil(year, row->month, 1);
    int64_t day = first + (row->weekday - dl_weekday(first) + 7) % 7;
    if (row->nth > 0)
        return day + 7 * (row->nth - 1) + row->plus;
    while (day + 7 < first + dl_days_in_month(year, row->month))
        day += 7;
    return day;
}

/* The index past the words, which are separated by blanks; 0 when others stand there. */
static size_t match(const finder *f, size_t at, const char *words, size_t size)
{
    while (size) {
        const char *blank = memchr(words, ' ', size);
        size_t length = blank ? (size_t)(blank - words) : size;
        const token *t = token_at(f, at);
        dl_str have = dl_str_slice(f->text, t->start, t->end);
        dl_str name = {words, length};
        if (have.size > 3 && memcmp(have.data + have.size - 4, "\xE2\x80\x99s", 4) == 0 &&
            length > 2 && memcmp(words + length - 2, "'s", 2) == 0) {
            have.size -= 4; /* a typographer's apostrophe */
            name.size -= 2;
        }
        if (t->kind != 'w' || !dl_str_same_letters(have, name))
            return 0;
        at += length == 2 && is_mark(f, at + 1, '.') ? 2 : 1; /* St. */
        words += length + (blank ? 1 : 0);
        size -= length + (blank ? 1 : 0);
    }
    return at;
}

bool holiday_begins(dl_str lower)
{
    for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++) {
        const char *name = holidays[i].words;
        while (*name) {
            size_t word = strcspn(name, " |"), size = strcspn(name, "|");
            if (word == lower.size && memcmp(name, lower.data, word) == 0)
                return true;
            name += size + (name[size] == '|');
        }
    }
    return false;
}

/* "by New Year's", not "the new year", "New Year's resolutions". */
static bool stands_for_day(const finder *f, size_t at, size_t end)
{
    const token *next = token_at(f, end);
    bool noun = next->kind == 'w' && next->word == WORD_OTHER && !next->block;
    return at > 0 && is_word(f, at - 1, WORD_LINK) && !is_link(f, at - 1, LINK_IN) &&
           token_at(f, at)->capital && !noun;
}

size_t rule_holiday(const finder *f, size_t at, shape *out)
{
    if (!token_at(f, at)->feast)
        return 0;
    for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++) {
        const char *name = holidays[i].words;
        while (*name) {
            size_t size = strcspn(name, "|");
            size_t end = match(f, at, name, size);
            if (end && !(is_text(f, at, "new") && end == at + 2 && !stands_for_day(f, at, end))) {
                out->holiday = (int)i + 1;
                out->grain = GRAIN_DAY;
                out->yearless = true;
                return end;
            }
            name += size + (name[size] == '|');
        }
    }
    return 0;
}
