/*
 * The engine: one sandboxed Lua 5.4 state that runs cells one after another. REPL, batch, server
 * and kernel all run a cell by dl_engine_run. No Lua shows here, and no Lua error leaves.
 */
#ifndef DATELINE_ENGINE_H
#define DATELINE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dateline/cancel.h"
#include "dateline/complete.h"
#include "dateline/fetch.h"
#include "dateline/notebook.h"
#include "dateline/picture.h"
#include "dateline/result.h"

typedef struct dl_engine dl_engine;

typedef struct dl_engine_options {
    const char *name;       /* how messages call the notebook: "sora-delay.md" */
    const char *folder;     /* files are read below it */
    const char *store_path; /* opened by the first cell that needs it */
    bool store_read_only;
    dl_fetch_options fetch; /* copied; what it points to is borrowed */
    dl_str as_of;           /* EDTF of today() */
    uint64_t seed;          /* of math.random */
    const dl_parameter *params;
    size_t param_count;
    size_t memory_bytes; /* of the Lua state */
    size_t output_bytes; /* of one cell */
    int width;           /* columns of terminal pictures */
    dl_picture_form picture_form;
    /* Of a script: what it was called as and its arguments; NULL for a notebook. A file that an
     * argument names, or the text behind its =, may be read wherever it is; "-" is input. */
    const char *const *args;
    size_t arg_count;
    dl_str input;
    bool check; /* results tell of the evidence that was asked for, and of faults of timelines */
    dl_cancel *cancel; /* set by a signal or a timer; the running cell ends */
    dl_events events;  /* told while a step runs */
} dl_engine_options;

/* 256 MiB, 1 MiB of output a cell, 80 columns. */
dl_engine_options dl_engine_defaults(void);

int dl_engine_new(dl_engine **engine, const dl_engine_options *options, dl_error *error);
void dl_engine_free(dl_engine *engine);

/* Runs one step. 0 when it ran, whatever came of it: see result->state and result->error. */
int dl_engine_run(dl_engine *engine, const dl_step *step, dl_result *result, dl_error *error);

/* What a living engine is told of a version of its notebook, besides the steps. */
typedef struct dl_update_options {
    const dl_parameter *params;
    size_t param_count;
    dl_str as_of; /* empty: as before */
    bool resume;  /* results that earlier processes kept in the store count */
    /* Called around each step that runs, for clocks and progress; may be NULL. */
    void (*before)(void *user, size_t step);
    void (*after)(void *user, size_t step, const dl_result *result);
    void *user;
} dl_update_options;

/* What came of an update; all in it lives until the next one. */
typedef struct dl_update {
    const dl_result *const *results; /* [steps]; one with DL_STATE_NOT_RUN after a failure */
    const uint64_t *serials; /* [steps]: of the result, another for each that was made; 0: none */
    const bool *ran;         /* [steps] */
    const char *const *why;  /* [steps]: why it ran, in words; NULL where it did not */
    size_t count, ran_count;
    size_t runs; /* how often a step ran: one may run again for its objects, or at another state */
    size_t failed;            /* the step that ended the run; count where none did */
    const dl_source *sources; /* that the steps asked for, sorted by URL */
    size_t source_count;
} dl_update;

/* Brings the results up to date with a version of the notebook's steps: runs those that are stale,
 * in order, until one fails, and whatever makes anew the values that they need; the results are
 * those of a full run in a new engine. The steps may be dropped after it. An engine that was
 * updated must not be given to dl_engine_run in between. 0 when it ran, whatever came of the steps.
 */
int dl_engine_update(dl_engine *engine, const dl_step *const *steps, size_t count,
                     const dl_update_options *options, dl_update *update, dl_error *error);

/* Keeps the results of the last update in the store, for a later process with resume. now_us: UTC.
 */
int dl_engine_keep(dl_engine *engine, int64_t now_us, dl_error *error);

/* The next page of the value that a step with typed.page_rows showed last, or page number, counted
 * from 1, of it; number 0: the next. In arena; *view is NULL where there is none. */
int dl_engine_page(dl_engine *engine, size_t number, dl_arena *arena, const dl_view **view,
                   dl_error *error);

/* Stops what runs, soon: reason is DL_ERR_INTERRUPTED or DL_ERR_LIMIT_TIME. Async-signal-safe. */
void dl_engine_stop(dl_engine *engine, int reason);

/* What a chunk does with a global, on any path, as its compiled code shows. */
enum {
    DL_GLOBAL_READ = 1,
    DL_GLOBAL_ASSIGNED = 2,
    DL_GLOBAL_CHANGED = 4, /* t.x = v, t[k] = v or t:m() on it, or on what was taken out of it */
    DL_GLOBAL_SURE = 8,    /* assigned whenever the chunk ends well */
    DL_GLOBAL_LATER_READ = 16, /* by a function in it, whenever that is called */
    DL_GLOBAL_LATER_ASSIGNED = 32
};

typedef struct dl_global {
    dl_str name;
    unsigned how; /* DL_GLOBAL_... */
} dl_global;

typedef struct dl_globals {
    const dl_global *list; /* sorted by name */
    size_t count;
    bool all; /* it may read and write every global: `_ENV` or _G as a value, load */
} dl_globals;

/* The globals of the notebook that a step reads and writes, before it runs; what dateline itself
 * defines is left out unless it is assigned. Strings in arena. DL_ERR_SYNTAX where it does not
 * compile. */
int dl_engine_globals(dl_engine *engine, const dl_step *step, dl_arena *arena, dl_globals *globals,
                      dl_error *error);

/* Whether code is a complete chunk, needs more lines, or is wrong: for the REPL. */
typedef enum dl_completeness { DL_COMPLETE, DL_INCOMPLETE, DL_INVALID } dl_completeness;
dl_completeness dl_engine_completeness(dl_engine *engine, dl_str code);

/* What can stand at a place, and what is known of what stands there. completion and inspection:
 * empty. Neither runs code of the notebook's, whatever its tables' metatables say. */
int dl_engine_complete(dl_engine *engine, const dl_place *place, dl_arena *arena,
                       dl_completion *completion, dl_error *error);
int dl_engine_inspect(dl_engine *engine, const dl_place *place, dl_arena *arena,
                      dl_inspection *inspection, dl_error *error);

/* The names that the bindings have, by index; NULL past the last. The manual (dateline/manual.h)
 * tells of all, and of no more. */
const char *dl_engine_name(size_t index);

/* The version of Lua that this was built for, "5.4.7"; running, which may be NULL: that is there.
 */
const char *dl_engine_library(char running[16]);

#endif
