#include "api/api.h"

#include "api/context.h"

static const bind_function *const modules[] = {
    api_date_rows,     api_span_rows,     api_timeline_rows, api_store_rows,  api_rows_rows,
    api_image_rows,    api_page_rows,     api_fetch_rows,    api_source_rows, api_output_rows,
    api_evidence_rows, api_select_rows,   api_change_rows,   api_feed_rows,   api_json_rows,
    api_chart_rows,    api_relation_rows, api_cite_rows,     api_script_rows};

const char *bind_name(size_t index)
{
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        for (const bind_function *row = modules[i]; row->name; row++) {
            if (index-- == 0)
                return row->name;
        }
    }
    return NULL;
}

/* The first row of a function names it, so that a message is the same in every run. */
static void name_function(lua_State *L, size_t module, const bind_function *row)
{
    for (size_t i = 0; i <= module; i++)
        for (const bind_function *other = modules[i]; other->name && other != row; other++)
            if (other->call == row->call)
                return;
    lua_pushcfunction(L, row->call);
    bind_name_function(L, row->name);
}

static void name_functions(lua_State *L)
{
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
        for (const bind_function *row = modules[i]; row->name; row++)
            if (row->call)
                name_function(L, i, row);
}

static void push_param(lua_State *L, const dl_parameter *param)
{
    dl_error error;
    dl_date date;
    switch (param->type) {
    case DL_TYPE_STRING:
        bind_push(L, param->value);
        break;
    case DL_TYPE_NUMBER:
        bind_push(L, param->value);
        if (lua_stringtonumber(L, lua_tostring(L, -1)) == 0)
            luaL_error(L, "parameter value %s is no number", lua_tostring(L, -1));
        lua_remove(L, -2);
        break;
    case DL_TYPE_BOOLEAN:
        lua_pushboolean(L, dl_str_equal(param->value, DL_STR("true")));
        break;
    case DL_TYPE_DATE:
        if (dl_date_parse(param->value, &date, &error) != 0)
            bind_raise(L, &error);
        api_push_date(L, &date);
        break;
    }
}

/* The table stays the same one: what is in it is set anew. */
int api_set_params(lua_State *L)
{
    const dl_context *context = dl_context_of(L);
    lua_getfield(L, LUA_REGISTRYINDEX, "dateline.params");
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_pushnil(L);
        lua_rawset(L, -4);
    }
    for (size_t i = 0; i < context->param_count; i++) {
        bind_push(L, context->params[i].name);
        push_param(L, &context->params[i]);
        lua_rawset(L, -3);
    }
    return 0;
}

static void open_params(lua_State *L)
{
    lua_createtable(L, 0, (int)dl_context_of(L)->param_count);
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, "dateline.params");
    lua_setglobal(L, "params");
    int top = lua_gettop(L);
    api_set_params(L);
    lua_settop(L, top);
}

void api_open(lua_State *L)
{
    bind_open_error(L);
    name_functions(L);
    api_open_date(L);
    api_open_span(L);
    api_open_relation(L);
    api_open_timeline(L);
    api_open_store(L);
    api_open_rows(L);
    api_open_page(L);
    api_open_change(L);
    api_open_fetch(L);
    api_open_sources(L);
    api_open_feed(L);
    api_open_json(L);
    api_open_output(L);
    api_open_image(L);
    api_open_evidence(L);
    api_open_select(L);
    api_open_chart(L);
    api_open_cite(L);
    api_open_script(L);
    open_params(L);
}
