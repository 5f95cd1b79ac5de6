/*
 * Fails one of a program's calls that write: loaded before all else (LD_PRELOAD), it counts what
 * the program, its children and SQLite ask for on files of a disk, in a file that FAULT_COUNTER
 * names, and fails the call of the number FAULT_AT (0: none) as FAULT_HOW says: ENOSPC, EIO,
 * EINTR, a short write, or FULL: of a write at a disk's end half, and ENOSPC from then on.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int open64(const char *path, int flags, ...);
int openat64(int folder, const char *path, int flags, ...);
ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t at);
int ftruncate64(int fd, off_t size);

static struct counter {
    unsigned long calls, failed;
} nowhere, *counter = &nowhere;
static unsigned long fail_at;
static enum { PLAIN, HALF, FROM_THEN_ON } way;
static int number;

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("FAULT_COUNTER"), *at = getenv("FAULT_AT"),
               *how = getenv("FAULT_HOW");
    int fd = path ? (int)((int (*)(const char *, int))dlsym(RTLD_NEXT, "open"))(path, O_RDWR) : -1;
    void *shared = fd < 0 ? MAP_FAILED
                          : mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared != MAP_FAILED)
        counter = shared;
    if (fd >= 0)
        ((int (*)(int))dlsym(RTLD_NEXT, "close"))(fd); /* is none of the program's calls */
    how = how ? how : "";
    way = strcmp(how, "SHORT") == 0 ? HALF : strcmp(how, "FULL") == 0 ? FROM_THEN_ON : PLAIN;
    number = strcmp(how, "EIO") == 0 ? EIO : strcmp(how, "EINTR") == 0 ? EINTR : ENOSPC;
    fail_at = at ? strtoul(at, NULL, 10) : 0;
}

static bool fails(bool is_write)
{
    if (way == HALF && !is_write)
        return false;
    unsigned long call = __atomic_add_fetch(&counter->calls, 1, __ATOMIC_SEQ_CST);
    if (!fail_at || (call != fail_at && !(way == FROM_THEN_ON && call > fail_at)))
        return false;
    __atomic_add_fetch(&counter->failed, 1, __ATOMIC_SEQ_CST);
    errno = number;
    return true;
}

static bool is_file(int fd)
{
    struct stat info;
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY && fstat(fd, &info) == 0 &&
           S_ISREG(info.st_mode);
}

/* One that is there needs no room. */
static bool is_made(int folder, const char *path, int flags)
{
    struct stat info;
    return (flags & O_CREAT) && fstatat(folder, path, &info, 0) != 0 && errno == ENOENT;
}

#define NEXT(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

#define OPEN(name, folder, args, call)                                                             \
    int name args                                                                                  \
    {                                                                                              \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;                    \
        va_end(more);                                                                              \
        return is_made(folder, path, flags) && fails(false) ? -1 : NEXT(name) call;                \
    }

OPEN(open, AT_FDCWD, (const char *path, int flags, ...), (path, flags, mode))
OPEN(open64, AT_FDCWD, (const char *path, int flags, ...), (path, flags, mode))
OPEN(openat, folder, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
OPEN(openat64, folder, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))

/* Whether a call that is failed writes what there is room for. */
static bool writes_half(void)
{
    return way == HALF ||
           (way == FROM_THEN_ON && __atomic_load_n(&counter->failed, __ATOMIC_SEQ_CST) == 1);
}

#define WRITE(name, args, call, half)                                                              \
    ssize_t name args                                                                              \
    {                                                                                              \
        if (!is_file(fd) || !fails(true))                                                          \
            return NEXT(name) call;                                                                \
        if (!writes_half() || (way == FROM_THEN_ON && size < 2))                                   \
            return -1;                                                                             \
        return size > 1 ? NEXT(name) half : NEXT(name) call;                                       \
    }

WRITE(write, (int fd, const void *bytes, size_t size), (fd, bytes, size), (fd, bytes, size / 2))
WRITE(pwrite, (int fd, const void *bytes, size_t size, off_t at), (fd, bytes, size, at),
      (fd, bytes, size / 2, at))
WRITE(pwrite64, (int fd, const void *bytes, size_t size, off_t at), (fd, bytes, size, at),
      (fd, bytes, size / 2, at))

#define OTHER(name, args, concerned, call)                                                         \
    int name args                                                                                  \
    {                                                                                              \
        return concerned && fails(false) ? -1 : NEXT(name) call;                                   \
    }

OTHER(fsync, (int fd), is_file(fd), (fd))
OTHER(fdatasync, (int fd), is_file(fd), (fd))
/* A full disk has room for less. */
static bool is_cut(int fd, off_t size)
{
    struct stat info;
    return is_file(fd) && (way != FROM_THEN_ON || (fstat(fd, &info) == 0 && size > info.st_size));
}

OTHER(ftruncate, (int fd, off_t size), is_cut(fd, size), (fd, size))
OTHER(ftruncate64, (int fd, off_t size), is_cut(fd, size), (fd, size))
OTHER(rename, (const char *from, const char *to), true, (from, to))
OTHER(renameat, (int old, const char *from, int new, const char *to), true, (old, from, new, to))
OTHER(link, (const char *from, const char *to), true, (from, to))
OTHER(mkdirat, (int folder, const char *path, mode_t mode), is_made(folder, path, O_CREAT),
      (folder, path, mode))
OTHER(mkdir, (const char *path, mode_t mode), is_made(AT_FDCWD, path, O_CREAT), (path, mode))

/* What a close that fails did to the descriptor is closed. */
int close(int fd)
{
    bool bad = is_file(fd) && fails(false);
    int rc = NEXT(close)(fd);
    if (bad)
        errno = number;
    return bad ? -1 : rc;
}
