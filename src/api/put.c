/* store.put: rows into a table of the notebook's own, made for them when it is not there. */
#include "dateline/put.h"

#include <string.h>

#include "api/api.h"
#include "api/context.h"
#include "api/order.h"

/* SQLite's bound on a table's columns (store/query.c). */
enum { MOST_COLUMNS = 500 };

/* Places on the stack of what puts the rows: its arguments, and what it makes of them. */
enum { NAME = 1, ROWS, KEY, SURVEY, COLUMNS, KNOWN, PUT, FIRST_NAME };

typedef struct survey {
    lua_State *L;
    size_t count;
    lua_Integer row;                /* that is looked at */
    bool open;                      /* the rows do not say their columns: each new key is one */
    const void *keys[MOST_COLUMNS]; /* as lua_topointer gives them */
    dl_put_column columns[MOST_COLUMNS];
} survey;

/* The kind that the value at the top is kept as, of a column. */
static unsigned kind_of(const survey *s, size_t column)
{
    lua_State *L = s->L;
    switch (lua_type(L, -1)) {
    case LUA_TNIL:
    case LUA_TLIGHTUSERDATA: /* store.null */
        return 1U << DL_VALUE_NULL;
    case LUA_TNUMBER:
        return 1U << (lua_isinteger(L, -1) ? DL_VALUE_INTEGER : DL_VALUE_REAL);
    case LUA_TBOOLEAN:
        return 1U << DL_VALUE_INTEGER;
    default:
        if (lua_type(L, -1) != LUA_TSTRING && !api_test_date(L, -1))
            luaL_error(L, "row %d: %s is a %s; numbers, strings, booleans and dates can be kept",
                       (int)s->row, s->columns[column].name.data, luaL_typename(L, -1));
        return 1U << DL_VALUE_TEXT;
    }
}

/* --- which columns, and of which kinds --- */

/* KNOWN[name] = its place, for the name at the top, which it takes off. */
static void add_column(survey *s)
{
    lua_State *L = s->L;
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "a column's name is a string, not a %s", luaL_typename(L, -1));
    if (s->count == MOST_COLUMNS)
        luaL_error(L, "a table has at most %d columns", MOST_COLUMNS);
    dl_put_column *column = &s->columns[s->count];
    column->name.data = lua_tolstring(L, -1, &column->name.size);
    s->keys[s->count++] = lua_topointer(L, -1);
    lua_pushinteger(L, (lua_Integer)s->count);
    lua_rawset(L, KNOWN);
}

/* The place of the key at index: most rows have theirs in one order, so that it is guessed first.
 * SIZE_MAX for none. */
static size_t place_of_key(survey *s, int index, size_t guess)
{
    lua_State *L = s->L;
    if (guess < s->count && s->keys[guess] == lua_topointer(L, index))
        return guess;
    lua_pushvalue(L, index);
    size_t place =
        lua_rawget(L, KNOWN) == LUA_TNUMBER ? (size_t)lua_tointeger(L, -1) - 1 : SIZE_MAX;
    lua_pop(L, 1);
    if (place == SIZE_MAX && s->open) {
        lua_pushvalue(L, index);
        add_column(s);
        place = s->count - 1;
    }
    return place;
}

static void look_at_record(survey *s)
{
    lua_State *L = s->L;
    size_t guess = 0;
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        size_t place = place_of_key(s, -2, guess);
        if (place != SIZE_MAX)
            s->columns[place].kinds |= kind_of(s, place);
        guess = place + 1;
        lua_pop(L, 1);
    }
}

/* Whether the row at the top is a table and no more: what has methods is asked for its fields. */
static bool is_plain(lua_State *L)
{
    if (!lua_istable(L, -1))
        return false;
    bool methods = lua_getmetatable(L, -1);
    if (methods)
        lua_pop(L, 1);
    return !methods;
}

/* Fields of an object, such as an event, are asked for one by one. */
static void look_at_object(survey *s)
{
    lua_State *L = s->L;
    for (size_t i = 0; i < s->count; i++) {
        lua_geti(L, COLUMNS, (lua_Integer)i + 1);
        lua_gettable(L, -2);
        s->columns[i].kinds |= kind_of(s, i);
        lua_pop(L, 1);
    }
}

static void look(survey *s, lua_Integer rows)
{
    lua_State *L = s->L;
    for (s->row = 1; s->row <= rows; s->row++) {
        int type = lua_geti(L, ROWS, s->row);
        if (type != LUA_TTABLE && (type != LUA_TUSERDATA || s->open))
            luaL_error(L, "row %d is a %s; a table with named fields was expected", (int)s->row,
                       luaL_typename(L, -1));
        if (s->open || is_plain(L))
            look_at_record(s);
        else
            look_at_object(s);
        lua_pop(L, 1);
    }
}

/* The rows' own columns. */
static void take_columns(survey *s)
{
    lua_State *L = s->L;
    lua_Integer count = luaL_len(L, COLUMNS);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_geti(L, COLUMNS, i);
        add_column(s);
    }
}

/* The keys that were found, in an order that does not depend on Lua's. */
static void sort_columns(survey *s)
{
    lua_State *L = s->L;
    unsigned kinds[MOST_COLUMNS];
    order_keys(L, KNOWN);
    lua_replace(L, COLUMNS);
    for (size_t i = 0; i < s->count; i++)
        kinds[i] = s->columns[i].kinds;
    for (size_t i = 0; i < s->count; i++) {
        lua_geti(L, COLUMNS, (lua_Integer)i + 1);
        lua_pushvalue(L, -1);
        lua_rawget(L, KNOWN);
        s->columns[i].kinds = kinds[lua_tointeger(L, -1) - 1];
        s->columns[i].name.data = lua_tolstring(L, -2, &s->columns[i].name.size);
        lua_pop(L, 2);
    }
}

static void find_columns(survey *s, lua_Integer rows)
{
    lua_State *L = s->L;
    lua_settop(L, SURVEY);
    s->open = lua_getfield(L, ROWS, "columns") != LUA_TTABLE;
    lua_newtable(L); /* KNOWN */
    if (!s->open)
        take_columns(s);
    look(s, rows);
    if (s->open)
        sort_columns(s);
}

/* --- the rows --- */

/* The record at the top, into the places of the next row. */
static void fill_row(lua_State *L, dl_put *put, size_t count)
{
    dl_value *values = dl_put_next(put);
    int record = lua_gettop(L);
    bool object = !is_plain(L);
    for (size_t i = 0; i < count; i++) {
        lua_pushvalue(L, FIRST_NAME + (int)i);
        if (object)
            lua_gettable(L, record);
        else
            lua_rawget(L, record);
        bool made = object || lua_isuserdata(L, -1); /* a date's text is nobody else's */
        values[i] = api_check_value(L, -1);
        if (made && values[i].text.size)
            values[i].text = dl_put_text(put, values[i].text);
        lua_pop(L, 1);
        if (made && values[i].kind == DL_VALUE_TEXT && !values[i].text.data)
            luaL_error(L, "not enough memory");
    }
}

static void close_put(void *put)
{
    dl_put_close(put);
}

static void put_all(lua_State *L, dl_put *put, size_t count, lua_Integer rows)
{
    dl_error error;
    luaL_checkstack(L, (int)count + 10, "too many columns");
    for (size_t i = 0; i < count; i++)
        lua_geti(L, COLUMNS, (lua_Integer)i + 1);
    for (lua_Integer i = 1; i <= rows; i++) {
        lua_geti(L, ROWS, i);
        fill_row(L, put, count);
        lua_pop(L, 1);
        if (dl_put_row(put, &error) != 0)
            bind_raise(L, &error);
    }
    if (dl_put_end(put, &error) != 0)
        bind_raise(L, &error);
}

/* name, rows, key; within lua_pcall, so that an error closes the box in a coroutine too. */
static int put_rows(lua_State *L)
{
    dl_error error;
    dl_put *put;
    survey *s = lua_newuserdatauv(L, sizeof *s, 0);
    memset(s, 0, sizeof *s);
    s->L = L;
    lua_Integer rows = luaL_len(L, ROWS);
    find_columns(s, rows);
    void **box = bind_box(L, close_put);
    if (s->count == 0) {
        lua_pushinteger(L, 0);
        return 1;
    }
    dl_store *store = dl_context_store(L);
    if (dl_put_open(store, bind_str(L, NAME), s->columns, s->count,
                    bind_opt_str(L, KEY, (dl_str){"", 0}), &put, &error) != 0) {
        dl_context_use_schema(dl_context_of(L), store);
        bind_raise(L, &error);
    }
    *box = put;
    put_all(L, put, s->count, rows);
    lua_pushinteger(L, rows);
    return 1;
}

int api_store_put(lua_State *L)
{
    bind_options(L, KEY, "store.put");
    luaL_checkstring(L, NAME);
    luaL_checktype(L, ROWS, LUA_TTABLE);
    lua_settop(L, KEY);
    dl_str key = {"", 0};
    if (!lua_isnil(L, KEY)) {
        luaL_checktype(L, KEY, LUA_TTABLE);
        key = bind_field(L, KEY, "key");
    }
    dl_error error;
    dl_store *store = dl_context_store(L);
    lua_pushcfunction(L, put_rows);
    lua_insert(L, NAME);
    bind_push(L, key);
    lua_replace(L, KEY + 1);
    if (dl_store_begin_work(store, true, &error) != 0)
        bind_raise(L, &error);
    if (lua_pcall(L, KEY, 1, 0) != LUA_OK) {
        dl_store_rollback_work(store);
        return lua_error(L);
    }
    if (dl_store_commit_work(store, &error) != 0) {
        dl_store_rollback_work(store);
        bind_raise(L, &error);
    }
    return 1;
}
