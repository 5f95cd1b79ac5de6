/* Many sources at once, and what is owed to hosts: robots.txt, delays, waits, second tries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <time.h>

#include "../net/fixture.h"
#include "../net/server.h"

/* What the server's processes count, in memory that they share with the test. */
typedef struct tally {
    atomic_int robots, tries, running, most, all;
    int robots_status;
    char robots_txt[512];
} tally;

static tally *counted;

static void answer_body(int fd, int status, const char *headers, const char *body)
{
    char head[1024];
    snprintf(head, sizeof head,
             "HTTP/1.1 %d X\r\nContent-Type: text/html\r\n%sContent-Length: %zu"
             "\r\n\r\n",
             status, headers, strlen(body));
    puts_to(fd, head);
    puts_to(fd, body);
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

static void answer_slowly(int fd, const char *path)
{
    int running = atomic_fetch_add(&counted->running, 1) + 1;
    int most = atomic_load(&counted->most);
    while (running > most && !atomic_compare_exchange_weak(&counted->most, &most, running))
        continue;
    pause_ms(30);
    atomic_fetch_sub(&counted->running, 1);
    answer_body(fd, 200, "", path);
}

/* Fails as often as the path says, then answers. */
static void answer_after(int fd, const char *path, const char *headers)
{
    int status = 0, failures = 0;
    sscanf(path, "/after/%d/%d", &status, &failures);
    if (atomic_fetch_add(&counted->tries, 1) >= failures)
        answer_body(fd, 200, "", "at last");
    else if (status)
        answer_body(fd, status, headers, "not now");
}

static void answer(int fd, const char *path, const char *request)
{
    (void)request;
    atomic_fetch_add(&counted->all, 1);
    if (strcmp(path, "/robots.txt") == 0 && counted->robots_status == 299) {
        /* rules, and 30 MB of remarks after them */
        atomic_fetch_add(&counted->robots, 1);
        char line[1025];
        memset(line, '#', sizeof line - 1);
        line[1023] = '\n';
        line[1024] = '\0';
        puts_to(fd, "HTTP/1.1 200 OK\r\nContent-Length: 31457280\r\n\r\n");
        put(fd, "User-agent: *\nDisallow: /private\n#", 34);
        while (put(fd, line, 1024))
            continue;
    } else if (strcmp(path, "/robots.txt") == 0) {
        atomic_fetch_add(&counted->robots, 1);
        answer_body(fd, counted->robots_status, "", counted->robots_txt);
    } else if (strncmp(path, "/slow/", 6) == 0) {
        answer_slowly(fd, path);
    } else if (strncmp(path, "/after/", 7) == 0) {
        answer_after(fd, path, strstr(path, "/wait") ? "Retry-After: 1\r\n" : "");
    } else if (strcmp(path, "/long-wait") == 0) {
        answer_body(fd, 429, "Retry-After: 3600\r\n", "go away");
    } else if (strcmp(path, "/other-304") == 0) {
        bool conditional = strstr(request, "If-None-Match") != NULL;
        answer_body(fd, conditional ? 304 : 200,
                    conditional ? "ETag: \"other\"\r\n" : "ETag: \"one\"\r\n",
                    conditional ? "" : "whole");
    } else if (strcmp(path, "/gone") == 0) {
        answer_body(fd, 410, "", "gone");
    } else if (strncmp(path, "/large/", 7) == 0) {
        char line[1025];
        memset(line, 'x', sizeof line - 1);
        line[sizeof line - 1] = '\0';
        puts_to(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2097152\r\n\r\n");
        for (int i = 0; i < 2048; i++)
            put(fd, line, 1024);
    } else if (strcmp(path, "/echo") == 0) {
        answer_body(fd, 200, "", request);
    } else if (strcmp(path, "/stale") == 0) {
        bool first = atomic_fetch_add(&counted->tries, 1) == 0;
        answer_body(fd, first ? 200 : 503,
                    first ? "Cache-Control: max-age=0, stale-if-error=600\r\n" : "",
                    first ? "as it was" : "down");
    } else if (strcmp(path, "/no-store") == 0) {
        answer_body(fd, 200, "Cache-Control: no-store, max-age=600\r\nETag: \"a\"\r\n", "secret");
    } else {
        answer_body(fd, 200, "", path);
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
    char path[] = "/tmp/dateline-tally-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0 || unlink(path) != 0 || ftruncate(fd, sizeof *counted) != 0)
        return -1;
    counted = mmap(NULL, sizeof *counted, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return counted != MAP_FAILED && server_start(&w.server, answer) ? 0 : -1;
}

static int stop(void **state)
{
    server_stop(&((world *)*state)->server);
    return 0;
}

static int setup(void **state)
{
    world *w = *state;
    memset(counted, 0, sizeof *counted);
    counted->robots_status = 404;
    int rc = fixture_open(&w->f);
    fixture_grant_loopback(&w->f);
    w->f.options.ignore_robots = false;
    w->f.options.tries = 3;
    w->f.options.total_timeout_ms = 5000;
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

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* --- many at once --- */

enum { MANY = 200 };

typedef struct many {
    dl_ask asks[MANY];
    char urls[MANY][96];
    int done[MANY], kinds[MANY], statuses[MANY];
    int64_t ids[MANY];
    size_t count, progressed;
    dl_cancel *cancel_at_ten;
} many;

static void note_done(void *user, size_t index, const dl_snapshot *snapshot, dl_fetch_from from,
                      const dl_error *error)
{
    many *m = user;
    (void)from;
    m->done[index]++;
    m->kinds[index] = error ? error->kind : 0;
    m->statuses[index] = snapshot ? snapshot->status : 0;
    m->ids[index] = snapshot ? snapshot->id : 0;
    if (m->cancel_at_ten && ++m->count == 10)
        dl_cancel_set(m->cancel_at_ten, DL_ERR_INTERRUPTED);
}

static void note_progress(void *user, const dl_fetch_progress *progress)
{
    many *m = user;
    assert_true(progress->done <= progress->count);
    m->progressed++;
}

static int get_many(world *w, many *m, const char *path, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        snprintf(m->urls[i], sizeof m->urls[i], "http://127.0.0.1:%d%s%d", w->server.port, path,
                 (int)i);
        m->asks[i] = (dl_ask){.url = dl_str_of(m->urls[i])};
    }
    if (!w->f.fetch)
        assert_int_equal(dl_fetch_new(&w->f.fetch, w->f.store, &w->f.options, &w->f.error), 0);
    const dl_fetch_watch watch = {.done = note_done, .progress = note_progress, .user = m};
    return dl_fetch_all(w->f.fetch, m->asks, count, &watch, &w->f.error);
}

static void each_of_many_is_told_once_and_kept(void **state)
{
    world *w = *state;
    static many m;
    memset(&m, 0, sizeof m);
    assert_int_equal(get_many(w, &m, "/page/", MANY), 0);
    for (int i = 0; i < MANY; i++) {
        char body[32];
        dl_snapshot s;
        assert_int_equal(m.done[i], 1);
        assert_int_equal(m.statuses[i], 200);
        assert_int_equal(
            dl_store_snapshot(w->f.store, m.ids[i], true, &w->f.arena, &s, &w->f.error), 0);
        snprintf(body, sizeof body, "/page/%d", i);
        assert_true(dl_str_equal(s.body, dl_str_of(body)));
        assert_true(dl_str_equal(s.url, dl_str_of(m.urls[i])));
        assert_true(s.asked_at_us > 0 && s.asked_at_us <= s.captured_at_us);
    }
    assert_int_equal(atomic_load(&counted->robots), 1); /* asked once for the host */
}

static void no_more_run_at_once_than_the_limits_say(void **state)
{
    world *w = *state;
    static many m;
    memset(&m, 0, sizeof m);
    w->f.options.total_limit = 5;
    assert_int_equal(get_many(w, &m, "/slow/", 40), 0);
    assert_in_range(atomic_load(&counted->most), 2, 5);
    fixture_close(&w->f);
    assert_int_equal(setup(state), 0);
    w->f.options.host_limit = 2;
    assert_int_equal(get_many(w, &m, "/slow/", 20), 0);
    assert_in_range(atomic_load(&counted->most), 1, 2);
}

static void a_delay_stands_between_two_starts_at_one_host(void **state)
{
    world *w = *state;
    static many m;
    memset(&m, 0, sizeof m);
    w->f.options.delay_ms = 100;
    w->f.options.ignore_robots = true;
    double begin = seconds();
    assert_int_equal(get_many(w, &m, "/page/", 6), 0);
    assert_true(seconds() - begin >= 0.5); /* five gaps */
}

static void the_failure_of_one_ends_no_other(void **state)
{
    world *w = *state;
    static many m;
    memset(&m, 0, sizeof m);
    w->f.options.tries = 1;
    /* odd ones have no answer */
    for (int i = 0; i < 20; i++) {
        snprintf(m.urls[i], sizeof m.urls[i], "http://127.0.0.1:%d%s/%d", w->server.port,
                 i % 2 ? "/after/0/99" : "/page", i);
        m.asks[i] = (dl_ask){.url = dl_str_of(m.urls[i])};
    }
    m.asks[4].url = DL_STR("ftp://example.org/");
    m.asks[6].url = DL_STR("http://not-granted.test/");
    assert_int_equal(dl_fetch_new(&w->f.fetch, w->f.store, &w->f.options, &w->f.error), 0);
    const dl_fetch_watch watch = {.done = note_done, .user = &m};
    assert_int_equal(dl_fetch_all(w->f.fetch, m.asks, 20, &watch, &w->f.error), 0);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(m.done[i], 1);
        int kind = i == 4 || i == 6 ? DL_ERR_PERMISSION : i % 2 ? DL_ERR_NET : 0;
        if (m.kinds[i] != kind)
            fail_msg("%s: %d", m.urls[i], m.kinds[i]);
    }
}

static void an_interrupt_keeps_what_was_captured(void **state)
{
    world *w = *state;
    static many m;
    dl_cancel cancel;
    dl_snapshot *all;
    size_t count;
    memset(&m, 0, sizeof m);
    dl_cancel_reset(&cancel);
    w->f.options.cancel = &cancel;
    w->f.options.total_limit = 4;
    m.cancel_at_ten = &cancel;
    assert_int_equal(get_many(w, &m, "/slow/", MANY), DL_ERR_INTERRUPTED);
    assert_true(m.count >= 10 && m.count < MANY);
    assert_int_equal(
        dl_store_snapshots(w->f.store, DL_STR(""), &w->f.arena, &all, &count, &w->f.error), 0);
    assert_true(count >= m.count); /* robots.txt is among them */
    /* and the same fetch goes on */
    dl_cancel_reset(&cancel);
    assert_int_equal(get(w, "/page/1"), 0);
}

static void large_bodies_are_captured_whole(void **state)
{
    world *w = *state;
    static many m;
    memset(&m, 0, sizeof m);
    assert_int_equal(get_many(w, &m, "/large/", 8), 0);
    for (int i = 0; i < 8; i++) {
        dl_snapshot s;
        assert_int_equal(
            dl_store_snapshot(w->f.store, m.ids[i], true, &w->f.arena, &s, &w->f.error), 0);
        assert_int_equal(s.body.size, 2097152);
        assert_int_equal(s.body.data[2097151], 'x');
    }
}

static void the_ask_s_headers_are_sent_and_its_secrets_not_kept(void **state)
{
    world *w = *state;
    static const dl_str headers[] = {{"Accept: text/plain", 18},
                                     {"Authorization: Bearer s3cret", 28}};
    dl_ask ask = {.headers = headers, .header_count = 2};
    snprintf(w->f.url, sizeof w->f.url, "http://127.0.0.1:%d/echo", w->server.port);
    ask.url = dl_str_of(w->f.url);
    assert_int_equal(dl_fetch_new(&w->f.fetch, w->f.store, &w->f.options, &w->f.error), 0);
    assert_int_equal(
        dl_fetch_ask(w->f.fetch, &ask, &w->f.arena, &w->f.snapshot, &w->f.from, &w->f.error), 0);
    dl_str sent = w->f.snapshot.body, kept = w->f.snapshot.request;
    assert_true(dl_str_find(sent, DL_STR("Accept: text/plain\r\n"), 0) < sent.size);
    assert_true(dl_str_find(sent, DL_STR("Bearer s3cret"), 0) < sent.size);
    assert_true(dl_str_find(kept, DL_STR("s3cret"), 0) == kept.size);
    assert_true(dl_str_find(kept, DL_STR("Authorization: (not kept)"), 0) < kept.size);
}

static void who_asks_may_be_said(void **state)
{
    world *w = *state;
    w->f.options.contact = "desk@example.org";
    assert_int_equal(get(w, "/echo"), 0);
    dl_str sent = w->f.snapshot.body;
    assert_true(dl_str_find(sent, DL_STR("desk@example.org"), 0) < sent.size);
}

static void a_header_with_a_line_break_is_refused(void **state)
{
    world *w = *state;
    static const dl_str headers[] = {{"X: a\r\nEvil: b", 13}};
    const dl_ask ask = {.url = DL_STR("http://127.0.0.1/"), .headers = headers, .header_count = 1};
    assert_int_equal(dl_fetch_new(&w->f.fetch, w->f.store, &w->f.options, &w->f.error), 0);
    assert_int_equal(
        dl_fetch_ask(w->f.fetch, &ask, &w->f.arena, &w->f.snapshot, &w->f.from, &w->f.error),
        DL_ERR_USAGE);
}

/* --- robots.txt --- */

static void robots(int status, const char *text)
{
    counted->robots_status = status;
    snprintf(counted->robots_txt, sizeof counted->robots_txt, "%s", text);
}

static void robots_txt_is_obeyed_and_asked_for_once(void **state)
{
    world *w = *state;
    robots(200, "User-agent: *\nDisallow: /private\n");
    assert_int_equal(get(w, "/page"), 0);
    assert_int_equal(get(w, "/private/x"), DL_ERR_PERMISSION);
    assert_non_null(strstr(w->f.error.message, "robots.txt"));
    assert_non_null(strstr(w->f.error.message, "line 2 says \"Disallow: /private\""));
    assert_non_null(strstr(w->f.error.hint, "--ignore-robots"));
    assert_int_equal(fixture_captures(&w->f), 0);
    assert_int_equal(atomic_load(&counted->robots), 1);
    assert_int_equal(atomic_load(&counted->all), 2); /* the private page was not asked for */
    /* a new fetch finds it in the store */
    dl_fetch_free(w->f.fetch);
    w->f.fetch = NULL;
    assert_int_equal(get(w, "/private/x"), DL_ERR_PERMISSION);
    assert_int_equal(atomic_load(&counted->robots), 1);
}

static void robots_txt_may_be_ignored_and_the_capture_says_so(void **state)
{
    world *w = *state;
    robots(200, "User-agent: *\nDisallow: /\n");
    w->f.options.ignore_robots = true;
    assert_int_equal(get(w, "/private"), 0);
    assert_non_null(strstr(w->f.snapshot.note.data, "robots.txt was not asked"));
    assert_int_equal(atomic_load(&counted->robots), 0);
}

static void robots_txt_that_is_not_there_allows_and_one_in_trouble_forbids(void **state)
{
    world *w = *state;
    robots(403, "no");
    assert_int_equal(get(w, "/page"), 0);
    fixture_close(&w->f);
    assert_int_equal(setup(state), 0);
    w->f.options.tries = 1;
    robots(500, "oops");
    assert_int_equal(get(w, "/page"), DL_ERR_PERMISSION);
    assert_non_null(strstr(w->f.error.message, "cannot show its robots.txt"));
}

static void a_robots_txt_without_end_is_obeyed_as_far_as_it_is_read(void **state)
{
    world *w = *state;
    robots(299, "");
    assert_int_equal(get(w, "/page"), 0);
    assert_int_equal(get(w, "/private"), DL_ERR_PERMISSION);
    assert_non_null(strstr(w->f.error.message, "Disallow: /private"));
}

static void a_host_that_is_out_of_reach_is_told_as_that(void **state)
{
    world *w = *state;
    w->f.options.tries = 1;
    assert_int_equal(fixture_get(&w->f, unused_port(), "/", DL_FETCH_DEFAULT),
                     DL_ERR_NET_UNREACHABLE);
    assert_non_null(strstr(w->f.error.message, "nothing answers"));
}

static void an_interface_for_programs_needs_no_robots_txt(void **state)
{
    world *w = *state;
    robots(200, "User-agent: *\nDisallow: /\n");
    snprintf(w->f.url, sizeof w->f.url, "http://127.0.0.1:%d/api", w->server.port);
    const dl_ask ask = {.url = dl_str_of(w->f.url), .for_programs = true};
    assert_int_equal(dl_fetch_new(&w->f.fetch, w->f.store, &w->f.options, &w->f.error), 0);
    assert_int_equal(
        dl_fetch_ask(w->f.fetch, &ask, &w->f.arena, &w->f.snapshot, &w->f.from, &w->f.error), 0);
    assert_int_equal(atomic_load(&counted->robots), 0);
}

/* --- second tries and waits --- */

static void what_may_pass_is_tried_again_and_nothing_else(void **state)
{
    world *w = *state;
    assert_int_equal(get(w, "/after/0/1"), 0); /* closed without an answer, once */
    assert_int_equal(atomic_load(&counted->tries), 2);
    assert_true(dl_str_equal(w->f.snapshot.body, DL_STR("at last")));
    atomic_store(&counted->tries, 0);
    assert_int_equal(get(w, "/after/503/2"), 0);
    assert_int_equal(w->f.snapshot.status, 200);
    assert_int_equal(atomic_load(&counted->tries), 3);
    atomic_store(&counted->all, 0);
    assert_int_equal(get(w, "/gone"), 0);
    assert_int_equal(w->f.snapshot.status, 410);
    assert_int_equal(atomic_load(&counted->all), 1);
    atomic_store(&counted->tries, 0);
    assert_int_equal(get(w, "/after/404/1"), 0);
    assert_int_equal(atomic_load(&counted->tries), 1);
}

static void three_tries_are_enough(void **state)
{
    world *w = *state;
    assert_int_equal(get(w, "/after/503/9"), 0);
    assert_int_equal(w->f.snapshot.status, 503); /* a page that says so, captured */
    assert_int_equal(atomic_load(&counted->tries), 3);
    assert_int_equal(fixture_captures(&w->f), 1);
}

static void a_short_wait_is_waited_and_a_long_one_is_told(void **state)
{
    world *w = *state;
    double begin = seconds();
    assert_int_equal(get(w, "/after/429/1/wait"), 0);
    assert_int_equal(w->f.snapshot.status, 200);
    assert_true(seconds() - begin >= 1.0);
    assert_int_equal(get(w, "/long-wait"), 0);
    assert_int_equal(w->f.snapshot.status, 429);
    atomic_store(&counted->all, 0);
    assert_int_equal(get(w, "/page"), DL_ERR_NET);
    assert_non_null(strstr(w->f.error.message, "Retry-After"));
    /* a program that starts again does not forget it */
    dl_fetch_free(w->f.fetch);
    w->f.fetch = NULL;
    assert_int_equal(get(w, "/page"), DL_ERR_NET);
    assert_int_equal(atomic_load(&counted->all), 0);
}

/* --- the cache --- */

static void a_stale_answer_stands_in_where_the_server_allowed_it_and_says_so(void **state)
{
    world *w = *state;
    w->f.options.tries = 1;
    assert_int_equal(get(w, "/stale"), 0);
    int64_t first = w->f.snapshot.id;
    assert_int_equal(get(w, "/stale"), 0);
    assert_int_equal(w->f.from, DL_FROM_CACHE);
    assert_int_equal(w->f.snapshot.id, first);
    assert_non_null(strstr(w->f.snapshot.note.data, "stands in for a failed request"));
}

static void no_store_is_captured_and_never_served_as_fresh(void **state)
{
    world *w = *state;
    assert_int_equal(get(w, "/no-store"), 0);
    assert_int_equal(get(w, "/no-store"), 0);
    assert_int_equal(w->f.from, DL_FROM_NETWORK);
    assert_true(dl_str_find(w->f.snapshot.request, DL_STR("If-None-Match"), 0) ==
                w->f.snapshot.request.size);
    assert_int_equal(fixture_captures(&w->f), 2);
    assert_int_equal(fixture_get(&w->f, w->server.port, "/no-store", DL_FETCH_OFFLINE), 0);
}

static void a_304_about_another_answer_is_not_believed(void **state)
{
    world *w = *state;
    assert_int_equal(get(w, "/other-304"), 0);
    assert_int_equal(get(w, "/other-304"), 0);
    assert_int_equal(w->f.snapshot.status, 200);
    assert_int_equal(w->f.snapshot.revalidated, 0);
    assert_true(dl_str_equal(w->f.snapshot.body, DL_STR("whole")));
}

int main(void)
{
#define MANY_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        MANY_TEST(each_of_many_is_told_once_and_kept),
        MANY_TEST(no_more_run_at_once_than_the_limits_say),
        MANY_TEST(a_delay_stands_between_two_starts_at_one_host),
        MANY_TEST(the_failure_of_one_ends_no_other),
        MANY_TEST(an_interrupt_keeps_what_was_captured),
        MANY_TEST(large_bodies_are_captured_whole),
        MANY_TEST(the_ask_s_headers_are_sent_and_its_secrets_not_kept),
        MANY_TEST(who_asks_may_be_said),
        MANY_TEST(a_header_with_a_line_break_is_refused),
        MANY_TEST(robots_txt_is_obeyed_and_asked_for_once),
        MANY_TEST(robots_txt_may_be_ignored_and_the_capture_says_so),
        MANY_TEST(robots_txt_that_is_not_there_allows_and_one_in_trouble_forbids),
        MANY_TEST(a_robots_txt_without_end_is_obeyed_as_far_as_it_is_read),
        MANY_TEST(a_304_about_another_answer_is_not_believed),
        MANY_TEST(a_host_that_is_out_of_reach_is_told_as_that),
        MANY_TEST(an_interface_for_programs_needs_no_robots_txt),
        MANY_TEST(what_may_pass_is_tried_again_and_nothing_else),
        MANY_TEST(three_tries_are_enough),
        MANY_TEST(a_short_wait_is_waited_and_a_long_one_is_told),
        MANY_TEST(a_stale_answer_stands_in_where_the_server_allowed_it_and_says_so),
        MANY_TEST(no_store_is_captured_and_never_served_as_fresh),
    };
    return cmocka_run_group_tests_name("fetch: many at once, and manners", tests, start, stop);
}
