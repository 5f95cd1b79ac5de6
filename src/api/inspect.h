/* Plain Lua tables as text that reads like the literal that makes them. */
#ifndef API_INSPECT_H
#define API_INSPECT_H

#include "api/bind.h"

/* Appends the value at index to out: keys in a fixed order, nested to a depth, cycles named. */
void inspect_value(lua_State *L, int index, dl_buf *out);

#endif
