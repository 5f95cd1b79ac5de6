/* What a script has and a notebook has not: args, exit, warn. The rest of args is Lua
 * (scripts/lib/args.lua). */
#include "api/api.h"
#include "api/context.h"

/* exit([status]): no pcall keeps a script alive, as none keeps it from its limits. */
static int f_exit(lua_State *L)
{
    dl_context *context = dl_context_of(L);
    lua_Integer status = 0;
    if (lua_isboolean(L, 1))
        status = !lua_toboolean(L, 1);
    else
        status = luaL_optinteger(L, 1, 0);
    luaL_argcheck(L, status >= 0 && status <= 255, 1, "a status from 0 to 255 was expected");
    context->exit_status = (int)status;
    dl_cancel_set(context->cancel, DL_ERR_EXIT);
    dl_error error;
    dl_error_set(&error, DL_ERR_EXIT, "the script ended itself");
    bind_raise(L, &error);
}

static int f_warn(lua_State *L)
{
    int count = lua_gettop(L);
    dl_buf *line = bind_buf(L);
    dl_error error;
    bind_line(L, count, line);
    int rc = dl_buf_ok(line, &error);
    if (rc == 0)
        rc = dl_context_warn(dl_context_of(L), dl_buf_str(line), &error);
    if (rc != 0)
        bind_raise(L, &error);
    return 0;
}

const bind_function api_script_rows[] = {{"args", NULL},      {"args:parse", NULL},
                                         {"args:fail", NULL}, {"exit", f_exit},
                                         {"warn", f_warn},    {NULL, NULL}};

void api_open_script(lua_State *L)
{
    const dl_context *context = dl_context_of(L);
    if (!context->args)
        return;
    lua_createtable(L, (int)context->arg_count, 1);
    for (size_t i = 0; i < context->arg_count; i++) {
        lua_pushstring(L, context->args[i]);
        lua_rawseti(L, -2, (lua_Integer)i);
    }
    lua_setglobal(L, "args");
    lua_pushcfunction(L, f_exit);
    lua_setglobal(L, "exit");
    lua_pushcfunction(L, f_warn);
    lua_setglobal(L, "warn");
}
