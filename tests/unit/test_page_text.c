/* The main text: its form, what belongs to it, and pages that are made to hurt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "dateline/page.h"

static const char first[] =
    "The company said on Tuesday that the model would be released to the public later this year, "
    "after several months of tests with artists, filmmakers and safety researchers.";
static const char second[] =
    "It makes videos of up to a minute, keeps characters and style between shots, and follows a "
    "description of a scene, including movement of the camera, as the announcement shows.";
static const char third[] =
    "Others, among them two start-ups and a large competitor, have shown similar systems, and at "
    "least one of them can be used already, though only from within one country.";

static int setup(void **state)
{
    static dl_page page;
    dl_page_init(&page);
    *state = &page;
    return 0;
}

static int teardown(void **state)
{
    dl_page_clear(*state);
    return 0;
}

static int read_bytes(dl_page *page, const dl_buf *html, dl_error *error)
{
    return dl_page_read(page, dl_buf_str(html), DL_STR("text/html; charset=utf-8"),
                        DL_STR("https://a.org/x"), error);
}

/* "$1", "$2" and "$3" in html stand for the paragraphs of prose. */
static void read_article(dl_page *page, const char *html)
{
    const char *const prose[] = {first, second, third};
    dl_buf filled = {0};
    dl_error error;
    for (const char *at = html; *at; at++) {
        if (*at == '$')
            dl_buf_puts(&filled, prose[*++at - '1']);
        else
            dl_buf_putc(&filled, *at);
    }
    if (read_bytes(page, &filled, &error))
        fail_msg("%s", error.message);
    dl_buf_clear(&filled);
}

static bool holds(const dl_page *page, const char *part)
{
    return dl_str_find(page->text, dl_str_of(part), 0) < page->text.size;
}

static void lists_quotations_and_tables_keep_their_form(void **state)
{
    dl_page *page = *state;
    read_article(page, "<article><p>$1</p><ul><li>One point, with words</li><li><p>Two</p><p>its "
                       "second</p></li><li> </li></ul><blockquote><p>Quoted words,<br>in two lines"
                       "</p><ul><li>in a list</li></ul></blockquote><p>$2</p><table><tr><th>Name"
                       "<th>Days</tr><tr><td>slip \n of it<td>12</table><p>$3</p></article>");
    assert_true(holds(page, "\n\n- One point, with words\n\n- Two\n\nits second\n\n> Quoted"));
    assert_true(holds(page, "> Quoted words,\nin two lines\n\n> - in a list\n\nIt makes"));
    assert_true(holds(page, "\n\nName\tDays\nslip of it\t12\n\nOthers"));
}

static void an_article_in_parts_is_one(void **state)
{
    dl_page *page = *state;
    read_article(page, "<div><section><div class=prose><p>$1</p><p>$2</p><p>$3</p></div>"
                       "</section><figure><img src=x></figure><section><div class=prose><p>$2 "
                       "again</p><p>$1 again</p><p>$3 again</p></div></section></div>");
    assert_true(holds(page, "country.\n\nIt makes"));
    assert_true(holds(page, "one country. again"));
}

static void what_is_said_beside_the_article_is_left_out(void **state)
{
    static const char *const asides[] = {
        "Read also",  "Something else", "Foto: An Agency", "About the author", "Jane Doe is",
        "This entry", "Updated 3 May",  "Lesen Sie auch",  "Noch ein Artikel",
    };
    dl_page *page = *state;
    read_article(page,
                 "<article><p>$1</p><p>Read also: <a href=/1>Something else</a></p>"
                 "<p><small>Foto: An Agency</small></p><p>$2</p><p><b>Lesen Sie auch:</b></p>"
                 "<ul><li><a href=/2>Noch ein Artikel</a></li></ul><p>$3</p>"
                 "<p>Updated 3 May 2024</p><div class=author-bio><h4>About the author</h4><p>Jane "
                 "Doe is a reporter.</p></div><div class=entry-utility>This entry was posted in x"
                 "</div></article>");
    for (size_t i = 0; i < sizeof asides / sizeof *asides; i++)
        if (holds(page, asides[i]))
            fail_msg("the text has \"%s\"", asides[i]);
    assert_true(holds(page, "researchers.\n\nIt makes"));
}

static void a_line_that_tells_an_event_is_text(void **state)
{
    static const char *const kept[] = {"12 May 2020: the model was shown", "3 June 2020",
                                       "To read more takes an account", "Source: the company"};
    dl_page *page = *state;
    read_article(page, "<article><p>12 May 2020: the model was shown</p><h3>3 June 2020</h3><p>$1"
                       "</p><p>To read more takes an account</p><p>$2</p><p>Source: the company</p>"
                       "<p>$3</p></article>");
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (!holds(page, kept[i]))
            fail_msg("the text has not \"%s\"", kept[i]);
}

static void a_table_of_dates_is_text_though_it_comes_first(void **state)
{
    static const char *const events[] = {
        "<table><tr><td>2024-02-15</td><td>Announced</td></tr></table>",
        "<table><tr><th>Date</th></tr>\n<tr><td>2024-02-15</td>\n<td>Announced</td></tr></table>",
        "<dl><dt>2024-02-15</dt><dd>Announced</dd></dl>",
        "<ul><li>15 Feb 2024: Announced</li></ul>"};
    dl_page *page = *state;
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        dl_buf html = {0};
        dl_buf_printf(&html, "<article><h1>Heading</h1>%s<p>$1</p><p>$2</p></article>", events[i]);
        read_article(page, html.data);
        if (!holds(page, "Announced"))
            fail_msg("%s", events[i]);
        dl_buf_clear(&html);
    }
}

static void a_standfirst_is_found_by_the_description(void **state)
{
    dl_page *page = *state;
    read_article(page, "<meta name=description content='The model is to come this year, after "
                       "tests with artists.'><header><h1>Soon</h1><p>The model is to come this "
                       "year, after tests with artists. So it was said.</p></header>"
                       "<nav>Menu</nav><article><p>$1</p><p>$2</p><p>$3</p></article>");
    assert_true(dl_str_starts(page->text, DL_STR("The model is to come this year, after tests with "
                                                 "artists. So it was said.\n\nThe company")));
}

static void of_a_wrapper_the_standfirst_alone_is_taken(void **state)
{
    static const char head[] =
        "<meta name=description content='The model comes later than its maker had promised.'>"
        "<header><b>Delays</b><br>The model comes later than its maker had promised.<div>Jo Doe, "
        "18.10.2019, "
        "Comment on it, Share it, Share it now, Save it for later reading, Print it</div></header>"
        "<article><p>$1</p><p>$2</p><p>$3</p></article>";
    dl_page *page = *state;
    read_article(page, head);
    assert_true(holds(page, "The model comes later"));
    assert_false(holds(page, "Share it"));
    assert_false(holds(page, "Delays"));
}

static void an_article_body_stands_in_for_text_that_is_not_shown(void **state)
{
    dl_page *page = *state;
    read_article(page, "<script type='application/ld+json'>{\"@type\":\"NewsArticle\","
                       "\"articleBody\":\"$1\\n$2\\n\\n$3 &amp; so on\"}</script>"
                       "<p>Subscribe to read on.</p>");
    assert_true(dl_str_starts(page->text, DL_STR("The company said")));
    assert_true(holds(page, "researchers.\n\nIt makes"));
}

static void a_noscript_that_swallows_the_page_is_read(void **state)
{
    dl_page *page = *state;
    read_article(page, "<body><noscript><div></noscript><article><p>$1</p><p>$2</p><p>$3</p>"
                       "</article>");
    assert_true(holds(page, "The company said"));
}

typedef struct hostile {
    const char *before, *again, *after;
    int times;
} hostile;

/* Bounded means: an end within seconds of processor time, with a page or with a limit. */
static void pages_that_are_made_to_hurt_end_within_bounds(void **state)
{
    static const hostile pages[] = {
        {"", "<div>", "x", 10000},
        {"", "<div>", "x", 50000},
        {"<div ", "a=1 ", ">", 1000000},
        {"", "<p>x", "", 1000000},
        {"", "<", "", 20000000},
        {"<script type=application/ld+json>", "[", "</script>", 1000000},
        {"<script type=application/ld+json>", "{\"@graph\":", "</script>", 500000},
        {"<script type=application/ld+json>", "/*", "</script>", 1000000},
        {"", "<script>publishDate=\"2020</script>", "", 50000},
        {"", "<p>published 2020 updated 2020 published 2020</p>", "", 50000},
        {"<div class='", "a b ", "'><time>2020</time>", 200000},
        {"", "<blockquote><ul><li>x", "", 3000},
        {"<table>", "<tr><td>x", "", 100000},
        {"", "<span class=author itemprop='author datePublished'>2020", "", 3000},
    };
    dl_page *page = *state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        dl_buf html = {0};
        dl_error error;
        dl_buf_puts(&html, pages[i].before);
        for (int n = 0; n < pages[i].times; n++)
            dl_buf_puts(&html, pages[i].again);
        dl_buf_puts(&html, pages[i].after);
        int rc = read_bytes(page, &html, &error);
        dl_buf_clear(&html);
        if (rc != 0 && rc != DL_ERR_LIMIT_TIME && rc != DL_ERR_LIMIT_SIZE)
            fail_msg("%s: %s", pages[i].again, error.message);
    }
}

static void texts_are_utf_8_whatever_they_are_cut_from(void **state)
{
    dl_page *page = *state;
    dl_buf html = {0};
    dl_error error;
    dl_buf_puts(&html, "<title>x");
    for (int i = 0; i < 1500; i++)
        dl_buf_puts(&html, "é");
    assert_int_equal(read_bytes(page, &html, &error), 0);
    assert_int_equal(page->title.size, 1999); /* 2,000 would be half a letter */
    dl_buf_clear(&html);
    assert_int_equal(dl_page_read(page, DL_STR("<a href=x>y</a>"), DL_STR("text/html"),
                                  DL_STR("https://a.org/\xFF/"), &error),
                     0);
    assert_true(dl_str_equal(page->links[0], DL_STR("x")));
    assert_true(dl_str_equal(page->anchors[0].text, DL_STR("y")));
}

int main(void)
{
#define PAGE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        PAGE_TEST(lists_quotations_and_tables_keep_their_form),
        PAGE_TEST(an_article_in_parts_is_one),
        PAGE_TEST(what_is_said_beside_the_article_is_left_out),
        PAGE_TEST(a_line_that_tells_an_event_is_text),
        PAGE_TEST(a_table_of_dates_is_text_though_it_comes_first),
        PAGE_TEST(a_standfirst_is_found_by_the_description),
        PAGE_TEST(of_a_wrapper_the_standfirst_alone_is_taken),
        PAGE_TEST(an_article_body_stands_in_for_text_that_is_not_shown),
        PAGE_TEST(a_noscript_that_swallows_the_page_is_read),
        PAGE_TEST(pages_that_are_made_to_hurt_end_within_bounds),
        PAGE_TEST(texts_are_utf_8_whatever_they_are_cut_from),
    };
    return cmocka_run_group_tests_name("page: main text", tests, NULL, NULL);
}
