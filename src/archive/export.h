/* What the files of an export share: where records go, and what was written already. */
#ifndef ARCHIVE_EXPORT_H
#define ARCHIVE_EXPORT_H

#include "archive/seen.h"
#include "archive/warc_write.h"
#include "dateline/archive.h"

/* The name that a WACZ's records have in its archive/. */
#define DL_WACZ_WARC "data.warc.gz"

typedef struct dl_exporter {
    dl_store *store;
    const dl_export_options *options;
    dl_export_summary *summary;
    dl_warc_out warc;
    dl_seen written; /* by capture id */
    dl_seen bodies;  /* by hash: the capture that a revisit refers to */
    bool indexed;    /* a WACZ: index and pages are filled */
    dl_buf index, pages;
    int64_t newest_us, total;
} dl_exporter;

/* The ids of a capture's records: part is "capture", "request", "hop 0", ... */
void dl_export_id(const dl_snapshot *snapshot, const char *part, char id[DL_RECORD_ID]);

/* Writes the records of one capture, after those of the one that it refers to. */
int dl_export_capture(dl_exporter *exporter, int64_t id, dl_error *error);

/* wacz_write.c: puts the WARC that scratch holds, with its index, into a WACZ at output. */
int dl_wacz_write(const dl_exporter *exporter, dl_output *scratch, dl_output *output,
                  dl_error *error);

#endif
