/*
 * Dates as HTTP writes them (RFC 9110 §5.6.7): the one form that may be sent and the two that must
 * still be read. What is almost a date is none: an Expires that cannot be read means stale.
 */
#ifndef FETCH_HTTP_DATE_H
#define FETCH_HTTP_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/str.h"

/* Microseconds since 1970 UTC. now_us: a two-digit year that would be more than 50 years after it
 * is a past one. Upper and lower case count the same; which weekday it says is not checked. */
bool dl_http_date_parse(dl_str text, int64_t now_us, int64_t *us);
/* Appends "Sun, 06 Nov 1994 08:49:37 GMT"; a fraction of a second is cut off. */
void dl_http_date_print(int64_t us, dl_buf *out);

#endif
