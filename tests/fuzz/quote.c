/*
 * Quotations under libFuzzer: any text, any words, and what must hold of the answer.
 */
#include <string.h>

#include "dateline/evidence.h"
#include "fuzz.h"

/* The input up to the next NUL; what is after it is left. */
static dl_str take(dl_str *input)
{
    dl_str part = dl_str_cut(*input, '\0', input);
    return part.data ? part : (dl_str){"", 0};
}

static void check_search(dl_str text, const dl_quote_ask *ask)
{
    dl_match match;
    dl_error error;
    if (dl_quote_search(text, ask, 50, &match, &error) != 0)
        return;
    hold(match.start <= match.end && match.end <= text.size);
    hold((match.how == DL_HOW_NONE) == (match.start == match.end));
    hold(match.score >= 0 && match.score <= 1 + 1e-9);
}

static void check_drift(dl_str text, dl_str later, const dl_quote *quote)
{
    dl_drift drift;
    dl_quote now;
    dl_error error;
    dl_buf detail = {0};
    unsigned changes = 0;
    if (dl_quote_verify(text, quote, true, &drift, &now, &detail, &error) == 0)
        hold(drift == DL_DRIFT_INTACT || quote->matches > 1);
    dl_buf_truncate(&detail, 0);
    if (dl_quote_verify(later, quote, true, &drift, &now, &detail, &error) == 0 &&
        dl_drift_holds(drift)) {
        hold(dl_quote_holds(later, &now));
        hold(dl_wording_compare(quote->exact, now.exact, &changes, NULL, &error) != 0 ||
             !(changes & DL_CHANGE_NUMBER));
    }
    dl_buf_clear(&detail);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str input = {(const char *)data, size};
    dl_str text = take(&input), later = take(&input);
    dl_quote_ask ask = {.exact = take(&input), .prefix = take(&input), .suffix = take(&input)};
    dl_quote quote;
    dl_error error;
    check_search(text, &ask);
    if (dl_quote_find(text, &ask, true, &quote, &error) == 0) {
        hold(dl_quote_holds(text, &quote));
        check_drift(text, later, &quote);
    }
    return 0;
}
