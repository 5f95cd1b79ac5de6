/*
 * Many jobs at once: which may start, what came of those that run, when what is packed goes into
 * the store. One thread drives curl and the store; packing has threads of its own. Private to
 * src/fetch.
 */
#ifndef FETCH_SCHEDULE_H
#define FETCH_SCHEDULE_H

#include "fetch/job.h"

struct dl_fetch {
    dl_store *store;
    const dl_fetch_options *options;
    dl_client *client; /* NULL until a request needs the network */
    dl_origins origins;
    int64_t requests; /* that went out */
    uint64_t random;  /* for the waits before another try */
};

#endif
