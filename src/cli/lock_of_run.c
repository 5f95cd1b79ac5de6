#include "cli/lock_of_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"

static int no_memory(dl_error *error)
{
    return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while writing the lock");
}

/* A cell of SQL reads and writes no globals. */
static int add_globals(dl_runner *runner, const dl_step *step, dl_arena *arena, dl_lock_cell *cell,
                       dl_error *error)
{
    enum { WRITES = DL_GLOBAL_ASSIGNED | DL_GLOBAL_CHANGED | DL_GLOBAL_LATER_ASSIGNED };
    enum { READS = DL_GLOBAL_READ | DL_GLOBAL_CHANGED | DL_GLOBAL_LATER_READ };
    dl_globals globals = {0};
    int rc = step->language == DL_LANGUAGE_LUA
                 ? dl_runner_globals(runner, step, arena, &globals, error)
                 : 0;
    dl_str *reads = dl_arena_alloc(arena, (globals.count + 1) * sizeof *reads);
    dl_str *writes = dl_arena_alloc(arena, (globals.count + 1) * sizeof *writes);
    if (rc == DL_ERR_SYNTAX) /* it failed, as it was expected to */
        return 0;
    if (rc != 0 || !reads || !writes)
        return rc ? rc : no_memory(error);
    for (size_t i = 0; i < globals.count; i++) {
        if (globals.list[i].how & READS)
            reads[cell->read_count++] = globals.list[i].name;
        if (globals.list[i].how & WRITES)
            writes[cell->write_count++] = globals.list[i].name;
    }
    cell->reads = reads;
    cell->writes = writes;
    cell->all = globals.all;
    return 0;
}

static int add_cell(dl_runner *runner, const dl_step *step, const dl_result *result,
                    dl_arena *arena, dl_lock_cell *cell, dl_error *error)
{
    char code[65], out[65];
    dl_str *sources = dl_arena_alloc(arena, (result->source_count + 1) * sizeof *sources);
    memset(cell, 0, sizeof *cell);
    if (!sources)
        return no_memory(error);
    int rc = dl_result_hash(result, out, error);
    if (rc == 0)
        rc = add_globals(runner, step, arena, cell, error);
    dl_sha256_hex(step->code, code);
    for (size_t i = 0; i < result->source_count; i++)
        sources[i] = result->sources[i].url;
    cell->id = step->id;
    cell->sources = sources;
    cell->source_count = result->source_count;
    cell->code = dl_arena_copy(arena, dl_str_of(code));
    cell->out = dl_arena_copy(arena, dl_str_of(rc == 0 ? out : ""));
    return rc == 0 && (!cell->code.data || !cell->out.data) ? no_memory(error) : rc;
}

static void add_sources(const dl_run *run, dl_lock *lock)
{
    for (size_t i = 0; i < run->source_count; i++) {
        const dl_source *source = &run->sources[i];
        lock->sources[lock->source_count++] =
            (dl_lock_source){.url = source->url,
                             .final_url = source->final_url,
                             .sha256 = source->sha256,
                             .text_sha256 = source->text_sha256,
                             .status = source->status,
                             .captured_at_us = source->captured_at_us,
                             .missing = source->missing};
    }
}

static int by_path(const void *a, const void *b)
{
    return dl_str_compare(((const dl_lock_file *)a)->path, ((const dl_lock_file *)b)->path);
}

/* Each file once; where it changed while the notebook ran, as it was last read. */
static int add_files(const dl_run *run, dl_arena *arena, dl_lock *lock, dl_error *error)
{
    size_t count = dl_notebook_step_count(run->notebook), uses = 0, kept = 0;
    for (size_t i = 0; i < count; i++)
        uses += run->results[i].use_count;
    lock->files = dl_arena_alloc(arena, (uses + 1) * sizeof *lock->files);
    if (!lock->files)
        return no_memory(error);
    for (size_t i = 0; i < count; i++) {
        for (size_t u = 0; u < run->results[i].use_count; u++) {
            const dl_use *use = &run->results[i].uses[u];
            if (use->kind == DL_USE_FILE && use->value.size == DL_SHA256_HEX)
                lock->files[lock->file_count++] = (dl_lock_file){use->name, use->value};
        }
    }
    if (lock->file_count)
        qsort(lock->files, lock->file_count, sizeof *lock->files, by_path);
    for (size_t i = 0; i < lock->file_count; i++) {
        bool again = kept && dl_str_equal(lock->files[kept - 1].path, lock->files[i].path);
        lock->files[again ? kept - 1 : kept++] = lock->files[i];
    }
    lock->file_count = kept;
    return 0;
}

int lock_of_run(dl_runner *runner, const dl_run *run, dl_arena *arena, dl_lock *lock,
                dl_error *error)
{
    size_t count = dl_notebook_step_count(run->notebook);
    int rc = 0;
    memset(lock, 0, sizeof *lock);
    lock->sources = dl_arena_alloc(arena, (run->source_count + 1) * sizeof *lock->sources);
    lock->cells = dl_arena_alloc(arena, (count + 1) * sizeof *lock->cells);
    if (!lock->sources || !lock->cells)
        return no_memory(error);
    add_sources(run, lock);
    rc = add_files(run, arena, lock, error);
    for (size_t i = 0; i < count && rc == 0; i++) {
        const dl_step *step = dl_notebook_step(run->notebook, i);
        if (step->inlined || step->noeval)
            continue;
        rc = add_cell(runner, step, &run->results[i], arena, &lock->cells[lock->cell_count++],
                      error);
    }
    return rc;
}
