/*
 * A ZIP whose entries are stored as they are, written front to back (APPNOTE 6.3.10): sizes and
 * CRCs stand in the local headers, so that any reader can seek in it or read it as a stream, and
 * every byte follows from what is packed. ZIP64 where a number needs it.
 */
#ifndef ARCHIVE_ZIP_WRITE_H
#define ARCHIVE_ZIP_WRITE_H

#include "archive/output.h"

enum { DL_ZIP_MOST = 16 }; /* entries */

typedef struct dl_zip_entry {
    const char *name; /* borrowed until dl_zip_end */
    int64_t size, offset;
    uint32_t crc;
} dl_zip_entry;

typedef struct dl_zip_out {
    dl_output *output;
    uint16_t dos_time, dos_date; /* of every entry, in UTC */
    dl_zip_entry entries[DL_ZIP_MOST];
    size_t count;
} dl_zip_out;

void dl_zip_init(dl_zip_out *zip, dl_output *output, int64_t moment_us);
/* The entry's bytes, size of them, are then put to the output by the caller. */
int dl_zip_begin(dl_zip_out *zip, const char *name, int64_t size, uint32_t crc, dl_error *error);
int dl_zip_end(dl_zip_out *zip, dl_error *error);

#endif
