/* Results brought up to date: which steps run, in which order, and when to begin again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "engine/updater.h"

/* --- kept results --- */

void updater_free_kept(void *freed)
{
    kept *one = freed;
    if (!one)
        return;
    updater_forget(one->owner, one->instance);
    dl_result_clear(&one->result);
    free(one);
}

kept *updater_new_kept(updater *u)
{
    kept *made = calloc(1, sizeof *made);
    if (made) {
        dl_result_init(&made->result);
        made->owner = u;
        made->serial = ++u->last_serial;
    }
    return made;
}

/* --- the updater --- */

static void forget_all(updater *u)
{
    for (size_t i = 0; i < u->instance_count; i++) {
        updater_forget(u, i);
        free(u->instances[i].changers.list);
        u->instances[i].changers = (numbers){0};
    }
    for (size_t i = 0; i < u->global_count; i++)
        u->bound[i] = OWNER_BASE;
}

void updater_free(updater *u)
{
    if (!u)
        return;
    updater_free_kept(u->failed);
    dl_plan_free(u->plan);
    for (size_t i = 0; i < u->instance_count; i++) {
        updater_forget(u, i);
        numbers_clear(&u->instances[i].changers);
    }
    for (size_t i = 0; i < u->table_count; i++)
        numbers_clear(&u->tables[i].writers);
    free(u->instances);
    free(u->global_names);
    free(u->bound);
    free(u->tables);
    free(u->slots);
    free(u->results);
    free(u->serials);
    free(u->ran);
    free(u->why);
    free(u->read_list);
    numbers_clear(&u->needs);
    numbers_clear(&u->reached);
    numbers_clear(&u->missing);
    index_clear(&u->globals);
    index_clear(&u->table_index);
    index_clear(&u->reads);
    dl_arena_clear(&u->names);
    dl_arena_clear(&u->step_arena);
    dl_arena_clear(&u->params_arena);
    heap_clear(&u->walk);
    free(u);
}

static int open_updater(dl_engine *engine, dl_error *error)
{
    updater *u = calloc(1, sizeof *u);
    if (!u)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    engine->updater = u;
    u->engine = engine;
    int rc = dl_plan_new(&u->plan, updater_use_now, u, error);
    if (rc == 0)
        rc =
            dl_grow(&u->instances, &u->instance_capacity, OWNER_FIRST, sizeof *u->instances, error);
    if (rc == 0) {
        dl_plan_on_drop(u->plan, updater_free_kept);
        memset(u->instances, 0, OWNER_FIRST * sizeof *u->instances);
        u->instances[OWNER_NONE].bindings = u->instances[OWNER_BASE].bindings = -2;
        u->instance_count = OWNER_FIRST;
        engine->context.before_table = updater_before_table;
        engine->context.before_table_user = u;
        rc = updater_open_heap(u, error);
    }
    if (rc != 0) {
        updater_free(u);
        engine->updater = NULL;
    }
    return rc;
}

/* Begins with a new state: for what cannot be made anew otherwise. Results are kept. */
static int start_over(updater *u, dl_error *error)
{
    engine_close_state(u->engine);
    forget_all(u);
    u->base_dirty = false;
    int rc = engine_open_state(u->engine, error);
    return rc == 0 ? updater_open_heap(u, error) : rc;
}

/* --- one step --- */

static bool ended_well(const dl_result *result)
{
    int status = dl_kind_exit_status(result->error.kind);
    return result->state == DL_STATE_OK ||
           (result->state == DL_STATE_FAILED && result->expected && status != 7 && status != 130);
}

static void expect_error(const updater *u, const dl_step *step, dl_result *result)
{
    if (!step->error_expected || result->state != DL_STATE_OK)
        return;
    result->state = DL_STATE_FAILED;
    dl_error_set(&result->error, DL_ERR_CHECK,
                 "the cell says error=\"expected\", and there was none");
    dl_error_at(&result->error, u->engine->name, step->line, 0);
}

static bool saw_lines(const dl_result *result)
{
    for (size_t i = 0; i < result->use_count; i++) {
        if (result->uses[i].kind == DL_USE_LINES)
            return true;
    }
    return false;
}

/* A step that told of lines must have told those of this version: functions made by a step that
 * moved since know its old ones. */
static bool check_lines(updater *u, size_t place, const dl_result *result)
{
    bool good = true;
    if (!saw_lines(result))
        return true;
    for (size_t i = 0; i < u->needs.count; i++) {
        const instance *of = &u->instances[u->needs.list[i]];
        if (of->line == u->steps[of->place]->line)
            continue;
        u->slots[of->place].forced = true;
        u->slots[place].forced = true;
        good = false;
    }
    return good;
}

/* Keeps what came of a step that ran at a state that was right. */
static int keep(updater *u, size_t place, kept *made, const dl_did *did, dl_error *error)
{
    dl_key key;
    slot *s = &u->slots[place];
    s->forced = false;
    s->kept = made;
    int rc = updater_note_tables(u, &made->result, made->instance, error);
    if (rc == 0 && ended_well(&made->result)) {
        rc = dl_plan_keep(u->plan, did, made, &key, error);
        return rc == 0 ? dl_plan_next(u->plan, error) : rc;
    }
    /* what a failed step did to objects stays noted under a number that no place has */
    updater_forget(u, made->instance);
    made->instance = OWNER_NONE;
    updater_free_kept(u->failed);
    u->failed = made;
    return rc;
}

static int run_now(updater *u, size_t place, const dl_update_options *options, kept *made,
                   dl_error *error)
{
    const dl_step *step = u->steps[place];
    dl_result *result = &made->result;
    if (options->before)
        options->before(options->user, place);
    dl_error own;
    int rc = engine_run_step(u->engine, step, result, &own);
    if (rc != 0) {
        result->state = DL_STATE_FAILED;
        result->expected = false;
        result->error = own;
    }
    expect_error(u, step, result);
    if (!ended_well(result))
        result->expected = false;
    if (options->after)
        options->after(options->user, place, result);
    (void)error;
    return 0;
}

/* Runs the step at a place where all that it needs is there. *again: it was not, after all. */
static int run_step_here(updater *u, size_t place, const dl_update_options *options, bool *again,
                         dl_error *error)
{
    dl_did did;
    bool good = true;
    slot *s = &u->slots[place];
    if (s->kept) /* it runs once more, for its objects: those that it made are gone */
        updater_forget(u, s->kept->instance);
    if (s->kept)
        s->kept->instance = OWNER_NONE;
    kept *made = updater_new_kept(u);
    if (!made)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    s->ran = true;
    u->runs++;
    int rc = updater_recall_sources(u, place, error);
    if (rc == 0)
        rc = run_now(u, place, options, made, error);
    if (rc == 0)
        rc = updater_settle(u, place, &made->result, &did, &made->instance, error);
    if (rc == 0 && dl_cancel_reason(u->engine->limits.cancel) == 0)
        rc = updater_check_tables(u, place, &made->result, &good, error);
    if (rc == 0 && good)
        good = check_lines(u, place, &made->result);
    if (rc == 0 && good)
        rc = updater_complete_uses(u, &made->result, error);
    if (rc != 0 || !good) {
        updater_free_kept(made);
        *again = true;
        return rc;
    }
    did.uses = made->result.uses;
    did.use_count = made->result.use_count;
    return keep(u, place, made, &did, error);
}

static void explain(slot *s, const char *why)
{
    if (!s->why[0])
        snprintf(s->why, sizeof s->why, "%s", why);
}

/* A step whose result holds: its objects are live while what they were made from is. */
static void meet(updater *u, size_t place)
{
    kept *held = u->slots[place].kept;
    if (!held->result.uses) /* of an earlier process: the trace knows */
        held->result.uses = dl_plan_uses(u->plan, &held->result.use_count);
    if (held->instance < OWNER_FIRST)
        return;
    instance *met = &u->instances[held->instance];
    met->place = place;
    met->pass = u->pass;
    for (size_t i = 0; i < met->needs.count && met->live; i++) {
        if (!u->instances[met->needs.list[i]].live)
            updater_forget(u, held->instance);
    }
}

/* Forces what has to run before; true when there is some. */
static bool wants_others(updater *u)
{
    for (size_t i = 0; i < u->missing.count; i++) {
        u->slots[u->missing.list[i]].forced = true;
        explain(&u->slots[u->missing.list[i]], "a cell that runs needs what it made");
    }
    return u->missing.count > 0;
}

static int visit(updater *u, size_t place, const dl_update_options *options, bool *again,
                 dl_error *error)
{
    void *found;
    dl_key key;
    slot *s = &u->slots[place];
    if (u->steps[place]->noeval) {
        s->kept = NULL;
        return dl_plan_skip(u->plan, error);
    }
    int rc = dl_plan_find(u->plan, &found, &key, error);
    s->kept = found;
    if (rc == 0 && found && !s->forced) {
        meet(u, place);
        return dl_plan_next(u->plan, error);
    }
    if (rc == 0 && !found)
        explain(s, dl_plan_why(u->plan));
    if (rc == 0)
        rc = updater_prepare(u, place, error);
    if (rc == 0 && (u->base_dirty || (u->astray && u->missing.count == 0))) {
        *again = true;
        return start_over(u, error);
    }
    if (rc == 0 && wants_others(u)) {
        *again = true;
        return updater_end_walk(u, error);
    }
    return rc == 0 ? run_step_here(u, place, options, again, error) : rc;
}

/* --- rounds --- */

static int run_pass(updater *u, const dl_update_options *options, bool *again, dl_error *error)
{
    int rc = 0;
    u->pass++;
    *again = false;
    updater_free_kept(u->failed);
    u->failed = NULL;
    for (size_t place = 0; place < u->count && rc == 0 && !*again && !u->failed; place++)
        rc = visit(u, place, options, again, error);
    return rc;
}

static int run_passes(updater *u, const dl_update_options *options, dl_error *error)
{
    bool again = true;
    /* each time again something has to run that did not; a new state ends what goes on and on */
    size_t patience = 2 * u->count + 20;
    for (size_t i = 0; again; i++) {
        int rc = i ? dl_plan_again(u->plan, error) : 0;
        if (rc == 0 && i == patience) {
            rc = start_over(u, error);
            for (size_t s = 0; s < u->count; s++)
                u->slots[s].forced = true;
        }
        if (rc == 0 && i > 4 * patience)
            rc = dl_error_set(error, DL_ERR_CELL, "cannot bring the notebook up to date");
        if (rc == 0)
            rc = run_pass(u, options, &again, error);
        if (rc != 0)
            return rc;
    }
    return 0;
}

static bool make_lists(updater *u)
{
    size_t count = u->count + 1;
    free(u->slots);
    free(u->results);
    free(u->serials);
    free(u->ran);
    free(u->why);
    u->serials = calloc(count, sizeof *u->serials);
    u->slots = calloc(count, sizeof *u->slots);
    u->results = calloc(count, sizeof *u->results);
    u->ran = calloc(count, sizeof *u->ran);
    u->why = calloc(count, sizeof *u->why);
    return u->slots && u->results && u->serials && u->ran && u->why;
}

static bool same_params(const dl_context *context, const dl_update_options *options)
{
    bool same = context->param_count == options->param_count;
    for (size_t i = 0; same && i < context->param_count; i++) {
        const dl_parameter *a = &context->params[i], *b = &options->params[i];
        same = dl_str_equal(a->name, b->name) && a->type == b->type &&
               dl_str_equal(a->value, b->value);
    }
    return same;
}

static int set_params(updater *u, const dl_update_options *options, dl_error *error)
{
    dl_context *context = &u->engine->context;
    dl_arena *arena = &u->params_arena;
    if (same_params(context, options))
        return 0;
    dl_arena_clear(arena);
    dl_parameter *params = dl_arena_alloc(arena, (options->param_count + 1) * sizeof *params);
    context->param_count = 0;
    if (!params)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < options->param_count; i++)
        params[i] = (dl_parameter){.name = dl_arena_copy(arena, options->params[i].name),
                                   .type = options->params[i].type,
                                   .value = dl_arena_copy(arena, options->params[i].value)};
    context->params = params;
    context->param_count = options->param_count;
    /* what a step put into params itself would go: the steps that did so run again */
    if (u->instances[OWNER_BASE].changers.count)
        return start_over(u, error);
    return engine_set_params(u->engine, error);
}

static int set_frame(updater *u, const dl_update_options *options, dl_error *error)
{
    dl_context *context = &u->engine->context;
    int rc = 0;
    if (options->as_of.size && !dl_str_equal(options->as_of, context->as_of_text)) {
        dl_str as_of = dl_arena_copy(&u->names, options->as_of);
        if (!as_of.data)
            return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
        rc = dl_date_parse(as_of, &context->as_of, error);
        if (rc == 0)
            context->as_of_text = as_of;
    }
    return rc == 0 ? set_params(u, options, error) : rc;
}

/* --- what came of it --- */

/* The sources of all steps, with what each step quoted; of one that several asked for, what the
 * last was given. */
static int gather_sources(updater *u, dl_update *update, dl_error *error)
{
    int rc = 0;
    dl_context *context = &u->engine->context;
    dl_context_forget_sources(context);
    for (size_t i = 0; i < u->count && rc == 0; i++)
        rc = dl_context_recall_sources(context, u->results[i], error);
    update->sources = context->sources.list;
    update->source_count = context->sources.count;
    return rc;
}

static int tell(updater *u, dl_update *update, dl_error *error)
{
    memset(update, 0, sizeof *update);
    update->failed = u->failed ? dl_plan_place(u->plan) : u->count;
    for (size_t i = 0; i < u->count; i++) {
        slot *s = &u->slots[i];
        bool reached = i <= update->failed && s->kept;
        u->serials[i] = reached ? s->kept->serial : 0;
        u->results[i] = reached ? &s->kept->result : &u->not_run;
        u->ran[i] = s->ran;
        u->why[i] = s->ran ? s->why : NULL;
        update->ran_count += s->ran;
    }
    update->results = u->results;
    update->serials = u->serials;
    update->ran = u->ran;
    update->why = u->why;
    update->count = u->count;
    update->runs = u->runs;
    return gather_sources(u, update, error);
}

int dl_engine_update(dl_engine *engine, const dl_step *const *steps, size_t count,
                     const dl_update_options *options, dl_update *update, dl_error *error)
{
    char frame[160];
    int rc = engine->updater ? 0 : open_updater(engine, error);
    updater *u = engine->updater;
    if (rc != 0)
        return rc;
    u->steps = steps;
    u->count = count;
    u->round++;
    u->runs = 0;
    if (!make_lists(u))
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    rc = set_frame(u, options, error);
    /* what besides the steps decides what they give */
    snprintf(frame, sizeof frame, "dateline %s seed %llu width %d form %d output %zu", DL_VERSION,
             (unsigned long long)engine->seed, engine->context.width,
             (int)engine->context.picture_form, engine->output_bytes);
    if (rc == 0)
        rc = dl_plan_begin(u->plan, steps, count, dl_str_of(frame), error);
    if (rc == 0 && options->resume)
        rc = updater_load(u, error);
    if (rc == 0)
        rc = run_passes(u, options, error);
    if (rc == 0)
        rc = updater_finish(u, error);
    return rc == 0 ? tell(u, update, error) : rc;
}
