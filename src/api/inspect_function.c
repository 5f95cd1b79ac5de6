/* Functions by what they are called and take, since addresses say nothing and differ in every run.
 */
#include <string.h>

#include "api/inspect.h"
#include "dateline/manual.h"

/* Pushes what a row's name ("fetch.all", "page:quote") stands for, by raw access; nil for none. */
static void push_named(lua_State *L, const char *name)
{
    size_t size = strcspn(name, ".:");
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    if (name[size] == ':') {
        lua_pushlstring(L, name, size);
        if (lua_rawget(L, LUA_REGISTRYINDEX) == LUA_TTABLE) {
            lua_pushstring(L, "methods");
            if (lua_rawget(L, -2) != LUA_TTABLE) {
                lua_pop(L, 1);
                lua_pushstring(L, "__index");
                lua_rawget(L, -2);
            }
            lua_replace(L, -2);
        }
    } else {
        lua_pushlstring(L, name, size);
        lua_rawget(L, -2);
    }
    lua_replace(L, -2);
    if (!name[size])
        return;
    if (lua_istable(L, -1)) {
        lua_pushstring(L, name + size + 1);
        lua_rawget(L, -2);
        lua_replace(L, -2);
    } else {
        lua_pop(L, 1);
        lua_pushnil(L);
    }
}

static const dl_doc *find_doc(lua_State *L, int index)
{
    const dl_manual_entry *entry;
    for (size_t i = 0; (entry = dl_manual_entry_at(i)) != NULL; i++) {
        if (entry->field)
            continue;
        push_named(L, entry->doc.name);
        /* a module that can be called, fetch or timeline, is no function; its own row is its call
         */
        bool same = lua_rawequal(L, -1, index);
        lua_pop(L, 1);
        if (same)
            return &entry->doc;
    }
    return NULL;
}

/* Lua's own libraries: "string.rep". False where it is none of them. */
static bool put_library_name(lua_State *L, int index, dl_buf *out)
{
    static const char *const libraries[] = {"string", "table", "math", "utf8", "coroutine", "os"};
    int top = lua_gettop(L);
    const char *best = NULL, *in = NULL;
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    size_t count = sizeof libraries / sizeof *libraries;
    for (size_t i = 0; i <= count && !best; i++) {
        const char *library = i < count ? libraries[i] : NULL; /* the last: the globals */
        lua_settop(L, top + 1);
        if (library) {
            lua_pushstring(L, library);
            if (lua_rawget(L, -2) != LUA_TTABLE)
                continue;
        }
        int table = lua_gettop(L);
        lua_pushnil(L);
        for (; lua_next(L, table); lua_pop(L, 1)) {
            const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL;
            if (name && name[0] != '_' && lua_rawequal(L, -1, index) &&
                (!best || strcmp(name, best) < 0)) {
                best = name;
                in = library;
            }
        }
    }
    if (best)
        dl_buf_printf(out, "%s%s%s(…)", in ? in : "", in ? "." : "", best);
    lua_settop(L, top);
    return best != NULL;
}

static void put_parameters(lua_State *L, const lua_Debug *info, dl_buf *out)
{
    dl_buf_puts(out, "function(");
    for (int i = 1; i <= info->nparams; i++) {
        const char *name = lua_getlocal(L, NULL, i);
        dl_buf_printf(out, "%s%s", i > 1 ? ", " : "", name ? name : "?");
    }
    if (info->isvararg)
        dl_buf_printf(out, "%s...", info->nparams ? ", " : "");
    dl_buf_putc(out, ')');
}

void inspect_function(lua_State *L, int index, dl_buf *out)
{
    index = lua_absindex(L, index);
    luaL_checkstack(L, 10, NULL);
    const dl_doc *doc = find_doc(L, index);
    if (doc) {
        dl_buf_puts(out, doc->signature);
        return;
    }
    lua_Debug info;
    lua_pushvalue(L, index);
    lua_getinfo(L, ">Su", &info);
    if (info.what[0] != 'C') {
        lua_pushvalue(L, index);
        put_parameters(L, &info, out);
        lua_pop(L, 1);
    } else if (!put_library_name(L, index, out)) {
        dl_buf_puts(out, "function");
    }
}
