/* What is in the store, told so that it can be compared; and taking away what a notebook made. */
#include <stdio.h>

#include "base/sha256.h"
#include "store/internal.h"

void dl_store_watch(dl_store *store, dl_store_touch *touch, void *user)
{
    store->touch = touch;
    store->touch_user = user;
}

int dl_store_version(dl_store *store, char version[DL_STORE_VERSION_SIZE], dl_error *error)
{
    version[0] = '\0';
    sqlite3_stmt *ask = store_statement(store, STATEMENT_VERSION, error);
    if (!ask)
        return DL_ERR_STORE;
    int code = sqlite3_step(ask);
    if (code == SQLITE_ROW)
        snprintf(version, DL_STORE_VERSION_SIZE, "%s", (const char *)sqlite3_column_text(ask, 0));
    int rc = store_check(store, store->connection, code, "cannot read the store", error);
    store_done(ask);
    return rc;
}

/* "table", "view" or "". */
static int kind_of(dl_store *store, dl_str name, char kind[16], dl_error *error)
{
    kind[0] = '\0';
    sqlite3_stmt *ask = store_statement(store, STATEMENT_KIND_OF, error);
    if (!ask)
        return DL_ERR_STORE;
    store_bind_text(ask, 1, name);
    int code = sqlite3_step(ask);
    if (code == SQLITE_ROW)
        snprintf(kind, 16, "%s", (const char *)sqlite3_column_text(ask, 0));
    int rc = store_check(store, store->connection, code, "cannot read the store", error);
    store_done(ask);
    return rc;
}

/* One statement with a table's name in it, quoted (https://sqlite.org/lang_keywords.html). */
static sqlite3_stmt *prepare_on(dl_store *store, const char *before, dl_str name, dl_error *error)
{
    dl_buf sql = {0};
    sqlite3_stmt *made = NULL;
    dl_buf_puts(&sql, before);
    dl_buf_putc(&sql, '"');
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] == '"')
            dl_buf_putc(&sql, '"');
        dl_buf_putc(&sql, name.data[i]);
    }
    dl_buf_putc(&sql, '"');
    if (dl_buf_ok(&sql, error) == 0) {
        int code = sqlite3_prepare_v2(store->connection, sql.data, (int)sql.size, &made, NULL);
        store_check(store, store->connection, code, "cannot use a table", error);
    }
    dl_buf_clear(&sql);
    return made;
}

static void add_row(sqlite3_stmt *row, dl_buf *text)
{
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        dl_buf_printf(text, "%d:%d:", sqlite3_column_type(row, i), sqlite3_column_bytes(row, i));
        const char *bytes = sqlite3_column_blob(row, i);
        if (bytes)
            dl_buf_append(text, bytes, (size_t)sqlite3_column_bytes(row, i));
    }
}

/* Hashes row after row, so that no table has to fit into memory. */
static int hash_rows(dl_store *store, sqlite3_stmt *rows, char hex[65], dl_error *error)
{
    dl_buf text = {0};
    int code, rc = 0;
    hex[0] = '\0';
    while (rc == 0 && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        dl_buf_truncate(&text, 0);
        dl_buf_puts(&text, hex);
        add_row(rows, &text);
        rc = dl_buf_ok(&text, error);
        if (rc == 0)
            dl_sha256_hex(dl_buf_str(&text), hex);
    }
    if (rc == 0)
        rc = store_check(store, store->connection, code, "cannot read a table", error);
    dl_buf_clear(&text);
    return rc;
}

int dl_store_table_hash(dl_store *store, dl_str table, char hex[65], dl_error *error)
{
    char kind[16];
    if (dl_str_equal(table, DL_STR("*"))) {
        sqlite3_stmt *schema = store_statement(store, STATEMENT_SCHEMA, error);
        int rc = schema ? hash_rows(store, schema, hex, error) : DL_ERR_STORE;
        store_done(schema);
        return rc;
    }
    int rc = kind_of(store, table, kind, error);
    if (rc != 0 || !kind[0]) {
        snprintf(hex, 65, "missing");
        return rc;
    }
    sqlite3_stmt *rows = prepare_on(store, "SELECT * FROM ", table, error);
    rc = rows ? hash_rows(store, rows, hex, error) : DL_ERR_STORE;
    sqlite3_finalize(rows);
    return rc;
}

int dl_store_drop_table(dl_store *store, dl_str table, dl_error *error)
{
    char kind[16];
    int rc = kind_of(store, table, kind, error);
    if (rc != 0 || !kind[0])
        return rc;
    sqlite3_stmt *drop =
        prepare_on(store, kind[0] == 'v' ? "DROP VIEW " : "DROP TABLE ", table, error);
    if (!drop)
        return DL_ERR_STORE;
    rc = store_check(store, store->connection, sqlite3_step(drop), "cannot drop a table", error);
    sqlite3_finalize(drop);
    return rc;
}

int dl_store_forget(dl_store *store, dl_str key, dl_error *error)
{
    sqlite3_stmt *forget = store_statement(store, STATEMENT_FORGET, error);
    if (!forget)
        return DL_ERR_STORE;
    store_bind_text(forget, 1, key);
    int rc =
        store_check(store, store->connection, sqlite3_step(forget), "cannot forget a value", error);
    store_done(forget);
    return rc;
}
