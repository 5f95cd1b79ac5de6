/* A notebook's SQL, as the store's files run it: query.c says what is refused, and how. */
#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include "store/internal.h"

/* Opens store->guest, when it is not open. */
int query_open(dl_store *store, dl_error *error);
/* One statement; only one that reads, unless store->guest_may_write. The caller finalizes it. */
int query_prepare(dl_store *store, dl_str sql, sqlite3_stmt **out, dl_error *error);
/* The error that code, of a statement with the text sql, is to a person; returns its kind. */
int query_refuse(dl_store *store, int code, dl_str sql, dl_error *error);
/* Binds a value whose text lives until the statement was stepped; returns SQLite's code. */
int query_bind(sqlite3_stmt *bound, int index, const dl_value *value);

#endif
