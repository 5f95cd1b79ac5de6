/* page: a capture read as a document. */
#include "dateline/capture.h"

#include <string.h>

#include "api/api.h"
#include "api/context.h"

static const char *const type = "page";

/* One of many may be held unread: it is read when somebody looks into it. */
static dl_capture *check_held(lua_State *L, int index)
{
    return luaL_checkudata(L, index, type);
}

dl_capture *api_check_page(lua_State *L, int index)
{
    dl_error error;
    dl_capture *held = check_held(L, index);
    if (held->unread && (dl_capture_load(dl_context_fetch_store(L), held, &error) != 0 ||
                         api_note_page(L, held, &error) != 0))
        bind_raise(L, &error);
    return held;
}

static int meta_gc(lua_State *L)
{
    dl_capture_clear(check_held(L, 1));
    return 0;
}

dl_capture *api_new_page(lua_State *L)
{
    dl_capture *held = lua_newuserdatauv(L, sizeof *held, 1);
    dl_capture_init(held);
    luaL_setmetatable(L, type);
    return held;
}

static int push_links(lua_State *L, const dl_page *page)
{
    lua_createtable(L, (int)page->link_count, 0);
    for (size_t i = 0; i < page->link_count; i++) {
        bind_push(L, page->links[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int push_text_field(lua_State *L, const dl_capture *held, const char *key)
{
    const struct {
        const char *name;
        dl_str text;
    } fields[] = {
        {"url", held->snapshot.url},         {"final_url", held->snapshot.final_url},
        {"headers", held->snapshot.headers}, {"sha256", held->snapshot.sha256},
        {"title", held->page.title},         {"authors", held->page.authors},
        {"publisher", held->page.publisher}, {"lang", held->page.lang},
        {"text", held->page.text},           {"html", held->page.html},
        {"charset", held->page.charset},     {"published_from", held->page.published_from},
        {"body", held->snapshot.body},       {"note", held->snapshot.note},
        {"excerpt", held->page.excerpt},     {"modified_from", held->page.modified_from},
        {"canonical", held->page.canonical},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(fields[i].name, key) == 0) {
            bind_push(L, fields[i].text);
            return 1;
        }
    }
    return 0;
}

/* What is known of a capture without reading it. */
static bool is_of_snapshot(const char *key)
{
    static const char *const keys[] = {"url",    "final_url",   "headers", "sha256",
                                       "status", "captured_at", "from",    "note"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(keys[i], key) == 0)
            return true;
    return false;
}

static int meta_index(lua_State *L)
{
    dl_capture *held = check_held(L, 1);
    if (bind_method(L))
        return 1;
    const char *key = luaL_checkstring(L, 2);
    if (!is_of_snapshot(key))
        held = api_check_page(L, 1);
    if (strcmp(key, "status") == 0) {
        lua_pushinteger(L, held->snapshot.status);
        return 1;
    }
    if (strcmp(key, "captured_at") == 0) {
        if (!dl_str_starts(held->snapshot.final_url, DL_STR("http")))
            return 0; /* when a file was read differs in every run, and says nothing */
        dl_date date = dl_date_of_utc(held->snapshot.captured_at_us);
        api_push_date_of(L, &date, held->snapshot.url);
        return 1;
    }
    if (strcmp(key, "from") == 0) {
        lua_pushstring(L, dl_fetch_from_word(held->from));
        return 1;
    }
    if (strcmp(key, "published") == 0) {
        if (!held->page.has_published)
            return 0;
        api_push_date_of(L, &held->page.published, held->snapshot.url);
        return 1;
    }
    if (api_push_memento(L, held, key))
        return 1;
    if (strcmp(key, "modified") == 0) {
        if (!held->page.has_modified)
            return 0;
        api_push_date_of(L, &held->page.modified, held->snapshot.url);
        return 1;
    }
    if (strcmp(key, "json") == 0) {
        api_push_json(L, held);
        return 1;
    }
    if (strcmp(key, "links") == 0)
        return push_links(L, &held->page);
    if (api_push_page_list(L, &held->page, key))
        return 1;
    return push_text_field(L, held, key);
}

static int meta_tostring(lua_State *L)
{
    dl_capture *held = api_check_page(L, 1);
    dl_str title = held->page.title.size ? held->page.title : held->snapshot.url;
    bind_push(L, title);
    return 1;
}

/* A page displays as a card: what it is, where it came from, what proves it. */
static int meta_view(lua_State *L)
{
    static const char *const live[] = {"publisher",   "authors", "published", "url",
                                       "captured_at", "status",  "sha256"};
    static const char *const archived[] = {"publisher", "authors", "published", "original",
                                           "memento",   "status",  "url"};
    enum { NAMES = sizeof live / sizeof *live };
    dl_capture *held = api_check_page(L, 1);
    const char *const *names = held->memento.is ? archived : live;
    const dl_view **slot;
    dl_arena *arena = api_push_view(L, &slot);
    int made = lua_gettop(L);
    dl_view *card = dl_view_table(arena, 2, NAMES);
    if (!card)
        return luaL_error(L, "not enough memory");
    card->kind = DL_VIEW_CARD;
    card->title = dl_arena_copy(arena, held->page.title);
    for (size_t i = 0; i < NAMES; i++) {
        dl_field *row = dl_view_fields(card) + 2 * i;
        row[0].text = dl_str_of(names[i]);
        lua_getfield(L, 1, names[i]);
        dl_field field = api_field_of(L, -1);
        row[1] = (dl_field){field.kind, dl_arena_copy(arena, field.text),
                            dl_arena_copy(arena, field.value), dl_arena_copy(arena, field.source)};
        bind_settop(L, made);
    }
    *slot = card;
    return 1;
}

const bind_function api_page_rows[] = {{"page:quote", api_page_quote},
                                       {"page:try_quote", api_page_try_quote},
                                       {"page:find", api_page_find},
                                       {"page:select", api_page_select},
                                       {"page:feeds", api_page_feeds},
                                       {"page:dates", api_page_dates},
                                       {"page:candidates", api_page_candidates},
                                       {"page.body", NULL},
                                       {"page.charset", NULL},
                                       {"page.modified_from", NULL},
                                       {"candidate:accept", api_candidate_accept},
                                       {"page.url", NULL},
                                       {"page.final_url", NULL},
                                       {"page.status", NULL},
                                       {"page.headers", NULL},
                                       {"page.sha256", NULL},
                                       {"page.captured_at", NULL},
                                       {"page.from", NULL},
                                       {"page.note", NULL},
                                       {"page.title", NULL},
                                       {"page.authors", NULL},
                                       {"page.published", NULL},
                                       {"page.publisher", NULL},
                                       {"page.lang", NULL},
                                       {"page.text", NULL},
                                       {"page.html", NULL},
                                       {"page.links", NULL},
                                       {"page.json", NULL},
                                       {"page.memento", NULL},
                                       {"page.asked", NULL},
                                       {"page.distance", NULL},
                                       {"page.original", NULL},
                                       {"page.original_headers", NULL},
                                       {"page.moved", NULL},
                                       {"page.origin", NULL},
                                       {"page.claims", NULL},
                                       {"page.published_from", NULL},
                                       {"page.modified", NULL},
                                       {"page.canonical", NULL},
                                       {"page.excerpt", NULL},
                                       {"page.anchors", NULL},
                                       {NULL, NULL}};

void api_open_page(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__gc", meta_gc},       {"__close", meta_gc},
                                    {"__index", meta_index}, {"__tostring", meta_tostring},
                                    {"view", meta_view},     {NULL, NULL}};
    bind_class(L, type, api_page_rows, meta);
}
