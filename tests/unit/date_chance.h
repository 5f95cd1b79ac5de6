/* Values of all levels by chance, as the oracle's trees and as the library reads them. */
#ifndef TESTS_DATE_CHANCE_H
#define TESTS_DATE_CHANCE_H

#include "date_oracle.h"

#include "dateline/date.h"

static inline int one_of(uint64_t *seed, int first, int last)
{
    return first + random_below(seed, last - first + 1);
}

static inline void put_x(char *digits, uint64_t *seed, int chance)
{
    for (; *digits; digits++) {
        if (random_below(seed, chance) == 0)
            *digits = 'X';
    }
}

static inline void random_marks(uint64_t *seed, oracle_part *part)
{
    static const char *const marks[] = {"", "", "", "", "?", "~", "%"};
    strcpy(part->mark, marks[random_below(seed, 7)]);
    if (random_below(seed, 4) > 0)
        return;
    for (int i = 0; i < 3; i++) {
        bool told = i == 0 || (i == 1 ? part->month[0] : part->day[0]);
        strcpy(part->marks[i], told ? marks[random_below(seed, 7)] : "");
    }
}

/* One date of the years 2019 to 2025, or with X, of years like them. */
static inline oracle_part random_part(uint64_t *seed)
{
    oracle_part part = {.significant = 0};
    int year = one_of(seed, 2019, 2025), month = one_of(seed, 1, 12);
    snprintf(part.year, sizeof part.year, "%04d", year);
    int shape = random_below(seed, 10);
    if (shape >= 2 && shape <= 8)
        snprintf(part.month, sizeof part.month, "%02d", month);
    if (shape >= 5 && shape <= 8)
        snprintf(part.day, sizeof part.day, "%02d",
                 one_of(seed, 1, oracle_month_days(year, month)));
    if (shape == 9)
        snprintf(part.month, sizeof part.month, "%02d", one_of(seed, 21, 41));
    if (shape == 0 && random_below(seed, 3) == 0)
        part.significant = one_of(seed, 1, 4);
    else if (random_below(seed, 3) == 0) {
        put_x(part.year + 2, seed, 4); /* the first two digits seldom: they make many days */
        if (random_below(seed, 40) == 0)
            put_x(part.year, seed, 2);
        if (shape != 9)
            put_x(part.month, seed, 3);
        put_x(part.day, seed, 3);
    }
    random_marks(seed, &part);
    return part;
}

/* A range in a set: two years, months or days. */
static inline void random_range(uint64_t *seed, oracle_value *value, size_t i)
{
    oracle_part *first = &value->first[i], *last = &value->last[i];
    int year = one_of(seed, 2019, 2024), month = one_of(seed, 1, 12), unit = random_below(seed, 3);
    *first = *last = (oracle_part){.significant = 0};
    snprintf(first->year, sizeof first->year, "%04d", year);
    snprintf(last->year, sizeof last->year, "%04d", year + 1 + random_below(seed, 3));
    if (unit > 0) {
        snprintf(first->month, sizeof first->month, "%02d", month);
        snprintf(last->month, sizeof last->month, "%02d", one_of(seed, 1, 12));
    }
    if (unit == 2) {
        snprintf(first->day, sizeof first->day, "%02d", one_of(seed, 1, 28));
        snprintf(last->day, sizeof last->day, "%02d", one_of(seed, 1, 28));
    }
    value->range[i] = true;
    if (value->kind == ONE_OF && random_below(seed, 5) == 0) {
        if (i == 0 && random_below(seed, 2))
            value->start[i] = OPEN;
        else
            value->end[i] = OPEN;
    }
}

static inline bool has_x(const oracle_part *part)
{
    return strchr(part->year, 'X') || strchr(part->month, 'X') || strchr(part->day, 'X');
}

static inline oracle_value random_value(uint64_t *seed)
{
    oracle_value value = {.count = 1};
    int shape = random_below(seed, 10);
    value.kind = shape < 5 ? ONE_DATE : shape < 7 ? INTERVAL : shape < 9 ? ONE_OF : ALL_OF;
    if (value.kind == INTERVAL) {
        value.first[0] = random_part(seed);
        value.last[0] = random_part(seed);
        value.range[0] = true;
        int ends = random_below(seed, 8);
        if (ends < 2)
            value.start[0] = ends ? OPEN : UNKNOWN;
        else if (ends < 4)
            value.end[0] = ends == 2 ? OPEN : UNKNOWN;
        return value;
    }
    if (value.kind != ONE_DATE)
        value.count = (size_t)one_of(seed, 1, ORACLE_MEMBERS);
    for (size_t i = 0; i < value.count; i++) {
        if (value.kind != ONE_DATE && random_below(seed, 3) == 0)
            random_range(seed, &value, i);
        else
            do /* "{all of}" takes the ends of what has holes */
                value.first[i] = random_part(seed);
            while (value.kind == ALL_OF && has_x(&value.first[i]));
    }
    return value;
}

/* A value that can be read: not all digits that chance gives are a date. */
static inline dl_date random_date(uint64_t *seed, oracle_value *value, char *text, size_t size)
{
    for (;;) {
        dl_date date;
        *value = random_value(seed);
        value_text(value, text, size);
        if (dl_date_parse(dl_str_of(text), &date, NULL) == 0)
            return date;
    }
}

#endif
