#include "engine/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "api/api.h"
#include "api/context.h"
#include "engine/chunk.h"
#include "engine/profile.h"

typedef struct job {
    const char *name; /* of the notebook, in messages */
    const dl_step *step;
    dl_result *result;
    bool unread; /* a script that does not compile */
} job;

/* --- errors --- */

/* The line of the notebook that was running, of the innermost function that stands in it. */
static int running_line(lua_State *L, const char *name)
{
    lua_Debug info;
    for (int level = 0; lua_getstack(L, level, &info); level++) {
        lua_getinfo(L, "Sl", &info);
        if (info.source[0] == '=' && strcmp(info.source + 1, name) == 0)
            return info.currentline;
    }
    return 0;
}

/* Message handler: keeps the error value, and notes its line and the calls that led there before
 * the stack is unwound. Upvalue 1 is the job. */
static int on_error(lua_State *L)
{
    const job *running = lua_touserdata(L, lua_upvalueindex(1));
    running->result->error.line = running_line(L, running->name);
    if (!dl_cancel_reason(dl_context_of(L)->cancel)) {
        luaL_traceback(L, L, NULL, 1);
        running->result->traceback =
            dl_arena_copy(&running->result->arena, dl_str_of(lua_tostring(L, -1)));
    }
    lua_settop(L, 1);
    return 1;
}

/* "notebook.md:12: message" without its place, which is told apart; the line, or 0. */
static const char *split_place(const char *message, const char *name, int *line)
{
    size_t size = strlen(name);
    if (strncmp(message, name, size) != 0 || message[size] != ':')
        return message;
    char *end;
    long number = strtol(message + size + 1, &end, 10);
    if (end == message + size + 1 || strncmp(end, ": ", 2) != 0)
        return message;
    *line = (int)number;
    return end + 2;
}

/* What an error value that is no text says of itself by __tostring; pushes it. */
static const char *own_words(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    if (luaL_getmetafield(L, index, "__tostring") == LUA_TNIL)
        return NULL;
    lua_pushvalue(L, index);
    if (lua_pcall(L, 1, 1, 0) != LUA_OK || lua_type(L, -1) != LUA_TSTRING)
        return NULL;
    return lua_tostring(L, -1);
}

/* Reads the error value at the top into result->error; its line may be known already. */
static void keep_error(lua_State *L, const job *running)
{
    dl_error *error = &running->result->error;
    int line = error->line;
    const dl_error *raised = bind_error_at(L, -1);
    if (raised) {
        *error = *raised;
    } else {
        int told = 0;
        char kind[64];
        snprintf(kind, sizeof kind, "(error object is a %s value)", luaL_typename(L, -1));
        const char *message = lua_tostring(L, -1);
        if (!message)
            message = own_words(L, -1);
        if (!message)
            message = kind;
        message = split_place(message, running->name, &told);
        dl_error_set(error, running->unread ? DL_ERR_SYNTAX : DL_ERR_CELL, "%s", message);
        if (told)
            line = told;
    }
    dl_error_at(error, running->name, line ? line : running->step->line, 0);
    running->result->state = DL_STATE_FAILED;
    running->result->expected = running->step->error_expected;
    dl_context_use(dl_context_of(L), DL_USE_LINES, DL_STR(""), DL_STR(""));
}

/* --- running --- */

static void show(lua_State *L, int index)
{
    dl_error error;
    dl_arena *arena = bind_arena(L);
    if (dl_context_show(dl_context_of(L), api_shown_view(L, index, 0, arena), &error) != 0)
        bind_raise(L, &error);
    lua_pop(L, 1);
}

/* One nil is nothing to show, but to who typed a name, which may be misspelt. */
static void show_all(lua_State *L, int first, bool typed)
{
    int last = lua_gettop(L);
    bool nothing = !typed && last == first && lua_isnil(L, first);
    for (int i = first; i <= last && !nothing; i++)
        show(L, i);
}

/* The name of the value of an entry: _12; it and _ stand for it from then on. */
static void keep_typed(lua_State *L, int index, int number)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    if (number > DL_TYPED_KEPT) {
        lua_pushfstring(L, "_%d", number - DL_TYPED_KEPT);
        lua_pushnil(L);
        lua_rawset(L, -3);
    }
    if (!lua_isnil(L, index)) {
        lua_pushfstring(L, "_%d", number);
        lua_pushvalue(L, index);
        lua_rawset(L, -3);
        lua_pushliteral(L, "_");
        lua_pushvalue(L, index);
        lua_rawset(L, -3);
    }
    lua_pop(L, 1);
}

static void keep_inline(lua_State *L, const job *running)
{
    if (lua_isnil(L, -1))
        luaL_error(L, "`%s` has no value",
                   lua_pushlstring(L, running->step->code.data, running->step->code.size));
    dl_field field = api_field_of(L, -1);
    dl_result *result = running->result;
    result->inline_text = dl_arena_copy(&result->arena, field.text);
    if (field.kind == DL_CELL_DATE) {
        result->inline_date = dl_arena_copy(&result->arena, field.value);
        result->inline_source = dl_arena_copy(&result->arena, field.source);
    }
}

int run_load(lua_State *L, const char *name, const dl_step *step)
{
    if (step->language == DL_LANGUAGE_SQL) {
        /* a cell of SQL is a call of store.query with the parameters of the notebook */
        static const char call[] = "return store.query(...)";
        return luaL_loadbufferx(L, call, sizeof call - 1, "=sql", "t");
    }
    if (step->script)
        return chunk_load_whole(L, step->code, name, step->line);
    return step->inlined ? chunk_load_expression(L, step->code, name, step->line)
                         : chunk_load(L, step->code, name, step->line);
}

/* Protected: shows what the called function returned. Arguments: job, values. */
static int show_results(lua_State *L)
{
    const job *running = lua_touserdata(L, 1);
    const dl_events *events = &dl_context_of(L)->events;
    dl_error error;
    if (running->step->inlined) {
        keep_inline(L, running);
        return 0;
    }
    /* what was printed is no value */
    if (dl_context_flush(dl_context_of(L), &error) != 0)
        bind_raise(L, &error);
    if (events->values && lua_gettop(L) > 1)
        events->values(events->user);
    if (running->step->typed.number > 0 && lua_gettop(L) > 1)
        keep_typed(L, 2, running->step->typed.number);
    if (!running->step->script)
        show_all(L, 2, running->step->typed.number > 0);
    return 0;
}

/* As lua_pcall, with the lines timed and shown before the results. */
static int call_profiled(lua_State *L, int arguments, int handler)
{
    dl_error error;
    profile *timed = malloc(sizeof *timed);
    if (!timed)
        return lua_pcall(L, arguments, LUA_MULTRET, handler);
    profile_begin(L, timed);
    int status = lua_pcall(L, arguments, LUA_MULTRET, handler);
    profile_end(L, timed);
    dl_arena arena = {0};
    dl_view *view = profile_view(timed, &arena);
    if (view && dl_context_flush(dl_context_of(L), &error) == 0)
        dl_context_show(dl_context_of(L), view, &error);
    dl_arena_clear(&arena);
    free(timed);
    return status;
}

/* Leaves the error at the top when it returns false. */
static bool run_protected(lua_State *L, job *running)
{
    int top = lua_gettop(L);
    lua_pushlightuserdata(L, running);
    lua_pushcclosure(L, on_error, 1);
    lua_pushcfunction(L, show_results);
    lua_pushlightuserdata(L, running);
    int loaded = run_load(L, running->name, running->step);
    running->unread = running->step->script && loaded == LUA_ERRSYNTAX;
    if (loaded != LUA_OK)
        return false;
    int arguments = 0;
    if (running->step->language == DL_LANGUAGE_SQL) {
        lua_pushlstring(L, running->step->code.data, running->step->code.size);
        arguments = 1;
    }
    int status = running->step->typed.profile ? call_profiled(L, arguments, top + 1)
                                              : lua_pcall(L, arguments, LUA_MULTRET, top + 1);
    if (status != LUA_OK)
        return false;
    if (!running->step->inlined || lua_gettop(L) == top + 3)
        lua_checkstack(L, 1);
    if (running->step->inlined && lua_gettop(L) == top + 3)
        lua_pushnil(L);
    return lua_pcall(L, lua_gettop(L) - top - 2, 0, top + 1) == LUA_OK;
}

/* Calls what runs; what it needs for that takes memory too, which is to fail here and not out of
 * any protected call, where Lua ends the process. Argument: job. */
static int run_guarded(lua_State *L)
{
    job *running = lua_touserdata(L, 1);
    if (!run_protected(L, running))
        keep_error(L, running);
    return 0;
}

static void keep_want_of_memory(const job *running)
{
    dl_error *error = &running->result->error;
    dl_error_set(error, DL_ERR_CELL, "not enough memory"); /* as Lua says it of a cell's */
    dl_error_at(error, running->name, running->step->line, 0);
    running->result->state = DL_STATE_FAILED;
    running->result->expected = running->step->error_expected;
}

int run_step(lua_State *L, const char *name, const dl_step *step, dl_result *result,
             dl_error *error)
{
    job running = {.name = name, .step = step, .result = result};
    int top = lua_gettop(L);
    if (!lua_checkstack(L, 20))
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    result->state = DL_STATE_OK;
    lua_pushcfunction(L, run_guarded);
    lua_pushlightuserdata(L, &running);
    int status = lua_pcall(L, 1, 0, 0);
    if (status == LUA_ERRMEM)
        keep_want_of_memory(&running);
    else if (status != LUA_OK)
        keep_error(L, &running);
    lua_settop(L, top);
    if (dl_context_of(L)->checking && !dl_cancel_reason(dl_context_of(L)->cancel)) {
        lua_pushcfunction(L, api_check_timelines);
        if (lua_pcall(L, 0, 0, 0) != LUA_OK) /* for want of memory: that is what it is told as */
            dl_context_use(dl_context_of(L), DL_USE_FAULT, DL_STR("0"), DL_STR(""));
    }
    lua_settop(L, top);
    return 0;
}

/* --- completeness: for the REPL --- */

static bool message_ends(const char *message, const char *ending)
{
    size_t size = strlen(message), wanted = strlen(ending);
    return size >= wanted && strcmp(message + size - wanted, ending) == 0;
}

/* Whether text ends in a backslash that no other one escapes. */
static bool ends_in_escape(dl_str text)
{
    size_t count = 0;
    while (count < text.size && text.data[text.size - 1 - count] == '\\')
        count++;
    return count % 2 == 1;
}

/* A quoted string goes on over the end of its line after \ and after \z (Lua 5.4 manual §3.1). */
static bool string_goes_on(dl_str code)
{
    dl_str text = code;
    while (text.size && dl_one_of(text.data[text.size - 1], " \t\r\n\v\f"))
        text.size--;
    if (text.size && text.data[text.size - 1] == 'z')
        return ends_in_escape((dl_str){text.data, text.size - 1});
    if (code.size && code.data[code.size - 1] == '\n')
        code.size--;
    return ends_in_escape(code);
}

dl_completeness run_completeness(lua_State *L, dl_str code)
{
    int top = lua_gettop(L);
    dl_completeness answer = DL_COMPLETE;
    if (chunk_load(L, code, "input", 1) != LUA_OK) {
        const char *message = lua_tostring(L, -1);
        /* Lua's own test (lua.c): an error at the end of the text can be mended by more text; a
         * quoted string that ends with its line cannot */
        bool more = message && message_ends(message, "<eof>");
        if (more && strstr(message, "unfinished string near <eof>"))
            more = string_goes_on(code);
        answer = more ? DL_INCOMPLETE : DL_INVALID;
    }
    lua_settop(L, top);
    return answer;
}
