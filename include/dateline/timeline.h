/*
 * A timeline: events in lanes, promises with due dates, and what is computed from them (lag,
 * slip, comparison), each figure with its certainty. A dl_timeline owns all of its events'
 * memory; pointers to events stay valid until dl_timeline_free.
 */
#ifndef DATELINE_TIMELINE_H
#define DATELINE_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>

#include "dateline/date.h"
#include "dateline/str.h"

typedef struct dl_timeline dl_timeline;

/* An event is something that an actor did or said on a date. A promise is an event with a due
 * date; an event that settles it names it. An event that disputes another is a second claim of it:
 * both stay, figures use the one that is chosen (the event itself unless it says otherwise) and
 * tell the range over all claims. Where an event names others, their ids are separated by spaces.
 * To dl_timeline_add, views and dates need not live longer than the call; events of one timeline
 * that have the same date share it. */
typedef struct dl_event {
    dl_str id;      /* unique in its timeline: letters, digits, - _ . */
    dl_str actor;   /* whose lane */
    dl_str speaker; /* who said it, where that is told; may be empty */
    dl_str kind;    /* announce, preview, release, promise, delay, leak, ... */
    const dl_date *date;
    bool spans;            /* lasts through all of its date, else: one moment in it */
    dl_str what;           /* one sentence */
    dl_str label;          /* a few words for pictures; empty: the first words of what */
    bool has_due;          /* a promise */
    const dl_date *due;    /* the window or day that was promised, as it is read; with has_due */
    dl_str due_said;       /* the same, as it was said: "a few months" */
    dl_str settles;        /* promises that this event settles */
    dl_str revises;        /* the promise that this promise replaces */
    dl_str supersedes;     /* events that hold no longer since this one */
    dl_str disputes;       /* the event that this one dates or tells differently */
    dl_str chosen;         /* the claim that figures use instead of this event */
    dl_str reason;         /* why the claim in use is the one that is used */
    const dl_str *sources; /* URLs or files */
    size_t source_count;
    const dl_str *published; /* EDTF, one a source, empty where unknown; NULL: none is known */
    const dl_str *evidence;  /* quotations, word for word */
    size_t evidence_count;
    const dl_str *tags;
    size_t tag_count;
    dl_str publisher;
    dl_str confidence; /* free words: high, medium, low, unverified, ... */
    dl_str note;
    int line; /* in the file it was loaded from; 0 otherwise */
} dl_event;

int dl_timeline_new(dl_timeline **timeline, dl_error *error);
void dl_timeline_free(dl_timeline *timeline); /* NULL is fine */
/* Another number after each change. */
uint64_t dl_timeline_revision(const dl_timeline *timeline);

/* Copies the event, found by its id in constant time. DL_ERR_USAGE for an id that is taken or
 * malformed, no actor, a published date that is no EDTF. */
int dl_timeline_add(dl_timeline *timeline, const dl_event *event, dl_error *error);

/* Marks event `outcome` as settling promise `promise`, both by id. DL_ERR_USAGE, naming the first,
 * where another event settles it already. */
int dl_timeline_settle(dl_timeline *timeline, dl_str promise, dl_str outcome, dl_error *error);

/* Reads a promise's words anew: due takes the place of its due date; due_said stays. */
int dl_timeline_read_due(dl_timeline *timeline, dl_str promise, const dl_date *due,
                         dl_error *error);

/* Says that figures about event use its claim (an event that disputes it, or event itself), and
 * why. DL_ERR_USAGE where claim is none of the event's. */
int dl_timeline_choose(dl_timeline *timeline, dl_str event, dl_str claim, dl_str reason,
                       dl_error *error);

size_t dl_timeline_count(const dl_timeline *timeline);
const dl_event *dl_timeline_at(const dl_timeline *timeline, size_t index); /* in order of adding */
const dl_event *dl_timeline_find(const dl_timeline *timeline, dl_str id);  /* NULL: not there */
/* As find, but an error that proposes the nearest id. */
int dl_timeline_need(const dl_timeline *timeline, dl_str id, const dl_event **event,
                     dl_error *error);
/* The event that settles the promise, NULL where none does. */
const dl_event *dl_timeline_outcome(const dl_timeline *timeline, const dl_event *promise);
/* What replaced it: the promise that revises this one, the event that supersedes it; NULL: none. */
const dl_event *dl_timeline_revised_by(const dl_timeline *timeline, const dl_event *promise);
const dl_event *dl_timeline_superseded_by(const dl_timeline *timeline, const dl_event *event);
/* The claims of one event besides itself: the first that disputes it, then the next; NULL: no
 * more. */
const dl_event *dl_timeline_claim(const dl_timeline *timeline, const dl_event *event);
const dl_event *dl_timeline_next_claim(const dl_timeline *timeline, const dl_event *claim);
/* The claim that figures about event use: event itself, or the one that it chose. */
const dl_event *dl_timeline_used(const dl_timeline *timeline, const dl_event *event);

/* A copy with the events for which keep returns true, in the same order. */
int dl_timeline_filter(const dl_timeline *timeline, bool (*keep)(const dl_event *, void *),
                       void *data, dl_timeline **out, dl_error *error);

/* The same with the events of these indices, in their order. */
int dl_timeline_pick(const dl_timeline *timeline, const size_t *indices, size_t count,
                     dl_timeline **out, dl_error *error);

/* Indices of all events by earliest day, then by order of adding. Caller frees. */
int dl_timeline_sorted(const dl_timeline *timeline, size_t **order, dl_error *error);

/* --- by time: an index over earliest to latest, built by the first question after a change ---- */

/* Indices, by earliest moment, of the events that can lie in from to to (as dl_date_before and
 * dl_date_after have it). Caller frees *found. */
int dl_timeline_between(dl_timeline *timeline, const dl_date *from, const dl_date *to,
                        size_t **found, size_t *count, dl_error *error);

/* --- figures --------------------------------------------------------------------------------- */

/* From a to b: days (negative: b came first) and how sure it is that a came before b. Where a
 * source disputes one of them, the figures are those of the claims in use, and the range over all
 * claims stands beside them. */
typedef struct dl_lag {
    const dl_event *from, *to;
    dl_span days;
    dl_truth from_first; /* that from is before to */
    bool conflict;
    dl_span claims;        /* days is inside; the same without conflict */
    dl_truth claims_first; /* certain: whichever claim is right */
} dl_lag;
dl_lag dl_timeline_lag(const dl_timeline *timeline, const dl_event *from, const dl_event *to);
/* "100 days", "15 to 45 days", "sign uncertain: -3 to +12 days", "at least 3 days"; with a
 * conflict "100 days (sources conflict: 99 to 101 days)". */
void dl_lag_words(const dl_lag *lag, dl_buf *out);
void dl_span_words(dl_span days, dl_buf *out);

typedef enum dl_verdict {
    DL_VERDICT_KEPT,
    DL_VERDICT_EARLY, /* before the promised window opened */
    DL_VERDICT_LATE,
    DL_VERDICT_POSSIBLY_LATE,
    DL_VERDICT_OPEN,      /* no outcome, and the due date is not past at as_of */
    DL_VERDICT_NO_OUTCOME /* no verified outcome, and the due date is past */
} dl_verdict;
const char *dl_verdict_word(dl_verdict verdict); /* "kept", "possibly late", ... */

/* Slip is counted against the last day of the due window: positive is late, negative is days to
 * spare. */
typedef struct dl_slip {
    const dl_event *promise;
    const dl_event *outcome; /* NULL: none */
    dl_verdict verdict;
    bool has_days; /* false without outcome, or with an open due date */
    dl_span days;
    bool conflict;              /* sources dispute the promise or its outcome */
    dl_span claims;             /* days over all claims of the two */
    unsigned verdicts;          /* over all claims: a bit, 1 << verdict, each */
    const dl_date *due;         /* of the claim of the promise that is used */
    const dl_event *revised_by; /* the promise that was made instead; NULL: none by as_of */
} dl_slip;
/* A promise that was revised takes the outcome of the promise that replaced it, unless it has one
 * of its own. as_of NULL: outcomes are taken as they stand and what has none is open. Outcomes
 * dated certainly after as_of do not count. */
dl_slip dl_timeline_slip(const dl_timeline *timeline, const dl_event *promise,
                         const dl_date *as_of);
/* The slips of all promises, in order of adding; those that dispute another are claims of it, and
 * left out. Caller frees *slips. */
int dl_timeline_slips(const dl_timeline *timeline, const dl_date *as_of, dl_slip **slips,
                      size_t *count, dl_error *error);

/* For each actor, its first event of a kind (of any, where kind is empty; disputes left out)
 * against one event: a table of lags in order of earliest day. Caller frees *rows. */
typedef struct dl_comparison {
    dl_str actor;
    const dl_event *event; /* the actor's first of that kind */
    dl_lag lag;            /* from event to against: positive days is lead */
} dl_comparison;
int dl_timeline_compare(const dl_timeline *timeline, dl_str kind, const dl_event *against,
                        dl_comparison **rows, size_t *count, dl_error *error);

/* Promises counted by who made them. Every promise counts, a revised one too. */
typedef struct dl_score {
    dl_str who;
    size_t promises, kept, early, late, possibly_late, open, no_outcome, revised;
    size_t conflicts; /* promises that sources dispute, or their outcome */
    bool has_slip;
    dl_span slip; /* the median of those with days: of the least, and of the most */
    /* Of those that are not open, how many were kept (or came early): surely, and at most, where
     * dates are vague, sources conflict, or no outcome was verified. */
    size_t due, kept_least, kept_most;
} dl_score;
/* by_speaker: who said it, the actor where no speaker is told. Caller frees *rows. */
int dl_timeline_scoreboard(const dl_timeline *timeline, const dl_date *as_of, bool by_speaker,
                           dl_score **rows, size_t *count, dl_error *error);

/* The events of a kind (any where empty) and actor (any where empty), disputes left out, that can
 * be the first (or the last) of all by the claims in use, then those that can be by other claims,
 * and how sure that is. Caller frees *rows. */
typedef struct dl_extreme {
    const dl_event *event;
    dl_truth sure;   /* by the claims in use; DL_IMPOSSIBLE: it could be by other claims alone */
    dl_truth claims; /* certain: whichever claims are right */
    bool conflict;   /* sources dispute its date */
} dl_extreme;
int dl_timeline_extremes(const dl_timeline *timeline, dl_str kind, dl_str actor, bool last,
                         dl_extreme **rows, size_t *count, dl_error *error);

/* How long each actor takes from an event of one kind to the next of another (announce to
 * release): pairs, and the distribution of an actor's. An event is paired once, with the first
 * that is not certainly before it; where both have tags, they share one. Caller frees *rows. */
typedef struct dl_pair {
    dl_str actor;
    dl_lag lag; /* from the first event to the second */
} dl_pair;
/* The pairs by actor and time. Caller frees *rows. */
int dl_timeline_pairs(const dl_timeline *timeline, dl_str from_kind, dl_str to_kind, dl_pair **rows,
                      size_t *count, dl_error *error);
typedef struct dl_duration {
    dl_str actor;
    size_t pairs, conflicts;     /* conflicts: pairs with a disputed end */
    dl_span least, median, most; /* each a range where dates are vague */
} dl_duration;
int dl_timeline_durations(const dl_timeline *timeline, dl_str from_kind, dl_str to_kind,
                          dl_duration **rows, size_t *count, dl_error *error);

/* Pairs that happen at one time: two events that span their dates, or a moment in such a span.
 * DL_ERR_LIMIT_SIZE past a million pairs. Caller frees *rows. */
typedef struct dl_overlap {
    const dl_event *a, *b; /* a begins first, as far as known */
    dl_truth sure;
} dl_overlap;
int dl_timeline_overlaps(const dl_timeline *timeline, dl_overlap **rows, size_t *count,
                         dl_error *error);

/* Whole days, at least `least` of them, in which certainly nothing happens, between two events.
 * Caller frees *rows. */
typedef struct dl_gap {
    const dl_event *after, *before;
    int64_t first_day, last_day; /* since 1970-01-01, both empty */
} dl_gap;
int dl_timeline_gaps(const dl_timeline *timeline, int64_t least, dl_gap **rows, size_t *count,
                     dl_error *error);

/* --- versions -------------------------------------------------------------------------------- */

/* When an event became known: when the first of its sources was published; where none says when it
 * was (told false), nothing is known but its own date. source is a view of the event's. */
typedef struct dl_knowledge {
    bool told;
    dl_date date;
    dl_str source;
} dl_knowledge;
dl_knowledge dl_event_knowledge(const dl_event *event);

/* A copy in which sources without a date of publication have the one that ask gives: EDTF, which
 * must live until this returns, or empty. What is no EDTF is left out. */
typedef int (*dl_published_ask)(void *data, dl_str source, dl_str *published, dl_error *error);
int dl_timeline_publish(const dl_timeline *timeline, dl_published_ask ask, void *data,
                        dl_timeline **out, dl_error *error);

/* The timeline as a reader of that day could have known it: an event is known when one of its
 * sources can have been published by then; where no source has a date of publication, when the
 * event can have happened by then. What names an event that is not known yet forgets it. */
int dl_timeline_as_of(const dl_timeline *timeline, const dl_date *day, dl_timeline **out,
                      dl_error *error);

/* What differs: an event that only one has, or a field of one that both have. */
typedef enum dl_difference_kind { DL_ADDED, DL_REMOVED, DL_CHANGED } dl_difference_kind;
typedef struct dl_difference {
    dl_difference_kind change;
    const dl_event *old, *new; /* NULL in the one that lacks it */
    const char *field;         /* the first that differs; NULL unless changed */
} dl_difference;
/* A row a field. Caller frees *rows. */
int dl_timeline_diff(const dl_timeline *old, const dl_timeline *new, dl_difference **rows,
                     size_t *count, dl_error *error);

/* Adds other's events and constraints. Events that are there and alike stay; where some of the same
 * id differ, DL_ERR_USAGE names them and their fields, and nothing is added. */
int dl_timeline_merge(dl_timeline *timeline, const dl_timeline *other, dl_error *error);
/* The same, but where one of the same id differs, other's is added as a second claim of it, with
 * the id "ID-2" (or the first free number), which disputes it. */
int dl_timeline_merge_claims(dl_timeline *timeline, const dl_timeline *other, dl_error *error);

/* --- what an editor would ask ----------------------------------------------------------------- */

/* An event without source, a promise without outcome, an outcome certainly before its promise, a
 * conflict without a reason, the same event twice, ids that name nothing, promises that revise
 * each other in a ring, events that contradict each other (see constraints.h). Caller frees
 * *faults. */
typedef struct dl_fault {
    const dl_event *event;
    const char *rule; /* stable word: "no-source", "no-outcome", "settled-twice",
                         "outcome-before-promise", "conflict-without-reason", "duplicate",
                         "contradiction", ... */
    char message[512];
} dl_fault;
int dl_timeline_check(const dl_timeline *timeline, dl_fault **faults, size_t *count,
                      dl_error *error);

#endif
