/* Answers that somebody bent: cut anywhere, bytes flipped, parts repeated. Whatever comes, an
 * adapter ends, with records or with an error. They are put into the store as captures and read
 * offline. */
#include "../net/service.h"

static const char github[] =
    "[{\"sha\": \"a\", \"commit\": {\"message\": \"m\\n\\u0000\", \"author\": {\"name\": \"n\", "
    "\"date\": \"2024-01-01T00:00:00Z\"}}, \"author\": null}]";
static const char hub[] =
    "[{\"id\": \"a\", \"title\": \"t\", \"date\": \"2024-01-01T00:00:00.000Z\", "
    "\"authors\": [{\"user\": \"u\"}]}]";
static const char cdx[] =
    "[[\"urlkey\",\"timestamp\",\"original\"],[\"k\",\"20240215181501\",\"http://"
    "a/\"],[],[\"key\"]]";
static const char cdx_text[] = "k 20240215181501 http://a/ text/html 200 A 1\n\nkey\n";
static const char timemap[] = "<http://a/>; rel=\"original\",<http://w/1>; rel=\"first memento\"; "
                              "datetime=\"Tue, 20 Jun 2000 "
                              "18:02:59 GMT\",<http://w/t>; rel=\"timemap\"; from=\"x\"";
static const char reddit[] =
    "[{\"kind\": \"Listing\", \"data\": {\"children\": [{\"kind\": \"t3\", \"data\": {\"name\": "
    "\"t3_a\", \"created_utc\": 1738353600.0}}]}}, {\"kind\": \"Listing\", \"data\": "
    "{\"children\": "
    "[{\"kind\": \"t1\", \"data\": {\"replies\": {\"data\": {\"children\": [{\"kind\": \"more\", "
    "\"data\": {\"count\": 3}}]}}, \"edited\": 1e99, \"created_utc\": -1}}]}}]";
static const char incidents[] =
    "{\"page\": {\"name\": \"p\"}, \"incidents\": [{\"id\": \"i\", \"name\": \"n\", "
    "\"created_at\": "
    "\"2024-12-11T15:17:00.000-08:00\", \"components\": [{\"name\": \"c\"}], \"incident_updates\": "
    "[{\"id\": \"u\", \"body\": \"b\", \"status\": \"s\"}]}]}";
static const char feed[] = "<?xml version=\"1.0\"?><feed "
                           "xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>t3_a</id><author>"
                           "<name>n</name></author><link href=\"http://a/\"/><content "
                           "type=\"html\"><![CDATA[<p>a &amp;&b;]]>"
                           "</content><updated>2024-01-01T00:00:00Z</updated></entry></feed>";
static const char sitemap[] =
    "<urlset "
    "xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><url><loc>http://a/&#x26;"
    "</loc><lastmod>2024</lastmod><news:news><news:title>t</news:title></news:news></url></urlset>";
static const char embed[] =
    "{\"type\": \"rich\", \"html\": \"<p>x<a>May 1, 2024</a>\", \"width\": 1.5, "
    "\"date\": \"x\"}";

static const struct {
    read_function *read;
    const char *ask, *url, *seed, *form;
} targets[] = {
    {dl_source_commits, "a/b", "http://s/repos/a/b/commits?per_page=100", github, ""},
    {dl_source_commits, "hf:a/b", "http://s/api/models/a/b/commits/main?p=0&limit=100", hub, ""},
    {dl_source_commits, "a/b", "http://s/a/b/commits.atom", feed, "atom"},
    {dl_source_history, "http://a/",
     "http://s/cdx/search/cdx?url=http%3A%2F%2Fa%2F&output=json&limit=3000&showResumeKey=true", cdx,
     ""},
    {dl_source_history, "http://a/",
     "http://s/cdx/search/cdx?url=http%3A%2F%2Fa%2F&limit=3000&showResumeKey=true", cdx_text,
     "text"},
    {dl_source_history, "http://a/", "http://s/timemap/http://a/", timemap, "timemap"},
    {dl_source_reddit, "http://r/r/a", "http://s/r/a.json?limit=500&raw_json=1", reddit, "json"},
    {dl_source_reddit, "http://r/r/a", "http://s/r/a/.rss?limit=100&sort=old", feed, "atom"},
    {dl_source_incidents, "http://s", "http://s/api/v2/incidents.json", incidents, ""},
    {dl_source_incidents, "http://s/history.rss", "http://s/history.rss", feed, ""},
    {dl_source_sitemap, "http://s/map.xml", "http://s/map.xml", sitemap, ""},
    {dl_source_sitemap, "http://s/map.xml", "http://s/map.xml", feed, ""},
    {dl_source_embed, "x", "http://s/e?url=x&format=json", embed, ""},
    {dl_source_embed, "x", "http://s/e?url=x&format=xml", "<oembed><type>x</type></oembed>", "xml"},
};

/* Cuts, flips, repeats and mixes: every one is somebody's answer some day. */
static void bend(const char *text, uint64_t *seed, dl_buf *out)
{
    static const char spice[] = "<>&\"'[]{},:;\\\0\xff\x80 \n0eE-";
    dl_str rest = dl_str_of(text);
    dl_buf_truncate(out, 0);
    dl_buf_add(out, rest);
    int changes = 1 + random_below(seed, 4);
    for (int i = 0; i < changes && out->size; i++) {
        size_t at = (size_t)random_below(seed, (int)out->size);
        size_t size = (size_t)random_below(seed, 20);
        switch (random_below(seed, 4)) {
        case 0:
            dl_buf_truncate(out, at);
            break;
        case 1:
            out->data[at] = spice[random_below(seed, (int)sizeof spice - 1)];
            break;
        case 2:
            out->data[at] = (char)random_below(seed, 256);
            break;
        default:
            for (size_t k = 0; k < size && at + k < out->size && k < 20; k++)
                dl_buf_putc(out, out->data[at + k]);
        }
    }
}

static void keep(service *s, const char *url, dl_str body, int64_t at)
{
    dl_snapshot snapshot = {.url = dl_str_of(url),
                            .final_url = dl_str_of(url),
                            .status = 200,
                            .headers = DL_STR("HTTP/1.1 200 OK\r\n\r\n"),
                            .body = body,
                            .captured_at_us = at};
    assert_int_equal(dl_store_add_snapshot(s->f.store, &snapshot, NULL, &s->f.error), 0);
}

static void any_answer_ends(void **state)
{
    enum { ROUNDS = 250 };
    service *s = *state;
    uint64_t seed = random_seed();
    dl_buf body = {0};
    int64_t at = 1;
    s->f.options.mode = DL_FETCH_OFFLINE;
    keep(s, "http://s/repos/a/b", DL_STR("{\"full_name\": \"a/b\"}"), at);
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        dl_str form = dl_str_of(targets[i].form);
        s->options = (dl_source_options){.base = DL_STR("http://s"), .form = form};
        if (dl_str_equal(form, DL_STR("timemap")))
            s->options.timemap = DL_STR("http://s/timemap/");
        if (targets[i].read == dl_source_embed)
            s->options.endpoint = DL_STR("http://s/e");
        int good = 0;
        for (int round = 0; round < ROUNDS; round++) {
            bend(targets[i].seed, &seed, &body);
            keep(s, targets[i].url, round ? dl_buf_str(&body) : dl_str_of(targets[i].seed), ++at);
            int rc = service_read(s, targets[i].read, targets[i].ask);
            /* a bent link may lead to what is no URL, or to where nothing may go */
            bool told = rc == DL_ERR_SYNTAX || rc == DL_ERR_LIMIT_SIZE ||
                        rc == DL_ERR_NET_OFFLINE || rc == DL_ERR_PERMISSION || rc == DL_ERR_USAGE;
            if (rc && !told)
                fail_msg("target %zu: %s: %s", i, dl_kind_word(rc), s->f.error.message);
            if (round == 0 && (rc || s->records.count == 0))
                fail_msg("target %zu is not read as it is: %s", i, s->f.error.message);
            good += rc == 0;
            dl_arena_clear(&s->f.arena);
        }
        print_message("# target %zu: %d of %d bent answers gave records or an empty list\n", i,
                      good, ROUNDS);
    }
    dl_buf_clear(&body);
}

/* What would take quadratic time, or a stack, if it were let. */
static void make_alternates(dl_buf *out)
{
    dl_buf_puts(out, "<urlset xmlns:x=\"http://www.w3.org/1999/xhtml\"><url><loc>http://a/</loc>");
    for (int i = 0; i < 100000; i++)
        dl_buf_printf(out, "<x:link hreflang=\"l%d\" href=\"http://a/\"/>", i);
    dl_buf_puts(out, "</url></urlset>");
}

static void make_timemaps(dl_buf *out)
{
    for (int i = 0; i < 100000; i++)
        dl_buf_printf(out, "<http://s/timemap/%d>;rel=\"timemap\",", i);
}

static void make_links(dl_buf *out)
{
    for (int i = 0; i < 200000; i++)
        dl_buf_puts(out, "<a>;rel=\"");
}

static void what_is_repeated_without_end_is_bounded(void **state)
{
    service *s = *state;
    dl_buf body = {0};
    s->f.options.mode = DL_FETCH_OFFLINE;
    make_alternates(&body);
    keep(s, "http://s/map.xml", dl_buf_str(&body), 1);
    service_need(s, dl_source_sitemap, "http://s/map.xml");
    assert_int_equal(s->records.count, 1);
    dl_buf_truncate(&body, 0);
    make_timemaps(&body);
    keep(s, "http://s/timemap/http://a/", dl_buf_str(&body), 2);
    s->options.timemap = DL_STR("http://s/timemap/");
    assert_int_equal(service_read(s, dl_source_history, "http://a/"), DL_ERR_NET_OFFLINE);
    dl_buf_truncate(&body, 0);
    make_links(&body);
    keep(s, "http://s/timemap/http://b/", dl_buf_str(&body), 3);
    service_read(s, dl_source_history, "http://b/");
    dl_buf_clear(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVICE_TEST(any_answer_ends),
        SERVICE_TEST(what_is_repeated_without_end_is_bounded),
    };
    return cmocka_run_group_tests_name("sources: hostile answers", tests, NULL, NULL);
}
