/*
 * Header blocks as they came: a status line, field lines with CRLF, a blank line. dl_header_value
 * is public, in dateline/fetch.h.
 */
#ifndef FETCH_HEADER_H
#define FETCH_HEADER_H

#include "dateline/fetch.h"

/* Takes the next line (folded lines with it) off block; false at its end. */
bool dl_header_next(dl_str *block, dl_str *line);
/* Appends a line of dl_header_next to another block, where it ends as a line too. */
void dl_header_put(dl_str line, dl_buf *out);
/* What is before the colon; empty for a status line. */
dl_str dl_header_name(dl_str line);

/* The members of a field that is a list (RFC 9110 §5.6.1), over all of its lines in order, each
 * trimmed; empty ones are left out, and a comma in a quoted string separates nothing. */
typedef struct dl_header_list {
    dl_str block, name, value;
} dl_header_list;
dl_header_list dl_header_list_of(dl_str block, const char *name);
bool dl_header_list_next(dl_header_list *list, dl_str *member);

bool dl_header_has(dl_str block, dl_str name);

/* RFC 9111 §3.2 and §4.3.4: a stored header block, updated by that of a 304. */
void dl_header_freshen(dl_str stored, dl_str update, dl_buf *out);
/* RFC 9111 §3.1 and §4: a stored block as it answers a request again: without the fields that were
 * for one connection (Connection and those that it names), and with its Age. The proof keeps the
 * block that came. */
void dl_header_serve(dl_str stored, int64_t age_s, dl_buf *out);

#endif
