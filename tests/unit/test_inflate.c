/* Content codings: what zlib's own compressor makes comes back, and nothing else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/inflate.h"

enum { GZIP = 31, ZLIB = 15, RAW = -15 };
static const size_t roomy = (size_t)64 << 20;

static void deflate_into(dl_str text, int window, dl_buf *out)
{
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t most = deflateBound(&stream, text.size) + 64;
    char *space = malloc(most);
    assert_non_null(space);
    stream.next_in = (Bytef *)(void *)(uintptr_t)text.data;
    stream.avail_in = (uInt)text.size;
    stream.next_out = (Bytef *)space;
    stream.avail_out = (uInt)most;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    dl_buf_append(out, space, most - stream.avail_out);
    deflateEnd(&stream);
    free(space);
}

static void repeat(dl_buf *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        dl_buf_printf(text, "line %zu of a page\n", i % 1000);
}

static void each_coding_comes_back_whole(void **state)
{
    (void)state;
    static const struct {
        int window;
        dl_coding coding;
    } rows[] = {{GZIP, DL_CODING_GZIP}, {ZLIB, DL_CODING_DEFLATE}, {RAW, DL_CODING_DEFLATE}};
    static const size_t times[] = {0, 1, 100, 50000};
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 4; j++) {
            dl_buf text = {0}, coded = {0}, out = {0};
            repeat(&text, times[j]);
            deflate_into(dl_buf_str(&text), rows[i].window, &coded);
            assert_int_equal(dl_inflate(rows[i].coding, dl_buf_str(&coded), roomy, &out, NULL), 0);
            assert_true(dl_str_equal(dl_buf_str(&text), dl_buf_str(&out)));
            dl_buf_clear(&text);
            dl_buf_clear(&coded);
            dl_buf_clear(&out);
        }
    }
}

static void members_follow_each_other_and_padding_is_left(void **state)
{
    (void)state;
    dl_buf coded = {0}, out = {0};
    deflate_into(DL_STR("first "), GZIP, &coded);
    deflate_into(DL_STR("second"), GZIP, &coded);
    dl_buf_append(&coded, "\0\0\0\0", 4);
    assert_int_equal(dl_inflate(DL_CODING_GZIP, dl_buf_str(&coded), roomy, &out, NULL), 0);
    assert_true(dl_str_equal(dl_buf_str(&out), DL_STR("first second")));
    dl_buf_clear(&coded);
    dl_buf_clear(&out);
}

static void every_cut_is_told_and_what_came_before_stays(void **state)
{
    (void)state;
    dl_buf text = {0}, coded = {0};
    repeat(&text, 200);
    deflate_into(dl_buf_str(&text), GZIP, &coded);
    for (size_t cut = 1; cut < coded.size; cut++) {
        dl_buf out = {0};
        dl_error error;
        dl_str part = dl_str_slice(dl_buf_str(&coded), 0, cut);
        assert_int_equal(dl_inflate(DL_CODING_GZIP, part, roomy, &out, &error), DL_ERR_SYNTAX);
        assert_non_null(strstr(error.message, "truncated"));
        assert_true(out.size <= text.size);
        assert_true(out.size == 0 || memcmp(out.data, text.data, out.size) == 0);
        dl_buf_clear(&out);
    }
    dl_buf_clear(&text);
    dl_buf_clear(&coded);
}

static void damage_is_told(void **state)
{
    (void)state;
    dl_buf text = {0}, coded = {0}, out = {0};
    dl_error error;
    repeat(&text, 500);
    deflate_into(dl_buf_str(&text), GZIP, &coded);
    coded.data[coded.size - 6] ^= 0x55; /* in the CRC */
    assert_int_equal(dl_inflate(DL_CODING_GZIP, dl_buf_str(&coded), roomy, &out, &error),
                     DL_ERR_SYNTAX);
    assert_int_equal(dl_inflate(DL_CODING_GZIP, DL_STR("no gzip at all"), roomy, &out, &error),
                     DL_ERR_SYNTAX);
    dl_buf_clear(&text);
    dl_buf_clear(&coded);
    dl_buf_clear(&out);
}

static void a_bomb_stops_at_the_limit(void **state)
{
    (void)state;
    size_t size = (size_t)16 << 20;
    char *zeros = calloc(1, size);
    dl_buf coded = {0}, out = {0};
    dl_error error;
    assert_non_null(zeros);
    deflate_into((dl_str){zeros, size}, GZIP, &coded);
    assert_true(coded.size < size / 500);
    assert_int_equal(dl_inflate(DL_CODING_GZIP, dl_buf_str(&coded), 100000, &out, &error),
                     DL_ERR_LIMIT_SIZE);
    assert_true(out.size < 200000);
    dl_buf_clear(&out);
    assert_int_equal(dl_inflate(DL_CODING_GZIP, dl_buf_str(&coded), size, &out, &error), 0);
    assert_int_equal(out.size, size);
    free(zeros);
    dl_buf_clear(&coded);
    dl_buf_clear(&out);
}

static void codings_are_read_from_their_header(void **state)
{
    (void)state;
    dl_coding coding = DL_CODING_GZIP;
    assert_true(dl_coding_parse(DL_STR(""), &coding) && coding == DL_CODING_NONE);
    assert_true(dl_coding_parse(DL_STR(" GZip "), &coding) && coding == DL_CODING_GZIP);
    assert_true(dl_coding_parse(DL_STR("x-gzip"), &coding) && coding == DL_CODING_GZIP);
    assert_true(dl_coding_parse(DL_STR("deflate"), &coding) && coding == DL_CODING_DEFLATE);
    assert_false(dl_coding_parse(DL_STR("br"), &coding));
    assert_false(dl_coding_parse(DL_STR("gzip, gzip"), &coding));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_coding_comes_back_whole),
        cmocka_unit_test(members_follow_each_other_and_padding_is_left),
        cmocka_unit_test(every_cut_is_told_and_what_came_before_stays),
        cmocka_unit_test(damage_is_told),
        cmocka_unit_test(a_bomb_stops_at_the_limit),
        cmocka_unit_test(codings_are_read_from_their_header)};
    return cmocka_run_group_tests_name("content codings", tests, NULL, NULL);
}
