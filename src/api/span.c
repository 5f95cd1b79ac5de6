/* span and lag: days that are known only within limits. */
#include <string.h>

#include "api/api.h"
#include "dateline/timeline.h"

static const char *const type = "span";

const api_span *api_test_span(lua_State *L, int index)
{
    return luaL_testudata(L, index, type);
}

void api_push_span(lua_State *L, const api_span *span)
{
    api_span *held = lua_newuserdatauv(L, sizeof *held, 1);
    *held = *span;
    luaL_setmetatable(L, type);
}

void api_span_reason(lua_State *L)
{
    lua_setiuservalue(L, -2, 1);
}

static const api_span *check_span(lua_State *L)
{
    return luaL_checkudata(L, 1, type);
}

static int f_words(lua_State *L)
{
    bind_options(L, 2, "span:words");
    const api_span *span = check_span(L);
    bool why = lua_istable(L, 2) && lua_getfield(L, 2, "why") && lua_toboolean(L, -1);
    dl_buf *buf = bind_buf(L);
    dl_lag lag = {.days = span->days, .conflict = span->conflict, .claims = span->claims};
    dl_lag_words(&lag, buf);
    if (why && span->conflict && lua_getiuservalue(L, 1, 1) == LUA_TSTRING && buf->size) {
        dl_buf_truncate(buf, buf->size - 1); /* before the bracket that ends the conflict */
        dl_buf_printf(buf, "; %s)", lua_tostring(L, -1));
    }
    bind_push_buf(L, buf);
    return 1;
}

static int push_days(lua_State *L, bool known, int64_t days)
{
    if (!known)
        return 0;
    lua_pushinteger(L, days);
    return 1;
}

static int meta_index(lua_State *L)
{
    const api_span *span = check_span(L);
    if (bind_method(L))
        return 1;
    const dl_span *days = &span->days;
    const char *key = luaL_checkstring(L, 2);
    if (strcmp(key, "least") == 0)
        return push_days(L, days->least_known, days->least);
    if (strcmp(key, "most") == 0)
        return push_days(L, days->most_known, days->most);
    if (strcmp(key, "days") == 0) {
        bool exact = days->least_known && days->most_known && days->least == days->most;
        return push_days(L, exact, days->least);
    }
    if (strcmp(key, "certainty") == 0 && span->has_certainty) {
        lua_pushstring(L, dl_truth_word(span->certainty));
        return 1;
    }
    if (strcmp(key, "conflict") == 0) {
        lua_pushboolean(L, span->conflict);
        return 1;
    }
    if (strcmp(key, "reason") == 0)
        return lua_getiuservalue(L, 1, 1) == LUA_TSTRING;
    if (strcmp(key, "claims") == 0 && span->conflict) {
        api_span claims = {span->claims, span->has_certainty, span->claims_certainty, false,
                           {0},          DL_POSSIBLE};
        api_push_span(L, &claims);
        return 1;
    }
    return 0;
}

static int meta_eq(lua_State *L)
{
    const api_span *a = api_test_span(L, 1), *b = api_test_span(L, 2);
    bool equal = a && b && a->days.least_known == b->days.least_known &&
                 a->days.most_known == b->days.most_known && a->days.least == b->days.least &&
                 a->days.most == b->days.most;
    lua_pushboolean(L, equal);
    return 1;
}

const bind_function api_span_rows[] = {
    {"span:words", f_words}, {"span.days", NULL},      {"span.least", NULL},
    {"span.most", NULL},     {"span.certainty", NULL}, {"span.conflict", NULL},
    {"span.claims", NULL},   {"span.reason", NULL},    {NULL, NULL}};

void api_open_span(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__tostring", f_words},
                                    {"__concat", bind_concat},
                                    {"__eq", meta_eq},
                                    {"__index", meta_index},
                                    {NULL, NULL}};
    bind_class(L, type, api_span_rows, meta);
}
