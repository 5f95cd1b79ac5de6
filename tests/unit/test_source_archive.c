/* What archives have, from services that answer as RFC 7089, RFC 6690 and
 * github.com/internetarchive/wayback, wayback-cdx-server/README.md say. */
#include "../net/service.h"
#include "dateline/capture.h"
#include "fetch/archive.h"
#include "fetch/origin.h"
#include "fetch/weblink.h"

#define HEADER                                                                                     \
    "[\"urlkey\",\"timestamp\",\"original\",\"mimetype\",\"statuscode\",\"digest\",\"length\"]"
#define CDX "/cdx/search/cdx?url=https%3A%2F%2Fopenai.com%2Fsora"

static const reply cdx[] = {
    {.path = CDX "&output=json&limit=3000&showResumeKey=true",
     .status = 200,
     .headers = "Content-Type: application/json\r\n",
     .body = "[" HEADER ",\n"
             "[\"com,openai)/sora\",\"20240215181501\",\"https://openai.com/sora\",\"text/html\","
             "\"200\",\"AAAA\",\"9000\"],\n"
             "[\"com,openai)/sora\",\"20240215191501\",\"https://openai.com/sora\",\"warc/revisit\""
             ",\"-\",\"AAAA\",\"700\"],\n"
             "[\"com,openai)/sora\",\"20241209180000\",\"https://openai.com/sora\",\"text/html\","
             "\"302\",\"BBBB\",\"500\"],\n[],[\"com,openai)/sora 20241209180001\"]]"},
    {.path = CDX "&output=json&limit=3000&showResumeKey=true&resumeKey=com%2Copenai%29%2Fsora%2020"
                 "241209180001",
     .status = 200,
     .body = "[" HEADER ",[\"com,openai)/sora\",\"20249999999999\",\"https://openai.com/sora\","
             "\"text/html\",\"429\",\"CCCC\",\"1\"],[\"com,openai)/sora\",\"20250101000000\","
             "\"https://openai.com/sora\",\"text/html\",\"404\",\"DDDD\",\"1\"]]"},
    {.path = CDX "&limit=3000&showResumeKey=true",
     .status = 200,
     .body = "com,openai)/sora 20240215181501 https://openai.com/sora text/html 200 AAAA 9000\n"
             "com,openai)/sora 20241209180000 https://openai.com/sora text/html 302 BBBB 500\n"
             "\ncom%2Copenai%29%2Fsora+20241209180001\n"},
    {.path = CDX "&limit=3000&showResumeKey=true&resumeKey=com%252Copenai%2529%252Fsora%2B2024"
                 "1209180001",
     .status = 200,
     .body = ""},
    {.path = CDX "&showNumPages=true", .status = 200, .body = "2\n"},
    {.path = CDX "&output=json&page=0",
     .status = 200,
     .body = "[" HEADER ",[\"k\",\"20240215\",\"https://openai.com/sora\",\"-\",\"200\",\"A\",\"1\""
             "]]"},
    {.path = CDX "&output=json&page=1", .status = 200, .body = "[]"},
    {.path = CDX "&output=json&from=202402&to=20241231&limit=2&showResumeKey=true",
     .status = 200,
     .body = "[" HEADER ",[\"k\",\"20240215\",\"https://openai.com/sora\",\"-\",\"200\",\"A\",\"1\""
             "],[\"k\",\"20240216\",\"https://openai.com/sora\",\"-\",\"200\",\"A\",\"1\"],[],["
             "\"key\"]]"},
    {0}};

static void wayback_s_captures_are_read_to_the_last_key(void **state)
{
    service *s = *state;
    service_start(s, cdx);
    s->options.base = dl_str_of(s->base);
    service_need(s, dl_source_history, "https://openai.com/sora");
    const dl_record *r = s->records.items;
    assert_int_equal(s->records.count, 5);
    assert_date(r[0].date, "2024-02-15T18:15:01Z");
    assert_text(r[0].kind, "captured");
    assert_text(r[0].actor, "openai.com");
    assert_has(r[0].url.data, "/web/20240215181501id_/https://openai.com/sora");
    assert_text(service_fact(&r[0], "status"), "200");
    assert_text(service_fact(&r[1], "changed"), "no");
    assert_text(service_fact(&r[1], "status"), "");
    assert_text(r[2].kind, "redirected");
    assert_text(service_fact(&r[2], "changed"), "yes");
    assert_false(r[3].has_date);
    assert_text(service_fact(&r[3], "date_raw"), "20249999999999");
    assert_text(r[3].kind, "failed");
    assert_text(r[4].kind, "gone");
    assert_text(s->records.incomplete, "");
}

static void the_text_form_tells_the_same(void **state)
{
    service *s = *state;
    service_start(s, cdx);
    s->options.base = dl_str_of(s->base);
    s->options.form = DL_STR("text");
    service_need(s, dl_source_history, "https://openai.com/sora");
    assert_int_equal(s->records.count, 2);
    assert_text(s->records.items[1].kind, "redirected");
    assert_int_equal(s->records.capture_count, 2);
}

static void pages_by_number_are_asked_for_one_by_one(void **state)
{
    service *s = *state;
    service_start(s, cdx);
    s->options.base = dl_str_of(s->base);
    s->options.form = DL_STR("pages");
    service_need(s, dl_source_history, "https://openai.com/sora");
    assert_int_equal(s->records.count, 1);
    assert_date(s->records.items[0].date, "2024-02-15");
    assert_int_equal(s->records.capture_count, 3);
}

static void a_time_and_a_limit_are_asked_of_the_archive(void **state)
{
    service *s = *state;
    service_start(s, cdx);
    s->options.base = dl_str_of(s->base);
    s->options.from = DL_STR("2024-02");
    s->options.to = DL_STR("2024-12-31");
    s->options.limit = 2;
    service_need(s, dl_source_history, "https://openai.com/sora");
    assert_int_equal(s->records.count, 2);
    assert_has(s->records.incomplete.data, "limit of 2");
}

static void histories_are_replayed_without_the_archive(void **state)
{
    service *s = *state;
    char base[64];
    service_start(s, cdx);
    strcpy(base, s->base);
    s->options.base = dl_str_of(base);
    service_replays(s, dl_source_history, "https://openai.com/sora");
}

static void what_is_no_history_is_an_error(void **state)
{
    service *s = *state;
    s->options.base = DL_STR("set by service_refuses");
    service_refuses(s, dl_source_history, "https://openai.com/sora");
    assert_int_equal(service_read(s, dl_source_history, "notes.txt"), DL_ERR_USAGE);
}

static void an_archive_that_gives_one_page_for_ever_is_left(void **state)
{
    static const reply replies[] = {
        {.status = 200,
         .body = "[" HEADER ",[\"k\",\"20240215\",\"https://openai.com/sora\",\"-\",\"200\",\"A\","
                 "\"1\"],[],[\"same\"]]"},
        {0}};
    service *s = *state;
    service_start(s, replies);
    s->options.base = dl_str_of(s->base);
    service_need(s, dl_source_history, "https://openai.com/sora");
    assert_has(s->records.incomplete.data, "same page");
    assert_int_equal(s->records.capture_count, 2);
}

static void make_many(dl_buf *body)
{
    dl_buf_puts(body, "[" HEADER);
    for (int i = 0; i < 10000; i++)
        dl_buf_printf(body,
                      ",[\"k\",\"2024%02d%02d%02d%02d00\",\"http://a/\",\"-\",\"200\",\"%d\"]",
                      1 + i % 12, 1 + i % 28, i % 24, i % 60, i);
    dl_buf_puts(body, "]");
}

static void ten_thousand_captures_are_read(void **state)
{
    static const reply replies[] = {{.status = 200, .make = make_many}, {0}};
    service *s = *state;
    service_start(s, replies);
    s->options.base = dl_str_of(s->base);
    service_need(s, dl_source_history, "https://openai.com/sora");
    assert_int_equal(s->records.count, 10000);
    assert_true(s->records.items[9999].has_date);
}

/* --- TimeMaps --- */

static const reply timemaps[] = {
    {.path = "/timemap/link/http://a.example.org/",
     .status = 200,
     .headers = "Content-Type: application/link-format\r\n",
     .body = "<http://a.example.org>;rel=\"original\",\n"
             "<@HOST@/timemap/link/http://a.example.org/>\n; rel=\"self\";type=\"application/link-"
             "format\"; from=\"Tue, 20 Jun 2000 18:02:59 GMT\"; until=\"Wed, 09 Apr 2008 20:30:51 "
             "GMT\",\n<@HOST@/timegate/http://a.example.org>; rel=\"timegate\",\n"
             "<@HOST@/web/20000620180259/http://a.example.org/x,y>\n; rel=\"first memento\"; title="
             "\"a, \\\"b\\\" <c>\";datetime=\"Tue, 20 Jun 2000 18:02:59 GMT\",\n"
             "<web/20080409203051/http://a.example.org>; rel=memento; datetime=\"nonsense\",\n"
             "<@HOST@/timemap/2>; rel=\"timemap\"; type=\"application/link-format\"; from="
             "\"Thu, 10 Apr 2008 20:30:51 GMT\"\n"},
    {.path = "/timemap/2",
     .status = 200,
     .body = "<@HOST@/timemap/link/http://a.example.org/>;rel=\"timemap\",<@HOST@/timemap/2>;rel="
             "\"self\",<@HOST@/web/20081002131415/http://a.example.org>; rel=\"last memento\"; "
             "datetime=\"Thu, 02 Oct 2008 13:14:15 GMT\""},
    {.path = "/timemap/json/http://a.example.org/",
     .status = 200,
     .body = "{\"original_uri\": \"http://a.example.org/\", \"timegate_uri\": \"@HOST@/gate\","
             "\"mementos\": {\"list\": [{\"datetime\": \"2000-06-20T18:02:59Z\", \"uri\": "
             "\"@HOST@/web/1\"}, {\"datetime\": 7, \"uri\": \"@HOST@/web/2\"}, {}, 3]},"
             "\"timemap_index\": [{\"uri\": \"@HOST@/timemap/2\"}]}"},
    {.path = "/timemap/text/http://a.example.org/", .status = 200, .body = "Hello, world"},
    {0}};

static void a_timemap_is_read_with_the_pages_that_it_names(void **state)
{
    service *s = *state;
    char timemap[96];
    service_start(s, timemaps);
    snprintf(timemap, sizeof timemap, "%s/timemap/link/", s->base);
    s->options.timemap = dl_str_of(timemap);
    service_need(s, dl_source_history, "http://a.example.org/");
    const dl_record *r = s->records.items;
    assert_int_equal(s->records.count, 3);
    assert_date(r[0].date, "2000-06-20T18:02:59Z");
    assert_has(r[0].url.data, "/web/20000620180259/http://a.example.org/x,y");
    assert_text(service_fact(&r[0], "original"), "http://a.example.org/x,y");
    assert_false(r[1].has_date);
    assert_text(service_fact(&r[1], "date_raw"), "nonsense");
    assert_has(r[1].url.data, "http://127.0.0.1");
    assert_date(r[2].date, "2008-10-02T13:14:15Z");
    assert_text(dl_fact_value(s->records.facts, "original"), "http://a.example.org");
    assert_text(dl_fact_value(s->records.facts, "from"), "Tue, 20 Jun 2000 18:02:59 GMT");
    assert_int_equal(s->records.capture_count, 2);
    service_replays(s, dl_source_history, "http://a.example.org/");
}

static void a_timemap_in_json_is_read_too(void **state)
{
    service *s = *state;
    char timemap[96];
    service_start(s, timemaps);
    snprintf(timemap, sizeof timemap, "%s/timemap/json/", s->base);
    s->options.timemap = dl_str_of(timemap);
    service_need(s, dl_source_history, "http://a.example.org/");
    assert_int_equal(s->records.count, 5);
    assert_date(s->records.items[0].date, "2000-06-20T18:02:59Z");
    assert_false(s->records.items[1].has_date);
}

static void what_is_no_timemap_is_an_error(void **state)
{
    service *s = *state;
    char timemap[96];
    service_start(s, timemaps);
    snprintf(timemap, sizeof timemap, "%s/timemap/text/", s->base);
    s->options.timemap = dl_str_of(timemap);
    assert_int_equal(service_read(s, dl_source_history, "http://a.example.org/"), DL_ERR_SYNTAX);
    assert_has(s->f.error.message, "RFC 7089");
}

static void links_with_commas_and_quotes_are_told_apart(void **state)
{
    (void)state;
    dl_str rest = DL_STR(" junk, , <a,b>; rel=\"x first\"; t=\"1, \\\"2\\\"; 3\" , <c>;REL=next,"
                         "<d> ; rel = \"up\";;, <unclosed");
    dl_weblink link;
    dl_buf value = {0};
    assert_true(dl_weblink_next(&rest, &link));
    assert_text(link.target, "a,b");
    assert_true(dl_weblink_has_rel(&link, "first"));
    assert_false(dl_weblink_has_rel(&link, "fir"));
    assert_true(dl_weblink_param(&link, "t", &value));
    assert_text(dl_buf_str(&value), "1, \"2\"; 3");
    assert_true(dl_weblink_next(&rest, &link));
    assert_text(link.target, "c");
    assert_true(dl_weblink_has_rel(&link, "NEXT"));
    assert_true(dl_weblink_next(&rest, &link));
    assert_true(dl_weblink_has_rel(&link, "up"));
    assert_false(dl_weblink_param(&link, "t", &value));
    assert_false(dl_weblink_next(&rest, &link));
    dl_buf_clear(&value);
}

static void links_of_any_bytes_end(void **state)
{
    (void)state;
    static const char alphabet[] = "<>\",;= \\ar\0\xff";
    uint64_t seed = random_seed();
    char bytes[200];
    for (int round = 0; round < 5000; round++) {
        size_t size = (size_t)random_below(&seed, sizeof bytes);
        for (size_t i = 0; i < size; i++)
            bytes[i] = alphabet[random_below(&seed, sizeof alphabet - 1)];
        dl_str rest = {bytes, size};
        dl_weblink link;
        dl_buf value = {0};
        int links = 0;
        while (dl_weblink_next(&rest, &link)) {
            dl_weblink_param(&link, "a", &value);
            dl_weblink_has_rel(&link, "r");
            assert_true(++links <= 200);
        }
        dl_buf_clear(&value);
    }
}

/* --- a page as it was --- */

static const reply wayback[] = {
    {.path = "/web/20240215120000id_/https://openai.com/sora",
     .status = 302,
     .headers = "Location: @HOST@/web/20240216080000id_/http://www.OpenAI.com:80/sora/\r\n"},
    {.path = "/web/20240216080000id_/http://www.OpenAI.com:80/sora/",
     .status = 200,
     .headers = "Memento-Datetime: Fri, 16 Feb 2024 08:00:00 GMT\r\nContent-Type: text/html\r\n"
                "X-Archive-Orig-Server: nginx\r\n"
                "Link: <https://openai.com/sora>; rel=\"original\"\r\n",
     .body = "<title>Sora</title><p>Sora makes videos. <a href=\"/safety\">Safety</a></p>"},
    {.path = "/web/20240702120000id_/https://openai.com/gone",
     .status = 404,
     .headers = "Memento-Datetime: Tue, 02 Jul 2024 00:00:00 GMT\r\n",
     .body = "<title>Not found</title>"},
    {.path = "/web/20240702120000id_/https://openai.com/busy",
     .status = 429,
     .headers = "Memento-Datetime: Tue, 02 Jul 2024 00:00:00 GMT\r\n",
     .body = "slow down"},
    {.path = "/web/20240702120000id_/https://openai.com/old",
     .status = 302,
     .headers = "Memento-Datetime: Tue, 02 Jul 2024 00:00:00 GMT\r\n"
                "Location: @HOST@/web/20240703000000id_/https://openai.com/new\r\n"},
    {.path = "/web/20240703000000id_/https://openai.com/new",
     .status = 200,
     .headers = "Memento-Datetime: Wed, 03 Jul 2024 00:00:00 GMT\r\n",
     .body = "moved"},
    {.path = "/web/20240702120000id_/https://openai.com/limit",
     .status = 429,
     .headers = "Retry-After: 60\r\n",
     .body = "<html>Too many"},
    {.path = "/web/20240702120000id_/https://openai.com/live", .status = 200, .body = "no header"},
    {.path = "/web/20240702120000id_/https://openai.com/none", .status = 404, .body = "none"},
    {0}};

typedef struct at {
    dl_memento memento;
    dl_snapshot snapshot;
    dl_fetch_from from;
} at;

static int read_at(service *s, const char *url, const char *date, at *out)
{
    fixture *f = &s->f;
    dl_date asked = service_date(date);
    memset(out, 0, sizeof *out);
    if (!f->fetch)
        assert_int_equal(dl_fetch_new(&f->fetch, f->store, &f->options, &f->error), 0);
    dl_error_clear(&f->error);
    return dl_source_at(f->fetch, dl_str_of(url), &asked, &s->options, &f->arena, &out->memento,
                        &out->snapshot, &out->from, &f->error);
}

static void the_capture_nearest_to_a_day_is_given_with_its_distance(void **state)
{
    service *s = *state;
    at it;
    service_start(s, wayback);
    s->options.base = dl_str_of(s->base);
    assert_int_equal(read_at(s, "https://openai.com/sora", "2024-02-15", &it), 0);
    assert_true(it.memento.is && it.memento.has_at);
    assert_date(it.memento.at, "2024-02-16T08:00:00Z");
    assert_date(it.memento.asked, "2024-02-15");
    assert_int_equal(it.memento.distance.least, 1);
    assert_int_equal(it.memento.distance.most, 1);
    assert_int_equal(it.memento.status, 200);
    assert_text(it.memento.original, "https://openai.com/sora");
    assert_text(it.memento.moved, "");
    assert_text(it.snapshot.origin, "memento");
    assert_true(it.snapshot.id > 0);
}

static void an_archived_error_or_redirect_is_a_finding(void **state)
{
    service *s = *state;
    at it;
    service_start(s, wayback);
    s->options.base = dl_str_of(s->base);
    assert_int_equal(read_at(s, "https://openai.com/gone", "2024-07-02", &it), 0);
    assert_int_equal(it.memento.status, 404);
    server_connections(&s->server);
    assert_int_equal(read_at(s, "https://openai.com/busy", "2024-07-02", &it), 0);
    assert_int_equal(it.memento.status, 429);
    /* what the archive saw then is not tried again, and nobody waits for it */
    assert_int_equal(server_connections(&s->server), 1);
    assert_int_equal(read_at(s, "https://openai.com/old", "2024-07-02", &it), 0);
    assert_text(it.memento.moved, "https://openai.com/new");
    assert_date(it.memento.at, "2024-07-03T00:00:00Z");
}

static void the_archive_s_own_refusal_is_a_failure(void **state)
{
    service *s = *state;
    at it;
    service_start(s, wayback);
    s->options.base = dl_str_of(s->base);
    assert_int_equal(read_at(s, "https://openai.com/none", "2024-07-02", &it), DL_ERR_NET);
    assert_has(s->f.error.message, "no capture");
    assert_int_equal(read_at(s, "https://openai.com/limit", "2024-07-02", &it), DL_ERR_NET);
    assert_has(s->f.error.hint, "60 seconds");
    assert_int_equal(read_at(s, "data.txt", "2024-07-02", &it), DL_ERR_USAGE);
    assert_int_equal(read_at(s, "https://openai.com/x", "Y170000002", &it), DL_ERR_USAGE);
}

static void a_date_of_the_archive_s_address_is_taken_where_no_header_tells_it(void **state)
{
    service *s = *state;
    at it;
    service_start(s, wayback);
    s->options.base = dl_str_of(s->base);
    assert_int_equal(read_at(s, "https://openai.com/live", "2024-07-02", &it), 0);
    assert_date(it.memento.at, "2024-07-02T12:00:00Z");
}

static const reply gates[] = {
    {.path = "/gate/http://a.example.org/",
     .need = "Accept-Datetime: Wed, 03 Jul 2024 12:00:00 GMT\r\n",
     .status = 302,
     .headers = "Vary: accept-datetime\r\nLocation: @HOST@/m/2/http://a.example.org/\r\n"},
    {.path = "/gate/http://a.example.org/",
     .need = "Accept-Datetime: Tue, 16 Jan 2024 12:00:00 GMT\r\n",
     .status = 302,
     .headers = "Vary: accept-datetime\r\nLocation: @HOST@/m/1/http://a.example.org/\r\n"},
    {.path = "/m/1/http://a.example.org/",
     .status = 200,
     .headers = "Memento-Datetime: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
                "Link: <http://a.example.org/>; rel=\"original\"\r\n",
     .body = "one"},
    {.path = "/m/2/http://a.example.org/",
     .status = 200,
     .headers = "Memento-Datetime: Thu, 04 Jul 2024 00:00:00 GMT\r\n",
     .body = "two"},
    {.path = "/gate/http://b.example.org/", .status = 200, .body = "no archive at all"},
    {0}};

static void a_timegate_is_asked_with_the_middle_of_the_date(void **state)
{
    service *s = *state;
    char gate[96];
    at it;
    service_start(s, gates);
    snprintf(gate, sizeof gate, "%s/gate/", s->base);
    s->options.timegate = dl_str_of(gate);
    assert_int_equal(read_at(s, "http://a.example.org/", "2024-01", &it), 0);
    assert_text(it.snapshot.body, "one");
    assert_date(it.memento.at, "2024-01-01T00:00:00Z");
    assert_text(it.memento.moved, "");
    assert_int_equal(read_at(s, "http://a.example.org/", "2024-07-03", &it), 0);
    assert_text(it.snapshot.body, "two");
    assert_int_equal(read_at(s, "http://b.example.org/", "2024-07-03", &it), DL_ERR_SYNTAX);
    /* without the archive, each date is answered by its own capture, and no other date is */
    server_stop(&s->server);
    s->options.mode = DL_FETCH_OFFLINE;
    assert_int_equal(read_at(s, "http://a.example.org/", "2024-01", &it), 0);
    assert_text(it.snapshot.body, "one");
    assert_int_equal(read_at(s, "http://a.example.org/", "2024-07-03", &it), 0);
    assert_text(it.snapshot.body, "two");
    assert_int_equal(read_at(s, "http://a.example.org/", "2024-09", &it), DL_ERR_NET_OFFLINE);
}

static void an_archived_page_is_replayed_without_the_archive(void **state)
{
    service *s = *state;
    at first, second;
    char base[64];
    service_start(s, wayback);
    strcpy(base, s->base);
    s->options.base = dl_str_of(base);
    assert_int_equal(read_at(s, "https://openai.com/old", "2024-07-02", &first), 0);
    server_stop(&s->server);
    s->options.mode = DL_FETCH_OFFLINE;
    assert_int_equal(read_at(s, "https://openai.com/old", "2024-07-02", &second), 0);
    assert_int_equal(second.from, DL_FROM_CACHE);
    assert_true(dl_str_equal(first.snapshot.sha256, second.snapshot.sha256));
    assert_true(dl_str_equal(first.memento.moved, second.memento.moved));
    assert_true(dl_date_equal(&first.memento.at, &second.memento.at));
    assert_int_equal(read_at(s, "https://openai.com/sora", "2024-02-15", &second),
                     DL_ERR_NET_OFFLINE);
}

static void a_page_out_of_an_archive_is_read_with_its_own_links(void **state)
{
    service *s = *state;
    dl_capture capture;
    dl_date date = service_date("2024-02-15");
    service_start(s, wayback);
    s->options.base = dl_str_of(s->base);
    assert_int_equal(dl_fetch_new(&s->f.fetch, s->f.store, &s->f.options, &s->f.error), 0);
    dl_capture_init(&capture);
    assert_int_equal(dl_capture_at(s->f.fetch, s->f.store, DL_STR("https://openai.com/sora"), &date,
                                   &s->options, &capture, &s->f.error),
                     0);
    assert_text(capture.page.title, "Sora");
    assert_int_equal(capture.page.link_count, 1);
    assert_text(capture.page.links[0], "https://openai.com/safety");
    assert_text(dl_header_value(capture.snapshot.headers, "X-Archive-Orig-Server"), "nginx");
    dl_capture_clear(&capture);
}

static void the_wayback_machine_is_asked_fifteen_times_a_minute_at_most(void **state)
{
    (void)state;
    dl_source_options options = {.mode = DL_FETCH_DEFAULT};
    dl_fetch_options fetch = dl_fetch_defaults();
    dl_origin origin = {.running = 0};
    int64_t next = INT64_MAX;
    dl_origin_started(&origin, &fetch, dl_archive_delay_ms(&options), 1000);
    origin.running = 0;
    assert_false(dl_origin_may_start(&origin, &fetch, 4999, &next));
    assert_int_equal(next, 5000);
    assert_true(dl_origin_may_start(&origin, &fetch, 5000, &next));
    options.base = DL_STR("https://archive.example.org");
    assert_int_equal(dl_archive_delay_ms(&options), 0);
}

static void the_headers_of_then_are_told_apart(void **state)
{
    (void)state;
    dl_buf out = {0};
    dl_memento_headers(
        DL_STR("HTTP/1.1 200 OK\r\nServer: nginx\r\nx-archive-orig-server: Apache\r\n"
               "X-Archive-Orig-Last-Modified: Fri, 16 Feb 2024 08:00:00 GMT\r\n"
               "X-Archive-Orig-\r\n\r\n"),
        &out);
    assert_text(dl_header_value(dl_buf_str(&out), "Server"), "Apache");
    assert_text(dl_header_value(dl_buf_str(&out), "Last-Modified"),
                "Fri, 16 Feb 2024 08:00:00 GMT");
    dl_buf_clear(&out);
}

static void addresses_within_archives_are_found(void **state)
{
    (void)state;
    assert_text(dl_archive_original(DL_STR("https://web.archive.org/web/2024id_/http://a.org/x")),
                "http://a.org/x");
    assert_text(dl_archive_original(DL_STR("https://a.org/b")), "");
    assert_text(dl_archive_original(DL_STR("https://a.org/?u=http://b.org")), "");
    assert_text(dl_archive_digits(DL_STR("https://w.org/web/20240215id_/http://a.org/20230101/")),
                "20240215");
    assert_text(dl_archive_digits(DL_STR("https://w.org/web/")), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVICE_TEST(wayback_s_captures_are_read_to_the_last_key),
        SERVICE_TEST(the_text_form_tells_the_same),
        SERVICE_TEST(pages_by_number_are_asked_for_one_by_one),
        SERVICE_TEST(a_time_and_a_limit_are_asked_of_the_archive),
        SERVICE_TEST(histories_are_replayed_without_the_archive),
        SERVICE_TEST(what_is_no_history_is_an_error),
        SERVICE_TEST(an_archive_that_gives_one_page_for_ever_is_left),
        SERVICE_TEST(ten_thousand_captures_are_read),
        SERVICE_TEST(a_timemap_is_read_with_the_pages_that_it_names),
        SERVICE_TEST(a_timemap_in_json_is_read_too),
        SERVICE_TEST(what_is_no_timemap_is_an_error),
        SERVICE_TEST(links_with_commas_and_quotes_are_told_apart),
        SERVICE_TEST(links_of_any_bytes_end),
        SERVICE_TEST(the_capture_nearest_to_a_day_is_given_with_its_distance),
        SERVICE_TEST(an_archived_error_or_redirect_is_a_finding),
        SERVICE_TEST(the_archive_s_own_refusal_is_a_failure),
        SERVICE_TEST(a_date_of_the_archive_s_address_is_taken_where_no_header_tells_it),
        SERVICE_TEST(a_timegate_is_asked_with_the_middle_of_the_date),
        SERVICE_TEST(an_archived_page_is_replayed_without_the_archive),
        SERVICE_TEST(a_page_out_of_an_archive_is_read_with_its_own_links),
        SERVICE_TEST(the_wayback_machine_is_asked_fifteen_times_a_minute_at_most),
        SERVICE_TEST(the_headers_of_then_are_told_apart),
        SERVICE_TEST(addresses_within_archives_are_found),
    };
    return cmocka_run_group_tests_name("sources: archives", tests, NULL, NULL);
}
