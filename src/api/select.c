/* What page:find and page:select give: elements of a page's tree. */
#include "dateline/select.h"

#include <string.h>

#include "api/api.h"

static const char *const type = "element", *const document_type = "page document";

/* An element's first user value is its document, which lives as long as any element of it. */
typedef struct element {
    const dl_node *node;
} element;

typedef struct box {
    dl_document *document;
    dl_selected found; /* a result, while it is turned into values */
} box;

static box *check_document(lua_State *L, int index)
{
    return luaL_checkudata(L, index, document_type);
}

static const dl_node *check_element(lua_State *L, int index)
{
    return ((element *)luaL_checkudata(L, index, type))->node;
}

static int document_gc(lua_State *L)
{
    box *held = check_document(L, 1);
    dl_document *document = held->document;
    dl_selected_clear(&held->found);
    held->document = NULL;
    dl_document_free(document);
    return 0;
}

/* Pushes the page's document; made when it is first asked for, and kept as the page's user value.
 */
static box *push_document(lua_State *L, int page)
{
    dl_capture *held = api_check_page(L, page);
    if (lua_getiuservalue(L, page, 1) == LUA_TUSERDATA)
        return check_document(L, -1);
    lua_pop(L, 1);
    box *made = lua_newuserdatauv(L, sizeof *made, 0);
    memset(made, 0, sizeof *made);
    luaL_setmetatable(L, document_type);
    dl_error error;
    if (dl_document_new(&made->document, held->page.html, held->snapshot.final_url, &error) != 0)
        bind_raise(L, &error);
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, page, 1);
    return made;
}

/* Pushes a node: an element as such, all else as its text, by way of value. document: the index
 * of what it lives in. */
static void push_node(lua_State *L, const dl_node *node, int document, dl_buf *value)
{
    if (!dl_node_is_element(node)) {
        dl_buf_truncate(value, 0);
        dl_node_value(node, value);
        bind_push_buf(L, value);
        return;
    }
    element *made = lua_newuserdatauv(L, sizeof *made, 1);
    made->node = node;
    luaL_setmetatable(L, type);
    lua_pushvalue(L, document);
    lua_setiuservalue(L, -2, 1);
}

/* A count is an integer, as Lua has them. */
static void push_number(lua_State *L, double number)
{
    lua_Integer whole;
    if (lua_numbertointeger(number, &whole) && (double)whole == number)
        lua_pushinteger(L, whole);
    else
        lua_pushnumber(L, number);
}

static int push_found(lua_State *L, box *held, int document)
{
    static const char *const columns[] = {"name", "text", "href"};
    const dl_selected *found = &held->found;
    dl_buf *value = bind_buf(L);
    switch (found->kind) {
    case DL_SELECTED_NODES:
        if (found->count && dl_node_is_element(found->nodes[0]))
            api_new_rows(L, found->count, columns, 3);
        else
            lua_createtable(L, (int)found->count, 0);
        for (size_t i = 0; i < found->count; i++) {
            push_node(L, found->nodes[i], document, value);
            lua_rawseti(L, -2, (lua_Integer)i + 1);
        }
        break;
    case DL_SELECTED_TEXT:
        bind_push(L, found->text);
        break;
    case DL_SELECTED_NUMBER:
        push_number(L, found->number);
        break;
    case DL_SELECTED_BOOLEAN:
        lua_pushboolean(L, found->boolean);
        break;
    }
    return 1;
}

typedef int ask(dl_document *document, const dl_node *from, dl_str what, dl_selected *found,
                dl_error *error);

/* (page or element, text); the document is at the top of the stack. */
static int select_from(lua_State *L, box *held, const dl_node *from, ask *select)
{
    int document = lua_gettop(L);
    dl_error error;
    dl_str what = bind_str(L, 2);
    dl_selected_clear(&held->found); /* of a call that ran out of memory half way */
    if (select(held->document, from, what, &held->found, &error) != 0)
        bind_raise(L, &error);
    push_found(L, held, document);
    dl_selected_clear(&held->found);
    return 1;
}

static int from_page(lua_State *L, ask *select)
{
    api_check_page(L, 1);
    bind_str(L, 2);
    box *held = push_document(L, 1);
    return select_from(L, held, NULL, select);
}

static int from_element(lua_State *L, ask *select)
{
    const dl_node *node = check_element(L, 1);
    bind_str(L, 2);
    lua_getiuservalue(L, 1, 1);
    return select_from(L, check_document(L, -1), node, select);
}

int api_page_find(lua_State *L)
{
    return from_page(L, dl_select_xpath);
}

int api_page_select(lua_State *L)
{
    return from_page(L, dl_select_css);
}

static int f_find(lua_State *L)
{
    return from_element(L, dl_select_xpath);
}

static int f_select(lua_State *L)
{
    return from_element(L, dl_select_css);
}

static int push_attributes(lua_State *L, const dl_node *node)
{
    dl_buf *value = bind_buf(L);
    dl_str name;
    lua_newtable(L);
    for (size_t i = 0; dl_node_attribute_at(node, i, &name, value); i++) {
        bind_push(L, name);
        bind_push_buf(L, value);
        lua_rawset(L, -3);
        dl_buf_truncate(value, 0);
    }
    return 1;
}

/* href and src are absolute here, and as the page writes them in attrs. */
static int push_address(lua_State *L, const dl_node *node, const char *name)
{
    dl_buf *url = bind_buf(L);
    lua_getiuservalue(L, 1, 1);
    if (!dl_node_address(check_document(L, -1)->document, node, name, url))
        return 0;
    bind_push_buf(L, url);
    return 1;
}

static int meta_index(lua_State *L)
{
    static const struct {
        const char *name;
        void (*append)(const dl_node *, dl_buf *);
    } texts[] = {{"text", dl_node_text}, {"html", dl_node_html}};
    const dl_node *node = check_element(L, 1);
    if (bind_method(L))
        return 1;
    const char *key = luaL_checkstring(L, 2);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(key, texts[i].name) == 0) {
            dl_buf *text = bind_buf(L);
            texts[i].append(node, text);
            bind_push_buf(L, text);
            return 1;
        }
    }
    if (strcmp(key, "name") == 0) {
        bind_push(L, dl_node_name(node));
        return 1;
    }
    if (strcmp(key, "attrs") == 0)
        return push_attributes(L, node);
    if (strcmp(key, "href") == 0 || strcmp(key, "src") == 0)
        return push_address(L, node, key);
    return 0;
}

static int meta_tostring(lua_State *L)
{
    dl_buf *text = bind_buf(L);
    dl_node_text(check_element(L, 1), text);
    bind_push_buf(L, text);
    return 1;
}

static int meta_eq(lua_State *L)
{
    lua_pushboolean(L, check_element(L, 1) == check_element(L, 2));
    return 1;
}

const bind_function api_select_rows[] = {
    {"element:find", f_find}, {"element:select", f_select}, {"element.name", NULL},
    {"element.text", NULL},   {"element.html", NULL},       {"element.attrs", NULL},
    {"element.href", NULL},   {"element.src", NULL},        {NULL, NULL}};

void api_open_select(lua_State *L)
{
    static const luaL_Reg document[] = {
        {"__gc", document_gc}, {"__close", document_gc}, {NULL, NULL}};
    static const luaL_Reg meta[] = {{"__index", meta_index},
                                    {"__tostring", meta_tostring},
                                    {"__concat", bind_concat},
                                    {"__eq", meta_eq},
                                    {NULL, NULL}};
    bind_class(L, document_type, NULL, document);
    bind_class(L, type, api_select_rows, meta);
}
