/* One step in a state: compile, call, show what came of it, or tell the error with its place. */
#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H

#include <lua.h>

#include "dateline/engine.h"

/* Fills result. 0 when the step ran, whatever came of it. */
int run_step(lua_State *L, const char *name, const dl_step *step, dl_result *result,
             dl_error *error);

/* Pushes the function that the step's code is, or a message; returns Lua's status. */
int run_load(lua_State *L, const char *name, const dl_step *step);

dl_completeness run_completeness(lua_State *L, dl_str code);

#endif
