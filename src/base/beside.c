#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

static const char mark[] = ".dateline-new-";
/* Another machine, or another space of process numbers, may write in the same folder: what it
 * writes grows, and is put in place, sooner than that. */
static const time_t quiet_s = 60;

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info;
    (void)kind;
    (void)at;
    remove(path);
    return 0;
}

void dl_file_remove_tree(const char *folder)
{
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* The process that the rest of a name is the number of, with what SQLite keeps beside a file or
 * without; 0: none. */
static long writer_of(const char *rest)
{
    static const char *const endings[] = {"", "-journal", "-wal", "-shm"};
    char *end;
    long pid = rest[0] >= '1' && rest[0] <= '9' ? strtol(rest, &end, 10) : 0;
    for (size_t i = 0; pid > 0 && i < sizeof endings / sizeof *endings; i++)
        if (strcmp(end, endings[i]) == 0)
            return pid <= INT_MAX ? pid : 0;
    return 0;
}

static bool was_left(int folder, const char *name, long writer)
{
    struct stat info;
    return kill((pid_t)writer, 0) != 0 && errno == ESRCH &&
           fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && info.st_uid == geteuid() &&
           time(NULL) - info.st_mtime > quiet_s;
}

/* The next of what writers of name left that were killed. */
static const char *next_left(DIR *listing, dl_str name)
{
    for (struct dirent *entry; (entry = readdir(listing));) {
        const char *rest = entry->d_name + name.size;
        if (strncmp(entry->d_name, name.data, name.size) != 0 ||
            strncmp(rest, mark, sizeof mark - 1) != 0)
            continue;
        long writer = writer_of(rest + sizeof mark - 1);
        if (writer && was_left(dirfd(listing), entry->d_name, writer))
            return entry->d_name;
    }
    return NULL;
}

/* Removes what writers of path left that were killed. */
static void sweep(const char *path)
{
    dl_str folder, name;
    char one[PATH_MAX];
    dl_path_split(path, &folder, &name);
    snprintf(one, sizeof one, "%.*s", DL_STR_ARG(folder));
    DIR *listing = opendir(one);
    for (const char *left; listing && (left = next_left(listing, name));) {
        int length = snprintf(one, sizeof one, "%.*s/%s", DL_STR_ARG(folder), left);
        if (length > 0 && (size_t)length < sizeof one)
            dl_file_remove_tree(one);
    }
    if (listing)
        closedir(listing);
}

int dl_file_beside_in(int folder, char *beside, size_t size)
{
    int listed = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = listed >= 0 ? fdopendir(listed) : NULL;
    for (const char *left; listing && (left = next_left(listing, DL_STR("")));)
        unlinkat(dirfd(listing), left, 0);
    if (listing)
        closedir(listing);
    else if (listed >= 0)
        close(listed);
    int length = snprintf(beside, size, "%s%ld", mark, (long)getpid());
    return length > 0 && (size_t)length < size ? 0 : -1;
}

int dl_file_beside(const char *path, char *beside, size_t size, dl_error *error)
{
    int length = snprintf(beside, size, "%s%s%ld", path, mark, (long)getpid());
    if (length < 0 || (size_t)length >= size)
        return dl_error_set(error, DL_ERR_USAGE, "the path %.200s... is too long", path);
    sweep(path);
    return 0;
}
