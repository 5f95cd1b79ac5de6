/* Before a step runs: what it can reach, and who has to run before it. */
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "api/bind.h"
#include "base/grow.h"
#include "engine/run.h"
#include "engine/update_lua.h"

/* --- numbers --- */

int numbers_add(numbers *to, size_t number, dl_error *error)
{
    int rc = dl_grow(&to->list, &to->capacity, to->count + 1, sizeof *to->list, error);
    if (rc == 0)
        to->list[to->count++] = number;
    return rc;
}

bool numbers_have(const numbers *in, size_t number)
{
    for (size_t i = in->count; i > 0; i--) {
        if (in->list[i - 1] == number)
            return true;
    }
    return false;
}

void numbers_clear(numbers *cleared)
{
    free(cleared->list);
    *cleared = (numbers){0};
}

/* In protected code what goes wrong is raised, and told by its caller. */
void update_need(lua_State *L, int rc)
{
    if (rc != 0)
        luaL_error(L, "not enough memory");
}

static void add_once(lua_State *L, numbers *to, size_t number)
{
    dl_error error;
    if (!numbers_have(to, number))
        update_need(L, numbers_add(to, number, &error));
}

int update_protect(updater *u, lua_CFunction call, void *data, dl_error *error)
{
    lua_State *L = u->engine->state;
    if (!lua_checkstack(L, 10))
        return dl_error_set(error, DL_ERR_LIMIT_MEMORY, "not enough memory");
    lua_pushcfunction(L, call);
    lua_pushlightuserdata(L, u);
    lua_pushlightuserdata(L, data);
    if (lua_pcall(L, 2, 0, 0) == LUA_OK)
        return 0;
    const char *message = lua_tostring(L, -1);
    dl_error_set(error, DL_ERR_LIMIT_MEMORY, "cannot tell what a cell depends on: %s",
                 message ? message : "unknown error");
    lua_pop(L, 1);
    return DL_ERR_LIMIT_MEMORY;
}

/* --- globals --- */

void update_push_globals(lua_State *L)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}

/* table[name] of a table in the registry by key or reference; nil where there is none. */
static int push_named(lua_State *L, int reference, dl_str name)
{
    if (reference == LUA_NOREF) {
        lua_pushnil(L);
        return LUA_TNIL;
    }
    if (reference == 0)
        lua_getfield(L, LUA_REGISTRYINDEX, ENGINE_BASE);
    else
        lua_rawgeti(L, LUA_REGISTRYINDEX, reference);
    bind_push(L, name);
    int type = lua_rawget(L, -2);
    lua_remove(L, -2);
    return type;
}

size_t update_global_id(lua_State *L, updater *u, dl_str name)
{
    dl_error error;
    size_t *known = index_find(&u->globals, name);
    if (known)
        return *known;
    update_need(L, dl_grow(&u->global_names, &u->global_capacity, u->global_count + 1,
                           sizeof *u->global_names, &error));
    update_need(
        L, dl_grow(&u->bound, &u->bound_capacity, u->global_count + 1, sizeof *u->bound, &error));
    dl_str copy = dl_arena_copy(&u->names, name);
    update_need(L, copy.data ? 0 : DL_ERR_MEMORY);
    update_need(L, index_add(&u->globals, copy, u->global_count, &error));
    u->global_names[u->global_count] = copy;
    u->bound[u->global_count] = OWNER_BASE;
    return u->global_count++;
}

static size_t instance_at(const updater *u, size_t place)
{
    return u->slots[place].kept ? u->slots[place].kept->instance : OWNER_NONE;
}

static bool is_live_at(const updater *u, size_t place)
{
    size_t number = instance_at(u, place);
    return number >= OWNER_FIRST && u->instances[number].live;
}

/* Binds every global that steps ever bound as the steps above the current place left it. */
static void bind_globals(lua_State *L, updater *u)
{
    update_push_globals(L);
    for (size_t i = 0; i < u->global_count; i++) {
        size_t place = dl_plan_provider(u->plan, u->global_names[i]);
        size_t wanted = place >= u->count      ? OWNER_BASE
                        : is_live_at(u, place) ? instance_at(u, place)
                                               : OWNER_NONE;
        if (u->bound[i] == wanted && wanted != OWNER_NONE)
            continue;
        int reference = wanted == OWNER_BASE   ? 0
                        : wanted == OWNER_NONE ? LUA_NOREF
                                               : u->instances[wanted].bindings;
        bind_push(L, u->global_names[i]);
        push_named(L, reference, u->global_names[i]);
        lua_rawset(L, -3);
        u->bound[i] = wanted;
    }
    lua_pop(L, 1);
}

/* --- what a step may read --- */

static void add_read(lua_State *L, updater *u, dl_str name, unsigned how)
{
    dl_error error;
    size_t *known = index_find(&u->reads, name);
    if (known) {
        u->read_list[*known].how |= how;
        return;
    }
    update_need(L, dl_grow(&u->read_list, &u->read_capacity, u->read_count + 1,
                           sizeof *u->read_list, &error));
    dl_str copy = dl_arena_copy(&u->step_arena, name);
    update_need(L, copy.data ? 0 : DL_ERR_MEMORY);
    update_need(L, index_add(&u->reads, copy, u->read_count, &error));
    u->read_list[u->read_count++] = (dl_global){copy, how};
}

static void add_later(lua_State *L, updater *u, const instance *of)
{
    for (size_t i = 0; i < of->later_count; i++)
        add_read(L, u, of->later[i].name, of->later[i].how);
    u->all = u->all || of->later_all;
}

/* Only assigned, and that for sure: what it was bound to before does not matter. */
bool update_is_read(const dl_global *global)
{
    unsigned other =
        DL_GLOBAL_READ | DL_GLOBAL_CHANGED | DL_GLOBAL_LATER_READ | DL_GLOBAL_LATER_ASSIGNED;
    return (global->how & other) || !(global->how & DL_GLOBAL_SURE);
}

bool update_is_param(dl_str name)
{
    return dl_str_starts(name, DL_STR(DL_PARAM_PREFIX));
}

/* Whether an instance's objects are as the steps above left them; names who must run where not. */
static void check_changers(lua_State *L, updater *u, size_t number, size_t place)
{
    size_t count;
    const size_t *expected = dl_plan_changers(u->plan, place, &count);
    const numbers *had = &u->instances[number].changers;
    bool same = had->count <= count;
    for (size_t i = 0; i < had->count && same; i++)
        same = had->list[i] == instance_at(u, expected[i]);
    if (!same && number == OWNER_BASE) {
        u->base_dirty = true;
        return;
    }
    if (!same) {
        add_once(L, &u->missing, place);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (i >= had->count || !is_live_at(u, expected[i]))
            add_once(L, &u->missing, expected[i]);
        else
            add_once(L, &u->needs, instance_at(u, expected[i]));
    }
}

static void visit_owner(lua_State *L, updater *u, size_t owner)
{
    if (owner < OWNER_FIRST || numbers_have(&u->reached, owner))
        return;
    instance *of = &u->instances[owner];
    if (of->pass != u->pass || of->place >= dl_plan_place(u->plan)) {
        u->astray = true;
        return;
    }
    if (!of->live || instance_at(u, of->place) != owner) {
        add_once(L, &u->missing, of->place);
        return;
    }
    update_need(L, numbers_add(&u->reached, owner, NULL));
    add_once(L, &u->needs, owner); /* it may be there for a number that it bound */
    add_later(L, u, of);
}

/* Walks on, and looks at who made what was reached. */
static void walk_on(lua_State *L, updater *u)
{
    size_t from = u->walk.walked, last = OWNER_NONE;
    heap_walk(L, &u->walk);
    update_need(L, u->walk.failed ? DL_ERR_MEMORY : 0);
    for (size_t i = from; i < u->walk.walked; i++) {
        size_t owner = u->walk.seen[i].owner;
        if (owner != last)
            visit_owner(L, u, owner);
        last = owner;
    }
}

static void visit_read(lua_State *L, updater *u, size_t at)
{
    const dl_global read = u->read_list[at];
    if (update_is_param(read.name) || !update_is_read(&read))
        return;
    size_t place = dl_plan_provider(u->plan, read.name);
    int reference = 0;
    if (place >= u->count) {
        static const char *const doors[] = {"_G", "load", "include"};
        for (size_t i = 0; i < sizeof doors / sizeof *doors; i++)
            u->all = u->all || dl_str_equal(read.name, dl_str_of(doors[i]));
    } else if (!is_live_at(u, place)) {
        add_once(L, &u->missing, place);
        return;
    } else {
        add_once(L, &u->needs, instance_at(u, place));
        reference = u->instances[instance_at(u, place)].bindings;
    }
    int type = push_named(L, reference, read.name);
    if (place < u->count && (type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TUSERDATA))
        add_later(L, u, &u->instances[instance_at(u, place)]);
    heap_add(L, &u->walk, -1);
    lua_pop(L, 1);
    walk_on(L, u);
}

/* For a step that may do anything: all that is above it, and every global. */
static void visit_all(lua_State *L, updater *u, size_t place)
{
    for (size_t i = 0; i < place; i++) {
        if (!u->slots[i].kept)
            continue;
        if (is_live_at(u, i))
            add_once(L, &u->needs, instance_at(u, i));
        else
            add_once(L, &u->missing, i);
    }
    update_push_globals(L);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        heap_add(L, &u->walk, -2);
        heap_add(L, &u->walk, -1);
        lua_pop(L, 1);
    }
    if (lua_getmetatable(L, -1)) {
        heap_add(L, &u->walk, -1);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    walk_on(L, u);
}

/* The values of what it may assign, to see whether it did. */
static void keep_before(lua_State *L, updater *u)
{
    lua_newtable(L);
    update_push_globals(L);
    if (u->all) {
        lua_pushnil(L);
        while (lua_next(L, -2)) {
            lua_pushvalue(L, -2);
            lua_insert(L, -2);
            lua_rawset(L, -5);
        }
    }
    for (size_t i = 0; i < u->read_count && !u->all; i++) {
        if (!(u->read_list[i].how & (DL_GLOBAL_ASSIGNED | DL_GLOBAL_LATER_ASSIGNED)))
            continue;
        bind_push(L, u->read_list[i].name);
        bind_push(L, u->read_list[i].name);
        lua_rawget(L, -3);
        lua_rawset(L, -4);
    }
    lua_pop(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, UPDATE_BEFORE);
}

/* What a person typed leaves its value in _ and _NUMBER, and takes the oldest one away. */
static void add_typed(lua_State *L, updater *u, int number)
{
    char name[24];
    if (number <= 0)
        return;
    add_read(L, u, DL_STR("_"), DL_GLOBAL_ASSIGNED);
    for (int old = 0; old <= 1; old++) {
        snprintf(name, sizeof name, "_%d", number - old * DL_TYPED_KEPT);
        if (name[1] != '-' && name[1] != '0')
            add_read(L, u, dl_arena_copy(&u->step_arena, dl_str_of(name)), DL_GLOBAL_ASSIGNED);
    }
}

static void read_code(lua_State *L, updater *u, size_t place)
{
    dl_error error;
    memset(&u->code, 0, sizeof u->code);
    if (run_load(L, u->engine->name, u->steps[place]) == LUA_OK)
        update_need(L, globals_of_function(L, &u->step_arena, &u->code, &error));
    lua_pop(L, 1);
    u->all = u->code.all;
    for (size_t i = 0; i < u->code.count; i++)
        add_read(L, u, u->code.list[i].name, u->code.list[i].how);
    add_typed(L, u, u->steps[place]->typed.number);
}

static int prepare(lua_State *L)
{
    updater *u = lua_touserdata(L, 1);
    size_t place = *(const size_t *)lua_touserdata(L, 2);
    luaL_checkstack(L, 40, NULL);
    heap_begin(L, &u->walk);
    read_code(L, u, place);
    bind_globals(L, u);
    check_changers(L, u, OWNER_BASE, u->count);
    /* every string has string's functions as its methods */
    push_named(L, 0, DL_STR("string"));
    heap_add(L, &u->walk, -1);
    lua_pop(L, 1);
    walk_on(L, u);
    for (size_t i = 0; i < u->read_count; i++)
        visit_read(L, u, i);
    update_push_globals(L);
    u->all = u->all || u->walk.opaque || lua_getmetatable(L, -1);
    lua_settop(L, 2);
    if (u->all)
        visit_all(L, u, place);
    for (size_t i = 0; i < u->read_count; i++) /* what was added meanwhile */
        visit_read(L, u, i);
    for (size_t i = 0; i < u->needs.count; i++)
        check_changers(L, u, u->needs.list[i], u->instances[u->needs.list[i]].place);
    if (u->missing.count == 0)
        keep_before(L, u);
    return 0;
}

int updater_prepare(updater *u, size_t place, dl_error *error)
{
    dl_arena_clear(&u->step_arena);
    index_empty(&u->reads);
    u->read_count = 0;
    u->needs.count = u->reached.count = 0;
    u->missing.count = 0;
    u->all = u->astray = false;
    return update_protect(u, prepare, &place, error);
}

void updater_forget(updater *u, size_t number)
{
    if (number < OWNER_FIRST || number >= u->instance_count)
        return;
    instance *of = &u->instances[number];
    if (of->bindings != LUA_NOREF && u->engine->state)
        luaL_unref(u->engine->state, LUA_REGISTRYINDEX, of->bindings);
    of->bindings = LUA_NOREF;
    of->live = false;
    free(of->later);
    of->later = NULL;
    of->later_count = 0;
    numbers_clear(&of->needs);
}

/* --- the whole --- */

static int open_heap(lua_State *L)
{
    updater *u = lua_touserdata(L, 1);
    heap_open(L);
    heap_begin(L, &u->walk);
    lua_getfield(L, LUA_REGISTRYINDEX, ENGINE_BASE);
    heap_add(L, &u->walk, -1);
    lua_getfield(L, LUA_REGISTRYINDEX, "rows");
    heap_add(L, &u->walk, -1);
    heap_walk(L, &u->walk);
    update_need(L, u->walk.failed ? DL_ERR_MEMORY : 0);
    heap_own(L, &u->walk, OWNER_BASE);
    heap_end(L, &u->walk);
    return 0;
}

int updater_open_heap(updater *u, dl_error *error)
{
    return update_protect(u, open_heap, NULL, error);
}

static int end_walk(lua_State *L)
{
    updater *u = lua_touserdata(L, 1);
    heap_end(L, &u->walk);
    return 0;
}

int updater_end_walk(updater *u, dl_error *error)
{
    return update_protect(u, end_walk, NULL, error);
}

static int finish(lua_State *L)
{
    bind_globals(L, lua_touserdata(L, 1));
    return 0;
}

int updater_finish(updater *u, dl_error *error)
{
    return update_protect(u, finish, NULL, error);
}
