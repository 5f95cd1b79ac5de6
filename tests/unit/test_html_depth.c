/* Elements nested past all measure are flattened, and nothing else is touched. */
#include "support.h"

#include <stdio.h>

#include "extract/html_depth.h"

static void repeat(dl_buf *out, const char *text, int times)
{
    for (int i = 0; i < times; i++)
        dl_buf_puts(out, text);
}

static int count(dl_str text, const char *what)
{
    int found = 0;
    for (size_t at = 0; (at = dl_str_find(text, dl_str_of(what), at)) < text.size; at++)
        found++;
    return found;
}

static void ordinary_pages_are_as_they_were(void **state)
{
    (void)state;
    static const char *const pages[] = {"",
                                        "<",
                                        "<p",
                                        "text",
                                        "<div><p>a<p>b</div>",
                                        "<!-- <div> -->",
                                        "<a href='>'>x</a>",
                                        "<script>if (a<b) document.write('<div><div>')</script>",
                                        "</div></div>",
                                        "<!--",
                                        "<textarea><div></textarea>",
                                        "<script>",
                                        "a < b > c",
                                        "<div",
                                        "<div a=\"",
                                        "<1>"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        dl_buf out = {0};
        assert_false(html_flatten(dl_str_of(pages[i]), &out));
        assert_int_equal(out.size, 0);
    }
}

static void many_that_do_not_nest_are_left_alone(void **state)
{
    (void)state;
    static const char *const each[] = {"<p>x",         "<li>x",         "<br>",
                                       "<div>x</div>", "<img src='a'>", "<tr><td>x",
                                       "<b>x</b>",     "<option>x",     "<script>'<div>'</script>"};
    for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
        dl_buf page = {0}, out = {0};
        repeat(&page, each[i], 20000);
        assert_false(html_flatten(dl_buf_str(&page), &out));
        dl_buf_clear(&page);
    }
}

static void what_is_past_the_limit_loses_its_tags_and_keeps_its_text(void **state)
{
    (void)state;
    dl_buf page = {0}, out = {0};
    repeat(&page, "<div>", 2000);
    dl_buf_puts(&page, "kept <span class='>'>text</span>");
    repeat(&page, "</div>", 2000);
    dl_buf_puts(&page, "<section>after</section>");
    assert_true(html_flatten(dl_buf_str(&page), &out));
    assert_int_equal(count(dl_buf_str(&out), "<div>"), HTML_DEPTH);
    assert_int_equal(count(dl_buf_str(&out), "</div>"), HTML_DEPTH);
    assert_int_equal(count(dl_buf_str(&out), "<span"), 0);
    assert_int_equal(count(dl_buf_str(&out), "kept"), 1);
    assert_int_equal(count(dl_buf_str(&out), "<section>after</section>"), 1);
    dl_buf_clear(&page);
    dl_buf_clear(&out);
}

static void end_tags_that_close_nothing_do_not_hide_depth(void **state)
{
    (void)state;
    dl_buf page = {0}, out = {0};
    repeat(&page, "<div></x>", 5000);
    assert_true(html_flatten(dl_buf_str(&page), &out));
    assert_int_equal(count(dl_buf_str(&out), "<div>"), HTML_DEPTH);
    dl_buf_clear(&page);
    dl_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_pages_are_as_they_were),
        cmocka_unit_test(many_that_do_not_nest_are_left_alone),
        cmocka_unit_test(what_is_past_the_limit_loses_its_tags_and_keeps_its_text),
        cmocka_unit_test(end_tags_that_close_nothing_do_not_hide_depth),
    };
    return cmocka_run_group_tests_name("html: depth", tests, NULL, NULL);
}
