/* FTS5's snippet() took seconds on one long page and could not be stopped. */
#include "store/excerpt.h"

#include <ctype.h>
#include <stdbool.h>

#include "base/utf8.h"

static const size_t excerpt_size = 160; /* bytes, about two lines of a terminal */

enum { WORDS_MOST = 32 };

typedef struct sought {
    dl_str word;
    bool prefix; /* "leak*" */
    bool seen;
    size_t place; /* where it was seen last */
} sought;

typedef struct place {
    size_t from, size; /* bytes that hold the words */
    size_t words;      /* different ones */
} place;

static bool word_byte(char c)
{
    return isalnum((unsigned char)c) || ((unsigned char)c & 0x80);
}

/* The size of a dash, quotation mark or space beyond ASCII that stands there (U+2000 to U+206F and
 * U+3000 to U+303F, U+00A0 to U+00BF), else 0. */
static size_t mark_size(dl_str text, size_t at)
{
    const unsigned char *byte = (const unsigned char *)text.data + at;
    size_t left = text.size - at;
    if (left >= 2 && byte[0] == 0xc2)
        return 2;
    bool general = left >= 3 && byte[0] == 0xe2 && (byte[1] == 0x80 || byte[1] == 0x81);
    bool wide = left >= 3 && byte[0] == 0xe3 && byte[1] == 0x80;
    return general || wide ? 3 : 0;
}

/* The next word at or after *at, which moves past it; empty at the end. */
static dl_str next_word(dl_str text, size_t *at)
{
    size_t mark;
    while (*at < text.size && ((mark = mark_size(text, *at)) || !word_byte(text.data[*at])))
        *at += mark ? mark : 1;
    size_t from = *at;
    while (*at < text.size && word_byte(text.data[*at]) && !mark_size(text, *at))
        ++*at;
    return dl_str_slice(text, from, *at);
}

/* The query's words, its operators left out (FTS5: upper case alone). */
static size_t read_query(dl_str query, sought *list)
{
    size_t count = 0;
    for (size_t at = 0; count < WORDS_MOST;) {
        dl_str word = next_word(query, &at);
        if (word.size == 0)
            break;
        if (dl_str_equal(word, DL_STR("AND")) || dl_str_equal(word, DL_STR("OR")) ||
            dl_str_equal(word, DL_STR("NOT")) || dl_str_equal(word, DL_STR("NEAR")))
            continue;
        bool known = false;
        for (size_t i = 0; i < count; i++)
            known = known || dl_str_same_letters(list[i].word, word);
        if (!known)
            list[count++] = (sought){word, at < query.size && query.data[at] == '*', false, 0};
    }
    return count;
}

static sought *find_sought(sought *list, size_t count, dl_str word)
{
    for (size_t i = 0; i < count; i++) {
        dl_str want = list[i].word;
        bool long_enough = list[i].prefix ? word.size >= want.size : word.size == want.size;
        if (long_enough && dl_str_same_letters(dl_str_slice(word, 0, want.size), want))
            return &list[i];
    }
    return NULL;
}

/* How the words stand that were seen within an excerpt before `end`. */
static place place_of(const sought *list, size_t count, size_t end)
{
    place found = {.from = end};
    for (size_t i = 0; i < count; i++) {
        if (!list[i].seen || list[i].place + excerpt_size / 4 * 3 < end)
            continue;
        found.words++;
        if (list[i].place < found.from)
            found.from = list[i].place;
    }
    found.size = end - found.from;
    return found;
}

static place best_place(dl_str text, dl_str query)
{
    sought list[WORDS_MOST];
    size_t count = read_query(query, list);
    place best = {0, 0, 0};
    for (size_t at = 0; count && at < text.size;) {
        dl_str word = next_word(text, &at);
        sought *met = word.size ? find_sought(list, count, word) : NULL;
        if (!met)
            continue;
        met->seen = true;
        met->place = at - word.size;
        place now = place_of(list, count, at);
        if (now.words > best.words || (now.words == best.words && now.size < best.size))
            best = now;
        if (best.words == count && best.size <= query.size)
            break; /* no nearer together than it was asked */
    }
    return best;
}

dl_str store_excerpt(dl_str text, dl_str query, dl_arena *arena)
{
    size_t match = best_place(text, query).from;
    size_t from = match > excerpt_size / 4 ? match - excerpt_size / 4 : 0;
    while (from > 0 && from < match && word_byte(text.data[from]))
        from++;
    size_t to = from + excerpt_size < text.size ? from + excerpt_size : text.size;
    while (to < text.size && to > match && word_byte(text.data[to]))
        to--;
    dl_buf out;
    dl_buf_init(&out);
    if (from > 0)
        dl_buf_puts(&out, "… ");
    for (size_t i = from; i < to; i++)
        dl_buf_putc(&out, text.data[i] == '\n' || text.data[i] == '\r' ? ' ' : text.data[i]);
    if (to < text.size)
        dl_buf_puts(&out, " …");
    dl_buf repaired; /* one word of more than the excerpt may have been cut inside a character */
    dl_buf_init(&repaired);
    dl_utf8_repair(dl_buf_str(&out), &repaired);
    dl_str excerpt = dl_arena_copy(arena, dl_buf_str(&repaired));
    dl_buf_clear(&repaired);
    dl_buf_clear(&out);
    return excerpt;
}
