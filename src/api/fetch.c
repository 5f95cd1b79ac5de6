/* fetch: captures a source, or replays its capture. */
#include "api/api.h"
#include "api/context.h"
#include "base/duration.h"
#include "base/sha256.h"
#include "dateline/capture.h"

/* --- options --- */

enum { MOST_HEADERS = 32 };

/* A table of strings by name, as lines "Name: value" in name's order, which pairs need not have. */
static void read_headers(lua_State *L, int table, dl_ask *ask)
{
    dl_arena *arena = bind_arena(L);
    dl_str *lines = dl_arena_alloc(arena, MOST_HEADERS * sizeof *lines);
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        dl_buf line = {0};
        luaL_argcheck(L, lua_type(L, -2) == LUA_TSTRING && lua_type(L, -1) == LUA_TSTRING, 2,
                      "headers: strings by name were expected, as {Accept = \"text/plain\"}");
        luaL_argcheck(L, count < MOST_HEADERS, 2, "more than 32 headers");
        dl_str name = bind_str(L, -2), value = bind_str(L, -1);
        dl_buf_printf(&line, "%.*s: %.*s", DL_STR_ARG(name), DL_STR_ARG(value));
        dl_str copy = dl_arena_copy(arena, dl_buf_str(&line));
        dl_buf_clear(&line);
        if (!lines || !copy.data) {
            luaL_error(L, "not enough memory");
            return;
        }
        size_t at = count++;
        for (; at > 0 && dl_str_compare(lines[at - 1], copy) > 0; at--)
            lines[at] = lines[at - 1];
        lines[at] = copy;
    }
    ask->headers = lines;
    ask->header_count = count;
}

/* {refresh = true} or {refresh = "2h"}, {headers = {...}}: what an ask wants beyond its address. */
static dl_ask read_options(lua_State *L, int index)
{
    dl_ask ask = {.mode = dl_context_of(L)->fetch_options.mode};
    double seconds = 0;
    if (lua_isnoneornil(L, index))
        return ask;
    luaL_checktype(L, index, LUA_TTABLE);
    int type = lua_getfield(L, index, "refresh");
    if (lua_toboolean(L, -1))
        ask.mode = DL_FETCH_REFRESH;
    if (type == LUA_TSTRING) {
        luaL_argcheck(L, dl_duration_parse(bind_str(L, -1), &seconds), index,
                      "refresh: true or an age like \"90s\", \"15m\", \"2h\", \"3d\" was expected");
        ask.max_age_us = (int64_t)(seconds * 1e6);
    }
    lua_pop(L, 1);
    if (lua_getfield(L, index, "headers") != LUA_TNIL) {
        luaL_checktype(L, -1, LUA_TTABLE);
        read_headers(L, lua_gettop(L), &ask);
    }
    return ask;
}

/* --- one --- */

int api_note_page(lua_State *L, const dl_capture *held, dl_error *error)
{
    char hex[DL_SHA256_HEX + 1] = "";
    if (!held->unread)
        dl_sha256_hex(held->page.text, hex);
    dl_source facts = {.title = held->page.title,
                       .authors = held->page.authors,
                       .publisher = held->page.publisher,
                       .published = held->published,
                       .text_sha256 = dl_str_of(hex)};
    return dl_context_add_source(dl_context_of(L), held->snapshot.url, &held->snapshot, &facts,
                                 (dl_str){"", 0}, error);
}

static void note_missing(lua_State *L, dl_str url, dl_str why)
{
    dl_error ignored;
    dl_context_add_source(dl_context_of(L), url, NULL, NULL, why, &ignored);
}

int api_fetch_page(lua_State *L, int index, dl_error *error)
{
    dl_ask ask = read_options(L, index + 1);
    ask.url = bind_str(L, index);
    dl_capture *held = api_new_page(L);
    dl_fetch *fetch = dl_context_fetch(L);
    int rc = dl_capture_ask(fetch, dl_context_fetch_store(L), &ask, held, error);
    if (rc != 0) {
        note_missing(L, ask.url, dl_str_of(error->message));
        return rc;
    }
    return api_note_page(L, held, error);
}

static int f_fetch(lua_State *L)
{
    bind_options(L, 2, "fetch");
    dl_error error;
    if (api_fetch_page(L, 1, &error) != 0)
        bind_raise(L, &error);
    return 1;
}

static int f_try(lua_State *L)
{
    bind_options(L, 2, "fetch.try");
    dl_error error;
    int rc = api_fetch_page(L, 1, &error);
    /* a person's Ctrl-C and the clock are not the page's failure */
    if (rc == DL_ERR_INTERRUPTED || rc == DL_ERR_LIMIT_TIME || rc == DL_ERR_MEMORY)
        bind_raise(L, &error);
    if (rc != 0)
        return bind_try(L, &error);
    return 1;
}

/* --- many --- */

/* What came of each ask, until it becomes a page: strings in the arena. */
typedef struct answer {
    dl_snapshot snapshot;
    dl_fetch_from from;
    int kind; /* of the failure; 0: there is a snapshot */
    dl_str message;
} answer;

typedef struct gathering {
    dl_arena *arena;
    answer *answers;
    int rc;
    dl_error error; /* memory that ran out while gathering */
} gathering;

static void gather(void *user, size_t index, const dl_snapshot *snapshot, dl_fetch_from from,
                   const dl_error *error)
{
    gathering *g = user;
    answer *a = &g->answers[index];
    int rc = 0;
    a->from = from;
    if (snapshot) {
        rc = dl_snapshot_copy(snapshot, g->arena, &a->snapshot, &g->error);
    } else {
        a->kind = error->kind;
        a->message = dl_arena_copy(g->arena, dl_str_of(error->message));
        if (!a->message.data)
            rc = dl_error_set(&g->error, DL_ERR_MEMORY, "memory ran out while fetching");
    }
    if (rc)
        g->rc = rc;
}

/* The addresses of the list at 1, which keeps the strings. */
static dl_ask *read_asks(lua_State *L, dl_arena *arena, size_t *count)
{
    static const lua_Integer most = 10000000;
    dl_ask wanted = read_options(L, 2);
    lua_Integer size = luaL_len(L, 1);
    luaL_argcheck(L, size >= 0 && size <= most, 1, "too many addresses");
    dl_ask *asks = dl_arena_alloc(arena, ((size_t)size + 1) * sizeof *asks);
    if (!asks) {
        luaL_error(L, "not enough memory");
        return NULL;
    }
    for (lua_Integer i = 0; i < size; i++) {
        if (lua_rawgeti(L, 1, i + 1) != LUA_TSTRING)
            luaL_error(L, "address %d of fetch.all is a %s, not a string", (int)i + 1,
                       luaL_typename(L, -1));
        asks[i] = wanted;
        asks[i].url = bind_str(L, -1);
        lua_pop(L, 1);
    }
    *count = (size_t)size;
    return asks;
}

static void push_answer(lua_State *L, const answer *a)
{
    dl_error error;
    dl_capture *held = api_new_page(L);
    if (dl_capture_hold(held, &a->snapshot, a->from, &error) != 0 ||
        api_note_page(L, held, &error) != 0)
        bind_raise(L, &error);
}

static void push_failure(lua_State *L, dl_str url, const answer *a)
{
    lua_createtable(L, 0, 3);
    bind_set(L, "url", url);
    bind_set(L, "message", a->message);
    bind_set(L, "kind", dl_str_of(dl_kind_word(a->kind)));
}

/* Pages into the rows at `pages` (or to the function at `each`, one after another), failures into
 * the rows at `failures`, in the order of the addresses. */
static lua_Integer hand_out(lua_State *L, const dl_ask *asks, const answer *answers, size_t count,
                            int each, int pages, int failures)
{
    lua_Integer had = 0, failed = 0;
    for (size_t i = 0; i < count; i++) {
        if (answers[i].kind) {
            note_missing(L, asks[i].url, answers[i].message);
            push_failure(L, asks[i].url, &answers[i]);
            lua_rawseti(L, failures, ++failed);
            continue;
        }
        had++;
        if (each) {
            lua_pushvalue(L, each);
            push_answer(L, &answers[i]);
            lua_call(L, 1, 0);
        } else {
            push_answer(L, &answers[i]);
            lua_rawseti(L, pages, had);
        }
    }
    return had;
}

static int f_all(lua_State *L)
{
    bind_options(L, 2, "fetch.all");
    static const char *const page_columns[] = {"published", "title", "url", "status"};
    static const char *const failure_columns[] = {"url", "kind", "message"};
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    int each = lua_istable(L, 2) && lua_getfield(L, 2, "each") == LUA_TFUNCTION ? 3 : 0;
    lua_settop(L, 3);
    dl_arena *arena = bind_arena(L);
    size_t count = 0;
    dl_ask *asks = read_asks(L, arena, &count);
    gathering g = {.arena = arena, .answers = dl_arena_alloc(arena, (count + 1) * sizeof(answer))};
    if (!g.answers)
        return luaL_error(L, "not enough memory");
    const dl_fetch_watch watch = {.done = gather, .user = &g};
    dl_error error;
    dl_fetch *fetch = dl_context_fetch(L);
    if (dl_fetch_all(fetch, asks, count, &watch, &error) != 0)
        bind_raise(L, &error);
    if (g.rc)
        bind_raise(L, &g.error);
    api_new_rows(L, each ? 0 : count, page_columns, 4);
    api_new_rows(L, 0, failure_columns, 3);
    int failures = lua_gettop(L);
    lua_Integer had = hand_out(L, asks, g.answers, count, each, failures - 1, failures);
    if (each) {
        lua_pushinteger(L, had);
        lua_replace(L, failures - 1);
    }
    return 2;
}

const bind_function api_fetch_rows[] = {
    {"fetch", f_fetch}, {"fetch.try", f_try}, {"fetch.all", f_all}, {NULL, NULL}};

void api_open_fetch(lua_State *L)
{
    bind_module(L, "fetch", api_fetch_rows);
    bind_callable(L, "fetch", f_fetch);
    lua_setglobal(L, "fetch");
}
