#include "dateline/wire.h"
#include "report/wire.h"

#include <limits.h>

/* The fewest bytes of a source. */
enum { SOURCE_LEAST = 10 * WIRE_TEXT_LEAST + 2 * 8 + 4 };
/* The same of a quotation. */
enum { QUOTE_LEAST = 6 * WIRE_TEXT_LEAST + 2 * 8 };

/* Who adds a field tells it below, and in the test, and corrects this. */
/* uses and sources have messages of their own. */
_Static_assert(sizeof(void *) != 8 || sizeof(dl_result) == 1208,
               "a result has a field that is not told");
_Static_assert(sizeof(void *) != 8 || sizeof(dl_source) == 192,
               "a source has a field that is not told");

static void put_files(wire_writer *to, const dl_result *result)
{
    wire_put_count(to, result->file_count);
    for (size_t i = 0; i < result->file_count; i++) {
        wire_put_text(to, result->files[i].name);
        wire_put_text(to, result->files[i].bytes);
    }
}

static void read_files(wire_reader *from, dl_result *result)
{
    size_t count = wire_count(from, 2 * WIRE_TEXT_LEAST);
    dl_made_file *files = count ? wire_room(from, count, sizeof *files) : NULL;
    for (size_t i = 0; files && i < count && !from->failure; i++) {
        files[i].name = wire_text(from);
        files[i].bytes = wire_text(from);
    }
    result->files = files;
    result->file_count = files ? count : 0;
}

int dl_wire_put_result(const dl_result *result, dl_buf *out, dl_error *error)
{
    wire_writer to = wire_write(out, WIRE_RESULT);
    wire_put_byte(&to, (unsigned)result->state);
    wire_put_byte(&to, result->expected);
    wire_put_error(&to, &result->error);
    wire_put_text(&to, result->traceback);
    wire_put_text(&to, result->inline_text);
    wire_put_text(&to, result->inline_date);
    wire_put_text(&to, result->inline_source);
    wire_put_count(&to, result->view_count);
    for (size_t i = 0; i < result->view_count; i++)
        wire_put_view(&to, result->views[i]);
    put_files(&to, result);
    return wire_written(&to, error);
}

int dl_wire_result(dl_str message, dl_result *result, dl_error *error)
{
    wire_reader from = wire_read(message, WIRE_RESULT, &result->arena);
    result->state = (dl_state)wire_choice(&from, DL_STATE_FAILED);
    result->expected = wire_choice(&from, 1) != 0;
    wire_error(&from, &result->error);
    result->traceback = wire_text(&from);
    result->inline_text = wire_text(&from);
    result->inline_date = wire_text(&from);
    result->inline_source = wire_text(&from);
    size_t count = wire_count(&from, WIRE_VIEW_LEAST);
    for (size_t i = 0; i < count && !from.failure; i++) {
        const dl_view *view = wire_view(&from);
        if (view && dl_result_push(result, view, NULL) != 0)
            from.failure = DL_ERR_MEMORY;
    }
    read_files(&from, result);
    return wire_done(&from, error);
}

static void put_quotes(wire_writer *to, const dl_source *source)
{
    wire_put_count(to, source->quote_count);
    for (size_t i = 0; i < source->quote_count; i++) {
        const dl_quoted *quote = &source->quotes[i];
        wire_put_text(to, quote->exact);
        wire_put_text(to, quote->prefix);
        wire_put_text(to, quote->suffix);
        wire_put_text(to, quote->how);
        wire_put_text(to, quote->verdict);
        wire_put_text(to, quote->sha256);
        wire_put_number(to, quote->start);
        wire_put_number(to, quote->end);
    }
}

static void read_quotes(wire_reader *from, dl_source *source)
{
    size_t count = wire_count(from, QUOTE_LEAST);
    dl_quoted *list = count ? wire_room(from, count, sizeof *list) : NULL;
    for (size_t i = 0; list && i < count && !from->failure; i++) {
        list[i].exact = wire_text(from);
        list[i].prefix = wire_text(from);
        list[i].suffix = wire_text(from);
        list[i].how = wire_text(from);
        list[i].verdict = wire_text(from);
        list[i].sha256 = wire_text(from);
        list[i].start = wire_number(from, INT64_MIN, INT64_MAX);
        list[i].end = wire_number(from, INT64_MIN, INT64_MAX);
    }
    source->quotes = list;
    source->quote_count = list ? count : 0;
}

int dl_wire_put_sources(const dl_source *sources, size_t count, dl_buf *out, dl_error *error)
{
    wire_writer to = wire_write(out, WIRE_SOURCES);
    wire_put_count(&to, count);
    for (size_t i = 0; i < count; i++) {
        const dl_source *source = &sources[i];
        wire_put_text(&to, source->url);
        wire_put_text(&to, source->final_url);
        wire_put_text(&to, source->title);
        wire_put_text(&to, source->publisher);
        wire_put_text(&to, source->published);
        wire_put_text(&to, source->authors);
        wire_put_number(&to, source->status);
        wire_put_text(&to, source->sha256);
        wire_put_text(&to, source->text_sha256);
        wire_put_number(&to, source->captured_at_us);
        wire_put_text(&to, source->missing);
        wire_put_text(&to, source->origin);
        put_quotes(&to, source);
    }
    return wire_written(&to, error);
}

int dl_wire_sources(dl_str message, dl_arena *arena, dl_source **sources, size_t *count,
                    dl_error *error)
{
    wire_reader from = wire_read(message, WIRE_SOURCES, arena);
    size_t told = wire_count(&from, SOURCE_LEAST);
    dl_source *list = wire_room(&from, told, sizeof *list);
    for (size_t i = 0; list && i < told && !from.failure; i++) {
        dl_source *source = &list[i];
        source->url = wire_text(&from);
        source->final_url = wire_text(&from);
        source->title = wire_text(&from);
        source->publisher = wire_text(&from);
        source->published = wire_text(&from);
        source->authors = wire_text(&from);
        source->status = (int)wire_number(&from, INT_MIN, INT_MAX);
        source->sha256 = wire_text(&from);
        source->text_sha256 = wire_text(&from);
        source->captured_at_us = wire_number(&from, INT64_MIN, INT64_MAX);
        source->missing = wire_text(&from);
        source->origin = wire_text(&from);
        read_quotes(&from, source);
    }
    int rc = wire_done(&from, error);
    *sources = rc ? NULL : list;
    *count = rc ? 0 : told;
    return rc;
}

int dl_wire_put_uses(const dl_use *uses, size_t count, dl_buf *out, dl_error *error)
{
    wire_writer to = wire_write(out, WIRE_USES);
    wire_put_count(&to, count);
    for (size_t i = 0; i < count; i++) {
        wire_put_byte(&to, (unsigned)uses[i].kind);
        wire_put_text(&to, uses[i].name);
        wire_put_text(&to, uses[i].value);
    }
    return wire_written(&to, error);
}

int dl_wire_uses(dl_str message, dl_arena *arena, dl_use **uses, size_t *count, dl_error *error)
{
    wire_reader from = wire_read(message, WIRE_USES, arena);
    size_t told = wire_count(&from, 1 + 2 * WIRE_TEXT_LEAST);
    dl_use *list = wire_room(&from, told, sizeof *list);
    for (size_t i = 0; list && i < told && !from.failure; i++) {
        list[i].kind = (dl_use_kind)wire_choice(&from, DL_USE_LAST);
        list[i].name = wire_text(&from);
        list[i].value = wire_text(&from);
    }
    int rc = wire_done(&from, error);
    *uses = rc ? NULL : list;
    *count = rc ? 0 : told;
    return rc;
}
