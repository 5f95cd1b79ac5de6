#include "api/bind.h"

#include <lualib.h>
#include <stdlib.h>
#include <string.h>

static const char *const buf_type = "dateline.buf";
static const char *const arena_type = "dateline.arena";
static const char *const box_type = "dateline.box";

/* __gc and __close of a temporary are one function that may run twice (STYLE 6 d). */
static int buf_clear(lua_State *L)
{
    dl_buf_clear(lua_touserdata(L, 1));
    return 0;
}

static int arena_clear(lua_State *L)
{
    dl_arena_clear(lua_touserdata(L, 1));
    return 0;
}

typedef struct box {
    void *pointer;
    void (*clear)(void *);
} box;

static int box_clear(lua_State *L)
{
    box *held = lua_touserdata(L, 1);
    void *pointer = held->pointer;
    held->pointer = NULL;
    if (pointer)
        held->clear(pointer);
    return 0;
}

static void *temporary(lua_State *L, size_t size, const char *type, lua_CFunction clear)
{
    void *memory = lua_newuserdatauv(L, size, 0);
    memset(memory, 0, size);
    if (luaL_newmetatable(L, type)) {
        lua_pushcfunction(L, clear);
        lua_setfield(L, -2, "__gc");
        lua_pushcfunction(L, clear);
        lua_setfield(L, -2, "__close");
    }
    lua_setmetatable(L, -2);
    lua_toclose(L, -1);
    return memory;
}

dl_buf *bind_buf(lua_State *L)
{
    return temporary(L, sizeof(dl_buf), buf_type, buf_clear);
}

dl_arena *bind_arena(lua_State *L)
{
    return temporary(L, sizeof(dl_arena), arena_type, arena_clear);
}

void **bind_box(lua_State *L, void (*clear)(void *))
{
    box *held = temporary(L, sizeof *held, box_type, box_clear);
    held->clear = clear;
    return &held->pointer;
}

void bind_settop(lua_State *L, int top)
{
    if (lua_gettop(L) > top)
        lua_closeslot(L, top + 1); /* and all that is to be closed above it */
    lua_settop(L, top);
}

dl_str bind_str(lua_State *L, int index)
{
    size_t size;
    const char *data = luaL_checklstring(L, index, &size);
    return (dl_str){data, size};
}

dl_str bind_opt_str(lua_State *L, int index, dl_str otherwise)
{
    return lua_isnoneornil(L, index) ? otherwise : bind_str(L, index);
}

void bind_push(lua_State *L, dl_str text)
{
    lua_pushlstring(L, text.data ? text.data : "", text.size);
}

void bind_push_buf(lua_State *L, const dl_buf *buf)
{
    dl_error error;
    if (dl_buf_ok(buf, &error) != 0)
        bind_raise(L, &error);
    bind_push(L, dl_buf_str(buf));
}

void bind_set(lua_State *L, const char *key, dl_str text)
{
    if (text.size == 0)
        return;
    bind_push(L, text);
    lua_setfield(L, -2, key);
}

dl_str bind_field(lua_State *L, int index, const char *key)
{
    index = lua_absindex(L, index);
    int type = lua_getfield(L, index, key);
    dl_str text = {"", 0};
    if (type == LUA_TSTRING) {
        text.data = lua_tolstring(L, -1, &text.size);
    } else if (type != LUA_TNIL) {
        luaL_error(L, "field '%s' must be a string, not a %s", key, luaL_typename(L, -1));
    }
    lua_pop(L, 1); /* the table keeps the string alive */
    return text;
}

/* "date.try" under "date." is "try"; NULL when the row belongs elsewhere. */
static const char *member(const char *name, const char *owner, char separator)
{
    size_t size = strlen(owner);
    bool ours = strncmp(name, owner, size) == 0 && name[size] == separator;
    return ours ? name + size + 1 : NULL;
}

static void push_members(lua_State *L, const char *owner, char separator, const bind_function *rows)
{
    lua_newtable(L);
    for (; rows && rows->name; rows++) {
        const char *name = member(rows->name, owner, separator);
        if (!name || !rows->call)
            continue;
        lua_pushcfunction(L, rows->call);
        lua_setfield(L, -2, name);
    }
}

void bind_class(lua_State *L, const char *type, const bind_function *rows, const luaL_Reg *meta)
{
    luaL_newmetatable(L, type);
    push_members(L, type, ':', rows);
    lua_setfield(L, -2, "__index"); /* a class with fields replaces it in meta */
    lua_getfield(L, -1, "__index");
    lua_setfield(L, -2, "methods");
    luaL_setfuncs(L, meta, 0);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}

int bind_method(lua_State *L)
{
    if (luaL_getmetafield(L, 1, "methods") == LUA_TNIL)
        return 0;
    lua_pushvalue(L, 2);
    if (lua_rawget(L, -2) != LUA_TNIL)
        return 1;
    lua_pop(L, 2);
    return 0;
}

void bind_module(lua_State *L, const char *module, const bind_function *rows)
{
    push_members(L, module, '.', rows);
}

void bind_extend(lua_State *L, const char *module, const bind_function *rows)
{
    lua_getglobal(L, module);
    bind_module(L, module, rows);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -5);
    }
    lua_pop(L, 2);
}

/* Lua's auxiliary library looks there. */
void bind_name_function(lua_State *L, const char *name)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_insert(L, -2);
    lua_setfield(L, -2, name);
    lua_pop(L, 1);
}

static int without_table(lua_State *L)
{
    lua_CFunction call = lua_tocfunction(L, lua_upvalueindex(1));
    lua_remove(L, 1);
    return call(L);
}

void bind_callable(lua_State *L, const char *name, lua_CFunction call)
{
    lua_createtable(L, 0, 2);
    lua_pushcfunction(L, call);
    lua_pushcclosure(L, without_table, 1);
    lua_pushvalue(L, -1);
    bind_name_function(L, name);
    lua_setfield(L, -2, "__call");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
}

dl_str bind_tostring(lua_State *L, int index)
{
    dl_str text;
    bool plain = lua_type(L, index) == LUA_TSTRING || lua_type(L, index) == LUA_TNUMBER ||
                 lua_type(L, index) == LUA_TBOOLEAN || lua_type(L, index) == LUA_TNIL;
    if (plain || luaL_getmetafield(L, index, "__tostring") != LUA_TNIL) {
        if (!plain)
            lua_pop(L, 1);
        text.data = luaL_tolstring(L, index, &text.size);
        return text;
    }
    text.data = lua_pushfstring(L, "%s", luaL_typename(L, index));
    text.size = strlen(text.data);
    return text;
}

int bind_concat(lua_State *L)
{
    luaL_tolstring(L, 1, NULL);
    luaL_tolstring(L, 2, NULL);
    lua_concat(L, 2);
    return 1;
}

void bind_line(lua_State *L, int count, dl_buf *line)
{
    for (int i = 1; i <= count; i++) {
        if (i > 1)
            dl_buf_putc(line, '\t');
        dl_buf_add(line, bind_tostring(L, i));
        lua_pop(L, 1);
    }
    dl_buf_putc(line, '\n');
}
