/* evidence: a quotation anchored in a capture. */
#include "dateline/check.h"

#include <stdio.h>
#include <string.h>

#include "api/api.h"
#include "api/context.h"

static const char *const type = "evidence";

typedef struct held_evidence {
    dl_arena arena;
    dl_evidence evidence;
} held_evidence;

static held_evidence *check_evidence(lua_State *L)
{
    return luaL_checkudata(L, 1, type);
}

static int meta_gc(lua_State *L)
{
    held_evidence *held = check_evidence(L);
    memset(&held->evidence, 0, sizeof held->evidence);
    dl_arena_clear(&held->arena);
    return 0;
}

static held_evidence *new_evidence(lua_State *L)
{
    held_evidence *held = lua_newuserdatauv(L, sizeof *held, 0);
    memset(held, 0, sizeof *held);
    dl_arena_init(&held->arena);
    luaL_setmetatable(L, type);
    return held;
}

/* --- finding --- */

/* The options of page:quote, from the table at index 3. */
static dl_near_rule read_options(lua_State *L, dl_quote_ask *ask)
{
    if (lua_isnoneornil(L, 3))
        return DL_NEAR_FIRST;
    luaL_checktype(L, 3, LUA_TTABLE);
    ask->prefix = bind_field(L, 3, "prefix");
    ask->suffix = bind_field(L, 3, "suffix");
    int kind = lua_getfield(L, 3, "near");
    luaL_argcheck(L, kind == LUA_TNIL || kind == LUA_TBOOLEAN, 3, "near must be true or false");
    bool near = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return kind == LUA_TNIL ? DL_NEAR_FIRST : near ? DL_NEAR_ALWAYS : DL_NEAR_NEVER;
}

/* Tells the report of a quotation that was held against its source, and how it stands. */
static int note_quote(lua_State *L, const dl_evidence *evidence, dl_drift verdict, dl_error *error)
{
    const dl_quote *quote = &evidence->quote;
    dl_quoted told = {.exact = quote->exact,
                      .prefix = quote->prefix,
                      .suffix = quote->suffix,
                      .how = dl_str_of(dl_how_word(quote->how)),
                      .verdict = dl_str_of(dl_drift_word(verdict)),
                      .sha256 = evidence->sha256,
                      .start = (int64_t)quote->start,
                      .end = (int64_t)quote->end};
    return dl_context_add_quote(dl_context_of(L), evidence->url, &told, error);
}

static int find(lua_State *L, dl_error *error)
{
    dl_capture *capture = api_check_page(L, 1);
    dl_quote_ask ask = {.exact = bind_str(L, 2)};
    dl_near_rule near = read_options(L, &ask);
    dl_store *store = dl_context_fetch_store(L);
    held_evidence *held = new_evidence(L);
    int rc = dl_evidence_find(store, capture, &ask, near, &held->arena, &held->evidence, error);
    dl_context *context = dl_context_of(L);
    if (rc == 0 && context->checking && held->evidence.id) {
        char id[32];
        snprintf(id, sizeof id, "%lld", (long long)held->evidence.id);
        dl_context_use(context, DL_USE_QUOTE, dl_str_of(id), (dl_str){"", 0});
    }
    return rc ? rc : note_quote(L, &held->evidence, held->evidence.verdict, error);
}

int api_page_quote(lua_State *L)
{
    bind_options(L, 3, "page:quote");
    dl_error error;
    if (find(L, &error) != 0)
        bind_raise(L, &error);
    return 1;
}

int api_page_try_quote(lua_State *L)
{
    bind_options(L, 3, "page:try_quote");
    dl_error error;
    int rc = find(L, &error);
    if (rc == DL_ERR_EVIDENCE)
        return bind_try(L, &error);
    if (rc != 0)
        bind_raise(L, &error);
    return 1;
}

/* --- what it holds --- */

static int push_integer(lua_State *L, size_t value)
{
    lua_pushinteger(L, (lua_Integer)value);
    return 1;
}

static int push_text(lua_State *L, const dl_evidence *evidence, const char *key)
{
    const dl_quote *quote = &evidence->quote;
    const struct {
        const char *name;
        dl_str text;
    } fields[] = {
        {"exact", quote->exact},
        {"prefix", quote->prefix},
        {"suffix", quote->suffix},
        {"url", evidence->url},
        {"sha256", evidence->sha256},
        {"how", dl_str_of(dl_how_word(quote->how))},
        {"verdict", dl_str_of(dl_drift_word(evidence->verdict))},
        {"detail", evidence->detail},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(fields[i].name, key) == 0) {
            bind_push(L, fields[i].text);
            return 1;
        }
    }
    return 0;
}

static int meta_index(lua_State *L)
{
    const dl_evidence *evidence = &check_evidence(L)->evidence;
    if (bind_method(L))
        return 1;
    const char *key = luaL_checkstring(L, 2);
    if (strcmp(key, "start") == 0)
        return push_integer(L, evidence->quote.start);
    if (strcmp(key, "finish") == 0)
        return push_integer(L, evidence->quote.end);
    if (strcmp(key, "matches") == 0)
        return push_integer(L, evidence->quote.matches);
    if (strcmp(key, "score") == 0) {
        lua_pushnumber(L, evidence->quote.score);
        return 1;
    }
    if (strcmp(key, "kept") == 0) {
        lua_pushboolean(L, evidence->id != 0);
        return 1;
    }
    if (strcmp(key, "captured_at") == 0) {
        if (evidence->captured_at_us == 0)
            return 0;
        dl_date date = dl_date_of_utc(evidence->captured_at_us);
        api_push_date_of(L, &date, evidence->url);
        return 1;
    }
    return push_text(L, evidence, key);
}

static int meta_tostring(lua_State *L)
{
    bind_push(L, check_evidence(L)->evidence.quote.exact);
    return 1;
}

static int f_json(lua_State *L)
{
    const held_evidence *held = check_evidence(L);
    dl_error error;
    dl_buf *out = bind_buf(L);
    if (dl_evidence_json(&held->evidence, out, &error) != 0)
        bind_raise(L, &error);
    bind_push_buf(L, out);
    return 1;
}

/* A card: the words, how they were found, and what proves it. */
static int meta_view(lua_State *L)
{
    static const char *const names[] = {"how",    "verdict", "detail",      "prefix",
                                        "suffix", "url",     "captured_at", "sha256"};
    enum { NAMES = sizeof names / sizeof *names };
    const held_evidence *held = check_evidence(L);
    const dl_view **slot;
    dl_arena *arena = api_push_view(L, &slot);
    int made = lua_gettop(L);
    dl_view *card = dl_view_table(arena, 2, NAMES);
    if (!card)
        return luaL_error(L, "not enough memory");
    card->kind = DL_VIEW_CARD;
    card->title = dl_arena_copy(arena, held->evidence.quote.exact);
    size_t rows = 0;
    for (size_t i = 0; i < NAMES; i++) {
        lua_getfield(L, 1, names[i]);
        dl_field field = api_field_of(L, -1);
        if (field.text.size > 0) {
            dl_field *row = dl_view_fields(card) + 2 * rows++;
            row[0].text = dl_str_of(names[i]);
            row[1] =
                (dl_field){field.kind, dl_arena_copy(arena, field.text),
                           dl_arena_copy(arena, field.value), dl_arena_copy(arena, field.source)};
        }
        bind_settop(L, made);
    }
    card->rows = rows;
    *slot = card;
    return 1;
}

/* --- later --- */

static void push_moment(lua_State *L, dl_str url, int64_t captured_at_us)
{
    if (!dl_str_starts(url, DL_STR("http"))) {
        lua_pushnil(L); /* when a file was read says nothing */
        return;
    }
    dl_date date = dl_date_of_utc(captured_at_us);
    api_push_date_of(L, &date, url);
}

static int f_check(lua_State *L)
{
    const held_evidence *held = check_evidence(L);
    dl_error error;
    dl_checked checked;
    dl_arena *arena = bind_arena(L);
    dl_store *store = dl_context_fetch_store(L);
    if (dl_context_look_at_captures(dl_context_of(L), store, &error) != 0 ||
        dl_evidence_check(store, &held->evidence, arena, &checked, &error) != 0 ||
        note_quote(L, &held->evidence, checked.verdict, &error) != 0)
        bind_raise(L, &error);
    lua_createtable(L, 0, 7);
    bind_set(L, "verdict", dl_str_of(dl_drift_word(checked.verdict)));
    bind_set(L, "detail", checked.detail);
    bind_set(L, "exact", checked.exact);
    bind_set(L, "sha256", checked.sha256);
    lua_pushboolean(L, checked.holds);
    lua_setfield(L, -2, "integrity");
    lua_pushboolean(L, checked.holds && dl_drift_holds(checked.verdict));
    lua_setfield(L, -2, "holds");
    push_moment(L, held->evidence.url, checked.captured_at_us);
    lua_setfield(L, -2, "captured_at");
    return 1;
}

int api_store_evidence(lua_State *L)
{
    static const char *const columns[] = {"exact", "url", "how", "verdict", "detail"};
    dl_str url = bind_opt_str(L, 1, (dl_str){"", 0});
    dl_error error;
    dl_arena *arena = bind_arena(L);
    dl_evidence_row *rows;
    size_t count;
    dl_store *store = dl_context_fetch_store(L);
    if (dl_context_look_at_captures(dl_context_of(L), store, &error) != 0 ||
        dl_store_evidence(store, url, (dl_str){"", 0}, arena, &rows, &count, &error) != 0)
        bind_raise(L, &error);
    api_new_rows(L, count, columns, 5);
    for (size_t i = 0; i < count; i++) {
        const dl_evidence_row *row = &rows[i];
        lua_createtable(L, 0, 11);
        bind_set(L, "exact", row->exact);
        bind_set(L, "prefix", row->prefix);
        bind_set(L, "suffix", row->suffix);
        bind_set(L, "url", row->url);
        bind_set(L, "how", row->how);
        bind_set(L, "sha256", row->sha256);
        bind_set(L, "verdict", row->verdict);
        bind_set(L, "detail", row->detail);
        push_integer(L, (size_t)row->start);
        lua_setfield(L, -2, "start");
        push_integer(L, (size_t)row->finish);
        lua_setfield(L, -2, "finish");
        push_moment(L, row->url, row->captured_at_us);
        lua_setfield(L, -2, "captured_at");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

const bind_function api_evidence_rows[] = {{"evidence.exact", NULL},
                                           {"evidence.prefix", NULL},
                                           {"evidence.suffix", NULL},
                                           {"evidence.start", NULL},
                                           {"evidence.finish", NULL},
                                           {"evidence.url", NULL},
                                           {"evidence.sha256", NULL},
                                           {"evidence.captured_at", NULL},
                                           {"evidence.how", NULL},
                                           {"evidence.score", NULL},
                                           {"evidence.matches", NULL},
                                           {"evidence.verdict", NULL},
                                           {"evidence.detail", NULL},
                                           {"evidence.kept", NULL},
                                           {"evidence:check", f_check},
                                           {"evidence:json", f_json},
                                           {NULL, NULL}};

void api_open_evidence(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__gc", meta_gc},
                                    {"__close", meta_gc},
                                    {"__index", meta_index},
                                    {"__tostring", meta_tostring},
                                    {"__concat", bind_concat},
                                    {"view", meta_view},
                                    {NULL, NULL}};
    bind_class(L, type, api_evidence_rows, meta);
}
