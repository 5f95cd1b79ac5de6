/*
 * WARC 1.1 records, written: the header's fields in a fixed order, digests of block and payload,
 * a gzip member a record (Annex D), CRLF CRLF after each.
 */
#ifndef ARCHIVE_WARC_WRITE_H
#define ARCHIVE_WARC_WRITE_H

#include "archive/output.h"

typedef struct dl_warc_out {
    dl_output *output; /* borrowed */
    bool compress;
    char warcinfo[DL_RECORD_ID]; /* that the records belong to; empty: none yet */
    int64_t records;
} dl_warc_out;

/* A record to be written; the strings are borrowed. */
typedef struct dl_warc_draft {
    const char *type;
    const char *id; /* "<urn:uuid:...>" */
    dl_str uri;     /* empty: none */
    int64_t date_us;
    dl_str content_type;
    dl_str fields;     /* further lines, each with CRLF */
    dl_str head, body; /* the block is one after the other */
    bool has_payload;
    dl_str payload; /* what the payload digest is over; a revisit's is not in its block */
} dl_warc_draft;

/* Where it went. */
typedef struct dl_warc_place {
    int64_t offset, length;
    char payload[DL_DIGEST_TEXT]; /* its payload digest; empty for none */
} dl_warc_place;

int dl_warc_write(dl_warc_out *warc, const dl_warc_draft *draft, dl_warc_place *place,
                  dl_error *error);

/* "2017-03-06T04:02:06.123456Z"; without a fraction where it is 0. */
void dl_warc_date(int64_t us, char text[40]);
/* A URI that can stand in a header line: white space and control characters as %XX. */
void dl_warc_uri(dl_str uri, dl_buf *out);

#endif
