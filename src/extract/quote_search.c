/* The best passage by score, as an annotation tool finds it: no rule of proof. */
#include <string.h>

#include "extract/seek.h"

static double poorer(double a, double b)
{
    return a < b ? a : b;
}

static void tell(const dl_seek *seek, const dl_place *place, dl_how how, dl_match *match)
{
    dl_str source = dl_place_source(seek, place, false);
    match->how = how;
    match->start = (size_t)(source.data - seek->text.text.data);
    match->end = match->start + source.size;
    match->errors = place->errors;
    match->score = place->score;
    match->context = poorer(place->before, place->after);
    match->matches = place->matches;
    match->ties = place->ties;
}

int dl_quote_search(dl_str text, const dl_quote_ask *ask, unsigned near_percent, dl_match *match,
                    dl_error *error)
{
    dl_seek seek;
    dl_place place = {0};
    memset(match, 0, sizeof *match);
    int rc = dl_seek_init(&seek, text, ask, error);
    if (rc == 0)
        rc = dl_seek_exact(&seek, false, &place, error);
    if (rc == 0 && !dl_place_is_none(&place)) {
        tell(&seek, &place, DL_HOW_NORMALISED, match);
        dl_str source = dl_str_slice(text, match->start, match->end);
        if (dl_str_equal(source, dl_str_trim(ask->exact)))
            match->how = DL_HOW_EXACT;
    } else if (rc == 0 && near_percent > 0) {
        size_t most = seek.words.count * near_percent / 100;
        rc = dl_seek_near(&seek, most, &place, error);
        if (rc == 0 && !dl_place_is_none(&place))
            tell(&seek, &place, DL_HOW_NEAR, match);
    }
    dl_seek_clear(&seek);
    return rc;
}

int dl_quote_key(const dl_quote_ask *ask, dl_buf *key, dl_error *error)
{
    static const char separator = '\x1F'; /* no control character is left by folding */
    const dl_str parts[] = {ask->exact, ask->prefix, ask->suffix};
    int rc = 0;
    for (int i = 0; i < 3 && rc == 0; i++) {
        dl_fold fold;
        rc = dl_fold_text(&fold, parts[i], error);
        if (rc == 0 && i > 0)
            dl_buf_putc(key, separator);
        if (rc == 0)
            dl_fold_print(&fold, 0, fold.count, key);
        dl_fold_clear(&fold);
    }
    return rc ? rc : dl_buf_ok(key, error);
}
