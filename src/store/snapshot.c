/* Snapshots and their bodies: added once, never changed, checked whenever they are read. */
#include <stdlib.h>
#include <string.h>

#include <zstd.h>

#include "base/sha256.h"
#include "store/internal.h"

/* zstd's default: about 3 times smaller HTML at several hundred MB a second. */
static const int compression_level = 3;

static const char doing_add[] = "cannot keep a capture", doing_read[] = "cannot read a capture";

/* --- bodies --- */

/* Binds the smaller of the body and its compressed form; *space is to be freed by the caller. */
static int bind_body(sqlite3_stmt *add, dl_str body, void **space, dl_error *error)
{
    size_t most = ZSTD_compressBound(body.size);
    *space = malloc(most ? most : 1);
    if (!*space)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    size_t size = ZSTD_compress(*space, most, body.data, body.size, compression_level);
    bool smaller = !ZSTD_isError(size) && size < body.size;
    store_bind_text(add, 3, smaller ? DL_STR("zstd") : DL_STR("raw"));
    const void *bytes = smaller ? *space : body.size ? (const void *)body.data : "";
    sqlite3_bind_blob64(add, 4, bytes, smaller ? size : body.size, SQLITE_STATIC);
    return 0;
}

static int add_body(dl_store *store, dl_str body, dl_str sha256, dl_error *error)
{
    void *space = NULL;
    sqlite3_stmt *add = store_statement(store, STATEMENT_ADD_BODY, error);
    if (!add)
        return DL_ERR_STORE;
    store_bind_text(add, 1, sha256);
    sqlite3_bind_int64(add, 2, (sqlite3_int64)body.size);
    int rc = bind_body(add, body, &space, error);
    if (rc == 0)
        rc = store_check(store, store->connection, sqlite3_step(add), doing_add, error);
    store_done(add);
    free(space);
    return rc;
}

static int damaged(dl_str sha256, dl_error *error)
{
    dl_error_set(error, DL_ERR_STORE, "the body %.12s... of a capture is damaged in the store",
                 sha256.data);
    dl_error_hint(error, "capture the source again; the damaged body is not used");
    return DL_ERR_STORE;
}

static int unpack(sqlite3_stmt *row, dl_str sha256, dl_arena *arena, dl_str *body, dl_error *error)
{
    size_t size = (size_t)sqlite3_column_int64(row, 0);
    bool packed = strcmp((const char *)sqlite3_column_text(row, 1), "zstd") == 0;
    const void *bytes = sqlite3_column_blob(row, 2);
    size_t kept = (size_t)sqlite3_column_bytes(row, 2);
    if (packed && ZSTD_getFrameContentSize(bytes, kept) != size)
        return damaged(sha256, error);
    char *space = dl_arena_alloc(arena, size + 1);
    if (!space)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (packed && ZSTD_decompress(space, size, bytes, kept) != size)
        return damaged(sha256, error);
    if (!packed && kept != size)
        return damaged(sha256, error);
    if (!packed && size)
        memcpy(space, bytes, size);
    *body = (dl_str){space, size};
    char hex[DL_SHA256_HEX + 1];
    dl_sha256_hex(*body, hex);
    return dl_str_equal(dl_str_of(hex), sha256) ? 0 : damaged(sha256, error);
}

static int read_body(dl_store *store, dl_str sha256, dl_arena *arena, dl_str *body, dl_error *error)
{
    sqlite3_stmt *get = store_statement(store, STATEMENT_BODY, error);
    if (!get)
        return DL_ERR_STORE;
    store_bind_text(get, 1, sha256);
    int code = sqlite3_step(get);
    int rc = store_check(store, store->connection, code, doing_read, error);
    if (code == SQLITE_ROW)
        rc = unpack(get, sha256, arena, body, error);
    else if (rc == 0)
        rc = damaged(sha256, error);
    store_done(get);
    return rc;
}

/* --- snapshots --- */

static int add_source(dl_store *store, dl_str url, dl_error *error)
{
    sqlite3_stmt *add = store_statement(store, STATEMENT_ADD_SOURCE, error);
    if (!add)
        return DL_ERR_STORE;
    store_bind_text(add, 1, url);
    int rc = store_check(store, store->connection, sqlite3_step(add), doing_add, error);
    store_done(add);
    return rc;
}

static int add_row(dl_store *store, dl_snapshot *snapshot, dl_str sha256, dl_error *error)
{
    sqlite3_stmt *add = store_statement(store, STATEMENT_ADD_SNAPSHOT, error);
    if (!add)
        return DL_ERR_STORE;
    dl_str request = snapshot->request, headers = snapshot->headers;
    store_bind_text(add, 1, snapshot->url);
    store_bind_text(add, 2, snapshot->final_url);
    sqlite3_bind_int(add, 3, snapshot->status);
    sqlite3_bind_blob64(add, 4, request.size ? request.data : "", request.size, SQLITE_STATIC);
    sqlite3_bind_blob64(add, 5, headers.size ? headers.data : "", headers.size, SQLITE_STATIC);
    store_bind_text(add, 6, snapshot->redirects);
    store_bind_text(add, 7, sha256);
    sqlite3_bind_int64(add, 8, snapshot->captured_at_us);
    sqlite3_bind_int64(add, 9, snapshot->revalidated);
    store_bind_text(add, 10, snapshot->etag);
    store_bind_text(add, 11, snapshot->last_modified);
    int rc = store_check(store, store->connection, sqlite3_step(add), doing_add, error);
    store_done(add);
    if (rc == 0)
        snapshot->id = sqlite3_last_insert_rowid(store->connection);
    return rc;
}

int dl_store_add_snapshot(dl_store *store, dl_snapshot *snapshot, dl_arena *arena, dl_error *error)
{
    char hex[DL_SHA256_HEX + 1];
    dl_sha256_hex(snapshot->body, hex);
    dl_str sha256 = dl_str_of(hex);
    int rc = store_run(store, STATEMENT_BEGIN, error);
    if (rc != 0)
        return rc;
    rc = add_body(store, snapshot->body, sha256, error);
    if (rc == 0)
        rc = add_source(store, snapshot->url, error);
    if (rc == 0)
        rc = add_row(store, snapshot, sha256, error);
    if (rc == 0)
        rc = store_run(store, STATEMENT_COMMIT, error);
    if (rc != 0) {
        store_run(store, STATEMENT_ROLLBACK, NULL);
        return rc;
    }
    snapshot->body_size = (int64_t)snapshot->body.size;
    if (arena)
        snapshot->sha256 = dl_arena_copy(arena, sha256);
    return 0;
}

static void read_row(sqlite3_stmt *row, dl_arena *arena, dl_snapshot *snapshot)
{
    memset(snapshot, 0, sizeof *snapshot);
    snapshot->id = sqlite3_column_int64(row, 0);
    snapshot->url = store_column(row, 1, arena);
    snapshot->final_url = store_column(row, 2, arena);
    snapshot->status = sqlite3_column_int(row, 3);
    snapshot->request = store_column(row, 4, arena);
    snapshot->headers = store_column(row, 5, arena);
    snapshot->redirects = store_column(row, 6, arena);
    snapshot->sha256 = store_column(row, 7, arena);
    snapshot->body_size = sqlite3_column_int64(row, 8);
    snapshot->captured_at_us = sqlite3_column_int64(row, 9);
    snapshot->revalidated = sqlite3_column_int64(row, 10);
    snapshot->etag = store_column(row, 11, arena);
    snapshot->last_modified = store_column(row, 12, arena);
    snapshot->body = (dl_str){"", 0};
}

int dl_store_snapshot(dl_store *store, int64_t id, bool with_body, dl_arena *arena,
                      dl_snapshot *snapshot, dl_error *error)
{
    sqlite3_stmt *get = store_statement(store, STATEMENT_SNAPSHOT, error);
    if (!get)
        return DL_ERR_STORE;
    sqlite3_bind_int64(get, 1, id);
    int code = sqlite3_step(get);
    int rc = store_check(store, store->connection, code, doing_read, error);
    if (code == SQLITE_ROW)
        read_row(get, arena, snapshot);
    else if (rc == 0)
        rc = dl_error_set(error, DL_ERR_NOT_FOUND, "there is no snapshot %lld", (long long)id);
    store_done(get);
    if (rc == 0 && !snapshot->sha256.data)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (rc == 0 && with_body)
        rc = read_body(store, snapshot->sha256, arena, &snapshot->body, error);
    return rc;
}

int dl_store_latest(dl_store *store, dl_str url, bool with_body, dl_arena *arena,
                    dl_snapshot *snapshot, dl_error *error)
{
    sqlite3_stmt *find = store_statement(store, STATEMENT_LATEST, error);
    if (!find)
        return DL_ERR_STORE;
    store_bind_text(find, 1, url);
    int code = sqlite3_step(find);
    int rc = store_check(store, store->connection, code, doing_read, error);
    int64_t id = code == SQLITE_ROW ? sqlite3_column_int64(find, 0) : 0;
    store_done(find);
    if (rc == 0 && id == 0)
        rc = dl_error_set(error, DL_ERR_NOT_FOUND, "%.*s is not captured", DL_STR_ARG(url));
    return rc == 0 ? dl_store_snapshot(store, id, with_body, arena, snapshot, error) : rc;
}

/* Doubles the list in the arena; what it leaves behind goes with the arena. */
static dl_snapshot *more_room(dl_arena *arena, dl_snapshot *list, size_t count)
{
    dl_snapshot *larger = dl_arena_alloc(arena, (count ? 2 * count : 16) * sizeof *larger);
    if (larger && count)
        memcpy(larger, list, count * sizeof *larger);
    return larger;
}

int dl_store_snapshots(dl_store *store, dl_str url, dl_arena *arena, dl_snapshot **snapshots,
                       size_t *count, dl_error *error)
{
    *snapshots = NULL;
    *count = 0;
    sqlite3_stmt *list = store_statement(store, STATEMENT_SNAPSHOTS, error);
    if (!list)
        return DL_ERR_STORE;
    store_bind_text(list, 1, url);
    size_t room = 0;
    int code, rc = 0;
    while (rc == 0 && (code = sqlite3_step(list)) != SQLITE_DONE) {
        rc = store_check(store, store->connection, code, doing_read, error);
        if (rc == 0 && *count == room) {
            *snapshots = more_room(arena, *snapshots, room);
            room = room ? 2 * room : 16;
            if (!*snapshots)
                rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
        }
        if (rc == 0)
            read_row(list, arena, &(*snapshots)[(*count)++]);
    }
    store_done(list);
    return rc;
}
