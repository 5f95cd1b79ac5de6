#include "api/order.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "api/bind.h"

typedef struct key {
    int rank; /* number, string, boolean, object */
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

_Static_assert(LUA_VERSION_NUM == 504, "what follows is the layout of Lua 5.4's objects");

/* Lua 5.4's Udata (lobject.h): the words before its bytes, of which it has the last, and values,
 * only where it holds any. */
typedef struct userdata {
    /* cppcheck-suppress unusedStructMember */
    void *words[5];
    struct {
        lua_Number number;
        /* cppcheck-suppress unusedStructMember */
        void *kind;
    } values[1];
} userdata;

static size_t before_bytes(lua_State *L, int index)
{
    int count = 0;
    while (lua_getiuservalue(L, index, count + 1) != LUA_TNONE) {
        lua_pop(L, 1);
        count++;
    }
    lua_pop(L, 1);
    return count ? offsetof(userdata, values) + (size_t)count * sizeof((userdata *)0)->values[0]
                 : offsetof(userdata, words[4]);
}

/* A C function without upvalues is a bare address. */
static bool is_light(lua_State *L, int index)
{
    if (!lua_iscfunction(L, index))
        return lua_islightuserdata(L, index);
    if (lua_getupvalue(L, index, 1) == NULL)
        return true;
    lua_pop(L, 1);
    return false;
}

/* The number of an object's making; 0 for what nobody makes. */
static lua_Number number_of(lua_State *L, int index)
{
    if (is_light(L, index))
        return 0;
    const char *block = lua_topointer(L, index);
    if (lua_isuserdata(L, index))
        block -= before_bytes(L, index);
    else if (lua_isthread(L, index))
        block -= LUA_EXTRASPACE;
    order_made made;
    memcpy(&made, block - sizeof made, sizeof made);
    return (lua_Number)made.number;
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
        read.number = number_of(L, index);
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
