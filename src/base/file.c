#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void dl_path_split(const char *path, dl_str *folder, dl_str *name)
{
    const char *slash = strrchr(path, '/');
    if (!slash) {
        *folder = DL_STR(".");
        *name = dl_str_of(path);
        return;
    }
    *folder = slash == path ? DL_STR("/") : (dl_str){path, (size_t)(slash - path)};
    *name = dl_str_of(slash + 1);
}

static int read_all(int fd, const char *path, size_t max_bytes, dl_buf *out, dl_error *error)
{
    char chunk[65536];
    size_t start = out->size;
    for (;;) {
        ssize_t got = read(fd, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return dl_error_set_errno(error, errno, "cannot read %s", path);
        if (got == 0)
            return dl_buf_ok(out, error);
        if ((size_t)got > max_bytes - (out->size - start))
            return dl_error_set(error, DL_ERR_LIMIT_SIZE, "%s is larger than %zu bytes", path,
                                max_bytes);
        dl_buf_append(out, chunk, (size_t)got);
    }
}

/* A FIFO is read as a pipe is, from a shell's <(command) for one; but one that nobody writes to
 * would be waited for without end. */
static int wait_for_writer(int fd, const char *path, dl_error *error)
{
    static const int patience_ms = 2000;
    struct stat info;
    struct pollfd watched = {.fd = fd, .events = POLLIN};
    if (fstat(fd, &info) == 0 && S_ISFIFO(info.st_mode) && poll(&watched, 1, patience_ms) == 0)
        return dl_error_set(error, DL_ERR_USAGE, "%s is a pipe, and nobody writes to it", path);
    int flags = fcntl(fd, F_GETFL);
    fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
    return 0;
}

int dl_file_read(const char *path, size_t max_bytes, dl_buf *out, dl_error *error)
{
    if (strcmp(path, "-") == 0)
        return read_all(STDIN_FILENO, "standard input", max_bytes, out, error);
    int fd = dl_file_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
    if (fd < 0)
        return dl_error_set_errno(error, errno, "cannot open %s", path);
    int rc = wait_for_writer(fd, path, error);
    if (rc == 0)
        rc = read_all(fd, path, max_bytes, out, error);
    close(fd);
    return rc;
}

int dl_file_open(const char *path, int flags, unsigned mode)
{
    int fd;
    while ((fd = open(path, flags, (mode_t)mode)) < 0 && errno == EINTR) {
    }
    return fd;
}

int dl_file_put(int fd, dl_str bytes)
{
    size_t done = 0;
    while (done < bytes.size) {
        ssize_t put = write(fd, bytes.data + done, bytes.size - done);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -1;
        done += (size_t)put;
    }
    return 0;
}

int dl_file_sync(int fd)
{
    int rc;
    while ((rc = fsync(fd)) != 0 && errno == EINTR) {
    }
    return rc;
}

int dl_file_close(int fd)
{
    return close(fd) != 0 && errno != EINTR ? -1 : 0;
}

int dl_file_rename(const char *from, const char *to)
{
    int rc;
    while ((rc = rename(from, to)) != 0 && errno == EINTR) {
    }
    return rc;
}

int dl_file_open_in(int folder, const char *name, int flags, unsigned mode)
{
    int fd;
    while ((fd = openat(folder, name, flags, (mode_t)mode)) < 0 && errno == EINTR) {
    }
    return fd;
}

int dl_file_rename_in(int folder, const char *from, const char *to)
{
    int rc;
    while ((rc = renameat(folder, from, folder, to)) != 0 && errno == EINTR) {
    }
    return rc;
}

static int write_all(int fd, const char *path, dl_str bytes, dl_error *error)
{
    return dl_file_put(fd, bytes) == 0 ? 0
                                       : dl_error_set_errno(error, errno, "cannot write %s", path);
}

static int write_directly(const char *path, dl_str bytes, dl_error *error)
{
    int fd = dl_file_open(path, O_WRONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return dl_error_set_errno(error, errno, "cannot open %s", path);
    int rc = write_all(fd, path, bytes, error);
    if (dl_file_close(fd) != 0 && rc == 0)
        rc = dl_error_set_errno(error, errno, "cannot write %s", path);
    return rc;
}

/* As dl_file_rename, where nothing is there yet. A file system without links (FAT) has the name
 * taken first. */
static int place_new(const char *beside, const char *path)
{
    int rc;
    while ((rc = link(beside, path)) != 0 && errno == EINTR) {
    }
    if (rc == 0) {
        unlink(beside);
        return 0;
    }
    if (errno != EPERM && errno != EOPNOTSUPP)
        return -1;
    int fd = dl_file_open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return -1;
    close(fd);
    if (dl_file_rename(beside, path) == 0)
        return 0;
    int code = errno;
    unlink(path);
    errno = code;
    return -1;
}

/* place: how the file that is whole comes to its name. */
static int write_beside(const char *path, mode_t mode, dl_str bytes,
                        int (*place)(const char *beside, const char *path), dl_error *error)
{
    char beside[PATH_MAX];
    int rc = dl_file_beside(path, beside, sizeof beside, error);
    if (rc)
        return rc;
    int fd = dl_file_open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0)
        return dl_error_set_errno(error, errno, "cannot create a file beside %s", path);
    rc = write_all(fd, path, bytes, error);
    if (rc == 0 && dl_file_sync(fd) != 0)
        rc = dl_error_set_errno(error, errno, "cannot write %s", path);
    if (dl_file_close(fd) != 0 && rc == 0)
        rc = dl_error_set_errno(error, errno, "cannot write %s", path);
    if (rc == 0 && place(beside, path) != 0)
        rc = dl_error_set_errno(error, errno, "cannot put %s in place", path);
    if (rc != 0)
        unlink(beside);
    return rc;
}

int dl_file_write(const char *path, dl_str bytes, dl_error *error)
{
    struct stat info;
    bool there = stat(path, &info) == 0;
    if (there && S_ISDIR(info.st_mode))
        return dl_error_set(error, DL_ERR_USAGE, "%s is a folder, a file was expected", path);
    if (there && !S_ISREG(info.st_mode))
        return write_directly(path, bytes, error);
    if (!there)
        return write_beside(path, 0666, bytes, dl_file_rename, error);
    /* a link stays a link: what it points to is replaced */
    char *target = realpath(path, NULL);
    int rc =
        write_beside(target ? target : path, info.st_mode & 0777, bytes, dl_file_rename, error);
    free(target);
    return rc;
}

int dl_file_write_new(const char *path, dl_str bytes, dl_error *error)
{
    return write_beside(path, 0666, bytes, place_new, error);
}

/* The path of an open file, so that what is checked is what will be read. */
static char *path_of(int fd, const char *opened)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    char *real = realpath(link, NULL);
    return real ? real : realpath(opened, NULL);
}

static bool is_below(const char *path, const char *folder)
{
    size_t size = strlen(folder);
    if (strcmp(folder, "/") == 0)
        return true;
    return strncmp(path, folder, size) == 0 && path[size] == '/';
}

static int refuse_outside(dl_str path, dl_error *error)
{
    return dl_error_set(error, DL_ERR_PERMISSION,
                        "there is no permission to read %.*s: it leads out of the notebook's "
                        "folder, and files are read below it only",
                        DL_STR_ARG(path));
}

/* Why a file could not be opened. Behind a wall what is outside cannot be: that is said in our
 * words, since finding out where it is needs no right to read it. */
static int refuse_open(const char *folder, const char *full, dl_str path, int code, dl_error *error)
{
    char *root = realpath(folder, NULL), *real = code == EACCES ? realpath(full, NULL) : NULL;
    bool outside = root && real && !is_below(real, root);
    free(root);
    free(real);
    return outside ? refuse_outside(path, error)
                   : dl_error_set_errno(error, code, "cannot open %.*s", DL_STR_ARG(path));
}

int dl_file_read_below(const char *folder, dl_str path, size_t max_bytes, dl_buf *out,
                       dl_error *error)
{
    char *root = NULL, *real = NULL;
    int fd = -1;
    char full[PATH_MAX];
    int rc = 0;
    if (path.size == 0 || memchr(path.data, '\0', path.size)) {
        rc = dl_error_set(error, DL_ERR_USAGE, "a file name was expected");
        goto out;
    }
    if (path.data[0] == '/') {
        rc =
            dl_error_set(error, DL_ERR_PERMISSION,
                         "there is no permission to read %.*s: files are read below the notebook's "
                         "folder only",
                         DL_STR_ARG(path));
        goto out;
    }
    int length = snprintf(full, sizeof full, "%s/%.*s", folder, DL_STR_ARG(path));
    if (length < 0 || (size_t)length >= sizeof full) {
        rc = dl_error_set(error, DL_ERR_USAGE, "the path %.100s... is too long", full);
        goto out;
    }
    /* O_NONBLOCK: a FIFO below the folder must not hang the run */
    fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        rc = refuse_open(folder, full, path, errno, error);
        goto out;
    }
    root = realpath(folder, NULL);
    real = path_of(fd, full);
    struct stat info;
    if (!root || !real || fstat(fd, &info) != 0) {
        rc = dl_error_set_errno(error, errno, "cannot find out where %.*s is", DL_STR_ARG(path));
    } else if (!is_below(real, root)) {
        rc = refuse_outside(path, error);
    } else if (!S_ISREG(info.st_mode)) {
        rc = dl_error_set(error, DL_ERR_USAGE, "%.*s is no regular file", DL_STR_ARG(path));
    } else {
        rc = read_all(fd, full, max_bytes, out, error);
    }
out:
    if (fd >= 0)
        close(fd);
    free(root);
    free(real);
    return rc;
}

const char *dl_argument_value(const char *argument)
{
    const char *sign = argument[0] == '-' ? strchr(argument, '=') : NULL;
    return sign && sign[1] ? sign + 1 : NULL;
}

int dl_file_make_folders(const char *path, unsigned mode, dl_error *error)
{
    char folder[PATH_MAX];
    size_t size = strlen(path);
    if (size >= sizeof folder)
        return dl_error_set(error, DL_ERR_USAGE, "the path %.200s... is too long", path);
    memcpy(folder, path, size + 1);
    for (size_t i = 1; i < size; i++) {
        if (folder[i] != '/')
            continue;
        folder[i] = '\0';
        if (mkdir(folder, (mode_t)mode) != 0 && errno != EEXIST)
            return dl_error_set_errno(error, errno, "cannot make the folder %s", folder);
        folder[i] = '/';
    }
    return 0;
}
