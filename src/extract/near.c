#include "extract/near.h"

#include <stdlib.h>
#include <string.h>

enum { WORD = 64, ASCII = 128 };

/* --- a pattern, made ready --- */

/* Which places of the pattern hold a code: `blocks` words a distinct code, the row of zeros last.
 */
typedef struct pattern {
    size_t count, blocks;
    size_t distinct;
    uint32_t *codes; /* [distinct], sorted */
    uint64_t *rows;  /* [(distinct + 1) * blocks] */
    uint64_t *up, *down;
    size_t *scores; /* at the foot of each block */
    const uint64_t *ascii[ASCII];
} pattern;

static int by_code(const void *a, const void *b)
{
    uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
    return first < second ? -1 : first > second;
}

static const uint64_t *row_of(const pattern *p, uint32_t code)
{
    if (code < ASCII)
        return p->ascii[code];
    const uint32_t *at = bsearch(&code, p->codes, p->distinct, sizeof code, by_code);
    return p->rows + (at ? (size_t)(at - p->codes) : p->distinct) * p->blocks;
}

static void pattern_clear(pattern *p)
{
    free(p->codes);
    free(p->rows);
    free(p->up);
    free(p->down);
    free(p->scores);
    memset(p, 0, sizeof *p);
}

static void sort_codes(pattern *p, const uint32_t *codes)
{
    memcpy(p->codes, codes, p->count * sizeof *codes);
    qsort(p->codes, p->count, sizeof *codes, by_code);
    for (size_t i = 0; i < p->count; i++) {
        if (i == 0 || p->codes[i] != p->codes[i - 1])
            p->codes[p->distinct++] = p->codes[i];
    }
}

static int pattern_init(pattern *p, dl_codes words, bool reversed, dl_error *error)
{
    size_t count = words.count;
    memset(p, 0, sizeof *p);
    p->count = count;
    p->blocks = (count + WORD - 1) / WORD;
    p->codes = malloc(count * sizeof *p->codes);
    p->up = malloc(p->blocks * sizeof *p->up);
    p->down = malloc(p->blocks * sizeof *p->down);
    p->scores = malloc(p->blocks * sizeof *p->scores);
    if (p->codes)
        sort_codes(p, words.at);
    p->rows = calloc((p->distinct + 1) * p->blocks, sizeof *p->rows);
    if (!p->codes || !p->up || !p->down || !p->scores || !p->rows) {
        pattern_clear(p);
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    for (size_t i = 0; i < ASCII; i++)
        p->ascii[i] = p->rows + p->distinct * p->blocks;
    for (size_t i = 0; i < p->distinct && p->codes[i] < ASCII; i++)
        p->ascii[p->codes[i]] = p->rows + i * p->blocks;
    for (size_t i = 0; i < count; i++) {
        uint32_t code = words.at[reversed ? count - 1 - i : i];
        uint32_t *at = bsearch(&code, p->codes, p->distinct, sizeof code, by_code);
        p->rows[(size_t)(at - p->codes) * p->blocks + i / WORD] |= (uint64_t)1 << (i % WORD);
    }
    return 0;
}

/* --- the scan --- */

typedef struct scan {
    pattern *p;
    size_t last;     /* the lowest block that is looked at */
    size_t most;     /* errors above which nothing matters; may be lowered during the scan */
    int begin_costs; /* 1: the passage begins where the text does; 0: anywhere */
} scan;

static size_t height(const pattern *p, size_t block)
{
    return block + 1 < p->blocks ? WORD : p->count - block * WORD;
}

static void open_block(pattern *p, size_t block, size_t score_above)
{
    p->up[block] = ~(uint64_t)0;
    p->down[block] = 0;
    p->scores[block] = score_above + height(p, block);
}

static void scan_begin(scan *s, pattern *p, size_t most, bool anchored)
{
    *s = (scan){.p = p, .most = most, .begin_costs = anchored};
    size_t wanted = most / WORD + 1;
    s->last = (wanted < p->blocks ? wanted : p->blocks) - 1;
    for (size_t b = 0; b <= s->last; b++)
        open_block(p, b, b * WORD);
}

/* One column of one block: takes and returns the difference that goes in above and out below. */
static int advance(pattern *p, size_t block, uint64_t equal, int in)
{
    uint64_t up = p->up[block], down = p->down[block];
    uint64_t foot = (uint64_t)1 << (height(p, block) - 1);
    uint64_t diagonal = equal | down;
    equal |= in < 0;
    uint64_t level = (((equal & up) + up) ^ up) | equal;
    uint64_t more = down | ~(level | up), less = up & level;
    int out = (more & foot) ? 1 : (less & foot) ? -1 : 0;
    more = (more << 1) | (in > 0);
    less = (less << 1) | (in < 0);
    p->up[block] = less | ~(diagonal | more);
    p->down[block] = more & diagonal;
    return out;
}

static size_t moved(size_t score, int by)
{
    return by < 0 ? score - 1 : score + (size_t)by;
}

/* Reads one code of the text. Returns the errors of the best passage that ends with it, or
 * SIZE_MAX when that is more than s->most. */
static size_t scan_step(scan *s, uint32_t code)
{
    pattern *p = s->p;
    const uint64_t *row = row_of(p, code);
    int carry = s->begin_costs;
    for (size_t b = 0; b <= s->last; b++) {
        carry = advance(p, b, row[b], carry);
        p->scores[b] = moved(p->scores[b], carry);
    }
    size_t foot = p->scores[s->last], above = moved(foot, -carry);
    bool opens = s->last + 1 < p->blocks && above <= s->most;
    if (opens && ((row[s->last + 1] & 1) || carry < 0)) {
        s->last++;
        open_block(p, s->last, above);
        carry = advance(p, s->last, row[s->last], carry);
        p->scores[s->last] = moved(p->scores[s->last], carry);
    } else {
        while (s->last > 0 && p->scores[s->last] >= s->most + height(p, s->last))
            s->last--;
    }
    bool whole = s->last + 1 == p->blocks;
    return whole && p->scores[s->last] <= s->most ? p->scores[s->last] : SIZE_MAX;
}

/* --- search --- */

static int find_ends(dl_codes text, dl_codes words, size_t most_errors, dl_near *found, size_t room,
                     size_t *count, dl_error *error)
{
    pattern p;
    scan forward;
    int rc = pattern_init(&p, words, false, error);
    if (rc != 0)
        return rc;
    *count = 0;
    scan_begin(&forward, &p, most_errors, false);
    for (size_t i = 0; i < text.count; i++) {
        size_t errors = scan_step(&forward, text.at[i]);
        if (errors == SIZE_MAX)
            continue;
        if (errors < forward.most)
            *count = 0;
        forward.most = errors;
        if (*count < room)
            found[*count] = (dl_near){0, i + 1, errors};
        (*count)++;
    }
    pattern_clear(&p);
    return 0;
}

/* Reads backwards from each end: the farthest beginning that needs no more errors. */
static int find_starts(dl_codes text, dl_codes words, dl_near *found, size_t count, dl_error *error)
{
    pattern p;
    int rc = pattern_init(&p, words, true, error);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        dl_near *near = &found[i];
        scan backward;
        size_t window = words.count + near->errors;
        window = window < near->end ? window : near->end;
        scan_begin(&backward, &p, near->errors, true);
        near->start = near->end;
        for (size_t n = 1; n <= window; n++) {
            if (scan_step(&backward, text.at[near->end - n]) <= near->errors)
                near->start = near->end - n;
        }
    }
    pattern_clear(&p);
    return rc;
}

static bool in_bounds(dl_codes text, dl_codes words)
{
    size_t blocks = (words.count + WORD - 1) / WORD;
    return words.count <= DL_NEAR_LONGEST && text.count <= DL_NEAR_STEPS / blocks;
}

int dl_near_search(dl_codes text, dl_codes words, size_t most_errors, dl_near *found, size_t room,
                   size_t *count, dl_error *error)
{
    *count = 0;
    if (text.count == 0 || words.count == 0)
        return 0;
    if (!in_bounds(text, words))
        return dl_error_set(error, DL_ERR_LIMIT_SIZE,
                            "the quotation or the text is too long to look for near passages");
    /* a passage with as many errors as the words have codes is no passage */
    if (most_errors >= words.count)
        most_errors = words.count - 1;
    int rc = find_ends(text, words, most_errors, found, room, count, error);
    return rc == 0 ? find_starts(text, words, found, *count < room ? *count : room, error) : rc;
}

int dl_near_score(dl_codes text, dl_codes words, double *score, dl_error *error)
{
    dl_near found[1];
    size_t count = 0;
    *score = 0;
    if (text.count == 0 || words.count == 0 || !in_bounds(text, words))
        return 0;
    int rc = find_ends(text, words, words.count, found, 1, &count, error);
    if (rc == 0 && count > 0)
        *score = 1 - (double)found[0].errors / (double)words.count;
    return rc;
}

int dl_exact_search(dl_codes text, dl_codes words, dl_hit_function *hit, void *data,
                    dl_error *error)
{
    if (words.count == 0 || words.count > text.count)
        return 0;
    /* borders[i]: the longest proper prefix of the first i codes that is their suffix too */
    size_t *borders = malloc((words.count + 1) * sizeof *borders);
    if (!borders)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    borders[0] = borders[1] = 0;
    for (size_t i = 1, same = 0; i < words.count; i++) {
        while (same > 0 && words.at[i] != words.at[same])
            same = borders[same];
        same += words.at[i] == words.at[same];
        borders[i + 1] = same;
    }
    bool going = true;
    for (size_t i = 0, same = 0; going && i < text.count; i++) {
        while (same > 0 && text.at[i] != words.at[same])
            same = borders[same];
        same += text.at[i] == words.at[same];
        if (same == words.count) {
            going = hit(data, i + 1 - words.count);
            same = borders[same];
        }
    }
    free(borders);
    return 0;
}
