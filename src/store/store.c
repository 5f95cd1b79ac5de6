#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/clock.h"
#include "store/internal.h"

/* How long a write waits for others' in all, and for one look to the next: those who wait longest
 * look no less often than who just came, so that ten writers each have their turn. */
static const int64_t most_wait_ms = 30000;
static const long look_every_ms = 2;
static const int progress_steps = 10000; /* a fraction of a millisecond between two looks */

/* --- errors --- */

typedef struct code_row {
    int code, kind;
    const char *hint;
} code_row;

static const code_row codes[] = {
    {SQLITE_FULL, DL_ERR_FULL, "make room on the disk; what was kept before is still there"},
    {SQLITE_NOMEM, DL_ERR_MEMORY, ""},
    {SQLITE_AUTH, DL_ERR_PERMISSION, ""},
    {SQLITE_TOOBIG, DL_ERR_LIMIT_SIZE, ""},
    {SQLITE_BUSY, DL_ERR_STORE, "another program is writing to it; try again when it is done"},
    {SQLITE_LOCKED, DL_ERR_STORE, "another program is writing to it; try again when it is done"},
    {SQLITE_NOTADB, DL_ERR_STORE, "it is no SQLite database; name another file with --store FILE"},
    {SQLITE_CORRUPT, DL_ERR_STORE,
     "the file is damaged; `sqlite3 FILE .recover` saves what can be read"},
    /* of what it shares in memory SQLite keeps no number of the system's */
    {SQLITE_IOERR, DL_ERR_STORE, "is there room on its disk, and is the disk whole?"},
    {SQLITE_CANTOPEN, DL_ERR_STORE, "is its folder there, and may it be written?"},
    {SQLITE_READONLY, DL_ERR_STORE, "the file may not be written"},
};

/* Whether a write failed for want of room: SQLite says "I/O error" for all but ENOSPC, and keeps
 * the system's own code with the file, which may be the database or its write-ahead log. */
static bool no_room(sqlite3 *connection)
{
    const int last = sqlite3_system_errno(connection);
    if (last == ENOSPC || last == EFBIG || last == EDQUOT)
        return true;
    static const int files[] = {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER};
    for (int i = 0; i < 2; i++) {
        sqlite3_file *file = NULL;
        int system = 0;
        if (sqlite3_file_control(connection, "main", files[i], &file) != SQLITE_OK || !file ||
            !file->pMethods)
            continue;
        file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &system);
        if (system == ENOSPC || system == EFBIG || system == EDQUOT)
            return true;
    }
    return false;
}

int store_check(const dl_store *store, sqlite3 *connection, int code, const char *doing,
                dl_error *error)
{
    int primary = code & 0xff;
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
        return 0;
    code_row row = {primary, DL_ERR_STORE, ""};
    bool of_file = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN;
    if (of_file && no_room(connection))
        primary = SQLITE_FULL;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (codes[i].code == primary)
            row = codes[i];
    }
    if (primary == SQLITE_INTERRUPT && dl_cancel_reason(store->cancel))
        row.kind = dl_cancel_reason(store->cancel);
    const char *words = primary == SQLITE_FULL ? "the disk is full" : sqlite3_errmsg(connection);
    dl_error_set(error, row.kind, "%s (%s): %s", doing, store->path, words);
    dl_error_hint(error, "%s", row.hint);
    if (error)
        error->system = code;
    return row.kind;
}

/* --- open and close --- */

static int look_at_cancel(void *data)
{
    return dl_cancel_reason(data) != 0;
}

/* Another process writes: whether to look again (https://sqlite.org/c3ref/busy_handler.html). */
static int wait_turn(void *data, int looked)
{
    dl_store *store = data;
    const struct timespec pause = {.tv_nsec = look_every_ms * 1000000};
    if (looked == 0)
        store->waits_since_ms = dl_clock_ms();
    if (dl_cancel_reason(store->cancel) || dl_clock_ms() - store->waits_since_ms > most_wait_ms)
        return 0;
    nanosleep(&pause, NULL);
    return 1;
}

int store_connect(dl_store *store, sqlite3 **connection, dl_error *error)
{
    int flags =
        SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
        (store->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    int code = sqlite3_open_v2(store->path, connection, flags, NULL);
    if (!*connection)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (code != SQLITE_OK && store->read_only && sqlite3_system_errno(*connection) == ENOENT) {
        dl_error_set(error, DL_ERR_STORE, "there is no store %s: nothing was captured yet",
                     store->path);
        dl_error_hint(error, "`dateline fetch URL` captures into one; --store names another");
        return DL_ERR_STORE;
    }
    struct stat info;
    if (code != SQLITE_OK && stat(store->path, &info) == 0 && S_ISDIR(info.st_mode)) {
        dl_error_set(error, DL_ERR_STORE, "%s is a folder; a store is one file", store->path);
        dl_error_hint(error, "name the file, as in --store %s/dateline.db", store->path);
        return DL_ERR_STORE;
    }
    if (code != SQLITE_OK)
        return store_check(store, *connection, code, "cannot open the store", error);
    sqlite3_busy_handler(*connection, wait_turn, store);
    sqlite3_db_config(*connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(*connection, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    sqlite3_db_config(*connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    /* in WAL mode a commit survives the program's end; power loss may cost the last ones */
    sqlite3_exec(*connection, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
    if (store->cancel)
        sqlite3_progress_handler(*connection, progress_steps, look_at_cancel,
                                 (void *)store->cancel);
    return 0;
}

static int set_path(dl_store *store, const char *path, dl_error *error)
{
    /* a store of no file is one that both connections find by a name of its own */
    int size = strcmp(path, ":memory:") == 0
                   ? snprintf(store->path, sizeof store->path, "file:/dateline-%p?vfs=memdb",
                              (void *)store)
                   : snprintf(store->path, sizeof store->path, "%s", path);
    if (strncmp(path, "file:", 5) == 0)
        return dl_error_set(error, DL_ERR_USAGE, "a store is named by a path, not by a URI: %s",
                            path);
    if (size < 0 || (size_t)size >= sizeof store->path)
        return dl_error_set(error, DL_ERR_USAGE, "the store's path is too long");
    return 0;
}

int dl_store_open(dl_store **out, const char *path, const dl_store_options *options,
                  dl_error *error)
{
    *out = NULL;
    dl_store *store = calloc(1, sizeof *store);
    if (!store)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (options) {
        store->read_only = options->read_only;
        store->cancel = options->cancel;
    }
    int rc = set_path(store, path, error);
    if (rc == 0)
        rc = store_connect(store, &store->connection, error);
    if (rc == 0)
        rc = store_migrate(store, error);
    if (rc != 0) {
        dl_store_close(store);
        return rc;
    }
    *out = store;
    return 0;
}

void dl_store_close(dl_store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(store->prepared[i]);
    sqlite3_close_v2(store->guest);
    sqlite3_close_v2(store->connection);
    free(store);
}

/* --- small values --- */

int dl_store_get(dl_store *store, dl_str key, dl_arena *arena, dl_str *value, dl_error *error)
{
    sqlite3_stmt *get = store_statement(store, STATEMENT_GET, error);
    if (!get)
        return DL_ERR_STORE;
    store_bind_text(get, 1, key);
    int code = sqlite3_step(get);
    int rc = store_check(store, store->connection, code, "cannot read a value", error);
    if (code == SQLITE_ROW)
        *value = store_column(get, 0, arena);
    if (code == SQLITE_ROW && !value->data)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a value");
    else if (code != SQLITE_ROW && rc == 0)
        rc = dl_error_set(error, DL_ERR_NOT_FOUND, "nothing is kept under '%.*s'", DL_STR_ARG(key));
    store_done(get);
    return rc;
}

int dl_store_set(dl_store *store, dl_str key, dl_str value, dl_error *error)
{
    sqlite3_stmt *set = store_statement(store, STATEMENT_SET, error);
    if (!set)
        return DL_ERR_STORE;
    store_bind_text(set, 1, key);
    store_bind_text(set, 2, value);
    int rc = store_check(store, store->connection, sqlite3_step(set), "cannot keep a value", error);
    store_done(set);
    return rc;
}
