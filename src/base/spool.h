/*
 * Bytes that come in pieces and may be many: in memory up to a limit, past it in a temporary file
 * that has no name and goes away by itself. Owns both until dl_spool_clear.
 */
#ifndef BASE_SPOOL_H
#define BASE_SPOOL_H

#include "dateline/str.h"

typedef struct dl_spool {
    dl_buf memory; /* while file is none */
    int file;      /* descriptor + 1; 0: none, so that a zeroed spool is an empty one */
    size_t size;   /* bytes in all */
    void *mapped;  /* the file's bytes, once somebody asked for them */
    size_t keep;   /* bytes that stay in memory; 0: DL_SPOOL_KEEP */
} dl_spool;

/* Pages of the web pass this seldom, and a hundred at once stay small. */
enum { DL_SPOOL_KEEP = 256 << 10 };

int dl_spool_add(dl_spool *spool, const char *data, size_t size, dl_error *error);
/* All bytes, as a view until the next add or clear. */
int dl_spool_view(dl_spool *spool, dl_str *bytes, dl_error *error);
void dl_spool_clear(dl_spool *spool); /* empty again; may be called twice */

#endif
