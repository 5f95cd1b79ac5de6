/* Where a statement could begin: Lua 5.4's lexical rules (manual §3.1), as far as needed. */
#include <ctype.h>
#include <string.h>

#include "engine/chunk.h"

typedef struct scanner {
    dl_str code;
    size_t at;
    int depth;  /* open brackets and blocks */
    bool first; /* nothing but white space since the line began, or since a ";" */
    size_t *places;
    size_t most, found;
} scanner;

static char peek(const scanner *scan, size_t ahead)
{
    return scan->at + ahead < scan->code.size ? scan->code.data[scan->at + ahead] : '\0';
}

/* At "[": the level of a long bracket, or -1 when it is none. */
static int long_level(const scanner *scan)
{
    size_t ahead = 1;
    while (peek(scan, ahead) == '=')
        ahead++;
    return peek(scan, ahead) == '[' ? (int)ahead - 1 : -1;
}

static void skip_long(scanner *scan, int level)
{
    scan->at += (size_t)level + 2;
    while (scan->at < scan->code.size) {
        if (peek(scan, 0) == ']') {
            size_t ahead = 1;
            while (peek(scan, ahead) == '=')
                ahead++;
            if (peek(scan, ahead) == ']' && (int)ahead - 1 == level) {
                scan->at += ahead + 1;
                return;
            }
        }
        scan->at++;
    }
}

static void skip_comment(scanner *scan)
{
    scan->at += 2;
    int level = peek(scan, 0) == '[' ? long_level(scan) : -1;
    if (level >= 0) {
        skip_long(scan, level);
        return;
    }
    while (scan->at < scan->code.size && peek(scan, 0) != '\n')
        scan->at++;
}

static void skip_string(scanner *scan)
{
    char quote = peek(scan, 0);
    scan->at++;
    while (scan->at < scan->code.size && peek(scan, 0) != quote && peek(scan, 0) != '\n')
        scan->at += peek(scan, 0) == '\\' ? 2 : 1;
    scan->at++;
}

static void skip_word(scanner *scan)
{
    static const char *const openers[] = {"do", "then", "function", "repeat"};
    static const char *const closers[] = {"end", "until", "elseif", "else"};
    size_t start = scan->at;
    while (isalnum((unsigned char)peek(scan, 0)) || peek(scan, 0) == '_')
        scan->at++;
    dl_str word = dl_str_slice(scan->code, start, scan->at);
    /* `elseif` closes a block that its `then` opens again; `else` opens one itself */
    for (size_t i = 0; i < 4; i++) {
        if (dl_str_equal(word, dl_str_of(openers[i])))
            scan->depth++;
        if (dl_str_equal(word, dl_str_of(closers[i])) && scan->depth > 0)
            scan->depth--;
    }
    if (dl_str_equal(word, DL_STR("else")))
        scan->depth++;
}

static void note_candidate(scanner *scan)
{
    if (!scan->first || scan->depth > 0)
        return;
    if (scan->found < scan->most) {
        scan->places[scan->found++] = scan->at;
        return;
    }
    memmove(scan->places, scan->places + 1, (scan->most - 1) * sizeof *scan->places);
    scan->places[scan->most - 1] = scan->at;
}

static void skip_token(scanner *scan)
{
    char c = peek(scan, 0);
    int level = c == '[' ? long_level(scan) : -1;
    if (isalpha((unsigned char)c) || c == '_') {
        skip_word(scan);
    } else if (c == '"' || c == '\'') {
        skip_string(scan);
    } else if (level >= 0) {
        skip_long(scan, level);
    } else {
        if (dl_one_of(c, "([{"))
            scan->depth++;
        if (dl_one_of(c, ")]}") && scan->depth > 0)
            scan->depth--;
        scan->at++;
    }
}

size_t chunk_candidates(dl_str code, size_t *places, size_t most)
{
    scanner scan = {.code = code, .first = true, .places = places, .most = most};
    while (scan.at < code.size) {
        char c = peek(&scan, 0);
        if (c == '\n' || c == ';') {
            scan.first = true;
            scan.at++;
        } else if (isspace((unsigned char)c)) {
            scan.at++;
        } else if (c == '-' && peek(&scan, 1) == '-') {
            skip_comment(&scan);
        } else {
            note_candidate(&scan);
            scan.first = false;
            skip_token(&scan);
        }
    }
    return scan.found;
}
