/*
 * robots.txt as RFC 9309 reads it: the file's bytes in, one decision out, without I/O and without
 * allocation. Where the RFC leaves a choice, the more restrained one is taken, and its reason
 * stands beside it. Everything that a result holds is a view of the bytes that were given.
 */
#ifndef FETCH_ROBOTS_H
#define FETCH_ROBOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/str.h"

enum {
    DL_ROBOTS_MAX_BYTES = 500 * 1024, /* RFC 9309 §2.5; what follows is not read */
    DL_ROBOTS_MAX_HOPS = 5,           /* RFC 9309 §2.3.1.2: redirects on the way to the file */
    DL_ROBOTS_MAX_DELAY_MS = 30000    /* of Crawl-delay, which is no part of the RFC */
};
#define DL_ROBOTS_LIFETIME_US    (24 * 3600 * INT64_C(1000000)) /* RFC 9309 §2.4 */
#define DL_ROBOTS_UNREACHABLE_US (30 * DL_ROBOTS_LIFETIME_US)   /* RFC 9309 §2.3.1.4 */

/* --- the file's lines ----------------------------------------------------------------------- */

typedef enum dl_robots_kind {
    DL_ROBOTS_OTHER, /* a key that means nothing here; blank lines are not told */
    DL_ROBOTS_USER_AGENT,
    DL_ROBOTS_ALLOW,
    DL_ROBOTS_DISALLOW,
    DL_ROBOTS_SITEMAP,
    DL_ROBOTS_CRAWL_DELAY
} dl_robots_kind;

typedef struct dl_robots_line {
    dl_robots_kind kind;
    size_t number; /* 1-based */
    dl_str text;   /* without comment, trimmed */
    dl_str value;  /* after the colon, trimmed; empty for DL_ROBOTS_OTHER */
} dl_robots_line;

typedef struct dl_robots_reader {
    dl_str rest;
    size_t number;
} dl_robots_reader;

/* Leaves out a byte order mark, and a last line that the size limit cut in two. */
dl_robots_reader dl_robots_read(dl_str robots_txt);
/* False at the end. Lines end in CR, LF or CRLF. */
bool dl_robots_next(dl_robots_reader *reader, dl_robots_line *line);

/* --- the decision --------------------------------------------------------------------------- */

typedef struct dl_robots_answer {
    bool allowed;
    bool by_name;           /* a group named the product token; else "*" spoke, or nobody */
    size_t line;            /* of the rule that decided; 0 when none did */
    dl_str rule;            /* its text: "Disallow: /private" */
    int64_t crawl_delay_ms; /* 0 when the group asks for none; at most DL_ROBOTS_MAX_DELAY_MS */
} dl_robots_answer;

/* Whether product_token ("dateline") may fetch path_and_query ("/a?b", without fragment; an empty
 * one is "/"). Linear in the file, but for patterns with "*": these have a budget of work, which
 * only a file made to waste time exceeds, and it then forbids, as one that cannot be had does. */
void dl_robots_decide(dl_str robots_txt, dl_str product_token, dl_str path_and_query,
                      dl_robots_answer *answer);

/* --- what the answer to the request for the file means ---------------------------------------- */

typedef enum dl_robots_policy {
    DL_ROBOTS_OBEY,      /* what the file says decides */
    DL_ROBOTS_ALLOW_ALL, /* there is no file */
    DL_ROBOTS_FORBID_ALL /* there may be one; see dl_robots_policy_unreachable */
} dl_robots_policy;

/* status: of the last answer, after at most DL_ROBOTS_MAX_HOPS redirects; 0 when none came. */
dl_robots_policy dl_robots_policy_of_status(int status);
/* What holds where dl_robots_policy_of_status forbids: a copy that was kept is obeyed, whatever
 * its age; without one all is forbidden, until the file was not to be had for 30 days. */
dl_robots_policy dl_robots_policy_unreachable(bool has_copy, int64_t unreachable_for_us);

#endif
