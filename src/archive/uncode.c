#include "archive/uncode.h"

#include <brotli/decode.h>
#include <zstd.h>

/* A window of 8 MiB is what RFC 8878 §3.1.1.1.2 asks of a decoder, and all that HTTP uses. */
enum { WINDOW_LOG_MOST = 23 };

bool dl_uncode_knows(dl_str coding)
{
    return dl_str_is_word(coding, "br") || dl_str_is_word(coding, "zstd");
}

static int too_large(size_t limit, dl_error *error)
{
    return dl_error_set(error, DL_ERR_LIMIT_SIZE,
                        "the body is too large: it passes the limit of %zu bytes when its "
                        "compression is taken off",
                        limit);
}

static int broken(dl_error *error)
{
    return dl_error_set(error, DL_ERR_SYNTAX, "the body's compression is broken, or has no end");
}

static int no_memory(dl_error *error)
{
    return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a body");
}

static int uncode_br(dl_str coded, size_t limit, dl_buf *out, dl_error *error)
{
    BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    const uint8_t *next = (const uint8_t *)coded.data;
    size_t left = coded.size, begin = out->size;
    BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    int rc = state ? 0 : no_memory(error);
    while (!rc && result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
        uint8_t space[16 << 10], *to = space;
        size_t room = sizeof space;
        result = BrotliDecoderDecompressStream(state, &left, &next, &room, &to, NULL);
        dl_buf_append(out, (const char *)space, sizeof space - room);
        if (out->size - begin > limit)
            rc = too_large(limit, error);
    }
    BrotliDecoderDestroyInstance(state);
    if (!rc && result != BROTLI_DECODER_RESULT_SUCCESS)
        rc = broken(error);
    return rc;
}

static int uncode_zstd(dl_str coded, size_t limit, dl_buf *out, dl_error *error)
{
    ZSTD_DCtx *state = ZSTD_createDCtx();
    ZSTD_inBuffer in = {coded.data, coded.size, 0};
    size_t begin = out->size, hint = 1;
    int rc = state ? 0 : no_memory(error);
    if (!rc)
        ZSTD_DCtx_setParameter(state, ZSTD_d_windowLogMax, WINDOW_LOG_MOST);
    for (bool full = false; !rc && (in.pos < in.size || full);) {
        char space[16 << 10];
        ZSTD_outBuffer to = {space, sizeof space, 0};
        hint = ZSTD_decompressStream(state, &to, &in);
        if (ZSTD_isError(hint))
            break;
        full = to.pos == to.size;
        dl_buf_append(out, space, to.pos);
        if (out->size - begin > limit)
            rc = too_large(limit, error);
    }
    ZSTD_freeDCtx(state);
    return !rc && hint != 0 ? broken(error) : rc;
}

int dl_uncode(dl_str coding, dl_str coded, size_t limit, dl_buf *out, dl_error *error)
{
    int rc = dl_str_is_word(coding, "br") ? uncode_br(coded, limit, out, error)
                                          : uncode_zstd(coded, limit, out, error);
    return rc == DL_ERR_LIMIT_SIZE || !out->failed ? rc : no_memory(error);
}
