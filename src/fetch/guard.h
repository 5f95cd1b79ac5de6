/*
 * What a run may reach. The guard is asked twice for every request and every redirect: before
 * anything leaves the machine (dl_guard_url: host and port, before DNS), and with the address that
 * a socket is about to be opened to (dl_guard_address). Both must say yes.
 */
#ifndef FETCH_GUARD_H
#define FETCH_GUARD_H

#include "dateline/fetch.h"
#include "fetch/address.h"
#include "fetch/url.h"

/* One grant: "a.org", "*.a.org", "a.org:8080", "127.0.0.1", "[::1]:8080". */
typedef struct dl_grant {
    dl_str host;    /* without brackets; without "*." where any_below */
    bool any_below; /* subdomains, not the domain itself */
    int port;       /* 0: the grant names none */
} dl_grant;

/* False for text that is no grant, "*" among it. */
bool dl_grant_parse(dl_str text, dl_grant *grant);
/* Host names are compared by ASCII letters without case (RFC 9110 §4.2.3), addresses by value. */
bool dl_grant_covers(const dl_grant *grant, dl_str host);

/* DL_ERR_PERMISSION with the flag that would allow it. */
int dl_guard_url(const dl_fetch_options *options, const dl_url *url, dl_error *error);
int dl_guard_address(const dl_fetch_options *options, const dl_url *url, const dl_address *address,
                     dl_error *error);

#endif
