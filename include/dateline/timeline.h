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
 * date; an event that settles it names it. An event that disputes another is a second source's
 * telling of it: both stay, figures use the one that is not a dispute. */
typedef struct dl_event {
    dl_str id;      /* unique in its timeline: letters, digits, - _ . */
    dl_str actor;   /* whose lane */
    dl_str speaker; /* who said it, where that is told; may be empty */
    dl_str kind;    /* announce, preview, release, promise, delay, leak, ... */
    dl_date date;
    dl_str what;     /* one sentence */
    dl_str label;    /* a few words for pictures; empty: the first words of what */
    bool has_due;    /* a promise */
    dl_date due;     /* the window or day that was promised, as it is read */
    dl_str due_said; /* the same, as it was said: "a few months" */
    dl_str settles;  /* id of the promise that this event settles; may be empty */
    dl_str disputes; /* id of the event that this one dates or tells differently; may be empty */
    const dl_str *sources; /* URLs or files */
    size_t source_count;
    dl_str publisher;
    dl_str confidence; /* free words: high, medium, low, unverified, ... */
    dl_str note;
    int line; /* in the file it was loaded from; 0 otherwise */
} dl_event;

int dl_timeline_new(dl_timeline **timeline, dl_error *error);
void dl_timeline_free(dl_timeline *timeline); /* NULL is fine */

/* Copies the event. DL_ERR_USAGE for an id that is taken or malformed, or no actor. */
int dl_timeline_add(dl_timeline *timeline, const dl_event *event, dl_error *error);

/* Marks event `outcome` as settling promise `promise`, both by id. */
int dl_timeline_settle(dl_timeline *timeline, dl_str promise, dl_str outcome, dl_error *error);

/* Tab-separated, UTF-8, first line the column names (those of dl_event: id actor speaker kind
 * date what label due due_said settles disputes sources publisher confidence note; sources
 * separated by white space; names with x- are skipped; id, actor, kind, date and what must be
 * there). Lines that begin with # and empty lines are skipped. Nothing is added when anything is
 * wrong; error has name, line and column (the column's number of bytes from the line's start + 1).
 */
int dl_timeline_load_tsv(dl_timeline *timeline, dl_str text, const char *name, dl_error *error);

size_t dl_timeline_count(const dl_timeline *timeline);
const dl_event *dl_timeline_at(const dl_timeline *timeline, size_t index); /* in order of adding */
const dl_event *dl_timeline_find(const dl_timeline *timeline, dl_str id);  /* NULL: not there */
/* As find, but an error that proposes the nearest id. */
int dl_timeline_need(const dl_timeline *timeline, dl_str id, const dl_event **event,
                     dl_error *error);
/* The event that settles the promise, NULL where none does. */
const dl_event *dl_timeline_outcome(const dl_timeline *timeline, const dl_event *promise);

/* A copy with the events for which keep returns true, in the same order. */
int dl_timeline_filter(const dl_timeline *timeline, bool (*keep)(const dl_event *, void *),
                       void *data, dl_timeline **out, dl_error *error);

/* Indices of all events by earliest day, then by order of adding. Caller frees. */
int dl_timeline_sorted(const dl_timeline *timeline, size_t **order, dl_error *error);

/* From a to b: days (negative: b came first) and how sure it is that a came before b. */
typedef struct dl_lag {
    const dl_event *from, *to;
    dl_span days;
    dl_truth from_first; /* that from is before to */
} dl_lag;
dl_lag dl_timeline_lag(const dl_event *from, const dl_event *to);
/* "100 days", "15 to 45 days", "sign uncertain: -3 to +12 days", "at least 3 days". */
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
} dl_slip;
/* as_of NULL: outcomes are taken as they stand and what has none is open. Outcomes dated certainly
 * after as_of do not count. */
dl_slip dl_timeline_slip(const dl_timeline *timeline, const dl_event *promise,
                         const dl_date *as_of);
/* The slips of all promises, in order of adding. Caller frees *slips. */
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

/* What an editor would ask about: an event without source, a promise without outcome, an outcome
 * certainly before its promise, settles/disputes that name nothing. Caller frees *faults. */
typedef struct dl_fault {
    const dl_event *event;
    const char *rule; /* stable word: "no-source", "no-outcome", "outcome-before-promise", ... */
    char message[256];
} dl_fault;
int dl_timeline_check(const dl_timeline *timeline, dl_fault **faults, size_t *count,
                      dl_error *error);

#endif
