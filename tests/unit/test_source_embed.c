/* Embeds, from providers that answer as oembed.com (1.0) says. */
#include "../net/service.h"

static const reply provider[] = {
    {.path = "/video",
     .status = 200,
     .headers = "Content-Type: text/html\r\n",
     .body = "<html><head><link rel=\"alternate\" type=\"text/xml+oembed\" href=\"/oembed?format="
             "xml\"><link rel=\"alternate\" type=\"application/json+oembed\" href=\"/oembed?url="
             "v&amp;format=json\" title=\"x\"></head><body><p>A video.</p>"},
    {.path = "/only-xml",
     .status = 200,
     .headers = "Content-Type: text/html\r\n",
     .body = "<link rel=\"alternate\" type=\"text/xml+oembed\" href=\"@HOST@/oembed?format=xml\">"},
    {.path = "/in-header",
     .status = 200,
     .headers = "Link: <@HOST@/oembed?url=v&format=json>; rel=\"alternate\"; "
                "type=\"application/json+oembed\"\r\n",
     .body = "<p>hi"},
    {.path = "/plain",
     .status = 200,
     .headers = "Content-Type: text/html\r\n",
     .body = "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"file:///etc/passwd\">"
             "<link rel=alternate type=text/html href=/x>"},
    {.path = "/oembed?url=v&format=json",
     .status = 200,
     .body = "{\"type\": \"video\", \"version\": \"1.0\", \"title\": \"Sora is here\","
             " \"author_name\": \"OpenAI\", \"author_url\": \"https://www.youtube.com/@OpenAI\","
             " \"provider_name\": \"YouTube\", \"width\": 459, \"height\": 344, \"html\":"
             " \"<iframe></iframe>\", \"thumbnail_url\": \"https://i.ytimg.com/x.jpg\","
             " \"upload_date\": \"2024-12-09 18:00:00\"}"},
    {.path = "/oembed?format=xml",
     .status = 200,
     .body = "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?><oembed><version>1.0"
             "</version><type>photo</type><title>ZB8T0193 &amp; more</title><author_name>Bees"
             "</author_name><width>240</width><url>http://farm4.static.flickr.com/x.jpg</url>"
             "</oembed>"},
    {.path = "/twitter?url=https%3A%2F%2Fx.com%2Fsama%2Fstatus%2F1&format=json",
     .status = 200,
     .body = "{\"type\": \"rich\", \"version\": \"1.0\", \"author_name\": \"Sam Altman\", \"html\":"
             " \"<blockquote class=\\\"twitter-tweet\\\"><p lang=\\\"en\\\" dir=\\\"ltr\\\">hi <a "
             "href=\\\"https://t.co/x\\\">link</a></p>&mdash; Sam Altman (@sama) <a href=\\\""
             "https://x.com/sama/status/1\\\">December 9, 2024</a></blockquote><script></script>\","
             " \"cache_age\": \"3153600000\"}"},
    {.path = "/twitter?url=https%3A%2F%2Fx.com%2Fgone&format=json", .status = 404, .body = "{}"},
    {.path = "/twitter?url=https%3A%2F%2Fx.com%2Fxml&format=json", .status = 501, .body = "no"},
    {.path = "/twitter?url=https%3A%2F%2Fx.com%2Fprivate&format=json", .status = 401, .body = ""},
    {.path = "/twitter?a=b&url=x&format=xml", .status = 200, .body = "<oembed><type>link</type>"},
    {.path = "/typeless?url=x&format=json", .status = 200, .body = "{\"version\": \"1.0\"}"},
    {.path = "/bomb?url=x&format=xml",
     .status = 200,
     .body = "<!DOCTYPE b [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
             "<!ENTITY c SYSTEM \"file:///etc/passwd\">]><oembed><type>link</type><title>&b;&c;"
             "</title></oembed>"},
    {0}};

static const char *at(service *s, const char *path)
{
    static char url[256];
    snprintf(url, sizeof url, "%s%s", s->base, path);
    return url;
}

static void a_page_s_own_offer_is_found_json_first(void **state)
{
    service *s = *state;
    service_start(s, provider);
    service_need(s, dl_source_embed, at(s, "/video"));
    const dl_record *r = s->records.items;
    assert_int_equal(s->records.count, 1);
    assert_text(r->kind, "video");
    assert_text(r->title, "Sora is here");
    assert_text(r->actor, "OpenAI");
    assert_text(service_fact(r, "width"), "459");
    assert_text(service_fact(r, "provider_name"), "YouTube");
    assert_date(r->date, "2024-12-09T18:00:00");
    assert_text(service_fact(r, "date_from"), "upload_date");
    service_replays(s, dl_source_embed, at(s, "/video"));
}

static void an_offer_in_xml_or_in_a_header_is_taken_too(void **state)
{
    service *s = *state;
    service_start(s, provider);
    service_need(s, dl_source_embed, at(s, "/only-xml"));
    assert_text(s->records.items[0].kind, "photo");
    assert_text(s->records.items[0].title, "ZB8T0193 & more");
    assert_false(s->records.items[0].has_date);
    service_need(s, dl_source_embed, at(s, "/in-header"));
    assert_text(s->records.items[0].kind, "video");
}

static void a_page_without_an_offer_says_what_to_do(void **state)
{
    service *s = *state;
    service_start(s, provider);
    assert_int_equal(service_read(s, dl_source_embed, at(s, "/plain")), DL_ERR_NOT_FOUND);
    assert_has(s->f.error.hint, "endpoint");
}

static void a_quoted_post_is_dated_by_its_last_link(void **state)
{
    service *s = *state;
    char endpoint[96];
    service_start(s, provider);
    snprintf(endpoint, sizeof endpoint, "%s/twitter", s->base);
    s->options.endpoint = dl_str_of(endpoint);
    service_need(s, dl_source_embed, "https://x.com/sama/status/1");
    const dl_record *r = s->records.items;
    assert_text(r->kind, "rich");
    assert_date(r->date, "2024-12-09");
    assert_text(service_fact(r, "date_from"), "html");
    assert_has(r->text.data, "hi link");
    service_replays(s, dl_source_embed, "https://x.com/sama/status/1");
}

static void a_provider_s_refusal_says_what_it_means(void **state)
{
    service *s = *state;
    char endpoint[96];
    service_start(s, provider);
    snprintf(endpoint, sizeof endpoint, "%s/twitter", s->base);
    s->options.endpoint = dl_str_of(endpoint);
    static const char *const cases[][2] = {{"https://x.com/gone", "nothing to embed"},
                                           {"https://x.com/xml", "other form"},
                                           {"https://x.com/private", "private"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(service_read(s, dl_source_embed, cases[i][0]), DL_ERR_NET);
        assert_has(s->f.error.hint, cases[i][1]);
    }
}

static void what_is_no_embed_is_an_error(void **state)
{
    service *s = *state;
    char endpoint[96];
    static const char *const cases[][2] = {{"/twitter?a=b", "xml"}, {"/typeless", "json"}};
    service_start(s, provider);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(endpoint, sizeof endpoint, "%s%s", s->base, cases[i][0]);
        s->options.endpoint = dl_str_of(endpoint);
        s->options.form = dl_str_of(cases[i][1]);
        assert_int_equal(service_read(s, dl_source_embed, "x"), DL_ERR_SYNTAX);
    }
}

/* An entity of one's own is no text; neither files nor a flood come through. */
static void entities_of_one_s_own_are_not_taken(void **state)
{
    service *s = *state;
    char endpoint[96];
    service_start(s, provider);
    snprintf(endpoint, sizeof endpoint, "%s/bomb", s->base);
    s->options.endpoint = dl_str_of(endpoint);
    s->options.form = DL_STR("xml");
    service_need(s, dl_source_embed, "x");
    assert_text(s->records.items[0].kind, "link");
    assert_text(s->records.items[0].title, "&b;&c;");
}

static void an_endpoint_that_answers_anything_else_is_an_error(void **state)
{
    service *s = *state;
    /* a port that each bad answer's server is found at is not known before: the page offers it */
    for (size_t i = 0; i < sizeof service_bad / sizeof *service_bad; i++) {
        reply replies[] = {{.path = "/p",
                            .status = 200,
                            .headers = "Content-Type: text/html\r\n",
                            .body = "<link rel=alternate type=application/json+oembed href=/e>"},
                           service_bad[i].reply,
                           {0}};
        service_start(s, replies);
        int rc = service_read(s, dl_source_embed, at(s, "/p"));
        if (rc != service_bad[i].kind)
            fail_msg("bad answer %zu: %s: %s", i, dl_kind_word(rc), s->f.error.message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVICE_TEST(a_page_s_own_offer_is_found_json_first),
        SERVICE_TEST(an_offer_in_xml_or_in_a_header_is_taken_too),
        SERVICE_TEST(a_page_without_an_offer_says_what_to_do),
        SERVICE_TEST(a_quoted_post_is_dated_by_its_last_link),
        SERVICE_TEST(a_provider_s_refusal_says_what_it_means),
        SERVICE_TEST(what_is_no_embed_is_an_error),
        SERVICE_TEST(entities_of_one_s_own_are_not_taken),
        SERVICE_TEST(an_endpoint_that_answers_anything_else_is_an_error),
    };
    return cmocka_run_group_tests_name("sources: embeds", tests, NULL, NULL);
}
