/* Reddit's threads, from answers as www.reddit.com/dev/api and
 * github.com/reddit-archive/reddit/wiki/JSON say. */
#include <sys/stat.h>

#include "../net/service.h"
#include "base/file.h"
#include "fetch/source.h"

#define THREAD                                                                                     \
    "[{\"kind\": \"Listing\", \"data\": {\"after\": null, \"children\": [{\"kind\": \"t3\","       \
    " \"data\": {\"name\": \"t3_1ieonxv\", \"author\": \"OpenAI\", \"title\": \"AMA with "         \
    "OpenAI\","                                                                                    \
    " \"selftext\": \"Ask us.\", \"created_utc\": 1738353600.0, \"permalink\":"                    \
    " \"/r/OpenAI/comments/1ieonxv/ama/\", \"edited\": 1738360000.0, \"score\": 1400,"             \
    " \"subreddit\": \"OpenAI\"}}]}},"                                                             \
    "{\"kind\": \"Listing\", \"data\": {\"children\": ["                                           \
    "{\"kind\": \"t1\", \"data\": {\"name\": \"t1_q\", \"author\": \"asker\","                     \
    " \"body\": \"When will you show\\nthe thinking?\", \"created_utc\": 1738354000,"              \
    " \"parent_id\": \"t3_1ieonxv\", \"permalink\": \"/r/OpenAI/comments/1ieonxv/ama/q/\","        \
    " \"edited\": false, \"replies\": {\"kind\": \"Listing\", \"data\": {\"children\": ["          \
    "{\"kind\": \"t1\", \"data\": {\"name\": \"t1_a\", \"author\": \"SamAltman\","                 \
    " \"body\": \"we are gonna show a much more helpful version, very soon\","                     \
    " \"created_utc\": 1738355000, \"parent_id\": \"t1_q\", \"is_submitter\": false,"              \
    " \"replies\": \"\"}},"                                                                        \
    "{\"kind\": \"more\", \"data\": {\"count\": 12, \"children\": [\"x\", \"y\"]}}]}}}},"          \
    "{\"kind\": \"t1\", \"data\": {\"name\": \"t1_d\", \"author\": \"[deleted]\","                 \
    " \"body\": \"[deleted]\", \"created_utc\": 1738354001}},"                                     \
    "{\"kind\": \"t1\", \"data\": {\"name\": \"t1_r\", \"author\": \"troll\","                     \
    " \"body\": \"[removed]\", \"removed_by_category\": \"moderator\", \"created_utc\": -5}},"     \
    "{\"kind\": \"t1\", \"data\": {\"name\": \"t1_s\", \"author\": \"samaltman\","                 \
    " \"body\": \"also this\", \"created_utc\": \"soon\"}},"                                       \
    "{\"kind\": \"more\", \"data\": {\"count\": 3, \"children\": [\"z\"]}}, 5, null]}}]"

typedef struct saved {
    char folder[64], name[32];
} saved;

static saved file; /* its folder is read by fetch */

static void save(service *s, const char *text)
{
    file = (saved){"/tmp/dateline-reddit-XXXXXX", "thread.json"};
    char path[128];
    assert_non_null(mkdtemp(file.folder));
    snprintf(path, sizeof path, "%s/%s", file.folder, file.name);
    assert_int_equal(dl_file_write(path, dl_str_of(text), NULL), 0);
    s->f.options.folder = file.folder;
}

static void forget(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", file.folder, file.name);
    unlink(path);
    rmdir(file.folder);
}

static void a_saved_thread_gives_its_post_and_comments_in_order(void **state)
{
    service *s = *state;
    save(s, THREAD);
    service_need(s, dl_source_reddit, "thread.json");
    forget();
    const dl_record *r = s->records.items;
    assert_int_equal(s->records.count, 6);
    assert_text(r[0].kind, "post");
    assert_text(r[0].title, "AMA with OpenAI");
    assert_date(r[0].date, "2025-01-31T20:00:00Z");
    assert_date(r[0].ended, "2025-01-31T21:46:40Z");
    assert_text(service_fact(&r[0], "edited"), "true");
    assert_text(r[0].url, "https://www.reddit.com/r/OpenAI/comments/1ieonxv/ama/");
    assert_text(r[1].id, "t1_q");
    assert_false(r[1].has_ended);
    assert_text(service_fact(&r[1], "parent_text"), "AMA with OpenAI");
    assert_text(r[2].actor, "SamAltman");
    assert_text(service_fact(&r[2], "parent_author"), "asker");
    assert_text(service_fact(&r[2], "parent_text"), "When will you show\nthe thinking?");
    assert_text(r[3].id, "t1_d");
    assert_text(service_fact(&r[3], "taken"), "deleted");
    assert_text(service_fact(&r[4], "taken"), "removed");
    assert_text(service_fact(&r[4], "taken_by"), "moderator");
    assert_false(r[4].has_date);
    assert_false(r[5].has_date);
    assert_text(service_fact(&r[5], "date_raw"), "soon");
    assert_text(s->records.incomplete, "15 comments behind 2 \"more\" stubs");
}

static void a_saved_listing_says_that_it_goes_on(void **state)
{
    service *s = *state;
    save(s, "{\"data\": {\"after\": \"t1_x\", \"children\": []}}");
    service_need(s, dl_source_reddit, "thread.json");
    forget();
    assert_text(s->records.incomplete, "the listing goes on after t1_x");
}

static void one_author_s_answers_come_with_their_questions(void **state)
{
    service *s = *state;
    save(s, THREAD);
    s->options.author = DL_STR("/u/samaltman");
    service_need(s, dl_source_reddit, "thread.json");
    forget();
    assert_int_equal(s->records.count, 2);
    assert_text(s->records.items[0].id, "t1_a");
    assert_text(service_fact(&s->records.items[0], "parent_author"), "asker");
    assert_text(s->records.items[1].id, "t1_s");
}

static void a_saved_thread_that_is_gone_is_read_from_its_capture(void **state)
{
    service *s = *state;
    save(s, THREAD);
    service_need(s, dl_source_reddit, "thread.json");
    forget();
    s->options.mode = DL_FETCH_OFFLINE;
    service_need(s, dl_source_reddit, "thread.json");
    assert_int_equal(s->records.count, 6);
}

static const reply oauth[] = {
    {.path = "/r/OpenAI/comments/1ieonxv/ama?limit=500&raw_json=1&sort=old",
     .need = "Authorization: Bearer mine\r\n",
     .status = 200,
     .headers = "X-Ratelimit-Remaining: 595.0\r\nX-Ratelimit-Used: 5\r\nX-Ratelimit-Reset: 300\r\n",
     .body = THREAD},
    {.path = "/user/samaltman/comments?limit=500&raw_json=1&sort=old",
     .status = 200,
     .body = "{\"kind\": \"Listing\", \"data\": {\"after\": \"t1_next\", \"children\": [{\"kind\": "
             "\"t1\", \"data\": {\"name\": \"t1_a\", \"author\": \"samaltman\", \"body\": \"b\", "
             "\"created_utc\": 1738355000}}]}}"},
    {.path = "/user/samaltman/comments?limit=500&raw_json=1&sort=old&after=t1_next",
     .status = 200,
     .body =
         "{\"kind\": \"Listing\", \"data\": {\"after\": \"t1_third\", \"children\": [{\"kind\": "
         "\"t1\", \"data\": {\"name\": \"t1_b\", \"author\": \"samaltman\"}}]}}"},
    {.path = "/user/samaltman/comments?limit=500&raw_json=1&sort=old&after=t1_third",
     .status = 429,
     .headers = "X-Ratelimit-Remaining: 0\r\nX-Ratelimit-Reset: 300\r\n"},
    {0}};

static void a_token_is_used_for_the_api_and_its_limits_are_told(void **state)
{
    service *s = *state;
    char base[64];
    const dl_token token = {DL_STR("127.0.0.1"), DL_STR("Bearer mine")};
    service_start(s, oauth);
    strcpy(base, s->base);
    s->options.base = dl_str_of(base);
    s->options.tokens = &token;
    s->options.token_count = 1;
    s->f.options.tries = 1;
    service_need(s, dl_source_reddit, "https://www.reddit.com/user/samaltman/comments/");
    /* a listing goes on until the limit is used up, and says until when */
    assert_int_equal(s->records.count, 2);
    assert_has(s->records.incomplete.data, "limit of requests");
    assert_has(s->records.incomplete.data, "after 300 seconds");
    service_need(s, dl_source_reddit, "https://www.reddit.com/r/OpenAI/comments/1ieonxv/ama/.json");
    assert_int_equal(s->records.count, 6);
    assert_text(dl_fact_value(s->records.facts, "rate_remaining"), "595.0");
    assert_text(dl_fact_value(s->records.facts, "rate_reset"), "300");
    service_replays(s, dl_source_reddit, "https://www.reddit.com/r/OpenAI/comments/1ieonxv/ama/");
}

static const reply hidden[] = {
    {.path = "/r/OpenAI/comments/1ieonxv/ama?limit=500&raw_json=1&sort=old",
     .status = 200,
     .body = THREAD},
    {.path = "/api/morechildren?api_type=json&raw_json=1&link_id=t3_1ieonxv&children=x,y,z",
     .need = "Authorization: Bearer mine\r\n",
     .status = 200,
     .body =
         "{\"json\": {\"errors\": [], \"data\": {\"things\": ["
         "{\"kind\": \"t1\", \"data\": {\"name\": \"t1_x\", \"author\": \"kevinweil\", \"body\": "
         "\"yes\", \"parent_id\": \"t1_q\", \"created_utc\": 1738357000, \"replies\": \"\"}},"
         "{\"kind\": \"t1\", \"data\": {\"name\": \"t1_a\", \"author\": \"known already\"}},"
         "{\"kind\": \"more\", \"data\": {\"count\": 2, \"children\": [\"w\"]}},"
         "{\"kind\": \"more\", \"data\": {\"count\": 0, \"children\": []}}]}}}"},
    {.path = "/api/morechildren?api_type=json&raw_json=1&link_id=t3_1ieonxv&children=w",
     .status = 500,
     .body = "oops"},
    {0}};

static void what_is_hidden_behind_more_is_asked_for_with_a_token(void **state)
{
    service *s = *state;
    char base[64];
    const dl_token token = {DL_STR("127.0.0.1"), DL_STR("Bearer mine")};
    service_start(s, hidden);
    strcpy(base, s->base);
    s->options = (dl_source_options){.base = dl_str_of(base), .tokens = &token, .token_count = 1};
    service_need(s, dl_source_reddit, "https://www.reddit.com/r/OpenAI/comments/1ieonxv/ama/");
    assert_int_equal(s->records.count, 7);
    const dl_record *found = &s->records.items[6];
    assert_text(found->actor, "kevinweil");
    assert_text(service_fact(found, "parent_author"), "asker");
    assert_text(service_fact(found, "parent_text"), "When will you show\nthe thinking?");
    assert_has(s->records.incomplete.data, "500");
    assert_has(s->records.incomplete.data, "1 comment behind 2 \"more\" stubs");
    service_replays(s, dl_source_reddit, "https://www.reddit.com/r/OpenAI/comments/1ieonxv/ama/");
}

static void a_token_goes_to_its_own_host_by_https_alone(void **state)
{
    (void)state;
    const dl_token token = {DL_STR("oauth.reddit.com"), DL_STR("Bearer mine")};
    const dl_source_options options = {.tokens = &token, .token_count = 1};
    const source s = {.options = &options};
    static const char *const others[] = {"http://oauth.reddit.com/",
                                         "https://oauth.reddit.com.evil.org/",
                                         "https://evil.org/",
                                         "https://oauth.reddit.com:8443/",
                                         "https://evil.org/oauth.reddit.com",
                                         "https://oauth.reddit.com@evil.org/",
                                         "https://127.0.0.1/",
                                         "oauth.reddit.com",
                                         ""};
    assert_text(source_token(&s, DL_STR("HTTPS://OAuth.Reddit.com/r/a")), "Bearer mine");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_text(source_token(&s, dl_str_of(others[i])), "");
}

static void a_token_that_is_over_says_so(void **state)
{
    static const reply replies[] = {{.status = 401, .body = "{\"message\": \"Unauthorized\"}"},
                                    {0}};
    service *s = *state;
    const dl_token token = {DL_STR("127.0.0.1"), DL_STR("Bearer old")};
    service_start(s, replies);
    s->options.base = dl_str_of(s->base);
    s->options.tokens = &token;
    s->options.token_count = 1;
    assert_int_equal(service_read(s, dl_source_reddit, "https://www.reddit.com/r/a/comments/b/"),
                     DL_ERR_NET);
    assert_has(s->f.error.hint, "token");
}

static void a_refusal_without_a_token_tells_the_three_ways(void **state)
{
    static const reply replies[] = {
        {.status = 403, .headers = "Content-Type: text/html\r\n", .body = "<html>Blocked</html>"},
        {0}};
    service *s = *state;
    service_start(s, replies);
    s->options.base = dl_str_of(s->base);
    for (int form = 0; form < 2; form++) {
        s->options.form = form ? DL_STR("json") : DL_STR("");
        assert_int_equal(
            service_read(s, dl_source_reddit, "https://www.reddit.com/r/a/comments/b/"),
            DL_ERR_NET);
        assert_has(s->f.error.message, "saved");
        assert_has(s->f.error.message, "token");
        assert_has(s->f.error.message, ".rss");
        assert_has(s->f.error.hint, ".json");
    }
}

static const reply atom[] = {
    {.path = "/r/OpenAI/comments/1ieonxv/ama/.rss?limit=100&sort=old",
     .status = 200,
     .headers = "Content-Type: application/atom+xml; charset=UTF-8\r\n",
     .body =
         "<?xml version=\"1.0\" encoding=\"UTF-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\">"
         "<author><name>the feed's own</name></author><id>/r/OpenAI</id><title>AMA</title>"
         "<entry><author><name>/u/OpenAI</name><uri>https://www.reddit.com/user/OpenAI</uri>"
         "</author><content type=\"html\">&lt;p&gt;Ask us.&lt;/p&gt;</content><id>t3_1ieonxv</id>"
         "<link href=\"https://www.reddit.com/r/OpenAI/comments/1ieonxv/\" /><updated>"
         "2025-01-31T20:00:00+00:00</updated><published>2025-01-31T20:00:00+00:00</published>"
         "<title>AMA with OpenAI</title></entry>"
         "<entry><author><name>/u/samaltman</name></author><content type=\"html\">&lt;div&gt;&lt;p"
         "&gt;very &lt;b&gt;soon&lt;/b&gt;&lt;/p&gt;&lt;/div&gt;</content><id>t1_a</id><link href="
         "\"https://www.reddit.com/r/OpenAI/comments/1ieonxv/ama/a/\"/><updated>"
         "2025-01-31T20:23:20+00:00</updated><title>/u/samaltman on AMA</title></entry></feed>"},
    {0}};

static void without_a_token_a_thread_is_read_from_its_feed(void **state)
{
    service *s = *state;
    char base[64];
    service_start(s, atom);
    strcpy(base, s->base);
    s->options.base = dl_str_of(base);
    service_need(s, dl_source_reddit, "https://www.reddit.com/r/OpenAI/comments/1ieonxv/ama/.rss");
    const dl_record *r = s->records.items;
    assert_int_equal(s->records.count, 2);
    assert_text(r[0].kind, "post");
    assert_text(r[0].actor, "OpenAI");
    assert_text(r[1].kind, "comment");
    assert_text(r[1].actor, "samaltman");
    assert_text(r[1].text, "very soon");
    assert_text(r[1].title, "");
    assert_date(r[1].date, "2025-01-31T20:23:20+00:00");
    assert_has(s->records.incomplete.data, "100 comments");
    service_replays(s, dl_source_reddit, "https://www.reddit.com/r/OpenAI/comments/1ieonxv/ama");
}

static void what_is_no_thread_is_an_error(void **state)
{
    service *s = *state;
    static const char *const texts[] = {"{}",   "[]",     "[{\"kind\": \"Listing\"}]",     "[1]",
                                        "null", "<html>", "{\"data\": {\"children\": 3}}", ""};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        save(s, texts[i]);
        assert_int_equal(service_read(s, dl_source_reddit, "thread.json"), DL_ERR_SYNTAX);
        forget();
    }
    const dl_token token = {DL_STR("127.0.0.1"), DL_STR("Bearer mine")};
    s->options = (dl_source_options){.tokens = &token, .token_count = 1, .base = DL_STR("later")};
    service_refuses(s, dl_source_reddit, "https://www.reddit.com/r/a/comments/b/");
}

/* Nested as deep as JSON may be, and 10,000 wide. */
static void deep_and_wide_threads_are_read_without_recursion(void **state)
{
    service *s = *state;
    dl_buf text = {0};
    enum { DEEP = 90, WIDE = 10000 };
    dl_buf_puts(&text, "{\"kind\": \"Listing\", \"data\": {\"children\": [");
    for (int i = 0; i < DEEP; i++)
        dl_buf_puts(&text, "{\"kind\": \"t1\", \"data\": {\"author\": \"a\", \"body\": \"b\", "
                           "\"replies\": {\"data\": {\"children\": [");
    for (int i = 0; i < DEEP; i++)
        dl_buf_puts(&text, "]}}}}");
    for (int i = DEEP; i < WIDE; i++)
        dl_buf_printf(&text, ",{\"kind\": \"t1\", \"data\": {\"name\": \"t1_%d\"}}", i);
    dl_buf_puts(&text, "]}}");
    save(s, text.data);
    service_need(s, dl_source_reddit, "thread.json");
    forget();
    assert_int_equal(s->records.count, WIDE);
    dl_buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVICE_TEST(a_saved_thread_gives_its_post_and_comments_in_order),
        SERVICE_TEST(a_saved_listing_says_that_it_goes_on),
        SERVICE_TEST(one_author_s_answers_come_with_their_questions),
        SERVICE_TEST(a_saved_thread_that_is_gone_is_read_from_its_capture),
        SERVICE_TEST(a_token_is_used_for_the_api_and_its_limits_are_told),
        SERVICE_TEST(what_is_hidden_behind_more_is_asked_for_with_a_token),
        SERVICE_TEST(a_token_goes_to_its_own_host_by_https_alone),
        SERVICE_TEST(a_token_that_is_over_says_so),
        SERVICE_TEST(a_refusal_without_a_token_tells_the_three_ways),
        SERVICE_TEST(without_a_token_a_thread_is_read_from_its_feed),
        SERVICE_TEST(what_is_no_thread_is_an_error),
        SERVICE_TEST(deep_and_wide_threads_are_read_without_recursion),
    };
    return cmocka_run_group_tests_name("sources: Reddit", tests, NULL, NULL);
}
