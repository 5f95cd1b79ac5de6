/* Errors of the outside world as Lua values: a dl_error in a userdata. */
#include <string.h>

#include "api/bind.h"

static const char *const error_type = "error";

typedef struct raised {
    dl_error error;
    char where[96]; /* "notebook.md:12: ", the cell's line that called */
} raised;

static raised *check_error(lua_State *L)
{
    return luaL_checkudata(L, 1, error_type);
}

const dl_error *bind_error_at(lua_State *L, int index)
{
    raised *held = luaL_testudata(L, index, error_type);
    return held ? &held->error : NULL;
}

_Noreturn void bind_raise(lua_State *L, const dl_error *error)
{
    raised *held = lua_newuserdatauv(L, sizeof *held, 0);
    memset(held, 0, sizeof *held);
    held->error = *error;
    luaL_setmetatable(L, error_type);
    luaL_where(L, 1);
    strncpy(held->where, lua_tostring(L, -1), sizeof held->where - 1);
    lua_pop(L, 1);
    lua_error(L);
    /* lua_error does not return; its declaration does not say so */
    for (;;) {
    }
}

int bind_try(lua_State *L, const dl_error *error)
{
    lua_pushnil(L);
    lua_pushstring(L, error->message);
    lua_pushstring(L, dl_kind_word(error->kind));
    return 3;
}

static int error_tostring(lua_State *L)
{
    raised *held = check_error(L);
    lua_pushfstring(L, "%s%s", held->where, held->error.message);
    return 1;
}

/* err:find("...") and the other string methods, called on the message. */
static int error_string_method(lua_State *L)
{
    luaL_tolstring(L, 1, NULL);
    lua_replace(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

static int error_index(lua_State *L)
{
    raised *held = check_error(L);
    const char *key = luaL_checkstring(L, 2);
    if (strcmp(key, "message") == 0) {
        lua_pushstring(L, held->error.message);
    } else if (strcmp(key, "kind") == 0) {
        lua_pushstring(L, dl_kind_word(held->error.kind));
    } else if (strcmp(key, "hint") == 0) {
        lua_pushstring(L, held->error.hint);
    } else {
        lua_getglobal(L, "string");
        lua_getfield(L, -1, key);
        if (!lua_isfunction(L, -1))
            return 0;
        lua_pushcclosure(L, error_string_method, 1);
    }
    return 1;
}

void bind_open_error(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__tostring", error_tostring},
                                    {"__concat", bind_concat},
                                    {"__index", error_index},
                                    {NULL, NULL}};
    bind_class(L, error_type, NULL, meta);
}
