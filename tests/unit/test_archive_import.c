/* Archives that other tools write, as they write them, and files that mean harm. */
#include <zstd.h>

#include "archive/message.h"
#include "archive/uncode.h"
#include "archive_world.h"

static void put_record(dl_buf *out, const char *fields, const char *block)
{
    dl_buf_printf(out, "WARC/1.0\r\n%sContent-Length: %zu\r\n\r\n%s\r\n\r\n", fields, strlen(block),
                  block);
}

#define RESPONSE(id, uri, date)                                                                    \
    "WARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"                  \
    "WARC-Record-ID: <urn:uuid:" id ">\r\nWARC-Target-URI: " uri "\r\nWARC-Date: " date "\r\n"
#define REQUEST(id, uri, date, more)                                                               \
    "WARC-Type: request\r\nContent-Type: application/http; msgtype=request\r\n"                    \
    "WARC-Record-ID: <urn:uuid:" id ">\r\nWARC-Target-URI: " uri "\r\nWARC-Date: " date            \
    "\r\n" more
#define AT "2017-03-06T04:02:06Z"

static dl_import_summary import_text(world *w, dl_store *store, const dl_buf *text)
{
    dl_import_summary in;
    write_file(w, "in.warc", dl_buf_str(text));
    if (import(w, store, "in.warc", &in))
        fail_msg("%s", w->error.message);
    return in;
}

static dl_snapshot latest(world *w, dl_store *store, const char *url)
{
    dl_snapshot s;
    if (dl_store_latest(store, dl_str_of(url), true, &w->arena, &s, &w->error))
        fail_msg("%s", w->error.message);
    return s;
}

static void requests_are_found_on_either_side_of_their_answer(void **state)
{
    world *w = *state;
    dl_store *store = open_store(w, "a.db");
    dl_buf text = {0};
    const char *page = "HTTP/1.1 200 OK\r\n\r\nx";
    put_record(&text, REQUEST("1", "http://a.example/1", AT, ""), "GET /1 HTTP/1.1\r\n\r\n");
    put_record(&text, RESPONSE("2", "http://a.example/1", AT), page);
    put_record(&text, RESPONSE("3", "http://a.example/2", AT), page);
    put_record(&text,
               REQUEST("4", "http://a.example/2", AT, "WARC-Concurrent-To: <urn:uuid:3>\r\n"),
               "GET /2 HTTP/1.1\r\n\r\n");
    put_record(&text, REQUEST("5", "http://a.example/3", AT, ""), "GET /3 HTTP/1.1\r\n\r\n");
    put_record(
        &text,
        RESPONSE("6", "http://a.example/3",
                 AT) "WARC-Concurrent-To: <urn:uuid:9>\r\nWARC-Concurrent-To: <urn:uuid:5>\r\n",
        page);
    put_record(&text, REQUEST("7", "http://a.example/other", AT, ""), "GET /o HTTP/1.1\r\n\r\n");
    put_record(&text, RESPONSE("8", "http://a.example/4", AT), page);
    assert_int_equal(import_text(w, store, &text).captures, 4);
    assert_string_equal(latest(w, store, "http://a.example/1").request.data,
                        "GET /1 HTTP/1.1\r\n\r\n");
    assert_string_equal(latest(w, store, "http://a.example/2").request.data,
                        "GET /2 HTTP/1.1\r\n\r\n");
    assert_string_equal(latest(w, store, "http://a.example/3").request.data,
                        "GET /3 HTTP/1.1\r\n\r\n");
    assert_int_equal(latest(w, store, "http://a.example/4").request.size, 0);
    dl_buf_clear(&text);
    dl_store_close(store);
}

static void revisits_find_what_they_refer_to(void **state)
{
    world *w = *state;
    dl_store *store = open_store(w, "a.db");
    dl_buf text = {0};
    const char *head = "HTTP/1.1 200 OK\r\nServer: again\r\n\r\n";
#define REVISIT(id, uri, more)                                                                     \
    "WARC-Type: revisit\r\nContent-Type: application/http; msgtype=response\r\n"                   \
    "WARC-Record-ID: <urn:uuid:" id ">\r\nWARC-Target-URI: " uri                                   \
    "\r\nWARC-Date: 2018-01-01T00:00:00Z\r\n" more
    put_record(&text, RESPONSE("1", "http://a.example/1", "2017-03-06T04:02:06.5Z"),
               "HTTP/1.1 200 OK\r\n\r\nbody");
    put_record(&text, REVISIT("2", "http://a.example/2", "WARC-Refers-To: <urn:uuid:1>\r\n"), head);
    put_record(&text,
               REVISIT("3", "http://a.example/3",
                       "WARC-Refers-To-Target-URI: http://a.example/1\r\n"
                       "WARC-Refers-To-Date: 2017-03-06T04:02:06Z\r\n"),
               head);
    /* sha1 of "body" */
    put_record(&text,
               REVISIT("4", "http://a.example/4",
                       "WARC-Payload-Digest: sha1:AIED6RLZ4CFGCJBFYDA2C7XEPLOXQO4U\r\n"),
               head);
    put_record(&text, REVISIT("5", "http://a.example/5", "WARC-Refers-To: <urn:uuid:77>\r\n"),
               head);
    put_record(&text, RESPONSE("6", "http://a.example/6", AT), "HTTP/1.1 200 OK\r\n\r\nother");
    put_record(&text,
               REVISIT("7", "http://a.example/7",
                       "WARC-Refers-To: <urn:uuid:6>\r\n"
                       "WARC-Payload-Digest: sha1:AIED6RLZ4CFGCJBFYDA2C7XEPLOXQO4U\r\n"),
               head);
    dl_import_summary in = import_text(w, store, &text);
    assert_non_null(strstr(w->problem, "is neither in the store nor before it"));
    assert_int_equal(in.unresolved, 1);
    assert_int_equal(in.captures, 6);
    /* the digest was checked, and the id is only said */
    assert_string_equal(latest(w, store, "http://a.example/7").body.data, "body");
    assert_string_equal(latest(w, store, "http://a.example/2").body.data, "body");
    assert_string_equal(latest(w, store, "http://a.example/3").body.data, "body");
    assert_string_equal(latest(w, store, "http://a.example/4").body.data, "body");
    assert_string_equal(latest(w, store, "http://a.example/4").headers.data, head);
    dl_buf_clear(&text);
    dl_store_close(store);
}

static void bodies_are_read_as_they_are(void **state)
{
    world *w = *state;
    dl_store *store = open_store(w, "a.db");
    dl_buf text = {0};
    put_record(&text, RESPONSE("1", "http://a.example/chunks", AT),
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
               "4;x=y\r\nWiki\r\n5\r\npedia\r\n0\r\nTrailer: x\r\n\r\n");
    put_record(&text, RESPONSE("2", "http://a.example/taken-off", AT),
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
               "<p>plain</p>");
    put_record(&text, RESPONSE("3", "http://a.example/broken", AT),
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n5\r\nped");
    put_record(&text, RESPONSE("4", "http://a.example/dcb", AT) "WARC-Truncated: length\r\n",
               "HTTP/1.1 200 OK\r\nContent-Encoding: dcb\r\n\r\n\x0b\x02");
    put_record(&text,
               "WARC-Type: response\r\nWARC-Target-URI: http://a.example/typeless\r\n"
               "WARC-Date: 2017\r\n",
               "HTTP/1.1 200 OK\n\nno type");
    put_record(&text, "WARC-Type: resource\r\nWARC-Target-URI: urn:text:http://a.example/\r\n",
               "not a source");
    put_record(&text,
               "WARC-Type: resource\r\nWARC-Target-URI: http://a.example/no-date\r\n"
               "Content-Type: text/plain\r\n",
               "no date");
    dl_import_summary in = import_text(w, store, &text);
    assert_int_equal(in.captures, 4);
    assert_string_equal(latest(w, store, "http://a.example/typeless").body.data, "no type");
    assert_int_equal(in.damaged, 2);
    assert_int_equal(in.other, 1);
    assert_string_equal(latest(w, store, "http://a.example/chunks").body.data, "Wikipedia");
    assert_string_equal(latest(w, store, "http://a.example/taken-off").body.data, "<p>plain</p>");
    dl_snapshot dcb = latest(w, store, "http://a.example/dcb");
    assert_string_equal(dcb.body.data, "\x0b\x02");
    assert_string_equal(dcb.note.data,
                        "the body is in the content coding dcb, as it came; truncated (length)");
    dl_buf_clear(&text);
    dl_store_close(store);
}

static void both_versions_of_arc_are_read(void **state)
{
    world *w = *state;
    dl_store *store = open_store(w, "a.db");
    dl_buf text = {0};
    dl_buf_puts(&text,
                "filedesc://x.arc 0.0.0.0 20040102030405 text/plain 200 - - 0 x.arc 115\n"
                "2 0 Somebody\nURL IP-address Archive-date Content-type Result-code Checksum "
                "Location Offset Filename Archive-length\n\n"
                "http://a.example/a b 192.0.2.7 20040102030406 text/html 200 - - 212 x.arc 24\n"
                "HTTP/1.1 200 OK\r\n\r\nabcde\n");
    dl_import_summary in = import_text(w, store, &text);
    assert_int_equal(in.captures, 1);
    dl_snapshot s = latest(w, store, "http://a.example/a%20b");
    assert_string_equal(s.body.data, "abcde");
    assert_string_equal(s.peer.data, "192.0.2.7");
    assert_true(s.captured_at_us == 1073012646000000);
    dl_buf_clear(&text);
    dl_store_close(store);
}

static void bodies_in_newer_codings_are_read(void **state)
{
    world *w = *state;
    dl_store *store = open_store(w, "a.db");
    dl_buf text = {0};
    /* an uncompressed meta-block, and a last one that is empty; a frame of one raw block */
    static const char br[] = "\x0b\x02\x80hello\x03";
    static const char zstd[] = "\x28\xb5\x2f\xfd\x20\x05\x29\0\0hello";
    const struct {
        const char *coding, *bytes;
        size_t size;
    } cases[] = {{"br", br, sizeof br - 1}, {"ZSTD", zstd, sizeof zstd - 1}};
    for (int i = 0; i < 2; i++) {
        dl_buf head = {0};
        dl_buf_printf(&head, "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n", cases[i].coding);
        dl_buf_printf(&text, "WARC/1.0\r\n%sContent-Length: %zu\r\n\r\n%s",
                      i ? RESPONSE("1", "http://a.example/1", AT)
                        : RESPONSE("0", "http://a.example/0", AT),
                      head.size + cases[i].size, head.data);
        dl_buf_append(&text, cases[i].bytes, cases[i].size);
        dl_buf_puts(&text, "\r\n\r\n");
        dl_buf_clear(&head);
    }
    assert_int_equal(import_text(w, store, &text).captures, 2);
    assert_string_equal(latest(w, store, "http://a.example/0").body.data, "hello");
    assert_string_equal(latest(w, store, "http://a.example/1").body.data, "hello");
    dl_buf_clear(&text);
    dl_store_close(store);
}

/* --- hostile --- */

/* Cut anywhere, of another coding, or larger than the limit when it is read: refused in words. */
static void a_broken_or_growing_body_is_refused(void **state)
{
    (void)state;
    static const char br[] = "\x0b\x02\x80hello\x03";
    static const char zstd[] = "\x28\xb5\x2f\xfd\x20\x05\x29\0\0hello";
    const dl_str codings[] = {DL_STR("br"), DL_STR("zstd")};
    const dl_str bodies[] = {{br, sizeof br - 1}, {zstd, sizeof zstd - 1}};
    dl_error error;
    dl_buf out = {0};
    for (int i = 0; i < 2; i++) {
        assert_true(dl_uncode_knows(codings[i]));
        for (size_t size = 0; size < bodies[i].size; size++) {
            dl_buf_truncate(&out, 0);
            dl_str cut = dl_str_slice(bodies[i], 0, size);
            assert_int_equal(dl_uncode(codings[i], cut, 100, &out, &error), DL_ERR_SYNTAX);
            assert_non_null(strstr(error.message, "broken, or has no end"));
        }
        assert_int_equal(dl_uncode(codings[i], bodies[1 - i], 100, &out, &error), DL_ERR_SYNTAX);
        dl_buf_truncate(&out, 0);
        assert_int_equal(dl_uncode(codings[i], bodies[i], 5, &out, &error), 0);
        assert_true(dl_str_equal(dl_buf_str(&out), DL_STR("hello")));
        assert_int_equal(dl_uncode(codings[i], bodies[i], 4, &out, &error), DL_ERR_LIMIT_SIZE);
    }
    assert_false(dl_uncode_knows(DL_STR("gzip")));
    enum { LARGE = 64 << 20, SMALL = 1 << 20 };
    char *zeros = calloc(LARGE, 1), *packed = malloc(SMALL);
    assert_true(zeros && packed);
    size_t size = ZSTD_compress(packed, SMALL, zeros, LARGE, 3);
    assert_false(ZSTD_isError(size));
    dl_buf_clear(&out);
    assert_int_equal(dl_uncode(DL_STR("zstd"), (dl_str){packed, size}, SMALL, &out, &error),
                     DL_ERR_LIMIT_SIZE);
    assert_true(out.size < 2 * (size_t)SMALL); /* what was read of it */
    free(zeros);
    free(packed);
    dl_buf_clear(&out);
}

static void a_block_may_be_cut_anywhere(void **state)
{
    (void)state;
    static const char block[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                "4\r\nWiki\r\n5;x\r\npedia\r\n0\r\nA: b\r\n\r\n";
    dl_str all = DL_STR(block);
    for (size_t at = 0; at <= all.size; at++) {
        dl_message message;
        dl_message_begin(&message, true, 100, DL_STR("sha1"));
        dl_message_feed(&message, dl_str_slice(all, 0, at));
        dl_message_feed(&message, dl_str_slice(all, at, all.size));
        assert_int_equal(dl_message_end(&message, NULL), 0);
        assert_true(dl_str_equal(dl_buf_str(&message.entity), DL_STR("Wikipedia")));
        assert_false(message.bad_chunks || message.no_head || message.too_large);
        dl_message_clear(&message);
    }
}

static void refused(world *w, const char *name, dl_str bytes, int kind)
{
    dl_import_summary in;
    dl_store *store = open_store(w, "hostile.db");
    write_file(w, name, bytes);
    int rc = import(w, store, name, &in);
    if (rc != kind)
        fail_msg("%s: %d expected, %d: %s", name, kind, rc, w->error.message);
    assert_int_equal(in.captures, 0);
    dl_store_close(store);
}

static void headers_without_end_are_refused(void **state)
{
    world *w = *state;
    dl_buf text = {0};
    dl_buf_puts(&text, "WARC/1.1\r\nWARC-Type: ");
    for (int i = 0; i < 1 << 20; i++)
        dl_buf_puts(&text, "0123456789");
    refused(w, "long.warc", dl_buf_str(&text), DL_ERR_LIMIT_SIZE);
    dl_buf_truncate(&text, 0);
    dl_buf_puts(&text, "WARC/1.1\r\n");
    for (int i = 0; i < 1 << 18; i++)
        dl_buf_puts(&text, "A: b\r\n");
    refused(w, "many.warc", dl_buf_str(&text), DL_ERR_LIMIT_SIZE);
    refused(w, "many.warc.gz", gzip(w, dl_buf_str(&text)), DL_ERR_LIMIT_SIZE);
    dl_buf_clear(&text);
}

static void lengths_are_not_trusted(void **state)
{
    world *w = *state;
    static const char *const lengths[] = {
        "-1", "99999999999999999999999", "9223372036854775807", "0x10", "", "1 0"};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        dl_import_summary in;
        dl_buf text = {0};
        dl_store *store = open_store(w, "lengths.db");
        dl_buf_printf(&text, "WARC/1.1\r\n%sContent-Length: %s\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx",
                      RESPONSE("1", "http://a.example/", AT), lengths[i]);
        write_file(w, "in.warc", dl_buf_str(&text));
        import(w, store, "in.warc", &in);
        assert_int_equal(in.captures, 0);
        assert_int_equal(in.damaged, 1);
        dl_buf_clear(&text);
        dl_store_close(store);
    }
}

static void a_member_that_grows_without_end_is_refused(void **state)
{
    world *w = *state;
    dl_buf text = {0};
    static const char blanks[4096] = {0};
    dl_buf_printf(&text, "WARC/1.1\r\n%sContent-Length: %d\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
                  RESPONSE("1", "http://a.example/", AT), 100 << 20);
    while (text.size < (size_t)100 << 20)
        dl_buf_append(&text, blanks, sizeof blanks);
    refused(w, "bomb.warc.gz", gzip(w, dl_buf_str(&text)), DL_ERR_LIMIT_SIZE);
    dl_buf_clear(&text);
}

static void a_body_past_the_limit_is_left_out_and_the_next_is_read(void **state)
{
    world *w = *state;
    dl_buf text = {0}, body = {0};
    dl_store *store = open_store(w, "a.db");
    dl_buf_puts(&body, "HTTP/1.1 200 OK\r\n\r\n");
    while (body.size < 2000)
        dl_buf_puts(&body, "0123456789");
    put_record(&text, RESPONSE("1", "http://a.example/1", AT), body.data);
    put_record(&text, RESPONSE("2", "http://a.example/2", AT), "HTTP/1.1 200 OK\r\n\r\nsmall");
    write_file(w, "in.warc", dl_buf_str(&text));
    dl_import_options options = {.max_body = 1000, .listener = {.user = w, .problem = on_problem}};
    dl_import_summary in;
    assert_int_equal(dl_archive_import(store, in_folder(w, "in.warc"), &options, &in, &w->error),
                     0);
    assert_int_equal(in.too_large, 1);
    assert_int_equal(in.captures, 1);
    dl_buf_clear(&text);
    dl_buf_clear(&body);
    dl_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(requests_are_found_on_either_side_of_their_answer),
        IN_A_FOLDER(revisits_find_what_they_refer_to),
        IN_A_FOLDER(bodies_are_read_as_they_are),
        IN_A_FOLDER(both_versions_of_arc_are_read),
        IN_A_FOLDER(bodies_in_newer_codings_are_read),
        cmocka_unit_test(a_broken_or_growing_body_is_refused),
        cmocka_unit_test(a_block_may_be_cut_anywhere),
        IN_A_FOLDER(headers_without_end_are_refused),
        IN_A_FOLDER(lengths_are_not_trusted),
        IN_A_FOLDER(a_member_that_grows_without_end_is_refused),
        IN_A_FOLDER(a_body_past_the_limit_is_left_out_and_the_next_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
