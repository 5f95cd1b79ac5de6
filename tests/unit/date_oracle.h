/*
 * A slow second opinion on dates, which knows nothing of src/date: values are made as their own
 * small tree, written as EDTF, and their days are found by trying digits: 202X-02-3X is asked of
 * each year from 0000 to 9999, each month and each day as text. Its calendar is counted year by
 * year.
 */
#ifndef TESTS_DATE_ORACLE_H
#define TESTS_DATE_ORACLE_H

#include <stdbool.h>

#include "support.h"

enum { ORACLE_YEARS = 10000, FAR = 10000000 };

/* How many rounds a test by chance makes: its usual number times DATELINE_ROUNDS. */
static inline int rounds(int usual)
{
    const char *times = getenv("DATELINE_ROUNDS");
    return usual * (times ? atoi(times) : 1);
}

static inline bool oracle_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static inline int oracle_month_days(int year, int month)
{
    if (month == 2)
        return oracle_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Days since 1970-01-01 of each new year. */
static inline int oracle_new_year(int year)
{
    static int table[ORACLE_YEARS + 1];
    if (table[1970] == 0 && table[0] == 0) {
        int day = 0;
        for (int i = 0; i <= ORACLE_YEARS; i++) {
            table[i] = day;
            day += oracle_leap(i) ? 366 : 365;
        }
        for (int i = 0, epoch = table[1970]; i <= ORACLE_YEARS; i++)
            table[i] -= epoch;
    }
    return table[year];
}

static inline int oracle_day(int year, int month, int day)
{
    int count = oracle_new_year(year);
    for (int i = 1; i < month; i++)
        count += oracle_month_days(year, i);
    return count + day - 1;
}

/* Days in order, as runs of them: both ends are in. */
typedef struct oracle_run {
    int first, last;
} oracle_run;

typedef struct oracle_days {
    oracle_run *runs;
    size_t count, room;
} oracle_days;

static inline void days_clear(oracle_days *days)
{
    free(days->runs);
    *days = (oracle_days){0};
}

/* Runs come in any order; days_sort brings them into theirs. */
static inline void days_put(oracle_days *days, int first, int last)
{
    if (days->count > 0 && days->runs[days->count - 1].last == first - 1) {
        days->runs[days->count - 1].last = last;
        return;
    }
    if (days->count == days->room) {
        days->room = days->room ? days->room * 2 : 8;
        days->runs = realloc(days->runs, days->room * sizeof *days->runs);
        assert_non_null(days->runs);
    }
    days->runs[days->count++] = (oracle_run){first, last};
}

static inline int run_order(const void *a, const void *b)
{
    const oracle_run *first = a, *second = b;
    return (first->first > second->first) - (first->first < second->first);
}

/* In order, and one run where runs touch. */
static inline void days_sort(oracle_days *days)
{
    if (days->count == 0)
        return;
    qsort(days->runs, days->count, sizeof *days->runs, run_order);
    size_t kept = 0;
    for (size_t i = 1; i < days->count; i++) {
        oracle_run *last = &days->runs[kept];
        if (days->runs[i].first <= last->last + 1)
            last->last = days->runs[i].last > last->last ? days->runs[i].last : last->last;
        else
            days->runs[++kept] = days->runs[i];
    }
    days->count = kept + 1;
}

static inline int days_first(const oracle_days *days)
{
    return days->runs[0].first;
}

static inline int days_last(const oracle_days *days)
{
    return days->runs[days->count - 1].last;
}

/* --- one date: digits, X and a division of the year as they are written --- */

typedef struct oracle_part {
    char year[8], month[4], day[4]; /* empty: not told */
    int significant;                /* 0: all digits of the year */
    char marks[3][2];               /* left of year, month, day: "", "?", "~" or "%" */
    char mark[2];                   /* right of all */
} oracle_part;

static inline void part_text(const oracle_part *part, char *out, size_t size)
{
    char significant[8] = "";
    if (part->significant)
        snprintf(significant, sizeof significant, "S%d", part->significant);
    snprintf(out, size, "%s%s%s%s%s%s%s%s%s%s", part->marks[0], part->year, significant,
             part->month[0] ? "-" : "", part->marks[1], part->month, part->day[0] ? "-" : "",
             part->marks[2], part->day, part->mark);
}

static inline bool digits_fit(const char *told, const char *digits)
{
    for (; *told && *digits; told++, digits++) {
        if (*told != 'X' && *told != *digits)
            return false;
    }
    return *told == *digits;
}

static inline void write_digits(int number, int places, char *out)
{
    out[places] = '\0';
    while (places-- > 0) {
        out[places] = (char)('0' + number % 10);
        number /= 10;
    }
}

/* Months of the codes 21 to 41 by name, as the standard lists them; a winter ends with its year. */
static inline bool month_fits_text(const char *told, int month)
{
    static const char *const divisions[] = {
        "03 04 05",         "06 07 08",    "09 10 11",    "12",          "03 04 05",
        "06 07 08",         "09 10 11",    "12",          "09 10 11",    "12",
        "03 04 05",         "06 07 08",    "01 02 03",    "04 05 06",    "07 08 09",
        "10 11 12",         "01 02 03 04", "05 06 07 08", "09 10 11 12", "01 02 03 04 05 06",
        "07 08 09 10 11 12"};
    char digits[16];
    write_digits(month, 2, digits);
    if (told[0] >= '2' && told[0] <= '4')
        return strstr(divisions[atoi(told) - 21], digits) != NULL;
    return told[0] == '\0' || digits_fit(told, digits);
}

static inline bool year_fits_text(const oracle_part *part, int year)
{
    char digits[16];
    write_digits(year, 4, digits);
    if (!part->significant)
        return digits_fit(part->year, digits);
    return strncmp(part->year, digits, (size_t)part->significant) == 0;
}

static inline void part_days(const oracle_part *part, oracle_days *out)
{
    for (int year = 0; year < ORACLE_YEARS; year++) {
        if (!year_fits_text(part, year))
            continue;
        int start = oracle_new_year(year);
        for (int month = 1; month <= 12; start += oracle_month_days(year, month++)) {
            if (!month_fits_text(part->month, month))
                continue;
            for (int day = 1; day <= oracle_month_days(year, month); day++) {
                char digits[16];
                write_digits(day, 2, digits);
                if (part->day[0] == '\0' || digits_fit(part->day, digits))
                    days_put(out, start + day - 1, start + day - 1);
            }
        }
    }
}

/* --- values --- */

typedef enum oracle_kind { ONE_DATE, INTERVAL, ONE_OF, ALL_OF } oracle_kind;
typedef enum oracle_end { TOLD, OPEN, UNKNOWN } oracle_end;

enum { ORACLE_MEMBERS = 4 };

typedef struct oracle_value {
    oracle_kind kind;
    size_t count; /* of members */
    oracle_part first[ORACLE_MEMBERS], last[ORACLE_MEMBERS];
    bool range[ORACLE_MEMBERS]; /* first..last, or first/last */
    oracle_end start[ORACLE_MEMBERS], end[ORACLE_MEMBERS];
} oracle_value;

static inline void value_text(const oracle_value *value, char *out, size_t size)
{
    const char *joint = value->kind == INTERVAL ? "/" : "..";
    size_t used = 0;
    if (value->kind >= ONE_OF)
        used += (size_t)snprintf(out, size, "%c", value->kind == ONE_OF ? '[' : '{');
    for (size_t i = 0; i < value->count; i++) {
        char first[48] = "", last[48] = "";
        part_text(&value->first[i], first, sizeof first);
        if (value->range[i])
            part_text(&value->last[i], last, sizeof last);
        const char *open = value->kind == INTERVAL ? ".." : "";
        const char *from = value->start[i] == OPEN ? open : value->start[i] == UNKNOWN ? "" : first;
        const char *to = value->end[i] == OPEN ? open : value->end[i] == UNKNOWN ? "" : last;
        used += (size_t)snprintf(out + used, size - used, "%s%s%s%s", i ? "," : "", from,
                                 value->range[i] ? joint : "", value->range[i] ? to : "");
    }
    if (value->kind >= ONE_OF)
        snprintf(out + used, size - used, "%c", value->kind == ONE_OF ? ']' : '}');
}

/* From where to where a range or an interval reaches. */
static inline oracle_run range_hull(const oracle_value *value, size_t member)
{
    oracle_days first = {0}, last = {0};
    oracle_run hull = {-FAR, FAR};
    if (value->start[member] == TOLD) {
        part_days(&value->first[member], &first);
        hull.first = days_first(&first);
    }
    if (value->end[member] == TOLD) {
        part_days(&value->last[member], &last);
        hull.last = days_last(&last);
    }
    days_clear(&first);
    days_clear(&last);
    return hull;
}

/* Each group is a choice of days; "{all of}" has one for each member, and for each year, month or
 * day of a range that has both ends; other values have one. */
typedef struct oracle_groups {
    oracle_days *list;
    size_t count;
} oracle_groups;

static inline oracle_days *new_group(oracle_groups *groups)
{
    groups->list = realloc(groups->list, (groups->count + 1) * sizeof *groups->list);
    assert_non_null(groups->list);
    groups->list[groups->count] = (oracle_days){0};
    return &groups->list[groups->count++];
}

static inline void groups_clear(oracle_groups *groups)
{
    for (size_t i = 0; i < groups->count; i++)
        days_clear(&groups->list[i]);
    free(groups->list);
    *groups = (oracle_groups){0};
}

static inline int unit_last_day(const oracle_part *like, int day)
{
    if (like->day[0])
        return day;
    for (int year = 0; year < ORACLE_YEARS; year++) {
        if (day >= oracle_new_year(year + 1))
            continue;
        if (!like->month[0])
            return oracle_new_year(year + 1) - 1;
        int month = 1;
        while (day >= oracle_day(year, month, 1) + oracle_month_days(year, month))
            month++;
        return oracle_day(year, month, oracle_month_days(year, month));
    }
    return FAR;
}

static inline void range_groups(const oracle_value *value, size_t member, oracle_groups *groups)
{
    oracle_run hull = range_hull(value, member);
    for (int day = hull.first, last; day <= hull.last; day = last + 1) {
        last = unit_last_day(&value->first[member], day);
        days_put(new_group(groups), day, last);
    }
}

static inline oracle_groups value_groups(const oracle_value *value)
{
    oracle_groups groups = {0};
    oracle_days *common = value->kind == ALL_OF ? NULL : new_group(&groups);
    for (size_t i = 0; i < value->count; i++) {
        if (value->range[i] && value->kind == ALL_OF) {
            range_groups(value, i, &groups);
        } else if (value->range[i]) {
            oracle_run hull = range_hull(value, i);
            days_put(common, hull.first, hull.last);
        } else {
            part_days(&value->first[i], common ? common : new_group(&groups));
        }
    }
    for (size_t i = 0; i < groups.count; i++)
        days_sort(&groups.list[i]);
    return groups;
}

#endif
