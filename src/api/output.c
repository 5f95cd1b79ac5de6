/* What a cell shows: print, display, md, table.show, and how each kind of value looks. */
#include <string.h>

#include "api/api.h"
#include "api/context.h"
#include "api/inspect.h"
#include "api/rows.h"
#include "base/file.h"

static const char *const type = "view";
static const size_t max_file = (size_t)64 << 20; /* of read(file) */

typedef struct held_view {
    dl_arena arena;
    const dl_view *view;
} held_view;

static int meta_gc(lua_State *L)
{
    held_view *held = luaL_checkudata(L, 1, type);
    held->view = NULL;
    dl_arena_clear(&held->arena);
    return 0;
}

dl_arena *api_push_view(lua_State *L, const dl_view ***view)
{
    held_view *held = lua_newuserdatauv(L, sizeof *held, 0);
    memset(held, 0, sizeof *held);
    dl_arena_init(&held->arena);
    luaL_setmetatable(L, type);
    *view = &held->view;
    return &held->arena;
}

static int meta_tostring(lua_State *L)
{
    held_view *held = luaL_checkudata(L, 1, type);
    bind_push(L, held->view ? held->view->text : (dl_str){"", 0});
    return 1;
}

static const dl_view *need(lua_State *L, const dl_view *view)
{
    if (!view)
        luaL_error(L, "not enough memory");
    return view;
}

static const dl_view *view_of_text(lua_State *L, dl_view_kind kind, dl_str text, dl_arena *arena)
{
    return need(L, dl_view_text(arena, kind, text));
}

/* Calls the class's view function; what it returns becomes one view, or a group. */
static const dl_view *view_of_object(lua_State *L, int index, dl_arena *arena)
{
    enum { MAX_PARTS = 4 };
    const dl_view *parts[MAX_PARTS];
    size_t count = 0;
    int base = lua_gettop(L); /* the function is at the top */
    lua_pushvalue(L, index);
    lua_call(L, 1, LUA_MULTRET);
    int top = lua_gettop(L);
    for (int i = base; i <= top && count < MAX_PARTS; i++)
        parts[count++] = api_view_of(L, i, arena);
    bind_settop(L, base - 1);
    if (count == 1)
        return parts[0];
    return need(L, dl_view_group(arena, parts, count));
}

const dl_view *api_view_of(lua_State *L, int index, dl_arena *arena)
{
    index = lua_absindex(L, index);
    luaL_checkstack(L, 8, "values nested too deep to be shown");
    held_view *held = luaL_testudata(L, index, type);
    if (held && held->view)
        return need(L, dl_view_copy(arena, held->view));
    /* only our own classes have views: a notebook's metatable must not run code here */
    if (lua_isuserdata(L, index) && luaL_getmetafield(L, index, "view") != LUA_TNIL)
        return view_of_object(L, index, arena);
    if (rows_test(L, index))
        return need(L, rows_view(L, index, 0, 0, arena));
    const dl_view *view;
    if (lua_istable(L, index) && luaL_getmetafield(L, index, "__tostring") == LUA_TNIL) {
        dl_buf *buf = bind_buf(L);
        inspect_value(L, index, buf);
        view = view_of_text(L, DL_VIEW_TEXT, dl_buf_str(buf), arena);
        bind_settop(L, lua_gettop(L) - 1);
        return view;
    }
    int top = lua_gettop(L);
    dl_field field = api_field_of(L, index);
    view = field.kind == DL_CELL_DATE ? need(L, dl_view_date(arena, &field))
                                      : view_of_text(L, DL_VIEW_VALUE, field.text, arena);
    bind_settop(L, lua_istable(L, index) ? top - 1 : top);
    return view;
}

static bool is_url(dl_str text)
{
    bool web = dl_str_starts(text, DL_STR("https://")) || dl_str_starts(text, DL_STR("http://"));
    return web && text.size < 4096 && memchr(text.data, ' ', text.size) == NULL &&
           memchr(text.data, '\n', text.size) == NULL;
}

/* A list of plain values in one field: "a, b, c". */
static dl_str join_list(lua_State *L, int index)
{
    dl_buf *buf = bind_buf(L);
    lua_Integer count = (lua_Integer)lua_rawlen(L, index);
    for (lua_Integer i = 1; i <= count; i++) {
        if (i > 1)
            dl_buf_puts(buf, ", ");
        lua_rawgeti(L, index, i);
        dl_buf_add(buf, bind_tostring(L, -1));
        lua_pop(L, 2);
    }
    bind_push_buf(L, buf);
    dl_str text;
    text.data = lua_tolstring(L, -1, &text.size);
    return text;
}

dl_field api_field_of(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    dl_field field = {.kind = DL_CELL_TEXT, .text = {"", 0}, .value = {"", 0}, .source = {"", 0}};
    if (lua_isnil(L, index))
        return field;
    if (api_test_date(L, index)) {
        field.kind = DL_CELL_DATE;
        field.value = bind_tostring(L, index);
        field.source = api_date_source(L, index);
        luaL_getmetafield(L, index, "methods");
        lua_getfield(L, -1, "words");
        lua_pushvalue(L, index);
        lua_call(L, 1, 1);
        field.text.data = lua_tolstring(L, -1, &field.text.size);
        return field;
    }
    if (lua_istable(L, index) && lua_rawlen(L, index) > 0 &&
        luaL_getmetafield(L, index, "__tostring") == LUA_TNIL) {
        field.text = join_list(L, index);
        return field;
    }
    field.text = bind_tostring(L, index);
    if (lua_type(L, index) == LUA_TNUMBER || api_test_span(L, index)) {
        field.kind = DL_CELL_NUMBER;
    } else if (is_url(field.text)) {
        field.kind = DL_CELL_URL;
        field.value = field.text;
    }
    return field;
}

static int f_print(lua_State *L)
{
    dl_context *context = dl_context_of(L);
    int count = lua_gettop(L);
    dl_buf *line = bind_buf(L);
    dl_error error;
    bind_line(L, count, line);
    int rc = dl_buf_ok(line, &error);
    if (rc == 0)
        rc = dl_context_print(context, dl_buf_str(line), &error);
    if (rc != 0)
        bind_raise(L, &error);
    return 0;
}

static int f_display(lua_State *L)
{
    dl_context *context = dl_context_of(L);
    int count = lua_gettop(L);
    dl_arena *arena = bind_arena(L);
    dl_error error;
    for (int i = 1; i <= count; i++) {
        if (dl_context_show(context, api_shown_view(L, i, 0, arena), &error) != 0)
            bind_raise(L, &error);
    }
    return 0;
}

static int f_md(lua_State *L)
{
    dl_str text = bind_str(L, 1);
    const dl_view **slot;
    dl_arena *arena = api_push_view(L, &slot);
    *slot = view_of_text(L, DL_VIEW_MARKDOWN, text, arena);
    return 1;
}

static int list_option(lua_State *L, const char *key)
{
    if (lua_getfield(L, 2, key) == LUA_TNIL)
        return 0;
    if (!lua_istable(L, -1))
        luaL_error(L, "%s must be a list of names", key);
    return lua_gettop(L);
}

static int f_show(lua_State *L)
{
    bind_options(L, 2, "table.show");
    luaL_checktype(L, 1, LUA_TTABLE);
    if (lua_isnoneornil(L, 2)) {
        lua_settop(L, 1);
        lua_newtable(L);
    }
    luaL_checktype(L, 2, LUA_TTABLE);
    int columns = list_option(L, "columns");
    int headers = list_option(L, "headers");
    if (headers && columns && luaL_len(L, headers) != luaL_len(L, columns))
        return luaL_error(L, "%d headers for %d columns", (int)luaL_len(L, headers),
                          (int)luaL_len(L, columns));
    dl_str caption = bind_field(L, 2, "caption");
    const dl_view **slot;
    dl_arena *arena = api_push_view(L, &slot);
    int made = lua_gettop(L);
    dl_view *view = rows_view(L, 1, columns, headers, arena);
    view->title = dl_arena_copy(arena, caption);
    *slot = view;
    bind_settop(L, made);
    return 1;
}

static int f_read(lua_State *L)
{
    dl_str path = bind_str(L, 1);
    dl_buf *text = bind_buf(L);
    dl_error error;
    if (dl_context_read(dl_context_of(L), path, max_file, text, &error) != 0)
        bind_raise(L, &error);
    bind_push_buf(L, text);
    return 1;
}

const bind_function api_output_rows[] = {
    {"print", f_print},    {"display", f_display},  {"md", f_md},
    {"read", f_read},      {"include", NULL},       {"try", NULL},
    {"assert_that", NULL}, {"table.show", f_show},  {"params", NULL},
    {"error.kind", NULL},  {"error.message", NULL}, {"error.hint", NULL},
    {NULL, NULL}};

void api_open_output(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__gc", meta_gc}, {"__tostring", meta_tostring}, {NULL, NULL}};
    bind_class(L, type, NULL, meta);
    rows_open(L);
    for (const bind_function *row = api_output_rows; row->name; row++) {
        if (!row->call || strchr(row->name, '.'))
            continue;
        lua_pushcfunction(L, row->call);
        lua_setglobal(L, row->name);
    }
    lua_getglobal(L, "table");
    lua_pushcfunction(L, f_show);
    lua_setfield(L, -2, "show");
    lua_pop(L, 1);
}
