#include "engine/include.h"

#include <string.h>

#include <lauxlib.h>

#include "api/api.h"
#include "api/context.h"
#include "base/sha256.h"
#include "engine/run.h"

static const size_t max_file = (size_t)16 << 20; /* a notebook is written by a person */
enum { DEEPEST = 16 };

/* One file that is being included; they are linked up to the cell's own. On the C stack, and taken
 * off the list before the frame is left, whatever is raised. */
typedef struct including {
    const struct including *outer;
    const dl_notebook *notebook;
    const char *name; /* "lib.md": how messages call it */
    char hex[DL_SHA256_HEX + 1];
} including;

static const char *const current = "dateline.including"; /* in the registry */

static const including *innermost(lua_State *L)
{
    lua_getfield(L, LUA_REGISTRYINDEX, current);
    const including *found = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return found;
}

static void set_innermost(lua_State *L, const including *frame)
{
    lua_pushlightuserdata(L, (void *)frame);
    lua_setfield(L, LUA_REGISTRYINDEX, current);
}

/* A file that is being run already, by its bytes: under whatever name it is asked for. */
static void check_cycle(lua_State *L, const including *frame)
{
    int depth = 1;
    bool own = strcmp(frame->name, lua_tostring(L, lua_upvalueindex(1))) == 0;
    for (const including *at = frame->outer; at; at = at->outer, depth++)
        own = own || strcmp(at->hex, frame->hex) == 0;
    if (own)
        luaL_error(L, "%s would include itself", frame->name);
    if (depth > DEEPEST)
        luaL_error(L, "%s is included more than %d files deep", frame->name, DEEPEST);
}

/* A frozen run has the files that its lock names. */
static void check_lock(lua_State *L, const including *frame)
{
    const dl_fetch_options *options = &dl_context_of(L)->fetch_options;
    dl_error error;
    for (size_t i = 0; i < options->pin_count && options->mode == DL_FETCH_FROZEN; i++) {
        const dl_pin *pin = &options->pins[i];
        if (!dl_str_equal(pin->url, dl_str_of(frame->name)) ||
            dl_str_equal(pin->sha256, dl_str_of(frame->hex)))
            continue;
        dl_error_set(&error, DL_ERR_NET_OFFLINE, "%s is not the file that the lock names",
                     frame->name);
        dl_error_hint(&error, "dateline run --lock takes what is there now");
        bind_raise(L, &error);
    }
}

static void note(lua_State *L, const including *frame)
{
    dl_error error;
    dl_str name = dl_str_of(frame->name), hex = dl_str_of(frame->hex);
    dl_snapshot snapshot = {.url = name, .final_url = name, .status = 200, .sha256 = hex};
    dl_source facts = {.title = dl_notebook_front(frame->notebook)->title, .text_sha256 = hex};
    if (dl_context_add_source(dl_context_of(L), name, &snapshot, &facts, (dl_str){"", 0}, &error) !=
        0)
        bind_raise(L, &error);
}

/* --- running --- */

/* Runs one cell; what its last expression gives is not shown. */
static void run_cell(lua_State *L, const including *frame, const dl_step *step)
{
    int arguments = 0, top = lua_gettop(L);
    if (run_load(L, frame->name, step) != LUA_OK)
        lua_error(L);
    if (step->language == DL_LANGUAGE_SQL) {
        lua_pushlstring(L, step->code.data, step->code.size);
        arguments = 1;
    }
    if (!step->error_expected) {
        lua_call(L, arguments, 0);
        return;
    }
    bool failed = lua_pcall(L, arguments, 0, 0) != LUA_OK;
    if (failed && dl_cancel_reason(dl_context_of(L)->cancel))
        lua_error(L);
    lua_settop(L, top);
    if (!failed)
        luaL_error(L, "%s:%d: the cell says error=\"expected\", and there was none", frame->name,
                   step->line);
}

static int run_all(lua_State *L)
{
    const including *frame = lua_touserdata(L, 1);
    for (size_t i = 0; i < dl_notebook_step_count(frame->notebook); i++) {
        const dl_step *step = dl_notebook_step(frame->notebook, i);
        if (!step->inlined && !step->noeval)
            run_cell(L, frame, step);
    }
    return 0;
}

static void release(void *notebook)
{
    dl_notebook_free(notebook);
}

static int f_include(lua_State *L)
{
    dl_str path = bind_str(L, 1);
    lua_settop(L, 1);
    dl_error error;
    dl_notebook *notebook;
    including frame = {.name = path.data, .outer = innermost(L)};
    luaL_argcheck(L, strlen(path.data) == path.size, 1, "a file's name has no NUL");
    luaL_checkstack(L, 40, "include");
    dl_buf *text = bind_buf(L);
    void **box = bind_box(L, release);
    if (dl_context_read(dl_context_of(L), path, max_file, text, &error) != 0)
        bind_raise(L, &error);
    dl_sha256_hex(dl_buf_str(text), frame.hex);
    check_cycle(L, &frame);
    check_lock(L, &frame);
    if (dl_notebook_parse(&notebook, dl_buf_str(text), frame.name, &error) != 0) {
        dl_error_wrap(&error, "%s:%d", frame.name, error.line);
        error.line = error.column = 0;
        bind_raise(L, &error);
    }
    frame.notebook = *box = notebook;
    note(L, &frame);
    lua_pushcfunction(L, run_all);
    lua_pushlightuserdata(L, &frame);
    set_innermost(L, &frame);
    int status = lua_pcall(L, 1, 0, 0);
    set_innermost(L, frame.outer);
    return status == LUA_OK ? 0 : lua_error(L);
}

void include_open(lua_State *L, const char *name)
{
    lua_pushstring(L, name);
    lua_pushcclosure(L, f_include, 1);
    lua_setglobal(L, "include");
}
