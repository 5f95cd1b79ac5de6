/* One capture on its way out, and the records that are made of it. */
#ifndef ARCHIVE_LEAVING_H
#define ARCHIVE_LEAVING_H

#include "archive/export.h"

/* All that writing one capture needs; lives in the arena but for the buffers. */
typedef struct dl_leaving {
    dl_exporter *exporter;
    dl_arena *arena;
    dl_snapshot snapshot;
    char id[DL_RECORD_ID];
    const dl_hop *hops;
    size_t hop_count;
    dl_str *hop_ids;
    bool http;
    bool uncoded;  /* its headers tell a coding that its entity is without */
    dl_str entity; /* the payload: of a 304, of what it confirms */
    bool refers;   /* a revisit, of: */
    dl_snapshot referred;
    dl_buf removed; /* names of headers that stay here */
} dl_leaving;

/* Writes one record; mime and status are for the index, an empty mime keeps it out of there. */
int dl_leaving_put(dl_leaving *c, dl_warc_draft *draft, dl_str mime, int status, dl_error *error);
/* part: of the record's id. concurrent: the id of the answer. */
int dl_leaving_request(dl_leaving *c, const char *part, const char *concurrent, dl_str url,
                       dl_str request, dl_error *error);
int dl_leaving_hop(dl_leaving *c, size_t place, dl_error *error);
int dl_leaving_answer(dl_leaving *c, dl_error *error);
int dl_leaving_manifest(dl_leaving *c, dl_error *error); /* leaving_manifest.c */

/* "text/html" of "text/html; charset=utf-8"; "unk" where none is told, as indexes have it. */
dl_str dl_mime_of(dl_str head);
/* Of what is no HTTP answer. */
dl_str dl_leaving_type(const dl_leaving *c);
bool dl_is_address(dl_str peer); /* of IPv4 or IPv6, without a port */

#endif
