/*
 * The expression that ends at a token (`store.query`, `pages[1].title`, `fetch(url):quote`) as
 * steps, and what it stands for: a live value, reached by raw access alone, or a type that the
 * API's documentation names.
 */
#ifndef ENGINE_CHAIN_H
#define ENGINE_CHAIN_H

#include <lua.h>

#include "engine/lex.h"

typedef enum step_kind { STEP_NAME, STEP_INDEX, STEP_CALL, STEP_TEXT } step_kind;

typedef struct chain_step {
    step_kind kind;
    dl_str text; /* NAME; INDEX: a string's content, or a number's digits */
    bool number, method;
} chain_step;

enum { CHAIN_MOST = 16 };
typedef struct chain {
    chain_step steps[CHAIN_MOST];
    size_t count;
    size_t first; /* index of the first token */
} chain;

/* The chain that ends with token last; false where none does. */
bool chain_read(const lexed *in, size_t last, chain *out);

/* What a chain stands for. The value is at the top of the stack, nil where there is none. */
typedef struct meaning {
    char path[128]; /* as documentation calls it: "store.query", "timeline:lag"; or empty */
    char type[64];  /* of the value: "page"; or empty */
} meaning;

/* Pushes one value. code: where locals are looked for. */
void chain_resolve(lua_State *L, const lexed *in, const chain *of, meaning *out);

/* The metatable's __index where it is a table, else its methods; pushes it, or pushes nothing. */
bool chain_push_behind(lua_State *L, int index);

/* Whether "page.title" or "page:quote" belongs to type. */
bool chain_belongs(const char *name, const char *type, char separator);

#endif
