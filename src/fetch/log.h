/* A line about each exchange, for who asked to be told: what was asked, and what came of it. */
#ifndef FETCH_LOG_H
#define FETCH_LOG_H

#include "fetch/transfer.h"

/* A URL without what may be a secret in its query: the value of a parameter that is called key,
 * token, secret, password, signature, session and the like is "...". */
void dl_log_url(dl_str url, dl_buf *out);

/* Tells options->log, when it is set, of a transfer that is over. */
void dl_log_transfer(const dl_transfer *transfer);

#endif
