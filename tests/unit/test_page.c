/* Whole pages: what is read out of small documents whose answers can be seen by eye. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dateline/page.h"

static const char prose[] =
    "<p>The company said on Tuesday that the model would be released to the public later this "
    "year, after several months of tests with artists, filmmakers and safety researchers.</p>"
    "<p>It makes videos of up to a minute, keeps characters and style between shots, and follows "
    "a description of a scene, including movement of the camera, as the announcement shows.</p>"
    "<p>Others, among them two start-ups and a large competitor, have shown similar systems, and "
    "at least one of them can be used already, though only from within one country.</p>";

typedef struct world {
    dl_page page;
    dl_error error;
} world;

static int setup(void **state)
{
    static world w;
    memset(&w, 0, sizeof w);
    dl_page_init(&w.page);
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    dl_page_clear(&((world *)*state)->page);
    return 0;
}

static void read_as(world *w, const char *body, const char *type, const char *url)
{
    int rc = dl_page_read(&w->page, dl_str_of(body), dl_str_of(type), dl_str_of(url), &w->error);
    if (rc)
        fail_msg("%s", w->error.message);
}

static void read_page(world *w, const char *head, const char *body)
{
    char text[16384];
    snprintf(text, sizeof text, "<!doctype html><html><head>%s</head><body>%s</body></html>", head,
             body);
    read_as(w, text, "text/html; charset=utf-8", "https://a.org/x/page.html");
}

static void assert_text(dl_str text, const char *expected)
{
    if (!dl_str_equal(text, dl_str_of(expected)))
        fail_msg("\"%.*s\", expected \"%s\"", DL_STR_ARG(text), expected);
}

static bool holds(dl_str text, const char *part)
{
    return dl_str_find(text, dl_str_of(part), 0) < text.size;
}

static void assert_date(const world *w, const char *edtf, const char *from)
{
    dl_buf text = {0};
    assert_true(w->page.has_published);
    dl_date_print(&w->page.published, &text);
    assert_text(dl_buf_str(&text), edtf);
    assert_text(w->page.published_from, from);
    dl_buf_clear(&text);
}

static void the_title_is_taken_by_rank(void **state)
{
    world *w = *state;
    static const char og[] = "<meta property=og:title content='From Open Graph'>";
    static const char ld[] = "<script type=application/ld+json>{\"@type\":\"NewsArticle\","
                             "\"headline\":\"From JSON-LD\"}</script>";
    static const char element[] = "<title>From title</title>";
    static const char heading[] = "<h1>From the heading</h1>";
    char head[512];
    snprintf(head, sizeof head, "%s%s%s", element, ld, og);
    read_page(w, head, heading);
    assert_text(w->page.title, "From JSON-LD");
    snprintf(head, sizeof head, "%s%s", element, og);
    read_page(w, head, heading);
    assert_text(w->page.title, "From Open Graph");
    read_page(w, element, heading);
    assert_text(w->page.title, "From title");
    read_page(w, "", heading);
    assert_text(w->page.title, "From the heading");
    read_page(w, "", "");
    assert_text(w->page.title, "");
}

static void a_title_is_without_its_site(void **state)
{
    world *w = *state;
    read_page(w,
              "<title>Sora is here | The Paper</title><meta property=og:site_name content='The "
              "Paper'>",
              "");
    assert_text(w->page.title, "Sora is here");
    assert_text(w->page.publisher, "The Paper");
    read_page(w, "<title>Paper - Sora: what - and when</title>", "<h1>Sora: what - and when</h1>");
    assert_text(w->page.title, "Sora: what - and when");
    read_page(w, "<title>Sora推迟发布_例网</title>", "<h1>Sora推迟发布</h1>");
    assert_text(w->page.title, "Sora推迟发布");
    read_page(w, "<title>Mixed - signals</title>", "");
    assert_text(w->page.title, "Mixed - signals");
}

static void the_published_date_is_taken_by_rank(void **state)
{
    world *w = *state;
    static const char ld[] = "<script type='application/ld+json'>{\"@type\":\"NewsArticle\","
                             "\"datePublished\":\"2024-02-15T13:00:00-08:00\","
                             "\"dateModified\":\"2025-01-01\"}</script>";
    static const char meta[] =
        "<meta property='article:published_time' content='2024-02-16T01:02:03Z'>";
    static const char time[] = "<time datetime='2024-02-18'>Sunday</time>";
    char head[512];
    snprintf(head, sizeof head, "%s%s", meta, ld);
    read_page(w, head, time);
    assert_date(w, "2024-02-15T13:00:00-08:00", "json-ld");
    assert_text(w->page.published_raw, "2024-02-15T13:00:00-08:00");
    read_page(w, meta, time);
    assert_date(w, "2024-02-16T01:02:03Z", "meta article:published_time");
    read_page(w, "<meta name=DC.date.issued content=2024-02>", time);
    assert_date(w, "2024-02", "meta dc.date.issued");
    read_page(w, "", "<span itemprop=datePublished content='2024-02-17T08:30'>x</span>");
    assert_date(w, "2024-02-17T08:30", "itemprop datePublished");
    read_page(w, "", time);
    assert_date(w, "2024-02-18", "time");
    read_page(w, "", "<div class=post-date>Posted on February 19, 2024 by Jo</div>");
    assert_date(w, "2024-02-19", "byline");
    read_page(w, "", "<h1>H</h1><time class='published updated' datetime=2024-02-20>x</time>");
    assert_date(w, "2024-02-20", "time"); /* WordPress, where nothing was changed since */
}

static void a_modified_date_is_not_a_published_one(void **state)
{
    world *w = *state;
    read_page(w,
              "<meta property='article:modified_time' content='2024-02-16'>"
              "<script type='application/ld+json'>{\"@type\":\"Article\","
              "\"dateModified\":\"2025-01-01\"}</script>",
              prose);
    assert_false(w->page.has_published);
    assert_text(w->page.published_raw, "");
}

static void a_date_that_cannot_be_read_makes_way_for_one_that_can(void **state)
{
    world *w = *state;
    read_page(w,
              "<meta property='article:published_time' content='soon'>"
              "<meta name=date content='2024-02-15'>",
              "");
    assert_date(w, "2024-02-15", "meta date");
}

static void json_ld_may_be_a_graph_an_array_or_untidy(void **state)
{
    static const char *const scripts[] = {
        "{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"x\"},"
        "{\"@type\":[\"Thing\",\"http://schema.org/NewsArticle\"],\"headline\":\"T\","
        "\"datePublished\":\"2024-02-15\",\"author\":[{\"name\":\"A B\"},{\"name\":\"C D\"}],"
        "\"publisher\":{\"name\":\"P\"}}]}",
        "[{\"@type\":\"BreadcrumbList\"},{\"@type\":\"BlogPosting\",\"headline\":\"T\","
        "\"datePublished\":\"2024-02-15\",\"author\":\"A B; C D\",\"publisher\":{\"name\":\"P\"}}]",
        "<!-- {\"@type\":\"Article\",\"headline\":\"T\",\"datePublished\":\"2024-02-15\",\n"
        "\"author\":[\"A B\",\"C D\",\"https://a.org/jo\"],\"publisher\":{\"name\":\"P\"},"
        "\"articleBody\":\"a\nbroken\tstring\"}; -->"};
    world *w = *state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        char head[1024];
        snprintf(head, sizeof head, "<script type='application/ld+json'>%s</script>", scripts[i]);
        read_page(w, head, "");
        assert_text(w->page.title, "T");
        assert_date(w, "2024-02-15", "json-ld");
        assert_text(w->page.authors, "A B; C D");
        assert_text(w->page.publisher, "P");
    }
    read_page(w, "<script type='application/ld+json'>{\"@type\":</script><title>t</title>", "");
    assert_text(w->page.title, "t");
}

static void authors_are_names(void **state)
{
    world *w = *state;
    read_page(w,
              "<meta name=citation_author content='Ada L'><meta name=citation_author "
              "content='Bob M'><meta name=citation_author content='Ada L'>",
              "");
    assert_text(w->page.authors, "Ada L; Bob M");
    read_page(w, "<meta property=article:author content='https://a.org/jo'>",
              "<a rel=author href=/jo>By Jo Doe</a>");
    assert_text(w->page.authors, "Jo Doe");
}

static void the_language_is_the_documents(void **state)
{
    world *w = *state;
    read_as(*state, "<html lang=de-CH><meta http-equiv=content-language content=fr>", "text/html",
            "");
    assert_text(w->page.lang, "de-CH");
    read_as(*state, "<html><meta property=og:locale content=en_GB>", "text/html", "");
    assert_text(w->page.lang, "en_GB");
}

static void the_main_text_is_without_what_surrounds_it(void **state)
{
    world *w = *state;
    char body[8192];
    snprintf(body, sizeof body,
             "<header class=site-header>Site header</header>"
             "<nav><ul><li><a href=/a>Menu one</a><li><a href=/b>Menu two</a></ul></nav>"
             "<div class=cookie-banner><p>We use cookies, as all do, and ask you to accept them "
             "for the purposes of analytics, advertising and so on.</p></div>"
             "<article><h2>A part</h2>%s<ul><li>first point, with words</li><li>second point, "
             "with words</li></ul><blockquote>Said by  someone.</blockquote></article>"
             "<div class=related><a href=/1>Related one</a> <a href=/2>Related two</a></div>"
             "<div id=comments class=comments><p>A comment by a reader, long enough to be taken "
             "for a paragraph of the article itself, with commas, several of them.</p></div>"
             "<footer>Imprint</footer><script>var hidden = 'script';</script>"
             "<style>.x{color:red}</style><p hidden>Not shown, whatever it says here.</p>",
             prose);
    read_page(w, "", body);
    dl_str text = w->page.text;
    assert_true(dl_str_starts(text, DL_STR("A part\n\nThe company said")));
    assert_true(holds(text, "researchers.\n\nIt makes videos"));
    assert_true(holds(text, "- first point, with words\n\n- second point, with words"));
    assert_true(dl_str_ends(text, DL_STR("\n\n> Said by someone.")));
    static const char *const around[] = {"Site header", "Menu",       "cookies",
                                         "Related",     "comment by", "Imprint",
                                         "var hidden",  "color",      "Not shown"};
    for (size_t i = 0; i < sizeof around / sizeof *around; i++)
        if (holds(text, around[i]))
            fail_msg("the main text has \"%s\"", around[i]);
}

static void text_is_folded_composed_and_broken_into_blocks(void **state)
{
    world *w = *state;
    read_page(w, "",
              "<p>One\n  two&nbsp;\t three&shy;four</p><p>e&#x301;t&eacute;<br>next line"
              "<br><br>next block</p><pre>kept\nlines</pre><p>in<b>li</b>ne</p>"
              "<table><tr><td>a</td><td>b</td></tr><tr><td>c<td>d</tr></table>");
    assert_text(w->page.text, "One two threefour\n\nété\nnext line\n\nnext block\n\nkept\nlines\n\n"
                              "inline\n\na\tb\nc\td");
}

static void the_same_bytes_give_the_same_page(void **state)
{
    world *w = *state;
    world other = {0};
    dl_page_init(&other.page);
    char body[4096];
    snprintf(body, sizeof body, "<article>%s</article>", prose);
    read_page(w, "<title>t</title>", body);
    read_page(&other, "<title>t</title>", body);
    assert_true(dl_str_equal(w->page.text, other.page.text));
    assert_true(dl_str_equal(w->page.html, other.page.html));
    dl_page_clear(&other.page);
}

static void links_are_absolute(void **state)
{
    static const char *const expected[] = {
        "https://a.org/x/b.html", "https://a.org/c?d#e", "https://b.org/",     "http://c.org/f",
        "https://a.org/up",       "https://a.org/x/?q",  "https://a.org/x/s p"};
    world *w = *state;
    read_page(w, "",
              "<a href=b.html>1</a><a href='/c?d#e'>2</a><a href=//b.org/>3</a>"
              "<a href='http://c.org/f'>4</a><a href='../up'>5</a><a href=' \n?q '>6</a>"
              "<a href='s p'>7</a><a name=anchor>no</a><a href='mailto:x@a.org'>no</a>"
              "<a href='javascript:x()'>no</a><a href=''>no</a>");
    assert_int_equal(w->page.link_count, sizeof expected / sizeof *expected);
    /* "?q" of /x/page.html is a query of that page (RFC 3986 §5.2.2) */
    for (size_t i = 0; i < w->page.link_count; i++)
        assert_text(w->page.links[i], i == 5 ? "https://a.org/x/page.html?q" : expected[i]);
    read_page(w, "<base href='https://cdn.org/z/'>", "<a href=b.html>1</a>");
    assert_text(w->page.links[0], "https://cdn.org/z/b.html");
    read_page(w, "", "<a href=b.html><h3>Its title</h3><p>and\n summary</p></a>");
    assert_text(w->page.anchors[0].text, "Its title and summary");
}

static void json_and_text_are_their_own_text(void **state)
{
    world *w = *state;
    read_as(w, "{\"a\": [1, 2]}", "application/json", "https://a.org/x");
    assert_text(w->page.text, "{\"a\": [1, 2]}");
    assert_text(w->page.html, "");
    read_as(w, "one\r\n  two\rthree\xE9", "text/plain; charset=latin1", "https://a.org/x");
    assert_text(w->page.text, "one\n  two\nthreeé");
    read_as(w, "%PDF-1.7", "application/pdf", "https://a.org/x");
    assert_text(w->page.text, "");
    read_as(w, "  <p>Hello</p>", "", "https://a.org/x");
    assert_text(w->page.text, "Hello");
    read_as(w, "just words", "", "https://a.org/x");
    assert_text(w->page.text, "just words");
    read_as(w, "", "text/html", "https://a.org/x");
    assert_text(w->page.text, "");
}

static void html_is_kept_as_utf_8(void **state)
{
    world *w = *state;
    read_as(w, "<meta charset=latin1><p>caf\xE9", "text/html", "https://a.org/x");
    assert_text(w->page.html, "<meta charset=latin1><p>café");
    assert_text(w->page.charset, "windows-1252");
}

static void deep_nesting_is_read_in_time(void **state)
{
    enum { DEEP = 1000000 };
    world *w = *state;
    dl_buf body = {0};
    for (int i = 0; i < DEEP; i++)
        dl_buf_puts(&body, "<div>");
    dl_buf_puts(&body, prose);
    int rc = dl_page_read(&w->page, dl_buf_str(&body), DL_STR("text/html"), DL_STR(""), &w->error);
    dl_buf_clear(&body);
    /* gumbo alone would take hours: what is nested past all measure is flattened before */
    assert_int_equal(rc, 0);
    assert_true(w->page.text.size > 0);
}

static void nesting_within_reason_is_read(void **state)
{
    enum { DEEP = 3000 };
    world *w = *state;
    dl_buf body = {0};
    for (int i = 0; i < DEEP; i++)
        dl_buf_puts(&body, "<div>");
    dl_buf_puts(&body, prose);
    int rc = dl_page_read(&w->page, dl_buf_str(&body), DL_STR("text/html"), DL_STR(""), &w->error);
    dl_buf_clear(&body);
    assert_int_equal(rc, 0);
    assert_true(holds(w->page.text, "The company said"));
}

static void a_page_past_10_mib_is_refused(void **state)
{
    world *w = *state;
    dl_buf body = {0};
    dl_buf_puts(&body, "<p>");
    while (body.size <= (size_t)10 << 20)
        dl_buf_puts(&body, "words and words and words and words and words and words\n");
    int rc = dl_page_read(&w->page, dl_buf_str(&body), DL_STR("text/html"), DL_STR(""), &w->error);
    dl_buf_clear(&body);
    assert_int_equal(rc, DL_ERR_LIMIT_SIZE);
}

static void no_bytes_make_it_fail(void **state)
{
    static const char *const types[] = {
        "text/html", "text/plain", "", "application/json", "text/html; charset=gb18030",
        "image/png"};
    world *w = *state;
    unsigned seed = 20240215;
    char bytes[4096];
    print_message("# seed %u\n", seed);
    for (int round = 0; round < 300; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1103515245U + 12345U;
            unsigned roll = seed >> 16;
            bytes[i] = (char)(roll >> 4);
            if (roll % 4 == 0)
                bytes[i] = "<>&\"'=/ !-apdivtm;"[roll / 4 % 18];
        }
        dl_str type = dl_str_of(types[round % 6]);
        assert_int_equal(dl_page_read(&w->page, (dl_str){bytes, sizeof bytes}, type,
                                      DL_STR("https://a.org/"), &w->error),
                         0);
    }
}

int main(void)
{
#define PAGE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        PAGE_TEST(the_title_is_taken_by_rank),
        PAGE_TEST(a_title_is_without_its_site),
        PAGE_TEST(the_published_date_is_taken_by_rank),
        PAGE_TEST(a_modified_date_is_not_a_published_one),
        PAGE_TEST(a_date_that_cannot_be_read_makes_way_for_one_that_can),
        PAGE_TEST(json_ld_may_be_a_graph_an_array_or_untidy),
        PAGE_TEST(authors_are_names),
        PAGE_TEST(the_language_is_the_documents),
        PAGE_TEST(the_main_text_is_without_what_surrounds_it),
        PAGE_TEST(text_is_folded_composed_and_broken_into_blocks),
        PAGE_TEST(the_same_bytes_give_the_same_page),
        PAGE_TEST(links_are_absolute),
        PAGE_TEST(json_and_text_are_their_own_text),
        PAGE_TEST(html_is_kept_as_utf_8),
        PAGE_TEST(deep_nesting_is_read_in_time),
        PAGE_TEST(nesting_within_reason_is_read),
        PAGE_TEST(a_page_past_10_mib_is_refused),
        PAGE_TEST(no_bytes_make_it_fail),
    };
    return cmocka_run_group_tests_name("page: reading", tests, NULL, NULL);
}
