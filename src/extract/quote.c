/* Quotations as proof: found by their words, refused where the text says something else. */
#include <string.h>

#include "base/utf8.h"
#include "extract/quote.h"

/* W3C Web Annotation §4.2.4 leaves the length open; 32 characters tell most places apart, and
 * where they do not, as many are kept as were asked for. */
enum { CONTEXT_LEAST = 32, CONTEXT_MOST = 256 };

/* What is told of a page that does not say the words, as the nearest that it says: in percent. */
static const unsigned nearest_percent = 40;
/* Columns of words in a message. */
enum { WORDS_SHOWN = 120, DIFF_SHOWN = 280 };

/* --- what stands around --- */

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static size_t back(dl_str text, size_t at, size_t count)
{
    while (count-- > 0 && at > 0) {
        at--;
        while (at > 0 && is_continuation(text.data[at]))
            at--;
    }
    return at;
}

static size_t ahead(dl_str text, size_t at, size_t count)
{
    while (count-- > 0 && at < text.size)
        dl_utf8_next(text, &at);
    return at;
}

static size_t context_size(size_t asked)
{
    return asked < CONTEXT_LEAST ? CONTEXT_LEAST : asked > CONTEXT_MOST ? CONTEXT_MOST : asked;
}

void dl_quote_fill(const dl_seek *seek, dl_str exact, dl_quote *quote)
{
    dl_str text = seek->text.text;
    quote->exact = exact;
    quote->start = (size_t)(exact.data - text.data);
    quote->end = quote->start + exact.size;
    size_t before = context_size(seek->prefix.count), after = context_size(seek->suffix.count);
    quote->prefix = dl_str_slice(text, back(text, quote->start, before), quote->start);
    quote->suffix = dl_str_slice(text, quote->end, ahead(text, quote->end, after));
}

/* --- refusals --- */

static dl_str shown(dl_str text, int columns)
{
    return dl_utf8_fit(text, columns);
}

static const char *dots(dl_str text, int columns)
{
    return shown(text, columns).size < text.size ? "…" : "";
}

static int refuse_words(const dl_seek *seek, dl_str words, dl_error *error)
{
    dl_error_set(error, DL_ERR_EVIDENCE, "the page does not say \"%.*s%s\"",
                 DL_STR_ARG(shown(words, WORDS_SHOWN)), dots(words, WORDS_SHOWN));
    if (seek->words.count > DL_NEAR_LONGEST)
        dl_error_hint(error,
                      "words as they stand in page.text; in a quotation of more than %d "
                      "characters no difference is looked for: quote a part of it",
                      DL_NEAR_LONGEST);
    else
        dl_error_hint(error, "quote words as they stand in page.text");
    return DL_ERR_EVIDENCE;
}

static int refuse_several(dl_str words, size_t count, dl_error *error)
{
    dl_error_set(error, DL_ERR_EVIDENCE, "\"%.*s%s\" stands at %zu places of the page",
                 DL_STR_ARG(shown(words, WORDS_SHOWN)), dots(words, WORDS_SHOWN), count);
    dl_error_hint(error, "quote more of it, or say which: page:quote(text, {prefix = \"words "
                         "before it\", suffix = \"words after it\"})");
    return DL_ERR_EVIDENCE;
}

static int refuse_context(const dl_quote_ask *ask, const dl_quote *quote, dl_error *error)
{
    dl_error_set(error, DL_ERR_EVIDENCE,
                 "\"%.*s%s\" is on the page, but there it stands between \"%.*s\" and \"%.*s\"",
                 DL_STR_ARG(shown(ask->exact, WORDS_SHOWN)), dots(ask->exact, WORDS_SHOWN),
                 DL_STR_ARG(quote->prefix), DL_STR_ARG(quote->suffix));
    dl_error_hint(error, "prefix and suffix are the words right before and after it");
    return DL_ERR_EVIDENCE;
}

const char *dl_change_words(unsigned changes)
{
    static const char *const words[] = {"words differ", "a number or date differs",
                                        "a negation or opposite differs",
                                        "a number or date, and a negation or opposite, differ"};
    return words[((changes & DL_CHANGE_NUMBER) != 0) + 2 * ((changes & DL_CHANGE_NEGATION) != 0)];
}

/* Says what the page says instead, or (far) what comes nearest. */
static int refuse_wording(dl_str words, dl_str source, bool far, dl_error *error)
{
    unsigned changes;
    dl_buf diff = {0};
    int rc = dl_wording_compare(words, source, &changes, &diff, error);
    if (rc == 0) {
        dl_str all = dl_buf_str(&diff);
        rc = dl_error_set(
            error, DL_ERR_EVIDENCE, "the page %s (%s): %.*s%s",
            far ? "does not say it, and this is the nearest that it says" : "says it otherwise",
            dl_change_words(changes), DL_STR_ARG(shown(all, DIFF_SHOWN)), dots(all, DIFF_SHOWN));
        dl_error_hint(error, "[-yours-] {+the page's+}; quote words as they stand in page.text");
    }
    dl_buf_clear(&diff);
    return rc;
}

/* --- finding --- */

const double dl_context_least = 1 - DL_NEAR_PERCENT / 100.0;

/* The words are there. When they cut a word or number in two, the whole of it must say the same:
 * "3" is not "3.5", "able" not "unable". */
static int take_exact(const dl_seek *seek, const dl_quote_ask *ask, const dl_place *place,
                      dl_quote *quote, dl_error *error)
{
    unsigned changes = 0;
    dl_str source = dl_place_source(seek, place, false);
    dl_str whole = dl_place_source(seek, place, true);
    if (whole.size != source.size) {
        int rc = dl_wording_compare(ask->exact, whole, &changes, NULL, error);
        if (rc != 0)
            return rc;
    }
    if (changes & (DL_CHANGE_NUMBER | DL_CHANGE_NEGATION))
        return refuse_wording(ask->exact, whole, false, error);
    if (place->ties > 0)
        return refuse_several(ask->exact, place->matches, error);
    dl_quote_fill(seek, source, quote);
    if (place->before < dl_context_least || place->after < dl_context_least)
        return refuse_context(ask, quote, error);
    quote->how = dl_str_equal(source, dl_str_trim(ask->exact)) ? DL_HOW_EXACT : DL_HOW_NORMALISED;
    quote->score = place->score;
    quote->matches = place->matches;
    return 0;
}

bool dl_place_is_proof(const dl_seek *seek, const dl_place *place)
{
    return !dl_place_is_none(place) && seek->words.count >= DL_NEAR_LEAST &&
           place->errors * 100 <= seek->words.count * DL_NEAR_PERCENT;
}

static int take_near(const dl_seek *seek, const dl_quote_ask *ask, const dl_place *place, bool near,
                     dl_quote *quote, dl_error *error)
{
    unsigned changes = 0;
    dl_str source = dl_place_whole(seek, place);
    int rc = dl_wording_compare(ask->exact, source, &changes, NULL, error);
    if (rc != 0)
        return rc;
    bool other = changes & (DL_CHANGE_NUMBER | DL_CHANGE_NEGATION);
    bool proof = dl_place_is_proof(seek, place);
    if (other || !near || !proof)
        return refuse_wording(ask->exact, source, !proof, error);
    if (place->ties > 0)
        return refuse_several(ask->exact, place->matches, error);
    dl_quote_fill(seek, source, quote);
    if (place->before < dl_context_least || place->after < dl_context_least)
        return refuse_context(ask, quote, error);
    quote->how = DL_HOW_NEAR;
    quote->score = place->score;
    quote->matches = place->matches;
    return 0;
}

/* A quotation too long to be sought so is not there, as far as we can say. */
static int seek_nearest(const dl_seek *seek, dl_place *place, dl_error *error)
{
    int rc = dl_seek_near(seek, seek->words.count * nearest_percent / 100, place, error);
    return rc == DL_ERR_LIMIT_SIZE ? 0 : rc;
}

int dl_seek_words(const dl_seek *seek, dl_place *place, dl_error *error)
{
    int rc = dl_seek_exact(seek, true, place, error);
    return rc == 0 && dl_place_is_none(place) ? dl_seek_exact(seek, false, place, error) : rc;
}

int dl_quote_find(dl_str text, const dl_quote_ask *ask, bool near, dl_quote *quote, dl_error *error)
{
    dl_seek seek;
    dl_place place = {0};
    memset(quote, 0, sizeof *quote);
    int rc = dl_seek_init(&seek, text, ask, error);
    if (rc == 0 && seek.words.count == 0)
        rc = dl_error_set(error, DL_ERR_USAGE, "a quotation needs words");
    if (rc == 0)
        rc = dl_seek_words(&seek, &place, error);
    if (rc == 0 && !dl_place_is_none(&place)) {
        rc = take_exact(&seek, ask, &place, quote, error);
    } else if (rc == 0) {
        rc = seek_nearest(&seek, &place, error);
        if (rc == 0)
            rc = dl_place_is_none(&place) ? refuse_words(&seek, ask->exact, error)
                                          : take_near(&seek, ask, &place, near, quote, error);
    }
    dl_seek_clear(&seek);
    return rc;
}

bool dl_quote_holds(dl_str text, const dl_quote *quote)
{
    return quote->start <= quote->end && quote->end <= text.size &&
           dl_str_equal(dl_str_slice(text, quote->start, quote->end), quote->exact);
}

/* --- words for it --- */

static const char *const how_words[] = {[DL_HOW_NONE] = "",
                                        [DL_HOW_EXACT] = "exact",
                                        [DL_HOW_NORMALISED] = "normalised",
                                        [DL_HOW_NEAR] = "near"};
static const char *const verdict_words[] = {[DL_DRIFT_INTACT] = "intact",
                                            [DL_DRIFT_MOVED] = "moved",
                                            [DL_DRIFT_CHANGED] = "changed",
                                            [DL_DRIFT_AMBIGUOUS] = "ambiguous",
                                            [DL_DRIFT_GONE] = "gone"};

const char *dl_how_word(dl_how how)
{
    return how_words[how];
}

dl_how dl_how_of(dl_str word)
{
    for (int i = DL_HOW_EXACT; i <= DL_HOW_NEAR; i++) {
        if (dl_str_equal(word, dl_str_of(how_words[i])))
            return (dl_how)i;
    }
    return DL_HOW_NONE;
}

const char *dl_drift_word(dl_drift verdict)
{
    return verdict_words[verdict];
}

dl_drift dl_drift_of(dl_str word)
{
    for (int i = DL_DRIFT_INTACT; i < DL_DRIFT_GONE; i++) {
        if (dl_str_equal(word, dl_str_of(verdict_words[i])))
            return (dl_drift)i;
    }
    return DL_DRIFT_GONE;
}

bool dl_drift_holds(dl_drift verdict)
{
    return verdict == DL_DRIFT_INTACT || verdict == DL_DRIFT_MOVED;
}
