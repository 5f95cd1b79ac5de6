/* What a page says of itself, where, and what is believed of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "dateline/page.h"

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

static void read_at(dl_page *page, const char *url, const char *head, const char *body)
{
    char html[16384];
    dl_error error;
    snprintf(html, sizeof html, "<!doctype html><html><head>%s</head><body>%s</body></html>", head,
             body);
    if (dl_page_read(page, dl_str_of(html), DL_STR("text/html; charset=utf-8"), dl_str_of(url),
                     &error))
        fail_msg("%s", error.message);
}

static void read_page(dl_page *page, const char *head, const char *body)
{
    read_at(page, "https://a.org/x/page.html", head, body);
}

static void assert_text(dl_str text, const char *expected)
{
    if (!dl_str_equal(text, dl_str_of(expected)))
        fail_msg("\"%.*s\", expected \"%s\"", DL_STR_ARG(text), expected);
}

static void assert_edtf(bool there, const dl_date *date, const char *expected)
{
    dl_buf edtf = {0};
    if (there)
        dl_date_print(date, &edtf);
    assert_text(dl_buf_str(&edtf), expected ? expected : "");
    dl_buf_clear(&edtf);
}

static const dl_page_claim *claim_of(const dl_page *page, const char *field, const char *from)
{
    for (size_t i = 0; i < page->claim_count; i++)
        if (strcmp(page->claims[i].field, field) == 0 &&
            dl_str_equal(page->claims[i].from, dl_str_of(from)))
            return &page->claims[i];
    fail_msg("no claim of %s from %s", field, from);
    return NULL;
}

static void every_claim_is_listed_with_its_value_and_the_choice(void **state)
{
    dl_page *page = *state;
    read_page(page,
              "<title>T</title><meta name=date content='2024-02-16'>"
              "<meta name=pubdate content='soon'>"
              "<script type='application/ld+json'>{\"@type\":\"Article\",\"headline\":\"H\","
              "\"datePublished\":\"Thu, 15 Feb 2024 13:00:05 -0500\"}</script>",
              "");
    assert_text(claim_of(page, "title", "json-ld")->value, "H");
    assert_true(claim_of(page, "title", "json-ld")->chosen);
    assert_false(claim_of(page, "title", "title")->chosen);
    const dl_page_claim *chosen = claim_of(page, "published", "json-ld");
    assert_text(chosen->raw, "Thu, 15 Feb 2024 13:00:05 -0500");
    assert_text(chosen->value, "2024-02-15T13:00:05-05:00");
    assert_true(chosen->chosen && chosen->rank == 1);
    assert_text(claim_of(page, "published", "meta date")->value, "2024-02-16");
    assert_text(claim_of(page, "published", "meta pubdate")->value, "");
}

static void strong_bases_that_disagree_are_a_conflict(void **state)
{
    dl_page *page = *state;
    read_page(page,
              "<meta property=article:published_time content='2024-02-15T10:00:00Z'>"
              "<script type='application/ld+json'>{\"@type\":\"Article\","
              "\"datePublished\":\"2024-02-11\",\"dateModified\":\"2024-02-01\"}</script>",
              "");
    assert_edtf(page->has_published, &page->published, "2024-02-11");
    assert_true(claim_of(page, "published", "meta article:published_time")->conflict);
    assert_true(claim_of(page, "modified", "json-ld")->conflict); /* before it was published */
    /* a day's difference may be the zone's */
    read_page(page,
              "<meta property=article:published_time content='2024-02-12T10:00:00Z'>"
              "<script type='application/ld+json'>{\"@type\":\"Article\","
              "\"datePublished\":\"2024-02-11\",\"dateModified\":\"2024-02-12\"}</script>",
              "");
    for (size_t i = 0; i < page->claim_count; i++)
        assert_false(page->claims[i].conflict);
}

static void the_modified_date_is_a_field_of_its_own(void **state)
{
    dl_page *page = *state;
    read_page(page, "<meta property='article:modified_time' content='2024-02-16T08:00:00+01:00'>",
              "<h1>A heading</h1><p>Published on 3 May 2020, last updated 5 May 2020</p>");
    assert_edtf(page->has_modified, &page->modified, "2024-02-16T08:00:00+01:00");
    assert_text(page->modified_from, "meta article:modified_time");
    assert_edtf(page->has_published, &page->published, "2020-05-03");
    assert_text(page->published_from, "label");
    assert_text(claim_of(page, "modified", "label")->value, "2020-05-05");
    read_page(page, "<meta property='article:modified_time' content='2024-02-16'>", "<p>x</p>");
    assert_false(page->has_published); /* a change is no publication */
}

static void labels_are_read_in_the_languages_of_the_press(void **state)
{
    static const char *const bodies[] = {
        "<p>Erstellt am: 03.05.2020</p>",      "<p>Veröffentlicht am 3. Mai 2020</p>",
        "<p>Publié le 3 mai 2020</p>",         "<p>Publicado: 3 de mayo de 2020</p>",
        "<p>Pubblicato il 3 maggio 2020</p>",  "<p>Opublikowano 3 maja 2020</p>",
        "<p>Опубликовано 3 мая 2020</p>",      "<dl><dt>Datum</dt><dd>03.05.2020</dd></dl>",
        "<b>Published:</b> <i>May 3, 2020</i>"};
    dl_page *page = *state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        char body[512];
        snprintf(body, sizeof body, "<h1>Heading</h1><p>Text</p><div>%s</div>", bodies[i]);
        read_page(page, "", body);
        assert_edtf(page->has_published, &page->published, "2020-05-03");
        assert_text(page->published_from, "label");
    }
}

static void the_papers_own_day_comes_before_utc(void **state)
{
    static const char ld[] = "<script type='application/ld+json'>{\"@type\":\"Article\","
                             "\"datePublished\":\"2020-02-25T02:25:54Z\"}</script>";
    dl_page *page = *state;
    read_at(page, "https://a.org/2020/02/24/title", ld, "");
    assert_edtf(page->has_published, &page->published, "2020-02-24");
    /* the clock on the page tells the offset: nothing is lost */
    read_page(page, ld, "<h1>Heading</h1><p class=date>February 24, 2020 9:25 pm</p>");
    assert_edtf(page->has_published, &page->published, "2020-02-24T21:25-05:00");
    /* and so does another claim of the same minute, on a clock of the paper's own */
    read_page(page, ld,
              "<h1>Heading</h1><time datetime='2020-02-24T21:25:54-05:00'>Feb 24</time>"
              "<p class=date>February 24, 2020</p>");
    assert_edtf(page->has_published, &page->published, "2020-02-24T21:25:54-05:00");
    /* no paper's clock is ten and a half hours behind: the address tells when it was begun */
    read_at(page, "https://a.org/2020/02/24/title",
            "<script type='application/ld+json'>{\"@type\":\"Article\","
            "\"datePublished\":\"2020-02-25T10:30:00Z\"}</script>",
            "");
    assert_edtf(page->has_published, &page->published, "2020-02-25T10:30:00Z");
    /* another day is another date, and no zone */
    read_at(page, "https://a.org/2020/02/20/title", ld, "");
    assert_edtf(page->has_published, &page->published, "2020-02-25T02:25:54Z");
}

static void a_date_that_may_be_two_is_the_one_that_another_claim_tells(void **state)
{
    dl_page *page = *state;
    read_page(page, "<meta name=pubdate content='03/04/2020'>", "");
    assert_false(page->has_published);
    read_page(page,
              "<meta name=pubdate content='03/04/2020'>"
              "<meta property=og:updated_time content='2020-03-04T10:00:00Z'>",
              "");
    assert_edtf(page->has_published, &page->published, "2020-03-04");
}

static void dates_of_comments_and_other_articles_are_not_the_pages(void **state)
{
    dl_page *page = *state;
    read_page(page, "<title>The heading of it</title>",
              "<div class=sidebar><time datetime=2019-01-01>1 Jan</time></div>"
              "<h1>The heading of it</h1><p>Text that tells no date.</p>"
              "<div class=comments><time datetime=2021-01-01>x</time><p class=date>2 May 2021</p>"
              "</div><div class=related>3 May 2018</div>");
    assert_edtf(page->has_published, &page->published, "2019-01-01");
    assert_true(claim_of(page, "published", "time")->rank >= 15); /* far: a guess, and told so */
    read_page(page, "<title>The heading of it</title>",
              "<h1>The heading of it</h1><p>Text that tells no date.</p>"
              "<div class=comments><time datetime=2021-01-01>x</time> Posted on 2 May 2021</div>"
              "<div itemscope itemtype='http://schema.org/Comment'>"
              "<time datetime=2021-05-01>x</time></div>");
    assert_false(page->has_published);
    read_page(page, "<title>The heading of it</title>",
              "<div itemscope itemtype='http://schema.org/Comment'>"
              "<span itemprop=datePublished content=2021-05-01>x</span>"
              "<meta itemprop=dateCreated content=2021-05-01>"
              "<meta itemprop=author content=Bob></div>"
              "<ol class=comment-list><li class='comment vcard\n author'>Bob</li></ol>");
    assert_false(page->has_published);
    assert_text(page->authors, "");
}

static void dates_in_a_table_of_data_are_not_the_pages(void **state)
{
    dl_page *page = *state;
    read_page(page, "",
              "<h1>Heading</h1><table><tr><th>Date<th>Event<tr><td>2024-02-15<td>Shown</table>");
    assert_false(page->has_published);
    /* one that only lays out the page is no data */
    read_page(page, "", "<table><tr><td><h1>Heading</h1><td>15 Feb 2024</table>");
    assert_edtf(page->has_published, &page->published, "2024-02-15");
}

static void an_update_beside_the_date_lends_it_no_time(void **state)
{
    dl_page *page = *state;
    read_page(page, "",
              "<h1>Heading</h1><p class=published>Published: 5 March 2024 | Updated: 09:10, "
              "6 March 2024</p>");
    assert_edtf(page->has_published, &page->published, "2024-03-05");
    assert_edtf(page->has_modified, &page->modified, "2024-03-06");
}

static void an_element_of_the_sites_own_may_tell_when(void **state)
{
    dl_page *page = *state;
    read_page(page, "",
              "<h1>v1.2</h1><p><a href=/z>z</a> released this "
              "<relative-time datetime='2024-06-17T16:04:23Z'>17 Jun</relative-time></p>");
    assert_edtf(page->has_published, &page->published, "2024-06-17T16:04:23Z");
    /* a repository's last commit is not when its page was published */
    read_page(page, "",
              "<h1>A</h1><p>Fix it <relative-time datetime='2024-06-17T16:04:23Z'>17 Jun"
              "</relative-time></p>");
    assert_false(page->has_published);
}

static void a_script_may_tell_the_date(void **state)
{
    dl_page *page = *state;
    read_page(page,
              "<script>var p = {'publishdate': '2019-10-19', 'unpublishDate': '2030-01-01',"
              " \"publishedBy\": \"2001-01-01\"};</script>",
              "");
    assert_edtf(page->has_published, &page->published, "2019-10-19");
    assert_text(page->published_from, "script publishdate");
    assert_int_equal(page->claim_count, 1);
}

static void json_ld_is_read_as_it_is_found(void **state)
{
    static const char *const scripts[] = {
        "/* note */ {\"@type\":\"Article\", // here\n\"datePublished\":\"2020-05-03\",}",
        "<!--\n{\"@type\":\"Article\",\"datePublished\":\"2020-05-03\",\"x\":[1,2,],}\n-->",
        "//<![CDATA[\n{\"@type\":\"Article\",\"datePublished\":\"2020-05-03\"}\n//]]>",
        "{\"@type\":\"WebSite\"}{\"@type\":\"BlogPosting\",\"datePublished\":\"2020-05-03\"}",
        "{\"@type\":\"Article\",\"name\":\"it\\'s\",\"datePublished\":\"2020-05-03\"}",
        ("{\"@type\":\"WebPage\",\"mainEntity\":{\"@type\":\"NewsArticle\","
         "\"datePublished\":\"2020-05-03\"}}"),
        /* cut off: its date can still be seen */
        "{\"@type\":\"Article\",\"datePublished\":\"2020-05-03\",\"body\":\"and",
    };
    dl_page *page = *state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        char head[1024];
        snprintf(head, sizeof head, "<script type='application/ld+json'>%s</script>", scripts[i]);
        read_page(page, head, "");
        assert_edtf(page->has_published, &page->published, "2020-05-03");
    }
}

static void json_ld_may_only_refer_to_whom_another_script_names(void **state)
{
    dl_page *page = *state;
    read_page(page,
              "<script type='application/ld+json'>{\"@graph\":[{\"@type\":\"Article\","
              "\"author\":[{\"@id\":\"#jo\"},{\"@id\":\"#nobody\"},{\"@id\":\"#al\"}],"
              "\"publisher\":{\"@id\":\"/#org\"}},"
              "{\"@type\":\"Person\",\"@id\":\"#al\",\"name\":\"Al D\"},"
              "{\"@type\":\"Person\",\"@id\":\"#jo\",\"name\":\"Jo D\"}]}</script>"
              "<script type='application/ld+json'>{\"@type\":\"NewsMediaOrganization\","
              "\"@id\":\"/#org\",\"name\":\"The Paper\"}</script>",
              "<p class=byline>Somebody Else</p>");
    assert_text(page->authors, "Jo D; Al D");
    assert_text(page->publisher, "The Paper");
}

static void authors_of_another_article_are_not_this_ones(void **state)
{
    dl_page *page = *state;
    read_page(page,
              "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"author\":"
              "[{\"@id\":\"#jo\"},{\"@id\":\"#al\"}]}</script>"
              "<script type='application/ld+json'>{\"@id\":\"#jo\",\"name\":\"Jo D\"}</script>"
              "<script type='application/ld+json'>{\"itemListElement\":[{\"@type\":"
              "\"NewsArticle\",\"author\":{\"@id\":\"#al\",\"name\":\"Al D\"}},{\"@type\":"
              "\"NewsArticle\",\"author\":\"Ed D\"}]}</script>",
              "");
    assert_text(page->authors, "Jo D; Al D");
}

static void json_ld_may_type_its_values(void **state)
{
    dl_page *page = *state;
    read_page(page,
              "<script type='application/ld+json'>{\"@type\":\"Article\","
              "\"headline\":{\"@value\":\"Die Zeit\",\"@language\":\"de\"},"
              "\"author\":{\"name\":{\"@value\":\"Jo D\"}},\"datePublished\":"
              "[{\"@type\":\"Date\",\"@value\":\"2020-05-03\"}]}</script>",
              "");
    assert_text(page->title, "Die Zeit");
    assert_text(page->authors, "Jo D");
    assert_edtf(page->has_published, &page->published, "2020-05-03");
}

static void json_ld_may_hold_its_arrays_in_objects(void **state)
{
    dl_page *page = *state;
    read_page(
        page,
        "<script type='application/ld+json'>{\"@type\":\"Article\","
        "\"author\":{\"@list\":[{\"name\":\"Jo D\"},{\"name\":{\"@set\":[\"Al D\"]}}]},"
        "\"publisher\":{\"@list\":[]},\"datePublished\":{\"@set\":[\"2020-05-03\"]}}</script>",
        "");
    assert_text(page->authors, "Jo D; Al D");
    assert_text(page->publisher, "");
    assert_edtf(page->has_published, &page->published, "2020-05-03");
}

static void microdata_belongs_to_its_item(void **state)
{
    dl_page *page = *state;
    read_page(page, "",
              "<article itemscope itemtype='https://schema.org/NewsArticle'>"
              "<span itemprop=author itemscope itemtype='https://schema.org/Person'>By "
              "<b itemprop=name>Ada L</b>, the reporter</span>"
              "<time itemprop='datePublished dateCreated' datetime='2020-05-03'>x</time>"
              "<meta itemprop=dateModified content='2020-05-04'></article>");
    assert_text(page->authors, "Ada L");
    assert_edtf(page->has_published, &page->published, "2020-05-03");
    assert_text(page->published_from, "itemprop datePublished");
    assert_edtf(page->has_modified, &page->modified, "2020-05-04");
}

static void a_review_by_itself_is_the_article(void **state)
{
    dl_page *page = *state;
    read_page(page, "",
              "<div itemscope itemtype='http://schema.org/Review'><h1 itemprop=name>A film</h1>"
              "<meta itemprop=datePublished content='2020-05-03'>"
              "<b itemprop=author>Ada L</b></div>");
    assert_text(page->authors, "Ada L");
    assert_edtf(page->has_published, &page->published, "2020-05-03");
    read_page(page, "",
              "<div itemscope itemtype='http://schema.org/Product'><h1 itemprop=name>A kettle</h1>"
              "<div itemprop=review itemscope itemtype='http://schema.org/Review'>"
              "<meta itemprop=datePublished content='2020-05-03'>"
              "<b itemprop=author>Ada L</b></div></div>");
    assert_text(page->authors, "");
    assert_false(page->has_published);
}

static void the_canonical_address_is_absolute(void **state)
{
    dl_page *page = *state;
    read_page(page,
              "<link rel=canonical href='../story?a=1&amp;copy=2'>"
              "<meta property=og:url content='https://b.org/'>",
              "");
    assert_text(page->canonical, "https://a.org/story?a=1&copy=2");
    read_page(page, "<link rel=canonical href='javascript:x'>", "");
    assert_text(page->canonical, "");
    read_page(page, "<title>It tells none</title>", "");
    assert_text(page->canonical, "");
}

static void the_excerpt_is_the_description_or_the_first_paragraph(void **state)
{
    dl_page *page = *state;
    read_page(page, "<meta name=description content='It &amp;quot;works&amp;quot;.'>", "");
    assert_text(page->excerpt, "It \"works\".");
    read_page(page, "", "<h1>Heading</h1><p>A first sentence.</p><p>Another.</p>");
    assert_text(page->excerpt, "A first sentence.");
}

static void a_sites_name_is_no_part_of_the_title(void **state)
{
    static const struct {
        const char *title, *site, *heading, *shown;
    } titles[] = {
        {"It opens | The Paper", "The Paper", "", "It opens"},
        {"It opens_The Paper", "The Paper", "", "It opens"},
        {"It opens|The Paper", "The Paper", "", "It opens"},
        /* what has the site's name within a word */
        {"sqlite3_prepare_v2()", "SQLite", "C interface", "sqlite3_prepare_v2()"},
        {"create_react", "React", "create_react", "create_react"},
    };
    dl_page *page = *state;
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        char head[256], body[64];
        snprintf(head, sizeof head, "<title>%s</title><meta property=og:site_name content='%s'>",
                 titles[i].title, titles[i].site);
        snprintf(body, sizeof body, "<h1>%s</h1>", titles[i].heading);
        read_page(page, head, body);
        assert_text(page->title, titles[i].shown);
    }
}

static void bylines_are_cut_to_names(void **state)
{
    static const struct {
        const char *shown, *name;
    } bylines[] = {
        {"By Jane Doe | 3 May 2024", "Jane Doe"},
        {"by Lucas Nolan22 Dec 2016", "Lucas Nolan"},
        {"Von Jo Doe, 3. Mai 2020", "Jo Doe"},
        {"Jane Doe Published 3 May 2024", "Jane Doe"},
        {"Jane Doe May 3, 2024", "Jane Doe"},
        {"By", ""},
        /* white space of the source is none of the text; a block's edge is its end */
        {"By\n      <a href=/jo>Jane Doe</a>\n      and <a href=/al>Al D</a>", "Jane Doe and Al D"},
        {"<span>Jane Doe<div>Senior Reporter</div><div>May 3, 2024</div></span>", "Jane Doe"},
        {"<span>By<div>Jane Doe</div></span>", "Jane Doe"},
        {"View all posts by Jane Doe", "Jane Doe"},
        {"Eingestellt von Jo Doe", "Jo Doe"},
        {"<span class=screen-reader-text>Post author</span> By <a>Jane Doe</a>", "Jane Doe"},
        {"By&nbsp;Jane Doe", "Jane Doe"},
        {"Door: Jo Doe", "Jo Doe"},
        {"Auteur&nbsp;: Jo Doe", "Jo Doe"},
        {"Byron Doe", "Byron Doe"},
        {"Posted by Jane Doe on May 3, 2024", "Jane Doe"},
        {"Von Jo Doe am 3. Mai 2020", "Jo Doe"},
        {"https://a.org/jo", ""},
    };
    dl_page *page = *state;
    for (size_t i = 0; i < sizeof bylines / sizeof *bylines; i++) {
        char body[256];
        snprintf(body, sizeof body, "<h1>Heading</h1><div class=byline>%s</div>", bylines[i].shown);
        read_page(page, "", body);
        assert_text(page->authors, bylines[i].name);
    }
    read_page(page, "<meta name=twitter:creator content='@jo'>", "");
    assert_text(page->authors, "@jo"); /* better than nothing, after every name */
}

static void too_many_claims_are_no_claims(void **state)
{
    dl_page *page = *state;
    dl_buf body = {0};
    dl_error error;
    for (int i = 0; i < 5000; i++)
        dl_buf_printf(&body, "<meta name=author content='A %d'><time datetime=2020-01-01>x</time>",
                      i);
    assert_int_equal(dl_page_read(page, dl_buf_str(&body), DL_STR("text/html"), DL_STR(""), &error),
                     0);
    assert_true(page->claim_count > 200 && page->claim_count <= 8 * 200);
    dl_buf_clear(&body);
}

int main(void)
{
#define PAGE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        PAGE_TEST(every_claim_is_listed_with_its_value_and_the_choice),
        PAGE_TEST(strong_bases_that_disagree_are_a_conflict),
        PAGE_TEST(the_modified_date_is_a_field_of_its_own),
        PAGE_TEST(labels_are_read_in_the_languages_of_the_press),
        PAGE_TEST(the_papers_own_day_comes_before_utc),
        PAGE_TEST(a_date_that_may_be_two_is_the_one_that_another_claim_tells),
        PAGE_TEST(dates_of_comments_and_other_articles_are_not_the_pages),
        PAGE_TEST(dates_in_a_table_of_data_are_not_the_pages),
        PAGE_TEST(an_update_beside_the_date_lends_it_no_time),
        PAGE_TEST(an_element_of_the_sites_own_may_tell_when),
        PAGE_TEST(a_script_may_tell_the_date),
        PAGE_TEST(json_ld_is_read_as_it_is_found),
        PAGE_TEST(json_ld_may_only_refer_to_whom_another_script_names),
        PAGE_TEST(authors_of_another_article_are_not_this_ones),
        PAGE_TEST(json_ld_may_type_its_values),
        PAGE_TEST(json_ld_may_hold_its_arrays_in_objects),
        PAGE_TEST(microdata_belongs_to_its_item),
        PAGE_TEST(a_review_by_itself_is_the_article),
        PAGE_TEST(the_canonical_address_is_absolute),
        PAGE_TEST(the_excerpt_is_the_description_or_the_first_paragraph),
        PAGE_TEST(a_sites_name_is_no_part_of_the_title),
        PAGE_TEST(bylines_are_cut_to_names),
        PAGE_TEST(too_many_claims_are_no_claims),
    };
    return cmocka_run_group_tests_name("page: claims", tests, NULL, NULL);
}
