#include "extract/seek.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "extract/wording.h"

/* As Hypothesis weighs them (match-quote.ts of hypothesis/client), so that an anchor made there is
 * found here at the same place. */
static const double weight_words = 50, weight_side = 20, weight_place = 2;
static const double same_score = 1e-9; /* scores nearer than this are equal */

enum {
    EXACT_MOST = 4096, /* places with the same words that are scored; more of them tie anyway */
    NEAR_MOST = 256,   /* places with the fewest errors */
    ERRORS_MOST = 256, /* edits, however long the quotation is */
    SIDE_MOST = 256    /* codes of a prefix or suffix that count: those next to the quotation */
};

dl_codes dl_codes_of(const dl_fold *fold, size_t start, size_t end)
{
    return (dl_codes){start ? fold->codes + start : fold->codes, end - start};
}

int dl_seek_init(dl_seek *seek, dl_str text, const dl_quote_ask *ask, dl_error *error)
{
    memset(seek, 0, sizeof *seek);
    int rc = dl_fold_text(&seek->words, ask->exact, error);
    if (rc == 0)
        rc = dl_fold_text(&seek->prefix, ask->prefix, error);
    if (rc == 0)
        rc = dl_fold_text(&seek->suffix, ask->suffix, error);
    if (rc == 0)
        rc = dl_fold_text(&seek->text, text, error);
    if (rc == 0 && ask->has_hint) {
        seek->has_hint = true;
        seek->hint = dl_fold_index(&seek->text, ask->hint);
    }
    return rc;
}

void dl_seek_clear(dl_seek *seek)
{
    dl_fold_clear(&seek->words);
    dl_fold_clear(&seek->prefix);
    dl_fold_clear(&seek->suffix);
    dl_fold_clear(&seek->text);
}

bool dl_place_is_none(const dl_place *place)
{
    return place->start >= place->end;
}

dl_str dl_place_source(const dl_seek *seek, const dl_place *place, bool whole)
{
    size_t start = place->start, end = place->end;
    if (whole) {
        start = dl_token_snap_back(&seek->text, start);
        end = dl_token_snap_ahead(&seek->text, end);
    }
    return dl_fold_source(&seek->text, start, end);
}

/* --- scores --- */

static int score_side(dl_codes window, dl_codes words, double *score, dl_error *error)
{
    *score = 1;
    if (words.count == 0 || (window.count == words.count &&
                             memcmp(window.at, words.at, words.count * sizeof *words.at) == 0))
        return 0;
    return dl_near_score(window, words, score, error);
}

static int score_before(const dl_seek *seek, dl_place *place, dl_error *error)
{
    const dl_fold *text = &seek->text;
    size_t count = seek->prefix.count < SIDE_MOST ? seek->prefix.count : SIDE_MOST;
    size_t end = place->start;
    if (end > 0 && text->codes[end - 1] == ' ')
        end--;
    size_t start = end > count ? end - count : 0;
    dl_codes words = dl_codes_of(&seek->prefix, seek->prefix.count - count, seek->prefix.count);
    return score_side(dl_codes_of(text, start, end), words, &place->before, error);
}

static int score_after(const dl_seek *seek, dl_place *place, dl_error *error)
{
    const dl_fold *text = &seek->text;
    size_t count = seek->suffix.count < SIDE_MOST ? seek->suffix.count : SIDE_MOST;
    size_t start = place->end;
    if (start < text->count && text->codes[start] == ' ')
        start++;
    size_t end = text->count - start > count ? start + count : text->count;
    dl_codes words = dl_codes_of(&seek->suffix, 0, count);
    return score_side(dl_codes_of(text, start, end), words, &place->after, error);
}

int dl_seek_score(const dl_seek *seek, dl_place *place, dl_error *error)
{
    int rc = score_before(seek, place, error);
    if (rc == 0)
        rc = score_after(seek, place, error);
    if (rc != 0)
        return rc;
    double words = 1 - (double)place->errors / (double)seek->words.count, near = 1;
    if (seek->has_hint) {
        size_t away =
            place->start > seek->hint ? place->start - seek->hint : seek->hint - place->start;
        near = 1 - (double)away / (double)seek->text.count;
    }
    place->score = (weight_words * words + weight_side * (place->before + place->after) +
                    weight_place * near) /
                   (weight_words + 2 * weight_side + weight_place);
    return 0;
}

/* Keeps the better of best and place; counts places that what stands around does not tell apart.
 * Overlapping places are one passage. */
static void consider(dl_place *best, const dl_place *place)
{
    double sides = place->before + place->after, most = best->before + best->after;
    bool first = dl_place_is_none(best);
    bool apart = place->start >= best->end || place->end <= best->start;
    bool tied = !first && apart && sides - most < same_score && most - sides < same_score;
    size_t ties = tied ? best->ties + 1 : first || sides > most + same_score ? 0 : best->ties;
    if (first || place->score > best->score + same_score)
        *best = *place;
    best->ties = ties;
}

/* --- the same words --- */

typedef struct hits {
    const dl_seek *seek;
    bool whole;
    size_t *starts;
    size_t count, kept, capacity;
    int rc;
    dl_error *error;
} hits;

static bool take_hit(void *data, size_t start)
{
    hits *h = data;
    const dl_fold *text = &h->seek->text;
    size_t end = start + h->seek->words.count;
    if (!dl_fold_is_boundary(text, start) || !dl_fold_is_boundary(text, end))
        return true;
    if (h->whole && (dl_token_is_split(text, start) || dl_token_is_split(text, end)))
        return true;
    h->count++;
    if (h->kept == EXACT_MOST)
        return true;
    h->rc = dl_grow(&h->starts, &h->capacity, h->kept + 1, sizeof *h->starts, h->error);
    if (h->rc == 0)
        h->starts[h->kept++] = start;
    return h->rc == 0;
}

int dl_seek_exact(const dl_seek *seek, bool whole, dl_place *best, dl_error *error)
{
    hits h = {.seek = seek, .whole = whole, .error = error};
    memset(best, 0, sizeof *best);
    int rc = dl_exact_search(dl_codes_of(&seek->text, 0, seek->text.count),
                             dl_codes_of(&seek->words, 0, seek->words.count), take_hit, &h, error);
    rc = rc ? rc : h.rc;
    for (size_t i = 0; rc == 0 && i < h.kept; i++) {
        dl_place place = {.start = h.starts[i], .end = h.starts[i] + seek->words.count};
        rc = dl_seek_score(seek, &place, error);
        consider(best, &place);
    }
    best->matches = h.count;
    best->ties += h.count - h.kept; /* those that were not looked at */
    free(h.starts);
    return rc;
}

/* --- nearly the same --- */

/* A passage is made of whole clusters, and has no space at its ends. */
static void settle(const dl_fold *text, dl_place *place)
{
    while (!dl_fold_is_boundary(text, place->start))
        place->start--;
    while (!dl_fold_is_boundary(text, place->end))
        place->end++;
    while (place->start < place->end && text->codes[place->start] == ' ')
        place->start++;
    while (place->start < place->end && text->codes[place->end - 1] == ' ')
        place->end--;
}

int dl_seek_near(const dl_seek *seek, size_t most, dl_place *best, dl_error *error)
{
    dl_near found[NEAR_MOST];
    size_t count, passages = 0, last_end = 0;
    memset(best, 0, sizeof *best);
    int rc = dl_near_search(dl_codes_of(&seek->text, 0, seek->text.count),
                            dl_codes_of(&seek->words, 0, seek->words.count), most, found, NEAR_MOST,
                            &count, error);
    for (size_t i = 0; rc == 0 && i < count && i < NEAR_MOST; i++) {
        dl_place place = {.start = found[i].start, .end = found[i].end, .errors = found[i].errors};
        settle(&seek->text, &place);
        if (dl_place_is_none(&place))
            continue;
        rc = dl_seek_score(seek, &place, error);
        consider(best, &place);
        passages += i == 0 || place.start >= last_end;
        last_end = place.end;
    }
    best->matches = passages;
    best->ties += count > NEAR_MOST ? count - NEAR_MOST : 0;
    return rc;
}
