#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/header.h"
#include "fetch/url.h"

static void urls_have_one_canonical_form(void **state)
{
    static const struct {
        const char *asked, *text, *host;
        int port;
    } cases[] = {
        {"https://example.org", "https://example.org/", "example.org", 443},
        {"HTTP://Example.ORG:80/A?b#c", "http://example.org/A?b", "example.org", 80},
        {" https://example.org./x ", "https://example.org/x", "example.org", 443},
        {"http://example.org:8080/", "http://example.org:8080/", "example.org", 8080},
        {"http://example.org/a/../b", "http://example.org/b", "example.org", 80},
        {"http://2130706433/", "http://127.0.0.1/", "127.0.0.1", 80},
        {"http://0x7f.1/", "http://127.0.0.1/", "127.0.0.1", 80},
        {"http://0177.0.0.1/", "http://127.0.0.1/", "127.0.0.1", 80},
        {"http://127.0.0.1#@example.com/", "http://127.0.0.1/", "127.0.0.1", 80},
        {"http://[::1]:99/", "http://[::1]:99/", "[::1]", 99},
        /* spellings of an address that curl leaves to the resolver */
        {"http://0x7f.1./", "http://127.0.0.1/", "127.0.0.1", 80},
        {"http://%30x7F.0X1/", "http://127.0.0.1/", "127.0.0.1", 80},
        {"http://127.0x.0.0x1", "http://127.0.0.1/", "127.0.0.1", 80},
        {"http://[0:0::0:1]/", "http://[::1]/", "[::1]", 80},
        {"http://[::FFFF:7f00:1]/", "http://[::ffff:127.0.0.1]/", "[::ffff:127.0.0.1]", 80},
        /* what a browser would send */
        {"http://@a.org/", "http://a.org/", "a.org", 80},
        {"http://a.org/x\\y?z\\", "http://a.org/x/y?z\\", "a.org", 80},
        {"http://a.org/\xC3\xA4 \"<>`{}?\xC3\xA4 '\"<>",
         "http://a.org/%C3%A4%20%22%3C%3E%60%7B%7D"
         "?%C3%A4%20%27%22%3C%3E",
         "a.org", 80},
        {"http://a.org/b/%2E%2e/%2e/c.%2e/%2e%2e%2e/d", "http://a.org/c.%2e/%2e%2e%2e/d", "a.org",
         80},
        {"http://a.org/# b\"", "http://a.org/", "a.org", 80},
        {"http://a_b.c-d.org/", "http://a_b.c-d.org/", "a_b.c-d.org", 80},
    };
    dl_arena arena;
    (void)state;
    dl_arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_url url;
        dl_error error = {0};
        if (dl_url_parse(dl_str_of(cases[i].asked), &arena, &url, &error))
            fail_msg("%s: %s", cases[i].asked, error.message);
        assert_string_equal(url.text.data, cases[i].text);
        assert_true(dl_str_equal(url.host, dl_str_of(cases[i].host)));
        assert_int_equal(url.port, cases[i].port);
    }
    dl_arena_clear(&arena);
}

static void what_must_not_be_fetched_is_refused(void **state)
{
    static const struct {
        const char *asked;
        int kind;
    } cases[] = {
        {"gopher://127.0.0.1:6379/_FLUSHALL", DL_ERR_PERMISSION},
        {"ftp://127.0.0.1/", DL_ERR_PERMISSION},
        {"ldap://127.0.0.1/", DL_ERR_PERMISSION},
        {"telnet://127.0.0.1/", DL_ERR_PERMISSION},
        {"https://user@example.org/", DL_ERR_PERMISSION},
        {"https://user:secret@example.org/", DL_ERR_PERMISSION},
        {"http://\xE2\x91\xA0\xE2\x91\xA1\xE2\x91\xA6.0.0.1/", DL_ERR_PERMISSION},
        {"http://[::1", DL_ERR_USAGE},
        {"http://", DL_ERR_USAGE},
        {"http://127.0.0.1/\r\nX: y", DL_ERR_USAGE},
        {"", DL_ERR_USAGE},
        {"http://[fe80::1%25lo]/", DL_ERR_PERMISSION},
        {"http://[::%31]/", DL_ERR_PERMISSION},
        /* one parser's host is another's user name */
        {"http://example.com\\@127.0.0.1/", DL_ERR_USAGE},
        {"http://example.com\\", DL_ERR_USAGE},
        {"http:\\\\127.0.0.1/", DL_ERR_USAGE},
        /* no address, and no name that anybody has */
        {"http://256.0.0.1/", DL_ERR_USAGE},
        {"http://1.2.3.4.5/", DL_ERR_USAGE},
        {"http://0x100000000/", DL_ERR_USAGE},
        {"http://127.0.0.08/", DL_ERR_USAGE},
        {"http://foo.0x4/", DL_ERR_USAGE},
        {"http://1..2/", DL_ERR_USAGE},
        {"http://a..b/", DL_ERR_USAGE},
        {"http://.a/", DL_ERR_USAGE},
        {"http://a%7Cb/", DL_ERR_USAGE},
        {"http://a%7Fb/", DL_ERR_USAGE},
        {"http://a%2Fb/", DL_ERR_USAGE},
        {"http://a%00b/", DL_ERR_USAGE},
        {"http://a*b/", DL_ERR_USAGE},
        {"http://[::1]x/", DL_ERR_USAGE},
        {"http://[v1.x]/", DL_ERR_USAGE},
        {"http://abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl.org/",
         DL_ERR_USAGE},
    };
    dl_arena arena;
    (void)state;
    dl_arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_url url;
        dl_error error = {0};
        if (dl_url_parse(dl_str_of(cases[i].asked), &arena, &url, &error) != cases[i].kind)
            fail_msg("%s: %s", cases[i].asked, error.message);
    }
    dl_arena_clear(&arena);
}

static void schemes_without_slashes_are_refused_too(void **state)
{
    static const char *const texts[] = {"javascript:alert(1)", "data:text/html,x",
                                        "mailto:a@b.org"};
    dl_arena arena;
    (void)state;
    dl_arena_init(&arena);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        dl_url url;
        dl_error error = {0};
        assert_true(dl_url_is_remote(dl_str_of(texts[i])));
        int rc = dl_url_parse(dl_str_of(texts[i]), &arena, &url, &error);
        if (rc != DL_ERR_PERMISSION || !strstr(error.message, "scheme"))
            fail_msg("%s: %d %s", texts[i], rc, error.message);
    }
    dl_arena_clear(&arena);
}

static void a_url_past_8_kib_is_refused(void **state)
{
    enum { SIZE = 9000 };
    char *text = malloc(SIZE + 1);
    dl_arena arena;
    dl_url url;
    dl_error error;
    (void)state;
    assert_non_null(text);
    memset(text, 'a', SIZE);
    memcpy(text, "http://a.org/", 13);
    text[SIZE] = '\0';
    dl_arena_init(&arena);
    assert_int_equal(dl_url_parse(dl_str_of(text), &arena, &url, &error), DL_ERR_USAGE);
    assert_non_null(strstr(error.message, "too long"));
    dl_arena_clear(&arena);
    free(text);
}

static void a_path_and_a_file_url_are_no_remote_ones(void **state)
{
    (void)state;
    assert_false(dl_url_is_remote(DL_STR("data/page.html")));
    assert_false(dl_url_is_remote(DL_STR("file:data/page.html")));
    assert_false(dl_url_is_remote(DL_STR("FILE:///etc/passwd")));
    assert_false(dl_url_is_remote(DL_STR("")));
    assert_true(dl_url_is_remote(DL_STR("https://a.org")));
    assert_true(dl_url_is_remote(DL_STR("fileserver://a.org")));
}

static void redirects_are_resolved_against_their_page(void **state)
{
    static const struct {
        const char *location, *text;
    } cases[] = {{"/b", "https://a.org/b"},       {"c?d=1", "https://a.org/x/c?d=1"},
                 {"//b.org/", "https://b.org/"},  {"http://b.org", "http://b.org/"},
                 {"../up", "https://a.org/up"},   {"a b", "https://a.org/x/a%20b"},
                 {"#top", "https://a.org/x/y?q"}, {"\\up", "https://a.org/up"},
                 {"..\\up", "https://a.org/up"}};
    dl_arena arena;
    dl_url base, url;
    dl_error error;
    (void)state;
    dl_arena_init(&arena);
    assert_int_equal(dl_url_parse(DL_STR("https://a.org/x/y?q"), &arena, &base, &error), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(dl_url_join(&base, dl_str_of(cases[i].location), &arena, &url, &error), 0);
        assert_string_equal(url.text.data, cases[i].text);
    }
    assert_int_equal(dl_url_join(&base, DL_STR("file:///etc/passwd"), &arena, &url, &error),
                     DL_ERR_PERMISSION);
    /* another host to a browser than to curl */
    static const char *const torn[] = {
        "\\\\b.org/", "/\\b.org/", "\\/b.org/", "https:/b.org/", "https:b.org", "https:\\\\b.org",
    };
    for (size_t i = 0; i < sizeof torn / sizeof *torn; i++)
        if (dl_url_join(&base, dl_str_of(torn[i]), &arena, &url, &error) != DL_ERR_USAGE)
            fail_msg("%s: %s", torn[i], url.text.data);
    dl_arena_clear(&arena);
}

static void a_header_is_found_without_case_and_trimmed(void **state)
{
    dl_str block = DL_STR("HTTP/1.1 200 OK\r\nContent-Type:  text/html \r\nX: a\r\n b\r\nETag:\"1\""
                          "\r\nx: c\r\n\r\n");
    (void)state;
    assert_true(dl_str_equal(dl_header_value(block, "content-type"), DL_STR("text/html")));
    assert_true(dl_str_equal(dl_header_value(block, "ETAG"), DL_STR("\"1\"")));
    assert_true(dl_str_equal(dl_header_value(block, "x"), DL_STR("a\r\n b")));
    assert_int_equal(dl_header_value(block, "absent").size, 0);
    assert_int_equal(dl_header_value(DL_STR(""), "x").size, 0);
    assert_true(dl_str_equal(dl_header_value(DL_STR("A: b"), "a"), DL_STR("b")));
}

static void a_304_updates_the_headers_that_it_repeats(void **state)
{
    dl_buf out = {0};
    (void)state;
    dl_header_freshen(DL_STR("HTTP/1.1 200 OK\r\nDate: 1\r\nContent-Type: text/html\r\n"
                             "Content-Length: 5\r\n\r\n"),
                      DL_STR("HTTP/1.1 304 Not Modified\r\ndate: 2\r\nContent-Length: 0\r\n\r\n"),
                      &out);
    assert_string_equal(out.data, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                                  "Content-Length: 5\r\ndate: 2\r\n\r\n");
    dl_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_have_one_canonical_form),
        cmocka_unit_test(what_must_not_be_fetched_is_refused),
        cmocka_unit_test(schemes_without_slashes_are_refused_too),
        cmocka_unit_test(a_url_past_8_kib_is_refused),
        cmocka_unit_test(a_path_and_a_file_url_are_no_remote_ones),
        cmocka_unit_test(redirects_are_resolved_against_their_page),
        cmocka_unit_test(a_header_is_found_without_case_and_trimmed),
        cmocka_unit_test(a_304_updates_the_headers_that_it_repeats),
    };
    return cmocka_run_group_tests_name("fetch: URLs and headers", tests, NULL, NULL);
}
