/* timeline: events, promises and outcomes as notebooks see them. */
#include "dateline/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/context.h"
#include "api/picture.h"
#include "api/record.h"
#include "base/file.h"

static const char *const type = "timeline";

/* A file of events larger than this is no file that a person keeps. */
static const size_t max_file = (size_t)64 << 20;

static dl_timeline *check_timeline(lua_State *L, int index)
{
    dl_timeline **held = luaL_checkudata(L, index, type);
    if (!*held)
        luaL_error(L, "this timeline is closed");
    return *held;
}

/* Empty userdata first, the resource second (STYLE 6 b). */
static dl_timeline **new_holder(lua_State *L)
{
    dl_timeline **held = lua_newuserdatauv(L, sizeof(dl_timeline *), 0);
    *held = NULL;
    luaL_setmetatable(L, type);
    return held;
}

static dl_timeline *new_timeline(lua_State *L)
{
    dl_timeline **held = new_holder(L);
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

static int f_timeline(lua_State *L) /* (module, events?) */
{
    bool empty = lua_isnoneornil(L, 2);
    if (!empty)
        luaL_checktype(L, 2, LUA_TTABLE);
    dl_timeline *timeline = new_timeline(L);
    lua_Integer count = empty ? 0 : luaL_len(L, 2);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_geti(L, 2, i);
        add_event(L, timeline, lua_gettop(L));
        lua_pop(L, 1);
    }
    return 1;
}

static int f_load(lua_State *L)
{
    dl_str path = bind_str(L, 1);
    dl_timeline *timeline = new_timeline(L);
    int made = lua_gettop(L);
    dl_buf *text = bind_buf(L);
    dl_error error;
    if (dl_file_read_below(dl_context_of(L)->folder, path, max_file, text, &error) != 0)
        bind_raise(L, &error);
    if (dl_timeline_load_tsv(timeline, dl_buf_str(text), lua_tostring(L, 1), &error) != 0) {
        dl_error placed = error;
        dl_error_set(&placed, error.kind, "%s:%d:%d: %.400s", error.place, error.line, error.column,
                     error.message);
        dl_error_hint(&placed, "%s", error.hint);
        bind_raise(L, &placed);
    }
    lua_pushvalue(L, made);
    return 1;
}

static int f_add(lua_State *L)
{
    dl_timeline *timeline = check_timeline(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    add_event(L, timeline, 2);
    lua_settop(L, 1);
    return 1;
}

static int f_promise(lua_State *L)
{
    dl_timeline *timeline = check_timeline(L, 1);
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
    dl_timeline *timeline = check_timeline(L, 1);
    dl_str promise = bind_str(L, 2);
    dl_str outcome = bind_str(L, 3);
    dl_error error;
    if (dl_timeline_settle(timeline, promise, outcome, &error) != 0)
        bind_raise(L, &error);
    lua_settop(L, 1);
    return 1;
}

static const dl_event *check_event(lua_State *L, const dl_timeline *timeline, int index)
{
    const dl_event *event;
    dl_error error;
    if (dl_timeline_need(timeline, bind_str(L, index), &event, &error) != 0)
        bind_raise(L, &error);
    return event;
}

static int f_get(lua_State *L)
{
    record_push_event(L, check_event(L, check_timeline(L, 1), 2));
    return 1;
}

static int f_events(lua_State *L)
{
    static const char *const columns[] = {"date", "actor", "kind", "what"};
    const dl_timeline *timeline = check_timeline(L, 1);
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
    const dl_timeline *timeline = check_timeline(L, 1);
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
    lua_pushinteger(L, (lua_Integer)dl_timeline_count(check_timeline(L, 1)));
    return 1;
}

typedef struct selection {
    dl_str actor, kind;
    const dl_date *from, *to;
    const char *wanted; /* one byte an event, from a Lua function; NULL without one */
    size_t next;
} selection;

static bool keep_event(const dl_event *event, void *data)
{
    selection *want = data;
    size_t index = want->next++;
    if (want->wanted)
        return want->wanted[index] != 0;
    if (want->from && dl_date_before(&event->date, want->from) == DL_CERTAIN)
        return false;
    if (want->to && dl_date_after(&event->date, want->to) == DL_CERTAIN)
        return false;
    return (want->actor.size == 0 || dl_str_equal(want->actor, event->actor)) &&
           (want->kind.size == 0 || dl_str_equal(want->kind, event->kind));
}

static int push_selection(lua_State *L, const dl_timeline *timeline, selection *want)
{
    dl_timeline **held = new_holder(L);
    dl_error error;
    if (dl_timeline_filter(timeline, keep_event, want, held, &error) != 0)
        bind_raise(L, &error);
    return 1;
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
    const dl_timeline *timeline = check_timeline(L, 1);
    selection want = {0};
    if (lua_isfunction(L, 2)) {
        want.wanted = ask_function(L, timeline);
    } else {
        luaL_checktype(L, 2, LUA_TTABLE);
        want.actor = bind_field(L, 2, "actor");
        want.kind = bind_field(L, 2, "kind");
    }
    return push_selection(L, timeline, &want);
}

static int f_between(lua_State *L)
{
    dl_date first, second;
    const dl_timeline *timeline = check_timeline(L, 1);
    selection want = {.from = api_check_date(L, 2, &first), .to = api_check_date(L, 3, &second)};
    return push_selection(L, timeline, &want);
}

static void push_lag(lua_State *L, const dl_lag *lag)
{
    api_span span = {lag->days, true, lag->from_first};
    api_push_span(L, &span);
}

static int f_lag(lua_State *L)
{
    const dl_timeline *timeline = check_timeline(L, 1);
    const dl_event *from = check_event(L, timeline, 2);
    const dl_event *to = check_event(L, timeline, 3);
    dl_lag lag = dl_timeline_lag(from, to);
    push_lag(L, &lag);
    return 1;
}

/* Argument 2 is a table that may have as_of; nil gives the notebook's. */
static const dl_date *as_of_option(lua_State *L, int index, dl_date *space)
{
    if (lua_isnoneornil(L, index))
        return &dl_context_of(L)->as_of;
    luaL_checktype(L, index, LUA_TTABLE);
    if (lua_getfield(L, index, "as_of") == LUA_TNIL)
        return &dl_context_of(L)->as_of;
    return api_check_date(L, -1, space); /* a date stays in the table, EDTF text in space */
}

static void push_slip(lua_State *L, const dl_slip *slip)
{
    lua_createtable(L, 0, 9);
    bind_set(L, "promise", slip->promise->id);
    bind_set(L, "actor", slip->promise->actor);
    bind_set(L, "said", slip->promise->due_said);
    api_push_date(L, &slip->promise->date);
    lua_setfield(L, -2, "promised");
    api_push_date(L, &slip->promise->due);
    lua_setfield(L, -2, "due");
    if (slip->outcome) {
        bind_set(L, "outcome", slip->outcome->id);
        api_push_date(L, &slip->outcome->date);
        lua_setfield(L, -2, "came");
    }
    lua_pushstring(L, dl_verdict_word(slip->verdict));
    lua_setfield(L, -2, "verdict");
    if (slip->has_days) {
        api_span span = {.days = slip->days};
        api_push_span(L, &span);
        lua_setfield(L, -2, "slip");
    }
}

static int f_slip(lua_State *L)
{
    dl_date space;
    const dl_timeline *timeline = check_timeline(L, 1);
    const dl_event *promise = check_event(L, timeline, 2);
    if (!promise->has_due)
        return luaL_error(L, "'%s' is no promise: it has no due date", lua_tostring(L, 2));
    dl_slip slip = dl_timeline_slip(timeline, promise, as_of_option(L, 3, &space));
    push_slip(L, &slip);
    return 1;
}

static int f_slips(lua_State *L)
{
    static const char *const columns[] = {"actor", "promise", "promised", "said",
                                          "due",   "came",    "verdict",  "slip"};
    dl_date space;
    const dl_timeline *timeline = check_timeline(L, 1);
    const dl_date *as_of = as_of_option(L, 2, &space);
    void **box = bind_box(L, free);
    dl_slip *slips;
    size_t count;
    dl_error error;
    if (dl_timeline_slips(timeline, as_of, &slips, &count, &error) != 0)
        bind_raise(L, &error);
    *box = slips;
    api_new_rows(L, count, columns, 8);
    for (size_t i = 0; i < count; i++) {
        push_slip(L, &slips[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static void push_comparison(lua_State *L, const dl_comparison *row)
{
    lua_createtable(L, 0, 6);
    bind_set(L, "actor", row->actor);
    bind_set(L, "event", row->event->id);
    bind_set(L, "what", row->event->what);
    api_push_date(L, &row->event->date);
    lua_setfield(L, -2, "date");
    push_lag(L, &row->lag);
    lua_setfield(L, -2, "lead");
    lua_pushstring(L, dl_truth_word(row->lag.from_first));
    lua_setfield(L, -2, "first");
}

static int f_compare(lua_State *L)
{
    static const char *const columns[] = {"actor", "event", "date", "lead", "first"};
    const dl_timeline *timeline = check_timeline(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    dl_str by = bind_field(L, 2, "by");
    if (by.size && !dl_str_equal(by, DL_STR("actor")))
        return luaL_error(L, "compare{by=\"actor\"} is the one comparison there is");
    dl_str kind = bind_field(L, 2, "kind");
    lua_getfield(L, 2, "against");
    if (lua_type(L, -1) != LUA_TSTRING)
        return luaL_error(L, "compare needs against = the id of an event");
    const dl_event *against = check_event(L, timeline, lua_gettop(L));
    void **box = bind_box(L, free);
    dl_comparison *rows;
    size_t count;
    dl_error error;
    if (dl_timeline_compare(timeline, kind, against, &rows, &count, &error) != 0)
        bind_raise(L, &error);
    *box = rows;
    api_new_rows(L, count, columns, 5);
    for (size_t i = 0; i < count; i++) {
        push_comparison(L, &rows[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int f_check(lua_State *L)
{
    static const char *const columns[] = {"event", "rule", "message"};
    const dl_timeline *timeline = check_timeline(L, 1);
    void **box = bind_box(L, free);
    dl_fault *faults;
    size_t count;
    dl_error error;
    if (dl_timeline_check(timeline, &faults, &count, &error) != 0)
        bind_raise(L, &error);
    *box = faults;
    api_new_rows(L, count, columns, 3);
    for (size_t i = 0; i < count; i++) {
        lua_createtable(L, 0, 3);
        bind_set(L, "event", faults[i].event->id);
        bind_set(L, "rule", dl_str_of(faults[i].rule));
        bind_set(L, "message", dl_str_of(faults[i].message));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int f_picture(lua_State *L)
{
    dl_date space;
    const dl_timeline *timeline = check_timeline(L, 1);
    dl_str title = {"", 0};
    if (!lua_isnoneornil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        title = bind_field(L, 2, "title");
    }
    const dl_date *as_of = as_of_option(L, 2, &space);
    picture_push(L, timeline, title, as_of, true);
    return 1;
}

/* How a timeline displays: its picture, then its events as a table. */
static int meta_view(lua_State *L)
{
    dl_str title = {"", 0};
    picture_push(L, check_timeline(L, 1), title, &dl_context_of(L)->as_of, false);
    lua_pushcfunction(L, f_events);
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
    return 2;
}

static int meta_tostring(lua_State *L)
{
    dl_buf *buf = bind_buf(L);
    const dl_timeline *timeline = check_timeline(L, 1);
    size_t count = dl_timeline_count(timeline);
    dl_buf_printf(buf, "timeline of %zu event%s", count, count == 1 ? "" : "s");
    bind_push_buf(L, buf);
    return 1;
}

const bind_function api_timeline_rows[] = {
    {{"timeline", "timeline(events?) -> timeline",
      "A timeline of a list of events: {id=, actor=, kind=, date=, what=, ...}."},
     f_timeline},
    {{"timeline.load", "timeline.load(file) -> timeline",
      "Reads a TSV file below the notebook's folder."},
     f_load},
    {{"timeline:add", "t:add(event) -> t", "Adds an event: id, actor, kind, date, what, sources."},
     f_add},
    {{"timeline:promise", "t:promise{id=, actor=, date=, due=, due_said=, ...} -> t",
      "Adds an event that names a due date, as it is read and as it was said."},
     f_promise},
    {{"timeline:settle", "t:settle(promise, outcome) -> t",
      "Says, by their ids, which event settled a promise."},
     f_settle},
    {{"timeline:get", "t:get(id) -> record", "An event's fields."}, f_get},
    {{"timeline:events", "t:events() -> rows", "All events by date."}, f_events},
    {{"timeline:actors", "t:actors() -> list", "The actors in order of first mention."}, f_actors},
    {{"timeline:filter", "t:filter{actor=, kind=} or t:filter(function(e) ... end) -> timeline",
      "The events that match."},
     f_filter},
    {{"timeline:between", "t:between(a, b) -> timeline", "The events that can lie in a to b."},
     f_between},
    {{"timeline:lag", "t:lag(a, b) -> span",
      "Days from event a to event b, with the certainty that a came first."},
     f_lag},
    {{"timeline:slip", "t:slip(promise, {as_of=}) -> record",
      "What came of one promise: verdict, and days past its due date."},
     f_slip},
    {{"timeline:slips", "t:slips{as_of=} -> rows", "What came of every promise."}, f_slips},
    {{"timeline:compare", "t:compare{kind=, against=} -> rows",
      "Each actor's first event of a kind against one event: days of lead and certainty."},
     f_compare},
    {{"timeline:check", "t:check() -> rows",
      "Events without source, promises without outcome, outcomes before their promise."},
     f_check},
    {{"timeline:picture", "t:picture{title=, as_of=} -> picture", "One lane an actor, drawn."},
     f_picture},
    {{NULL, NULL, NULL}, NULL}};

void api_open_timeline(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__gc", meta_gc},   {"__close", meta_gc},
                                    {"__len", f_len},    {"__tostring", meta_tostring},
                                    {"view", meta_view}, {NULL, NULL}};
    bind_class(L, type, api_timeline_rows, meta);
    bind_module(L, "timeline", api_timeline_rows);
    bind_callable(L, f_timeline);
    lua_setglobal(L, "timeline");
}
