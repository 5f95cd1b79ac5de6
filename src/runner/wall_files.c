/*
 * Landlock: which files may be opened, whether TCP may be spoken, whom a signal reaches. The
 * numbers of the interface are the kernel's, and stand here since headers are older than kernels.
 */
#define _GNU_SOURCE /* O_PATH */
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "runner/internal.h"

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule       445
#define SYS_landlock_restrict_self  446
#endif

/* struct landlock_ruleset_attr, as of ABI 6; an older kernel is given as much as it knows. */
typedef struct ruleset {
    uint64_t files;
    uint64_t network; /* ABI 4 */
    uint64_t scopes;  /* ABI 6 */
} ruleset;

/* struct landlock_path_beneath_attr */
typedef struct beneath {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed)) beneath;

enum { RULE_PATH_BENEATH = 1, ASK_VERSION = 1 };

/* Rights to files, by the bit that each has; the last that each ABI knows. */
static const uint64_t write_file = 1u << 1, read_file = 1u << 2, read_dir = 1u << 3,
                      remove_file = 1u << 5, make_file = 1u << 8, cut_file = 1u << 14;
static const uint64_t known_first = (1u << 13) - 1, known_refer = (1u << 14) - 1,
                      known_cut = (1u << 15) - 1, known_control = (1u << 16) - 1;
/* Of those, what a file that is no folder can be given. */
static const uint64_t of_a_file = 1u << 0 | 1u << 1 | 1u << 2 | 1u << 14 | 1u << 15;

static const uint64_t bind_tcp = 1u << 0, connect_tcp = 1u << 1;
static const uint64_t scope_sockets = 1u << 0, scope_signals = 1u << 1;

/* What libraries read after they were loaded: character sets, zones, certificates, how names are
 * found; nothing of a person's. */
static const char *const read_by_libraries[] = {"/usr/lib",
                                                "/usr/local/lib",
                                                "/usr/lib64",
                                                "/lib",
                                                "/lib64",
                                                "/usr/share/zoneinfo",
                                                "/usr/share/zoneinfo-leaps",
                                                "/usr/share/ca-certificates",
                                                "/usr/local/share/ca-certificates",
                                                "/etc/ssl/certs",
                                                "/etc/ssl/openssl.cnf",
                                                "/etc/pki/tls/certs",
                                                "/etc/pki/ca-trust",
                                                "/etc/ca-certificates",
                                                "/etc/resolv.conf",
                                                "/etc/nsswitch.conf",
                                                "/etc/hosts",
                                                "/etc/host.conf",
                                                "/etc/gai.conf",
                                                "/etc/services",
                                                "/etc/localtime",
                                                "/etc/ld.so.cache",
                                                "/dev/urandom",
                                                "/dev/random",
                                                "/run/systemd/resolve",
                                                "/run/resolvconf",
                                                "/run/NetworkManager/resolv.conf"};

static uint64_t rights_known(int abi)
{
    return abi >= 5 ? known_control : abi >= 3 ? known_cut : abi >= 2 ? known_refer : known_first;
}

/* A path that is not there needs no rule. */
static void allow(int rules, const char *path, uint64_t rights)
{
    beneath rule = {.allowed = rights, .parent = open(path, O_PATH | O_CLOEXEC)};
    struct stat info;
    if (rule.parent < 0)
        return;
    if (fstat(rule.parent, &info) == 0 && !S_ISDIR(info.st_mode))
        rule.allowed &= of_a_file;
    syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent);
}

bool wall_store_folder(const char *store_path, char *folder, size_t size)
{
    char *real = realpath(store_path, NULL);
    dl_str parent, name;
    dl_path_split(real ? real : store_path, &parent, &name);
    int length = snprintf(folder, size, "%.*s", DL_STR_ARG(parent));
    free(real);
    char *whole = length > 0 && (size_t)length < size ? realpath(folder, NULL) : NULL;
    bool fits = whole && strlen(whole) < size;
    if (fits)
        memcpy(folder, whole, strlen(whole) + 1);
    free(whole);
    return fits;
}

bool wall_store_file(const char *store_path, char *file, size_t size)
{
    char *real = realpath(store_path, NULL);
    dl_str folder, name;
    bool fits = wall_store_folder(store_path, file, size);
    dl_path_split(real ? real : store_path, &folder, &name);
    size_t used = fits ? strlen(file) : 0;
    const char *between = used > 0 && file[used - 1] == '/' ? "" : "/";
    int length =
        fits ? snprintf(file + used, size - used, "%s%.*s", between, DL_STR_ARG(name)) : -1;
    free(real);
    return length > 0 && (size_t)length < size - used;
}

/* The worker lists the folder, since SQLite syncs it; the keeper alone changes what is in it. */
static void allow_store(int rules, const wall_plan *plan, uint64_t known)
{
    char store[PATH_MAX];
    uint64_t rights = read_dir;
    if (plan->keeper)
        rights = (read_file | read_dir | write_file | remove_file | make_file | cut_file) & known;
    if (wall_store_folder(plan->store_path, store, sizeof store))
        allow(rules, store, rights);
}

/* Of a folder that a script is told about nothing can be read. */
static void allow_file(int rules, const char *path)
{
    struct stat info;
    if (stat(path, &info) == 0 && !S_ISDIR(info.st_mode))
        allow(rules, path, read_file);
}

static void allow_args(int rules, const wall_plan *plan)
{
    for (size_t i = 1; i < plan->arg_count; i++) {
        const char *behind = dl_argument_value(plan->args[i]);
        allow_file(rules, plan->args[i]);
        if (behind)
            allow_file(rules, behind);
    }
}

static void allow_all(int rules, const wall_plan *plan, uint64_t known)
{
    allow_store(rules, plan, known);
    if (plan->keeper)
        return;
    for (size_t i = 0; i < sizeof read_by_libraries / sizeof *read_by_libraries; i++)
        allow(rules, read_by_libraries[i], (read_file | read_dir) & known);
    static const char *const certificates[] = {"SSL_CERT_FILE", "SSL_CERT_DIR"};
    for (size_t i = 0; i < 2; i++) {
        const char *path = getenv(certificates[i]); /* OpenSSL reads them */
        if (path)
            allow(rules, path, read_file | read_dir);
    }
    if (plan->certificates)
        allow(rules, plan->certificates, read_file | read_dir);
    allow(rules, "/dev/null", (read_file | write_file) & known);
    allow(rules, plan->folder, read_file | read_dir);
    allow_args(rules, plan);
}

void wall_files(const wall_plan *plan, dl_wall *wall)
{
    int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);
    if (abi < 1)
        return;
    ruleset rights = {.files = rights_known(abi)};
    size_t size = abi >= 6 ? sizeof rights : abi >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
    if (abi >= 4)
        rights.network = bind_tcp | (plan->network ? 0 : connect_tcp);
    if (abi >= 6)
        rights.scopes = scope_sockets | scope_signals;
    int rules = (int)syscall(SYS_landlock_create_ruleset, &rights, size, 0);
    if (rules < 0)
        return;
    allow_all(rules, plan, rights.files);
    if (syscall(SYS_landlock_restrict_self, rules, 0) == 0) {
        wall->landlock = abi;
        wall->network = abi >= 4;
        wall->scopes = abi >= 6;
    }
    close(rules);
}
