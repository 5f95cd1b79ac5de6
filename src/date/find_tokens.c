/* Prose into words, digits and marks. */
#include <stdlib.h>
#include <string.h>

#include "date/find_parse.h"

static bool is_letter(unsigned char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* The marks past ASCII that matter, by what they are read as. */
static const struct {
    const char *bytes;
    char as;
} marks[] = {
    {"\xE2\x80\x98", '\''}, {"\xE2\x80\x99", '\''}, {"\xE2\x80\x90", '-'}, {"\xE2\x80\x91", '-'},
    {"\xE2\x80\x92", '-'},  {"\xE2\x80\x93", '-'},  {"\xE2\x80\x94", '_'}, {"\xE2\x80\x9C", '"'},
    {"\xE2\x80\x9D", '"'},  {"\xC2\xA3", '$'},      {"\xE2\x82\xAC", '$'}, {"\xC2\xA0", ' '},
    {"\xE2\x80\xAF", ' '},  {"\xE2\x80\x89", ' '},  {"\xC2\xA5", '$'},     {"\xC2\xB7", '.'},
};

/* The mark that stands at `at`, and its size; 'w' for a letter past ASCII. */
static char mark_at(dl_str text, size_t at, size_t *size)
{
    unsigned char c = (unsigned char)text.data[at];
    *size = 1;
    if (c < 0x80)
        return (char)(c == '_' ? '\\' : c); /* '_' is the long dash */
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t length = strlen(marks[i].bytes);
        if (text.size - at >= length && memcmp(text.data + at, marks[i].bytes, length) == 0) {
            *size = length;
            return marks[i].as;
        }
    }
    while (at + *size < text.size && ((unsigned char)text.data[at + *size] & 0xC0) == 0x80)
        ++*size;
    return 'w';
}

/* Letters, and apostrophes between letters. `lower` gets the word, as far as it fits. */
static size_t read_word(dl_str text, size_t at, char *lower, size_t room, size_t *used)
{
    *used = 0;
    while (at < text.size) {
        size_t size, after;
        char mark = mark_at(text, at, &size);
        bool letter = mark == 'w' || is_letter((unsigned char)mark);
        if (mark == '\'' && *used > 0 && at + size < text.size) {
            char next = mark_at(text, at + size, &after);
            letter = is_letter((unsigned char)next);
        }
        if (!letter)
            break;
        const char *bytes = mark == '\'' ? "'" : text.data + at;
        size_t length = mark == '\'' ? 1 : size;
        for (size_t i = 0; i < length && *used < room; i++) {
            char c = bytes[i];
            lower[(*used)++] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
        }
        at += size;
    }
    return at;
}

static void name_word(const finder *f, token *made, dl_str lower, dl_str lang)
{
    token space;
    made->feast = holiday_begins(lower);
    if (dl_str_ends(lower, DL_STR("'s")) && !find_lookup(lower, lang, f->options, &space))
        lower.size -= 2;
    if (dl_str_ends(lower, DL_STR("n't")) && !find_lookup(lower, lang, f->options, &space))
        lower.size -= 3; /* "didn't" is of the past */
    const token *known = find_lookup(lower, lang, f->options, &space);
    if (known) {
        made->word = known->word;
        made->value = known->value;
    } else if (lower.size > 4 && dl_str_ends(lower, DL_STR("ed"))) {
        made->word = WORD_PAST;
        made->value = 1; /* a guess by its ending */
    }
    made->starts = made->feast || (made->word != WORD_OTHER && made->word != WORD_PAST &&
                                   made->word != WORD_FUTURE);
    if (!made->starts)
        made->starts = find_starts(lower);
}

static size_t read_number(dl_str text, size_t at, token *made)
{
    size_t digits = 0;
    for (; at < text.size && is_digit((unsigned char)text.data[at]); at++, digits++)
        if (digits < 9)
            made->number = made->number * 10 + (text.data[at] - '0');
    made->digits = (unsigned char)(digits > 99 ? 99 : digits);
    return at;
}

/* White space from `at`; *lines counts the ends of lines. */
static size_t skip_space(dl_str text, size_t at, size_t *lines)
{
    while (at < text.size) {
        size_t size;
        char mark = mark_at(text, at, &size);
        if (mark != ' ' && mark != '\t' && mark != '\n' && mark != '\r')
            break;
        *lines += mark == '\n';
        at += size;
    }
    return at;
}

static bool grow(finder *f, size_t *capacity)
{
    if (f->count + 4 < *capacity)
        return true;
    size_t more = *capacity ? *capacity * 2 : 256;
    token *tokens = realloc(f->tokens, more * sizeof *tokens);
    if (!tokens)
        return false;
    f->tokens = tokens;
    *capacity = more;
    return true;
}

int find_tokenise(finder *f, dl_error *error)
{
    dl_str text = f->text;
    dl_str lang = f->options->lang.size ? f->options->lang : DL_STR("en");
    size_t capacity = 0, at = 0;
    uint32_t comma = 0;
    for (;;) {
        if (!grow(f, &capacity))
            return dl_error_set(error, DL_ERR_MEMORY, "not enough memory");
        size_t lines = 0, begin = skip_space(text, at, &lines);
        token *made = &f->tokens[f->count];
        memset(made, 0, 4 * sizeof *made);
        made->start = made->end = text.size;
        if (begin >= text.size)
            return 0;
        if (lines > 1 && f->count > 0) { /* no phrase goes on over it */
            *made =
                (token){.start = begin, .end = begin, .kind = '\n', .block = true, .comma = comma};
            f->count++;
            made++;
        }
        made->start = begin;
        made->glued = begin == at && f->count > 0;
        made->block = lines > 0;
        size_t size;
        char mark = mark_at(text, begin, &size);
        if (is_digit((unsigned char)mark)) {
            made->kind = 'n';
            at = read_number(text, begin, made);
        } else if (mark == 'w' || is_letter((unsigned char)mark)) {
            char lower[32];
            size_t used;
            made->kind = 'w';
            made->capital = mark >= 'A' && mark <= 'Z';
            at = read_word(text, begin, lower, sizeof lower, &used);
            if (used < sizeof lower)
                name_word(f, made, (dl_str){lower, used}, lang);
        } else {
            made->kind = (unsigned char)mark ? (unsigned char)mark : ' ';
            at = begin + size;
        }
        made->end = at;
        f->count++;
        comma = made->kind == ',' ? (uint32_t)f->count : comma;
        made->comma = comma;
    }
}

bool is_text(const finder *f, size_t at, const char *lower)
{
    const token *t = token_at(f, at);
    dl_str word = dl_str_slice(f->text, t->start, t->end);
    return t->kind == 'w' && dl_str_same_letters(word, dl_str_of(lower));
}

bool is_text_of(const finder *f, size_t at, const char *const *words)
{
    for (; *words; words++)
        if (is_text(f, at, *words))
            return true;
    return false;
}

bool is_dash(const finder *f, size_t at)
{
    return is_mark(f, at, '-') || is_mark(f, at, '_');
}

size_t skip_article(const finder *f, size_t at)
{
    return is_word(f, at, WORD_ARTICLE) ? at + 1 : at;
}
