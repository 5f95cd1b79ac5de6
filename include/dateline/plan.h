/*
 * Which steps of a notebook are fresh: every run of a step leaves a trace (what it read, changed
 * and used), and a step whose trace still holds need not run again. No Lua here: who runs steps
 * tells what they did. A plan owns its traces; places are indexes of steps in document order.
 *
 * A step's key is the SHA-256 of its code, the values that it used, the keys of those that bound
 * the globals that it read and of those that made or changed the objects that it could reach.
 */
#ifndef DATELINE_PLAN_H
#define DATELINE_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "dateline/notebook.h"
#include "dateline/use.h"

typedef struct dl_key {
    unsigned char bytes[32];
} dl_key;

typedef struct dl_plan dl_plan;

/* What a run of a step did, to be kept. Places are of the round in which it ran. */
typedef struct dl_did {
    const dl_str *reads; /* globals that it could read, also through functions that it called */
    size_t read_count;
    const size_t *owners; /* places of the steps whose objects it could reach */
    size_t owner_count;
    const size_t *changed; /* places whose objects it changed: owners too */
    size_t changed_count;
    const dl_str *binds; /* globals that it bound */
    size_t bind_count;
    const dl_use *uses;
    size_t use_count;
    bool all;          /* it may have read all that is above it */
    bool changed_base; /* it changed what no step made: a library's table */
} dl_did;

/* Gives what the value of a use is now; *there false where it cannot be known, and so differs. */
typedef int dl_use_now(void *user, const dl_use *use, dl_buf *value, bool *there, dl_error *error);

int dl_plan_new(dl_plan **plan, dl_use_now *now, void *user, dl_error *error);
void dl_plan_free(dl_plan *plan);

/* Begins a round over these steps, which must live until the next one; at place 0. engine: what
 * besides the steps decides results (version, limits, width). */
int dl_plan_begin(dl_plan *plan, const dl_step *const *steps, size_t count, dl_str engine,
                  dl_error *error);
/* Goes back to place 0 of the same round; values of uses stay known. */
int dl_plan_again(dl_plan *plan, dl_error *error);

/* At the current place: looks for a trace that holds; *kept is what was given with it, or NULL. */
int dl_plan_find(dl_plan *plan, void **kept, dl_key *key, dl_error *error);
/* Keeps what the step at the current place did, and `kept` with it, which free_kept will free;
 * where there is a trace of the same key, it is replaced. */
int dl_plan_keep(dl_plan *plan, const dl_did *did, void *kept, dl_key *key, dl_error *error);
/* The key of the trace found or kept last is this place's; on to the next. */
int dl_plan_next(dl_plan *plan, dl_error *error);
/* The step at the current place leaves nothing: not run, or failed. */
int dl_plan_skip(dl_plan *plan, dl_error *error);

/* For a later process: the trace of a place of this round as bytes, with its key and the hash of
 * its code; *kept NULL where the place left none. */
int dl_plan_save(const dl_plan *plan, size_t place, dl_buf *bytes, dl_key *key, dl_key *code,
                 void **kept, dl_error *error);
/* The hash of the code at a place, to ask for traces by; and taking one in. DL_ERR_SYNTAX for bytes
 * that are none: kept is then not taken. In a round, before any place is looked for. */
dl_key dl_plan_code(const dl_plan *plan, size_t place);
int dl_plan_load(dl_plan *plan, dl_str bytes, void *kept, dl_error *error);

/* What the trace that was found last used; lives as long as what was kept with it. */
const dl_use *dl_plan_uses(const dl_plan *plan, size_t *count);

/* What frees what was kept. */
void dl_plan_on_drop(dl_plan *plan, void (*free_kept)(void *kept));

size_t dl_plan_place(const dl_plan *plan);
/* The place above the current one that bound a global last; count of steps where none did. */
size_t dl_plan_provider(const dl_plan *plan, dl_str name);
/* Places above the current one, in order, that changed objects which the step at `place` made; the
 * count of steps for place asks for those that no step made. */
const size_t *dl_plan_changers(const dl_plan *plan, size_t place, size_t *count);
/* Places above the current one, in order, that wrote the table. */
const size_t *dl_plan_writers(const dl_plan *plan, dl_str table, size_t *count);
/* Why the step at the current place is to run, in words: "its code is new", "tone changed". */
const char *dl_plan_why(const dl_plan *plan);

#endif
