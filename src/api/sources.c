/* fetch.history, .at, .commits, .reddit, .embed, .incidents, .sitemap: sources with a shape. */
#include "dateline/source.h"

#include <string.h>

#include "api/api.h"
#include "api/context.h"
#include "extract/text.h"

/* What an event tells in one sentence; longer texts are cut. */
enum { LONGEST_WHAT = 240 };

/* --- options --- */

static const struct {
    const char *name;
    size_t offset;
} text_options[] = {{"archive", offsetof(dl_source_options, base)},
                    {"api", offsetof(dl_source_options, base)},
                    {"form", offsetof(dl_source_options, form)},
                    {"timegate", offsetof(dl_source_options, timegate)},
                    {"timemap", offsetof(dl_source_options, timemap)},
                    {"from", offsetof(dl_source_options, from)},
                    {"to", offsetof(dl_source_options, to)},
                    {"author", offsetof(dl_source_options, author)},
                    {"path", offsetof(dl_source_options, path)},
                    {"ref", offsetof(dl_source_options, ref)},
                    {"endpoint", offsetof(dl_source_options, endpoint)}};

/* A date is taken for its text, which stays on the stack. */
static dl_str text_option(lua_State *L, int index, const char *name)
{
    if (lua_getfield(L, index, name) != LUA_TNIL && api_test_date(L, -1)) {
        dl_str text;
        text.data = luaL_tolstring(L, -1, &text.size);
        return text;
    }
    lua_pop(L, 1);
    return bind_field(L, index, name);
}

static dl_source_options check_options(lua_State *L, int index, const char *name)
{
    const dl_fetch_options *fetch = &dl_context_of(L)->fetch_options;
    dl_source_options options = {
        .mode = fetch->mode, .tokens = fetch->tokens, .token_count = fetch->token_count};
    if (lua_isnoneornil(L, index))
        return options;
    luaL_checktype(L, index, LUA_TTABLE);
    bind_options(L, index, name);
    for (size_t i = 0; i < sizeof text_options / sizeof *text_options; i++) {
        dl_str text = text_option(L, index, text_options[i].name);
        if (text.size)
            *(dl_str *)((char *)&options + text_options[i].offset) = text;
    }
    lua_getfield(L, index, "limit");
    lua_Integer limit = luaL_optinteger(L, -1, 0);
    luaL_argcheck(L, limit >= 0 && limit <= 1000000, index, "limit must be 1 to 1000000");
    lua_pop(L, 1);
    options.limit = (size_t)limit;
    return options;
}

/* --- rows --- */

static void set_date(lua_State *L, const char *name, bool there, const dl_date *date, dl_str url)
{
    if (!there)
        return;
    api_push_date_of(L, date, url);
    lua_setfield(L, -2, name);
}

/* table[name] = value; what is told several times stands in lines. */
static void set_fact(lua_State *L, const dl_fact *fact)
{
    if (lua_getfield(L, -1, fact->name) == LUA_TSTRING) {
        lua_pushliteral(L, "\n");
        bind_push(L, fact->value);
        lua_concat(L, 3);
    } else {
        lua_pop(L, 1);
        bind_push(L, fact->value);
    }
    lua_setfield(L, -2, fact->name);
}

static void push_facts(lua_State *L, const dl_fact *facts)
{
    lua_newtable(L);
    for (; facts; facts = facts->next)
        set_fact(L, facts);
}

/* One sentence of what happened: the title, or the first words. */
static void set_what(lua_State *L, const dl_record *record, dl_buf *space)
{
    dl_str words = record->title.size ? record->title : record->text;
    dl_buf_truncate(space, 0);
    dl_text_fold(dl_str_slice(words, 0, 4 * (size_t)LONGEST_WHAT), space);
    dl_str what = dl_buf_str(space);
    if (what.size > LONGEST_WHAT) {
        size_t end = LONGEST_WHAT;
        while (end > 0 && ((unsigned char)what.data[end] & 0xC0) == 0x80)
            end--; /* not within a character */
        dl_buf_truncate(space, end);
        dl_buf_puts(space, "…");
    }
    bind_push_buf(L, space);
    lua_setfield(L, -2, "what");
}

/* An id that a timeline takes: letters, digits, - _ . and no other row's. */
static void set_id(lua_State *L, const dl_record *record, size_t index, int seen, dl_buf *space)
{
    dl_buf_truncate(space, 0);
    for (size_t i = 0; i < record->id.size && i < 100; i++) {
        char c = record->id.data[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '-' || c == '_' || c == '.';
        dl_buf_putc(space, good ? c : '-');
    }
    bind_push_buf(L, space);
    lua_pushvalue(L, -1);
    bool taken = lua_rawget(L, seen) != LUA_TNIL;
    lua_pop(L, 1);
    if (record->id.size == 0 || taken) {
        lua_pop(L, 1);
        dl_buf_printf(space, "%s%zu", space->size ? "-" : "", index + 1);
        if (record->id.size == 0) {
            dl_buf_truncate(space, 0);
            dl_buf_printf(space, "%.*s-%zu", DL_STR_ARG(record->kind), index + 1);
        }
        bind_push_buf(L, space);
    }
    lua_pushvalue(L, -1);
    lua_pushboolean(L, 1);
    lua_rawset(L, seen);
    lua_setfield(L, -2, "id");
}

/* A row has the fields of an event, so that timeline:add takes it; all else is found through it,
 * and not among its keys. told: the list that it was read from. */
static void push_row(lua_State *L, const dl_record *record, size_t index, dl_str told, int seen,
                     dl_buf *space)
{
    lua_createtable(L, 0, 6);
    set_id(L, record, index, seen, space);
    bind_set(L, "kind", record->kind);
    bind_set(L, "actor", record->actor);
    bind_set(L, "source", record->url);
    set_date(L, "date", record->has_date, &record->date, told);
    set_what(L, record, space);
    lua_createtable(L, 0, 2);
    push_facts(L, record->facts);
    set_date(L, "ended", record->has_ended, &record->ended, told);
    bind_set(L, "title", record->title);
    bind_set(L, "text", record->text);
    bind_set(L, "url", record->url);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
}

static void push_captures(lua_State *L, const dl_records *records)
{
    static const char *const columns[] = {"url", "status", "sha256"};
    api_new_rows(L, records->capture_count, columns, 3);
    for (size_t i = 0; i < records->capture_count; i++) {
        const dl_snapshot *snapshot = &records->captures[i];
        lua_createtable(L, 0, 4);
        bind_set(L, "url", snapshot->url);
        bind_set(L, "final_url", snapshot->final_url);
        bind_set(L, "sha256", snapshot->sha256);
        lua_pushinteger(L, snapshot->status);
        lua_setfield(L, -2, "status");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static int push_records(lua_State *L, const dl_records *records, const char *const *columns,
                        size_t column_count)
{
    dl_str told = records->capture_count ? records->captures[0].url : (dl_str){"", 0};
    dl_buf *space = bind_buf(L);
    lua_newtable(L); /* ids that are taken */
    int seen = lua_gettop(L);
    api_new_rows(L, records->count, columns, column_count);
    for (size_t i = 0; i < records->count; i++) {
        push_row(L, &records->items[i], i, told, seen, space);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    bind_set(L, "incomplete", records->incomplete);
    push_facts(L, records->facts);
    lua_setfield(L, -2, "facts");
    push_captures(L, records);
    lua_setfield(L, -2, "captures");
    return 1;
}

/* --- functions --- */

static void note_missing(lua_State *L, dl_str url, const dl_error *error)
{
    dl_error ignored;
    dl_context_add_source(dl_context_of(L), url, NULL, NULL, dl_str_of(error->message), &ignored);
}

typedef int read_function(dl_fetch *fetch, dl_str url, const dl_source_options *options,
                          dl_arena *arena, dl_records *out, dl_error *error);

static int read_source(lua_State *L, read_function *read, const char *name,
                       const char *const *columns, size_t column_count)
{
    dl_str url = bind_str(L, 1);
    lua_settop(L, 2);
    dl_source_options options = check_options(L, 2, name);
    dl_error error;
    dl_records records;
    dl_arena *arena = bind_arena(L);
    dl_fetch *fetch = dl_context_fetch(L);
    if (read(fetch, url, &options, arena, &records, &error) != 0) {
        note_missing(L, url, &error);
        bind_raise(L, &error);
    }
    for (size_t i = 0; i < records.capture_count; i++)
        if (dl_context_add_source(dl_context_of(L), records.captures[i].url, &records.captures[i],
                                  NULL, (dl_str){"", 0}, &error) != 0)
            bind_raise(L, &error);
    return push_records(L, &records, columns, column_count);
}

static int f_history(lua_State *L)
{
    static const char *const columns[] = {"date", "kind", "status", "changed", "source"};
    return read_source(L, dl_source_history, "fetch.history", columns, 5);
}

static int f_commits(lua_State *L)
{
    static const char *const columns[] = {"date", "actor", "what", "id"};
    return read_source(L, dl_source_commits, "fetch.commits", columns, 4);
}

static int f_reddit(lua_State *L)
{
    static const char *const columns[] = {"date", "kind", "actor", "what", "source"};
    return read_source(L, dl_source_reddit, "fetch.reddit", columns, 5);
}

static int f_embed(lua_State *L)
{
    static const char *const columns[] = {"date", "kind", "actor", "what", "source"};
    return read_source(L, dl_source_embed, "fetch.embed", columns, 5);
}

static int f_incidents(lua_State *L)
{
    static const char *const columns[] = {"date", "ended", "kind", "impact", "what"};
    return read_source(L, dl_source_incidents, "fetch.incidents", columns, 5);
}

static int f_sitemap(lua_State *L)
{
    static const char *const columns[] = {"date", "what", "source"};
    return read_source(L, dl_source_sitemap, "fetch.sitemap", columns, 3);
}

static int f_at(lua_State *L)
{
    dl_date space;
    dl_error error;
    dl_str url = bind_str(L, 1);
    const dl_date *date = api_check_date(L, 2, &space);
    dl_source_options options = check_options(L, 3, "fetch.at");
    dl_context *context = dl_context_of(L);
    dl_capture *held = api_new_page(L);
    dl_fetch *fetch = dl_context_fetch(L);
    if (dl_capture_at(fetch, dl_context_fetch_store(L), url, date, &options, held, &error) != 0) {
        note_missing(L, url, &error);
        bind_raise(L, &error);
    }
    dl_source facts = {.title = held->page.title,
                       .authors = held->page.authors,
                       .publisher = held->page.publisher,
                       .published = held->published};
    if (dl_context_add_source(context, held->snapshot.url, &held->snapshot, &facts, (dl_str){"", 0},
                              &error) != 0)
        bind_raise(L, &error);
    return 1;
}

bool api_push_memento(lua_State *L, const dl_capture *held, const char *key)
{
    const dl_memento *memento = &held->memento;
    if (!memento->is)
        return false;
    if (strcmp(key, "memento") == 0 && memento->has_at) {
        api_push_date_of(L, &memento->at, held->snapshot.url);
    } else if (strcmp(key, "asked") == 0) {
        api_push_date(L, &memento->asked);
    } else if (strcmp(key, "original_headers") == 0) {
        dl_buf *buf = bind_buf(L);
        dl_memento_headers(held->snapshot.headers, buf);
        bind_push_buf(L, buf);
    } else if (strcmp(key, "distance") == 0 && memento->has_at) {
        api_span span = {.days = memento->distance};
        api_push_span(L, &span);
    } else if (strcmp(key, "original") == 0) {
        bind_push(L, memento->original);
    } else if (strcmp(key, "moved") == 0 && memento->moved.size) {
        bind_push(L, memento->moved);
    } else if (strcmp(key, "origin") == 0) {
        lua_pushliteral(L, "memento");
    } else {
        return false;
    }
    return true;
}

const bind_function api_source_rows[] = {
    {"fetch.history", f_history}, {"fetch.at", f_at},
    {"fetch.commits", f_commits}, {"fetch.reddit", f_reddit},
    {"fetch.embed", f_embed},     {"fetch.incidents", f_incidents},
    {"fetch.sitemap", f_sitemap}, {NULL, NULL}};

void api_open_sources(lua_State *L) /* after fetch, whose module it adds to */
{
    lua_getglobal(L, "fetch");
    for (const bind_function *row = api_source_rows; row->name; row++) {
        lua_pushcfunction(L, row->call);
        lua_setfield(L, -2, row->name + strlen("fetch."));
    }
    lua_pop(L, 1);
}
