/* timeline: conflicting claims, other days, other versions. */
#include <stdlib.h>

#include "api/timeline.h"

int timeline_choose(lua_State *L)
{
    dl_timeline *timeline = timeline_check(L, 1);
    dl_str event = bind_str(L, 2), claim = bind_str(L, 3), reason = bind_str(L, 4);
    dl_error error;
    if (reason.size == 0)
        return luaL_error(L, "a choice between claims needs a reason");
    if (dl_timeline_choose(timeline, event, claim, reason, &error) != 0)
        bind_raise(L, &error);
    lua_settop(L, 1);
    return 1;
}

static void push_claims(lua_State *L, const dl_timeline *timeline, const dl_event *event)
{
    lua_newtable(L);
    bind_push(L, event->id);
    lua_rawseti(L, -2, 1);
    lua_Integer count = 1;
    for (const dl_event *claim = dl_timeline_claim(timeline, event); claim;
         claim = dl_timeline_next_claim(timeline, claim)) {
        bind_push(L, claim->id);
        lua_rawseti(L, -2, ++count);
    }
}

int timeline_conflicts(lua_State *L)
{
    static const char *const columns[] = {"event", "claim", "date", "chosen", "reason"};
    const dl_timeline *timeline = timeline_check(L, 1);
    lua_Integer rows = 0;
    api_new_rows(L, 4, columns, 5);
    for (size_t i = 0; i < dl_timeline_count(timeline); i++) {
        const dl_event *event = dl_timeline_at(timeline, i);
        if (!dl_timeline_claim(timeline, event))
            continue;
        const dl_event *used = dl_timeline_used(timeline, event);
        const dl_event *claim = event;
        while (claim) {
            lua_createtable(L, 0, 6);
            bind_set(L, "event", event->id);
            bind_set(L, "claim", claim->id);
            api_push_date(L, &claim->date);
            lua_setfield(L, -2, "date");
            lua_pushboolean(L, claim == used);
            lua_setfield(L, -2, "chosen");
            if (claim == used)
                bind_set(L, "reason", event->reason);
            push_claims(L, timeline, event);
            lua_setfield(L, -2, "claims");
            lua_rawseti(L, -2, ++rows);
            claim = claim == event ? dl_timeline_claim(timeline, event)
                                   : dl_timeline_next_claim(timeline, claim);
        }
    }
    return 1;
}

int timeline_at_day(lua_State *L)
{
    dl_date space;
    const dl_timeline *timeline = timeline_check(L, 1);
    const dl_date *day = api_check_date(L, 2, &space);
    dl_error error;
    if (dl_timeline_as_of(timeline, day, timeline_push(L), &error) != 0)
        bind_raise(L, &error);
    return 1;
}

int timeline_diff(lua_State *L)
{
    static const char *const columns[] = {"event", "change", "field"};
    static const char *const words[] = {"added", "removed", "changed"};
    const dl_timeline *old = timeline_check(L, 1), *new = timeline_check(L, 2);
    void **box = bind_box(L, free);
    dl_difference *rows;
    size_t count;
    dl_error error;
    if (dl_timeline_diff(old, new, &rows, &count, &error) != 0)
        bind_raise(L, &error);
    *box = rows;
    api_new_rows(L, count, columns, 3);
    for (size_t i = 0; i < count; i++) {
        lua_createtable(L, 0, 3);
        bind_set(L, "event", rows[i].old ? rows[i].old->id : rows[i].new->id);
        lua_pushstring(L, words[rows[i].change]);
        lua_setfield(L, -2, "change");
        bind_set(L, "field", dl_str_of(rows[i].field));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

int timeline_merge(lua_State *L)
{
    dl_timeline *timeline = timeline_check(L, 1);
    const dl_timeline *other = timeline_check(L, 2);
    dl_error error;
    if (dl_timeline_merge(timeline, other, &error) != 0)
        bind_raise(L, &error);
    lua_settop(L, 1);
    return 1;
}
