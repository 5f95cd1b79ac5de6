/* The processes of a batch: each runs one notebook in a group of its own, so that what it started
 * can be ended with it; what it says on standard error is kept. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/batch.h"

enum { MOST_SAID = 64 << 10, TICK_MS = 100 };

typedef struct batch_slot {
    batch_entry *entry;
    pid_t process; /* 0: free */
    int errors;    /* the pipe of its standard error; negative once it is closed */
    dl_buf said;
    double began;
    bool late;
} batch_slot;

static volatile sig_atomic_t ended_by;

static void on_signal(int signal)
{
    ended_by = signal;
}

/* --- the child --- */

/* What one run of the batch is told: as if a person had typed it. */
static int run_entry(const batch_entry *entry, const cli_batch *batch)
{
    const cli_options *options = batch->options;
    cli_options own = *options;
    char *arguments[] = {(char *)entry->notebook, NULL};
    own.arguments = arguments;
    own.argument_count = 1;
    own.matrix = own.index = NULL;
    own.json = options->json && batch->run;
    own.no_report = options->output_count == 0;
    for (size_t i = 0; i < entry->field_count; i++) {
        dl_buf text = {0};
        dl_buf_printf(&text, "%.*s=%.*s", DL_STR_ARG(entry->fields[i].name),
                      DL_STR_ARG(entry->fields[i].value));
        own.params[own.param_count++] = dl_buf_take(&text, NULL);
    }
    own.files = entry->files;
    for (size_t i = 0; i < options->output_count; i++)
        own.outputs[i] = entry->outputs[i];
    return batch->run ? batch->run(entry, &own) : run_one(&own);
}

static void be_child(const batch_entry *entry, const cli_batch *batch, int errors)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* what is killed leaves nothing running */
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    if (strcmp(entry->notebook, "-") != 0)
        dup2(nothing, STDIN_FILENO); /* nobody answers a question here */
    signal(SIGTTIN, SIG_IGN);        /* a terminal is not read from, and fails at once */
    if (!entry->piped)
        dup2(nothing, STDOUT_FILENO);
    dup2(errors, STDERR_FILENO);
    close(errors);
    int status = run_entry(entry, batch);
    fflush(NULL);
    _exit(status);
}

static int start(batch_slot *slot, batch_entry *entry, const cli_batch *batch)
{
    int ends[2];
    dl_error error;
    if (pipe(ends) != 0) {
        dl_error_set_errno(&error, errno, "cannot start %s", entry->label);
        return cli_complain(&error, (dl_str){"", 0});
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    fflush(NULL);
    pid_t process = fork();
    if (process == 0) {
        close(ends[0]);
        be_child(entry, batch, ends[1]);
    }
    close(ends[1]);
    if (process < 0) {
        dl_error_set_errno(&error, errno, "cannot start %s", entry->label);
        close(ends[0]);
        return cli_complain(&error, (dl_str){"", 0});
    }
    setpgid(process, process); /* also here: whichever of the two comes first */
    *slot =
        (batch_slot){.entry = entry, .process = process, .errors = ends[0], .began = dl_clock_s()};
    return 0;
}

/* --- the parent --- */

static void read_errors(batch_slot *slot)
{
    char bytes[4096];
    ssize_t got;
    while (slot->errors >= 0 && (got = read(slot->errors, bytes, sizeof bytes)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return;
        size_t room = MOST_SAID - slot->said.size;
        dl_buf_append(&slot->said, bytes, (size_t)got < room ? (size_t)got : room);
    }
    if (slot->errors >= 0)
        close(slot->errors);
    slot->errors = -1;
}

static void end_group(const batch_slot *slot, int signal)
{
    kill(-slot->process, signal);
}

static void settle(cli_batch *batch, batch_slot *slot, int code)
{
    batch_entry *entry = slot->entry;
    read_errors(slot);
    if (slot->late) {
        dl_buf_printf(&slot->said, "%s: the notebook passed its limit of %g s and was ended\n",
                      entry->notebook, batch->options->run_timeout_s);
        entry->status = 7;
    } else {
        entry->status = WIFEXITED(code) ? WEXITSTATUS(code) : 128 + WTERMSIG(code);
    }
    entry->whole = !slot->late && WIFEXITED(code) && entry->status <= 7;
    entry->seconds = dl_clock_s() - slot->began;
    entry->said = dl_arena_copy(&batch->arena, dl_str_trim(dl_buf_str(&slot->said)));
    entry->done = true;
    end_group(slot, SIGKILL); /* nothing that it started lives on */
    if (slot->errors >= 0)
        close(slot->errors);
    dl_buf_clear(&slot->said);
    slot->process = 0;
}

/* True when the process has ended. */
static bool look_at(cli_batch *batch, batch_slot *slot)
{
    int code = 0;
    read_errors(slot);
    double limit = batch->options->run_timeout_s;
    if (limit > 0 && !slot->late && dl_clock_s() - slot->began > limit) {
        slot->late = true;
        end_group(slot, SIGKILL);
    }
    pid_t ended = waitpid(slot->process, &code, WNOHANG);
    if (ended == 0 || (ended < 0 && errno == EINTR))
        return false;
    settle(batch, slot, code);
    return true;
}

static void wait_a_while(const batch_slot *slots, size_t count)
{
    struct pollfd watched[256];
    nfds_t open_pipes = 0;
    bool ending = false; /* a pipe that is closed is the sign that its process ends */
    for (size_t i = 0; i < count; i++) {
        if (slots[i].process && slots[i].errors >= 0)
            watched[open_pipes++] = (struct pollfd){slots[i].errors, POLLIN, 0};
        ending = ending || (slots[i].process && slots[i].errors < 0);
    }
    poll(watched, open_pipes, ending ? 1 : TICK_MS);
}

static void end_all(cli_batch *batch, batch_slot *slots, size_t count)
{
    int signal = ended_by;
    for (size_t i = 0; i < count; i++)
        if (slots[i].process)
            end_group(&slots[i], signal == SIGINT ? SIGINT : SIGTERM);
    double until = dl_clock_s() + 2;
    for (bool alive = true; alive;) {
        alive = false;
        for (size_t i = 0; i < count; i++) {
            if (slots[i].process && dl_clock_s() > until)
                end_group(&slots[i], SIGKILL);
            if (slots[i].process && !look_at(batch, &slots[i]))
                alive = true;
        }
        if (alive)
            wait_a_while(slots, count);
    }
}

static void catch_signals(struct sigaction before[2])
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    action.sa_handler = on_signal;
    sigaction(SIGINT, &action, &before[0]);
    sigaction(SIGTERM, &action, &before[1]);
}

static size_t jobs_of(const cli_options *options, size_t entries)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t jobs = options->jobs > 0 ? (size_t)options->jobs
                  : processors > 0  ? (size_t)processors
                                    : 1;
    jobs = jobs < 256 ? jobs : 256;
    return jobs < entries ? jobs : entries;
}

static int run_all(cli_batch *batch, batch_slot *slots, size_t jobs, const batch_teller *teller)
{
    size_t next = 0, done = 0, running = 0;
    while (done < batch->count && !ended_by) {
        for (size_t i = 0; i < jobs && next < batch->count; i++) {
            if (slots[i].process)
                continue;
            int status = start(&slots[i], &batch->entries[next], batch);
            if (status)
                return status;
            next++;
            running++;
        }
        teller->waiting(teller->user, running, done);
        wait_a_while(slots, jobs);
        for (size_t i = 0; i < jobs; i++) {
            batch_entry *entry = slots[i].entry;
            if (!slots[i].process || !look_at(batch, &slots[i]))
                continue;
            running--;
            teller->told(teller->user, entry, ++done);
        }
    }
    return ended_by ? 128 + ended_by : 0;
}

int batch_execute(cli_batch *batch, const batch_teller *teller)
{
    size_t jobs = jobs_of(batch->options, batch->count);
    batch_slot *slots = calloc(jobs + 1, sizeof *slots);
    struct sigaction before[2];
    if (!slots)
        return cli_usage("memory ran out");
    ended_by = 0;
    catch_signals(before);
    int status = run_all(batch, slots, jobs, teller);
    if (status)
        end_all(batch, slots, jobs);
    sigaction(SIGINT, &before[0], NULL);
    sigaction(SIGTERM, &before[1], NULL);
    free(slots);
    return status;
}
