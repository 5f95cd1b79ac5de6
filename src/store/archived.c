/* What exchange with web archives asks of the store: captures in order, captures by their moment,
 * and the names under which archives know them. */
#include "store/internal.h"

static const char doing[] = "cannot look for a capture";

/* Runs find, which is bound and gives one id or no row. */
static int one_id(dl_store *store, sqlite3_stmt *find, int64_t *id, dl_error *error)
{
    int code = sqlite3_step(find);
    int rc = store_check(store, store->connection, code, doing, error);
    *id = code == SQLITE_ROW ? sqlite3_column_int64(find, 0) : 0;
    store_done(find);
    return rc;
}

int dl_store_capture_after(dl_store *store, dl_str url, int64_t *captured_at_us, int64_t *id,
                           dl_error *error)
{
    sqlite3_stmt *next = store_statement(store, STATEMENT_CAPTURE_AFTER, error);
    if (!next)
        return DL_ERR_STORE;
    store_bind_text(next, 1, url);
    sqlite3_bind_int64(next, 2, *captured_at_us);
    sqlite3_bind_int64(next, 3, *id);
    int code = sqlite3_step(next);
    int rc = store_check(store, store->connection, code, doing, error);
    *id = code == SQLITE_ROW ? sqlite3_column_int64(next, 0) : 0;
    *captured_at_us = code == SQLITE_ROW ? sqlite3_column_int64(next, 1) : 0;
    store_done(next);
    return rc;
}

int dl_store_find_capture(dl_store *store, dl_str url, int64_t captured_at_us, dl_str sha256,
                          int64_t *id, dl_error *error)
{
    sqlite3_stmt *find = store_statement(store, STATEMENT_FIND_CAPTURE, error);
    if (!find)
        return DL_ERR_STORE;
    store_bind_text(find, 1, url);
    sqlite3_bind_int64(find, 2, captured_at_us);
    store_bind_text(find, 3, sha256);
    return one_id(store, find, id, error);
}

int dl_store_find_at(dl_store *store, dl_str url, int64_t from_us, int64_t to_us, int64_t *id,
                     dl_error *error)
{
    sqlite3_stmt *find = store_statement(store, STATEMENT_FIND_AT, error);
    if (!find)
        return DL_ERR_STORE;
    store_bind_text(find, 1, url);
    sqlite3_bind_int64(find, 2, from_us);
    sqlite3_bind_int64(find, 3, to_us);
    return one_id(store, find, id, error);
}

int dl_store_find_archived(dl_store *store, dl_str key, int64_t *id, dl_error *error)
{
    sqlite3_stmt *find = store_statement(store, STATEMENT_FIND_ARCHIVED, error);
    if (!find)
        return DL_ERR_STORE;
    store_bind_text(find, 1, key);
    return one_id(store, find, id, error);
}

int dl_store_put_archived(dl_store *store, dl_str key, int64_t snapshot, dl_error *error)
{
    sqlite3_stmt *put = store_statement(store, STATEMENT_PUT_ARCHIVED, error);
    if (!put)
        return DL_ERR_STORE;
    store_bind_text(put, 1, key);
    sqlite3_bind_int64(put, 2, snapshot);
    int rc = store_check(store, store->connection, sqlite3_step(put), doing, error);
    store_done(put);
    return rc;
}

int dl_store_page_title(dl_store *store, int64_t snapshot, dl_arena *arena, dl_str *title,
                        dl_error *error)
{
    sqlite3_stmt *get = store_statement(store, STATEMENT_PAGE_TITLE, error);
    *title = (dl_str){"", 0};
    if (!get)
        return DL_ERR_STORE;
    sqlite3_bind_int64(get, 1, snapshot);
    int code = sqlite3_step(get);
    int rc = store_check(store, store->connection, code, doing, error);
    if (code == SQLITE_ROW)
        *title = store_column(get, 0, arena);
    store_done(get);
    return rc;
}
