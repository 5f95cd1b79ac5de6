/*
 * What the alignment left over: the same sentence elsewhere is moved; of a removed and an added
 * one in the same gap, those that share most of their words are one sentence, reworded.
 */
#include <stdlib.h>
#include <string.h>

#include "extract/diff_internal.h"

/* Two sentences are one reworded when they share at least so much, in thousandths. */
static const unsigned alike = 500;
/* Gaps of at most so many pairs are matched at best; longer ones near the same place alone. */
static const size_t most_pairs = 62500, near_place = 16;
/* A replacement of more sentences than this is no small thing that changes by itself. */
static const size_t small_gap = 3;

/* The words of a sentence, sorted by hash, with their weights: long words say more. */
typedef struct bag_word {
    uint64_t hash;
    unsigned weight;
} bag_word;

typedef struct dl_diff_bag {
    size_t count;
    unsigned long total;
    bag_word words[];
} dl_diff_bag;

static int by_hash(const void *left, const void *right)
{
    const bag_word *a = left, *b = right;
    return (a->hash > b->hash) - (a->hash < b->hash);
}

static void put_word(dl_diff_bag *bag, uint64_t hash, size_t weight)
{
    bag->words[bag->count++] = (bag_word){hash, (unsigned)weight};
    bag->total += weight;
}

/* A number counts as itself and as any number, so that "505 signatures" and "702 signatures" are
 * alike, and any relative time as any other; characters of scripts without spaces count with the
 * one before. */
static int fill_bag(dl_diff_sentence *sentence, dl_arena *scratch, dl_error *error)
{
    dl_diff_tokens tokens;
    if (sentence->bag)
        return 0;
    int rc = dl_diff_tokenise(sentence->text, scratch, &tokens, error);
    if (rc != 0)
        return rc;
    dl_diff_bag *bag = dl_arena_alloc(scratch, sizeof *bag + 2 * tokens.count * sizeof *bag->words);
    if (!bag)
        return dl_diff_memory(error);
    uint64_t before = 0;
    for (size_t i = 0; i < tokens.count; i++) {
        const dl_diff_token *token = &tokens.list[i];
        size_t relative = dl_diff_relative_at(sentence->text, &tokens, i);
        if (relative) {
            put_word(bag, 2, 6);
            i += relative - 1;
            continue;
        }
        uint64_t hash = dl_diff_hash(dl_diff_token_text(sentence->text, token));
        if (token->kind == DL_DIFF_TOKEN_SIGN)
            continue;
        if (token->kind == DL_DIFF_TOKEN_NUMBER)
            put_word(bag, 1, 2);
        put_word(bag, token->single ? dl_diff_hash_with(before, hash) : hash,
                 token->single ? 3 : token->end - token->start);
        before = token->single ? hash : 0;
    }
    qsort(bag->words, bag->count, sizeof *bag->words, by_hash);
    sentence->bag = bag;
    return 0;
}

/* Dice's coefficient over weights, in thousandths. */
static unsigned likeness(const dl_diff_bag *a, const dl_diff_bag *b)
{
    unsigned long common = 0, both = a->total + b->total;
    unsigned long less = a->total < b->total ? a->total : b->total;
    if (both == 0 || 2000 * less < alike * both)
        return 0; /* too unlike in length */
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        if (a->words[i].hash == b->words[j].hash) {
            common += a->words[i].weight;
            i++;
            j++;
        } else if (a->words[i].hash < b->words[j].hash) {
            i++;
        } else {
            j++;
        }
    }
    return (unsigned)(2000 * common / both);
}

/* A gap's sentences that are not moved. */
typedef struct gap {
    dl_diff_sentence **old, **now;
    size_t old_count, now_count;
    dl_diff_side *before, *after;
} gap;

static void reword(gap *g, size_t i, size_t j)
{
    g->old[i]->kind = g->now[j]->kind = DL_DIFF_REWORDED;
    g->old[i]->partner = (size_t)(g->now[j] - g->after->list);
    g->now[j]->partner = (size_t)(g->old[i] - g->before->list);
}

/* Of all pairings that keep the order, the one with most likeness in all. */
static int pair_at_best(gap *g, dl_error *error)
{
    size_t n = g->old_count, m = g->now_count, width = m + 1;
    unsigned *best = calloc((n + 1) * width, sizeof *best);
    unsigned *alikeness = calloc(n * m + 1, sizeof *alikeness);
    if (!best || !alikeness) {
        free(best);
        free(alikeness);
        return dl_diff_memory(error);
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t j = m; j-- > 0;) {
            unsigned pair = likeness(g->old[i]->bag, g->now[j]->bag);
            unsigned most = best[(i + 1) * width + j], other = best[i * width + j + 1];
            if (other > most)
                most = other;
            if (pair >= alike && best[(i + 1) * width + j + 1] + pair > most)
                most = best[(i + 1) * width + j + 1] + pair;
            alikeness[i * m + j] = pair;
            best[i * width + j] = most;
        }
    }
    for (size_t i = 0, j = 0; i < n && j < m;) {
        unsigned pair = alikeness[i * m + j];
        if (pair >= alike && best[i * width + j] == best[(i + 1) * width + j + 1] + pair)
            reword(g, i++, j++);
        else if (best[i * width + j] == best[(i + 1) * width + j])
            i++;
        else
            j++;
    }
    free(best);
    free(alikeness);
    return 0;
}

/* For each, the most alike of those near the same place in the gap, after the last one taken. */
static void pair_nearby(gap *g)
{
    size_t next = 0;
    for (size_t i = 0; i < g->old_count; i++) {
        size_t middle = i * g->now_count / g->old_count, best_j = SIZE_MAX;
        size_t from = middle > near_place ? middle - near_place : 0;
        unsigned best = alike - 1;
        for (size_t j = from > next ? from : next; j < g->now_count && j <= middle + near_place;
             j++) {
            unsigned pair = likeness(g->old[i]->bag, g->now[j]->bag);
            if (pair > best) {
                best = pair;
                best_j = j;
            }
        }
        if (best_j == SIZE_MAX)
            continue;
        reword(g, i, best_j);
        next = best_j + 1;
    }
}

static size_t collect(dl_diff_side *side, size_t from, size_t to, dl_diff_sentence **list)
{
    size_t count = 0;
    for (size_t i = from; i < to; i++) {
        if (side->list[i].partner == SIZE_MAX)
            list[count++] = &side->list[i];
    }
    return count;
}

/* Names the place of a small replacement by what stands around it. */
static void note_place(const dl_diff_side *before, size_t i, size_t i_end,
                       const dl_diff_side *after, size_t j, size_t j_end)
{
    if (i == i_end || j == j_end || i_end - i > small_gap || j_end - j > small_gap)
        return;
    uint64_t left = i > 0 ? dl_diff_hash(before->list[i - 1].key) : 1;
    uint64_t right = i_end < before->count ? dl_diff_hash(before->list[i_end].key) : 2;
    uint64_t place = dl_diff_hash_with(left, right);
    for (; i < i_end; i++)
        before->list[i].place = place;
    for (; j < j_end; j++)
        after->list[j].place = place;
}

static int pair_gap(gap *g, dl_arena *scratch, bool *coarse, dl_error *error)
{
    int rc = 0;
    if (g->old_count == 0 || g->now_count == 0)
        return 0;
    for (size_t i = 0; rc == 0 && i < g->old_count; i++)
        rc = fill_bag(g->old[i], scratch, error);
    for (size_t j = 0; rc == 0 && j < g->now_count; j++)
        rc = fill_bag(g->now[j], scratch, error);
    if (rc != 0)
        return rc;
    if (g->now_count <= most_pairs / g->old_count)
        return pair_at_best(g, error);
    pair_nearby(g);
    *coarse = true;
    return 0;
}

/* Each removed sentence that was added elsewhere has moved; the first with the first. */
static int find_moves(dl_diff_side *before, dl_diff_side *after, size_t id_count, dl_error *error)
{
    size_t *first = malloc((id_count + after->count + 1) * sizeof *first);
    if (!first)
        return dl_diff_memory(error);
    size_t *next = first + id_count;
    for (size_t i = 0; i < id_count; i++)
        first[i] = SIZE_MAX;
    for (size_t j = after->count; j-- > 0;) {
        dl_diff_sentence *now = &after->list[j];
        if (now->partner != SIZE_MAX || now->key.size == 0)
            continue;
        next[j] = first[now->id];
        first[now->id] = j;
    }
    for (size_t i = 0; i < before->count; i++) {
        dl_diff_sentence *old = &before->list[i];
        size_t j = first[old->id];
        if (old->partner != SIZE_MAX || j == SIZE_MAX)
            continue;
        first[old->id] = next[j];
        old->kind = DL_DIFF_MOVED_AWAY;
        old->partner = j;
        after->list[j].kind = DL_DIFF_MOVED_HERE;
        after->list[j].partner = i;
    }
    free(first);
    return 0;
}

static bool is_matched(const dl_diff_sentence *sentence)
{
    return sentence->kind == DL_DIFF_SAME || sentence->kind == DL_DIFF_FORM;
}

int dl_diff_pair(dl_diff_side *before, dl_diff_side *after, size_t id_count, dl_arena *scratch,
                 bool *coarse, dl_error *error)
{
    size_t most = before->count + after->count + 1;
    dl_diff_sentence **list = dl_arena_alloc(scratch, most * sizeof *list);
    int rc = list ? find_moves(before, after, id_count, error) : dl_diff_memory(error);
    for (size_t i = 0, j = 0; rc == 0 && (i < before->count || j < after->count);) {
        size_t i_end = i, j_end = j;
        while (i_end < before->count && !is_matched(&before->list[i_end]))
            i_end++;
        while (j_end < after->count && !is_matched(&after->list[j_end]))
            j_end++;
        gap g = {.before = before, .after = after, .old = list};
        g.old_count = collect(before, i, i_end, list);
        g.now = list + g.old_count;
        g.now_count = collect(after, j, j_end, g.now);
        note_place(before, i, i_end, after, j, j_end);
        rc = pair_gap(&g, scratch, coarse, error);
        i = i_end + 1;
        j = j_end + 1;
    }
    return rc;
}
