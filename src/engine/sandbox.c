#include "engine/sandbox.h"

#include <math.h>
#include <string.h>

#include <lauxlib.h>
#include <lualib.h>

#include "api/bind.h"
#include "api/context.h"
#include "api/order.h"
#include "dateline/date.h"
#include "engine/sort.h"

/* Lua functions in C that work through a table or a count as long as it says, with no hook: a
 * length made up by a metamethod would keep them busy for ever. */
static const lua_Integer longest = 10000000;

/* What was wrapped, upvalue 1, in our own frame: its errors name it and its caller's line. */
static int original(lua_State *L)
{
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* --- base ---------------------------------------------------------------------------------------
 */

/* setmetatable, without finalizers: __gc runs with hooks off and at times of its own. */
static int f_setmetatable(lua_State *L)
{
    int given = lua_type(L, 2);
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, given == LUA_TNIL || given == LUA_TTABLE, 2, "nil or table");
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        return luaL_error(L, "cannot change a protected metatable");
    if (given == LUA_TTABLE) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL)
            return luaL_error(L, "__gc is not available in notebooks");
    }
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

static int f_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    bind_tostring(L, 1);
    return 1;
}

/* load: text only, since bytecode that was tampered with crashes Lua. */
static int f_load(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_settop(L, lua_gettop(L) >= 4 ? 4 : 3); /* a fourth that is nil is an environment too */
    if (lua_isnil(L, 2)) {
        lua_pushliteral(L, "=load");
        lua_replace(L, 2);
    }
    lua_pushliteral(L, "t");
    lua_replace(L, 3);
    return original(L);
}

static int f_collectgarbage(lua_State *L)
{
    const char *what = luaL_optstring(L, 1, "collect");
    if (strcmp(what, "count") != 0 && strcmp(what, "collect") != 0)
        return luaL_error(L, "collectgarbage(\"%s\") is not available in notebooks", what);
    lua_pushinteger(L, 0); /* how much is used depends on the machine */
    return 1;
}

/* One step of an ordered traversal; upvalues: keys, place. Keys deleted meanwhile are left out. */
static int next_ordered(lua_State *L)
{
    lua_Integer place = lua_tointeger(L, lua_upvalueindex(2));
    for (;;) {
        place++;
        lua_settop(L, 1);
        if (lua_rawgeti(L, lua_upvalueindex(1), place) == LUA_TNIL) {
            return 1;
        }
        lua_pushvalue(L, -1);
        if (lua_rawget(L, 1) != LUA_TNIL)
            break;
    }
    lua_pushinteger(L, place);
    lua_replace(L, lua_upvalueindex(2));
    return 2;
}

static int f_pairs(lua_State *L)
{
    luaL_checkany(L, 1);
    if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
        lua_pushvalue(L, 1);
        lua_call(L, 1, 3);
        return 3;
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    order_keys(L, 1);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_ordered, 2);
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

/* Tables that are gone through by next, with their keys in order and, at 0, the place of the last
 * one: in the registry, as long as the table lives. */
static const char travelled[] = "dateline.next";

enum { TABLE = 1, KEY = 2, KEYS = 3 }; /* next's stack */

/* Pushes the keys, and gives the place of the one that was visited last. */
static lua_Integer find_keys(lua_State *L)
{
    lua_getfield(L, LUA_REGISTRYINDEX, travelled);
    lua_pushvalue(L, TABLE);
    bool known = !lua_isnil(L, KEY) && lua_rawget(L, -2) == LUA_TTABLE;
    lua_replace(L, KEYS);
    lua_settop(L, KEYS);
    if (known) {
        lua_rawgeti(L, KEYS, 0);
        lua_Integer place = lua_tointeger(L, -1);
        lua_rawgeti(L, KEYS, place);
        if (lua_rawequal(L, KEY, -1)) /* it may have been deleted since */
            return place;
    }
    lua_settop(L, KEY);
    lua_Integer count = order_keys(L, TABLE), place = 0;
    bool found = lua_isnil(L, KEY);
    while (place < count && !found) {
        lua_rawgeti(L, KEYS, ++place);
        found = lua_rawequal(L, KEY, -1); /* dates that are equal are keys of their own */
        lua_pop(L, 1);
    }
    return found ? place : luaL_error(L, "the key is not in the table");
}

static void keep_keys(lua_State *L, lua_Integer place)
{
    lua_getfield(L, LUA_REGISTRYINDEX, travelled);
    lua_pushvalue(L, TABLE);
    if (place > 0) {
        lua_pushinteger(L, place);
        lua_rawseti(L, KEYS, 0);
        lua_pushvalue(L, KEYS);
    } else {
        lua_pushnil(L);
    }
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

/* next, in the order of pairs. */
static int f_next(lua_State *L)
{
    luaL_checktype(L, TABLE, LUA_TTABLE);
    lua_settop(L, KEY);
    lua_Integer place = find_keys(L);
    do {
        lua_settop(L, KEYS);
        if (lua_rawgeti(L, KEYS, ++place) == LUA_TNIL) {
            keep_keys(L, 0);
            return 1;
        }
        lua_pushvalue(L, -1);
    } while (lua_rawget(L, TABLE) == LUA_TNIL);
    keep_keys(L, place);
    return 2;
}

/* --- string --- */

/* string.rep: refused when the result could never be, and no loop over nothing. */
static int f_rep(lua_State *L)
{
    size_t size, separator_size = 0;
    luaL_checklstring(L, 1, &size);
    lua_Integer count = luaL_checkinteger(L, 2);
    if (!lua_isnoneornil(L, 3))
        luaL_checklstring(L, 3, &separator_size);
    if (size + separator_size == 0 || count <= 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    if (size + separator_size > (size_t)(0x7fffffff / count))
        return luaL_error(L, "resulting string too large");
    return original(L);
}

/* string.format: no %p, which would show an address, and %s shows none either: a table is "table".
 */
static int f_format(lua_State *L)
{
    size_t size;
    int count = lua_gettop(L), argument = 1;
    const char *format = luaL_checklstring(L, 1, &size);
    char *safe = memcpy(lua_newuserdatauv(L, size + 1, 0), format, size + 1);
    for (size_t at = 0; at < size; at++) {
        if (safe[at] != '%')
            continue;
        at += 1 + strspn(safe + at + 1, "-+ #0123456789.");
        if (safe[at] == '%')
            continue;
        argument++;
        if (safe[at] == 'p')
            safe[at] = 's';
        if (safe[at] == 's' && argument <= count) {
            bind_tostring(L, argument);
            lua_replace(L, argument);
        }
    }
    lua_pushlstring(L, safe, size);
    lua_replace(L, 1);
    lua_settop(L, count);
    return original(L);
}

/* --- table --- */

/* A table function behind a check of the length that its table claims. */
static int guarded(lua_State *L)
{
    if (lua_istable(L, 1) && luaL_getmetafield(L, 1, "__len") != LUA_TNIL) {
        lua_pop(L, 1);
        luaL_argcheck(L, luaL_len(L, 1) <= longest, 1, "the table is too long for any time limit");
    }
    return original(L);
}

/* As guarded, and arguments 2 and 3 (move) or 3 and 4 (concat) or 2 and 3 (unpack) are a range. */
static int guarded_range(lua_State *L)
{
    int from = (int)lua_tointeger(L, lua_upvalueindex(2));
    int whole_from, whole_to;
    lua_Integer first = lua_tointegerx(L, from, &whole_from);
    lua_Integer last = lua_tointegerx(L, from + 1, &whole_to);
    bool too_long = whole_from && whole_to && last > first &&
                    (lua_Unsigned)last - (lua_Unsigned)first > (lua_Unsigned)longest;
    luaL_argcheck(L, !too_long, from, "the range is too long for any time limit");
    return guarded(L);
}

/* --- os and math --- */

static lua_Integer time_field(lua_State *L, const char *key, lua_Integer otherwise)
{
    int whole = 1;
    lua_Integer value = otherwise;
    if (lua_getfield(L, 1, key) != LUA_TNIL)
        value = lua_tointegerx(L, -1, &whole);
    lua_pop(L, 1);
    if (!whole || value < -100000000 || value > 100000000)
        luaL_error(L, "field '%s' is no number that a date can have", key);
    return value;
}

/* os.time{year=, month=, day=, ...}: seconds since 1970 in UTC; other months and days carry over.
 */
static int f_time(lua_State *L)
{
    if (lua_isnoneornil(L, 1))
        return luaL_error(L, "os.time() is not available: cells have no clock; use today()");
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer year = time_field(L, "year", 1970), month = time_field(L, "month", 1) - 1;
    lua_Integer carried = month >= 0 ? month / 12 : -((11 - month) / 12);
    int64_t days = dl_days_from_civil(year + carried, (int)(month - 12 * carried) + 1, 1) +
                   time_field(L, "day", 1) - 1;
    lua_Integer seconds =
        time_field(L, "hour", 12) * 3600 + time_field(L, "min", 0) * 60 + time_field(L, "sec", 0);
    lua_pushinteger(L, days * 86400 + seconds);
    return 1;
}

/* os.date(format, time): always UTC, and a time must be given. */
static int f_date(lua_State *L)
{
    const char *format = luaL_checkstring(L, 1);
    if (lua_isnoneornil(L, 2))
        return luaL_error(L, "os.date needs a time: cells have no clock; use today()");
    lua_pushfstring(L, "!%s", format[0] == '!' ? format + 1 : format);
    lua_replace(L, 1);
    return original(L);
}

/* Of math, where upvalue 1 is the state of Lua's functions. */
static int original_random(lua_State *L)
{
    return lua_tocfunction(L, lua_upvalueindex(2))(L);
}

/* math.random: that it was asked is noted. */
static int f_random(lua_State *L)
{
    dl_context_use(dl_context_of(L), DL_USE_RANDOM, DL_STR(""), DL_STR(""));
    return original_random(L);
}

static int f_randomseed(lua_State *L)
{
    luaL_checkany(L, 1); /* without a seed Lua takes one from the clock */
    lua_settop(L, 2);
    original_random(L);
    return 0;
}

/* --- the whole --- */

/* table[name] = wrapper with the original as upvalue 1; the table is at the top. */
static void wrap(lua_State *L, const char *name, lua_CFunction wrapper)
{
    lua_getfield(L, -1, name);
    lua_pushcclosure(L, wrapper, 1);
    lua_setfield(L, -2, name);
}

static void wrap_range(lua_State *L, const char *name, int from)
{
    lua_getfield(L, -1, name);
    lua_pushinteger(L, from);
    lua_pushcclosure(L, guarded_range, 2);
    lua_setfield(L, -2, name);
}

static void wrap_random(lua_State *L, const char *name, lua_CFunction wrapper)
{
    lua_getfield(L, -1, name);
    lua_getupvalue(L, -1, 1);
    lua_insert(L, -2);
    lua_pushcclosure(L, wrapper, 2);
    lua_setfield(L, -2, name);
}

static void drop(lua_State *L, const char *name)
{
    lua_pushnil(L);
    lua_setfield(L, -2, name);
}

static void open_base(lua_State *L)
{
    static const char *const dropped[] = {"dofile", "loadfile", "warn"};
    static const luaL_Reg ours[] = {{"setmetatable", f_setmetatable},
                                    {"tostring", f_tostring},
                                    {"collectgarbage", f_collectgarbage},
                                    {"pairs", f_pairs},
                                    {"next", f_next},
                                    {NULL, NULL}};
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_setfield(L, LUA_REGISTRYINDEX, travelled);
    luaL_requiref(L, LUA_GNAME, luaopen_base, 1);
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
        drop(L, dropped[i]);
    luaL_setfuncs(L, ours, 0);
    wrap(L, "load", f_load);
    lua_pop(L, 1);
}

static void open_string(lua_State *L)
{
    luaL_requiref(L, LUA_STRLIBNAME, luaopen_string, 1);
    drop(L, "dump");
    wrap(L, "rep", f_rep);
    wrap(L, "format", f_format);
    lua_pop(L, 1);
    /* what all strings share is not for notebooks to change */
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 2);
}

static void open_table(lua_State *L)
{
    luaL_requiref(L, LUA_TABLIBNAME, luaopen_table, 1);
    wrap(L, "insert", guarded);
    wrap(L, "remove", guarded);
    lua_pushcfunction(L, sort_table);
    lua_setfield(L, -2, "sort");
    wrap(L, "sort", guarded);
    wrap_range(L, "move", 2);
    wrap_range(L, "unpack", 2);
    wrap_range(L, "concat", 3);
    lua_pop(L, 1);
}

static void open_os(lua_State *L)
{
    static const char *const dropped[] = {"clock",  "execute", "exit",      "getenv",
                                          "remove", "rename",  "setlocale", "tmpname"};
    luaL_requiref(L, LUA_OSLIBNAME, luaopen_os, 1);
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
        drop(L, dropped[i]);
    lua_pushcfunction(L, f_time);
    lua_setfield(L, -2, "time");
    wrap(L, "date", f_date);
    lua_pop(L, 1);
}

/* Where Lua's own math.randomseed is kept, in the registry. */
static const char seeder[] = "dateline.randomseed";

static void open_math(lua_State *L)
{
    luaL_requiref(L, LUA_MATHLIBNAME, luaopen_math, 1);
    lua_getfield(L, -1, "randomseed");
    lua_setfield(L, LUA_REGISTRYINDEX, seeder);
    wrap_random(L, "randomseed", f_randomseed);
    wrap_random(L, "random", f_random);
    lua_pop(L, 1);
}

void sandbox_seed(lua_State *L, uint64_t seed, dl_str id)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
    for (size_t i = 0; i < id.size; i++)
        hash = (hash ^ (unsigned char)id.data[i]) * 0x100000001b3u;
    lua_getfield(L, LUA_REGISTRYINDEX, seeder);
    lua_pushinteger(L, (lua_Integer)seed);
    lua_pushinteger(L, (lua_Integer)hash);
    lua_call(L, 2, 0);
}

void sandbox_open(lua_State *L)
{
    open_base(L);
    open_string(L);
    open_table(L);
    open_os(L);
    open_math(L);
    luaL_requiref(L, LUA_UTF8LIBNAME, luaopen_utf8, 1);
    luaL_requiref(L, LUA_COLIBNAME, luaopen_coroutine, 1);
    lua_pop(L, 2);
}
