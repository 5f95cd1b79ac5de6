/* A version of a notebook, and what an update came to, as frames. */
#include <limits.h>
#include <string.h>

#include "dateline/wire.h"
#include "runner/internal.h"

enum { KIND_UPDATE = 16, KIND_DONE, KIND_PLACE, KIND_GLOBALS };

/* The fewest bytes of a step, a parameter, an entry of an update, a global. */
enum {
    STEP_LEAST = 6 + 3 * 8 + 3 * WIRE_TEXT_LEAST,
    PARAM_LEAST = 1 + 8 + 3 * WIRE_TEXT_LEAST,
    ENTRY_LEAST = 1 + 8 + WIRE_TEXT_LEAST,
    GLOBAL_LEAST = 8 + WIRE_TEXT_LEAST
};

/* --- a version --- */

int told_put_update(const dl_step *const *steps, size_t count, const dl_update_options *options,
                    dl_buf *out, dl_error *error)
{
    wire_writer to = wire_write(out, KIND_UPDATE);
    wire_put_byte(&to, options->resume);
    wire_put_text(&to, options->as_of);
    wire_put_count(&to, options->param_count);
    for (size_t i = 0; i < options->param_count; i++) {
        const dl_parameter *param = &options->params[i];
        wire_put_byte(&to, (unsigned)param->type);
        wire_put_number(&to, param->line);
        wire_put_text(&to, param->name);
        wire_put_text(&to, param->value);
        wire_put_text(&to, param->doc);
    }
    wire_put_count(&to, count);
    for (size_t i = 0; i < count; i++)
        told_put_step_fields(&to, steps[i]);
    return wire_written(&to, error);
}

static void read_params(wire_reader *from, dl_update_options *options)
{
    options->param_count = wire_count(from, PARAM_LEAST);
    dl_parameter *params = wire_room(from, options->param_count, sizeof *params);
    for (size_t i = 0; params && i < options->param_count; i++) {
        params[i].type = (dl_type)wire_choice(from, DL_TYPE_DATE);
        params[i].line = (int)wire_number(from, INT_MIN, INT_MAX);
        params[i].name = wire_text(from);
        params[i].value = wire_text(from);
        params[i].doc = wire_text(from);
    }
    options->params = params;
}

int told_update(dl_str bytes, dl_arena *arena, told_version *version, dl_error *error)
{
    memset(version, 0, sizeof *version);
    wire_reader from = wire_read(bytes, KIND_UPDATE, arena);
    version->options.resume = wire_choice(&from, 1) != 0;
    version->options.as_of = wire_text(&from);
    read_params(&from, &version->options);
    version->count = wire_count(&from, STEP_LEAST);
    dl_step *steps = wire_room(&from, version->count, sizeof *steps);
    version->steps = wire_room(&from, version->count, sizeof *version->steps);
    for (size_t i = 0; steps && version->steps && i < version->count; i++) {
        told_step_fields(&from, &steps[i]);
        version->steps[i] = &steps[i];
    }
    return wire_done(&from, error);
}

/* --- what it came to --- */

int told_put_done(const dl_update *update, dl_buf *out, dl_error *error)
{
    dl_buf sources = {0};
    int rc = dl_wire_put_sources(update->sources, update->source_count, &sources, error);
    wire_writer to = wire_write(out, KIND_DONE);
    wire_put_number(&to, (int64_t)update->runs);
    wire_put_number(&to, (int64_t)update->failed);
    wire_put_text(&to, dl_buf_str(&sources));
    wire_put_count(&to, update->count);
    for (size_t i = 0; i < update->count; i++) {
        wire_put_byte(&to, update->ran[i]);
        wire_put_number(&to, (int64_t)update->serials[i]);
        wire_put_text(&to, update->why[i] ? dl_str_of(update->why[i]) : (dl_str){NULL, 0});
    }
    dl_buf_clear(&sources);
    return rc ? rc : wire_written(&to, error);
}

int told_done(dl_str bytes, dl_arena *arena, dl_update *update, dl_error *error)
{
    memset(update, 0, sizeof *update);
    wire_reader from = wire_read(bytes, KIND_DONE, arena);
    update->runs = (size_t)wire_number(&from, 0, INT64_MAX);
    update->failed = (size_t)wire_number(&from, 0, INT64_MAX);
    dl_str told = wire_text(&from);
    size_t count = wire_count(&from, ENTRY_LEAST);
    bool *ran = wire_room(&from, count, sizeof *ran);
    uint64_t *serials = wire_room(&from, count, sizeof *serials);
    const char **why = wire_room(&from, count, sizeof *why);
    for (size_t i = 0; ran && serials && why && i < count; i++) {
        ran[i] = wire_choice(&from, 1) != 0;
        serials[i] = (uint64_t)wire_number(&from, 0, INT64_MAX);
        dl_str words = wire_text(&from);
        why[i] = words.data && from.failure == 0 ? dl_arena_copy(arena, words).data : NULL;
        update->ran_count += ran[i];
    }
    int rc = wire_done(&from, error);
    dl_source *sources = NULL;
    if (!rc)
        rc = dl_wire_sources(told, arena, &sources, &update->source_count, error);
    update->sources = sources;
    update->ran = ran;
    update->serials = serials;
    update->why = why;
    update->count = rc ? 0 : count;
    return rc;
}

void told_put_place(int64_t place, dl_buf *out)
{
    wire_writer to = wire_write(out, KIND_PLACE);
    wire_put_number(&to, place);
}

int told_place(dl_str bytes, int64_t *place, dl_error *error)
{
    wire_reader from = wire_read(bytes, KIND_PLACE, NULL);
    *place = wire_number(&from, 0, INT64_MAX);
    return wire_done(&from, error);
}

/* --- globals --- */

int told_put_globals(const dl_globals *globals, dl_buf *out, dl_error *error)
{
    wire_writer to = wire_write(out, KIND_GLOBALS);
    wire_put_byte(&to, globals->all);
    wire_put_count(&to, globals->count);
    for (size_t i = 0; i < globals->count; i++) {
        wire_put_number(&to, globals->list[i].how);
        wire_put_text(&to, globals->list[i].name);
    }
    return wire_written(&to, error);
}

int told_globals(dl_str bytes, dl_arena *arena, dl_globals *globals, dl_error *error)
{
    wire_reader from = wire_read(bytes, KIND_GLOBALS, arena);
    globals->all = wire_choice(&from, 1) != 0;
    globals->count = wire_count(&from, GLOBAL_LEAST);
    dl_global *list = wire_room(&from, globals->count, sizeof *list);
    for (size_t i = 0; list && i < globals->count; i++) {
        list[i].how = (unsigned)wire_number(&from, 0, UINT_MAX);
        list[i].name = wire_text(&from);
    }
    globals->list = list;
    int rc = wire_done(&from, error);
    if (rc)
        *globals = (dl_globals){0};
    return rc;
}
