/* What the engine's files share: the engine, and what it keeps to bring results up to date. */
#ifndef ENGINE_INTERNAL_H
#define ENGINE_INTERNAL_H

#include "api/context.h"
#include "dateline/engine.h"
#include "engine/limits.h"

/* Where the globals that are there before any step are kept, in the registry. */
#define ENGINE_BASE "dateline.base"

typedef struct updater updater;

struct dl_engine {
    lua_State *state;
    limits limits;
    dl_context context;
    dl_cancel own_cancel; /* where the caller gives none */
    const char *name;
    uint64_t seed;
    size_t output_bytes;
    updater *updater; /* NULL until the first update */
};

/* Opens the Lua state; engine_close_state before it where there is one already. */
int engine_open_state(dl_engine *engine, dl_error *error);
void engine_close_state(dl_engine *engine);

/* One step, as dl_engine_run, with random numbers of its own. */
int engine_run_step(dl_engine *engine, const dl_step *step, dl_result *result, dl_error *error);

/* Sets the global params anew; protected. */
int engine_set_params(dl_engine *engine, dl_error *error);

void updater_free(updater *freed);

#endif
