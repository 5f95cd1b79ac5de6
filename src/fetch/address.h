/*
 * What kind of place an IP address is. fetch goes to public addresses only, unless a person
 * granted another; the check is made on the address that a socket is opened to, because names and
 * spellings (2130706433, 0x7f.1, [::ffff:127.0.0.1], a DNS name) hide what they stand for.
 */
#ifndef FETCH_ADDRESS_H
#define FETCH_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

#include "dateline/str.h"

typedef enum dl_address_kind {
    DL_ADDRESS_PUBLIC,
    DL_ADDRESS_LOOPBACK,
    DL_ADDRESS_PRIVATE,
    DL_ADDRESS_LINK_LOCAL,
    DL_ADDRESS_UNSPECIFIED,
    DL_ADDRESS_MULTICAST,
    DL_ADDRESS_RESERVED
} dl_address_kind;

/* An address without port. IPv4 is in the first four bytes. */
typedef struct dl_address {
    bool v6;
    unsigned char bytes[16];
} dl_address;

enum { DL_ADDRESS_TEXT = 46 };

/* False for families that are not IP. An IPv4 address within IPv6 (mapped, RFC 4291 §2.5.5) is
 * unwrapped. */
bool dl_address_of(const struct sockaddr *socket, dl_address *address);
/* A literal as people write it, with or without brackets or a zone; decimal dots only. */
bool dl_address_parse(dl_str text, dl_address *address);
bool dl_address_equal(const dl_address *a, const dl_address *b);
dl_address_kind dl_address_classify(const dl_address *address);
void dl_address_print(const dl_address *address, char text[DL_ADDRESS_TEXT]);
/* "a loopback address", "a private address", ... */
const char *dl_address_words(dl_address_kind kind);

#endif
