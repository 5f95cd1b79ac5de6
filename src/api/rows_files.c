/* store.rows, store.export and store.transaction: the store's tables and files of others. */
#include <stdio.h>
#include <string.h>

#include "api/api.h"
#include "api/context.h"
#include "api/rows.h"
#include "dateline/rows.h"

static const size_t max_file = (size_t)64 << 20;

/* The format that {format=} at index says, or the name of the file. */
static dl_rows_format check_format(lua_State *L, int index, dl_str file)
{
    dl_rows_format format;
    dl_error error;
    dl_str word = {"", 0};
    if (!lua_isnoneornil(L, index)) {
        luaL_checktype(L, index, LUA_TTABLE);
        word = bind_field(L, index, "format");
    }
    if (dl_rows_format_of(word.size ? word : file, &format, &error) != 0)
        bind_raise(L, &error);
    return format;
}

/* --- reading --- */

static int f_rows(lua_State *L)
{
    bind_options(L, 2, "store.rows");
    dl_str file = bind_str(L, 1);
    dl_rows_format format = check_format(L, 2, file);
    lua_settop(L, 2);
    dl_error error;
    dl_rows rows;
    dl_buf *text = bind_buf(L);
    dl_arena *arena = bind_arena(L);
    if (dl_context_read(dl_context_of(L), file, max_file, text, &error) != 0)
        bind_raise(L, &error);
    if (dl_rows_read(format, dl_buf_str(text), arena, &rows, &error) != 0) {
        if (error.line)
            dl_error_wrap(&error, "%.*s:%d:%d", DL_STR_ARG(file), error.line, error.column);
        else
            dl_error_wrap(&error, "%.*s", DL_STR_ARG(file));
        error.line = error.column =
            0; /* the place is in the words: it is no line of the notebook */
        bind_raise(L, &error);
    }
    api_push_rows(L, &rows);
    return 1;
}

/* --- writing --- */

/* The rows of a table or view, by its name. */
static void query_all(lua_State *L, dl_str name, dl_arena *arena, dl_rows *rows)
{
    dl_error error;
    dl_buf *sql = bind_buf(L);
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool word = c == '_' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        luaL_argcheck(L, word, 1, "the name of a table or view was expected, or rows");
    }
    dl_buf_printf(sql, "SELECT * FROM \"%.*s\"", DL_STR_ARG(name));
    if (dl_store_query(dl_context_store(L), dl_buf_str(sql), NULL, 0, false, arena, rows, &error) !=
        0)
        bind_raise(L, &error);
}

/* A field of a record, as the store would keep it; texts in the arena. */
static dl_value take_value(lua_State *L, dl_arena *arena)
{
    dl_value value = api_check_value(L, -1);
    value.text = dl_arena_copy(arena, value.text);
    lua_pop(L, 1);
    if (!value.text.data)
        luaL_error(L, "not enough memory");
    return value;
}

static void read_table(lua_State *L, dl_arena *arena, dl_rows *rows)
{
    static const lua_Integer most_columns = 1000, most_rows = 1000000;
    rows_push_columns(L, 1);
    int columns = lua_gettop(L);
    lua_Integer count = luaL_len(L, 1), width = luaL_len(L, columns);
    if (width > most_columns || count > most_rows)
        luaL_error(L, "more than %d columns or %d rows cannot be exported", (int)most_columns,
                   (int)most_rows);
    dl_str *names = dl_arena_alloc(arena, ((size_t)width + 1) * sizeof *names);
    dl_value *values = dl_arena_alloc(arena, ((size_t)(width * count) + 1) * sizeof *values);
    if (!names || !values) {
        luaL_error(L, "not enough memory");
        return;
    }
    for (lua_Integer c = 0; c < width; c++) {
        luaL_argcheck(L, lua_geti(L, columns, c + 1) == LUA_TSTRING, 1, "columns have names");
        names[c] = take_value(L, arena).text;
    }
    for (lua_Integer r = 0; r < count; r++) {
        luaL_argcheck(L, lua_geti(L, 1, r + 1) == LUA_TTABLE, 1, "rows are records");
        for (lua_Integer c = 0; c < width; c++) {
            lua_geti(L, columns, c + 1);
            lua_gettable(L, -2);
            values[r * width + c] = take_value(L, arena);
        }
        lua_pop(L, 1);
    }
    *rows = (dl_rows){
        .columns = (size_t)width, .rows = (size_t)count, .names = names, .values = values};
}

static int f_export(lua_State *L)
{
    bind_options(L, 3, "store.export");
    dl_error error;
    dl_rows rows = {0};
    bool table = lua_istable(L, 1);
    dl_str name = table ? (dl_str){"", 0} : bind_str(L, 1), file = bind_str(L, 2);
    dl_rows_format format = check_format(L, 3, file);
    lua_settop(L, 3);
    dl_arena *arena = bind_arena(L);
    dl_buf *text = bind_buf(L);
    if (table)
        read_table(L, arena, &rows);
    else
        query_all(L, name, arena, &rows);
    dl_result *result = dl_context_of(L)->result;
    if (dl_rows_write(format, &rows, text, &error) != 0 ||
        (result && dl_result_add_file(result, file, dl_buf_str(text), &error) != 0))
        bind_raise(L, &error);
    lua_pushinteger(L, (lua_Integer)rows.rows);
    return 1;
}

/* --- transactions --- */

static void roll_back(void *store)
{
    dl_store_rollback_work(store);
}

/* Calls the function at the top. In a coroutine an error closes no box before somebody closes the
 * coroutine, so that it is caught and undone here. */
static void call_within(lua_State *L, dl_store *store, void **box)
{
    bool in_main = lua_pushthread(L) == 1;
    lua_pop(L, 1);
    if (in_main) {
        lua_call(L, 0, LUA_MULTRET);
    } else if (lua_pcall(L, 0, LUA_MULTRET, 0) != LUA_OK) {
        *box = NULL;
        roll_back(store);
        lua_error(L);
    }
}

/* An error that f raises passes through, and closing the box undoes what was done. */
static int f_transaction(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_settop(L, 1);
    dl_error error;
    void **box = bind_box(L, roll_back);
    dl_store *store = dl_context_store(L);
    if (dl_store_begin_work(store, false, &error) != 0)
        bind_raise(L, &error);
    *box = store;
    lua_pushvalue(L, 1);
    call_within(L, store, box);
    if (dl_store_commit_work(store, &error) != 0)
        bind_raise(L, &error);
    *box = NULL;
    return lua_gettop(L) - 2;
}

const bind_function api_rows_rows[] = {
    {"store.transaction", f_transaction}, {"store.rows", f_rows}, {"store.import", NULL},
    {"store.export", f_export},           {"rows.columns", NULL}, {NULL, NULL}};

void api_open_rows(lua_State *L)
{
    bind_extend(L, "store", api_rows_rows);
}
