#include "api/inspect.h"

#include <ctype.h>
#include <string.h>

#include "api/order.h"
#include "base/escape.h"
#include "base/utf8.h"

enum {
    MAX_DEPTH = 4,      /* deeper tables show as {...} */
    MAX_ITEMS = 100,    /* of one table; the rest is counted */
    FOLD_WIDTH = 72,    /* a table that fits stays on one line */
    SHOWN_DEPTH = 3,    /* the same, for a person at the prompt */
    SHOWN_FIRST = 1000, /* items of the table that was asked for: pages of them */
    SHOWN_ITEMS = 20,   /* items of one in it */
    SHOWN_STRING = 200, /* columns of a string in a table */
    PART_ITEMS = 6
};

typedef struct inspecting {
    dl_buf *out;
    int depth_most, items_first, items_most, width;
    bool person;
    const void *path[MAX_DEPTH]; /* the tables that the value stands in */
} inspecting;

static void inspect(lua_State *L, int index, int depth, inspecting *in);

void inspect_count(size_t count, dl_buf *out)
{
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%zu", count);
    for (int i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0)
            dl_buf_putc(out, ',');
        dl_buf_putc(out, digits[i]);
    }
}

static void put_string(inspecting *in, dl_str text)
{
    dl_str fits = in->person ? dl_utf8_fit(text, SHOWN_STRING) : text;
    dl_escape_lua(fits, in->out);
    if (fits.size == text.size)
        return;
    dl_buf_puts(in->out, "… ");
    inspect_count(text.size, in->out);
    dl_buf_puts(in->out, " bytes");
}

static bool is_name(dl_str text)
{
    if (text.size == 0 || (!isalpha((unsigned char)text.data[0]) && text.data[0] != '_'))
        return false;
    for (size_t i = 1; i < text.size; i++) {
        if (!isalnum((unsigned char)text.data[i]) && text.data[i] != '_')
            return false;
    }
    return true;
}

static void item_key(lua_State *L, lua_Integer place, inspecting *in)
{
    if (lua_isinteger(L, -1) && lua_tointeger(L, -1) == place)
        return;
    dl_str text = {0};
    if (lua_type(L, -1) == LUA_TSTRING)
        text.data = lua_tolstring(L, -1, &text.size);
    if (text.data && is_name(text)) {
        dl_buf_add(in->out, text);
    } else {
        dl_buf_putc(in->out, '[');
        inspect(L, -1, in->depth_most, in);
        dl_buf_putc(in->out, ']');
    }
    dl_buf_puts(in->out, " = ");
}

/* Columns of the last line of out, up to end. */
static int last_line_width(const dl_buf *out, size_t end)
{
    size_t start = end;
    while (start > 0 && out->data[start - 1] != '\n')
        start--;
    return dl_utf8_width(dl_str_slice(dl_buf_str(out), start, end));
}

/* An item without a key goes beside the one before it where both are on lines of their own and fit
 * on one: before is where its separator stands, item where it stands itself. */
static void join_lines(inspecting *in, size_t before, size_t item)
{
    dl_buf *out = in->out;
    if (out->failed || memchr(out->data + item, '\n', out->size - item))
        return;
    int width = last_line_width(out, before) +
                dl_utf8_width(dl_str_slice(dl_buf_str(out), item, out->size));
    if (width + 3 > in->width) /* ", " and a comma */
        return;
    out->data[before + 1] = ' ';
    memmove(out->data + before + 2, out->data + item, out->size - item);
    dl_buf_truncate(out, out->size - (item - before - 2));
}

static void items(lua_State *L, int index, int depth, const char *separator, inspecting *in)
{
    lua_Integer count = order_keys(L, index), most = depth ? in->items_most : in->items_first;
    int keys = lua_gettop(L);
    bool joins = false;
    for (lua_Integer i = 1; i <= count && i <= most; i++) {
        size_t before = in->out->size;
        if (i > 1)
            dl_buf_puts(in->out, separator);
        size_t item = in->out->size;
        lua_rawgeti(L, keys, i);
        item_key(L, i, in);
        bool keyless = in->out->size == item;
        lua_rawget(L, index);
        bool simple = keyless && !lua_istable(L, -1);
        inspect(L, -1, depth + 1, in);
        lua_pop(L, 1);
        if (in->person && joins && simple && strchr(separator, '\n'))
            join_lines(in, before, item);
        joins = simple;
    }
    if (count > most && in->person) {
        dl_buf_printf(in->out, "%s… ", separator);
        inspect_count((size_t)(count - most), in->out);
        dl_buf_puts(in->out, " more");
    } else if (count > most) {
        dl_buf_printf(in->out, "%s... %d more", separator, (int)(count - most));
    }
    lua_pop(L, 1);
}

/* What stands for a table that is not gone into; false: it is. */
static bool left_out(lua_State *L, int index, int depth, inspecting *in)
{
    const void *table = lua_topointer(L, index);
    bool room = lua_checkstack(L, 16);
    for (int i = 0; in->person && i < depth && i < in->depth_most; i++) {
        if (in->path[i] == table) {
            dl_buf_puts(in->out, "<cycle>");
            return true;
        }
    }
    if (depth < in->depth_most && room) {
        in->path[depth] = table;
        return false;
    }
    size_t count = 0;
    if (in->person && room) {
        lua_pushnil(L);
        for (; lua_next(L, index); count++)
            lua_pop(L, 1);
    }
    if (!in->person)
        dl_buf_puts(in->out, "{...}");
    else if (count == 0)
        dl_buf_puts(in->out, "{}");
    else {
        dl_buf_puts(in->out, "{… ");
        inspect_count(count, in->out);
        dl_buf_puts(in->out, count == 1 ? " item}" : " items}");
    }
    return true;
}

static void inspect_table(lua_State *L, int index, int depth, inspecting *in)
{
    dl_buf *out = in->out;
    if (left_out(L, index, depth, in))
        return;
    size_t start = out->size;
    dl_buf_putc(out, '{');
    items(L, index, depth, ", ", in);
    dl_buf_putc(out, '}');
    int size = in->person ? dl_utf8_width(dl_str_slice(dl_buf_str(out), start, out->size))
                          : (int)(out->size - start);
    if (size + 2 * depth <= in->width || out->size - start == 2)
        return;
    char separator[2 + 2 * (MAX_DEPTH + 1) + 2] = ",\n";
    size_t indent = 2;
    while (indent < 2 + 2 * ((size_t)depth + 1))
        separator[indent++] = ' ';
    separator[indent] = '\0';
    dl_buf_truncate(out, start);
    dl_buf_putc(out, '{');
    dl_buf_puts(out, separator + 1);
    items(L, index, depth, separator, in);
    dl_buf_printf(out, "\n%*s}", 2 * depth, "");
}

static void inspect(lua_State *L, int index, int depth, inspecting *in)
{
    index = lua_absindex(L, index);
    if (lua_type(L, index) == LUA_TSTRING) {
        size_t size;
        const char *data = lua_tolstring(L, index, &size);
        put_string(in, (dl_str){data, size});
    } else if (in->person && lua_isfunction(L, index)) {
        inspect_function(L, index, in->out);
    } else if (lua_istable(L, index) && !luaL_getmetafield(L, index, "__tostring")) {
        inspect_table(L, index, depth, in);
    } else {
        if (lua_istable(L, index))
            lua_pop(L, 1);
        dl_buf_add(in->out, bind_tostring(L, index));
        lua_pop(L, 1);
    }
}

void inspect_value(lua_State *L, int index, dl_buf *out)
{
    inspecting in = {out, MAX_DEPTH, MAX_ITEMS, MAX_ITEMS, FOLD_WIDTH, false, {NULL}};
    inspect(L, index, 0, &in);
}

void inspect_shown(lua_State *L, int index, int width, dl_buf *out)
{
    inspecting in = {out, SHOWN_DEPTH, SHOWN_FIRST, SHOWN_ITEMS, width, true, {NULL}};
    inspect(L, index, 0, &in);
}

void inspect_part(lua_State *L, int index, int width, dl_buf *out)
{
    inspecting in = {out, 2, PART_ITEMS, PART_ITEMS, width, true, {NULL}};
    inspect(L, index, 0, &in);
}
