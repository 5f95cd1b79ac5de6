#include "extract/wording.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

/* The table of the longest common subsequence is at most 8 MiB; wordings with more words are
 * compared as one hunk between what they share at both ends. */
static const size_t most_cells = (size_t)1 << 22;
/* Stretches of the same words longer than twice this are shortened in the middle. */
enum { SAME_SHOWN = 6 };

typedef struct wording {
    dl_fold fold;
    dl_token *tokens;
    size_t count, capacity;
} wording;

static int wording_init(wording *w, dl_str text, dl_error *error)
{
    memset(w, 0, sizeof *w);
    int rc = dl_fold_text(&w->fold, text, error);
    for (size_t at = 0; rc == 0 && at < w->fold.count;) {
        if (w->fold.codes[at] == ' ') {
            at++;
            continue;
        }
        rc = dl_grow(&w->tokens, &w->capacity, w->count + 1, sizeof *w->tokens, error);
        if (rc == 0) {
            w->tokens[w->count] = dl_token_at(&w->fold, at);
            at = w->tokens[w->count++].end;
        }
    }
    return rc;
}

static void wording_clear(wording *w)
{
    dl_fold_clear(&w->fold);
    free(w->tokens);
    memset(w, 0, sizeof *w);
}

static bool same_token(const wording *a, size_t i, const wording *b, size_t j)
{
    dl_token first = a->tokens[i], second = b->tokens[j];
    size_t size = first.end - first.start;
    return size == second.end - second.start &&
           memcmp(a->fold.codes + first.start, b->fold.codes + second.start,
                  size * sizeof *a->fold.codes) == 0;
}

/* --- comparison --- */

typedef struct comparison {
    wording before, after;
    size_t head, tail; /* tokens that both share at their ends */
    uint16_t *table;   /* NULL: the middle is one hunk */
    size_t width;
    unsigned changes;
    dl_buf *diff;
    dl_buf said[4]; /* of a hunk: numbers before and after, negations before and after */
} comparison;

static size_t middle_before(const comparison *c)
{
    return c->before.count - c->head - c->tail;
}

static size_t middle_after(const comparison *c)
{
    return c->after.count - c->head - c->tail;
}

static void share_ends(comparison *c)
{
    const wording *a = &c->before, *b = &c->after;
    size_t most = a->count < b->count ? a->count : b->count;
    while (c->head < most && same_token(a, c->head, b, c->head))
        c->head++;
    while (c->tail < most - c->head &&
           same_token(a, a->count - 1 - c->tail, b, b->count - 1 - c->tail))
        c->tail++;
}

/* table[i * width + j]: how many tokens can stay from i and j of the middles on. */
static int fill_table(comparison *c, dl_error *error)
{
    size_t rows = middle_before(c), columns = middle_after(c);
    if (rows == 0 || columns == 0 || rows + 1 > most_cells / (columns + 1))
        return 0;
    c->width = columns + 1;
    c->table = calloc((rows + 1) * c->width, sizeof *c->table);
    if (!c->table)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = rows; i-- > 0;) {
        for (size_t j = columns; j-- > 0;) {
            uint16_t *cell = &c->table[i * c->width + j];
            uint16_t below = cell[c->width], right = cell[1];
            if (same_token(&c->before, c->head + i, &c->after, c->head + j))
                *cell = (uint16_t)(cell[c->width + 1] + 1);
            else
                *cell = below > right ? below : right;
        }
    }
    return 0;
}

static void print_tokens(const wording *w, size_t from, size_t to, dl_buf *out)
{
    for (size_t i = from; i < to; i++) {
        dl_token token = w->tokens[i];
        if (i > from && token.start > w->tokens[i - 1].end)
            dl_buf_putc(out, ' ');
        dl_buf_add(out, dl_fold_source(&w->fold, token.start, token.end));
    }
}

static void space_before(const wording *w, size_t i, dl_buf *out)
{
    if (out->size > 0 && i > 0 && i < w->count && w->tokens[i].start > w->tokens[i - 1].end)
        dl_buf_putc(out, ' ');
}

static void print_same(comparison *c, size_t from, size_t to)
{
    const wording *w = &c->after;
    if (!c->diff || from == to)
        return;
    bool first = from == 0, last = to == w->count;
    size_t shown = (size_t)SAME_SHOWN * (first || last ? 1 : 2);
    if (to - from <= shown + 1 || (first && last)) {
        space_before(w, from, c->diff);
        print_tokens(w, from, to, c->diff);
        return;
    }
    if (!first) {
        space_before(w, from, c->diff);
        print_tokens(w, from, from + SAME_SHOWN, c->diff);
        dl_buf_putc(c->diff, ' ');
    }
    dl_buf_puts(c->diff, "…");
    if (!last) {
        dl_buf_putc(c->diff, ' ');
        print_tokens(w, to - SAME_SHOWN, to, c->diff);
    }
}

static void print_hunk(comparison *c, size_t a, size_t a_end, size_t b, size_t b_end)
{
    if (!c->diff)
        return;
    if (a_end > a) {
        space_before(&c->before, a, c->diff);
        dl_buf_puts(c->diff, "[-");
        print_tokens(&c->before, a, a_end, c->diff);
        dl_buf_puts(c->diff, "-]");
    }
    if (b_end > b) {
        if (a_end > a)
            dl_buf_putc(c->diff, ' ');
        else
            space_before(&c->after, b, c->diff);
        dl_buf_puts(c->diff, "{+");
        print_tokens(&c->after, b, b_end, c->diff);
        dl_buf_puts(c->diff, "+}");
    }
}

/* Appends what the tokens' numbers and negations say, in order. */
static void say(const wording *w, size_t from, size_t to, dl_buf *numbers, dl_buf *negations)
{
    char value[96];
    for (size_t i = from; i < to; i++) {
        dl_weight weight = dl_token_weight(&w->fold, w->tokens[i], value, sizeof value);
        if (weight == DL_WEIGHT_NUMBER)
            dl_buf_printf(numbers, "%s ", value);
        else if (weight == DL_WEIGHT_NEGATION)
            dl_buf_putc(negations, '-');
    }
}

static bool has_turned(const comparison *c, size_t a, size_t a_end, size_t b, size_t b_end)
{
    enum { MOST = 64 }; /* words of a hunk that are paired */
    for (size_t i = a; i < a_end && i < a + MOST; i++) {
        for (size_t j = b; j < b_end && j < b + MOST; j++) {
            if (dl_token_is_turned(&c->before.fold, c->before.tokens[i], &c->after.fold,
                                   c->after.tokens[j]))
                return true;
        }
    }
    return false;
}

static void take_hunk(comparison *c, size_t a, size_t a_end, size_t b, size_t b_end)
{
    if (a == a_end && b == b_end)
        return;
    for (int i = 0; i < 4; i++)
        dl_buf_truncate(&c->said[i], 0);
    say(&c->before, a, a_end, &c->said[0], &c->said[2]);
    say(&c->after, b, b_end, &c->said[1], &c->said[3]);
    c->changes |= DL_CHANGE_WORDS;
    if (!dl_str_equal(dl_buf_str(&c->said[0]), dl_buf_str(&c->said[1])))
        c->changes |= DL_CHANGE_NUMBER;
    if (!dl_str_equal(dl_buf_str(&c->said[2]), dl_buf_str(&c->said[3])) ||
        has_turned(c, a, a_end, b, b_end))
        c->changes |= DL_CHANGE_NEGATION;
    print_hunk(c, a, a_end, b, b_end);
}

static bool stays(const comparison *c, size_t i, size_t j)
{
    return c->table && same_token(&c->before, c->head + i, &c->after, c->head + j);
}

static void walk(comparison *c)
{
    size_t rows = middle_before(c), columns = middle_after(c), i = 0, j = 0;
    print_same(c, 0, c->head);
    while (i < rows || j < columns) {
        size_t a = i, b = j, same;
        while ((i < rows || j < columns) && !(i < rows && j < columns && stays(c, i, j))) {
            bool take =
                j == columns || (i < rows && (!c->table || c->table[(i + 1) * c->width + j] >=
                                                               c->table[i * c->width + j + 1]));
            i += take;
            j += !take;
        }
        take_hunk(c, c->head + a, c->head + i, c->head + b, c->head + j);
        for (same = j; i < rows && j < columns && stays(c, i, j); i++)
            j++;
        print_same(c, c->head + same, c->head + j);
    }
    print_same(c, c->after.count - c->tail, c->after.count);
}

int dl_wording_compare(dl_str before, dl_str after, unsigned *changes, dl_buf *diff,
                       dl_error *error)
{
    comparison c;
    memset(&c, 0, sizeof c);
    c.diff = diff;
    *changes = 0;
    int rc = wording_init(&c.before, before, error);
    if (rc == 0)
        rc = wording_init(&c.after, after, error);
    if (rc == 0) {
        share_ends(&c);
        rc = fill_table(&c, error);
    }
    if (rc == 0) {
        walk(&c);
        *changes = c.changes;
    }
    for (int i = 0; i < 4; i++) {
        rc = rc ? rc : dl_buf_ok(&c.said[i], error);
        dl_buf_clear(&c.said[i]);
    }
    free(c.table);
    wording_clear(&c.before);
    wording_clear(&c.after);
    return rc ? rc : diff ? dl_buf_ok(diff, error) : 0;
}
