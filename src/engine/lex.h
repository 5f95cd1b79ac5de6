/*
 * The tokens of Lua code up to a place in it (Lua 5.4 manual §3.1), as far as completion asks: what
 * is typed is mostly not whole, so nothing is an error. One pass.
 */
#ifndef ENGINE_LEX_H
#define ENGINE_LEX_H

#include <stdbool.h>

#include "dateline/str.h"

typedef enum token_kind { TOKEN_NAME, TOKEN_STRING, TOKEN_NUMBER, TOKEN_SIGN } token_kind;

typedef struct token {
    token_kind kind;
    size_t start, end; /* bytes of the code; of a string with its quotes */
} token;

typedef struct lexed {
    dl_str code;   /* up to the place */
    token *tokens; /* malloc'ed */
    size_t count, capacity;
    bool in_comment;
    bool in_string;      /* the place is in a string that began at text_start */
    size_t text_start;   /* after its opening quote */
    size_t string_start; /* the quote itself */
} lexed;

/* Code longer than LEX_MOST is read from there on only. */
enum { LEX_MOST = 1 << 20 };
int lex_code(dl_str code, size_t place, lexed *out, dl_error *error);
void lex_clear(lexed *held);

dl_str lex_text(const lexed *in, const token *at);
bool lex_is(const lexed *in, size_t index, const char *word);
bool lex_is_keyword(dl_str word);
extern const char *const lex_keywords[]; /* sorted, NULL at the end */

/* The innermost bracket that is open before a token: for one that closes, its partner; count where
 * there is none. */
size_t lex_opening(const lexed *in, size_t before);

#endif
