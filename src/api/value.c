/* Values between Lua and SQL, and rows. */
#include <stdio.h>
#include <string.h>

#include "api/api.h"

dl_value api_check_value(lua_State *L, int index)
{
    dl_value value = {.kind = DL_VALUE_NULL};
    switch (lua_type(L, index)) {
    case LUA_TNIL:
    case LUA_TNONE:
    case LUA_TLIGHTUSERDATA: /* store.null */
        break;
    case LUA_TBOOLEAN:
        value.kind = DL_VALUE_INTEGER;
        value.integer = lua_toboolean(L, index);
        break;
    case LUA_TNUMBER:
        value.kind = lua_isinteger(L, index) ? DL_VALUE_INTEGER : DL_VALUE_REAL;
        value.integer = lua_tointeger(L, index);
        value.real = lua_tonumber(L, index);
        break;
    case LUA_TSTRING:
        value.kind = DL_VALUE_TEXT;
        value.text.data = lua_tolstring(L, index, &value.text.size);
        break;
    default:
        if (!api_test_date(L, index))
            luaL_error(L, "a %s cannot go into SQL; numbers, strings, booleans and dates can",
                       luaL_typename(L, index));
        /* the text replaces the date, so that it lives as long as the slot */
        index = lua_absindex(L, index);
        luaL_tolstring(L, index, NULL);
        lua_replace(L, index);
        value.kind = DL_VALUE_TEXT;
        value.text.data = lua_tolstring(L, index, &value.text.size);
    }
    return value;
}

void api_push_value(lua_State *L, const dl_value *value)
{
    switch (value->kind) {
    case DL_VALUE_NULL:
        lua_pushnil(L);
        break;
    case DL_VALUE_INTEGER:
        lua_pushinteger(L, value->integer);
        break;
    case DL_VALUE_REAL:
        lua_pushnumber(L, value->real);
        break;
    case DL_VALUE_TEXT:
    case DL_VALUE_BLOB:
        bind_push(L, value->text);
        break;
    }
}

void api_new_rows(lua_State *L, size_t count, const char *const *columns, size_t column_count)
{
    lua_createtable(L, (int)count, 1);
    lua_createtable(L, (int)column_count, 0);
    for (size_t i = 0; i < column_count; i++) {
        lua_pushstring(L, columns[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "columns");
    luaL_setmetatable(L, "rows");
}
