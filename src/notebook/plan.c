#include "dateline/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/sha256.h"
#include "notebook/plan_internal.h"

/* How long a trace waits for an edit to be undone: in rounds, and in traces of one code. */
enum { ROUNDS_KEPT = 64, TRACES_OF_ONE_CODE = 8 };

/* --- lists and names --- */

int plan_add_place(places *list, size_t place, dl_error *error)
{
    int rc = dl_grow(&list->list, &list->capacity, list->count + 1, sizeof *list->list, error);
    if (rc == 0)
        list->list[list->count++] = place;
    return rc;
}

int plan_name(dl_plan *plan, dl_str name, size_t *id, dl_error *error)
{
    size_t *known = index_find(&plan->by_name, name);
    if (known) {
        *id = *known;
        return 0;
    }
    int rc = dl_grow(&plan->binder, &plan->binder_capacity, plan->name_count + 1,
                     sizeof *plan->binder, error);
    dl_str kept = dl_arena_copy(&plan->arena, name);
    if (rc == 0 && !kept.data)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (rc == 0)
        rc = index_add(&plan->by_name, kept, plan->name_count, error);
    if (rc == 0) {
        plan->binder[plan->name_count] = plan->count;
        *id = plan->name_count++;
    }
    return rc;
}

int plan_table(dl_plan *plan, dl_str name, table_state **table, dl_error *error)
{
    size_t *known = index_find(&plan->by_table, name);
    if (known) {
        *table = &plan->tables[*known];
        return 0;
    }
    int rc = dl_grow(&plan->tables, &plan->table_capacity, plan->table_count + 1,
                     sizeof *plan->tables, error);
    dl_str kept = dl_arena_copy(&plan->arena, name);
    if (rc == 0 && !kept.data)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (rc == 0)
        rc = index_add(&plan->by_table, kept, plan->table_count, error);
    if (rc != 0)
        return rc;
    *table = &plan->tables[plan->table_count++];
    **table = (table_state){.name = kept};
    return 0;
}

static void mix(dl_key *into, const dl_key *key)
{
    unsigned char both[64];
    memcpy(both, into->bytes, 32);
    memcpy(both + 32, key->bytes, 32);
    dl_sha256((dl_str){(const char *)both, sizeof both}, into->bytes);
}

static int add_to_chain(chain *to, size_t place, const dl_key *key, dl_error *error)
{
    mix(&to->key, key);
    return plan_add_place(&to->who, place, error);
}

static void empty_chain(chain *emptied)
{
    emptied->who.count = 0;
    emptied->key = (dl_key){{0}};
}

/* --- begin and end --- */

int dl_plan_new(dl_plan **out, dl_use_now *now, void *user, dl_error *error)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    dl_arena_init(&(*out)->arena);
    dl_arena_init(&(*out)->round_arena);
    (*out)->now = now;
    (*out)->user = user;
    return 0;
}

static void free_changers(dl_plan *plan)
{
    for (size_t i = 0; plan->changers && i <= plan->count; i++)
        free(plan->changers[i].who.list);
    free(plan->changers);
    free(plan->places);
    plan->changers = NULL;
    plan->places = NULL;
}

void dl_plan_free(dl_plan *plan)
{
    if (!plan)
        return;
    for (size_t i = 0; i < plan->head_count; i++) {
        for (trace *next, *one = plan->traces[i]; one; one = next) {
            next = one->next;
            trace_free(plan, one);
        }
    }
    free_changers(plan);
    for (size_t i = 0; i < plan->table_count; i++)
        free(plan->tables[i].writers.who.list);
    free(plan->tables);
    free(plan->traces);
    free(plan->binder);
    free(plan->value_list);
    index_clear(&plan->by_code);
    index_clear(&plan->by_name);
    index_clear(&plan->by_table);
    index_clear(&plan->by_key);
    index_clear(&plan->values);
    dl_arena_clear(&plan->arena);
    dl_arena_clear(&plan->round_arena);
    free(plan);
}

void dl_plan_on_drop(dl_plan *plan, void (*free_kept)(void *kept))
{
    plan->free_kept = free_kept;
}

/* Drops traces that were not used for long; those of each code are newest first. */
static void drop_old(dl_plan *plan)
{
    for (size_t i = 0; i < plan->head_count; i++) {
        size_t count = 0;
        for (trace **at = &plan->traces[i]; *at;) {
            trace *one = *at;
            bool old = one->round + ROUNDS_KEPT < plan->round || ++count > TRACES_OF_ONE_CODE;
            /* several steps may have one code: what this or the last round used stays */
            if (!old || one->round + 2 > plan->round) {
                at = &one->next;
                continue;
            }
            *at = one->next;
            trace_free(plan, one);
        }
    }
}

static void hash_code(const dl_step *step, dl_str engine, dl_buf *buf, dl_key *key)
{
    dl_buf_truncate(buf, 0);
    dl_buf_printf(buf, "step 1 %zu:", engine.size);
    dl_buf_add(buf, engine);
    dl_buf_printf(buf, " %d %d %d ", step->inlined, (int)step->language, step->error_expected);
    dl_buf_add(buf, step->code);
    dl_sha256(dl_buf_str(buf), key->bytes);
}

int dl_plan_again(dl_plan *plan, dl_error *error)
{
    (void)error;
    plan->at = 0;
    plan->prefix = plan->prefix_lines = (dl_key){{0}};
    plan->found = NULL;
    index_empty(&plan->by_key);
    for (size_t i = 0; i < plan->name_count; i++)
        plan->binder[i] = plan->count;
    for (size_t i = 0; i < plan->table_count; i++)
        empty_chain(&plan->tables[i].writers);
    for (size_t i = 0; i <= plan->count; i++)
        empty_chain(&plan->changers[i]);
    return 0;
}

int dl_plan_begin(dl_plan *plan, const dl_step *const *steps, size_t count, dl_str engine,
                  dl_error *error)
{
    dl_buf buf = {0};
    free_changers(plan);
    dl_arena_clear(&plan->round_arena);
    index_empty(&plan->values);
    plan->value_count = 0;
    plan->count = count;
    plan->steps = steps;
    plan->round++;
    drop_old(plan);
    plan->places = calloc(count + 1, sizeof *plan->places);
    plan->changers = calloc(count + 1, sizeof *plan->changers);
    if (!plan->places || !plan->changers)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < count; i++)
        hash_code(steps[i], engine, &buf, &plan->places[i].code);
    int rc = dl_buf_ok(&buf, error);
    dl_buf_clear(&buf);
    return rc == 0 ? dl_plan_again(plan, error) : rc;
}

/* --- a place --- */

static trace **head_of(dl_plan *plan, const dl_key *code)
{
    size_t *head = index_find(&plan->by_code, key_str(code));
    return head ? &plan->traces[*head] : NULL;
}

int dl_plan_find(dl_plan *plan, void **kept, dl_key *key, dl_error *error)
{
    plan_place *here = &plan->places[plan->at];
    trace **head = head_of(plan, &here->code);
    plan->found = NULL;
    *kept = NULL;
    snprintf(plan->why, sizeof plan->why, "its code is new");
    for (trace *one = head ? *head : NULL; one; one = one->next) {
        bool holds = false;
        int rc = plan_key(plan, one, false, key, &here->lines, &holds, error);
        if (rc != 0)
            return rc;
        holds = holds && memcmp(key, &one->key, sizeof *key) == 0;
        if (!holds)
            continue;
        one->round = plan->round;
        plan->found = one;
        *kept = one->kept;
        return 0;
    }
    return 0;
}

static void set_own_uses(dl_plan *plan, trace *of)
{
    for (size_t i = 0; i < of->use_count; i++) {
        if (of->uses[i].kind == DL_USE_ID || of->uses[i].kind == DL_USE_RANDOM)
            of->uses[i].value = dl_arena_copy(&of->arena, plan->steps[plan->at]->id);
    }
}

/* The lines that it saw are known with its key. */
static void set_lines(const dl_plan *plan, trace *of)
{
    for (size_t i = 0; i < of->use_count; i++) {
        if (of->uses[i].kind == DL_USE_LINES)
            of->uses[i].value = dl_arena_copy(&of->arena, key_str(&plan->places[plan->at].lines));
    }
}

/* Who bound what it read, for the words that say why it runs again. */
static int set_read_keys(dl_plan *plan, trace *of, dl_error *error)
{
    of->read_keys = dl_arena_alloc(&of->arena, (of->read_count + 1) * sizeof *of->read_keys);
    if (!of->read_keys)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < of->read_count; i++) {
        size_t id;
        int rc = plan_name(plan, of->reads[i], &id, error);
        if (rc != 0)
            return rc;
        if (plan->binder[id] < plan->count)
            of->read_keys[i] = plan->places[plan->binder[id]].key;
    }
    return 0;
}

/* Puts a trace before the others of its code, in the place of one with the same key. */
static int put_trace(dl_plan *plan, trace *put, dl_error *error)
{
    trace **head = head_of(plan, &put->code);
    if (!head) {
        int rc = dl_grow(&plan->traces, &plan->head_capacity, plan->head_count + 1,
                         sizeof *plan->traces, error);
        dl_str code = dl_arena_copy(&plan->arena, key_str(&put->code));
        if (rc == 0 && !code.data)
            rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
        if (rc == 0)
            rc = index_add(&plan->by_code, code, plan->head_count, error);
        if (rc != 0)
            return rc;
        head = &plan->traces[plan->head_count++];
        *head = NULL;
    }
    for (trace **at = head; *at; at = &(*at)->next) {
        trace *same = *at;
        if (memcmp(&same->key, &put->key, sizeof put->key) == 0) {
            *at = same->next;
            trace_free(plan, same);
            break;
        }
    }
    put->next = *head;
    *head = put;
    return 0;
}

int dl_plan_keep(dl_plan *plan, const dl_did *did, void *kept, dl_key *key, dl_error *error)
{
    plan_place *here = &plan->places[plan->at];
    bool holds;
    plan->found = NULL;
    trace *made = trace_new(plan, did, error);
    if (!made)
        return DL_ERR_MEMORY;
    set_own_uses(plan, made);
    int rc = plan_key(plan, made, true, key, &here->lines, &holds, error);
    if (rc == 0)
        rc = set_read_keys(plan, made, error);
    if (rc == 0) {
        set_lines(plan, made);
        made->key = *key;
        made->code = here->code;
        made->round = plan->round;
        rc = put_trace(plan, made, error);
    }
    if (rc != 0) {
        trace_free(plan, made);
        return rc;
    }
    made->kept = kept;
    plan->found = made;
    return 0;
}

static int note_effects(dl_plan *plan, const trace *of, const dl_key *key, dl_error *error)
{
    int rc = 0;
    for (size_t i = 0; i < of->bind_count && rc == 0; i++) {
        size_t id;
        rc = plan_name(plan, of->binds[i], &id, error);
        if (rc == 0)
            plan->binder[id] = plan->at;
    }
    for (size_t i = 0; i < of->changed_count && rc == 0; i++) {
        const size_t *owner = index_find(&plan->by_key, key_str(&of->changed[i]));
        if (owner)
            rc = add_to_chain(&plan->changers[*owner], plan->at, key, error);
    }
    if (of->changed_base && rc == 0)
        rc = add_to_chain(&plan->changers[plan->count], plan->at, key, error);
    for (size_t i = 0; i < of->use_count && rc == 0; i++) {
        table_state *table;
        if (of->uses[i].kind != DL_USE_WRITES_TABLE)
            continue;
        rc = plan_table(plan, of->uses[i].name, &table, error);
        if (rc == 0)
            rc = add_to_chain(&table->writers, plan->at, key, error);
    }
    return rc;
}

int dl_plan_next(dl_plan *plan, dl_error *error)
{
    plan_place *here = &plan->places[plan->at];
    here->trace = plan->found;
    if (!plan->found)
        return dl_plan_skip(plan, error);
    here->key = plan->found->key;
    int rc = note_effects(plan, plan->found, &here->key, error);
    mix(&plan->prefix, &here->key);
    mix(&plan->prefix_lines, &here->lines);
    if (rc == 0)
        rc = index_add(&plan->by_key, key_str(&here->key), plan->at, error);
    plan->at++;
    plan->found = NULL;
    return rc;
}

int dl_plan_skip(dl_plan *plan, dl_error *error)
{
    (void)error;
    plan->places[plan->at].trace = NULL;
    plan->at++;
    plan->found = NULL;
    return 0;
}

/* --- for later processes --- */

int dl_plan_save(const dl_plan *plan, size_t at, dl_buf *bytes, dl_key *key, dl_key *code,
                 void **kept, dl_error *error)
{
    const trace *saved = plan->places[at].trace;
    *kept = NULL;
    if (!saved)
        return 0;
    *kept = saved->kept;
    *key = saved->key;
    *code = saved->code;
    trace_write(saved, bytes);
    return dl_buf_ok(bytes, error);
}

dl_key dl_plan_code(const dl_plan *plan, size_t at)
{
    return plan->places[at].code;
}

int dl_plan_load(dl_plan *plan, dl_str bytes, void *kept, dl_error *error)
{
    trace *read = trace_read(bytes, error);
    if (!read)
        return DL_ERR_SYNTAX;
    read->round = plan->round;
    int rc = put_trace(plan, read, error);
    if (rc != 0)
        trace_free(plan, read);
    else
        read->kept = kept;
    return rc;
}

/* --- what is known at a place --- */

size_t dl_plan_place(const dl_plan *plan)
{
    return plan->at;
}

size_t dl_plan_provider(const dl_plan *plan, dl_str name)
{
    const size_t *id = index_find(&plan->by_name, name);
    return id ? plan->binder[*id] : plan->count;
}

const size_t *dl_plan_changers(const dl_plan *plan, size_t place, size_t *count)
{
    *count = plan->changers[place].who.count;
    return plan->changers[place].who.list;
}

const size_t *dl_plan_writers(const dl_plan *plan, dl_str table, size_t *count)
{
    const size_t *id = index_find(&plan->by_table, table);
    *count = id ? plan->tables[*id].writers.who.count : 0;
    return id ? plan->tables[*id].writers.who.list : NULL;
}

const dl_use *dl_plan_uses(const dl_plan *plan, size_t *count)
{
    *count = plan->found ? plan->found->use_count : 0;
    return plan->found ? plan->found->uses : NULL;
}

const char *dl_plan_why(const dl_plan *plan)
{
    return plan->why;
}
