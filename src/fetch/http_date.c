#include "fetch/http_date.h"

#include <string.h>
#include <strings.h>

#include "dateline/date.h"

enum { DAY_S = 24 * 3600, SECOND_US = 1000000 };

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
/* from the day of 1970-01-01 on */
static const char *const weekdays[] = {"Thursday", "Friday",  "Saturday", "Sunday",
                                       "Monday",   "Tuesday", "Wednesday"};

typedef struct parts {
    int64_t year;
    int weekday, month, day, hour, minute, second;
} parts;

/* Each of the three forms, letter for letter: "W" the weekday in full and "w" in three letters,
 * "b" the month, "d" two digits of a day, "e" with a space for a leading zero, "Y" four digits of
 * a year, "y" two, "t" a time of day. Everything else stands for itself. */
static const char *const forms[] = {"w, d b Y t GMT", "W, d-b-y t GMT", "w b e t Y"};

static bool take_number(dl_str *text, int digits, int64_t *number)
{
    *number = 0;
    if (text->size < (size_t)digits)
        return false;
    for (int i = 0; i < digits; i++) {
        char c = text->data[i];
        if (c < '0' || c > '9')
            return false;
        *number = *number * 10 + (c - '0');
    }
    *text = dl_str_slice(*text, (size_t)digits, text->size);
    return true;
}

static bool take_small(dl_str *text, int digits, int *number)
{
    int64_t wide;
    if (!take_number(text, digits, &wide))
        return false;
    *number = (int)wide;
    return true;
}

static bool take_text(dl_str *text, const char *word, size_t size)
{
    if (text->size < size || strncasecmp(text->data, word, size) != 0)
        return false;
    *text = dl_str_slice(*text, size, text->size);
    return true;
}

/* One of names, by its first `letters` letters, or whole where that is 0. */
static bool take_name(dl_str *text, const char *const *names, int count, size_t letters, int *index)
{
    for (*index = 0; *index < count; ++*index)
        if (take_text(text, names[*index], letters ? letters : strlen(names[*index])))
            return true;
    return false;
}

static bool take_time(dl_str *text, parts *p)
{
    return take_small(text, 2, &p->hour) && take_text(text, ":", 1) &&
           take_small(text, 2, &p->minute) && take_text(text, ":", 1) &&
           take_small(text, 2, &p->second);
}

static bool take_part(dl_str *text, const char *letter, int64_t now_year, parts *p)
{
    switch (*letter) {
    case 'W':
        return take_name(text, weekdays, 7, 0, &p->weekday);
    case 'w':
        return take_name(text, weekdays, 7, 3, &p->weekday);
    case 'b':
        return take_name(text, months, 12, 3, &p->month);
    case 'e':
        if (take_text(text, " ", 1))
            return take_small(text, 1, &p->day);
        return take_small(text, 2, &p->day);
    case 'd':
        return take_small(text, 2, &p->day);
    case 'Y':
        return take_number(text, 4, &p->year);
    case 'y':
        if (!take_number(text, 2, &p->year))
            return false;
        p->year += now_year - now_year % 100;
        if (p->year > now_year + 50)
            p->year -= 100;
        else if (p->year <= now_year - 50)
            p->year += 100;
        return true;
    case 't':
        return take_time(text, p);
    default:
        return take_text(text, letter, 1);
    }
}

static bool is_real(const parts *p)
{
    int64_t year;
    int month, day;
    dl_civil_from_days(dl_days_from_civil(p->year, p->month + 1, p->day), &year, &month, &day);
    /* 60: a leap second */
    return month == p->month + 1 && day == p->day && p->hour < 24 && p->minute < 60 &&
           p->second <= 60;
}

bool dl_http_date_parse(dl_str text, int64_t now_us, int64_t *us)
{
    int64_t now_year;
    int month, day;
    int64_t now_s = now_us / SECOND_US;
    dl_civil_from_days(now_s / DAY_S - (now_s % DAY_S < 0), &now_year, &month, &day);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        dl_str rest = text;
        parts p = {0};
        const char *letter = forms[i];
        while (*letter && take_part(&rest, letter, now_year, &p))
            letter++;
        if (*letter || rest.size || !is_real(&p))
            continue;
        int64_t days = dl_days_from_civil(p.year, p.month + 1, p.day);
        *us = (days * DAY_S + p.hour * 3600 + p.minute * 60 + p.second) * SECOND_US;
        return true;
    }
    return false;
}

void dl_http_date_print(int64_t us, dl_buf *out)
{
    int64_t s = us / SECOND_US - (us % SECOND_US < 0);
    int64_t days = s / DAY_S - (s % DAY_S < 0), of_day = s - days * DAY_S, year;
    int month, day;
    dl_civil_from_days(days, &year, &month, &day);
    dl_buf_printf(out, "%.3s, %02d %s %04lld %02d:%02d:%02d GMT", weekdays[(days % 7 + 7) % 7], day,
                  months[month - 1], (long long)year, (int)(of_day / 3600), (int)(of_day / 60 % 60),
                  (int)(of_day % 60));
}
