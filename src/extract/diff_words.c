/* The words of a reworded sentence: which stay, which go, which come. */
#include <stdlib.h>
#include <string.h>

#include "extract/diff_internal.h"

/* Past so many changed words the sentence is told as replaced between the ends that agree. */
static const size_t most_edits = 400;
/* Words that stay between two changes, of so few letters in all, are taken into the change. */
static const size_t least_island = 3;

typedef struct sentence_words {
    dl_str text;
    dl_diff_tokens tokens;
    int *ids;
    bool *kept; /* in both */
} sentence_words;

static int read_words(sentence_words *words, dl_diff_interned *table, dl_arena *scratch,
                      dl_error *error)
{
    int rc = dl_diff_tokenise(words->text, scratch, &words->tokens, error);
    if (rc != 0)
        return rc;
    words->ids = dl_arena_alloc(scratch, (words->tokens.count + 1) * sizeof *words->ids);
    words->kept = dl_arena_alloc(scratch, (words->tokens.count + 1) * sizeof *words->kept);
    if (!words->ids || !words->kept)
        return dl_diff_memory(error);
    for (size_t i = 0; i < words->tokens.count; i++) {
        words->ids[i] =
            dl_diff_intern(table, dl_diff_token_text(words->text, &words->tokens.list[i]));
        if (words->ids[i] < 0)
            return dl_diff_memory(error);
    }
    return 0;
}

/* Whether tokens from..to are so little that reading on is easier when they count as changed. */
static bool is_island(const sentence_words *words, size_t from, size_t to)
{
    size_t letters = 0;
    for (size_t i = from; i < to; i++) {
        const dl_diff_token *token = &words->tokens.list[i];
        if (token->single || token->kind == DL_DIFF_TOKEN_NUMBER)
            return false;
        if (token->kind == DL_DIFF_TOKEN_WORD)
            letters += token->end - token->start;
    }
    return letters <= least_island;
}

/* A gap of changed words: of both sides from where they begin to where they end. */
typedef struct gap {
    size_t a, a_end, b, b_end;
} gap;

/* The next gap at or after a, b; a == a_end and b == b_end when there is none. */
static gap next_gap(const sentence_words *old, const sentence_words *now, size_t a, size_t b)
{
    while (a < old->tokens.count && b < now->tokens.count && old->kept[a] && now->kept[b]) {
        a++;
        b++;
    }
    gap found = {a, a, b, b};
    while (found.a_end < old->tokens.count && !old->kept[found.a_end])
        found.a_end++;
    while (found.b_end < now->tokens.count && !now->kept[found.b_end])
        found.b_end++;
    return found;
}

/* Joins gaps of words replaced on both sides of a short common word. */
static void drown_islands(sentence_words *old, sentence_words *now)
{
    gap left = next_gap(old, now, 0, 0);
    while (left.a < left.a_end || left.b < left.b_end) {
        gap right = next_gap(old, now, left.a_end, left.b_end);
        size_t stays = right.a - left.a_end;
        bool both = left.a < left.a_end && left.b < left.b_end && right.a < right.a_end &&
                    right.b < right.b_end;
        if (both && is_island(old, left.a_end, right.a)) {
            memset(old->kept + left.a_end, 0, stays * sizeof *old->kept);
            memset(now->kept + left.b_end, 0, stays * sizeof *now->kept);
        }
        left = right;
    }
}

static dl_str run_text(const sentence_words *words, size_t from, size_t to)
{
    size_t start = from == 0                    ? 0
                   : from < words->tokens.count ? words->tokens.list[from].start
                                                : words->text.size;
    size_t end = to < words->tokens.count ? words->tokens.list[to].start : words->text.size;
    return from < to ? dl_str_slice(words->text, start, end) : (dl_str){"", 0};
}

static size_t put_pieces(const sentence_words *old, const sentence_words *now, dl_diff_piece *out)
{
    size_t count = 0, a = 0, b = 0;
    for (;;) {
        gap next = next_gap(old, now, a, b);
        if (next.a > a)
            out[count++] =
                (dl_diff_piece){DL_DIFF_SAME, run_text(old, a, next.a), run_text(now, b, next.b)};
        if (next.a_end > next.a)
            out[count++] =
                (dl_diff_piece){DL_DIFF_REMOVED, run_text(old, next.a, next.a_end), {"", 0}};
        if (next.b_end > next.b)
            out[count++] =
                (dl_diff_piece){DL_DIFF_ADDED, {"", 0}, run_text(now, next.b, next.b_end)};
        if (next.a_end == next.a && next.b_end == next.b)
            return count;
        a = next.a_end;
        b = next.b_end;
    }
}

static int align_words(sentence_words *old, sentence_words *now, size_t ids, dl_arena *scratch,
                       dl_error *error)
{
    bool coarse = false;
    size_t *to = dl_arena_alloc(scratch, (old->tokens.count + 1) * sizeof *to);
    if (!to)
        return dl_diff_memory(error);
    int rc = dl_diff_align(old->ids, old->tokens.count, now->ids, now->tokens.count, ids, false,
                           most_edits, to, &coarse, error);
    for (size_t i = 0; rc == 0 && i < old->tokens.count; i++) {
        if (to[i] != SIZE_MAX)
            old->kept[i] = now->kept[to[i]] = true;
    }
    return rc;
}

int dl_diff_words(dl_diff_item *item, dl_arena *arena, dl_error *error)
{
    dl_arena scratch;
    dl_arena_init(&scratch);
    dl_diff_interned table = {.arena = &scratch};
    sentence_words old = {.text = item->old}, now = {.text = item->now};
    int rc = read_words(&old, &table, &scratch, error);
    if (rc == 0)
        rc = read_words(&now, &table, &scratch, error);
    if (rc == 0)
        rc = align_words(&old, &now, table.count, &scratch, error);
    if (rc == 0) {
        drown_islands(&old, &now);
        size_t most = old.tokens.count + now.tokens.count + 1;
        dl_diff_piece *pieces = dl_arena_alloc(&scratch, most * sizeof *pieces);
        size_t count = pieces ? put_pieces(&old, &now, pieces) : 0;
        dl_diff_piece *kept = dl_arena_alloc(arena, (count + 1) * sizeof *kept);
        if (!pieces || !kept)
            rc = dl_diff_memory(error);
        else
            memcpy(kept, pieces, count * sizeof *kept);
        item->pieces = kept;
        item->piece_count = rc == 0 ? count : 0;
    }
    dl_arena_clear(&scratch);
    return rc;
}
