/* For runs that check: the timelines that a notebook made, and what is wrong with them. Those that
 * are taken out of others (filter, between) are not whole, and would be wrong by that alone. */
#include <stdio.h>
#include <stdlib.h>

#include "api/context.h"
#include "api/timeline.h"

/* In the registry: a list of {timeline, label, revision that was checked}. */
static const char *const list_name = "dateline.timelines";

/* More than these say nothing that they do not. */
static const size_t most_faults = 500;

void timeline_note(lua_State *L, const char *label)
{
    if (!dl_context_of(L)->checking)
        return;
    luaL_getsubtable(L, LUA_REGISTRYINDEX, list_name);
    lua_createtable(L, 3, 0);
    lua_pushvalue(L, -3);
    lua_rawseti(L, -2, 1);
    lua_pushstring(L, label);
    lua_rawseti(L, -2, 2);
    lua_pushinteger(L, -1);
    lua_rawseti(L, -2, 3);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 1);
}

static void log_fault(lua_State *L, lua_Integer number, const dl_fault *fault)
{
    dl_buf *name = bind_buf(L);
    dl_buf_printf(name, "%lld%c%.*s%c%s", (long long)number, DL_FAULT_MARK,
                  DL_STR_ARG(fault->event->id), DL_FAULT_MARK, fault->rule);
    dl_context_use(dl_context_of(L), DL_USE_FAULT, dl_buf_str(name), dl_str_of(fault->message));
}

/* The list's entry is at the top. */
static void check_one(lua_State *L, lua_Integer number)
{
    char name[32];
    int top = lua_gettop(L);
    lua_rawgeti(L, top, 1);
    const dl_timeline *timeline = timeline_check(L, top + 1);
    lua_rawgeti(L, top, 2);
    lua_rawgeti(L, top, 3);
    lua_Integer revision = (lua_Integer)dl_timeline_revision(timeline);
    if (lua_tointeger(L, -1) == revision)
        return;
    lua_pushinteger(L, revision);
    lua_rawseti(L, top, 3);
    void **box = bind_box(L, free);
    dl_fault *faults;
    size_t count;
    dl_error error;
    if (dl_timeline_check(timeline, &faults, &count, &error) != 0)
        bind_raise(L, &error);
    *box = faults;
    snprintf(name, sizeof name, "%lld", (long long)number);
    dl_context_use(dl_context_of(L), DL_USE_FAULT, dl_str_of(name),
                   dl_str_of(lua_tostring(L, top + 2)));
    int held = lua_gettop(L);
    for (size_t i = 0; i < count && i < most_faults; i++) {
        log_fault(L, number, &faults[i]);
        bind_settop(L, held);
    }
}

int api_check_timelines(lua_State *L)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, list_name);
    int list = lua_gettop(L);
    lua_Integer count = (lua_Integer)lua_rawlen(L, list);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, list, i);
        check_one(L, i);
        bind_settop(L, list);
    }
    return 0;
}
