/* What targets share that need a store or a file: both in memory, and the same for every input. */
#ifndef TESTS_FUZZ_WORLD_H
#define TESTS_FUZZ_WORLD_H

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "dateline/store.h"
#include "fuzz.h"
#include "store/internal.h"

/* One store for all inputs, empty each time: making one takes longer than most inputs do. */
static inline dl_store *fuzz_store(void)
{
    static dl_store *store;
    if (!store) {
        hold(dl_store_open(&store, ":memory:", NULL, NULL) == 0);
        hold(sqlite3_exec(store->connection,
                          "DROP TRIGGER dl_body_stays; DROP TRIGGER dl_snapshot_stays;"
                          "DROP TRIGGER dl_hop_stays",
                          NULL, NULL, NULL) == SQLITE_OK);
    }
    hold(sqlite3_exec(store->connection,
                      "PRAGMA foreign_keys = OFF;"
                      "DELETE FROM dl_hop; DELETE FROM dl_archived; DELETE FROM dl_host;"
                      "DELETE FROM dl_snapshot; DELETE FROM dl_source; DELETE FROM dl_body;"
                      "PRAGMA foreign_keys = ON",
                      NULL, NULL, NULL) == SQLITE_OK);
    return store;
}

static inline const char *fuzz_file_name(void)
{
    static char name[64];
    snprintf(name, sizeof name, "/dateline-fuzz-%ld", (long)getpid());
    return name;
}

static inline void fuzz_file_remove(void)
{
    shm_unlink(fuzz_file_name());
}

/* The path of a file that holds these bytes, until the next call. */
static inline const char *fuzz_file(dl_str bytes)
{
    static char path[80];
    static int file = -1;
    if (file < 0) {
        file = shm_open(fuzz_file_name(), O_RDWR | O_CREAT | O_TRUNC, 0600);
        hold(file >= 0 && atexit(fuzz_file_remove) == 0);
        snprintf(path, sizeof path, "/dev/shm%s", fuzz_file_name());
    }
    hold(ftruncate(file, 0) == 0);
    hold(pwrite(file, bytes.data, bytes.size, 0) == (ssize_t)bytes.size);
    return path;
}

static inline const char *fuzz_folder_name(void)
{
    static char name[80];
    snprintf(name, sizeof name, "/dev/shm%s.d", fuzz_file_name());
    return name;
}

static inline void fuzz_folder_remove(void)
{
    dl_file_remove_tree(fuzz_folder_name());
}

/* A folder that is gone at the end; what is in it stays from input to input. */
static inline const char *fuzz_folder(void)
{
    static bool made;
    if (!made)
        hold(mkdir(fuzz_folder_name(), 0700) == 0 && atexit(fuzz_folder_remove) == 0);
    made = true;
    return fuzz_folder_name();
}

/* Not through a file beside it, which takes longer than most inputs do. */
static inline void fuzz_put(const char *path, dl_str bytes)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    hold(file >= 0 && write(file, bytes.data, bytes.size) == (ssize_t)bytes.size);
    close(file);
}

#endif
