/* Time on bad input: what services answer, as captures of a store. */
#include <string.h>

#include "dateline/source.h"
#include "fuzz/world.h"
#include "linear.h"

typedef int reader(dl_fetch *fetch, dl_str url, const dl_source_options *options, dl_arena *arena,
                   dl_records *out, dl_error *error);

static void keep(dl_store *store, const char *url, dl_str body)
{
    dl_snapshot snapshot = {.url = dl_str_of(url),
                            .final_url = dl_str_of(url),
                            .status = 200,
                            .headers = DL_STR("HTTP/1.1 200 OK\r\n\r\n"),
                            .body = body,
                            .captured_at_us = 1};
    hold(dl_store_add_snapshot(store, &snapshot, NULL, NULL) == 0);
}

/* The answer of the service at url to what is asked. */
static int as_answer(reader *read, const char *asked, const char *url, const char *form,
                     dl_str answer, dl_error *error)
{
    dl_fetch *fetch;
    dl_fetch_options options = dl_fetch_defaults();
    dl_arena arena = {0};
    dl_records records = {0};
    dl_source_options how = {.mode = DL_FETCH_OFFLINE,
                             .base = DL_STR("http://s"),
                             .form = dl_str_of(form),
                             .endpoint = DL_STR("http://s/e"),
                             .timemap = DL_STR("http://s/timemap/")};
    if (strcmp(form, "timemap") != 0)
        how.timemap = (dl_str){"", 0};
    if (read != dl_source_embed)
        how.endpoint = (dl_str){"", 0};
    options.mode = DL_FETCH_OFFLINE;
    dl_store *store = fuzz_store();
    keep(store, "http://s/repos/a/b", DL_STR("{\"full_name\": \"a/b\"}"));
    keep(store, url, answer);
    hold(dl_fetch_new(&fetch, store, &options, NULL) == 0);
    int rc = read(fetch, dl_str_of(asked), &how, &arena, &records, error);
    dl_arena_clear(&arena);
    dl_fetch_free(fetch);
    return rc;
}

static int as_commits(dl_str text, dl_error *error)
{
    return as_answer(dl_source_commits, "a/b", "http://s/repos/a/b/commits?per_page=100", "", text,
                     error);
}

static int as_hub(dl_str text, dl_error *error)
{
    return as_answer(dl_source_commits, "hf:a/b",
                     "http://s/api/models/a/b/commits/main?p=0&limit=100", "", text, error);
}

static int as_commits_feed(dl_str text, dl_error *error)
{
    return as_answer(dl_source_commits, "a/b", "http://s/a/b/commits.atom", "atom", text, error);
}

static int as_history(dl_str text, dl_error *error)
{
    return as_answer(dl_source_history, "http://a/",
                     "http://s/cdx/search/"
                     "cdx?url=http%3A%2F%2Fa%2F&output=json&limit=3000&showResumeKey=true",
                     "", text, error);
}

static int as_history_text(dl_str text, dl_error *error)
{
    return as_answer(dl_source_history, "http://a/",
                     "http://s/cdx/search/cdx?url=http%3A%2F%2Fa%2F&limit=3000&showResumeKey=true",
                     "text", text, error);
}

static int as_timemap(dl_str text, dl_error *error)
{
    return as_answer(dl_source_history, "http://a/", "http://s/timemap/http://a/", "timemap", text,
                     error);
}

static int as_reddit(dl_str text, dl_error *error)
{
    return as_answer(dl_source_reddit, "http://r/r/a", "http://s/r/a.json?limit=500&raw_json=1",
                     "json", text, error);
}

static int as_incidents(dl_str text, dl_error *error)
{
    return as_answer(dl_source_incidents, "http://s", "http://s/api/v2/incidents.json", "", text,
                     error);
}

static int as_incident_feed(dl_str text, dl_error *error)
{
    return as_answer(dl_source_incidents, "http://s/history.rss", "http://s/history.rss", "", text,
                     error);
}

static int as_sitemap(dl_str text, dl_error *error)
{
    return as_answer(dl_source_sitemap, "http://s/map.xml", "http://s/map.xml", "", text, error);
}

static int as_site(dl_str text, dl_error *error)
{
    return as_answer(dl_source_sitemap, "http://s/", "http://s/robots.txt", "", text, error);
}

static int as_embed(dl_str text, dl_error *error)
{
    return as_answer(dl_source_embed, "x", "http://s/e?url=x&format=json", "", text, error);
}

static int as_embed_xml(dl_str text, dl_error *error)
{
    return as_answer(dl_source_embed, "x", "http://s/e?url=x&format=xml", "xml", text, error);
}

static const bad rows[] = {
    {"commits", as_commits, 50000, "[",
     "{\"sha\":\"\1\",\"commit\":{\"message\":\"a\",\"author\":{\"name\":\"b\",\"date\":"
     "\"2024-01-01T00:00:00Z\"}}},",
     "{}]"},
    {"commits: one's parents", as_commits, 50000,
     "[{\"sha\":\"1\",\"commit\":{\"message\":\"a\"},\"parents\":[", "{\"sha\":\"\1\"},", "{}]}]"},
    {"commits: one's message", as_commits, 50000, "[{\"sha\":\"1\",\"commit\":{\"message\":\"",
     "a\\n", "\"}}]"},
    {"commits: a hub's", as_hub, 50000, "[",
     "{\"id\":\"\1\",\"title\":\"a\",\"date\":\"2024-01-01T00:00:00Z\",\"authors\":[{\"user\":"
     "\"b\"}]},",
     "{}]"},
    {"commits: a feed's", as_commits_feed, 50000, "<feed xmlns='http://www.w3.org/2005/Atom'>",
     "<entry><id>\1</id><title>a</title></entry>", "</feed>"},
    {"history", as_history, 50000, "[[\"timestamp\",\"original\",\"statuscode\",\"digest\"]",
     ",[\"20240101000000\",\"http://a/\",\"200\",\"A\1\"]", "]"},
    {"history: columns", as_history, 50000, "[[\"timestamp\",\"original\"", ",\"a\1\"", "]]"},
    {"history: lines", as_history_text, 50000, "",
     "com,a)/ 20240101000000 http://a/ text/html 200 A\1 1\n", ""},
    {"history: a time map", as_timemap, 50000, "<http://a/>;rel=\"original\"",
     ",\n<http://s/\1>;rel=\"memento\";datetime=\"Mon, 01 Jan 2024 00:00:00 GMT\"", ""},
    {"history: a time map's quotes", as_timemap, 50000, "<http://a/>;rel=\"original\"", ",<\">",
     ""},
    {"reddit: things", as_reddit, 50000, "{\"kind\":\"Listing\",\"data\":{\"children\":[",
     "{\"kind\":\"t3\",\"data\":{\"id\":\"\1\",\"name\":\"t3_a\",\"title\":\"a\",\"author\":\"b\","
     "\"created_utc\":1}},",
     "{}]}}"},
    {"reddit: replies", as_reddit, 20000, "{\"kind\":\"Listing\",\"data\":{\"children\":[",
     "{\"kind\":\"t1\",\"data\":{\"id\":\"\1\",\"replies\":{\"data\":{\"children\":[", "",
     .refused = "more than 512 levels"},
    {"incidents", as_incidents, 50000, "{\"page\":{\"name\":\"a\"},\"incidents\":[",
     "{\"id\":\"\1\",\"name\":\"a\",\"created_at\":\"2024-01-01T00:00:00Z\",\"incident_updates\":["
     "]},",
     "{\"id\":\"z\",\"name\":\"a\",\"incident_updates\":[]}]}"},
    {"incidents: one's updates", as_incidents, 50000,
     "{\"page\":{\"name\":\"a\"},\"incidents\":[{\"id\":\"a\",\"name\":\"a\",\"incident_updates\":"
     "[",
     "{\"id\":\"\1\",\"status\":\"b\",\"body\":\"c\",\"created_at\":\"2024-01-01T00:00:00Z\"},",
     "{\"id\":\"z\"}]}]}"},
    {"incidents: a feed's", as_incident_feed, 50000, "<rss><channel>",
     "<item><guid>\1</guid><title>a</title><description>&lt;strong&gt;Resolved&lt;/strong&gt; - b"
     "&lt;br&gt;</description></item>",
     "</channel></rss>"},
    {"incidents: one page of a feed", as_incident_feed, 50000, "<rss><channel><item><description>",
     "&lt;p&gt;&lt;small&gt;Jan 1&lt;/small&gt;&lt;strong&gt;Resolved&lt;/strong&gt; - b&lt;/p&gt;",
     "</description></item></channel></rss>"},
    {"sitemap: pages", as_sitemap, 50000,
     "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>",
     "<url><loc>http://s/\1</loc><lastmod>2024-01-01</lastmod></url>", "</urlset>"},
    {"sitemap: pages alike", as_sitemap, 50000,
     "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>",
     "<url><loc>http://s/</loc></url>", "</urlset>"},
    {"sitemap: one page's languages", as_sitemap, 50000,
     "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>http://s/</loc>",
     "<link rel='alternate' hreflang='a\1' href='/\1'/>", "</url></urlset>"},
    {"sitemap: an index", as_sitemap, 50000,
     "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>",
     "<sitemap><loc>http://s/\1.xml</loc></sitemap>", "</sitemapindex>"},
    {"sitemap: lines", as_sitemap, 50000, "", "http://s/\1\n", "", .most = 200000},
    {"sitemap: attributes", as_sitemap, 50000, "<urlset", " a\1='b'", "/>",
     .ends = "is no sitemap"},
    {"sitemap: entities declared", as_sitemap, 50000, "<!DOCTYPE a [", "<!ENTITY a\1 'b'>",
     "]><urlset/>", .ends = "is no sitemap"},
    {"sitemap: namespaces", as_sitemap, 50000, "<urlset", " xmlns:a\1='b'", "/>",
     .ends = "is no sitemap"},
    {"sitemap: comments", as_sitemap, 50000, "", "<!--a-->", "<urlset/>"},
    {"sitemap: nesting", as_sitemap, 2000, "<urlset>", "<url>", ""},
    {"sitemap: a site's", as_site, 50000, "", "Sitemap: http://s/\1.xml\n", "", .most = 400000,
     .ends = "more than 200 sitemaps"},
    {"embed: names", as_embed, 50000, "{\"type\":\"rich\",\"version\":\"1.0\",\"html\":\"<p>\"",
     ",\"a\1\":\"b\"", "}", .most = 400000},
    {"embed: a long text", as_embed, 50000, "{\"type\":\"rich\",\"version\":\"1.0\",\"html\":\"",
     "<p>a &mdash; ", "\"}"},
    {"embed: XML", as_embed_xml, 50000, "<oembed><type>rich</type><version>1.0</version>",
     "<a\1>b</a\1>", "</oembed>", .ends = "no whole oembed"},
};

const bad_list linear_services = {rows, sizeof rows / sizeof *rows};
