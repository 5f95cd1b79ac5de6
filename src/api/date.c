/* date: EDTF values as notebooks see them. */
#include <string.h>

#include "api/api.h"
#include "api/context.h"

static const char *const type = "date";

const dl_date *api_test_date(lua_State *L, int index)
{
    return luaL_testudata(L, index, type);
}

void api_push_date(lua_State *L, const dl_date *date)
{
    dl_date *held = lua_newuserdatauv(L, sizeof *held, 0);
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

static int push_words(lua_State *L, const dl_date *date, void (*write)(const dl_date *, dl_buf *))
{
    dl_buf *buf = bind_buf(L);
    write(date, buf);
    bind_push_buf(L, buf);
    return 1;
}

static int f_date(lua_State *L)
{
    dl_date space;
    api_push_date(L, api_check_date(L, 2, &space)); /* argument 1 is the module, by __call */
    return 1;
}

static int f_try(lua_State *L)
{
    dl_date date;
    dl_error error;
    if (dl_date_parse(bind_str(L, 1), &date, &error) != 0)
        return bind_try(L, &error);
    api_push_date(L, &date);
    return 1;
}

static int f_today(lua_State *L)
{
    api_push_date(L, &dl_context_of(L)->as_of);
    return 1;
}

static int f_words(lua_State *L)
{
    dl_date space;
    return push_words(L, api_check_date(L, 1, &space), dl_date_words);
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
    int64_t years = count_field(L, 2, "years");
    int64_t months = count_field(L, 2, "months");
    int64_t days = count_field(L, 2, "days");
    dl_error error;
    if (dl_date_add(date, years, months, days, &sum, &error) != 0)
        bind_raise(L, &error);
    api_push_date(L, &sum);
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

static const char *const precisions[] = {"unknown", "millennium", "century", "decade", "year",
                                         "season",  "month",      "day",     "minute", "second"};

static int meta_index(lua_State *L)
{
    const dl_date *date = luaL_checkudata(L, 1, type);
    if (bind_method(L))
        return 1;
    const char *key = luaL_checkstring(L, 2);
    if (strcmp(key, "edtf") == 0)
        return meta_tostring(L);
    if (strcmp(key, "first") == 0)
        return f_earliest(L);
    if (strcmp(key, "last") == 0)
        return f_latest(L);
    if (strcmp(key, "precision") == 0)
        lua_pushstring(L, precisions[dl_date_precision(date)]);
    else if (strcmp(key, "approximate") == 0)
        lua_pushboolean(L, date->start.approximate || (date->interval && date->end.approximate));
    else if (strcmp(key, "uncertain") == 0)
        lua_pushboolean(L, date->start.uncertain || (date->interval && date->end.uncertain));
    else
        return 0;
    return 1;
}

const bind_function api_date_rows[] = {
    {{"date", "date(text) -> date", "Reads an EDTF date; raises when the text is none."}, f_date},
    {{"today", "today() -> date", "The notebook's as-of date; cells have no other clock."},
     f_today},
    {{"date.try", "date.try(text) -> date | nil, message, kind",
      "As date, but returns what is wrong."},
     f_try},
    {{"date.add", "date.add(a, {years=, months=, days=}) -> date",
      "Calendar arithmetic: years and months first, then days."},
     f_add},
    {{"date.format", "date.format(a) -> string", "English words, as a:words()."}, f_words},
    {{"date.distance", "date.distance(a, b) -> span", "Days from a to b, least and most."},
     f_distance},
    {{"date.relation",
      "date.relation(a, b, {reading=, days=, least=, most=, coarse=}?) -> relation",
      "As a:relation(b, ...); either may also be bounds in days, {start={earliest, latest}, "
      "finish={earliest, latest}}, of dates or of whole numbers."},
     api_date_relation},
    {{"date.compose", "date.compose(r, s) -> relation",
      "How a can lie to c, when a lies to b as in r and b to c as in s; each a word, a list of "
      "words, or a relation."},
     api_date_compose},
    {{"date.find",
      "date.find(text, {published=, timezone=, lang=, lean=, words=, counts=}?) -> rows",
      "The dates that prose mentions: words, date (nil where it cannot be placed), start, finish, "
      "role (mention, by, since, until, about), alternatives, sure, why."},
     api_date_find},
    {{"date:words", "d:words() -> string", "English: \"around March 2024\"."}, f_words},
    {{"date:earliest", "d:earliest() -> date | nil", "The first day it can be; nil when open."},
     f_earliest},
    {{"date:latest", "d:latest() -> date | nil", "The last day it can be; nil when open."},
     f_latest},
    {{"date:add", "d:add{years=, months=, days=} -> date",
      "Calendar arithmetic: years and months first, then days."},
     f_add},
    {{"date:before", "a:before(b) -> \"certain\" | \"possible\" | \"impossible\"",
      "Whether a is before b; each a moment somewhere in its region."},
     f_before},
    {{"date:after", "a:after(b) -> certainty", "Whether a is after b."}, f_after},
    {{"date:within", "a:within(b) -> certainty", "Whether a lies inside the region of b."},
     f_within},
    {{"date:same_day", "a:same_day(b) -> certainty", "Whether both are on one day."}, f_same_day},
    {{"date:relation", "a:relation(b, {reading=, days=, least=, most=, coarse=}?) -> relation",
      "Which of Allen's 13 relations can hold: reading \"sometime\" (some days of each; the "
      "default) "
      "or \"spans\" (all of each). days, or least and most: how long either took, 1 for a moment. "
      "coarse: six words, by days, and nothing is known of a date with an unknown end."},
     api_date_relation},
    {{"date:distance", "a:distance(b) -> span",
      "Days from a to b, least and most, by the days of their own clocks; negative when b comes "
      "first, nil on a side that is open or unknown."},
     f_distance},
    {{"date.edtf", "d.edtf, d.precision, d.first, d.last, d.uncertain, d.approximate",
      "EDTF text, precision word, first and last day, marks."},
     NULL},
    {{NULL, NULL, NULL}, NULL}};

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
    bind_module(L, "date", api_date_rows);
    bind_callable(L, f_date);
    lua_setglobal(L, "date");
    lua_pushcfunction(L, f_today);
    lua_setglobal(L, "today");
}
