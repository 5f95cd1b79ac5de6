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
    if (lua_getfield(L, index, "as_of") == LUA_TNIL)
        return dl_context_today(dl_context_of(L));
    return api_check_date(L, -1, space); /* a date stays in the table, EDTF text in space */
}

static int f_picture(lua_State *L)
{
    dl_date space;
    const dl_timeline *timeline = timeline_check(L, 1);
    picture_wish wish = {.with_table = true, .form = dl_context_of(L)->picture_form};
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
                         .form = dl_context_of(L)->picture_form};
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

const bind_function api_timeline_rows[] = {
    {{"timeline", "timeline(events?) -> timeline",
      "A timeline of a list of events: {id=, actor=, kind=, date=, what=, ...}."},
     f_timeline},
    {{"timeline.load", "timeline.load(file) or timeline.load(file, {format=}) -> timeline",
      "Reads a file below the notebook's folder: .tsv, .csv, .json (TimelineJS's too), .ics, .md."},
     timeline_load},
    {{"timeline.read", "timeline.read(text, format) -> timeline",
      "Reads text: tsv, csv, json, timelinejs, ical or markdown."},
     timeline_read},
    {{"timeline.schema", "timeline.schema() -> string",
      "The JSON Schema (draft 2020-12) of a timeline's own JSON."},
     timeline_schema},
    {{"timeline:write", "t:write(format) -> string",
      "The timeline as text: tsv, csv, json, timelinejs, ical or markdown."},
     timeline_write},
    {{"timeline:add", "t:add(event) -> t",
      "Adds an event: id, actor, kind, date, ends, what, sources, published, evidence, tags, "
      "supersedes, disputes, ..."},
     f_add},
    {{"timeline:promise", "t:promise{id=, actor=, date=, due=, due_said=, revises=, ...} -> t",
      "Adds an event that names a due date, as it is read and as it was said."},
     f_promise},
    {{"timeline:settle", "t:settle(promise, outcome) -> t",
      "Says, by their ids, which event settled a promise."},
     f_settle},
    {{"timeline:read_as", "t:read_as(promise, due) -> t",
      "Says anew how a promise's words are read: the window or day that was promised. What was "
      "said "
      "(due_said) stays."},
     timeline_read_as},
    {{"timeline:choose", "t:choose(event, claim, reason) -> t",
      "Says which of an event's conflicting claims figures use, and why."},
     timeline_choose},
    {{"timeline:conflicts", "t:conflicts() -> rows",
      "Events that sources date or tell differently: claims, the one in use, and the reason."},
     timeline_conflicts},
    {{"timeline:get", "t:get(id) -> record",
      "An event's fields, with what settled, revised or superseded it."},
     f_get},
    {{"timeline:events", "t:events() -> rows", "All events by date."}, f_events},
    {{"timeline:actors", "t:actors() -> list", "The actors in order of first mention."}, f_actors},
    {{"timeline:filter",
      "t:filter{actor=, kind=, tag=} or t:filter(function(e) ... end) -> timeline",
      "The events that match."},
     f_filter},
    {{"timeline:between", "t:between(a, b) -> timeline", "The events that can lie in a to b."},
     f_between},
    {{"timeline:at", "t:at(date) -> timeline", "The events that can have been on a date."}, f_at},
    {{"timeline:lag", "t:lag(a, b) -> span",
      "Days from event a to event b, with the certainty that a came first; where sources conflict, "
      "the range over their claims."},
     timeline_lag},
    {{"timeline:lead", "t:lead(a, b) -> span", "Days by which event a came before event b."},
     timeline_lag},
    {{"timeline:slip", "t:slip(promise, {as_of=}) -> record",
      "What came of one promise: verdict, and days past its due date."},
     timeline_slip},
    {{"timeline:slips", "t:slips{as_of=} -> rows", "What came of every promise."}, timeline_slips},
    {{"timeline:open", "t:open{as_of=} -> rows",
      "Promises without an outcome on a day, but for those that were revised by then."},
     timeline_open},
    {{"timeline:revisions", "t:revisions(promise) -> rows",
      "A promise and those that replaced it, first to last."},
     timeline_revisions},
    {{"timeline:scoreboard", "t:scoreboard{by=\"actor\", as_of=} -> rows",
      "Promises by actor or speaker: how many were kept, early, late, open, the "
      "median slip, and the share of those due that was kept, least to most."},
     timeline_scoreboard},
    {{"timeline:compare", "t:compare{kind=, against=} -> rows",
      "Each actor's first event of a kind against one event: days of lead and certainty."},
     timeline_compare},
    {{"timeline:first", "t:first{kind=, actor=} -> rows",
      "The events that can be the first of a kind, and how sure that is."},
     timeline_first},
    {{"timeline:last", "t:last{kind=, actor=} -> rows",
      "The events that can be the last of a kind, and how sure that is."},
     timeline_last},
    {{"timeline:durations", "t:durations{from=\"announce\", to=\"release\"} -> rows",
      "How long each actor takes from one kind of event to another: least, median, most."},
     timeline_durations},
    {{"timeline:times", "t:times{from=\"announce\", to=\"release\"} -> rows",
      "The same pair by pair: actor, from, to, days; chart.distribution(rows, {x = \"days\", by = "
      "\"actor\"}) shows them."},
     timeline_times},
    {{"timeline:overlaps", "t:overlaps() -> rows",
      "Pairs of events that happen, or may happen, at one time."},
     timeline_overlaps},
    {{"timeline:gaps", "t:gaps{least=30} -> rows", "Days in a row in which nothing happens."},
     timeline_gaps},
    {{"timeline:as_of", "t:as_of(date) -> timeline, rows",
      "What a reader of that day could have known, by when the sources were published: as the "
      "events say, else as captured pages do. rows: the events of which no source says it, which "
      "are taken as known on their own date."},
     timeline_at_day},
    {{"timeline:known", "t:known() -> rows",
      "When each event became known, and by what: publication of a source, or its own date."},
     timeline_known},
    {{"timeline:published", "t:published() -> timeline",
      "A copy whose sources have the dates of publication that captured pages tell."},
     timeline_published},
    {{"timeline:diff", "t:diff(other) -> rows",
      "What another version adds, removes and changes, field by field: old, new, and for dates the "
      "days that they moved."},
     timeline_diff},
    {{"timeline:merge", "t:merge(other, {conflicts=\"error\"}) -> t",
      "Adds another timeline's events. Of those of the same id that differ, raises an error that "
      "names them, or, with conflicts = \"claims\", keeps both: the other's disputes ours."},
     timeline_merge},
    {{"timeline:constrain",
      "t:constrain(\"a within three hours of b\", {why=}) or t:constrain(a, \"before\", b, "
      "{hours=, "
      "why=}) -> t",
      "Says what must hold: before, after, during, within 3 hours of, by, at least 2 days after "
      "(or "
      "before), same day as; b is an event's id or a date. With one word (within, at_least_after, "
      "at_least_before) the time is given in weeks, days, hours, minutes, seconds."},
     timeline_constrain},
    {{"timeline:constraints", "t:constraints() -> rows",
      "What must hold, in words: a table's column constraints has the same, separated by ;."},
     timeline_constraints},
    {{"timeline:consistency", "t:consistency() -> record",
      "Whether the constraints can hold: consistent, limits (as they narrow each event), and "
      "contradictions with their shortest chain."},
     timeline_consistency},
    {{"timeline:check", "t:check() -> rows",
      "Events without source, promises without outcome, outcomes before their promise, conflicts "
      "without a reason, duplicates, contradictions."},
     timeline_faults},
    {{"timeline:picture", "t:picture{title=, as_of=, form=} -> picture",
      "One lane an actor, drawn; form says how on a terminal: drawn, ascii, or list, in "
      "sentences."},
     f_picture},
    {{NULL, NULL, NULL}, NULL}};

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
    bind_callable(L, f_timeline);
    lua_setglobal(L, "timeline");
}
