/* The tokens are SQLite's own (tokenize.c): where the two disagreed, a name could hide. */
#include "store/shadow.h"

#include <ctype.h>

typedef struct token {
    char kind; /* 'w' a bare word, 'q' one in quotes, '\0' the end, else the character itself */
    dl_str text;
} token;

static char at(dl_str sql, size_t place)
{
    return place < sql.size ? sql.data[place] : '\0';
}

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static size_t quoted_end(dl_str sql, size_t place, char closing)
{
    for (place++; place < sql.size; place++) {
        if (sql.data[place] != closing)
            continue;
        if (closing == ']' || at(sql, place + 1) != closing)
            return place + 1;
        place++;
    }
    return sql.size;
}

/* A parameter: $name::other(anything but white space) is one too. */
static size_t parameter_end(dl_str sql, size_t place)
{
    for (place++; place < sql.size; place++) {
        char c = sql.data[place];
        if (c == '(') {
            while (place < sql.size && sql.data[place] != ')' &&
                   !isspace((unsigned char)sql.data[place]))
                place++;
            return place < sql.size ? place + 1 : place;
        }
        if (c == ':' && at(sql, place + 1) == ':')
            place++;
        else if (!in_word(c))
            break;
    }
    return place;
}

/* Past white space, comments and byte order marks. */
static size_t skip_blank(dl_str sql, size_t place)
{
    while (place < sql.size) {
        dl_str rest = dl_str_slice(sql, place, sql.size);
        if (isspace((unsigned char)rest.data[0]))
            place++;
        else if (dl_str_starts(rest, DL_STR("\xEF\xBB\xBF")))
            place += 3;
        else if (dl_str_starts(rest, DL_STR("--")))
            place += dl_str_find(rest, DL_STR("\n"), 0);
        else if (dl_str_starts(rest, DL_STR("/*")) && rest.size > 2)
            place += dl_str_find(rest, DL_STR("*/"), 2) + 2;
        else
            break;
    }
    return place < sql.size ? place : sql.size;
}

/* The token at or after *place, which is moved behind it. */
static token take(dl_str sql, size_t *place)
{
    size_t start = skip_blank(sql, *place), end = start;
    char c = at(sql, start);
    if (start == sql.size)
        return (token){'\0', {"", 0}};
    if (dl_one_of(c, "'\"`[")) {
        end = quoted_end(sql, start, c == '[' ? ']' : c);
        *place = end;
        return (token){'q', dl_str_slice(sql, start + 1, end - 1)};
    }
    if (in_word(c) && c != '$') {
        while (end < sql.size && in_word(sql.data[end]))
            end++;
        *place = end;
        return (token){'w', dl_str_slice(sql, start, end)};
    }
    *place = dl_one_of(c, "$@:#?") ? parameter_end(sql, start) : start + 1;
    return (token){c, dl_str_slice(sql, start, *place)};
}

static bool is_word(token given, const char *word)
{
    return given.kind == 'w' && dl_str_same_letters(given.text, dl_str_of(word));
}

/* Whether what follows a name makes it a common table expression's:
 * [(column, ...)] AS [NOT] [MATERIALIZED] ( */
static bool is_defined(dl_str sql, size_t place)
{
    token next = take(sql, &place);
    if (next.kind == '(') {
        do
            next = take(sql, &place);
        while (next.kind != ')' && next.kind != '(' && next.kind != '\0');
        next = take(sql, &place);
    }
    if (!is_word(next, "as"))
        return false;
    next = take(sql, &place);
    if (is_word(next, "not"))
        next = take(sql, &place);
    if (is_word(next, "materialized"))
        next = take(sql, &place);
    return next.kind == '(';
}

unsigned shadow_find(dl_str sql, const char *const *names, size_t count)
{
    unsigned found = 0;
    size_t place = 0;
    for (;;) {
        token name = take(sql, &place);
        if (name.kind == '\0')
            return found;
        for (size_t i = 0; i < count && (name.kind == 'w' || name.kind == 'q'); i++) {
            if (dl_str_same_letters(name.text, dl_str_of(names[i])) && is_defined(sql, place))
                found |= 1u << i;
        }
    }
}
