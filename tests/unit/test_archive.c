/* Captures out into archives and back: what goes round comes back, and small parts of that. */
#include "archive/cdxj.h"
#include "archive/head.h"
#include "archive/record.h"
#include "archive_world.h"
#include "fetch/header.h"

/* --- captures to try --- */

static dl_str print(world *w, const char *format, ...) DL_PRINTF(2, 3);
static dl_str print(world *w, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return dl_arena_copy(&w->arena, dl_str_of(text));
}

static dl_str random_body(world *w, uint64_t *seed)
{
    size_t size = (size_t)random_below(seed, 3000);
    char *space = dl_arena_alloc(&w->arena, size + 1);
    int kind = random_below(seed, 3), few = random_below(seed, 4);
    for (size_t i = 0; i < size; i++)
        space[i] = kind == 0   ? (char)random_below(seed, 256)
                   : kind == 1 ? "\r\n0;a f1WARC/1.1\r\n"[random_below(seed, 17)]
                               : "<p>word </p>"[random_below(seed, 12)];
    return kind == 2 ? print(w, "<p>the same few words %d</p>", few) : (dl_str){space, size};
}

/* Headers of an answer; what they say of coding and chunks is made true by the caller. */
static dl_str random_headers(world *w, uint64_t *seed, int status, bool coded)
{
    static const char *const versions[] = {"HTTP/1.1", "HTTP/1.0", "HTTP/2", "HTTP/3"};
    dl_buf text = {0};
    dl_buf_printf(&text, "%s %d \r\n", versions[random_below(seed, 4)], status);
    if (random_below(seed, 2))
        dl_buf_puts(&text, "Content-Type: text/html; charset=utf-8\r\n");
    if (random_below(seed, 3) == 0)
        dl_buf_puts(&text, "X-Folded: one\r\n two\r\n");
    if (random_below(seed, 3) == 0)
        dl_buf_puts(&text, "transfer-encoding: chunked\r\n");
    if (coded)
        dl_buf_puts(&text, "content-encoding: gzip\r\n");
    if (random_below(seed, 2))
        dl_buf_puts(&text, "ETag: \"v1\"\r\nLast-Modified: Mon, 06 Mar 2017 04:02:06 GMT\r\n");
    dl_buf_puts(&text, "X-Bytes: caf\xe9\r\n\r\n");
    dl_str copy = dl_arena_copy(&w->arena, dl_buf_str(&text));
    dl_buf_clear(&text);
    return copy;
}

static const dl_hop *two_hops(world *w)
{
    dl_hop *hops = dl_arena_alloc(&w->arena, 2 * sizeof *hops);
    assert_non_null(hops);
    hops[0] = (dl_hop){.url = DL_STR("http://a.example/old"),
                       .status = 301,
                       .request = DL_STR("GET /old HTTP/1.1\r\nHost: a.example\r\n\r\n"),
                       .headers = DL_STR("HTTP/1.1 301 Moved\r\nLocation: /new\r\n"
                                         "Content-Length: 9\r\n\r\n"),
                       .peer = DL_STR("192.0.2.1")};
    hops[1] = (dl_hop){.url = DL_STR("http://a.example/new"),
                       .status = 302,
                       .request = DL_STR("GET /new HTTP/2\r\nHost: a.example\r\n\r\n"),
                       .headers = DL_STR("HTTP/2 302 \r\nlocation: x\r\n"
                                         "Transfer-Encoding: chunked\r\n\r\n"),
                       .peer = DL_STR("")};
    return hops;
}

static dl_snapshot add_random(world *w, dl_store *store, uint64_t *seed, int number)
{
    bool file = random_below(seed, 6) == 0, tells = random_below(seed, 3) == 0;
    int status = random_below(seed, 5) ? 200 : 404;
    dl_snapshot s = {.url =
                         print(w, "https://a.example/%d?q=\"%d\"", random_below(seed, 5), number),
                     .status = file ? 200 : status,
                     .captured_at_us = 1700000000000000 + number * 1234567,
                     .asked_at_us = random_below(seed, 2) ? 1700000000000000 : 0,
                     .body = random_body(w, seed),
                     .note = random_below(seed, 3) ? DL_STR("") : DL_STR("robots.txt ignored")};
    static const char *const peers[] = {"93.184.216.34", "2606:2800:220:1::1946", "", "[::1]:8080"};
    s.final_url = random_below(seed, 2) ? s.url : print(w, "https://a.example/final/%d", number);
    s.peer = dl_str_of(peers[random_below(seed, 4)]);
    s.headers = random_headers(w, seed, status, tells);
    s.request = print(w, "GET /%d HTTP/%s\r\nHost: a.example\r\n\r\n", number,
                      random_below(seed, 2) ? "1.1" : "2");
    if (file) {
        s.headers = random_below(seed, 2) ? DL_STR("Content-Type: text/html\r\n\r\n") : DL_STR("");
        s.request = DL_STR("");
        s.final_url = DL_STR("file:a b.html");
        s.url = print(w, "a b %d.html", number);
    } else if (random_below(seed, 3) == 0) {
        s.hops = two_hops(w);
        s.hop_count = 2;
        s.redirects = DL_STR("301 http://a.example/old\n302 http://a.example/new\n");
    }
    s.etag = dl_header_value(s.headers, "ETag");
    s.last_modified = dl_header_value(s.headers, "Last-Modified");
    bool coded = !file && tells && s.body.size && random_below(seed, 2);
    s.coding = coded ? DL_STR("gzip") : DL_STR("");
    add(w, store, &s, coded ? gzip(w, s.body) : (dl_str){"", 0});
    return s;
}

/* A 304 that confirms s. */
static void add_confirmation(world *w, dl_store *store, const dl_snapshot *s, int number)
{
    dl_snapshot again = {.url = s->url,
                         .final_url = s->final_url,
                         .status = 304,
                         .headers = DL_STR("HTTP/1.1 304 Not Modified\r\nServer: x\r\n\r\n"),
                         .request = DL_STR("GET / HTTP/1.1\r\n\r\n"),
                         .captured_at_us = 1700000000000000 + number * 1234567,
                         .body = s->body,
                         .revalidated = s->id,
                         .etag = s->etag,
                         .last_modified = s->last_modified};
    add(w, store, &again, (dl_str){"", 0});
}

static void fill_store(world *w, dl_store *store, uint64_t *seed)
{
    for (int number = 1; number < 60; number++) {
        dl_snapshot s = add_random(w, store, seed, number);
        if (s.headers.size && dl_head_is_http(s.headers) && s.status == 200 &&
            random_below(seed, 4) == 0)
            add_confirmation(w, store, &s, ++number);
    }
}

/* --- comparing --- */

#define SAME(field) same_text(#field, &a->url, a->field, b->field)
static void same_text(const char *field, const dl_str *url, dl_str a, dl_str b)
{
    if (!dl_str_equal(a, b))
        fail_msg("%.*s: %s was \"%.*s\", came back as \"%.*s\"", DL_STR_ARG(*url), field,
                 DL_STR_ARG(a), DL_STR_ARG(b));
}

static void same_snapshot(const dl_snapshot *a, const dl_snapshot *b)
{
    SAME(url);
    SAME(final_url);
    SAME(request);
    SAME(headers);
    SAME(redirects);
    SAME(sha256);
    SAME(etag);
    SAME(last_modified);
    SAME(peer);
    SAME(coding);
    SAME(wire_sha256);
    SAME(note);
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->captured_at_us, b->captured_at_us);
    assert_int_equal(a->asked_at_us, b->asked_at_us);
    assert_int_equal(a->revalidated, b->revalidated);
    assert_string_equal(b->origin.data, "import");
}

static void same_hops(world *w, dl_store *one, int64_t one_id, dl_store *other, int64_t other_id)
{
    dl_hop *a_hops, *b_hops;
    size_t a_count, b_count;
    assert_int_equal(dl_store_hops(one, one_id, &w->arena, &a_hops, &a_count, &w->error), 0);
    assert_int_equal(dl_store_hops(other, other_id, &w->arena, &b_hops, &b_count, &w->error), 0);
    assert_int_equal(a_count, b_count);
    for (size_t i = 0; i < a_count; i++) {
        const dl_hop *a = &a_hops[i], *b = &b_hops[i];
        SAME(url);
        SAME(request);
        SAME(headers);
        SAME(peer);
        assert_int_equal(a->status, b->status);
    }
}

static void same_stores(world *w, dl_store *one, dl_store *other)
{
    dl_snapshot *a, *b;
    size_t a_count, b_count;
    dl_str all = {"", 0};
    assert_int_equal(dl_store_snapshots(one, all, &w->arena, &a, &a_count, &w->error), 0);
    assert_int_equal(dl_store_snapshots(other, all, &w->arena, &b, &b_count, &w->error), 0);
    assert_int_equal(a_count, b_count);
    for (size_t i = 0; i < a_count; i++) {
        same_snapshot(&a[i], &b[i]);
        same_hops(w, one, a[i].id, other, b[i].id);
    }
}

/* --- there and back --- */

static void what_is_exported_comes_back_equal(void **state)
{
    world *w = *state;
    uint64_t seed = random_seed() | 1;
    static const char *const names[] = {"x.warc.gz", "x.warc", "x.wacz"};
    for (int i = 0; i < 3; i++) {
        char one[16], other[16];
        dl_import_summary in;
        dl_export_summary out;
        snprintf(one, sizeof one, "a%d.db", i);
        snprintf(other, sizeof other, "b%d.db", i);
        dl_store *from = open_store(w, one), *to = open_store(w, other);
        fill_store(w, from, &seed);
        export_all(w, from, names[i], &out);
        if (import(w, to, names[i], &in) || w->problems)
            fail_msg("%s %s", w->error.message, w->problem);
        assert_int_equal(in.captures, out.captures);
        same_stores(w, from, to);
        dl_str first = file_of(w, names[i]);
        export_all(w, to, names[i], &out);
        assert_true(dl_str_equal(first, file_of(w, names[i])));
        assert_int_equal(import(w, to, names[i], &in), 0);
        assert_int_equal(in.captures, 0);
        assert_int_equal(in.present, out.captures);
        dl_store_close(from);
        dl_store_close(to);
    }
}

static void secrets_stay_here_and_the_note_says_so(void **state)
{
    world *w = *state;
    dl_export_summary out;
    dl_import_summary in;
    dl_store *store = open_store(w, "a.db"), *back = open_store(w, "b.db");
    dl_snapshot s = {.url = DL_STR("https://a.example/"),
                     .final_url = DL_STR("https://a.example/"),
                     .status = 200,
                     .captured_at_us = 1,
                     .headers = DL_STR("HTTP/1.1 200 OK\r\n\r\n"),
                     .note = DL_STR("asked twice"),
                     .request =
                         DL_STR("GET / HTTP/1.1\r\nauthorization: Bearer s3cret\r\n"
                                "Cookie: a=s3cret;\r\n b=s3cret\r\nHost: a.example\r\n\r\n")};
    add(w, store, &s, (dl_str){"", 0});
    export_all(w, store, "x.warc", &out);
    dl_str text = file_of(w, "x.warc");
    assert_int_equal(dl_str_find(text, DL_STR("s3cret"), 0), text.size);
    assert_true(dl_str_find(text, DL_STR("Host: a.example"), 0) < text.size);
    assert_int_equal(import(w, back, "x.warc", &in), 0);
    assert_int_equal(dl_store_latest(back, s.url, false, &w->arena, &s, &w->error), 0);
    assert_string_equal(s.note.data,
                        "asked twice; left out of the archived request: authorization, Cookie");
    export_all(w, back, "y.warc", &out);
    assert_true(dl_str_equal(text, file_of(w, "y.warc")));
    dl_store_close(store);
    dl_store_close(back);
}

static void a_body_in_a_coding_that_was_kept_stays_as_it_came(void **state)
{
    world *w = *state;
    dl_export_summary out;
    dl_import_summary in;
    dl_store *store = open_store(w, "a.db"), *back = open_store(w, "b.db");
    dl_snapshot s = {.url = DL_STR("https://a.example/"),
                     .final_url = DL_STR("https://a.example/"),
                     .status = 200,
                     .captured_at_us = 1,
                     .headers = DL_STR("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n"),
                     .body = DL_STR("\x0b\x02\x80hello\x03"),
                     .note = DL_STR("the body is in the content coding br, as it came")};
    add(w, store, &s, (dl_str){"", 0});
    export_all(w, store, "x.warc", &out);
    dl_str text = file_of(w, "x.warc");
    assert_true(dl_str_find(text, DL_STR("\r\nContent-Encoding: br\r\n"), 0) < text.size);
    assert_int_equal(import(w, back, "x.warc", &in), 0);
    assert_int_equal(in.captures, 1);
    same_stores(w, store, back);
    dl_store_close(store);
    dl_store_close(back);
}

static void one_url_takes_what_it_refers_to_with_it(void **state)
{
    world *w = *state;
    dl_export_summary out;
    dl_store *store = open_store(w, "a.db");
    dl_snapshot first = {.url = DL_STR("https://a.example/1"),
                         .final_url = DL_STR("https://a.example/1"),
                         .status = 200,
                         .captured_at_us = 1,
                         .headers = DL_STR("HTTP/1.1 200 OK\r\n\r\n"),
                         .body = DL_STR("text")};
    add(w, store, &first, (dl_str){"", 0});
    dl_snapshot second = first;
    second.url = second.final_url = DL_STR("https://a.example/2");
    second.captured_at_us = 2;
    second.status = 304;
    second.headers = DL_STR("HTTP/1.1 304 Not Modified\r\n\r\n");
    second.revalidated = first.id;
    add(w, store, &second, (dl_str){"", 0});
    dl_str urls[] = {DL_STR("https://a.example/2")};
    dl_export_options options = {.form = DL_ARCHIVE_WARC, .urls = urls, .url_count = 1};
    assert_int_equal(dl_archive_export(store, &options, in_folder(w, "x.warc"), &out, &w->error),
                     0);
    assert_int_equal(out.captures, 2);
    assert_int_equal(out.revisits, 1);
    urls[0] = DL_STR("https://b.example/");
    assert_int_equal(dl_archive_export(store, &options, in_folder(w, "y.warc"), &out, &w->error),
                     DL_ERR_NOT_FOUND);
    assert_int_equal(access(in_folder(w, "y.warc"), F_OK), -1);
    dl_store_close(store);
}

/* --- damage --- */

/* Every prefix of a good file, and every file with one byte changed, ends without harm. */
static void damage_anywhere_does_no_harm(void **state)
{
    world *w = *state;
    uint64_t seed = random_seed() | 1;
    static const char *const names[] = {"d.warc", "d.warc.gz", "d.wacz"};
    dl_export_summary out;
    dl_store *from = open_store(w, "from.db"), *to = open_store(w, "to.db");
    for (int i = 1; i < 6; i++)
        add_random(w, from, &seed, i);
    for (int kind = 0; kind < 3; kind++) {
        export_all(w, from, names[kind], &out);
        dl_str whole = file_of(w, names[kind]);
        for (int round = 0; round < 150; round++) {
            dl_import_summary in;
            dl_str bytes = dl_arena_copy(&w->arena, whole);
            size_t at = (size_t)random_below(&seed, (int)whole.size);
            if (round % 3)
                ((char *)(uintptr_t)bytes.data)[at] = (char)random_below(&seed, 256);
            else
                bytes.size = at;
            write_file(w, names[kind], bytes);
            import(w, to, names[kind], &in);
        }
    }
    dl_store_close(from);
    dl_store_close(to);
}

/* --- small parts --- */

static void urls_are_turned_around(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"http://example.com/", "com,example)/"},
        {"https://www.Example.com", "com,example)/"},
        {"http://www2.example.com:80/A/b/?b=2&a=1#x", "com,example)/a/b/?a=1&b=2"},
        {"https://user@example.com:8443/a b", "com,example:8443)/a%20b"},
        {"http://127.0.0.1:8099/1.html", "1,0,0,127:8099)/1.html"},
        {"http://[::1]:80/", "[::1])/"},
        {"http://www.com/", "com)/"},
        {"file:a b.html", "file:a%20b.html"},
        {"http://example.com?x", "com,example)/?x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_buf text = {0};
        dl_surt(dl_str_of(cases[i][0]), &text);
        assert_string_equal(text.data, cases[i][1]);
        dl_buf_clear(&text);
    }
}

static void digests_agree_in_every_base(void **state)
{
    (void)state;
    unsigned char hash[DL_DIGEST_MOST];
    static const char *const good[] = {
        "sha1:AIED6RLZ4CFGCJBFYDA2C7XEPLOXQO4U", "SHA1:aied6rlz4cfgcjbfyda2c7xeploxqo4u",
        "sha1:02083f4579e08a612425c0c1a17ee47add783b94", "sha1:Agg_RXngimEkJcDBoX7ket14O5Q",
        "sha1:Agg/RXngimEkJcDBoX7ket14O5Q="};
    static const char *const bad[] = {"sha1:",
                                      "sha1:AIED6RLZ4CFGCJBFYDA2C7XEPLOXQO4V",
                                      "",
                                      "x",
                                      "sha1:02083f4579e08a612425c0c1a17ee47add783b95",
                                      "sha1:Agg/RXngimEkJcDBoX7ket15O5Q="};
    dl_digest digest;
    assert_true(dl_digest_begin(&digest, DL_STR("Sha1")));
    dl_digest_feed(&digest, DL_STR("bo"));
    dl_digest_feed(&digest, DL_STR("dy"));
    size_t size = dl_digest_end(&digest, hash);
    assert_int_equal(size, 20);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(dl_digest_agrees(dl_str_of(good[i]), hash, size));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(dl_digest_agrees(dl_str_of(bad[i]), hash, size));
    assert_false(dl_digest_begin(&digest, DL_STR("sha0")));
}

static void moments_are_read_and_written(void **state)
{
    (void)state;
    static const struct {
        const char *read, *written;
    } cases[] = {{"2017-03-06T04:02:06Z", "2017-03-06T04:02:06Z"},
                 {"2017-03-06T04:02:06.123456Z", "2017-03-06T04:02:06.123456Z"},
                 {"2017-03-06T04:02:06.1234567Z", "2017-03-06T04:02:06.123456Z"},
                 {"20170306040206", "2017-03-06T04:02:06Z"},
                 {"20170306040206789", "2017-03-06T04:02:06Z"},
                 {"2017", "2017-01-01T00:00:00Z"},
                 {"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500000Z"},
                 {"2024-02-29", "2024-02-29T00:00:00Z"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t us;
        bool whole;
        char text[40];
        assert_true(dl_record_date(dl_str_of(cases[i].read), &us, &whole));
        dl_warc_date(us, text);
        assert_string_equal(text, cases[i].written);
    }
    int64_t us;
    bool whole;
    assert_false(dl_record_date(DL_STR("yesterday"), &us, &whole));
    assert_false(dl_record_date(DL_STR("2017-13-06T04:02:06Z"), &us, &whole));
    assert_false(dl_record_date(DL_STR(""), &us, &whole));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(what_is_exported_comes_back_equal),
        IN_A_FOLDER(secrets_stay_here_and_the_note_says_so),
        IN_A_FOLDER(a_body_in_a_coding_that_was_kept_stays_as_it_came),
        IN_A_FOLDER(one_url_takes_what_it_refers_to_with_it),
        IN_A_FOLDER(damage_anywhere_does_no_harm),
        cmocka_unit_test(urls_are_turned_around),
        cmocka_unit_test(digests_agree_in_every_base),
        cmocka_unit_test(moments_are_read_and_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
