/*
 * How a person or a clock stops work that runs: one word that a signal handler may set and that
 * every long loop (Lua hook, SQLite progress handler, curl callback) reads. The first reason
 * stays until it is taken back with dl_cancel_reset.
 */
#ifndef DATELINE_CANCEL_H
#define DATELINE_CANCEL_H

#include <stdatomic.h>

#include "dateline/error.h"

typedef struct dl_cancel {
    atomic_int reason; /* 0, DL_ERR_INTERRUPTED, DL_ERR_LIMIT_TIME or DL_ERR_EXIT */
} dl_cancel;

void dl_cancel_reset(dl_cancel *cancel);
void dl_cancel_set(dl_cancel *cancel, int reason); /* async-signal-safe */
int dl_cancel_reason(const dl_cancel *cancel);     /* NULL gives 0 */

#endif
