/*
 * How two vague dates can lie to each other: the exact set of Allen's 13 relations that can hold.
 * Days are half-open, so neighbours meet. A set is bits, one a relation; one bit alone is certain.
 * An open or unknown end may lie anywhere on its side; what is told of the other end still holds.
 */
#ifndef DATELINE_RELATION_H
#define DATELINE_RELATION_H

#include "dateline/date.h"

/* Allen 1983, in the order of the first interval's way past the second. */
typedef enum dl_relation {
    DL_BEFORE,
    DL_MEETS,
    DL_OVERLAPS,
    DL_STARTS,
    DL_DURING,
    DL_FINISHES,
    DL_EQUAL,
    DL_FINISHED_BY,
    DL_CONTAINS,
    DL_STARTED_BY,
    DL_OVERLAPPED_BY,
    DL_MET_BY,
    DL_AFTER,
    DL_RELATION_COUNT
} dl_relation;

/* Bit 1 << relation for each that can hold. */
typedef uint16_t dl_relations;
enum { DL_RELATIONS_ALL = (1 << DL_RELATION_COUNT) - 1 };

/* How a vague date is meant. */
typedef enum dl_reading {
    DL_SOMETIME, /* some run of whole days (of a time: of its own grain) inside the region */
    DL_SPANS     /* all of it: it begins where it begins and ends where it ends */
} dl_reading;

typedef struct dl_relation_options {
    dl_reading reading;
    /* DL_SOMETIME: how many days either event takes, counted in whole days (a time then counts as
     * its day); 0 in both: not told. 1 and 1 make each a moment. most_days 0: no most. */
    int64_t least_days, most_days;
    bool whole_days;            /* times count as the days of their own clocks */
    bool unknown_tells_nothing; /* a date with an unknown end may be anywhere at all */
} dl_relation_options;

/* The set of the relations from a to b that can hold; options NULL: all zero. Where both have a
 * zone, by UTC; where one has, by the days of their own clocks. "[one of]" is any of its members, a
 * mask with holes (2004-XX-25) any of its runs of days; "{all of}" is some run in each of its
 * members (spans: all of each), from the first one's start to the last one's end. Exact up to 256
 * members or runs near the other date; past that they count as one region, which excludes less.
 * DL_ERR_USAGE when a stated number of days has no room, or is told for DL_SPANS. */
int dl_date_relation(const dl_date *a, const dl_date *b, const dl_relation_options *options,
                     dl_relations *possible, dl_error *error);

/* The same for what is known by its bounds alone: each starts in [start_earliest, start_latest] and
 * ends in [end_earliest, end_latest], at any second that `grain` divides; no set when a bound
 * leaves no room. Both in UTC or both not is the caller's care. */
dl_relations dl_relation_of_bounds(const dl_bounds *a, const dl_bounds *b, int64_t grain);

/* The relation between [a_start, a_end) and [b_start, b_end); both must have start < end. */
dl_relation dl_relation_between(int64_t a_start, int64_t a_end, int64_t b_start, int64_t b_end);

/* How a can lie to c, where a lies to b as in first, and b to c as in second. */
dl_relations dl_relation_compose(dl_relations first, dl_relations second);

/* How b lies to a. */
dl_relations dl_relation_inverse(dl_relations set);

/* Whether what is in `asked` holds, given what can: certain when nothing else can. */
dl_truth dl_relation_truth(dl_relations possible, dl_relations asked);

/* The one relation of a set of one; DL_RELATION_COUNT for any other set. */
dl_relation dl_relation_certain(dl_relations set);

/* "before", "met-by", ... and back; DL_RELATION_COUNT for no such word. */
const char *dl_relation_word(dl_relation relation);
dl_relation dl_relation_of_word(dl_str word);

/* "meets, overlaps or starts"; "any relation"; "no relation". */
void dl_relation_words(dl_relations set, dl_buf *out);

/* The coarse view: before (or meets), after, overlaps (from either side), contains (or shares one
 * end from outside), within, equal. */
typedef enum dl_coarse {
    DL_COARSE_BEFORE,
    DL_COARSE_AFTER,
    DL_COARSE_OVERLAPS,
    DL_COARSE_CONTAINS,
    DL_COARSE_WITHIN,
    DL_COARSE_EQUAL,
    DL_COARSE_COUNT
} dl_coarse;

const char *dl_coarse_word(dl_coarse coarse);
dl_relations dl_coarse_group(dl_coarse coarse);   /* the relations that it stands for */
dl_relations dl_relation_widen(dl_relations set); /* with all of each group that it touches */
void dl_coarse_words(dl_relations set, dl_buf *out);

#endif
