/*
 * What comes from outside, escaped where it goes, under libFuzzer: HTML without markup, JSON that
 * reads as the text, Markdown that shows the text and nothing else, terminals without commands,
 * cells that no spreadsheet runs.
 */
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/escape.h"
#include "base/formula.h"
#include "base/utf8.h"
#include "dateline/notebook.h"
#include "fuzz.h"

static bool has_any(dl_str text, const char *bytes)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] && strchr(bytes, text.data[i]))
            return true;
    return false;
}

static void check_html(dl_str text)
{
    dl_buf html = {0}, href = {0};
    dl_escape_html(text, &html);
    hold(dl_utf8_valid(dl_buf_str(&html)) && !has_any(dl_buf_str(&html), "<>\"'"));
    dl_escape_href(text, &href);
    hold(dl_utf8_valid(dl_buf_str(&href)) && !has_any(dl_buf_str(&href), "<>\"' \n\t"));
    hold(!dl_str_starts(dl_buf_str(&href), DL_STR("javascript:")));
    dl_buf_clear(&html);
    dl_buf_clear(&href);
}

static void check_json(dl_str text)
{
    dl_buf json = {0}, repaired = {0};
    dl_escape_json(text, &json);
    dl_utf8_repair(text, &repaired);
    hold(!has_any(dl_buf_str(&json), "<>&"));
    json_t *value = json_loadb(json.data, json.size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    hold(json_is_string(value));
    hold(dl_str_equal((dl_str){json_string_value(value), json_string_length(value)},
                      dl_buf_str(&repaired)));
    json_decref(value);
    dl_buf_clear(&json);
    dl_buf_clear(&repaired);
}

static bool ends(dl_str text, const char *word)
{
    size_t size = strlen(word);
    return text.size >= size && strncasecmp(text.data + text.size - size, word, size) == 0;
}

/* Whether a link's tag begins here. Schemes are written in any case (RFC 3986 §3.1); cmark-gfm 0.29
 * takes a word that hangs before "mailto:" or "xmpp:" into its link, which then leads nowhere. */
static bool is_link(dl_str html)
{
    static const char *const begins[] = {"http", "mailto:", "ftp:", "xmpp:"};
    static const char *const words = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "0123456789.+-_";
    bool is = dl_str_starts(html, DL_STR("</a>"));
    if (dl_str_starts(html, DL_STR("<a href=\"")) && html.size > 9) {
        dl_str href = dl_str_slice(html, 9, dl_str_find(html, DL_STR("\""), 9));
        size_t colon = dl_str_find(href, DL_STR(":"), 0);
        dl_str scheme = dl_str_slice(href, 0, colon);
        is = colon < href.size && (ends(scheme, "mailto") || ends(scheme, "xmpp"));
        for (size_t i = 0; is && i < colon; i++)
            is = strchr(words, href.data[i]);
    }
    for (size_t i = 0; !is && i < sizeof begins / sizeof *begins; i++) {
        size_t size = strlen(begins[i]);
        is = dl_str_starts(html, DL_STR("<a href=\"")) && html.size > 9 + size &&
             strncasecmp(html.data + 9, begins[i], size) == 0;
    }
    return is;
}

/* The text of HTML that has no tags but those of the one paragraph, and of an address that became a
 * link (GFM §6.9). */
static void take_text(dl_str html, dl_buf *text)
{
    static const char *const references[] = {"&amp;&", "&lt;<", "&gt;>", "&quot;\""};
    hold(dl_str_starts(html, DL_STR("<p>")) && dl_str_ends(html, DL_STR("</p>")));
    html = dl_str_slice(html, 3, html.size - 4);
    while (html.size) {
        size_t taken = 1;
        if (html.data[0] == '<') {
            hold(is_link(html));
            taken = dl_str_find(html, DL_STR(">"), 0) + 1;
        } else if (html.data[0] == '&') {
            size_t which = 0;
            taken = dl_str_find(html, DL_STR(";"), 0) + 1;
            while (which < 4 && strncmp(references[which], html.data, taken) != 0)
                which++;
            hold(which < 4 && taken < strlen(references[which]) + 1);
            dl_buf_puts(text, references[which] + taken);
        } else {
            dl_buf_putc(text, html.data[0]);
        }
        html = dl_str_slice(html, taken, html.size);
    }
}

/* As it shows: one line, with a sign for what cannot be shown. */
static void shown_text(dl_str text, dl_buf *shown)
{
    dl_buf html = {0}, line = {0};
    for (size_t i = 0; i < text.size; i++)
        dl_buf_putc(&line, text.data[i] && strchr("\n\r\t", text.data[i]) ? ' ' : text.data[i]);
    dl_escape_html(dl_buf_str(&line), &html);
    for (size_t i = 0; i < html.size; i++) { /* cmark leaves this one as it is */
        dl_str rest = dl_str_slice(dl_buf_str(&html), i, html.size);
        bool quote = dl_str_starts(rest, DL_STR("&#39;"));
        dl_buf_putc(shown, quote ? '\'' : html.data[i]);
        i += quote ? 4 : 0;
    }
    dl_buf_clear(&html);
    dl_buf_clear(&line);
}

static void check_markdown(dl_str text)
{
    dl_buf markdown = {0}, html = {0}, seen = {0}, told = {0}, expected = {0};
    while (
        dl_str_starts(text, DL_STR("\xEF\xBB\xBF"))) /* a mark of byte order, at a file's start */
        text = dl_str_slice(text, 3, text.size);
    dl_escape_markdown(text, &markdown);
    hold(!has_any(dl_buf_str(&markdown), "\n\r"));
    hold(dl_markdown_html(dl_buf_str(&markdown), &html, NULL) == 0);
    if (html.size)
        take_text(dl_str_trim(dl_buf_str(&html)), &seen);
    shown_text(text, &expected);
    if (expected.size) {
        dl_buf_puts(&told, "<p>");
        dl_buf_add(&told, dl_buf_str(&expected));
        dl_buf_puts(&told, "</p>");
        dl_buf_truncate(&expected, 0);
        take_text(dl_buf_str(&told), &expected);
    }
    hold(dl_str_equal(dl_str_trim(dl_buf_str(&seen)), dl_str_trim(dl_buf_str(&expected))));
    dl_buf_clear(&markdown);
    dl_buf_clear(&html);
    dl_buf_clear(&seen);
    dl_buf_clear(&told);
    dl_buf_clear(&expected);
}

static void check_terminal(dl_str text)
{
    dl_buf shown = {0}, wrapped = {0};
    dl_escape_terminal(text, &shown);
    for (size_t at = 0; at < shown.size;) {
        uint32_t code = dl_utf8_next(dl_buf_str(&shown), &at);
        hold(code >= 0x20 ? code < 0x7F || code > 0x9F : code == '\n' || code == '\t');
        hold(code < 0x202A || code > 0x202E);
    }
    dl_utf8_wrap(dl_buf_str(&shown), 20, 2, &wrapped);
    hold(dl_utf8_valid(dl_buf_str(&wrapped)));
    dl_buf_truncate(&wrapped, 0);
    dl_utf8_pad(dl_buf_str(&shown), 12, false, &wrapped);
    hold(dl_utf8_valid(dl_buf_str(&wrapped)));
    dl_buf_clear(&shown);
    dl_buf_clear(&wrapped);
}

static void check_formula(dl_str cell)
{
    dl_buf guarded = {0};
    if (formula_needs_guard(cell))
        dl_buf_putc(&guarded, '\'');
    dl_buf_add(&guarded, cell);
    hold(dl_str_equal(formula_unguard(dl_buf_str(&guarded)), cell));
    hold(cell.size == 0 || !has_any(dl_str_slice(dl_buf_str(&guarded), 0, 1), "=@"));
    dl_buf_clear(&guarded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str text = fuzz_bytes(data, size);
    check_html(text);
    check_json(text);
    check_markdown(text);
    check_terminal(text);
    check_formula(text);
    return 0;
}
