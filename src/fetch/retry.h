/*
 * What is worth asking for again, and when: pure functions, so that a test can say what a server
 * was made to wait for. Only GET is ever sent, so that asking twice harms nobody.
 */
#ifndef FETCH_RETRY_H
#define FETCH_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/str.h"

enum { DL_RETRY_MAX_TRIES = 3 };
#define DL_RETRY_MAX_WAIT_US (24 * 3600 * INT64_C(1000000)) /* of a Retry-After */

/* How a transfer ended, as far as trying again cares. */
typedef enum dl_outcome {
    DL_OUTCOME_ANSWERED, /* see the status */
    DL_OUTCOME_REFUSED,  /* nothing listens, or no route */
    DL_OUTCOME_RESET,    /* closed or reset before the answer was whole */
    DL_OUTCOME_TIMEOUT,  /* to connect, stalled, or in all */
    DL_OUTCOME_NO_HOST,  /* the name does not resolve */
    DL_OUTCOME_TLS,      /* certificate or handshake */
    DL_OUTCOME_LIMIT,    /* a limit of ours: size, header, redirects */
    DL_OUTCOME_DENIED,   /* the guard, robots.txt, a grant */
    DL_OUTCOME_PROTOCOL, /* what came is no HTTP, or is broken by the server */
    DL_OUTCOME_STOPPED,  /* by the person */
    DL_OUTCOME_OTHER
} dl_outcome;

/* The outcome that an error of fetch's own kinds and codes stands for: kind a dl_kind, system a
 * CURLcode (0 where there is none). */
dl_outcome dl_outcome_of_error(int kind, int system);

/* status: 0 unless DL_OUTCOME_ANSWERED. */
bool dl_retry_worth(dl_outcome outcome, int status);

/* Retry-After (RFC 9110 §10.2.3), as microseconds to wait from now: seconds or a date; 0 for one
 * that has passed; at most DL_RETRY_MAX_WAIT_US; -1 where there is none, or nonsense. */
int64_t dl_retry_after_us(dl_str headers, int64_t now_us);

typedef struct dl_retry {
    bool again;
    int64_t wait_us; /* before the next try; for the whole host where the server asked for it */
    bool host_waits; /* 429, 503 or Retry-After: no other request goes to the host before then */
} dl_retry;

/* After try number `tries` (1 for the first). max_wait_us: a longer Retry-After is not waited for
 * now, but host_waits and wait_us still tell of it. random: 64 random bits, for the jitter. */
dl_retry dl_retry_after_try(int tries, dl_outcome outcome, int status, dl_str headers,
                            int64_t now_us, int64_t max_wait_us, uint64_t random);

/* Exponential back-off with full jitter: between 0 and 1 s, 2 s, 4 s ... of try 1, 2, 3 ..., at
 * most 60 s. */
int64_t dl_backoff_us(int tries, uint64_t random);

#endif
