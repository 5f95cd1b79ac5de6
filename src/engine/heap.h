/*
 * What a step could reach among the values of a state, who made it, and whether the step changed
 * it. Objects are tables, functions, userdata and coroutines; each is owned by the step that made
 * it, by a number that the caller gives. Before a step a heap is walked from the globals that the
 * step may read, and each object's fingerprint is taken; after it they are compared.
 */
#ifndef ENGINE_HEAP_H
#define ENGINE_HEAP_H

#include <stdbool.h>
#include <stdint.h>

#include <lua.h>

#include "dateline/str.h"

enum { HEAP_BASE = 1 }; /* the owner of what is there before any step */

typedef struct heap_seen {
    const void *object;
    uint64_t print;
    size_t owner; /* 0: no step made it */
    bool opaque;  /* its inside cannot be seen: it counts as changed */
    bool changed;
} heap_seen;

typedef struct heap {
    heap_seen *seen; /* in the order of the walk; the table at `held` keeps them alive */
    size_t count, capacity;
    size_t *slots; /* open addressing over seen; index + 1 */
    size_t slot_count;
    size_t walked;          /* how many of seen had their children looked at */
    int held_at, owners_at; /* where the two tables are on the stack during heap_walk; else 0 */
    bool opaque;            /* something whose inside cannot be seen: a coroutine */
    bool failed;            /* memory ran out */
} heap;

/* Makes the table of owners; once a state. */
void heap_open(lua_State *L);

/* An empty walk, whose objects are held in the registry until heap_end; its room is kept until
 * heap_clear. A heap begins as zeros. */
void heap_begin(lua_State *L, heap *walk);
void heap_end(lua_State *L, heap *walk); /* may be called twice */
void heap_clear(heap *walk);

/* Adds the value at index, then with heap_walk all that it leads to. */
void heap_add(lua_State *L, heap *walk, int index);
void heap_walk(lua_State *L, heap *walk);

/* Compares what was seen with what it is now: sets changed. Returns whether any is. */
bool heap_compare(lua_State *L, heap *walk);

/* Makes `owner` the owner of all that was seen and has none. */
void heap_own(lua_State *L, const heap *walk, size_t owner);

#endif
