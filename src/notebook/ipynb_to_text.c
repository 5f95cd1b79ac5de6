/* Cells to Markdown text. Prose stands as it is where reading it again gives the same cell; else it
 * stands between two markers, and where even that would be read otherwise, inside one. */
#include "notebook/ipynb_text.h"

#include <stdlib.h>
#include <string.h>

#include "notebook/ipynb_blocks.h"
#include "notebook/ipynb_indent.h"
#include "notebook/ipynb_info.h"
#include "notebook/ipynb_json.h"
#include "notebook/markdown.h"

const dl_str ipynb_usual_front = {"---\ndateline: 1\n---\n", 20};

typedef struct text_writer {
    const ipynb *notebook;
    ipynb_trust trust;
    dl_buf *out;
    bool marked;
    bool after_prose; /* the last cell stands without markers */
    dl_error *error;
} text_writer;

dl_str ipynb_usual_gap(bool first, bool marked)
{
    return first && !marked ? (dl_str){"", 0} : DL_STR("\n");
}

void ipynb_drop_last(ipynb *notebook)
{
    ipynb_cell *cell = &notebook->cells[--notebook->count];
    json_decref(cell->metadata);
    json_decref(cell->attached);
    json_decref(cell->outputs);
    json_decref(cell->execution);
}

/* --- how prose may stand --- */

/* Whether source, followed by `between` and a marker at column 0, holds no cell or marker of its
 * own and leaves that marker one: no fence, comment or block of HTML is open at its end. between
 * empty: nothing follows. */
static int ends_well(dl_str source, const char *between, bool *well, dl_error *error)
{
    static const char marker[] = "<!-- #endmd -->\n";
    dl_buf probe;
    ipynb_blocks blocks;
    dl_buf_init(&probe);
    dl_buf_add(&probe, source);
    dl_buf_puts(&probe, between);
    size_t at = probe.size;
    dl_buf_puts(&probe, between[0] ? marker : "");
    int rc = dl_buf_ok(&probe, error);
    if (rc == 0) {
        rc = ipynb_blocks_read(dl_buf_str(&probe), &blocks, error);
        *well = between[0] ? blocks.count == 1 && blocks.items[0].start == at : blocks.count == 0;
        ipynb_blocks_clear(&blocks);
    }
    dl_buf_clear(&probe);
    return rc;
}

/* A line of prose at either end that is blank would be taken for the gap. */
static bool has_blank_ends(dl_str source)
{
    dl_str rest, first = dl_str_cut(source, '\n', &rest);
    size_t last = source.size;
    while (last > 0 && source.data[last - 1] != '\n')
        last--;
    return ipynb_is_blank(first) || ipynb_is_blank(dl_str_slice(source, last, source.size));
}

static bool may_stand_alone(const text_writer *in, const ipynb_cell *cell, bool first)
{
    return cell->kind == IPYNB_MARKDOWN && !in->after_prose && in->trust != IPYNB_SAFEST &&
           !cell->open.data && cell->id.size == 0 && !cell->attached &&
           json_object_size(cell->metadata) == 0 && !has_blank_ends(cell->source) &&
           !(first && dl_str_starts(cell->source, DL_STR("<!-- #notebook")));
}

/* --- marks that may be followed --- */

static void write_gap(const text_writer *in, const ipynb_cell *cell, bool first)
{
    dl_str gap = cell->gap;
    bool good = in->trust == IPYNB_AS_KEPT && gap.data && ipynb_is_blank(gap) &&
                (gap.size == 0 || gap.data[gap.size - 1] == '\n');
    dl_buf_add(in->out, good ? gap : ipynb_usual_gap(first, in->marked));
}

/* Whether a line that was kept says what the cell is now. */
static bool same_as_cell(const ipynb_cell *cell, const ipynb_cell *kept, const json_t *attributes)
{
    bool id = dl_str_equal(kept->id, cell->id);
    if (!attributes) /* it says nothing that can be read */
        return cell->id.size == 0 && json_object_size(cell->metadata) == 0;
    return id && json_equal(kept->metadata, cell->metadata) &&
           (kept->attached ? json_equal(kept->attached, cell->attached) : !cell->attached);
}

/* The kept line without the line end that may follow it, if it still holds. */
static bool kept_line(const ipynb_cell *cell, dl_str *line, bool *extra)
{
    *line = cell->open;
    *extra = false;
    if (dl_str_ends(*line, DL_STR("\n")) && cell->source.size == 0) {
        *extra = true;
        line->size--;
    }
    return line->data && !memchr(line->data, '\n', line->size);
}

static bool kept_fence(const text_writer *in, const ipynb_cell *cell, size_t ticks, dl_str *line,
                       bool *extra)
{
    dl_language language;
    dl_str info;
    if (in->trust != IPYNB_AS_KEPT || !kept_line(cell, line, extra) || fence_length(*line) < ticks)
        return false;
    bool runs = fence_language(*line, &language, &info);
    dl_str word =
        dl_str_trim(dl_str_slice(*line, fence_length(*line), (size_t)(info.data - line->data)));
    if (runs != ipynb_runs(cell->language) || !dl_str_equal(word, cell->language) ||
        memchr(info.data, '`', info.size))
        return false;
    ipynb scratch;
    ipynb_init(&scratch);
    ipynb_cell *kept = ipynb_add(&scratch, IPYNB_CODE);
    json_t *attributes = ipynb_info_read(info);
    if (kept && attributes)
        ipynb_fence_take(attributes, &scratch, kept);
    bool good = kept && same_as_cell(cell, kept, attributes);
    json_decref(attributes);
    ipynb_clear(&scratch);
    return good;
}

/* form->shift is the caller's, whatever comes of it. */
static bool kept_marker(const text_writer *in, const ipynb_cell *cell, dl_str *line, bool *extra,
                        ipynb_form *form)
{
    *form = (ipynb_form){0};
    if (in->trust != IPYNB_AS_KEPT || !kept_line(cell, line, extra))
        return false;
    dl_str own, text = ipynb_marker_inside(*line, cell->kind == IPYNB_RAW ? "raw" : "md");
    json_t *attributes = text.data ? ipynb_info_read(text) : NULL;
    ipynb scratch;
    ipynb_init(&scratch);
    ipynb_cell *kept = attributes ? ipynb_add(&scratch, cell->kind) : NULL;
    bool good = kept && ipynb_marker_take(attributes, &scratch, kept, &own, form) &&
                same_as_cell(cell, kept, attributes) &&
                (!own.data || dl_str_equal(own, cell->source));
    json_decref(attributes);
    ipynb_clear(&scratch);
    return good;
}

/* --- cells --- */

static void newline(const text_writer *in, const ipynb_cell *cell)
{
    bool last = cell == in->notebook->cells + in->notebook->count - 1;
    if (!(cell->no_newline && last && in->trust == IPYNB_AS_KEPT))
        dl_buf_putc(in->out, '\n');
}

static void write_code(const text_writer *in, const ipynb_cell *cell)
{
    dl_str line, body = cell->source, rest;
    bool extra, sql = dl_str_equal(cell->language, DL_STR("sql")), more = cell->source.size > 0;
    if (sql) {
        dl_str_cut(cell->source, '\n', &rest);
        more = rest.data != NULL;
        body = more ? rest : (dl_str){"", 0};
    }
    size_t ticks = ipynb_ticks_around(body);
    dl_buf fence;
    dl_buf_init(&fence);
    if (!kept_fence(in, cell, ticks, &line, &extra)) {
        ipynb_fence_write(cell, ticks, &fence);
        line = dl_buf_str(&fence);
        extra = false;
    }
    ticks = fence_length(line);
    dl_buf_add(in->out, line);
    dl_buf_puts(in->out, extra ? "\n\n" : "\n");
    dl_buf_add(in->out, body);
    if (more)
        dl_buf_putc(in->out, '\n');
    in->out->failed = in->out->failed || fence.failed;
    dl_buf_clear(&fence);
    bool close = in->trust == IPYNB_AS_KEPT && cell->close.data &&
                 !memchr(cell->close.data, '\n', cell->close.size) &&
                 fence_closes(cell->close, ticks);
    if (close)
        dl_buf_add(in->out, cell->close);
    for (size_t i = 0; i < ticks && !close; i++)
        dl_buf_putc(in->out, '`');
    newline(in, cell);
}

/* With a space before the fences that would run. */
static int choose_shift(const text_writer *in, const ipynb_cell *cell, bool *well, ipynb_form *form)
{
    dl_buf shifted;
    int rc = 0;
    form->shift = ipynb_indent_lines(cell->source);
    if (!form->shift)
        return 0;
    dl_buf_init(&shifted);
    if (ipynb_indent(cell->source, form->shift, &shifted) && !shifted.failed)
        rc = ends_well(dl_buf_str(&shifted), "\n", well, in->error);
    dl_buf_clear(&shifted);
    if (*well)
        return rc;
    json_decref(form->shift);
    form->shift = NULL;
    return rc;
}

/* How a region may stand: as it is; with a blank line more before its end; shifted; or, where
 * nothing else helps, in the marker itself. */
static int choose_form(const text_writer *in, const ipynb_cell *cell, ipynb_form *form)
{
    bool well = false;
    int rc = 0;
    if (in->trust != IPYNB_SAFEST) {
        well = cell->source.size == 0;
        if (!well)
            rc = ends_well(cell->source, "\n", &well, in->error);
        if (rc == 0 && !well) {
            rc = ends_well(cell->source, "\n\n", &well, in->error);
            form->padded = well;
        }
        if (rc == 0 && !well)
            rc = choose_shift(in, cell, &well, form);
    }
    form->inside = !well;
    return rc;
}

static void write_close(const text_writer *in, const ipynb_cell *cell)
{
    bool raw = cell->kind == IPYNB_RAW;
    bool kept = in->trust == IPYNB_AS_KEPT && cell->close.data &&
                !memchr(cell->close.data, '\n', cell->close.size) &&
                ipynb_marker_inside(cell->close, raw ? "endraw" : "endmd").data;
    if (kept)
        dl_buf_add(in->out, cell->close);
    else
        dl_buf_puts(in->out, raw ? "<!-- #endraw -->" : "<!-- #endmd -->");
}

static void write_region_source(const text_writer *in, const ipynb_cell *cell,
                                const ipynb_form *form)
{
    if (!form->shift)
        dl_buf_add(in->out, cell->source);
    else /* lines that do not fit any more make a text that is not taken: see ipynb.c */
        ipynb_indent(cell->source, form->shift, in->out);
    dl_buf_puts(in->out, cell->source.size ? (form->padded ? "\n\n" : "\n") : "");
}

static int write_region(const text_writer *in, const ipynb_cell *cell)
{
    dl_str line;
    bool extra = false;
    ipynb_form form;
    bool kept = kept_marker(in, cell, &line, &extra, &form);
    int rc = 0;
    if (kept) {
        dl_buf_add(in->out, line);
    } else {
        json_decref(form.shift);
        form = (ipynb_form){0};
        rc = choose_form(in, cell, &form);
        ipynb_marker_write(cell, &form, in->out);
    }
    if (!form.inside) {
        dl_buf_puts(in->out, kept && extra ? "\n\n" : "\n");
        write_region_source(in, cell, &form);
        write_close(in, cell);
    }
    newline(in, cell);
    json_decref(form.shift);
    return rc;
}

static int write_cell(text_writer *in, const ipynb_cell *cell, bool first)
{
    write_gap(in, cell, first);
    if (cell->kind == IPYNB_CODE) {
        write_code(in, cell);
        in->after_prose = false;
        return 0;
    }
    bool alone = may_stand_alone(in, cell, first);
    /* what the author left open at the text's end is the author's; another's stands in a marker */
    bool last = cell == in->notebook->cells + in->notebook->count - 1;
    const char *after = last && in->notebook->has_front ? "" : "\n\n";
    int rc = alone ? ends_well(cell->source, after, &alone, in->error) : 0;
    if (rc != 0)
        return rc;
    in->after_prose = alone;
    if (!alone)
        return write_region(in, cell);
    dl_buf_add(in->out, cell->source);
    newline(in, cell);
    return 0;
}

/* --- the whole --- */

static int write_marker(text_writer *in)
{
    json_t *usual = ipynb_usual_metadata(), *metadata = in->notebook->metadata;
    if (!usual)
        return dl_error_set(in->error, DL_ERR_MEMORY, "memory ran out");
    in->marked = !in->notebook->has_front || (metadata && !json_equal(usual, metadata));
    if (in->marked) {
        dl_buf_puts(in->out, "<!-- #notebook ");
        ipynb_comment_value(metadata ? metadata : usual, in->out);
        dl_buf_puts(in->out, " -->\n");
    }
    json_decref(usual);
    return 0;
}

static void with_crlf(dl_buf *lines, dl_buf *text)
{
    for (size_t i = 0; i < lines->size; i++) {
        if (lines->data[i] == '\n')
            dl_buf_putc(text, '\r');
        dl_buf_putc(text, lines->data[i]);
    }
}

/* The front matter, unless what follows it would be read as more of it. */
static void write_whole(const ipynb *notebook, dl_str rest, dl_buf *text)
{
    dl_buf whole;
    dl_buf_init(&whole);
    dl_buf_add(&whole, notebook->has_front ? notebook->front : ipynb_usual_front);
    size_t front = whole.size;
    dl_buf_add(&whole, rest);
    if (ipynb_front_size(dl_buf_str(&whole)) != front) {
        dl_buf_truncate(&whole, 0);
        dl_buf_add(&whole, ipynb_usual_front);
        dl_buf_add(&whole, rest);
    }
    if (notebook->crlf && whole.size && !memchr(whole.data, '\r', whole.size))
        with_crlf(&whole, text);
    else
        dl_buf_add(text, dl_buf_str(&whole));
    text->failed = text->failed || whole.failed;
    dl_buf_clear(&whole);
}

int ipynb_to_text(const ipynb *notebook, ipynb_trust trust, dl_buf *text, dl_error *error)
{
    dl_buf rest;
    dl_buf_init(&rest);
    text_writer in = {.notebook = notebook, .trust = trust, .out = &rest, .error = error};
    int rc = write_marker(&in);
    for (size_t i = 0; i < notebook->count && rc == 0; i++)
        rc = write_cell(&in, &notebook->cells[i], i == 0);
    if (trust == IPYNB_AS_KEPT && ipynb_is_blank(notebook->end))
        dl_buf_add(&rest, notebook->end);
    if (rc == 0)
        rc = dl_buf_ok(&rest, error);
    if (rc == 0)
        write_whole(notebook, dl_buf_str(&rest), text);
    dl_buf_clear(&rest);
    return rc ? rc : dl_buf_ok(text, error);
}
