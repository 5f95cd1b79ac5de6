/* Dates in prose, and the events that a page may tell. */
#include "dateline/find.h"

#include <string.h>

#include "api/api.h"
#include "api/context.h"
#include "api/timeline.h"
#include "dateline/candidate.h"
#include "dateline/zone.h"

typedef struct search {
    dl_find_options options;
    dl_date published;
    dl_arena *arena;
    dl_found *found;
    size_t count;
} search;

/* {words = {januar = "january"}}, and {counts = {few = {2, 6}}}, from the table at index. */
static void read_tables(lua_State *L, int index, search *want)
{
    /* cppcheck-suppress variableScope */
    size_t words = 0, counts = 0;
    if (lua_getfield(L, index, "words") == LUA_TTABLE) {
        dl_find_word *rows = NULL;
        for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
            words++;
        rows = dl_arena_alloc(want->arena, (words + 1) * sizeof *rows);
        words = 0;
        for (lua_pushnil(L); rows && lua_next(L, -2); lua_pop(L, 1)) {
            luaL_argcheck(L, lua_type(L, -2) == LUA_TSTRING && lua_type(L, -1) == LUA_TSTRING,
                          index, "words must be a table of word = english word");
            rows[words].word = dl_arena_copy(want->arena, bind_str(L, -2)).data;
            rows[words++].english = dl_arena_copy(want->arena, bind_str(L, -1)).data;
        }
        for (size_t i = 0; i < words; i++)
            if (!rows[i].word || !rows[i].english)
                luaL_error(L, "not enough memory");
        want->options.words = rows;
        want->options.word_count = words;
    }
    lua_pop(L, 1);
    if (lua_getfield(L, index, "counts") == LUA_TTABLE) {
        dl_find_count *rows = NULL;
        for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
            counts++;
        rows = dl_arena_alloc(want->arena, (counts + 1) * sizeof *rows);
        counts = 0;
        for (lua_pushnil(L); rows && lua_next(L, -2); lua_pop(L, 1)) {
            luaL_argcheck(L, lua_type(L, -2) == LUA_TSTRING && lua_type(L, -1) == LUA_TTABLE, index,
                          "counts must be a table of word = {least, most}");
            lua_geti(L, -1, 1);
            lua_geti(L, -2, 2);
            lua_Integer least = luaL_checkinteger(L, -2), most = luaL_checkinteger(L, -1);
            lua_pop(L, 2);
            luaL_argcheck(L, least >= 0 && least <= most && most <= 10000, index,
                          "counts go from 0 to 10000, the least first");
            rows[counts].word = dl_arena_copy(want->arena, bind_str(L, -2)).data;
            rows[counts].least = (int)least;
            rows[counts++].most = (int)most;
        }
        for (size_t i = 0; i < counts; i++)
            if (!rows[i].word)
                luaL_error(L, "not enough memory");
        want->options.counts = rows;
        want->options.count_count = counts;
    }
    lua_pop(L, 1);
}

static void read_options(lua_State *L, int index, search *want)
{
    if (lua_isnoneornil(L, index))
        return;
    luaL_checktype(L, index, LUA_TTABLE);
    const dl_date *published = api_date_field(L, index, "published", &want->published);
    if (published) {
        want->published = *published;
        want->options.published = &want->published;
    }
    lua_pop(L, 1);
    dl_str zone = bind_field(L, index, "timezone"), lang = bind_field(L, index, "lang");
    dl_zone place;
    dl_error error;
    if (zone.size && dl_zone_find(zone, &place, &error) != 0)
        bind_raise(L, &error);
    if (zone.size)
        want->options.timezone = zone;
    if (lang.size)
        want->options.lang = lang;
    static const char *const leans[] = {"near", "past", "future"};
    dl_str lean = bind_field(L, index, "lean");
    bool known = lean.size == 0;
    for (int i = 0; i < 3; i++)
        if (dl_str_equal(lean, dl_str_of(leans[i]))) {
            want->options.lean = (dl_lean)i;
            known = true;
        }
    luaL_argcheck(L, known, index, "lean is near, past or future");
    read_tables(L, index, want);
}

static void find(lua_State *L, dl_str text, search *want)
{
    dl_error error;
    if (dl_date_find(text, &want->options, want->arena, &want->found, &want->count, &error) != 0)
        bind_raise(L, &error);
}

/* The fields of one that was found, into the table at the top. */
static void set_found(lua_State *L, dl_str text, const dl_found *row, dl_str source)
{
    bind_set(L, "words", dl_str_slice(text, row->start, row->end));
    bind_set(L, "role", dl_str_of(dl_role_word(row->role)));
    bind_set(L, "why", dl_str_of(row->why));
    if (row->has_date) {
        api_push_date_of(L, &row->date, source);
        lua_setfield(L, -2, "date");
    }
    lua_pushboolean(L, row->sure);
    lua_setfield(L, -2, "sure");
    lua_createtable(L, (int)row->reading_count, 0);
    for (size_t i = 0; i < row->reading_count; i++) {
        api_push_date_of(L, &row->readings[i], source);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "alternatives");
}

static void set_place(lua_State *L, size_t start, size_t end)
{
    lua_pushinteger(L, (lua_Integer)start);
    lua_setfield(L, -2, "start");
    lua_pushinteger(L, (lua_Integer)end);
    lua_setfield(L, -2, "finish");
}

static int push_found(lua_State *L, dl_str text, const search *made, dl_str source)
{
    static const char *const columns[] = {"words", "date", "role", "sure", "why"};
    api_new_rows(L, made->count, columns, 5);
    for (size_t i = 0; i < made->count; i++) {
        lua_createtable(L, 0, 8);
        set_found(L, text, &made->found[i], source);
        set_place(L, made->found[i].start, made->found[i].end);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

int api_date_find(lua_State *L)
{
    bind_options(L, 2, "date.find");
    dl_str text = bind_str(L, 1);
    lua_settop(L, 2);
    search want = {.arena = bind_arena(L)};
    read_options(L, 2, &want);
    find(L, text, &want);
    return push_found(L, text, &want, (dl_str){"", 0});
}

/* A page's own date and language, which the options at index 2 may replace. */
static dl_str search_page(lua_State *L, search *want)
{
    dl_capture *held = api_check_page(L, 1);
    if (held->page.has_published)
        want->options.published = &held->page.published;
    for (size_t i = 0; i < held->page.claim_count; i++) {
        const dl_page_claim *claim = &held->page.claims[i];
        if (strcmp(claim->field, "published") == 0 && claim->conflict)
            want->options.doubt = "the page tells two publication dates";
    }
    want->options.lang = held->page.lang;
    read_options(L, 2, want);
    find(L, held->page.text, want);
    return held->page.text;
}

int api_page_dates(lua_State *L)
{
    bind_options(L, 2, "page:dates");
    lua_settop(L, 2);
    search want = {.arena = bind_arena(L)};
    dl_str text = search_page(L, &want);
    return push_found(L, text, &want, api_check_page(L, 1)->snapshot.url);
}

/* --- candidates --- */

static void add_name(lua_State *L, dl_arena *arena, dl_actor_name *names, size_t *count,
                     size_t room, dl_str actor)
{
    luaL_argcheck(L, lua_type(L, -1) == LUA_TSTRING, 2, "actors and aliases are strings");
    if (*count == room)
        luaL_error(L, "more than %d names of actors", (int)room);
    dl_str name = dl_arena_copy(arena, bind_str(L, -1));
    names[*count].name = name;
    names[(*count)++].actor = actor.size ? actor : name;
}

/* {"OpenAI", Meta = {"Facebook"}}: a list, with aliases by name. */
static size_t read_actors(lua_State *L, dl_arena *arena, dl_actor_name *names, size_t room)
{
    size_t count = 0;
    dl_str none = {"", 0};
    if (lua_isnoneornil(L, 2))
        return 0;
    luaL_checktype(L, 2, LUA_TTABLE);
    int given = lua_getfield(L, 2, "actors");
    if (given == LUA_TNIL)
        return 0;
    luaL_argcheck(L, given == LUA_TTABLE, 2, "actors is a table of names");
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING) {
            add_name(L, arena, names, &count, room, none);
            continue;
        }
        lua_pushvalue(L, -2);
        add_name(L, arena, names, &count, room, none);
        lua_pop(L, 1);
        dl_str actor = names[count - 1].actor;
        if (lua_type(L, -1) == LUA_TSTRING) {
            add_name(L, arena, names, &count, room, actor);
            continue;
        }
        luaL_argcheck(L, lua_type(L, -1) == LUA_TTABLE, 2, "aliases are a list of names");
        for (lua_Integer i = 1; i <= luaL_len(L, -1); i++) {
            lua_geti(L, -1, i);
            add_name(L, arena, names, &count, room, actor);
            lua_pop(L, 1);
        }
    }
    return count;
}

/* field = {the value at index}, in the table at `event` where it is not told there. */
static void set_own_list(lua_State *L, int event, const char *field, int index)
{
    if (lua_getfield(L, event, field) == LUA_TNIL) {
        lua_createtable(L, 1, 0);
        lua_pushvalue(L, index);
        lua_rawseti(L, -2, 1);
        lua_setfield(L, event, field);
    }
    lua_pop(L, 1);
}

/* What stands around the sentence, which tells it from the same words elsewhere. */
static void push_around(lua_State *L, int candidate)
{
    lua_createtable(L, 0, 2);
    static const char *const sides[] = {"prefix", "suffix"};
    for (size_t i = 0; i < 2; i++) {
        lua_getfield(L, candidate, sides[i]);
        lua_setfield(L, -2, sides[i]);
    }
}

/* c:accept(timeline, {id=...}): the event, and the quotation that proves it. */
int api_candidate_accept(lua_State *L)
{
    static const char *const fields[] = {"id", "actor", "kind", "date", "what", "due", "due_said"};
    enum { EVENT = 5 };
    luaL_checktype(L, 1, LUA_TTABLE);
    timeline_check(L, 2);
    if (!lua_isnoneornil(L, 3))
        luaL_checktype(L, 3, LUA_TTABLE);
    lua_settop(L, 3);
    lua_getfield(L, 1, "page");
    dl_capture *held = api_check_page(L, 4);
    lua_newtable(L);
    if (lua_istable(L, 3))
        for (lua_pushnil(L); lua_next(L, 3);) {
            lua_pushvalue(L, -2);
            lua_insert(L, -2);
            lua_settable(L, 5);
        }
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (lua_getfield(L, 5, fields[i]) == LUA_TNIL) {
            lua_getfield(L, 1, fields[i]);
            lua_setfield(L, 5, fields[i]);
        }
        lua_settop(L, 5);
    }
    lua_createtable(L, 1, 0);
    bind_push(L, held->snapshot.url);
    lua_rawseti(L, -2, 1);
    lua_setfield(L, 5, "sources");
    lua_pushcfunction(L, api_page_quote); /* first: what cannot be proved is not added */
    lua_pushvalue(L, 4);
    lua_getfield(L, 1, "what");
    push_around(L, 1);
    lua_call(L, 3, 1);
    set_own_list(L, EVENT, "evidence", lua_gettop(L));
    if (held->page.has_published) {
        api_push_date(L, &held->page.published);
        set_own_list(L, EVENT, "published", lua_gettop(L));
        lua_remove(L, -1);
    }
    lua_getfield(L, 2, "add");
    lua_pushvalue(L, 2);
    lua_pushvalue(L, 5);
    lua_call(L, 2, 0);
    return 1;
}

/* How many bytes from `at`, up to 32 and on characters' borders. */
static size_t around(dl_str text, size_t at, int way)
{
    size_t room = way < 0 ? at : text.size - at, most = room < 32 ? room : 32;
    while (most && most < room &&
           ((unsigned char)text.data[way < 0 ? at - most : at + most] & 0xC0) == 0x80)
        most--;
    return most;
}

static void push_candidate(lua_State *L, const dl_capture *held, const dl_candidate *row,
                           size_t number)
{
    dl_str text = held->page.text;
    size_t before = around(text, row->start, -1), after = around(text, row->end, 1);
    lua_createtable(L, 0, 20);
    set_found(L, text, &row->when, held->snapshot.url);
    set_place(L, row->start, row->end);
    bind_set(L, "what", dl_str_slice(text, row->start, row->end));
    bind_set(L, "actor", row->actor);
    bind_set(L, "kind", dl_str_of(row->kind));
    bind_set(L, "prefix", dl_str_slice(text, row->start - before, row->start));
    bind_set(L, "suffix", dl_str_slice(text, row->end, row->end + after));
    if (row->has_due) {
        api_push_date(L, &row->due);
        lua_setfield(L, -2, "due");
        bind_set(L, "due_said", row->due_said);
    }
    lua_pushfstring(L, "candidate-%d", (int)number);
    lua_setfield(L, -2, "id");
    lua_pushvalue(L, 1);
    lua_setfield(L, -2, "page");
    lua_pushcfunction(L, api_candidate_accept);
    lua_setfield(L, -2, "accept");
}

int api_page_candidates(lua_State *L)
{
    bind_options(L, 2, "page:candidates");
    enum { NAMES = 1000 };
    static const char *const columns[] = {"date", "actor", "kind", "due", "what", "why"};
    lua_settop(L, 2);
    search want = {.arena = bind_arena(L)};
    dl_actor_name *names = dl_arena_alloc(want.arena, NAMES * sizeof *names);
    if (!names)
        return luaL_error(L, "not enough memory");
    size_t name_count = read_actors(L, want.arena, names, NAMES);
    dl_str text = search_page(L, &want);
    dl_candidate *rows;
    size_t count;
    dl_error error;
    if (dl_candidates(text, want.found, want.count, want.options.published, names, name_count,
                      want.arena, &rows, &count, &error) != 0)
        bind_raise(L, &error);
    api_new_rows(L, count, columns, 6);
    for (size_t i = 0; i < count; i++) {
        push_candidate(L, api_check_page(L, 1), &rows[i], i + 1);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}
