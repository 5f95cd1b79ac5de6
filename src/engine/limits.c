#include "engine/limits.h"

#include <stdlib.h>

#include <lauxlib.h>

#include "api/bind.h"
#include "api/context.h"
#include "api/order.h"

void *limits_alloc(void *data, void *block, size_t old_size, size_t new_size)
{
    limits *bounds = data;
    order_made *head = block ? (order_made *)block - 1 : NULL;
    if (!block)
        old_size = 0; /* Lua gives the kind of object there */
    if (new_size == 0) {
        free(head);
        bounds->memory_used -= old_size;
        return NULL;
    }
    size_t others = bounds->memory_used - old_size;
    if (new_size > old_size && new_size > bounds->memory_most - others) {
        bounds->memory_refused = true;
        return NULL;
    }
    order_made *moved = realloc(head, sizeof *moved + new_size);
    if (!moved) {
        bounds->memory_refused = true; /* by the limit of the whole process */
        return NULL;
    }
    if (!block)
        moved->number = ++bounds->blocks_made;
    bounds->memory_used = others + new_size;
    return moved + 1;
}

static void raise_stop(lua_State *L, int reason)
{
    dl_error error;
    if (reason == DL_ERR_LIMIT_TIME) {
        dl_error_set(&error, reason, "the cell ran longer than its time limit");
        dl_error_hint(&error, "give it more with --timeout S, or timeout=S on the cell");
    } else {
        dl_error_set(&error, reason, "interrupted");
    }
    bind_raise(L, &error);
}

static limits *limits_of(lua_State *L)
{
    void *data;
    lua_getallocf(L, &data);
    return data;
}

/* An error that code got hold of: its words may tell a line of the notebook. */
static void note_lines(lua_State *L)
{
    dl_context_use(dl_context_of(L), DL_USE_LINES, DL_STR(""), DL_STR(""));
}

static const int every_event = LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT;

/* Stays armed while there is a reason to stop, so that no handler runs on. */
static void stop_hook(lua_State *L, lua_Debug *event)
{
    (void)event;
    int reason = dl_cancel_reason(limits_of(L)->cancel);
    if (reason)
        raise_stop(L, reason);
    lua_sethook(L, NULL, 0, 0);
}

void limits_stop(limits *bounds, int reason)
{
    dl_cancel_set(bounds->cancel, reason);
    lua_State *running = atomic_load(&bounds->running);
    if (running)
        lua_sethook(running, stop_hook, every_event, 1);
}

void limits_check(lua_State *L, limits *bounds)
{
    int reason = dl_cancel_reason(bounds->cancel);
    if (!reason)
        return;
    lua_sethook(L, stop_hook, every_event, 1);
    raise_stop(L, reason);
}

/* --- protected calls (manual §6.1), by continuations so that coroutines may yield in them ------
 */

static int finish_pcall(lua_State *L, int status, lua_KContext extra)
{
    if (status != LUA_OK && status != LUA_YIELD) {
        limits_check(L, limits_of(L));
        note_lines(L);
        lua_pushboolean(L, 0);
        lua_pushvalue(L, -2);
        return 2;
    }
    return lua_gettop(L) - (int)extra;
}

static int f_pcall(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish_pcall);
    return finish_pcall(L, status, 0);
}

/* The handler is called after the stack is unwound: Lua runs handlers with hooks off, and one that
 * loops could not be stopped. Slots 1 and 2 hold handler and function. */
static int finish_xpcall(lua_State *L, int status, lua_KContext extra)
{
    (void)extra;
    if (status == LUA_OK || status == LUA_YIELD)
        return lua_gettop(L) - 2;
    limits_check(L, limits_of(L));
    note_lines(L);
    lua_pushboolean(L, 0);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, -3);
    if (lua_pcall(L, 1, 1, 0) != LUA_OK) /* as with Lua's own, the handler's error takes over */
        limits_check(L, limits_of(L));
    return 2;
}

static int f_xpcall(lua_State *L)
{
    int count = lua_gettop(L);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2); /* f, handler, true, f, arguments */
    lua_pushvalue(L, 2);
    lua_replace(L, 1); /* handler, handler, true, f, arguments */
    int status = lua_pcallk(L, count - 2, LUA_MULTRET, 0, 2, finish_xpcall);
    return finish_xpcall(L, status, 2);
}

/* --- coroutines (manual §6.2) --------------------------------------------------------------------
 */

static lua_State *check_thread(lua_State *L)
{
    lua_State *thread = lua_tothread(L, 1);
    luaL_argexpected(L, thread, 1, "coroutine");
    return thread;
}

/* Returns how many results stand on top of L, or -1 with the error there. */
static int resume(lua_State *L, lua_State *thread, int arguments)
{
    int results;
    limits *bounds = limits_of(L);
    if (!lua_checkstack(thread, arguments)) {
        lua_pushliteral(L, "too many arguments to resume");
        return -1;
    }
    lua_xmove(L, thread, arguments);
    atomic_store(&bounds->running, thread);
    if (dl_cancel_reason(bounds->cancel))
        lua_sethook(thread, stop_hook, every_event, 1);
    int status = lua_resume(thread, L, arguments, &results);
    atomic_store(&bounds->running, L);
    limits_check(L, bounds);
    if (status != LUA_OK && status != LUA_YIELD) {
        note_lines(L);
        lua_xmove(thread, L, 1);
        return -1;
    }
    if (!lua_checkstack(L, results + 1)) {
        lua_pop(thread, results);
        lua_pushliteral(L, "too many results to resume");
        return -1;
    }
    lua_xmove(thread, L, results);
    return results;
}

static int f_resume(lua_State *L)
{
    lua_State *thread = check_thread(L);
    int results = resume(L, thread, lua_gettop(L) - 1);
    bool good = results >= 0;
    lua_pushboolean(L, good);
    lua_insert(L, good ? -(results + 1) : -2);
    return good ? results + 1 : 2;
}

static int close_thread(lua_State *L, lua_State *thread)
{
    /* Lua 5.4.4 counts C calls anew for a thread that it closes: what that closes, and so on, would
     * have no end but the stack's */
    enum { MOST_CLOSING = 10 };
    limits *bounds = limits_of(L);
    if (bounds->closing == MOST_CLOSING)
        luaL_error(L, "more than %d coroutines are closed by each other", MOST_CLOSING);
    atomic_store(&bounds->running, thread);
    bounds->closing++;
    int status = lua_resetthread(thread); /* raises nothing */
    bounds->closing--;
    atomic_store(&bounds->running, L);
    limits_check(L, bounds);
    return status;
}

static int call_wrapped(lua_State *L)
{
    lua_State *thread = lua_tothread(L, lua_upvalueindex(1));
    int results = resume(L, thread, lua_gettop(L));
    if (results >= 0)
        return results;
    int status = lua_status(thread);
    if (status != LUA_OK && status != LUA_YIELD) {
        close_thread(L, thread); /* its pending variables; the first error is told */
        lua_settop(thread, 0);
    }
    if (lua_type(L, -1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int f_wrap(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *thread = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, thread, 1);
    lua_pushcclosure(L, call_wrapped, 1);
    return 1;
}

static int f_close(lua_State *L)
{
    lua_State *thread = check_thread(L);
    lua_Debug info;
    /* one that ended with an error has its frames still, for what is to be closed in them */
    bool running = lua_status(thread) == LUA_OK && lua_getstack(thread, 0, &info);
    if (running)
        return luaL_error(L, "cannot close a running coroutine");
    if (close_thread(L, thread) == LUA_OK) {
        lua_pushboolean(L, 1);
        return 1;
    }
    note_lines(L);
    lua_pushboolean(L, 0);
    lua_xmove(thread, L, 1);
    return 2;
}

void limits_open(lua_State *L)
{
    lua_pushcfunction(L, f_pcall);
    lua_setglobal(L, "pcall");
    lua_pushcfunction(L, f_xpcall);
    lua_setglobal(L, "xpcall");
    static const luaL_Reg threads[] = {
        {"resume", f_resume}, {"wrap", f_wrap}, {"close", f_close}, {NULL, NULL}};
    lua_getglobal(L, "coroutine");
    luaL_setfuncs(L, threads, 0);
    lua_pop(L, 1);
}
