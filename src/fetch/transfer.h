/*
 * One exchange while it runs: what is asked, what curl's callbacks see, and the answer that they
 * fill. No redirect is followed here and no content coding taken off. Private to src/fetch.
 */
#ifndef FETCH_TRANSFER_H
#define FETCH_TRANSFER_H

#include <curl/curl.h>

#include "base/spool.h"
#include "fetch/address.h"
#include "fetch/client.h"

struct dl_transfer {
    /* the request; borrowed */
    const dl_fetch_options *options;
    const dl_url *url;
    const dl_ask *ask;          /* for its headers; may be NULL */
    bool secrets;               /* send those headers of the ask that hold one */
    dl_str etag, last_modified; /* validators to send; empty: none */
    int64_t deadline_ms;        /* on dl_clock_ms */
    size_t most;                /* bytes of the body that are wanted; 0: all, within the limit */
    void *owner;                /* whose transfer it is */

    /* the answer; owned until dl_transfer_clear */
    int status;
    dl_buf request; /* as sent */
    dl_buf headers; /* the final header block, verbatim, with its status line */
    dl_spool body;  /* in the coding that it came in */
    char peer[DL_ADDRESS_TEXT];
    int64_t asked_at_us, answered_at_us;

    /* while it runs */
    CURL *handle;
    struct curl_slist *lines;
    CURLcode code;
    char detail[CURL_ERROR_SIZE];
    size_t header_bytes, header_lines; /* of all blocks, 1xx included */
    bool cut;                          /* the body goes on past `most`, and was let go */
    bool block_done;                   /* the blank line after the headers was seen */
    bool bad_chunks;                   /* curl spoke of chunks: a failure is of theirs */
    int tried;                         /* addresses that the guard let through */
    dl_error refused;                  /* why an address was refused */
    dl_error failure;                  /* why a callback stopped the transfer; kind 0: it did not */
};

/* Sets the callbacks on handle; transfer must outlive the request. */
CURLcode dl_transfer_attach(dl_transfer *transfer, CURL *handle);
/* Forgets the answer and frees it; the request stays. May be called twice. */
void dl_transfer_clear(dl_transfer *transfer);

/* 0 for every complete answer, whatever its status; else what a person is told of the failure. */
int dl_transfer_outcome(const dl_transfer *transfer, dl_error *error);

#endif
