#include "timeline/dates.h"

#include <stdlib.h>
#include <string.h>

/* Field by field, since padding has no value. */
static bool same_part(const dl_date_part *a, const dl_date_part *b)
{
    return a->year == b->year && a->month == b->month && a->day == b->day && a->hour == b->hour &&
           a->minute == b->minute && a->second == b->second && a->precision == b->precision &&
           a->nanosecond == b->nanosecond && a->fraction_digits == b->fraction_digits &&
           a->year_mask == b->year_mask && a->month_mask == b->month_mask &&
           a->day_mask == b->day_mask && a->month_told == b->month_told &&
           a->day_told == b->day_told && a->significant == b->significant &&
           a->exponent == b->exponent && a->negative == b->negative &&
           a->long_year == b->long_year && a->uncertain == b->uncertain &&
           a->approximate == b->approximate && a->uncertain_in == b->uncertain_in &&
           a->approximate_in == b->approximate_in && a->zone == b->zone &&
           a->offset_minutes == b->offset_minutes && strcmp(a->zone_name, b->zone_name) == 0;
}

static bool same(const dl_date *a, const dl_date *b)
{
    return a->interval == b->interval && a->start_kind == b->start_kind &&
           a->end_kind == b->end_kind && a->set == b->set && strcmp(a->members, b->members) == 0 &&
           same_part(&a->start, &b->start) && same_part(&a->end, &b->end);
}

static uint32_t mixed(uint32_t hash, int64_t value)
{
    hash = (hash ^ (uint32_t)value) * 0x9E3779B1u;
    return hash ^ hash >> 15;
}

static uint32_t hash_of(const dl_date *date)
{
    const dl_date_part *parts[] = {&date->start, &date->end};
    uint32_t hash = date->interval;
    for (int i = 0; i < 2; i++) {
        hash = mixed(hash, parts[i]->year);
        hash = mixed(hash, (int64_t)parts[i]->month << 8 | (uint8_t)parts[i]->day);
        hash =
            mixed(hash, (int64_t)parts[i]->hour << 12 | parts[i]->minute << 6 | parts[i]->second);
        hash = mixed(hash, parts[i]->nanosecond);
    }
    return hash;
}

static size_t slot_of(const date_table *table, const dl_date *date)
{
    size_t mask = table->capacity - 1, at = hash_of(date) & mask;
    while (table->slots[at] && !same(table->slots[at], date))
        at = (at + 1) & mask;
    return at;
}

static bool make_room(date_table *table)
{
    if (table->count * 2 < table->capacity)
        return true;
    date_table larger = {.count = table->count,
                         .capacity = table->capacity ? table->capacity * 2 : 64};
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (!larger.slots)
        return false;
    for (size_t i = 0; i < table->capacity; i++) {
        if (table->slots[i])
            larger.slots[slot_of(&larger, table->slots[i])] = table->slots[i];
    }
    free(table->slots);
    *table = larger;
    return true;
}

const dl_date *dates_need(date_table *table, dl_arena *arena, const dl_date *date)
{
    if (!make_room(table))
        return NULL;
    size_t at = slot_of(table, date);
    if (table->slots[at])
        return table->slots[at];
    dl_date *copy = dl_arena_alloc(arena, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *date;
    table->slots[at] = copy;
    table->count++;
    return copy;
}

void dates_clear(date_table *table)
{
    free(table->slots);
    *table = (date_table){0};
}
