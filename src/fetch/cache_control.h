/*
 * Cache-Control, of a response or of a request (RFC 9111 §5.2, RFC 5861, RFC 8246), from all of
 * its field lines together. Directives that only a shared cache heeds are read and left.
 */
#ifndef FETCH_CACHE_CONTROL_H
#define FETCH_CACHE_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/str.h"

/* Seconds are DL_CC_ABSENT where the directive is not there, DL_CC_INVALID where its argument is
 * no number of seconds, and at most DL_CC_FOREVER. The first of several counts (§4.2.1). */
enum { DL_CC_ABSENT = -1, DL_CC_INVALID = -2 };
#define DL_CC_FOREVER INT64_C(2147483648) /* RFC 9111 §1.2.2 */

typedef struct dl_cache_control {
    int64_t max_age_s, stale_if_error_s, stale_while_revalidate_s;
    int64_t min_fresh_s, max_stale_s; /* of requests; max-stale without an argument: forever */
    bool no_store, must_revalidate, must_understand, is_public, is_private, immutable;
    bool no_cache; /* no-cache="field" too, since a stored capture is never cut up */
    bool only_if_cached;
} dl_cache_control;

/* block: a whole header block. */
dl_cache_control dl_cache_control_parse(dl_str block);

/* RFC 9111 §1.2.2: digits and nothing else, at most DL_CC_FOREVER; false for what is not. */
bool dl_delta_seconds_parse(dl_str text, int64_t *seconds);

#endif
