/* Offsets of named zones, from the system's compiled time zone files (TZif, RFC 9636). */
#ifndef DATE_ZONE_H
#define DATE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

/* Minutes east of UTC in zone `name` when its clocks show local_seconds (since 1970 on the wall).
 * Where clocks were set back, the first of the two moments; false for a name that the system does
 * not know. Past the last change that the system lists, its rule for the years to come holds. */
bool zone_offset(const char *name, int64_t local_seconds, int16_t *minutes);

#endif
