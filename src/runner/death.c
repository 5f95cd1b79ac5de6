#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "runner/internal.h"

/* The signals that a process dies of by its own fault. */
static const struct {
    int signal;
    const char *words;
} faults[] = {{SIGSEGV, "SIGSEGV, a wrong address or no stack left"},
              {SIGABRT, "SIGABRT, a library gave up"},
              {SIGBUS, "SIGBUS, memory that is not there"},
              {SIGILL, "SIGILL, a wrong instruction"},
              {SIGFPE, "SIGFPE, wrong arithmetic"},
              {SIGSYS, "SIGSYS, a system call that is not allowed"},
              {SIGTERM, "SIGTERM, somebody ended it"}};

static int tell_killed(int reason, dl_error *error)
{
    if (reason == DL_ERR_INTERRUPTED)
        return dl_error_set(error, reason,
                            "interrupted; the cell was stuck in a library function, and its "
                            "process was ended");
    dl_error_set(error, DL_ERR_LIMIT_TIME,
                 "the cell passed its time limit while stuck in a library function (a pattern "
                 "that never ends?), and its process was ended");
    dl_error_hint(error, "give it more with --timeout S, or timeout=S on the cell");
    return DL_ERR_LIMIT_TIME;
}

static int tell_signal(int number, dl_error *error)
{
    if (number == SIGKILL) {
        dl_error_set(error, DL_ERR_LIMIT_MEMORY,
                     "the cell's process was killed by the system (SIGKILL), most likely for want "
                     "of memory");
        return DL_ERR_LIMIT_MEMORY;
    }
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        if (faults[i].signal == number)
            return dl_error_set(error, DL_ERR_CELL, "the cell's process crashed (%s)",
                                faults[i].words);
    }
    return dl_error_set(error, DL_ERR_CELL, "the cell's process crashed (signal %d)", number);
}

int death_tell(int status, int reason, dl_str complaint, dl_error *error)
{
    int kind;
    if (reason)
        return tell_killed(reason, error);
    if (WIFSIGNALED(status))
        kind = tell_signal(WTERMSIG(status), error);
    else
        kind = dl_error_set(error, DL_ERR_CELL, "the cell's process ended by itself, with %d",
                            WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    dl_str rest, first = dl_str_trim(dl_str_cut(dl_str_trim(complaint), '\n', &rest));
    if (first.size)
        dl_error_hint(error, "its last words: %.*s", (int)(first.size < 200 ? first.size : 200),
                      first.data);
    return kind;
}
