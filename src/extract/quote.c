/* Quotations found by their words: white space in the quotation matches any white space. */
#include "dateline/page.h"

#include <string.h>

#include "base/utf8.h"
#include "extract/text.h"

/* W3C Web Annotation §4.2.4 leaves the length open; 32 characters tell most places apart. */
enum { CONTEXT = 32 };

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* How many bytes of text at `at` match words (one space between them); 0 for no match. */
static size_t match_at(dl_str text, size_t at, dl_str words)
{
    size_t i = at;
    for (size_t w = 0; w < words.size; w++) {
        if (i >= text.size)
            return 0;
        if (words.data[w] != ' ') {
            if (text.data[i++] != words.data[w])
                return 0;
            continue;
        }
        if (!is_space(text.data[i]))
            return 0;
        while (i < text.size && is_space(text.data[i]))
            i++;
    }
    return i - at;
}

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static size_t back(dl_str text, size_t at)
{
    for (int n = 0; n < CONTEXT && at > 0; n++) {
        at--;
        while (at > 0 && is_continuation(text.data[at]))
            at--;
    }
    return at;
}

static size_t ahead(dl_str text, size_t at)
{
    for (int n = 0; n < CONTEXT && at < text.size; n++)
        dl_utf8_next(text, &at);
    return at;
}

static void find(dl_str text, dl_str words, dl_quote *quote)
{
    for (size_t at = 0; at < text.size; at++) {
        const char *hit = memchr(text.data + at, words.data[0], text.size - at);
        if (!hit)
            return;
        at = (size_t)(hit - text.data);
        size_t size = match_at(text, at, words);
        if (size == 0)
            continue;
        if (quote->matches++ > 0)
            continue;
        quote->start = at;
        quote->end = at + size;
    }
}

int dl_page_quote(const dl_page *page, dl_str exact, dl_quote *quote, dl_error *error)
{
    dl_buf words = {0};
    int rc = 0;
    memset(quote, 0, sizeof *quote);
    dl_text_fold(exact, &words);
    rc = dl_buf_ok(&words, error);
    if (!rc && words.size == 0)
        rc = dl_error_set(error, DL_ERR_USAGE, "a quotation needs words");
    if (!rc) {
        find(page->text, dl_buf_str(&words), quote);
        if (quote->matches == 0)
            rc = dl_error_set(error, DL_ERR_NOT_FOUND, "the page does not say \"%.200s%s\"",
                              words.data, words.size > 200 ? "..." : "");
    }
    if (!rc) {
        quote->exact = dl_str_slice(page->text, quote->start, quote->end);
        quote->prefix = dl_str_slice(page->text, back(page->text, quote->start), quote->start);
        quote->suffix = dl_str_slice(page->text, quote->end, ahead(page->text, quote->end));
    } else if (rc == DL_ERR_NOT_FOUND) {
        dl_error_hint(error, "quote words as they stand in page.text");
    }
    dl_buf_clear(&words);
    return rc;
}
