/* Holidays with fixed rules in the Gregorian calendar. */
#include <string.h>

#include "date/find_parse.h"

typedef struct holiday {
    const char *words; /* lower case; "|" separates names */
    int month;         /* 0: days from Easter in day */
    int day;           /* of the month, or from Easter; 0 with nth */
    int nth, weekday;  /* nth: 1 to 4, -1 the last */
    int plus;          /* days after it */
} holiday;

static const holiday holidays[] = {
    {"new year's day", 1, 1, 0, 0, 0},
    {"new year's eve", 12, 31, 0, 0, 0},
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
    {"columbus day|indigenous peoples day", 10, 0, 2, 0, 0},
    {"halloween", 10, 31, 0, 0, 0},
    {"guy fawkes night|bonfire night", 11, 5, 0, 0, 0},
    {"election day", 11, 0, 1, 0, 1},
    {"veterans day|armistice day", 11, 11, 0, 0, 0},
    {"thanksgiving day|thanksgiving", 11, 0, 4, 3, 0},
    {"black friday", 11, 0, 4, 3, 1},
    {"cyber monday", 11, 0, 4, 3, 4},
    {"christmas eve", 12, 24, 0, 0, 0},
    {"christmas day|christmas|xmas", 12, 25, 0, 0, 0},
    {"boxing day", 12, 26, 0, 0, 0},
    {"ash wednesday", 0, -46, 0, 0, 0},
    {"palm sunday", 0, -7, 0, 0, 0},
    {"maundy thursday", 0, -3, 0, 0, 0},
    {"good friday", 0, -2, 0, 0, 0},
    {"easter monday", 0, 1, 0, 0, 0},
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

int64_t holiday_day(int index, int64_t year)
{
    const holiday *row = &holidays[index - 1];
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

size_t rule_holiday(const finder *f, size_t at, shape *out)
{
    if (token_at(f, at)->kind != 'w')
        return 0;
    for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++) {
        const char *name = holidays[i].words;
        while (*name) {
            size_t size = strcspn(name, "|");
            size_t end = match(f, at, name, size);
            if (end) {
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
