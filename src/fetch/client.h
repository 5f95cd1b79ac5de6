/*
 * libcurl behind one door: a client is a curl_multi with what it keeps between requests
 * (connections, TLS sessions), and dl_client_get makes one request: no redirect is followed here,
 * nothing is read from the environment, every limit holds. libcurl starts with dl_client_new, so
 * make one only when a request needs it.
 */
#ifndef FETCH_CLIENT_H
#define FETCH_CLIENT_H

#include "dateline/fetch.h"
#include "fetch/url.h"

typedef struct dl_client dl_client;

int dl_client_new(dl_client **client, const dl_fetch_options *options, dl_error *error);
void dl_client_free(dl_client *client); /* NULL is fine */

typedef struct dl_request {
    const dl_url *url;
    dl_str etag, last_modified; /* validators to send; empty: none */
    int64_t deadline_ms;        /* on dl_clock_ms */
    const dl_ask *ask;          /* for its headers */
} dl_request;

/* One answer; owns its buffers. */
typedef struct dl_answer {
    int status;
    dl_buf request; /* as sent */
    dl_buf headers; /* the final header block, verbatim, with its status line */
    dl_buf body;    /* content coding taken off */
} dl_answer;

void dl_answer_clear(dl_answer *answer);

/* 0 for every complete answer, whatever its status. */
int dl_client_get(dl_client *client, const dl_request *request, dl_answer *answer, dl_error *error);

/* Milliseconds on a clock that never goes back. */
int64_t dl_clock_ms(void);

#endif
