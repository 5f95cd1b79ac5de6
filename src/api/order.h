/*
 * Keys of a table in an order that is the same in every run: numbers by value, strings by bytes,
 * booleans, then all others as they come. Lua's own order depends on a random seed.
 */
#ifndef API_ORDER_H
#define API_ORDER_H

#include <lua.h>

/* Pushes an array of the keys of the table at index, and returns how many. Raw access only. */
lua_Integer order_keys(lua_State *L, int index);

#endif
