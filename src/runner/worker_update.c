/* The worker's side of updates: it keeps the engine's results, and tells of each once. */
#include <stdlib.h>
#include <string.h>

#include "dateline/wire.h"
#include "runner/internal.h"

static void tell_place(dl_runner *runner, int kind, size_t place)
{
    dl_buf out = {0};
    told_put_place((int64_t)place, &out);
    worker_tell(runner, kind, &out);
}

static void before(void *user, size_t step)
{
    dl_runner *runner = user;
    dl_cancel_reset(&runner->worker_cancel);
    atomic_store(&runner->words->size, 0);
    tell_place(runner, FRAME_BEFORE, step);
}

static void after(void *user, size_t step, const dl_result *result)
{
    (void)result;
    tell_place(user, FRAME_AFTER, step);
}

static int compare_serials(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static bool was_told(const dl_runner *runner, uint64_t serial)
{
    return runner->told_count && bsearch(&serial, runner->told, runner->told_count, sizeof serial,
                                         compare_serials) != NULL;
}

/* A result that is too long to be told becomes one that says so. */
static void tell_made(dl_runner *runner, const dl_result *result, uint64_t serial)
{
    dl_buf out = {0};
    dl_error error;
    if (told_put_result(result, serial, &out, &error) != 0) {
        dl_result failed;
        dl_result_init(&failed);
        failed.state = DL_STATE_FAILED;
        dl_error_set(&failed.error, DL_ERR_LIMIT_OUTPUT, "the cell's value is too long");
        dl_buf_clear(&out);
        told_put_result(&failed, serial, &out, &error);
        dl_result_clear(&failed);
    }
    worker_tell(runner, FRAME_MADE, &out);
}

/* What is new of the results, each once though several steps may show it. */
static int tell_new(dl_runner *runner, const dl_update *update, dl_error *error)
{
    uint64_t *serials = calloc(update->count + 1, sizeof *serials);
    size_t count = 0;
    if (!serials)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < update->count; i++) {
        if (update->serials[i] == 0)
            continue;
        if (!was_told(runner, update->serials[i]))
            tell_made(runner, update->results[i], update->serials[i]);
        serials[count++] = update->serials[i];
    }
    qsort(serials, count, sizeof *serials, compare_serials);
    free(runner->told);
    runner->told = serials;
    runner->told_count = count;
    return 0;
}

void worker_update(dl_runner *runner, dl_str bytes)
{
    dl_arena arena;
    dl_arena_init(&arena);
    told_version version;
    dl_update update;
    dl_error error;
    dl_buf done = {0};
    dl_cancel_reset(&runner->worker_cancel);
    int rc = told_update(bytes, &arena, &version, &error);
    version.options.before = before;
    version.options.after = after;
    version.options.user = runner;
    if (!rc)
        rc = dl_engine_update(runner->engine, version.steps, version.count, &version.options,
                              &update, &error);
    if (!rc)
        rc = tell_new(runner, &update, &error);
    if (!rc)
        rc = told_put_done(&update, &done, &error);
    if (rc) {
        worker_settle_memory(runner, &error);
        worker_tell_error(runner, FRAME_ERROR, &error);
        dl_buf_clear(&done);
    } else {
        worker_tell(runner, FRAME_DONE, &done);
    }
    dl_arena_clear(&arena);
}

void worker_keep(dl_runner *runner, dl_str bytes)
{
    int64_t now_us;
    dl_error error;
    dl_error_clear(&error);
    dl_cancel_reset(&runner->worker_cancel);
    int rc = told_place(bytes, &now_us, &error);
    if (!rc)
        rc = dl_engine_keep(runner->engine, now_us, &error);
    if (!rc)
        dl_error_clear(&error);
    worker_tell_error(runner, FRAME_ERROR, &error);
}

void worker_globals(dl_runner *runner, dl_str bytes)
{
    dl_arena arena;
    dl_arena_init(&arena);
    dl_step step;
    dl_globals globals = {0};
    dl_error error;
    dl_buf out = {0};
    dl_cancel_reset(&runner->worker_cancel);
    int rc = told_step(bytes, &arena, &step, &error);
    if (!rc)
        rc = dl_engine_globals(runner->engine, &step, &arena, &globals, &error);
    if (!rc)
        rc = told_put_globals(&globals, &out, &error);
    if (rc) {
        dl_buf_clear(&out);
        worker_settle_memory(runner, &error);
        worker_tell_error(runner, FRAME_ERROR, &error);
    } else {
        worker_tell(runner, FRAME_GLOBALS, &out);
    }
    dl_arena_clear(&arena);
}
