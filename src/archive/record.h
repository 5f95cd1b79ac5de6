/*
 * Records of a WARC (ISO 28500) or ARC file, one after another, in bounded memory. What the file
 * says of a record's length and digests is checked against what is there: a record that does not
 * hold is told apart, the next is read on; an error is of the file, which is read no further.
 */
#ifndef ARCHIVE_RECORD_H
#define ARCHIVE_RECORD_H

#include "archive/input.h"
#include "archive/message.h"

typedef enum dl_record_kind {
    DL_RECORD_OTHER,
    DL_RECORD_WARCINFO,
    DL_RECORD_RESPONSE,
    DL_RECORD_RESOURCE,
    DL_RECORD_REQUEST,
    DL_RECORD_METADATA,
    DL_RECORD_REVISIT
} dl_record_kind;

typedef struct dl_record {
    dl_record_kind kind;
    dl_buf fields; /* the header lines; those of ARC in WARC's names */
    dl_buf uri;    /* WARC-Target-URI without <>, its spaces as %20; may be empty */
    dl_str id;     /* WARC-Record-ID as written, trimmed; a view of fields */
    bool has_date;
    int64_t date_us;   /* microseconds since 1970 UTC */
    bool whole_second; /* the date was told without a fraction */
    bool is_http;      /* the block is an HTTP message */
    int64_t offset;    /* where it begins in the file; of its gzip member, where there is one */
    int64_t length;    /* of the block, as told; 0 for what is no length */
    /* what the block showed */
    const char *damage; /* NULL: it holds. Else why not, a sentence's end */
    bool block_told, block_holds, payload_told, payload_holds;
} dl_record;

void dl_record_init(dl_record *record);
void dl_record_clear(dl_record *record); /* may be called twice */
/* A header field's value; empty when it is not there. */
dl_str dl_record_field(const dl_record *record, const char *name);

typedef struct dl_records dl_records; /* a reader; borrows its input */
int dl_records_new(dl_records **records, dl_input *input, dl_error *error);
void dl_records_free(dl_records *records); /* NULL is fine */

/* The next record's header; the last one's block is passed over. *there: false at the end. */
int dl_records_next(dl_records *records, dl_record *record, bool *there, dl_error *error);
/* Its block, of which message keeps at most limit bytes of entity; the digests are checked. To be
 * cleared by the caller, whatever is returned. */
int dl_records_block(dl_records *records, dl_record *record, size_t limit, dl_message *message,
                     dl_error *error);
/* Moves to the record's end, where dl_records_stored says how many bytes it took in the file. */
int dl_records_finish(dl_records *records, dl_error *error);
int64_t dl_records_stored(const dl_records *records);
/* The last record's block ended before its length: so did the file, or its gzip member. */
bool dl_records_cut(const dl_records *records);

/* "2017-03-06T04:02:06.123456Z" or ARC's "20170306040206"; false for what is no date. */
bool dl_record_date(dl_str text, int64_t *us, bool *whole_second);

/* arc.c: the header line of an ARC record as WARC fields; false for what is none. columns: of the
 * version block, 5 or 10; 0: it is not known yet. */
bool dl_arc_fields(dl_str line, size_t columns, dl_buf *fields);

#endif
