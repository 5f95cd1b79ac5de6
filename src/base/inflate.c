#include "base/inflate.h"

#include <stdint.h>
#include <string.h>

#define ZLIB_CONST /* its input is read only */
#include <zlib.h>

/* zlib's window argument: 15 bits, and 16 more for gzip's header; negative for none. */
enum { WINDOW_GZIP = 15 + 16, WINDOW_ZLIB = 15, WINDOW_RAW = -15 };

static const size_t piece = (size_t)64 << 10;

bool dl_coding_parse(dl_str text, dl_coding *coding)
{
    static const struct {
        const char *word;
        dl_coding coding;
    } words[] = {{"", DL_CODING_NONE},
                 {"identity", DL_CODING_NONE},
                 {"gzip", DL_CODING_GZIP},
                 {"x-gzip", DL_CODING_GZIP},
                 {"deflate", DL_CODING_DEFLATE}};
    text = dl_str_trim(text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (dl_str_is_word(text, words[i].word)) {
            *coding = words[i].coding;
            return true;
        }
    }
    return false;
}

const char *dl_coding_word(dl_coding coding)
{
    static const char *const words[] = {"", "gzip", "deflate"};
    return words[coding];
}

/* CMF and FLG of RFC 1950 §2.2: method 8, and both bytes a multiple of 31. */
static bool has_zlib_header(dl_str coded)
{
    if (coded.size < 2)
        return false;
    unsigned cmf = (unsigned char)coded.data[0], flags = (unsigned char)coded.data[1];
    return (cmf & 0x0f) == 8 && (cmf * 256 + flags) % 31 == 0;
}

static int window_of(dl_coding coding, dl_str coded)
{
    if (coding == DL_CODING_GZIP)
        return WINDOW_GZIP;
    return has_zlib_header(coded) ? WINDOW_ZLIB : WINDOW_RAW;
}

/* One more piece of output; zlib's code. */
static int run_piece(z_stream *stream, dl_buf *out)
{
    char space[16 << 10];
    stream->next_out = (Bytef *)space;
    stream->avail_out = sizeof space;
    int code = inflate(stream, Z_NO_FLUSH);
    dl_buf_append(out, space, sizeof space - stream->avail_out);
    return out->failed ? Z_MEM_ERROR : code;
}

static void feed(z_stream *stream, dl_str *rest)
{
    if (stream->avail_in > 0 || rest->size == 0)
        return;
    size_t size = rest->size < piece ? rest->size : piece;
    stream->next_in = (const Bytef *)rest->data;
    stream->avail_in = (uInt)size;
    *rest = dl_str_slice(*rest, size, rest->size);
}

/* Whether a further gzip member begins; padding after the last one is no member. */
static bool more_members(dl_coding coding, const z_stream *stream, dl_str rest)
{
    const char *next = stream->avail_in ? (const char *)stream->next_in : rest.data;
    size_t left = stream->avail_in + rest.size;
    return coding == DL_CODING_GZIP && left > 2 && (unsigned char)next[0] == 0x1f;
}

static int run(z_stream *stream, dl_coding coding, dl_str rest, size_t limit, dl_buf *out,
               dl_error *error)
{
    size_t begin = out->size;
    for (;;) {
        feed(stream, &rest);
        int code = run_piece(stream, out);
        if (out->size - begin > limit)
            return dl_error_set(error, DL_ERR_LIMIT_SIZE,
                                "the body is too large: it passes the limit of %zu bytes when "
                                "its compression is taken off",
                                limit);
        if (code == Z_MEM_ERROR)
            return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a body");
        if (code == Z_STREAM_END && !more_members(coding, stream, rest))
            return 0;
        if (code == Z_STREAM_END)
            code = inflateReset(stream);
        if (code == Z_BUF_ERROR && stream->avail_in == 0 && rest.size == 0)
            return dl_error_set(error, DL_ERR_SYNTAX,
                                "the body is truncated: its compression has no end");
        if (code != Z_OK && code != Z_BUF_ERROR)
            return dl_error_set(error, DL_ERR_SYNTAX, "the body's compression is broken");
    }
}

int dl_inflate(dl_coding coding, dl_str coded, size_t limit, dl_buf *out, dl_error *error)
{
    if (coding == DL_CODING_NONE) {
        dl_buf_add(out, coded);
        return dl_buf_ok(out, error);
    }
    if (coded.size == 0) /* what a HEAD or a 304 leaves, and some servers for an empty page */
        return 0;
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (inflateInit2(&stream, window_of(coding, coded)) != Z_OK)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a body");
    int rc = run(&stream, coding, coded, limit, out, error);
    inflateEnd(&stream);
    return rc;
}
