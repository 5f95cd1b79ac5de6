/*
 * Fails the nth call that writes (write, pwrite, fsync, ftruncate, rename, close, an open that
 * creates), of the library's own and of SQLite's: for want of space, by a broken disk, by a signal,
 * or half. What was to be written is old or new and whole, the error says what is wrong, the store
 * passes SQLite's check, and afterwards the same is done well.
 *
 *   file-faults [MOST]   n from 1 to MOST (200)
 */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "dateline/bundle.h"
#include "dateline/lock.h"
#include "fault.h"

int __real_open(const char *path, int flags, ...);
ssize_t __real_write(int fd, const void *bytes, size_t size);
ssize_t __real_pwrite(int fd, const void *bytes, size_t size, off_t at);
int __real_fsync(int fd);
int __real_ftruncate(int fd, off_t size);
int __real_rename(const char *from, const char *to);
int __real_close(int fd);
int __wrap_open(const char *path, int flags, ...);
ssize_t __wrap_write(int fd, const void *bytes, size_t size);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t size, off_t at);
int __wrap_fsync(int fd);
int __wrap_ftruncate(int fd, off_t size);
int __wrap_rename(const char *from, const char *to);
int __wrap_close(int fd);

typedef enum fault { NO_SPACE, BROKEN, SIGNAL, HALF, NO_SPACE_ANY_MORE, FAULTS } fault;
static const char *const names[] = {"ENOSPC", "EIO", "EINTR", "a short write",
                                    "ENOSPC from then on"};
static const int numbers[] = {ENOSPC, EIO, EINTR, 0, ENOSPC};

static size_t calls, fail_at;
static fault how;
static bool did_fail;

static bool fails(void)
{
    calls++;
    if (!fail_at || (calls != fail_at && !(how == NO_SPACE_ANY_MORE && calls > fail_at)))
        return false;
    did_fail = true;
    errno = numbers[how];
    return true;
}

int __wrap_open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    int mode = va_arg(more, int);
    va_end(more);
    /* one that is there needs no room */
    bool makes = (flags & O_CREAT) && access(path, F_OK) != 0;
    return makes && how != HALF && fails() ? -1 : __real_open(path, flags, mode);
}

ssize_t __wrap_write(int fd, const void *bytes, size_t size)
{
    if (!fails())
        return __real_write(fd, bytes, size);
    return how == HALF ? __real_write(fd, bytes, size > 1 ? size / 2 : size) : -1;
}

ssize_t __wrap_pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    if (!fails())
        return __real_pwrite(fd, bytes, size, at);
    return how == HALF ? __real_pwrite(fd, bytes, size > 1 ? size / 2 : size, at) : -1;
}

int __wrap_fsync(int fd)
{
    return how != HALF && fails() ? -1 : __real_fsync(fd);
}

int __wrap_ftruncate(int fd, off_t size)
{
    return how != HALF && fails() ? -1 : __real_ftruncate(fd, size);
}

int __wrap_rename(const char *from, const char *to)
{
    return how != HALF && fails() ? -1 : __real_rename(from, to);
}

/* What a close that fails did to the descriptor is closed. */
int __wrap_close(int fd)
{
    bool bad = how != HALF && fails();
    int number = errno, rc = __real_close(fd);
    errno = bad ? number : errno;
    return bad ? -1 : rc;
}

static void lead_sqlite(void)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    vfs->xSetSystemCall(vfs, "write", (sqlite3_syscall_ptr)__wrap_write);
    vfs->xSetSystemCall(vfs, "pwrite", (sqlite3_syscall_ptr)__wrap_pwrite);
    vfs->xSetSystemCall(vfs, "pwrite64", (sqlite3_syscall_ptr)__wrap_pwrite);
    vfs->xSetSystemCall(vfs, "fsync", (sqlite3_syscall_ptr)__wrap_fsync);
    vfs->xSetSystemCall(vfs, "ftruncate", (sqlite3_syscall_ptr)__wrap_ftruncate);
    vfs->xSetSystemCall(vfs, "open", (sqlite3_syscall_ptr)__wrap_open);
}

/* --- what is written --- */

static int write_report(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_buf html = {0};
    (void)out;
    int rc = dl_report_html(&world->run, &html, error);
    if (!rc)
        rc = dl_file_write(world_path(world, "target"), dl_buf_str(&html), error);
    dl_buf_clear(&html);
    return rc;
}

static int write_lock(fault_world *world, dl_buf *out, dl_error *error)
{
    const dl_lock lock = {.as_of = DL_STR("2024")};
    (void)out;
    return dl_lock_save(world_path(world, "target"), &lock, error);
}

static int write_bundle(fault_world *world, dl_buf *out, dl_error *error)
{
    const dl_bundle_file file = {DL_STR("n.md"), world->notebook};
    const int64_t ids[] = {world->first, world->second};
    const dl_bundle_contents contents = {.notebook = DL_STR("n.md"),
                                         .files = &file,
                                         .file_count = 1,
                                         .store = world->store,
                                         .snapshots = ids,
                                         .snapshot_count = 2};
    (void)out;
    return dl_bundle_write(world_path(world, "target"), &contents, error);
}

static int export_as(fault_world *world, dl_archive_form form, dl_error *error)
{
    dl_export_summary summary;
    const dl_export_options options = {.form = form};
    return dl_archive_export(world->store, &options, world_path(world, "target"), &summary, error);
}

static int export_warc(fault_world *world, dl_buf *out, dl_error *error)
{
    (void)out;
    return export_as(world, DL_ARCHIVE_WARC_GZ, error);
}

static int export_wacz(fault_world *world, dl_buf *out, dl_error *error)
{
    (void)out;
    return export_as(world, DL_ARCHIVE_WACZ, error);
}

/* One row and one capture more each time. */
static int write_store(fault_world *world, dl_buf *out, dl_error *error)
{
    static int64_t when_us = 1;
    dl_store *store;
    dl_arena arena = {0};
    dl_rows rows;
    (void)out;
    int rc = dl_store_open(&store, world_path(world, "files.db"), NULL, error);
    if (rc)
        return rc;
    dl_snapshot snapshot = {.url = DL_STR("http://b.example/"),
                            .final_url = DL_STR("http://b.example/"),
                            .status = 200,
                            .body = world->page,
                            .captured_at_us = when_us++};
    rc = dl_store_add_snapshot(store, &snapshot, &arena, error);
    if (!rc)
        rc = dl_store_query(store, DL_STR("CREATE TABLE IF NOT EXISTS t (a)"), NULL, 0, true,
                            &arena, &rows, error);
    if (!rc)
        rc = dl_store_set(store, DL_STR("k"), DL_STR("1"), error);
    dl_arena_clear(&arena);
    dl_store_close(store);
    return rc;
}

static int import_store(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_store *store;
    dl_import_summary summary;
    const dl_import_options options = {0};
    (void)out;
    int rc = dl_store_open(&store, world_path(world, "files.db"), NULL, error);
    if (rc)
        return rc;
    rc = dl_archive_import(store, world_path(world, "in.warc.gz"), &options, &summary, error);
    dl_store_close(store);
    return rc;
}

static const operation operations[] = {{"a report", write_report, NULL},
                                       {"a lock", write_lock, NULL},
                                       {"a bundle", write_bundle, NULL},
                                       {"a WARC", export_warc, "its moments differ"},
                                       {"a WACZ", export_wacz, "its moments differ"},
                                       {"a store", write_store, NULL},
                                       {"an import", import_store, NULL}};

/* --- what is left --- */

static size_t wrong;

static void complain(const char *what, size_t n, const dl_error *error)
{
    if (wrong++ < 6)
        printf("#   %s at %zu: %s: %d %s\n", names[how], n, what, error->kind, error->message);
}

static void read_target(const fault_world *world, dl_buf *out)
{
    dl_error error;
    dl_buf_clear(out);
    dl_file_read(world_path(world, "target"), (size_t)1 << 30, out, &error);
}

static bool same(const dl_buf *a, const dl_buf *b)
{
    return a->size == b->size && (!a->size || memcmp(a->data, b->data, a->size) == 0);
}

static bool store_is_whole(const fault_world *world)
{
    sqlite3 *store = NULL;
    sqlite3_stmt *check = NULL;
    const char *path = world_path(world, "files.db");
    bool whole = access(path, F_OK) != 0;
    if (!whole && sqlite3_open(path, &store) == SQLITE_OK &&
        sqlite3_prepare_v2(store, "PRAGMA integrity_check", -1, &check, NULL) == SQLITE_OK &&
        sqlite3_step(check) == SQLITE_ROW)
        whole = strcmp((const char *)sqlite3_column_text(check, 0), "ok") == 0;
    sqlite3_finalize(check);
    sqlite3_close(store);
    return whole;
}

static void forget_store(const fault_world *world)
{
    unlink(world_path(world, "files.db"));
    unlink(world_path(world, "files.db-wal"));
    unlink(world_path(world, "files.db-shm"));
}

/* False once there is no nth call any more. */
static bool try_one(const operation *tried, fault_world *world, size_t n)
{
    dl_error error = {0};
    dl_buf now = {0}, nothing = {0};
    if (n % 2)
        forget_store(world);
    dl_file_write(world_path(world, "target"), DL_STR("what was there before"), &error);
    calls = 0;
    did_fail = false;
    fail_at = n;
    int rc = tried->run(world, &nothing, &error);
    fail_at = 0;
    read_target(world, &now);
    bool old = dl_str_equal(dl_buf_str(&now), DL_STR("what was there before"));
    bool to_target = strcmp(tried->name, "a store") != 0 && strcmp(tried->name, "an import") != 0;
    if (rc != 0 && !did_fail)
        complain("an error where nothing failed", n, &error);
    if (rc != 0 && !error.message[0])
        complain("an error without words", n, &error);
    if (rc != 0 && error.kind != DL_ERR_FULL && error.kind != DL_ERR_IO &&
        error.kind != DL_ERR_STORE)
        complain("an error of another kind", n, &error);
    /* SQLite opens what it cannot make once more, to read, and tells what that came to */
    bool lost = strstr(error.message, "unable to open") != NULL;
    if (rc != 0 && numbers[how] == ENOSPC && error.kind != DL_ERR_FULL && !lost)
        complain("no error of a full disk", n, &error);
    if (how == HALF && rc != 0 && to_target)
        complain("a short write is no failure", n, &error);
    if (to_target && rc != 0 && !old)
        complain("the old file is gone", n, &error);
    if (to_target && rc == 0 && old)
        complain("nothing was written, and no error", n, &error);
    if (!store_is_whole(world))
        complain("the store is damaged", n, &error);
    if (rc == 0 && to_target && !tried->vague) {
        dl_buf whole = {0};
        tried->run(world, &nothing, &error);
        read_target(world, &whole);
        if (!same(&now, &whole))
            complain("less than all was written, and no error", n, &error);
        dl_buf_clear(&whole);
    } else if (tried->run(world, &nothing, &error) != 0) {
        complain("it fails afterwards too", n, &error);
    }
    dl_buf_clear(&now);
    return did_fail;
}

static size_t left_beside(const fault_world *world)
{
    char command[256], words[32] = "";
    snprintf(command, sizeof command, "ls -A %s | grep -cE 'new-|XXXX|target[^$]' || true",
             world->folder);
    FILE *pipe = popen(command, "r");
    if (pipe && !fgets(words, sizeof words, pipe))
        words[0] = '\0';
    if (pipe)
        pclose(pipe);
    return strtoul(words, NULL, 10);
}

int main(int argc, char **argv)
{
    static fault_world world;
    size_t most = argc > 1 ? strtoul(argv[1], NULL, 10) : 200,
           count = sizeof operations / sizeof *operations;
    int failures = 0;
    dl_error error;
    dl_export_summary summary;
    const dl_export_options plain = {.form = DL_ARCHIVE_WARC_GZ};
    lead_sqlite();
    world_open(&world);
    if (dl_archive_export(world.store, &plain, world_path(&world, "in.warc.gz"), &summary, &error))
        return 1;
    printf("1..%zu\n", count * FAULTS);
    for (size_t i = 0; i < count; i++) {
        for (how = NO_SPACE; how < FAULTS; how++) {
            size_t n = 1;
            wrong = 0;
            while (n <= most && try_one(&operations[i], &world, n))
                n++;
            size_t left = left_beside(&world);
            if (left)
                complain("something is left beside", left, &error);
            printf("%s %zu - %s leaves %s old or new (%zu calls)\n", wrong ? "not ok" : "ok",
                   i * FAULTS + how + 1, names[how], operations[i].name, n - 1);
            failures += wrong > 0;
        }
    }
    how = NO_SPACE;
    world_close(&world);
    return failures != 0;
}
