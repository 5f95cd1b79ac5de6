/* What only a person can grant while a step runs: asked for by the worker, answered by the caller.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "report/wire.h"
#include "runner/internal.h"

enum { KIND_ASK = 48 };

/* --- the worker's --- */

/* What was answered before: a host is asked for more than once on its way. Once there is no more
 * room, nothing more is granted. */
static struct runner_answer *find_answer(dl_runner *runner, const char *address, int port)
{
    for (size_t i = 0; i < runner->answer_count; i++) {
        struct runner_answer *answer = &runner->answers[i];
        if (strcmp(answer->address, address) == 0 && answer->port == port)
            return answer;
    }
    return NULL;
}

void worker_forget_refusals(dl_runner *runner)
{
    size_t kept = 0;
    for (size_t i = 0; i < runner->answer_count; i++)
        if (runner->answers[i].yes)
            runner->answers[kept++] = runner->answers[i];
    runner->answer_count = kept;
}

static bool wait_for_person(dl_runner *runner)
{
    int kind;
    dl_str bytes;
    while (channel_next(&runner->channel, true, &kind, &bytes) == CHANNEL_FRAME)
        if (kind == FRAME_ANSWER)
            return bytes.size == 1 && bytes.data[0] == 'y';
    _exit(1); /* whoever could answer is gone */
}

bool worker_ask(void *user, dl_str host, const char *address, int port)
{
    dl_runner *runner = user;
    struct runner_answer *known = find_answer(runner, address, port);
    if (known)
        return known->yes;
    if (runner->answer_count == RUNNER_ANSWERS)
        return false;
    known = &runner->answers[runner->answer_count++];
    snprintf(known->address, sizeof known->address, "%s", address);
    known->port = port;
    dl_buf bytes;
    dl_buf_init(&bytes);
    wire_writer to = wire_write(&bytes, KIND_ASK);
    wire_put_text(&to, host);
    wire_put_text(&to, dl_str_of(address));
    wire_put_number(&to, port);
    worker_tell(runner, FRAME_ASK, &bytes);
    known->yes = wait_for_person(runner);
    return known->yes;
}

/* --- the caller's --- */

int ask_take(waiting *with, dl_str bytes, dl_error *error)
{
    const dl_fetch_options *fetch = &with->runner->options.engine.fetch;
    dl_arena arena;
    dl_arena_init(&arena);
    wire_reader from = wire_read(bytes, KIND_ASK, &arena);
    dl_str host = wire_text(&from), address = wire_text(&from);
    int port = (int)wire_number(&from, 0, 65535);
    int rc = wire_done(&from, error);
    int64_t began = dl_clock_ms();
    bool yes =
        !rc && fetch->ask && address.data && fetch->ask(fetch->ask_user, host, address.data, port);
    if (with->limit_at) /* a person's time is not the cell's */
        with->limit_at += dl_clock_ms() - began;
    dl_arena_clear(&arena);
    /* An interrupt that ended the question is heard before its answer: else the worker takes that
     * for a person's no, and may end the step well, by a capture that it has. */
    wait_mind_limits(with);
    if (!rc && !channel_send(&with->runner->channel, FRAME_ANSWER, yes ? DL_STR("y") : DL_STR("n")))
        runner_kill(with->runner);
    return rc;
}
