#include "runner/channel.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Far more than a cell may say, and less than what would hurt. */
static const size_t longest_frame = (size_t)256 << 20;

enum { HEAD = 5 }; /* four bytes of length, little endian; the kind */

void channel_init(channel *on, int socket)
{
    *on = (channel){.socket = socket};
    dl_buf_init(&on->in);
}

void channel_clear(channel *on)
{
    if (on->socket >= 0)
        close(on->socket);
    dl_buf_clear(&on->in);
    channel_init(on, -1);
}

static bool send_all(int to, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(to, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        bytes += sent;
        size -= (size_t)sent;
    }
    return true;
}

bool channel_send(channel *on, frame_kind kind, dl_str bytes)
{
    char head[256];
    if (bytes.size > longest_frame)
        return false;
    for (int i = 0; i < 4; i++)
        head[i] = (char)(bytes.size >> (8 * i) & 0xFF);
    head[4] = (char)kind;
    /* what is short goes in one piece, so that the other end wakes once */
    size_t first = bytes.size < sizeof head - HEAD ? bytes.size : sizeof head - HEAD;
    if (first)
        memcpy(head + HEAD, bytes.data, first);
    return send_all(on->socket, head, HEAD + first) &&
           send_all(on->socket, bytes.data + first, bytes.size - first);
}

/* Reads what is there. */
static channel_state fill(channel *on, bool patient)
{
    char chunk[65536];
    for (;;) {
        ssize_t got = recv(on->socket, chunk, sizeof chunk, patient ? 0 : MSG_DONTWAIT);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return CHANNEL_EMPTY;
        if (got <= 0)
            return CHANNEL_ENDED;
        dl_buf_append(&on->in, chunk, (size_t)got);
        return on->in.failed ? CHANNEL_ENDED : CHANNEL_FRAME;
    }
}

/* Bytes that were given out make room once they are the greater part. */
static void forget_taken(channel *on)
{
    dl_buf *in = &on->in;
    if (on->taken == 0 || on->taken < in->size / 2)
        return;
    memmove(in->data, in->data + on->taken, in->size - on->taken);
    dl_buf_truncate(in, in->size - on->taken);
    on->taken = 0;
}

channel_state channel_next(channel *on, bool patient, int *kind, dl_str *bytes)
{
    for (;;) {
        if (on->in.failed)
            return CHANNEL_ENDED;
        const unsigned char *head = (const unsigned char *)dl_buf_str(&on->in).data + on->taken;
        size_t there = on->in.size - on->taken, size = 0;
        if (there >= HEAD) {
            for (int i = 0; i < 4; i++)
                size |= (size_t)head[i] << (8 * i);
            if (size > longest_frame)
                return CHANNEL_ENDED;
        }
        if (there >= HEAD && there - HEAD >= size) {
            *kind = head[4];
            *bytes = (dl_str){(const char *)head + HEAD, size};
            on->taken += HEAD + size;
            return CHANNEL_FRAME;
        }
        forget_taken(on);
        channel_state state = fill(on, patient);
        if (state != CHANNEL_FRAME)
            return state;
    }
}
