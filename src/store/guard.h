/* What SQL of a notebook may do: an authorizer with allow-lists, for the guest connection. */
#ifndef STORE_GUARD_H
#define STORE_GUARD_H

#include "store/internal.h"

/* Before the authorizer is set: which of our views' names the views that are there give to
 * subqueries. None is made with such one, but a store may come from anywhere. Returns SQLite's
 * code. */
int guard_read_views(dl_store *store);
/* Before a statement is prepared: what the authorizer has to know of it as a whole. */
void guard_begin(dl_store *store, dl_str sql);
/* A sqlite3 authorizer callback; data is the dl_store. */
int guard_authorize(void *data, int action, const char *first, const char *second,
                    const char *database, const char *inner);

#endif
