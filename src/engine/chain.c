#include "engine/chain.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dateline/manual.h"

/* --- reading --- */

static bool add(chain *to, chain_step step)
{
    if (to->count == CHAIN_MOST)
        return false;
    to->steps[to->count++] = step;
    return true;
}

/* A string without its quotes; what has escapes is left as it is written. */
static dl_str content_of(dl_str text)
{
    if (text.size >= 2 && (text.data[0] == '"' || text.data[0] == '\''))
        return dl_str_slice(text, 1, text.size - 1);
    size_t head = 1;
    while (head < text.size && text.data[head] == '=')
        head++;
    return dl_str_slice(text, head + 1, text.size - head - 1);
}

/* What is in brackets, as a step; false where it is no constant. */
static bool read_index(const lexed *in, size_t opening, size_t closing, chain *out)
{
    if (closing != opening + 2)
        return false;
    const token *key = &in->tokens[opening + 1];
    chain_step step = {.kind = STEP_INDEX, .text = lex_text(in, key)};
    if (key->kind == TOKEN_STRING)
        step.text = content_of(step.text);
    else if (key->kind == TOKEN_NUMBER)
        step.number = true;
    else
        return false;
    return add(out, step);
}

static void reverse(chain *of)
{
    for (size_t i = 0; i < of->count / 2; i++) {
        chain_step kept = of->steps[i];
        of->steps[i] = of->steps[of->count - 1 - i];
        of->steps[of->count - 1 - i] = kept;
    }
}

/* Whether what ends before a bracket is called or indexed by it. */
static bool is_called(const lexed *in, size_t opening)
{
    if (opening == 0)
        return false;
    const token *before = &in->tokens[opening - 1];
    dl_str text = lex_text(in, before);
    return before->kind == TOKEN_STRING || (before->kind == TOKEN_NAME && !lex_is_keyword(text)) ||
           (before->kind == TOKEN_SIGN && dl_one_of(text.data[0], ")]}"));
}

/* Backwards from last, one step a turn; at[0] of the chain is a name, a string or `(...)`. */
bool chain_read(const lexed *in, size_t last, chain *out)
{
    size_t at = last;
    memset(out, 0, sizeof *out);
    for (;;) {
        const token *here = &in->tokens[at];
        dl_str text = lex_text(in, here);
        if (here->kind == TOKEN_NAME && !lex_is_keyword(text)) {
            bool dotted = at >= 2 && (lex_is(in, at - 1, ".") || lex_is(in, at - 1, ":"));
            if (!add(out, (chain_step){.kind = STEP_NAME,
                                       .text = text,
                                       .method = dotted && lex_is(in, at - 1, ":")}))
                return false;
            out->first = at;
            if (!dotted)
                break;
            at -= 2;
        } else if (here->kind == TOKEN_SIGN &&
                   (text.data[0] == ')' || text.data[0] == ']' || text.data[0] == '}')) {
            size_t opening = lex_opening(in, at);
            if (opening < in->count && !is_called(in, opening)) {
                out->first = opening;
                bool text_in_brackets = text.data[0] == ')' && at == opening + 2 &&
                                        in->tokens[opening + 1].kind == TOKEN_STRING;
                if (!text_in_brackets || !add(out, (chain_step){.kind = STEP_TEXT}))
                    return false;
                break;
            }
            if (opening >= in->count)
                return false;
            bool read = text.data[0] == ']' ? read_index(in, opening, at, out)
                                            : add(out, (chain_step){.kind = STEP_CALL});
            if (!read)
                return false;
            at = opening - 1;
        } else if (here->kind == TOKEN_STRING) {
            /* f"..." is a call; else it is the string itself */
            bool call = at > 0 && in->tokens[at - 1].kind == TOKEN_NAME &&
                        !lex_is_keyword(lex_text(in, &in->tokens[at - 1]));
            if (!add(out, (chain_step){.kind = call ? STEP_CALL : STEP_TEXT}))
                return false;
            out->first = at;
            if (!call)
                break;
            at--;
        } else {
            return false;
        }
    }
    reverse(out);
    return true;
}

/* --- what the documentation knows --- */

bool chain_belongs(const char *name, const char *type, char separator)
{
    size_t size = strlen(type);
    return size && strncmp(name, type, size) == 0 && name[size] == separator;
}

/* Whether values of that type have members that are documented. */
static bool is_type(const char *word)
{
    const dl_manual_entry *entry;
    for (size_t i = 0; word[0] && (entry = dl_manual_entry_at(i)) != NULL; i++)
        if (chain_belongs(entry->doc.name, word, ':') ||
            (entry->field && chain_belongs(entry->doc.name, word, '.')))
            return true;
    return false;
}

/* The type that a documented function or field gives: the word after "->". */
static void type_of_result(const char *path, char *type, size_t size)
{
    const dl_manual_entry *entry = dl_manual_find(dl_str_of(path));
    const char *arrow = entry ? strstr(entry->doc.signature, "-> ") : NULL;
    char word[64];
    size_t used = 0;
    type[0] = '\0';
    if (!arrow)
        return;
    for (arrow += 3; used + 1 < sizeof word && (isalnum((unsigned char)*arrow) || *arrow == '_');)
        word[used++] = *arrow++;
    word[used] = '\0';
    if (is_type(word))
        snprintf(type, size, "%s", word);
}

static void type_of_field(const char *path, char *type, size_t size)
{
    const dl_manual_entry *entry = dl_manual_find(dl_str_of(path));
    if (entry && entry->field)
        type_of_result(path, type, size);
}

/* --- live values --- */

bool chain_push_behind(lua_State *L, int index)
{
    int top = lua_gettop(L);
    bool object = lua_isuserdata(L, index);
    if (!lua_getmetatable(L, index))
        return false;
    lua_pushliteral(L, "__index");
    int found = lua_rawget(L, -2);
    if (found != LUA_TTABLE && object) {
        lua_pop(L, 1);
        lua_pushliteral(L, "methods");
        found = lua_rawget(L, -2);
    }
    if (found != LUA_TTABLE) {
        lua_settop(L, top);
        return false;
    }
    lua_remove(L, -2);
    return true;
}

/* value[key] by raw access, along tables of __index; replaces the key at the top. */
static void raw_field(lua_State *L, int value)
{
    enum { MOST_BEHIND = 8 };
    value = lua_absindex(L, value);
    lua_pushvalue(L, value);
    for (int i = 0; i < MOST_BEHIND; i++) {
        if (lua_istable(L, -1)) {
            lua_pushvalue(L, -2);
            if (lua_rawget(L, -2) != LUA_TNIL) {
                lua_replace(L, -3);
                lua_pop(L, 1);
                return;
            }
            lua_pop(L, 1);
        }
        if (!chain_push_behind(L, -1))
            break;
        lua_remove(L, -2);
    }
    lua_pop(L, 2);
    lua_pushnil(L);
}

static void name_type(lua_State *L, int index, char *type, size_t size)
{
    index = lua_absindex(L, index);
    type[0] = '\0';
    if (lua_type(L, index) == LUA_TSTRING) {
        snprintf(type, size, "string");
    } else if (lua_isuserdata(L, index) && lua_getmetatable(L, index)) {
        lua_pushliteral(L, "__name");
        if (lua_rawget(L, -2) == LUA_TSTRING)
            snprintf(type, size, "%s", lua_tostring(L, -1));
        lua_pop(L, 2);
    }
}

/* --- names of the code itself --- */

/* The last token of the expression that begins at from: names after dots, brackets and calls;
 * in->count where there is none. */
static size_t expression_end(const lexed *in, size_t from, size_t before)
{
    size_t depth = 0, last = in->count;
    for (size_t at = from; at < before; at++) {
        char c = in->code.data[in->tokens[at].start];
        bool sign = in->tokens[at].kind == TOKEN_SIGN, joined = at == from;
        if (depth == 0 && sign && !dl_one_of(c, "([{)]}.:"))
            break;
        if (depth == 0 && in->tokens[at].kind == TOKEN_NAME)
            joined = joined || lex_is(in, last, ".") || lex_is(in, last, ":");
        else
            joined = true;
        if (!joined)
            break;
        if (sign && dl_one_of(c, "([{"))
            depth++;
        else if (sign && dl_one_of(c, ")]}") && depth-- == 0)
            break;
        last = at;
    }
    return depth == 0 ? last : in->count;
}

/* The last `NAME =` before the chain, where its value is an expression that can be read; what is
 * typed but was not run yet has its type from there. */
static bool find_definition(const lexed *in, dl_str name, size_t before, chain *out)
{
    int tries = 8;
    for (size_t i = before; i-- > 0 && tries > 0;) {
        if (in->tokens[i].kind != TOKEN_NAME || !lex_is(in, i + 1, "=") || lex_is(in, i + 2, "=") ||
            !dl_str_equal(lex_text(in, &in->tokens[i]), name) ||
            (i > 0 && (lex_is(in, i - 1, ".") || lex_is(in, i - 1, ":"))))
            continue;
        tries--;
        size_t last = expression_end(in, i + 2, before);
        if (last < in->count && chain_read(in, last, out) && out->first > i)
            return true;
    }
    return false;
}

/* --- resolving --- */

/* A path that is too long is none: no documented name is. */
static void add_path(meaning *to, dl_str name, bool method)
{
    char path[sizeof to->path];
    bool first = !to->path[0] && !to->type[0];
    const char *owner = first ? "" : to->type[0] ? to->type : to->path;
    const char *joint = first ? "" : method ? ":" : ".";
    int size = snprintf(path, sizeof path, "%s%s%.*s", owner, joint, DL_STR_ARG(name));
    bool fits = size > 0 && (size_t)size < sizeof path;
    snprintf(to->path, sizeof to->path, "%s", fits ? path : "");
}

static void resolve(lua_State *L, const lexed *in, const chain *of, meaning *out, int depth);

static void take_first(lua_State *L, const lexed *in, const chain *of, meaning *out, int depth)
{
    chain source;
    dl_str name = of->steps[0].text;
    if (of->steps[0].kind == STEP_TEXT) {
        lua_pushliteral(L, "");
        snprintf(out->type, sizeof out->type, "string");
        return;
    }
    lua_pushglobaltable(L);
    lua_pushlstring(L, name.data, name.size);
    lua_rawget(L, -2);
    lua_remove(L, -2);
    add_path(out, name, false);
    name_type(L, -1, out->type, sizeof out->type);
    if (!lua_isnil(L, -1) || depth == 0 || !find_definition(in, name, of->first, &source))
        return;
    lua_pop(L, 1);
    memset(out, 0, sizeof *out);
    resolve(L, in, &source, out, depth - 1);
}

static void take_step(lua_State *L, const chain_step *step, meaning *out)
{
    if (step->kind == STEP_CALL) {
        lua_pop(L, 1);
        lua_pushnil(L);
        type_of_result(out->path, out->type, sizeof out->type);
        out->path[0] = '\0';
        return;
    }
    if (step->number)
        lua_pushinteger(L, strtoll(step->text.data, NULL, 10));
    else
        lua_pushlstring(L, step->text.data, step->text.size);
    raw_field(L, -2);
    lua_remove(L, -2);
    if (step->kind == STEP_NAME)
        add_path(out, step->text, step->method);
    else
        out->path[0] = '\0';
    name_type(L, -1, out->type, sizeof out->type);
    /* a field that is not read for this: that could run what is behind it */
    if (lua_isnil(L, -1) && out->path[0])
        type_of_field(out->path, out->type, sizeof out->type);
}

static void resolve(lua_State *L, const lexed *in, const chain *of, meaning *out, int depth)
{
    memset(out, 0, sizeof *out);
    if (of->count == 0 || (of->steps[0].kind != STEP_NAME && of->steps[0].kind != STEP_TEXT)) {
        lua_pushnil(L);
        return;
    }
    take_first(L, in, of, out, depth);
    for (size_t i = 1; i < of->count; i++)
        take_step(L, &of->steps[i], out);
}

void chain_resolve(lua_State *L, const lexed *in, const chain *of, meaning *out)
{
    enum { DEFINITIONS = 4 }; /* that are followed from one to the next */
    resolve(L, in, of, out, DEFINITIONS);
}
