/* chart: pictures of rows. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/context.h"
#include "api/rows.h"
#include "draw/chart.h"

/* So that differences of two values stay finite, and of two moments in 64 bits. */
static const double largest = 1e300, farthest = 4e18;

enum { CHART_WIDTH = 720, CHART_NARROW = 336, ROWS = 1, OPTIONS = 2 };

typedef struct chart_fields {
    dl_str x, y, by; /* names of fields; x and by may be empty */
} chart_fields;

/* A number, a span's limits, or a date in seconds; false for a row that has none. */
static bool value_of(lua_State *L, int index, double *least, double *most)
{
    const api_span *span = api_test_span(L, index);
    if (lua_type(L, index) == LUA_TNUMBER) {
        *least = *most = lua_tonumber(L, index);
        return fabs(*least) <= largest; /* false for NaN too */
    }
    if (!span || !span->days.least_known || !span->days.most_known)
        return false;
    *least = (double)span->days.least;
    *most = (double)span->days.most;
    return true;
}

static bool time_of(lua_State *L, int index, double *at)
{
    const dl_date *date = api_test_date(L, index);
    if (!date)
        return false;
    dl_bounds bounds = dl_date_bounds(date);
    bool starts = bounds.start_earliest.kind == DL_BOUND_FINITE;
    bool ends = bounds.end_latest.kind == DL_BOUND_FINITE;
    if (!starts && !ends)
        return false;
    double from = (double)(starts ? bounds.start_earliest : bounds.end_latest).seconds;
    double to = (double)(ends ? bounds.end_latest : bounds.start_earliest).seconds;
    *at = (from + to) / 2;
    return fabs(*at) <= farthest;
}

/* A field's words, in arena. */
static dl_str words_of(lua_State *L, int record, dl_str name, dl_arena *arena)
{
    int top = lua_gettop(L);
    bind_push(L, name);
    lua_gettable(L, record);
    dl_str words = dl_arena_copy(arena, api_field_of(L, lua_gettop(L)).text);
    bind_settop(L, top);
    return words;
}

/* What all x are: numbers, dates, or else words. */
static chart_axis axis_of(lua_State *L, dl_str x)
{
    bool numbers = x.size > 0, times = x.size > 0;
    lua_Integer count = luaL_len(L, ROWS);
    for (lua_Integer i = 1; i <= count && (numbers || times); i++) {
        double at;
        lua_geti(L, ROWS, i);
        bind_push(L, x);
        lua_gettable(L, -2);
        numbers = numbers && lua_type(L, -1) == LUA_TNUMBER;
        times = times && time_of(L, -1, &at);
        lua_pop(L, 2);
    }
    return numbers ? AXIS_NUMBER : times ? AXIS_TIME : AXIS_WORDS;
}

/* The place of words in order of first mention. */
static double place_of(const chart *made, dl_str label)
{
    double next = 0;
    for (size_t i = 0; i < made->count; i++) {
        if (dl_str_equal(made->points[i].label, label))
            return made->points[i].x;
        next = fmax(next, made->points[i].x + 1);
    }
    return next;
}

static void add_row(lua_State *L, chart *made, const chart_fields *fields, dl_arena *arena)
{
    int record = lua_gettop(L);
    chart_point point = {.label = {"", 0}};
    if (!lua_istable(L, record) && !lua_isuserdata(L, record))
        luaL_error(L, "row %d is no record", (int)made->count + 1);
    bind_push(L, fields->y);
    lua_gettable(L, record);
    bool has = value_of(L, -1, &point.y, &point.y_most);
    if (!has && lua_type(L, -1) == LUA_TSTRING)
        luaL_error(L, "field '%s' is a string; a chart's y is a number or a span", fields->y.data);
    bind_settop(L, record);
    if (!has)
        return; /* a row without a value has no place; the table beside shows it */
    if (fields->x.size)
        point.label = words_of(L, record, fields->x, arena);
    if (fields->by.size)
        point.group = words_of(L, record, fields->by, arena);
    if (made->axis == AXIS_WORDS) {
        point.x = made->kind == CHART_BAR ? (double)made->count : place_of(made, point.label);
    } else {
        bind_push(L, fields->x);
        lua_gettable(L, record);
        if (!time_of(L, -1, &point.x))
            point.x = lua_tonumber(L, -1);
        bind_settop(L, record);
        if (!(fabs(point.x) <= largest))
            return;
    }
    made->points[made->count++] = point;
}

static dl_str need_field(lua_State *L, const char *kind, const char *key)
{
    dl_str name = bind_field(L, OPTIONS, key);
    if (name.size == 0)
        luaL_error(L, "chart.%s needs %s = the name of a field of its rows", kind, key);
    return name;
}

/* The fields that a chart shows, as the table beside it. */
static dl_view *table_of(lua_State *L, const chart_fields *fields, dl_arena *arena)
{
    const dl_str *names[] = {&fields->by, &fields->x, &fields->y};
    int top = lua_gettop(L);
    lua_newtable(L);
    for (size_t i = 0; i < 3; i++) {
        if (names[i]->size == 0)
            continue;
        bind_push(L, *names[i]);
        lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    }
    dl_view *view = rows_view(L, ROWS, lua_gettop(L), 0, arena);
    bind_settop(L, top);
    return view;
}

/* In sentences: what the chart shows, then each row with the names of its fields. */
static void list_rows(const chart *made, const dl_view *table, dl_buf *out)
{
    if (made->title.size)
        dl_buf_printf(out, "%.*s\n\n", DL_STR_ARG(made->title));
    dl_draw_chart_describe(made, out);
    dl_buf_puts(out, "\n\n");
    for (size_t r = 0; r < table->rows; r++) {
        for (size_t c = 0; c < table->columns; c++) {
            dl_str text = table->fields[r * table->columns + c].text;
            dl_buf_printf(out, "%s%.*s: %.*s", c ? "; " : "", DL_STR_ARG(table->names[c]),
                          DL_STR_ARG(text));
        }
        dl_buf_puts(out, ".\n");
    }
}

static void draw(lua_State *L, const chart *made, dl_view *view, dl_arena *arena)
{
    char id[200];
    dl_error error;
    dl_buf *buf = bind_buf(L);
    dl_context_picture_id(dl_context_of(L), id, sizeof id);
    int rc = dl_draw_chart_svg(made, dl_str_of(id), CHART_WIDTH, buf, &error);
    if (rc != 0)
        bind_raise(L, &error);
    view->svg = dl_arena_copy(arena, dl_buf_str(buf));
    dl_buf_truncate(buf, 0);
    char narrow[220];
    snprintf(narrow, sizeof narrow, "%s-narrow", id);
    if (dl_draw_chart_svg(made, dl_str_of(narrow), CHART_NARROW, buf, &error) != 0)
        bind_raise(L, &error);
    view->svg_narrow = dl_arena_copy(arena, dl_buf_str(buf));
    dl_buf_truncate(buf, 0);
    dl_picture_form form = dl_context_form(dl_context_of(L));
    if (form == DL_PICTURE_LIST)
        list_rows(made, view, buf);
    else if (dl_draw_chart_text(made, dl_context_width(dl_context_of(L)), form == DL_PICTURE_ASCII,
                                buf, &error) != 0)
        bind_raise(L, &error);
    view->text = dl_arena_copy(arena, dl_buf_str(buf));
    dl_buf_truncate(buf, 0);
    dl_draw_chart_describe(made, buf);
    view->description = dl_arena_copy(arena, dl_buf_str(buf));
    view->title = dl_arena_copy(arena, made->title);
    bind_settop(L, lua_gettop(L) - 1);
}

static void clear_box(void *made)
{
    chart_clear(made);
    free(((chart *)made)->points);
    free(made);
}

static int chart_of(lua_State *L, chart_kind kind, const char *name)
{
    luaL_checktype(L, ROWS, LUA_TTABLE);
    luaL_checktype(L, OPTIONS, LUA_TTABLE);
    chart_fields fields = {.x = {"", 0}};
    fields.x =
        kind == CHART_DISTRIBUTION ? bind_field(L, OPTIONS, "label") : need_field(L, name, "x");
    fields.y = need_field(L, name, kind == CHART_DISTRIBUTION ? "x" : "y");
    fields.by = bind_field(L, OPTIONS, "by");
    dl_str title = bind_field(L, OPTIONS, "title");
    lua_getfield(L, OPTIONS, "multiples");
    bool multiples = lua_toboolean(L, -1);
    lua_Integer count = luaL_len(L, ROWS);
    const dl_view **held;
    dl_arena *arena = api_push_view(L, &held);
    int result = lua_gettop(L);
    /* copies: a row's metamethod may change the options while we read it */
    fields = (chart_fields){dl_arena_copy(arena, fields.x), dl_arena_copy(arena, fields.y),
                            dl_arena_copy(arena, fields.by)};
    title = dl_arena_copy(arena, title);
    void **box = bind_box(L, clear_box);
    chart *made = calloc(1, sizeof *made);
    *box = made;
    if (made)
        made->points = calloc((size_t)count + 1, sizeof *made->points);
    if (!made || !made->points)
        return luaL_error(L, "not enough memory");
    made->kind = kind;
    made->axis =
        kind == CHART_BAR || kind == CHART_DISTRIBUTION ? AXIS_WORDS : axis_of(L, fields.x);
    made->title = title;
    made->x_name = fields.x;
    made->y_name = fields.y;
    made->multiples = multiples;
    for (lua_Integer i = 1; i <= count; i++) {
        lua_geti(L, ROWS, i);
        add_row(L, made, &fields, arena);
        lua_pop(L, 1);
    }
    dl_error error;
    if (chart_prepare(made, &error) != 0)
        bind_raise(L, &error);
    dl_view *view = table_of(L, &fields, arena);
    view->kind = DL_VIEW_PICTURE;
    draw(L, made, view, arena);
    if (arena->refused) /* of any text since its beginning */
        return luaL_error(L, "not enough memory");
    *held = view;
    bind_settop(L, result);
    return 1;
}

static int f_bar(lua_State *L)
{
    bind_options(L, 2, "chart.bar");
    return chart_of(L, CHART_BAR, "bar");
}

static int f_line(lua_State *L)
{
    bind_options(L, 2, "chart.line");
    return chart_of(L, CHART_LINE, "line");
}

static int f_step(lua_State *L)
{
    bind_options(L, 2, "chart.step");
    return chart_of(L, CHART_STEP, "step");
}

static int f_dots(lua_State *L)
{
    bind_options(L, 2, "chart.dots");
    return chart_of(L, CHART_DOTS, "dots");
}

static int f_distribution(lua_State *L)
{
    bind_options(L, 2, "chart.distribution");
    return chart_of(L, CHART_DISTRIBUTION, "distribution");
}

const bind_function api_chart_rows[] = {{"chart.bar", f_bar},
                                        {"chart.line", f_line},
                                        {"chart.step", f_step},
                                        {"chart.dots", f_dots},
                                        {"chart.distribution", f_distribution},
                                        {NULL, NULL}};

void api_open_chart(lua_State *L)
{
    bind_module(L, "chart", api_chart_rows);
    lua_setglobal(L, "chart");
}
