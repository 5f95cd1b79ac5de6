#include "api/inspect.h"

#include <ctype.h>

#include "api/order.h"

enum {
    MAX_DEPTH = 4,   /* deeper tables show as {...} */
    MAX_ITEMS = 100, /* of one table; the rest is counted */
    FOLD_WIDTH = 72  /* a table that fits stays on one line */
};

static void inspect(lua_State *L, int index, int depth, dl_buf *out);

static void quoted(dl_str text, dl_buf *out)
{
    dl_buf_putc(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c == '"' || c == '\\')
            dl_buf_printf(out, "\\%c", c);
        else if (c == '\n')
            dl_buf_puts(out, "\\n");
        else if (c < 0x20 || c == 0x7F)
            dl_buf_printf(out, "\\x%02X", c);
        else
            dl_buf_putc(out, (char)c);
    }
    dl_buf_putc(out, '"');
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

static void item_key(lua_State *L, lua_Integer place, dl_buf *out)
{
    if (lua_isinteger(L, -1) && lua_tointeger(L, -1) == place)
        return;
    dl_str text = {0};
    if (lua_type(L, -1) == LUA_TSTRING)
        text.data = lua_tolstring(L, -1, &text.size);
    if (text.data && is_name(text)) {
        dl_buf_add(out, text);
    } else {
        dl_buf_putc(out, '[');
        inspect(L, -1, MAX_DEPTH, out);
        dl_buf_putc(out, ']');
    }
    dl_buf_puts(out, " = ");
}

static void items(lua_State *L, int index, int depth, const char *separator, dl_buf *out)
{
    lua_Integer count = order_keys(L, index);
    int keys = lua_gettop(L);
    for (lua_Integer i = 1; i <= count && i <= MAX_ITEMS; i++) {
        if (i > 1)
            dl_buf_puts(out, separator);
        lua_rawgeti(L, keys, i);
        item_key(L, i, out);
        lua_rawget(L, index);
        inspect(L, -1, depth + 1, out);
        lua_pop(L, 1);
    }
    if (count > MAX_ITEMS)
        dl_buf_printf(out, "%s... %d more", separator, (int)(count - MAX_ITEMS));
    lua_pop(L, 1);
}

static void inspect_table(lua_State *L, int index, int depth, dl_buf *out)
{
    if (depth >= MAX_DEPTH || !lua_checkstack(L, 16)) {
        dl_buf_puts(out, "{...}");
        return;
    }
    size_t start = out->size;
    dl_buf_putc(out, '{');
    items(L, index, depth, ", ", out);
    dl_buf_putc(out, '}');
    if (out->size - start + (size_t)(2 * depth) <= FOLD_WIDTH || out->size - start == 2)
        return;
    char separator[2 + 2 * (MAX_DEPTH + 1) + 2] = ",\n";
    size_t indent = 2;
    while (indent < 2 + 2 * ((size_t)depth + 1))
        separator[indent++] = ' ';
    separator[indent] = '\0';
    dl_buf_truncate(out, start);
    dl_buf_putc(out, '{');
    dl_buf_puts(out, separator + 1);
    items(L, index, depth, separator, out);
    dl_buf_printf(out, "\n%*s}", 2 * depth, "");
}

static void inspect(lua_State *L, int index, int depth, dl_buf *out)
{
    index = lua_absindex(L, index);
    if (lua_type(L, index) == LUA_TSTRING) {
        size_t size;
        const char *data = lua_tolstring(L, index, &size);
        quoted((dl_str){data, size}, out);
    } else if (lua_istable(L, index) && !luaL_getmetafield(L, index, "__tostring")) {
        inspect_table(L, index, depth, out);
    } else {
        if (lua_istable(L, index))
            lua_pop(L, 1);
        dl_buf_add(out, bind_tostring(L, index));
        lua_pop(L, 1);
    }
}

void inspect_value(lua_State *L, int index, dl_buf *out)
{
    inspect(L, index, 0, out);
}
