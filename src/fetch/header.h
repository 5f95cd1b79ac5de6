/*
 * Header blocks as they came: a status line, field lines with CRLF, a blank line. dl_header_value
 * is public, in dateline/fetch.h.
 */
#ifndef FETCH_HEADER_H
#define FETCH_HEADER_H

#include "dateline/fetch.h"

/* Takes the next line (folded lines with it) off block; false at its end. */
bool dl_header_next(dl_str *block, dl_str *line);
/* What is before the colon; empty for a status line. */
dl_str dl_header_name(dl_str line);

/* RFC 9111 §3.2 and §4.3.4: a stored header block, updated by that of a 304. */
void dl_header_freshen(dl_str stored, dl_str update, dl_buf *out);

#endif
