#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "fetch/guard.h"

static const struct {
    const char *grant, *host;
    bool covers;
} hosts[] = {
    {"a.org", "a.org", true},
    {"a.org", "A.ORG", true},
    {"A.Org", "a.org", true},
    {"a.org", "a.org.", true},
    {"a.org", "b.a.org", false},
    {"a.org", "nota.org", false},
    {"a.org", "a.org.evil.net", false},
    {"*.a.org", "b.a.org", true},
    {"*.a.org", "c.b.A.org", true},
    {"*.a.org", "a.org", false}, /* the pattern is for subdomains, not for the apex */
    {"*.a.org", "nota.org", false},
    {"*.a.org", ".a.org", false},
    {"127.0.0.1", "127.0.0.1", true},
    {"127.0.0.1", "[::ffff:127.0.0.1]", true},
    {"*.0.0.1", "127.0.0.1", false},
    {"[::1]", "[::1]", true},
    {"::1", "[0:0:0:0:0:0:0:1]", true},
    {"::1", "127.0.0.1", false},
    {"localhost", "127.0.0.1", false},
};

static void a_grant_covers_its_host_and_no_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        dl_grant grant;
        assert_true(dl_grant_parse(dl_str_of(hosts[i].grant), &grant));
        if (dl_grant_covers(&grant, dl_str_of(hosts[i].host)) != hosts[i].covers)
            fail_msg("%s and %s", hosts[i].grant, hosts[i].host);
    }
}

static void a_grant_may_name_a_port(void **state)
{
    static const struct {
        const char *grant, *host;
        int port;
    } cases[] = {{"a.org:8080", "a.org", 8080}, {"*.a.org:81", "a.org", 81},
                 {"[::1]:99", "::1", 99},       {"::1", "::1", 0},
                 {"[fe80::1]", "fe80::1", 0},   {"127.0.0.1:1", "127.0.0.1", 1}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_grant grant;
        assert_true(dl_grant_parse(dl_str_of(cases[i].grant), &grant));
        assert_int_equal(grant.port, cases[i].port);
        assert_true(dl_str_equal(grant.host, dl_str_of(cases[i].host)));
    }
}

static void what_is_no_grant_grants_nothing(void **state)
{
    static const char *const texts[] = {
        "",       "*",       "*.",      "a.*",         "*.*.org",
        "a.org:", "a.org:0", "a.org:x", "a.org:65536", "a.org:123456"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        dl_grant grant;
        if (dl_grant_parse(dl_str_of(texts[i]), &grant))
            fail_msg("\"%s\" was read as a grant", texts[i]);
    }
}

typedef struct world {
    dl_arena arena;
    dl_fetch_options options;
    dl_error error;
} world;

static int ask(world *w, const char *text)
{
    dl_url url;
    int rc = dl_url_parse(dl_str_of(text), &w->arena, &url, &w->error);
    return rc ? rc : dl_guard_url(&w->options, &url, &w->error);
}

static int ask_address(world *w, const char *text, const char *literal)
{
    dl_url url;
    dl_address address;
    assert_int_equal(dl_url_parse(dl_str_of(text), &w->arena, &url, &w->error), 0);
    assert_true(dl_address_parse(dl_str_of(literal), &address));
    return dl_guard_address(&w->options, &url, &address, &w->error);
}

static int setup(void **state)
{
    static world w; /* a test program's, reset for each test */
    memset(&w, 0, sizeof w);
    w.options = dl_fetch_defaults();
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    dl_arena_clear(&((world *)*state)->arena);
    return 0;
}

static void nothing_is_reached_by_default(void **state)
{
    world *w = *state;
    assert_int_equal(ask(w, "https://example.org/x"), DL_ERR_PERMISSION);
    assert_non_null(strstr(w->error.message, "--allow-net=example.org"));
    assert_string_equal(w->error.place, "https://example.org/x");
}

static void a_granted_host_is_reached_on_the_ports_of_the_web(void **state)
{
    world *w = *state;
    const dl_str hosts_granted[] = {DL_STR("example.org")};
    w->options.hosts = hosts_granted;
    w->options.host_count = 1;
    assert_int_equal(ask(w, "https://EXAMPLE.org./x"), 0);
    assert_int_equal(ask(w, "http://example.org:80/"), 0);
    assert_int_equal(ask(w, "http://example.org:443/"), 0);
    assert_int_equal(ask(w, "http://example.org:22/"), DL_ERR_PERMISSION);
    assert_non_null(strstr(w->error.message, "--allow-net=example.org:22"));
    assert_int_equal(ask(w, "http://sub.example.org/"), DL_ERR_PERMISSION);
    assert_int_equal(ask(w, "http://notexample.org/"), DL_ERR_PERMISSION);
}

static void a_private_literal_is_refused_for_its_address_whatever_its_port(void **state)
{
    world *w = *state;
    static const char *const urls[] = {"http://127.0.0.1:8080/", "http://0.0.0.0:8080/",
                                       "http://[::1]/", "http://169.254.169.254:1/",
                                       "http://0x7f.1:22/"};
    for (int any = 0; any < 2; any++) {
        w->options.any_host = any;
        for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
            assert_int_equal(ask(w, urls[i]), DL_ERR_PERMISSION);
            assert_non_null(strstr(w->error.message, "address"));
            assert_non_null(strstr(w->error.message, "--allow-private="));
        }
    }
    const dl_str granted[] = {DL_STR("127.0.0.1")};
    w->options.any_host = false;
    w->options.private_hosts = granted;
    w->options.private_count = 1;
    assert_int_equal(ask(w, urls[0]), 0);
    assert_int_equal(ask(w, urls[1]), DL_ERR_PERMISSION);
}

static void another_port_is_reached_where_the_grant_names_it(void **state)
{
    world *w = *state;
    const dl_str hosts_granted[] = {DL_STR("example.org:8080")};
    w->options.hosts = hosts_granted;
    w->options.host_count = 1;
    assert_int_equal(ask(w, "http://example.org:8080/"), 0);
    assert_int_equal(ask(w, "http://example.org:8081/"), DL_ERR_PERMISSION);
    assert_int_equal(ask(w, "http://example.org/"), DL_ERR_PERMISSION);
}

static void any_host_and_a_port_that_is_named(void **state)
{
    world *w = *state;
    const dl_str named[] = {DL_STR("example.org:8080")};
    w->options.any_host = true;
    assert_int_equal(ask(w, "http://example.org:8080/"), DL_ERR_PERMISSION);
    w->options.hosts = named;
    w->options.host_count = 1;
    assert_int_equal(ask(w, "http://example.org:8080/"), 0);
    assert_int_equal(ask_address(w, "http://example.org:8080/", "93.184.216.34"), 0);
    assert_int_equal(ask_address(w, "http://example.org:8081/", "93.184.216.34"),
                     DL_ERR_PERMISSION);
    assert_int_equal(ask(w, "https://other.example/"), 0);
}

static void any_host_is_not_any_port_nor_any_address(void **state)
{
    world *w = *state;
    w->options.any_host = true;
    assert_int_equal(ask(w, "http://example.org/"), 0);
    assert_int_equal(ask(w, "http://example.org:6379/"), DL_ERR_PERMISSION);
    assert_int_equal(ask_address(w, "http://example.org/", "93.184.216.34"), 0);
    assert_int_equal(ask_address(w, "http://example.org/", "127.0.0.1"), DL_ERR_PERMISSION);
    assert_non_null(strstr(w->error.message, "--allow-private=127.0.0.1"));
    assert_non_null(strstr(w->error.message, "loopback"));
    assert_int_equal(ask_address(w, "http://example.org/", "::ffff:10.0.0.1"), DL_ERR_PERMISSION);
}

static void a_private_address_is_reached_where_it_is_named(void **state)
{
    world *w = *state;
    const dl_str granted[] = {DL_STR("127.0.0.1")};
    w->options.private_hosts = granted;
    w->options.private_count = 1;
    assert_int_equal(ask(w, "http://127.0.0.1:8080/"), 0);
    assert_int_equal(ask_address(w, "http://127.0.0.1:8080/", "127.0.0.1"), 0);
    assert_int_equal(ask(w, "http://localhost:8080/"), 0);
    assert_int_equal(ask_address(w, "http://localhost:8080/", "::1"), 0);
    assert_int_equal(ask(w, "http://10.0.0.1/"), DL_ERR_PERMISSION);
    assert_int_equal(ask(w, "http://example.org/"), DL_ERR_PERMISSION);
    assert_int_equal(ask_address(w, "http://localhost/", "10.0.0.1"), DL_ERR_PERMISSION);
}

static void a_private_grant_with_a_port_is_for_that_port(void **state)
{
    world *w = *state;
    const dl_str granted[] = {DL_STR("127.0.0.1:8080")};
    w->options.private_hosts = granted;
    w->options.private_count = 1;
    assert_int_equal(ask_address(w, "http://127.0.0.1:8080/", "127.0.0.1"), 0);
    assert_int_equal(ask_address(w, "http://127.0.0.1:8081/", "127.0.0.1"), DL_ERR_PERMISSION);
}

static void private_addresses_do_not_open_ports_of_public_ones(void **state)
{
    world *w = *state;
    w->options.any_host = w->options.any_private = true;
    assert_int_equal(ask(w, "http://example.org:6379/"), 0); /* known only when resolved */
    assert_int_equal(ask_address(w, "http://example.org:6379/", "10.0.0.1"), 0);
    assert_int_equal(ask_address(w, "http://example.org:6379/", "93.184.216.34"),
                     DL_ERR_PERMISSION);
    assert_non_null(strstr(w->error.message, "port 6379"));
}

static void a_grant_of_private_addresses_grants_no_public_host(void **state)
{
    world *w = *state;
    w->options.any_private = true;
    assert_int_equal(ask(w, "http://example.org/"), DL_ERR_PERMISSION);
    assert_int_equal(ask(w, "http://127.0.0.1/"), DL_ERR_PERMISSION);
}

int main(void)
{
#define GUARD_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grant_covers_its_host_and_no_other),
        cmocka_unit_test(a_grant_may_name_a_port),
        cmocka_unit_test(what_is_no_grant_grants_nothing),
        GUARD_TEST(nothing_is_reached_by_default),
        GUARD_TEST(a_granted_host_is_reached_on_the_ports_of_the_web),
        GUARD_TEST(a_private_literal_is_refused_for_its_address_whatever_its_port),
        GUARD_TEST(another_port_is_reached_where_the_grant_names_it),
        GUARD_TEST(any_host_is_not_any_port_nor_any_address),
        GUARD_TEST(any_host_and_a_port_that_is_named),
        GUARD_TEST(a_private_address_is_reached_where_it_is_named),
        GUARD_TEST(a_private_grant_with_a_port_is_for_that_port),
        GUARD_TEST(private_addresses_do_not_open_ports_of_public_ones),
        GUARD_TEST(a_grant_of_private_addresses_grants_no_public_host),
    };
    return cmocka_run_group_tests_name("fetch: guard", tests, NULL, NULL);
}
