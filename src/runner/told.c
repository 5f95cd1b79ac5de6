/* Frames as values, by the pieces that results are written with. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "dateline/wire.h"
#include "report/wire.h"
#include "runner/internal.h"

enum { KIND_STEP = 1, KIND_PROGRESS, KIND_ERROR, KIND_RESULT };

/* A limit in microseconds: the wire has no fractions. */
static const double us_in_s = 1e6;

void told_put_step_fields(wire_writer *to, const dl_step *step)
{
    wire_put_byte(to, step->inlined);
    wire_put_byte(to, (unsigned)step->language);
    wire_put_byte(to, step->error_expected);
    wire_put_byte(to, step->noeval);
    wire_put_byte(to, step->echo);
    wire_put_byte(to, step->output);
    wire_put_byte(to, step->script);
    wire_put_number(to, step->line);
    wire_put_number(to, step->column);
    wire_put_number(to, (int64_t)step->start);
    wire_put_number(to, (int64_t)step->end);
    wire_put_number(to, (int64_t)(step->timeout_s * us_in_s));
    wire_put_number(to, step->typed.number);
    wire_put_number(to, step->typed.page_rows);
    wire_put_number(to, step->typed.width);
    wire_put_byte(to, (unsigned)step->typed.form);
    wire_put_number(to, step->typed.profile);
    wire_put_text(to, step->id);
    wire_put_text(to, step->code);
    wire_put_text(to, step->caption);
    wire_put_count(to, step->tag_count);
    for (size_t i = 0; i < step->tag_count; i++)
        wire_put_text(to, step->tags[i]);
}

void told_step_fields(wire_reader *from, dl_step *step)
{
    memset(step, 0, sizeof *step);
    step->inlined = wire_choice(from, 1) != 0;
    step->language = (dl_language)wire_choice(from, DL_LANGUAGE_SQL);
    step->error_expected = wire_choice(from, 1) != 0;
    step->noeval = wire_choice(from, 1) != 0;
    step->echo = wire_choice(from, 1) != 0;
    step->output = wire_choice(from, 1) != 0;
    step->script = wire_choice(from, 1) != 0;
    step->line = (int)wire_number(from, INT_MIN, INT_MAX);
    step->column = (int)wire_number(from, INT_MIN, INT_MAX);
    step->start = (size_t)wire_number(from, 0, INT64_MAX);
    step->end = (size_t)wire_number(from, 0, INT64_MAX);
    step->timeout_s = (double)wire_number(from, 0, INT64_MAX) / us_in_s;
    step->typed.number = (int)wire_number(from, 0, INT_MAX);
    step->typed.page_rows = (int)wire_number(from, 0, INT_MAX);
    step->typed.width = (int)wire_number(from, 0, INT_MAX);
    step->typed.form = (dl_picture_form)wire_choice(from, DL_PICTURE_LIST);
    step->typed.profile = wire_number(from, 0, 1) != 0;
    step->id = wire_text(from);
    step->code = wire_text(from);
    step->caption = wire_text(from);
    step->tag_count = wire_count(from, WIRE_TEXT_LEAST);
    dl_str *tags = wire_room(from, step->tag_count, sizeof *tags);
    for (size_t i = 0; tags && i < step->tag_count; i++)
        tags[i] = wire_text(from);
    step->tags = tags;
}

void told_put_step(const dl_step *step, dl_buf *out)
{
    wire_writer to = wire_write(out, KIND_STEP);
    told_put_step_fields(&to, step);
}

int told_step(dl_str bytes, dl_arena *arena, dl_step *step, dl_error *error)
{
    wire_reader from = wire_read(bytes, KIND_STEP, arena);
    told_step_fields(&from, step);
    return wire_done(&from, error);
}

/* A result with the sources that it asked for and what it used. */
int told_put_result(const dl_result *result, uint64_t serial, dl_buf *out, dl_error *error)
{
    dl_buf parts[3] = {{0}, {0}, {0}};
    int rc = dl_wire_put_result(result, &parts[0], error);
    if (!rc)
        rc = dl_wire_put_sources(result->sources, result->source_count, &parts[1], error);
    if (!rc)
        rc = dl_wire_put_uses(result->uses, result->use_count, &parts[2], error);
    wire_writer to = wire_write(out, KIND_RESULT);
    wire_put_number(&to, (int64_t)serial);
    for (size_t i = 0; i < 3; i++) {
        wire_put_text(&to, dl_buf_str(&parts[i]));
        dl_buf_clear(&parts[i]);
    }
    return rc ? rc : wire_written(&to, error);
}

int told_result(dl_str bytes, dl_result *result, uint64_t *serial, dl_error *error)
{
    dl_arena parts;
    dl_arena_init(&parts);
    dl_source *sources = NULL;
    dl_use *uses = NULL;
    wire_reader from = wire_read(bytes, KIND_RESULT, &parts);
    *serial = (uint64_t)wire_number(&from, 0, INT64_MAX);
    dl_str told[3];
    for (size_t i = 0; i < 3; i++)
        told[i] = wire_text(&from);
    int rc = wire_done(&from, error);
    if (!rc)
        rc = dl_wire_result(told[0], result, error);
    if (!rc)
        rc = dl_wire_sources(told[1], &result->arena, &sources, &result->source_count, error);
    if (!rc)
        rc = dl_wire_uses(told[2], &result->arena, &uses, &result->use_count, error);
    result->sources = sources;
    result->uses = uses;
    dl_arena_clear(&parts);
    return rc;
}

void told_put_progress(const dl_fetch_progress *progress, dl_buf *out)
{
    wire_writer to = wire_write(out, KIND_PROGRESS);
    wire_put_number(&to, (int64_t)progress->count);
    wire_put_number(&to, (int64_t)progress->done);
    wire_put_number(&to, (int64_t)progress->failed);
    wire_put_number(&to, (int64_t)progress->running);
    wire_put_number(&to, progress->bytes);
    wire_put_text(&to, dl_str_of(progress->label));
}

int told_progress(dl_str bytes, dl_fetch_progress *progress, dl_error *error)
{
    /* counts that no caller's arithmetic overflows on, and done never past count */
    static const int64_t most = INT32_MAX;
    dl_arena arena;
    dl_arena_init(&arena);
    wire_reader from = wire_read(bytes, KIND_PROGRESS, &arena);
    progress->count = (size_t)wire_number(&from, 0, most);
    progress->done = (size_t)wire_number(&from, 0, (int64_t)progress->count);
    progress->failed = (size_t)wire_number(&from, 0, (int64_t)progress->count);
    progress->running = (size_t)wire_number(&from, 0, most);
    progress->bytes = wire_number(&from, 0, INT64_MAX);
    dl_str label = wire_text(&from);
    bool fits = label.size < sizeof progress->label;
    if (!fits)
        wire_refuse(&from);
    snprintf(progress->label, sizeof progress->label, "%.*s", fits ? (int)label.size : 0,
             label.data ? label.data : "");
    dl_arena_clear(&arena);
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
