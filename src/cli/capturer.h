/*
 * What commands that capture share: the URLs that a person typed or gave in a file, the right to
 * fetch from their hosts, the store and the fetcher.
 */
#ifndef CLI_CAPTURER_H
#define CLI_CAPTURER_H

#include "cli/cli.h"
#include "cli/progress.h"
#include "dateline/fetch.h"

/* What fetching needs, and what has come of it. */
typedef struct capturer {
    const cli_options *asked;
    dl_store *store;
    dl_fetch *fetch;
    dl_fetch_options options;
    dl_cancel cancel;
    cli_progress progress;
    dl_arena arena; /* the addresses */
    dl_ask *asks;
    dl_str *typed; /* "host:port" of the URLs: what a person types is granted */
    size_t count, capacity, typed_capacity;
    int status; /* the first failure's */
} capturer;

/* asked is set before; all else is zero. capturer_close in every case. */
int capturer_open(capturer *with, dl_error *error);
void capturer_close(capturer *with);

#endif
