/* A sentence's words, numbers and signs. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "extract/diff_internal.h"

typedef enum char_kind { SPACE, LETTER, MARK, DIGIT, ALONE, SIGN } char_kind;

/* Scripts that write no spaces between words: a character is a word there. */
static bool stands_alone(uint32_t code)
{
    return (code >= 0x0E00 && code <= 0x0EFF) || (code >= 0x1000 && code <= 0x109F) ||
           (code >= 0x1780 && code <= 0x17FF) || (code >= 0x2E80 && code <= 0x2FDF) ||
           (code >= 0x3041 && code <= 0x30FF) || (code >= 0x31F0 && code <= 0x4DBF) ||
           (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF) ||
           (code >= 0x20000 && code <= 0x3FFFF);
}

static char_kind kind_of(uint32_t code)
{
    if (code < 0x80) {
        if (code <= ' ')
            return SPACE;
        if (code >= '0' && code <= '9')
            return DIGIT;
        return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || code == '_' ? LETTER
                                                                                           : SIGN;
    }
    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return stands_alone(code) ? ALONE : LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
        return MARK;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return DIGIT;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
        return SPACE;
    default:
        return SIGN;
    }
}

static char_kind kind_at(dl_str text, size_t at, size_t *next)
{
    *next = at;
    return at < text.size ? kind_of(dl_utf8_next(text, next)) : SPACE;
}

/* What joins two letters or two digits into one word: don't, well-known no, 1,234.5, 08:30. */
static bool joins(dl_str text, size_t at, size_t next, char_kind before)
{
    size_t after;
    char_kind following = kind_at(text, next, &after);
    if (before == DIGIT)
        return following == DIGIT && next == at + 1 && memchr(".,:", text.data[at], 3);
    bool apostrophe =
        text.data[at] == '\'' || (next == at + 3 && memcmp(text.data + at, "\u2019", 3) == 0);
    return before == LETTER && following == LETTER && apostrophe;
}

/* The end of the word or number that begins at `at` with a character of this kind. */
static size_t word_end(dl_str text, size_t at, char_kind kind)
{
    size_t next, end = at;
    char_kind last = kind;
    kind_at(text, at, &end);
    for (;;) {
        char_kind now = kind_at(text, end, &next);
        if (end == text.size || now == SPACE || (now == ALONE && last != MARK))
            return end;
        if (now == SIGN && !joins(text, end, next, last))
            return end;
        if (now == ALONE)
            return end;
        if (now != MARK && now != SIGN)
            last = now;
        end = next;
    }
}

static dl_diff_token token_at(dl_str text, size_t at)
{
    size_t next;
    char_kind kind = kind_at(text, at, &next);
    dl_diff_token token = {.kind = DL_DIFF_TOKEN_SIGN, .start = at, .end = next};
    if (kind == LETTER || kind == DIGIT || kind == MARK) {
        token.kind = kind == DIGIT ? DL_DIFF_TOKEN_NUMBER : DL_DIFF_TOKEN_WORD;
        token.end = word_end(text, at, kind);
    } else if (kind == ALONE) {
        token.kind = DL_DIFF_TOKEN_WORD;
        token.single = true;
        while (kind_at(text, token.end, &next) == MARK)
            token.end = next;
    }
    token.next = token.end;
    while (token.next < text.size && kind_at(text, token.next, &next) == SPACE)
        token.next = next;
    return token;
}

int dl_diff_tokenise(dl_str sentence, dl_arena *arena, dl_diff_tokens *tokens, dl_error *error)
{
    size_t count = 0, at = 0, next;
    while (at < sentence.size && kind_at(sentence, at, &next) == SPACE)
        at = next;
    const size_t first = at;
    for (; at < sentence.size; at = token_at(sentence, at).next)
        count++;
    tokens->list = dl_arena_alloc(arena, (count + 1) * sizeof *tokens->list);
    tokens->count = 0;
    if (!tokens->list)
        return dl_diff_memory(error);
    for (at = first; at < sentence.size; at = tokens->list[tokens->count++].next)
        tokens->list[tokens->count] = token_at(sentence, at);
    return 0;
}

dl_str dl_diff_token_text(dl_str sentence, const dl_diff_token *token)
{
    return dl_str_slice(sentence, token->start, token->end);
}

bool dl_diff_token_is(dl_str sentence, const dl_diff_token *token, const char *word)
{
    size_t size = strlen(word);
    if (token->end - token->start != size)
        return false;
    for (size_t i = 0; i < size; i++) {
        char byte = sentence.data[token->start + i];
        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte + ('a' - 'A'));
        if (byte != word[i])
            return false;
    }
    return true;
}
