#include "api/record.h"

#include <string.h>

/* The string fields of an event, by the names that notebooks and files use. */
typedef struct text_field {
    const char *name;
    size_t offset;
} text_field;

static const text_field text_fields[] = {
    {"id", offsetof(dl_event, id)},
    {"actor", offsetof(dl_event, actor)},
    {"speaker", offsetof(dl_event, speaker)},
    {"kind", offsetof(dl_event, kind)},
    {"what", offsetof(dl_event, what)},
    {"label", offsetof(dl_event, label)},
    {"due_said", offsetof(dl_event, due_said)},
    {"settles", offsetof(dl_event, settles)},
    {"disputes", offsetof(dl_event, disputes)},
    {"publisher", offsetof(dl_event, publisher)},
    {"confidence", offsetof(dl_event, confidence)},
    {"note", offsetof(dl_event, note)},
};

enum { TEXT_FIELDS = sizeof text_fields / sizeof *text_fields };

static dl_str *text_at(dl_event *event, size_t field)
{
    return (dl_str *)((char *)event + text_fields[field].offset);
}

static void check_name(lua_State *L, const char *key)
{
    /* url and snapshot: of what store.events gives */
    static const char *const others[] = {"date", "due", "sources", "source", "url", "snapshot"};
    enum { OTHERS = sizeof others / sizeof *others };
    const char *names[TEXT_FIELDS + OTHERS];
    for (size_t i = 0; i < TEXT_FIELDS; i++)
        names[i] = text_fields[i].name;
    memcpy(names + TEXT_FIELDS, others, sizeof others);
    for (size_t i = 0; i < TEXT_FIELDS + OTHERS; i++) {
        if (strcmp(names[i], key) == 0)
            return;
    }
    const char *near = dl_str_nearest(dl_str_of(key), names, TEXT_FIELDS + OTHERS);
    if (near)
        luaL_error(L, "an event has no field '%s'; do you mean '%s'?", key, near);
    luaL_error(L, "an event has no field '%s'", key);
}

static void check_names(lua_State *L, int index)
{
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "an event is a table of named fields");
        check_name(L, lua_tostring(L, -1));
    }
}

static bool date_field(lua_State *L, int index, const char *key, dl_date *date)
{
    dl_date space;
    bool there = lua_getfield(L, index, key) != LUA_TNIL;
    if (there) {
        if (!api_test_date(L, -1) && lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "field '%s' must be a date or EDTF text, not a %s", key,
                       luaL_typename(L, -1));
        *date = *api_check_date(L, -1, &space);
    }
    lua_pop(L, 1);
    return there;
}

static void sources_field(lua_State *L, int index, dl_arena *arena, dl_event *event)
{
    if (lua_getfield(L, index, "sources") == LUA_TNIL) {
        lua_pop(L, 1);
        if (lua_getfield(L, index, "source") == LUA_TNIL) {
            lua_pop(L, 1);
            lua_getfield(L, index, "url");
        }
    }
    bool single = lua_type(L, -1) == LUA_TSTRING;
    if (!single && !lua_isnil(L, -1) && !lua_istable(L, -1))
        luaL_error(L, "field 'sources' must be a list of URLs, not a %s", luaL_typename(L, -1));
    size_t count = single ? 1 : lua_istable(L, -1) ? (size_t)luaL_len(L, -1) : 0;
    dl_str *sources = dl_arena_alloc(arena, (count + 1) * sizeof *sources);
    if (!sources) {
        luaL_error(L, "not enough memory");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (single)
            lua_pushvalue(L, -1);
        else
            lua_geti(L, -1, (lua_Integer)i + 1);
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "source %d must be a string", (int)i + 1);
        sources[i] = dl_arena_copy(arena, bind_str(L, -1));
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    event->sources = sources;
    event->source_count = count;
}

void record_check_event(lua_State *L, int index, dl_arena *arena, dl_event *event)
{
    luaL_checktype(L, index, LUA_TTABLE);
    check_names(L, index);
    memset(event, 0, sizeof *event);
    for (size_t i = 0; i < TEXT_FIELDS; i++)
        *text_at(event, i) = bind_field(L, index, text_fields[i].name);
    if (!date_field(L, index, "date", &event->date))
        luaL_error(L, "an event needs a date");
    event->has_due = date_field(L, index, "due", &event->due);
    sources_field(L, index, arena, event);
}

void record_push_event(lua_State *L, const dl_event *event)
{
    lua_createtable(L, 0, TEXT_FIELDS + 3);
    for (size_t i = 0; i < TEXT_FIELDS; i++) {
        const dl_str *text = (const dl_str *)((const char *)event + text_fields[i].offset);
        bind_set(L, text_fields[i].name, *text);
    }
    api_push_date(L, &event->date);
    lua_setfield(L, -2, "date");
    if (event->has_due) {
        api_push_date(L, &event->due);
        lua_setfield(L, -2, "due");
    }
    lua_createtable(L, (int)event->source_count, 0);
    for (size_t i = 0; i < event->source_count; i++) {
        bind_push(L, event->sources[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "sources");
}
