/* timeline: events against each other. */
#include <stdlib.h>

#include "api/record.h"
#include "api/timeline.h"

static void push_comparison(lua_State *L, const dl_timeline *timeline, const dl_comparison *row,
                            const dl_event *against)
{
    lua_createtable(L, 0, 10);
    bind_set(L, "actor", row->actor);
    bind_set(L, "event", row->event->id);
    bind_set(L, "against", against->id);
    bind_set(L, "what", row->event->what);
    timeline_push_used(L, timeline, row->event);
    lua_setfield(L, -2, "date");
    timeline_push_lag(L, timeline, &row->lag);
    lua_setfield(L, -2, "lead");
    lua_pushstring(L, dl_truth_word(row->lag.from_first));
    lua_setfield(L, -2, "first");
    timeline_set_conflict(L, timeline, row->event);
}

int timeline_compare(lua_State *L)
{
    bind_options(L, 2, "timeline:compare");
    static const char *const columns[] = {"actor", "event", "date", "lead", "first"};
    const dl_timeline *timeline = timeline_check(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    dl_str by = bind_field(L, 2, "by");
    if (by.size && !dl_str_equal(by, DL_STR("actor")))
        return luaL_error(L, "compare{by=\"actor\"} is the one comparison there is");
    dl_str kind = bind_field(L, 2, "kind");
    lua_getfield(L, 2, "against");
    if (lua_type(L, -1) != LUA_TSTRING)
        return luaL_error(L, "compare needs against = the id of an event");
    const dl_event *against = timeline_check_event(L, timeline, lua_gettop(L));
    void **box = bind_box(L, free);
    dl_comparison *rows;
    size_t count;
    dl_error error;
    if (dl_timeline_compare(timeline, kind, against, &rows, &count, &error) != 0)
        bind_raise(L, &error);
    *box = rows;
    api_new_rows(L, count, columns, 5);
    for (size_t i = 0; i < count; i++) {
        push_comparison(L, timeline, &rows[i], against);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int push_extremes(lua_State *L, bool last)
{
    const char *columns[] = {"actor", "event", "date", "what", last ? "last" : "first"};
    const dl_timeline *timeline = timeline_check(L, 1);
    dl_str kind = {"", 0}, actor = kind;
    if (!lua_isnoneornil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        kind = bind_field(L, 2, "kind");
        actor = bind_field(L, 2, "actor");
    }
    void **box = bind_box(L, free);
    dl_extreme *rows;
    size_t count;
    dl_error error;
    if (dl_timeline_extremes(timeline, kind, actor, last, &rows, &count, &error) != 0)
        bind_raise(L, &error);
    *box = rows;
    api_new_rows(L, count, columns, 5);
    for (size_t i = 0; i < count; i++) {
        lua_createtable(L, 0, 9);
        bind_set(L, "actor", rows[i].event->actor);
        bind_set(L, "event", rows[i].event->id);
        bind_set(L, "what", rows[i].event->what);
        timeline_push_used(L, timeline, rows[i].event);
        lua_setfield(L, -2, "date");
        lua_pushstring(L, dl_truth_word(rows[i].sure));
        lua_setfield(L, -2, columns[4]);
        lua_pushstring(L, dl_truth_word(rows[i].claims));
        lua_setfield(L, -2, "claims");
        timeline_set_conflict(L, timeline, rows[i].event);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

int timeline_first(lua_State *L)
{
    bind_options(L, 2, "timeline:first");
    return push_extremes(L, false);
}

int timeline_last(lua_State *L)
{
    bind_options(L, 2, "timeline:last");
    return push_extremes(L, true);
}

static void set_span(lua_State *L, const char *key, dl_span days)
{
    api_span span = {.days = days};
    api_push_span(L, &span);
    lua_setfield(L, -2, key);
}

static void check_kinds(lua_State *L, dl_str *from, dl_str *to)
{
    *from = DL_STR("announce");
    *to = DL_STR("release");
    if (lua_isnoneornil(L, 2))
        return;
    luaL_checktype(L, 2, LUA_TTABLE);
    dl_str first = bind_field(L, 2, "from"), second = bind_field(L, 2, "to");
    *from = first.size ? first : *from;
    *to = second.size ? second : *to;
}

/* The pairs one by one: what a chart of their distribution is made of. */
int timeline_times(lua_State *L)
{
    bind_options(L, 2, "timeline:times");
    static const char *const columns[] = {"actor", "from", "to", "days", "certainty"};
    const dl_timeline *timeline = timeline_check(L, 1);
    dl_str from, to;
    check_kinds(L, &from, &to);
    void **box = bind_box(L, free);
    dl_pair *rows;
    size_t count;
    dl_error error;
    if (dl_timeline_pairs(timeline, from, to, &rows, &count, &error) != 0)
        bind_raise(L, &error);
    *box = rows;
    api_new_rows(L, count, columns, 5);
    for (size_t i = 0; i < count; i++) {
        lua_createtable(L, 0, 6);
        bind_set(L, "actor", rows[i].actor);
        bind_set(L, "from", rows[i].lag.from->id);
        bind_set(L, "to", rows[i].lag.to->id);
        timeline_push_lag(L, timeline, &rows[i].lag);
        lua_setfield(L, -2, "days");
        lua_pushstring(L, dl_truth_word(rows[i].lag.from_first));
        lua_setfield(L, -2, "certainty");
        lua_pushboolean(L, rows[i].lag.conflict);
        lua_setfield(L, -2, "conflict");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

int timeline_durations(lua_State *L)
{
    bind_options(L, 2, "timeline:durations");
    static const char *const columns[] = {"actor", "n", "least", "median", "most", "conflicts"};
    const dl_timeline *timeline = timeline_check(L, 1);
    dl_str from, to;
    check_kinds(L, &from, &to);
    void **box = bind_box(L, free);
    dl_duration *rows;
    size_t count;
    dl_error error;
    if (dl_timeline_durations(timeline, from, to, &rows, &count, &error) != 0)
        bind_raise(L, &error);
    *box = rows;
    api_new_rows(L, count, columns, 6);
    for (size_t i = 0; i < count; i++) {
        lua_createtable(L, 0, 6);
        bind_set(L, "actor", rows[i].actor);
        lua_pushinteger(L, (lua_Integer)rows[i].pairs);
        lua_setfield(L, -2, "n");
        lua_pushinteger(L, (lua_Integer)rows[i].conflicts);
        lua_setfield(L, -2, "conflicts");
        set_span(L, "least", rows[i].least);
        set_span(L, "median", rows[i].median);
        set_span(L, "most", rows[i].most);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

int timeline_overlaps(lua_State *L)
{
    static const char *const columns[] = {"a", "b", "overlap"};
    const dl_timeline *timeline = timeline_check(L, 1);
    void **box = bind_box(L, free);
    dl_overlap *rows;
    size_t count;
    dl_error error;
    if (dl_timeline_overlaps(timeline, &rows, &count, &error) != 0)
        bind_raise(L, &error);
    *box = rows;
    api_new_rows(L, count, columns, 3);
    for (size_t i = 0; i < count; i++) {
        lua_createtable(L, 0, 3);
        bind_set(L, "a", rows[i].a->id);
        bind_set(L, "b", rows[i].b->id);
        lua_pushstring(L, dl_truth_word(rows[i].sure));
        lua_setfield(L, -2, "overlap");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static void set_day(lua_State *L, const char *key, int64_t day)
{
    dl_date date = dl_date_of_day(day);
    api_push_date(L, &date);
    lua_setfield(L, -2, key);
}

int timeline_gaps(lua_State *L)
{
    bind_options(L, 2, "timeline:gaps");
    static const char *const columns[] = {"after", "first", "last", "before", "days"};
    const dl_timeline *timeline = timeline_check(L, 1);
    lua_Integer least = 1;
    if (!lua_isnoneornil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        lua_getfield(L, 2, "least");
        least = luaL_optinteger(L, -1, 1);
    }
    void **box = bind_box(L, free);
    dl_gap *rows;
    size_t count;
    dl_error error;
    if (dl_timeline_gaps(timeline, least, &rows, &count, &error) != 0)
        bind_raise(L, &error);
    *box = rows;
    api_new_rows(L, count, columns, 5);
    for (size_t i = 0; i < count; i++) {
        lua_createtable(L, 0, 5);
        bind_set(L, "after", rows[i].after->id);
        bind_set(L, "before", rows[i].before->id);
        set_day(L, "first", rows[i].first_day);
        set_day(L, "last", rows[i].last_day);
        lua_pushinteger(L, rows[i].last_day - rows[i].first_day + 1);
        lua_setfield(L, -2, "days");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}
