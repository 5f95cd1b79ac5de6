/* What came of a notebook's steps, kept for a run that goes on where one failed. A cache: it may be
 * emptied at any time, and is bounded. */
#include "store/internal.h"

static const int most_rows = 10000;
static const sqlite3_int64 most_bytes = (sqlite3_int64)64 << 20;
static const int64_t largest = (int64_t)8 << 20; /* of one result: what is longer is made again */

int dl_store_keep(dl_store *store, const dl_kept_row *row, int64_t now_us, dl_error *error)
{
    if ((int64_t)(row->trace.size + row->result.size) > largest)
        return 0;
    sqlite3_stmt *put = store_statement(store, STATEMENT_KEEP, error);
    if (!put)
        return DL_ERR_STORE;
    sqlite3_bind_blob64(put, 1, row->key.data, row->key.size, SQLITE_STATIC);
    sqlite3_bind_blob64(put, 2, row->code.data, row->code.size, SQLITE_STATIC);
    sqlite3_bind_blob64(put, 3, row->trace.data, row->trace.size, SQLITE_STATIC);
    sqlite3_bind_blob64(put, 4, row->result.data, row->result.size, SQLITE_STATIC);
    sqlite3_bind_int64(put, 5, now_us);
    int rc =
        store_check(store, store->connection, sqlite3_step(put), "cannot keep a result", error);
    store_done(put);
    return rc;
}

int dl_store_kept(dl_store *store, dl_str code, dl_arena *arena, dl_kept_row *rows, size_t most,
                  size_t *count, dl_error *error)
{
    *count = 0;
    sqlite3_stmt *get = store_statement(store, STATEMENT_KEPT, error);
    if (!get)
        return DL_ERR_STORE;
    sqlite3_bind_blob64(get, 1, code.data, code.size, SQLITE_STATIC);
    int step = SQLITE_DONE;
    while (*count < most && (step = sqlite3_step(get)) == SQLITE_ROW)
        rows[(*count)++] = (dl_kept_row){.code = code,
                                         .key = store_column(get, 0, arena),
                                         .trace = store_column(get, 1, arena),
                                         .result = store_column(get, 2, arena)};
    int rc = store_check(store, store->connection, step, "cannot read kept results", error);
    store_done(get);
    return rc;
}

int dl_store_prune_kept(dl_store *store, dl_error *error)
{
    sqlite3_stmt *prune = store_statement(store, STATEMENT_PRUNE_KEPT, error);
    if (!prune)
        return DL_ERR_STORE;
    sqlite3_bind_int(prune, 1, most_rows);
    sqlite3_bind_int64(prune, 2, most_bytes);
    int rc =
        store_check(store, store->connection, sqlite3_step(prune), "cannot prune results", error);
    store_done(prune);
    return rc;
}

int dl_store_keep_table(dl_store *store, const dl_kept_table *table, dl_error *error)
{
    sqlite3_stmt *put = store_statement(store, STATEMENT_KEEP_TABLE, error);
    if (!put)
        return DL_ERR_STORE;
    store_bind_text(put, 1, table->name);
    store_bind_text(put, 2, table->initial);
    store_bind_text(put, 3, table->left);
    int rc = store_check(store, store->connection, sqlite3_step(put), "cannot keep a table's state",
                         error);
    store_done(put);
    return rc;
}

int dl_store_kept_tables(dl_store *store, dl_arena *arena, dl_kept_table **tables, size_t *count,
                         dl_error *error)
{
    size_t room = 0;
    *tables = NULL;
    *count = 0;
    sqlite3_stmt *get = store_statement(store, STATEMENT_KEPT_TABLES, error);
    if (!get)
        return DL_ERR_STORE;
    int step, rc = 0;
    while (rc == 0 && (step = sqlite3_step(get)) == SQLITE_ROW) {
        if (*count == room) {
            room = room ? 2 * room : 16;
            dl_kept_table *larger = dl_arena_alloc(arena, room * sizeof *larger);
            for (size_t i = 0; larger && i < *count; i++)
                larger[i] = (*tables)[i];
            *tables = larger;
        }
        if (!*tables) {
            rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
            break;
        }
        (*tables)[(*count)++] = (dl_kept_table){.name = store_column(get, 0, arena),
                                                .initial = store_column(get, 1, arena),
                                                .left = store_column(get, 2, arena)};
    }
    if (rc == 0)
        rc = store_check(store, store->connection, step, "cannot read kept tables", error);
    store_done(get);
    return rc;
}
