/* How long hosts asked to be left alone: a program that starts again does not forget it. */
#include "store/internal.h"

int dl_store_host_wait(dl_store *store, dl_str origin, int64_t *until_us, dl_error *error)
{
    *until_us = 0;
    sqlite3_stmt *get = store_statement(store, STATEMENT_HOST_WAIT, error);
    if (!get)
        return DL_ERR_STORE;
    store_bind_text(get, 1, origin);
    int code = sqlite3_step(get);
    if (code == SQLITE_ROW)
        *until_us = sqlite3_column_int64(get, 0);
    int rc = store_check(store, store->connection, code, "cannot read from the store", error);
    store_done(get);
    return rc;
}

int dl_store_set_host_wait(dl_store *store, dl_str origin, int64_t until_us, dl_error *error)
{
    sqlite3_stmt *set = store_statement(store, STATEMENT_SET_HOST_WAIT, error);
    if (!set)
        return DL_ERR_STORE;
    store_bind_text(set, 1, origin);
    sqlite3_bind_int64(set, 2, until_us);
    int rc =
        store_check(store, store->connection, sqlite3_step(set), "cannot write the store", error);
    store_done(set);
    return rc;
}
