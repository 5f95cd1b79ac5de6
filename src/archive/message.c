#include "archive/message.h"

#include <string.h>

#include "fetch/header.h"

/* Servers send 1 to 8 KiB; fetch itself takes 256. */
static const size_t head_most = (size_t)1 << 20;
/* A chunk's size and its extensions (RFC 9112 §7.1.1). */
static const size_t chunk_line_most = 4096;

enum {
    IN_HEAD,
    IN_BODY,     /* no transfer coding, or none to be seen */
    IN_SIZE,     /* a chunk's first line */
    IN_CHUNK,    /* its bytes */
    AFTER_CHUNK, /* the line end after them */
    IN_TRAILERS,
    AFTER_ALL
};

bool dl_head_is_chunked(dl_str head)
{
    dl_str value = dl_header_value(head, "Transfer-Encoding");
    for (size_t i = 0; i + 7 <= value.size; i++)
        if (dl_str_starts_word(dl_str_slice(value, i, value.size), "chunked"))
            return true;
    return false;
}

int dl_head_status(dl_str head)
{
    if (!dl_str_starts(head, DL_STR("HTTP/")))
        return 0;
    size_t at = dl_str_find(head, DL_STR(" "), 0) + 1;
    int status = 0;
    for (int digits = 0; digits < 3; digits++, at++) {
        if (at >= head.size || head.data[at] < '0' || head.data[at] > '9')
            return 0;
        status = status * 10 + head.data[at] - '0';
    }
    return status;
}

void dl_message_begin(dl_message *message, bool http, size_t limit, dl_str algorithm)
{
    memset(message, 0, sizeof *message);
    message->limit = limit;
    message->state = http ? IN_HEAD : IN_BODY;
    if (dl_digest_begin(&message->payload, algorithm))
        dl_digest_begin(&message->raw, algorithm);
}

void dl_message_clear(dl_message *message)
{
    dl_buf_clear(&message->head);
    dl_buf_clear(&message->entity);
    dl_buf_clear(&message->chunk_line);
    dl_digest_clear(&message->payload);
    dl_digest_clear(&message->raw);
}

static void put(dl_message *message, dl_str bytes)
{
    size_t room = message->limit - message->entity.size;
    dl_digest_feed(&message->payload, bytes);
    message->entity_size += (int64_t)bytes.size;
    message->too_large = message->too_large || bytes.size > room;
    dl_buf_add(&message->entity, dl_str_slice(bytes, 0, room));
}

/* --- each takes what is its own off rest --- */

static dl_str take(dl_str *rest, size_t size)
{
    dl_str taken = dl_str_slice(*rest, 0, size);
    *rest = dl_str_slice(*rest, taken.size, rest->size);
    return taken;
}

/* A line, or what there is of it; *whole when its end is in it. */
static dl_str take_line(dl_str *rest, bool *whole)
{
    size_t end = dl_str_find(*rest, DL_STR("\n"), 0);
    *whole = end < rest->size;
    return take(rest, *whole ? end + 1 : rest->size);
}

static void read_head(dl_message *message, dl_str *rest)
{
    bool whole;
    dl_str line = take_line(rest, &whole);
    dl_buf_add(&message->head, line);
    message->line_size += line.size;
    if (message->head.size > head_most) {
        message->no_head = true;
        message->state = AFTER_ALL;
    }
    if (!whole)
        return;
    dl_str head = dl_buf_str(&message->head);
    dl_str all = dl_str_slice(head, head.size - message->line_size, head.size);
    message->line_size = 0;
    if (dl_str_trim(all).size == 0 && message->state == IN_HEAD)
        message->state = dl_head_is_chunked(head) ? IN_SIZE : IN_BODY;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "1a3f;name=value"; -1 for what has no size, or one past any file's. */
static int64_t chunk_size(dl_str line)
{
    const int64_t most = (int64_t)1 << 50;
    int64_t size = 0;
    size_t at = 0;
    for (; at < line.size && hex_digit(line.data[at]) >= 0 && size < most; at++)
        size = size * 16 + hex_digit(line.data[at]);
    bool ends = at == line.size || line.data[at] == ';' || line.data[at] == ' ';
    return at == 0 || size >= most || !ends ? -1 : size;
}

static void read_size(dl_message *message, dl_str *rest)
{
    bool whole;
    dl_str line = take_line(rest, &whole);
    dl_buf_add(&message->chunk_line, line);
    if (!whole && message->chunk_line.size <= chunk_line_most)
        return;
    dl_str text = dl_buf_str(&message->chunk_line);
    int64_t size = whole ? chunk_size(dl_str_trim(text)) : -1;
    if (size >= 0) {
        message->chunk_left = size;
        message->state = size ? IN_CHUNK : IN_TRAILERS;
    } else if (message->entity_size == 0) {
        /* many tools take the chunks off and leave the header: the body begins here */
        put(message, text);
        message->state = IN_BODY;
    } else {
        message->bad_chunks = true;
        message->state = AFTER_ALL;
    }
    dl_buf_truncate(&message->chunk_line, 0);
}

static void read_chunk(dl_message *message, dl_str *rest)
{
    int64_t left = message->chunk_left;
    size_t most = left < (int64_t)rest->size ? (size_t)left : rest->size;
    put(message, take(rest, most));
    message->chunk_left -= (int64_t)most;
    if (message->chunk_left == 0)
        message->state = AFTER_CHUNK;
}

static void read_line_end(dl_message *message, dl_str *rest)
{
    bool whole;
    dl_str line = take_line(rest, &whole);
    message->bad_chunks = message->bad_chunks || dl_str_trim(line).size > 0;
    if (message->bad_chunks)
        message->state = AFTER_ALL;
    else if (whole)
        message->state = IN_SIZE;
}

static void read_trailer(dl_message *message, dl_str *rest)
{
    bool whole;
    dl_str line = take_line(rest, &whole);
    message->line_size += dl_str_trim(line).size;
    if (!whole)
        return;
    if (message->line_size == 0)
        message->state = AFTER_ALL;
    message->line_size = 0;
}

void dl_message_feed(dl_message *message, dl_str bytes)
{
    while (bytes.size) {
        if (message->state == IN_HEAD) {
            read_head(message, &bytes);
            continue;
        }
        dl_str before = bytes;
        switch (message->state) {
        case IN_BODY:
            put(message, take(&bytes, bytes.size));
            break;
        case IN_SIZE:
            read_size(message, &bytes);
            break;
        case IN_CHUNK:
            read_chunk(message, &bytes);
            break;
        case AFTER_CHUNK:
            read_line_end(message, &bytes);
            break;
        case IN_TRAILERS:
            read_trailer(message, &bytes);
            break;
        default:
            take(&bytes, bytes.size);
            break;
        }
        dl_digest_feed(&message->raw, dl_str_slice(before, 0, before.size - bytes.size));
    }
}

int dl_message_end(dl_message *message, dl_error *error)
{
    if (message->state == IN_HEAD)
        message->no_head = true;
    bool in_chunks =
        message->state == IN_CHUNK || message->state == AFTER_CHUNK || message->state == IN_SIZE;
    /* a body that was left out has no chunks either */
    if (in_chunks && message->state == IN_SIZE && message->entity_size == 0)
        put(message, dl_buf_str(&message->chunk_line));
    else if (in_chunks)
        message->bad_chunks = true;
    int rc = dl_buf_ok(&message->head, error);
    if (!rc)
        rc = dl_buf_ok(&message->entity, error);
    return rc ? rc : dl_buf_ok(&message->chunk_line, error);
}
