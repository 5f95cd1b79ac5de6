/*
 * What every binding needs: raising a dl_error, a temporary that is freed when a Lua error jumps
 * over the frame, userdata with documented methods. A binding checks its arguments first, then
 * acquires into boxes and calls, then pushes.
 */
#ifndef API_BIND_H
#define API_BIND_H

#include <lauxlib.h>
#include <lua.h>

#include "dateline/arena.h"
#include "dateline/str.h"

/* A row of a module's table: a name that the manual (src/manual) has an entry of, and what is
 * called. call NULL: a field, or a function in Lua. A table ends with a row without a name. */
typedef struct bind_function {
    const char *name; /* "fetch", "store.query", "timeline:lag", "page.title" */
    lua_CFunction call;
} bind_function;

/* The names in the tables of all modules; NULL past the last row. */
const char *bind_name(size_t index);

/* Raises error as a Lua value: an `error` object with .kind .message .hint, whose tostring is the
 * message with the cell's line before it. Does not return. */
_Noreturn void bind_raise(lua_State *L, const dl_error *error);
/* Pushes nil, message, kind: what the try forms return. */
int bind_try(lua_State *L, const dl_error *error);
/* The dl_error inside an error object at index; NULL when it is none. */
const dl_error *bind_error_at(lua_State *L, int index);
void bind_open_error(lua_State *L);

/* Temporaries, pushed on the stack and cleared when the function returns or raises. */
dl_buf *bind_buf(lua_State *L);
dl_arena *bind_arena(lua_State *L);
/* A malloc'ed pointer to free: fill *box. */
void **bind_box(lua_State *L, void (*clear)(void *));

/* Takes off what stands above top, temporaries too. lua_settop and lua_pop over a temporary are not
 * safe: those of Lua 5.4.4 go on with a pointer into a stack that closing may have moved. */
void bind_settop(lua_State *L, int top);

/* A string argument as a view; it lives while it is on the stack. */
dl_str bind_str(lua_State *L, int index);
dl_str bind_opt_str(lua_State *L, int index, dl_str otherwise);
void bind_push(lua_State *L, dl_str text);
/* Pushes buf's bytes, or raises when it failed. */
void bind_push_buf(lua_State *L, const dl_buf *buf);

/* table[key] = text, for a table at the top; an empty text sets nothing. */
void bind_set(lua_State *L, const char *key, dl_str text);
/* A string field of the table at index; the value stays on the stack of the table, so the view
 * lives as long as the table is not changed. Raises when the field is there and no string. */
dl_str bind_field(lua_State *L, int index, const char *key);

/* Options are a table, or nil, at index. Raises for a field of theirs that the manual does not have
 * among those of name ("timeline:slips"), proposing the near one: what is misspelt would else be
 * ignored. */
void bind_options(lua_State *L, int index, const char *name);
/* The same for a table of other names: `what` is what the error calls one, at most 24 of them. */
void bind_fields(lua_State *L, int index, const char *what, const dl_str *names, size_t count);
/* Which of a table's names is none of those: of several the first by name, since a table has them
 * in no order; data is NULL for none. False where a key is no name. */
bool bind_wrong_field(lua_State *L, int index, const dl_str *names, size_t count, dl_str *wrong);

/* A metatable `type` with a table of the methods in rows that are called "type:name": as __index,
 * and, for a class whose meta has an __index of its own, as the field "methods". What meta gives
 * comes on top; __metatable hides it all from notebooks. */
void bind_class(lua_State *L, const char *type, const bind_function *rows, const luaL_Reg *meta);
/* For an __index of one's own: pushes the method that key (argument 2) names in argument 1's
 * class; pushes nothing and returns 0 when there is none. */
int bind_method(lua_State *L);
/* A table of the functions in rows that are called "module.name", at the top of the stack. */
void bind_module(lua_State *L, const char *module, const bind_function *rows);
/* Adds those functions to the table that the global module is. */
void bind_extend(lua_State *L, const char *module, const bind_function *rows);
/* Makes the table at the top callable as the function `name`: call gets the arguments alone. */
void bind_callable(lua_State *L, const char *name, lua_CFunction call);
/* What errors of arguments call a function that was not called by a name of its own, as by pcall:
 * the value at the top, which is taken off. */
void bind_name_function(lua_State *L, const char *name);

/* __concat of a class that reads as its tostring beside strings. */
int bind_concat(lua_State *L);

/* Appends the values 1 to count as a line, with tabs between. */
void bind_line(lua_State *L, int count, dl_buf *line);

/* tostring without addresses: the same value gives the same text in every run. Pushes it. */
dl_str bind_tostring(lua_State *L, int index);

#endif
