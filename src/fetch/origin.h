/*
 * What fetch owes to a host: how many requests at once, how long between two, how long it asked
 * to be left alone, and what its robots.txt allows. One entry an origin (scheme, host, port),
 * kept for the life of a dl_fetch; waits survive it in the store. Private to src/fetch.
 */
#ifndef FETCH_ORIGIN_H
#define FETCH_ORIGIN_H

#include "dateline/fetch.h"
#include "fetch/url.h"

typedef enum dl_robots_state {
    DL_ROBOTS_UNKNOWN,
    DL_ROBOTS_ASKED, /* a request is under way */
    DL_ROBOTS_KNOWN
} dl_robots_state;

typedef struct dl_origin {
    char *key; /* "https://host:port" */
    bool loopback;
    int running;           /* requests under way */
    int64_t next_start_ms; /* on dl_clock_ms: none before */
    bool waits;            /* next_start_ms is what the host asked for */
    dl_robots_state robots;
    int64_t robots_until_ms; /* when to ask again */
    bool closed;             /* its robots.txt cannot be had: RFC 9309 §2.3.1.4 forbids all */
    dl_error unreachable;    /* why, where no answer came */
    dl_buf rules;
    int64_t crawl_delay_ms;
} dl_origin;

typedef struct dl_origins {
    dl_origin **list; /* sorted by key */
    size_t count, capacity;
} dl_origins;

void dl_origins_clear(dl_origins *origins);

/* The origin of url, made when it is new. Lives as long as origins. */
int dl_origins_find(dl_origins *origins, dl_store *store, const dl_url *url, dl_origin **origin,
                    dl_error *error);

/* Whether a request may start now; when not, *at_ms is when to ask again, where that is known. */
bool dl_origin_may_start(const dl_origin *origin, const dl_fetch_options *options, int64_t now_ms,
                         int64_t *at_ms);
void dl_origin_started(dl_origin *origin, const dl_fetch_options *options, int64_t min_delay_ms,
                       int64_t now_ms);

/* The host asked to be left alone for so long (Retry-After); kept in the store too. */
int dl_origin_wait(dl_origin *origin, dl_store *store, int64_t wait_ms, dl_error *error);

#endif
