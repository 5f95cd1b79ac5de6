/* Sitemaps, from sites that answer as sitemaps.org/protocol.html and Google's pages on news
 * sitemaps and localised versions say. */
#include <zlib.h>

#include "../net/service.h"

#define XMLNS "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\""

static void make_gzip(dl_buf *body)
{
    static const char text[] = "<urlset " XMLNS "><url><loc>http://a.example.org/zipped</loc>"
                               "<lastmod>2024-02</lastmod></url></urlset>";
    unsigned char out[1024];
    z_stream z = {0};
    deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (unsigned char *)(uintptr_t)text;
    z.avail_in = sizeof text - 1;
    z.next_out = out;
    z.avail_out = sizeof out;
    deflate(&z, Z_FINISH);
    dl_buf_append(body, (char *)out, sizeof out - z.avail_out);
    deflateEnd(&z);
}

static const reply site[] = {
    {.path = "/robots.txt",
     .status = 200,
     .body = "User-agent: *\nDisallow: /private\nSITEMAP: @HOST@/index.xml # all\r\n"
             "Sitemap:@HOST@/news.xml\nsitemap: javascript:alert(1)\n"},
    {.path = "/index.xml",
     .status = 200,
     .body = "<?xml version=\"1.0\"?><sitemapindex " XMLNS ">"
             "<sitemap><loc>@HOST@/pages.xml</loc><lastmod>2024-12-31</lastmod></sitemap>"
             "<sitemap><loc>@HOST@/zipped.xml.gz</loc></sitemap>"
             "<sitemap><loc>/lines.txt</loc></sitemap>"
             "<sitemap><loc>@HOST@/index.xml</loc></sitemap>"
             "<sitemap><loc>@HOST@/missing.xml</loc></sitemap></sitemapindex>"},
    {.path = "/pages.xml",
     .status = 200,
     .body =
         "<urlset " XMLNS " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">"
         "<url><loc>\n @HOST@/a?x=1&amp;y=2 \n</loc><lastmod>2024-12-09T18:00:00+01:00</lastmod>"
         "<changefreq>daily</changefreq><priority>0.8</priority>"
         "<xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://a.example.org/de\"/>"
         "<xhtml:link rel=\"alternate\" hreflang=\"fr\" href=\"https://a.example.org/fr\"/></url>"
         "<url><loc>relative/page</loc><lastmod>31/31/2024</lastmod></url>"
         "<url><loc>javascript:alert(1)</loc></url><url><loc></loc></url><url/>"
         "<url><lastmod>2024</lastmod></url></urlset>"},
    {.path = "/zipped.xml.gz",
     .status = 200,
     .headers = "Content-Type: application/gzip\r\n",
     .make = make_gzip},
    {.path = "/lines.txt",
     .status = 200,
     .body = "\xEF\xBB\xBFhttp://a.example.org/one\n\n"
             "http://a.example.org/two\r\nftp://x/\n"},
    {.path = "/news.xml",
     .status = 200,
     .body = "<urlset " XMLNS " xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\""
             " xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\">"
             "<url><image:image><image:loc>http://a.example.org/a.jpg</image:loc></image:image>"
             "<loc>http://a.example.org/news</loc><news:news><news:publication><news:name>The "
             "Example</news:name><news:language>en</news:language></news:publication>"
             "<news:publication_date>2024-12-09</news:publication_date><news:title>Sora is here"
             "</news:title></news:news><lastmod>2024-12-10</lastmod></url></urlset>"},
    {0}};

static const dl_record *find(const service *s, const char *ending)
{
    for (size_t i = 0; i < s->records.count; i++)
        if (dl_str_ends(s->records.items[i].url, dl_str_of(ending)))
            return &s->records.items[i];
    fail_msg("no %s", ending);
    return NULL;
}

static void a_site_s_pages_are_found_by_its_robots_txt(void **state)
{
    service *s = *state;
    service_start(s, site);
    service_need(s, dl_source_sitemap, s->base);
    assert_int_equal(s->records.count, 6);
    const dl_record *a = find(s, "/a?x=1&y=2");
    assert_date(a->date, "2024-12-09T18:00:00+01:00");
    assert_text(service_fact(a, "date_is"), "modified");
    assert_text(service_fact(a, "changefreq"), "daily");
    assert_text(service_fact(a, "alternate"), "de https://a.example.org/de");
    assert_has(service_fact(a, "sitemap").data, "/pages.xml");
    const dl_record *relative = find(s, "/relative/page");
    assert_false(relative->has_date);
    assert_text(service_fact(relative, "date_raw"), "31/31/2024");
    assert_date(find(s, "/zipped")->date, "2024-02");
    assert_false(find(s, "/two")->has_date);
    const dl_record *news = find(s, "/news");
    assert_text(news->title, "Sora is here");
    assert_date(news->date, "2024-12-09");
    assert_date(news->ended, "2024-12-10");
    assert_text(service_fact(news, "date_is"), "published");
    assert_text(service_fact(news, "publication"), "The Example");
    assert_text(dl_fact_value(s->records.facts, "refused"), "3");
    assert_text(dl_fact_value(s->records.facts, "elsewhere"), "4");
    assert_text(dl_fact_value(s->records.facts, "sitemaps"), "5");
    assert_has(s->records.incomplete.data, "404");
}

static void a_site_s_list_is_replayed_without_it(void **state)
{
    service *s = *state;
    char base[64];
    service_start(s, site);
    strcpy(base, s->base);
    service_replays(s, dl_source_sitemap, base);
}

static void without_robots_txt_the_usual_place_is_asked(void **state)
{
    static const reply replies[] = {
        {.path = "/sitemap.xml",
         .status = 200,
         .body = "<urlset><url><loc>@HOST@/x?a=1&b=2&#38;c&nbsp;</loc></url></urlset>"},
        {.path = "/robots.txt", .status = 404, .body = "no"},
        {0}};
    service *s = *state;
    char url[96];
    service_start(s, replies);
    service_need(s, dl_source_sitemap, s->base);
    assert_int_equal(s->records.count, 1);
    /* as sites write them: the ampersand of an address for itself */
    find(s, "/x?a=1&b=2&c&nbsp;");
    assert_text(dl_fact_value(s->records.facts, "elsewhere"), "");
    snprintf(url, sizeof url, "%s/robots.txt", s->base);
    assert_int_equal(service_read(s, dl_source_sitemap, url), DL_ERR_NOT_FOUND);
}

static void feeds_are_sitemaps_too(void **state)
{
    static const reply replies[] = {
        {.path = "/feed",
         .status = 200,
         .body =
             "\n<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><item><title>t</title><link>"
             "http://a.example.org/x</link><pubDate>Mon, 09 Dec 2024 18:00:00 GMT</pubDate>"
             "</item><item><title>no link</title></item></channel></rss>"},
        {0}};
    service *s = *state;
    char url[96];
    service_start(s, replies);
    snprintf(url, sizeof url, "%s/feed", s->base);
    service_need(s, dl_source_sitemap, url);
    assert_int_equal(s->records.count, 1);
    assert_date(s->records.items[0].date, "2024-12-09T18:00:00Z");
}

/* Each index names two deeper ones. */
static void an_index_within_an_index_ends(void **state)
{
    static const reply replies[] = {
        {.path = "/0",
         .status = 200,
         .body = "<sitemapindex><sitemap><loc>/1</loc></sitemap></sitemapindex>"},
        {.path = "/1",
         .status = 200,
         .body = "<sitemapindex><sitemap><loc>/2</loc></sitemap></sitemapindex>"},
        {.path = "/2",
         .status = 200,
         .body = "<sitemapindex><sitemap><loc>/3</loc></sitemap></sitemapindex>"},
        {.path = "/3",
         .status = 200,
         .body = "<sitemapindex><sitemap><loc>/4</loc></sitemap></sitemapindex>"},
        {0}};
    service *s = *state;
    char url[96];
    service_start(s, replies);
    snprintf(url, sizeof url, "%s/0", s->base);
    service_need(s, dl_source_sitemap, url);
    assert_int_equal(s->records.count, 0);
    assert_has(s->records.incomplete.data, "indexes deep");
}

static void make_many(dl_buf *body)
{
    dl_buf_puts(body, "<urlset>");
    for (int i = 0; i < 60000; i++)
        dl_buf_printf(body, "<url><loc>http://a/%d</loc></url>", i);
    dl_buf_puts(body, "</urlset>");
}

static void more_than_the_protocol_allows_is_cut_and_told(void **state)
{
    static const reply replies[] = {{.status = 200, .make = make_many}, {0}};
    service *s = *state;
    char url[96];
    service_start(s, replies);
    snprintf(url, sizeof url, "%s/s.xml", s->base);
    service_need(s, dl_source_sitemap, url);
    assert_int_equal(s->records.count, 50000);
    assert_has(s->records.incomplete.data, "50000");
}

/* 60 MB of spaces. */
static void make_bomb(dl_buf *body)
{
    static unsigned char zeros[1 << 20], out[1 << 18];
    z_stream z = {0};
    memset(zeros, ' ', sizeof zeros);
    deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    for (int i = 0; i <= 60; i++) {
        z.next_in = zeros;
        z.avail_in = sizeof zeros;
        do {
            z.next_out = out;
            z.avail_out = sizeof out;
            deflate(&z, i == 60 ? Z_FINISH : Z_NO_FLUSH);
            dl_buf_append(body, (char *)out, sizeof out - z.avail_out);
        } while (z.avail_out == 0);
    }
    deflateEnd(&z);
}

static void make_nested(dl_buf *body)
{
    dl_buf_puts(body, "<urlset>");
    for (int i = 0; i < 100000; i++)
        dl_buf_puts(body, "<url>");
}

static void what_is_no_sitemap_is_an_error(void **state)
{
    static const struct {
        reply reply;
        int kind;
    } cases[] = {
        {{.status = 200, .body = "<!DOCTYPE html><html><body>Not here</body></html>"},
         DL_ERR_SYNTAX},
        {{.status = 200, .body = "Hello"}, DL_ERR_SYNTAX},
        {{.status = 200, .body = "{\"a\": 1}"}, DL_ERR_SYNTAX},
        {{.status = 200, .body = "<"}, DL_ERR_SYNTAX},
        {{.status = 200, .body = "\x1F\x8B\x08"}, DL_ERR_SYNTAX},
        {{.status = 200, .make = make_bomb}, DL_ERR_LIMIT_SIZE},
        {{.status = 403, .body = "no"}, DL_ERR_NET},
        {{.status = 404, .body = "no"}, DL_ERR_NET},
        {{.status = 503, .headers = "Retry-After: 9\r\n"}, DL_ERR_NET},
    };
    service *s = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const reply replies[] = {cases[i].reply, {0}};
        char url[96];
        service_start(s, replies);
        snprintf(url, sizeof url, "%s/s.xml", s->base);
        int rc = service_read(s, dl_source_sitemap, url);
        if (rc != cases[i].kind)
            fail_msg("case %zu: %s: %s", i, dl_kind_word(rc), s->f.error.message);
    }
}

static void what_breaks_off_is_read_as_far_as_it_goes(void **state)
{
    static const reply replies[][2] = {
        {{.status = 200, .body = "<urlset><url><loc>http://a/1</loc></url><url><loc>http://a/2"},
         {0}},
        {{.status = 200, .make = make_nested}, {0}}};
    service *s = *state;
    for (size_t i = 0; i < 2; i++) {
        char url[96];
        service_start(s, replies[i]);
        snprintf(url, sizeof url, "%s/s.xml", s->base);
        service_need(s, dl_source_sitemap, url);
        assert_true(s->records.count <= 2);
        assert_has(s->records.incomplete.data, "breaks off");
    }
}

static void an_empty_sitemap_is_an_empty_list(void **state)
{
    static const reply replies[] = {{.status = 200, .body = "<urlset " XMLNS "/>"}, {0}};
    service *s = *state;
    char url[96];
    service_start(s, replies);
    snprintf(url, sizeof url, "%s/s.xml", s->base);
    service_need(s, dl_source_sitemap, url);
    assert_int_equal(s->records.count, 0);
    assert_text(s->records.incomplete, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVICE_TEST(a_site_s_pages_are_found_by_its_robots_txt),
        SERVICE_TEST(a_site_s_list_is_replayed_without_it),
        SERVICE_TEST(without_robots_txt_the_usual_place_is_asked),
        SERVICE_TEST(feeds_are_sitemaps_too),
        SERVICE_TEST(an_index_within_an_index_ends),
        SERVICE_TEST(more_than_the_protocol_allows_is_cut_and_told),
        SERVICE_TEST(what_is_no_sitemap_is_an_error),
        SERVICE_TEST(what_breaks_off_is_read_as_far_as_it_goes),
        SERVICE_TEST(an_empty_sitemap_is_an_empty_list),
    };
    return cmocka_run_group_tests_name("sources: sitemaps", tests, NULL, NULL);
}
