/* Feeds: what is read out of them, and what hostile ones cannot do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dateline/feed.h"
#include "extract/feed_date.h"
#include "extract/feed_markup.h"

static const dl_str none = {"", 0};

static void assert_text(dl_str text, const char *wanted)
{
    if (!dl_str_equal(text, dl_str_of(wanted)))
        fail_msg("\"%.*s\" is not \"%s\"", DL_STR_ARG(text), wanted);
}

static void read_feed(dl_feed *feed, const char *body)
{
    dl_error error = {0};
    dl_feed_init(feed);
    if (dl_feed_read(feed, dl_str_of(body), none, DL_STR("https://a.example/feeds/x"), &error))
        fail_msg("%s", error.message);
}

static int try_feed(dl_str body, const char *type, dl_error *error)
{
    dl_feed feed;
    dl_feed_init(&feed);
    dl_error_clear(error);
    int rc = dl_feed_read(&feed, body, dl_str_of(type), none, error);
    dl_feed_clear(&feed);
    dl_feed_clear(&feed);
    return rc;
}

/* --- dates -------------------------------------------------------------------------------------
 */

static void dates_are_as_precise_as_they_were_written(void **state)
{
    static const struct {
        const char *text, *edtf; /* NULL: no date */
    } cases[] = {{"Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"},
                 {"Thu, 01 Jan 2004 19:48 GMT", "2004-01-01T19:48Z"},
                 {"1 Jan 04 19:48:21 EST", "2004-01-01T19:48:21-05:00"},
                 {"01-Jan-2004 19:48:21 +0100 (CET)", "2004-01-01T19:48:21+01:00"},
                 {"Thu, 01 Jan 2004", "2004-01-01"},
                 {"Thu, 01 Jan 2004 19:48:21", "2004-01-01T19:48:21"},
                 {"Thu, 01 Jan 2004 19:48:21 XYZ", "2004-01-01T19:48:21"},
                 {"January 2004", "2004-01"},
                 {"January 1st, 2004", "2004-01-01"},
                 {"Jan. 1, 2004 7:05 pm", "2004-01-01T19:05"},
                 {"Jan 1, 2004, 12:05 a.m.", "2004-01-01T00:05"},
                 {"Sun Jan  4 16:29:06 PST 2004", "2004-01-04T16:29:06-08:00"},
                 {"Sun Jan  4 16:29:06 2004", "2004-01-04T16:29:06"},
                 {"Mon, 26 July 2004 16:31:00 ET", "2004-07-26T16:31:00-04:00[America/New_York]"},
                 {"2004", "2004"},
                 {"2004-02", "2004-02"},
                 {"2004-02-29", "2004-02-29"},
                 {"20040229", "2004-02-29"},
                 {"20040229T1015Z", "2004-02-29T10:15Z"},
                 {"2004-060", "2004-02-29"},
                 {"2004-02-29T10:15", "2004-02-29T10:15"},
                 {"2004-02-29 10:15:30 +0530", "2004-02-29T10:15:30+05:30"},
                 {"2004-02-29T10:15:30.25Z", "2004-02-29T10:15:30.25Z"},
                 {"2004/02/29 10:15", "2004-02-29T10:15"},
                 {"2004年2月29日", "2004-02-29"},
                 {"13/2/2004", "2004-02-13"},
                 {"2/13/2004 10:15", "2004-02-13T10:15"},
                 {"3.2.2004 10:15", "2004-02-03T10:15"},
                 {"13.2.2004", "2004-02-13"},
                 {"2.13.2004", NULL}, /* no such month */
                 {"15-Feb-04", "2004-02-15"},
                 {"2004-02-15T10:15+01:00[Europe/Paris]", "2004-02-15T10:15+01:00"},
                 {"2004년 2월 15일 오후 2:30", "2004-02-15T14:30"},
                 {"2004年2月15日 下午14:30", "2004-02-15T14:30"},
                 {"2004年2月15日 中午1:05", "2004-02-15T13:05"},
                 {"9. Dezember 2024", "2024-12-09"},
                 {"3/2/2004", NULL},                      /* March or February: nobody knows */
                 {"2003-02-29", NULL},                    /* no such day */
                 {"31 Apr 2004", NULL},                   /* no such day */
                 {"2004-02-29T25:00:00Z", NULL},          /* no such hour */
                 {"2004-02-29T10:15:30+15:00", NULL},     /* no such zone */
                 {"2004-02-29T10:15:30Z and more", NULL}, /* more than a date */
                 {"soon", NULL},
                 {"1234567890123456789012345678901234567890", NULL},
                 {"------------------------------", NULL},
                 {"", NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_date date;
        dl_buf edtf = {0};
        bool known = dl_feed_date_parse(dl_str_of(cases[i].text), &date);
        if (known)
            dl_date_print(&date, &edtf);
        const char *wanted = cases[i].edtf ? cases[i].edtf : "";
        if (!dl_str_equal(dl_buf_str(&edtf), dl_str_of(wanted)))
            fail_msg("%s is %.*s, not %s", cases[i].text, DL_STR_ARG(dl_buf_str(&edtf)), wanted);
        dl_buf_clear(&edtf);
    }
}

static void a_date_that_cannot_be_read_keeps_its_text(void **state)
{
    dl_feed feed;
    (void)state;
    read_feed(&feed, "<rss><channel><item><pubDate> next week </pubDate></item></channel></rss>");
    assert_false(feed.entries[0].about.published.known);
    assert_text(feed.entries[0].about.published.raw, "next week");
    dl_feed_clear(&feed);
}

/* --- texts and addresses ------------------------------------------------------------------------
 */

static void relative_addresses_become_absolute(void **state)
{
    static const struct {
        const char *html, *resolved;
    } cases[] = {{"<a href=\"x\">y</a>", "<a href=\"https://a.example/b/x\">y</a>"},
                 {"<a href=x>y</a>", "<a href=\"https://a.example/b/x\">y</a>"},
                 {"<a href='/x?a=1&amp;b'>", "<a href='https://a.example/x?a=1&amp;b'>"},
                 {"<A HREF = \"x\" id=1>", "<A HREF = \"https://a.example/b/x\" id=1>"},
                 {"<img src=\"//c.example/x.png\">", "<img src=\"https://c.example/x.png\">"},
                 {"<a href=\"https://c.example\">", "<a href=\"https://c.example\">"},
                 {"<a href=\"mailto:a@b\">", "<a href=\"mailto:a@b\">"},
                 {"<img srcset=\"a.png 1x, b.png 2x\">",
                  "<img srcset=\"https://a.example/b/a.png 1x, https://a.example/b/b.png 2x\">"},
                 {"<p data=\"x\" title=\"href=y\">1 < 2 & 3</p>",
                  "<p data=\"x\" title=\"href=y\">1 < 2 & 3</p>"},
                 {"<!-- <a href=\"x\"> --><a href=\"x",
                  "<!-- <a href=\"x\"> --><a href=\"https://a.example/b/x"},
                 {"<a", "<a"},
                 {"<", "<"},
                 {"<a href", "<a href"},
                 {"<a href=", "<a href="}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_buf out = {0};
        dl_markup_resolve(dl_str_of(cases[i].html), DL_STR("https://a.example/b/c"), &out);
        assert_text(dl_buf_str(&out), cases[i].resolved);
        dl_buf_clear(&out);
    }
}

static void html_is_told_from_text(void **state)
{
    (void)state;
    assert_true(dl_markup_is_html(DL_STR("<p>a</p>")));
    assert_true(dl_markup_is_html(DL_STR("caf&eacute;")));
    assert_true(dl_markup_is_html(DL_STR("a<br>b")));
    assert_false(dl_markup_is_html(DL_STR("a < b")));
    assert_false(dl_markup_is_html(DL_STR("vector<int> v;")));
    assert_false(dl_markup_is_html(DL_STR("</nosuchtag>")));
    assert_false(dl_markup_is_html(DL_STR("x &nosuchname; y")));
    assert_false(dl_markup_is_html(DL_STR("a & b; c")));
    assert_false(dl_markup_is_html(none));
}

static void a_title_is_one_line_of_text(void **state)
{
    dl_feed feed;
    (void)state;
    read_feed(&feed,
              "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title type=\"html\">\n A &lt;b&gt;bold"
              "&lt;/b&gt;&lt;br&gt;claim &amp;amp; more\n </title><entry><title>1 &lt; 2</title>"
              "</entry></feed>");
    assert_text(feed.about.title_text, "A bold claim & more");
    assert_text(feed.about.title.type, "text/html");
    assert_text(feed.entries[0].about.title_text, "1 < 2");
    dl_feed_clear(&feed);
}

static void the_text_of_an_entry_has_its_blocks(void **state)
{
    dl_feed feed;
    dl_buf text = {0};
    (void)state;
    read_feed(&feed,
              "<rss><channel><item><description>&lt;p&gt;One&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Two"
              "&lt;/li&gt;&lt;/ul&gt;</description></item><item/></channel></rss>");
    assert_int_equal(dl_feed_entry_text(&feed.entries[0], &text, NULL), 0);
    assert_text(dl_buf_str(&text), "One\n\n- Two");
    dl_buf_truncate(&text, 0);
    assert_int_equal(dl_feed_entry_text(&feed.entries[1], &text, NULL), 0);
    assert_int_equal(text.size, 0);
    dl_buf_clear(&text);
    dl_feed_clear(&feed);
}

static void modules_stand_in_for_what_is_not_told(void **state)
{
    dl_feed feed;
    (void)state;
    read_feed(
        &feed,
        "<rss xmlns:dc='http://purl.org/dc/elements/1.1' xmlns:m='http://search.yahoo.com/mrss'>"
        "<channel><item><dc:title>module</dc:title><title>own</title><m:group><m:content "
        "url='v.mp4' type='video/mp4'/><m:thumbnail url='t.png'/></m:group></item>"
        "<item><dc:title>module</dc:title></item></channel></rss>");
    assert_text(feed.entries[0].about.title.value, "own");
    assert_text(feed.entries[1].about.title.value, "module");
    assert_int_equal(feed.entries[0].about.media_count, 2);
    assert_text(feed.entries[0].about.media[0].url, "https://a.example/feeds/v.mp4");
    assert_true(feed.entries[0].about.media[1].thumbnail);
    dl_feed_clear(&feed);
}

/* Elements of Dublin Core, iTunes, Media RSS, Creative Commons' and the administrative module. */
static void modules_tell_of_persons_episodes_licences_and_programs(void **state)
{
    dl_feed feed;
    (void)state;
    read_feed(&feed,
              "<rss xmlns:dc='http://purl.org/dc/elements/1.1/'"
              " xmlns:i='http://www.itunes.com/dtds/podcast-1.0.dtd'"
              " xmlns:m='http://search.yahoo.com/mrss/' xmlns:admin='http://webns.net/mvcb/'"
              " xmlns:cc='http://backend.userland.com/creativeCommonsRssModule'"
              " xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel>"
              "<admin:generatorAgent r:resource='https://maker.example/?v=2'/>"
              "<item><dc:contributor>Ada Example</dc:contributor>"
              "<i:duration>1:02:03</i:duration><i:episode>7</i:episode><i:season>2</i:season>"
              "<m:keywords>one, two ,,one</m:keywords>"
              "<cc:license>/by/4.0</cc:license><cc:license> </cc:license></item></channel></rss>");
    assert_text(feed.about.generator, "https://maker.example/?v=2");
    assert_text(feed.about.generator_uri, "https://maker.example/?v=2");
    const dl_feed_about *about = &feed.entries[0].about;
    assert_int_equal(about->contributor_count, 1);
    assert_text(about->contributors[0].name, "Ada Example");
    assert_text(about->itunes.duration, "1:02:03");
    assert_text(about->itunes.episode, "7");
    assert_text(about->itunes.season, "2");
    assert_int_equal(about->category_count, 2); /* said twice is said once, nothing is none */
    assert_text(about->categories[0].term, "one");
    assert_text(about->categories[1].term, "two");
    assert_int_equal(about->link_count, 1);
    assert_text(about->links[0].rel, "license");
    assert_text(about->links[0].href, "https://a.example/by/4.0");
    dl_feed_clear(&feed);
}

static void polling_asks_are_understood(void **state)
{
    dl_feed feed;
    (void)state;
    read_feed(&feed, "<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>"
                     "<ttl>30</ttl><sy:updatePeriod>daily</sy:updatePeriod>"
                     "<sy:updateFrequency>4</sy:updateFrequency><skipHours><hour>0</hour>"
                     "<hour>23</hour><hour>x</hour><hour>99</hour></skipHours><skipDays>"
                     "<day>Sunday</day></skipDays></channel></rss>");
    assert_int_equal(feed.ttl_minutes, 30);
    assert_int_equal(feed.interval_s, 6 * 3600);
    assert_int_equal(feed.skip_hours, 1U | 1U << 23);
    assert_int_equal(feed.skip_days, 1U << 6);
    dl_feed_clear(&feed);
}

/* --- not well formed ----------------------------------------------------------------------------
 */

static void broken_xml_is_read_as_far_as_it_goes(void **state)
{
    static const struct {
        const char *xml;
        size_t entries;
        const char *title; /* of the first entry */
    } cases[] = {
        {"<rss><channel><item><title>a & b</title></item></channel></rss>", 1, "a & b"},
        {"<rss><channel><item><title>a&nbsp;b</title></item></channel></rss>", 1, "a b"},
        {"<rss><channel><item><title>a&nosuch;b</title></item></channel></rss>", 1, "a&nosuch;b"},
        {"<rss><channel><item><title>a<item><title>b</title></channel></rss>", 2, "a"},
        {"<rss><channel><item><title>a</item><item></item></rss>", 2, "a"},
        {"<rss><channel><item><title>a</title>", 1, "a"},
        {"<rss><channel><item><title>a</titl", 1, "a"},
        {"<rss><channel><item><title><![CDATA[a", 1, "a"},
        {"<rss><channel><item><link><title>a</title></item>", 1, NULL},
        {"<rss><channel><item><TITLE lang=en x='y>a</title></item>", 1, NULL},
        {"<RSS><Channel><Item><Title>a</TITLE></ITEM></CHANNEL>", 1, "a"},
        {"<rss><channel><item><title>1 < 2 <3 a</title></item>", 1, "1 < 2 <3 a"},
        {"<rss><channel><item><title>a\x01\x02</title></item></channel></rss>", 1, "a"},
        {"  \n<?xml version=\"1.0\"?><rss><channel><item><title>a</title></item></channel></rss>",
         1, "a"},
        {"<rss><channel><item><title>&#0;&#xD800;&#x110000;a</title></item></channel></rss>", 1,
         "&#0;&#xD800;&#x110000;a"},
        {"<rss><channel><item><description><p>x<br>y</description><title>a</title></item>", 1, "a"},
        {"<feed xmlns='http://www.w3.org/2005/Atom'><entry><dc:date>2004</dc:date><title>a</title>"
         "</entry></feed>",
         1, "a"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_feed feed;
        read_feed(&feed, cases[i].xml);
        if (feed.well_formed || feed.fault.size == 0)
            fail_msg("%s is told to be well formed", cases[i].xml);
        if (feed.entry_count != cases[i].entries)
            fail_msg("%s has %zu entries", cases[i].xml, feed.entry_count);
        if (cases[i].title)
            assert_text(feed.entries[0].about.title_text, cases[i].title);
        dl_feed_clear(&feed);
    }
}

static void the_place_of_the_fault_is_told(void **state)
{
    dl_feed feed;
    (void)state;
    read_feed(&feed, "<rss>\n<channel>\n<title>a & b</title></channel></rss>");
    assert_int_equal(feed.fault_line, 3);
    assert_true(feed.fault_column > 8);
    dl_feed_clear(&feed);
}

static void a_prefix_that_nobody_declares_is_known_by_its_name(void **state)
{
    dl_feed feed;
    (void)state;
    read_feed(&feed, "<rss><channel><item><dc:creator>A</dc:creator></item></channel></rss>");
    assert_false(feed.well_formed);
    assert_text(feed.entries[0].about.authors[0].name, "A");
    dl_feed_clear(&feed);
}

static void what_is_no_feed_is_refused_with_its_place(void **state)
{
    dl_error error;
    (void)state;
    assert_int_equal(try_feed(none, "", &error), DL_ERR_SYNTAX);
    assert_int_equal(try_feed(DL_STR("hello"), "text/plain", &error), DL_ERR_SYNTAX);
    assert_int_equal(try_feed(DL_STR("<html><body><p>a<br>b</body></html>"), "text/html", &error),
                     DL_ERR_SYNTAX);
    assert_non_null(strstr(error.message, "<html>"));
    assert_int_equal(error.line, 1);
    assert_true(error.column > 0);
    assert_int_equal(try_feed(DL_STR("{\"a\":\n 1,}"), "application/json", &error), DL_ERR_SYNTAX);
    assert_int_equal(error.line, 2);
    assert_int_equal(try_feed(DL_STR("{\"a\": 1}"), "application/json", &error), DL_ERR_SYNTAX);
    assert_int_equal(try_feed(DL_STR("[1, 2]"), "application/feed+json", &error), DL_ERR_SYNTAX);
}

/* --- charsets -----------------------------------------------------------------------------------
 */

static void bytes_are_read_in_their_encoding(void **state)
{
    static const struct {
        const char *body;
        size_t size;
        const char *type, *charset;
        bool well_formed;
    } cases[] = {
        {"<?xml version='1.0' "
         "encoding='iso-8859-1'?><rss><channel><title>caf\xE9</title></channel></rss>",
         0, "", "windows-1252", true},
        {"<rss><channel><title>caf\xC3\xA9</title></channel></rss>", 0, "text/xml", "utf-8", true},
        {"<rss><channel><title>caf\xE9</title></channel></rss>", 0,
         "application/rss+xml; charset = 'iso-8859-1'", "windows-1252", true},
        {"\xEF\xBB\xBF<rss><channel><title>caf\xC3\xA9</title></channel></rss>", 0,
         "text/xml; charset=iso-8859-1", "utf-8", true}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_feed feed;
        dl_error error;
        dl_feed_init(&feed);
        assert_int_equal(
            dl_feed_read(&feed, dl_str_of(cases[i].body), dl_str_of(cases[i].type), none, &error),
            0);
        assert_text(feed.about.title.value, "café");
        assert_text(feed.charset, cases[i].charset);
        assert_int_equal(feed.well_formed, cases[i].well_formed);
        dl_feed_clear(&feed);
    }
}

static void bytes_that_are_not_in_the_encoding_told_are_read_in_another(void **state)
{
    dl_feed feed;
    (void)state;
    read_feed(&feed, "<?xml version='1.0' encoding='utf-8'?><rss><channel><title>caf\xE9 na\xEFve"
                     " fa\xE7"
                     "ade</title></channel></rss>");
    assert_false(feed.well_formed);
    assert_text(feed.about.title.value, "café naïve façade");
    dl_feed_clear(&feed);
}

/* --- JSON Feed ----------------------------------------------------------------------------------
 */

static void a_json_feed_takes_the_wrong_types_for_nothing(void **state)
{
    dl_feed feed;
    (void)state;
    read_feed(&feed,
              "{\"version\": \"https://jsonfeed.org/version/1\", \"title\": 7, \"authors\": "
              "\"x\", \"author\": {\"name\": \"A\"}, \"items\": [1, null, {\"id\": 3, \"tags\": [1,"
              " \"t\"], \"attachments\": [{}, {\"url\": \"a.mp3\", \"size_in_bytes\": 10.0, "
              "\"duration_in_seconds\": 61.5}], \"date_published\": true}]}");
    assert_text(feed.format, "json 1");
    assert_text(feed.about.title.value, "7");
    assert_text(feed.about.authors[0].name, "A");
    assert_int_equal(feed.entry_count, 1);
    assert_text(feed.entries[0].about.id, "3");
    assert_int_equal(feed.entries[0].about.category_count, 1);
    assert_text(feed.entries[0].about.links[0].href, "https://a.example/feeds/a.mp3");
    assert_text(feed.entries[0].about.links[0].length, "10");
    assert_text(feed.entries[0].about.itunes.duration, "61.5");
    assert_false(feed.entries[0].about.published.known);
    dl_feed_clear(&feed);
}

/* --- hostile ------------------------------------------------------------------------------------
 */

static void entities_that_grow_without_measure_are_refused(void **state)
{
    dl_buf laughs = {0}, long_one = {0};
    dl_error error;
    (void)state;
    dl_buf_puts(&laughs, "<!DOCTYPE rss [<!ENTITY a0 \"ha\">");
    for (int i = 1; i < 40; i++)
        dl_buf_printf(&laughs, "<!ENTITY a%d \"&a%d;&a%d;&a%d;&a%d;\">", i, i - 1, i - 1, i - 1,
                      i - 1);
    dl_buf_puts(&laughs, "]><rss><channel><title>&a39;</title></channel></rss>");
    assert_int_equal(try_feed(dl_buf_str(&laughs), "", &error), DL_ERR_LIMIT_SIZE);

    /* one long entity, named often: quadratic blow-up */
    dl_buf_puts(&long_one, "<!DOCTYPE rss [<!ENTITY a \"");
    for (int i = 0; i < 100000; i++)
        dl_buf_putc(&long_one, 'x');
    dl_buf_puts(&long_one, "\">]><rss><channel><title>");
    for (int i = 0; i < 20000; i++)
        dl_buf_puts(&long_one, "&a;");
    dl_buf_puts(&long_one, "</title></channel></rss>");
    assert_int_equal(try_feed(dl_buf_str(&long_one), "", &error), DL_ERR_LIMIT_SIZE);
    dl_buf_clear(&laughs);
    dl_buf_clear(&long_one);
}

static void entities_of_the_document_itself_are_read(void **state)
{
    dl_feed feed;
    (void)state;
    read_feed(&feed, "<!DOCTYPE rss [<!ENTITY who \"A and B\">]><rss><channel><title>&who;</title>"
                     "</channel></rss>");
    assert_true(feed.well_formed);
    assert_text(feed.about.title.value, "A and B");
    dl_feed_clear(&feed);
    /* RSS 0.91 has HTML's by its DTD, which is not fetched for that */
    read_feed(&feed,
              "<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" "
              "\"http://my.netscape.com/publish/formats/rss-0.91.dtd\"><rss version=\"0.91\">"
              "<channel><title>caf&eacute;</title></channel></rss>");
    assert_true(feed.well_formed);
    assert_text(feed.about.title.value, "café");
    dl_feed_clear(&feed);
}

static void nothing_outside_the_document_is_read(void **state)
{
    static const char *const bodies[] = {
        "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel><title>&x;</title>"
        "</channel></rss>",
        "<!DOCTYPE rss [<!ENTITY % x SYSTEM \"file:///etc/passwd\">%x;]><rss><channel><title>t"
        "</title></channel></rss>",
        "<!DOCTYPE rss SYSTEM "
        "\"file:///etc/passwd\"><rss><channel><title>t</title></channel></rss>",
        "<rss xmlns:xi=\"http://www.w3.org/2001/XInclude\"><channel><title><xi:include "
        "parse=\"text\""
        " href=\"file:///etc/passwd\"/></title></channel></rss>"};
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        dl_feed feed;
        dl_error error = {0};
        dl_feed_init(&feed);
        int rc = dl_feed_read(&feed, dl_str_of(bodies[i]), none, none, &error);
        /* what asks for it and has nothing else is refused, and told why */
        assert_int_equal(rc, i == 0 ? DL_ERR_SYNTAX : 0);
        assert_true(i != 0 || strstr(error.message, "entity 'x' stands outside") != NULL);
        dl_str value = feed.about.title.value;
        assert_int_equal(dl_str_find(value, DL_STR("root:"), 0), value.size);
        dl_feed_clear(&feed);
    }
}

static void repeat(dl_buf *out, const char *text, int times)
{
    for (int i = 0; i < times; i++)
        dl_buf_puts(out, text);
}

static void depth_and_length_do_no_harm(void **state)
{
    enum { MANY = 50000 };
    static const struct {
        const char *before, *unit, *after;
    } cases[] = {
        {"<rss><channel><item><description>", "<div>", ""},
        {"<rss><channel><item><title>", "<a b=\"c\">", "</title></item></channel></rss>"},
        {"<rss><channel>", "<item>", ""},
        {"<rss><channel>", "<item/>", "</channel></rss>"},
        {"<rss><channel>", "</item>", ""},
        {"<rss><channel><title>", "<!--", ""},
        {"<rss><channel><title>", "<![CDATA[", ""},
        {"<rss><channel><title>", "&", ""},
        {"<rss><channel><title>", "&#", ""},
        {"<rss ", "a=\"", ""},
        {"<rss ", "xmlns:a='b' ", "><channel/></rss>"},
        {"<rss><channel><description>", "&lt;a href=x", "</description></channel></rss>"},
        {"<rss><channel><description>", "&lt;a href=&quot;", "</description></channel></rss>"},
        {"<rss><channel>", "<category>x</category>", "</channel></rss>"},
        {"<rss><channel>", "<x:y>z</x:y>", "</channel></rss>"},
        {"{\"items\": ", "[", ""},
        {"{\"items\": [", "{},", "{}]}"},
        {"<!DOCTYPE rss ", "[", "><rss/>"},
        {"", "<", ""},
        {"", "<a ", ""}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_buf body = {0};
        dl_error error;
        dl_buf_puts(&body, cases[i].before);
        repeat(&body, cases[i].unit, MANY);
        dl_buf_puts(&body, cases[i].after);
        int rc = try_feed(dl_buf_str(&body), "", &error);
        if (rc != 0 && rc != DL_ERR_SYNTAX && rc != DL_ERR_LIMIT_SIZE)
            fail_msg("%s%s...: %s", cases[i].before, cases[i].unit, error.message);
        dl_buf_clear(&body);
    }
}

/* An entry takes kilobytes where three bytes ask for it: 60 MB of them took a hundred gigabytes. */
/* libxml2 holds each attribute, prefix and declaration against all others: the forgiving reader
 * reads what has too many of them. */
static void a_crowd_of_names_is_read_by_the_forgiving_reader(void **state)
{
    static const struct {
        const char *before, *after;
    } crowds[] = {
        {"<rss", "><channel><item><title>t</title></item></channel></rss>"},
        {"<!DOCTYPE rss [", "]><rss><channel><item><title>t</title></item></channel></rss>"},
        {"<rss><channel><item><title>t</title></item>", "</channel></rss>"}};
    (void)state;
    for (size_t i = 0; i < sizeof crowds / sizeof *crowds; i++) {
        dl_buf text = {0};
        dl_feed feed;
        dl_buf_puts(&text, crowds[i].before);
        for (int k = 0; k < 3000; k++) {
            char again[64];
            snprintf(again, sizeof again,
                     i == 0   ? " a%d='1'"
                     : i == 1 ? "<!ENTITY a%d 'b'>"
                              : "<a xmlns:b%d='c'>",
                     k);
            dl_buf_puts(&text, again);
        }
        dl_buf_puts(&text, crowds[i].after);
        dl_feed_init(&feed);
        assert_int_equal(dl_feed_read(&feed, dl_buf_str(&text), DL_STR("application/rss+xml"),
                                      DL_STR("http://a/"), NULL),
                         0);
        assert_false(feed.well_formed);
        assert_true(feed.fault.size > 0);
        assert_int_equal(feed.entry_count, 1);
        dl_feed_clear(&feed);
        dl_buf_clear(&text);
    }
}

static void a_feed_has_so_many_entries_and_no_more(void **state)
{
    static const char *const forms[][3] = {
        {"{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[", "{},",
         "{}]}"},
        {"<rss><channel>", "<item/>", "<item/></channel></rss>"}};
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        for (int over = 0; over < 2; over++) {
            dl_buf body = {0};
            dl_error error = {0};
            dl_buf_puts(&body, forms[i][0]);
            repeat(&body, forms[i][1], DL_FEED_MOST_ENTRIES - 1 + over);
            dl_buf_puts(&body, forms[i][2]);
            assert_int_equal(try_feed(dl_buf_str(&body), "", &error), over ? DL_ERR_LIMIT_SIZE : 0);
            assert_true(!over || strstr(error.message, "more than 32768 entries") != NULL);
            dl_buf_clear(&body);
        }
    }
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static void no_bytes_make_the_reader_fall(void **state)
{
    static const char good[] =
        "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss version='2.0' "
        "xmlns:dc='http://purl."
        "org/dc/elements/1.1/'><channel xml:base='http://a/'><title>&a;&lt;b&gt;x&lt;/b&gt;</title>"
        "<item><guid>1</guid><pubDate>Thu, 01 Jan 2004 19:48:21 GMT</pubDate><dc:creator>A (a@b.c)"
        "</dc:creator><description><![CDATA[<a href=\"x\">y</a><img srcset='a 1x, "
        "b'>]]></description>"
        "<enclosure url='x'/><source url='y'>z</source></item></channel></rss>";
    static const char pieces[] = "<>&;\"'=/[]!-?\0\xC2\x85\xFF xml:base";
    uint32_t seed = (uint32_t)time(NULL);
    (void)state;
    print_message("# seed %u\n", seed);
    for (int round = 0; round < 3000; round++) {
        char body[sizeof good];
        dl_error error;
        memcpy(body, good, sizeof body);
        size_t size = sizeof body - 1;
        for (uint32_t i = next_random(&seed) % 8; i > 0; i--)
            body[next_random(&seed) % size] = pieces[next_random(&seed) % (sizeof pieces - 1)];
        if (next_random(&seed) % 4 == 0)
            size = next_random(&seed) % size;
        int rc = try_feed((dl_str){body, size}, "", &error);
        assert_true(rc == 0 || rc == DL_ERR_SYNTAX || rc == DL_ERR_LIMIT_SIZE);
    }
}

/* --- discovery ----------------------------------------------------------------------------------
 */

static void feeds_of_a_page_are_found_declared_ones_first(void **state)
{
    static const char page[] =
        "<html><head><base href='/blog/'><link rel='stylesheet alternate' type='text/css' href='c'>"
        "<link rel='alternate' hreflang='de' href='/de'>"
        "<link rel='Alternate' type='application/rss+xml; charset=utf-8' title=' The  news ' "
        "href='feed'><link rel=alternate type=application/feed+json href='//b.example/f.json'>"
        "<link rel=alternate type=application/rss+xml href='javascript:x'></head><body>"
        "<a href='feed'>again</a><a href='/comments/feed/'>Comments</a><a "
        "href='feed:https://c.example/r'"
        ">Reader</a><a href='/about'>About</a><a href='?feed=rss2'>Old</a></body></html>";
    static const struct {
        const char *url, *title;
        bool declared;
    } wanted[] = {{"https://a.example/blog/feed", "The news", true},
                  {"https://b.example/f.json", "", true},
                  {"https://a.example/comments/feed/", "Comments", false},
                  {"https://c.example/r", "Reader", false},
                  {"https://a.example/blog/?feed=rss2", "Old", false}};
    const dl_feed_found *found;
    size_t count;
    dl_arena arena = {0};
    dl_error error;
    (void)state;
    assert_int_equal(dl_feed_find(dl_str_of(page), DL_STR("https://a.example/x"), &arena, &found,
                                  &count, &error),
                     0);
    assert_int_equal(count, sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < count; i++) {
        assert_text(found[i].url, wanted[i].url);
        assert_text(found[i].title, wanted[i].title);
        assert_int_equal(found[i].declared, wanted[i].declared);
    }
    dl_arena_clear(&arena);
    assert_int_equal(dl_feed_find(none, none, &arena, &found, &count, &error), 0);
    assert_int_equal(count, 0);
    dl_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_as_precise_as_they_were_written),
        cmocka_unit_test(a_date_that_cannot_be_read_keeps_its_text),
        cmocka_unit_test(relative_addresses_become_absolute),
        cmocka_unit_test(html_is_told_from_text),
        cmocka_unit_test(a_title_is_one_line_of_text),
        cmocka_unit_test(the_text_of_an_entry_has_its_blocks),
        cmocka_unit_test(modules_stand_in_for_what_is_not_told),
        cmocka_unit_test(modules_tell_of_persons_episodes_licences_and_programs),
        cmocka_unit_test(polling_asks_are_understood),
        cmocka_unit_test(broken_xml_is_read_as_far_as_it_goes),
        cmocka_unit_test(the_place_of_the_fault_is_told),
        cmocka_unit_test(a_prefix_that_nobody_declares_is_known_by_its_name),
        cmocka_unit_test(what_is_no_feed_is_refused_with_its_place),
        cmocka_unit_test(bytes_are_read_in_their_encoding),
        cmocka_unit_test(bytes_that_are_not_in_the_encoding_told_are_read_in_another),
        cmocka_unit_test(a_json_feed_takes_the_wrong_types_for_nothing),
        cmocka_unit_test(entities_that_grow_without_measure_are_refused),
        cmocka_unit_test(entities_of_the_document_itself_are_read),
        cmocka_unit_test(nothing_outside_the_document_is_read),
        cmocka_unit_test(depth_and_length_do_no_harm),
        cmocka_unit_test(a_crowd_of_names_is_read_by_the_forgiving_reader),
        cmocka_unit_test(a_feed_has_so_many_entries_and_no_more),
        cmocka_unit_test(no_bytes_make_the_reader_fall),
        cmocka_unit_test(feeds_of_a_page_are_found_declared_ones_first),
    };
    return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
