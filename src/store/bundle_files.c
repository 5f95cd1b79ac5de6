/* The files and the manifest of a bundle. Its table of files is SQLite's own archive format
 * (sqlar): zlib's format where that is smaller, else the bytes as they are. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "base/inflate.h"
#include "dateline/bundle_rows.h"
#include "store/internal.h"

static const char doing_add[] = "cannot add to the bundle", doing_read[] = "cannot read the bundle";

static int prepare(dl_store *store, const char *sql, sqlite3_stmt **prepared, dl_error *error)
{
    int code = sqlite3_prepare_v2(store->connection, sql, -1, prepared, NULL);
    return store_check(store, store->connection, code, doing_read, error);
}

/* Steps a statement that gives nothing, and ends it. */
static int run(dl_store *store, sqlite3_stmt *bound, dl_error *error)
{
    int rc = store_check(store, store->connection, sqlite3_step(bound), doing_add, error);
    sqlite3_finalize(bound);
    return rc;
}

/* --- files --- */

int dl_bundle_rows_add(dl_store *store, dl_str name, dl_str bytes, dl_error *error)
{
    sqlite3_stmt *add = NULL;
    uLongf size = compressBound(bytes.size);
    char *space = malloc(size);
    if (!space)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    bool smaller = compress2((Bytef *)space, &size, (const Bytef *)bytes.data, bytes.size,
                             Z_BEST_COMPRESSION) == Z_OK &&
                   size < bytes.size;
    int rc =
        prepare(store, "INSERT INTO sqlar(name, mode, mtime, sz, data) VALUES (?1, ?2, 0, ?3, ?4)",
                &add, error);
    if (!rc) {
        store_bind_text(add, 1, name);
        sqlite3_bind_int(add, 2, S_IFREG | 0644);
        sqlite3_bind_int64(add, 3, (sqlite3_int64)bytes.size);
        store_bind_bytes(add, 4, smaller ? (dl_str){space, size} : bytes);
        rc = run(store, add, error);
    }
    free(space);
    return rc;
}

/* How many rows a table has; DL_ERR_LIMIT_SIZE past most. */
static int count_rows(dl_store *store, const char *sql, size_t most, const char *what, size_t *rows,
                      dl_error *error)
{
    sqlite3_stmt *count = NULL;
    int rc = prepare(store, sql, &count, error);
    if (!rc)
        rc = store_check(store, store->connection, sqlite3_step(count), doing_read, error);
    *rows = rc ? 0 : (size_t)sqlite3_column_int64(count, 0);
    sqlite3_finalize(count);
    if (!rc && *rows > most)
        rc = dl_error_set(error, DL_ERR_LIMIT_SIZE,
                          "the bundle is refused: it has %zu %s, past the limit of %zu", *rows,
                          what, most);
    return rc;
}

int dl_bundle_rows_list(dl_store *store, size_t most, dl_arena *arena, dl_bundle_row **rows,
                        size_t *count, dl_error *error)
{
    sqlite3_stmt *list = NULL;
    size_t room = 0;
    *count = 0;
    int rc = count_rows(store, "SELECT count(*) FROM sqlar", most, "files", &room, error);
    *rows = rc ? NULL : dl_arena_alloc(arena, (room + 1) * sizeof **rows);
    if (!rc && !*rows)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (!rc)
        rc = prepare(store,
                     "SELECT name, mode, sz, ifnull(length(data), 0) FROM sqlar ORDER BY name",
                     &list, error);
    int code = SQLITE_DONE;
    while (!rc && *count < room && (code = sqlite3_step(list)) == SQLITE_ROW)
        (*rows)[(*count)++] = (dl_bundle_row){.name = store_column(list, 0, arena),
                                              .mode = sqlite3_column_int(list, 1),
                                              .size = sqlite3_column_int64(list, 2),
                                              .held = sqlite3_column_int64(list, 3)};
    if (!rc)
        rc = store_check(store, store->connection, code, doing_read, error);
    sqlite3_finalize(list);
    return rc;
}

static int damaged(dl_str name, dl_error *error)
{
    return dl_error_set(error, DL_ERR_STORE,
                        "the bundle is refused: the file %.*s in it is damaged, or of another "
                        "size than it says",
                        DL_STR_ARG(name));
}

int dl_bundle_rows_read(dl_store *store, const dl_bundle_row *row, dl_buf *bytes, dl_error *error)
{
    sqlite3_stmt *get = NULL;
    int rc = prepare(store, "SELECT data FROM sqlar WHERE name = ?1", &get, error);
    if (rc)
        return rc;
    store_bind_text(get, 1, row->name);
    int code = sqlite3_step(get);
    rc = store_check(store, store->connection, code, doing_read, error);
    const char *data = rc || code != SQLITE_ROW ? NULL : sqlite3_column_blob(get, 0);
    dl_str held = {data ? data : "", data ? (size_t)sqlite3_column_bytes(get, 0) : 0};
    if (!rc && (row->size < 0 || (int64_t)held.size != row->held))
        rc = damaged(row->name, error);
    size_t before = bytes->size;
    if (!rc && row->held == row->size)
        dl_buf_add(bytes, held);
    else if (!rc && dl_inflate(DL_CODING_DEFLATE, held, (size_t)row->size, bytes, error) != 0)
        rc = damaged(row->name, error);
    if (!rc && bytes->size - before != (size_t)row->size)
        rc = damaged(row->name, error);
    sqlite3_finalize(get);
    return rc ? rc : dl_buf_ok(bytes, error);
}

/* --- the manifest --- */

int dl_manifest_put(dl_store *store, const dl_manifest_line *line, dl_error *error)
{
    sqlite3_stmt *put = NULL;
    int rc =
        prepare(store, "INSERT INTO dl_manifest(line, signature) VALUES (?1, ?2)", &put, error);
    if (rc)
        return rc;
    store_bind_text(put, 1, line->text);
    store_bind_bytes(put, 2, line->signature);
    return run(store, put, error);
}

int dl_manifest_list(dl_store *store, size_t most, dl_arena *arena, dl_manifest_line **lines,
                     size_t *count, dl_error *error)
{
    sqlite3_stmt *list = NULL;
    size_t room = 0;
    *count = 0;
    int rc = count_rows(store, "SELECT count(*) FROM dl_manifest", most, "lines in its manifest",
                        &room, error);
    *lines = rc ? NULL : dl_arena_alloc(arena, (room + 1) * sizeof **lines);
    if (!rc && !*lines)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (!rc)
        rc = prepare(store, "SELECT line, signature FROM dl_manifest ORDER BY line", &list, error);
    int code = SQLITE_DONE;
    while (!rc && *count < room && (code = sqlite3_step(list)) == SQLITE_ROW)
        (*lines)[(*count)++] =
            (dl_manifest_line){store_column(list, 0, arena), store_column(list, 1, arena)};
    if (!rc)
        rc = store_check(store, store->connection, code, doing_read, error);
    sqlite3_finalize(list);
    return rc;
}

int dl_manifest_set_signer(dl_store *store, dl_str key, dl_str signature, dl_error *error)
{
    sqlite3_stmt *put = NULL;
    int rc = prepare(store, "INSERT INTO dl_signer(key, signature) VALUES (?1, ?2)", &put, error);
    if (rc)
        return rc;
    store_bind_bytes(put, 1, key);
    store_bind_bytes(put, 2, signature);
    return run(store, put, error);
}

int dl_manifest_signer(dl_store *store, dl_arena *arena, dl_str *key, dl_str *signature,
                       dl_error *error)
{
    sqlite3_stmt *get = NULL;
    *key = *signature = (dl_str){"", 0};
    int rc = prepare(store, "SELECT key, signature FROM dl_signer LIMIT 1", &get, error);
    if (rc)
        return rc;
    int code = sqlite3_step(get);
    rc = store_check(store, store->connection, code, doing_read, error);
    if (code == SQLITE_ROW) {
        *key = store_column(get, 0, arena);
        *signature = store_column(get, 1, arena);
    }
    sqlite3_finalize(get);
    return rc;
}
