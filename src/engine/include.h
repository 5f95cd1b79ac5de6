/* include "other.md": the cells of another notebook, in the globals of this one. */
#ifndef ENGINE_INCLUDE_H
#define ENGINE_INCLUDE_H

#include <lua.h>

/* Sets the global include. name: of the notebook that runs, which must outlive the state. */
void include_open(lua_State *L, const char *name);

#endif
