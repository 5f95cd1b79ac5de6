#include "api/record.h"

#include <string.h>

#include "timeline/fields.h"

/* url and snapshot: of what store.events gives */
static const char *const more_names[] = {"source", "ends", "url", "snapshot"};
enum { MORE_NAMES = sizeof more_names / sizeof *more_names };

static void check_names(lua_State *L, int index)
{
    enum { NAMES = TIMELINE_FIELDS + MORE_NAMES };
    const char *texts[NAMES];
    dl_str names[NAMES], wrong;
    for (size_t i = 0; i < NAMES; i++) {
        texts[i] = i < TIMELINE_FIELDS ? timeline_fields[i].name : more_names[i - TIMELINE_FIELDS];
        names[i] = dl_str_of(texts[i]);
    }
    if (!bind_wrong_field(L, index, names, NAMES, &wrong))
        luaL_error(L, "an event is a table of named fields");
    const char *near = wrong.data ? dl_str_nearest(wrong, texts, NAMES) : NULL;
    if (near)
        luaL_error(L, "an event has no field '%s'; %s", wrong.data,
                   dl_str_propose(&near, 1, NULL).text);
    if (wrong.data)
        luaL_error(L, "an event has no field '%s'", wrong.data);
}

static bool date_field(lua_State *L, int index, const char *key, dl_arena *arena,
                       const dl_date **date)
{
    dl_date space;
    const dl_date *read = api_date_field(L, index, key, &space);
    if (read) {
        dl_date *copy = dl_arena_alloc(arena, sizeof *copy);
        if (!copy)
            luaL_error(L, "not enough memory");
        else
            *copy = *read;
        *date = copy;
    }
    lua_pop(L, 1);
    return read != NULL;
}

/* ends = "2024-06-30" beside date: the event lasts from its date to that one. */
static void ends_field(lua_State *L, int index, dl_arena *arena, dl_event *event)
{
    const dl_date *end = NULL;
    if (!date_field(L, index, "ends", arena, &end))
        return;
    if (event->date->interval || end->interval)
        luaL_error(L, "with ends, date and ends are single dates; or write date = \"a/b\", "
                      "reading = \"spans\"");
    dl_buf *text = bind_buf(L);
    dl_error error;
    dl_date_print(event->date, text);
    dl_buf_putc(text, '/');
    dl_date_print(end, text);
    if (dl_buf_ok(text, &error) != 0 ||
        fields_date(dl_buf_str(text), &event->date, arena, &error) != 0)
        bind_raise(L, &error);
    bind_settop(L, lua_gettop(L) - 1);
    event->spans = true;
}

/* An item of a list: a string, "" for a false or missing date of publication, a date, or what has
 * words of its own (evidence: its exact words). */
static dl_str item_of(lua_State *L, const field_row *field, dl_arena *arena, lua_Integer at)
{
    dl_buf text;
    /* cppcheck-suppress variableScope */
    dl_str copy;
    const dl_date *date = api_test_date(L, -1);
    if (date && field->kind == FIELD_PUBLISHED) {
        dl_buf_init(&text);
        dl_date_print(date, &text);
        copy = dl_arena_copy(arena, dl_buf_str(&text));
        dl_buf_clear(&text);
        return copy;
    }
    if (field->kind == FIELD_PUBLISHED && !lua_toboolean(L, -1))
        return (dl_str){"", 0};
    if (luaL_testudata(L, -1, "evidence")) {
        lua_getfield(L, -1, "exact");
        lua_remove(L, -2);
    }
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "item %d of '%s' must be a string", (int)at, field->name);
    return dl_arena_copy(arena, bind_str(L, -1));
}

static void list_field(lua_State *L, int index, const field_row *field, dl_arena *arena,
                       dl_event *event)
{
    int kind = lua_getfield(L, index, field->name);
    if (kind == LUA_TNIL && strcmp(field->name, "sources") == 0) {
        lua_pop(L, 1);
        if (lua_getfield(L, index, "source") == LUA_TNIL) {
            lua_pop(L, 1);
            lua_getfield(L, index, "url");
        }
    }
    bool none = lua_isnil(L, -1), many = lua_istable(L, -1);
    bool single = !none && !many;
    if (single && lua_type(L, -1) != LUA_TSTRING && lua_type(L, -1) != LUA_TUSERDATA)
        luaL_error(L, "field '%s' must be a list of strings, not a %s", field->name,
                   luaL_typename(L, -1));
    size_t count = single ? 1 : many ? (size_t)luaL_len(L, -1) : 0;
    if (field->kind == FIELD_PUBLISHED) {
        if (none) {
            lua_pop(L, 1);
            return;
        }
        if (count > event->source_count)
            luaL_error(L, "'published' has %d dates for %d sources", (int)count,
                       (int)event->source_count);
        count = event->source_count;
    }
    dl_str *items = dl_arena_alloc(arena, (count + 1) * sizeof *items);
    for (size_t i = 0; items && i < count; i++) {
        if (single && i == 0)
            lua_pushvalue(L, -1);
        else if (single)
            lua_pushnil(L);
        else
            lua_geti(L, -1, (lua_Integer)i + 1);
        items[i] = item_of(L, field, arena, (lua_Integer)i + 1);
        lua_pop(L, 1);
        if (!items[i].data)
            items = NULL;
    }
    lua_pop(L, 1);
    if (!items) {
        luaL_error(L, "not enough memory");
        return;
    }
    const dl_str *list = items;
    memcpy((char *)event + field->offset, &list, sizeof(void *));
    if (field->kind == FIELD_LIST)
        memcpy((char *)event + field->count_offset, &count, sizeof count);
}

static void reading_field(lua_State *L, int index, dl_event *event)
{
    dl_error error;
    dl_str reading = bind_field(L, index, "reading");
    if (fields_take(event, fields_find(DL_STR("reading")), reading, NULL, &error) != 0)
        luaL_error(L, "%s", error.message);
}

void record_check_event(lua_State *L, int index, dl_arena *arena, dl_event *event)
{
    luaL_checktype(L, index, LUA_TTABLE);
    check_names(L, index);
    memset(event, 0, sizeof *event);
    for (size_t i = 0; i < TIMELINE_FIELDS; i++) {
        const field_row *field = &timeline_fields[i];
        if (field->kind == FIELD_LIST || field->kind == FIELD_PUBLISHED)
            list_field(L, index, field, arena, event);
        if (field->kind != FIELD_TEXT)
            continue;
        dl_str text = bind_field(L, index, field->name);
        memcpy((char *)event + field->offset, &text, sizeof text);
    }
    if (!date_field(L, index, "date", arena, &event->date))
        luaL_error(L, "an event needs a date");
    event->has_due = date_field(L, index, "due", arena, &event->due);
    reading_field(L, index, event);
    ends_field(L, index, arena, event);
}

static void push_list(lua_State *L, const dl_event *event, const field_row *field)
{
    size_t count;
    const dl_str *list = fields_list(event, field, &count);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        if (field->kind == FIELD_PUBLISHED && list[i].size == 0)
            lua_pushboolean(L, 0);
        else
            bind_push(L, list[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, field->name);
}

void record_push_date(lua_State *L, const dl_event *event, const dl_date *date)
{
    api_push_date_of(L, date, event->source_count ? event->sources[0] : (dl_str){"", 0});
}

/* Lists that are empty are left out, but for the sources, which every event ought to have. */
void record_push_event(lua_State *L, const dl_event *event)
{
    lua_createtable(L, 0, TIMELINE_FIELDS);
    for (size_t i = 0; i < TIMELINE_FIELDS; i++) {
        const field_row *field = &timeline_fields[i];
        if (field->kind == FIELD_TEXT)
            bind_set(L, field->name, *fields_text(event, field));
    }
    record_push_date(L, event, event->date);
    lua_setfield(L, -2, "date");
    if (event->spans)
        bind_set(L, "reading", DL_STR("spans"));
    if (event->has_due) {
        record_push_date(L, event, event->due);
        lua_setfield(L, -2, "due");
    }
    push_list(L, event, fields_find(DL_STR("sources")));
    if (event->published)
        push_list(L, event, fields_find(DL_STR("published")));
    if (event->evidence_count)
        push_list(L, event, fields_find(DL_STR("evidence")));
    if (event->tag_count)
        push_list(L, event, fields_find(DL_STR("tags")));
}
