#include "archive/input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

enum { WINDOW_GZIP = 15 + 16, PIECE = 32 << 10 };

/* A member may grow to this before its ratio counts: small ones of blanks are harmless. */
static const int64_t ratio_from = (int64_t)64 << 20;
/* HTML becomes 3 to 10 times smaller, logs 30; deflate's own limit is 1,032. */
static const int64_t ratio_most = 300;

struct dl_input {
    dl_read_function *read;
    void *from;
    bool ended; /* read gave nothing more */
    bool compressed;
    bool in_member;  /* a member is begun and has not ended */
    int64_t fetched; /* bytes that read gave */
    int64_t began;   /* where the member began */
    int64_t grown;   /* bytes that came out of the member */
    z_stream stream; /* next_in, avail_in: what was read and not used, compressed or not */
    size_t begin, end;
    char in[PIECE], out[PIECE]; /* out[begin..end): decompressed, not taken yet */
};

static int fill(dl_input *input, dl_error *error)
{
    if (input->stream.avail_in || input->ended)
        return 0;
    size_t got = 0;
    int rc = input->read(input->from, input->in, sizeof input->in, &got, error);
    if (rc)
        return rc;
    input->ended = got == 0;
    input->fetched += (int64_t)got;
    input->stream.next_in = (Bytef *)input->in;
    input->stream.avail_in = (uInt)got;
    return 0;
}

int dl_input_new(dl_input **out, dl_read_function *read, void *from, dl_error *error)
{
    *out = NULL;
    dl_input *input = calloc(1, sizeof *input);
    if (!input || inflateInit2(&input->stream, WINDOW_GZIP) != Z_OK) {
        free(input);
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while opening an archive");
    }
    input->read = read;
    input->from = from;
    int rc = fill(input, error);
    if (rc) {
        dl_input_free(input);
        return rc;
    }
    const unsigned char *head = input->stream.next_in;
    input->compressed = input->stream.avail_in >= 2 && head[0] == 0x1f && head[1] == 0x8b;
    input->in_member = input->compressed;
    *out = input;
    return 0;
}

void dl_input_free(dl_input *input)
{
    if (!input)
        return;
    inflateEnd(&input->stream);
    free(input);
}

bool dl_input_compressed(const dl_input *input)
{
    return input->compressed;
}

int64_t dl_input_used(const dl_input *input)
{
    return input->fetched - (int64_t)input->stream.avail_in;
}

int64_t dl_input_offset(const dl_input *input)
{
    return input->compressed ? input->began : dl_input_used(input);
}

static int broken(const dl_input *input, const char *what, dl_error *error)
{
    return dl_error_set(error, DL_ERR_SYNTAX, "%s in the gzip member at byte %lld", what,
                        (long long)input->began);
}

/* One step of inflate into an empty out. */
static int inflate_piece(dl_input *input, dl_error *error)
{
    int rc = fill(input, error);
    if (rc)
        return rc;
    if (input->stream.avail_in == 0)
        return broken(input, "the file ends", error);
    input->stream.next_out = (Bytef *)input->out;
    input->stream.avail_out = sizeof input->out;
    int code = inflate(&input->stream, Z_NO_FLUSH);
    if (code == Z_MEM_ERROR)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading an archive");
    if (code != Z_OK && code != Z_STREAM_END)
        return broken(input, "the compression is damaged", error);
    input->begin = 0;
    input->end = sizeof input->out - input->stream.avail_out;
    input->grown += (int64_t)input->end;
    input->in_member = code != Z_STREAM_END;
    int64_t used = dl_input_used(input) - input->began;
    if (input->grown > ratio_from && input->grown / ratio_most > used)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE,
                            "the gzip member at byte %lld becomes more than %lld times larger: it "
                            "is not read further",
                            (long long)input->began, (long long)ratio_most);
    return 0;
}

int dl_input_look(dl_input *input, dl_str *seen, dl_error *error)
{
    if (!input->compressed) {
        int rc = fill(input, error);
        *seen = (dl_str){(const char *)input->stream.next_in, input->stream.avail_in};
        return rc;
    }
    int rc = 0;
    while (!rc && input->begin == input->end && input->in_member)
        rc = inflate_piece(input, error);
    *seen = (dl_str){input->out + input->begin, input->end - input->begin};
    return rc;
}

void dl_input_take(dl_input *input, size_t size)
{
    if (input->compressed) {
        input->begin += size;
        return;
    }
    input->stream.next_in += size;
    input->stream.avail_in -= (uInt)size;
}

int dl_input_next(dl_input *input, bool *there, dl_error *error)
{
    int rc = fill(input, error);
    /* some writers pad the last member with zeros */
    while (!rc && input->compressed && input->stream.avail_in && *input->stream.next_in == 0) {
        input->stream.next_in++;
        input->stream.avail_in--;
        rc = fill(input, error);
    }
    *there = !rc && input->stream.avail_in > 0;
    if (rc || !*there || !input->compressed)
        return rc;
    if (inflateReset(&input->stream) != Z_OK)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading an archive");
    input->began = dl_input_used(input);
    input->grown = 0;
    input->in_member = true;
    return 0;
}

int dl_input_line(dl_input *input, size_t limit, dl_buf *line, dl_error *error)
{
    size_t start = line->size;
    for (;;) {
        dl_str seen;
        int rc = dl_input_look(input, &seen, error);
        if (rc || seen.size == 0)
            return rc;
        size_t end = dl_str_find(seen, DL_STR("\n"), 0);
        bool whole = end < seen.size;
        size_t size = whole ? end + 1 : seen.size;
        if (size > limit || line->size - start > limit - size)
            return dl_error_set(error, DL_ERR_LIMIT_SIZE,
                                "a header line near byte %lld is longer than %zu bytes",
                                (long long)dl_input_offset(input), limit);
        dl_buf_append(line, seen.data, size);
        dl_input_take(input, size);
        if (whole)
            return dl_buf_ok(line, error);
    }
}

int dl_read_descriptor(void *from, char *space, size_t room, size_t *got, dl_error *error)
{
    ssize_t size;
    do
        size = read(*(int *)from, space, room);
    while (size < 0 && errno == EINTR);
    *got = size > 0 ? (size_t)size : 0;
    return size < 0 ? dl_error_set_errno(error, errno, "cannot read the archive") : 0;
}
