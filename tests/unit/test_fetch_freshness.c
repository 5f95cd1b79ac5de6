/* RFC 9111's rules over header blocks and times; cache-tests are played in test_cache_suite. */
#include "support.h"

#include "fetch/cache_control.h"
#include "fetch/freshness.h"
#include "fetch/header.h"
#include "fetch/http_date.h"

static const int64_t second = 1000000;
static const int64_t hour = 3600 * INT64_C(1000000);
/* 2026-01-01T00:00:00Z, which the dates below are near */
static const int64_t now = INT64_C(1767225600) * 1000000;

#define HEAD "HTTP/1.1 200 OK\r\n"

static dl_stored answer(const char *block)
{
    return (dl_stored){.status = 200,
                       .headers = dl_str_of(block),
                       .request = {"", 0},
                       .asked_at_us = now,
                       .answered_at_us = now};
}

static void dates_have_three_forms_and_no_others(void **state)
{
    static const struct {
        const char *text;
        int64_t s; /* -1: no date */
    } cases[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
        {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
        {"Sun Nov  6 08:49:37 1994", 784111777},
        {"sun, 06 nov 1994 08:49:37 gmt", 784111777},
        {"Mon, 06 Nov 1994 08:49:37 GMT", 784111777},      /* the weekday is not checked */
        {"Wednesday, 01-Jan-76 00:00:00 GMT", 3345062400}, /* 2076: 50 years on */
        {"Wednesday, 01-Jan-77 00:00:00 GMT", 220924800},  /* 1977 */
        {"Thu, 29 Feb 2024 23:59:60 GMT", 1709251200},
        {"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799},
        {"Thu, 01 Jan 0000 00:00:00 GMT", -62167219200},
        {"Thu, 29 Feb 2023 00:00:00 GMT", -1},
        {"Thu, 31 Apr 2023 00:00:00 GMT", -1},
        {"Thu, 00 Apr 2023 00:00:00 GMT", -1},
        {"Thu, 01 Apr 2023 24:00:00 GMT", -1},
        {"Thu, 01 Apr 2023 00:60:00 GMT", -1},
        {"Thu, 01 Apr 2023 00:00:61 GMT", -1},
        {"Thu, 18 Aug 2050 02:01:18 UTC", -1},
        {"Thu, 18 Aug 50 02:01:18 GMT", -1},
        {"Thu 18 Aug 2050 02:01:18 GMT", -1},
        {"Thu, 18  Aug  2050 02:01:18 GMT", -1},
        {"Thu, 18-Aug-2050 02:01:18 GMT", -1},
        {"Thu, 18 Aug 2050 2:01:18 GMT", -1},
        {"Thu, 18 Aug 2050 02:01:18 GMT+1", -1},
        {"Thu, 18 Aug 2050 02:01:18", -1},
        {"18 Aug 2050 02:01:18 GMT", -1},
        {"0", -1},
        {"-1", -1},
        {"", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t us = 0;
        bool is_date = dl_http_date_parse(dl_str_of(cases[i].text), now, &us);
        if (cases[i].s == -1 ? is_date : !is_date || us != cases[i].s * second)
            fail_msg("%s: %d, %lld", cases[i].text, is_date, (long long)(us / second));
    }
}

static void a_printed_date_is_read_again(void **state)
{
    static const int64_t times[] = {0, -1, 784111777, 951782399, 4102444800, -62135596800};
    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        dl_buf text = {0};
        int64_t us = 0;
        dl_http_date_print(times[i] * second, &text);
        assert_true(dl_http_date_parse(dl_buf_str(&text), now, &us));
        assert_int_equal(us, times[i] * second);
        dl_buf_clear(&text);
    }
    dl_buf text = {0};
    dl_http_date_print(784111777 * second + 999999, &text);
    assert_string_equal(text.data, "Sun, 06 Nov 1994 08:49:37 GMT");
    dl_buf_clear(&text);
}

static void lists_run_over_lines_and_stop_at_no_quoted_comma(void **state)
{
    dl_header_list list = dl_header_list_of(DL_STR(HEAD "A: x, \"y,\\\"z\" ,,\r\nB: no\r\n"
                                                        "a:\r\nA: , last\r\n\tfolded\r\n\r\n"),
                                            "A");
    dl_str member;
    (void)state;
    assert_true(dl_header_list_next(&list, &member));
    assert_true(dl_str_equal(member, DL_STR("x")));
    assert_true(dl_header_list_next(&list, &member));
    assert_true(dl_str_equal(member, DL_STR("\"y,\\\"z\"")));
    assert_true(dl_header_list_next(&list, &member));
    assert_true(dl_str_equal(member, DL_STR("last\r\n\tfolded")));
    assert_false(dl_header_list_next(&list, &member));
}

static void cache_control_is_read_as_a_whole(void **state)
{
    dl_cache_control cc = dl_cache_control_parse(
        DL_STR(HEAD "Cache-Control: Max-Age=5, x=\"max-age=9, no-store\", stale-if-error=\"60\"\r\n"
                    "cache-control: NO-CACHE=\"Set-Cookie\", max-age=7, private,, public\r\n\r\n"));
    (void)state;
    assert_int_equal(cc.max_age_s, 5);
    assert_int_equal(cc.stale_if_error_s, 60);
    assert_int_equal(cc.stale_while_revalidate_s, DL_CC_ABSENT);
    assert_true(cc.no_cache && cc.is_private && cc.is_public);
    assert_false(cc.no_store);

    static const struct {
        const char *argument;
        int64_t s;
    } ages[] = {{"=0", 0},
                {"=003600", 3600},
                {"=\"10\"", 10},
                {"=99999999999999999999", DL_CC_FOREVER},
                {"", DL_CC_INVALID},
                {"=", DL_CC_INVALID},
                {"=-1", DL_CC_INVALID},
                {"='10'", DL_CC_INVALID},
                {"=1.0", DL_CC_INVALID},
                {"=10a", DL_CC_INVALID},
                {" =10", DL_CC_INVALID},
                {"= 10", DL_CC_INVALID},
                {"=\"10", DL_CC_INVALID}};
    for (size_t i = 0; i < sizeof ages / sizeof *ages; i++) {
        char block[128];
        snprintf(block, sizeof block, HEAD "Cache-Control: max-age%s\r\n\r\n", ages[i].argument);
        if (dl_cache_control_parse(dl_str_of(block)).max_age_s != ages[i].s)
            fail_msg("%s", block);
    }
    assert_int_equal(dl_cache_control_parse(DL_STR("Cache-Control: max-stale\r\n")).max_stale_s,
                     DL_CC_FOREVER);
}

#define DATED    "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
#define MODIFIED "Last-Modified: Wed, 31 Dec 2025 14:00:00 GMT\r\n" /* 10 hours before */

/* What an answer that came an hour ago is worth. */
static void each_answer_has_its_lifetime_and_reason(void **state)
{
    static const struct {
        const char *block;
        int status;
        int64_t lifetime_s;
        bool may_reuse, needs_validation;
        const char *why;
    } cases[] = {
        {DATED "Cache-Control: max-age=7200\r\n", 200, 7200, true, false, "max-age"},
        {DATED "Cache-Control: max-age=3600\r\n", 200, 3600, false, true, "max-age"},
        {DATED "Cache-Control: s-maxage=7200\r\n", 200, 0, false, true, "none"},
        {DATED "Cache-Control: s-maxage=0, max-age=7200\r\n", 200, 7200, true, false, "max-age"},
        {DATED "Cache-Control: private, max-age=7200\r\n", 200, 7200, true, false, "max-age"},
        {DATED "Cache-Control: max-age=x\r\nExpires: Fri, 01 Jan 2027 00:00:00 GMT\r\n", 200, 0,
         false, true, "max-age"},
        {DATED "Expires: Thu, 01 Jan 2026 02:00:00 GMT\r\n", 200, 7200, true, false, "expires"},
        {"Expires: Thu, 01 Jan 2026 02:00:00 GMT\r\nDate: foo\r\n", 200, 7200, true, false,
         "expires"},
        {DATED "Expires: 0\r\n", 200, 0, false, true, "expires"},
        {DATED "Expires: 0\r\n" MODIFIED, 200, 0, false, true, "expires"},
        {DATED MODIFIED, 200, 3600, false, true, "heuristic"},
        {DATED "Last-Modified: Mon, 29 Dec 2025 00:00:00 GMT\r\n", 200, 25920, true, false,
         "heuristic"},
        {DATED "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 200, 86400, true, false,
         "heuristic"},
        {DATED "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 302, 0, false, true, "none"},
        {DATED "Last-Modified: Fri, 02 Jan 2026 00:00:00 GMT\r\n", 200, 0, false, true, "none"},
        {DATED "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nCache-Control: public\r\n", 599,
         86400, true, false, "heuristic"},
        {DATED, 200, 0, false, true, "none"},
        {DATED "Cache-Control: no-cache, max-age=7200\r\n", 200, 7200, false, true, "no-cache"},
        {DATED "Cache-Control: no-cache=\"a\", max-age=7200\r\n", 200, 7200, false, true,
         "no-cache"},
        {DATED "Cache-Control: no-store, max-age=7200\r\n", 200, 7200, false, false, "no-store"},
        {DATED "Cache-Control: no-store, must-understand, max-age=7200\r\n", 200, 7200, true, false,
         "max-age"},
        {DATED "Cache-Control: no-store, must-understand, max-age=7200\r\n", 599, 7200, false,
         false, "status"},
        {DATED "Cache-Control: max-age=7200\r\n", 206, 7200, false, false, "status"},
        {DATED "Cache-Control: max-age=7200\r\n", 304, 7200, false, false, "status"},
        {DATED "Cache-Control: max-age=7200\r\n", 503, 7200, true, false, "max-age"},
        {DATED "Age: 3600\r\nCache-Control: max-age=7200\r\n", 200, 7200, false, true, "max-age"},
        {DATED "Age: 0, 9999\r\nCache-Control: max-age=7200\r\n", 200, 7200, true, false,
         "max-age"},
        {DATED "Age: -9999\r\nCache-Control: max-age=7200\r\n", 200, 7200, true, false, "max-age"},
        {DATED "Age: 99999999999999999999\r\nCache-Control: max-age=7200\r\n", 200, 7200, false,
         true, "max-age"},
        {"Date: Wed, 31 Dec 2025 22:00:00 GMT\r\nCache-Control: max-age=7200\r\n", 200, 7200, false,
         true, "max-age"},
        {"Date: Sat, 01 Jan 2050 00:00:00 GMT\r\nCache-Control: max-age=7200\r\n", 200, 7200, true,
         false, "max-age"},
        {"", 200, 0, false, true, "none"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_stored stored = answer(cases[i].block);
        stored.status = cases[i].status;
        dl_freshness f = dl_freshness_of(&stored, now + hour);
        if (f.lifetime_us != cases[i].lifetime_s * second || f.may_reuse != cases[i].may_reuse ||
            f.needs_validation != cases[i].needs_validation || strcmp(f.why, cases[i].why) != 0)
            fail_msg("%d %s: %lld s, %d, %d, %s", cases[i].status, cases[i].block,
                     (long long)(f.lifetime_us / second), f.may_reuse, f.needs_validation, f.why);
    }
}

static void a_lifetime_has_a_cap_where_one_is_set(void **state)
{
    dl_stored stored = answer("Cache-Control: max-age=99999999\r\n");
    (void)state;
    assert_true(dl_freshness_of(&stored, now + 30 * 24 * hour).may_reuse);
    stored.max_lifetime_us = DL_FRESH_MAX_US;
    assert_false(dl_freshness_of(&stored, now + 7 * 24 * hour).may_reuse);
    assert_true(dl_freshness_of(&stored, now + 7 * 24 * hour - 1).may_reuse);
}

static void age_counts_the_way_here_and_the_time_since(void **state)
{
    dl_stored stored = answer("Age: 30\r\n");
    (void)state;
    stored.asked_at_us = now - 5 * second;
    assert_int_equal(dl_age_us(&stored, now + 10 * second), 45 * second);
    stored = answer("Age: 3\r\nDate: Wed, 31 Dec 2025 23:59:00 GMT\r\n");
    assert_int_equal(dl_age_us(&stored, now), 60 * second);
    assert_int_equal(dl_age_us(&stored, now - hour), 60 * second);
    stored.asked_at_us = 0; /* unknown, as of captures made long ago */
    assert_int_equal(dl_age_us(&stored, now), 60 * second);
}

static void errors_let_it_stand_in_only_as_long_as_it_says(void **state)
{
    static const struct {
        const char *block;
        int64_t until_s; /* from now on; -1 never */
    } cases[] = {
        {"Cache-Control: max-age=60, stale-if-error=600\r\n", 660},
        {"Cache-Control: max-age=60\r\n", 60},
        {"Cache-Control: max-age=60, stale-if-error=600, must-revalidate\r\n", 60},
        {"Cache-Control: max-age=60, stale-if-error=600, no-cache\r\n", -1},
        {"Cache-Control: max-age=60, stale-if-error=600, no-store\r\n", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_stored stored = answer(cases[i].block);
        dl_freshness f = dl_freshness_of(&stored, now + 100 * second);
        assert_int_equal(f.usable_on_error_until_us,
                         cases[i].until_s < 0 ? INT64_MIN : now + cases[i].until_s * second);
    }
    dl_stored stored = answer("Cache-Control: max-age=60, stale-while-revalidate=30\r\n");
    assert_int_equal(dl_freshness_of(&stored, now).usable_while_asking_until_us, now + 90 * second);
    stored = answer("Cache-Control: max-age=60, stale-if-error=600\r\n");
    stored.status = 503; /* an error does not stand in for another */
    assert_int_equal(dl_freshness_of(&stored, now).usable_on_error_until_us, INT64_MIN);
    assert_true(dl_status_is_error(503) && !dl_status_is_error(501) && !dl_status_is_error(404));
}

static void a_request_may_want_more_or_take_less(void **state)
{
    static const struct {
        const char *response, *request;
        bool may_reuse;
    } cases[] = {
        {"max-age=7200", "x", true},
        {"max-age=7200", "no-cache", false},
        {"max-age=7200", "no-store", false},
        {"max-age=7200", "max-age=0", false},
        {"max-age=7200, immutable", "max-age=0", true},
        {"max-age=1800, immutable", "max-age=0", false},
        {"max-age=7200", "max-age=3600", true},
        {"max-age=7200", "max-age=3599", false},
        {"max-age=7200", "min-fresh=3600", true},
        {"max-age=7200", "min-fresh=3601", false},
        {"max-age=1800", "max-stale", true},
        {"max-age=1800", "max-stale=1800", true},
        {"max-age=1800", "max-stale=1799", false},
        {"max-age=1800, must-revalidate", "max-stale", false},
        {"max-age=7200, no-cache", "max-stale", false},
        {"max-age=7200, no-store", "max-stale", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char block[128], request[128];
        snprintf(block, sizeof block, "Cache-Control: %s\r\n", cases[i].response);
        snprintf(request, sizeof request, "Cache-Control: %s\r\n", cases[i].request);
        dl_stored stored = answer(block);
        dl_freshness f = dl_freshness_for(&stored, dl_str_of(request), now + hour);
        if (f.may_reuse != cases[i].may_reuse)
            fail_msg("%s%s", block, request);
    }
}

static void vary_compares_what_it_names(void **state)
{
    static const struct {
        const char *vary, *stored, *request;
        bool matches;
    } cases[] = {
        {"", "Foo: 1\r\n", "Foo: 2\r\n", true},
        {"Vary: foo\r\n", "Foo: 1\r\n", "fOO:  1 \r\n", true},
        {"Vary: Foo\r\n", "Foo: 1\r\n", "Foo: 2\r\n", false},
        {"Vary: Foo\r\n", "Foo: 1\r\n", "", false},
        {"Vary: Foo\r\n", "", "Foo:\r\n", false},
        {"Vary: Foo\r\n", "Foo: 1,2\r\n", "Foo: 1\r\nFoo: 2\r\n", true},
        {"Vary: Foo\r\n", "Foo: 1, 2\r\n", "Foo: 2, 1\r\n", false},
        {"Vary: Foo\r\n", "Foo: a\r\n", "Foo: A\r\n", false},
        {"Vary: Foo, Bar\r\n", "Foo: 1\r\nBar: 2\r\n", "Foo: 1\r\nBar: 3\r\n", false},
        {"Vary: Foo\r\nVary: Bar\r\n", "Foo: 1\r\nBar: 2\r\n", "Foo: 1\r\nBar: 3\r\n", false},
        {"Vary: Accept-Language\r\n", "Accept-Language: en, de\r\n", "Accept-Language: De,eN\r\n",
         true},
        {"Vary: Accept-Language\r\n", "Accept-Language: en, en, de\r\n",
         "Accept-Language: en, de, de\r\n", false},
        {"Vary: Accept-Language\r\n", "Accept-Language: en\r\n", "Accept-Language: en, de\r\n",
         false},
        {"Vary: *\r\n", "", "", false},
        {"Vary: , *\r\n", "", "", false},
        {"Vary: Foo, *\r\n", "", "", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (dl_vary_matches(dl_str_of(cases[i].vary), dl_str_of(cases[i].stored),
                            dl_str_of(cases[i].request)) != cases[i].matches)
            fail_msg("%s%s%s", cases[i].vary, cases[i].stored, cases[i].request);
}

/* Each name is looked for in both requests, so that a list without end took quadratic time. */
static void an_answer_that_varies_by_too_much_answers_no_other(void **state)
{
    (void)state;
    dl_str request = DL_STR("GET / HTTP/1.1\r\nAccept: a\r\n");
    dl_buf response = {0};
    dl_buf_puts(&response, HEAD "Vary: a0");
    for (int i = 1; i < 64; i++)
        dl_buf_printf(&response, ", a%d", i);
    assert_true(dl_vary_matches(dl_buf_str(&response), request, request));
    dl_buf_puts(&response, ", a64");
    assert_false(dl_vary_matches(dl_buf_str(&response), request, request));
    dl_buf_clear(&response);
}

static void a_304_confirms_what_it_does_not_contradict(void **state)
{
    static const char then[] = "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    static const struct {
        const char *stored, *update;
        bool confirms;
    } cases[] = {
        {"ETag: \"a\"\r\n", "ETag: \"a\"\r\n", true},
        {"ETag: W/\"a\"\r\n", "ETag: \"a\"\r\n", true},
        {"ETag: \"a\"\r\n", "ETag: \"b\"\r\n", false},
        {"ETag: \"a\"\r\n", "", true},
        {"ETag: \"a\"\r\n", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n", true},
        {then, "Last-Modified: Sunday, 06-Nov-94 08:49:37 GMT\r\n", true},
        {then, "Last-Modified: Sun, 06 Nov 1994 08:49:38 GMT\r\n", false},
        {"Last-Modified: x\r\n", "Last-Modified: y\r\n", false},
        {then, "", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (dl_not_modified_confirms(dl_str_of(cases[i].stored), dl_str_of(cases[i].update)) !=
            cases[i].confirms)
            fail_msg("%s%s", cases[i].stored, cases[i].update);
}

static void a_304_updates_all_but_what_describes_the_body(void **state)
{
    dl_buf out = {0};
    (void)state;
    dl_header_freshen(DL_STR(HEAD "A: 1\r\nB: 2\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n"
                                  "X: kept\r\n\r\n"),
                      DL_STR("HTTP/1.1 304 Not Modified\r\na: 3\r\nContent-Length: 0\r\n"
                             "Content-Encoding: br\r\nConnection: close, X\r\nX: 4\r\n"
                             "Set-Cookie: c\r\nSet-Cookie: d\r\n\r\n"),
                      &out);
    assert_string_equal(out.data, HEAD "B: 2\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n"
                                       "X: kept\r\na: 3\r\nSet-Cookie: c\r\nSet-Cookie: d\r\n\r\n");
    dl_buf_clear(&out);
}

static void what_was_for_a_connection_is_not_served_again(void **state)
{
    dl_buf out = {0};
    (void)state;
    dl_header_serve(DL_STR(HEAD "Connection: a, Keep-Alive\r\nA: 1\r\nKeep-Alive: 5\r\nAge: 2\r\n"
                                "Transfer-Encoding: chunked\r\nB: 2\r\n\r\n"),
                    7, &out);
    assert_string_equal(out.data, HEAD "B: 2\r\nAge: 7\r\n\r\n");
    dl_buf_clear(&out);
}

static void a_request_s_own_condition_is_answered(void **state)
{
    static const char response[] =
        "ETag: \"a\"\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    static const struct {
        const char *request;
        bool has_it;
    } cases[] = {
        {"", false},
        {"If-None-Match: \"a\"\r\n", true},
        {"If-None-Match: \"x\", W/\"a\"\r\n", true},
        {"If-None-Match: *\r\n", true},
        {"If-None-Match: \"x\"\r\nIf-Modified-Since: Mon, 07 Nov 1994 08:49:37 GMT\r\n", false},
        {"If-Modified-Since: Mon, 07 Nov 1994 08:49:37 GMT\r\n", true},
        {"If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n", true},
        {"If-Modified-Since: Sat, 05 Nov 1994 08:49:37 GMT\r\n", false},
        {"If-Modified-Since: yesterday\r\n", false},
    };
    dl_stored stored = answer(response);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (dl_request_has_it(dl_str_of(cases[i].request), &stored) != cases[i].has_it)
            fail_msg("%s", cases[i].request);
}

/* Nothing here may fail, whatever a server sends; found by the sanitizers' build. */
static void random_blocks_are_judged_without_harm(void **state)
{
    static const char *const pieces[] = {"Cache-Control:",
                                         "Vary:",
                                         "Age:",
                                         "Expires:",
                                         "Date:",
                                         "Connection:",
                                         "max-age",
                                         "=",
                                         ",",
                                         "\"",
                                         "\\",
                                         "\r\n",
                                         "\n",
                                         " ",
                                         "\t",
                                         ":",
                                         "*",
                                         "no-cache",
                                         "99999999999",
                                         "-",
                                         "\xFF",
                                         "W/",
                                         "ETag:",
                                         "Last-Modified:",
                                         "Sun, 06 Nov 1994 08:49:37 GMT",
                                         "Accept-Language",
                                         "stale-if-error"};
    uint64_t seed = random_seed() | 1;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        dl_buf block = {0}, out = {0};
        int count = random_below(&seed, 24);
        for (int j = 0; j < count; j++) {
            size_t k = (size_t)random_below(&seed, (int)(sizeof pieces / sizeof *pieces + 1));
            if (k < sizeof pieces / sizeof *pieces)
                dl_buf_puts(&block, pieces[k]);
            else
                dl_buf_putc(&block, '\0');
        }
        /* exactly as long as it is, so that the sanitizer sees a step past its end */
        char *exact = malloc(block.size + 1);
        memcpy(exact, block.data ? block.data : "", block.size);
        exact = realloc(exact, block.size ? block.size : 1);
        dl_str text = {exact, block.size};
        dl_stored stored = {.status = 200, .headers = text, .request = text};
        dl_freshness f = dl_freshness_for(&stored, text, now);
        assert_non_null(f.why);
        dl_header_freshen(text, text, &out);
        dl_header_serve(text, 1, &out);
        dl_not_modified_confirms(text, text);
        dl_request_has_it(text, &stored);
        dl_buf_clear(&out);
        dl_buf_clear(&block);
        free(exact);
    }
}

/* Each line was held against all that Connection names by reading the whole block anew: 400 KB of
 * short lines took a quarter of a minute. */
static void a_block_of_many_fields_is_served(void **state)
{
    (void)state;
    dl_buf block = {0}, out = {0};
    dl_buf_puts(&block, "HTTP/1.1 200 OK\r\nConnection: x-gone\r\nX-Gone: 1\r\n");
    for (int i = 0; i < 40000; i++)
        dl_buf_puts(&block, "Vary: a\r\n");
    dl_header_serve(dl_buf_str(&block), 7, &out);
    assert_null(strstr(out.data, "X-Gone"));
    assert_non_null(strstr(out.data, "Age: 7"));
    dl_buf_clear(&block);
    dl_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_of_many_fields_is_served),
        cmocka_unit_test(dates_have_three_forms_and_no_others),
        cmocka_unit_test(a_printed_date_is_read_again),
        cmocka_unit_test(lists_run_over_lines_and_stop_at_no_quoted_comma),
        cmocka_unit_test(cache_control_is_read_as_a_whole),
        cmocka_unit_test(each_answer_has_its_lifetime_and_reason),
        cmocka_unit_test(a_lifetime_has_a_cap_where_one_is_set),
        cmocka_unit_test(age_counts_the_way_here_and_the_time_since),
        cmocka_unit_test(errors_let_it_stand_in_only_as_long_as_it_says),
        cmocka_unit_test(a_request_may_want_more_or_take_less),
        cmocka_unit_test(vary_compares_what_it_names),
        cmocka_unit_test(an_answer_that_varies_by_too_much_answers_no_other),
        cmocka_unit_test(a_304_confirms_what_it_does_not_contradict),
        cmocka_unit_test(a_304_updates_all_but_what_describes_the_body),
        cmocka_unit_test(what_was_for_a_connection_is_not_served_again),
        cmocka_unit_test(a_request_s_own_condition_is_answered),
        cmocka_unit_test(random_blocks_are_judged_without_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
