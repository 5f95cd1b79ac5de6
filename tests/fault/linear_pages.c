/* Time on bad input: dates, prose, pages, feeds, selectors, and what is compared. */
#include <string.h>

#include "base/duration.h"
#include "date/zone_rule.h"
#include "dateline/date.h"
#include "dateline/diff.h"
#include "dateline/evidence.h"
#include "dateline/feed.h"
#include "dateline/find.h"
#include "dateline/page.h"
#include "dateline/select.h"
#include "dateline/zone.h"
#include "extract/charset.h"
#include "extract/entity.h"
#include "extract/feed_date.h"
#include "extract/label.h"
#include "extract/written_date.h"
#include "linear.h"

static int as_date(dl_str text, dl_error *error)
{
    dl_date date;
    return dl_date_parse(text, &date, error);
}

static int as_zone(dl_str text, dl_error *error)
{
    dl_zone zone;
    return dl_zone_find(text, &zone, error);
}

static int as_zone_rule(dl_str text, dl_error *error)
{
    zone_rule rule;
    return zone_rule_read(text, &rule)
               ? 0
               : dl_error_set(error, DL_ERR_SYNTAX, "this is no rule of a zone");
}

static int as_duration(dl_str text, dl_error *error)
{
    double seconds;
    return dl_duration_parse(text, &seconds)
               ? 0
               : dl_error_set(error, DL_ERR_SYNTAX, "this is no span of time");
}

static int as_prose(dl_str text, dl_error *error)
{
    dl_arena arena = {0};
    dl_found *found;
    size_t count;
    const dl_find_options options = {.published = NULL};
    int rc = dl_date_find(text, &options, &arena, &found, &count, error);
    dl_arena_clear(&arena);
    return rc;
}

static int as_written(dl_str text, dl_error *error)
{
    dl_date date;
    dl_str raw;
    (void)error;
    dl_written_date(text, DL_STR("en"), DL_WRITTEN_FIELD, &date);
    dl_written_date(text, DL_STR(""), DL_WRITTEN_ANYWHERE, &date);
    dl_written_date_in_path(text, &raw, &date);
    dl_feed_date_parse(text, &date);
    return 0;
}

/* As a page's reader asks: the first, and the one behind it. */
static int as_labels(dl_str text, dl_error *error)
{
    size_t start, end;
    (void)error;
    dl_label_find(text, 0, &start, &end);
    dl_label_find(text, end, &start, &end);
    dl_label_at_end(text);
    return 0;
}

static int as_entities(dl_str text, dl_error *error)
{
    dl_buf out = {0};
    (void)error;
    dl_entity_decode(text, &out);
    dl_buf_clear(&out);
    return 0;
}

static int as_page(dl_str text, dl_error *error)
{
    dl_page page;
    dl_page_init(&page);
    int rc = dl_page_read(&page, text, DL_STR("text/html"), DL_STR("http://a.example/"), error);
    dl_page_clear(&page);
    return rc;
}

static int as_links(dl_str text, dl_error *error)
{
    dl_arena arena = {0};
    const dl_feed_found *found;
    size_t count;
    int rc = dl_feed_find(text, DL_STR("http://a.example/"), &arena, &found, &count, error);
    dl_arena_clear(&arena);
    return rc;
}

static int as_feed_of(dl_str text, dl_str type, dl_error *error)
{
    dl_feed feed;
    dl_feed_init(&feed);
    int rc = dl_feed_read(&feed, text, type, DL_STR("http://a.example/"), error);
    dl_feed_clear(&feed);
    return rc;
}

static int as_feed(dl_str text, dl_error *error)
{
    return as_feed_of(text, DL_STR("application/rss+xml"), error);
}

static int as_json_feed(dl_str text, dl_error *error)
{
    return as_feed_of(text, DL_STR("application/feed+json"), error);
}

/* What is asked is long and the page short, and the same for all. */
static int as_selector(dl_str text, dl_error *error)
{
    static dl_document *document;
    dl_selected found;
    int rc = 0;
    if (!document)
        rc = dl_document_new(&document, DL_STR("<div><p>a<p class=b>c</div>"), DL_STR("http://a/"),
                             error);
    if (rc)
        return rc;
    if (text.data[0] == '/')
        rc = dl_select_xpath(document, NULL, text, &found, error);
    else
        rc = dl_select_css(document, NULL, text, &found, error);
    dl_selected_clear(&found);
    return rc;
}

/* What is asked is short, and the page long. */
static int as_selected(dl_str text, dl_error *error)
{
    static const char *const asked[] = {"p", "div > p + p", "p:nth-child(3)", ".b p:last-child"};
    dl_document *document;
    dl_selected found;
    int rc = dl_document_new(&document, text, DL_STR("http://a/"), error);
    if (rc)
        return rc;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        dl_select_css(document, NULL, dl_str_of(asked[i]), &found, error);
        dl_selected_clear(&found);
    }
    rc = dl_select_xpath(document, NULL, DL_STR("//p[@class='b']/text()"), &found, error);
    dl_selected_clear(&found);
    dl_document_free(document);
    return rc;
}

static int as_charset(dl_str text, dl_error *error)
{
    dl_buf out = {0};
    (void)error;
    dl_charset found = dl_charset_find(text, DL_STR("text/html"), true);
    dl_charset_declared_late(text);
    dl_encoding_decode(found.encoding, text, &out);
    dl_buf_clear(&out);
    return 0;
}

static int as_diff(dl_str text, dl_error *error)
{
    dl_arena arena = {0};
    dl_diff diff;
    size_t half = text.size / 2;
    int rc = dl_diff_texts(dl_str_slice(text, 0, half), dl_str_slice(text, half, text.size), NULL,
                           &arena, &diff, error);
    dl_arena_clear(&arena);
    return rc;
}

static int as_quote(dl_str text, dl_error *error)
{
    dl_match match;
    const dl_quote_ask ask = {.exact = DL_STR("aab aab aab aab aab aaa aab ab aab x")};
    (void)error;
    dl_quote_search(text, &ask, DL_NEAR_PERCENT, &match, NULL);
    return 0;
}

static const bad rows[] = {
    {"EDTF: members of a set", as_date, 400000, "{", "1667,", "1668}",
     .refused = "too many members"},
    {"zone: a long name", as_zone, 400000, "Europe/", "a", "", .refused = "has no"},
    {"zone: a path of names", as_zone, 400000, "", "a/", "", .refused = "has no"},
    {"zone: a rule's name", as_zone_rule, 400000, "<", "A", ">5"},
    {"zone: a rule's number", as_zone_rule, 400000, "EST", "0", "5", .refused = "no rule"},
    {"a span: digits", as_duration, 400000, "", "1", "s", .refused = "no span"},
    {"a span: a fraction", as_duration, 400000, "0.", "1", "s", .refused = "no span"},
    {"EDTF: a long year", as_date, 400000, "Y", "9", "", .ends = "out of reach"},
    {"prose: numbers", as_prose, 20000, "", "12 ", ""},
    {"prose: months", as_prose, 20000, "", "May ", ""},
    {"prose: one word", as_prose, 400000, "", "a", ""},
    {"prose: half a range", as_prose, 20000, "", "from 3 May 2024 to ", ""},
    {"HTML: nesting", as_page, 200000, "", "<div>", "x"},
    {"HTML: openers", as_page, 200000, "", "<", ""},
    {"HTML: comments", as_page, 200000, "", "<!--", ""},
    {"HTML: formatting", as_page, 30000, "", "<b><i><p>", "x"},
    {"HTML: attributes", as_page, 100000, "<p ", "a\1. ", "=1 >", .most_s = 5},
    {"HTML: entities", as_page, 200000, "<p>", "&amp", ""},
    {"HTML: links", as_page, 100000, "", "<a href=x>y</a>", ""},
    {"HTML: paragraphs", as_page, 200000, "", "<p>Some words, and more of them.</p>", ""},
    {"feed: nesting", as_feed, 40000, "<rss><channel>", "<item>", ""},
    {"feed: entries", as_feed, 200000, "<rss><channel>", "<item><title>a</title></item>", ""},
    {"feed: broken ends", as_feed, 100000, "<rss><channel>", "</x>", ""},
    {"feed: attributes", as_feed, 50000, "<rss ", "a\1. ", "='1'>"},
    {"diff: one sentence", as_diff, 100000, "", "a b ", ""},
    {"diff: sentences alike", as_diff, 100000, "", "It is so. ", ""},
    {"diff: sentences of their own", as_diff, 100000, "", "Word \1. ", ""},
    {"charset: declarations", as_charset, 200000, "", "<meta charset=", ""},
    {"charset: metas", as_charset, 200000, "", "<meta a=b>", ""},
    {"charset: bytes", as_charset, 200000, "", "\xFF\x81", ""},
    {"charset: comments", as_charset, 200000, "", "<!--", ""},
    {"CSS: a list", as_selector, 1000, "p", ", .a\1", ""},
    {"CSS: a chain", as_selector, 180, "p", " > p", ""},
    {"CSS: nesting", as_selector, 40, "p", ":not(", "", .most = 80,
     .ends = "a selector was expected"},
    {"CSS: classes", as_selector, 400, "p", ".a", ""},
    {"CSS: in a page", as_selected, 50000, "<div class=b>", "<p>a", ""},
    {"CSS: in a deep page", as_selected, 50000, "<div class=b>", "<div><p>a", ""},
    {"XPath: steps", as_selector, 200, "//p", "/p", "", .most = 16000},
    {"XPath: predicates", as_selector, 2000, "//p", "[1]", "", .most = 16000},
    {"XPath: nesting", as_selector, 2000, "//p[", "(", "", .refused = "nested too deeply"},
    {"XPath: unions", as_selector, 2000, "//p", "|//a", "", .most = 16000},
    {"quote: nearly", as_quote, 100000, "", "aab ", ""},
    {"EDTF: members of a list", as_date, 400000, "[", "1667..1668,", "1669]",
     .refused = "too many members"},
    {"EDTF: blanks", as_date, 400000, "", " ", "2024", .refused = "a year of four digits"},
    {"prose: relative", as_prose, 20000, "", "two days after ", ""},
    {"prose: numbers in words", as_prose, 20000, "", "twenty-", ""},
    {"prose: weekdays", as_prose, 20000, "", "last Friday, ", ""},
    {"prose: days in one sentence", as_prose, 150000, "", "on Tuesday ", ""},
    {"prose: counted from a date before", as_prose, 150000, "", "In May 2024 next year ", ""},
    {"prose: clocks", as_prose, 20000, "", "3:04 pm ", ""},
    {"prose: ranges", as_prose, 20000, "", "2024-2025-", ""},
    {"prose: dots", as_prose, 20000, "", "1.2.", ""},
    {"prose: holidays", as_prose, 20000, "", "the day before Christmas ", ""},
    {"written date: digits", as_written, 20000, "", "1", ""},
    {"written date: months", as_written, 20000, "", "May ", ""},
    {"written date: slashes", as_written, 20000, "", "12/", ""},
    {"written date: a path", as_written, 20000, "http://a.example/", "2024/", ""},
    {"labels", as_labels, 100000, "", "Published ", ""},
    {"labels: halves", as_labels, 100000, "", "last ", ""},
    {"entities", as_entities, 100000, "", "&am", ""},
    {"HTML: tables", as_page, 30000, "", "<table><td>", "x"},
    {"HTML: tables of their own", as_page, 30000, "", "<table><tr><td>a</table>", "x"},
    {"HTML: options", as_page, 100000, "<select>", "<option>a", ""},
    {"HTML: end tags", as_page, 100000, "<p>", "</b></i></p>", ""},
    {"HTML: adoption", as_page, 30000, "", "<a><div>", "x"},
    {"HTML: scripts", as_page, 100000, "", "<script>a</script>", ""},
    {"HTML: a long script", as_page, 200000, "<script>", "<!--<script", ""},
    {"HTML: cdata", as_page, 100000, "<svg>", "<![CDATA[", ""},
    {"HTML: headings", as_page, 100000, "", "<h2>a \1</h2><p>Some words, and more.", ""},
    {"HTML: lists", as_page, 100000, "", "<ul><li>one<li>two</ul>", ""},
    {"HTML: dates", as_page, 50000, "", "<p>On 3 May 2024 and <time>2024-05-\1</time>", ""},
    {"HTML: metas", as_page, 50000, "", "<meta property=article:published_time content=2024-\1>",
     ""},
    {"HTML: metas alike", as_page, 50000, "", "<meta name=author content=a>", ""},
    {"HTML: bylines", as_page, 50000, "", "<p class=byline>By Ann \1, Bob</p>", ""},
    {"HTML: JSON-LD", as_page, 50000, "",
     "<script type=application/ld+json>{\"@type\":\"Article\",\"datePublished\":\"2024\"}</script>",
     ""},
    {"HTML: JSON-LD graph", as_page, 50000, "<script type=application/ld+json>{\"@graph\":[",
     "{\"@id\":\"\1\",\"@type\":\"Article\",\"author\":{\"@id\":\"\1\"}},", "{}]}</script>"},
    {"HTML: JSON-LD nesting", as_page, 50000, "<script type=application/ld+json>", "{\"a\":[", ""},
    {"HTML: microdata", as_page, 30000, "", "<div itemscope><p itemprop=author>a", ""},
    {"HTML: bases and links", as_page, 50000, "<base href=//b>", "<link rel=next href=\1>", ""},
    {"HTML: feeds", as_links, 50000, "", "<link rel=alternate type=application/rss+xml href=\1>",
     ""},
    {"HTML: feeds alike", as_links, 50000, "", "<a href=/feed>RSS</a>", ""},
    {"feed: Atom entries", as_feed, 100000, "<feed xmlns='http://www.w3.org/2005/Atom'>",
     "<entry><id>\1</id><title>a</title><link href='\1'/></entry>", "</feed>", .most = 1000000},
    {"feed: one entry's links", as_feed, 50000, "<feed xmlns='http://www.w3.org/2005/Atom'><entry>",
     "<link href='\1'/>", "</entry></feed>"},
    {"feed: one entry's persons", as_feed, 50000,
     "<feed xmlns='http://www.w3.org/2005/Atom'><entry>", "<author><name>a\1</name></author>",
     "</entry></feed>"},
    {"feed: categories", as_feed, 50000, "<rss><channel><item>", "<category>a\1</category>",
     "</item></channel></rss>"},
    {"feed: namespaces", as_feed, 20000, "<rss", " xmlns:a\1='b\1'", "><channel/></rss>"},
    {"feed: namespaces nested", as_feed, 5000, "<rss><channel>", "<a xmlns:b='c\1'>", ""},
    {"feed: attributes of their own", as_feed, 50000, "<rss", " a\1='1'", "><channel/></rss>"},
    {"feed: attributes declared", as_feed, 20000, "<!DOCTYPE rss [", "<!ATTLIST rss a\1 CDATA 'b'>",
     "]><rss><channel/></rss>"},
    {"feed: one declared attribute", as_feed, 20000, "<!DOCTYPE rss [",
     "<!ATTLIST rss a CDATA 'b'>", "]><rss><channel/></rss>"},
    {"feed: elements declared", as_feed, 20000, "<!DOCTYPE rss [", "<!ELEMENT a\1 ANY>",
     "]><rss><channel/></rss>"},
    {"feed: notations declared", as_feed, 20000, "<!DOCTYPE rss [", "<!NOTATION a\1 SYSTEM 'b'>",
     "]><rss><channel/></rss>"},
    {"feed: parameter entities", as_feed, 20000, "<!DOCTYPE rss [", "<!ENTITY % a\1 'b'>",
     "]><rss><channel/></rss>"},
    {"feed: entities", as_feed, 50000, "<rss><channel><title>", "&amp;",
     "</title></channel></rss>"},
    {"feed: unknown entities", as_feed, 50000, "<rss><channel><title>", "&x;",
     "</title></channel></rss>"},
    {"feed: a type of entities", as_feed, 50000, "<!DOCTYPE a [", "<!ENTITY a\1 'b'>",
     "]><rss><channel/></rss>"},
    {"feed: cdata", as_feed, 50000, "<rss><channel><title>", "<![CDATA[a]]>",
     "</title></channel></rss>", .most = 9000000},
    {"feed: markup in text", as_feed, 50000, "<rss><channel><item><description>",
     "&lt;p&gt;a&lt;b&gt;", "</description></item></channel></rss>"},
    {"feed: dates", as_feed, 50000, "<rss><channel><item>", "<pubDate>Mon, 1 May</pubDate>",
     "</item></channel></rss>"},
    {"feed: instructions", as_feed, 50000, "<rss>", "<?a b?>", ""},
    {"feed: JSON items", as_json_feed, 100000,
     "{\"version\":\"https://jsonfeed.org/version/1\","
     "\"items\":[",
     "{\"id\":\"\1\",\"tags\":[\"a\"]},", "{\"id\":\"x\"}]}"},
    {"CSS: attributes", as_selector, 1000, "p", "[a=b]", ""},
    {"CSS: strings", as_selector, 1000, "p[a='", "b\\' ", "']"},
    {"CSS: pseudos", as_selector, 500, "p", ":not(.a)", ""},
    {"CSS: escapes", as_selector, 5000, ".", "\\61 ", ""},
    {"XPath: a string", as_selector, 4000, "//p[.='", "a", "']", .most = 16000},
    {"XPath: sums", as_selector, 200, "//p[1", "+1", "]", .most = 16000},
    {"XPath: a union of words", as_selector, 200, "//p[contains(.,'a')", " or .='b'", "]",
     .most = 16000},
    {"diff: words moved", as_diff, 50000, "", "w\1 w\1 a b. ", ""},
    {"diff: lines", as_diff, 50000, "", "a\1\n\n", ""},
    {"diff: one long word", as_diff, 200000, "", "a", ""},
    {"diff: marks", as_diff, 100000, "", "?!. ", ""},
    {"quote: one letter", as_quote, 100000, "", "a", ""},
    {"quote: blanks", as_quote, 100000, "", " ", ""},
    {"quote: marks", as_quote, 50000, "", "\xE2\x80\x9C", ""},
};

const bad_list linear_pages = {rows, sizeof rows / sizeof *rows};
