/* Commit histories, from services that answer as docs.github.com/en/rest/commits/commits, its pages
 * on pagination and rate limits, and huggingface.co/docs/hub/api say. */
#include "../net/service.h"
#include "fetch/commits.h"

static const char repository[] =
    "{\"full_name\": \"openai/whisper\", \"fork\": true, \"default_branch\": \"main\","
    " \"created_at\": \"2022-09-16T20:02:54Z\", \"archived\": false,"
    " \"parent\": {\"full_name\": \"someone/whisper\"},"
    " \"source\": {\"full_name\": \"first/whisper\"}}";

#define COMMIT(sha, date, message)                                                                 \
    "{\"sha\": \"" sha "\", \"html_url\": \"https://github.com/openai/whisper/commit/" sha         \
    "\", \"author\": {\"login\": \"jongwook\"}, \"commit\": {\"message\": \"" message "\","        \
    " \"author\": {\"name\": \"Jong Wook Kim\", \"date\": \"" date "\"},"                          \
    " \"committer\": {\"name\": \"GitHub\", \"date\": \"2022-09-22T01:00:00Z\"},"                  \
    " \"verification\": {\"verified\": true}}}"

static const reply github[] = {
    {.path = "/repos/openai/whisper",
     .need = "Accept: application/vnd.github+json",
     .status = 200,
     .headers = "X-RateLimit-Remaining: 59\r\n",
     .body = repository},
    {.path = "/repos/openai/whisper/commits?per_page=100",
     .status = 200,
     .headers = "Link: <@HOST@/repositories/1/commits?page=2>; rel=\"next\", "
                "<@HOST@/repositories/1/commits?page=3>; rel=\"last\"\r\nETag: W/\"a\"\r\n",
     .body = "[" COMMIT("aaa", "2022-09-21T22:00:00Z", "Add models\\n\\nAll of them.") "]"},
    {.path = "/repositories/1/commits?page=2",
     .status = 200,
     .headers = "Link: </repositories/1/commits?page=3>; rel=\"next\"\r\n",
     .body = "[" COMMIT("bbb", "9999-99-99", "Absurd") ", 7, {\"sha\": 3}]"},
    {.path = "/repositories/1/commits?page=3",
     .status = 200,
     .body = "[" COMMIT("ccc", "2022-09-16T20:02:54+09:00", "First") "]"},
    {0}};

static void github_s_pages_are_followed_to_the_last(void **state)
{
    service *s = *state;
    service_start(s, github);
    s->options.base = dl_str_of(s->base);
    service_need(s, dl_source_commits, "https://github.com/openai/whisper");
    const dl_record *r = s->records.items;
    assert_int_equal(s->records.count, 3);
    assert_text(r[0].id, "aaa");
    assert_text(r[0].title, "Add models");
    assert_text(r[0].text, "Add models\n\nAll of them.");
    assert_text(r[0].actor, "jongwook");
    assert_text(r[0].kind, "commit");
    assert_text(r[0].url, "https://github.com/openai/whisper/commit/aaa");
    assert_text(service_fact(r, "committer"), "GitHub");
    assert_date(r[0].date, "2022-09-21T22:00:00Z");
    assert_date(r[0].ended, "2022-09-22T01:00:00Z");
    assert_date(r[2].date, "2022-09-16T20:02:54+09:00");
    assert_text(s->records.incomplete, "");
    assert_int_equal(s->records.capture_count, 4);
}

static void an_absurd_date_is_kept_as_it_was_told_and_is_no_date(void **state)
{
    service *s = *state;
    service_start(s, github);
    s->options.base = dl_str_of(s->base);
    service_need(s, dl_source_commits, "openai/whisper");
    assert_false(s->records.items[1].has_date);
    assert_text(service_fact(&s->records.items[1], "date_raw"), "9999-99-99");
}

static void a_fork_says_what_it_was_forked_from(void **state)
{
    service *s = *state;
    service_start(s, github);
    s->options.base = dl_str_of(s->base);
    service_need(s, dl_source_commits, "openai/whisper.git");
    const dl_fact *facts = s->records.facts;
    assert_text(dl_fact_value(facts, "repository_asked"), "openai/whisper");
    assert_text(dl_fact_value(facts, "repository"), "openai/whisper");
    assert_text(dl_fact_value(facts, "fork"), "true");
    assert_text(dl_fact_value(facts, "fork_of"), "someone/whisper");
    assert_text(dl_fact_value(facts, "original"), "first/whisper");
}

static void github_s_commits_are_replayed_without_it(void **state)
{
    service *s = *state;
    char base[64];
    service_start(s, github);
    strcpy(base, s->base);
    s->options.base = dl_str_of(base);
    service_replays(s, dl_source_commits, "openai/whisper");
}

static void what_did_not_change_is_confirmed_and_reads_the_same(void **state)
{
    static const reply replies[] = {
        {.path = "/repos/a/b", .status = 200, .body = "{\"full_name\": \"a/b\"}"},
        {.path = "/repos/a/b/commits?per_page=100",
         .need = "If-None-Match: W/\"one\"\r\n",
         .status = 304,
         .headers = "ETag: W/\"one\"\r\n"},
        {.path = "/repos/a/b/commits?per_page=100",
         .status = 200,
         .headers = "ETag: W/\"one\"\r\nLink: <@HOST@/two>; rel=\"next\"\r\n",
         .body = "[" COMMIT("1", "2024-01-01T00:00:00Z", "1") "]"},
        {.path = "/two", .status = 200, .body = "[]"},
        {0}};
    service *s = *state;
    service_start(s, replies);
    s->options.base = dl_str_of(s->base);
    service_need(s, dl_source_commits, "a/b");
    s->options.mode = DL_FETCH_REFRESH;
    service_need(s, dl_source_commits, "a/b");
    assert_int_equal(s->records.count, 1);
    assert_int_equal(s->records.capture_count, 3);
    assert_true(s->records.captures[1].revalidated > 0);
}

static void what_was_asked_for_is_asked_of_the_service(void **state)
{
    static const reply replies[] = {
        {.path = "/repos/a/b", .status = 200, .body = "{\"full_name\": \"a/b\"}"},
        {.path = "/repos/a/b/commits?per_page=5&sha=v1.0&path=src%2Fx%20y.c&author=me",
         .need = "Authorization: Bearer mine\r\n",
         .status = 200,
         .headers = "Link: <@HOST@/more>; rel=\"next\"\r\n",
         .body = "[" COMMIT("1", "2024-01-01T00:00:00Z", "1") "," COMMIT(
             "2", "2024-01-01T00:00:00Z",
             "2") "," COMMIT("3", "2024-01-01T00:00:00Z",
                             "3") "," COMMIT("4", "2024-01-01T00:00:00Z",
                                             "4") "," COMMIT("5", "2024-01-01T00:00:00Z", "5") "]"},
        {0}};
    service *s = *state;
    const dl_token token = {DL_STR("127.0.0.1"), DL_STR("Bearer mine")};
    service_start(s, replies);
    s->options = (dl_source_options){.base = dl_str_of(s->base),
                                     .limit = 5,
                                     .ref = DL_STR("v1.0"),
                                     .path = DL_STR("src/x y.c"),
                                     .author = DL_STR("me"),
                                     .tokens = &token,
                                     .token_count = 1};
    service_need(s, dl_source_commits, "a/b");
    assert_int_equal(s->records.count, 5);
    assert_text(s->records.incomplete, "stopped at the limit of 5");
}

static void an_empty_repository_has_no_commits_and_is_no_failure(void **state)
{
    static const reply replies[] = {
        {.path = "/repos/a/b", .status = 200, .body = "{\"full_name\": \"a/b\"}"},
        {.path = "/repos/a/b/commits?per_page=100",
         .status = 409,
         .body = "{\"message\": \"Git Repository is empty.\"}"},
        {0}};
    service *s = *state;
    service_start(s, replies);
    s->options.base = dl_str_of(s->base);
    service_need(s, dl_source_commits, "a/b");
    assert_int_equal(s->records.count, 0);
    assert_text(dl_fact_value(s->records.facts, "empty"), "true");
}

static void a_renamed_repository_answers_under_its_new_name(void **state)
{
    static const reply replies[] = {
        {.path = "/repos/old/name",
         .status = 301,
         .headers = "Location: @HOST@/repositories/7\r\n",
         .body = "{\"message\": \"Moved Permanently\"}"},
        {.path = "/repositories/7", .status = 200, .body = "{\"full_name\": \"new/name\"}"},
        {.path = "/repos/old/name/commits?per_page=100",
         .status = 301,
         .headers = "Location: @HOST@/repositories/7/commits?per_page=100\r\n"},
        {.path = "/repositories/7/commits?per_page=100",
         .status = 200,
         .body = "[" COMMIT("1", "2024-01-01T00:00:00Z", "1") "]"},
        {0}};
    service *s = *state;
    service_start(s, replies);
    s->options.base = dl_str_of(s->base);
    service_need(s, dl_source_commits, "old/name");
    assert_text(dl_fact_value(s->records.facts, "repository_asked"), "old/name");
    assert_text(dl_fact_value(s->records.facts, "repository"), "new/name");
    assert_int_equal(s->records.count, 1);
}

static void a_limit_that_is_used_up_says_until_when(void **state)
{
    static const reply used_up[] = {
        {.status = 403,
         .headers = "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1732550400\r\n",
         .body = "{\"message\": \"API rate limit exceeded for 203.0.113.7.\"}"},
        {0}};
    static const reply secondary[] = {
        {.status = 403,
         .headers = "Retry-After: 60\r\n",
         .body = "{\"message\": \"You have exceeded a secondary rate limit.\"}"},
        {0}};
    service *s = *state;
    service_start(s, used_up);
    s->options.base = dl_str_of(s->base);
    assert_int_equal(service_read(s, dl_source_commits, "a/b"), DL_ERR_NET);
    assert_has(s->f.error.message, "limit of requests");
    assert_has(s->f.error.hint, "2024-11-25T16:00:00Z");
    service_start(s, secondary);
    s->options.base = dl_str_of(s->base);
    assert_int_equal(service_read(s, dl_source_commits, "a/b"), DL_ERR_NET);
    assert_has(s->f.error.message, "secondary rate limit");
    assert_has(s->f.error.hint, "60 seconds");
}

static void a_refusal_that_has_passed_is_not_replayed(void **state)
{
    static const reply refused[] = {{.status = 429, .headers = "Retry-After: 1\r\n"}, {0}};
    service *s = *state;
    service_start(s, refused);
    s->options.base = dl_str_of(s->base);
    assert_int_equal(service_read(s, dl_source_commits, "a/b"), DL_ERR_NET);
    int asked = server_connections(&s->server);
    assert_int_equal(service_read(s, dl_source_commits, "a/b"), DL_ERR_NET);
    assert_true(asked > 0 && server_connections(&s->server) > 0);
}

static void pages_before_a_failure_are_given_and_the_failure_told(void **state)
{
    static const reply replies[] = {
        {.path = "/repos/a/b", .status = 200, .body = "{\"full_name\": \"a/b\"}"},
        {.path = "/repos/a/b/commits?per_page=100",
         .status = 200,
         .headers = "Link: <@HOST@/two>; rel=\"next\"\r\n",
         .body = "[" COMMIT("1", "2024-01-01T00:00:00Z", "1") "]"},
        {.path = "/two", .status = 502, .body = ""},
        {0}};
    service *s = *state;
    service_start(s, replies);
    s->options.base = dl_str_of(s->base);
    service_need(s, dl_source_commits, "a/b");
    assert_int_equal(s->records.count, 1);
    assert_has(s->records.incomplete.data, "502");
}

static void pages_without_end_are_bounded(void **state)
{
    static const reply replies[] = {
        {.path = "/repos/a/b", .status = 200, .body = "{\"full_name\": \"a/b\"}"},
        {.path = "/one",
         .status = 200,
         .headers = "Link: <@HOST@/repos/a/b/commits?per_page=100>; rel=\"next\"\r\n",
         .body = "[" COMMIT("1", "2024-01-01T00:00:00Z", "1") "]"},
        {.status = 200,
         .headers = "Link: <@HOST@/one>; rel=\"next\"\r\n",
         .body = "[" COMMIT("1", "2024-01-01T00:00:00Z", "1") "]"},
        {0}};
    service *s = *state;
    service_start(s, replies);
    s->options.base = dl_str_of(s->base);
    service_need(s, dl_source_commits, "a/b");
    assert_has(s->records.incomplete.data, "more pages");
}

static void github_s_feed_has_the_last_commits(void **state)
{
    static const reply replies[] = {
        {.path = "/openai/whisper/commits.atom",
         .status = 200,
         .body = "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t"
                 "</title><entry><id>tag:github.com,2008:Grit::Commit/aaa</id><link type="
                 "\"text/html\" rel=\"alternate\" href=\"https://github.com/o/w/commit/aaa\"/>"
                 "<title>\n  Add &amp; go\n</title><updated>2022-09-21T22:00:00Z</updated><author>"
                 "<name>jongwook</name><uri>https://github.com/jongwook</uri></author><content "
                 "type=\"html\">&lt;pre&gt;Add &amp;amp; go&lt;/pre&gt;</content></entry></feed>"},
        {0}};
    service *s = *state;
    char base[64];
    service_start(s, replies);
    strcpy(base, s->base);
    s->options.base = dl_str_of(base);
    service_need(s, dl_source_commits, "https://github.com/openai/whisper/commits.atom");
    assert_int_equal(s->records.count, 1);
    assert_text(s->records.items[0].id, "aaa");
    assert_text(s->records.items[0].title, "Add & go");
    assert_text(s->records.items[0].text, "Add & go");
    assert_text(s->records.items[0].actor, "jongwook");
    assert_date(s->records.items[0].date, "2022-09-21T22:00:00Z");
    assert_has(s->records.incomplete.data, "20 commits");
    service_replays(s, dl_source_commits, "https://github.com/openai/whisper/commits.atom");
}

static const reply hub[] = {
    {.path = "/api/models/MiniMaxAI/MiniMax-Text-01/commits/main?p=0&limit=100",
     .status = 200,
     .headers = "X-Total-Count: 3\r\n",
     .body =
         "[{\"id\": \"a1\", \"title\": \"Update README\", \"message\": \"\", \"authors\": "
         "[{\"user\": \"sriting\"}, {\"user\": \"enze\"}], \"date\": "
         "\"2025-01-15T04:05:06.000Z\"}, {\"id\": \"a2\", \"date\": \"2025-01-14T00:00:00.000Z\""
         ", \"title\": \"Weights\", \"authors\": []}]"},
    {.path = "/api/models/MiniMaxAI/MiniMax-Text-01/commits/main?p=1&limit=100",
     .status = 200,
     .headers = "X-Total-Count: 3\r\n",
     .body = "[{\"id\": \"a3\", \"title\": \"initial commit\", \"message\": \"m\", \"authors\": "
             "[{\"user\": \"sriting\"}], \"date\": \"2025-01-13T00:00:00.000Z\"}]"},
    {0}};

static void the_hub_s_commits_are_read_page_by_page(void **state)
{
    service *s = *state;
    char base[64];
    service_start(s, hub);
    strcpy(base, s->base);
    s->options.base = dl_str_of(base);
    service_need(s, dl_source_commits, "https://huggingface.co/MiniMaxAI/MiniMax-Text-01");
    const dl_record *r = s->records.items;
    assert_int_equal(s->records.count, 3);
    assert_text(r[0].actor, "sriting, enze");
    assert_text(r[0].title, "Update README");
    assert_date(r[2].date, "2025-01-13T00:00:00.000Z");
    assert_text(dl_fact_value(s->records.facts, "total"), "3");
    assert_text(dl_fact_value(s->records.facts, "repository"), "MiniMaxAI/MiniMax-Text-01");
    assert_int_equal(s->records.capture_count, 2);
    assert_text(s->records.incomplete, "");
    service_replays(s, dl_source_commits, "hf:MiniMaxAI/MiniMax-Text-01");
}

static void the_hub_s_links_and_kinds_are_followed(void **state)
{
    static const reply replies[] = {
        {.path = "/api/datasets/o/d/commits/v1?p=0&limit=100",
         .status = 200,
         .headers = "Link: <@HOST@/api/datasets/o/d/commits/v1?p=1&limit=100>; rel=\"next\"\r\n",
         .body = "[{\"id\": \"1\", \"title\": \"t\", \"date\": \"2025-01-13T00:00:00Z\"}]"},
        {.path = "/api/datasets/o/d/commits/v1?p=1&limit=100",
         .status = 200,
         .body = "[{\"id\": \"2\", \"title\": \"t\", \"date\": \"2025-01-13T00:00:00Z\"}]"},
        {0}};
    service *s = *state;
    service_start(s, replies);
    s->options.base = dl_str_of(s->base);
    service_need(s, dl_source_commits, "https://huggingface.co/datasets/o/d/tree/v1");
    assert_int_equal(s->records.count, 2);
    assert_has(s->records.items[0].url.data, "/datasets/o/d/commit/1");
}

static void what_the_hub_keeps_private_says_what_to_do(void **state)
{
    static const reply replies[] = {{.status = 401,
                                     .headers = "X-Error-Code: GatedRepo\r\n",
                                     .body = "{\"error\": \"Access to model a/b is restricted.\"}"},
                                    {0}};
    service *s = *state;
    service_start(s, replies);
    s->options.base = dl_str_of(s->base);
    assert_int_equal(service_read(s, dl_source_commits, "hf:a/b"), DL_ERR_NET);
    assert_has(s->f.error.message, "gated");
    assert_has(s->f.error.hint, "token");
}

static void make_many(dl_buf *body)
{
    dl_buf_puts(body, "[");
    for (int i = 0; i < 10000; i++)
        dl_buf_printf(body, "%s" COMMIT("%06d", "2024-01-01T00:00:00Z", "m"), i ? "," : "", i, i);
    dl_buf_puts(body, "]");
}

static void ten_thousand_commits_of_one_answer_are_read(void **state)
{
    static const reply replies[] = {
        {.path = "/repos/a/b", .status = 200, .body = "{\"full_name\": \"a/b\"}"},
        {.status = 200, .make = make_many},
        {0}};
    service *s = *state;
    service_start(s, replies);
    s->options.base = dl_str_of(s->base);
    s->options.limit = 20000;
    service_need(s, dl_source_commits, "a/b");
    assert_int_equal(s->records.count, 10000);
}

static void what_is_no_answer_is_an_error(void **state)
{
    service *s = *state;
    s->options.base = DL_STR("set by service_refuses");
    service_refuses(s, dl_source_commits, "a/b");
    service_refuses(s, dl_source_commits, "hf:a/b");
}

static void repositories_are_named_in_many_ways(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name, *ref, *path;
        bool hub, atom;
    } cases[] = {
        {"openai/whisper", "openai/whisper", "", "", false, false},
        {"github.com/openai/whisper", "openai/whisper", "", "", false, false},
        {"https://www.github.com/openai/whisper/", "openai/whisper", "", "", false, false},
        {"https://github.com/o/r/tree/main/src/a.c", "o/r", "main", "src/a.c", false, false},
        {"https://github.com/o/r/commits/v1.2.atom", "o/r", "v1.2", "", false, true},
        {"https://github.com/o/r/commits.atom", "o/r", "", "", false, true},
        {"hf:o/r", "o/r", "", "", true, false},
        {"https://hf.co/gpt2", "gpt2", "", "", true, false},
        {"https://huggingface.co/spaces/o/r", "o/r", "", "", true, false},
        {"https://huggingface.co/o/r/commits/main", "o/r", "main", "", true, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_repository r;
        assert_true(dl_repository_parse(dl_str_of(cases[i].text), &r));
        assert_text(r.name, cases[i].name);
        assert_text(r.ref, cases[i].ref);
        assert_text(r.path, cases[i].path);
        assert_int_equal(r.hub, cases[i].hub);
        assert_int_equal(r.atom, cases[i].atom);
    }
    static const char *const none[] = {
        "",      "openai", "https://example.org/a/b", "a/..",  "https://github.com",
        "a b/c", "hf:",    "../../etc/passwd",        "a/b\nc"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        dl_repository r;
        if (dl_repository_parse(dl_str_of(none[i]), &r))
            fail_msg("%s names %.*s", none[i], DL_STR_ARG(r.name));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVICE_TEST(github_s_pages_are_followed_to_the_last),
        SERVICE_TEST(an_absurd_date_is_kept_as_it_was_told_and_is_no_date),
        SERVICE_TEST(a_fork_says_what_it_was_forked_from),
        SERVICE_TEST(github_s_commits_are_replayed_without_it),
        SERVICE_TEST(what_did_not_change_is_confirmed_and_reads_the_same),
        SERVICE_TEST(what_was_asked_for_is_asked_of_the_service),
        SERVICE_TEST(an_empty_repository_has_no_commits_and_is_no_failure),
        SERVICE_TEST(a_renamed_repository_answers_under_its_new_name),
        SERVICE_TEST(a_limit_that_is_used_up_says_until_when),
        SERVICE_TEST(a_refusal_that_has_passed_is_not_replayed),
        SERVICE_TEST(pages_before_a_failure_are_given_and_the_failure_told),
        SERVICE_TEST(pages_without_end_are_bounded),
        SERVICE_TEST(github_s_feed_has_the_last_commits),
        SERVICE_TEST(the_hub_s_commits_are_read_page_by_page),
        SERVICE_TEST(the_hub_s_links_and_kinds_are_followed),
        SERVICE_TEST(what_the_hub_keeps_private_says_what_to_do),
        SERVICE_TEST(ten_thousand_commits_of_one_answer_are_read),
        SERVICE_TEST(what_is_no_answer_is_an_error),
        SERVICE_TEST(repositories_are_named_in_many_ways),
    };
    return cmocka_run_group_tests_name("sources: commits", tests, NULL, NULL);
}
