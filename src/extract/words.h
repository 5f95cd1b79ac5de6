/*
 * Words within class and id, without regard to case. A text is lowered once and looked through by
 * strstr for each word; what is past the buffer says nothing: utility frameworks write long lists.
 */
#ifndef EXTRACT_WORDS_H
#define EXTRACT_WORDS_H

#include "dateline/str.h"

enum { DL_LOWERED = 200 };

typedef struct dl_lowered {
    char text[DL_LOWERED]; /* NUL-terminated, ASCII letters in lower case */
} dl_lowered;

dl_lowered dl_lower(dl_str text);
bool dl_has_word(const dl_lowered *lowered, const char *const *words, size_t count);

/* HTML Standard §2.3.7, space-separated tokens: takes the next one off the list, empty at its end.
 */
dl_str dl_next_token(dl_str *list);
bool dl_has_token(dl_str list, const char *token);

/* Of an array of words, which must be lower case. */
#define DL_HAS_WORD(lowered, words) dl_has_word((lowered), (words), sizeof(words) / sizeof *(words))

#endif
