/* date: EDTF values as notebooks see them. */
#include <stdio.h>
#include <string.h>

#include "api/api.h"
#include "api/context.h"
#include "api/date.h"
#include "dateline/zone.h"

static const char *const type = "date";

const dl_date *api_test_date(lua_State *L, int index)
{
    return luaL_testudata(L, index, type);
}

void api_push_date(lua_State *L, const dl_date *date)
{
    dl_date *held = lua_newuserdatauv(L, sizeof *held, 1);
    *held = *date;
    luaL_setmetatable(L, type);
}

const dl_date *api_check_date(lua_State *L, int index, dl_date *space)
{
    const dl_date *held = api_test_date(L, index);
    if (held)
        return held;
    if (lua_type(L, index) != LUA_TSTRING)
        luaL_typeerror(L, index, "date, or EDTF text");
    dl_error error;
    if (dl_date_parse(bind_str(L, index), space, &error) != 0)
        bind_raise(L, &error);
    return space;
}

const dl_date *api_date_field(lua_State *L, int index, const char *key, dl_date *space)
{
    if (lua_getfield(L, index, key) == LUA_TNIL)
        return NULL;
    if (!api_test_date(L, -1) && lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "field '%s' must be a date or EDTF text, not a %s", key,
                   luaL_typename(L, -1));
    return api_check_date(L, -1, space);
}

static int push_words(lua_State *L, const dl_date *date, void (*write)(const dl_date *, dl_buf *))
{
    dl_buf *buf = bind_buf(L);
    write(date, buf);
    bind_push_buf(L, buf);
    return 1;
}

/* What date(text, opts) is asked for. */
typedef struct reading {
    bool strict;
    dl_str timezone;
    dl_str source; /* who told the date */
} reading;

static reading check_reading(lua_State *L, int index)
{
    reading want = {0};
    if (lua_isnoneornil(L, index))
        return want;
    luaL_checktype(L, index, LUA_TTABLE);
    lua_getfield(L, index, "strict");
    want.strict = lua_toboolean(L, -1);
    lua_pop(L, 1);
    want.timezone = bind_field(L, index, "timezone");
    want.source = bind_field(L, index, "source");
    return want;
}

static int read_date(dl_str text, const reading *want, dl_date *date, unsigned *notes,
                     dl_error *error)
{
    int rc = want->strict ? dl_date_parse_strict(text, date, error)
                          : dl_date_parse_noting(text, date, notes, error);
    if (rc == 0 && want->timezone.size)
        rc = dl_date_in_zone(date, want->timezone, error);
    return rc;
}

/* The date, and after it what was let pass. */
static int push_read(lua_State *L, const dl_date *date, unsigned notes, dl_str source)
{
    api_push_date_of(L, date, source);
    if (notes == 0)
        return 1;
    lua_pushstring(L, dl_date_note_words(notes));
    return 2;
}

static int f_date(lua_State *L)
{
    bind_options(L, 2, "date");
    dl_date date;
    dl_error error;
    unsigned notes = 0;
    reading want = check_reading(L, 2);
    if (want.source.size == 0)
        want.source = api_date_source(L, 1);
    if (api_test_date(L, 1) || lua_type(L, 1) != LUA_TSTRING) {
        date = *api_check_date(L, 1, &date);
        if (want.timezone.size && dl_date_in_zone(&date, want.timezone, &error) != 0)
            bind_raise(L, &error);
    } else if (read_date(bind_str(L, 1), &want, &date, &notes, &error) != 0) {
        bind_raise(L, &error);
    }
    return push_read(L, &date, notes, want.source);
}

static int f_try(lua_State *L)
{
    bind_options(L, 2, "date.try");
    dl_date date;
    dl_error error;
    unsigned notes = 0;
    dl_str text = bind_str(L, 1);
    const reading want = check_reading(L, 2);
    if (read_date(text, &want, &date, &notes, &error) != 0)
        return bind_try(L, &error);
    return push_read(L, &date, notes, want.source);
}

static int f_today(lua_State *L)
{
    api_push_date(L, dl_context_today(dl_context_of(L)));
    return 1;
}

static int f_words(lua_State *L)
{
    bind_options(L, 2, "date:words");
    dl_date space;
    const dl_date *date = api_check_date(L, 1, &space);
    const dl_date_language *language = api_words_language(L, 2);
    dl_buf *buf = bind_buf(L);
    dl_date_words_in(date, language, buf);
    bind_push_buf(L, buf);
    return 1;
}

static int day_or_nil(lua_State *L, bool (*day_of)(const dl_date *, int64_t *))
{
    dl_date space;
    int64_t day;
    if (!day_of(api_check_date(L, 1, &space), &day))
        return 0;
    dl_date date = dl_date_of_day(day);
    api_push_date(L, &date);
    return 1;
}

static int f_earliest(lua_State *L)
{
    return day_or_nil(L, dl_date_first_day);
}

static int f_latest(lua_State *L)
{
    return day_or_nil(L, dl_date_last_day);
}

static int64_t count_field(lua_State *L, int index, const char *key)
{
    lua_getfield(L, index, key);
    int whole = 1;
    int64_t count = lua_isnil(L, -1) ? 0 : lua_tointegerx(L, -1, &whole);
    if (!whole)
        luaL_error(L, "%s must be a whole number", key);
    lua_pop(L, 1);
    return count;
}

static int f_add(lua_State *L)
{
    dl_date space, sum;
    const dl_date *date = api_check_date(L, 1, &space);
    luaL_checktype(L, 2, LUA_TTABLE);
    bind_fields(L, 2, "unit", (dl_str[]){DL_STR("years"), DL_STR("months"), DL_STR("days")}, 3);
    int64_t years = count_field(L, 2, "years");
    int64_t months = count_field(L, 2, "months");
    int64_t days = count_field(L, 2, "days");
    dl_error error;
    bool clamped;
    if (dl_date_add_noting(date, years, months, days, &sum, &clamped, &error) != 0)
        bind_raise(L, &error);
    api_push_date(L, &sum);
    if (!clamped)
        return 1;
    lua_pushliteral(L, "the month is shorter: its last day was taken");
    return 2;
}

/* The calendar's difference as a table: years, months, days, earlier, words. */
static int f_difference(lua_State *L)
{
    bind_options(L, 3, "date:difference");
    dl_date first, second;
    dl_calendar_difference made;
    dl_error error;
    const dl_date *a = api_check_date(L, 1, &first);
    const dl_date *b = api_check_date(L, 2, &second);
    const dl_date_language *language = api_words_language(L, 3);
    if (dl_date_difference(a, b, &made, &error) != 0)
        bind_raise(L, &error);
    dl_buf *buf = bind_buf(L);
    dl_difference_words(&made, language, buf);
    lua_createtable(L, 0, 5);
    lua_pushinteger(L, made.years);
    lua_setfield(L, -2, "years");
    lua_pushinteger(L, made.months);
    lua_setfield(L, -2, "months");
    lua_pushinteger(L, made.days);
    lua_setfield(L, -2, "days");
    lua_pushboolean(L, made.earlier);
    lua_setfield(L, -2, "earlier");
    bind_set(L, "words", dl_buf_str(buf));
    return 1;
}

/* "America/New_York" for "Eastern", "-05:00" for "EST": what stands in or before EDTF's brackets.
 */
static int f_zone(lua_State *L)
{
    dl_zone zone;
    dl_error error;
    if (dl_zone_find(bind_str(L, 1), &zone, &error) != 0)
        bind_raise(L, &error);
    int minutes = zone.minutes < 0 ? -zone.minutes : zone.minutes;
    char offset[16];
    snprintf(offset, sizeof offset, "%c%02d:%02d", zone.minutes < 0 ? '-' : '+', minutes / 60 % 24,
             minutes % 60);
    lua_pushstring(L, zone.name[0] ? zone.name : offset);
    return 1;
}

typedef dl_truth comparison(const dl_date *, const dl_date *);

static int compare(lua_State *L, comparison *ask)
{
    dl_date first, second;
    const dl_date *a = api_check_date(L, 1, &first);
    const dl_date *b = api_check_date(L, 2, &second);
    lua_pushstring(L, dl_truth_word(ask(a, b)));
    return 1;
}

static int f_before(lua_State *L)
{
    return compare(L, dl_date_before);
}

static int f_after(lua_State *L)
{
    return compare(L, dl_date_after);
}

static int f_within(lua_State *L)
{
    return compare(L, dl_date_within);
}

static int f_same_day(lua_State *L)
{
    return compare(L, dl_date_same_day);
}

static int f_distance(lua_State *L)
{
    dl_date first, second;
    const dl_date *a = api_check_date(L, 1, &first);
    const dl_date *b = api_check_date(L, 2, &second);
    api_span span = {.days = dl_date_distance(a, b)};
    api_push_span(L, &span);
    return 1;
}

static int meta_lt(lua_State *L)
{
    dl_date first, second;
    const dl_date *a = api_check_date(L, 1, &first);
    const dl_date *b = api_check_date(L, 2, &second);
    lua_pushboolean(L, dl_date_before(a, b) == DL_CERTAIN);
    return 1;
}

/* a <= b: certain that b does not come before a. */
static int meta_le(lua_State *L)
{
    dl_date first, second;
    const dl_date *a = api_check_date(L, 1, &first);
    const dl_date *b = api_check_date(L, 2, &second);
    lua_pushboolean(L, dl_date_before(b, a) == DL_IMPOSSIBLE);
    return 1;
}

static int meta_eq(lua_State *L)
{
    const dl_date *a = api_test_date(L, 1), *b = api_test_date(L, 2);
    lua_pushboolean(L, a && b && dl_date_equal(a, b));
    return 1;
}

static int meta_tostring(lua_State *L)
{
    dl_date space;
    return push_words(L, api_check_date(L, 1, &space), dl_date_print);
}

static int meta_index(lua_State *L)
{
    const dl_date *date = luaL_checkudata(L, 1, type);
    if (bind_method(L))
        return 1;
    const char *key = luaL_checkstring(L, 2);
    if (strcmp(key, "source") == 0)
        return lua_getiuservalue(L, 1, 1) == LUA_TSTRING;
    if (strcmp(key, "edtf") == 0)
        return meta_tostring(L);
    if (strcmp(key, "first") == 0)
        return f_earliest(L);
    if (strcmp(key, "last") == 0)
        return f_latest(L);
    if (strcmp(key, "precision") == 0)
        lua_pushstring(L, dl_date_precision_word(date));
    else if (strcmp(key, "approximate") == 0)
        lua_pushboolean(L, date->start.approximate || (date->interval && date->end.approximate));
    else if (strcmp(key, "uncertain") == 0)
        lua_pushboolean(L, date->start.uncertain || (date->interval && date->end.uncertain));
    else
        return 0;
    return 1;
}

const bind_function api_date_rows[] = {{"date", f_date},
                                       {"today", f_today},
                                       {"date.try", f_try},
                                       {"date.add", f_add},
                                       {"date.format", f_words},
                                       {"date.difference", f_difference},
                                       {"date.zone", f_zone},
                                       {"date.language", api_date_language},
                                       {"date.distance", f_distance},
                                       {"date.relation", api_date_relation},
                                       {"date.compose", api_date_compose},
                                       {"date.find", api_date_find},
                                       {"date:words", f_words},
                                       {"date:each", api_date_each},
                                       {"date:difference", f_difference},
                                       {"date:earliest", f_earliest},
                                       {"date:latest", f_latest},
                                       {"date:add", f_add},
                                       {"date:before", f_before},
                                       {"date:after", f_after},
                                       {"date:within", f_within},
                                       {"date:same_day", f_same_day},
                                       {"date:relation", api_date_relation},
                                       {"date:distance", f_distance},
                                       {"date.source", NULL},
                                       {"date.edtf", NULL},
                                       {"date.precision", NULL},
                                       {"date.first", NULL},
                                       {"date.last", NULL},
                                       {"date.uncertain", NULL},
                                       {"date.approximate", NULL},
                                       {NULL, NULL}};

void api_open_date(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__lt", meta_lt},
                                    {"__le", meta_le},
                                    {"__eq", meta_eq},
                                    {"__tostring", meta_tostring},
                                    {"__concat", bind_concat},
                                    {"__index", meta_index},
                                    {NULL, NULL}};
    bind_class(L, type, api_date_rows, meta);
    api_open_date_words(L);
    bind_module(L, "date", api_date_rows);
    bind_callable(L, "date", f_date);
    lua_setglobal(L, "date");
    lua_pushcfunction(L, f_today);
    lua_setglobal(L, "today");
}
