/* fetch against a server that does everything wrong, and against addresses that it must not
 * reach. Each test asks for the kind of the error and that nothing was captured. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "../net/fixture.h"
#include "../net/server.h"

static void answer_ok(int fd)
{
    puts_to(fd, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 17\r\n\r\n"
                "<p>Hello there.\r\n");
}

/* A gzip stream of `megabytes` of zeros, made by hand: one block of fixed Huffman codes (RFC 1951
 * §3.2.6), a literal and then matches of 258 bytes at distance 1, 13 bits each. */
static void answer_bomb(int fd, int megabytes)
{
    static const char head[] = "\x1f\x8b\x08\0\0\0\0\0\0\xff";
    char chunk[4096];
    size_t used = 0;
    unsigned long bits = 0;
    int count = 0;
    long matches = (long)megabytes * 1024 * 1024 / 258;
    puts_to(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n");
    put(fd, head, 10);
    bits = 1UL | 1UL << 1; /* final block, type 01 */
    bits |= 0x0CUL << 3;   /* literal 0 is 00110000, most significant bit first */
    count = 11;
    for (long i = 0; i < matches; i++) {
        bits |= 0xA3UL << count; /* length 258, code 285: 11000101, mirrored */
        count += 13;             /* and five zero bits: distance 1 */
        for (; count >= 8; count -= 8, bits >>= 8)
            chunk[used++] = (char)(bits & 0xFF);
        if (used + 8 > sizeof chunk) {
            if (!put(fd, chunk, used))
                return;
            used = 0;
        }
    }
    put(fd, chunk, used);
}

static void answer_reset(int fd)
{
    struct linger hard = {.l_onoff = 1, .l_linger = 0};
    puts_to(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin");
    nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

static void answer_for_ever(int fd)
{
    char chunk[8192];
    memset(chunk, 'x', sizeof chunk);
    puts_to(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (puts_to(fd, "2000\r\n") && put(fd, chunk, sizeof chunk) && puts_to(fd, "\r\n"))
        continue;
}

static void answer_headers(int fd, int lines, int size)
{
    char line[512];
    memset(line, 'h', sizeof line);
    memcpy(line, "X: ", 3);
    puts_to(fd, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < lines; i++)
        for (int put_now = 0; put_now < size; put_now += (int)sizeof line)
            if (!put(fd, put_now ? line + 8 : line, put_now ? sizeof line - 8 : sizeof line) ||
                (put_now + (int)sizeof line >= size && !puts_to(fd, "\r\n")))
                return;
    puts_to(fd, "\r\n");
}

static void answer_redirect(int fd, const char *to)
{
    char text[1024];
    snprintf(text, sizeof text,
             "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 5\r\n\r\nmoved", to);
    puts_to(fd, text);
}

static void answer_trickle(int fd)
{
    puts_to(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    while (puts_to(fd, "x"))
        nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
}

static void answer_echo(int fd, const char *request)
{
    char head[128];
    snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", strlen(request));
    puts_to(fd, head);
    puts_to(fd, request);
}

static void answer_continues(int fd)
{
    while (puts_to(fd, "HTTP/1.1 100 Continue\r\n\r\n"))
        continue;
}

static void answer(int fd, const char *path, const char *request)
{
    int left = 0;
    char to[64];
    if (sscanf(path, "/redirect/%d", &left) == 1) {
        snprintf(to, sizeof to, left > 1 ? "/redirect/%d" : "/ok", left - 1);
        answer_redirect(fd, to);
    } else if (strcmp(path, "/loop") == 0) {
        answer_redirect(fd, "/loop");
    } else if (strncmp(path, "/to/", 4) == 0) {
        answer_redirect(fd, path + 4);
    } else if (strcmp(path, "/bomb") == 0) {
        answer_bomb(fd, 64);
    } else if (strcmp(path, "/light-bomb") == 0) {
        answer_bomb(fd, 4);
    } else if (strcmp(path, "/small-bomb") == 0) {
        answer_bomb(fd, 1);
    } else if (strcmp(path, "/silent") == 0) {
        sleep(20);
    } else if (strcmp(path, "/stall") == 0) {
        puts_to(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin");
        sleep(20);
    } else if (strcmp(path, "/trickle") == 0) {
        answer_trickle(fd);
    } else if (strcmp(path, "/truncated") == 0) {
        puts_to(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nten bytes.");
    } else if (strcmp(path, "/truncated-chunks") == 0) {
        puts_to(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    } else if (strcmp(path, "/reset") == 0) {
        answer_reset(fd);
    } else if (strcmp(path, "/empty") == 0) {
        return;
    } else if (strcmp(path, "/endless") == 0) {
        answer_for_ever(fd);
    } else if (strcmp(path, "/false-length") == 0) {
        puts_to(fd, "HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\n");
        sleep(20);
    } else if (strcmp(path, "/headers") == 0) {
        answer_headers(fd, 20000, 200);
    } else if (strcmp(path, "/long-header") == 0) {
        answer_headers(fd, 1, 10 << 20);
    } else if (strcmp(path, "/continues") == 0) {
        answer_continues(fd);
    } else if (strcmp(path, "/http09") == 0) {
        puts_to(fd, "this is no HTTP answer\n");
    } else if (strcmp(path, "/bad-gzip") == 0) {
        puts_to(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\n"
                    "no gzip!");
    } else if (strcmp(path, "/bad-chunks") == 0) {
        puts_to(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n");
    } else if (strcmp(path, "/two-lengths") == 0) {
        puts_to(fd, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\ncontent-length: 7\r\n\r\nhello  ");
    } else if (strcmp(path, "/same-lengths") == 0) {
        puts_to(fd, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\ncontent-length:5 \r\n\r\nhello");
    } else if (strcmp(path, "/length-of-chunks") == 0) {
        puts_to(fd, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n"
                    "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    } else if (strcmp(path, "/echo") == 0) {
        answer_echo(fd, request);
    } else if (strcmp(path, "/early") == 0) {
        puts_to(fd, "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
        answer_ok(fd);
    } else {
        answer_ok(fd);
    }
}

typedef struct world {
    server server;
    fixture f;
} world;

static int start(void **state)
{
    static world w;
    memset(&w, 0, sizeof w);
    *state = &w;
    return server_start(&w.server, answer) ? 0 : -1;
}

static int stop(void **state)
{
    server_stop(&((world *)*state)->server);
    return 0;
}

static int setup(void **state)
{
    world *w = *state;
    int rc = fixture_open(&w->f);
    fixture_grant_loopback(&w->f);
    w->f.options.total_timeout_ms = 5000;
    server_connections(&w->server);
    return rc;
}

static int teardown(void **state)
{
    fixture_close(&((world *)*state)->f);
    return 0;
}

static int get(world *w, const char *path)
{
    return fixture_get(&w->f, w->server.port, path, DL_FETCH_DEFAULT);
}

static void assert_says(const world *w, const char *words)
{
    if (!strstr(w->f.error.message, words))
        fail_msg("\"%s\" does not say \"%s\"", w->f.error.message, words);
}

/* The error of a path, and that nothing of it was kept. */
static void assert_fails(world *w, const char *path, int kind, const char *words)
{
    int rc = get(w, path);
    if (rc != kind)
        fail_msg("%s: %s (%s)", path, dl_kind_word(rc), w->f.error.message);
    assert_int_equal(w->f.error.kind, kind);
    assert_says(w, words);
    assert_int_equal(fixture_captures(&w->f), 0);
}

static void a_page_is_captured_with_its_proof(void **state)
{
    world *w = *state;
    assert_int_equal(get(w, "/ok"), 0);
    const dl_snapshot *s = &w->f.snapshot;
    assert_int_equal(w->f.from, DL_FROM_NETWORK);
    assert_int_equal(s->status, 200);
    assert_true(dl_str_equal(s->body, DL_STR("<p>Hello there.\r\n")));
    assert_int_equal(s->body_size, 17);
    assert_true(dl_str_equal(s->headers, DL_STR("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                                                "Content-Length: 17\r\n\r\n")));
    assert_true(dl_str_starts(s->request, DL_STR("GET /ok HTTP/1.1\r\n")));
    /* printf '<p>Hello there.\r\n' | sha256sum */
    assert_true(dl_str_equal(
        s->sha256, DL_STR("efee689be70e64d8d8e677da6cab7cd04b3326ea694c6ec28c50903e48d7ccca")));
    assert_true(s->id > 0);
    assert_true(s->captured_at_us > INT64_C(1700000000000000));
    assert_int_equal(s->redirects.size, 0);
}

static void the_request_says_who_asks_and_nothing_of_the_machine(void **state)
{
    world *w = *state;
    setenv("http_proxy", "http://10.9.9.9:3128", 1);
    setenv("ALL_PROXY", "socks5h://10.9.9.8:1080", 1);
    int rc = get(w, "/echo");
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    assert_int_equal(rc, 0);
    dl_str body = w->f.snapshot.body;
    assert_true(dl_str_equal(body, w->f.snapshot.request));
    assert_true(dl_str_find(body, DL_STR("User-Agent: dateline/"), 0) < body.size);
    assert_true(dl_str_find(body, DL_STR("Authorization"), 0) == body.size);
    assert_true(dl_str_find(body, DL_STR("Cookie"), 0) == body.size);
}

static void a_proxy_of_the_environment_is_used_where_it_is_asked_for(void **state)
{
    world *w = *state;
    char proxy[64];
    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", w->server.port);
    w->f.options.any_host = true;
    w->f.options.proxy_from_environment = true;
    setenv("http_proxy", proxy, 1);
    int rc = fixture_get_url(&w->f, "http://example.test/echo", DL_FETCH_DEFAULT);
    unsetenv("http_proxy");
    assert_int_equal(rc, 0);
    assert_true(
        dl_str_starts(w->f.snapshot.request, DL_STR("GET http://example.test/echo HTTP/1.1\r\n")));
    assert_true(dl_str_equal(w->f.snapshot.peer, DL_STR("127.0.0.1")));
    assert_non_null(strstr(w->f.snapshot.note.data, "by way of a proxy"));
}

static void early_hints_are_not_the_header_block(void **state)
{
    world *w = *state;
    assert_int_equal(get(w, "/early"), 0);
    assert_int_equal(w->f.snapshot.status, 200);
    assert_true(dl_str_starts(w->f.snapshot.headers, DL_STR("HTTP/1.1 200 OK\r\n")));
}

static void redirects_are_followed_and_told(void **state)
{
    world *w = *state;
    char hops[256], final[128];
    assert_int_equal(get(w, "/redirect/2"), 0);
    snprintf(hops, sizeof hops,
             "302 http://127.0.0.1:%d/redirect/2\n302 http://127.0.0.1:%d/redirect/1\n",
             w->server.port, w->server.port);
    snprintf(final, sizeof final, "http://127.0.0.1:%d/ok", w->server.port);
    assert_string_equal(w->f.snapshot.redirects.data, hops);
    assert_string_equal(w->f.snapshot.final_url.data, final);
    assert_true(dl_str_starts(w->f.snapshot.request, DL_STR("GET /ok ")));
    dl_hop *kept;
    size_t count;
    assert_int_equal(
        dl_store_hops(w->f.store, w->f.snapshot.id, &w->f.arena, &kept, &count, &w->f.error), 0);
    assert_int_equal(count, 2);
    assert_true(dl_str_starts(kept[0].request, DL_STR("GET /redirect/2 ")));
    assert_true(dl_str_starts(kept[1].request, DL_STR("GET /redirect/1 ")));
    assert_true(dl_str_starts(kept[1].headers, DL_STR("HTTP/1.1 302 Found\r\n")));
    assert_true(dl_str_equal(kept[1].peer, DL_STR("127.0.0.1")));
    assert_true(dl_str_equal(w->f.snapshot.body, DL_STR("<p>Hello there.\r\n")));
}

static void ten_redirects_are_followed_and_eleven_are_not(void **state)
{
    world *w = *state;
    assert_int_equal(get(w, "/redirect/10"), 0);
    assert_fails(w, "/redirect/11", DL_ERR_LIMIT_SIZE, "redirects more than 10 times");
}

static void a_redirect_loop_ends(void **state)
{
    world *w = *state;
    assert_fails(w, "/loop", DL_ERR_LIMIT_SIZE, "redirects");
    assert_int_equal(server_connections(&w->server) <= 11, 1);
    assert_non_null(strstr(w->f.error.hint, "302 http://127.0.0.1:"));
}

static void a_redirect_to_a_private_address_is_refused(void **state)
{
    world *w = *state;
    char grant[32], path[64];
    /* granted by host and port, on an address that is granted: where it leads is neither */
    snprintf(grant, sizeof grant, "127.0.0.1:%d", w->server.port);
    w->f.privates[0] = dl_str_of(grant);
    w->f.options.any_host = true;
    assert_fails(w, "/to/http://169.254.169.254/latest/", DL_ERR_PERMISSION,
                 "--allow-private=169.254.169.254");
    assert_fails(w, "/to/http://10.0.0.1/", DL_ERR_PERMISSION, "--allow-private=10.0.0.1");
    snprintf(path, sizeof path, "/to/http://127.0.0.2:%d/ok", w->server.port);
    assert_fails(w, path, DL_ERR_PERMISSION, "127.0.0.2");
}

static void a_redirect_to_a_host_that_is_not_granted_is_refused(void **state)
{
    world *w = *state;
    assert_fails(w, "/to/http://other.test/", DL_ERR_PERMISSION, "--allow-net=other.test");
    assert_says(w, "redirects");
}

static void a_redirect_to_another_scheme_is_refused(void **state)
{
    world *w = *state;
    assert_fails(w, "/to/file:///etc/passwd", DL_ERR_PERMISSION, "scheme");
    assert_fails(w, "/to/gopher://127.0.0.1/", DL_ERR_PERMISSION, "scheme");
    assert_fails(w, "/to/http://user:pass@127.0.0.1/", DL_ERR_PERMISSION, "user name");
    assert_fails(w, "/to/http://[::1", DL_ERR_NET, "URL");
}

static void no_spelling_of_loopback_is_reached_without_a_grant(void **state)
{
    static const struct {
        const char *host, *grant; /* what a person granted: the host, never its address */
        bool reaches;             /* with --allow-private it does reach the server here */
    } spellings[] = {
        {"127.0.0.1", "127.0.0.1", true},
        {"localhost", "localhost", true},
        {"LOCALHOST.", "localhost", true},
        {"2130706433", "127.0.0.1", true},
        {"0x7f000001", "127.0.0.1", true},
        {"0x7f.1", "127.0.0.1", true},
        {"0177.0.0.1", "127.0.0.1", true},
        {"017700000001", "127.0.0.1", true},
        {"127.1", "127.0.0.1", true},
        {"127.0.1", "127.0.0.1", true},
        {"%31%32%37.0.0.1", "127.0.0.1", true},
        {"127.0.0.1.", "127.0.0.1", true},
        {"0", "0.0.0.0", true},
        {"0.0.0.0", "0.0.0.0", true},
        {"[::ffff:127.0.0.1]", "127.0.0.1", true},
        {"[::ffff:7f00:1]", "127.0.0.1", true},
        {"[0:0:0:0:0:ffff:127.0.0.1]", "127.0.0.1", true},
        {"127.0.0.2", "127.0.0.2", false}, /* the server listens on 127.0.0.1 */
        {"[::1]", "[::1]", false},
        {"[::]", "[::]", false},
        {"[::127.0.0.1]", "[::7f00:1]", false},
        {"[64:ff9b::7f00:1]", "[64:ff9b::7f00:1]", false},
        {"[2002:7f00:1::]", "[2002:7f00:1::]", false},
    };
    world *w = *state;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        char url[128], grant[64];
        snprintf(url, sizeof url, "http://%s:%d/ok", spellings[i].host, w->server.port);
        snprintf(grant, sizeof grant, "%s:%d", spellings[i].grant, w->server.port);
        w->f.hosts[0] = dl_str_of(grant);
        w->f.options.hosts = w->f.hosts;
        w->f.options.host_count = 1;
        w->f.options.private_count = 0;
        w->f.options.any_private = false;
        int rc = fixture_get_url(&w->f, url, DL_FETCH_REFRESH);
        if (rc != DL_ERR_PERMISSION || !strstr(w->f.error.message, "--allow-private"))
            fail_msg("%s: %d %s", url, rc, w->f.error.message);
        assert_int_equal(server_connections(&w->server), 0);
        if (!spellings[i].reaches)
            continue;
        /* the same URL does reach it when it may: the refusal above was the guard's */
        w->f.options.any_private = true;
        rc = fixture_get_url(&w->f, url, DL_FETCH_REFRESH);
        if (rc != 0)
            fail_msg("%s with --allow-private: %d %s", url, rc, w->f.error.message);
        dl_fetch_free(w->f.fetch); /* its connection would be used again */
        w->f.fetch = NULL;
        assert_int_equal(server_connections(&w->server), 1);
    }
}

static void a_host_that_is_not_granted_is_not_connected_to(void **state)
{
    world *w = *state;
    w->f.options.private_count = 0;
    assert_fails(w, "/ok", DL_ERR_PERMISSION, "--allow-private=127.0.0.1");
    assert_int_equal(server_connections(&w->server), 0);
}

static void a_compressed_bomb_stops_at_the_limit(void **state)
{
    world *w = *state;
    w->f.options.max_bytes = 4 << 20;
    assert_fails(w, "/bomb", DL_ERR_LIMIT_SIZE, "too large");
}

static void the_limit_is_on_decoded_bytes(void **state)
{
    world *w = *state;
    /* 8 KiB on the wire, a megabyte decoded; without its checksum it fails at its end, later */
    w->f.options.max_bytes = 900000;
    assert_fails(w, "/small-bomb", DL_ERR_LIMIT_SIZE, "too large");
    w->f.options.max_bytes = 2 << 20;
    assert_int_not_equal(get(w, "/small-bomb"), DL_ERR_LIMIT_SIZE);
}

static void a_body_that_swells_too_much_is_refused(void **state)
{
    /* 26 KB that become 4 MB: under the limit of size, over a hundred times */
    assert_fails(*state, "/light-bomb", DL_ERR_LIMIT_SIZE, "100 times what was sent");
}

static void a_body_without_end_stops_at_the_limit(void **state)
{
    world *w = *state;
    w->f.options.max_bytes = 1 << 20;
    assert_fails(w, "/endless", DL_ERR_LIMIT_SIZE, "too large");
}

static void a_declared_length_past_the_limit_is_not_waited_for(void **state)
{
    assert_fails(*state, "/false-length", DL_ERR_LIMIT_SIZE, "too large");
}

static void headers_past_the_limit_are_refused(void **state)
{
    assert_fails(*state, "/headers", DL_ERR_LIMIT_SIZE, "header");
    assert_fails(*state, "/long-header", DL_ERR_LIMIT_SIZE, "header");
    assert_fails(*state, "/continues", DL_ERR_LIMIT_SIZE, "header");
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void a_server_that_stalls_is_left_at_the_time_limit(void **state)
{
    static const char *const paths[] = {"/silent", "/stall", "/trickle"};
    world *w = *state;
    w->f.options.total_timeout_ms = 400;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        double begin = seconds();
        assert_fails(w, paths[i], DL_ERR_NET_TIMEOUT, "time limit");
        double took = seconds() - begin;
        if (took < 0.35 || took > 1.4)
            fail_msg("%s took %.2f s", paths[i], took);
    }
}

static void one_byte_at_a_time_is_a_stalled_transfer(void **state)
{
    world *w = *state;
    w->f.options.stall_seconds = 1;
    w->f.options.total_timeout_ms = 8000;
    assert_fails(w, "/trickle", DL_ERR_NET_TIMEOUT, "stalled");
}

/* curl takes the last: a body that somebody on the way cut otherwise was a capture */
static void two_lengths_that_differ_are_an_error(void **state)
{
    world *w = *state;
    assert_fails(w, "/two-lengths", DL_ERR_NET, "two lengths");
    assert_int_equal(get(w, "/same-lengths"), 0);
    assert_true(dl_str_equal(w->f.snapshot.body, DL_STR("hello")));
    assert_int_equal(get(w, "/length-of-chunks"), 0);
    assert_true(dl_str_equal(w->f.snapshot.body, DL_STR("hello")));
}

static void broken_chunks_are_asked_for_once(void **state)
{
    world *w = *state;
    w->f.options.tries = 2;
    assert_fails(w, "/bad-chunks", DL_ERR_NET, "chunks are broken");
    assert_int_equal(server_connections(&w->server), 1);
}

static void a_truncated_body_is_an_error_and_not_a_capture(void **state)
{
    assert_fails(*state, "/truncated", DL_ERR_NET, "truncated");
    assert_fails(*state, "/truncated-chunks", DL_ERR_NET, "truncated");
}

static void broken_answers_are_network_errors(void **state)
{
    assert_fails(*state, "/reset", DL_ERR_NET, "reset");
    assert_fails(*state, "/empty", DL_ERR_NET, "without an answer");
    assert_fails(*state, "/http09", DL_ERR_NET, "HTTP");
    assert_fails(*state, "/bad-gzip", DL_ERR_NET, "compression");
    assert_fails(*state, "/bad-chunks", DL_ERR_NET, "chunks are broken");
}

static void a_port_where_nothing_listens_is_unreachable(void **state)
{
    world *w = *state;
    int rc = fixture_get(&w->f, unused_port(), "/", DL_FETCH_DEFAULT);
    assert_int_equal(rc, DL_ERR_NET_UNREACHABLE);
    assert_says(w, "127.0.0.1");
    assert_non_null(strstr(w->f.error.place, "http://127.0.0.1:"));
}

static void a_name_that_does_not_exist_is_unreachable(void **state)
{
    world *w = *state;
    w->f.options.any_host = true;
    w->f.options.total_timeout_ms = 4000;
    int rc = fixture_get_url(&w->f, "http://no-such-host.invalid/", DL_FETCH_DEFAULT);
    /* RFC 6761 §6.4: resolvers answer at once; one that is out of reach times out */
    if (rc != DL_ERR_NET_UNREACHABLE && rc != DL_ERR_NET_TIMEOUT)
        fail_msg("%d %s", rc, w->f.error.message);
}

static void *cancel_soon(void *data)
{
    nanosleep(&(struct timespec){.tv_nsec = 200 * 1000 * 1000}, NULL);
    dl_cancel_set(data, DL_ERR_INTERRUPTED);
    return NULL;
}

static void a_fetch_that_waits_is_interrupted(void **state)
{
    world *w = *state;
    dl_cancel cancel;
    pthread_t thread;
    dl_cancel_reset(&cancel);
    w->f.options.cancel = &cancel;
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, &cancel), 0);
    double begin = seconds();
    int rc = get(w, "/stall");
    double took = seconds() - begin;
    pthread_join(thread, NULL);
    assert_int_equal(rc, DL_ERR_INTERRUPTED);
    assert_true(took < 1.0);
    assert_int_equal(fixture_captures(&w->f), 0);
}

static void a_failure_leaves_the_next_fetch_well(void **state)
{
    world *w = *state;
    assert_fails(w, "/reset", DL_ERR_NET, "reset");
    assert_int_equal(get(w, "/ok"), 0);
    assert_int_equal(w->f.error.kind, 0);
}

int main(void)
{
#define FAULT_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        FAULT_TEST(a_page_is_captured_with_its_proof),
        FAULT_TEST(the_request_says_who_asks_and_nothing_of_the_machine),
        FAULT_TEST(a_proxy_of_the_environment_is_used_where_it_is_asked_for),
        FAULT_TEST(early_hints_are_not_the_header_block),
        FAULT_TEST(redirects_are_followed_and_told),
        FAULT_TEST(ten_redirects_are_followed_and_eleven_are_not),
        FAULT_TEST(a_redirect_loop_ends),
        FAULT_TEST(a_redirect_to_a_private_address_is_refused),
        FAULT_TEST(a_redirect_to_a_host_that_is_not_granted_is_refused),
        FAULT_TEST(a_redirect_to_another_scheme_is_refused),
        FAULT_TEST(no_spelling_of_loopback_is_reached_without_a_grant),
        FAULT_TEST(a_host_that_is_not_granted_is_not_connected_to),
        FAULT_TEST(a_compressed_bomb_stops_at_the_limit),
        FAULT_TEST(the_limit_is_on_decoded_bytes),
        FAULT_TEST(a_body_that_swells_too_much_is_refused),
        FAULT_TEST(a_body_without_end_stops_at_the_limit),
        FAULT_TEST(a_declared_length_past_the_limit_is_not_waited_for),
        FAULT_TEST(headers_past_the_limit_are_refused),
        FAULT_TEST(a_server_that_stalls_is_left_at_the_time_limit),
        FAULT_TEST(one_byte_at_a_time_is_a_stalled_transfer),
        FAULT_TEST(two_lengths_that_differ_are_an_error),
        FAULT_TEST(broken_chunks_are_asked_for_once),
        FAULT_TEST(a_truncated_body_is_an_error_and_not_a_capture),
        FAULT_TEST(broken_answers_are_network_errors),
        FAULT_TEST(a_port_where_nothing_listens_is_unreachable),
        FAULT_TEST(a_name_that_does_not_exist_is_unreachable),
        FAULT_TEST(a_fetch_that_waits_is_interrupted),
        FAULT_TEST(a_failure_leaves_the_next_fetch_well),
    };
    return cmocka_run_group_tests_name("fetch: faults and guard on the wire", tests, start, stop);
}
