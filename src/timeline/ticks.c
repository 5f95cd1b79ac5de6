/* The axis' ticks: the step that suits the span, from minutes to thousands of millions of years. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "timeline/scale.h"

static const int64_t day_seconds = 86400;

typedef enum tick_unit { UNIT_MINUTE, UNIT_HOUR, UNIT_DAY, UNIT_MONTH, UNIT_YEAR } tick_unit;

typedef struct tick_step {
    tick_unit unit;
    int64_t count;
} tick_step;

static const tick_step steps[] = {
    {UNIT_MINUTE, 1},       {UNIT_MINUTE, 2},       {UNIT_MINUTE, 5},       {UNIT_MINUTE, 10},
    {UNIT_MINUTE, 15},      {UNIT_MINUTE, 30},      {UNIT_HOUR, 1},         {UNIT_HOUR, 3},
    {UNIT_HOUR, 6},         {UNIT_HOUR, 12},        {UNIT_DAY, 1},          {UNIT_DAY, 2},
    {UNIT_DAY, 7},          {UNIT_DAY, 14},         {UNIT_MONTH, 1},        {UNIT_MONTH, 3},
    {UNIT_MONTH, 6},        {UNIT_YEAR, 1},         {UNIT_YEAR, 2},         {UNIT_YEAR, 5},
    {UNIT_YEAR, 10},        {UNIT_YEAR, 20},        {UNIT_YEAR, 50},        {UNIT_YEAR, 100},
    {UNIT_YEAR, 200},       {UNIT_YEAR, 500},       {UNIT_YEAR, 1000},      {UNIT_YEAR, 2000},
    {UNIT_YEAR, 5000},      {UNIT_YEAR, 10000},     {UNIT_YEAR, 20000},     {UNIT_YEAR, 50000},
    {UNIT_YEAR, 100000},    {UNIT_YEAR, 200000},    {UNIT_YEAR, 500000},    {UNIT_YEAR, 1000000},
    {UNIT_YEAR, 2000000},   {UNIT_YEAR, 5000000},   {UNIT_YEAR, 10000000},  {UNIT_YEAR, 20000000},
    {UNIT_YEAR, 50000000},  {UNIT_YEAR, 100000000}, {UNIT_YEAR, 200000000}, {UNIT_YEAR, 500000000},
    {UNIT_YEAR, 1000000000}};

/* From that on a step tells the year in which our era begins from its neighbours. */
static const int64_t era_from = 5;

static double step_seconds(tick_step each)
{
    static const double seconds[] = {60, 3600, 86400, 30.44 * 86400, 365.25 * 86400};
    return seconds[each.unit] * (double)each.count;
}

static int64_t floor_to(int64_t value, int64_t count)
{
    int64_t rest = value % count;
    return value - (rest < 0 ? rest + count : rest);
}

typedef struct civil_time {
    int64_t year;
    int month, day, minutes; /* of the day */
} civil_time;

static civil_time civil_of(int64_t seconds)
{
    civil_time at;
    int64_t day = floor_to(seconds, day_seconds) / day_seconds;
    at.minutes = (int)((seconds - day * day_seconds) / 60);
    dl_civil_from_days(day, &at.year, &at.month, &at.day);
    return at;
}

/* The number of the step at or before a moment: minutes, hours, days or months since a zero; years
 * of an era, those before ours below zero, so that ticks before it stand at its round years too.
 * Zero is where our era begins. */
static int64_t first_number(tick_step each, int64_t seconds)
{
    const civil_time at = civil_of(seconds);
    switch (each.unit) {
    case UNIT_MINUTE:
        return floor_to(floor_to(seconds, 60) / 60, each.count);
    case UNIT_HOUR:
        return floor_to(floor_to(seconds, 3600) / 3600, each.count);
    case UNIT_DAY:
        /* weeks begin on Monday; day 0 was a Thursday */
        return floor_to(floor_to(seconds, day_seconds) / day_seconds + 3, each.count) - 3;
    case UNIT_MONTH:
        return floor_to(at.year * 12 + at.month - 1, each.count);
    case UNIT_YEAR:
        break;
    }
    return floor_to(at.year > 0 ? at.year : at.year - 1, each.count);
}

static int64_t number_seconds(tick_step each, int64_t number)
{
    switch (each.unit) {
    case UNIT_MINUTE:
        return number * 60;
    case UNIT_HOUR:
        return number * 3600;
    case UNIT_DAY:
        return number * day_seconds;
    case UNIT_MONTH:
        return dl_days_from_civil(floor_to(number, 12) / 12,
                                  (int)(number - floor_to(number, 12)) + 1, 1) *
               day_seconds;
    case UNIT_YEAR:
        break;
    }
    return dl_days_from_civil(number > 0 ? number : number + 1, 1, 1) * day_seconds;
}

static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* As dl_date_words has it: year 0 is 1 BC. */
static void write_year(int64_t year, bool of_steps, char *out, size_t size)
{
    if (year <= 0)
        snprintf(out, size, "%" PRId64 " BC", 1 - year);
    else
        snprintf(out, size, "%s%" PRId64, of_steps && year == 1 ? "AD " : "", year);
}

static bool begins_year(const civil_time *at)
{
    return at->month == 1 && at->day == 1 && at->minutes == 0;
}

static void write_label(tick_step each, tick *out)
{
    const civil_time at = civil_of(out->seconds);
    char year[24];
    write_year(at.year, each.count >= era_from && each.unit == UNIT_YEAR, year, sizeof year);
    out->major = each.unit < UNIT_DAY ? at.minutes == 0 : begins_year(&at);
    if (at.minutes != 0)
        snprintf(out->label, sizeof out->label, "%02d:%02d", at.minutes / 60, at.minutes % 60);
    else if (each.unit <= UNIT_DAY)
        snprintf(out->label, sizeof out->label, "%d %s%s%s", at.day, month_names[at.month - 1],
                 begins_year(&at) ? " " : "", begins_year(&at) ? year : "");
    else
        snprintf(out->label, sizeof out->label, "%s",
                 begins_year(&at) ? year : month_names[at.month - 1]);
}

/* A reader must know the year (of a clock: the day too) from somewhere: where no tick says it, the
 * first does; of a clock, the first midnight. */
static void anchor_first(tick_step each, tick *ticks, size_t count)
{
    size_t first = count;
    for (size_t i = 0; i < count; i++) {
        const civil_time at = civil_of(ticks[i].seconds);
        if (each.unit == UNIT_YEAR || begins_year(&at))
            return;
        if (first == count && ticks[i].major)
            first = i;
    }
    if (count == 0)
        return;
    tick *anchor = &ticks[first < count ? first : 0];
    const civil_time at = civil_of(anchor->seconds);
    char plain[sizeof anchor->label], year[24];
    memcpy(plain, anchor->label, sizeof plain);
    write_year(at.year, false, year, sizeof year);
    if (at.minutes)
        snprintf(anchor->label, sizeof anchor->label, "%d %.3s %.12s %.5s", at.day,
                 month_names[at.month - 1], year, plain);
    else
        snprintf(anchor->label, sizeof anchor->label, "%.7s %s", plain, year);
}

/* The densest piece decides: labels stand apart in all of them. */
static double seconds_per_unit(const time_scale *scale)
{
    double least = 0;
    for (size_t i = 0; i < scale->piece_count; i++) {
        const scale_piece *piece = &scale->pieces[i];
        double each = (double)(piece->to - piece->from) / (piece->end - piece->start);
        least = each > least ? each : least;
    }
    return least;
}

/* The piece's ticks, behind the count that there are; returns how many there are then. */
static size_t add_ticks(const time_scale *scale, const scale_piece *piece, tick_step each,
                        double apart, tick *ticks, size_t count, size_t most)
{
    for (int64_t n = first_number(each, piece->from); count < most; n += each.count) {
        int64_t seconds = number_seconds(each, n);
        if (seconds >= piece->to)
            break;
        bool era = each.unit == UNIT_YEAR && n == 0 && each.count < era_from;
        bool near =
            count > 0 &&
            scale_at(scale, seconds) - scale_at(scale, ticks[count - 1].seconds) < apart * .8;
        if (seconds <= piece->from || near || era)
            continue;
        ticks[count].seconds = seconds;
        write_label(each, &ticks[count++]);
    }
    return count;
}

size_t scale_ticks(const time_scale *scale, double apart, tick *ticks, size_t most)
{
    double seconds_apart = seconds_per_unit(scale) * apart;
    size_t last = sizeof steps / sizeof *steps - 1, least = 0, count = 0;
    while (scale->whole_days && steps[least].unit < UNIT_DAY)
        least++;
    size_t chosen = least;
    while (chosen < last && step_seconds(steps[chosen]) < seconds_apart)
        chosen++;
    for (size_t p = 0; p < scale->piece_count; p++) {
        const scale_piece *piece = &scale->pieces[p];
        size_t before = count, step = chosen;
        bool room =
            before == 0 || piece->end - scale_at(scale, ticks[before - 1].seconds) >= apart * .8;
        count = add_ticks(scale, piece, steps[step], apart, ticks, before, most);
        /* each piece says when it is: by a finer step where that of all has none in it */
        while (count == before && room && step > least)
            count = add_ticks(scale, piece, steps[--step], apart, ticks, before, most);
        anchor_first(steps[step], ticks + before, count - before);
    }
    return count;
}
