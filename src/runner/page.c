/* Pages of the last value that was typed for, asked of a worker, who has it. */
#include <limits.h>

#include "dateline/wire.h"
#include "report/wire.h"
#include "runner/internal.h"

enum { KIND_PAGE = 40, KIND_NO_PAGE };

/* --- the worker's --- */

void worker_page(dl_runner *runner, dl_str bytes)
{
    dl_arena arena;
    const dl_view *view = NULL;
    dl_error error;
    dl_buf out;
    dl_arena_init(&arena);
    dl_buf_init(&out);
    dl_cancel_reset(&runner->worker_cancel);
    wire_reader from = wire_read(bytes, KIND_PAGE, &arena);
    size_t number = (size_t)wire_number(&from, 0, INT64_MAX);
    int rc = wire_done(&from, &error);
    if (!rc)
        rc = dl_engine_page(runner->engine, number, &arena, &view, &error);
    if (!rc && view)
        rc = dl_wire_put_view(view, &out, &error);
    if (!rc && !view)
        wire_write(&out, KIND_NO_PAGE);
    if (rc) {
        dl_buf_clear(&out);
        worker_settle_memory(runner, &error);
        worker_tell_error(runner, FRAME_ERROR, &error);
    } else {
        worker_tell(runner, FRAME_PAGE, &out);
    }
    dl_arena_clear(&arena);
}

/* --- the runner's --- */

int page_take(const waiting *with, dl_str bytes, dl_error *error)
{
    wire_reader none = wire_read(bytes, KIND_NO_PAGE, with->arena);
    *with->page = NULL;
    return wire_done(&none, NULL) == 0 ? 0 : dl_wire_view(bytes, with->arena, with->page, error);
}

int dl_runner_page(dl_runner *runner, size_t number, double timeout_s, dl_arena *arena,
                   const dl_view **view, dl_error *error)
{
    *view = NULL;
    if (!runner->worker)
        return 0;
    waiting with = {.runner = runner, .wanted = FRAME_PAGE, .arena = arena, .page = view};
    dl_error local = {0};
    dl_buf frame;
    if (!error)
        error = &local;
    dl_buf_init(&frame);
    wait_forget_interrupts(runner);
    wire_writer to = wire_write(&frame, KIND_PAGE);
    wire_put_number(&to, (int64_t)number);
    with.limit_at = wait_limit_of(timeout_s);
    int rc = dl_buf_ok(&frame, error);
    if (!rc && !runner_ask(&with, FRAME_PAGE, dl_buf_str(&frame), error))
        rc = error->kind;
    if (!rc && with.reply.kind) {
        *error = with.reply;
        rc = error->kind;
    }
    dl_buf_clear(&frame);
    return rc;
}
