/*
 * References to other pages, resolved against a base by RFC 3986 §5. Our own hundred lines,
 * because URLs on pages are not as the RFC wants them and must neither fail nor be fetched here.
 */
#ifndef EXTRACT_LINK_H
#define EXTRACT_LINK_H

#include "dateline/str.h"

/* The parts of a URI reference (RFC 3986 appendix B); data is NULL for a part that is not there. */
typedef struct dl_uri {
    dl_str scheme, authority, path, query, fragment;
} dl_uri;

dl_uri dl_uri_split(dl_str text);

/* Appends the absolute form of reference. White space around it and line breaks in it are dropped,
 * as browsers do. With a base that has no scheme the reference stays as it is. */
void dl_link_resolve(dl_str base, dl_str reference, dl_buf *out);

/* http or https, in any case. */
bool dl_link_is_web(dl_str url);

#endif
