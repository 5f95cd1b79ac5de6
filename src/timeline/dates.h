/*
 * The dates of a timeline, each kept once: a date is large, and events often share one. They live
 * in the timeline's arena.
 */
#ifndef TIMELINE_DATES_H
#define TIMELINE_DATES_H

#include "dateline/arena.h"
#include "dateline/date.h"

typedef struct date_table {
    const dl_date **slots;
    size_t count, capacity; /* a power of two, at least twice count */
} date_table;

/* The copy of date, made where there is none. NULL: no memory. */
const dl_date *dates_need(date_table *table, dl_arena *arena, const dl_date *date);
void dates_clear(date_table *table);

#endif
