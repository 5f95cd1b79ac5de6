/*
 * The page's events on their way to those who look at it: server-sent events (HTML Standard §9.2).
 * Who comes back with a position gets what came after it; who is asleep is woken by what is new.
 */
#ifndef SERVE_STREAM_H
#define SERVE_STREAM_H

#include <microhttpd.h>

#include "serve/events.h"
#include "serve/server.h"

typedef struct watcher watcher;

typedef struct topic {
    dl_buf text;
    uint64_t version;
} topic;

typedef struct stream {
    const serve_calls *calls;
    events log;
    topic topics[SERVE_TOPICS];
    watcher *watchers;
} stream;

/* calls outlive the stream. */
int stream_init(stream *of, const serve_calls *calls, dl_error *error);
/* Lets all go who look: the daemon must run once more, and stop, before the stream is cleared. */
void stream_end(stream *of);
void stream_clear(stream *of);

/* An answer without an end to somebody who knows the page up to position; NULL: memory ran out. */
struct MHD_Response *stream_response(stream *of, struct MHD_Connection *connection,
                                     dl_str position);
/* Where the page stands. */
void stream_position(const stream *of, char position[EVENTS_POSITION]);

/* Descriptors of those who are asleep, at most most of them; how many. */
int stream_fds(const stream *of, int *fds, int most);
/* Lets go of who went away and wakes who has to be told; beat: tells all that nothing happened. */
void stream_run(stream *of, bool beat);

int stream_publish(stream *of, dl_str event, dl_error *error);
int stream_tell(stream *of, serve_topic which, dl_str event, dl_error *error);

#endif
