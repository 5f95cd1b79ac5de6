#include "dateline/engine.h"

#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "api/api.h"
#include "api/context.h"
#include "engine/limits.h"
#include "engine/prelude.h"
#include "engine/run.h"
#include "engine/sandbox.h"

struct dl_engine {
    lua_State *state;
    limits limits;
    dl_context context;
    dl_cancel own_cancel; /* where the caller gives none */
    const char *name;
    uint64_t seed;
};

dl_engine_options dl_engine_defaults(void)
{
    return (dl_engine_options){.name = "cell",
                               .folder = ".",
                               .store_path = "dateline.db",
                               .fetch = dl_fetch_defaults(),
                               .as_of = {"", 0},
                               .memory_bytes = (size_t)256 << 20,
                               .output_bytes = (size_t)1 << 20,
                               .width = 80};
}

static void open_prelude(lua_State *L)
{
    for (size_t i = 0; i < dl_prelude_count; i++) {
        const dl_prelude_file *file = &dl_prelude_files[i];
        lua_pushfstring(L, "=%s", file->name);
        if (luaL_loadbufferx(L, file->text, file->size, lua_tostring(L, -1), "t") != LUA_OK)
            lua_error(L);
        lua_remove(L, -2);
        lua_call(L, 0, 0);
    }
}

/* Everything that may raise while a state is made, in protected mode. */
static int open_all(lua_State *L)
{
    dl_engine *engine = lua_touserdata(L, 1);
    sandbox_open(L, engine->seed);
    limits_open(L);
    api_open(L);
    open_prelude(L);
    return 0;
}

static int fill_context(dl_engine *engine, const dl_engine_options *options, dl_error *error)
{
    dl_context *context = &engine->context;
    context->folder = options->folder;
    context->store_path = options->store_path;
    context->store_read_only = options->store_read_only;
    context->fetch_options = options->fetch;
    context->fetch_options.cancel = engine->limits.cancel;
    context->fetch_options.folder = options->folder;
    context->params = options->params;
    context->param_count = options->param_count;
    context->output_bytes = options->output_bytes;
    context->width = options->width;
    context->picture_form = options->picture_form;
    context->cancel = engine->limits.cancel;
    if (options->as_of.size == 0)
        return dl_error_set(error, DL_ERR_USAGE, "an engine needs an as-of date");
    return dl_date_parse(options->as_of, &context->as_of, error);
}

static int open_state(dl_engine *engine, dl_error *error)
{
    engine->state = lua_newstate(limits_alloc, &engine->limits);
    if (!engine->state)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    dl_context_attach(engine->state, &engine->context);
    lua_pushcfunction(engine->state, open_all);
    lua_pushlightuserdata(engine->state, engine);
    if (lua_pcall(engine->state, 1, 0, 0) == LUA_OK)
        return 0;
    const char *message = lua_tostring(engine->state, -1);
    return dl_error_set(error, DL_ERR_MEMORY, "cannot start Lua: %s",
                        message ? message : "unknown error");
}

int dl_engine_new(dl_engine **out, const dl_engine_options *options, dl_error *error)
{
    *out = NULL;
    dl_engine *engine = calloc(1, sizeof *engine);
    if (!engine)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    dl_context_init(&engine->context);
    engine->name = options->name;
    engine->seed = options->seed;
    engine->limits.memory_most = options->memory_bytes;
    engine->limits.cancel = options->cancel ? options->cancel : &engine->own_cancel;
    int rc = fill_context(engine, options, error);
    if (rc == 0)
        rc = open_state(engine, error);
    if (rc != 0) {
        dl_engine_free(engine);
        return rc;
    }
    *out = engine;
    return 0;
}

void dl_engine_free(dl_engine *engine)
{
    if (!engine)
        return;
    if (engine->state)
        lua_close(engine->state);
    dl_context_clear(&engine->context);
    free(engine);
}

void dl_engine_stop(dl_engine *engine, int reason)
{
    limits_stop(&engine->limits, reason);
}

/* After a step that was stopped or passed a limit, the kind of its error says so, however the
 * error reached us. */
static void settle_kind(dl_engine *engine, dl_result *result)
{
    if (result->state != DL_STATE_FAILED)
        return;
    int reason = dl_cancel_reason(engine->limits.cancel);
    if (reason)
        result->error.kind = reason;
    else if (engine->limits.memory_refused && strstr(result->error.message, "not enough memory")) {
        result->error.kind = DL_ERR_LIMIT_MEMORY;
        dl_error_hint(&result->error, "the limit is %zu MiB; give more with --memory M",
                      engine->limits.memory_most >> 20);
    }
}

int dl_engine_run(dl_engine *engine, const dl_step *step, dl_result *result, dl_error *error)
{
    if (step->noeval)
        return 0;
    dl_context *context = &engine->context;
    context->result = result;
    context->output_used = 0;
    engine->limits.memory_refused = false;
    atomic_store(&engine->limits.running, engine->state);
    int rc = run_step(engine->state, engine->name, step, result, error);
    atomic_store(&engine->limits.running, NULL);
    lua_sethook(engine->state, NULL, 0, 0);
    if (rc == 0)
        rc = dl_context_flush(context, error);
    dl_buf_truncate(&context->printed, 0);
    context->result = NULL;
    settle_kind(engine, result);
    return rc;
}

int dl_engine_sources(dl_engine *engine, const dl_source **sources, size_t *count, dl_error *error)
{
    (void)error;
    *sources = engine->context.sources;
    *count = engine->context.source_count;
    return 0;
}

dl_completeness dl_engine_completeness(dl_engine *engine, dl_str code)
{
    return run_completeness(engine->state, code);
}

const dl_doc *dl_engine_doc(size_t index)
{
    return bind_doc(index);
}
