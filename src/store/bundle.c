/* The file of a bundle: made new, or opened from anywhere and trusted in nothing. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dateline/bundle_rows.h"
#include "store/internal.h"

static const int bundle_id = 0x646C6231; /* "dlb1" */
/* No bundle is larger than this once it is unpacked, and none shrinks its bodies further. */
static const sqlite3_int64 most_body = (sqlite3_int64)64 << 20,
                           most_bodies = (sqlite3_int64)1 << 30;
enum { MOST_RATIO = 200, FREE_OF_RATIO = 16 << 20 };

static const char bundle_schema[] =
    "CREATE TABLE sqlar("
    "  name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB);"
    "CREATE TABLE dl_manifest(line TEXT PRIMARY KEY, signature BLOB NOT NULL) STRICT;"
    "CREATE TABLE dl_signer(key BLOB PRIMARY KEY, signature BLOB NOT NULL) STRICT;";

/* --- making --- */

int dl_bundle_rows_create(dl_store **store, const char *path, dl_error *error)
{
    *store = NULL;
    if (access(path, F_OK) == 0)
        return dl_error_set(error, DL_ERR_USAGE, "%s is there already", path);
    int rc = dl_store_open(store, path, NULL, error);
    if (rc)
        return rc;
    char mark[64];
    snprintf(mark, sizeof mark, "PRAGMA application_id = %d", bundle_id);
    int code = sqlite3_exec((*store)->connection, bundle_schema, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec((*store)->connection, mark, NULL, NULL, NULL);
    return store_check(*store, (*store)->connection, code, "cannot make a bundle", error);
}

int dl_bundle_rows_finish(dl_store *store, dl_error *error)
{
    /* one file, no journal beside it, and no pages that were used and left */
    int code = sqlite3_exec(store->connection, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(store->connection, "VACUUM", NULL, NULL, NULL);
    return store_check(store, store->connection, code, "cannot finish a bundle", error);
}

/* --- opening --- */

bool dl_is_bundle(const char *path)
{
    /* SQLite's file format §1.3: the application's id is at byte 68, most significant first */
    unsigned char head[72];
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return false; /* what is read from a pipe is gone */
    FILE *file = fopen(path, "rb");
    size_t got = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        fclose(file);
    return got == sizeof head && memcmp(head, "SQLite format 3", 16) == 0 && head[68] == 0x64 &&
           head[69] == 0x6C && head[70] == 0x62 && head[71] == 0x31;
}

/* A URI of SQLite's for a path: nothing beside the file is read, and it is taken not to change. */
static int name_immutable(dl_store *store, const char *path, dl_error *error)
{
    dl_buf uri = {0};
    dl_buf_puts(&uri, "file:");
    if (path[0] != '/')
        dl_buf_puts(&uri, "./");
    for (const unsigned char *byte = (const unsigned char *)path; *byte; byte++) {
        if (dl_one_of(*byte, "%?#") || *byte < 0x20)
            dl_buf_printf(&uri, "%%%02X", *byte);
        else
            dl_buf_putc(&uri, (char)*byte);
    }
    dl_buf_puts(&uri, "?immutable=1");
    int rc = dl_buf_ok(&uri, error);
    if (!rc && uri.size >= sizeof store->path)
        rc = dl_error_set(error, DL_ERR_USAGE, "the path of the bundle is too long");
    if (!rc)
        memcpy(store->path, uri.data, uri.size + 1);
    dl_buf_clear(&uri);
    return rc;
}

static int refuse(const char *why, dl_error *error)
{
    dl_error_set(error, DL_ERR_STORE, "the bundle is refused: %s", why);
    dl_error_hint(error, "ask its sender for another copy; nothing of it was used");
    return DL_ERR_STORE;
}

/* Every object of a schema, with its SQL. */
static int schema_text(sqlite3 *connection, dl_buf *text)
{
    sqlite3_stmt *list = NULL;
    int code = sqlite3_prepare_v2(connection,
                                  "SELECT type, name, tbl_name, ifnull(sql, '') FROM sqlite_schema"
                                  " ORDER BY type, name LIMIT 1000",
                                  -1, &list, NULL);
    while (code == SQLITE_OK && (code = sqlite3_step(list)) == SQLITE_ROW) {
        code = SQLITE_OK;
        for (int i = 0; i < 4; i++) {
            const char *part = (const char *)sqlite3_column_text(list, i);
            dl_buf_printf(text, "%s\x1f", part ? part : "");
        }
        dl_buf_putc(text, '\n');
    }
    sqlite3_finalize(list);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* Whether the file has exactly the schema that a bundle of its version is made with: a trigger, a
 * view or a generated column of somebody else's would run their SQL in our hands. */
static int compare_schema(dl_store *store, int version, bool *same)
{
    sqlite3 *fresh = NULL;
    dl_buf theirs = {0}, ours = {0};
    int code = sqlite3_open(":memory:", &fresh);
    if (code == SQLITE_OK)
        code = store_build(fresh, version);
    if (code == SQLITE_OK)
        code = sqlite3_exec(fresh, bundle_schema, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = schema_text(fresh, &ours);
    if (code == SQLITE_OK)
        code = schema_text(store->connection, &theirs);
    *same = code == SQLITE_OK && !ours.failed && !theirs.failed &&
            dl_str_equal(dl_buf_str(&ours), dl_buf_str(&theirs));
    dl_buf_clear(&ours);
    dl_buf_clear(&theirs);
    sqlite3_close(fresh);
    return code;
}

static int check_sizes(dl_store *store, dl_error *error)
{
    sqlite3_stmt *sum = NULL;
    int code = sqlite3_prepare_v2(store->connection,
                                  "SELECT total(size), ifnull(max(size), 0),"
                                  " ifnull(min(size), 0), total(length(bytes)) FROM dl_body",
                                  -1, &sum, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(sum);
    int rc = store_check(store, store->connection, code, "cannot read the bundle", error);
    double all = rc ? 0 : sqlite3_column_double(sum, 0),
           held = rc ? 0 : sqlite3_column_double(sum, 3);
    bool fits = !rc && all <= (double)most_bodies && sqlite3_column_int64(sum, 1) <= most_body &&
                sqlite3_column_int64(sum, 2) >= 0 &&
                (all <= FREE_OF_RATIO || all <= MOST_RATIO * held);
    sqlite3_finalize(sum);
    if (!rc && !fits)
        rc = refuse("its captures are past the limit of 64 MiB each, 1 GiB together and 200 times "
                    "their packed size",
                    error);
    return rc;
}

static int check_file(dl_store *store, dl_error *error)
{
    int id = 0, version = 0;
    sqlite3 *connection = store->connection;
    bool same = false, whole = false;
    sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_exec(connection, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", NULL, NULL, NULL);
    int code = store_pragma(connection, "PRAGMA application_id", &id);
    if (code == SQLITE_OK)
        code = store_pragma(connection, "PRAGMA user_version", &version);
    if (code != SQLITE_OK || id != bundle_id)
        return refuse("it is no bundle of dateline", error);
    code = compare_schema(store, version, &same);
    if (code == SQLITE_MISMATCH)
        return refuse("it was made by a newer dateline", error);
    if (code == SQLITE_OK && !same)
        return refuse("its tables are not those that dateline makes", error);
    sqlite3_stmt *check = NULL;
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(connection, "PRAGMA quick_check(1)", -1, &check, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(check);
    const char *word = code == SQLITE_ROW ? (const char *)sqlite3_column_text(check, 0) : NULL;
    whole = word && strcmp(word, "ok") == 0;
    sqlite3_finalize(check);
    if (code == SQLITE_NOMEM || (code == SQLITE_ROW && !word))
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while checking a bundle");
    return whole ? check_sizes(store, error) : refuse("it is damaged or cut short", error);
}

int dl_bundle_rows_open(dl_store **out, const char *path, dl_error *error)
{
    *out = NULL;
    if (access(path, R_OK) != 0)
        return dl_error_set_errno(error, errno, "cannot read %s", path);
    dl_store *store = calloc(1, sizeof *store);
    if (!store)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    store->read_only = true;
    int rc = name_immutable(store, path, error);
    if (!rc)
        rc = store_connect(store, &store->connection, error);
    if (!rc)
        rc = check_file(store, error);
    if (rc) {
        dl_store_close(store);
        dl_error_at(error, path, 0, 0);
        return rc;
    }
    *out = store;
    return 0;
}
