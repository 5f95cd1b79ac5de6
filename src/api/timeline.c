/* timeline: events, promises and outcomes as notebooks see them. */
#include "dateline/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/context.h"
#include "api/picture.h"
#include "api/record.h"
#include "api/timeline.h"

static const char *const type = "timeline";

dl_timeline *timeline_check(lua_State *L, int index)
{
    dl_timeline **held = luaL_checkudata(L, index, type);
    if (!*held)
        luaL_error(L, "this timeline is closed");
    return *held;
}

/* Empty userdata first, the resource second (STYLE 6 b). */
dl_timeline **timeline_push(lua_State *L)
{
    dl_timeline **held = lua_newuserdatauv(L, sizeof(dl_timeline *), 0);
    *held = NULL;
    luaL_setmetatable(L, type);
    return held;
}

static dl_timeline *new_timeline(lua_State *L)
{
    dl_timeline **held = timeline_push(L);
    dl_error error;
    if (dl_timeline_new(held, &error) != 0)
        bind_raise(L, &error);
    return *held;
}

static int meta_gc(lua_State *L)
{
    dl_timeline **held = luaL_checkudata(L, 1, type);
    dl_timeline *timeline = *held;
    *held = NULL;
    dl_timeline_free(timeline);
    return 0;
}

static void add_event(lua_State *L, dl_timeline *timeline, int index)
{
    dl_event event;
    dl_error error;
    int top = lua_gettop(L);
    dl_arena *arena = bind_arena(L);
    record_check_event(L, index, arena, &event);
    if (dl_timeline_add(timeline, &event, &error) != 0)
        bind_raise(L, &error);
    bind_settop(L, top);
}

static int f_timeline(lua_State *L) /* (events?) */
{
    bool empty = lua_isnoneornil(L, 1);
    if (!empty)
        luaL_checktype(L, 1, LUA_TTABLE);
    dl_timeline *timeline = new_timeline(L);
    lua_Integer count = empty ? 0 : luaL_len(L, 1);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_geti(L, 1, i);
        add_event(L, timeline, lua_gettop(L));
        lua_pop(L, 1);
    }
    timeline_note(L, "");
    return 1;
}

static int f_add(lua_State *L)
{
    dl_timeline *timeline = timeline_check(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    add_event(L, timeline, 2);
    lua_settop(L, 1);
    return 1;
}

static int f_promise(lua_State *L)
{
    dl_timeline *timeline = timeline_check(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    if (lua_getfield(L, 2, "due") == LUA_TNIL)
        return luaL_error(L, "a promise needs a due date: due = \"2024\"");
    if (lua_getfield(L, 2, "kind") == LUA_TNIL) {
        lua_pushliteral(L, "promise");
        lua_setfield(L, 2, "kind");
    }
    lua_settop(L, 2);
    add_event(L, timeline, 2);
    lua_settop(L, 1);
    return 1;
}

static int f_settle(lua_State *L)
{
    dl_timeline *timeline = timeline_check(L, 1);
    dl_str promise = bind_str(L, 2);
    dl_str outcome = bind_str(L, 3);
    dl_error error;
    if (dl_timeline_settle(timeline, promise, outcome, &error) != 0)
        bind_raise(L, &error);
    lua_settop(L, 1);
    return 1;
}

const dl_event *timeline_check_event(lua_State *L, const dl_timeline *timeline, int index)
{
    const dl_event *event;
    dl_error error;
    if (dl_timeline_need(timeline, bind_str(L, index), &event, &error) != 0)
        bind_raise(L, &error);
    return event;
}

static void set_id(lua_State *L, const char *key, const dl_event *event)
{
    if (event)
        bind_set(L, key, event->id);
}

static int f_get(lua_State *L)
{
    const dl_timeline *timeline = timeline_check(L, 1);
    const dl_event *event = timeline_check_event(L, timeline, 2);
    record_push_event(L, event);
    set_id(L, "outcome", event->has_due ? dl_timeline_outcome(timeline, event) : NULL);
    set_id(L, "revised_by", dl_timeline_revised_by(timeline, event));
    set_id(L, "superseded_by", dl_timeline_superseded_by(timeline, event));
    return 1;
}

static int f_events(lua_State *L)
{
    static const char *const columns[] = {"date", "actor", "kind", "what"};
    const dl_timeline *timeline = timeline_check(L, 1);
    void **order = bind_box(L, free);
    dl_error error;
    size_t *sorted;
    if (dl_timeline_sorted(timeline, &sorted, &error) != 0)
        bind_raise(L, &error);
    *order = sorted;
    size_t count = dl_timeline_count(timeline);
    api_new_rows(L, count, columns, 4);
    for (size_t i = 0; i < count; i++) {
        record_push_event(L, dl_timeline_at(timeline, sorted[i]));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int f_actors(lua_State *L)
{
    const dl_timeline *timeline = timeline_check(L, 1);
    lua_newtable(L);
    lua_newtable(L); /* names seen */
    lua_Integer actors = 0;
    for (size_t i = 0; i < dl_timeline_count(timeline); i++) {
        bind_push(L, dl_timeline_at(timeline, i)->actor);
        lua_pushvalue(L, -1);
        if (lua_rawget(L, -3) != LUA_TNIL) {
            lua_pop(L, 2);
            continue;
        }
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_rawseti(L, -4, ++actors);
        lua_pushboolean(L, 1);
        lua_rawset(L, -3);
    }
    lua_pop(L, 1);
    return 1;
}

static int f_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)dl_timeline_count(timeline_check(L, 1)));
    return 1;
}

typedef struct selection {
    dl_str actor, kind, tag;
    const char *wanted; /* one byte an event, from a Lua function; NULL without one */
    size_t next;
} selection;

static bool has_tag(const dl_event *event, dl_str tag)
{
    bool has = tag.size == 0;
    for (size_t i = 0; i < event->tag_count && !has; i++)
        has = dl_str_equal(event->tags[i], tag);
    return has;
}

static bool keep_event(const dl_event *event, void *data)
{
    selection *want = data;
    size_t index = want->next++;
    if (want->wanted)
        return want->wanted[index] != 0;
    return (want->actor.size == 0 || dl_str_equal(want->actor, event->actor)) &&
           (want->kind.size == 0 || dl_str_equal(want->kind, event->kind)) &&
           has_tag(event, want->tag);
}

/* Asks the Lua function first, for all events, since an error of its must not cross C frames. */
static const char *ask_function(lua_State *L, const dl_timeline *timeline)
{
    size_t count = dl_timeline_count(timeline);
    char *wanted = lua_newuserdatauv(L, count + 1, 0);
    for (size_t i = 0; i < count; i++) {
        lua_pushvalue(L, 2);
        record_push_event(L, dl_timeline_at(timeline, i));
        lua_call(L, 1, 1);
        wanted[i] = (char)lua_toboolean(L, -1);
        lua_pop(L, 1);
    }
    return wanted;
}

static int f_filter(lua_State *L)
{
    const dl_timeline *timeline = timeline_check(L, 1);
    selection want = {0};
    dl_error error;
    if (lua_isfunction(L, 2)) {
        want.wanted = ask_function(L, timeline);
    } else {
        luaL_checktype(L, 2, LUA_TTABLE);
        bind_fields(L, 2, "field", (dl_str[]){DL_STR("actor"), DL_STR("kind"), DL_STR("tag")}, 3);
        want.actor = bind_field(L, 2, "actor");
        want.kind = bind_field(L, 2, "kind");
        want.tag = bind_field(L, 2, "tag");
    }
    if (dl_timeline_filter(timeline, keep_event, &want, timeline_push(L), &error) != 0)
        bind_raise(L, &error);
    return 1;
}

static int ascending(const void *first, const void *second)
{
    size_t a = *(const size_t *)first, b = *(const size_t *)second;
    return (a > b) - (a < b);
}

static int push_between(lua_State *L, const dl_date *from, const dl_date *to)
{
    dl_timeline *timeline = timeline_check(L, 1);
    dl_error error;
    size_t *found, count;
    void **box = bind_box(L, free);
    if (dl_timeline_between(timeline, from, to, &found, &count, &error) != 0)
        bind_raise(L, &error);
    *box = found;
    if (count)
        qsort(found, count, sizeof *found, ascending); /* as they were added */
    if (dl_timeline_pick(timeline, found, count, timeline_push(L), &error) != 0)
        bind_raise(L, &error);
    return 1;
}

static int f_between(lua_State *L)
{
    dl_date first, second;
    const dl_date *from = api_check_date(L, 2, &first), *to = api_check_date(L, 3, &second);
    return push_between(L, from, to);
}

static int f_at(lua_State *L)
{
    dl_date space;
    const dl_date *date = api_check_date(L, 2, &space);
    return push_between(L, date, date);
}

/* Argument 2 is a table that may have as_of; nil gives the notebook's. */
const dl_date *timeline_as_of(lua_State *L, int index, dl_date *space)
{
    if (lua_isnoneornil(L, index))
        return dl_context_today(dl_context_of(L));
    luaL_checktype(L, index, LUA_TTABLE);
    /* a date stays in the table, EDTF text in space */
    const dl_date *as_of = api_date_field(L, index, "as_of", space);
    return as_of ? as_of : dl_context_today(dl_context_of(L));
}

static int f_picture(lua_State *L)
{
    bind_options(L, 2, "timeline:picture");
    dl_date space;
    const dl_timeline *timeline = timeline_check(L, 1);
    picture_wish wish = {.with_table = true, .form = dl_context_form(dl_context_of(L))};
    if (!lua_isnoneornil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        wish.title = bind_field(L, 2, "title");
        dl_str form = bind_field(L, 2, "form");
        if (form.size && !dl_picture_form_of(form, &wish.form))
            return luaL_error(L, "form = \"%s\": drawn, ascii or list was expected", form.data);
    }
    wish.as_of = timeline_as_of(L, 2, &space);
    picture_push(L, timeline, &wish);
    return 1;
}

/* How a timeline displays: its picture, then its events as a table. */
static int meta_view(lua_State *L)
{
    picture_wish wish = {.as_of = dl_context_today(dl_context_of(L)),
                         .form = dl_context_form(dl_context_of(L))};
    picture_push(L, timeline_check(L, 1), &wish);
    lua_pushcfunction(L, f_events);
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
    return 2;
}

static int meta_tostring(lua_State *L)
{
    dl_buf *buf = bind_buf(L);
    const dl_timeline *timeline = timeline_check(L, 1);
    size_t count = dl_timeline_count(timeline);
    dl_buf_printf(buf, "timeline of %zu event%s", count, count == 1 ? "" : "s");
    bind_push_buf(L, buf);
    return 1;
}

const bind_function api_timeline_rows[] = {{"timeline", f_timeline},
                                           {"timeline.load", timeline_load},
                                           {"timeline.read", timeline_read},
                                           {"timeline.schema", timeline_schema},
                                           {"timeline:write", timeline_write},
                                           {"timeline:add", f_add},
                                           {"timeline:promise", f_promise},
                                           {"timeline:settle", f_settle},
                                           {"timeline:read_as", timeline_read_as},
                                           {"timeline:choose", timeline_choose},
                                           {"timeline:conflicts", timeline_conflicts},
                                           {"timeline:get", f_get},
                                           {"timeline:events", f_events},
                                           {"timeline:actors", f_actors},
                                           {"timeline:filter", f_filter},
                                           {"timeline:between", f_between},
                                           {"timeline:at", f_at},
                                           {"timeline:lag", timeline_lag},
                                           {"timeline:lead", timeline_lag},
                                           {"timeline:slip", timeline_slip},
                                           {"timeline:slips", timeline_slips},
                                           {"timeline:open", timeline_open},
                                           {"timeline:revisions", timeline_revisions},
                                           {"timeline:scoreboard", timeline_scoreboard},
                                           {"timeline:compare", timeline_compare},
                                           {"timeline:first", timeline_first},
                                           {"timeline:last", timeline_last},
                                           {"timeline:durations", timeline_durations},
                                           {"timeline:times", timeline_times},
                                           {"timeline:overlaps", timeline_overlaps},
                                           {"timeline:gaps", timeline_gaps},
                                           {"timeline:as_of", timeline_at_day},
                                           {"timeline:known", timeline_known},
                                           {"timeline:published", timeline_published},
                                           {"timeline:diff", timeline_diff},
                                           {"timeline:merge", timeline_merge},
                                           {"timeline:constrain", timeline_constrain},
                                           {"timeline:constraints", timeline_constraints},
                                           {"timeline:consistency", timeline_consistency},
                                           {"timeline:check", timeline_faults},
                                           {"timeline:picture", f_picture},
                                           {NULL, NULL}};

/* For who wants to know whether it changed. */
static int meta_revision(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)dl_timeline_revision(timeline_check(L, 1)));
    return 1;
}

void api_open_timeline(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__gc", meta_gc},   {"__close", meta_gc},
                                    {"__len", f_len},    {"__tostring", meta_tostring},
                                    {"view", meta_view}, {"revision", meta_revision},
                                    {NULL, NULL}};
    bind_class(L, type, api_timeline_rows, meta);
    bind_module(L, "timeline", api_timeline_rows);
    bind_callable(L, "timeline", f_timeline);
    lua_setglobal(L, "timeline");
}
