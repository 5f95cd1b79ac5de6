/* Waiting for a worker: its frames, the clock, the person. */
#define _GNU_SOURCE /* syscall */
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "dateline/wire.h"
#include "runner/internal.h"

/* How long a worker that was asked to stop may take, whatever it waits for. */
static const int64_t grace_ms = 500;
/* How often it is looked at what was printed. */
static const int64_t printed_every_ms = 100;
/* What one step may send in all. */
static const size_t most_sent = (size_t)512 << 20;

static void ask_to_stop(waiting *with, int reason)
{
    dl_runner *runner = with->runner;
    with->reason = reason;
    with->kill_at = dl_clock_ms() + grace_ms;
    /* sigqueue, but to the thread that runs Lua, whose stack a hook is set on */
    int number = reason == DL_ERR_INTERRUPTED ? WORKER_INTERRUPT : WORKER_TIME_IS_UP;
    siginfo_t what;
    memset(&what, 0, sizeof what);
    what.si_signo = number;
    what.si_code = SI_QUEUE;
    what.si_pid = getpid();
    what.si_uid = getuid();
    what.si_value.sival_ptr = runner;
    syscall(SYS_rt_tgsigqueueinfo, runner->worker, runner->worker, number, &what);
}

static void kill_now(waiting *with)
{
    with->killed = true;
    with->kill_at = 0;
    runner_kill(with->runner);
}

static uint64_t take_interrupts(dl_runner *runner)
{
    uint64_t times = 0;
    return read(runner->wake, &times, sizeof times) == sizeof times ? times : 0;
}

void wait_forget_interrupts(dl_runner *runner)
{
    take_interrupts(runner);
}

void wait_mind_limits(waiting *with)
{
    bool again = take_interrupts(with->runner) > 0 && with->reason;
    int64_t now = dl_clock_ms();
    if (with->killed)
        return;
    if (again || (with->kill_at && now >= with->kill_at))
        kill_now(with);
    else if (!with->reason && dl_cancel_reason(with->runner->cancel))
        ask_to_stop(with, DL_ERR_INTERRUPTED);
    else if (!with->reason && with->limit_at && now >= with->limit_at)
        ask_to_stop(with, DL_ERR_LIMIT_TIME);
}

/* A view of an update comes again with its result; now it is only shown. */
static int show_view(waiting *with, dl_str bytes, dl_error *error)
{
    const dl_events *events = &with->runner->options.engine.events;
    const dl_view *view;
    dl_arena arena;
    dl_arena_init(&arena);
    int rc = dl_wire_view(bytes, &arena, &view, error);
    if (rc == 0 && events->view)
        events->view(events->user, view, error);
    dl_arena_clear(&arena);
    return rc;
}

static int take_view(waiting *with, dl_str bytes, dl_error *error)
{
    const dl_view *view;
    if (with->update)
        return show_view(with, bytes, error);
    if (!with->result)
        return dl_error_set(error, DL_ERR_SYNTAX, "a view without a step");
    int rc = dl_wire_view(bytes, &with->result->arena, &view, error);
    if (rc == 0)
        rc = dl_result_push(with->result, view, error);
    const dl_events *events = &with->runner->options.engine.events;
    with->runner->views++;
    if (rc == 0 && events->view)
        events->view(events->user, view, error);
    return rc;
}

static int take_values(const waiting *with)
{
    const dl_events *events = &with->runner->options.engine.events;
    if (events->values)
        events->values(events->user);
    return 0;
}

/* What was printed since the last view that came. The worker goes on meanwhile: the text is as it
 * was only where no view was told of between the two looks. */
static void tell_printed(waiting *with)
{
    dl_runner *runner = with->runner;
    const dl_events *events = &runner->options.engine.events;
    size_t size = atomic_load(&runner->words->size);
    if (!events->print || !with->result || size <= with->printed.size ||
        size > runner->options.engine.output_bytes ||
        atomic_load(&runner->words->views) != runner->views)
        return;
    dl_buf_truncate(&with->printed, 0);
    dl_buf_append(&with->printed, runner->words->bytes, size);
    if (!with->printed.failed && atomic_load(&runner->words->views) == runner->views)
        events->print(events->user, dl_buf_str(&with->printed));
}

static void tell_tick(const waiting *with)
{
    const dl_events *events = &with->runner->options.engine.events;
    if (events->tick && (with->result || with->update))
        events->tick(events->user);
}

/* The result's end; its views are there already. */
static int take_result(waiting *with, dl_str bytes, dl_error *error)
{
    uint64_t serial;
    return told_result(bytes, with->result, &serial, error);
}

static int take_progress(waiting *with, dl_str bytes, dl_error *error)
{
    dl_fetch_progress progress;
    const dl_fetch_options *fetch = &with->runner->options.engine.fetch;
    int rc = told_progress(bytes, &progress, error);
    if (rc == 0 && fetch->progress)
        fetch->progress(fetch->progress_user, &progress);
    return rc;
}

static int take_warning(const waiting *with, dl_str bytes)
{
    const dl_events *events = &with->runner->options.engine.events;
    if (events->warn)
        events->warn(events->user, bytes);
    return 0;
}

static int take_log(const waiting *with, dl_str bytes)
{
    const dl_fetch_options *fetch = &with->runner->options.engine.fetch;
    if (fetch->log)
        fetch->log(fetch->log_user, bytes);
    return 0;
}

static int take_completeness(waiting *with, dl_str bytes, dl_error *error)
{
    if (bytes.size != 1 || (unsigned char)bytes.data[0] > DL_INVALID)
        return dl_error_set(error, DL_ERR_SYNTAX, "no answer");
    with->completeness = (dl_completeness)bytes.data[0];
    return 0;
}

/* The worker is there: now the cell's time begins. */
static int take_hello(waiting *with, dl_str bytes, dl_error *error)
{
    if (with->limit_at && with->started_at)
        with->limit_at += dl_clock_ms() - with->started_at - WAIT_START_MS;
    with->started_at = 0;
    return bytes.size ? dl_error_set(error, DL_ERR_SYNTAX, "no greeting") : 0;
}

/* Non-zero for what no worker of ours sends. */
static int take_frame(waiting *with, int kind, dl_str bytes, dl_error *error)
{
    with->received += bytes.size;
    bool refused = kind == FRAME_ERROR && (with->update || with->globals || with->page);
    with->answered = kind == with->wanted || refused;
    if (with->received > most_sent)
        return dl_error_set(error, DL_ERR_SYNTAX, "too much");
    switch (kind) {
    case FRAME_HELLO:
        return take_hello(with, bytes, error);
    case FRAME_FATAL:
        return told_error(bytes, &with->fatal, error);
    case FRAME_VIEW:
        dl_buf_truncate(&with->printed, 0);
        return take_view(with, bytes, error);
    case FRAME_ASK:
        return ask_take(with, bytes, error);
    case FRAME_VALUES:
        return take_values(with);
    case FRAME_COMPLETE:
        if (with->completion)
            return lookup_completion(bytes, with->arena, with->completion, error);
        break;
    case FRAME_INSPECT:
        if (with->inspection)
            return lookup_inspection(bytes, with->arena, with->inspection, error);
        break;
    case FRAME_PAGE:
        if (with->page)
            return page_take(with, bytes, error);
        break;
    case FRAME_SOURCE:
        return sources_take(with->runner, bytes, error);
    case FRAME_LOG:
        return take_log(with, bytes);
    case FRAME_WARN:
        return take_warning(with, bytes);
    case FRAME_PROGRESS:
        return take_progress(with, bytes, error);
    case FRAME_COMPLETENESS:
        return take_completeness(with, bytes, error);
    case FRAME_RESULT:
        if (with->answered)
            return take_result(with, bytes, error);
        break;
    case FRAME_ERROR:
        if (with->answered)
            return told_error(bytes, &with->reply, error);
        break;
    default:
        if (with->update || with->globals)
            return update_take(with, kind, bytes, error);
        break;
    }
    return dl_error_set(error, DL_ERR_SYNTAX, "a frame that nobody asked for");
}

static void sleep_until_something(const waiting *with)
{
    struct pollfd both[2] = {{.fd = with->runner->channel.socket, .events = POLLIN},
                             {.fd = with->runner->wake, .events = POLLIN}};
    int64_t until = with->reason ? with->kill_at : with->limit_at;
    int64_t left = until ? until - dl_clock_ms() : -1;
    if (until && left < 0)
        left = 0;
    const dl_events *events = &with->runner->options.engine.events;
    bool telling = (with->result && events->print) || events->tick;
    if (telling && (left < 0 || left > printed_every_ms))
        left = printed_every_ms;
    poll(both, 2, (int)left);
}

bool wait_for_answer(waiting *with)
{
    for (unsigned round = 1; !with->answered; round++) {
        int kind;
        dl_str bytes;
        channel_state state = channel_next(&with->runner->channel, false, &kind, &bytes);
        if (state == CHANNEL_ENDED)
            return false;
        if (state == CHANNEL_FRAME) {
            if (take_frame(with, kind, bytes, &with->broken) != 0)
                return false;
        } else {
            tell_printed(with);
            tell_tick(with);
            sleep_until_something(with);
        }
        /* one that talks without end is held to the clock too, if not at every word */
        if (state != CHANNEL_FRAME || round % 64 == 0)
            wait_mind_limits(with);
    }
    return true;
}

/* --- the end of a worker --- */

static dl_str read_complaint(const dl_runner *runner, char *text, size_t size)
{
    ssize_t got = runner->complaints >= 0 ? read(runner->complaints, text, size) : 0;
    return (dl_str){text, got > 0 ? (size_t)got : 0};
}

/* What was printed, and is in no view. */
static void keep_last_words(dl_runner *runner, dl_result *result)
{
    size_t size = atomic_load(&runner->words->size);
    if (size > runner->options.engine.output_bytes)
        size = runner->options.engine.output_bytes;
    if (size == 0 || !result)
        return;
    dl_str text = {runner->words->bytes, size};
    const dl_view *view = dl_view_text(&result->arena, DL_VIEW_TEXT, text);
    const dl_events *events = &runner->options.engine.events;
    dl_error error;
    if (view && dl_result_push(result, view, &error) == 0 && events->view)
        events->view(events->user, view, &error);
}

void wait_bury(waiting *with, dl_error *error)
{
    dl_runner *runner = with->runner;
    char complaint[512];
    /* one that sent no frame of ours, or closed its end and lives, does not live on; how one that
     * died by itself did so is settled before its end is seen */
    runner_kill(runner);
    int status = runner_reap(runner);
    dl_str words = read_complaint(runner, complaint, sizeof complaint);
    keep_last_words(runner, with->result);
    runner_forget_channel(runner);
    if (with->fatal.kind) { /* it never lived */
        *error = with->fatal;
        return;
    }
    runner->deaths++;
    if (with->broken.kind)
        dl_error_set(error, DL_ERR_CELL, "the cell's process said what cannot be read: %.300s",
                     with->broken.message);
    else
        death_tell(status, with->killed ? with->reason : 0, words, error);
}
