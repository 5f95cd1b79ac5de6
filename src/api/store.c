/* store: what was captured, and the notebook's own tables. */
#include "dateline/store.h"

#include <string.h>

#include "api/api.h"
#include "api/context.h"

/* More parameters than this are a mistake; SQLite's own default is 32,766. */
enum { MAX_PARAMS = 1000 };

/* Fills params from the table at index: its array part by place, its string keys by name. Values
 * live in the table, dates as text in a table that stays on the stack. */
static size_t read_params(lua_State *L, int index, dl_param *params)
{
    if (lua_isnoneornil(L, index))
        return 0;
    luaL_checktype(L, index, LUA_TTABLE);
    lua_newtable(L);
    int keep = lua_gettop(L);
    size_t count = 0;
    lua_pushnil(L);
    while (lua_next(L, index)) {
        if (lua_type(L, -2) == LUA_TNUMBER) {
            lua_pop(L, 1);
            continue;
        }
        luaL_argcheck(L, count < MAX_PARAMS, index, "too many parameters");
        luaL_argcheck(L, lua_type(L, -2) == LUA_TSTRING, index, "parameters have names or places");
        params[count].value = api_check_value(L, -1);
        params[count].name.data = lua_tolstring(L, -2, &params[count].name.size);
        lua_rawseti(L, keep, (lua_Integer)++count);
    }
    size_t named = count;
    for (lua_Integer i = 1; i <= luaL_len(L, index); i++) {
        luaL_argcheck(L, count < MAX_PARAMS, index, "too many parameters");
        lua_geti(L, index, i);
        params[count].name = (dl_str){"", 0};
        params[count].value = api_check_value(L, -1);
        lua_rawseti(L, keep, (lua_Integer)++count);
    }
    luaL_argcheck(L, named == 0 || named == count, index,
                  "give parameters by name or by place, not both");
    return count;
}

void api_push_rows(lua_State *L, const dl_rows *rows)
{
    api_new_rows(L, rows->rows, NULL, 0);
    lua_getfield(L, -1, "columns");
    for (size_t c = 0; c < rows->columns; c++) {
        bind_push(L, rows->names[c]);
        lua_rawseti(L, -2, (lua_Integer)c + 1);
    }
    lua_pop(L, 1);
    for (size_t r = 0; r < rows->rows; r++) {
        lua_createtable(L, 0, (int)rows->columns);
        for (size_t c = 0; c < rows->columns; c++) {
            bind_push(L, rows->names[c]);
            api_push_value(L, &rows->values[r * rows->columns + c]);
            lua_rawset(L, -3);
        }
        lua_rawseti(L, -2, (lua_Integer)r + 1);
    }
}

static void run_statement(lua_State *L, bool write, dl_rows *rows)
{
    dl_str sql = bind_str(L, 1);
    lua_settop(L, 2);
    dl_param *params = lua_newuserdatauv(L, MAX_PARAMS * sizeof *params, 0);
    size_t count = read_params(L, 2, params);
    dl_error error;
    dl_arena *arena = bind_arena(L);
    dl_context *context = dl_context_of(L);
    dl_store *store = dl_context_store(L);
    context->saw_captures = false;
    int rc = dl_store_query(store, sql, params, count, write, arena, rows, &error);
    if (rc != 0)
        dl_context_use_schema(context, store);
    if (rc == 0 && context->saw_captures)
        rc = dl_context_look_at_captures(context, store, &error);
    if (rc != 0)
        bind_raise(L, &error);
}

static int f_query(lua_State *L)
{
    dl_rows rows;
    run_statement(L, false, &rows);
    api_push_rows(L, &rows);
    return 1;
}

static int f_exec(lua_State *L)
{
    dl_rows rows;
    run_statement(L, true, &rows);
    lua_pushinteger(L, rows.changes);
    return 1;
}

static void push_time(lua_State *L, int64_t captured_at_us)
{
    dl_date date = dl_date_of_utc(captured_at_us);
    api_push_date(L, &date);
}

static int f_search(lua_State *L)
{
    bind_options(L, 2, "store.search");
    static const char *const columns[] = {"title", "url", "captured_at", "excerpt"};
    dl_str words = bind_str(L, 1);
    lua_Integer limit = 20;
    if (!lua_isnoneornil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        lua_getfield(L, 2, "limit");
        limit = luaL_optinteger(L, -1, limit);
        luaL_argcheck(L, limit > 0 && limit <= 10000, 2, "limit must be 1 to 10000");
    }
    dl_error error;
    dl_arena *arena = bind_arena(L);
    dl_search_hit *hits;
    size_t count;
    dl_store *store = dl_context_store(L);
    dl_context *context = dl_context_of(L);
    size_t read_now;
    /* what was captured and not read yet is searched too */
    if (!context->store_read_only &&
        dl_capture_read_rest(store, context->cancel, &read_now, &error) != 0)
        bind_raise(L, &error);
    if (dl_context_look_at_captures(context, store, &error) != 0 ||
        dl_store_search(store, words, (size_t)limit, arena, &hits, &count, &error) != 0)
        bind_raise(L, &error);
    api_new_rows(L, count, columns, 4);
    for (size_t i = 0; i < count; i++) {
        lua_createtable(L, 0, 5);
        bind_set(L, "title", hits[i].title);
        bind_set(L, "url", hits[i].url);
        bind_set(L, "excerpt", hits[i].excerpt);
        push_time(L, hits[i].captured_at_us);
        lua_setfield(L, -2, "captured_at");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int f_snapshots(lua_State *L)
{
    static const char *const columns[] = {"captured_at", "url", "status", "bytes", "sha256"};
    dl_str url = bind_opt_str(L, 1, (dl_str){"", 0});
    dl_error error;
    dl_arena *arena = bind_arena(L);
    dl_snapshot *snapshots;
    size_t count;
    dl_store *store = dl_context_store(L);
    if (dl_context_look_at_captures(dl_context_of(L), store, &error) != 0 ||
        dl_store_snapshots(store, url, arena, &snapshots, &count, &error) != 0)
        bind_raise(L, &error);
    api_new_rows(L, count, columns, 5);
    for (size_t i = 0; i < count; i++) {
        const dl_snapshot *snapshot = &snapshots[i];
        lua_createtable(L, 0, 8);
        lua_pushinteger(L, snapshot->id);
        lua_setfield(L, -2, "id");
        bind_set(L, "url", snapshot->url);
        bind_set(L, "final_url", snapshot->final_url);
        bind_set(L, "sha256", snapshot->sha256);
        lua_pushinteger(L, snapshot->status);
        lua_setfield(L, -2, "status");
        lua_pushinteger(L, snapshot->body_size);
        lua_setfield(L, -2, "bytes");
        push_time(L, snapshot->captured_at_us);
        lua_setfield(L, -2, "captured_at");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int f_get(lua_State *L)
{
    dl_str key = bind_str(L, 1), value;
    dl_error error;
    dl_arena *arena = bind_arena(L);
    dl_store *store = dl_context_store(L);
    dl_context_use_value(dl_context_of(L), store, key, false);
    int rc = dl_store_get(store, key, arena, &value, &error);
    if (rc == DL_ERR_NOT_FOUND)
        return 0;
    if (rc != 0)
        bind_raise(L, &error);
    bind_push(L, value);
    return 1;
}

static int f_set(lua_State *L)
{
    dl_str key = bind_str(L, 1), value = bind_str(L, 2);
    dl_error error;
    dl_store *store = dl_context_store(L);
    dl_context_use_value(dl_context_of(L), store, key, true);
    if (dl_store_set(store, key, value, &error) != 0)
        bind_raise(L, &error);
    return 0;
}

const bind_function api_store_rows[] = {{"store.query", f_query},
                                        {"store.exec", f_exec},
                                        {"store.put", api_store_put},
                                        {"store.null", NULL},
                                        {"store.search", f_search},
                                        {"store.snapshots", f_snapshots},
                                        {"store.evidence", api_store_evidence},
                                        {"store.diff", api_store_diff},
                                        {"store.events", api_store_events},
                                        {"store.get", f_get},
                                        {"store.set", f_set},
                                        {NULL, NULL}};

void api_open_store(lua_State *L)
{
    bind_module(L, "store", api_store_rows);
    lua_pushlightuserdata(L, NULL);
    lua_setfield(L, -2, "null");
    lua_setglobal(L, "store");
}
