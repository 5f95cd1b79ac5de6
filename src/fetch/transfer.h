/*
 * One request while it runs: what curl's callbacks see and fill. Private to client.c, transfer.c
 * and failure.c.
 */
#ifndef FETCH_TRANSFER_H
#define FETCH_TRANSFER_H

#include <curl/curl.h>

#include "fetch/client.h"

typedef struct dl_transfer {
    const dl_fetch_options *options;
    const dl_request *request;
    dl_answer *answer;
    size_t header_bytes, header_lines; /* of all blocks, 1xx included */
    bool block_done;                   /* the blank line after the headers was seen */
    int tried;                         /* addresses that the guard let through */
    dl_error refused;                  /* why an address was refused */
    dl_error failure;                  /* why a callback stopped the transfer; kind 0: it did not */
} dl_transfer;

/* Sets the callbacks on handle; transfer must outlive the request. */
CURLcode dl_transfer_attach(dl_transfer *transfer, CURL *handle);

/* What a person is told of a curl failure. detail: curl's words, used where they are fixed. */
int dl_failure_told(const dl_transfer *transfer, CURLcode code, const char *detail,
                    dl_error *error);

#endif
