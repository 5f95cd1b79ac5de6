/*
 * Host names in their one spelling, by the WHATWG URL standard's rules for IPv4 and IPv6 and a
 * narrower one for names: what the guard compares, curl connects to and the store files under is
 * the same text. curl leaves some spellings of an address (0x7f.1. or 256.1) to the resolver,
 * which then has a mind of its own; here they are addresses, or nothing.
 */
#ifndef FETCH_HOST_H
#define FETCH_HOST_H

#include "dateline/str.h"

enum { DL_HOST_TEXT = 256 };

/* Writes host (percent signs already decoded, IPv6 in brackets) in its one spelling: lower case,
 * no final dot, addresses as inet_ntop has them. NULL, or why it is no host. */
const char *dl_host_read(dl_str host, char text[DL_HOST_TEXT]);

#endif
