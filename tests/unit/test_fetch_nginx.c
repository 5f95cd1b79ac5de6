/* fetch against a real nginx: conditional requests, compression, kept connections, replay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../net/fixture.h"
#include "../net/nginx.h"

static const char locations[] =
    "gzip on; gzip_min_length 1; gzip_types text/plain text/html; etag on;\n"
    "location = /fresh.html { expires 1h; }\n"
    /* else a tenth of its age would be its freshness, and a slow start makes it a second old */
    "location = /page.html { expires 0; }\n"
    "location = /moved { return 301 /page.html; }\n"
    "location = /gone { return 410; }\n"
    "location = /weak { add_header Last-Modified 'Tue, 26 Nov 2024 13:30:00 GMT';\n"
    "  if ($http_if_modified_since) { return 304; } return 200 'dated'; }\n";

static const char page[] = "<!doctype html><html lang=en><title>Release</title><p>Shipped.</p>";

typedef struct world {
    nginx nginx;
    fixture f;
} world;

static int start(void **state)
{
    static world w;
    memset(&w, 0, sizeof w);
    *state = &w;
    if (!nginx_path()) {
        puts("# skipped: nginx is not installed");
        return 0;
    }
    return nginx_start(&w.nginx, locations) && nginx_write(&w.nginx, "www/page.html", page) &&
                   nginx_write(&w.nginx, "www/fresh.html", page)
               ? 0
               : -1;
}

static int stop(void **state)
{
    world *w = *state;
    if (w->nginx.folder[0])
        nginx_stop(&w->nginx);
    return 0;
}

static int setup(void **state)
{
    world *w = *state;
    int rc = fixture_open(&w->f);
    fixture_grant_loopback(&w->f);
    return rc;
}

static int teardown(void **state)
{
    fixture_close(&((world *)*state)->f);
    return 0;
}

static void need_nginx(const world *w)
{
    if (!w->nginx.port)
        skip();
}

static int get(world *w, const char *path, dl_fetch_mode mode)
{
    int rc = fixture_get(&w->f, w->nginx.port, path, mode);
    if (rc)
        print_message("# %s: %s\n", path, w->f.error.message);
    return rc;
}

static void a_fresh_capture_is_replayed(void **state)
{
    world *w = *state;
    need_nginx(w);
    assert_int_equal(get(w, "/fresh.html", DL_FETCH_DEFAULT), 0);
    assert_int_equal(w->f.from, DL_FROM_NETWORK);
    dl_snapshot first = w->f.snapshot;
    assert_true(dl_str_equal(first.body, DL_STR(page)));
    assert_int_equal(get(w, "/fresh.html", DL_FETCH_DEFAULT), 0);
    assert_int_equal(w->f.from, DL_FROM_CACHE);
    assert_int_equal(w->f.snapshot.id, first.id);
    assert_true(dl_str_equal(w->f.snapshot.body, first.body));
    assert_true(dl_str_equal(w->f.snapshot.headers, first.headers));
    assert_true(dl_str_equal(w->f.snapshot.sha256, first.sha256));
    assert_int_equal(w->f.snapshot.captured_at_us, first.captured_at_us);
    assert_int_equal(fixture_captures(&w->f), 1);
}

static void a_stale_capture_is_asked_for_again(void **state)
{
    world *w = *state;
    need_nginx(w);
    assert_int_equal(get(w, "/page.html", DL_FETCH_DEFAULT), 0);
    int64_t first = w->f.snapshot.id;
    assert_int_equal(get(w, "/page.html", DL_FETCH_DEFAULT), 0);
    assert_int_equal(w->f.from, DL_FROM_NETWORK);
    assert_int_equal(w->f.snapshot.revalidated, first);
}

static void a_stale_capture_is_used_where_the_network_is_not_granted(void **state)
{
    world *w = *state;
    need_nginx(w);
    assert_int_equal(get(w, "/page.html", DL_FETCH_DEFAULT), 0);
    int64_t first = w->f.snapshot.id;
    w->f.options.private_count = 0;
    assert_int_equal(get(w, "/page.html", DL_FETCH_DEFAULT), 0);
    assert_int_equal(w->f.from, DL_FROM_CACHE);
    assert_int_equal(w->f.snapshot.id, first);
    /* to refresh is to ask for the network */
    assert_int_equal(fixture_get(&w->f, w->nginx.port, "/page.html", DL_FETCH_REFRESH),
                     DL_ERR_PERMISSION);
}

static void a_refresh_takes_what_is_young_enough(void **state)
{
    world *w = *state;
    need_nginx(w);
    assert_int_equal(get(w, "/page.html", DL_FETCH_REFRESH), 0);
    w->f.options.refresh_age_us = INT64_C(3600000000);
    assert_int_equal(get(w, "/page.html", DL_FETCH_REFRESH), 0);
    assert_int_equal(w->f.from, DL_FROM_CACHE);
    w->f.options.refresh_age_us = 1;
    assert_int_equal(get(w, "/page.html", DL_FETCH_REFRESH), 0);
    assert_int_equal(w->f.from, DL_FROM_NETWORK);
}

static void a_frozen_run_has_the_pinned_captures_and_no_others(void **state)
{
    world *w = *state;
    static const char changed[] = "<title>Release</title><p>Later.</p>";
    char url[512];
    need_nginx(w);
    assert_true(nginx_write(&w->nginx, "www/pinned.html", page));
    assert_int_equal(get(w, "/pinned.html", DL_FETCH_DEFAULT), 0);
    dl_snapshot first = w->f.snapshot;
    assert_true(nginx_write(&w->nginx, "www/pinned.html", changed));
    assert_int_equal(get(w, "/pinned.html", DL_FETCH_REFRESH), 0);
    assert_true(dl_str_equal(w->f.snapshot.body, DL_STR(changed)));
    snprintf(url, sizeof url, "%s", w->f.url);
    const dl_pin pins[] = {{dl_str_of(url), first.sha256, {"", 0}, 0}};
    w->f.options.mode = DL_FETCH_FROZEN;
    w->f.options.pins = pins;
    w->f.options.pin_count = 1;
    assert_int_equal(get(w, "/pinned.html", DL_FETCH_REFRESH), 0); /* --frozen is above a call */
    assert_int_equal(w->f.from, DL_FROM_LOCK);
    assert_int_equal(w->f.snapshot.id, first.id);
    assert_true(dl_str_equal(w->f.snapshot.body, DL_STR(page)));
    assert_int_equal(fixture_get(&w->f, w->nginx.port, "/page.html", DL_FETCH_DEFAULT),
                     DL_ERR_NET_OFFLINE);
    assert_non_null(strstr(w->f.error.message, "frozen"));
    assert_int_equal(dl_kind_exit_status(w->f.error.kind), 5);
}

static void another_spelling_of_the_address_is_the_same_capture(void **state)
{
    world *w = *state;
    char url[128];
    need_nginx(w);
    assert_int_equal(get(w, "/page.html", DL_FETCH_DEFAULT), 0);
    snprintf(url, sizeof url, "HTTP://127.0.0.1:%d/x/../page.html#part", w->nginx.port);
    assert_int_equal(fixture_get_url(&w->f, url, DL_FETCH_OFFLINE), 0);
    assert_int_equal(w->f.from, DL_FROM_CACHE);
    assert_true(dl_str_equal(w->f.snapshot.url, dl_str_of(url)));
}

static void offline_gives_the_same_page_and_never_the_network(void **state)
{
    world *w = *state;
    need_nginx(w);
    assert_int_equal(get(w, "/page.html", DL_FETCH_DEFAULT), 0);
    w->f.options.mode = DL_FETCH_OFFLINE;
    assert_int_equal(get(w, "/page.html", DL_FETCH_REFRESH), 0); /* --offline is above a call */
    assert_int_equal(w->f.from, DL_FROM_CACHE);
    assert_true(dl_str_equal(w->f.snapshot.body, DL_STR(page)));
    int rc = fixture_get(&w->f, w->nginx.port, "/other.html", DL_FETCH_DEFAULT);
    assert_int_equal(rc, DL_ERR_NET_OFFLINE);
    assert_non_null(strstr(w->f.error.message, "is not captured"));
    assert_non_null(strstr(w->f.error.hint, "dateline fetch http://127.0.0.1"));
}

static void a_304_is_a_capture_that_confirms_a_body(void **state)
{
    world *w = *state;
    need_nginx(w);
    assert_int_equal(get(w, "/page.html", DL_FETCH_DEFAULT), 0);
    dl_snapshot first = w->f.snapshot;
    assert_true(first.etag.size > 0);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(get(w, "/page.html", DL_FETCH_REFRESH), 0);
        const dl_snapshot *s = &w->f.snapshot;
        assert_int_equal(w->f.from, DL_FROM_NETWORK);
        assert_true(dl_str_find(s->request, DL_STR("If-None-Match: "), 0) < s->request.size);
        assert_true(s->id > first.id);
        assert_int_equal(s->revalidated, first.id); /* also the second time: no chain */
        assert_int_equal(s->status, 200);
        assert_true(dl_str_equal(s->body, DL_STR(page)));
        assert_true(dl_str_equal(s->sha256, first.sha256));
        assert_true(dl_str_equal(dl_header_value(s->headers, "Content-Type"), DL_STR("text/html")));
    }
    /* the store keeps what was really answered */
    dl_snapshot stored;
    assert_int_equal(
        dl_store_snapshot(w->f.store, w->f.snapshot.id, true, &w->f.arena, &stored, &w->f.error),
        0);
    assert_int_equal(stored.status, 304);
    assert_true(dl_str_starts(stored.headers, DL_STR("HTTP/1.1 304 ")));
    assert_true(dl_str_equal(stored.body, DL_STR(page)));
    /* and it replays as the page that it is */
    assert_int_equal(get(w, "/page.html", DL_FETCH_OFFLINE), 0);
    assert_int_equal(w->f.snapshot.status, 200);
    assert_true(dl_str_equal(w->f.snapshot.body, DL_STR(page)));
}

static void a_page_that_changed_is_a_new_capture(void **state)
{
    world *w = *state;
    static const char changed[] = "<title>Release</title><p>Shipped, later than we said.</p>";
    need_nginx(w);
    assert_true(nginx_write(&w->nginx, "www/changing.html", page));
    assert_int_equal(get(w, "/changing.html", DL_FETCH_DEFAULT), 0);
    assert_true(nginx_write(&w->nginx, "www/changing.html", changed));
    assert_int_equal(get(w, "/changing.html", DL_FETCH_REFRESH), 0);
    assert_int_equal(w->f.snapshot.revalidated, 0);
    assert_true(dl_str_equal(w->f.snapshot.body, DL_STR(changed)));
    assert_int_equal(fixture_captures(&w->f), 2);
}

static void last_modified_alone_revalidates_too(void **state)
{
    world *w = *state;
    need_nginx(w);
    assert_int_equal(get(w, "/weak", DL_FETCH_DEFAULT), 0);
    assert_true(dl_str_equal(w->f.snapshot.last_modified, DL_STR("Tue, 26 Nov 2024 13:30:00 GMT")));
    int64_t first = w->f.snapshot.id;
    assert_int_equal(get(w, "/weak", DL_FETCH_REFRESH), 0);
    assert_int_equal(w->f.snapshot.revalidated, first);
    assert_true(dl_str_equal(w->f.snapshot.body, DL_STR("dated")));
}

static void a_redirect_is_revalidated_at_its_target(void **state)
{
    world *w = *state;
    need_nginx(w);
    assert_int_equal(get(w, "/moved", DL_FETCH_DEFAULT), 0);
    int64_t first = w->f.snapshot.id;
    assert_true(dl_str_ends(w->f.snapshot.final_url, DL_STR("/page.html")));
    assert_int_equal(get(w, "/moved", DL_FETCH_REFRESH), 0);
    assert_int_equal(w->f.snapshot.revalidated, first);
    /* the first hop had no validator to send */
    dl_hop *hops;
    size_t count;
    assert_int_equal(
        dl_store_hops(w->f.store, w->f.snapshot.id, &w->f.arena, &hops, &count, &w->f.error), 0);
    assert_int_equal(count, 1);
    assert_true(dl_str_find(hops[0].request, DL_STR("If-None-Match"), 0) == hops[0].request.size);
    assert_true(dl_str_find(w->f.snapshot.request, DL_STR("If-None-Match"), 0) <
                w->f.snapshot.request.size);
}

static void an_error_status_is_a_capture(void **state)
{
    world *w = *state;
    need_nginx(w);
    assert_int_equal(get(w, "/gone", DL_FETCH_DEFAULT), 0);
    assert_int_equal(w->f.snapshot.status, 410);
    assert_true(w->f.snapshot.body.size > 0);
    assert_int_equal(get(w, "/nowhere", DL_FETCH_DEFAULT), 0);
    assert_int_equal(w->f.snapshot.status, 404);
}

static void a_compressed_page_is_captured_decoded(void **state)
{
    world *w = *state;
    need_nginx(w);
    assert_int_equal(get(w, "/page.html", DL_FETCH_REFRESH), 0);
    assert_true(
        dl_str_equal(dl_header_value(w->f.snapshot.headers, "Content-Encoding"), DL_STR("gzip")));
    assert_true(dl_str_equal(w->f.snapshot.body, DL_STR(page)));
}

static void a_kept_connection_is_checked_again(void **state)
{
    world *w = *state;
    char grant[32];
    need_nginx(w);
    assert_int_equal(get(w, "/page.html", DL_FETCH_REFRESH), 0);
    /* the same fetch, whose connection nginx keeps open: no socket is opened for what follows */
    w->f.options.private_count = 0;
    snprintf(grant, sizeof grant, "127.0.0.1:%d", w->nginx.port);
    w->f.hosts[0] = dl_str_of(grant);
    w->f.options.hosts = w->f.hosts;
    w->f.options.host_count = 1;
    assert_int_equal(fixture_get(&w->f, w->nginx.port, "/page.html", DL_FETCH_REFRESH),
                     DL_ERR_PERMISSION);
    assert_non_null(strstr(w->f.error.message, "--allow-private=127.0.0.1"));
}

static void a_hundred_fetches_reuse_what_they_have(void **state)
{
    world *w = *state;
    need_nginx(w);
    for (int i = 0; i < 100; i++)
        assert_int_equal(get(w, "/page.html", DL_FETCH_REFRESH), 0);
    assert_int_equal(fixture_captures(&w->f), 100);
}

int main(void)
{
#define NGINX_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        NGINX_TEST(a_fresh_capture_is_replayed),
        NGINX_TEST(a_stale_capture_is_asked_for_again),
        NGINX_TEST(a_stale_capture_is_used_where_the_network_is_not_granted),
        NGINX_TEST(a_refresh_takes_what_is_young_enough),
        NGINX_TEST(a_frozen_run_has_the_pinned_captures_and_no_others),
        NGINX_TEST(another_spelling_of_the_address_is_the_same_capture),
        NGINX_TEST(offline_gives_the_same_page_and_never_the_network),
        NGINX_TEST(a_304_is_a_capture_that_confirms_a_body),
        NGINX_TEST(a_page_that_changed_is_a_new_capture),
        NGINX_TEST(last_modified_alone_revalidates_too),
        NGINX_TEST(a_redirect_is_revalidated_at_its_target),
        NGINX_TEST(an_error_status_is_a_capture),
        NGINX_TEST(a_compressed_page_is_captured_decoded),
        NGINX_TEST(a_kept_connection_is_checked_again),
        NGINX_TEST(a_hundred_fetches_reuse_what_they_have),
    };
    return cmocka_run_group_tests_name("fetch: nginx on loopback", tests, start, stop);
}
