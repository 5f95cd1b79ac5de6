#define _GNU_SOURCE /* pipe2, sigqueue beside POSIX 2008 */
#include "dateline/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "runner/internal.h"
#include "runner/sanitized.h"

/* How long it may take to close its store. */
static const int64_t closing_ms = 5000;
/* To say whether a text is complete. */
static const double completeness_s = 5;
/* A day: past it a limit is none. */
static const double longest_s = 86400;

/* --- open and close --- */

dl_runner_options dl_runner_defaults(void)
{
    return (dl_runner_options){.engine = dl_engine_defaults(), .wall = dl_wall_default()};
}

static size_t words_size(const dl_runner *runner)
{
    return sizeof(last_words) + runner->options.engine.output_bytes;
}

int dl_runner_open(dl_runner **out, const dl_runner_options *options, dl_error *error)
{
    *out = NULL;
    dl_runner *runner = calloc(1, sizeof *runner);
    if (!runner)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    runner->options = *options;
    runner->cancel = options->engine.cancel ? options->engine.cancel : &runner->own_cancel;
    runner->complaints = -1;
    channel_init(&runner->channel, -1);
    dl_arena_init(&runner->source_arena);
    void *words =
        mmap(NULL, words_size(runner), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    runner->words = words == MAP_FAILED ? NULL : words;
    runner->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (!runner->words || runner->wake < 0) {
        int rc = dl_error_set_errno(error, errno, "cannot prepare a worker");
        dl_runner_close(runner);
        return rc;
    }
    *out = runner;
    return 0;
}

int runner_reap(dl_runner *runner)
{
    int status = 0;
    while (waitpid(runner->worker, &status, 0) < 0 && errno == EINTR) {
    }
    runner->worker = 0;
    if (SANITIZED && WIFEXITED(status) && WEXITSTATUS(status) == SANITIZER_STATUS)
        _exit(SANITIZER_STATUS);
    return status;
}

void runner_kill(dl_runner *runner)
{
    if (runner->worker)
        kill(runner->worker, SIGKILL);
}

void runner_forget_channel(dl_runner *runner)
{
    channel_clear(&runner->channel);
    if (runner->complaints >= 0)
        close(runner->complaints);
    runner->complaints = -1;
}

/* The end of the socket is its end of work; it says so by closing the other end. */
static void end_worker(dl_runner *runner)
{
    shutdown(runner->channel.socket, SHUT_WR);
    int64_t until = dl_clock_ms() + closing_ms;
    struct pollfd end = {.fd = runner->channel.socket, .events = POLLIN};
    int kind;
    dl_str bytes;
    while (channel_next(&runner->channel, false, &kind, &bytes) != CHANNEL_ENDED) {
        int64_t left = until - dl_clock_ms();
        if (left <= 0 || (poll(&end, 1, (int)left) < 0 && errno != EINTR))
            break;
    }
    if (dl_clock_ms() >= until)
        runner_kill(runner);
    runner_reap(runner);
}

void dl_runner_close(dl_runner *runner)
{
    if (!runner)
        return;
    if (runner->worker)
        end_worker(runner);
    runner_forget_channel(runner);
    if (runner->words)
        munmap(runner->words, words_size(runner));
    if (runner->wake >= 0)
        close(runner->wake);
    update_clear(runner);
    dl_arena_clear(&runner->source_arena);
    free(runner->sources);
    free(runner);
}

size_t dl_runner_deaths(const dl_runner *runner)
{
    return runner->deaths;
}

void dl_runner_interrupt(dl_runner *runner)
{
    int before = errno;
    uint64_t one = 1;
    dl_cancel_set(runner->cancel, DL_ERR_INTERRUPTED);
    ssize_t told = write(runner->wake, &one, sizeof one); /* a full counter wakes as well */
    (void)told;
    errno = before;
}

/* --- start --- */

static int start_worker(dl_runner *runner, dl_error *error)
{
    int ends[2] = {-1, -1}, complaints[2] = {-1, -1};
    struct timeval patience = {.tv_sec = 5};
    int rc = 0;
    bool hear = runner->options.wall != DL_WALL_LIGHT;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0 ||
        (hear && pipe2(complaints, O_CLOEXEC | O_NONBLOCK) != 0))
        rc = dl_error_set_errno(error, errno, "cannot prepare a worker");
    atomic_store(&runner->words->size, 0);
    atomic_store(&runner->words->views, 0);
    pid_t parent = getpid(), worker = rc ? -1 : fork();
    if (worker == 0)
        worker_main(runner, ends[1], complaints[1], parent);
    if (!rc && worker < 0)
        rc = dl_error_set_errno(error, errno, "cannot start a worker");
    if (ends[1] >= 0)
        close(ends[1]);
    if (complaints[1] >= 0)
        close(complaints[1]);
    if (rc) {
        if (ends[0] >= 0)
            close(ends[0]);
        if (complaints[0] >= 0)
            close(complaints[0]);
        return rc;
    }
    runner->worker = worker;
    runner->complaints = complaints[0];
    runner->views = 0;
    channel_init(&runner->channel, ends[0]);
    /* a worker that takes nothing must not hold its runner */
    setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return 0;
}

/* --- what is asked for --- */

int64_t wait_limit_of(double timeout_s)
{
    if (!(timeout_s > 0))
        return 0;
    double ms = (timeout_s < longest_s ? timeout_s : longest_s) * 1000;
    return dl_clock_ms() + (ms < 1 ? 1 : (int64_t)ms);
}

/* A worker for what is asked. Its start is not the cell's time, and is held to the start's own. */
static int need_worker(waiting *with)
{
    if (with->runner->worker)
        return 0;
    with->started_at = dl_clock_ms();
    if (with->limit_at)
        with->limit_at += WAIT_START_MS;
    return start_worker(with->runner, &with->fatal);
}

/* Sends a frame and waits for its answer. True when there was one; else says what came of it. */
bool runner_ask(waiting *with, int kind, dl_str bytes, dl_error *error)
{
    dl_runner *runner = with->runner;
    if (need_worker(with) != 0) {
        *error = with->fatal;
        return false;
    }
    if (!channel_send(&runner->channel, (frame_kind)kind, bytes))
        runner_kill(runner); /* it may have said why, and that is read now */
    bool answered = wait_for_answer(with);
    dl_buf_clear(&with->printed);
    if (!answered)
        wait_bury(with, error);
    return answered;
}

static void tell_failed(const dl_runner *runner, const dl_step *step, dl_result *result)
{
    result->state = DL_STATE_FAILED;
    result->expected = false;
    dl_error_at(&result->error, runner->options.engine.name, step->line, 0);
}

int dl_runner_run(dl_runner *runner, const dl_step *step, double timeout_s, dl_result *result,
                  dl_error *error)
{
    if (step->noeval)
        return 0;
    waiting with = {.runner = runner, .wanted = FRAME_RESULT, .result = result};
    wait_forget_interrupts(runner);
    if (dl_cancel_reason(runner->cancel)) {
        dl_error_set(&result->error, dl_cancel_reason(runner->cancel), "interrupted");
        tell_failed(runner, step, result);
        return 0;
    }
    dl_buf frame;
    dl_buf_init(&frame);
    told_put_step(step, &frame);
    int rc = dl_buf_ok(&frame, error);
    with.limit_at = wait_limit_of(timeout_s);
    if (rc == 0 && !runner_ask(&with, FRAME_STEP, dl_buf_str(&frame), &result->error)) {
        if (with.fatal.kind) {
            rc = with.fatal.kind;
            dl_error_clear(&result->error);
            if (error)
                *error = with.fatal;
        } else {
            tell_failed(runner, step, result);
        }
    }
    dl_buf_clear(&frame);
    return rc;
}

dl_completeness dl_runner_completeness(dl_runner *runner, dl_str code)
{
    dl_error error;
    waiting with = {.runner = runner, .wanted = FRAME_COMPLETENESS, .completeness = DL_INVALID};
    wait_forget_interrupts(runner);
    with.limit_at = wait_limit_of(completeness_s);
    return runner_ask(&with, FRAME_COMPLETENESS, code, &error) ? with.completeness : DL_INVALID;
}
