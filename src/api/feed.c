/* feed: a capture of RSS, Atom or JSON Feed. */
#include "dateline/feed.h"

#include <string.h>

#include "api/api.h"
#include "api/rows.h"

static const char *const type = "feed";

/* Its user value is the table of its entries, once asked for. */
typedef struct held_feed {
    dl_feed feed;
    dl_arena arena; /* of the strings below */
    dl_str url, sha256;
} held_feed;

static held_feed *check_feed(lua_State *L, int index)
{
    return luaL_checkudata(L, index, type);
}

static int meta_gc(lua_State *L)
{
    held_feed *held = check_feed(L, 1);
    dl_feed_clear(&held->feed);
    dl_arena_clear(&held->arena);
    held->url = held->sha256 = (dl_str){"", 0};
    return 0;
}

static held_feed *new_feed(lua_State *L)
{
    held_feed *held = lua_newuserdatauv(L, sizeof *held, 1);
    memset(held, 0, sizeof *held);
    dl_feed_init(&held->feed);
    dl_arena_init(&held->arena);
    luaL_setmetatable(L, type);
    return held;
}

/* --- entries as tables ------------------------------------------------------------------------ */

static void set_date(lua_State *L, const char *key, const dl_feed_date *date, dl_str url)
{
    if (!date->known)
        return;
    api_push_date_of(L, &date->date, url);
    lua_setfield(L, -2, key);
}

/* The date as a value, and as it was written. */
static void set_dates(lua_State *L, const dl_feed_about *about, dl_str url)
{
    set_date(L, "published", &about->published, url);
    set_date(L, "updated", &about->updated, url);
    set_date(L, "created", &about->created, url);
    set_date(L, "expires", &about->expires, url);
    bind_set(L, "published_raw", about->published.raw);
    bind_set(L, "updated_raw", about->updated.raw);
}

static void set_authors(lua_State *L, const dl_feed_about *about)
{
    luaL_Buffer names;
    if (about->author_count == 0)
        return;
    luaL_buffinit(L, &names);
    for (size_t i = 0; i < about->author_count; i++) {
        const dl_feed_person *author = &about->authors[i];
        dl_str name = author->name.size ? author->name : author->email;
        if (i)
            luaL_addstring(&names, "; ");
        luaL_addlstring(&names, name.data ? name.data : "", name.size);
    }
    luaL_pushresult(&names);
    lua_setfield(L, -2, "authors");
}

static void push_link(lua_State *L, const dl_feed_link *link)
{
    lua_createtable(L, 0, 6);
    bind_set(L, "url", link->href);
    bind_set(L, "rel", link->rel);
    bind_set(L, "type", link->type);
    bind_set(L, "title", link->title);
    bind_set(L, "length", link->length);
    bind_set(L, "hreflang", link->hreflang);
}

/* The links of a relation, or all; sets nothing when there are none. */
static void set_links(lua_State *L, const char *key, const dl_feed_about *about, const char *rel)
{
    lua_Integer count = 0;
    lua_newtable(L);
    for (size_t i = 0; i < about->link_count; i++) {
        if (rel && !dl_str_equal(about->links[i].rel, dl_str_of(rel)))
            continue;
        push_link(L, &about->links[i]);
        lua_rawseti(L, -2, ++count);
    }
    if (count)
        lua_setfield(L, -2, key);
    else
        lua_pop(L, 1);
}

static void set_categories(lua_State *L, const dl_feed_about *about)
{
    lua_createtable(L, (int)about->category_count, 0);
    for (size_t i = 0; i < about->category_count; i++) {
        const dl_feed_category *category = &about->categories[i];
        bind_push(L, category->label.size ? category->label : category->term);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "categories");
}

static void set_extras(lua_State *L, const dl_feed_about *about)
{
    if (about->extra_count == 0)
        return;
    lua_createtable(L, 0, (int)about->extra_count);
    for (size_t i = about->extra_count; i > 0; i--) { /* the first of a name stays */
        bind_push(L, about->extras[i - 1].name);
        bind_push(L, about->extras[i - 1].value);
        lua_rawset(L, -3);
    }
    lua_setfield(L, -2, "extras");
}

/* url: of the feed, which told the dates. */
static void set_about(lua_State *L, const dl_feed_about *about, dl_str url)
{
    bind_set(L, "id", about->id);
    bind_set(L, "title", about->title_text);
    bind_set(L, "link", about->link);
    bind_set(L, "lang", about->lang);
    bind_set(L, "image", about->image.url);
    bind_set(L, "duration", about->itunes.duration);
    set_dates(L, about, url);
    set_authors(L, about);
    set_categories(L, about);
    set_links(L, "links", about, NULL);
    set_links(L, "enclosures", about, "enclosure");
    set_extras(L, about);
}

static void set_plain(lua_State *L, const char *key, const dl_feed_text *text)
{
    dl_error error;
    dl_buf *plain = bind_buf(L);
    int rc = dl_feed_plain(text, plain, &error);
    if (rc == DL_ERR_MEMORY)
        bind_raise(L, &error);
    if (rc == 0 && plain->size) {
        bind_push_buf(L, plain);
        lua_setfield(L, -3, key);
    }
    bind_settop(L, lua_gettop(L) - 1);
}

static void push_entry(lua_State *L, const dl_feed_entry *entry, dl_str url)
{
    const dl_feed_about *about = &entry->about;
    lua_createtable(L, 0, 20);
    set_about(L, about, url);
    const dl_feed_date *date = about->published.known ? &about->published
                               : about->updated.known ? &about->updated
                                                      : &about->created;
    set_date(L, "date", date, url);
    set_plain(L, "summary", &about->summary);
    const dl_feed_text *content = entry->content_count ? &entry->contents[0] : &about->summary;
    bind_set(L, "content", content->value);
    bind_set(L, "content_type", content->type);
    set_plain(L, "text", content);
    bind_set(L, "comments", entry->comments);
    if (entry->source) {
        lua_newtable(L);
        set_about(L, entry->source, url);
        lua_setfield(L, -2, "source");
    }
}

/* Pushes the entries, made once. */
static int push_entries(lua_State *L, int index)
{
    static const char *const columns[] = {"date", "title", "link"};
    index = lua_absindex(L, index);
    const held_feed *held = check_feed(L, index);
    if (lua_getiuservalue(L, index, 1) == LUA_TTABLE)
        return 1;
    lua_pop(L, 1);
    api_new_rows(L, held->feed.entry_count, columns, 3);
    for (size_t i = 0; i < held->feed.entry_count; i++) {
        push_entry(L, &held->feed.entries[i], held->url);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, index, 1);
    return 1;
}

/* --- the feed's own fields -------------------------------------------------------------------- */

static int push_words(lua_State *L, const held_feed *held, const char *key)
{
    const dl_feed *feed = &held->feed;
    const struct {
        const char *name;
        dl_str text;
    } fields[] = {{"title", feed->about.title_text},
                  {"link", feed->about.link},
                  {"id", feed->about.id},
                  {"lang", feed->about.lang},
                  {"format", feed->format},
                  {"charset", feed->charset},
                  {"fault", feed->fault},
                  {"generator", feed->about.generator},
                  {"image", feed->about.image.url},
                  {"icon", feed->about.icon},
                  {"logo", feed->about.logo},
                  {"next", feed->next},
                  {"hub", feed->hub},
                  {"url", held->url},
                  {"sha256", held->sha256}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(fields[i].name, key) == 0) {
            if (fields[i].text.size)
                bind_push(L, fields[i].text);
            else
                lua_pushnil(L);
            return 1;
        }
    }
    return 0;
}

/* Fields that entries have too, by the same code: a table of them all, of which one is taken. */
static int push_shared(lua_State *L, const held_feed *held, const char *key)
{
    lua_newtable(L);
    set_about(L, &held->feed.about, held->url);
    if (strcmp(key, "description") == 0)
        set_plain(L, "description", &held->feed.about.summary);
    else if (strcmp(key, "rights") == 0)
        set_plain(L, "rights", &held->feed.about.rights);
    lua_getfield(L, -1, key);
    return 1;
}

static int meta_index(lua_State *L)
{
    const held_feed *held = check_feed(L, 1);
    const char *key = luaL_checkstring(L, 2);
    if (strcmp(key, "entries") == 0)
        return push_entries(L, 1);
    if (strcmp(key, "well_formed") == 0) {
        lua_pushboolean(L, held->feed.well_formed);
        return 1;
    }
    if (strcmp(key, "interval") == 0) {
        if (held->feed.interval_s == 0)
            return 0;
        lua_pushinteger(L, held->feed.interval_s);
        return 1;
    }
    return push_words(L, held, key) ? 1 : push_shared(L, held, key);
}

static int meta_tostring(lua_State *L)
{
    const held_feed *held = check_feed(L, 1);
    bind_push(L, held->feed.about.title_text.size ? held->feed.about.title_text : held->url);
    return 1;
}

static int meta_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)check_feed(L, 1)->feed.entry_count);
    return 1;
}

static int meta_view(lua_State *L)
{
    const dl_view **slot;
    const held_feed *held = check_feed(L, 1);
    push_entries(L, 1);
    int entries = lua_gettop(L);
    dl_arena *arena = api_push_view(L, &slot);
    dl_view *view = rows_view(L, entries, 0, 0, arena);
    view->title = dl_arena_copy(arena, held->feed.about.title_text);
    *slot = view;
    return 1;
}

/* --- fetching --------------------------------------------------------------------------------- */

static bool is_page(const dl_capture *held)
{
    dl_str kind = dl_header_value(held->snapshot.headers, "Content-Type");
    return kind.size == 0 || dl_str_find(kind, DL_STR("html"), 0) < kind.size;
}

static int read_capture(held_feed *feed, const dl_capture *page, dl_error *error)
{
    const dl_snapshot *snapshot = &page->snapshot;
    dl_feed_source source = {
        .body = snapshot->body,
        .content_type = dl_header_value(snapshot->headers, "Content-Type"),
        .url = snapshot->final_url,
        .content_location = dl_header_value(snapshot->headers, "Content-Location"),
        .content_language = dl_header_value(snapshot->headers, "Content-Language")};
    feed->url = dl_arena_copy(&feed->arena, snapshot->final_url);
    feed->sha256 = dl_arena_copy(&feed->arena, snapshot->sha256);
    return dl_feed_read_source(&feed->feed, &source, error);
}

/* Pushes the address of the first feed that a page declares; false when there is none. */
static bool push_declared(lua_State *L, const dl_capture *page)
{
    const dl_feed_found *found;
    size_t count;
    dl_error error;
    dl_arena *arena = bind_arena(L);
    int rc = dl_feed_find(page->page.html, page->snapshot.final_url, arena, &found, &count, &error);
    if (rc == DL_ERR_MEMORY)
        bind_raise(L, &error);
    if (rc || count == 0 || !found[0].declared)
        return false;
    bind_push(L, found[0].url);
    return true;
}

/* (url, options): pushes a feed. What is a page stands for the feed that it declares. */
static int fetch_feed(lua_State *L, dl_error *error)
{
    lua_settop(L, 2);
    int rc = api_fetch_page(L, 1, error);
    if (rc)
        return rc;
    const dl_capture *page = api_check_page(L, -1);
    held_feed *held = new_feed(L);
    rc = read_capture(held, page, error);
    if (rc != DL_ERR_SYNTAX || !is_page(page))
        return rc;
    if (!push_declared(L, page)) {
        dl_error_hint(error, "p:feeds() lists the links of a page that look like a feed");
        return rc;
    }
    lua_pushvalue(L, 2);
    int at = lua_gettop(L) - 1;
    rc = api_fetch_page(L, at, error);
    if (rc)
        return rc;
    page = api_check_page(L, -1);
    return read_capture(new_feed(L), page, error);
}

static void tell_whose(lua_State *L, dl_error *error)
{
    if (error->kind == DL_ERR_SYNTAX)
        dl_error_wrap(error, "%.*s", DL_STR_ARG(bind_str(L, 1)));
}

static int f_feed(lua_State *L)
{
    bind_options(L, 2, "fetch.feed");
    dl_error error;
    luaL_checkstring(L, 1);
    if (fetch_feed(L, &error) != 0) {
        tell_whose(L, &error);
        bind_raise(L, &error);
    }
    return 1;
}

int api_page_feeds(lua_State *L)
{
    static const char *const columns[] = {"title", "url", "type", "declared"};
    const dl_capture *page = api_check_page(L, 1);
    const dl_feed_found *found;
    size_t count;
    dl_error error;
    dl_arena *arena = bind_arena(L);
    if (dl_feed_find(page->page.html, page->snapshot.final_url, arena, &found, &count, &error) != 0)
        bind_raise(L, &error);
    api_new_rows(L, count, columns, 4);
    for (size_t i = 0; i < count; i++) {
        lua_createtable(L, 0, 4);
        bind_set(L, "url", found[i].url);
        bind_set(L, "type", found[i].type);
        bind_set(L, "title", found[i].title);
        lua_pushboolean(L, found[i].declared);
        lua_setfield(L, -2, "declared");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

const bind_function api_feed_rows[] = {{"fetch.feed", f_feed},     {"feed.entries", NULL},
                                       {"feed.title", NULL},       {"feed.link", NULL},
                                       {"feed.description", NULL}, {"feed.updated", NULL},
                                       {"feed.published", NULL},   {"feed.authors", NULL},
                                       {"feed.format", NULL},      {"feed.well_formed", NULL},
                                       {"feed.fault", NULL},       {"feed.interval", NULL},
                                       {"feed.next", NULL},        {"feed.hub", NULL},
                                       {"feed.url", NULL},         {"feed.lang", NULL},
                                       {"feed.id", NULL},          {"feed.rights", NULL},
                                       {"feed.sha256", NULL},      {NULL, NULL}};

void api_open_feed(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__gc", meta_gc},
                                    {"__close", meta_gc},
                                    {"__index", meta_index},
                                    {"__tostring", meta_tostring},
                                    {"__len", meta_len},
                                    {"view", meta_view},
                                    {NULL, NULL}};
    bind_class(L, type, api_feed_rows, meta);
    bind_extend(L, "fetch", api_feed_rows);
}
