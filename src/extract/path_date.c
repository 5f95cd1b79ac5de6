/* The day in the path of an address, as newspapers and blogs put it there. */
#include <stdio.h>

#include "extract/link.h"
#include "extract/written_date.h"
#include "extract/written_words.h"

enum { MAX_WORD = 24 };

typedef struct told {
    int year, month, day;
} told;

static size_t count_digits(dl_str text, size_t at)
{
    size_t end = at;
    while (end < text.size && text.data[end] >= '0' && text.data[end] <= '9')
        end++;
    return end - at;
}

static int number_at(dl_str text, size_t at, size_t digits)
{
    int value = 0;
    for (size_t i = 0; i < digits; i++)
        value = value * 10 + (text.data[at + i] - '0');
    return value;
}

/* 02, 2 or feb, with what parts it from the day; 0 for none of them. glued: no mark stands before.
 */
static size_t month_in_path(dl_str text, size_t at, bool glued, told *day)
{
    size_t digits = count_digits(text, at), letters = at;
    if (glued && digits >= 2)
        digits = 2;
    day->month = digits == 2 || (digits == 1 && !glued) ? number_at(text, at, digits) : 0;
    if (day->month || glued)
        return day->month ? digits : 0;
    char word[MAX_WORD] = "";
    for (; letters < text.size && letters - at + 1 < sizeof word; letters++) {
        const char c = (char)(text.data[letters] | 0x20);
        if (c < 'a' || c > 'z')
            break;
        word[letters - at] = c;
    }
    day->month = dl_written_month(word);
    return day->month ? letters - at : 0;
}

/* The size of a day that text begins with, 0 for none: 2024/02/15, 2024/feb/15, 2024-02-15,
 * 20240215, and 2024-02/15 and 202402/15 as the press of China has them. */
static size_t day_in_path(dl_str text, told *day)
{
    size_t digits = count_digits(text, 0), at = 4;
    *day = (told){.year = digits >= 4 ? number_at(text, 0, 4) : 0};
    const bool glued = digits == 6 || digits == 8;
    const char mark = (char)(glued || text.size < 5 ? 0 : text.data[at]);
    if (!glued && (digits != 4 || !dl_one_of(mark, "/-.")))
        return 0;
    at += !glued;
    const size_t month = month_in_path(text, at, glued, day);
    at += month;
    const char next = (char)(at < text.size ? text.data[at] : 0);
    const bool parted = next == mark ? !glued : next == '/' && mark != '.';
    if (!month || (!parted && digits != 8))
        return 0;
    at += parted;
    digits = count_digits(text, at);
    const char after = (char)(at + digits < text.size ? text.data[at + digits] : '/');
    /* /2024/02/10-things-to-know/ is of a month, and has a number in its name */
    const bool name = text.data[at - 1] == '/' && after != '/' && after != '.';
    if (digits == 0 || digits > 2 || name)
        return 0;
    day->day = number_at(text, at, digits);
    return at + digits;
}

static bool read_day(const told *day, dl_date *date)
{
    char iso[40];
    snprintf(iso, sizeof iso, "%04d-%02d-%02d", day->year, day->month, day->day);
    return dl_written_date(dl_str_of(iso), (dl_str){"", 0}, DL_WRITTEN_FIELD, date) &&
           dl_date_precision(date) == DL_PRECISION_DAY;
}

bool dl_written_date_in_path(dl_str url, dl_str *raw, dl_date *date)
{
    dl_str path = dl_uri_split(url).path;
    for (size_t at = 0; at < path.size; at++) {
        told day;
        if (path.data[at] != '/')
            continue;
        dl_str rest = dl_str_slice(path, at + 1, path.size);
        *raw = dl_str_slice(rest, 0, day_in_path(rest, &day));
        if (raw->size && read_day(&day, date))
            return true;
    }
    return false;
}
