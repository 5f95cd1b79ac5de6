/* A near passage as long as it needs to be to say what stands there instead. With the fewest edits,
 * "We plan to ship it" comes down to the last words of "We do not plan to ship it": what was left
 * out at an end must not hide a negation that stands just beyond it. */
#include <string.h>

#include "extract/seek.h"
#include "extract/wording.h"

/* How many words beyond an end the quotation's own end word is looked for, within the sentence; and
 * how near an end a difference must be for that. */
enum { BEYOND = 6 };

static bool same_word(const dl_fold *a, dl_token first, const dl_fold *b, dl_token second)
{
    size_t size = first.end - first.start;
    return size == second.end - second.start &&
           memcmp(a->codes + first.start, b->codes + second.start, size * sizeof *a->codes) == 0;
}

static bool ends_sentence(const dl_fold *fold, dl_token token)
{
    uint32_t code = fold->codes[token.start];
    return token.end - token.start == 1 &&
           (code == '.' || code == '!' || code == '?' || code == 0x3002 /* 。 */);
}

/* The word before code i (back), or from it on; false where the text ends. */
static bool next_word(const dl_fold *fold, size_t i, bool back, dl_token *word)
{
    if (back) {
        while (i > 0 && fold->codes[i - 1] == ' ')
            i--;
        if (i == 0)
            return false;
        *word = dl_token_at(fold, i - 1);
    } else {
        while (i < fold->count && fold->codes[i] == ' ')
            i++;
        if (i == fold->count)
            return false;
        *word = dl_token_at(fold, i);
    }
    return true;
}

static size_t past(dl_token word, bool back)
{
    return back ? word.start : word.end;
}

/* Whether one of the first words from this end on, inwards, is another. 2: the very first. */
static int differs_at_end(const dl_seek *seek, size_t edge, bool at_start)
{
    dl_token own, word;
    size_t i = at_start ? 0 : seek->words.count;
    bool back = !at_start;
    for (int n = 0; n < BEYOND; n++) {
        if (!next_word(&seek->words, i, back, &own))
            return 0;
        if (!next_word(&seek->text, edge, back, &word) ||
            !same_word(&seek->words, own, &seek->text, word))
            return n == 0 ? 2 : 1;
        i = past(own, back);
        edge = past(word, back);
    }
    return 0;
}

/* The farthest of what must be in: the quotation's own end word, else (when another stands at this
 * end) a word that denies or a number. Returns edge when there is none. */
static size_t widen_end(const dl_seek *seek, size_t edge, bool at_start)
{
    const dl_fold *text = &seek->text, *words = &seek->words;
    char value[96];
    dl_token own = dl_token_at(words, at_start ? 0 : words->count - 1), word;
    size_t at = edge, wide = edge;
    int differs = differs_at_end(seek, edge, at_start);
    for (int n = 0; differs && n < BEYOND && next_word(text, at, at_start, &word); n++) {
        at = past(word, at_start);
        if (same_word(words, own, text, word))
            return at;
        if (ends_sentence(text, word))
            break;
        bool weighs = dl_token_weight(text, word, value, sizeof value) != DL_WEIGHT_PLAIN;
        if (weighs && differs == 2)
            wide = at;
    }
    return wide;
}

dl_str dl_place_whole(const dl_seek *seek, const dl_place *place)
{
    size_t start = dl_token_snap_back(&seek->text, place->start);
    size_t end = dl_token_snap_ahead(&seek->text, place->end);
    size_t wide_start = widen_end(seek, start, true), wide_end = widen_end(seek, end, false);
    return dl_fold_source(&seek->text, wide_start, wide_end);
}
