/*
 * How values look to the person who typed for them. Reports have a value whole; a person has the
 * first page of it, and asks for more: the work, and what is told, is that of a page.
 */
#include <string.h>

#include "api/api.h"
#include "api/context.h"
#include "api/inspect.h"
#include "api/rows.h"
#include "base/utf8.h"

/* The value whose pages are asked for, in the registry. */
static const char *const kept = "dateline.shown";
/* The records whose keys are the columns of a plain table of them. */
static const lua_Integer looked_at = 1000;

typedef struct paging {
    size_t page; /* from 0 */
    size_t rows; /* of a page; 0: all are on the first */
    int width;
    dl_arena *arena;
} paging;

void api_shown_keep(lua_State *L, int index)
{
    dl_context *context = dl_context_of(L);
    lua_pushvalue(L, index);
    lua_setfield(L, LUA_REGISTRYINDEX, kept);
    context->shown = context->typed;
    context->shown_next = 1;
}

void api_shown_push(lua_State *L)
{
    lua_getfield(L, LUA_REGISTRYINDEX, kept);
}

static const dl_view *need(lua_State *L, const dl_view *view)
{
    if (!view)
        luaL_error(L, "not enough memory");
    return view;
}

/* "… 99,980 more rows; :more" */
static void tell_more(lua_State *L, dl_view *view, size_t left, const char *unit, dl_arena *arena)
{
    dl_buf *note = bind_buf(L);
    dl_buf_puts(note, "… ");
    inspect_count(left, note);
    dl_buf_printf(note, " more %s%s; :more", unit, left == 1 ? "" : "s");
    view->description = dl_arena_copy(arena, dl_buf_str(note));
    bind_settop(L, lua_gettop(L) - 1);
}

/* --- text --- */

static size_t count_characters(dl_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return count;
}

/* The end of the lines that a page has room for; between words where there are words. */
static size_t page_end(dl_str text, size_t start, const paging *by)
{
    size_t at = start, lines = 0, word = start;
    for (int column = 0; at < text.size;) {
        size_t next = at;
        uint32_t code = dl_utf8_next(text, &next);
        column += code >= 0x1100 ? 2 : 1; /* wide, at most */
        if (code == ' ' || code == '\n')
            word = next;
        if (code == '\n' || column >= by->width) {
            lines++;
            column = 0;
        }
        at = next;
        if (lines == by->rows)
            break;
    }
    bool splits = at < text.size && word > start && at - word < (size_t)by->width * 4;
    return splits ? word : at;
}

static const dl_view *page_of_text(lua_State *L, dl_view_kind kind, dl_str text, const paging *by)
{
    size_t start = 0, end = by->rows ? page_end(text, 0, by) : text.size;
    for (size_t i = 0; i < by->page; i++) {
        start = end;
        if (start == text.size)
            return NULL;
        end = page_end(text, start, by);
    }
    dl_str part = dl_str_slice(text, start, end);
    dl_view *view = dl_view_text(by->arena, kind, part);
    need(L, view);
    if (end < text.size)
        tell_more(L, view, count_characters(dl_str_slice(text, end, text.size)), "character",
                  by->arena);
    return view;
}

/* --- rows --- */

static const dl_view *page_of_rows(lua_State *L, int index, const paging *by)
{
    lua_Integer count = (lua_Integer)lua_rawlen(L, index), rows = (lua_Integer)by->rows;
    lua_Integer first = (lua_Integer)by->page * rows;
    if (by->page > 0 && first >= count)
        return NULL;
    lua_Integer size = rows == 0 || count - first < rows ? count - first : rows;
    int top = lua_gettop(L);
    rows_push_columns_of(L, index, 1, count < looked_at ? count : looked_at);
    dl_view *view = rows_part(L, index, top + 1, first + 1, size, by->width, by->arena);
    if (first + size < count)
        tell_more(L, view, (size_t)(count - first - size), "row", by->arena);
    bind_settop(L, top);
    return view;
}

/* A page of what is a table already: its rows stay where they are. */
static const dl_view *page_of_table(lua_State *L, const dl_view *table, const paging *by)
{
    size_t first = by->page * by->rows, left = table->rows > first ? table->rows - first : 0;
    if (by->page > 0 && left == 0)
        return NULL;
    if (by->rows == 0 || (by->page == 0 && left <= by->rows))
        return table;
    dl_view *part = dl_arena_alloc(by->arena, sizeof *part);
    need(L, part);
    *part = *table;
    part->rows = left < by->rows ? left : by->rows;
    part->fields = table->fields + first * table->columns;
    if (left > part->rows)
        tell_more(L, part, left - part->rows, "row", by->arena);
    return part;
}

/* A picture with the table that says the same: the picture alone, and the table for who asks. */
static const dl_view *page_of_picture(lua_State *L, const dl_view *group, const paging *by)
{
    const dl_view *table = group->children[group->child_count - 1];
    if (by->page > 0) {
        paging next = *by;
        next.page--;
        return page_of_table(L, table, &next);
    }
    dl_view *first = dl_view_group(by->arena, group->children, group->child_count - 1);
    need(L, first);
    dl_buf *note = bind_buf(L);
    dl_buf_puts(note, "… the same as a table of ");
    inspect_count(table->rows, note);
    dl_buf_printf(note, " row%s; :more", table->rows == 1 ? "" : "s");
    first->description = dl_arena_copy(by->arena, dl_buf_str(note));
    bind_settop(L, lua_gettop(L) - 1);
    return first;
}

static const dl_view *page_of_view(lua_State *L, const dl_view *view, const paging *by)
{
    if (view->kind == DL_VIEW_TABLE)
        return page_of_table(L, view, by);
    size_t count = view->kind == DL_VIEW_GROUP ? view->child_count : 0;
    bool pictured = count > 1 && view->children[0]->kind == DL_VIEW_PICTURE &&
                    view->children[count - 1]->kind == DL_VIEW_TABLE;
    if (pictured && by->rows > 0)
        return page_of_picture(L, view, by);
    return by->page == 0 ? view : NULL;
}

/* --- values --- */

static const dl_view *page_of_words(lua_State *L, int index, const paging *by)
{
    dl_buf *words = bind_buf(L);
    const dl_error *error = bind_error_at(L, index);
    dl_view_kind kind = DL_VIEW_TEXT;
    if (error) {
        dl_buf_printf(words, "error (%s): ", dl_kind_word(error->kind));
        dl_buf_add(words, bind_tostring(L, index));
        lua_pop(L, 1);
        if (error->hint[0])
            dl_buf_printf(words, "\n%s", error->hint);
        kind = DL_VIEW_VALUE;
    } else if (lua_isthread(L, index)) {
        dl_buf_puts(words, "coroutine");
    } else if (lua_isfunction(L, index)) {
        inspect_function(L, index, words);
        kind = DL_VIEW_VALUE;
    } else {
        inspect_shown(L, index, by->width, words);
    }
    const dl_view *view = page_of_text(L, kind, dl_buf_str(words), by);
    bind_settop(L, lua_gettop(L) - 1);
    return view;
}

static bool names_itself(lua_State *L, int index)
{
    if (luaL_getmetafield(L, index, "__tostring") == LUA_TNIL)
        return false;
    lua_pop(L, 1);
    return true;
}

static const dl_view *page_of(lua_State *L, int index, const paging *by)
{
    if (luaL_testudata(L, index, "page"))
        return by->page == 0 ? api_page_card(L, index, by->arena) : NULL;
    if (rows_test(L, index))
        return page_of_rows(L, index, by);
    bool plain = lua_istable(L, index) && !names_itself(L, index);
    if (plain || lua_isfunction(L, index) || lua_isthread(L, index) || bind_error_at(L, index))
        return page_of_words(L, index, by);
    if (lua_isnil(L, index))
        return page_of_text(L, DL_VIEW_VALUE, DL_STR("nil"), by);
    if (lua_type(L, index) == LUA_TSTRING)
        return page_of_text(L, DL_VIEW_VALUE, bind_str(L, index), by);
    return page_of_view(L, api_view_of(L, index, by->arena), by);
}

const dl_view *api_shown_view(lua_State *L, int index, size_t page, dl_arena *arena)
{
    const dl_context *context = dl_context_of(L);
    if (context->typed.number == 0)
        return api_view_of(L, index, arena);
    index = lua_absindex(L, index);
    luaL_checkstack(L, 20, "values nested too deep to be shown");
    paging by = {.page = page,
                 .rows = (size_t)context->typed.page_rows,
                 .width = dl_context_width(context),
                 .arena = arena};
    const dl_view *view = page_of(L, index, &by);
    if (page == 0)
        api_shown_keep(L, index);
    return view;
}
