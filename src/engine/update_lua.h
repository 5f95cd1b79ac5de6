/* What the updater's files share that run in protected mode: there, what goes wrong is raised. */
#ifndef ENGINE_UPDATE_LUA_H
#define ENGINE_UPDATE_LUA_H

#include "engine/updater.h"

/* Where the values of what a step may assign are kept while it runs, in the registry. */
#define UPDATE_BEFORE "dateline.before"

/* Raises where a function returned an error. */
void update_need(lua_State *L, int rc);
/* Calls with the updater and data as light userdata; DL_ERR_LIMIT_MEMORY for what is raised. */
int update_protect(updater *u, lua_CFunction call, void *data, dl_error *error);
void update_push_globals(lua_State *L);
/* The place of a global in bound; it is added when it is new. */
size_t update_global_id(lua_State *L, updater *u, dl_str name);
/* False: only assigned, and that for sure; what it was bound to before does not matter. */
bool update_is_read(const dl_global *global);
bool update_is_param(dl_str name);

#endif
