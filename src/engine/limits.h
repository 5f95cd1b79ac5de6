/*
 * What bounds a cell: memory by the allocator, time and Ctrl-C by a hook that is armed on the
 * thread that runs, only when it is to stop. A standing hook would double the time of tight loops,
 * and a hook on the main thread alone would never stop a busy coroutine.
 */
#ifndef ENGINE_LIMITS_H
#define ENGINE_LIMITS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lua.h>

#include "dateline/cancel.h"

typedef struct limits {
    size_t memory_most, memory_used;
    bool memory_refused; /* an allocation was over the limit since the step began */
    uint64_t blocks_made;
    int closing; /* threads, one by another's __close */
    dl_cancel *cancel;
    _Atomic(lua_State *) running; /* the thread whose code runs; NULL between steps */
} limits;

/* A lua_Alloc; data is a limits. */
void *limits_alloc(void *data, void *block, size_t old_size, size_t new_size);

/* Arms the hook on the running thread. Async-signal-safe. */
void limits_stop(limits *limits, int reason);

/* Raises when the step is to stop: for after anything that may have run on another thread. */
void limits_check(lua_State *L, limits *limits);

/* Sets pcall, xpcall, coroutine.resume, wrap and close of the globals: as Lua's own, but no
 * stop is swallowed, and the running thread is known. */
void limits_open(lua_State *L);

#endif
