/*
 * Rows into a table of the notebook's own, many at a time: by statements that are prepared once and
 * take several rows each. All under the authorizer, as dl_store_query is.
 *
 *     dl_put_open(store, table, columns, count, key, &put, error)
 *     for each row: fill dl_put_next(put), then dl_put_row(put, error)
 *     dl_put_end(put, error); dl_put_close(put)
 *
 * Nothing is kept or undone here: that is for dl_store_begin_work and what ends it.
 */
#ifndef DATELINE_PUT_H
#define DATELINE_PUT_H

#include "dateline/store.h"

/* What kinds of values a column has, of 1 << dl_value_kind each. */
typedef struct dl_put_column {
    dl_str name;
    unsigned kinds;
} dl_put_column;

typedef struct dl_put dl_put;

/* Makes the table when it is not there: a column of whole numbers is INTEGER, one of numbers REAL,
 * any other TEXT. key: the column that is unique, a row whose key is there replaces it; "" for
 * none. DL_ERR_USAGE for a name that is none (letters, digits and "_", no digit first) and a key
 * that is no column, DL_ERR_SQL where the table has other columns. The caller closes *put. */
int dl_put_open(dl_store *store, dl_str table, const dl_put_column *columns, size_t count,
                dl_str key, dl_put **put, dl_error *error);

/* The places of the next row's values, in the order of the columns. Their texts must live until
 * dl_put_end; those that do not are given to dl_put_text. */
dl_value *dl_put_next(dl_put *put);
/* A copy that lives as long as is needed; its data is NULL when memory is gone. */
dl_str dl_put_text(dl_put *put, dl_str text);
/* What was filled is a row. An error, which may be that of an earlier row, names it: "row 3: ...".
 */
int dl_put_row(dl_put *put, dl_error *error);
/* Writes what waits. */
int dl_put_end(dl_put *put, dl_error *error);
void dl_put_close(dl_put *put); /* NULL is fine */

#endif
