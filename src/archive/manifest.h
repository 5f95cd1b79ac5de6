/*
 * What WARC has no field for: a metadata record of JSON before each capture that dateline writes,
 * so that an import gives the capture back as it was. Other programs may leave it out.
 */
#ifndef ARCHIVE_MANIFEST_H
#define ARCHIVE_MANIFEST_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/digest.h"
#include "dateline/arena.h"
#include "dateline/store.h"

typedef struct dl_manifest {
    bool there;
    char capture[DL_RECORD_ID]; /* the record of the final answer */
    dl_str url, final_url;      /* as the store has them */
    dl_str sha256;              /* of the decoded body */
    int status;                 /* of what is no HTTP answer; else 0 */
    int64_t asked_at_us;
    dl_str coding, wire_sha256; /* as the store has them */
    bool uncoded;               /* the entity in the record is without its content coding */
    dl_str headers;             /* of what is no HTTP answer; data NULL: to be made from its type */
    dl_str peer;                /* what is no address; data NULL: as the record says */
    dl_str etag, last_modified; /* data NULL: as the headers say */
    dl_str note, origin, redirects;
    dl_str revalidates; /* the record of the capture that a 304 confirmed; empty: none */
    const dl_str *hops; /* ids of the records of its redirects, first to last */
    size_t hop_count;
} dl_manifest;

void dl_manifest_print(const dl_manifest *manifest, dl_buf *out);
/* there is false for what is no manifest: that is no error. Strings are copied to arena. */
int dl_manifest_read(dl_str json, dl_arena *arena, dl_manifest *manifest, dl_error *error);

#endif
