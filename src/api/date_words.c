/* date.language: the words of dates, from a translator's table. */
#include <stdio.h>
#include <string.h>

#include "api/context.h"
#include "api/date.h"

static const char *const type = "language";
static const char registry_key[] = "dateline.languages"; /* name to language */

typedef struct held_language {
    dl_date_language *language; /* NULL once closed */
} held_language;

static int meta_gc(lua_State *L)
{
    held_language *held = luaL_checkudata(L, 1, type);
    dl_date_language *language = held->language;
    held->language = NULL;
    dl_language_free(language);
    return 0;
}

/* Pushes the language of that name, or nil. */
static void push_known(lua_State *L, dl_str name)
{
    lua_getfield(L, LUA_REGISTRYINDEX, registry_key);
    bind_push(L, name);
    lua_rawget(L, -2);
    lua_remove(L, -2);
}

_Noreturn static void raise_unknown(lua_State *L, dl_str name)
{
    dl_error error;
    dl_str shown = dl_str_slice(name, 0, 40);
    dl_error_set(&error, DL_ERR_NOT_FOUND, "the words of the language '%.*s' are not known",
                 DL_STR_ARG(shown));
    dl_error_hint(&error, "add them by date.language{lang=..., ...}; date.language(\"en\") has the "
                          "keys");
    bind_raise(L, &error);
}

static const dl_date_language *named(lua_State *L, dl_str name)
{
    if (dl_str_equal(name, DL_STR("en")))
        return dl_language_english();
    push_known(L, name);
    held_language *held = luaL_testudata(L, -1, type);
    if (held) {
        lua_pop(L, 1); /* the registry keeps it */
        return held->language;
    }
    raise_unknown(L, name);
}

const dl_date_language *api_words_language(lua_State *L, int index)
{
    if (lua_isnoneornil(L, index))
        return dl_language_english();
    luaL_checktype(L, index, LUA_TTABLE);
    lua_getfield(L, index, "lang");
    held_language *held = luaL_testudata(L, -1, type);
    if (held && held->language) {
        lua_pop(L, 1); /* the table keeps it */
        return held->language;
    }
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        return dl_language_english();
    }
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "lang is a language's name, \"de\", or what date.language gave");
    const dl_date_language *language = named(L, bind_str(L, -1));
    lua_pop(L, 1);
    return language;
}

static void set_text(lua_State *L, dl_date_language *language, const char *key)
{
    dl_error error;
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "'%s' must be a text", key);
    if (dl_language_set(language, dl_str_of(key), bind_str(L, -1), &error) != 0)
        bind_raise(L, &error);
}

/* A key as it stands in the table: a text, or a number as in months[3]. */
static const char *key_at(lua_State *L, int index, char *space, size_t size)
{
    if (lua_isinteger(L, index))
        snprintf(space, size, "%lld", (long long)lua_tointeger(L, index));
    else if (lua_type(L, index) == LUA_TSTRING)
        snprintf(space, size, "%s", lua_tostring(L, index));
    else
        luaL_error(L, "the keys of a language's table are texts, and numbers inside of it");
    return space;
}

/* months = {"Januar", ...} is 'months.1' and so on; at the top is the inner table. */
static void set_inner(lua_State *L, dl_date_language *language, const char *outer)
{
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        char inner[64], key[160];
        snprintf(key, sizeof key, "%s.%s", outer, key_at(L, -2, inner, sizeof inner));
        set_text(L, language, key);
    }
}

static void set_all(lua_State *L, int index, dl_date_language *language)
{
    lua_pushvalue(L, index);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        char key[64];
        key_at(L, -2, key, sizeof key);
        if (lua_type(L, -1) == LUA_TTABLE)
            set_inner(L, language, key);
        else if (strcmp(key, "lang") != 0)
            set_text(L, language, key);
    }
    lua_pop(L, 1);
}

static int add_language(lua_State *L)
{
    dl_error error;
    dl_str name = bind_field(L, 1, "lang");
    luaL_argcheck(L, name.size > 0 && name.size <= 35, 1, "lang must name the language: \"fr\"");
    luaL_argcheck(L, !dl_str_equal(name, DL_STR("en")), 1,
                  "English is there already; take \"en-…\"");
    held_language *held = lua_newuserdatauv(L, sizeof *held, 0);
    int made = lua_gettop(L);
    held->language = NULL;
    luaL_setmetatable(L, type);
    held->language = dl_language_new();
    if (!held->language)
        luaL_error(L, "not enough memory");
    set_all(L, 1, held->language);
    if (dl_language_check(held->language, &error) != 0)
        bind_raise(L, &error);
    lua_getfield(L, LUA_REGISTRYINDEX, registry_key);
    bind_push(L, name);
    lua_pushvalue(L, made);
    lua_rawset(L, -3);
    lua_settop(L, made);
    dl_context_of(L)->changed_state = true;
    return 1;
}

static int push_table(lua_State *L, dl_str name)
{
    const dl_date_language *language = named(L, name);
    dl_language_row row;
    lua_newtable(L);
    bind_set(L, "lang", name);
    for (size_t i = 0; (row = dl_language_at(language, i)).key; i++) {
        if (row.text)
            bind_set(L, row.key, dl_str_of(row.text));
    }
    return 1;
}

int api_date_language(lua_State *L)
{
    if (lua_type(L, 1) == LUA_TSTRING)
        return push_table(L, bind_str(L, 1));
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    return add_language(L);
}

void api_open_date_words(lua_State *L)
{
    luaL_newmetatable(L, type);
    lua_pushcfunction(L, meta_gc);
    lua_setfield(L, -2, "__gc");
    lua_pushliteral(L, "language");
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, registry_key);
}
