/* The wall, tried from behind it: what must be refused is, what a worker needs is not. */
#define _GNU_SOURCE
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/perf_event.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>

#include "dateline/store.h"
#include "runner/internal.h"

/* Where the attempts are made: a notebook's folder, a store's, and a place that is neither. */
typedef struct place {
    char root[64], folder[96], store[96], outside[96];
    pid_t parent;
} place;

static void make_file(const char *folder, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void make_place(place *p)
{
    snprintf(p->root, sizeof p->root, "/tmp/dateline-wall-XXXXXX");
    assert_non_null(mkdtemp(p->root));
    snprintf(p->folder, sizeof p->folder, "%s/notebook", p->root);
    snprintf(p->store, sizeof p->store, "%s/store", p->root);
    snprintf(p->outside, sizeof p->outside, "%s/outside", p->root);
    mkdir(p->folder, 0700);
    mkdir(p->store, 0700);
    mkdir(p->outside, 0700);
    make_file(p->folder, "data.csv", "a\n");
    make_file(p->store, "kept", "kept\n");
    make_file(p->outside, "secret", "secret\n");
    char link[256], target[256];
    snprintf(link, sizeof link, "%s/link", p->folder);
    snprintf(target, sizeof target, "%s/secret", p->outside);
    assert_int_equal(symlink(target, link), 0);
    p->parent = getpid();
}

static void remove_place(const place *p)
{
    char command[256];
    snprintf(command, sizeof command, "rm -r '%s'", p->root);
    assert_int_equal(system(command), 0);
}

/* --- attempts: 0 when it was let through, else errno --- */

static int outcome(long rc)
{
    return rc < 0 ? errno : 0;
}

static int try_open(const char *folder, const char *name, int flags)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0600);
    int met = outcome(fd);
    if (fd >= 0)
        close(fd);
    return met;
}

static int read_passwd(const place *p)
{
    (void)p;
    return try_open("/etc", "passwd", O_RDONLY);
}

static int read_shadow(const place *p)
{
    (void)p;
    return try_open("/etc", "shadow", O_RDONLY);
}

static int read_outside(const place *p)
{
    return try_open(p->outside, "secret", O_RDONLY);
}

static int read_by_link(const place *p)
{
    return try_open(p->folder, "link", O_RDONLY);
}

static int read_by_dots(const place *p)
{
    return try_open(p->folder, "../outside/secret", O_RDONLY);
}

static int list_outside(const place *p)
{
    return try_open(p->outside, ".", O_RDONLY | O_DIRECTORY);
}

static int make_outside(const place *p)
{
    return try_open(p->outside, "new", O_CREAT | O_WRONLY);
}

static int make_in_tmp(const place *p)
{
    (void)p;
    return try_open("/tmp", "dateline-wall-x", O_CREAT | O_WRONLY);
}

static int make_nameless(const place *p)
{
    return try_open(p->outside, ".", O_TMPFILE | O_RDWR);
}

static int write_notebook(const place *p)
{
    return try_open(p->folder, "data.csv", O_WRONLY);
}

static int cut_outside(const place *p)
{
    char path[256];
    snprintf(path, sizeof path, "%s/secret", p->outside);
    return outcome(truncate(path, 0));
}

static int remove_outside(const place *p)
{
    char path[256];
    snprintf(path, sizeof path, "%s/secret", p->outside);
    return outcome(unlink(path));
}

static int move_in(const place *p)
{
    char from[256], to[256];
    snprintf(from, sizeof from, "%s/secret", p->outside);
    snprintf(to, sizeof to, "%s/mine", p->store);
    return outcome(rename(from, to));
}

static int link_in(const place *p)
{
    char from[256], to[256];
    snprintf(from, sizeof from, "%s/secret", p->outside);
    snprintf(to, sizeof to, "%s/mine", p->store);
    return outcome(link(from, to));
}

static int make_link(const place *p)
{
    char to[256];
    snprintf(to, sizeof to, "%s/mine", p->store);
    return outcome(symlink("/etc/passwd", to));
}

static int make_folder(const place *p)
{
    char to[256];
    snprintf(to, sizeof to, "%s/folder", p->store);
    return outcome(mkdir(to, 0700));
}

static int read_environment(const place *p)
{
    (void)p;
    return try_open("/proc/self", "environ", O_RDONLY);
}

static int try_proc(const place *p, const char *name, int flags)
{
    char folder[64];
    snprintf(folder, sizeof folder, "/proc/%d", (int)p->parent);
    return try_open(folder, name, flags);
}

static int read_parents_memory(const place *p)
{
    return try_proc(p, "mem", O_RDWR);
}

static int read_parents_environment(const place *p)
{
    return try_proc(p, "environ", O_RDONLY);
}

static int read_parents_files(const place *p)
{
    return try_proc(p, "fd", O_RDONLY | O_DIRECTORY);
}

static int run_program(const place *p)
{
    (void)p;
    char *const arguments[] = {(char[]){"true"}, NULL};
    return outcome(execve("/bin/true", arguments, NULL));
}

static int run_by_descriptor(const place *p)
{
    (void)p;
    char *const arguments[] = {(char[]){"true"}, NULL};
    int fd = open("/bin/true", O_PATH | O_CLOEXEC);
    return outcome(syscall(SYS_execveat, fd, "", arguments, NULL, AT_EMPTY_PATH));
}

static int fork_by(long call, long first)
{
    long child = syscall(call, first, 0, 0, 0, 0);
    if (child == 0)
        _exit(0);
    if (child > 0)
        waitpid((pid_t)child, NULL, 0);
    return outcome(child);
}

static int fork_once(const place *p)
{
    (void)p;
#ifdef SYS_fork
    return fork_by(SYS_fork, 0);
#else
    return fork_by(SYS_clone, SIGCHLD);
#endif
}

static int clone_once(const place *p)
{
    (void)p;
    return fork_by(SYS_clone, SIGCHLD);
}

static int clone_namespaces(const place *p)
{
    (void)p;
    return fork_by(SYS_clone, SIGCHLD | CLONE_NEWUSER);
}

static int clone_anew(const place *p)
{
    (void)p;
    uint64_t arguments[11] = {0, 0, 0, 0, SIGCHLD};
    long child = syscall(435, arguments, sizeof arguments);
    if (child == 0)
        _exit(0);
    return outcome(child);
}

static int fork_by_library(const place *p)
{
    (void)p;
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    return outcome(child);
}

static int trace_parent(const place *p)
{
    return outcome(ptrace(PTRACE_ATTACH, p->parent, NULL, NULL));
}

static int be_traced(const place *p)
{
    (void)p;
    return outcome(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int copy_from_parent(const place *p)
{
    char byte;
    struct iovec here = {&byte, 1}, there = {(void *)p, 1};
    return outcome(process_vm_readv(p->parent, &here, 1, &there, 1, 0));
}

static int copy_to_parent(const place *p)
{
    char byte = 1;
    struct iovec here = {&byte, 1}, there = {(void *)&p->parent, 1};
    return outcome(process_vm_writev(p->parent, &here, 1, &there, 1, 0));
}

static int signal_parent(const place *p)
{
    return outcome(kill(p->parent, 0));
}

static int signal_all(const place *p)
{
    (void)p;
    return outcome(kill(-1, 0));
}

static int signal_thread_of_parent(const place *p)
{
    return outcome(syscall(SYS_tgkill, p->parent, p->parent, 0));
}

static int signal_by_tkill(const place *p)
{
    return outcome(syscall(SYS_tkill, p->parent, 0));
}

static int queue_to_parent(const place *p)
{
    return outcome(sigqueue(p->parent, 0, (union sigval){0}));
}

static int hold_parent(const place *p)
{
    return outcome(syscall(434, p->parent, 0));
}

static int limit_parent(const place *p)
{
    struct rlimit none = {0, 0};
    return outcome(prlimit(p->parent, RLIMIT_NOFILE, &none, NULL));
}

static int try_socket(int family, int kind, int protocol)
{
    int fd = socket(family, kind | SOCK_CLOEXEC, protocol);
    int met = outcome(fd);
    if (fd >= 0)
        close(fd);
    return met;
}

static int socket_4(const place *p)
{
    (void)p;
    return try_socket(AF_INET, SOCK_STREAM, 0);
}

static int socket_6(const place *p)
{
    (void)p;
    return try_socket(AF_INET6, SOCK_DGRAM, 0);
}

static int socket_local(const place *p)
{
    (void)p;
    return try_socket(AF_UNIX, SOCK_STREAM, 0);
}

static int socket_kernel(const place *p)
{
    (void)p;
    return try_socket(AF_NETLINK, SOCK_RAW, 0);
}

static int socket_packet(const place *p)
{
    (void)p;
    return try_socket(AF_PACKET, SOCK_RAW, 0);
}

static int socket_virtual(const place *p)
{
    (void)p;
    return try_socket(AF_VSOCK, SOCK_STREAM, 0);
}

static int with_socket(int (*use)(int fd, const struct sockaddr *address, socklen_t size))
{
    struct sockaddr_in loopback = {.sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    int met = use(fd, (const struct sockaddr *)&loopback, sizeof loopback);
    close(fd);
    return met;
}

static int bind_it(int fd, const struct sockaddr *address, socklen_t size)
{
    return outcome(bind(fd, address, size));
}

static int listen_it(int fd, const struct sockaddr *address, socklen_t size)
{
    (void)address;
    (void)size;
    return outcome(listen(fd, 1));
}

static int be_reached(const place *p)
{
    (void)p;
    return with_socket(bind_it);
}

static int be_called(const place *p)
{
    (void)p;
    return with_socket(listen_it);
}

static int mount_it(const place *p)
{
    return outcome(mount("none", p->store, "tmpfs", 0, NULL));
}

static int leave_namespaces(const place *p)
{
    (void)p;
    return outcome(unshare(CLONE_NEWUSER));
}

static int enter_namespaces(const place *p)
{
    (void)p;
    return outcome(setns(0, 0));
}

static int change_root(const place *p)
{
    return outcome(chroot(p->store));
}

static int load_bpf(const place *p)
{
    (void)p;
    return outcome(syscall(SYS_bpf, 0, NULL, 0));
}

static int count_events(const place *p)
{
    (void)p;
    struct perf_event_attr what = {.type = PERF_TYPE_SOFTWARE, .size = sizeof what};
    return outcome(syscall(SYS_perf_event_open, &what, 0, -1, -1, 0));
}

static int handle_faults(const place *p)
{
    (void)p;
    return outcome(syscall(SYS_userfaultfd, O_CLOEXEC | 1));
}

static int ring_setup(const place *p)
{
    (void)p;
    char room[256] = {0};
    return outcome(syscall(425, 1, room));
}

static int ring_enter(const place *p)
{
    (void)p;
    return outcome(syscall(426, -1, 0, 0, 0, NULL, 0));
}

static int ask_for_keys(const place *p)
{
    (void)p;
    return outcome(syscall(SYS_keyctl, 0 /* KEYCTL_GET_KEYRING_ID */, -3, 0));
}

static int type_at_terminal(const place *p)
{
    (void)p;
    char letter = 'x';
    return outcome(ioctl(0, TIOCSTI, &letter));
}

static int be_dumpable(const place *p)
{
    (void)p;
    return outcome(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}

static int outlive_parent(const place *p)
{
    (void)p;
    return outcome(prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0));
}

static int call_by_other_numbers(const place *p)
{
    (void)p;
    return outcome(syscall(0x40000000 | SYS_getpid));
}

static int call_the_future(const place *p)
{
    (void)p;
    return outcome(syscall(500));
}

static int take_memory(const place *p)
{
    (void)p;
    void *memory = mmap(NULL, (size_t)4 << 30, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? errno : 0;
}

static int take_memory_in_pieces(const place *p)
{
    (void)p;
    for (int i = 0; i < 4096; i++) {
        if (!malloc((size_t)1 << 20))
            return ENOMEM;
    }
    return 0;
}

static int take_descriptors(const place *p)
{
    (void)p;
    for (int i = 0; i < 2000; i++) {
        if (dup(1) < 0)
            return errno;
    }
    return 0;
}

/* --- the store's folder, which the worker only lists --- */

static int make_beside_store(const place *p)
{
    return try_open(p->store, "new", O_CREAT | O_WRONLY);
}

static int write_beside_store(const place *p)
{
    return try_open(p->store, "kept", O_WRONLY);
}

static int read_beside_store(const place *p)
{
    return try_open(p->store, "kept", O_RDONLY);
}

static int nameless_beside_store(const place *p)
{
    return try_open(p->store, ".", O_TMPFILE | O_RDWR);
}

static int remove_beside_store(const place *p)
{
    char path[256];
    snprintf(path, sizeof path, "%s/kept", p->store);
    return outcome(unlink(path));
}

static int rename_beside_store(const place *p)
{
    char from[256], to[256];
    snprintf(from, sizeof from, "%s/kept", p->store);
    snprintf(to, sizeof to, "%s/dateline.db", p->store);
    return outcome(rename(from, to));
}

static int cut_beside_store(const place *p)
{
    char path[256];
    snprintf(path, sizeof path, "%s/kept", p->store);
    return outcome(truncate(path, 0));
}

static int write_store_directly(const place *p)
{
    return try_open(p->store, "dateline.db", O_CREAT | O_RDWR);
}

/* --- what a file is to others --- */

static int open_to_all(const place *p)
{
    char path[256];
    snprintf(path, sizeof path, "%s/secret", p->outside);
    return outcome(chmod(path, 0777));
}

static int open_to_all_at(const place *p)
{
    return outcome(fchmodat(AT_FDCWD, p->outside, 0777, 0));
}

static int open_to_all_anew(const place *p)
{
    return outcome(syscall(452, AT_FDCWD, p->outside, 0777, 0));
}

static int with_data(const place *p, int (*use)(int fd))
{
    char path[256];
    snprintf(path, sizeof path, "%s/data.csv", p->folder);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0; /* it is needed: reported by needing it */
    int met = use(fd);
    close(fd);
    return met;
}

static int change_mode(int fd)
{
    return outcome(fchmod(fd, 0777));
}

static int change_owner(int fd)
{
    return outcome(fchown(fd, getuid(), getgid()));
}

static int lease(int fd)
{
    return outcome(fcntl(fd, F_SETLEASE, F_RDLCK));
}

static int signal_others(int fd)
{
    return outcome(fcntl(fd, F_SETOWN, getppid()));
}

static int signal_others_by_control(int fd)
{
    int parent = getppid();
    return outcome(ioctl(fd, 0x8901, &parent));
}

static int write_attribute(int fd)
{
    return outcome(fsetxattr(fd, "user.x", "x", 1, 0));
}

static int mode_by_descriptor(const place *p)
{
    return with_data(p, change_mode);
}

static int owner_by_descriptor(const place *p)
{
    return with_data(p, change_owner);
}

static int lease_data(const place *p)
{
    return with_data(p, lease);
}

static int own_signals(const place *p)
{
    return with_data(p, signal_others);
}

static int own_signals_by_control(const place *p)
{
    return with_data(p, signal_others_by_control);
}

static int attribute_of_data(const place *p)
{
    return with_data(p, write_attribute);
}

static int own_it(const place *p)
{
    return outcome(chown(p->outside, getuid(), getgid()));
}

static int date_it(const place *p)
{
    static const struct timespec times[2] = {{1, 0}, {1, 0}};
    return outcome(utimensat(AT_FDCWD, p->outside, times, 0));
}

static int watch_it(const place *p)
{
    int notify = inotify_init1(IN_CLOEXEC);
    return notify < 0 ? errno : outcome(inotify_add_watch(notify, p->outside, IN_ALL_EVENTS));
}

static int watch_all(const place *p)
{
    (void)p;
    return outcome(syscall(SYS_fanotify_init, 0, 0));
}

static int make_node(const place *p)
{
    char path[256];
    snprintf(path, sizeof path, "%s/node", p->store);
    return outcome(mknod(path, S_IFIFO | 0600, 0));
}

static int handle_of(const place *p)
{
    char room[256] = {0};
    int mount_id;
    return outcome(syscall(SYS_name_to_handle_at, AT_FDCWD, p->outside, room, &mount_id, 0));
}

static int open_by_handle(const place *p)
{
    (void)p;
    char room[256] = {0};
    return outcome(syscall(SYS_open_by_handle_at, AT_FDCWD, room, O_RDONLY));
}

/* --- other processes, and the system --- */

static int run_from_memory(const place *p)
{
    (void)p;
    int fd = memfd_create("x", MFD_CLOEXEC);
    char *const none[] = {NULL};
    if (fd < 0)
        return errno;
    ssize_t wrote = write(fd, "#!/bin/true\n", 12);
    (void)wrote;
    return outcome(syscall(SYS_execveat, fd, "", none, none, AT_EMPTY_PATH));
}

static int write_own_memory(const place *p)
{
    (void)p;
    return try_open("/proc/self", "mem", O_RDWR);
}

static int take_descriptor(const place *p)
{
    (void)p;
    return outcome(syscall(438, 0, 1, 0));
}

static int shared_memory(const place *p)
{
    (void)p;
    return outcome(shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600));
}

static int remove_shared_memory(const place *p)
{
    (void)p;
    return outcome(shmctl(0, IPC_RMID, NULL));
}

static int remove_semaphores(const place *p)
{
    (void)p;
    return outcome(semctl(0, 0, IPC_RMID));
}

static int remove_messages(const place *p)
{
    (void)p;
    return outcome(msgctl(0, IPC_RMID, NULL));
}

static int remove_queue(const place *p)
{
    (void)p;
    return outcome(syscall(SYS_mq_unlink, "dateline-none"));
}

static int schedule(const place *p)
{
    struct sched_param first = {.sched_priority = 1};
    return outcome(sched_setscheduler(p->parent, SCHED_FIFO, &first));
}

static int give_way(const place *p)
{
    return outcome(setpriority(PRIO_PROCESS, (id_t)p->parent, 19));
}

static int other_personality(const place *p)
{
    (void)p;
    return outcome(syscall(SYS_personality, 0x0040000));
}

static int be_another(const place *p)
{
    (void)p;
    return outcome(syscall(SYS_setuid, 0));
}

static int be_able(const place *p)
{
    (void)p;
    return outcome(syscall(SYS_capset, NULL, NULL));
}

static int swap_on(const place *p)
{
    (void)p;
    return outcome(syscall(SYS_swapon, "/none", 0));
}

static int restart_machine(const place *p)
{
    (void)p;
    return outcome(syscall(SYS_reboot, 0, 0, 0, NULL)); /* no magic: it does nothing anywhere */
}

static int other_kernel(const place *p)
{
    (void)p;
    return outcome(syscall(SYS_kexec_load, 0, 0, NULL, 0));
}

static int set_clock(const place *p)
{
    (void)p;
    return outcome(syscall(SYS_clock_settime, CLOCK_REALTIME, NULL));
}

static int give_pages(const place *p)
{
    (void)p;
    return outcome(syscall(SYS_vmsplice, -1, NULL, 0, 0));
}

static int secret_memory(const place *p)
{
    (void)p;
    return outcome(syscall(447, 0));
}

static int be_traced_by_all(const place *p)
{
    (void)p;
    return outcome(prctl(0x59616d61 /* PR_SET_PTRACER */, -1, 0, 0, 0));
}

static int console_control(const place *p)
{
    (void)p;
    char letter = 2;
    return outcome(ioctl(0, 0x541C /* TIOCLINUX */, &letter));
}

static int asynchronous(const place *p)
{
    (void)p;
    unsigned long with = 0;
    return outcome(syscall(SYS_io_setup, 1, &with));
}

static int open_terminal(const place *p)
{
    (void)p;
    return try_open("/dev", "tty", O_RDWR);
}

static int open_shared_folder(const place *p)
{
    (void)p;
    return try_open("/dev/shm", "dateline-wall-x", O_CREAT | O_RDWR);
}

/* --- the keeper, asked for what is not the store's --- */

static int open_other_store(const place *p, const char *folder, const char *name)
{
    char path[256];
    dl_store *store;
    dl_error error;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (dl_store_open(&store, path, NULL, &error) != 0)
        return access(path, F_OK) == 0 && strcmp(folder, p->folder) != 0 ? 0 : EPERM;
    dl_store_close(store);
    return 0;
}

static int store_outside(const place *p)
{
    return open_other_store(p, p->outside, "other.db");
}

static int store_beside(const place *p)
{
    return open_other_store(p, p->store, "other.db");
}

/* As SQLite would ask, but by hand: the form is keeper.c's. */
static int ask_keeper(int kind, int flags, const char *folder, const char *name)
{
    struct {
        int kind, flags;
        char path[PATH_MAX];
    } asked = {.kind = kind, .flags = flags};
    int number = 0;
    snprintf(asked.path, sizeof asked.path, "%s/%s", folder, name);
    if (send(KEEPER, &asked, sizeof asked, MSG_NOSIGNAL) != sizeof asked)
        return 0; /* it is gone: no answer is no proof */
    return recv(KEEPER, &number, sizeof number, 0) == sizeof number ? number : 0;
}

static int keeper_opens_notebook(const place *p)
{
    return ask_keeper(0, O_RDWR, p->folder, "data.csv");
}

static int keeper_opens_beside(const place *p)
{
    return ask_keeper(0, O_RDWR, p->store, "kept");
}

static int keeper_opens_by_dots(const place *p)
{
    return ask_keeper(0, O_RDWR, p->store, "dateline.db-wal/../kept");
}

static int keeper_removes_store(const place *p)
{
    return ask_keeper(1, 0, p->store, "dateline.db");
}

static int keeper_removes_beside(const place *p)
{
    return ask_keeper(1, 0, p->store, "kept");
}

/* --- what a worker needs --- */

static int read_data(const place *p)
{
    return try_open(p->folder, "data.csv", O_RDONLY);
}

static int read_zones(const place *p)
{
    (void)p;
    return access("/usr/share/zoneinfo", F_OK) ? 0 : try_open("/usr/share", "zoneinfo", O_RDONLY);
}

static int read_hosts(const place *p)
{
    (void)p;
    return access("/etc/hosts", F_OK) ? 0 : try_open("/etc", "hosts", O_RDONLY);
}

/* By the keeper, through SQLite: its files are made, locked and removed. */
static int use_store(const place *p)
{
    char path[256];
    dl_store *store;
    dl_error error;
    snprintf(path, sizeof path, "%s/dateline.db", p->store);
    if (dl_store_open(&store, path, NULL, &error) != 0)
        return error.system ? error.system : EIO;
    dl_store_close(store);
    return access(path, F_OK) == 0 ? 0 : errno;
}

static int list_store_folder(const place *p)
{
    return try_open(p->store, ".", O_RDONLY | O_DIRECTORY);
}

static int read_own_limits(const place *p)
{
    (void)p;
    struct rlimit now;
    return outcome(getrlimit(RLIMIT_NOFILE, &now));
}

static void *nothing(void *with)
{
    return with;
}

static int start_thread(const place *p)
{
    (void)p;
    pthread_t thread;
    int met = pthread_create(&thread, NULL, nothing, NULL);
    return met ? met : pthread_join(thread, NULL);
}

static int make_pair(const place *p)
{
    (void)p;
    int ends[2];
    return outcome(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
}

/* --- the tables --- */

enum { ALWAYS = 0, ONLINE = 1, OFFLINE = 2 };

typedef struct attempt {
    const char *name;
    int (*make)(const place *p);
    int when; /* ALWAYS, or only where the network was granted, or was not */
} attempt;

static const attempt refused[] = {
    {"open /etc/passwd", read_passwd, ALWAYS},
    {"open /etc/shadow", read_shadow, ALWAYS},
    {"open a file outside", read_outside, ALWAYS},
    {"open a link that leads out", read_by_link, ALWAYS},
    {"open by ../", read_by_dots, ALWAYS},
    {"list a folder outside", list_outside, ALWAYS},
    {"make a file outside", make_outside, ALWAYS},
    {"make a file in /tmp", make_in_tmp, ALWAYS},
    {"make a nameless file outside", make_nameless, ALWAYS},
    {"write to the notebook's folder", write_notebook, ALWAYS},
    {"truncate", cut_outside, ALWAYS},
    {"unlink", remove_outside, ALWAYS},
    {"rename into the store's folder", move_in, ALWAYS},
    {"link into the store's folder", link_in, ALWAYS},
    {"symlink", make_link, ALWAYS},
    {"mkdir", make_folder, ALWAYS},
    {"/proc/self/environ", read_environment, ALWAYS},
    {"/proc/PARENT/mem", read_parents_memory, ALWAYS},
    {"/proc/PARENT/environ", read_parents_environment, ALWAYS},
    {"/proc/PARENT/fd", read_parents_files, ALWAYS},
    {"execve", run_program, ALWAYS},
    {"execveat", run_by_descriptor, ALWAYS},
    {"fork", fork_once, ALWAYS},
    {"clone", clone_once, ALWAYS},
    {"clone with a user namespace", clone_namespaces, ALWAYS},
    {"clone3", clone_anew, ALWAYS},
    {"fork of the C library", fork_by_library, ALWAYS},
    {"ptrace the parent", trace_parent, ALWAYS},
    {"ptrace, asked for", be_traced, ALWAYS},
    {"process_vm_readv", copy_from_parent, ALWAYS},
    {"process_vm_writev", copy_to_parent, ALWAYS},
    {"kill the parent", signal_parent, ALWAYS},
    {"kill everybody", signal_all, ALWAYS},
    {"tgkill", signal_thread_of_parent, ALWAYS},
    {"tkill", signal_by_tkill, ALWAYS},
    {"sigqueue", queue_to_parent, ALWAYS},
    {"pidfd_open", hold_parent, ALWAYS},
    {"prlimit of the parent", limit_parent, ALWAYS},
    {"socket(AF_INET)", socket_4, OFFLINE},
    {"socket(AF_INET6)", socket_6, OFFLINE},
    {"socket(AF_NETLINK)", socket_kernel, OFFLINE},
    {"socket(AF_UNIX)", socket_local, ALWAYS},
    {"socket(AF_PACKET)", socket_packet, ALWAYS},
    {"socket(AF_VSOCK)", socket_virtual, ALWAYS},
    {"bind", be_reached, ALWAYS},
    {"listen", be_called, ALWAYS},
    {"mount", mount_it, ALWAYS},
    {"unshare", leave_namespaces, ALWAYS},
    {"setns", enter_namespaces, ALWAYS},
    {"chroot", change_root, ALWAYS},
    {"bpf", load_bpf, ALWAYS},
    {"perf_event_open", count_events, ALWAYS},
    {"userfaultfd", handle_faults, ALWAYS},
    {"io_uring_setup", ring_setup, ALWAYS},
    {"io_uring_enter", ring_enter, ALWAYS},
    {"keyctl", ask_for_keys, ALWAYS},
    {"ioctl(TIOCSTI)", type_at_terminal, ALWAYS},
    {"prctl(PR_SET_DUMPABLE)", be_dumpable, ALWAYS},
    {"prctl(PR_SET_PDEATHSIG)", outlive_parent, ALWAYS},
    {"a call by x32's numbers", call_by_other_numbers, ALWAYS},
    {"a call of a younger kernel", call_the_future, ALWAYS},
    {"make a file beside the store", make_beside_store, ALWAYS},
    {"write a file beside the store", write_beside_store, ALWAYS},
    {"read a file beside the store", read_beside_store, ALWAYS},
    {"make a nameless file beside the store", nameless_beside_store, ALWAYS},
    {"remove a file beside the store", remove_beside_store, ALWAYS},
    {"rename a file to the store", rename_beside_store, ALWAYS},
    {"truncate a file beside the store", cut_beside_store, ALWAYS},
    {"open the store without its keeper", write_store_directly, ALWAYS},
    {"a store outside", store_outside, ALWAYS},
    {"another store beside the store", store_beside, ALWAYS},
    {"the notebook from the keeper", keeper_opens_notebook, ALWAYS},
    {"a file beside the store from the keeper", keeper_opens_beside, ALWAYS},
    {"a file by ../ from the keeper", keeper_opens_by_dots, ALWAYS},
    {"the store's removal by the keeper", keeper_removes_store, ALWAYS},
    {"another file's removal by the keeper", keeper_removes_beside, ALWAYS},
    {"chmod", open_to_all, ALWAYS},
    {"fchmodat", open_to_all_at, ALWAYS},
    {"fchmodat2", open_to_all_anew, ALWAYS},
    {"fchmod", mode_by_descriptor, ALWAYS},
    {"fchown", owner_by_descriptor, ALWAYS},
    {"chown", own_it, ALWAYS},
    {"fsetxattr", attribute_of_data, ALWAYS},
    {"utimensat", date_it, ALWAYS},
    {"fcntl(F_SETLEASE)", lease_data, ALWAYS},
    {"fcntl(F_SETOWN)", own_signals, ALWAYS},
    {"ioctl(FIOSETOWN)", own_signals_by_control, ALWAYS},
    {"inotify", watch_it, ALWAYS},
    {"fanotify", watch_all, ALWAYS},
    {"mknod", make_node, ALWAYS},
    {"name_to_handle_at", handle_of, ALWAYS},
    {"open_by_handle_at", open_by_handle, ALWAYS},
    {"execveat of memory", run_from_memory, ALWAYS},
    {"/proc/self/mem", write_own_memory, ALWAYS},
    {"pidfd_getfd", take_descriptor, ALWAYS},
    {"shmget", shared_memory, ALWAYS},
    {"shmctl", remove_shared_memory, ALWAYS},
    {"semctl", remove_semaphores, ALWAYS},
    {"msgctl", remove_messages, ALWAYS},
    {"mq_unlink", remove_queue, ALWAYS},
    {"sched_setscheduler", schedule, ALWAYS},
    {"setpriority", give_way, ALWAYS},
    {"personality", other_personality, ALWAYS},
    {"setuid", be_another, ALWAYS},
    {"capset", be_able, ALWAYS},
    {"swapon", swap_on, ALWAYS},
    {"reboot", restart_machine, ALWAYS},
    {"kexec_load", other_kernel, ALWAYS},
    {"clock_settime", set_clock, ALWAYS},
    {"vmsplice", give_pages, ALWAYS},
    {"memfd_secret", secret_memory, ALWAYS},
    {"prctl(PR_SET_PTRACER)", be_traced_by_all, ALWAYS},
    {"ioctl(TIOCLINUX)", console_control, ALWAYS},
    {"io_setup", asynchronous, ALWAYS},
    {"/dev/tty", open_terminal, ALWAYS},
    {"/dev/shm", open_shared_folder, ALWAYS},
    {"4 GiB at once", take_memory, ALWAYS},
    {"4 GiB in pieces", take_memory_in_pieces, ALWAYS},
    {"two thousand descriptors", take_descriptors, ALWAYS},
};

static const attempt needed[] = {
    {"read a file of the notebook's", read_data, ALWAYS},
    {"read zones", read_zones, ALWAYS},
    {"read /etc/hosts", read_hosts, ALWAYS},
    {"make, lock and close the store", use_store, ALWAYS},
    {"list the store's folder, to sync it", list_store_folder, ALWAYS},
    {"getrlimit", read_own_limits, ALWAYS},
    {"start a thread", start_thread, ALWAYS},
    {"a pair of sockets", make_pair, ALWAYS},
    {"socket(AF_INET), granted", socket_4, ONLINE},
    {"socket(AF_INET6), granted", socket_6, ONLINE},
    {"socket(AF_NETLINK), for getaddrinfo", socket_kernel, ONLINE},
};

enum { REFUSED = sizeof refused / sizeof *refused, NEEDED = sizeof needed / sizeof *needed };

/* --- running them --- */

typedef struct answers {
    dl_wall wall;
    int refused[REFUSED], needed[NEEDED];
} answers;

/* What the wall answers; another errno would say that the attempt was no good by itself. */
static bool is_wall(int met)
{
    return met == EPERM || met == EACCES || met == ENOSYS || met == ENOMEM || met == EMFILE ||
           met == EXDEV;
}

static bool is_due(const attempt *one, bool network)
{
    return one->when == ALWAYS || one->when == (network ? ONLINE : OFFLINE);
}

/* In a child, as a worker is: behind the wall, then each attempt. */
static void try_all(const place *p, bool network, answers *got)
{
    char store[128];
    snprintf(store, sizeof store, "%s/dateline.db", p->store);
    wall_plan plan = {.folder = p->folder,
                      .store_path = store,
                      .network = network,
                      .memory_bytes = (size_t)64 << 20,
                      .files = 256,
                      .mode = DL_WALL_BEST};
    worker_close_from(SOCKET + 1);
    keeper_start(&plan);
    wall_raise(&plan, &got->wall);
    for (int i = 0; i < NEEDED; i++)
        got->needed[i] = is_due(&needed[i], network) ? needed[i].make(p) : 0;
    for (int i = 0; i < REFUSED; i++)
        got->refused[i] = is_due(&refused[i], network) ? refused[i].make(p) : EPERM;
}

static void check_all(bool network)
{
    place p;
    make_place(&p);
    answers *got =
        mmap(NULL, sizeof *got, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(got, MAP_FAILED);
    memset(got, 0, sizeof *got);
    pid_t child = fork();
    if (child == 0) {
        try_all(&p, network, got);
        _exit(0);
    }
    int status, failed = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    remove_place(&p);
    for (int i = 0; i < NEEDED; i++) {
        if (got->needed[i]) {
            print_message("# refused, and is needed: %s: %s\n", needed[i].name,
                          strerror(got->needed[i]));
            failed++;
        }
    }
    for (int i = 0; i < REFUSED; i++) {
        if (getenv("DATELINE_SHOW") && is_due(&refused[i], network) && is_wall(got->refused[i]))
            print_message("# held: %s\n", refused[i].name);
        if (!is_wall(got->refused[i])) {
            print_message("# let through: %s: %s\n", refused[i].name, strerror(got->refused[i]));
            failed++;
        }
    }
    print_message("# suite wall%s: %d of %d\n", network ? " with network" : "",
                  REFUSED + NEEDED - failed, REFUSED + NEEDED);
    munmap(got, sizeof *got);
    assert_int_equal(failed, 0);
}

/* A sanitizer needs what the wall forbids; an older kernel has less of a wall. */
static void need_wall(void)
{
    dl_wall wall;
    if (dl_wall_default() == DL_WALL_LIGHT) {
        print_message("# skipped: this build has the light wall only\n");
        skip();
    }
    assert_int_equal(dl_wall_report(&wall, NULL), 0);
    if (!dl_wall_stands(&wall) || wall.landlock < 3) {
        print_message("# skipped: this system has Landlock %d, seccomp %d\n", wall.landlock,
                      wall.calls);
        skip();
    }
}

static void offline_nothing_of_the_list_gets_through(void **state)
{
    (void)state;
    need_wall();
    check_all(false);
}

static void with_the_network_granted_only_it_gets_through(void **state)
{
    (void)state;
    need_wall();
    check_all(true);
}

/* A test of the test: without the wall, most of what it refuses goes through. */
static void without_a_wall_the_attempts_succeed(void **state)
{
    (void)state;
    need_wall();
    place p;
    make_place(&p);
    int free_of_it = 0;
    static int (*const plain[])(const place *) = {
        read_passwd,  read_outside, read_by_link, read_by_dots,    list_outside,    write_notebook,
        make_outside, make_link,    make_folder,  clone_once,      fork_by_library, signal_parent,
        socket_4,     socket_local, be_reached,   read_environment};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        free_of_it += plain[i](&p) == 0;
    assert_int_equal(free_of_it, sizeof plain / sizeof *plain);
    remove_place(&p);
}

static void a_report_tells_what_stands(void **state)
{
    (void)state;
    dl_wall wall;
    assert_int_equal(dl_wall_report(&wall, NULL), 0);
    assert_true(wall.unprivileged);
    if (dl_wall_default() == DL_WALL_LIGHT)
        assert_false(dl_wall_stands(&wall));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offline_nothing_of_the_list_gets_through),
        cmocka_unit_test(with_the_network_granted_only_it_gets_through),
        cmocka_unit_test(without_a_wall_the_attempts_succeed),
        cmocka_unit_test(a_report_tells_what_stands)};
    return cmocka_run_group_tests_name("the wall", tests, NULL, NULL);
}
