/* timeline: what must hold, and what an editor would ask. */
#include "dateline/constraints.h"

#include <stdlib.h>

#include "api/record.h"
#include "api/timeline.h"

/* --- constraints --- */

static int64_t duration_of(lua_State *L, int index)
{
    static const struct {
        const char *name;
        lua_Number seconds;
    } units[] = {
        {"weeks", 604800}, {"days", 86400}, {"hours", 3600}, {"minutes", 60}, {"seconds", 1}};
    static const lua_Number most = 1e13; /* some 300,000 years */
    lua_Number total = 0;
    bool any = false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (lua_getfield(L, index, units[i].name) != LUA_TNIL) {
            total += luaL_checknumber(L, -1) * units[i].seconds;
            any = true;
        }
        lua_pop(L, 1);
    }
    if (!any)
        luaL_error(L, "this needs a time: {hours = 3}");
    if (!(total >= 0 && total <= most))
        luaL_error(L, "a constraint's time is not negative");
    return (int64_t)total;
}

/* b is an event where there is one of that id, else a date. */
static void find_second(lua_State *L, const dl_timeline *timeline, dl_str text,
                        dl_constraint *constraint)
{
    dl_error error;
    constraint->b = dl_timeline_find(timeline, text);
    if (!constraint->b && dl_date_parse(text, &constraint->date, NULL) != 0 &&
        dl_timeline_need(timeline, text, &constraint->b, &error) != 0)
        bind_raise(L, &error);
}

static bool is_ordering(lua_State *L, int index, dl_ordering *ordering)
{
    return dl_ordering_of(bind_str(L, index), ordering, NULL) == 0;
}

/* constrain(a, ordering, b, options): b at 4. */
static void by_names(lua_State *L, const dl_timeline *timeline, dl_constraint *constraint)
{
    bool timed = constraint->ordering == DL_ORDER_WITHIN ||
                 constraint->ordering == DL_ORDER_AT_LEAST_AFTER ||
                 constraint->ordering == DL_ORDER_AT_LEAST_BEFORE;
    const dl_date *date = api_test_date(L, 4);
    if (date)
        constraint->date = *date;
    else
        find_second(L, timeline, bind_str(L, 4), constraint);
    if (!timed)
        return;
    luaL_checktype(L, 5, LUA_TTABLE);
    constraint->seconds = duration_of(L, 5);
}

/* What stands at 3 (and, where it is no table, at 4) as words after the first event's id. */
static void by_words(lua_State *L, const dl_timeline *timeline, dl_constraint *constraint)
{
    const dl_date *date = api_test_date(L, 4);
    dl_constraint_said said;
    dl_ordering unused;
    dl_error error;
    dl_buf *words = bind_buf(L);
    dl_buf_add(words, bind_str(L, 3));
    if (date || lua_type(L, 4) == LUA_TSTRING)
        dl_buf_putc(words, ' ');
    if (date)
        dl_date_print(date, words);
    else if (lua_type(L, 4) == LUA_TSTRING)
        dl_buf_add(words, bind_str(L, 4));
    bind_push_buf(L, words); /* the views stay with it */
    dl_str text = bind_str(L, -1), rest = text;
    if (dl_constraint_read(text, &said, &error) != 0) {
        dl_error near;
        dl_str word = dl_str_cut(rest, ' ', &rest);
        if (dl_ordering_of(word, &unused, &near) != 0 && near.hint[0])
            dl_error_hint(&error, "%s", near.hint);
        bind_raise(L, &error);
    }
    constraint->ordering = said.ordering;
    constraint->seconds = said.seconds;
    constraint->why = said.why;
    find_second(L, timeline, said.b, constraint);
}

/* "a before b" as one sentence: what follows the id takes the place of the second argument. */
static void split_sentence(lua_State *L)
{
    dl_str rest, text = dl_str_trim(bind_str(L, 2));
    dl_str id = dl_str_cut(text, ' ', &rest);
    if (!rest.data)
        luaL_error(L, "a constraint is (\"a\", \"before\", \"b\") or \"a before b\"");
    lua_settop(L, 3);
    bind_push(L, rest);
    lua_insert(L, 3); /* the options are at 4 now */
    bind_push(L, id);
    lua_replace(L, 2);
}

int timeline_constrain(lua_State *L)
{
    dl_timeline *timeline = timeline_check(L, 1);
    if (lua_type(L, 3) != LUA_TSTRING)
        split_sentence(L);
    dl_constraint constraint = {.a = timeline_check_event(L, timeline, 2)};
    int options = lua_isnoneornil(L, 4) || lua_istable(L, 4) ? 4 : 5;
    dl_error error;
    dl_str why = {"", 0};
    bind_options(L, options, "timeline:constrain");
    if (!lua_isnoneornil(L, options)) {
        luaL_checktype(L, options, LUA_TTABLE);
        why = bind_field(L, options, "why");
    }
    if (options == 5 && is_ordering(L, 3, &constraint.ordering))
        by_names(L, timeline, &constraint);
    else
        by_words(L, timeline, &constraint);
    if (why.size)
        constraint.why = why;
    if (dl_timeline_constrain(timeline, &constraint, &error) != 0)
        bind_raise(L, &error);
    bind_settop(L, 1);
    return 1;
}

/* The constraints as a table, in words. */
int timeline_constraints(lua_State *L)
{
    static const char *const columns[] = {"event", "must", "why"};
    const dl_timeline *timeline = timeline_check(L, 1);
    size_t count = dl_timeline_constraint_count(timeline);
    api_new_rows(L, count, columns, 3);
    for (size_t i = 0; i < count; i++) {
        const dl_constraint *c = dl_timeline_constraint(timeline, i);
        lua_createtable(L, 0, 3);
        int top = lua_gettop(L);
        dl_buf *words = bind_buf(L);
        dl_constraint_words(c, words);
        dl_str must = dl_buf_str(words);
        if (must.size > c->a->id.size)
            must = dl_str_slice(must, c->a->id.size + 1, must.size);
        bind_push(L, must);
        lua_setfield(L, top, "must");
        bind_settop(L, top);
        bind_set(L, "event", c->a->id);
        bind_set(L, "why", c->why);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* --- consistency --- */

static int result_gc(lua_State *L)
{
    dl_consistency_clear(lua_touserdata(L, 1));
    return 0;
}

/* A result at the top that is cleared when it is collected. */
static dl_consistency *new_result(lua_State *L)
{
    dl_consistency *result = lua_newuserdatauv(L, sizeof *result, 0);
    *result = (dl_consistency){0};
    if (luaL_newmetatable(L, "dateline.consistency")) {
        lua_pushcfunction(L, result_gc);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return result;
}

static void set_moment(lua_State *L, const char *key, bool known, int64_t seconds, bool utc)
{
    if (!known)
        return;
    dl_date date = dl_date_of_utc(seconds * 1000000);
    if (!utc)
        date.start.zone = DL_ZONE_NONE; /* what a clock there shows */
    api_push_date(L, &date);
    lua_setfield(L, -2, key);
}

static void push_limits(lua_State *L, const dl_timeline *timeline, const dl_consistency *result)
{
    static const char *const columns[] = {"event", "date", "earliest", "latest"};
    lua_Integer rows = 0;
    api_new_rows(L, 4, columns, 4);
    for (size_t i = 0; i < result->limit_count && result->contradiction_count == 0; i++) {
        const dl_limits *limits = &result->limits[i];
        if (!limits->narrowed)
            continue;
        lua_createtable(L, 0, 4);
        bind_set(L, "event", dl_timeline_at(timeline, i)->id);
        record_push_date(L, dl_timeline_at(timeline, i), dl_timeline_at(timeline, i)->date);
        lua_setfield(L, -2, "date");
        set_moment(L, "earliest", limits->earliest_known, limits->earliest, result->utc);
        set_moment(L, "latest", limits->latest_known, limits->latest, result->utc);
        lua_rawseti(L, -2, ++rows);
    }
}

static void push_chain(lua_State *L, const dl_timeline *timeline, const dl_contradiction *found)
{
    lua_createtable(L, (int)found->length, 0);
    for (size_t i = 0; i < found->length; i++) {
        dl_buf *words = bind_buf(L);
        dl_constraint_words(dl_timeline_constraint(timeline, found->chain[i]), words);
        bind_push_buf(L, words);
        lua_rawseti(L, -3, (lua_Integer)i + 1);
        bind_settop(L, lua_gettop(L) - 1);
    }
}

static void push_contradictions(lua_State *L, const dl_timeline *timeline,
                                const dl_consistency *result)
{
    static const char *const columns[] = {"message"};
    api_new_rows(L, result->contradiction_count, columns, 1);
    for (size_t i = 0; i < result->contradiction_count; i++) {
        lua_createtable(L, 0, 3);
        push_chain(L, timeline, &result->contradictions[i]);
        lua_setfield(L, -2, "chain");
        lua_pushboolean(L, result->contradictions[i].shortest);
        lua_setfield(L, -2, "shortest");
        dl_buf *words = bind_buf(L);
        dl_contradiction_words(timeline, &result->contradictions[i], words);
        bind_push_buf(L, words);
        lua_setfield(L, -3, "message");
        bind_settop(L, lua_gettop(L) - 1);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

int timeline_consistency(lua_State *L)
{
    const dl_timeline *timeline = timeline_check(L, 1);
    dl_consistency *result = new_result(L);
    dl_error error;
    if (dl_timeline_consistency(timeline, result, &error) != 0)
        bind_raise(L, &error);
    lua_createtable(L, 0, 3);
    lua_pushboolean(L, result->contradiction_count == 0);
    lua_setfield(L, -2, "consistent");
    push_limits(L, timeline, result);
    lua_setfield(L, -2, "limits");
    push_contradictions(L, timeline, result);
    lua_setfield(L, -2, "contradictions");
    return 1;
}

int timeline_faults(lua_State *L)
{
    static const char *const columns[] = {"event", "rule", "message"};
    const dl_timeline *timeline = timeline_check(L, 1);
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
