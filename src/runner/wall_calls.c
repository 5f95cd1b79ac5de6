/*
 * seccomp: system calls that no worker needs, and that lead out of it. Refused with EPERM, so that
 * a library that tries one goes on without. Newer calls than this list knows do not exist for a
 * worker (ENOSYS), as libraries expect of an older kernel.
 */
#define _GNU_SOURCE /* CLONE_THREAD, AF_NETLINK's neighbours */
#include <errno.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include "runner/internal.h"

#if defined(__x86_64__)
#define OURS AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OURS AUDIT_ARCH_AARCH64
#endif

#ifdef OURS

/* mseal, the newest that was looked at (Linux 6.10); numbers above it are younger calls. */
enum { NEWEST = 462 };

static const int refused[] = {
    /* other programs, and other processes' memory */
    SYS_execve,
    SYS_execveat,
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_kcmp,
#ifdef SYS_fork
    SYS_fork,
    SYS_vfork,
#endif
    424 /* pidfd_send_signal */,
    434 /* pidfd_open */,
    438 /* pidfd_getfd */,
    440 /* process_madvise */,
    448 /* process_mrelease */,
    SYS_tkill,
    SYS_rt_sigqueueinfo,
    SYS_rt_tgsigqueueinfo,
    SYS_setpgid,
    SYS_setpriority,
    SYS_sched_setscheduler,
    SYS_sched_setparam,
    SYS_sched_setattr,
    SYS_sched_setaffinity,
    SYS_ioprio_set,
    SYS_migrate_pages,
    SYS_move_pages,
    /* large parts of the kernel that were broken before */
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    425 /* io_uring_setup */,
    426 /* io_uring_enter */,
    427 /* io_uring_register */,
    SYS_add_key,
    SYS_request_key,
    SYS_keyctl,
    SYS_fanotify_init,
    SYS_fanotify_mark,
    SYS_lookup_dcookie,
    SYS_personality,
#ifdef SYS_modify_ldt
    SYS_modify_ldt,
    SYS_iopl,
    SYS_ioperm,
#endif
    /* the system itself */
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_unshare,
    SYS_setns,
    SYS_swapon,
    SYS_swapoff,
    SYS_reboot,
    SYS_acct,
    SYS_quotactl,
    SYS_sethostname,
    SYS_setdomainname,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_adjtimex,
    SYS_clock_adjtime,
    SYS_syslog,
    SYS_vhangup,
    SYS_nfsservctl,
    428 /* open_tree */,
    429 /* move_mount */,
    430 /* fsopen */,
    431 /* fsconfig */,
    432 /* fsmount */,
    433 /* fspick */,
    442 /* mount_setattr */,
    SYS_name_to_handle_at,
    SYS_open_by_handle_at,
    /* who it is, and what a file is to others */
    SYS_setuid,
    SYS_setgid,
    SYS_setreuid,
    SYS_setregid,
    SYS_setresuid,
    SYS_setresgid,
    SYS_setgroups,
    SYS_setfsuid,
    SYS_setfsgid,
    SYS_capset,
    /* Landlock looks at none of these, by path or by descriptor */
    SYS_fchmod,
    SYS_fchmodat,
    SYS_utimensat,
    452 /* fchmodat2 */,
#ifdef SYS_chmod
    SYS_chmod,
    SYS_utime,
    SYS_utimes,
    SYS_futimesat,
#endif
    SYS_setxattr,
    SYS_lsetxattr,
    SYS_fsetxattr,
    SYS_removexattr,
    SYS_lremovexattr,
    SYS_fremovexattr,
    SYS_mknodat,
    SYS_linkat,
    SYS_symlinkat,
#ifdef SYS_mknod
    SYS_mknod,
    SYS_link,
    SYS_symlink,
#endif
    /* ways to be reached, and to talk beside sockets */
    SYS_listen,
    SYS_accept,
    SYS_accept4,
    SYS_shmget,
    SYS_shmat,
    SYS_shmctl,
    SYS_msgget,
    SYS_msgsnd,
    SYS_msgrcv,
    SYS_msgctl,
    SYS_semget,
    SYS_semop,
    SYS_semtimedop,
    SYS_semctl,
    SYS_mq_open,
    SYS_mq_unlink,
    SYS_inotify_add_watch,
    SYS_vmsplice,
    SYS_io_setup,
    SYS_io_submit,
    447 /* memfd_secret */,
    443 /* quotactl_fd */,
    457 /* statmount */,
    458 /* listmount */,
#ifdef SYS_kexec_file_load
    SYS_kexec_file_load,
#endif
#ifdef SYS_uselib
    SYS_uselib,
    SYS_ustat,
    SYS_sysfs,
    SYS__sysctl,
#endif
};

/* Whose a file is: the keeper gives what it makes to whom the store belongs to. */
static const int refused_but_to_keeper[] = {
    SYS_fchown,
    SYS_fchownat,
#ifdef SYS_chown
    SYS_chown,
    SYS_lchown,
#endif
};

/* Enough for the list, each with its answer, and what looks at arguments. */
enum { MOST = 2 * sizeof refused / sizeof *refused + 128 };

typedef struct program {
    struct sock_filter steps[MOST];
    unsigned short count;
} program;

static void add(program *to, unsigned code, uint32_t value, unsigned yes, unsigned no)
{
    if (to->count < MOST)
        to->steps[to->count++] =
            (struct sock_filter){(uint16_t)code, (uint8_t)yes, (uint8_t)no, value};
}

static void load(program *to, size_t offset)
{
    add(to, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void answer(program *to, uint32_t with)
{
    add(to, BPF_RET | BPF_K, with, 0, 0);
}

static const uint32_t refuse = SECCOMP_RET_ERRNO | EPERM, unknown = SECCOMP_RET_ERRNO | ENOSYS,
                      grant = SECCOMP_RET_ALLOW;

static void refuse_call(program *to, int call, uint32_t with)
{
    add(to, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 1);
    answer(to, with);
}

static size_t argument(int index)
{
    /* the lower half of 64 bits, on the little endian machines above */
    return offsetof(struct seccomp_data, args) + 8 * (size_t)index;
}

/* The call, when its argument is (or, with `not`, is not) one of the values, is refused. */
static void check_argument(program *to, int call, int index, const uint32_t *values, unsigned count,
                           bool only)
{
    /* load, the comparisons, two answers: skipped by every other call */
    add(to, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, count + 3);
    load(to, argument(index));
    for (unsigned i = 0; i < count; i++) /* to the second answer */
        add(to, BPF_JMP | BPF_JEQ | BPF_K, values[i], count - i, 0);
    answer(to, only ? refuse : grant);
    answer(to, only ? grant : refuse);
}

/* Threads of its own, but no process. */
static void check_clone(program *to)
{
    add(to, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4);
    load(to, argument(0));
    add(to, BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0);
    answer(to, refuse);
    answer(to, grant);
}

static void check_arguments(program *to, const wall_plan *plan)
{
    const uint32_t self[] = {(uint32_t)getpid()}, zero_or_self[] = {0, (uint32_t)getpid()};
    static const uint32_t internet[] = {AF_INET, AF_INET6, AF_NETLINK}; /* getaddrinfo asks which
                                                                          addresses there are */
    static const uint32_t fixed[] = {PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_MM, PR_SET_PTRACER,
                                     PR_SET_CHILD_SUBREAPER};
    /* words put into a terminal's mouth, and signals sent when a file is ready */
    static const uint32_t controls[] = {0x5412 /* TIOCSTI */, 0x541C /* TIOCLINUX */,
                                        0x540E /* TIOCSCTTY */, 0x8901 /* FIOSETOWN */,
                                        0x8902 /* SIOCSPGRP */};
    static const uint32_t owners[] = {8 /* F_SETOWN */, 10 /* F_SETSIG */, 15 /* F_SETOWN_EX */,
                                      1024 /* F_SETLEASE */, 1026 /* F_NOTIFY */};
    check_clone(to);
    check_argument(to, SYS_kill, 0, self, 1, true);
    check_argument(to, SYS_tgkill, 0, self, 1, true);
    check_argument(to, SYS_prlimit64, 0, zero_or_self, 2, true);
    check_argument(to, SYS_prctl, 0, fixed, 5, false);
    check_argument(to, SYS_ioctl, 1, controls, 5, false);
    check_argument(to, SYS_fcntl, 1, owners, 5, false);
    if (plan->network)
        check_argument(to, SYS_socket, 0, internet, 3, true);
    else
        refuse_call(to, SYS_socket, refuse);
}

static void build(program *to, const wall_plan *plan, const dl_wall *wall)
{
    load(to, offsetof(struct seccomp_data, arch));
    add(to, BPF_JMP | BPF_JEQ | BPF_K, OURS, 1, 0);
    answer(to, refuse);
    load(to, offsetof(struct seccomp_data, nr));
    add(to, BPF_JMP | BPF_JGT | BPF_K, NEWEST, 0, 1); /* x32's numbers are above it too */
    answer(to, unknown);
    refuse_call(to, 435 /* clone3: its flags are in memory; libraries fall back */, unknown);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        refuse_call(to, refused[i], refuse);
    for (size_t i = 0; i < sizeof refused_but_to_keeper / sizeof *refused_but_to_keeper; i++) {
        if (!plan->keeper)
            refuse_call(to, refused_but_to_keeper[i], refuse);
    }
    if (wall->landlock < 3) /* which does not see a file being cut by its path */
        refuse_call(to, SYS_truncate, refuse);
    check_arguments(to, plan);
    answer(to, grant);
}

void wall_calls(const wall_plan *plan, dl_wall *wall)
{
    program filter;
    memset(&filter, 0, sizeof filter);
    build(&filter, plan, wall);
    struct sock_fprog whole = {.len = filter.count, .filter = filter.steps};
    wall->calls =
        filter.count < MOST && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole, 0, 0) == 0;
}

#else /* a machine whose numbers nobody has looked at */

void wall_calls(const wall_plan *plan, dl_wall *wall)
{
    (void)plan;
    wall->calls = false;
}

#endif
