/*
 * table.sort, the same in every run. Lua's own takes its pivots from the clock once a part is far
 * smaller than the other, and so leaves elements that compare as equal in an order of chance.
 */
#ifndef ENGINE_SORT_H
#define ENGINE_SORT_H

#include <lua.h>

/* table.sort(list, less?): elements that compare as equal keep their order. */
int sort_table(lua_State *L);

#endif
