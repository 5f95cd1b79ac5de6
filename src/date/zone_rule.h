/* A zone's rule for all years to come: the POSIX TZ string that ends a TZif file (RFC 9636 §3.3).
 */
#ifndef DATE_ZONE_RULE_H
#define DATE_ZONE_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/str.h"

typedef enum zone_day_kind {
    ZONE_DAY_MONTH,  /* Mm.w.d: weekday d (0 = Sunday) of week w (5: the last) of month m */
    ZONE_DAY_JULIAN, /* Jn: day 1 to 365, 29 February never counted */
    ZONE_DAY_OF_YEAR /* n: day 0 to 365, 29 February counted */
} zone_day_kind;

/* When clocks are changed, in seconds of a year's day by the clock that is in force until then. */
typedef struct zone_change {
    zone_day_kind kind;
    int month, week, day;
    int32_t time; /* -167 to 167 hours */
} zone_change;

typedef struct zone_rule {
    int32_t standard, summer; /* seconds east of UTC */
    bool changes;             /* there is summer time */
    zone_change begin, end;   /* of summer time; it may begin late in a year and end in the next */
} zone_rule;

/* Reads all of text ("EST5EDT,M3.2.0,M11.1.0"); false when it is none, or empty. */
bool zone_rule_read(dl_str text, zone_rule *rule);

/* Seconds east of UTC at a moment. */
int32_t zone_rule_offset(const zone_rule *rule, int64_t utc);

#endif
