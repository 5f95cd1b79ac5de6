/*
 * The rank of a page among those that a search finds: FTS5's own bm25() with its numbers and all
 * columns alike, except that it counts the pages that have a phrase only until they are half of
 * all, past which every count gives the same, and not at all for a query of one phrase: there is no
 * other for it to be weighed against, so its weight is 1 and the order is the same.
 */
#ifndef STORE_RANK_H
#define STORE_RANK_H

#include "store/internal.h"

/* Puts the function dl_rank(TABLE) on the store's own connection, once. */
int store_rank(dl_store *store, dl_error *error);

#endif
