#include "api/rows.h"

#include <string.h>

#include "api/inspect.h"
#include "api/order.h"
#include "base/utf8.h"

static const char *const type = "rows";

/* What a table view may hold; more is a mistake that would eat the machine. */
static const lua_Integer max_columns = 200, max_rows = 100000;

static bool is_rows(lua_State *L, int index)
{
    if (!lua_istable(L, index) || !lua_getmetatable(L, index))
        return false;
    luaL_getmetatable(L, type);
    bool same = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return same;
}

bool rows_test(lua_State *L, int index)
{
    if (is_rows(L, index))
        return true;
    if (!lua_istable(L, index) || lua_rawlen(L, index) == 0)
        return false;
    bool all = true;
    lua_Integer count = (lua_Integer)lua_rawlen(L, index);
    for (lua_Integer i = 1; i <= count && all; i++) {
        all = lua_rawgeti(L, index, i) == LUA_TTABLE && lua_rawlen(L, -1) == 0;
        if (all) {
            lua_pushnil(L);
            all = lua_next(L, -2) != 0;
            if (all)
                lua_pop(L, 2);
        }
        lua_pop(L, 1);
    }
    return all;
}

void rows_push_columns_of(lua_State *L, int index, lua_Integer first, lua_Integer count)
{
    if (lua_getfield(L, index, "columns") == LUA_TTABLE)
        return;
    lua_pop(L, 1);
    lua_newtable(L); /* set of keys */
    for (lua_Integer i = first; i < first + count; i++) {
        if (lua_geti(L, index, i) == LUA_TTABLE) {
            lua_pushnil(L);
            while (lua_next(L, -2)) {
                lua_pop(L, 1);
                lua_pushvalue(L, -1);
                lua_pushboolean(L, 1);
                lua_rawset(L, -5);
            }
        }
        lua_pop(L, 1);
    }
    order_keys(L, -1);
    lua_replace(L, -2);
}

void rows_push_columns(lua_State *L, int index)
{
    rows_push_columns_of(L, index, 1, luaL_len(L, index));
}

static dl_str copy_top(lua_State *L, dl_arena *arena)
{
    dl_str text = bind_tostring(L, -1);
    dl_str copy = dl_arena_copy(arena, text);
    lua_pop(L, 1);
    return copy;
}

static void fill_names(lua_State *L, dl_view *view, int names, dl_arena *arena)
{
    for (size_t c = 0; c < view->columns; c++) {
        lua_geti(L, names, (lua_Integer)c + 1);
        dl_view_names(view)[c] = copy_top(L, arena);
        lua_pop(L, 1);
    }
}

static void fill_row(lua_State *L, dl_view *view, size_t row, int columns, dl_arena *arena)
{
    int record = lua_gettop(L);
    for (size_t c = 0; c < view->columns; c++) {
        lua_geti(L, columns, (lua_Integer)c + 1);
        if (lua_istable(L, record) || lua_isuserdata(L, record))
            lua_gettable(L, record);
        dl_field field = api_field_of(L, -1);
        if (lua_isnil(L, -1) || lua_islightuserdata(L, -1))
            field = (dl_field){
                .kind = DL_CELL_NULL, .text = {"", 0}, .value = {"", 0}, .source = {"", 0}};
        dl_field *copy = &dl_view_fields(view)[row * view->columns + c];
        copy->kind = field.kind;
        copy->text = dl_arena_copy(arena, field.text);
        copy->value = dl_arena_copy(arena, field.value);
        copy->source = dl_arena_copy(arena, field.source);
        bind_settop(L, record);
    }
}

dl_view *rows_view(lua_State *L, int index, int columns, int headers, dl_arena *arena)
{
    index = lua_absindex(L, index);
    int top = lua_gettop(L);
    if (!columns) {
        rows_push_columns(L, index);
        columns = lua_gettop(L);
    }
    lua_Integer column_count = luaL_len(L, columns), row_count = luaL_len(L, index);
    if (column_count > max_columns || row_count > max_rows)
        luaL_error(L, "a table of %d columns and %d rows cannot be shown; %d and %d can",
                   (int)column_count, (int)row_count, (int)max_columns, (int)max_rows);
    dl_view *view = dl_view_table(arena, (size_t)column_count, (size_t)row_count);
    if (!view) {
        luaL_error(L, "not enough memory");
        return NULL;
    }
    fill_names(L, view, headers ? headers : columns, arena);
    for (lua_Integer r = 0; r < row_count; r++) {
        lua_geti(L, index, r + 1);
        fill_row(L, view, (size_t)r, columns, arena);
        lua_pop(L, 1);
    }
    bind_settop(L, top);
    return view;
}

/* The field at the top of the stack, as a person reads it. */
static dl_field part_field(lua_State *L, int width, dl_arena *arena)
{
    dl_field field = {.kind = DL_CELL_NULL, .text = {"", 0}, .value = {"", 0}, .source = {"", 0}};
    int index = lua_gettop(L);
    bool names_itself = luaL_getmetafield(L, index, "__tostring") != LUA_TNIL;
    lua_settop(L, index);
    if (lua_isnil(L, index))
        return field;
    if (lua_isfunction(L, index) || (lua_istable(L, index) && !names_itself)) {
        dl_buf *text = bind_buf(L);
        inspect_part(L, index, width, text);
        field.kind = DL_CELL_TEXT;
        field.text = dl_buf_str(text);
    } else {
        field = api_field_of(L, index);
    }
    /* one column more than fits, so that it shows as cut */
    field.text = dl_arena_copy(arena, dl_utf8_fit(field.text, width + 1));
    field.value = dl_arena_copy(arena, dl_utf8_fit(field.value, width + 1));
    field.source = dl_arena_copy(arena, field.source);
    return field;
}

dl_view *rows_part(lua_State *L, int index, int columns, lua_Integer first, lua_Integer count,
                   int width, dl_arena *arena)
{
    index = lua_absindex(L, index);
    int top = lua_gettop(L);
    lua_Integer column_count = luaL_len(L, columns);
    if (column_count > max_columns)
        column_count = max_columns;
    dl_view *view = dl_view_table(arena, (size_t)column_count, (size_t)count);
    if (!view) {
        luaL_error(L, "not enough memory");
        return NULL;
    }
    fill_names(L, view, columns, arena);
    dl_field *fields = dl_view_fields(view);
    for (lua_Integer r = 0; r < count; r++) {
        int record = lua_gettop(L) + 1;
        bool has_fields = lua_geti(L, index, first + r) == LUA_TTABLE || lua_isuserdata(L, -1);
        for (lua_Integer c = 0; c < column_count; c++) {
            lua_geti(L, columns, c + 1);
            if (has_fields)
                lua_gettable(L, record);
            *fields++ = part_field(L, width, arena);
            bind_settop(L, record);
        }
        lua_settop(L, record - 1);
    }
    bind_settop(L, top);
    return view;
}

static int meta_tostring(lua_State *L)
{
    lua_Integer count = luaL_len(L, 1);
    lua_pushfstring(L, "%I row%s", (LUAI_UACINT)count, count == 1 ? "" : "s");
    return 1;
}

static int meta_view(lua_State *L)
{
    const dl_view **slot;
    dl_arena *arena = api_push_view(L, &slot);
    *slot = rows_view(L, 1, 0, 0, arena);
    return 1;
}

void rows_open(lua_State *L)
{
    static const luaL_Reg meta[] = {
        {"__tostring", meta_tostring}, {"view", meta_view}, {NULL, NULL}};
    bind_class(L, type, NULL, meta);
    /* records are reached by place, and a method-less class needs no __index */
    luaL_getmetatable(L, type);
    lua_pushnil(L);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}
