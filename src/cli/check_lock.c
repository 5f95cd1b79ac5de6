/* What a run is not as its lock says: cells that are stale, other results, other files. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/sha256.h"
#include "cli/check.h"

static const size_t most_file = (size_t)512 << 20; /* as a notebook may read */

static const char *const lock_again = "look at it, then run it with --lock, or `dateline update`";

/* --- cells --- */

static const dl_step *find_step(const checking *c, dl_str id, const dl_result **result)
{
    for (size_t i = 0; i < c->count; i++) {
        const dl_step *step = dl_notebook_step(c->session.notebook, i);
        if (!step->inlined && !step->noeval && dl_str_equal(step->id, id)) {
            *result = &c->results[i];
            return step;
        }
    }
    return NULL;
}

static int by_id(const void *a, const void *b)
{
    return dl_str_compare(((const dl_lock_cell *)a)->id, ((const dl_lock_cell *)b)->id);
}

static void compare_cell(checking *c, const dl_lock_cell *now, const dl_lock_cell *then)
{
    const dl_result *result;
    const dl_step *step = find_step(c, now->id, &result);
    if (!step)
        return;
    bool ran = result->state != DL_STATE_NOT_RUN;
    bool same_code = then && dl_str_equal(now->code, then->code);
    bool same_out = then && dl_str_equal(now->out, then->out);
    if (!then)
        check_tell(c, step, 3, "stale", lock_again, "the lock does not have this cell");
    else if (!same_code)
        check_tell(c, step, 3, "stale", lock_again, "the cell's code is another than the lock's%s",
                   !ran || same_out ? "" : ", and gives another result");
    else if (ran && !same_out)
        check_tell(c, step, 3, "output", lock_again,
                   "the cell gives another result than the lock records (%.12s, not %.12s)",
                   now->out.data, then->out.data);
}

/* Both lists are sorted by id. */
static void compare_cells(checking *c, const dl_lock *now)
{
    size_t then = 0;
    for (size_t i = 0; i < now->cell_count; i++) {
        int order = 1;
        while (then < c->lock.cell_count &&
               (order = dl_str_compare(c->lock.cells[then].id, now->cells[i].id)) < 0) {
            check_tell(c, NULL, 3, "stale", lock_again,
                       "the lock has a cell '%.*s' that the notebook does not have",
                       DL_STR_ARG(c->lock.cells[then].id));
            then++;
        }
        bool there = then < c->lock.cell_count && order == 0;
        compare_cell(c, &now->cells[i], there ? &c->lock.cells[then++] : NULL);
    }
    for (; then < c->lock.cell_count; then++)
        check_tell(c, NULL, 3, "stale", lock_again,
                   "the lock has a cell '%.*s' that the notebook does not have",
                   DL_STR_ARG(c->lock.cells[then].id));
}

/* --- files and sources --- */

/* The step that used it; NULL where none did. */
static const dl_step *who_used(const checking *c, dl_use_kind kind, dl_str name)
{
    for (size_t i = 0; i < c->count; i++)
        for (size_t u = 0; u < c->results[i].use_count; u++)
            if (c->results[i].uses[u].kind == kind &&
                dl_str_equal(c->results[i].uses[u].name, name))
                return dl_notebook_step(c->session.notebook, i);
    return NULL;
}

static void compare_file(checking *c, dl_use_kind kind, dl_str name, dl_str path, dl_str sha256)
{
    char hex[DL_SHA256_HEX + 1];
    dl_buf bytes = {0};
    dl_error error;
    const dl_step *step = who_used(c, kind, name);
    int rc = dl_file_read_below(c->session.folder, path, most_file, &bytes, &error);
    dl_sha256_hex(dl_buf_str(&bytes), hex);
    dl_buf_clear(&bytes);
    if (rc == DL_ERR_NOT_FOUND)
        check_tell(c, step, 4, "source.vanished", NULL, "%.*s is there no more", DL_STR_ARG(name));
    else if (rc != 0)
        check_tell_error(c, step, &error);
    else if (!dl_str_equal(dl_str_of(hex), sha256))
        check_tell(c, step, 4, "source.changed", lock_again,
                   "%.*s is not the file that the lock names", DL_STR_ARG(name));
}

static void compare_files(checking *c)
{
    for (size_t i = 0; i < c->lock.file_count; i++)
        compare_file(c, DL_USE_FILE, c->lock.files[i].path, c->lock.files[i].path,
                     c->lock.files[i].sha256);
    for (size_t i = 0; i < c->lock.source_count; i++) {
        const dl_lock_source *source = &c->lock.sources[i];
        if (dl_str_starts(source->final_url, DL_STR("file:")))
            compare_file(c, DL_USE_SOURCE, source->url,
                         dl_str_slice(source->final_url, strlen("file:"), source->final_url.size),
                         source->sha256);
    }
}

static bool asks_for(const dl_lock *lock, dl_str url)
{
    for (size_t i = 0; i < lock->source_count; i++)
        if (dl_str_equal(lock->sources[i].url, url))
            return true;
    return false;
}

static bool reads(const dl_lock *lock, dl_str path)
{
    for (size_t i = 0; i < lock->file_count; i++)
        if (dl_str_equal(lock->files[i].path, path))
            return true;
    return false;
}

/* Sources and files that only one of the two has. */
static void compare_lists(checking *c, const dl_lock *now)
{
    for (size_t i = 0; i < c->lock.source_count; i++)
        if (!asks_for(now, c->lock.sources[i].url))
            check_tell(c, NULL, 3, "stale", lock_again,
                       "the lock has %.*s, which no cell asks for any more",
                       DL_STR_ARG(c->lock.sources[i].url));
    for (size_t i = 0; i < now->source_count; i++)
        if (!asks_for(&c->lock, now->sources[i].url))
            check_tell(c, who_used(c, DL_USE_SOURCE, now->sources[i].url), 3, "stale", lock_again,
                       "the lock does not have %.*s", DL_STR_ARG(now->sources[i].url));
    for (size_t i = 0; i < c->lock.file_count; i++)
        if (!reads(now, c->lock.files[i].path))
            check_tell(c, NULL, 3, "stale", lock_again,
                       "the lock has %.*s, which no cell reads any more",
                       DL_STR_ARG(c->lock.files[i].path));
    for (size_t i = 0; i < now->file_count; i++)
        if (!reads(&c->lock, now->files[i].path))
            check_tell(c, who_used(c, DL_USE_FILE, now->files[i].path), 3, "stale", lock_again,
                       "the lock does not have %.*s", DL_STR_ARG(now->files[i].path));
}

void check_lock(checking *c)
{
    dl_lock now;
    dl_error error;
    if (session_lock(&c->session, &c->run, &c->arena, &now, &error) != 0) {
        check_tell_error(c, NULL, &error);
        return;
    }
    if (now.cell_count)
        qsort(now.cells, now.cell_count, sizeof *now.cells, by_id);
    if (c->lock.cell_count)
        qsort(c->lock.cells, c->lock.cell_count, sizeof *c->lock.cells, by_id);
    compare_cells(c, &now);
    compare_files(c);
    if (c->whole)
        compare_lists(c, &now);
}
