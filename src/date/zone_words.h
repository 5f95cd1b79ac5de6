/* The words for zones, one table for prose and for EDTF's brackets. */
#ifndef DATE_ZONE_WORDS_H
#define DATE_ZONE_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/str.h"

enum {
    ZONE_CAPITALS = 1,  /* in prose only in capitals: "met" and "eat" are other words */
    ZONE_NEEDS_TIME = 2 /* in prose only before "time": "Moscow time" */
};

typedef struct zone_word {
    const char *word;    /* lower case */
    const char *zone;    /* the place whose clocks are meant; NULL: an offset */
    int16_t minutes;     /* east of UTC, of an offset */
    const char *keeper;  /* a place that has this offset for a part of the year; NULL: all year */
    const char *instead; /* of a word that means several zones: what to write; else NULL */
    unsigned flags;
} zone_word;

/* The row of a word in any case of letters; NULL when there is none. */
const zone_word *zone_word_of(dl_str word);

#endif
