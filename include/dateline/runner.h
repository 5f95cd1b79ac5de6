/*
 * A runner: an engine in a process of its own, the worker, behind a wall. It runs a cell as
 * dl_engine_run does, but a cell that nothing stops costs the worker and not the caller: it is
 * asked to end at its limit, and killed half a second later. A process may have many runners; one
 * runner belongs to one thread, but for dl_runner_interrupt. The worker is forked without exec, so
 * open runners before other threads hold locks that a worker needs; it ends with the thread that
 * ran its first step.
 */
#ifndef DATELINE_RUNNER_H
#define DATELINE_RUNNER_H

#include "dateline/engine.h"
#include "dateline/wall.h"

typedef struct dl_runner dl_runner;

typedef struct dl_runner_options {
    /* As for an engine; what it points to is borrowed until dl_runner_close. Its fetch.progress,
     * fetch.ask and events are called here, in the caller's process, while dl_runner_run waits;
     * what they return is ignored, but of fetch.ask. events.print is given all that was printed
     * since the last view, some ten times a second while it grows. Its cancel, when set, is an
     * interrupt that was asked for before: nothing runs until the caller resets it. */
    dl_engine_options engine;
    dl_wall_mode wall;
} dl_runner_options;

/* dl_engine_defaults and dl_wall_default. */
dl_runner_options dl_runner_defaults(void);

/* The worker is started by the first step that needs it. */
int dl_runner_open(dl_runner **runner, const dl_runner_options *options, dl_error *error);
/* Ends the worker, which closes its store; one that does not end is killed. NULL is fine. */
void dl_runner_close(dl_runner *runner);

/* Runs one step, timeout_s seconds at most; 0: no limit. 0 when it was tried, whatever came of it:
 * see result->state and result->error. result: initialised and empty. Where the worker died, the
 * error says why (DL_ERR_LIMIT_TIME, _LIMIT_MEMORY, _INTERRUPTED, or DL_ERR_CELL for a crash), what
 * the step gave before is kept, and the next step has a new worker without any variables: see
 * dl_runner_deaths. */
int dl_runner_run(dl_runner *runner, const dl_step *step, double timeout_s, dl_result *result,
                  dl_error *error);

/* As dl_engine_update, each step timeout_s seconds at most (its own limit where it has one); the
 * hooks are called here, after with a NULL result. The result of a step whose worker died says so;
 * those above it are brought up to date by a new worker. All in *update lives until the next one.
 */
int dl_runner_update(dl_runner *runner, const dl_step *const *steps, size_t count,
                     const dl_update_options *options, double timeout_s, dl_update *update,
                     dl_error *error);
/* As dl_engine_keep; nothing where no worker lives. */
int dl_runner_keep(dl_runner *runner, int64_t now_us, dl_error *error);
/* As dl_engine_globals. */
int dl_runner_globals(dl_runner *runner, const dl_step *step, dl_arena *arena, dl_globals *globals,
                      dl_error *error);

/* How many workers have died so far, and taken the variables with them. */
size_t dl_runner_deaths(const dl_runner *runner);

/* Stops what runs, soon; a second one, while the same step runs, kills the worker. What is asked
 * while nothing runs stops the next step, until options.engine.cancel is reset. May be called from
 * any thread and from signal handlers. */
void dl_runner_interrupt(dl_runner *runner);

/* As dl_engine_completeness; DL_INVALID where the worker could not say. */
dl_completeness dl_runner_completeness(dl_runner *runner, dl_str code);

/* As dl_engine_complete and dl_engine_inspect. */
int dl_runner_complete(dl_runner *runner, const dl_place *place, dl_arena *arena,
                       dl_completion *completion, dl_error *error);
int dl_runner_inspect(dl_runner *runner, const dl_place *place, dl_arena *arena,
                      dl_inspection *inspection, dl_error *error);

/* As dl_engine_page, in timeout_s seconds at most (0: no limit); no view where no worker lives. */
int dl_runner_page(dl_runner *runner, size_t number, double timeout_s, dl_arena *arena,
                   const dl_view **view, dl_error *error);

/* The sources that fetch was asked for so far, those of dead workers too, sorted by URL; valid
 * until the next run. */
int dl_runner_sources(dl_runner *runner, const dl_source **sources, size_t *count, dl_error *error);

#endif
