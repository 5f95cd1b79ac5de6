/*
 * Two sequences of numbers, aligned: ends that agree, then anchors (what stands once in both, in
 * the longest rising sequence), then Myers' greedy O(ND) between them, within a bound on D.
 */
#include <stdlib.h>
#include <string.h>

#include "extract/diff_internal.h"

typedef struct work {
    const int *a, *b;
    size_t *to;
    size_t max_edits;
    bool *coarse;
} work;

typedef struct range {
    size_t a, a_end, b, b_end;
} range;

static range trim_ends(const work *w, range r)
{
    while (r.a < r.a_end && r.b < r.b_end && w->a[r.a] == w->b[r.b])
        w->to[r.a++] = r.b++;
    while (r.a < r.a_end && r.b < r.b_end && w->a[r.a_end - 1] == w->b[r.b_end - 1])
        w->to[--r.a_end] = --r.b_end;
    return r;
}

/* Whether the way to diagonal k with d edits came down from k + 1 (an addition) or right from
 * k - 1 (a removal): from whichever was further. row has the points after d - 1 edits. */
static bool came_down(const ptrdiff_t *row, ptrdiff_t d, ptrdiff_t k)
{
    bool may_down = k + 1 <= d - 1, may_right = k - 1 >= -(d - 1);
    return may_down && (!may_right || row[k - 1] < row[k + 1]);
}

/* From the end back, d by d: notes the diagonals that were run along. rows[d] has the furthest
 * points after d edits, of diagonals -d to d. */
static void walk_back(const work *w, range r, ptrdiff_t *const *rows, ptrdiff_t d, ptrdiff_t x,
                      ptrdiff_t k)
{
    for (;; d--) {
        ptrdiff_t start = 0, next_x = 0, next_k = k;
        if (d > 0) {
            const ptrdiff_t *row = rows[d - 1] + (d - 1);
            bool down = came_down(row, d, k);
            next_k = down ? k + 1 : k - 1;
            next_x = row[next_k];
            start = down ? next_x : next_x + 1;
        }
        for (; x > start; x--)
            w->to[r.a + (size_t)x - 1] = r.b + (size_t)(x - 1 - k);
        if (d == 0)
            return;
        x = next_x;
        k = next_k;
    }
}

/* The furthest point on diagonal k after d edits. */
static ptrdiff_t furthest(const work *w, range r, const ptrdiff_t *row, ptrdiff_t d, ptrdiff_t k)
{
    ptrdiff_t x = 0;
    if (d > 0)
        x = came_down(row, d, k) ? row[k + 1] : row[k - 1] + 1;
    size_t i = r.a + (size_t)x, j = r.b + (size_t)(x - k);
    for (; i < r.a_end && j < r.b_end && w->a[i] == w->b[j]; i++, j++)
        x++;
    return x;
}

/* Myers 1986, figure 2, with each step's points kept: at most max_edits² of them. */
static int myers(const work *w, range r, dl_error *error)
{
    const ptrdiff_t n = (ptrdiff_t)(r.a_end - r.a), m = (ptrdiff_t)(r.b_end - r.b);
    const ptrdiff_t most = n + m < (ptrdiff_t)w->max_edits ? n + m : (ptrdiff_t)w->max_edits;
    bool found = false, room = true;
    dl_arena arena;
    dl_arena_init(&arena);
    ptrdiff_t **rows = dl_arena_alloc(&arena, (size_t)(most + 1) * sizeof *rows);
    for (ptrdiff_t d = 0; rows && room && d <= most && !found; d++) {
        rows[d] = dl_arena_alloc(&arena, (size_t)(2 * d + 1) * sizeof **rows);
        room = rows[d] != NULL;
        for (ptrdiff_t k = -d; room && k <= d && !found; k += 2) {
            ptrdiff_t x = furthest(w, r, d ? rows[d - 1] + (d - 1) : NULL, d, k);
            rows[d][d + k] = x;
            found = x == n && x - k == m;
            if (found)
                walk_back(w, r, rows, d, x, k);
        }
    }
    dl_arena_clear(&arena);
    if (!rows || !room)
        return dl_diff_memory(error);
    if (!found)
        *w->coarse = true;
    return 0;
}

static int between(const work *w, range r, dl_error *error)
{
    r = trim_ends(w, r);
    return r.a < r.a_end && r.b < r.b_end ? myers(w, r, error) : 0;
}

/* Where each number stands once in both ranges: at[i] is its place in b, or SIZE_MAX. */
static int find_unique(const work *w, range r, size_t id_count, size_t *at, dl_error *error)
{
    struct seen {
        unsigned in_a, in_b;
        size_t place;
    } *seen = calloc(id_count + 1, sizeof *seen);
    if (!seen)
        return dl_diff_memory(error);
    for (size_t i = r.a; i < r.a_end; i++)
        seen[w->a[i]].in_a++;
    for (size_t j = r.b; j < r.b_end; j++) {
        seen[w->b[j]].in_b++;
        seen[w->b[j]].place = j;
    }
    for (size_t i = r.a; i < r.a_end; i++) {
        const struct seen *s = &seen[w->a[i]];
        at[i - r.a] = s->in_a == 1 && s->in_b == 1 ? s->place : SIZE_MAX;
    }
    free(seen);
    return 0;
}

/* Keeps of at[count] the longest rising sequence; the others become SIZE_MAX. */
static int keep_rising(size_t *at, size_t count, dl_error *error)
{
    size_t *ends = malloc(2 * (count + 1) * sizeof *ends); /* index of the last of each length */
    if (!ends)
        return dl_diff_memory(error);
    size_t *link = ends + count + 1, length = 0;
    for (size_t i = 0; i < count; i++) {
        if (at[i] == SIZE_MAX)
            continue;
        size_t low = 0, high = length;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (at[ends[middle]] < at[i])
                low = middle + 1;
            else
                high = middle;
        }
        link[i] = low ? ends[low - 1] : SIZE_MAX;
        ends[low] = i;
        if (low == length)
            length++;
    }
    size_t keep = length ? ends[length - 1] : SIZE_MAX;
    for (size_t i = count; i-- > 0;) {
        if (i == keep)
            keep = link[i];
        else
            at[i] = SIZE_MAX;
    }
    free(ends);
    return 0;
}

static int by_anchors(const work *w, range r, size_t id_count, dl_error *error)
{
    size_t count = r.a_end - r.a;
    size_t *at = malloc((count + 1) * sizeof *at);
    int rc = at ? find_unique(w, r, id_count, at, error) : dl_diff_memory(error);
    if (rc == 0)
        rc = keep_rising(at, count, error);
    range gap = {r.a, r.a, r.b, r.b};
    for (size_t i = 0; rc == 0 && i <= count; i++) {
        if (i < count && at[i] == SIZE_MAX)
            continue;
        gap.a_end = r.a + i;
        gap.b_end = i < count ? at[i] : r.b_end;
        rc = between(w, gap, error);
        if (i == count)
            break;
        w->to[r.a + i] = at[i];
        gap = (range){r.a + i + 1, 0, at[i] + 1, 0};
    }
    free(at);
    return rc;
}

int dl_diff_align(const int *a, size_t a_count, const int *b, size_t b_count, size_t id_count,
                  bool anchors, size_t max_edits, size_t *to, bool *coarse, dl_error *error)
{
    work w = {a, b, to, max_edits, coarse};
    for (size_t i = 0; i < a_count; i++)
        to[i] = SIZE_MAX;
    range r = trim_ends(&w, (range){0, a_count, 0, b_count});
    if (r.a == r.a_end || r.b == r.b_end)
        return 0;
    return anchors ? by_anchors(&w, r, id_count, error) : myers(&w, r, error);
}
