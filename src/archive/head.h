/*
 * Header blocks on their way into an archive and back. An archive's block is HTTP/1.1 with a body
 * that its headers describe: what came over HTTP/2, or is kept without its content coding, has to
 * say so in a way that can be taken back; what is secret stays here.
 */
#ifndef ARCHIVE_HEAD_H
#define ARCHIVE_HEAD_H

#include <stdbool.h>

#include "dateline/str.h"

bool dl_head_is_http(dl_str head); /* a response's */

/* "h2" or "h3" of what WARC-Protocol calls so; empty for HTTP/1. Of a response or a request. */
const char *dl_head_protocol(dl_str head);

/* Appends head as an archive has it, with one blank line. uncoded: the body is kept without the
 * content coding and length that head tells; both get a name that tells the past. */
void dl_head_export(dl_str head, bool uncoded, dl_buf *out);
/* And back, for a record that dateline wrote. protocol: its WARC-Protocol. */
void dl_head_restore(dl_str head, bool uncoded, dl_str protocol, dl_buf *out);

/* Appends a request without the headers that hold secrets, whose names go to removed, once each,
 * separated by ", ". */
void dl_request_export(dl_str request, dl_buf *out, dl_buf *removed);

#endif
