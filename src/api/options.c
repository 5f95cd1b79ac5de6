/* Named fields that a function takes: its options, held against the manual's list, and others. */
#include <string.h>

#include "api/bind.h"
#include "dateline/manual.h"

enum { MOST_OPTIONS = 24 };

static void refuse(lua_State *L, const char *what, const char *key, const dl_str *names,
                   size_t count)
{
    const char *texts[MOST_OPTIONS];
    luaL_Buffer list;
    luaL_checkstack(L, MOST_OPTIONS + LUA_MINSTACK, NULL);
    for (size_t i = 0; i < count; i++)
        texts[i] = lua_pushlstring(L, names[i].data, names[i].size);
    const char *near = dl_str_nearest(dl_str_of(key), texts, count);
    if (near)
        luaL_error(L, "there is no %s '%s'; %s", what, key, dl_str_propose(&near, 1, NULL).text);
    luaL_buffinit(L, &list);
    for (size_t i = 0; i < count; i++) {
        luaL_addstring(&list, i ? ", " : "");
        luaL_addstring(&list, texts[i]);
    }
    luaL_pushresult(&list);
    luaL_error(L, "there is no %s '%s'; there is %s", what, key, lua_tostring(L, -1));
}

bool bind_wrong_field(lua_State *L, int index, const dl_str *names, size_t count, dl_str *wrong)
{
    *wrong = (dl_str){NULL, 0};
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        size_t known = 0;
        if (lua_type(L, -2) != LUA_TSTRING)
            return false;
        dl_str key = bind_str(L, -2);
        while (known < count && !dl_str_equal(names[known], key))
            known++;
        if (known == count && (!wrong->data || dl_str_compare(key, *wrong) < 0))
            *wrong = key;
    }
    return true;
}

void bind_fields(lua_State *L, int index, const char *what, const dl_str *names, size_t count)
{
    dl_str wrong;
    if (!bind_wrong_field(L, index, names, count, &wrong))
        luaL_argerror(L, index, "named fields were expected");
    if (wrong.data)
        refuse(L, what, wrong.data, names, count);
}

void bind_options(lua_State *L, int index, const char *name)
{
    if (!lua_istable(L, index))
        return;
    dl_str names[MOST_OPTIONS];
    const dl_manual_entry *entry = dl_manual_find(dl_str_of(name));
    size_t count = entry ? dl_manual_options(entry, names, MOST_OPTIONS) : 0;
    bind_fields(L, index, "option", names, count);
}
