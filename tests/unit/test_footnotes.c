/*
 * What begins as a reference to a footnote does and is none: nothing of it is lost. The oracle is
 * cmark without footnotes, which is right for every text that defines none.
 */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include <cmark-gfm.h>

#include "base/utf8.h"
#include "dateline/notebook.h"

static void assert_html(const char *markdown, const char *expected)
{
    dl_buf html = {0};
    assert_int_equal(dl_markdown_html(dl_str_of(markdown), &html, NULL), 0);
    assert_true(dl_utf8_valid(dl_buf_str(&html)));
    dl_buf_putc(&html, '\0');
    assert_string_equal(html.data, expected);
    dl_buf_clear(&html);
}

static void what_is_no_footnote_stays_whole(void **state)
{
    (void)state;
    assert_html("A [^ab\nnot] z", "<p>A [^ab\nnot] z</p>\n");
    assert_html("[^\xC8\x93\nnot]", "<p>[^\xC8\x93\nnot]</p>\n");
    assert_html("[^a *b* c]", "<p>[^a <em>b</em> c]</p>\n");
    assert_html("[^`x]`\nnot lost]", "<p>[^<code>x]</code>\nnot lost]</p>\n");
    assert_html("[^a[b]\nc]", "<p>[^a[b]\nc]</p>\n");
    assert_html("[^a\\]\nc]", "<p>[^a]\nc]</p>\n");
    assert_html("[^]", "<p>[^]</p>\n");
    assert_html("![^a b](/u)", "<p><img src=\"/u\" alt=\"^a b\" /></p>\n");
    assert_html("> [^a\n> b]", "<blockquote>\n<p>[^a\nb]</p>\n</blockquote>\n");
}

static void marks_are_gone_everywhere(void **state)
{
    (void)state;
    assert_html("`[^a b]`", "<p><code>[^a b]</code></p>\n");
    assert_html("    [^a b]", "<pre><code>[^a b]\n</code></pre>\n");
    assert_html("``` [^a b\nx\n```", "<pre><code class=\"language-[^a\">x\n</code></pre>\n");
    assert_html("[l](</u[^a b> \"[^c d\")",
                "<p><a href=\"/u%5B%5Ea%20b\" title=\"[^c d\">l</a></p>\n");
    assert_html("[^a b]\n\n[^a b]: /u", "<p><a href=\"/u\">^a b</a></p>\n");
    assert_html("[\\^a\nb] `[\\^a`", "<p>[^a\nb] <code>[\\^a</code></p>\n");
}

static void footnotes_are_footnotes_beside_others(void **state)
{
    (void)state;
    dl_buf html = {0};
    dl_str text = DL_STR("So![^a-1] and [^a\n1]\n\n[^a-1]: Told [^b\n    c].\n");
    assert_int_equal(dl_markdown_html(text, &html, NULL), 0);
    const char *const held[] = {"data-footnote-ref>1</a></sup> and [^a\n1]", "Told [^b\nc]."};
    for (size_t i = 0; i < 2; i++)
        assert_true(dl_str_find(dl_buf_str(&html), dl_str_of(held[i]), 0) < html.size);
    dl_buf_clear(&html);
}

/* No !, which cmark takes for text before [^ always; no lists, whose [ ] is a task. */
static void make_text(uint64_t *seed, dl_buf *out)
{
    static const char *const parts[] = {
        "[^", "[^", "[", "]", "]", "^", "a", "\xC3\xA4",     " ",     "\n",
        "\n", "\\", "`", "<", ">", "(", ")", "\xE2\x80\xB8", " *b* ", "\n> ",
    };
    for (int left = 1 + random_below(seed, 24); left; left--)
        dl_buf_puts(out, parts[random_below(seed, sizeof parts / sizeof *parts)]);
}

static void texts_without_footnotes_are_as_if_there_were_none(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    for (int i = 0; i < 20000; i++) {
        dl_buf text = {0}, html = {0};
        make_text(&seed, &text);
        char *expected = cmark_markdown_to_html(text.data, text.size, CMARK_OPT_VALIDATE_UTF8);
        assert_int_equal(dl_markdown_html(dl_buf_str(&text), &html, NULL), 0);
        if (!dl_str_equal(dl_buf_str(&html), dl_str_of(expected)))
            fail_msg("%.*s\nis told as:\n%.*s\nand not as:\n%s", DL_STR_ARG(dl_buf_str(&text)),
                     DL_STR_ARG(dl_buf_str(&html)), expected);
        dl_buf_clear(&text);
        dl_buf_clear(&html);
        free(expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_footnote_stays_whole),
        cmocka_unit_test(marks_are_gone_everywhere),
        cmocka_unit_test(footnotes_are_footnotes_beside_others),
        cmocka_unit_test(texts_without_footnotes_are_as_if_there_were_none)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
