/* A copy of a whole store, as it is at one moment. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/internal.h"

static int run_copy(dl_store *from, dl_store *to, dl_error *error)
{
    sqlite3_backup *backup = sqlite3_backup_init(to->connection, "main", from->connection, "main");
    if (!backup)
        return store_check(to, to->connection, sqlite3_errcode(to->connection),
                           "cannot copy the store", error);
    int code = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) /* the connection has no words for these */
        return dl_error_set(error, DL_ERR_STORE, "cannot copy the store (%s): it is in use",
                            from->path);
    return store_check(to, to->connection, code, "cannot copy the store", error);
}

/* Whether transactions wait in a write-ahead log: whoever writes would move them. */
static bool log_waits(const char *path)
{
    char name[4096 + 8];
    struct stat info;
    int length = snprintf(name, sizeof name, "%s-wal", path);
    bool fits = length > 0 && (size_t)length < sizeof name;
    return fits && stat(name, &info) == 0 && info.st_size > 0;
}

/* A connection that may write, though it does not, takes its own journals away when it closes; one
 * that may only read leaves them behind. */
static int open_source(dl_store *source, const char *path, dl_error *error)
{
    int length = snprintf(source->path, sizeof source->path, "%s", path);
    if (length < 0 || (size_t)length >= sizeof source->path)
        return dl_error_set(error, DL_ERR_USAGE, "the store's path is too long");
    source->read_only = log_waits(path) || access(path, W_OK) != 0;
    return store_connect(source, &source->connection, error);
}

int dl_store_copy(const char *from, const char *to, dl_error *error)
{
    dl_store source = {0}, *copy = NULL, *fresh = NULL;
    if (access(from, F_OK) != 0)
        return dl_error_set_errno(error, errno, "cannot open the store %s", from);
    if (access(to, F_OK) == 0)
        return dl_error_set(error, DL_ERR_USAGE, "%s is there already", to);
    int rc = dl_store_open(&fresh, to, NULL, error);
    if (rc == 0)
        rc = open_source(&source, from, error);
    if (rc == 0)
        rc = run_copy(&source, fresh, error);
    sqlite3_close_v2(source.connection);
    dl_store_close(fresh);
    if (rc == 0)
        rc = dl_store_open(&copy, to, NULL, error);
    dl_store_close(copy);
    copy = NULL;
    /* damaged, another program's, or a newer dateline's: told of the store, not of its copy */
    dl_error told;
    int why = rc ? dl_store_open(&copy, from, &(dl_store_options){.read_only = true}, &told) : 0;
    if (why && error)
        *error = told;
    dl_store_close(copy);
    return why ? why : rc;
}
