/*
 * May a stored response answer a request (RFC 9111), for the private cache that a store is: pure
 * functions of header blocks and times. Nothing here forbids keeping a capture as proof; no-store
 * and its like only say that it must not pass for what the server would say now.
 */
#ifndef FETCH_FRESHNESS_H
#define FETCH_FRESHNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dateline/str.h"

/* A capture as a cache sees it; all views. */
typedef struct dl_stored {
    int status;
    dl_str headers;          /* the response's block, freshened by the 304s since */
    dl_str request;          /* the request's block: what Vary selects by */
    int64_t asked_at_us;     /* when the request went out; of the last 304, if there was one */
    int64_t answered_at_us;  /* when the answer's headers came */
    int64_t max_lifetime_us; /* longest that a server's word is taken for; 0: no limit */
} dl_stored;

/* What the store takes a server's word for at most: a year of max-age outlives a story. */
#define DL_FRESH_MAX_US (7 * 24 * 3600 * INT64_C(1000000))

typedef struct dl_freshness {
    int64_t lifetime_us, age_us; /* §4.2.1, §4.2.3 */
    bool fresh;                  /* lifetime > age, whatever else forbids */
    bool may_reuse;              /* answers the request without asking the server */
    bool needs_validation;       /* may answer once the server has said 304 */
    /* Before when it may answer where the server cannot be asked, or answers 500, 502, 503 or 504,
     * if the reader is told so (RFC 5861 §4): INT64_MIN never. */
    int64_t usable_on_error_until_us;
    /* Before when RFC 5861 §3 lets it answer while it is asked for again: INT64_MIN never. */
    int64_t usable_while_asking_until_us;
    /* What decided, a word for messages: "max-age", "expires", "heuristic" (lifetimes), "none" (no
     * lifetime was given), "no-cache", "no-store", "request", "status", "vary". */
    const char *why;
} dl_freshness;

/* For a request with no wishes of its own; Vary is not asked. */
dl_freshness dl_freshness_of(const dl_stored *stored, int64_t now_us);
/* The same for a request's block: its Cache-Control may want more or take less (§5.2.1), and where
 * Vary does not match it, neither may_reuse nor needs_validation holds, and why is "vary". */
dl_freshness dl_freshness_for(const dl_stored *stored, dl_str request, int64_t now_us);

/* §4.2.3, at least 0. */
int64_t dl_age_us(const dl_stored *stored, int64_t now_us);
/* Whether a status is one of those that stale-if-error means by an error. */
bool dl_status_is_error(int status);

/* §4.1: whether the response to one request answers another, by the response's Vary. */
bool dl_vary_matches(dl_str response, dl_str stored_request, dl_str request);

/* §4.3.4: whether a 304 with these headers confirms the response that its request named. */
bool dl_not_modified_confirms(dl_str stored, dl_str not_modified);
/* §4.3.2: whether the request's own If-None-Match or If-Modified-Since makes the answer from a
 * stored response a 304. False where it has neither. */
bool dl_request_has_it(dl_str request, const dl_stored *stored);

#endif
