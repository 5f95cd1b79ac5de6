/* relation: the set of Allen's relations that can hold, as notebooks see it. */
#include "dateline/relation.h"

#include <string.h>

#include "api/api.h"

static const char *const type = "relation";

/* A coarse one holds all of each group that it touches, and names the groups. */
typedef struct relation {
    dl_relations set;
    bool coarse;
} relation;

static int push_relation(lua_State *L, dl_relations set, bool coarse)
{
    relation *held = lua_newuserdatauv(L, sizeof *held, 0);
    *held = (relation){coarse ? dl_relation_widen(set) : set, coarse};
    luaL_setmetatable(L, type);
    return 1;
}

static const relation *check_relation(lua_State *L)
{
    return luaL_checkudata(L, 1, type);
}

/* --- what is asked --- */

static int64_t days_field(lua_State *L, const char *key)
{
    if (lua_getfield(L, -1, key) == LUA_TNIL) {
        lua_pop(L, 1);
        return 0;
    }
    int whole;
    int64_t days = lua_tointegerx(L, -1, &whole);
    if (!whole || days < 1)
        luaL_error(L, "%s must be a whole number of days, 1 or more", key);
    lua_pop(L, 1);
    return days;
}

static bool flag_field(lua_State *L, const char *key)
{
    lua_getfield(L, -1, key);
    bool set = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return set;
}

static dl_reading reading_field(lua_State *L)
{
    dl_str reading = bind_field(L, -1, "reading");
    bool spans = dl_str_equal(reading, DL_STR("spans"));
    if (reading.size && !spans && !dl_str_equal(reading, DL_STR("sometime")))
        luaL_error(L, "a reading is \"sometime\" or \"spans\", not \"%s\"", reading.data);
    return spans ? DL_SPANS : DL_SOMETIME;
}

/* Coarse is what other tools call three-valued relations: by whole days, six words, and a date with
 * an unknown end is one of which nothing is known. */
static bool read_options(lua_State *L, int index, dl_relation_options *options)
{
    memset(options, 0, sizeof *options);
    if (lua_isnoneornil(L, index))
        return false;
    luaL_checktype(L, index, LUA_TTABLE);
    bind_options(L, index, "date.relation");
    lua_pushvalue(L, index);
    options->reading = reading_field(L);
    int64_t days = days_field(L, "days");
    options->least_days = days ? days : days_field(L, "least");
    options->most_days = days ? days : days_field(L, "most");
    bool coarse = flag_field(L, "coarse");
    options->whole_days = options->unknown_tells_nothing = coarse;
    lua_pop(L, 1);
    return coarse;
}

/* --- bounds in a table: {start = {earliest, latest}, finish = {earliest, latest}} --- */

/* A whole number is a point; a date its first day, or the day after its last one. */
static dl_bound point_at(lua_State *L, bool last)
{
    dl_bound bound = {DL_BOUND_FINITE, 0};
    if (lua_isnil(L, -1)) {
        bound.kind = DL_BOUND_UNKNOWN;
    } else if (lua_type(L, -1) == LUA_TNUMBER) {
        int whole;
        bound.seconds = lua_tointegerx(L, -1, &whole);
        if (!whole || bound.seconds > INT32_MAX || bound.seconds < INT32_MIN)
            luaL_error(L, "a bound is a date, or a whole number of days");
    } else {
        dl_date space;
        const dl_date *date = api_check_date(L, lua_gettop(L), &space);
        if (!(last ? dl_date_last_day : dl_date_first_day)(date, &bound.seconds))
            bound.kind = DL_BOUND_UNKNOWN;
        else
            bound.seconds += last;
    }
    lua_pop(L, 1);
    return bound;
}

static void read_pair(lua_State *L, const char *key, bool last, dl_bound *earliest,
                      dl_bound *latest)
{
    *earliest = *latest = (dl_bound){DL_BOUND_UNKNOWN, 0};
    int kind = lua_getfield(L, -1, key);
    if (kind == LUA_TTABLE) {
        lua_geti(L, -1, 1);
        *earliest = point_at(L, last);
        lua_geti(L, -1, 2);
        *latest = point_at(L, last);
    } else if (kind != LUA_TNIL) {
        luaL_error(L, "%s must be a pair, {earliest, latest}", key);
    }
    lua_pop(L, 1);
}

static dl_bounds read_bounds(lua_State *L, int index)
{
    dl_bounds bounds = {.utc = false};
    if (lua_type(L, index) == LUA_TTABLE) {
        lua_pushvalue(L, index);
        read_pair(L, "start", false, &bounds.start_earliest, &bounds.start_latest);
        read_pair(L, "finish", true, &bounds.end_earliest, &bounds.end_latest);
        lua_pop(L, 1);
        return bounds;
    }
    dl_date space;
    const dl_date *date = api_check_date(L, index, &space);
    dl_bounds told = dl_date_bounds(date);
    /* by days, as the table's points are */
    dl_bound *const out[] = {&bounds.start_earliest, &bounds.start_latest, &bounds.end_earliest,
                             &bounds.end_latest};
    const dl_bound in[] = {told.start_earliest, told.start_latest, told.end_earliest,
                           told.end_latest};
    for (int i = 0; i < 4; i++) {
        *out[i] = in[i];
        int64_t up = i < 2 ? 0 : 86399; /* an end is that of its day */
        int64_t seconds = in[i].seconds + up;
        out[i]->seconds = seconds / 86400 - (seconds % 86400 < 0);
    }
    return bounds;
}

static int relate_bounds(lua_State *L, const dl_relation_options *options, bool coarse)
{
    if (options->least_days || options->most_days)
        luaL_error(L, "bounds tell how long it took; days, least and most are for dates");
    dl_bounds a = read_bounds(L, 1), b = read_bounds(L, 2);
    dl_relations set = dl_relation_of_bounds(&a, &b, 1);
    if (set == 0)
        return luaL_error(L, "the bounds leave no room between a start and its end");
    return push_relation(L, set, coarse);
}

int api_date_relation(lua_State *L)
{
    dl_relation_options options;
    bool coarse = read_options(L, 3, &options);
    if (lua_type(L, 1) == LUA_TTABLE || lua_type(L, 2) == LUA_TTABLE)
        return relate_bounds(L, &options, coarse);
    dl_date first, second;
    const dl_date *a = api_check_date(L, 1, &first);
    const dl_date *b = api_check_date(L, 2, &second);
    dl_relations set;
    dl_error error;
    if (dl_date_relation(a, b, &options, &set, &error) != 0)
        bind_raise(L, &error);
    return push_relation(L, set, coarse);
}

/* --- sets of relations --- */

static dl_relations word_set(lua_State *L, int index)
{
    dl_str word = bind_str(L, index);
    dl_relation one = dl_relation_of_word(word);
    if (one < DL_RELATION_COUNT)
        return (dl_relations)(1 << one);
    for (int i = 0; i < DL_COARSE_COUNT; i++) {
        if (dl_str_equal(word, dl_str_of(dl_coarse_word((dl_coarse)i))))
            return dl_coarse_group((dl_coarse)i); /* only "within" is none of the thirteen */
    }
    return (dl_relations)luaL_error(L,
                                    "no relation is called '%s'; there are before, meets, "
                                    "overlaps, starts, during, finishes, equal, finished-by, "
                                    "contains, started-by, overlapped-by, met-by, after",
                                    word.data);
}

/* A relation object, a word, or a list of words. */
static dl_relations check_set(lua_State *L, int index)
{
    const relation *held = luaL_testudata(L, index, type);
    if (held)
        return held->set;
    if (lua_type(L, index) != LUA_TTABLE)
        return word_set(L, index);
    dl_relations set = 0;
    lua_Integer count = luaL_len(L, index);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_geti(L, index, i);
        set |= word_set(L, lua_gettop(L));
        lua_pop(L, 1);
    }
    return set;
}

int api_date_compose(lua_State *L)
{
    dl_relations first = check_set(L, 1), second = check_set(L, 2);
    return push_relation(L, dl_relation_compose(first, second), false);
}

static int f_words(lua_State *L)
{
    const relation *held = check_relation(L);
    dl_buf *buf = bind_buf(L);
    (held->coarse ? dl_coarse_words : dl_relation_words)(held->set, buf);
    bind_push_buf(L, buf);
    return 1;
}

static int f_inverse(lua_State *L)
{
    const relation *held = check_relation(L);
    return push_relation(L, dl_relation_inverse(held->set), held->coarse);
}

static int f_coarse(lua_State *L)
{
    return push_relation(L, check_relation(L)->set, true);
}

/* In the six words of a coarse one, "before" is with "meets". */
static int f_is(lua_State *L)
{
    const relation *held = check_relation(L);
    luaL_checkany(L, 2);
    dl_relations asked = check_set(L, 2);
    if (held->coarse)
        asked = dl_relation_widen(asked);
    lua_pushstring(L, dl_truth_word(dl_relation_truth(held->set, asked)));
    return 1;
}

static int push_possible(lua_State *L, const relation *held)
{
    int count = held->coarse ? DL_COARSE_COUNT : DL_RELATION_COUNT;
    lua_Integer next = 1;
    lua_newtable(L);
    for (int i = 0; i < count; i++) {
        dl_relations group = held->coarse ? dl_coarse_group((dl_coarse)i) : (dl_relations)(1 << i);
        if (!(held->set & group))
            continue;
        lua_pushstring(L, held->coarse ? dl_coarse_word((dl_coarse)i)
                                       : dl_relation_word((dl_relation)i));
        lua_rawseti(L, -2, next++);
    }
    return 1;
}

static int meta_index(lua_State *L)
{
    const relation *held = check_relation(L);
    if (bind_method(L))
        return 1;
    const char *key = luaL_checkstring(L, 2);
    if (strcmp(key, "possible") == 0)
        return push_possible(L, held);
    if (strcmp(key, "certain") == 0) {
        push_possible(L, held);
        if (luaL_len(L, -1) != 1)
            return 0;
        lua_geti(L, -1, 1);
        return 1;
    }
    return 0;
}

static int meta_eq(lua_State *L)
{
    const relation *a = luaL_testudata(L, 1, type), *b = luaL_testudata(L, 2, type);
    lua_pushboolean(L, a && b && a->set == b->set);
    return 1;
}

const bind_function api_relation_rows[] = {{"relation:words", f_words},
                                           {"relation:is", f_is},
                                           {"relation:inverse", f_inverse},
                                           {"relation:coarse", f_coarse},
                                           {"relation.possible", NULL},
                                           {"relation.certain", NULL},
                                           {NULL, NULL}};

void api_open_relation(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__tostring", f_words},
                                    {"__concat", bind_concat},
                                    {"__eq", meta_eq},
                                    {"__index", meta_index},
                                    {NULL, NULL}};
    bind_class(L, type, api_relation_rows, meta);
}
