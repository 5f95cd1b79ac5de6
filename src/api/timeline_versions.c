/* timeline: conflicting claims, other days, other versions. */
#include <stdlib.h>
#include <string.h>

#include "api/context.h"
#include "api/record.h"
#include "api/timeline.h"
#include "timeline/fields.h"

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
            record_push_date(L, claim, claim->date);
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

/* --- what was known --- */

typedef struct asked_store {
    lua_State *L;
    dl_store *store;
    dl_arena arena;
} asked_store;

/* What a captured page says of when it was published. The capture is a source of the notebook from
 * then on, so that the lock and a bundle keep it. */
static int ask_store(void *data, dl_str source, dl_str *published, dl_error *error)
{
    asked_store *asked = data;
    int64_t id;
    dl_snapshot snapshot = {0};
    int rc = dl_store_page_published(asked->store, source, &asked->arena, published, &id, error);
    if (rc != 0 || id == 0)
        return rc;
    rc = dl_store_snapshot(asked->store, id, false, &asked->arena, &snapshot, error);
    if (rc != 0)
        return rc;
    dl_source facts = {.published = *published};
    return dl_context_know_source(dl_context_of(asked->L), source, &snapshot, &facts, error);
}

static void clear_asked(void *held)
{
    asked_store *asked = held;
    dl_arena_clear(&asked->arena);
    free(asked);
}

/* A copy at the top, whose sources have the dates that captured pages tell. */
static const dl_timeline *push_published(lua_State *L, const dl_timeline *timeline)
{
    dl_error error;
    void **box = bind_box(L, clear_asked);
    asked_store *asked = calloc(1, sizeof *asked);
    if (!asked) {
        luaL_error(L, "not enough memory");
        return NULL;
    }
    dl_arena_init(&asked->arena);
    *box = asked;
    asked->L = L;
    asked->store = dl_context_fetch_store(L);
    dl_timeline **held = timeline_push(L);
    if (dl_timeline_publish(timeline, ask_store, asked, held, &error) != 0)
        bind_raise(L, &error);
    return *held;
}

int timeline_published(lua_State *L)
{
    push_published(L, timeline_check(L, 1));
    return 1;
}

/* Rows of when events became known; untold: of those alone of which no source says it. */
static void push_knowledge(lua_State *L, const dl_timeline *timeline, bool untold)
{
    static const char *const columns[] = {"event", "date", "known", "by", "source"};
    lua_Integer rows = 0;
    api_new_rows(L, 4, columns, 5);
    for (size_t i = 0; i < dl_timeline_count(timeline); i++) {
        const dl_event *event = dl_timeline_at(timeline, i);
        dl_knowledge known = dl_event_knowledge(event);
        if (untold && known.told)
            continue;
        lua_createtable(L, 0, 5);
        bind_set(L, "event", event->id);
        record_push_date(L, event, event->date);
        lua_setfield(L, -2, "date");
        api_push_date_of(L, &known.date, known.source);
        lua_setfield(L, -2, "known");
        bind_set(L, "by", known.told ? DL_STR("publication") : DL_STR("event date"));
        bind_set(L, "source", known.source);
        lua_rawseti(L, -2, ++rows);
    }
}

int timeline_known(lua_State *L)
{
    push_knowledge(L, push_published(L, timeline_check(L, 1)), false);
    return 1;
}

int timeline_at_day(lua_State *L)
{
    dl_date space;
    const dl_date *day = api_check_date(L, 2, &space);
    const dl_timeline *timeline = push_published(L, timeline_check(L, 1));
    dl_error error;
    dl_timeline **then = timeline_push(L);
    if (dl_timeline_as_of(timeline, day, then, &error) != 0)
        bind_raise(L, &error);
    push_knowledge(L, *then, true);
    return 2;
}

/* --- other versions --- */

/* Field name of a record as the field of event, as a cell's text; dates as dates. */
static void set_value(lua_State *L, const char *key, const dl_event *event, const char *name)
{
    const field_row *field = fields_find(dl_str_of(name));
    if (field->kind == FIELD_DATE || (field->kind == FIELD_DUE && event->has_due)) {
        record_push_date(L, event, field->kind == FIELD_DATE ? event->date : event->due);
        lua_setfield(L, -2, key);
        return;
    }
    int top = lua_gettop(L);
    dl_buf *text = bind_buf(L);
    fields_put(event, field, text);
    bind_push_buf(L, text);
    lua_setfield(L, top, key);
    bind_settop(L, top);
}

static void set_moved(lua_State *L, const dl_date *from, const dl_date *to)
{
    api_span span = {.days = dl_date_distance(from, to)};
    api_push_span(L, &span);
    lua_setfield(L, -2, "moved");
}

static void push_difference(lua_State *L, const dl_difference *row)
{
    static const char *const words[] = {"added", "removed", "changed"};
    lua_createtable(L, 0, 6);
    bind_set(L, "event", row->old ? row->old->id : row->new->id);
    lua_pushstring(L, words[row->change]);
    lua_setfield(L, -2, "change");
    if (row->old && !row->field)
        set_value(L, "old", row->old, "what");
    if (row->new && !row->field)
        set_value(L, "new", row->new, "what");
    if (!row->field || !row->old || !row->new)
        return;
    bind_set(L, "field", dl_str_of(row->field));
    set_value(L, "old", row->old, row->field);
    set_value(L, "new", row->new, row->field);
    if (strcmp(row->field, "date") == 0)
        set_moved(L, row->old->date, row->new->date);
    else if (strcmp(row->field, "due") == 0 && row->old->has_due && row->new->has_due)
        set_moved(L, row->old->due, row->new->due);
}

int timeline_diff(lua_State *L)
{
    static const char *const columns[] = {"event", "change", "field", "old", "new", "moved"};
    const dl_timeline *old = timeline_check(L, 1), *new = timeline_check(L, 2);
    void **box = bind_box(L, free);
    dl_difference *rows;
    size_t count;
    dl_error error;
    if (dl_timeline_diff(old, new, &rows, &count, &error) != 0)
        bind_raise(L, &error);
    *box = rows;
    api_new_rows(L, count, columns, 6);
    for (size_t i = 0; i < count; i++) {
        push_difference(L, &rows[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

int timeline_merge(lua_State *L)
{
    bind_options(L, 3, "timeline:merge");
    dl_timeline *timeline = timeline_check(L, 1);
    const dl_timeline *other = timeline_check(L, 2);
    dl_str conflicts = DL_STR("error");
    dl_error error;
    if (!lua_isnoneornil(L, 3)) {
        luaL_checktype(L, 3, LUA_TTABLE);
        dl_str given = bind_field(L, 3, "conflicts");
        conflicts = given.size ? given : conflicts;
    }
    bool claims = dl_str_equal(conflicts, DL_STR("claims"));
    if (!claims && !dl_str_equal(conflicts, DL_STR("error")))
        return luaL_error(L, "conflicts is \"error\" or \"claims\"");
    int rc = claims ? dl_timeline_merge_claims(timeline, other, &error)
                    : dl_timeline_merge(timeline, other, &error);
    if (rc != 0)
        bind_raise(L, &error);
    lua_settop(L, 1);
    return 1;
}
