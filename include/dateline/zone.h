/*
 * Time zones by the words that reports use: "Eastern" is a place's clocks, whatever the season;
 * "EST" is an offset; "CST" is several zones, and is refused with what to write instead. Offsets
 * come from the system's tz database, whose rules are followed for all years to come.
 */
#ifndef DATELINE_ZONE_H
#define DATELINE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/date.h"

typedef struct dl_zone {
    char name[40];   /* IANA name; empty: the offset alone is known */
    int16_t minutes; /* east of UTC; valid when there is no name */
} dl_zone;

/* An IANA name ("Europe/Berlin"), a spoken one ("Eastern", "pacific time", "Beijing time") or an
 * abbreviation ("EDT"), in any case but the IANA name. DL_ERR_SYNTAX for what is none, and for what
 * is several; the message then says what to write. */
int dl_zone_find(dl_str word, dl_zone *zone, dl_error *error);

/* Whether a place that uses the abbreviation has other clocks at the time (seconds since 1970 on
 * its wall): "EST" in July. False for all other words. */
bool dl_zone_out_of_season(dl_str word, int64_t local_seconds);

/* Gives the times of a date that have no zone the one that the word names; dates without a time
 * stay as they are. Sets are refused: DL_ERR_USAGE. */
int dl_date_in_zone(dl_date *date, dl_str word, dl_error *error);

#endif
