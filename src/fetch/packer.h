/*
 * Packing off the network's path: a few threads that take the coding off bodies, hash and compress
 * them, while the caller's thread goes on with curl and the store. Private to src/fetch.
 */
#ifndef FETCH_PACKER_H
#define FETCH_PACKER_H

#include "fetch/job.h"

typedef struct dl_packer dl_packer;

/* woken: called by a thread when it has packed a job. */
int dl_packer_new(dl_packer **packer, void (*woken)(void *user), void *user, dl_error *error);
/* Waits for what is being packed; what was not taken back is forgotten. NULL is fine. */
void dl_packer_free(dl_packer *packer);

void dl_packer_give(dl_packer *packer, dl_job *job);
/* The jobs that are packed by now, in the order in which they were done; NULL: none. */
dl_job *dl_packer_take(dl_packer *packer);

#endif
