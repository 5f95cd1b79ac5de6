/* fetch.json: a capture of JSON as Lua values. */
#include "base/json.h"

#include "api/api.h"

/* One container on the way down; the parser bounds how many there can be. */
typedef struct level {
    json_t *container;
    void *at;     /* next member of an object */
    size_t index; /* next item of an array */
} level;

enum { MOST_LEVELS = 80 };

static void release(void *value)
{
    json_decref(value);
}

/* Pushes a value that has nothing inside, or an empty table for one that has; says which. */
static bool push_plain(lua_State *L, const json_t *value, bool in_array)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        lua_createtable(L, 0, (int)json_object_size(value));
        return false;
    case JSON_ARRAY:
        lua_createtable(L, (int)json_array_size(value), 0);
        return false;
    case JSON_STRING:
        lua_pushlstring(L, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
        lua_pushinteger(L, json_integer_value(value));
        break;
    case JSON_REAL:
        lua_pushnumber(L, json_real_value(value));
        break;
    case JSON_NULL: /* a place in a list is kept; a member without a value is no member */
        if (in_array)
            lua_pushlightuserdata(L, NULL);
        else
            lua_pushnil(L);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        lua_pushboolean(L, json_is_true(value));
    }
    return true;
}

/* The next value of a level: pushes its key and returns it; NULL past the last. */
static json_t *step(lua_State *L, level *l)
{
    if (json_is_array(l->container)) {
        lua_pushinteger(L, (lua_Integer)l->index + 1);
        json_t *value = json_array_get(l->container, l->index++);
        if (!value)
            lua_pop(L, 1);
        return value;
    }
    if (!l->at)
        return NULL;
    json_t *value = json_object_iter_value(l->at);
    lua_pushlstring(L, json_object_iter_key(l->at), json_object_iter_key_len(l->at));
    l->at = json_object_iter_next(l->container, l->at);
    return value;
}

static level enter(json_t *container)
{
    return (level){.container = container, .at = json_object_iter(container)};
}

static void push_json(lua_State *L, json_t *root)
{
    level levels[MOST_LEVELS];
    int depth = 0;
    luaL_checkstack(L, 3 * MOST_LEVELS, "JSON");
    if (push_plain(L, root, true))
        return;
    levels[depth++] = enter(root);
    while (depth) {
        level *l = &levels[depth - 1];
        json_t *value = step(L, l); /* table, key */
        if (!value) {
            depth--;
            if (depth)
                lua_rawset(L, -3); /* the inner table into the outer one */
            continue;
        }
        if (push_plain(L, value, json_is_array(l->container)))
            lua_rawset(L, -3);
        else if (depth < MOST_LEVELS)
            levels[depth++] = enter(value);
        else
            luaL_error(L, "the JSON nests too deeply");
    }
}

void api_push_json(lua_State *L, const dl_capture *held)
{
    dl_error error;
    json_t *value;
    void **box = bind_box(L, release);
    if (dl_json_read(held->snapshot.body, &value, &error) != 0) {
        dl_json_say_where(&error);
        dl_error_wrap(&error, "%.*s is not JSON", DL_STR_ARG(held->snapshot.url));
        bind_raise(L, &error);
    }
    *box = value;
    push_json(L, value);
}

static int f_json(lua_State *L)
{
    bind_options(L, 2, "fetch.json");
    dl_error error;
    lua_settop(L, 2);
    if (api_fetch_page(L, 1, &error) != 0)
        bind_raise(L, &error);
    api_push_json(L, api_check_page(L, -1));
    return 1;
}

const bind_function api_json_rows[] = {{"fetch.json", f_json}, {NULL, NULL}};

void api_open_json(lua_State *L)
{
    bind_extend(L, "fetch", api_json_rows);
}
