/* Frames as values, by the pieces that results are written with. */
#include <limits.h>

#include "report/wire.h"
#include "runner/internal.h"

enum { KIND_STEP = 1, KIND_PROGRESS, KIND_WALL, KIND_ERROR };

void told_put_step(const dl_step *step, dl_buf *out)
{
    wire_writer to = wire_write(out, KIND_STEP);
    wire_put_byte(&to, step->inlined);
    wire_put_byte(&to, (unsigned)step->language);
    wire_put_byte(&to, step->error_expected);
    wire_put_number(&to, step->line);
    wire_put_number(&to, step->column);
    wire_put_text(&to, step->id);
    wire_put_text(&to, step->code);
}

int told_step(dl_str bytes, dl_arena *arena, dl_step *step, dl_error *error)
{
    wire_reader from = wire_read(bytes, KIND_STEP, arena);
    *step = (dl_step){.echo = true, .output = true};
    step->inlined = wire_choice(&from, 1) != 0;
    step->language = (dl_language)wire_choice(&from, DL_LANGUAGE_SQL);
    step->error_expected = wire_choice(&from, 1) != 0;
    step->line = (int)wire_number(&from, INT_MIN, INT_MAX);
    step->column = (int)wire_number(&from, INT_MIN, INT_MAX);
    step->id = wire_text(&from);
    step->code = wire_text(&from);
    return wire_done(&from, error);
}

void told_put_progress(const dl_fetch_progress *progress, dl_buf *out)
{
    wire_writer to = wire_write(out, KIND_PROGRESS);
    wire_put_number(&to, (int64_t)progress->count);
    wire_put_number(&to, (int64_t)progress->done);
    wire_put_number(&to, (int64_t)progress->failed);
    wire_put_number(&to, (int64_t)progress->running);
    wire_put_number(&to, progress->bytes);
}

int told_progress(dl_str bytes, dl_fetch_progress *progress, dl_error *error)
{
    /* counts that no caller's arithmetic overflows on, and done never past count */
    static const int64_t most = INT32_MAX;
    wire_reader from = wire_read(bytes, KIND_PROGRESS, NULL);
    progress->count = (size_t)wire_number(&from, 0, most);
    progress->done = (size_t)wire_number(&from, 0, (int64_t)progress->count);
    progress->failed = (size_t)wire_number(&from, 0, (int64_t)progress->count);
    progress->running = (size_t)wire_number(&from, 0, most);
    progress->bytes = wire_number(&from, 0, INT64_MAX);
    return wire_done(&from, error);
}

void told_put_wall(const dl_wall *wall, dl_buf *out)
{
    wire_writer to = wire_write(out, KIND_WALL);
    wire_put_number(&to, wall->landlock);
    wire_put_byte(&to, wall->network);
    wire_put_byte(&to, wall->scopes);
    wire_put_byte(&to, wall->calls);
    wire_put_byte(&to, wall->limits);
    wire_put_byte(&to, wall->unprivileged);
}

int told_wall(dl_str bytes, dl_wall *wall, dl_error *error)
{
    wire_reader from = wire_read(bytes, KIND_WALL, NULL);
    wall->landlock = (int)wire_number(&from, 0, INT_MAX);
    wall->network = wire_choice(&from, 1) != 0;
    wall->scopes = wire_choice(&from, 1) != 0;
    wall->calls = wire_choice(&from, 1) != 0;
    wall->limits = wire_choice(&from, 1) != 0;
    wall->unprivileged = wire_choice(&from, 1) != 0;
    return wire_done(&from, error);
}

void told_put_error(const dl_error *told, dl_buf *out)
{
    wire_writer to = wire_write(out, KIND_ERROR);
    wire_put_error(&to, told);
}

int told_error(dl_str bytes, dl_error *told, dl_error *error)
{
    wire_reader from = wire_read(bytes, KIND_ERROR, NULL);
    wire_error(&from, told);
    return wire_done(&from, error);
}
