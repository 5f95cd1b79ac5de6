/*
 * Header lines that hold a secret (RFC 9110 §11.6.2, RFC 6265 §4.2): they go to the host that they
 * are meant for, and are not kept.
 */
#ifndef FETCH_SECRET_H
#define FETCH_SECRET_H

#include <stdbool.h>

#include "dateline/str.h"

/* line: "Name: value". */
bool dl_header_is_secret(dl_str line);
/* A request as it is kept: secret lines without their values. */
void dl_header_without_secrets(dl_str block, dl_buf *out);

#endif
