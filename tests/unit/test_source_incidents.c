/* Status pages, from services that answer as https://confluence.status.atlassian.com/api says, and
 * from the pages of a history and the feeds that such pages have. */
#include "../net/service.h"

#define INCIDENT(id, name)                                                                         \
    "{\"id\": \"" id "\", \"name\": \"" name "\", \"status\": \"resolved\", \"impact\":"           \
    " \"major\", \"created_at\": \"2024-12-11T15:17:00.000-08:00\", \"started_at\":"               \
    " \"2024-12-11T15:16:00.000-08:00\", \"updated_at\": \"2024-12-12T01:00:00.000-08:00\","       \
    " \"resolved_at\": \"2024-12-11T19:38:00.000-08:00\", \"monitoring_at\": null,"                \
    " \"shortlink\": \"https://stspg.io/x\", \"components\": [{\"name\": \"API\"},"                \
    " {\"name\": \"Sora\"}], \"incident_updates\": ["                                              \
    "{\"id\": \"" id "-2\", \"status\": \"resolved\", \"body\": \"It is over.\","                  \
    " \"display_at\": \"2024-12-11T19:38:00.000-08:00\", \"created_at\":"                          \
    " \"2024-12-11T19:40:00.000-08:00\", \"affected_components\": null},"                          \
    "{\"id\": \"" id "-1\", \"status\": \"investigating\", \"body\": \"We look.\","                \
    " \"created_at\": \"2024-12-11T15:17:00.000-08:00\","                                          \
    " \"affected_components\": [{\"code\": \"k\", \"name\": \"API\"}]}]}"

#define PAGE                                                                                       \
    "\"page\": {\"id\": \"p\", \"name\": \"OpenAI\", \"time_zone\": \"America/Los_Angeles\","      \
    " \"updated_at\": \"2024-12-12T01:00:00.000-08:00\"}"

static const reply common[] = {
    {.path = "/api/v2/incidents.json",
     .status = 200,
     .headers = "Content-Type: application/json\r\n",
     .body = "{" PAGE ", \"incidents\": [" INCIDENT(
         "ctrsv",
         "API, ChatGPT and Sora facing issues") ", {\"id\": \"odd\", \"name\": 7, \"created_at\": "
                                                "\"0000-00-00\"}, 3, {}]}"},
    {.path = "/api/v2/incidents/unresolved.json",
     .status = 200,
     .body = "{" PAGE ", \"incidents\": []}"},
    {.path = "/history.json?page=1",
     .status = 200,
     .body = "{\"months\": [{\"name\": \"December\", \"year\": 2024, \"incidents\": ["
             "{\"code\": \"ctrsv\", \"name\": \"known\", \"timestamp\": \"\"},"
             "{\"code\": \"old1\", \"name\": \"Login\", \"message\": \"<p>All is well.</p>\","
             " \"impact\": \"minor\", \"timestamp\": \"Dec <var data-var='date'>3</var>, <var "
             "data-var='time'>11:00</var> - <var data-var='time'>15:30</var> PST\"},"
             "{\"code\": \"old2\", \"name\": \"New year\", \"message\": \"\", \"timestamp\": "
             "\"Dec <var data-var='date'>31</var>, <var data-var='time'>23:00</var> - Jan <var "
             "data-var='date'>1</var>, <var data-var='time'>01:30</var> UTC\"},"
             "{\"code\": \"old3\", \"name\": \"When?\", \"timestamp\": \"some day\"}]}]}"},
    {.path = "/history.json?page=2",
     .status = 200,
     .body = "{\"months\": [{\"name\": \"September\", \"year\": 2024, \"incidents\": []}]}"},
    {.path = "/history.json?page=3", .status = 200, .body = "{\"months\": []}"},
    {.path = "/history.json?page=4", .status = 200, .body = "{\"months\": []}"},
    {.path = "/history.json?page=5", .status = 200, .body = "{\"months\": [{\"year\": \"x\"}]}"},
    {.path = "/history.rss",
     .status = 200,
     .body =
         "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Status</title><item>"
         "<title>Sora down</title><description>&lt;p&gt;&lt;strong&gt;Resolved&lt;/strong&gt; - "
         "It is over.&lt;/p&gt;</description><pubDate>Wed, 11 Dec 2024 19:38:00 -0800</pubDate>"
         "<link>https://status.openai.com/incidents/x</link><guid>https://status.openai.com/"
         "incidents/x</guid></item></channel></rss>"},
    {0}};

static void an_incident_is_followed_by_its_updates_first_to_last(void **state)
{
    service *s = *state;
    service_start(s, common);
    service_need(s, dl_source_incidents, s->base);
    const dl_record *r = s->records.items;
    assert_int_equal(s->records.count, 4);
    assert_text(r[0].kind, "incident");
    assert_text(r[0].actor, "OpenAI");
    assert_text(r[0].title, "API, ChatGPT and Sora facing issues");
    assert_date(r[0].date, "2024-12-11T15:16:00.000-08:00");
    assert_date(r[0].ended, "2024-12-11T19:38:00.000-08:00");
    assert_text(service_fact(&r[0], "impact"), "major");
    assert_text(service_fact(&r[0], "components"), "API, Sora");
    assert_text(r[1].kind, "investigating");
    assert_text(r[1].text, "We look.");
    assert_text(service_fact(&r[1], "incident"), "ctrsv");
    assert_text(service_fact(&r[1], "components"), "API");
    assert_date(r[1].date, "2024-12-11T15:17:00.000-08:00");
    assert_text(r[2].kind, "resolved");
    assert_date(r[2].date, "2024-12-11T19:38:00.000-08:00");
    assert_text(r[3].id, "odd");
    assert_false(r[3].has_date);
    assert_text(dl_fact_value(s->records.facts, "timezone"), "America/Los_Angeles");
    assert_text(s->records.incomplete, "");
}

static void any_address_of_the_page_leads_to_its_incidents(void **state)
{
    service *s = *state;
    static const char *const endings[] = {"/", "/history?page=2", "/api/v2/incidents.json"};
    service_start(s, common);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char url[128];
        snprintf(url, sizeof url, "%s%s", s->base, endings[i]);
        service_need(s, dl_source_incidents, url);
        assert_int_equal(s->records.count, 4);
    }
}

static void no_open_incident_is_an_empty_list(void **state)
{
    service *s = *state;
    service_start(s, common);
    s->options.form = DL_STR("unresolved");
    service_need(s, dl_source_incidents, s->base);
    assert_int_equal(s->records.count, 0);
    assert_text(s->records.incomplete, "");
}

static void older_incidents_stand_in_the_pages_of_the_history(void **state)
{
    service *s = *state;
    service_start(s, common);
    s->options.form = DL_STR("all");
    service_need(s, dl_source_incidents, s->base);
    const dl_record *r = s->records.items;
    assert_int_equal(s->records.count, 7);
    assert_text(r[4].id, "old1");
    assert_text(r[4].text, "All is well.");
    assert_date(r[4].date, "2024-12-03T11:00-08:00");
    assert_date(r[4].ended, "2024-12-03T15:30-08:00");
    assert_has(r[4].url.data, "/incidents/old1");
    assert_date(r[5].date, "2024-12-31T23:00Z");
    assert_date(r[5].ended, "2025-01-01T01:30Z");
    assert_false(r[6].has_date);
    assert_text(service_fact(&r[6], "date_raw"), "some day");
    assert_int_equal(s->records.capture_count, 6);
}

static void a_status_page_is_replayed_without_it(void **state)
{
    service *s = *state;
    char base[64];
    service_start(s, common);
    strcpy(base, s->base);
    s->options.form = DL_STR("all");
    service_replays(s, dl_source_incidents, base);
}

static void a_page_without_the_api_has_a_feed(void **state)
{
    service *s = *state;
    char url[128];
    service_start(s, common);
    s->options.form = DL_STR("feed");
    service_need(s, dl_source_incidents, s->base);
    assert_int_equal(s->records.count, 1);
    assert_text(s->records.items[0].title, "Sora down");
    assert_text(s->records.items[0].text, "Resolved - It is over.");
    assert_date(s->records.items[0].date, "2024-12-11T19:38:00-08:00");
    snprintf(url, sizeof url, "%s/history.rss", s->base);
    s->options.form = DL_STR("");
    service_need(s, dl_source_incidents, url);
    assert_int_equal(s->records.count, 1);
    service_replays(s, dl_source_incidents, url);
}

static void a_history_that_fails_leaves_what_was_there(void **state)
{
    static const reply replies[] = {
        {.path = "/api/v2/incidents.json",
         .status = 200,
         .body = "{\"incidents\": [" INCIDENT("a", "A") "]}"},
        {.path = "/history.json?page=1", .status = 404, .body = "<html>"},
        {0}};
    service *s = *state;
    service_start(s, replies);
    s->options.form = DL_STR("all");
    service_need(s, dl_source_incidents, s->base);
    assert_int_equal(s->records.count, 3);
    assert_has(s->records.items[0].actor.data, "127.0.0.1");
    assert_has(s->records.incomplete.data, "404");
}

static void make_many(dl_buf *body)
{
    dl_buf_puts(body, "{" PAGE ", \"incidents\": [");
    for (int i = 0; i < 10000; i++)
        dl_buf_printf(body,
                      "%s{\"id\": \"i%d\", \"name\": \"n\", \"created_at\": "
                      "\"2024-01-01T00:00:00Z\"}",
                      i ? "," : "", i);
    dl_buf_puts(body, "]}");
}

static void ten_thousand_incidents_are_read_and_older_ones_told(void **state)
{
    static const reply replies[] = {{.status = 200, .make = make_many}, {0}};
    service *s = *state;
    service_start(s, replies);
    service_need(s, dl_source_incidents, s->base);
    assert_int_equal(s->records.count, 10000);
    assert_has(s->records.incomplete.data, "form = \"all\"");
}

static void what_is_no_status_page_is_an_error(void **state)
{
    service *s = *state;
    service_refuses(s, dl_source_incidents, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVICE_TEST(an_incident_is_followed_by_its_updates_first_to_last),
        SERVICE_TEST(any_address_of_the_page_leads_to_its_incidents),
        SERVICE_TEST(no_open_incident_is_an_empty_list),
        SERVICE_TEST(older_incidents_stand_in_the_pages_of_the_history),
        SERVICE_TEST(a_status_page_is_replayed_without_it),
        SERVICE_TEST(a_page_without_the_api_has_a_feed),
        SERVICE_TEST(a_history_that_fails_leaves_what_was_there),
        SERVICE_TEST(ten_thousand_incidents_are_read_and_older_ones_told),
        SERVICE_TEST(what_is_no_status_page_is_an_error),
    };
    return cmocka_run_group_tests_name("sources: incidents", tests, NULL, NULL);
}
