/* Drift: what became of a quotation in a later text of its source. */
#include <string.h>

#include "extract/quote.h"
#include "extract/wording.h"

/* How much of what stands beside it a passage must still have beside it to be taken for the one
 * that was quoted: one side, for words that are nearly the same; both, and more of them, for words
 * that are less so. */
static const double one_side_least = 0.5, both_sides_least = 0.8;
static const unsigned reworded_percent = 50;
/* A passage between the same neighbours is taken for the reworded one up to this many times the
 * length, and so many characters more. */
enum { BETWEEN_TIMES = 3, BETWEEN_MORE = 64 };

typedef struct verification {
    dl_seek seek;
    const dl_quote *pinned;
    bool same_places;
    dl_drift verdict;
    dl_quote *now;
    dl_buf *detail;
} verification;

/* How well the better of the two sides agrees, of those that there were. */
static double beside(const verification *v, const dl_place *place)
{
    double before = v->seek.prefix.count > 0 ? place->before : 0;
    double after = v->seek.suffix.count > 0 ? place->after : 0;
    bool alone = v->seek.prefix.count == 0 && v->seek.suffix.count == 0;
    return alone ? 1 : before > after ? before : after;
}

static void stands(verification *v, dl_drift verdict, dl_str exact, dl_how how, double score)
{
    v->verdict = verdict;
    dl_quote_fill(&v->seek, exact, v->now);
    v->now->how = how;
    v->now->score = score;
    v->now->matches = 1;
}

static int changed(verification *v, dl_str source, double score, dl_error *error)
{
    unsigned changes;
    dl_buf diff = {0};
    int rc = dl_wording_compare(v->pinned->exact, source, &changes, &diff, error);
    if (rc == 0 && changes == 0) {
        stands(v, DL_DRIFT_MOVED, source, DL_HOW_NORMALISED, score);
    } else if (rc == 0) {
        stands(v, DL_DRIFT_CHANGED, source, DL_HOW_NEAR, score);
        dl_buf_puts(v->detail, dl_change_words(changes));
        dl_buf_puts(v->detail, ": ");
        dl_buf_add(v->detail, dl_buf_str(&diff));
    }
    dl_buf_clear(&diff);
    return rc;
}

static void ambiguous(verification *v, size_t places, const char *what)
{
    v->verdict = DL_DRIFT_AMBIGUOUS;
    dl_buf_printf(v->detail, "%s at %zu places, and what stands around does not tell which", what,
                  places);
}

/* Whether a number or negation is cut in two by the ends of source, which then says other. */
static int check_whole(const verification *v, dl_str source, dl_str whole, bool *other,
                       dl_error *error)
{
    unsigned changes = 0;
    int rc = 0;
    if (source.size != whole.size)
        rc = dl_wording_compare(v->pinned->exact, whole, &changes, NULL, error);
    *other = changes & (DL_CHANGE_NUMBER | DL_CHANGE_NEGATION);
    return rc;
}

static int judge_same_words(verification *v, const dl_place *place, dl_error *error)
{
    bool other;
    const dl_quote *pinned = v->pinned;
    dl_str source = dl_place_source(&v->seek, place, false);
    dl_str whole = dl_place_source(&v->seek, place, true);
    int rc = check_whole(v, source, whole, &other, error);
    if (rc != 0 || other)
        return rc ? rc : changed(v, whole, place->score, error);
    bool told = place->matches == 1 || beside(v, place) >= one_side_least;
    if (place->ties > 0 || !told) {
        ambiguous(v, place->matches, "the words stand");
        return 0;
    }
    size_t start = (size_t)(source.data - v->seek.text.text.data);
    bool around = place->before >= dl_context_least && place->after >= dl_context_least;
    bool same_place = v->same_places ? start == pinned->start : around;
    dl_how how = dl_str_equal(source, pinned->exact) ? DL_HOW_EXACT : DL_HOW_NORMALISED;
    stands(v, same_place ? DL_DRIFT_INTACT : DL_DRIFT_MOVED, source, how, place->score);
    if (!same_place)
        dl_buf_puts(v->detail, around ? "further on or back, between the same words"
                                      : "to another place, between other words");
    return 0;
}

/* --- other words --- */

typedef struct spot {
    size_t at, count;
} spot;

static bool take_spot(void *data, size_t start)
{
    spot *s = data;
    s->at = start;
    return ++s->count < 2;
}

static int find_once(const dl_seek *seek, size_t from, size_t to, const dl_fold *words, spot *found,
                     dl_error *error)
{
    *found = (spot){0};
    int rc = dl_exact_search(dl_codes_of(&seek->text, from, to),
                             dl_codes_of(words, 0, words->count), take_spot, found, error);
    found->at += from;
    return rc;
}

/* What stands now between the words that stood around it, when both are there, once. */
static int find_between(const verification *v, dl_place *place, dl_error *error)
{
    const dl_seek *seek = &v->seek;
    spot before = {0}, after = {0};
    memset(place, 0, sizeof *place);
    if (seek->prefix.count < DL_NEAR_LEAST || seek->suffix.count < DL_NEAR_LEAST)
        return 0;
    int rc = find_once(seek, 0, seek->text.count, &seek->prefix, &before, error);
    if (rc != 0 || before.count != 1)
        return rc;
    size_t from = before.at + seek->prefix.count;
    size_t most = BETWEEN_TIMES * seek->words.count + BETWEEN_MORE + seek->suffix.count;
    size_t to = seek->text.count - from > most ? from + most : seek->text.count;
    rc = find_once(seek, from, to, &seek->suffix, &after, error);
    if (rc != 0 || after.count == 0)
        return rc;
    *place = (dl_place){.start = from, .end = after.at, .before = 1, .after = 1};
    while (!dl_place_is_none(place) && seek->text.codes[place->start] == ' ')
        place->start++;
    while (!dl_place_is_none(place) && seek->text.codes[place->end - 1] == ' ')
        place->end--;
    return 0;
}

static int judge_near(verification *v, const dl_place *near, bool *done, dl_error *error)
{
    *done = true;
    if (dl_place_is_none(near))
        return 0;
    bool proof = dl_place_is_proof(&v->seek, near);
    if (proof && near->ties > 0)
        ambiguous(v, near->matches, "nearly the same words stand");
    else if (proof && beside(v, near) >= one_side_least)
        return changed(v, dl_place_whole(&v->seek, near), near->score, error);
    else
        *done = false;
    return 0;
}

static int judge_other_words(verification *v, dl_error *error)
{
    dl_place near, between;
    bool done;
    size_t most = v->seek.words.count * reworded_percent / 100;
    int rc = dl_seek_near(&v->seek, most, &near, error);
    rc = rc == DL_ERR_LIMIT_SIZE ? 0 : rc;
    if (rc == 0)
        rc = judge_near(v, &near, &done, error);
    if (rc != 0 || (done && !dl_place_is_none(&near)))
        return rc;
    rc = find_between(v, &between, error);
    if (rc != 0)
        return rc;
    if (!dl_place_is_none(&between))
        return changed(v, dl_place_source(&v->seek, &between, true), 0, error);
    bool around = near.before >= both_sides_least && near.after >= both_sides_least;
    if (!dl_place_is_none(&near) && near.ties == 0 && around)
        return changed(v, dl_place_whole(&v->seek, &near), near.score, error);
    dl_buf_puts(v->detail, "the page does not say it any more");
    return 0;
}

/* Where the words stand at the same place to the byte, and no other place fits as well or better,
 * that they stand elsewhere too makes nothing ambiguous. */
static int look_at_place(const verification *v, const dl_place *best, dl_place *same,
                         dl_error *error)
{
    memset(same, 0, sizeof *same);
    if (!v->same_places || !dl_quote_holds(v->seek.text.text, v->pinned))
        return 0;
    size_t start = dl_fold_index(&v->seek.text, v->pinned->start);
    size_t end = dl_fold_index(&v->seek.text, v->pinned->end);
    dl_place place = {.start = start, .end = end, .matches = 1};
    if (!dl_str_equal(dl_place_source(&v->seek, &place, false), v->pinned->exact))
        return 0;
    int rc = dl_seek_score(&v->seek, &place, error);
    bool fits = best->matches <= 1 || place.before + place.after >= best->before + best->after;
    if (rc == 0 && fits)
        *same = place;
    return rc;
}

static int verify(verification *v, dl_error *error)
{
    dl_place place, same;
    int rc = dl_seek_words(&v->seek, &place, error);
    if (rc == 0)
        rc = look_at_place(v, &place, &same, error);
    if (rc != 0)
        return rc;
    if (!dl_place_is_none(&same))
        place = same;
    return dl_place_is_none(&place) ? judge_other_words(v, error)
                                    : judge_same_words(v, &place, error);
}

int dl_quote_verify(dl_str text, const dl_quote *pinned, bool same_places, dl_drift *verdict,
                    dl_quote *now, dl_buf *detail, dl_error *error)
{
    dl_quote_ask ask = {.exact = pinned->exact,
                        .prefix = pinned->prefix,
                        .suffix = pinned->suffix,
                        .has_hint = same_places,
                        .hint = pinned->start};
    verification v = {.pinned = pinned,
                      .same_places = same_places,
                      .verdict = DL_DRIFT_GONE,
                      .now = now,
                      .detail = detail};
    memset(now, 0, sizeof *now);
    int rc = dl_seek_init(&v.seek, text, &ask, error);
    if (rc == 0)
        rc = verify(&v, error);
    if (rc == 0)
        rc = dl_buf_ok(detail, error);
    *verdict = v.verdict;
    dl_seek_clear(&v.seek);
    return rc;
}
