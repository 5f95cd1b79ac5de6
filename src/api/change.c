/* change: what changed at a source between two of its captures. */
#include "dateline/change.h"

#include <string.h>

#include "api/api.h"
#include "api/context.h"
#include "dateline/change_view.h"

static const char *const type = "change";

/* More quotations than this for one comparison are a mistake. */
enum { MAX_EVIDENCE = 10000 };

static dl_change *check_change(lua_State *L)
{
    return luaL_checkudata(L, 1, type);
}

static int meta_gc(lua_State *L)
{
    dl_change_clear(check_change(L));
    return 0;
}

static dl_change *new_change(lua_State *L)
{
    dl_change *change = lua_newuserdatauv(L, sizeof *change, 0);
    dl_change_init(change);
    luaL_setmetatable(L, type);
    return change;
}

/* --- making one --- */

static bool is_page(lua_State *L, int index)
{
    return luaL_testudata(L, index, "page") != NULL;
}

static int64_t check_snapshot(lua_State *L, int index)
{
    if (is_page(L, index))
        return api_check_page(L, index)->snapshot.id;
    if (lua_type(L, index) != LUA_TNUMBER)
        luaL_typeerror(L, index, "snapshot's id, or page");
    return luaL_checkinteger(L, index);
}

static size_t check_offset(lua_State *L, const char *key)
{
    lua_getfield(L, -1, key);
    lua_Integer offset = lua_tointeger(L, -1);
    if (!lua_isinteger(L, -1) || offset < 0)
        luaL_error(L, "evidence has %s, a place in the text: give what page:quote gave", key);
    lua_pop(L, 1);
    return (size_t)offset;
}

/* The option evidence: a list of what page:quote gave of the earlier page. */
static const dl_diff_span *check_evidence(lua_State *L, int index, size_t *count)
{
    *count = 0;
    if (lua_isnoneornil(L, index))
        return NULL;
    luaL_checktype(L, index, LUA_TTABLE);
    if (lua_getfield(L, index, "evidence") == LUA_TNIL)
        return NULL;
    luaL_argcheck(L, lua_istable(L, -1), index, "evidence must be a list of quotations");
    int list = lua_gettop(L);
    lua_Integer size = luaL_len(L, list);
    luaL_argcheck(L, size <= MAX_EVIDENCE, index, "too many quotations");
    dl_diff_span *spans = lua_newuserdatauv(L, (size_t)size * sizeof *spans + 1, 0);
    for (lua_Integer i = 1; i <= size; i++) {
        lua_geti(L, list, i);
        luaL_argcheck(L, lua_istable(L, -1) || lua_isuserdata(L, -1), index,
                      "evidence must be a list of quotations");
        spans[i - 1].start = check_offset(L, "start");
        spans[i - 1].end = check_offset(L, "finish");
        lua_pop(L, 1);
    }
    *count = (size_t)size;
    return spans;
}

int api_store_diff(lua_State *L)
{
    bind_options(L, 3, "store.diff");
    dl_error error;
    int rc;
    if (lua_type(L, 1) == LUA_TSTRING && lua_isnoneornil(L, 2)) {
        dl_str url = bind_str(L, 1);
        dl_store *store = dl_context_store(L);
        rc = dl_context_look_at_captures(dl_context_of(L), store, &error);
        if (rc == 0)
            rc = dl_change_latest(store, url, new_change(L), &error);
    } else {
        int64_t before = check_snapshot(L, 1), after = check_snapshot(L, 2);
        size_t count;
        lua_settop(L, 3);
        const dl_diff_span *evidence = check_evidence(L, 3, &count);
        dl_store *store =
            is_page(L, 1) || is_page(L, 2) ? dl_context_fetch_store(L) : dl_context_store(L);
        rc = dl_context_look_at_captures(dl_context_of(L), store, &error);
        if (rc == 0)
            rc = dl_change_between(store, before, after, evidence, count, new_change(L), &error);
    }
    if (rc != 0)
        bind_raise(L, &error);
    return 1;
}

/* --- its fields --- */

static void set_date(lua_State *L, const char *key, const dl_date *date, dl_str source)
{
    api_push_date_of(L, date, source);
    lua_setfield(L, -2, key);
}

static void set_mark(lua_State *L, const char *key, bool holds)
{
    if (!holds)
        return;
    lua_pushboolean(L, 1);
    lua_setfield(L, -2, key);
}

static void push_item(lua_State *L, const dl_change *change, const dl_diff_item *item)
{
    lua_createtable(L, 0, 6);
    bind_set(L, "before", item->old);
    bind_set(L, "after", item->now);
    set_date(L, "when", &change->when, change->after.url);
    set_mark(L, "number", item->marks & DL_DIFF_NUMBER);
    set_mark(L, "negation", item->marks & DL_DIFF_NEGATION);
    set_mark(L, "evidence", item->marks & DL_DIFF_EVIDENCE);
    if (item->kind != DL_DIFF_REWORDED)
        return;
    dl_buf *words = bind_buf(L);
    dl_change_print_pieces(item, words);
    bind_push_buf(L, words);
    lua_setfield(L, -3, "words");
    lua_pop(L, 1);
}

static int push_items(lua_State *L, const dl_change *change, dl_diff_kind kind)
{
    static const char *const reworded[] = {"words", "when"}, *const added[] = {"after", "when"},
                             *const removed[] = {"before", "when"};
    const char *const *columns = kind == DL_DIFF_REWORDED  ? reworded
                                 : kind == DL_DIFF_REMOVED ? removed
                                                           : added;
    api_new_rows(L, 0, columns, 2);
    lua_Integer count = 0;
    for (size_t i = 0; i < change->diff.count; i++) {
        const dl_diff_item *item = &change->diff.items[i];
        bool apart = item->marks & DL_CHANGE_APART && !(item->marks & DL_DIFF_EVIDENCE);
        if (item->kind != kind || apart)
            continue;
        push_item(L, change, item);
        lua_rawseti(L, -2, ++count);
    }
    return 1;
}

static int push_counters(lua_State *L, const dl_change *change)
{
    static const char *const columns[] = {"what", "from", "to", "when"};
    api_new_rows(L, 0, columns, 4);
    lua_Integer count = 0;
    for (size_t i = 0; i < change->diff.count; i++) {
        const dl_diff_item *item = &change->diff.items[i];
        if (!(item->marks & DL_DIFF_COUNTER))
            continue;
        lua_createtable(L, 0, 6);
        bind_set(L, "what", item->what);
        bind_set(L, "from", item->from);
        bind_set(L, "to", item->to);
        bind_set(L, "before", item->old);
        bind_set(L, "after", item->now);
        set_date(L, "when", &change->when, change->after.url);
        lua_rawseti(L, -2, ++count);
    }
    return 1;
}

static int push_fields(lua_State *L, const dl_change_field *fields, size_t count)
{
    static const char *const columns[] = {"name", "before", "after"};
    api_new_rows(L, count, columns, 3);
    for (size_t i = 0; i < count; i++) {
        lua_createtable(L, 0, 3);
        bind_set(L, "name", fields[i].name);
        bind_set(L, "before", fields[i].before);
        bind_set(L, "after", fields[i].after);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int push_flags(lua_State *L, unsigned flags)
{
    lua_newtable(L);
    lua_Integer count = 0;
    for (size_t i = 0; i < DL_CHANGE_FLAGS; i++) {
        if (!(flags & 1u << i))
            continue;
        lua_pushstring(L, dl_change_flag_word(1u << i));
        lua_rawseti(L, -2, ++count);
    }
    return 1;
}

static int push_snapshot(lua_State *L, const dl_snapshot *snapshot)
{
    lua_createtable(L, 0, 6);
    lua_pushinteger(L, snapshot->id);
    lua_setfield(L, -2, "id");
    lua_pushinteger(L, snapshot->status);
    lua_setfield(L, -2, "status");
    bind_set(L, "url", snapshot->url);
    bind_set(L, "final_url", snapshot->final_url);
    bind_set(L, "sha256", snapshot->sha256);
    dl_date date = dl_date_of_utc(snapshot->captured_at_us);
    set_date(L, "captured_at", &date, snapshot->url);
    return 1;
}

static int push_number(lua_State *L, int64_t number)
{
    if (number == 0)
        return 0;
    lua_pushinteger(L, number);
    return 1;
}

static int push_text(lua_State *L, dl_str text)
{
    if (text.size == 0)
        return 0;
    bind_push(L, text);
    return 1;
}

static int meta_index(lua_State *L)
{
    static const char *const names[] = {"class",  "flags",    "added",    "removed", "reworded",
                                        "moved",  "counters", "metadata", "ignored", "when",
                                        "before", "after",    "reason",   "summary", "as_it_was"};
    enum { CLASS, FLAGS, ADDED, REMOVED, REWORDED, MOVED, COUNTERS, METADATA, IGNORED, WHEN };
    enum { BEFORE = WHEN + 1, AFTER, REASON, SUMMARY, AS_IT_WAS, NAMES };
    const dl_change *change = check_change(L);
    if (bind_method(L))
        return 1;
    const char *key = luaL_checkstring(L, 2);
    int name = 0;
    while (name < NAMES && strcmp(names[name], key) != 0)
        name++;
    switch (name) {
    case CLASS:
        return push_text(L, dl_str_of(dl_change_class_word(change->class)));
    case FLAGS:
        return push_flags(L, change->flags);
    case ADDED:
        return push_items(L, change, DL_DIFF_ADDED);
    case REMOVED:
        return push_items(L, change, DL_DIFF_REMOVED);
    case REWORDED:
        return push_items(L, change, DL_DIFF_REWORDED);
    case MOVED:
        return push_items(L, change, DL_DIFF_MOVED_HERE);
    case COUNTERS:
        return push_counters(L, change);
    case METADATA:
        return push_fields(L, change->metadata, change->metadata_count);
    case IGNORED:
        return push_fields(L, change->ignored, change->ignored_count);
    case WHEN:
        api_push_date_of(L, &change->when, change->after.url);
        return 1;
    case BEFORE:
        return push_snapshot(L, &change->before);
    case AFTER:
        return push_snapshot(L, &change->after);
    case REASON:
        return push_text(L, change->reason);
    case SUMMARY:
        return push_text(L, change->summary);
    case AS_IT_WAS:
        return push_number(L, change->as_it_was);
    default:
        return 0;
    }
}

static int f_words(lua_State *L)
{
    bind_push(L, check_change(L)->summary);
    return 1;
}

static int meta_view(lua_State *L)
{
    const dl_change *change = check_change(L);
    const dl_view **slot;
    dl_arena *arena = api_push_view(L, &slot);
    *slot = dl_change_view(change, arena);
    return *slot ? 1 : luaL_error(L, "not enough memory");
}

/* --- events --- */

int api_store_events(lua_State *L)
{
    static const char *const columns[] = {"date", "kind", "what"};
    dl_str url = bind_str(L, 1);
    dl_error error;
    dl_arena *arena = bind_arena(L);
    dl_source_event *events;
    size_t count;
    dl_store *store = dl_context_store(L);
    if (dl_context_look_at_captures(dl_context_of(L), store, &error) != 0 ||
        dl_source_events(store, url, dl_context_of(L)->cancel, arena, &events, &count, &error) != 0)
        bind_raise(L, &error);
    api_new_rows(L, count, columns, 3);
    for (size_t i = 0; i < count; i++) {
        const dl_source_event *event = &events[i];
        lua_createtable(L, 0, 7);
        bind_set(L, "id", event->id);
        set_date(L, "date", &event->date, event->url);
        bind_set(L, "kind", dl_str_of(event->kind));
        bind_set(L, "what", event->what);
        bind_set(L, "actor", event->actor);
        bind_set(L, "url", event->url);
        lua_pushinteger(L, event->snapshot);
        lua_setfield(L, -2, "snapshot");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

const bind_function api_change_rows[] = {{"change:words", f_words},
                                         {"change.summary", NULL},
                                         {"change.class", NULL},
                                         {"change.flags", NULL},
                                         {"change.reason", NULL},
                                         {"change.when", NULL},
                                         {"change.before", NULL},
                                         {"change.after", NULL},
                                         {"change.as_it_was", NULL},
                                         {"change.added", NULL},
                                         {"change.removed", NULL},
                                         {"change.reworded", NULL},
                                         {"change.moved", NULL},
                                         {"change.counters", NULL},
                                         {"change.metadata", NULL},
                                         {"change.ignored", NULL},
                                         {NULL, NULL}};

void api_open_change(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__gc", meta_gc},
                                    {"__close", meta_gc},
                                    {"__index", meta_index},
                                    {"__tostring", f_words},
                                    {"__concat", bind_concat},
                                    {"view", meta_view},
                                    {NULL, NULL}};
    bind_class(L, type, api_change_rows, meta);
}
