/*
 * Sentences of a text that may tell an event: with a date, who acts (of the names that the caller
 * lists), and a guess at what kind of event it is. Candidates are proposals: somebody accepts them.
 * Views are of the text; the list is in the caller's arena.
 */
#ifndef DATELINE_CANDIDATE_H
#define DATELINE_CANDIDATE_H

#include "dateline/find.h"

typedef struct dl_actor_name {
    dl_str name, actor; /* a name or an alias, and whose lane it stands for */
} dl_actor_name;

typedef struct dl_candidate {
    size_t start, end; /* the sentence, in bytes of the text */
    dl_found when;
    dl_str actor;     /* empty: none of the names is there */
    const char *kind; /* "announce", "release", "delay", ...; "event" where no verb tells */
    bool has_due;     /* a promise: when is the day on which it was made */
    dl_date due;
    dl_str due_said; /* "by the end of the year" */
} dl_candidate;

/* One for every dated phrase that stands in a sentence; of several in one sentence, each. But a
 * promise and what it is due by are one: it was made on the other date that its sentence tells, or
 * on the day of publication (published may be NULL: then when is the due date, and why says so). */
int dl_candidates(dl_str text, const dl_found *found, size_t found_count, const dl_date *published,
                  const dl_actor_name *names, size_t name_count, dl_arena *arena,
                  dl_candidate **candidates, size_t *count, dl_error *error);

#endif
