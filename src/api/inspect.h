/* Plain Lua tables as text that reads like the literal that makes them. */
#ifndef API_INSPECT_H
#define API_INSPECT_H

#include "api/bind.h"

/* Appends the value at index to out: keys in a fixed order, nested to a depth, cycles named. */
void inspect_value(lua_State *L, int index, dl_buf *out);
/* The same for the person who typed for it: less deep, long texts cut, what is left out counted,
 * cycles and functions named, short items beside each other in lines of width columns. */
void inspect_shown(lua_State *L, int index, int width, dl_buf *out);
/* A few words of it on one line, for a field of a table of width columns. */
void inspect_part(lua_State *L, int index, int width, dl_buf *out);
/* "fetch.all(urls, opts?)", "function(a, b)". */
void inspect_function(lua_State *L, int index, dl_buf *out);
/* Appends 12,345. */
void inspect_count(size_t count, dl_buf *out);

#endif
