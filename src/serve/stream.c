#include "serve/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Somebody who looks at the page: the events are written into pending, and go from there. */
struct watcher {
    struct watcher *next;
    stream *of;
    struct MHD_Connection *connection;
    int fd;
    bool asleep, gone;
    bool all; /* has to be told all of the page */
    uint64_t told;
    uint64_t topics[SERVE_TOPICS];
    bool beat;
    dl_buf pending;
    size_t sent;
};

static const char *const topic_names[SERVE_TOPICS] = {"status", "offers"};

static void put_event(dl_buf *out, const char *name, dl_str data, const char *position)
{
    if (position)
        dl_buf_printf(out, "id: %s\n", position);
    dl_buf_printf(out, "event: %s\ndata: ", name);
    dl_buf_add(out, data); /* JSON without line breaks */
    dl_buf_puts(out, "\n\n");
}

static void put_page(watcher *to)
{
    stream *of = to->of;
    char position[EVENTS_POSITION];
    dl_buf whole = {0};
    if (!to->all && to->told + 1 < of->log.first)
        to->all = true;
    if (to->all) {
        events_position(&of->log, of->log.last, position);
        of->calls->whole(of->calls->user, &whole);
        put_event(&to->pending, "whole", dl_buf_str(&whole), position);
        dl_buf_clear(&whole);
        to->told = of->log.last;
        to->all = false;
    }
    if (to->told < of->log.last) {
        events_position(&of->log, ++to->told, position);
        put_event(&to->pending, "page", events_text(&of->log, to->told), position);
    }
}

static bool is_due(const watcher *to)
{
    const stream *of = to->of;
    bool due = to->gone || to->all || to->beat || to->told < of->log.last;
    for (size_t i = 0; i < SERVE_TOPICS && !due; i++)
        due = to->topics[i] != of->topics[i].version;
    return due;
}

static void fill_pending(watcher *to)
{
    dl_buf_truncate(&to->pending, 0);
    to->sent = 0;
    put_page(to);
    for (size_t i = 0; i < SERVE_TOPICS && to->told == to->of->log.last; i++) {
        const topic *of = &to->of->topics[i];
        if (to->topics[i] == of->version)
            continue;
        put_event(&to->pending, topic_names[i], dl_buf_str(&of->text), NULL);
        to->topics[i] = of->version;
    }
    if (to->beat && to->pending.size == 0)
        dl_buf_puts(&to->pending, ":\n\n");
    to->beat = false;
}

static ssize_t read_events(void *user, uint64_t at, char *into, size_t room)
{
    (void)at;
    watcher *to = user;
    if (to->gone || to->pending.failed)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (to->sent == to->pending.size && is_due(to))
        fill_pending(to);
    size_t left = to->pending.size - to->sent, size = left < room ? left : room;
    if (size == 0) {
        to->asleep = true;
        MHD_suspend_connection(to->connection);
        return 0;
    }
    memcpy(into, to->pending.data + to->sent, size);
    to->sent += size;
    return (ssize_t)size;
}

static void forget_watcher(void *user)
{
    watcher *gone = user;
    watcher **at = &gone->of->watchers;
    while (*at && *at != gone)
        at = &(*at)->next;
    if (*at)
        *at = gone->next;
    dl_buf_clear(&gone->pending);
    free(gone);
}

static void wake(watcher *to)
{
    if (!to->asleep)
        return;
    to->asleep = false;
    MHD_resume_connection(to->connection);
}

static void wake_all(stream *of)
{
    for (watcher *each = of->watchers; each; each = each->next)
        if (is_due(each))
            wake(each);
}

/* Those who went away are noticed, so that their places are free for others. */
static void notice_gone(stream *of)
{
    char byte;
    for (watcher *each = of->watchers; each; each = each->next) {
        ssize_t got = each->asleep ? recv(each->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) : -1;
        bool waits = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
        if (!each->asleep || waits)
            continue;
        each->gone = true; /* closed, broken, or asking more, which it has no reason to */
        wake(each);
    }
}

int stream_init(stream *of, const serve_calls *calls, dl_error *error)
{
    *of = (stream){.calls = calls};
    return events_init(&of->log, error);
}

void stream_end(stream *of)
{
    for (watcher *each = of->watchers; each; each = each->next) {
        each->gone = true;
        wake(each);
    }
}

void stream_clear(stream *of)
{
    events_clear(&of->log);
    for (size_t i = 0; i < SERVE_TOPICS; i++)
        dl_buf_clear(&of->topics[i].text);
}

struct MHD_Response *stream_response(stream *of, struct MHD_Connection *connection, dl_str position)
{
    watcher *made = calloc(1, sizeof *made);
    if (!made)
        return NULL;
    made->of = of;
    made->connection = connection;
    made->all = !events_find(&of->log, position, &made->told);
    made->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    dl_buf_puts(&made->pending, "retry: 500\n\n");
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, 1 << 16, read_events, made, forget_watcher);
    if (!response) {
        dl_buf_clear(&made->pending);
        free(made);
        return NULL;
    }
    made->next = of->watchers;
    of->watchers = made;
    return response;
}

void stream_position(const stream *of, char position[EVENTS_POSITION])
{
    events_position(&of->log, of->log.last, position);
}

int stream_fds(const stream *of, int *fds, int most)
{
    int count = 0;
    for (const watcher *each = of->watchers; each && count < most; each = each->next)
        if (each->asleep)
            fds[count++] = each->fd;
    return count;
}

void stream_run(stream *of, bool beat)
{
    for (watcher *each = of->watchers; each && beat; each = each->next)
        each->beat = true;
    notice_gone(of);
    wake_all(of);
}

int stream_publish(stream *of, dl_str event, dl_error *error)
{
    int rc = events_add(&of->log, event, error);
    wake_all(of);
    return rc;
}

int stream_tell(stream *of, serve_topic which, dl_str event, dl_error *error)
{
    topic *to = &of->topics[which];
    if (to->version && dl_str_equal(dl_buf_str(&to->text), event))
        return 0;
    dl_buf_truncate(&to->text, 0);
    dl_buf_add(&to->text, event);
    to->version++;
    wake_all(of);
    return dl_buf_ok(&to->text, error);
}
