/* cite and bibliography: which sources a text leans on, in the order in which it names them. */
#include "dateline/bibliography.h"

#include <string.h>

#include <stdio.h>

#include "api/api.h"
#include "api/context.h"
#include "base/grow.h"

/* A page, a quotation, a row with a url, or the address itself. Leaves the address on the stack. */
static dl_str url_at(lua_State *L, int index)
{
    if (lua_type(L, index) == LUA_TSTRING)
        return bind_str(L, index);
    luaL_argcheck(L, lua_istable(L, index) || lua_isuserdata(L, index), index,
                  "a page, a quotation or an address was expected");
    lua_getfield(L, index, "url");
    luaL_argcheck(L, lua_type(L, -1) == LUA_TSTRING, index, "it has no url");
    return bind_str(L, -1);
}

static const dl_source *find_source(const dl_context *context, dl_str url)
{
    for (size_t i = 0; i < context->sources.count; i++)
        if (dl_str_equal(context->sources.list[i].url, url) ||
            dl_str_equal(context->sources.list[i].final_url, url))
            return &context->sources.list[i];
    return NULL;
}

static _Noreturn void raise_unknown(lua_State *L, dl_str url)
{
    dl_error error;
    dl_error_set(&error, DL_ERR_NOT_FOUND, "%.*s is no source that this run has read",
                 DL_STR_ARG(url));
    dl_error_hint(&error, "fetch it first; what is cited is captured");
    bind_raise(L, &error);
}

/* The number that the source has, or gets now. */
static size_t number_of(lua_State *L, dl_context *context, dl_str url)
{
    dl_error error;
    for (size_t i = 0; i < context->cited_count; i++)
        if (dl_str_equal(context->cited[i], url))
            return i + 1;
    if (dl_grow(&context->cited, &context->cited_capacity, context->cited_count + 1,
                sizeof *context->cited, &error) != 0)
        bind_raise(L, &error);
    char place[24];
    snprintf(place, sizeof place, "%06zu", context->cited_count);
    context->cited[context->cited_count++] = url;
    dl_context_use(context, DL_USE_CITES, dl_str_of(place), url);
    return context->cited_count;
}

static int f_cite(lua_State *L)
{
    dl_context *context = dl_context_of(L);
    int count = lua_gettop(L);
    luaL_argcheck(L, count > 0, 1, "a page, a quotation or an address was expected");
    luaL_checkstack(L, count + LUA_MINSTACK, "too many sources");
    dl_context_use(context, DL_USE_CITATIONS, DL_STR(""), DL_STR(""));
    dl_buf *text = bind_buf(L);
    for (int i = 1; i <= count; i++) {
        dl_str url = url_at(L, i);
        const dl_source *source = find_source(context, url);
        if (!source)
            raise_unknown(L, url);
        dl_buf_printf(text, "%s%zu", i > 1 ? ", " : "[", number_of(L, context, source->url));
    }
    dl_buf_putc(text, ']');
    bind_push_buf(L, text);
    return 1;
}

static int f_bibliography(lua_State *L)
{
    dl_context *context = dl_context_of(L);
    dl_buf *text = bind_buf(L);
    dl_context_use(context, DL_USE_CITATIONS, DL_STR(""), DL_STR(""));
    bool cited = context->cited_count > 0;
    size_t count = cited ? context->cited_count : context->sources.count;
    for (size_t i = 0; i < count; i++) {
        const dl_source *source =
            cited ? find_source(context, context->cited[i]) : &context->sources.list[i];
        dl_buf_printf(text, "%zu. ", i + 1);
        dl_bibliography_line(source, text);
        dl_buf_putc(text, '\n');
    }
    if (count == 0)
        dl_buf_puts(text, "No source has been read.\n");
    dl_error error;
    const dl_view **slot;
    if (dl_buf_ok(text, &error) != 0)
        bind_raise(L, &error);
    dl_arena *arena = api_push_view(L, &slot);
    *slot = dl_view_text(arena, DL_VIEW_MARKDOWN, dl_buf_str(text));
    return *slot ? 1 : luaL_error(L, "not enough memory");
}

const bind_function api_cite_rows[] = {
    {"cite", f_cite}, {"bibliography", f_bibliography}, {NULL, NULL}};

void api_open_cite(lua_State *L)
{
    for (const bind_function *row = api_cite_rows; row->name; row++) {
        lua_pushcfunction(L, row->call);
        lua_setglobal(L, row->name);
    }
}
