#include "engine/heap.h"

#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

static const char owners[] = "dateline.owners"; /* object to number, weak keys */
static const char held[] = "dateline.held";     /* what the walk saw, by its place */

/* Classes of the API whose objects never change once they are made; what they hold by user values
 * is walked. */
static const char *const constant_classes[] = {
    "date", "span",          "error", "view",   "evidence", "element",
    "page", "page document", "feed",  "change", "relation", "language",
};

/* --- fingerprints --- */

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 29;
}

static uint64_t hash_bytes(const char *data, size_t size)
{
    uint64_t hash = size;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)data[i]) * 0x100000001b3u;
    return hash;
}

/* Long strings are held during a walk, as objects are, so that their address tells them apart. */
enum { LONGEST_HASHED = 64 };

static bool is_held(lua_State *L, int index)
{
    switch (lua_type(L, index)) {
    case LUA_TTABLE:
    case LUA_TFUNCTION:
    case LUA_TUSERDATA:
    case LUA_TTHREAD:
        return true;
    case LUA_TSTRING:
        return lua_rawlen(L, index) > LONGEST_HASHED;
    default:
        return false;
    }
}

static const void *address(lua_State *L, int index)
{
    return lua_type(L, index) == LUA_TSTRING ? (const void *)lua_tostring(L, index)
                                             : lua_topointer(L, index);
}

static uint64_t print_value(lua_State *L, int index)
{
    int type = lua_type(L, index);
    uint64_t hash = (uint64_t)type + 1;
    lua_Number number;
    uint64_t bits;
    switch (type) {
    case LUA_TBOOLEAN:
        return mix(hash, (uint64_t)lua_toboolean(L, index));
    case LUA_TNUMBER:
        if (lua_isinteger(L, index))
            return mix(hash, (uint64_t)lua_tointeger(L, index));
        number = lua_tonumber(L, index);
        memcpy(&bits, &number, sizeof bits);
        return mix(hash + 100, bits);
    case LUA_TSTRING:
        if (lua_rawlen(L, index) <= LONGEST_HASHED)
            return mix(hash, hash_bytes(lua_tostring(L, index), lua_rawlen(L, index)));
        return mix(hash, (uint64_t)(uintptr_t)address(L, index));
    case LUA_TNIL:
        return hash;
    default:
        return mix(hash, (uint64_t)(uintptr_t)lua_topointer(L, index));
    }
}

/* --- what was seen --- */

static bool grow_slots(heap *walk)
{
    size_t count = walk->slot_count ? 2 * walk->slot_count : 256;
    size_t *slots = calloc(count, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < walk->count; i++) {
        size_t at = (size_t)mix(1, (uint64_t)(uintptr_t)walk->seen[i].object) & (count - 1);
        while (slots[at])
            at = (at + 1) & (count - 1);
        slots[at] = i + 1;
    }
    free(walk->slots);
    walk->slots = slots;
    walk->slot_count = count;
    return true;
}

/* The slot of an object: where it is, or would be. */
static size_t *slot_of(const heap *walk, const void *object)
{
    size_t at = (size_t)mix(1, (uint64_t)(uintptr_t)object) & (walk->slot_count - 1);
    while (walk->slots[at] && walk->seen[walk->slots[at] - 1].object != object)
        at = (at + 1) & (walk->slot_count - 1);
    return &walk->slots[at];
}

static bool make_room(heap *walk)
{
    if (2 * (walk->count + 1) > walk->slot_count && !grow_slots(walk))
        return false;
    if (walk->count < walk->capacity)
        return true;
    size_t capacity = walk->capacity ? 2 * walk->capacity : 128;
    heap_seen *larger = realloc(walk->seen, capacity * sizeof *larger);
    if (!larger)
        return false;
    walk->seen = larger;
    walk->capacity = capacity;
    return true;
}

/* A table of the registry, at its place in the stack where it is there already. */
static int push_table(lua_State *L, int at, const char *name)
{
    if (at)
        return at;
    lua_getfield(L, LUA_REGISTRYINDEX, name);
    return lua_gettop(L);
}

static size_t owner_of(lua_State *L, const heap *walk, int index)
{
    int top = lua_gettop(L), table = push_table(L, walk->owners_at, owners);
    lua_pushvalue(L, index);
    lua_rawget(L, table);
    size_t owner = (size_t)lua_tointeger(L, -1);
    lua_settop(L, top);
    return owner;
}

void heap_add(lua_State *L, heap *walk, int index)
{
    index = lua_absindex(L, index);
    if (walk->failed || !is_held(L, index) || lua_islightuserdata(L, index))
        return;
    /* a light C function has no inside, and no one makes it */
    if (lua_iscfunction(L, index) && lua_getupvalue(L, index, 1) == NULL)
        return;
    if (lua_iscfunction(L, index))
        lua_pop(L, 1);
    const void *object = address(L, index);
    if (!make_room(walk)) {
        walk->failed = true;
        return;
    }
    size_t *slot = slot_of(walk, object);
    if (*slot)
        return;
    size_t owner = lua_type(L, index) == LUA_TSTRING ? 0 : owner_of(L, walk, index);
    walk->seen[walk->count++] = (heap_seen){.object = object, .owner = owner};
    *slot = walk->count;
    int top = lua_gettop(L), table = push_table(L, walk->held_at, held);
    lua_pushvalue(L, index);
    lua_rawseti(L, table, (lua_Integer)walk->count);
    lua_settop(L, top);
}

/* --- looking into one object, at the top of the stack: its fingerprint; with `walk`, its children
 * are added --- */

static void add_child(lua_State *L, heap *walk, int index)
{
    if (walk && is_held(L, index))
        heap_add(L, walk, index);
}

static uint64_t look_at_metatable(lua_State *L, heap *walk)
{
    if (!lua_getmetatable(L, -1))
        return 0;
    uint64_t print = print_value(L, -1);
    add_child(L, walk, -1);
    lua_pop(L, 1);
    return print;
}

/* The sum over its pairs, since the order of a table's own traversal means nothing. */
static uint64_t look_at_table(lua_State *L, heap *walk)
{
    uint64_t sum = look_at_metatable(L, walk);
    int table = lua_gettop(L);
    lua_pushnil(L);
    while (lua_next(L, table)) {
        /* not symmetric: t[4] = 4 counts too */
        sum += mix(mix(print_value(L, -2), 0x5bd1e995u), print_value(L, -1));
        add_child(L, walk, -2);
        add_child(L, walk, -1);
        lua_pop(L, 1);
    }
    return sum + 1;
}

static uint64_t look_at_function(lua_State *L, heap *walk)
{
    uint64_t print = 2;
    int function = lua_gettop(L);
    for (int i = 1; lua_getupvalue(L, function, i); i++) {
        print = mix(print, print_value(L, -1));
        /* the globals' table is what a function's code says; it is no object of a step */
        lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
        bool globals = lua_rawequal(L, -1, -2);
        lua_pop(L, 1);
        if (!globals)
            add_child(L, walk, -1);
        lua_pop(L, 1);
    }
    return print;
}

static bool is_constant(lua_State *L)
{
    bool found = false;
    if (luaL_getmetafield(L, -1, "__name") == LUA_TSTRING) {
        for (size_t i = 0; i < sizeof constant_classes / sizeof *constant_classes; i++)
            found = found || strcmp(lua_tostring(L, -1), constant_classes[i]) == 0;
        lua_pop(L, 1);
    }
    return found;
}

/* A class that changes says by a number how often: its metatable's field revision, a C function. */
static uint64_t look_at_userdata(lua_State *L, heap *walk)
{
    uint64_t print = 3;
    int object = lua_gettop(L);
    if (luaL_getmetafield(L, object, "revision") != LUA_TNIL) {
        lua_pushvalue(L, object);
        if (lua_pcall(L, 1, 1, 0) == LUA_OK)
            print = mix(print, (uint64_t)lua_tointeger(L, -1));
        lua_pop(L, 1);
    } else if (walk && !is_constant(L) && walk->seen[walk->walked].owner != HEAP_BASE) {
        /* of a library there is the state of math.random, which each step begins anew */
        walk->opaque = walk->seen[walk->walked].opaque = true;
    }
    for (int i = 1; lua_getiuservalue(L, object, i) != LUA_TNONE; i++) {
        /* what a page has read once is kept in it: that changes nothing that shows */
        add_child(L, walk, -1);
        lua_pop(L, 1);
    }
    lua_settop(L, object);
    return print;
}

static uint64_t look(lua_State *L, heap *walk)
{
    switch (lua_type(L, -1)) {
    case LUA_TTABLE:
        return look_at_table(L, walk);
    case LUA_TFUNCTION:
        return look_at_function(L, walk);
    case LUA_TUSERDATA:
        return look_at_userdata(L, walk);
    case LUA_TTHREAD:
        if (walk)
            walk->opaque = walk->seen[walk->walked].opaque = true;
        return 0;
    default:
        return 0;
    }
}

/* --- the whole --- */

void heap_open(lua_State *L)
{
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_setfield(L, LUA_REGISTRYINDEX, owners);
}

void heap_begin(lua_State *L, heap *walk)
{
    /* where a walk was left by an error, its room is there still */
    walk->count = walk->walked = 0;
    walk->held_at = walk->owners_at = 0;
    walk->opaque = walk->failed = false;
    if (walk->slots)
        memset(walk->slots, 0, walk->slot_count * sizeof *walk->slots);
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, held);
}

void heap_end(lua_State *L, heap *walk)
{
    lua_pushnil(L);
    lua_setfield(L, LUA_REGISTRYINDEX, held);
    walk->count = walk->walked = 0;
}

void heap_clear(heap *walk)
{
    free(walk->seen);
    free(walk->slots);
    memset(walk, 0, sizeof *walk);
}

void heap_walk(lua_State *L, heap *walk)
{
    lua_getfield(L, LUA_REGISTRYINDEX, held);
    lua_getfield(L, LUA_REGISTRYINDEX, owners);
    int table = lua_gettop(L) - 1;
    walk->held_at = table;
    walk->owners_at = table + 1;
    for (; walk->walked < walk->count && !walk->failed; walk->walked++) {
        lua_rawgeti(L, table, (lua_Integer)walk->walked + 1);
        uint64_t print = look(L, walk);
        walk->seen[walk->walked].print = print; /* seen may have moved meanwhile */
        lua_settop(L, table + 1);
    }
    walk->held_at = walk->owners_at = 0;
    lua_settop(L, table - 1);
}

bool heap_compare(lua_State *L, heap *walk)
{
    bool any = false;
    lua_getfield(L, LUA_REGISTRYINDEX, held);
    int table = lua_gettop(L);
    for (size_t i = 0; i < walk->walked; i++) {
        lua_rawgeti(L, table, (lua_Integer)i + 1);
        heap_seen *seen = &walk->seen[i];
        seen->changed = seen->opaque || look(L, NULL) != seen->print;
        any = any || walk->seen[i].changed;
        lua_settop(L, table);
    }
    lua_settop(L, table - 1);
    return any;
}

void heap_own(lua_State *L, const heap *walk, size_t owner)
{
    lua_getfield(L, LUA_REGISTRYINDEX, owners);
    lua_getfield(L, LUA_REGISTRYINDEX, held);
    for (size_t i = 0; i < walk->count; i++) {
        if (walk->seen[i].owner)
            continue;
        lua_rawgeti(L, -1, (lua_Integer)i + 1);
        if (lua_type(L, -1) != LUA_TSTRING) {
            lua_pushinteger(L, (lua_Integer)owner);
            lua_rawset(L, -4);
        } else {
            lua_pop(L, 1);
        }
    }
    lua_pop(L, 2);
}
