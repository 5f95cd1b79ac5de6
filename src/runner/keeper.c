/*
 * The keeper: a process between the worker and the folder that its store stands in. The worker may
 * make and remove nothing there: it asks the keeper, which opens the store's own files, those that
 * SQLite puts beside it and nameless ones, and hands back descriptors. So a worker that was taken
 * over cannot change the notebook, its lock, or whatever else the folder holds. It asks over a
 * descriptor of a fixed number, and ends with the worker.
 */
#define _GNU_SOURCE /* O_TMPFILE, prctl */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "dateline/store.h"
#include "runner/internal.h"

typedef enum request_kind { OPEN_FILE, REMOVE_FILE, OPEN_NAMELESS } request_kind;

typedef struct request {
    int kind;
    int flags;
    char path[PATH_MAX];
} request;

/* What SQLite puts beside a database, WAL or not; the database itself comes first. */
static const char *const endings[] = {"", "-wal", "-shm", "-journal"};

/* --- the worker's side --- */

/* The answer's number, and the descriptor that came with it, or -1. */
static int receive(int *descriptor)
{
    int number = EIO;
    char room[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec bytes = {&number, sizeof number};
    struct msghdr message = {
        .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    ssize_t got;
    *descriptor = -1;
    while ((got = recvmsg(KEEPER, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {
    }
    const struct cmsghdr *with = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (with && with->cmsg_level == SOL_SOCKET && with->cmsg_type == SCM_RIGHTS)
        memcpy(descriptor, CMSG_DATA(with), sizeof *descriptor);
    return got == (ssize_t)sizeof number ? number : EIO;
}

static int ask(request_kind kind, const char *path, int flags)
{
    request asked = {.kind = (int)kind, .flags = flags};
    int descriptor, length = snprintf(asked.path, sizeof asked.path, "%s", path);
    if (length < 0 || (size_t)length >= sizeof asked.path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    ssize_t sent;
    while ((sent = send(KEEPER, &asked, sizeof asked, MSG_NOSIGNAL)) < 0 && errno == EINTR) {
    }
    int number = sent == (ssize_t)sizeof asked ? receive(&descriptor) : EACCES;
    if (number != 0) {
        errno = number;
        return -1;
    }
    return kind == REMOVE_FILE ? 0 : descriptor;
}

/* What the wall lets through needs no keeper: the tries come first, as they are all that there is
 * where no wall holds files. */
static int open_by_keeper(const char *path, int flags, int mode)
{
    int fd = open(path, flags, (mode_t)mode);
    if (fd >= 0 || errno != EACCES)
        return fd;
    fd = ask(OPEN_FILE, path, flags);
    /* a name that nobody has yet is a temporary file's */
    bool fresh = (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL);
    return fd < 0 && errno == EPERM && fresh ? ask(OPEN_NAMELESS, "", 0) : fd;
}

/* A nameless file has nothing to be removed. */
static int remove_by_keeper(const char *path)
{
    int rc = unlink(path);
    if (rc == 0 || errno != EACCES)
        return rc;
    rc = ask(REMOVE_FILE, path, 0);
    return rc != 0 && errno == EPERM ? 0 : rc;
}

/* --- the keeper's side --- */

static const char *ending_of(const char *store, const char *path)
{
    size_t size = strlen(store);
    if (strncmp(path, store, size) != 0)
        return NULL;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (strcmp(path + size, endings[i]) == 0)
            return endings[i];
    }
    return NULL;
}

/* Files beside the database belong to whom it belongs to, and are open to whom it is open. */
static int open_beside(const char *store, const char *path, int flags)
{
    struct stat of_store;
    if (stat(store, &of_store) != 0)
        return -1;
    mode_t before = umask(0);
    int fd = open(path, flags, of_store.st_mode & 0777);
    umask(before);
    struct stat made;
    if (fd >= 0 && geteuid() == 0 && fstat(fd, &made) == 0 && made.st_uid != of_store.st_uid &&
        fchown(fd, of_store.st_uid, of_store.st_gid) != 0) {
        /* it serves this run, if no other */
    }
    return fd;
}

static int open_for_worker(const char *store, const request *asked)
{
    const char *ending = ending_of(store, asked->path);
    int flags = (asked->flags & (O_ACCMODE | O_CREAT | O_EXCL)) | O_NOFOLLOW | O_NONBLOCK |
                O_CLOEXEC | O_NOCTTY;
    if (!ending) {
        errno = EPERM;
        return -1;
    }
    int fd = *ending ? open_beside(store, asked->path, flags) : open(asked->path, flags, 0644);
    struct stat info;
    if (fd >= 0 && (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))) {
        close(fd);
        errno = EPERM;
        return -1;
    }
    return fd;
}

static int remove_for_worker(const char *store, const request *asked)
{
    const char *ending = ending_of(store, asked->path);
    if (ending && *ending)
        return unlink(asked->path);
    errno = EPERM;
    return -1;
}

static int open_nameless(const char *folder)
{
    char path[PATH_MAX];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    int length = snprintf(path, sizeof path, "%s/.dateline-XXXXXX", folder);
    if (length < 0 || (size_t)length >= sizeof path)
        return -1;
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

static bool reply(int socket, int number, int descriptor)
{
    char room[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec bytes = {&number, sizeof number};
    struct msghdr message = {.msg_iov = &bytes, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = room;
        message.msg_controllen = sizeof room;
        struct cmsghdr *with = CMSG_FIRSTHDR(&message);
        with->cmsg_level = SOL_SOCKET;
        with->cmsg_type = SCM_RIGHTS;
        with->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(with), &descriptor, sizeof descriptor);
    }
    ssize_t sent;
    while ((sent = sendmsg(socket, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR) {
    }
    return sent == (ssize_t)sizeof number;
}

static void keep(int socket, const char *folder, const char *store)
{
    request asked;
    bool heard = true;
    while (heard) {
        ssize_t got = recv(socket, &asked, sizeof asked, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got != (ssize_t)sizeof asked || asked.path[sizeof asked.path - 1])
            return;
        int rc = asked.kind == OPEN_FILE     ? open_for_worker(store, &asked)
                 : asked.kind == REMOVE_FILE ? remove_for_worker(store, &asked)
                                             : open_nameless(folder);
        int number = rc < 0 ? errno : 0, fd = asked.kind == REMOVE_FILE ? -1 : rc;
        heard = reply(socket, number, fd);
        if (fd >= 0)
            close(fd);
    }
}

static _Noreturn void keeper_main(int socket, const wall_plan *plan, pid_t worker)
{
    char folder[PATH_MAX], store[PATH_MAX];
    wall_plan own = *plan;
    dl_wall wall;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != worker || !wall_store_folder(plan->store_path, folder, sizeof folder) ||
        !wall_store_file(plan->store_path, store, sizeof store))
        _exit(1);
    dup2(socket, KEEPER);
    worker_close_from(KEEPER + 1);
    close(SOCKET);
    dup2(STDIN_FILENO, STDERR_FILENO); /* which the runner reads until nobody has it */
    own.keeper = true;
    own.network = false;
    wall_raise(&own, &wall);
    keep(KEEPER, folder, store);
    _exit(0);
}

void keeper_start(const wall_plan *plan)
{
    int ends[2];
    pid_t worker = getpid();
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return;
    int high = fcntl(ends[1], F_DUPFD_CLOEXEC, 64); /* neither end may stand on the number */
    pid_t keeper = high >= 0 ? fork() : -1;
    if (keeper == 0)
        keeper_main(high, plan, worker);
    int own = fcntl(ends[0], F_DUPFD_CLOEXEC, 64);
    if (keeper > 0 && own >= 0 && dup2(own, KEEPER) == KEEPER) {
        fcntl(KEEPER, F_SETFD, FD_CLOEXEC);
        dl_store_open_files_by(open_by_keeper, remove_by_keeper);
    }
    worker_close_from(KEEPER + 1);
}
