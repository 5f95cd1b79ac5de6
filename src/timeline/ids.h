/*
 * The ids of a timeline: by id, the event, and who names it (its outcome, what replaced it, its
 * claims). An id can be named before its event is there. Entries live in the timeline's arena.
 */
#ifndef TIMELINE_IDS_H
#define TIMELINE_IDS_H

#include <stdint.h>

#include "dateline/arena.h"
#include "dateline/timeline.h"

/* An event as its timeline keeps it. */
typedef struct held_event {
    dl_event event; /* first, so that a pointer to one is a pointer to the other */
    size_t index;   /* in order of adding */
    struct held_event *next_claim;
} held_event;

/* Who names an event. */
typedef struct id_names {
    held_event *outcome, *revised_by, *superseded_by;
    held_event *first_claim, *last_claim;
} id_names;

typedef struct id_entry {
    dl_str id;
    held_event *event; /* NULL: only named so far */
    id_names *names;   /* NULL: nobody */
    uint32_t hash;
} id_entry;

typedef struct id_table {
    id_entry **slots;
    size_t count, capacity; /* a power of two, at least twice count */
} id_table;

id_entry *ids_find(const id_table *table, dl_str id); /* NULL: not there */
/* The entry of id, made where there is none; id must live as long as the table. NULL: no memory. */
id_entry *ids_need(id_table *table, dl_arena *arena, dl_str id);
/* The entry's names, to be written. NULL: no memory. */
id_names *ids_names(id_entry *entry, dl_arena *arena);
void ids_clear(id_table *table);

uint32_t ids_hash(dl_str text);
/* Whether an id may hold this byte: letters, digits, - _ and . */
bool ids_may_hold(char byte);

#endif
