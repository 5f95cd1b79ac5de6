/*
 * Web links: the Link header (RFC 8288 §3) and application/link-format (RFC 6690 §2), which are
 * one grammar: <target>; name="value"; name=token, <target>; ... Commas stand in targets and in
 * quoted strings too. Views of the text; nothing fails, what is malformed is passed over.
 */
#ifndef FETCH_WEBLINK_H
#define FETCH_WEBLINK_H

#include "dateline/str.h"

typedef struct dl_weblink {
    dl_str target; /* as written, may be relative */
    dl_str params; /* what follows, up to the comma */
} dl_weblink;

/* Takes the next link off rest; false at its end. */
bool dl_weblink_next(dl_str *rest, dl_weblink *link);
/* Appends the value of the first parameter of that name (without case), its quotes and
 * backslashes taken off; false when there is none. */
bool dl_weblink_param(const dl_weblink *link, const char *name, dl_buf *out);
/* Whether one of the words of rel is relation, without case. */
bool dl_weblink_has_rel(const dl_weblink *link, const char *relation);

/* The target of the first link of that relation in the Link lines of a header block; empty without
 * one. */
dl_str dl_weblink_in_headers(dl_str headers, const char *relation);

#endif
