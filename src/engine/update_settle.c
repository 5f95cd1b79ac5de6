/* After a step ran: what it bound, whose objects it changed, what it made. */
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "api/bind.h"
#include "base/grow.h"
#include "engine/update_lua.h"

static const char changed_objects[] = "dateline.changed";

typedef struct settling {
    size_t place;
    const dl_result *result;
    dl_did *did;
    size_t number;
    dl_str *reads, *binds;
    size_t *owners, *changed;
} settling;

static void *space(lua_State *L, updater *u, size_t count, size_t size)
{
    void *made = dl_arena_alloc(&u->step_arena, (count + 1) * size);
    update_need(L, made ? 0 : DL_ERR_MEMORY);
    return made;
}

/* Who owns what was reached, and whose objects were changed; these are kept for the next walk. */
static void compare(lua_State *L, updater *u, settling *s)
{
    dl_did *did = s->did;
    s->owners = space(L, u, u->instance_count, sizeof *s->owners);
    s->changed = space(L, u, u->instance_count, sizeof *s->changed);
    bool *is_owner = space(L, u, u->instance_count, 1);
    bool *is_changed = space(L, u, u->instance_count, 1);
    heap_compare(L, &u->walk);
    lua_newtable(L);
    lua_getfield(L, LUA_REGISTRYINDEX, "dateline.held");
    lua_Integer kept_count = 0;
    for (size_t i = 0; i < u->walk.count; i++) {
        const heap_seen *seen = &u->walk.seen[i];
        if (seen->owner < u->instance_count)
            is_owner[seen->owner] = true;
        if (!seen->changed)
            continue;
        if (seen->owner < u->instance_count)
            is_changed[seen->owner] = true;
        lua_rawgeti(L, -1, (lua_Integer)i + 1);
        lua_rawseti(L, -3, ++kept_count);
    }
    lua_pop(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, changed_objects);
    for (size_t o = OWNER_FIRST; o < u->instance_count; o++) {
        if (is_owner[o])
            s->owners[did->owner_count++] = u->instances[o].place;
        if (!is_changed[o])
            continue;
        s->changed[did->changed_count++] = u->instances[o].place;
        update_need(L, numbers_add(&u->instances[o].changers, s->number, NULL));
    }
    did->changed_base =
        is_changed[OWNER_NONE] || is_changed[OWNER_BASE] || u->engine->context.changed_state;
    if (did->changed_base)
        update_need(L, numbers_add(&u->instances[OWNER_BASE].changers, s->number, NULL));
    did->owners = s->owners;
    did->changed = s->changed;
}

static void add_bind(lua_State *L, updater *u, settling *s, dl_str name, int bindings)
{
    bool failed = s->result->state == DL_STATE_FAILED && !s->result->expected;
    size_t id = update_global_id(L, u, name);
    u->bound[id] = failed ? OWNER_NONE : s->number;
    s->binds[s->did->bind_count++] = u->global_names[id];
    bind_push(L, name);
    update_push_globals(L);
    bind_push(L, name);
    lua_rawget(L, -2);
    lua_remove(L, -2);
    lua_rawset(L, bindings);
}

/* The value that a global had before at the top, the one that it has now under it. */
static void push_both(lua_State *L, dl_str name)
{
    update_push_globals(L);
    bind_push(L, name);
    lua_rawget(L, -2);
    lua_remove(L, -2);
    lua_getfield(L, LUA_REGISTRYINDEX, UPDATE_BEFORE);
    bind_push(L, name);
    lua_rawget(L, -2);
    lua_remove(L, -2);
}

static bool differ(lua_State *L)
{
    bool same = lua_rawequal(L, -1, -2) && lua_type(L, -1) == lua_type(L, -2) &&
                (lua_type(L, -1) != LUA_TNUMBER || lua_isinteger(L, -1) == lua_isinteger(L, -2));
    lua_pop(L, 2);
    return !same;
}

static void find_binds(lua_State *L, updater *u, settling *s, int bindings)
{
    for (size_t i = 0; i < u->read_count; i++) {
        const dl_global *global = &u->read_list[i];
        if (!(global->how & (DL_GLOBAL_ASSIGNED | DL_GLOBAL_LATER_ASSIGNED)))
            continue;
        bool sure = (global->how & DL_GLOBAL_SURE) && s->result->state == DL_STATE_OK;
        push_both(L, global->name);
        if (differ(L) || sure)
            add_bind(L, u, s, global->name, bindings);
    }
}

/* Every global that is another than before, for a step that may assign any. */
static void find_all_binds(lua_State *L, updater *u, settling *s, int bindings)
{
    static const char *const places[] = {UPDATE_BEFORE, NULL};
    for (int i = 0; i < 2; i++) {
        if (places[i])
            lua_getfield(L, LUA_REGISTRYINDEX, places[i]);
        else
            update_push_globals(L);
        int table = lua_gettop(L);
        lua_pushnil(L);
        while (lua_next(L, table)) {
            lua_pop(L, 1);
            if (lua_type(L, -1) != LUA_TSTRING) {
                s->did->changed_base = true;
                continue;
            }
            size_t size;
            const char *text = lua_tolstring(L, -1, &size);
            dl_str name = {text, size};
            bool known = false;
            for (size_t b = 0; b < s->did->bind_count && !known; b++)
                known = dl_str_equal(s->binds[b], name);
            push_both(L, name);
            if (differ(L) && !known)
                add_bind(L, u, s, name, bindings);
        }
        lua_settop(L, table - 1);
    }
}

/* New objects hang from what was bound, or from what was changed: they are this step's. */
static void own_new(lua_State *L, updater *u, const settling *s, int bindings)
{
    heap_end(L, &u->walk);
    heap_begin(L, &u->walk);
    lua_pushnil(L);
    while (lua_next(L, bindings)) {
        heap_add(L, &u->walk, -1);
        lua_pop(L, 1);
    }
    lua_getfield(L, LUA_REGISTRYINDEX, changed_objects);
    for (lua_Integer i = (lua_Integer)lua_rawlen(L, -1); i > 0; i--) {
        lua_rawgeti(L, -1, i);
        heap_add(L, &u->walk, -1);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    heap_walk(L, &u->walk);
    update_need(L, u->walk.failed ? DL_ERR_MEMORY : 0);
    heap_own(L, &u->walk, s->number);
    heap_end(L, &u->walk);
}

static void fill_reads(lua_State *L, updater *u, settling *s)
{
    s->reads = space(L, u, u->read_count, sizeof *s->reads);
    for (size_t i = 0; i < u->read_count; i++) {
        if (!update_is_param(u->read_list[i].name) && update_is_read(&u->read_list[i]))
            s->reads[s->did->read_count++] = u->read_list[i].name;
    }
    s->did->reads = s->reads;
}

/* What functions that it may have made, or that it took over, read and assign when they run. */
static void fill_later(lua_State *L, updater *u, instance *made)
{
    enum { LATER = DL_GLOBAL_LATER_READ | DL_GLOBAL_LATER_ASSIGNED };
    size_t count = 0;
    for (size_t i = 0; i < u->read_count; i++)
        count += (u->read_list[i].how & LATER) != 0;
    made->later = calloc(count + 1, sizeof *made->later);
    update_need(L, made->later ? 0 : DL_ERR_MEMORY);
    for (size_t i = 0; i < u->read_count; i++) {
        if (!(u->read_list[i].how & LATER))
            continue;
        size_t id = update_global_id(L, u, u->read_list[i].name); /* may move the names' list */
        made->later[made->later_count++] =
            (dl_global){u->global_names[id], u->read_list[i].how & LATER};
    }
    made->later_all = u->all;
}

/* At most so many can differ: those that there are, and those that there were. */
static size_t count_globals(lua_State *L)
{
    size_t count = 0;
    int top = lua_gettop(L);
    update_push_globals(L);
    lua_getfield(L, LUA_REGISTRYINDEX, UPDATE_BEFORE);
    for (int i = top + 1; i <= top + 2; i++) {
        lua_pushnil(L);
        for (; lua_next(L, i); count++)
            lua_pop(L, 1);
    }
    lua_settop(L, top);
    return count;
}

static int settle(lua_State *L)
{
    updater *u = lua_touserdata(L, 1);
    settling *s = lua_touserdata(L, 2);
    dl_error error;
    luaL_checkstack(L, 40, NULL);
    update_need(L, dl_grow(&u->instances, &u->instance_capacity, u->instance_count + 1,
                           sizeof *u->instances, &error));
    s->number = u->instance_count;
    instance *made = &u->instances[u->instance_count++];
    *made = (instance){.place = s->place,
                       .pass = u->pass,
                       .line = u->steps[s->place]->line,
                       .bindings = LUA_NOREF};
    compare(L, u, s);
    lua_newtable(L);
    int bindings = lua_gettop(L);
    s->binds = space(L, u, u->read_count + count_globals(L), sizeof *s->binds);
    if (u->all)
        find_all_binds(L, u, s, bindings);
    else
        find_binds(L, u, s, bindings);
    s->did->binds = s->binds;
    fill_reads(L, u, s);
    fill_later(L, u, made);
    own_new(L, u, s, bindings);
    for (size_t i = 0; i < u->needs.count; i++)
        update_need(L, numbers_add(&made->needs, u->needs.list[i], &error));
    lua_settop(L, bindings);
    made->bindings = luaL_ref(L, LUA_REGISTRYINDEX);
    made->live = true;
    s->did->all = u->all;
    return 0;
}

int updater_settle(updater *u, size_t place, const dl_result *result, dl_did *did, size_t *number,
                   dl_error *error)
{
    settling s = {.place = place, .result = result, .did = did};
    memset(did, 0, sizeof *did);
    int rc = update_protect(u, settle, &s, error);
    *number = s.number;
    did->uses = result->uses;
    did->use_count = result->use_count;
    return rc;
}
