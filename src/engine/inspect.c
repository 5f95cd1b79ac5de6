/* What is known of the name at a place. */
#include <stdio.h>

#include <lauxlib.h>

#include "dateline/manual.h"
#include "engine/chain.h"
#include "engine/complete.h"
#include "engine/lex.h"

typedef struct asking {
    lexed code;
    dl_arena *arena;
    dl_inspection *out;
} asking;

static bool in_name(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The end of the name that the cursor is in or at the end of. */
static size_t name_end(const dl_place *place)
{
    size_t end = place->cursor < place->code.size ? place->cursor : place->code.size;
    while (end < place->code.size && in_name(place->code.data[end]))
        end++;
    return end;
}

/* The token of the name at the end of the code, or of the function whose arguments are open. */
static size_t asked_token(const lexed *in)
{
    bool there = in->count && in->tokens[in->count - 1].kind == TOKEN_NAME && !in->in_string &&
                 !lex_is_keyword(lex_text(in, &in->tokens[in->count - 1])) &&
                 in->tokens[in->count - 1].end == in->code.size;
    if (there)
        return in->count - 1;
    if (in->in_string && in->count && in->tokens[in->count - 1].kind == TOKEN_NAME)
        return in->count - 1;
    size_t open = lex_opening(in, in->count);
    while (open < in->count &&
           (lex_is(in, open, "[") || open == 0 || in->tokens[open - 1].kind != TOKEN_NAME))
        open = lex_opening(in, open);
    return open < in->count ? open - 1 : in->count;
}

static dl_str kept(asking *ask, const char *text)
{
    return dl_arena_copy(ask->arena, dl_str_of(text));
}

/* A value in a few words; nothing of the notebook's runs for it. */
static void describe(lua_State *L, asking *ask, const meaning *means)
{
    char text[160] = "";
    size_t size = 0;
    const char *words;
    switch (lua_type(L, -1)) {
    case LUA_TNIL:
        if (means->type[0])
            snprintf(text, sizeof text, "a %s, when it is run", means->type);
        break;
    case LUA_TTABLE:
        snprintf(text, sizeof text, "a table of %llu items", (unsigned long long)lua_rawlen(L, -1));
        break;
    case LUA_TSTRING:
        words = lua_tolstring(L, -1, &size);
        snprintf(text, sizeof text, "a string of %zu bytes: %.60s%s", size, words,
                 size > 60 ? "..." : "");
        break;
    case LUA_TNUMBER:
        lua_pushvalue(L, -1);
        snprintf(text, sizeof text, "the number %s", lua_tostring(L, -1));
        lua_pop(L, 1);
        break;
    case LUA_TBOOLEAN:
        snprintf(text, sizeof text, "%s", lua_toboolean(L, -1) ? "true" : "false");
        break;
    default:
        snprintf(text, sizeof text, "a %s", means->type[0] ? means->type : luaL_typename(L, -1));
    }
    ask->out->value = kept(ask, text);
}

static int inspect_protected(lua_State *L)
{
    asking *ask = lua_touserdata(L, 1);
    const lexed *in = &ask->code;
    chain asked;
    meaning means;
    luaL_checkstack(L, 40, NULL);
    size_t at = in->in_comment ? in->count : asked_token(in);
    if (at == in->count || !chain_read(in, at, &asked))
        return 0;
    chain_resolve(L, in, &asked, &means);
    const dl_manual_entry *entry = dl_manual_find(dl_str_of(means.path));
    size_t start = in->tokens[asked.first].start;
    ask->out->name = dl_arena_copy(ask->arena, dl_str_slice(in->code, start, in->tokens[at].end));
    if (entry) {
        ask->out->entry = dl_str_of(entry->doc.name);
        ask->out->signature = dl_str_of(entry->doc.signature);
        ask->out->help = dl_str_of(entry->doc.help);
    } else {
        describe(L, ask, &means);
    }
    ask->out->found = entry || ask->out->value.size;
    return 0;
}

int inspect_place(lua_State *L, const dl_place *place, dl_arena *arena, dl_inspection *out,
                  dl_error *error)
{
    asking ask = {.arena = arena, .out = out};
    int top = lua_gettop(L), rc = 0;
    if (place->language == DL_LANGUAGE_SQL)
        return 0;
    rc = lex_code(place->code, name_end(place), &ask.code, error);
    if (rc == 0 && lua_checkstack(L, 10)) {
        lua_pushcfunction(L, inspect_protected);
        lua_pushlightuserdata(L, &ask);
        if (lua_pcall(L, 1, 0, 0) != LUA_OK)
            *out = (dl_inspection){0};
    }
    lua_settop(L, top);
    lex_clear(&ask.code);
    return rc;
}
