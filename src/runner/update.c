/* Updates and globals, as a runner asks its worker for them. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "dateline/wire.h"
#include "runner/internal.h"

/* Between two steps the worker plans and compiles: a chunk may take the compiler for ever. */
static const double planning_s = 30;
/* To write a notebook's results into the store. */
static const double keeping_s = 60;

typedef struct asked_update {
    const dl_step *const *steps;
    size_t count;
    const dl_update_options *options;
    double timeout_s;
    size_t running; /* the step that runs; count: none does */
    size_t last;    /* the step that ran last */
    bool began;
    dl_update update;
} asked_update;

typedef struct asked_globals {
    dl_arena *arena;
    dl_globals *globals;
} asked_globals;

/* --- results that were told --- */

static size_t place_of(const update_state *state, uint64_t serial)
{
    size_t low = 0, high = state->made_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (state->made[middle].serial < serial)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const dl_result *find_made(const update_state *state, uint64_t serial)
{
    size_t at = place_of(state, serial);
    bool there = at < state->made_count && state->made[at].serial == serial;
    return there ? state->made[at].result : NULL;
}

static void free_made(made_result *made)
{
    if (made->result)
        dl_result_clear(made->result);
    free(made->result);
    made->result = NULL;
}

static int take_made(dl_runner *runner, dl_str bytes, dl_error *error)
{
    update_state *state = &runner->update;
    made_result made = {0, malloc(sizeof *made.result)};
    if (!made.result)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    dl_result_init(made.result);
    int rc = told_result(bytes, made.result, &made.serial, error);
    size_t at = place_of(state, made.serial);
    bool there = at < state->made_count && state->made[at].serial == made.serial;
    if (!rc && !there)
        rc = dl_grow(&state->made, &state->made_capacity, state->made_count + 1,
                     sizeof *state->made, error);
    if (rc) {
        free_made(&made);
        return rc;
    }
    if (there) {
        free_made(&state->made[at]);
    } else {
        memmove(state->made + at + 1, state->made + at,
                (state->made_count - at) * sizeof *state->made);
        state->made_count++;
    }
    state->made[at] = made;
    return 0;
}

/* Drops the results that the update does not show. */
static void drop_unused(update_state *state)
{
    bool *used = calloc(state->made_count + 1, sizeof *used);
    size_t kept = 0;
    for (size_t i = 0; used && i < state->count; i++) {
        size_t at = place_of(state, state->serials[i]);
        if (at < state->made_count && state->made[at].serial == state->serials[i])
            used[at] = true;
    }
    for (size_t i = 0; used && i < state->made_count; i++) {
        if (used[i])
            state->made[kept++] = state->made[i];
        else
            free_made(&state->made[i]);
    }
    if (used)
        state->made_count = kept;
    free(used);
}

void update_clear(dl_runner *runner)
{
    update_state *state = &runner->update;
    for (size_t i = 0; i < state->made_count; i++)
        free_made(&state->made[i]);
    free(state->made);
    dl_result_clear(&state->not_run);
    dl_result_clear(&state->died);
    dl_arena_clear(&state->arena);
    memset(state, 0, sizeof *state);
    free(runner->told);
    runner->told = NULL;
}

/* --- frames --- */

static int take_before(waiting *with, dl_str bytes, dl_error *error)
{
    asked_update *asked = with->update;
    int64_t place;
    int rc = told_place(bytes, &place, error);
    if (!rc && (uint64_t)place >= asked->count)
        rc = dl_error_set(error, DL_ERR_SYNTAX, "a step that is not there");
    if (rc)
        return rc;
    double own = asked->steps[place]->timeout_s;
    asked->running = asked->last = (size_t)place;
    asked->began = true;
    with->limit_at = wait_limit_of(own > 0 ? own : asked->timeout_s);
    if (asked->options->before)
        asked->options->before(asked->options->user, (size_t)place);
    return 0;
}

static int take_after(waiting *with, dl_str bytes, dl_error *error)
{
    asked_update *asked = with->update;
    int64_t place;
    int rc = told_place(bytes, &place, error);
    if (rc || (uint64_t)place >= asked->count)
        return rc ? rc : dl_error_set(error, DL_ERR_SYNTAX, "a step that is not there");
    asked->running = asked->count;
    with->limit_at = wait_limit_of(planning_s);
    with->kill_at = 0; /* it did what it was asked to */
    with->reason = 0;
    if (asked->options->after)
        asked->options->after(asked->options->user, (size_t)place, NULL);
    return 0;
}

int update_take(waiting *with, int kind, dl_str bytes, dl_error *error)
{
    asked_update *asked = with->update;
    if (with->globals && kind == FRAME_GLOBALS)
        return told_globals(bytes, with->globals->arena, with->globals->globals, error);
    if (!asked)
        return dl_error_set(error, DL_ERR_SYNTAX, "a frame that nobody asked for");
    switch (kind) {
    case FRAME_BEFORE:
        return take_before(with, bytes, error);
    case FRAME_AFTER:
        return take_after(with, bytes, error);
    case FRAME_MADE:
        return take_made(with->runner, bytes, error);
    case FRAME_DONE:
        dl_arena_clear(&with->runner->update.arena);
        return told_done(bytes, &with->runner->update.arena, &asked->update, error);
    default:
        return dl_error_set(error, DL_ERR_SYNTAX, "a frame that nobody asked for");
    }
}

/* --- what is asked for --- */

/* The lists of the update that was told, with its results. */
static int settle(dl_runner *runner, asked_update *asked, dl_error *error)
{
    update_state *state = &runner->update;
    dl_update *update = &asked->update;
    if (update->count != asked->count || update->failed > asked->count)
        return dl_error_set(error, DL_ERR_CELL, "the cells' process told of other steps");
    const dl_result **results =
        dl_arena_alloc(&state->arena, (update->count + 1) * sizeof *results);
    if (!results)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < update->count; i++) {
        results[i] = update->serials[i] ? find_made(state, update->serials[i]) : &state->not_run;
        if (!results[i])
            return dl_error_set(error, DL_ERR_CELL, "the cells' process left out a result");
    }
    state->results = results;
    state->serials = (uint64_t *)update->serials;
    state->count = update->count;
    drop_unused(state);
    update->results = results;
    return 0;
}

/* Asks for an update. 0; or an error where the worker says so; *died: it gave no answer. */
static int ask_update(dl_runner *runner, asked_update *asked, bool *died, dl_error *why,
                      dl_error *error)
{
    dl_buf frame = {0};
    dl_result *words = &runner->update.died; /* what a step that dies had printed */
    waiting with = {.runner = runner, .wanted = FRAME_DONE, .update = asked, .result = words};
    dl_result_clear(words);
    dl_result_init(words);
    *died = false;
    wait_forget_interrupts(runner);
    int rc = told_put_update(asked->steps, asked->count, asked->options, &frame, error);
    with.limit_at = wait_limit_of(planning_s);
    asked->running = asked->count;
    bool answered = !rc && runner_ask(&with, FRAME_UPDATE, dl_buf_str(&frame), why);
    dl_buf_clear(&frame);
    if (rc)
        return rc;
    if (answered && with.reply.kind) {
        *error = with.reply;
        return with.reply.kind;
    }
    if (answered)
        return settle(runner, asked, error);
    if (with.fatal.kind) {
        *error = with.fatal;
        return with.fatal.kind;
    }
    *died = true;
    return 0;
}

/* The step that took the worker with it fails; those above it are brought up to date again, by a
 * new worker, and those below it do not run. */
static int settle_death(dl_runner *runner, asked_update *asked, dl_result *dead_result,
                        const dl_error *why, dl_error *error)
{
    update_state *state = &runner->update;
    size_t dead = asked->running < asked->count ? asked->running : asked->last;
    asked_update above = *asked;
    bool died;
    dl_error again;
    above.count = dead;
    int rc = ask_update(runner, &above, &died, &again, error);
    if (rc || died) {
        *error = died ? again : *error;
        return error->kind;
    }
    size_t count = asked->count;
    const dl_result **results = dl_arena_alloc(&state->arena, (count + 1) * sizeof *results);
    uint64_t *serials = dl_arena_alloc(&state->arena, (count + 1) * sizeof *serials);
    bool *ran = dl_arena_alloc(&state->arena, (count + 1) * sizeof *ran);
    const char **words = dl_arena_alloc(&state->arena, (count + 1) * sizeof *words);
    if (!results || !serials || !ran || !words)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < count; i++) {
        results[i] = i < dead ? above.update.results[i] : &state->not_run;
        serials[i] = i < dead ? above.update.serials[i] : 0;
        ran[i] = i < dead ? above.update.ran[i] : i == dead;
        words[i] = i < dead ? above.update.why[i] : i == dead ? "it ended its process" : NULL;
    }
    dl_result_clear(&state->died);
    state->died = *dead_result;
    dl_result_init(dead_result);
    state->died.state = DL_STATE_FAILED;
    state->died.error = *why;
    dl_error_at(&state->died.error, runner->options.engine.name, asked->steps[dead]->line, 0);
    asked->update = above.update;
    if (above.update.failed == dead) { /* nothing above it failed */
        results[dead] = &state->died;
        asked->update.failed = dead;
        asked->update.ran_count++;
    } else {
        ran[dead] = false;
        words[dead] = NULL;
    }
    asked->update.count = count;
    asked->update.results = results;
    asked->update.serials = serials;
    asked->update.ran = ran;
    asked->update.why = words;
    state->results = results;
    state->serials = serials;
    state->count = count;
    return 0;
}

int dl_runner_update(dl_runner *runner, const dl_step *const *steps, size_t count,
                     const dl_update_options *options, double timeout_s, dl_update *update,
                     dl_error *error)
{
    asked_update asked = {
        .steps = steps, .count = count, .options = options, .timeout_s = timeout_s, .last = 0};
    bool died;
    dl_error why;
    dl_error_clear(&why);
    memset(update, 0, sizeof *update);
    if (dl_cancel_reason(runner->cancel))
        return dl_error_set(error, dl_cancel_reason(runner->cancel), "interrupted");
    int rc = ask_update(runner, &asked, &died, &why, error);
    if (!rc && died && !asked.began) {
        *error = why;
        return why.kind;
    }
    if (!rc && died) {
        dl_result dead = runner->update.died;
        dl_result_init(&runner->update.died);
        rc = settle_death(runner, &asked, &dead, &why, error);
        dl_result_clear(&dead);
    }
    if (!rc)
        *update = asked.update;
    return rc;
}

int dl_runner_keep(dl_runner *runner, int64_t now_us, dl_error *error)
{
    dl_buf frame = {0};
    waiting with = {.runner = runner, .wanted = FRAME_ERROR};
    if (!runner->worker)
        return 0; /* it has nothing to keep */
    wait_forget_interrupts(runner);
    told_put_place(now_us, &frame);
    with.limit_at = wait_limit_of(keeping_s);
    bool answered = runner_ask(&with, FRAME_KEEP, dl_buf_str(&frame), error);
    dl_buf_clear(&frame);
    if (answered && with.reply.kind)
        *error = with.reply;
    return answered ? with.reply.kind : error->kind;
}

int dl_runner_globals(dl_runner *runner, const dl_step *step, dl_arena *arena, dl_globals *globals,
                      dl_error *error)
{
    dl_buf frame = {0};
    asked_globals asked = {arena, globals};
    waiting with = {.runner = runner, .wanted = FRAME_GLOBALS, .globals = &asked};
    memset(globals, 0, sizeof *globals);
    wait_forget_interrupts(runner);
    told_put_step(step, &frame);
    with.limit_at = wait_limit_of(planning_s);
    bool answered = runner_ask(&with, FRAME_GLOBALS, dl_buf_str(&frame), error);
    dl_buf_clear(&frame);
    if (answered && with.reply.kind)
        *error = with.reply;
    return answered ? with.reply.kind : error->kind;
}
