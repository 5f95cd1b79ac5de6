/*
 * Content codings under libFuzzer: the first byte says which, the second how much may come out. No
 * more does, the same bytes give the same, and what zlib packs comes back as it was.
 */
#include <zlib.h>

#include "archive/uncode.h"
#include "base/inflate.h"
#include "fuzz.h"

/* Of what comes out before the limit is seen to be passed. */
enum { PIECE = 16 << 10 };

static int take_off(unsigned which, dl_str coded, size_t limit, dl_buf *out, dl_error *error)
{
    if (which < 2)
        return dl_inflate(which ? DL_CODING_DEFLATE : DL_CODING_GZIP, coded, limit, out, error);
    return dl_uncode(which == 2 ? DL_STR("br") : DL_STR("zstd"), coded, limit, out, error);
}

static void check_coded(unsigned which, dl_str coded, size_t limit)
{
    dl_buf once = {0}, twice = {0};
    dl_error error = {0};
    int rc = take_off(which, coded, limit, &once, &error);
    hold(rc == 0 ? once.size <= limit : (once.size <= limit + PIECE && error.message[0]));
    hold(rc == 0 || rc == DL_ERR_SYNTAX || rc == DL_ERR_LIMIT_SIZE);
    hold(take_off(which, coded, limit, &twice, NULL) == rc);
    hold(dl_str_equal(dl_buf_str(&once), dl_buf_str(&twice)));
    dl_buf_clear(&once);
    dl_buf_clear(&twice);
}

static void check_plain(dl_str plain)
{
    uLongf size = compressBound(plain.size);
    Bytef *packed = malloc(size);
    dl_buf back = {0};
    hold(packed);
    hold(compress(packed, &size, (const Bytef *)plain.data, plain.size) == Z_OK);
    dl_str coded = {(const char *)packed, size};
    hold(dl_inflate(DL_CODING_DEFLATE, coded, plain.size, &back, NULL) == 0);
    hold(dl_str_equal(dl_buf_str(&back), plain));
    dl_buf_clear(&back);
    if (plain.size)
        hold(dl_inflate(DL_CODING_DEFLATE, coded, plain.size - 1, &back, NULL) ==
             DL_ERR_LIMIT_SIZE);
    dl_buf_clear(&back);
    free(packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    dl_str rest = fuzz_bytes(data + 2, size - 2);
    if (data[0] % 5 == 4)
        check_plain(rest);
    else
        check_coded(data[0] % 5, rest, (size_t)data[1] * 64);
    return 0;
}
