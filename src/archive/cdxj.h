/*
 * The index of a WACZ: CDXJ lines, "SURT TIMESTAMP {json}", sorted by bytes, one a capture.
 */
#ifndef ARCHIVE_CDXJ_H
#define ARCHIVE_CDXJ_H

#include <stdint.h>

#include "archive/warc_write.h"

/* The URL turned around so that one host's pages stand together: "com,example)/path?a=1&b=2", in
 * lower case, without "www.", parameters sorted. Another scheme than http stays as it is. */
void dl_surt(dl_str url, dl_buf *out);

typedef struct dl_cdxj_entry {
    dl_str uri, mime;
    int64_t date_us;
    int status; /* 0: none */
    const dl_warc_place *place;
    dl_str file; /* name in archive/ */
} dl_cdxj_entry;
void dl_cdxj_line(const dl_cdxj_entry *entry, dl_buf *out);

/* Appends the lines of text in order. */
int dl_cdxj_sort(dl_str text, dl_buf *out, dl_error *error);

#endif
