/*
 * What was told of the page, in order, for those who come back: the last events, each with a
 * number. A position is EPOCH-NUMBER; the epoch is this server's own, so that what another one
 * told is never taken for it.
 */
#ifndef SERVE_EVENTS_H
#define SERVE_EVENTS_H

#include <stdint.h>

#include "dateline/str.h"

enum { EVENTS_KEPT = 256, EVENTS_POSITION = 64 };

typedef struct kept_event {
    char *text;
    size_t size;
} kept_event;

typedef struct events {
    char epoch[17];
    uint64_t last;  /* number of the newest; 0: none was told */
    uint64_t first; /* of the oldest that is kept */
    size_t bytes;
    kept_event kept[EVENTS_KEPT]; /* number modulo EVENTS_KEPT */
} events;

int events_init(events *log, dl_error *error);
void events_clear(events *log);
int events_add(events *log, dl_str text, dl_error *error);
void events_position(const events *log, uint64_t number, char position[EVENTS_POSITION]);
/* The number after which a reader at this position has to be told; false where that is not kept,
 * and it has to be told all. */
bool events_find(const events *log, dl_str position, uint64_t *number);
dl_str events_text(const events *log, uint64_t number);

#endif
