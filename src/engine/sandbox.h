/*
 * What a cell may call of Lua's own libraries: an allow-list, nothing else is opened. No io, no
 * package, no debug, no os but the pure parts of time; text chunks only; nothing that shows an
 * address, the clock, a random seed or the order of a hash table.
 */
#ifndef ENGINE_SANDBOX_H
#define ENGINE_SANDBOX_H

#include <stdint.h>

#include <lua.h>

#include "dateline/str.h"

void sandbox_open(lua_State *L);

/* Begins the random numbers of a step anew: each step has its own, whatever ran before it. */
void sandbox_seed(lua_State *L, uint64_t seed, dl_str id);

#endif
