/*
 * Which globals a compiled chunk reads and writes, from its bytecode alone: before it runs, and
 * on paths that it may not take. Knows Lua 5.4's dump, whose header it checks; of another format,
 * or where `_ENV` is used as a value, it says that all may be read and written.
 */
#ifndef ENGINE_GLOBALS_H
#define ENGINE_GLOBALS_H

#include <lua.h>

#include "dateline/engine.h"

/* What stands before the name of a parameter that is read by its name; alone: all of them. No
 * global is called so by a name that a person writes. */
#define DL_PARAM_PREFIX "params\x01"

/* Of the function at the top of the stack, which is a chunk's; it stays. Strings in arena. */
int globals_of_function(lua_State *L, dl_arena *arena, dl_globals *globals, dl_error *error);

/* Of a dump's bytes; what is no dump of Lua 5.4 reads and writes all. For the fuzz target too. */
int globals_of_dump(dl_str dump, dl_arena *arena, dl_globals *globals, dl_error *error);

#endif
