/*
 * libcurl behind one door: a client is a curl_multi with what it keeps between requests
 * (connections, TLS sessions, handles). Nothing is read from the environment, every limit holds.
 * libcurl starts with dl_client_new, so make one only when a request needs it.
 */
#ifndef FETCH_CLIENT_H
#define FETCH_CLIENT_H

#include "dateline/fetch.h"
#include "fetch/url.h"

typedef struct dl_client dl_client;
typedef struct dl_transfer dl_transfer;

int dl_client_new(dl_client **client, const dl_fetch_options *options, dl_error *error);
void dl_client_free(dl_client *client); /* NULL is fine; no transfer may run */

/* Sends the transfer's request on its way. */
int dl_client_start(dl_client *client, dl_transfer *transfer, dl_error *error);
/* Lets what runs go on, waiting at most wait_ms for something to come. */
int dl_client_run(dl_client *client, int wait_ms, dl_error *error);
/* A transfer that came to its end, its outcome set; NULL: none did. */
dl_transfer *dl_client_finished(dl_client *client);
/* Takes a transfer off that runs; one that does not is left alone. */
void dl_client_stop(dl_client *client, dl_transfer *transfer);
/* Ends the wait of dl_client_run; from any thread. */
void dl_client_wake(dl_client *client);

#endif
