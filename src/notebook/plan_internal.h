/* What the plan's files share: traces, the places of a round, and how a key is made. */
#ifndef NOTEBOOK_PLAN_INTERNAL_H
#define NOTEBOOK_PLAN_INTERNAL_H

#include "dateline/arena.h"
#include "dateline/plan.h"
#include "notebook/index.h"

/* What a run of a step did, as it is kept: by names and keys, which outlive the places. */
typedef struct trace {
    dl_arena arena; /* owns what follows */
    dl_key key, code;
    dl_str *reads;
    dl_key *read_keys; /* of who bound each; zero: no step */
    size_t read_count;
    dl_key *owners;
    size_t owner_count;
    dl_key *changed;
    size_t changed_count;
    dl_str *binds;
    size_t bind_count;
    dl_use *uses;
    size_t use_count;
    bool all, changed_base;
    void *kept;
    size_t round;       /* that it was used in last */
    struct trace *next; /* of the same code, newest first */
} trace;

/* Places in order. */
typedef struct places {
    size_t *list;
    size_t count, capacity;
} places;

/* Something that steps change one after another: their places, and a hash over their keys. */
typedef struct chain {
    places who;
    dl_key key;
} chain;

typedef struct plan_place {
    dl_key code, key, lines;
    const trace *trace; /* NULL: leaves nothing */
} plan_place;

typedef struct table_state {
    dl_str name;
    chain writers;
} table_state;

struct dl_plan {
    dl_arena arena; /* names; lives as long as the plan */
    dl_use_now *now;
    void *user;
    void (*free_kept)(void *kept);
    trace **traces; /* heads of the lists of one code each */
    size_t head_count, head_capacity;
    index_map by_code, by_name, by_table;
    size_t round;

    /* of the round */
    const dl_step *const *steps;
    size_t count, at;
    dl_arena round_arena;
    plan_place *places; /* [count] */
    chain *changers;    /* [count + 1]; the last for what no step made */
    index_map by_key;   /* of the places above */
    index_map values;   /* of uses, asked for once a round */
    dl_str *value_list;
    size_t value_count, value_capacity;
    size_t *binder; /* [names]: place, or count */
    size_t name_count, binder_capacity;
    table_state *tables;
    size_t table_count, table_capacity;
    dl_key prefix, prefix_lines; /* over the keys, and the lines, of all places above */
    trace *found;                /* at the current place */
    char why[160];
};

int plan_add_place(places *list, size_t place, dl_error *error);
int plan_name(dl_plan *plan, dl_str name, size_t *id, dl_error *error);
int plan_table(dl_plan *plan, dl_str name, table_state **table, dl_error *error);

/* The key that a trace has at the current place, and the lines that it saw. False where something
 * that it used is not there, or not as it was; then plan->why says what. checked: values of uses
 * are known to be those recorded. */
int plan_key(dl_plan *plan, const trace *of, bool checked, dl_key *key, dl_key *lines, bool *holds,
             dl_error *error);

trace *trace_new(const dl_plan *plan, const dl_did *did, dl_error *error);
void trace_free(const dl_plan *plan, trace *freed);
/* trace_bytes.c: NULL for bytes that are no trace. */
void trace_write(const trace *of, dl_buf *bytes);
trace *trace_read(dl_str bytes, dl_error *error);
dl_str key_str(const dl_key *key);

#endif
