#include "engine/sort.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include <lauxlib.h>

enum {
    LIST = 1,
    LESS = 2,
    VALUES = 3
}; /* on the stack; the values stand in a table of their own */

/* Whether the value at place a is less than the one at b. */
static bool is_less(lua_State *L, int a, int b)
{
    bool less;
    if (lua_isnil(L, LESS)) {
        lua_rawgeti(L, VALUES, a);
        lua_rawgeti(L, VALUES, b);
        less = lua_compare(L, -2, -1, LUA_OPLT);
        lua_pop(L, 2);
        return less;
    }
    lua_pushvalue(L, LESS);
    lua_rawgeti(L, VALUES, a);
    lua_rawgeti(L, VALUES, b);
    lua_call(L, 2, 1);
    less = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return less;
}

/* from[begin, middle) and from[middle, end), both in order, to one run in `to`. */
static void merge(lua_State *L, const int *from, int *to, size_t begin, size_t middle, size_t end)
{
    size_t left = begin, right = middle, at = begin;
    bool apart = middle == end || !is_less(L, from[middle], from[middle - 1]);
    while (!apart && left < middle && right < end)
        to[at++] = is_less(L, from[right], from[left]) ? from[right++] : from[left++];
    memcpy(to + at, from + left, (middle - left) * sizeof *to);
    memcpy(to + at + (middle - left), from + right, (end - right) * sizeof *to);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The places 1 to count in the order of their values. */
static const int *sorted_places(lua_State *L, size_t count)
{
    int *places = lua_newuserdatauv(L, 2 * count * sizeof *places, 0), *other = places + count;
    for (size_t i = 0; i < count; i++)
        places[i] = (int)i + 1;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t begin = 0; begin < count; begin += 2 * width)
            merge(L, places, other, begin, least(begin + width, count),
                  least(begin + 2 * width, count));
        int *kept = places;
        places = other;
        other = kept;
    }
    return places;
}

int sort_table(lua_State *L)
{
    if (luaL_getmetafield(L, LIST, "__len") == LUA_TNIL)
        luaL_checktype(L, LIST, LUA_TTABLE);
    else
        lua_pop(L, 1);
    lua_Integer count = luaL_len(L, LIST);
    if (!lua_isnoneornil(L, LESS))
        luaL_checktype(L, LESS, LUA_TFUNCTION);
    lua_settop(L, LESS);
    if (count < 2)
        return 0;
    luaL_argcheck(L, count < INT_MAX, LIST, "array too big");
    lua_createtable(L, (int)count, 0);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_geti(L, LIST, i);
        lua_rawseti(L, VALUES, i);
    }
    const int *places = sorted_places(L, (size_t)count);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, VALUES, places[i - 1]);
        lua_seti(L, LIST, i);
    }
    return 0;
}
