/*
 * Where the time of a step goes, by the lines of its code: the wall time from the moment a line
 * begins until another one does, C functions that it calls included. For who types at a prompt; the
 * clock is seen nowhere else.
 */
#ifndef ENGINE_PROFILE_H
#define ENGINE_PROFILE_H

#include <lua.h>

#include "dateline/arena.h"
#include "dateline/view.h"

enum { PROFILE_LINES = 512 };

typedef struct profile_line {
    char source[LUA_IDSIZE];
    int line;
    double seconds;
    uint64_t times;
} profile_line;

typedef struct profile {
    size_t count;
    size_t now; /* the line that runs; PROFILE_LINES: none */
    double since_s;
    profile_line lines[PROFILE_LINES];
} profile;

/* From now on the state's lines are timed, until profile_end or until something stops the state. */
void profile_begin(lua_State *L, profile *of);
void profile_end(lua_State *L, profile *of);

/* The lines that took longest, as a table. NULL when memory is gone. */
dl_view *profile_view(profile *of, dl_arena *arena);

#endif
