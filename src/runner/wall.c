#include "dateline/wall.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner/internal.h"
#include "runner/sanitized.h"

/* Beside Lua's heap: pages being read, results, the store's cache, answers under way. */
static const size_t room_bytes = (size_t)1 << 30;

dl_wall_mode dl_wall_default(void)
{
    return WALL_IS_LIGHT ? DL_WALL_LIGHT : DL_WALL_BEST;
}

bool dl_wall_stands(const dl_wall *wall)
{
    return wall->landlock > 0 && wall->calls && wall->unprivileged;
}

/* Never more than there is already. */
static bool limit(int what, rlim_t most)
{
    struct rlimit now;
    if (getrlimit(what, &now) != 0)
        return false;
    if (now.rlim_max != RLIM_INFINITY && now.rlim_max < most)
        most = now.rlim_max;
    now.rlim_cur = now.rlim_max = most;
    return setrlimit(what, &now) == 0;
}

/* RLIMIT_DATA counts private memory that may be written; RLIMIT_AS would count what malloc's
 * threads only reserve. Processes are seccomp's to forbid: RLIMIT_NPROC counts threads, which
 * fetch needs, and other programs of the same person. */
static bool limit_resources(const wall_plan *plan, bool light)
{
    bool all = limit(RLIMIT_CORE, 0);
    if (light)
        return false;
    all = limit(RLIMIT_NOFILE, (rlim_t)plan->files) && all;
    return limit(RLIMIT_DATA, (rlim_t)plan->memory_bytes + room_bytes) && all;
}

void wall_raise(const wall_plan *plan, dl_wall *wall)
{
    bool light = plan->mode == DL_WALL_LIGHT || WALL_IS_LIGHT;
    memset(wall, 0, sizeof *wall);
    wall->limits = limit_resources(plan, light);
    wall->unprivileged = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    if (light)
        return;
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    wall_files(plan, wall);
    wall_calls(plan, wall);
}

/* --- what a worker would be behind --- */

static _Noreturn void try_wall(int to)
{
    wall_plan plan = {.folder = ".",
                      .store_path = "dateline.db",
                      .memory_bytes = (size_t)256 << 20,
                      .files = 256,
                      .mode = dl_wall_default()};
    dl_wall wall;
    wall_raise(&plan, &wall);
    _exit(write(to, &wall, sizeof wall) == sizeof wall ? 0 : 1);
}

int dl_wall_report(dl_wall *wall, dl_error *error)
{
    int ends[2];
    memset(wall, 0, sizeof *wall);
    if (pipe(ends) != 0)
        return dl_error_set_errno(error, errno, "cannot ask what a worker would be behind");
    pid_t child = fork();
    if (child == 0)
        try_wall(ends[1]);
    close(ends[1]);
    ssize_t got = child > 0 ? read(ends[0], wall, sizeof *wall) : -1;
    close(ends[0]);
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
    if (got == sizeof *wall)
        return 0;
    memset(wall, 0, sizeof *wall);
    return dl_error_set(error, DL_ERR_IO, "cannot ask what a worker would be behind");
}
