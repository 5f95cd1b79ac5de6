#include "engine/chunk.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <lauxlib.h>

/* How many places, from the code's end, are tried as the begin of the last expression: each costs
 * a compilation, and no one writes a last expression of more lines. */
enum { MOST_CANDIDATES = 64 };

/* What lua_load reads: line breaks up to the cell's line, then two pieces with a word between. */
typedef struct pieces {
    int breaks;
    dl_str parts[3];
    size_t next;
} pieces;

static const char *read_piece(lua_State *L, void *data, size_t *size)
{
    static const char line_breaks[] =
        "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";
    const int most = (int)sizeof line_breaks - 1;
    pieces *from = data;
    (void)L;
    if (from->breaks > 0) {
        int now = from->breaks < most ? from->breaks : most;
        from->breaks -= now;
        *size = (size_t)now;
        return line_breaks;
    }
    while (from->next < 3 && from->parts[from->next].size == 0)
        from->next++;
    if (from->next == 3) {
        *size = 0;
        return NULL;
    }
    dl_str part = from->parts[from->next++];
    *size = part.size;
    return part.data;
}

static int load_pieces(lua_State *L, dl_str before, const char *word, dl_str after,
                       const char *name, int line)
{
    pieces from = {.breaks = line - 1, .parts = {before, dl_str_of(word), after}};
    char chunk_name[256];
    snprintf(chunk_name, sizeof chunk_name, "=%s", name);
    return lua_load(L, read_piece, &from, chunk_name, "t");
}

static int load_split(lua_State *L, dl_str code, size_t at, const char *name, int line)
{
    return load_pieces(L, dl_str_slice(code, 0, at), "return ", dl_str_slice(code, at, code.size),
                       name, line);
}

/* A call that ends a chunk is a statement and an expression: `f(x)`, but not the `(x)` that
 * continues the line before; at the code's begin there is none before. */
static bool is_statement(lua_State *L, dl_str code, size_t at, bool begins, const char *name,
                         int line)
{
    char first = code.data[at];
    if (!isalpha((unsigned char)first) && first != '_' && !begins)
        return false;
    dl_str nothing = {"", 0};
    int status = load_pieces(L, dl_str_slice(code, at, code.size), "", nothing, name, line);
    lua_pop(L, 1);
    return status == LUA_OK;
}

/* Tries the candidates and pushes the first function that compiles; false when none does. Where
 * the whole is a chunk already, only a final call counts, and the last one is wanted. */
static bool load_last_value(lua_State *L, dl_str code, bool whole, const char *name, int line)
{
    size_t places[MOST_CANDIDATES];
    size_t count = chunk_candidates(code, places, MOST_CANDIDATES);
    for (size_t i = 0; i < count; i++) {
        size_t at = places[whole ? count - 1 - i : i];
        bool begins = at == places[0] && count < MOST_CANDIDATES;
        if (whole && !is_statement(L, code, at, begins, name, line))
            continue;
        if (load_split(L, code, at, name, line) == LUA_OK)
            return true;
        lua_pop(L, 1);
    }
    return false;
}

static bool ends_quietly(dl_str code)
{
    dl_str trimmed = dl_str_trim(code);
    return trimmed.size > 0 && trimmed.data[trimmed.size - 1] == ';';
}

int chunk_load_whole(lua_State *L, dl_str code, const char *name, int line)
{
    return load_pieces(L, code, "", (dl_str){"", 0}, name, line);
}

int chunk_load(lua_State *L, dl_str code, const char *name, int line)
{
    dl_str nothing = {"", 0};
    int status = load_pieces(L, code, "", nothing, name, line);
    if (status != LUA_OK && status != LUA_ERRSYNTAX)
        return status;
    if (status == LUA_OK && ends_quietly(code))
        return status;
    if (load_last_value(L, code, status == LUA_OK, name, line)) {
        lua_remove(L, -2);
        return LUA_OK;
    }
    return status;
}

int chunk_load_expression(lua_State *L, dl_str code, const char *name, int line)
{
    return load_split(L, code, 0, name, line);
}
