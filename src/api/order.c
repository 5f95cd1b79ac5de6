#include "api/order.h"

#include <stdlib.h>
#include <string.h>

#include "api/bind.h"

typedef struct key {
    int rank; /* number, string, boolean, other */
    lua_Number number;
    dl_str text;      /* alive while its table is not changed */
    lua_Integer seen; /* place in the traversal; the last word, so that the order is total */
} key;

static int compare_keys(const void *first, const void *second)
{
    const key *a = first, *b = second;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->rank == 1) {
        int order = dl_str_compare(a->text, b->text);
        if (order != 0)
            return order;
    } else if (a->number < b->number || a->number > b->number) {
        return a->number < b->number ? -1 : 1;
    }
    return (a->seen > b->seen) - (a->seen < b->seen);
}

static key read_key(lua_State *L, int index, lua_Integer seen)
{
    key read = {.rank = 3, .seen = seen};
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
        read.rank = 0;
        read.number = lua_tonumber(L, index);
        break;
    case LUA_TSTRING:
        read.rank = 1;
        read.text.data = lua_tolstring(L, index, &read.text.size);
        break;
    case LUA_TBOOLEAN:
        read.rank = 2;
        read.number = lua_toboolean(L, index);
        break;
    default:
        break;
    }
    return read;
}

lua_Integer order_keys(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    lua_newtable(L); /* keys as they come */
    lua_Integer count = 0;
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_rawseti(L, -3, ++count);
    }
    key *keys = lua_newuserdatauv(L, (size_t)(count + 1) * sizeof *keys, 0);
    for (lua_Integer i = 0; i < count; i++) {
        lua_rawgeti(L, -2, i + 1);
        keys[i] = read_key(L, -1, i + 1);
        lua_pop(L, 1);
    }
    qsort(keys, (size_t)count, sizeof *keys, compare_keys);
    lua_createtable(L, (int)count, 0);
    for (lua_Integer i = 0; i < count; i++) {
        lua_rawgeti(L, -3, keys[i].seen);
        lua_rawseti(L, -2, i + 1);
    }
    lua_replace(L, -3);
    lua_pop(L, 1);
    return count;
}
