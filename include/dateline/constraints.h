/*
 * What must hold between the events of a timeline, and whether it can: constraints narrow the
 * limits of when each event was, or contradict each other; then the shortest chain that proves it
 * is named. Moments are seconds; a timeline that mixes dates with and without a zone is reasoned
 * about in UTC, with what has none as wide as the clocks of the world (UTC-12 to UTC+14).
 */
#ifndef DATELINE_CONSTRAINTS_H
#define DATELINE_CONSTRAINTS_H

#include "dateline/timeline.h"

typedef enum dl_ordering {
    DL_ORDER_BEFORE,         /* a ends before or when b begins; moments are one second apart */
    DL_ORDER_AFTER,          /* b before a */
    DL_ORDER_DURING,         /* a lies in b: in its span, or in the region of its date */
    DL_ORDER_WITHIN,         /* a begins within `seconds` of b's beginning, before or after it */
    DL_ORDER_BY,             /* a is over when b is over */
    DL_ORDER_SAME_DAY,       /* a and b begin on one calendar day */
    DL_ORDER_AT_LEAST_AFTER, /* a begins `seconds` or more after b: after its end, where it lasts */
    DL_ORDER_AT_LEAST_BEFORE, /* the other way: a is `seconds` or more before b */
} dl_ordering;
/* "before", "after", "during", "within", "by", "same_day", "at_least_after", "at_least_before" */
const char *dl_ordering_word(dl_ordering ordering);
/* DL_ERR_USAGE proposes the near word. */
int dl_ordering_of(dl_str word, dl_ordering *ordering, dl_error *error);

typedef struct dl_constraint {
    const dl_event *a;
    dl_ordering ordering;
    const dl_event *b; /* NULL: date is given */
    dl_date date;
    int64_t seconds; /* WITHIN, AT_LEAST: days are 86400 of them */
    dl_str why;      /* who says so; may be empty */
} dl_constraint;

/* Copies it. a and b are the timeline's own events. DL_ERR_USAGE for negative seconds. */
int dl_timeline_constrain(dl_timeline *timeline, const dl_constraint *constraint, dl_error *error);
size_t dl_timeline_constraint_count(const dl_timeline *timeline);
const dl_constraint *dl_timeline_constraint(const dl_timeline *timeline, size_t index);
/* "a before b", "a within 3 hours of b", "a at least 3 days after 2024-05-01". */
void dl_constraint_words(const dl_constraint *constraint, dl_buf *out);

/* What stands after a's id in such words: "before b", "after b", "during b", "by b", "within three
 * hours of b", "at least 2 days after b" or "before b", "same day as b"; b is an id or EDTF, and
 * who says so may follow in brackets. Numbers are digits or words to twelve; units are seconds,
 * minutes, hours, days, weeks. b and why are views of text; their event is not looked for. The
 * error's column is the byte of text. */
typedef struct dl_constraint_said {
    dl_ordering ordering;
    int64_t seconds;
    dl_str b, why;
} dl_constraint_said;
int dl_constraint_read(dl_str text, dl_constraint_said *said, dl_error *error);

/* When an event can have been: seconds, both included; known is false without limit. utc: of UTC,
 * else of the wall clock. */
typedef struct dl_limits {
    bool earliest_known, latest_known;
    int64_t earliest, latest; /* of its beginning */
    bool narrowed;            /* the constraints say more than its date */
} dl_limits;

/* The constraints of a chain, in order, each an index of dl_timeline_constraint: together with the
 * dates of its first and last event they cannot hold. ring: they contradict each other by
 * themselves. */
typedef struct dl_contradiction {
    size_t *chain;
    size_t length;
    bool ring;
    /* No chain has fewer steps; a constraint that is a step twice counts twice. False: the search
     * for a shorter one was given up for its size. */
    bool shortest;
    const dl_event *first, *last;
} dl_contradiction;

typedef struct dl_consistency {
    bool utc;
    dl_limits *limits; /* one an event, in order of adding; narrowed only where consistent */
    size_t limit_count;
    dl_contradiction *contradictions; /* none: consistent. At most 16; each without the others */
    size_t contradiction_count;
} dl_consistency;

int dl_timeline_consistency(const dl_timeline *timeline, dl_consistency *result, dl_error *error);
void dl_consistency_clear(dl_consistency *result); /* may be called twice */
/* "a (2024-05-01) before b, b before c (2024-04): these cannot all hold". */
void dl_contradiction_words(const dl_timeline *timeline, const dl_contradiction *contradiction,
                            dl_buf *out);

#endif
