#include "archive/warc_write.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define ZLIB_CONST
#include <zlib.h>

enum { WINDOW_GZIP = 15 + 16, MEMORY_LEVEL = 8 };

void dl_warc_date(int64_t us, char text[40])
{
    int64_t second = us / 1000000, fraction = us % 1000000;
    if (fraction < 0) {
        fraction += 1000000;
        second--;
    }
    time_t clock = (time_t)second;
    struct tm utc;
    char day[32];
    if (!gmtime_r(&clock, &utc))
        memset(&utc, 0, sizeof utc);
    strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &utc);
    if (fraction)
        snprintf(text, 40, "%.30s.%06dZ", day, (int)fraction);
    else
        snprintf(text, 40, "%.30sZ", day);
}

void dl_warc_uri(dl_str uri, dl_buf *out)
{
    for (size_t i = 0; i < uri.size; i++) {
        unsigned char c = (unsigned char)uri.data[i];
        if (c <= ' ' || c == 0x7f)
            dl_buf_printf(out, "%%%02X", c);
        else
            dl_buf_putc(out, (char)c);
    }
}

static void block_digest(const dl_warc_draft *draft, char text[DL_DIGEST_TEXT])
{
    unsigned char hash[DL_DIGEST_MOST] = {0};
    dl_digest digest;
    dl_digest_begin(&digest, DL_STR("sha1"));
    dl_digest_feed(&digest, draft->head);
    dl_digest_feed(&digest, draft->body);
    size_t size = dl_digest_end(&digest, hash);
    memcpy(text, "sha1:", 6);
    dl_digest_base32(hash, size, text + 5);
}

static void put_header(const dl_warc_out *warc, const dl_warc_draft *draft, dl_warc_place *place,
                       dl_buf *out)
{
    char date[40], block[DL_DIGEST_TEXT];
    dl_warc_date(draft->date_us, date);
    block_digest(draft, block);
    place->payload[0] = '\0';
    if (draft->has_payload)
        dl_digest_sha1(draft->payload, place->payload);
    dl_buf_printf(out, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: %s\r\nWARC-Date: %s\r\n",
                  draft->type, draft->id, date);
    if (draft->uri.size) {
        dl_buf_puts(out, "WARC-Target-URI: ");
        dl_warc_uri(draft->uri, out);
        dl_buf_puts(out, "\r\n");
    }
    if (warc->warcinfo[0])
        dl_buf_printf(out, "WARC-Warcinfo-ID: %s\r\n", warc->warcinfo);
    dl_buf_add(out, draft->fields);
    dl_buf_printf(out, "WARC-Block-Digest: %s\r\n", block);
    if (place->payload[0])
        dl_buf_printf(out, "WARC-Payload-Digest: %s\r\n", place->payload);
    dl_buf_puts(out, "Content-Type: ");
    dl_buf_add(out, draft->content_type);
    dl_buf_printf(out, "\r\nContent-Length: %zu\r\n\r\n", draft->head.size + draft->body.size);
}

/* Deflates what the stream was given, and with Z_FINISH what it still holds. */
static int deflate_given(z_stream *stream, int flush, dl_output *output, dl_error *error)
{
    char space[32 << 10];
    do {
        stream->next_out = (Bytef *)space;
        stream->avail_out = sizeof space;
        deflate(stream, flush);
        dl_str done = {space, sizeof space - stream->avail_out};
        int rc = dl_output_put(output, done, error);
        if (rc)
            return rc;
    } while (stream->avail_out == 0);
    return 0;
}

static int deflate_part(z_stream *stream, dl_str part, dl_output *output, dl_error *error)
{
    const size_t most = (size_t)1 << 30; /* what an uInt holds */
    int rc = 0;
    while (part.size && !rc) {
        size_t size = part.size < most ? part.size : most;
        stream->next_in = (const Bytef *)part.data;
        stream->avail_in = (uInt)size;
        part = dl_str_slice(part, size, part.size);
        rc = deflate_given(stream, Z_NO_FLUSH, output, error);
    }
    return rc;
}

static int write_member(dl_output *output, const dl_str *parts, size_t count, dl_error *error)
{
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, WINDOW_GZIP, MEMORY_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while writing an archive");
    int rc = 0;
    for (size_t i = 0; i < count && !rc; i++)
        rc = deflate_part(&stream, parts[i], output, error);
    if (!rc)
        rc = deflate_given(&stream, Z_FINISH, output, error);
    deflateEnd(&stream);
    return rc;
}

int dl_warc_write(dl_warc_out *warc, const dl_warc_draft *draft, dl_warc_place *place,
                  dl_error *error)
{
    dl_buf header = {0};
    place->offset = warc->output->written;
    put_header(warc, draft, place, &header);
    const dl_str parts[] = {dl_buf_str(&header), draft->head, draft->body, DL_STR("\r\n\r\n")};
    const size_t count = sizeof parts / sizeof *parts;
    int rc = dl_buf_ok(&header, error);
    if (!rc && warc->compress)
        rc = write_member(warc->output, parts, count, error);
    for (size_t i = 0; i < count && !rc && !warc->compress; i++)
        rc = dl_output_put(warc->output, parts[i], error);
    place->length = warc->output->written - place->offset;
    warc->records++;
    dl_buf_clear(&header);
    return rc;
}
