#include "engine/lex.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

const char *const lex_keywords[] = {"and",   "break", "do",       "else",  "elseif", "end",
                                    "false", "for",   "function", "goto",  "if",     "in",
                                    "local", "nil",   "not",      "or",    "repeat", "return",
                                    "then",  "true",  "until",    "while", NULL};

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || c == '_';
}

static char at(const lexed *in, size_t place)
{
    return place < in->code.size ? in->code.data[place] : '\0';
}

/* The level of a long bracket that opens at place, or -1. */
static int long_level(const lexed *in, size_t place)
{
    int level = 0;
    if (at(in, place) != '[')
        return -1;
    while (at(in, ++place) == '=')
        level++;
    return at(in, place) == '[' ? level : -1;
}

/* The end of a long bracket's text, past its closing bracket; past the code where it has none. */
static size_t long_end(const lexed *in, size_t place, int level)
{
    size_t size = in->code.size;
    for (place += (size_t)level + 2; place < size; place++) {
        if (in->code.data[place] != ']')
            continue;
        size_t end = place + 1;
        int found = 0;
        while (at(in, end) == '=' && found <= level) {
            end++;
            found++;
        }
        if (found == level && at(in, end) == ']')
            return end + 1;
    }
    return size + 1;
}

static size_t quoted_end(const lexed *in, size_t place)
{
    char quote = in->code.data[place++];
    while (place < in->code.size && in->code.data[place] != quote) {
        if (in->code.data[place] == '\n')
            return place; /* it was not closed in its line */
        if (in->code.data[place] == '\\')
            place++;
        place++;
    }
    return place + 1;
}

static int add(lexed *in, token_kind kind, size_t start, size_t end, dl_error *error)
{
    int rc = dl_grow(&in->tokens, &in->capacity, in->count + 1, sizeof *in->tokens, error);
    if (rc == 0)
        in->tokens[in->count++] = (token){kind, start, end};
    return rc;
}

static size_t comment_end(const lexed *in, size_t place)
{
    int level = long_level(in, place + 2);
    if (level >= 0)
        return long_end(in, place + 2, level);
    while (place < in->code.size && in->code.data[place] != '\n')
        place++;
    return place < in->code.size ? place : in->code.size + 1;
}

static size_t number_end(const lexed *in, size_t place)
{
    char c = at(in, place);
    while (isalnum((unsigned char)c) || (c == '.' && at(in, place + 1) != '.')) {
        bool exponent = dl_one_of(c, "eEpP");
        place++;
        if (exponent && (at(in, place) == '-' || at(in, place) == '+'))
            place++;
        c = at(in, place);
    }
    return place;
}

/* The token or comment at place; returns where the next begins, past the code for one that does
 * not end. */
static size_t take(lexed *in, size_t place, token_kind *kind)
{
    char c = at(in, place);
    int level = long_level(in, place);
    *kind = TOKEN_SIGN;
    if (is_letter(c)) {
        *kind = TOKEN_NAME;
        while (is_letter(at(in, place)) || isdigit((unsigned char)at(in, place)))
            place++;
        return place;
    }
    if (isdigit((unsigned char)c)) {
        *kind = TOKEN_NUMBER;
        return number_end(in, place);
    }
    if (c == '"' || c == '\'' || level >= 0) {
        *kind = TOKEN_STRING;
        return level >= 0 ? long_end(in, place, level) : quoted_end(in, place);
    }
    return place + (c == '.' && at(in, place + 1) == '.' ? 2 : 1);
}

int lex_code(dl_str code, size_t place, lexed *out, dl_error *error)
{
    memset(out, 0, sizeof *out);
    out->code = dl_str_slice(code, 0, place);
    size_t here = out->code.size > LEX_MOST ? out->code.size - LEX_MOST : 0;
    int rc = 0;
    while (rc == 0 && here < out->code.size) {
        token_kind kind;
        if (isspace((unsigned char)out->code.data[here])) {
            here++;
            continue;
        }
        if (at(out, here) == '-' && at(out, here + 1) == '-') {
            here = comment_end(out, here);
            out->in_comment = here > out->code.size;
            continue;
        }
        size_t end = take(out, here, &kind);
        if (kind == TOKEN_STRING && end > out->code.size) {
            int level = long_level(out, here);
            out->in_string = true;
            out->string_start = here;
            out->text_start = here + (level >= 0 ? (size_t)level + 2 : 1);
            break;
        }
        rc = add(out, kind, here, end, error);
        here = end;
    }
    if (rc)
        lex_clear(out);
    return rc;
}

void lex_clear(lexed *held)
{
    free(held->tokens);
    memset(held, 0, sizeof *held);
}

dl_str lex_text(const lexed *in, const token *which)
{
    return dl_str_slice(in->code, which->start, which->end);
}

bool lex_is(const lexed *in, size_t index, const char *word)
{
    return index < in->count && in->tokens[index].kind != TOKEN_STRING &&
           dl_str_equal(lex_text(in, &in->tokens[index]), dl_str_of(word));
}

bool lex_is_keyword(dl_str word)
{
    for (size_t i = 0; lex_keywords[i]; i++)
        if (dl_str_equal(word, dl_str_of(lex_keywords[i])))
            return true;
    return false;
}

size_t lex_opening(const lexed *in, size_t before)
{
    size_t depth = 0;
    for (size_t i = before; i-- > 0;) {
        if (in->tokens[i].kind != TOKEN_SIGN)
            continue;
        char c = in->code.data[in->tokens[i].start];
        bool opens = dl_one_of(c, "([{");
        if (opens && depth == 0)
            return i;
        depth += dl_one_of(c, ")]}");
        depth -= opens;
    }
    return in->count;
}
