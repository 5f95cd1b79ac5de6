/*
 * fetch captures a source with its proof, or replays what was captured. Every network access of
 * the program goes through here, and every answer goes into the store before anyone sees it.
 * libcurl is started by the first request that needs the network.
 */
#ifndef DATELINE_FETCH_H
#define DATELINE_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/arena.h"
#include "dateline/cancel.h"
#include "dateline/store.h"
#include "dateline/str.h"

typedef enum dl_fetch_mode {
    DL_FETCH_DEFAULT, /* the store's capture if there is one, else the network */
    DL_FETCH_OFFLINE, /* the store only: DL_ERR_NET_OFFLINE for what is not there */
    DL_FETCH_REFRESH  /* the network, conditional where a capture has a validator */
} dl_fetch_mode;

typedef struct dl_fetch_options {
    dl_fetch_mode mode;
    bool any_host;       /* --allow-net without hosts, or a person typing */
    const dl_str *hosts; /* granted hosts: "a.org" or "*.a.org", lower case */
    size_t host_count;
    bool any_private;            /* --allow-private without addresses */
    const dl_str *private_hosts; /* granted private addresses, as text: "127.0.0.1" */
    size_t private_count;
    int64_t max_bytes; /* of a decoded body */
    int max_redirects;
    int64_t connect_timeout_ms, total_timeout_ms;
    const char *folder;      /* plain paths are read below it; NULL: no files */
    const char *user_agent;  /* NULL: dateline's own */
    const dl_cancel *cancel; /* may be NULL */
} dl_fetch_options;

/* The defaults of the design: 20 MiB, 10 redirects, 10 s to connect, 60 s in all, no host. */
dl_fetch_options dl_fetch_defaults(void);

typedef enum dl_fetch_from { DL_FROM_NETWORK, DL_FROM_CACHE, DL_FROM_FILE } dl_fetch_from;
const char *dl_fetch_from_word(dl_fetch_from from);

typedef struct dl_fetch dl_fetch;
/* store and options are borrowed for the life of the dl_fetch. */
int dl_fetch_new(dl_fetch **fetch, dl_store *store, const dl_fetch_options *options,
                 dl_error *error);
void dl_fetch_free(dl_fetch *fetch);

/* Captures or replays url; the snapshot (body included) lives in arena. An HTTP status of 400 or
 * more is a snapshot, not an error. A refused host or address is DL_ERR_PERMISSION. */
int dl_fetch_get(dl_fetch *fetch, dl_str url, dl_fetch_mode mode, dl_arena *arena,
                 dl_snapshot *snapshot, dl_fetch_from *from, dl_error *error);

/* A request with more to it than its address. */
typedef struct dl_ask {
    dl_str url;
    dl_fetch_mode mode;
    /* "Name: value" each, sent besides dateline's own. Those with a secret (Authorization, Cookie)
     * go to the first origin only, and the store keeps their names without their values. A capture
     * answers an ask whose headers agree in what its Vary names (RFC 9111 §4.1). */
    const dl_str *headers;
    size_t header_count;
} dl_ask;
/* As dl_fetch_get. */
int dl_fetch_ask(dl_fetch *fetch, const dl_ask *ask, dl_arena *arena, dl_snapshot *snapshot,
                 dl_fetch_from *from, dl_error *error);

/* The value of the first header of that name (RFC 9110 §5.1: without case) in a block, trimmed; a
 * view of block, empty when it is not there. */
dl_str dl_header_value(dl_str block, const char *name);

#endif
