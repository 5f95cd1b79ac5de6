#include "dateline/engine.h"

#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "api/api.h"
#include "engine/complete.h"
#include "engine/globals.h"
#include "engine/include.h"
#include "engine/internal.h"
#include "engine/prelude.h"
#include "engine/run.h"
#include "engine/sandbox.h"

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

/* The globals as they are before any step: what is dateline's own, and what was not rebound. */
static void keep_base(lua_State *L)
{
    lua_newtable(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -5);
    }
    lua_pop(L, 1);
    /* Lua looks for a function's name in the order of hash tables, which differs from run to run:
     * let it find libraries' functions, and take a notebook's names from the call */
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, LUA_GNAME);
    lua_pop(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, ENGINE_BASE);
}

/* Everything that may raise while a state is made, in protected mode. */
static int open_all(lua_State *L)
{
    const dl_engine *engine = lua_touserdata(L, 1);
    sandbox_open(L);
    sandbox_seed(L, engine->seed, DL_STR("")); /* Lua begins with one from the clock */
    limits_open(L);
    api_open(L);
    include_open(L, engine->name);
    open_prelude(L);
    keep_base(L);
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
    context->checking = options->check;
    context->args = options->args;
    context->arg_count = options->arg_count;
    context->input = options->input;
    context->cancel = engine->limits.cancel;
    context->events = options->events;
    if (options->as_of.size == 0)
        return dl_error_set(error, DL_ERR_USAGE, "an engine needs an as-of date");
    context->as_of_text = options->as_of;
    return dl_date_parse(options->as_of, &context->as_of, error);
}

int engine_open_state(dl_engine *engine, dl_error *error)
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
    engine->output_bytes = options->output_bytes;
    engine->limits.memory_most = options->memory_bytes;
    engine->limits.cancel = options->cancel ? options->cancel : &engine->own_cancel;
    int rc = fill_context(engine, options, error);
    if (rc == 0)
        rc = engine_open_state(engine, error);
    if (rc != 0) {
        dl_engine_free(engine);
        return rc;
    }
    *out = engine;
    return 0;
}

void engine_close_state(dl_engine *engine)
{
    if (engine->state)
        lua_close(engine->state);
    engine->state = NULL;
}

void dl_engine_free(dl_engine *engine)
{
    if (!engine)
        return;
    updater_free(engine->updater);
    engine_close_state(engine);
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
    if (reason == DL_ERR_EXIT) {
        dl_error_set(&result->error, reason, "the script ended itself");
        result->error.system = engine->context.exit_status;
    } else if (reason)
        result->error.kind = reason;
    else if (engine->limits.memory_refused && strstr(result->error.message, "not enough memory")) {
        result->error.kind = DL_ERR_LIMIT_MEMORY;
        dl_error_hint(&result->error, "the limit is %zu MiB; give more with --memory M",
                      engine->limits.memory_most >> 20);
    }
}

static int seed(lua_State *L)
{
    const dl_engine *engine = lua_touserdata(L, 1);
    const dl_step *step = lua_touserdata(L, 2);
    sandbox_seed(L, engine->seed, step->id);
    return 0;
}

/* Each step has random numbers of its own, so that one that runs alone has those of a full run;
 * what is typed, and stands in no text, goes on with the last ones. */
static int begin_random(dl_engine *engine, const dl_step *step, dl_error *error)
{
    lua_State *L = engine->state;
    if (step->end == 0)
        return 0;
    lua_pushcfunction(L, seed);
    lua_pushlightuserdata(L, engine);
    lua_pushlightuserdata(L, (void *)step);
    if (lua_pcall(L, 2, 0, 0) == LUA_OK)
        return 0;
    lua_pop(L, 1);
    return dl_error_set(error, DL_ERR_LIMIT_MEMORY, "not enough memory to begin a cell");
}

int engine_run_step(dl_engine *engine, const dl_step *step, dl_result *result, dl_error *error)
{
    dl_context *context = &engine->context;
    int rc = begin_random(engine, step, error);
    if (rc != 0)
        return rc;
    dl_context_begin(context, step, result);
    engine->limits.memory_refused = false;
    atomic_store(&engine->limits.running, engine->state);
    rc = run_step(engine->state, engine->name, step, result, error);
    atomic_store(&engine->limits.running, NULL);
    lua_sethook(engine->state, NULL, 0, 0);
    int ended = dl_context_end(context, rc == 0 ? error : NULL);
    settle_kind(engine, result);
    return rc ? rc : ended;
}

int dl_engine_run(dl_engine *engine, const dl_step *step, dl_result *result, dl_error *error)
{
    return step->noeval ? 0 : engine_run_step(engine, step, result, error);
}

int engine_set_params(dl_engine *engine, dl_error *error)
{
    lua_State *L = engine->state;
    lua_pushcfunction(L, api_set_params);
    if (lua_pcall(L, 0, 0, 0) == LUA_OK)
        return 0;
    dl_error_set(error, DL_ERR_USAGE, "cannot set the parameters: %s", lua_tostring(L, -1));
    lua_pop(L, 1);
    return DL_ERR_USAGE;
}

/* --- globals of a step --- */

typedef struct ask {
    const dl_step *step;
    const char *name;
    dl_arena *arena;
    dl_globals *globals;
    dl_error *error;
    int rc;
} ask;

/* _ and _12 name values that were typed for. */
static bool is_typed_name(dl_str name)
{
    bool typed = name.size > 0 && name.data[0] == '_';
    for (size_t i = 1; i < name.size; i++)
        typed = typed && name.data[i] >= '0' && name.data[i] <= '9';
    return typed;
}

static bool is_ours(lua_State *L, const dl_global *global)
{
    lua_getfield(L, LUA_REGISTRYINDEX, ENGINE_BASE);
    bind_push(L, global->name);
    bool library = lua_rawget(L, -2) != LUA_TNIL;
    lua_pop(L, 2);
    bool param = dl_str_starts(global->name, DL_STR(DL_PARAM_PREFIX));
    if (is_typed_name(global->name) && !(global->how & DL_GLOBAL_ASSIGNED))
        return true;
    return param || (library && !(global->how & (DL_GLOBAL_ASSIGNED | DL_GLOBAL_LATER_ASSIGNED)));
}

/* Protected: compiles, and leaves out what is no global of the notebook. */
static int find_globals(lua_State *L)
{
    ask *asked = lua_touserdata(L, 1);
    if (run_load(L, asked->name, asked->step) != LUA_OK) {
        const char *message = lua_tostring(L, -1);
        asked->rc = dl_error_set(asked->error, DL_ERR_SYNTAX, "%s", message ? message : "?");
        return 0;
    }
    asked->rc = globals_of_function(L, asked->arena, asked->globals, asked->error);
    dl_global *list = (dl_global *)asked->globals->list;
    size_t kept = 0;
    for (size_t i = 0; asked->rc == 0 && i < asked->globals->count; i++) {
        if (!is_ours(L, &list[i]))
            list[kept++] = list[i];
    }
    asked->globals->count = kept;
    return 0;
}

int dl_engine_globals(dl_engine *engine, const dl_step *step, dl_arena *arena, dl_globals *globals,
                      dl_error *error)
{
    lua_State *L = engine->state;
    ask asked = {step, engine->name, arena, globals, error, 0};
    memset(globals, 0, sizeof *globals);
    lua_pushcfunction(L, find_globals);
    lua_pushlightuserdata(L, &asked);
    if (lua_pcall(L, 1, 0, 0) == LUA_OK)
        return asked.rc;
    lua_pop(L, 1);
    return dl_error_set(error, DL_ERR_LIMIT_MEMORY, "not enough memory to read a cell's globals");
}

dl_completeness dl_engine_completeness(dl_engine *engine, dl_str code)
{
    return run_completeness(engine->state, code);
}

int dl_engine_complete(dl_engine *engine, const dl_place *place, dl_arena *arena,
                       dl_completion *completion, dl_error *error)
{
    return complete_place(engine->state, place, arena, completion, error);
}

int dl_engine_inspect(dl_engine *engine, const dl_place *place, dl_arena *arena,
                      dl_inspection *inspection, dl_error *error)
{
    return inspect_place(engine->state, place, arena, inspection, error);
}

const char *dl_engine_name(size_t index)
{
    return bind_name(index);
}
