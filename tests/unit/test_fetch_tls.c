/* fetch over TLS and HTTP/2, against a real nginx with a certificate of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../net/fixture.h"
#include "../net/nginx.h"

typedef struct world {
    nginx nginx;
    int tls_port;
    char certificate[160];
    fixture f;
} world;

/* A certificate for localhost that nobody else trusts. */
static bool make_certificate(world *w)
{
    char command[700];
    snprintf(w->certificate, sizeof w->certificate, "%s/cert.pem", w->nginx.folder);
    snprintf(command, sizeof command,
             "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
             "-subj /CN=localhost -addext subjectAltName=DNS:localhost "
             "-keyout '%s/key.pem' -out '%s' 2>/dev/null",
             w->nginx.folder, w->certificate);
    return system(command) == 0;
}

static int start(void **state)
{
    static world w;
    char more[1024];
    memset(&w, 0, sizeof w);
    *state = &w;
    if (!nginx_path() || system("openssl version >/dev/null 2>&1") != 0) {
        puts("# skipped: nginx or openssl is not installed");
        return 0;
    }
    /* the folder is made by nginx_start: first without TLS, then again with it */
    if (!nginx_start(&w.nginx, "") || !make_certificate(&w))
        return -1;
    kill(w.nginx.pid, SIGTERM);
    waitpid(w.nginx.pid, NULL, 0);
    w.tls_port = unused_port();
    snprintf(more, sizeof more,
             "listen 127.0.0.1:%d ssl http2; ssl_certificate %s/cert.pem; "
             "ssl_certificate_key %s/key.pem; keepalive_requests 100000;\n"
             "location / { return 200 $http2; }\n"
             "location = /plain { return 302 http://127.0.0.1:%d/; }\n",
             w.tls_port, w.nginx.folder, w.nginx.folder, w.nginx.port);
    return nginx_run(&w.nginx, more) ? 0 : -1;
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
    w->f.options.certificates = w->certificate;
    return rc;
}

static int teardown(void **state)
{
    fixture_close(&((world *)*state)->f);
    return 0;
}

static int get(world *w, const char *host, const char *path)
{
    char url[256];
    if (!w->tls_port)
        skip();
    snprintf(url, sizeof url, "https://%s:%d%s", host, w->tls_port, path);
    return fixture_get_url(&w->f, url, DL_FETCH_REFRESH);
}

static void http_2_is_spoken_where_the_server_speaks_it(void **state)
{
    world *w = *state;
    int rc = get(w, "localhost", "/");
    if (rc)
        fail_msg("%s", w->f.error.message);
    assert_true(dl_str_equal(w->f.snapshot.body, DL_STR("h2")));
    assert_true(dl_str_starts(w->f.snapshot.headers, DL_STR("HTTP/2 200")));
    assert_true(dl_str_starts(w->f.snapshot.request, DL_STR("GET / HTTP/2\r\n")));
}

static void count_done(void *user, size_t index, const dl_snapshot *snapshot, dl_fetch_from from,
                       const dl_error *error)
{
    int *done = user;
    (void)index;
    (void)from;
    (void)error;
    *done += snapshot && snapshot->status == 200;
}

static void many_requests_share_a_connection(void **state)
{
    enum { COUNT = 100 };
    world *w = *state;
    static char urls[COUNT][96];
    dl_ask asks[COUNT];
    int done = 0;
    if (!w->tls_port)
        skip();
    for (int i = 0; i < COUNT; i++) {
        snprintf(urls[i], sizeof urls[i], "https://localhost:%d/%d", w->tls_port, i);
        asks[i] = (dl_ask){.url = dl_str_of(urls[i])};
    }
    w->f.options.total_limit = 32;
    assert_int_equal(dl_fetch_new(&w->f.fetch, w->f.store, &w->f.options, &w->f.error), 0);
    const dl_fetch_watch watch = {.done = count_done, .user = &done};
    assert_int_equal(dl_fetch_all(w->f.fetch, asks, COUNT, &watch, &w->f.error), 0);
    assert_int_equal(done, COUNT);
}

static void a_name_that_the_certificate_does_not_tell_is_an_error(void **state)
{
    world *w = *state;
    assert_int_equal(get(w, "127.0.0.1", "/"), DL_ERR_NET_TLS);
    assert_non_null(strstr(w->f.error.message, "not valid for this host"));
    assert_int_equal(dl_kind_exit_status(w->f.error.kind), 5);
}

static void a_certificate_that_nobody_vouches_for_is_an_error(void **state)
{
    world *w = *state;
    w->f.options.certificates = NULL;
    assert_int_equal(get(w, "localhost", "/"), DL_ERR_NET_TLS);
}

static void a_redirect_from_https_to_http_is_refused(void **state)
{
    world *w = *state;
    assert_int_equal(get(w, "localhost", "/plain"), DL_ERR_PERMISSION);
    assert_non_null(strstr(w->f.error.message, "from https to http"));
}

int main(void)
{
#define TLS_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TLS_TEST(http_2_is_spoken_where_the_server_speaks_it),
        TLS_TEST(many_requests_share_a_connection),
        TLS_TEST(a_name_that_the_certificate_does_not_tell_is_an_error),
        TLS_TEST(a_certificate_that_nobody_vouches_for_is_an_error),
        TLS_TEST(a_redirect_from_https_to_http_is_refused),
    };
    return cmocka_run_group_tests_name("fetch: TLS and HTTP/2", tests, start, stop);
}
