/* Arrays of records as tables. */
#ifndef API_ROWS_H
#define API_ROWS_H

#include "api/api.h"

/* Whether the value at index is an array of one or more records (tables with named fields). */
bool rows_test(lua_State *L, int index);
/* A table view of the rows at index, in arena. columns: the stack index of a list of fields, 0 for
 * the rows' own; headers: of a list of their names, 0 for the fields' names. */
dl_view *rows_view(lua_State *L, int index, int columns, int headers, dl_arena *arena);
/* A part of them as a person reads it: nil is NULL, long text is cut to width columns. columns: the
 * stack index of a list of fields. */
dl_view *rows_part(lua_State *L, int index, int columns, lua_Integer first, lua_Integer count,
                   int width, dl_arena *arena);
void rows_open(lua_State *L);

/* Pushes the list of columns: the rows' own, or all keys of all records in a fixed order. */
void rows_push_columns(lua_State *L, int index);
/* The same; of keys, those of the count records from the first one on. */
void rows_push_columns_of(lua_State *L, int index, lua_Integer first, lua_Integer count);

#endif
