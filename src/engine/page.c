/* The pages of the value that was shown last. */
#include <string.h>

#include <lauxlib.h>

#include "api/api.h"
#include "engine/internal.h"

typedef struct asked_page {
    size_t number;
    dl_arena *arena;
    const dl_view **view;
} asked_page;

static int show_page(lua_State *L)
{
    const asked_page *asked = lua_touserdata(L, 1);
    api_shown_push(L);
    if (!lua_isnil(L, -1))
        *asked->view = api_shown_view(L, -1, asked->number, asked->arena);
    return 0;
}

static int tell_error(dl_engine *engine, dl_error *error)
{
    lua_State *L = engine->state;
    const dl_error *raised = bind_error_at(L, -1);
    const char *message = lua_tostring(L, -1);
    int reason = dl_cancel_reason(engine->limits.cancel);
    if (raised)
        *error = *raised;
    else
        dl_error_set(error, DL_ERR_CELL, "%s", message ? message : "the page cannot be shown");
    if (reason)
        error->kind = reason;
    return error->kind;
}

int dl_engine_page(dl_engine *engine, size_t number, dl_arena *arena, const dl_view **view,
                   dl_error *error)
{
    dl_context *context = &engine->context;
    lua_State *L = engine->state;
    int top = lua_gettop(L);
    asked_page asked = {number ? number - 1 : context->shown_next, arena, view};
    *view = NULL;
    if (context->shown.page_rows <= 0 || !lua_checkstack(L, 20))
        return 0;
    context->typed = context->shown;
    context->step_id = DL_STR("page"); /* no step runs: its words are gone */
    lua_pushcfunction(L, show_page);
    lua_pushlightuserdata(L, &asked);
    atomic_store(&engine->limits.running, L);
    int rc = lua_pcall(L, 1, 0, 0) == LUA_OK ? 0 : tell_error(engine, error);
    atomic_store(&engine->limits.running, NULL);
    lua_sethook(L, NULL, 0, 0);
    lua_settop(L, top);
    if (*view)
        context->shown_next = asked.number + 1;
    return rc;
}
