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
#include "dateline/doc.h"
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
    dl_cancel *cancel; /* set by a signal or a timer; the running cell ends */
} dl_engine_options;

/* 256 MiB, 1 MiB of output a cell, 80 columns. */
dl_engine_options dl_engine_defaults(void);

int dl_engine_new(dl_engine **engine, const dl_engine_options *options, dl_error *error);
void dl_engine_free(dl_engine *engine);

/* Runs one step. 0 when it ran, whatever came of it: see result->state and result->error. */
int dl_engine_run(dl_engine *engine, const dl_step *step, dl_result *result, dl_error *error);

/* Stops what runs, soon: reason is DL_ERR_INTERRUPTED or DL_ERR_LIMIT_TIME. Async-signal-safe. */
void dl_engine_stop(dl_engine *engine, int reason);

/* The sources that fetch was asked for so far, sorted by URL; valid until the next run. */
int dl_engine_sources(dl_engine *engine, const dl_source **sources, size_t *count, dl_error *error);

/* Whether code is a complete chunk, needs more lines, or is wrong: for the REPL. */
typedef enum dl_completeness { DL_COMPLETE, DL_INCOMPLETE, DL_INVALID } dl_completeness;
dl_completeness dl_engine_completeness(dl_engine *engine, dl_str code);

/* The functions and methods of the Lua API, by index; NULL past the last. */
const dl_doc *dl_engine_doc(size_t index);

#endif
