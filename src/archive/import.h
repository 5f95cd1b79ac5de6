/*
 * An import while it runs. Records of one exchange stand beside each other (answer and request, in
 * either order; before both, where dateline wrote them, a manifest and the redirects): one answer
 * is held until the next begins, and nothing else.
 */
#ifndef ARCHIVE_IMPORT_H
#define ARCHIVE_IMPORT_H

#include "archive/manifest.h"
#include "archive/record.h"
#include "dateline/archive.h"

typedef struct dl_held_request {
    bool there;
    dl_buf id, concurrent, uri, head; /* concurrent: the fields WARC-Concurrent-To, as lines */
    int64_t date_us;
    char protocol[8];
} dl_held_request;

typedef struct dl_held_answer {
    bool there;
    dl_record record;
    dl_message message;
    dl_buf request;           /* its head, once it was found */
    char request_protocol[8]; /* its WARC-Protocol */
} dl_held_answer;

typedef struct dl_importer {
    dl_store *store;
    const dl_import_options *options;
    dl_import_summary *summary;
    size_t max_body;
    const char *name; /* of the file, for messages */
    dl_held_request request;
    dl_held_answer answer;
    dl_arena arena; /* of the manifest and the redirects */
    dl_manifest manifest;
    dl_hop *hops;
    char last_hop[DL_RECORD_ID]; /* whose request may follow */
    size_t hop_count;
    int in_batch;        /* captures since the last commit */
    int64_t batch_bytes; /* and their bodies' bytes */
} dl_importer;

/* Reads the records of one WARC or ARC file. size: its bytes, for progress; 0: unknown. */
int dl_import_records(dl_importer *importer, dl_input *input, int64_t size, dl_error *error);

/* import_wacz.c */
int dl_import_wacz(dl_importer *importer, const char *path, dl_error *error);

/* import_capture.c: keeps the answer that is held, with what belongs to it. Errors are the
 * store's. */
int dl_import_answer(dl_importer *importer, dl_error *error);
/* import_referred.c: the capture that a revisit refers to; id 0: it is not to be found. */
int dl_import_referred(dl_importer *importer, const dl_record *record, int64_t *id,
                       dl_error *error);

/* Tells the listener of a record that is left out. */
void dl_import_problem(const dl_importer *importer, const dl_record *record, const char *why);

#endif
