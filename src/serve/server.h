/*
 * HTTP on 127.0.0.1 for one page and those who look at it. Everything is below a path that nobody
 * can guess; whoever asks under another name of this machine, or from another site's page, is
 * refused. Serves no files. No threads: the caller waits on server_fd, and calls server_run.
 */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include "dateline/str.h"

typedef struct serve_server serve_server;

/* What is told again to everybody who comes, in its newest state. */
typedef enum serve_topic { SERVE_STATUS, SERVE_OFFERS, SERVE_TOPICS } serve_topic;

typedef struct serve_calls {
    /* The document, with this position in it, and the policy's names of its scripts. */
    void (*document)(void *user, dl_str position, dl_buf *out, dl_buf *script_hashes);
    /* All of the page, as an event. */
    void (*whole)(void *user, dl_buf *out);
    /* What a page asks to be done, by its name, with a small object of JSON. Returns the HTTP
     * status; answer: JSON. */
    unsigned (*act)(void *user, dl_str name, dl_str body, dl_buf *answer);
    void *user;
} serve_calls;

/* port 0: any that is free. Begins to listen. */
int server_open(serve_server **server, unsigned port, const serve_calls *calls, dl_error *error);
void server_close(serve_server *server); /* NULL is fine */
/* "http://127.0.0.1:PORT/TOKEN/" */
const char *server_address(const serve_server *server);

/* Descriptors to wait on for reading, at most most of them; how long to wait at most, in
 * milliseconds. server_run does what is due, and never blocks. */
int server_fds(const serve_server *server, int *fds, int most);
int server_timeout(const serve_server *server);
void server_run(serve_server *server);

/* Tells everybody of a change of the page. */
int server_publish(serve_server *server, dl_str event, dl_error *error);
/* The topic's new state. */
int server_tell(serve_server *server, serve_topic topic, dl_str event, dl_error *error);

#endif
