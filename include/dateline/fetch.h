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
    /* a capture that is fresh (RFC 9111 §4.2), else the network; a stale capture where the network
     * is not granted */
    DL_FETCH_DEFAULT,
    DL_FETCH_OFFLINE, /* the store only: DL_ERR_NET_OFFLINE for what is not there */
    DL_FETCH_REFRESH, /* the network, conditional where a capture has a validator */
    DL_FETCH_FROZEN   /* the captures that are pinned, to the byte: DL_ERR_NET_OFFLINE for others */
} dl_fetch_mode;

/* A capture that a lock names. */
typedef struct dl_pin {
    dl_str url;             /* as asked */
    dl_str sha256;          /* of its body; empty where it could not be had */
    dl_str missing;         /* why not: what a frozen run says too */
    int64_t captured_at_us; /* of several captures with these bytes, which; else the newest */
} dl_pin;

/* How far many asks have come. */
typedef struct dl_fetch_progress {
    size_t count, done, failed; /* done: captured, replayed or failed */
    size_t running;             /* under way */
    int64_t bytes;              /* of bodies that are done */
    char label[80]; /* what a cell says it does, UTF-8; empty: it fetches, and the rest holds */
} dl_fetch_progress;

/* A person's own right at a service: sent as Authorization to that host and no other, never kept.
 */
typedef struct dl_token {
    dl_str host;  /* "oauth.reddit.com" */
    dl_str value; /* "Bearer ..." */
} dl_token;

typedef struct dl_fetch_options {
    dl_fetch_mode mode;
    bool any_host;       /* --allow-net without hosts, or a person typing */
    const dl_str *hosts; /* granted hosts: "a.org" or "*.a.org", lower case */
    size_t host_count;
    const dl_str *denied_hosts; /* of the same forms: never reached, whatever else is granted */
    size_t denied_count;
    bool any_private;            /* --allow-private without addresses */
    const dl_str *private_hosts; /* granted private addresses, as text: "127.0.0.1" */
    size_t private_count;
    const dl_pin *pins; /* FROZEN: what may be had */
    size_t pin_count;
    int64_t refresh_age_us; /* REFRESH: a capture younger than this will do; 0: none */
    int64_t max_bytes;      /* of a body, before and after its coding is taken off */
    int64_t max_ratio;      /* of decoded bytes to coded ones, past the first mebibyte */
    int max_redirects;
    int64_t connect_timeout_ms, total_timeout_ms;
    int stall_seconds;    /* so long under 200 bytes a second is a stalled transfer */
    int total_limit;      /* requests under way at once */
    int host_limit;       /* and to one host; 0: 1, but on loopback as many as there may be */
    int64_t delay_ms;     /* least time between two starts at one host; negative: a second, but none
                             on loopback */
    int64_t max_requests; /* in all, redirects and tries included; 0: as many as are asked for */
    int tries;            /* for a failure that may pass; 1: no second try */
    bool ignore_robots;   /* do not ask robots.txt (RFC 9309); snapshots say so */
    bool proxy_from_environment; /* http_proxy and the like count: who runs this trusts them */
    const char *certificates;    /* a file of certificates to trust; NULL: the system's */
    const char *folder;          /* plain paths are read below it; NULL: no files */
    const char *user_agent;      /* NULL: dateline's own */
    const char *contact;         /* address or URL of who asks, in dateline's own; NULL: none */
    const dl_cancel *cancel;     /* may be NULL */
    /* Told of how far many asks have come, where the caller of dl_fetch_all asks for nothing of
     * its own; may be NULL. */
    void (*progress)(void *user, const dl_fetch_progress *progress);
    void *progress_user;
    /* Asked whether an address that is not public, and that nothing grants, may be reached after
     * all; may wait for a person. NULL: it may not. */
    bool (*ask)(void *user, dl_str host, const char *address, int port);
    void *ask_user;
    /* Told in a line of each exchange that is over, without what may be a secret; may be NULL. */
    void (*log)(void *user, dl_str line);
    void *log_user;
    const dl_token *tokens; /* from the person who runs, never from a notebook */
    size_t token_count;
} dl_fetch_options;

/* The defaults of the design: 20 MiB, 10 redirects, 10 s to connect, 60 s in all, no host; 8
 * requests at once, one a host with a second between them, three tries. */
dl_fetch_options dl_fetch_defaults(void);

typedef enum dl_fetch_from {
    DL_FROM_NETWORK,
    DL_FROM_CACHE,
    DL_FROM_FILE,
    DL_FROM_LOCK /* pinned by a lock */
} dl_fetch_from;
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
    int64_t max_age_us; /* REFRESH: a capture younger than this will do; 0: as the options say */
    /* "Name: value" each, sent besides dateline's own. Those with a secret (Authorization, Cookie)
     * go to the first origin only, and the store keeps their names without their values. A capture
     * answers an ask whose headers agree in what its Vary names (RFC 9111 §4.1). */
    const dl_str *headers;
    size_t header_count;
    bool for_programs;    /* a documented interface for programs (an API, an archive's index): its
                             robots.txt speaks of pages, and is not asked */
    int64_t min_delay_ms; /* least time until the next start at this host; the options' own delay
                             holds where it is longer */
} dl_ask;
/* As dl_fetch_get. */
int dl_fetch_ask(dl_fetch *fetch, const dl_ask *ask, dl_arena *arena, dl_snapshot *snapshot,
                 dl_fetch_from *from, dl_error *error);

/* What is told while many asks are under way, all on the caller's thread. */
typedef struct dl_fetch_watch {
    /* asks[index] came to its end: a snapshot that the store holds, without its body (it is read by
     * its id), or the error; in the order in which they end. Neither lives longer than the call. */
    void (*done)(void *user, size_t index, const dl_snapshot *snapshot, dl_fetch_from from,
                 const dl_error *error);
    /* Now and then, ten times a second at most, and when all are done; may be NULL. */
    void (*progress)(void *user, const dl_fetch_progress *progress);
    void *user;
} dl_fetch_watch;

/* Captures or replays many, as many at once as the options allow; answers go to the store in
 * batches as they come, so that memory does not grow with their number. A failure of one is told
 * to watch and ends nothing; returned are only those that end all: DL_ERR_INTERRUPTED (what was
 * captured is kept), a store that cannot be written, memory. */
int dl_fetch_all(dl_fetch *fetch, const dl_ask *asks, size_t count, const dl_fetch_watch *watch,
                 dl_error *error);

/* The value of the first header of that name (RFC 9110 §5.1: without case) in a block, trimmed; a
 * view of block, empty when it is not there. */
dl_str dl_header_value(dl_str block, const char *name);

/* The version of libcurl that runs; *built, which may be NULL: of the header. */
const char *dl_fetch_library(const char **built);
const char *dl_fetch_certificates(void); /* libcurl's file of authorities; NULL: it names none */

#endif
