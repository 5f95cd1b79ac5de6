/*
 * Dates kept as vague as they were told: EDTF (ISO 8601-2:2019, Library of Congress profile of
 * 4 February 2019) levels 0, 1 and 2, and dateline's superset for times: minute precision
 * (2024-11-26T08:30), a `~ ? %` after a time, which is the time's alone, a named zone in brackets
 * after a time (T08:30[America/New_York]) and intervals of times. A dl_date is a plain value: copy
 * it, it owns nothing. Qualifiers (? ~ %) never move bounds.
 */
#ifndef DATELINE_DATE_H
#define DATELINE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/str.h"

/* How sure a comparison of two vague dates is. */
typedef enum dl_truth { DL_IMPOSSIBLE = 0, DL_POSSIBLE = 1, DL_CERTAIN = 2 } dl_truth;

const char *dl_truth_word(dl_truth truth); /* "impossible", "possible", "certain" */

typedef enum dl_precision {
    DL_PRECISION_NONE = 0,   /* the end of an interval that is open or unknown */
    DL_PRECISION_MILLENNIUM, /* 2XXX */
    DL_PRECISION_CENTURY,    /* 19XX */
    DL_PRECISION_DECADE,     /* 201X */
    DL_PRECISION_YEAR,
    DL_PRECISION_SEASON, /* month slot 21 to 41: seasons, quarters, thirds, halves */
    DL_PRECISION_MONTH,
    DL_PRECISION_DAY,
    DL_PRECISION_MINUTE,
    DL_PRECISION_SECOND
} dl_precision;

typedef enum dl_zone_kind { DL_ZONE_NONE, DL_ZONE_UTC, DL_ZONE_OFFSET, DL_ZONE_NAMED } dl_zone_kind;

/* The components that a qualifier can be on, as bits. */
enum { DL_PART_YEAR = 1, DL_PART_MONTH = 2, DL_PART_DAY = 4, DL_PART_TIME = 8 };

/* One end of an interval, or the whole of a single date. */
typedef struct dl_date_part {
    dl_precision precision;      /* what is told, masks counted as untold: 2004-XX is YEAR */
    int64_t year;                /* astronomical: 0000 is 1 BC; masked digits are 0 */
    int8_t month;                /* 1 to 12, a code 21 to 41, 0 where absent or masked */
    int8_t day;                  /* 1 to 31, 0 where absent or masked */
    int8_t hour, minute, second; /* 24:00:00 is the end of the day */
    int32_t nanosecond;          /* of a second that was written with a fraction */
    int8_t fraction_digits;      /* how many digits the fraction had: 0 to 9 */
    uint8_t year_mask;           /* bit i: the digit of 10^i is X */
    uint8_t month_mask;          /* bit 0: the units are X, bit 1: the tens */
    uint8_t day_mask;            /* the same */
    int8_t month_told, day_told; /* of a masked month or day, X read as 0: 10 of 1X */
    int8_t significant;          /* S: how many digits of the year count; 0 for all */
    int8_t exponent;             /* E: zeros that the year was written without */
    bool negative;               /* written with a minus: -0XXX has no other sign of it */
    bool long_year;              /* written with Y, more than four digits */
    bool uncertain;              /* ? or % on any component */
    bool approximate;            /* ~ or % on any component */
    uint8_t uncertain_in;        /* on which, DL_PART_ bits; none told: on all */
    uint8_t approximate_in;      /* the same */
    dl_zone_kind zone;
    int16_t offset_minutes; /* east of UTC; resolved for a named zone as well */
    char zone_name[40];     /* IANA name when zone is DL_ZONE_NAMED, else empty */
} dl_date_part;

typedef enum dl_end_kind { DL_END_DATE, DL_END_OPEN, DL_END_UNKNOWN } dl_end_kind;

/* Sets: "[1667,1668]" is one of its members, "{1667,1668}" all of them. */
typedef enum dl_set_kind { DL_SET_NONE, DL_SET_ONE, DL_SET_ALL } dl_set_kind;

/* Room for what is written inside a set's brackets, without spaces: a date stays a plain value, and
 * a longer list is no date any more. */
enum { DL_SET_SIZE = 128 };

/* A set is held as the interval from its first member to its last, and its members' EDTF. */
typedef struct dl_date {
    bool interval;
    dl_end_kind start_kind, end_kind; /* both DL_END_DATE unless interval */
    dl_date_part start, end;          /* end is used only when interval */
    dl_set_kind set;
    char members[DL_SET_SIZE]; /* "1667,1670..1672"; empty unless set */
} dl_date;

/* Seconds on the proleptic Gregorian calendar's wall clock, 0 = 1970-01-01T00:00:00. */
typedef enum dl_bound_kind { DL_BOUND_FINITE, DL_BOUND_OPEN, DL_BOUND_UNKNOWN } dl_bound_kind;
typedef struct dl_bound {
    dl_bound_kind kind;
    int64_t seconds; /* valid when finite */
} dl_bound;

/* Half-open: start is included, end is not, so that adjacent days meet. For a single date both
 * starts are its first second and both ends the second after its last. For an interval the start
 * lies in [start_earliest, start_latest] and the end in [end_earliest, end_latest]. */
typedef struct dl_bounds {
    dl_bound start_earliest, start_latest, end_earliest, end_latest;
    bool utc; /* seconds are UTC (the value has a zone), else wall clock of an untold place */
} dl_bounds;

/* A number of days that is known only within limits. */
typedef struct dl_span {
    bool least_known, most_known; /* false: without limit on that side, or unknown */
    int64_t least, most;          /* days */
} dl_span;

/* Parses all of text. On failure returns DL_ERR_SYNTAX and error->column names the byte (1-based)
 * of the first fault; the 2012 draft's spellings are refused with the 2019 one as the hint. */
int dl_date_parse(dl_str text, dl_date *date, dl_error *error);

/* What is let pass though ISO 8601-2 has it not, as bits. */
enum {
    DL_NOTE_SPACES = 1,  /* "[1667, 1668]" */
    DL_NOTE_NO_LIMIT = 2 /* "../..", "/": an interval of which nothing is known */
};

/* As dl_date_parse; *notes tells what was let pass. */
int dl_date_parse_noting(dl_str text, dl_date *date, unsigned *notes, dl_error *error);
/* As dl_date_parse, but such is refused. The superset for times is read in any case. */
int dl_date_parse_strict(dl_str text, dl_date *date, dl_error *error);
/* What there is to say of the first of the notes; NULL for none. */
const char *dl_date_note_words(unsigned notes);

/* Canonical EDTF; parsing it gives the same value. */
void dl_date_print(const dl_date *date, dl_buf *out);

/* English: "15 February 2024", "around March 2024", "spring 2024", "by 27 November 2024",
 * "26 November 2024 at about 08:30 (America/New_York)", "13 March to 31 December 2024". */
void dl_date_words(const dl_date *date, dl_buf *out);

dl_bounds dl_date_bounds(const dl_date *date);

/* The first and last calendar day that the date can touch, as days since 1970-01-01 in its own
 * zone's calendar. Return false where that side is open or unknown. */
bool dl_date_first_day(const dl_date *date, int64_t *day);
bool dl_date_last_day(const dl_date *date, int64_t *day);

/* The finest precision of its ends. */
dl_precision dl_date_precision(const dl_date *date);

/* "day", "month", "decade"; of what is between month and year "season", "quarter", "third", "half";
 * "unknown" where nothing of a year is told. */
const char *dl_date_precision_word(const dl_date *date);

/* Three-valued comparisons under the reading `sometime` (one moment somewhere in the region).
 * Where only one side has a zone both are compared by their own wall clocks' days. "[one of]" and a
 * mask with holes (2004-XX-25) are a moment in any of their members or runs of days; "{all of}" is
 * before what its last member is before, after what its first is after, and within what all of its
 * members are within. Exact up to 4,096 steps from run to run; past that, less is excluded. */
dl_truth dl_date_before(const dl_date *a, const dl_date *b);
dl_truth dl_date_after(const dl_date *a, const dl_date *b);
dl_truth dl_date_same_day(const dl_date *a, const dl_date *b);
dl_truth dl_date_within(const dl_date *a, const dl_date *b); /* a inside the region of b */
bool dl_date_equal(const dl_date *a, const dl_date *b);      /* the same value, as written */

/* Days from a to b: [b.first - a.last, b.last - a.first]; negative when b comes first. Days are
 * those of each date's own clocks; a side that is open or unknown leaves its limit unknown. */
dl_span dl_date_distance(const dl_date *a, const dl_date *b);

/* Calendar arithmetic: first years and months (the day is clamped to the month's length), then
 * days; works on both ends of an interval that are known, and on each member of a set. A quarter, a
 * season, a third or a half moves by whole ones of its kind; a year with X, or of which some digits
 * count, by what they hide (201X by tens). DL_ERR_USAGE, saying what is possible, where the date
 * cannot carry it (days added to a month). */
int dl_date_add(const dl_date *date, int64_t years, int64_t months, int64_t days, dl_date *out,
                dl_error *error);

/* The same; *clamped tells whether a day past a month's end became its last (31 January and one
 * month: 29 February). */
int dl_date_add_noting(const dl_date *date, int64_t years, int64_t months, int64_t days,
                       dl_date *out, bool *clamped, dl_error *error);

/* From a to b by the calendar: whole years, whole months after them, then days; all 0 or more. */
typedef struct dl_calendar_difference {
    int64_t years, months, days;
    bool earlier;           /* b comes before a */
    dl_precision precision; /* YEAR, MONTH or DAY: what was counted in */
} dl_calendar_difference;

/* DL_ERR_USAGE unless both are plain days (or times), months or years. */
int dl_date_difference(const dl_date *a, const dl_date *b, dl_calendar_difference *out,
                       dl_error *error);

/* Days since 1970-01-01 of a proleptic Gregorian date, and back. Month 1 to 12. */
int64_t dl_days_from_civil(int64_t year, int month, int day);
void dl_civil_from_days(int64_t days, int64_t *year, int *month, int *day);
int dl_days_in_month(int64_t year, int month);
int dl_weekday(int64_t days); /* 0 = Monday */

/* A date of day precision, and one of second precision in UTC from microseconds since 1970. */
dl_date dl_date_of_day(int64_t days);
dl_date dl_date_of_utc(int64_t utc_us);

#endif
