/*
 * A cell's code as a Lua function that returns what is to be shown: the value of its last
 * expression. Lua has no expression statements, so the place where the last one begins is looked
 * for, and `return` stands before it in what is compiled; lines stay where they are.
 */
#ifndef ENGINE_CHUNK_H
#define ENGINE_CHUNK_H

#include <stdbool.h>

#include <lua.h>

#include "dateline/str.h"

/* Compiles code and pushes the function, or an error message; returns Lua's status. `line` is the
 * notebook's line of the code's first. name: how messages call it, without "=". A final `;` means
 * that the last value is not to be shown. */
int chunk_load(lua_State *L, dl_str code, const char *name, int line);

/* The same without a value: all of it is statements. */
int chunk_load_whole(lua_State *L, dl_str code, const char *name, int line);

/* Compiles code as one expression. */
int chunk_load_expression(lua_State *L, dl_str code, const char *name, int line);

/* Byte offsets in code where a statement could begin: tokens outside brackets and blocks that
 * stand first in their line or after a ";". Returns how many; at most `most` are written, the
 * last ones of the code. */
size_t chunk_candidates(dl_str code, size_t *places, size_t most);

#endif
