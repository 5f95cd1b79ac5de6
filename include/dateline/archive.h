/*
 * Captures in the archives' formats: WARC 1.1 (ISO 28500) and WACZ 1.1.1 written from the store,
 * and both, with ARC, read into it, from whatever tool they come. Files of any size go through in
 * bounded memory, one capture at a time; the same captures give the same bytes.
 */
#ifndef DATELINE_ARCHIVE_H
#define DATELINE_ARCHIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/cancel.h"
#include "dateline/store.h"
#include "dateline/str.h"

/* Who is told how work goes; each function may be NULL. user is passed to both. */
typedef struct dl_archive_listener {
    void *user;
    void (*progress)(void *user, int64_t done, int64_t total); /* export: captures; import: bytes */
    void (*problem)(void *user, const char *text);             /* one record that does not hold */
} dl_archive_listener;

typedef enum dl_archive_form {
    DL_ARCHIVE_WARC_GZ, /* a gzip member a record */
    DL_ARCHIVE_WARC,    /* not compressed */
    DL_ARCHIVE_WACZ
} dl_archive_form;
/* By a file's ending: .warc.gz .warc .wacz. False for another. */
bool dl_archive_form_of(dl_str path, dl_archive_form *form);

typedef struct dl_export_options {
    dl_archive_form form;
    const dl_str *urls; /* what is exported, and what it refers to; none: all captures */
    size_t url_count;
    dl_archive_listener listener;
    const dl_cancel *cancel; /* may be NULL */
} dl_export_options;

typedef struct dl_export_summary {
    int64_t captures, records, revisits, bytes;
} dl_export_summary;

/* Writes to path (a new file that replaces it when it is whole; "-" is standard output).
 * DL_ERR_NOT_FOUND when nothing of what was asked for is captured. */
int dl_archive_export(dl_store *store, const dl_export_options *options, const char *path,
                      dl_export_summary *summary, dl_error *error);

typedef struct dl_import_options {
    int64_t max_body; /* of a body without its codings; 0: 20 MiB */
    dl_archive_listener listener;
    const dl_cancel *cancel; /* may be NULL */
} dl_import_options;

/* What became of a file's records. */
typedef struct dl_import_summary {
    int64_t records;
    int64_t captures;   /* new in the store */
    int64_t present;    /* were there already: same URL, moment and bytes */
    int64_t damaged;    /* lengths, digests or chunks that do not hold: left out */
    int64_t unresolved; /* revisits whose body is neither in the store nor in the file: left out */
    int64_t too_large;  /* past max_body: left out */
    int64_t other;      /* no captures: requests, metadata, the archive's own pages */
} dl_import_summary;

/* Reads path ("-": standard input, no WACZ there) by its content. What it adds is not read as pages
 * yet: dl_capture_read_rest. Captures are kept in batches:
 * when it fails, what was kept stays, and another run goes on where it ended. An error is of the
 * file as a whole; single records are told to the listener and counted. */
int dl_archive_import(dl_store *store, const char *path, const dl_import_options *options,
                      dl_import_summary *summary, dl_error *error);

#endif
