#include "archive/record.h"

/* WARC 1.1 §5.4 allows up to nine digits of a second; what is past a microsecond is left out. */
static int64_t read_fraction(dl_str *text)
{
    int64_t us = 0, unit = 100000;
    if (!dl_str_starts(*text, DL_STR(".")))
        return 0;
    size_t at = 1;
    for (; at < text->size && text->data[at] >= '0' && text->data[at] <= '9'; at++) {
        us += (text->data[at] - '0') * unit;
        unit /= 10;
    }
    *text = dl_str_slice(*text, at, text->size);
    return us;
}

/* Days since 1970-01-01 of the proleptic Gregorian calendar. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Takes count digits and the separator before them, if there is one. */
static bool take_digits(dl_str *text, size_t count, const char *separators, int64_t *value)
{
    dl_str rest = *text;
    for (const char *c = separators; *c; c++)
        if (rest.size && rest.data[0] == *c) {
            rest = dl_str_slice(rest, 1, rest.size);
            break;
        }
    if (rest.size < count)
        return false;
    *value = 0;
    for (size_t i = 0; i < count; i++) {
        if (rest.data[i] < '0' || rest.data[i] > '9')
            return false;
        *value = *value * 10 + rest.data[i] - '0';
    }
    *text = dl_str_slice(rest, count, rest.size);
    return true;
}

bool dl_record_date(dl_str text, int64_t *us, bool *whole_second)
{
    int64_t year, month = 1, day = 1, hour = 0, minute = 0, second = 0;
    text = dl_str_trim(text);
    if (!take_digits(&text, 4, "", &year))
        return false;
    /* W3C-DTF: each part may be the last */
    bool more = take_digits(&text, 2, "-", &month) && take_digits(&text, 2, "-", &day) &&
                take_digits(&text, 2, "T ", &hour) && take_digits(&text, 2, ":", &minute) &&
                take_digits(&text, 2, ":", &second);
    size_t before = text.size;
    int64_t fraction = more ? read_fraction(&text) : 0;
    *whole_second = text.size == before;
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60)
        return false;
    int64_t minutes = (days_of(year, month, day) * 24 + hour) * 60 + minute;
    *us = (minutes * 60 + second) * 1000000 + fraction;
    return true;
}
