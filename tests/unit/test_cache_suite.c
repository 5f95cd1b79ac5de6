/*
 * The suite of http-tests/cache-tests, played by a server of our own. It is judged as its authors'
 * client judges it; what is left out, and what is not met, stands in tables with the reason.
 */
#include "support.h"

#include "../net/cache_client.h"
#include "../net/cache_server.h"
#include "../net/fixture.h"
#include "fetch/capture_time.h"

typedef struct verdict {
    bool failed, unmet; /* unmet: the test builds on something optional that is not there */
    char why[256];
} verdict;

/* --- what is not asked ------------------------------------------------------------------------ */

static const char *const kinds[] = {"required", "optimal", "check"};

static const struct {
    const char *what; /* a group's or a test's id */
    const char *why;
    bool of_fetch; /* a limit of fetch, and not of the rules */
} left_out[] = {
    {"cdn-cache-control", "a field for content delivery networks", false},
    {"method", "only GET is ever sent", false},
    {"updateHEAD", "only GET is ever sent", false},
    {"invalidation", "only GET is ever sent", false},
    {"partial", "no part of a body is ever asked for, and a 206 is never reused", false},
    /* for caches that many share; RFC 9111 lets a private one do the opposite */
    {"freshness-s-maxage-shared", "s-maxage is for shared caches", false},
    {"freshness-max-age-s-maxage-shared-longer", "s-maxage is for shared caches", false},
    {"freshness-max-age-s-maxage-shared-longer-reversed", "s-maxage is for shared caches", false},
    {"freshness-max-age-s-maxage-shared-longer-multiple", "s-maxage is for shared caches", false},
    {"freshness-max-age-s-maxage-shared-shorter", "s-maxage is for shared caches", false},
    {"freshness-max-age-s-maxage-shared-shorter-expires", "s-maxage is for shared caches", false},
    {"cc-resp-private-shared", "private is for shared caches", false},
    {"other-authorization", "Authorization forbids reuse to shared caches only", false},
    {"other-authorization-smaxage", "s-maxage is for shared caches", false},
    {"headers-store-Transfer-Encoding",
     "a transfer coding of that name does not exist, so that the "
     "answer cannot be read (RFC 9112 §6.1)",
     true},
};

/* What is asked and not met, of the kinds that are rules. */
static const struct {
    const char *id, *why;
} explained[] = {
    {"stale-while-revalidate", "optional (RFC 5861): browsers have it, to show a page sooner; here "
                               "a stale capture never passes for what the server says now"},
    {"stale-while-revalidate-window", "its setup is stale-while-revalidate"},
    {"vary-normalise-lang-select", "optional: no cache of the eleven published chooses languages"},
    {"conditional-lm-fresh-no-lm", "optional: a response without Last-Modified counts as modified "
                                   "when it was made, after the date asked for (RFC 9111 §4.3.2)"},
};

static const char *why_not_met(const char *id)
{
    for (size_t i = 0; i < sizeof explained / sizeof *explained; i++)
        if (strcmp(explained[i].id, id) == 0)
            return explained[i].why;
    return NULL;
}

/* fetch makes conditions of its own, and gives a page, never a 304; the suite's authors do not ask
 * browsers for this either. */
static bool has_own_condition(const json_t *test)
{
    const json_t *request, *field;
    size_t i, j;
    json_array_foreach(json_object_get(test, "requests"), i, request)
    {
        json_array_foreach(json_object_get(request, "request_headers"), j, field)
        {
            if (strncasecmp(json_string_value(json_array_get(field, 0)), "If-", 3) == 0)
                return true;
        }
    }
    return false;
}

static const char *why_left_out(const char *group, const json_t *test, bool by_fetch)
{
    const char *id = json_string_value(json_object_get(test, "id"));
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
        bool named = strcmp(left_out[i].what, group) == 0 || strcmp(left_out[i].what, id) == 0;
        if (named && (by_fetch || !left_out[i].of_fetch))
            return left_out[i].why;
    }
    return by_fetch && has_own_condition(test) ? "a condition of the reader's own" : NULL;
}

/* --- asking ----------------------------------------------------------------------------------- */

static bool says(const json_t *request, const char *key)
{
    return json_is_true(json_object_get(request, key));
}

/* How one request goes out. url: path and query; fields: the request's header lines. */
typedef void ask_function(void *through, const char *url, dl_str fields, cache_reply *reply);

/* fetch's clock is the server's, which stands still. */
static const int64_t *clock_us;

int64_t dl_capture_time_us(void)
{
    return clock_us ? *clock_us : 0;
}

static void ask_small_cache(void *through, const char *url, dl_str fields, cache_reply *reply)
{
    cache_ask(through, url, fields, reply);
}

/* The capture as an answer: the store keeps the block that came, and a cache hands it out with its
 * age and without what was for one connection. */
static void put_answer(const fixture *f, cache_reply *reply)
{
    const dl_snapshot *s = &f->snapshot;
    const dl_stored stored = {.status = s->status,
                              .headers = s->headers,
                              .asked_at_us = s->asked_at_us,
                              .answered_at_us = s->captured_at_us};
    reply->status = s->status;
    if (f->from == DL_FROM_CACHE)
        dl_header_serve(s->headers, dl_age_us(&stored, *clock_us) / CACHE_SECOND_US,
                        &reply->headers);
    else
        dl_buf_add(&reply->headers, s->headers);
    dl_buf_add(&reply->body, s->body);
}

typedef struct engine {
    fixture fixture;
    int port;
} engine;

static void ask_engine(void *through, const char *url, dl_str fields, cache_reply *reply)
{
    engine *e = through;
    fixture *f = &e->fixture;
    dl_str headers[16], line;
    dl_ask ask = {.headers = headers};
    snprintf(f->url, sizeof f->url, "http://127.0.0.1:%d%s", e->port, url);
    ask.url = dl_str_of(f->url);
    while (dl_header_next(&fields, &line) && ask.header_count < 16)
        headers[ask.header_count++] = dl_str_trim(line);
    *reply = (cache_reply){.status = 0};
    dl_error_clear(&f->error);
    if (dl_fetch_ask(f->fetch, &ask, &f->arena, &f->snapshot, &f->from, &f->error) == 0)
        put_answer(f, reply);
}

static void put_request_fields(const json_t *request, size_t number, int64_t now_us, dl_buf *out)
{
    const json_t *field;
    size_t i;
    dl_buf_printf(out, "Req-Num: %zu\r\n", number);
    json_array_foreach(json_object_get(request, "request_headers"), i, field)
    {
        const char *name = json_string_value(json_array_get(field, 0));
        dl_buf_printf(out, "%s: ", name);
        cache_put_value(request, name, json_array_get(field, 1), now_us, out);
        dl_buf_puts(out, "\r\n");
    }
    /* how a browser's fetch() sends its cache mode "no-cache" */
    if (json_object_get(request, "cache"))
        dl_buf_puts(out, "Cache-Control: max-age=0\r\n");
}

static void put_url(size_t index, const json_t *request, dl_buf *out)
{
    const char *file = json_string_value(json_object_get(request, "filename"));
    const char *query = json_string_value(json_object_get(request, "query_arg"));
    dl_buf_printf(out, "/test/%zu%s%s%s%s", index, file ? "/" : "", file ? file : "",
                  query ? "?" : "", query ? query : "");
}

/* --- judging ---------------------------------------------------------------------------------- */

/* What `member` of the request checks is a test, or only what the test builds on. */
static bool is_setup(const json_t *request, const char *member)
{
    const json_t *name;
    size_t i;
    json_array_foreach(json_object_get(request, "setup_tests"), i, name)
    {
        if (strcmp(json_string_value(name), member) == 0)
            return true;
    }
    return says(request, "setup");
}

static void judge(verdict *v, bool setup, bool good, const char *format, ...) DL_PRINTF(4, 5);
static void judge(verdict *v, bool setup, bool good, const char *format, ...)
{
    va_list args;
    if (good || v->failed || v->unmet)
        return;
    *(setup ? &v->unmet : &v->failed) = true;
    va_start(args, format);
    vsnprintf(v->why, sizeof v->why, format, args);
    va_end(args);
}

/* A field of a reply, its lines joined; NULL where it has none. The caller frees. */
static json_t *reply_field(const cache_reply *reply, const char *name)
{
    char lower[128] = "";
    for (size_t i = 0; name[i] && i + 1 < sizeof lower; i++)
        lower[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] | 32) : name[i];
    json_t *fields = cache_fields(dl_buf_str(&reply->headers));
    json_t *value = json_incref(json_object_get(fields, lower));
    json_decref(fields);
    return value;
}

static void judge_expected_field(verdict *v, const json_t *request, const json_t *field,
                                 const cache_reply *reply, int64_t begun_us)
{
    bool setup = is_setup(request, "expected_response_headers");
    const char *name = json_string_value(json_is_string(field) ? field : json_array_get(field, 0));
    json_t *value = reply_field(reply, name);
    const char *text = json_string_value(value);
    const char *operator= json_string_value(json_array_get(field, 1));
    judge(v, setup, value != NULL, "%s is not there", name);
    if (value && json_array_size(field) > 2 && strcmp(operator, ">") == 0) {
        json_int_t least = json_integer_value(json_array_get(field, 2));
        judge(v, setup, atoll(text) > least, "%s: %s is not over %d", name, text, (int)least);
    } else if (value && json_array_size(field) > 2) {
        json_t *other = reply_field(reply, json_string_value(json_array_get(field, 2)));
        judge(v, setup, json_equal(value, other), "%s: %s is not the other's", name, text);
        json_decref(other);
    } else if (value && json_is_array(field)) {
        dl_buf bytes = {0};
        cache_put_value(request, name, json_array_get(field, 1), begun_us, &bytes);
        json_t *expected = cache_latin1(dl_buf_str(&bytes));
        judge(v, setup, json_equal(value, expected), "%s: %s, not %s", name, text,
              json_string_value(expected));
        json_decref(expected);
        dl_buf_clear(&bytes);
    }
    json_decref(value);
}

static void judge_fields(verdict *v, const json_t *request, const cache_reply *reply,
                         int64_t begun_us)
{
    const json_t *field;
    size_t i;
    json_array_foreach(json_object_get(request, "expected_response_headers"), i, field)
    {
        judge_expected_field(v, request, field, reply, begun_us);
    }
    json_array_foreach(json_object_get(request, "expected_response_headers_missing"), i, field)
    {
        const char *name =
            json_string_value(json_is_string(field) ? field : json_array_get(field, 0));
        const char *part = json_string_value(json_array_get(field, 1));
        json_t *value = reply_field(reply, name);
        bool there = value && (!part || strstr(json_string_value(value), part));
        judge(v, is_setup(request, "expected_response_headers_missing"), !there, "%s: %s is there",
              name, value ? json_string_value(value) : "");
        json_decref(value);
    }
}

static void judge_body(verdict *v, const json_t *test, const json_t *request,
                       const cache_reply *reply)
{
    const json_t *text = json_object_get(request, "expected_response_text");
    const json_t *body = json_object_get(request, "response_body");
    const json_t *expected = json_object_get(test, "id");
    bool setup = true;
    if (json_is_false(json_object_get(request, "check_body")) || json_is_null(text) ||
        (!text && (reply->status == 204 || reply->status == 304)))
        return;
    if (text)
        setup = is_setup(request, "expected_response_text");
    if (text || json_is_string(body))
        expected = text ? text : body;
    judge(v, setup, dl_str_equal(dl_buf_str(&reply->body), dl_str_of(json_string_value(expected))),
          "the body is %.40s", reply->body.data ? reply->body.data : "empty");
}

static void judge_reply(verdict *v, const json_t *test, size_t number, const cache_reply *reply,
                        int64_t begun_us)
{
    const json_t *request = json_array_get(json_object_get(test, "requests"), number - 1);
    const char *type = json_string_value(json_object_get(request, "expected_type"));
    const json_t *status = json_object_get(request, "expected_status");
    const json_t *sent = json_array_get(json_object_get(request, "response_status"), 0);
    json_t *count = reply_field(reply, "Server-Request-Count");
    size_t seen = count ? (size_t)atol(json_string_value(count)) : SIZE_MAX;
    bool setup = is_setup(request, "expected_type");
    json_decref(count);
    if (type && strcmp(type, "cached") == 0)
        judge(v, setup, seen < number || reply->status == 304, "answer %zu is not from the cache",
              number);
    if (type && strcmp(type, "not_cached") == 0)
        judge(v, setup, seen == number, "answer %zu is from the cache", number);
    if (status && !json_is_null(status))
        judge(v, is_setup(request, "expected_status"), reply->status == json_integer_value(status),
              "status %d", reply->status);
    else if (!status && sent)
        judge(v, true, reply->status == json_integer_value(sent), "status %d", reply->status);
    else if (!status && reply->status == 999)
        judge(v, setup, false, "request %zu is not conditional", number);
    else if (!status)
        judge(v, true, reply->status == 200, "status %d", reply->status);
    judge_fields(v, request, reply, begun_us);
    judge_body(v, test, request, reply);
}

/* What the server saw of one request, against what it was to see and the client to receive. */
static void judge_sent(verdict *v, const json_t *request, const json_t *seen,
                       const cache_reply *reply)
{
    const char *type = json_string_value(json_object_get(request, "expected_type"));
    const json_t *fields = json_object_get(seen, "request_headers"), *field;
    size_t i;
    const char *condition = NULL;
    if (type && strcmp(type, "etag_validated") == 0)
        condition = "if-none-match";
    if (type && strcmp(type, "lm_validated") == 0)
        condition = "if-modified-since";
    if (condition)
        judge(v, is_setup(request, "expected_type"), json_object_get(fields, condition) != NULL,
              "%s was not sent", condition);
    json_array_foreach(json_object_get(request, "expected_request_headers"), i, field)
    {
        char name[128] = "";
        const char *given =
            json_string_value(json_is_string(field) ? field : json_array_get(field, 0));
        for (size_t j = 0; given[j] && j + 1 < sizeof name; j++)
            name[j] = given[j] >= 'A' && given[j] <= 'Z' ? (char)(given[j] | 32) : given[j];
        const json_t *value = json_object_get(fields, name);
        bool good =
            json_is_string(field) ? value != NULL : json_equal(value, json_array_get(field, 1));
        judge(v, is_setup(request, "expected_request_headers"), good, "%s was sent as %s", name,
              value ? json_string_value(value) : "nothing");
    }
    json_array_foreach(json_object_get(seen, "response_headers"), i, field)
    {
        const char *name = json_string_value(json_array_get(field, 0));
        if (strcasecmp(name, "Date") == 0)
            continue;
        json_t *value = reply_field(reply, name);
        judge(v, true,
              value &&
                  strstr(json_string_value(value), json_string_value(json_array_get(field, 1))),
              "%s was received as %s", name, value ? json_string_value(value) : "nothing");
        json_decref(value);
    }
}

/* --- playing ---------------------------------------------------------------------------------- */

static json_t *server_state(const cache_server *s, size_t index)
{
    cache_client plain = {.port = s->port, .now_us = s->now_us};
    cache_reply reply;
    char url[64];
    snprintf(url, sizeof url, "/state/%zu", index);
    cache_send(&plain, url, DL_STR(""), &reply);
    json_t *state = json_loadb(reply.body.data, reply.body.size, 0, NULL);
    assert_non_null(state);
    cache_reply_clear(&reply);
    return state;
}

enum { REQUESTS_MAX = 8 };

static void play(const cache_server *s, size_t index, ask_function *ask, void *through, verdict *v)
{
    static const int64_t pause_us = 3 * CACHE_SECOND_US;
    const json_t *test = s->tests[index], *requests = json_object_get(test, "requests");
    size_t count = json_array_size(requests), seen = 0;
    cache_reply replies[REQUESTS_MAX] = {{.status = 0}};
    int64_t begun_us = *s->now_us;
    assert_true(count <= REQUESTS_MAX);
    for (size_t i = 0; i < count; i++) {
        const json_t *request = json_array_get(requests, i);
        dl_buf url = {0}, fields = {0};
        put_url(index, request, &url);
        put_request_fields(request, i + 1, begun_us, &fields);
        ask(through, url.data, dl_buf_str(&fields), &replies[i]);
        judge_reply(v, test, i + 1, &replies[i], begun_us);
        if (says(request, "pause_after"))
            *s->now_us += pause_us;
        dl_buf_clear(&url);
        dl_buf_clear(&fields);
    }
    json_t *state = server_state(s, index);
    for (size_t i = 0; i < count; i++) {
        const json_t *request = json_array_get(requests, i);
        const char *type = json_string_value(json_object_get(request, "expected_type"));
        if (!type || strcmp(type, "cached") != 0)
            judge_sent(v, request, json_array_get(state, seen++), &replies[i]);
        cache_reply_clear(&replies[i]);
    }
    json_decref(state);
}

/* --- the suite -------------------------------------------------------------------------------- */

typedef struct score {
    int passed, failed, unmet;
} score;

typedef struct suite {
    json_t *groups;
    json_t *tests[512];
    const char *group_of[512];
    size_t count;
} suite;

static void load_suite(suite *s)
{
    json_t *group, *test;
    size_t i, j;
    s->groups = json_load_file(shared_file("suites/cache-tests/tests.json"), 0, NULL);
    assert_non_null(s->groups);
    json_array_foreach(s->groups, i, group)
    {
        json_array_foreach(json_object_get(group, "tests"), j, test)
        {
            assert_true(s->count < sizeof s->tests / sizeof *s->tests);
            s->group_of[s->count] = json_string_value(json_object_get(group, "id"));
            s->tests[s->count++] = test;
        }
    }
}

static void print_left_out(const suite *s)
{
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
        int count = 0; /* by its group or id */
        for (size_t j = 0; j < s->count; j++)
            count += strcmp(s->group_of[j], left_out[i].what) == 0 ||
                     strcmp(json_string_value(json_object_get(s->tests[j], "id")),
                            left_out[i].what) == 0;
        print_message("# cache-tests: %s (%d) left out%s: %s\n", left_out[i].what, count,
                      left_out[i].of_fetch ? " of fetch's" : "", left_out[i].why);
    }
    int own = 0;
    for (size_t j = 0; j < s->count; j++)
        own += has_own_condition(s->tests[j]);
    print_message("# cache-tests: a request with If- fields (%d) left out of fetch's: it makes "
                  "conditions of its own\n",
                  own);
}

/* One cache that the suite is played through. */
typedef struct player {
    const char *name;
    ask_function *ask;
    void *through;
    cache_client *small; /* forgets after each test; NULL for the engine */
} player;

/* Failures of rules must be explained above; questions ("check") have no wrong answer. */
static bool tell(const player *p, const char *kind, const char *id, const verdict *v)
{
    const char *why = why_not_met(id);
    bool question = strcmp(kind, "check") == 0;
    if (!p->small || !question || why)
        print_message("# cache-tests, %s, %s: %s: %s%s%s\n", p->name, kind, id, v->why,
                      why ? ": " : "", why ? why : "");
    return question || why;
}

static size_t kind_of(const json_t *test)
{
    const char *kind = json_string_value(json_object_get(test, "kind"));
    size_t k = 0;
    while (kind && k < 2 && strcmp(kinds[k], kind) != 0)
        k++;
    return k;
}

/* Whether all rules are kept. What it plays with is cleared before anyone asserts that: a failed
 * assertion leaves the function. */
static bool play_suite(const suite *s, const cache_server *server, const player *p)
{
    score scores[3] = {{0}};
    int out = 0, unexplained = 0;
    for (size_t i = 0; i < s->count; i++) {
        const char *id = json_string_value(json_object_get(s->tests[i], "id"));
        size_t k = kind_of(s->tests[i]);
        verdict v = {.failed = false};
        if (why_left_out(s->group_of[i], s->tests[i], !p->small)) {
            out++;
            continue;
        }
        play(server, i, p->ask, p->through, &v);
        if (p->small)
            cache_client_clear(p->small);
        scores[k].passed += !v.failed && !v.unmet;
        scores[k].failed += v.failed;
        scores[k].unmet += v.unmet;
        if ((v.failed || v.unmet) && !tell(p, kinds[k], id, &v))
            unexplained++;
    }
    for (size_t k = 0; k < 3; k++)
        print_message(
            "# suite cache-tests, %s, %s: %d of %d%s; %d more build on an optional feature "
            "that is not there\n",
            p->name, kinds[k], scores[k].passed, scores[k].passed + scores[k].failed,
            k == 2 ? " as asked, which is no rule" : "", scores[k].unmet);
    print_message("# suite cache-tests, %s: %d of %d left out\n", p->name, out, (int)s->count);
    return scores[0].failed == 0 && scores[0].passed > 130 && unexplained == 0;
}

static void the_rules_alone_reuse_as_the_suite_says(void **state)
{
    suite s = {.count = 0};
    cache_server server = {.pid = 0};
    (void)state;
    load_suite(&s);
    assert_true(cache_server_start(&server, s.tests, s.count));
    cache_client client = {.port = server.port, .now_us = server.now_us};
    const player small = {"rules alone", ask_small_cache, &client, &client};
    print_left_out(&s);
    bool kept = play_suite(&s, &server, &small);
    cache_server_stop(&server);
    json_decref(s.groups);
    assert_true(kept);
}

static void fetch_reuses_captures_as_the_suite_says(void **state)
{
    suite s = {.count = 0};
    cache_server server = {.pid = 0};
    engine e;
    (void)state;
    load_suite(&s);
    assert_true(cache_server_start(&server, s.tests, s.count));
    clock_us = server.now_us;
    assert_int_equal(fixture_open(&e.fixture), 0);
    fixture_grant_loopback(&e.fixture);
    e.port = server.port;
    assert_int_equal(
        dl_fetch_new(&e.fixture.fetch, e.fixture.store, &e.fixture.options, &e.fixture.error), 0);
    const player whole = {"fetch", ask_engine, &e, NULL};
    bool kept = play_suite(&s, &server, &whole);
    fixture_close(&e.fixture);
    cache_server_stop(&server);
    json_decref(s.groups);
    assert_true(kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rules_alone_reuse_as_the_suite_says),
        cmocka_unit_test(fetch_reuses_captures_as_the_suite_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
