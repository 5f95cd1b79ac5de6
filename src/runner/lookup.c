/* What can stand at a place in code, asked of a worker. */
#include <limits.h>

#include "report/wire.h"
#include "runner/internal.h"

enum { KIND_PLACE = 32, KIND_COMPLETION, KIND_INSPECTION };

/* A worker that does not answer by then is stuck. */
static const double patience_s = 5;

/* --- frames --- */

static void lookup_put_place(const dl_place *place, dl_buf *out)
{
    wire_writer to = wire_write(out, KIND_PLACE);
    wire_put_byte(&to, (unsigned)place->language);
    wire_put_number(&to, (int64_t)place->cursor);
    wire_put_text(&to, place->code);
}

int lookup_place(dl_str bytes, dl_arena *arena, dl_place *place, dl_error *error)
{
    wire_reader from = wire_read(bytes, KIND_PLACE, arena);
    place->language = (dl_language)wire_choice(&from, DL_LANGUAGE_SQL);
    place->cursor = (size_t)wire_number(&from, 0, INT32_MAX);
    place->code = wire_text(&from);
    return wire_done(&from, error);
}

void lookup_put_completion(const dl_completion *completion, dl_buf *out)
{
    wire_writer to = wire_write(out, KIND_COMPLETION);
    wire_put_number(&to, (int64_t)completion->start);
    wire_put_number(&to, (int64_t)completion->end);
    wire_put_count(&to, completion->count);
    for (size_t i = 0; i < completion->count; i++) {
        wire_put_byte(&to, (unsigned)completion->matches[i].kind);
        wire_put_text(&to, completion->matches[i].text);
        wire_put_text(&to, completion->matches[i].signature);
    }
}

int lookup_completion(dl_str bytes, dl_arena *arena, dl_completion *completion, dl_error *error)
{
    wire_reader from = wire_read(bytes, KIND_COMPLETION, arena);
    completion->start = (size_t)wire_number(&from, 0, INT32_MAX);
    completion->end = (size_t)wire_number(&from, (int64_t)completion->start, INT32_MAX);
    size_t count = wire_count(&from, 1 + 2 * WIRE_TEXT_LEAST);
    completion->matches = wire_room(&from, count, sizeof *completion->matches);
    for (size_t i = 0; i < count && !from.failure; i++) {
        dl_completion_match *match = &completion->matches[i];
        match->kind = (dl_match_kind)wire_choice(&from, DL_MATCH_KINDS - 1);
        match->text = wire_text(&from);
        match->signature = wire_text(&from);
    }
    completion->count = from.failure ? 0 : count;
    return wire_done(&from, error);
}

void lookup_put_inspection(const dl_inspection *inspection, dl_buf *out)
{
    wire_writer to = wire_write(out, KIND_INSPECTION);
    wire_put_byte(&to, inspection->found);
    wire_put_text(&to, inspection->name);
    wire_put_text(&to, inspection->signature);
    wire_put_text(&to, inspection->help);
    wire_put_text(&to, inspection->entry);
    wire_put_text(&to, inspection->value);
}

int lookup_inspection(dl_str bytes, dl_arena *arena, dl_inspection *inspection, dl_error *error)
{
    wire_reader from = wire_read(bytes, KIND_INSPECTION, arena);
    inspection->found = wire_choice(&from, 1) != 0;
    inspection->name = wire_text(&from);
    inspection->signature = wire_text(&from);
    inspection->help = wire_text(&from);
    inspection->entry = wire_text(&from);
    inspection->value = wire_text(&from);
    return wire_done(&from, error);
}

/* --- asking --- */

static int look_up(waiting *with, int kind, const dl_place *place, dl_error *error)
{
    dl_buf frame;
    wait_forget_interrupts(with->runner);
    dl_buf_init(&frame);
    lookup_put_place(place, &frame);
    with->wanted = kind;
    with->limit_at = wait_limit_of(patience_s);
    int rc = dl_buf_ok(&frame, error);
    dl_error local;
    if (rc == 0 && !runner_ask(with, kind, dl_buf_str(&frame), error ? error : &local))
        rc = error ? error->kind : local.kind;
    dl_buf_clear(&frame);
    return rc;
}

int dl_runner_complete(dl_runner *runner, const dl_place *place, dl_arena *arena,
                       dl_completion *completion, dl_error *error)
{
    waiting with = {.runner = runner, .arena = arena, .completion = completion};
    return look_up(&with, FRAME_COMPLETE, place, error);
}

int dl_runner_inspect(dl_runner *runner, const dl_place *place, dl_arena *arena,
                      dl_inspection *inspection, dl_error *error)
{
    waiting with = {.runner = runner, .arena = arena, .inspection = inspection};
    return look_up(&with, FRAME_INSPECT, place, error);
}
