#include "engine/complete.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "api/context.h"
#include "base/grow.h"
#include "dateline/manual.h"
#include "engine/chain.h"
#include "engine/lex.h"

/* Keys of one table that are looked at. */
static const size_t most_keys = 200000;

const char *dl_match_word(dl_match_kind kind)
{
    static const char *const words[DL_MATCH_KINDS] = {
        [DL_MATCH_KEYWORD] = "keyword",   [DL_MATCH_VARIABLE] = "variable",
        [DL_MATCH_FUNCTION] = "function", [DL_MATCH_METHOD] = "method",
        [DL_MATCH_FIELD] = "field",       [DL_MATCH_MODULE] = "module",
        [DL_MATCH_TABLE] = "table",       [DL_MATCH_COLUMN] = "column",
        [DL_MATCH_FILE] = "file"};
    return kind < DL_MATCH_KINDS ? words[kind] : "unknown";
}

/* --- gathering --- */

static void keep(gathering *to, dl_str text, dl_match_kind kind, dl_str signature)
{
    if (to->failed || to->count == DL_MOST_MATCHES)
        return;
    to->failed =
        dl_grow(&to->matches, &to->capacity, to->count + 1, sizeof *to->matches, to->error);
    if (!to->failed)
        to->matches[to->count++] = (dl_completion_match){text, kind, signature};
}

void gather(gathering *to, dl_str text, dl_match_kind kind, dl_str signature)
{
    if (text.size == 0 || !dl_str_starts(text, to->prefix))
        return;
    dl_str copy = dl_arena_copy(to->arena, text);
    if (!copy.data)
        to->failed = dl_error_set(to->error, DL_ERR_MEMORY, "memory ran out");
    keep(to, copy, kind, signature);
}

void gather_joined(gathering *to, dl_str before, dl_str text, dl_match_kind kind)
{
    dl_buf whole;
    dl_buf_init(&whole);
    dl_buf_add(&whole, before);
    dl_buf_add(&whole, text);
    gather(to, dl_buf_str(&whole), kind, (dl_str){"", 0});
    dl_buf_clear(&whole);
}

/* A documented one comes first among those of one name. */
static int compare(const void *a, const void *b)
{
    const dl_completion_match *left = a, *right = b;
    size_t least = left->text.size < right->text.size ? left->text.size : right->text.size;
    int order = memcmp(left->text.data, right->text.data, least);
    if (order == 0)
        order = left->text.size < right->text.size ? -1 : left->text.size > right->text.size;
    if (order == 0)
        order = right->signature.size > left->signature.size
                    ? 1
                    : -(right->signature.size < left->signature.size);
    return order;
}

static void sort_matches(gathering *of)
{
    size_t kept = 0;
    if (of->count)
        qsort(of->matches, of->count, sizeof *of->matches, compare);
    for (size_t i = 0; i < of->count; i++)
        if (kept == 0 || !dl_str_equal(of->matches[kept - 1].text, of->matches[i].text))
            of->matches[kept++] = of->matches[i];
    of->count = kept;
}

/* --- names --- */

static bool is_name(dl_str text)
{
    if (text.size == 0 || isdigit((unsigned char)text.data[0]) || lex_is_keyword(text))
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (!isalnum((unsigned char)text.data[i]) && text.data[i] != '_')
            return false;
    return true;
}

static dl_match_kind kind_of(lua_State *L, int index, bool method, bool global)
{
    if (lua_isfunction(L, index))
        return method ? DL_MATCH_METHOD : DL_MATCH_FUNCTION;
    if (global)
        return lua_istable(L, index) ? DL_MATCH_MODULE : DL_MATCH_VARIABLE;
    return DL_MATCH_FIELD;
}

typedef enum key_form { KEYS_DOT, KEYS_METHOD, KEYS_GLOBAL, KEYS_STRING } key_form;

/* The string keys of the table at the top. */
static void gather_keys(lua_State *L, gathering *to, key_form form)
{
    size_t seen = 0;
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        bool wanted =
            lua_type(L, -2) == LUA_TSTRING && (form != KEYS_METHOD || lua_isfunction(L, -1));
        if (wanted) {
            dl_str key;
            key.data = lua_tolstring(L, -2, &key.size);
            if (form == KEYS_STRING || is_name(key))
                gather(to, key, kind_of(L, -1, form == KEYS_METHOD, form == KEYS_GLOBAL),
                       (dl_str){"", 0});
        }
        lua_pop(L, 1);
        if (++seen == most_keys || to->failed) {
            lua_pop(L, 1);
            return;
        }
    }
}

/* What the documentation says that a value of that type, or a module of that name, has. */
static void gather_documented(gathering *to, const meaning *of, bool method)
{
    const dl_manual_entry *entry;
    for (size_t i = 0; (entry = dl_manual_entry_at(i)) != NULL; i++) {
        dl_str whole = dl_str_of(entry->doc.name), signature = dl_str_of(entry->doc.signature);
        size_t type = strlen(of->type), path = strlen(of->path);
        if (chain_belongs(entry->doc.name, of->type, ':'))
            gather(to, dl_str_slice(whole, type + 1, whole.size), DL_MATCH_METHOD, signature);
        if (!method && entry->field && chain_belongs(entry->doc.name, of->type, '.'))
            gather(to, dl_str_slice(whole, type + 1, whole.size), DL_MATCH_FIELD, signature);
        if (!method && !entry->field && chain_belongs(entry->doc.name, of->path, '.'))
            gather(to, dl_str_slice(whole, path + 1, whole.size), DL_MATCH_FUNCTION, signature);
    }
}

/* The members of what the chain stands for. */
static void gather_members(lua_State *L, gathering *to, const lexed *in, const chain *of,
                           key_form form)
{
    enum { MOST_BEHIND = 8 };
    meaning means;
    chain_resolve(L, in, of, &means);
    bool method = form == KEYS_METHOD;
    if (lua_istable(L, -1) || means.type[0])
        gather_documented(to, &means, method);
    for (int i = 0; i < MOST_BEHIND; i++) {
        if (lua_istable(L, -1))
            gather_keys(L, to, form);
        if (!chain_push_behind(L, -1))
            break;
        lua_remove(L, -2);
        /* functions behind an object are its methods */
        form = form == KEYS_STRING ? form : method || means.type[0] ? KEYS_METHOD : KEYS_DOT;
    }
    lua_pop(L, 1);
}

/* Of a function's name: "a.b:c" (§3.4.11). */
static bool is_in_name(const lexed *in, size_t at)
{
    if (at >= in->count)
        return false;
    bool word = in->tokens[at].kind == TOKEN_NAME;
    return word ? !lex_is_keyword(lex_text(in, &in->tokens[at]))
                : lex_is(in, at, ".") || lex_is(in, at, ":");
}

/* Names that the code declares before the place: locals, parameters, loop variables. */
static void gather_locals(gathering *to, const lexed *in)
{
    for (size_t i = 0; i < in->count; i++) {
        bool local = lex_is(in, i, "local") && !lex_is(in, i + 1, "function");
        bool loop = lex_is(in, i, "for");
        bool function = lex_is(in, i, "function");
        size_t at = i + 1;
        while (function && is_in_name(in, at))
            at++;
        if (function && lex_is(in, i + 2, "(") && in->tokens[i + 1].kind == TOKEN_NAME)
            gather(to, lex_text(in, &in->tokens[i + 1]), DL_MATCH_FUNCTION, (dl_str){"", 0});
        at += function;
        for (; (local || loop || function) && at < in->count && in->tokens[at].kind == TOKEN_NAME;
             at += 2) {
            /* the name that is being typed is none yet */
            if (!lex_is_keyword(lex_text(in, &in->tokens[at])) &&
                in->tokens[at].end < in->code.size)
                gather(to, lex_text(in, &in->tokens[at]), DL_MATCH_VARIABLE, (dl_str){"", 0});
            if (!lex_is(in, at + 1, ","))
                break;
        }
    }
}

static void gather_all_names(lua_State *L, gathering *to, const lexed *in)
{
    const dl_manual_entry *entry;
    for (size_t i = 0; lex_keywords[i]; i++)
        gather(to, dl_str_of(lex_keywords[i]), DL_MATCH_KEYWORD, (dl_str){"", 0});
    for (size_t i = 0; (entry = dl_manual_entry_at(i)) != NULL; i++)
        if (!strpbrk(entry->doc.name, ".:"))
            gather(to, dl_str_of(entry->doc.name),
                   entry->field ? DL_MATCH_VARIABLE : DL_MATCH_FUNCTION,
                   dl_str_of(entry->doc.signature));
    gather_locals(to, in);
    lua_pushglobaltable(L);
    gather_keys(L, to, KEYS_GLOBAL);
    lua_pop(L, 1);
}

/* --- places --- */

static size_t complete_code(lua_State *L, gathering *to, const lexed *in)
{
    size_t end = in->code.size, start = end, dot;
    chain before;
    const token *last = in->count ? &in->tokens[in->count - 1] : NULL;
    if (last && last->kind == TOKEN_NUMBER && last->end == end)
        return end;
    if (last && last->kind == TOKEN_NAME && last->end == end) {
        start = last->start;
        dot = in->count - 2;
    } else {
        dot = in->count - 1;
    }
    to->prefix = dl_str_slice(in->code, start, end);
    bool method = in->count && lex_is(in, dot, ":");
    if (!method && !(in->count && lex_is(in, dot, "."))) {
        gather_all_names(L, to, in);
        return start;
    }
    if (dot > 0 && chain_read(in, dot - 1, &before))
        gather_members(L, to, in, &before, method ? KEYS_METHOD : KEYS_DOT);
    return start;
}

/* The function that a string at the end is the argument of: `f("`, `f "`, `f({"`, `f(x, "`. */
static bool read_callee(const lexed *in, chain *out)
{
    if (in->count == 0)
        return false;
    if (in->tokens[in->count - 1].kind == TOKEN_NAME)
        return chain_read(in, in->count - 1, out);
    size_t open = lex_opening(in, in->count);
    while (open < in->count && !lex_is(in, open, "("))
        open = lex_opening(in, open);
    return open > 0 && open < in->count && chain_read(in, open - 1, out);
}

static bool is_any(const char *path, const char *const *names)
{
    for (size_t i = 0; names[i]; i++)
        if (strcmp(path, names[i]) == 0)
            return true;
    return false;
}

static size_t complete_string(lua_State *L, gathering *to, const lexed *in)
{
    static const char *const sql[] = {"store.query", "store.exec", NULL};
    static const char *const files[] = {
        "read",       "timeline.load", "fetch",   "fetch.try",    "fetch.json",
        "fetch.feed", "image",         "include", "store.import", NULL};
    chain callee;
    meaning means = {"", ""};
    dl_str typed = dl_str_slice(in->code, in->text_start, in->code.size);
    if (in->count && lex_is(in, in->count - 1, "[")) {
        to->prefix = typed;
        if (in->count > 1 && chain_read(in, in->count - 2, &callee))
            gather_members(L, to, in, &callee, KEYS_STRING);
        return in->text_start;
    }
    if (read_callee(in, &callee)) {
        chain_resolve(L, in, &callee, &means);
        lua_pop(L, 1);
    }
    if (is_any(means.path, sql))
        return in->text_start + complete_sql(L, to, typed);
    if (is_any(means.path, files))
        complete_files(dl_context_of(L)->folder, to, typed);
    return in->text_start;
}

/* --- the whole --- */

typedef struct asking {
    const dl_place *place;
    gathering matches;
    lexed code;
    size_t start;
} asking;

static int complete_protected(lua_State *L)
{
    asking *ask = lua_touserdata(L, 1);
    luaL_checkstack(L, 40, NULL);
    if (ask->place->language == DL_LANGUAGE_SQL)
        ask->start = complete_sql(L, &ask->matches, ask->code.code);
    else if (ask->code.in_string)
        ask->start = complete_string(L, &ask->matches, &ask->code);
    else if (!ask->code.in_comment)
        ask->start = complete_code(L, &ask->matches, &ask->code);
    return 0;
}

int complete_place(lua_State *L, const dl_place *place, dl_arena *arena, dl_completion *out,
                   dl_error *error)
{
    size_t cursor = place->cursor < place->code.size ? place->cursor : place->code.size;
    asking ask = {.place = place, .start = cursor, .matches = {.arena = arena, .error = error}};
    int top = lua_gettop(L), rc = lex_code(place->code, cursor, &ask.code, error);
    if (rc == 0 && !lua_checkstack(L, 10))
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (rc == 0) {
        lua_pushcfunction(L, complete_protected);
        lua_pushlightuserdata(L, &ask);
        if (lua_pcall(L, 1, 0, 0) != LUA_OK)
            ask.matches.count = 0; /* a store that cannot be read has no names to tell */
        rc = ask.matches.failed;
    }
    lua_settop(L, top);
    out->start = ask.start;
    out->end = cursor;
    if (rc == 0) {
        sort_matches(&ask.matches);
        size_t size = ask.matches.count * sizeof *out->matches;
        out->matches = dl_arena_alloc(arena, size + 1);
        if (!out->matches)
            rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
        else if (size)
            memcpy(out->matches, ask.matches.matches, size);
    }
    out->count = rc == 0 ? ask.matches.count : 0;
    free(ask.matches.matches);
    lex_clear(&ask.code);
    return rc;
}
