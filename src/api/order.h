/*
 * Keys of a table in an order that is the same in every run: numbers by value, strings by bytes,
 * booleans, then objects as they were made. Lua's own order depends on a random seed and on
 * addresses.
 */
#ifndef API_ORDER_H
#define API_ORDER_H

#include <stdint.h>

#include <lua.h>

/* What a state's allocator puts before each block: how many there were before it. Lua aligns
 * nothing to more than this is large (LUAI_MAXALIGN). */
typedef struct order_made {
    uint64_t number;
} order_made;

/* Pushes an array of the keys of the table at index, and returns how many. Raw access only. */
lua_Integer order_keys(lua_State *L, int index);

#endif
