/*
 * A living engine over versions of a notebook. The plan says which results hold; here is what the
 * heap holds: each run of a step that left globals or objects is an instance. Instances are live
 * while what they were made from is; a stale step runs when all that it can reach is live, is in
 * the state that the steps above it left, and the globals are bound as they left them.
 */
#ifndef ENGINE_UPDATER_H
#define ENGINE_UPDATER_H

#include "dateline/plan.h"
#include "engine/globals.h"
#include "engine/heap.h"
#include "engine/internal.h"
#include "notebook/index.h"

/* Who owns an object: no step is 0, what was there before any step is 1. */
enum { OWNER_NONE = 0, OWNER_BASE = HEAP_BASE, OWNER_FIRST = 2 };

typedef struct numbers {
    size_t *list;
    size_t count, capacity;
} numbers;

/* A run of a step, as the heap remembers it. Its number owns its objects. */
typedef struct instance {
    bool live;
    int line;           /* of the notebook, when it was compiled */
    size_t place, pass; /* where it stands in the pass that met it last */
    numbers needs;      /* instances: whose bindings and objects it used */
    numbers changers;   /* instances that changed its objects, as it happened */
    int bindings;       /* in the registry: name to value; LUA_NOREF without */
    dl_global *later;   /* what functions that it may have made read and assign */
    size_t later_count;
    bool later_all;
} instance;

/* A table of the store, or a kept value. */
typedef struct table_use {
    dl_str name;
    char initial[65]; /* hash of what it held before this engine wrote it; "missing" */
    bool written;
    size_t round;    /* in which initial was taken */
    numbers writers; /* instances, as it happened */
} table_use;

/* What the plan keeps with a trace. */
typedef struct kept {
    dl_result result;
    uint64_t serial; /* no other result of this engine has it */
    updater *owner;
    size_t instance; /* OWNER_NONE: no run of this engine */
    /* the key that the store has it under, since when; 0: not yet */
    dl_key saved_as;
    int64_t saved_at_us;
} kept;

/* One place of the notebook in the running update. */
typedef struct slot {
    kept *kept; /* what it shows; owned by the plan, or by `failed` */
    bool forced, ran;
    bool done; /* it ran in this update, at the state that is there */
    char why[160];
} slot;

struct updater {
    dl_engine *engine;
    dl_plan *plan;
    dl_arena names; /* of tables and globals */
    instance *instances;
    size_t instance_count, instance_capacity;
    index_map globals; /* name to place in bound */
    dl_str *global_names;
    size_t
        *bound; /* which instance's value is in _G; OWNER_BASE: dateline's; OWNER_NONE: unknown */
    size_t global_count, global_capacity, bound_capacity;
    index_map table_index;
    table_use *tables;
    size_t table_count, table_capacity;
    size_t round, pass;
    bool base_dirty; /* what no step made was changed by a run that is gone */

    /* of the update */
    const dl_step *const *steps;
    size_t count;
    slot *slots;
    const dl_result **results;
    uint64_t *serials;
    uint64_t last_serial;
    bool *ran;
    size_t runs;
    const char **why;
    kept *failed; /* the result that ended the run; no trace has it */
    dl_result not_run;
    dl_parameter *params; /* copies, in params_arena */
    dl_arena params_arena;

    /* of the running step */
    dl_globals code; /* of its chunk; in step_arena */
    dl_arena step_arena;
    index_map reads;      /* names in read_list */
    dl_global *read_list; /* with how each may be touched */
    size_t read_count, read_capacity;
    numbers needs;   /* instances */
    numbers reached; /* those of them whose objects it can reach */
    numbers missing; /* places that have to run before */
    heap walk;
    bool all;
    bool astray; /* it reached what no step of this version made */
};

int numbers_add(numbers *to, size_t number, dl_error *error);
bool numbers_have(const numbers *in, size_t number);
void numbers_clear(numbers *cleared);

/* update_heap.c: before and after a step runs, in protected mode. */
int updater_open_heap(updater *u, dl_error *error);
int updater_prepare(updater *u, size_t place, dl_error *error);
/* Fills did, whose lists are in step_arena, and makes the instance that *number names. */
int updater_settle(updater *u, size_t place, const dl_result *result, dl_did *did, size_t *number,
                   dl_error *error);
int updater_end_walk(updater *u, dl_error *error); /* after prepare, where the step does not run */
int updater_finish(updater *u, dl_error *error); /* binds all globals as the last step left them */
void updater_forget(updater *u, size_t number);  /* it is not live any more */

/* update_kept.c: takes in what earlier processes kept of the steps of this round. */
int updater_load(updater *u, dl_error *error);
kept *updater_new_kept(updater *u);
void updater_free_kept(void *freed);
int updater_table(updater *u, dl_str name, table_use **table, bool *added, dl_error *error);
int updater_table_hash(dl_store *store, dl_str name, char hex[65], dl_error *error);

/* update_store.c: the store's tables, and what uses are worth now. */
void updater_before_table(void *user, dl_store *store, dl_str name, bool write);
/* The citations and sources of the steps above a place: set, and told by a hash. */
int updater_recall_sources(updater *u, size_t place, dl_error *error);
int updater_use_now(void *user, const dl_use *use, dl_buf *value, bool *there, dl_error *error);
/* Whether the tables that the step read were as the steps above left them; forces those steps
 * where not, and takes away what was written. */
int updater_check_tables(updater *u, size_t place, const dl_result *result, bool *good,
                         dl_error *error);
int updater_note_tables(updater *u, const dl_result *result, size_t number, dl_error *error);
/* The result's uses with the parameters that were read, and the tables' values, in its arena. */
int updater_complete_uses(updater *u, dl_result *result, dl_error *error);

#endif
