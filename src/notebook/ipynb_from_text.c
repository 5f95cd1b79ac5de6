/* Markdown text to cells. The text is one run of gaps and cells; each byte is in one of them. */
#include "notebook/ipynb_model.h"

#include <stdint.h>
#include <string.h>

#include "notebook/ipynb_blocks.h"
#include "notebook/ipynb_indent.h"
#include "notebook/ipynb_info.h"
#include "notebook/ipynb_json.h"
#include "notebook/ipynb_text.h"
#include "notebook/markdown.h"

typedef struct text_reader {
    ipynb *notebook;
    dl_str text; /* with LF alone, in the notebook's arena */
    size_t at;   /* all before it stands in a cell or a gap */
    bool marked; /* there is a marker of the notebook */
    dl_error *error;
} text_reader;

static int no_memory(dl_error *error)
{
    return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

size_t ipynb_front_size(dl_str text)
{
    dl_str rest = text, bom = DL_STR("\xEF\xBB\xBF");
    size_t before = dl_str_starts(text, bom) ? bom.size : 0;
    rest = dl_str_slice(rest, before, rest.size);
    dl_str line = dl_str_cut(rest, '\n', &rest);
    if (line.size == 0 || line.data[0] != '-' || !dl_str_equal(dl_str_trim(line), DL_STR("---")))
        return before;
    while (rest.data) {
        line = dl_str_cut(rest, '\n', &rest);
        dl_str word = dl_str_trim(line);
        if ((dl_str_equal(word, DL_STR("---")) || dl_str_equal(word, DL_STR("..."))) &&
            line.data[0] == word.data[0])
            return rest.data ? (size_t)(rest.data - text.data) : text.size;
    }
    return before;
}

/* --- what a cell stands in --- */

/* The gap before a cell that begins at start, and that all up to end is read. */
static void place(text_reader *in, ipynb_cell *cell, size_t start, size_t end)
{
    dl_str gap = dl_str_slice(in->text, in->at, start);
    bool first = in->notebook->count == 1;
    if (!dl_str_equal(gap, ipynb_usual_gap(first, in->marked)))
        cell->gap = gap;
    cell->no_newline = in->text.data[end - 1] != '\n';
    cell->start = cell->source_at = start;
    in->at = end;
}

static dl_str without_newline(dl_str text)
{
    return dl_str_ends(text, DL_STR("\n")) ? dl_str_slice(text, 0, text.size - 1) : text;
}

/* --- prose --- */

/* Text up to `end` that is in no other cell: a Markdown cell, or nothing but a gap. */
static int read_prose(text_reader *in, size_t end)
{
    size_t start = in->at, last = end;
    while (start < end) {
        size_t next = dl_str_find(in->text, DL_STR("\n"), start) + 1;
        next = next > end ? end : next;
        if (!ipynb_is_blank(dl_str_slice(in->text, start, next)))
            break;
        start = next;
    }
    if (start >= end)
        return 0;
    while (ipynb_is_blank(dl_str_slice(in->text, last - 1, last)))
        last--; /* start's line is not blank, so this ends */
    last = dl_str_find(in->text, DL_STR("\n"), last) + 1;
    last = last > end ? end : last;
    ipynb_cell *cell = ipynb_add(in->notebook, IPYNB_MARKDOWN);
    if (!cell)
        return no_memory(in->error);
    cell->source = without_newline(dl_str_slice(in->text, start, last));
    place(in, cell, start, last);
    return 0;
}

/* --- fences --- */

/* A query's first line says what it is, as Jupytext has it. */
static dl_str query_source(ipynb *notebook, dl_str body)
{
    dl_buf source;
    dl_buf_init(&source);
    dl_buf_printf(&source, "%%%%sql%s", body.size ? "\n" : "");
    dl_buf_add(&source, without_newline(body));
    dl_str kept =
        source.failed ? (dl_str){NULL, 0} : dl_arena_copy(&notebook->arena, dl_buf_str(&source));
    dl_buf_clear(&source);
    return kept;
}

/* Keeps the fence's own lines where we would write others. */
static void keep_fence(text_reader *in, ipynb_cell *cell, dl_str open, dl_str body, dl_str close,
                       bool readable)
{
    dl_buf usual;
    dl_buf_init(&usual);
    ipynb_fence_write(cell, ipynb_ticks_around(body), &usual);
    if (!readable || !dl_str_equal(dl_buf_str(&usual), open))
        cell->open = open;
    /* no source tells an empty line from none */
    bool sql = dl_str_equal(cell->language, DL_STR("sql"));
    if (!sql && dl_str_equal(body, DL_STR("\n")))
        cell->open = dl_str_slice(in->text, cell->start, cell->start + open.size + 1);
    dl_str ticks = dl_str_slice(open, 0, fence_length(open));
    if (!dl_str_equal(close, ticks))
        cell->close = close;
    dl_buf_clear(&usual);
}

static int read_fence(text_reader *in, const ipynb_block *block)
{
    dl_language language;
    dl_str info, rest, whole = dl_str_slice(in->text, block->start, block->end);
    dl_str open = dl_str_cut(whole, '\n', &rest);
    ipynb_cell *cell = ipynb_add(in->notebook, IPYNB_CODE);
    if (!cell)
        return no_memory(in->error);
    place(in, cell, block->start, block->end);
    dl_str inner = without_newline(whole);
    size_t last = inner.size;
    while (inner.data[last - 1] != '\n')
        last--;
    dl_str body = dl_str_slice(whole, open.size + 1, last);
    dl_str close = dl_str_slice(inner, last, inner.size);
    bool runs = fence_language(open, &language, &info);
    size_t name = fence_length(open);
    while (open.data[name] == ' ' || open.data[name] == '\t')
        name++;
    cell->language = dl_str_slice(open, name, (size_t)(info.data - open.data));
    cell->source = runs && language == DL_LANGUAGE_SQL ? query_source(in->notebook, body)
                                                       : without_newline(body);
    if (!cell->source.data)
        return no_memory(in->error);
    json_t *attributes = ipynb_info_read(info);
    if (attributes)
        ipynb_fence_take(attributes, in->notebook, cell);
    keep_fence(in, cell, open, body, close, attributes != NULL);
    json_decref(attributes);
    return 0;
}

/* --- markers --- */

/* What stands between two markers; false where it is not what the first one says. */
static bool take_inside(ipynb *notebook, ipynb_cell *cell, dl_str inside, const ipynb_form *form,
                        dl_str *open)
{
    if (form->padded && !dl_str_ends(inside, DL_STR("\n\n")))
        return false;
    if (form->padded)
        inside = dl_str_slice(inside, 0, inside.size - 1);
    if (dl_str_equal(inside, DL_STR("\n")))
        open->size++; /* the line end too: no source tells an empty line from none */
    cell->source = without_newline(inside);
    if (!form->shift)
        return true;
    dl_buf source;
    dl_buf_init(&source);
    bool good = ipynb_unindent(cell->source, form->shift, &source) && !source.failed;
    if (good)
        cell->source = dl_arena_copy(&notebook->arena, dl_buf_str(&source));
    dl_buf_clear(&source);
    return good && cell->source.data;
}

/* Keeps the markers' own lines where we would write others. */
static void keep_markers(ipynb_cell *cell, const ipynb_form *form, dl_str line, dl_str open,
                         dl_str close)
{
    dl_buf usual;
    dl_str usual_close =
        cell->kind == IPYNB_RAW ? DL_STR("<!-- #endraw -->") : DL_STR("<!-- #endmd -->");
    dl_buf_init(&usual);
    ipynb_marker_write(cell, form, &usual);
    if (open.size != line.size || !dl_str_equal(dl_buf_str(&usual), line))
        cell->open = open;
    if (close.data && !dl_str_equal(close, usual_close))
        cell->close = close;
    dl_buf_clear(&usual);
}

/* Reads the region that block opens and, if there is one, next closes. *used: how many of the two
 * it took; 0: it is no region, and nothing has changed. */
static int read_region(text_reader *in, const ipynb_block *block, const ipynb_block *next,
                       size_t *used)
{
    dl_str own, close = {NULL, 0};
    dl_str line = without_newline(dl_str_slice(in->text, block->start, block->end)), open = line;
    ipynb_form form;
    *used = 0;
    json_t *attributes =
        ipynb_info_read(ipynb_marker_inside(line, block->cell == IPYNB_RAW ? "raw" : "md"));
    if (!attributes)
        return 0;
    ipynb_cell *cell = ipynb_add(in->notebook, block->cell);
    if (!cell) {
        json_decref(attributes);
        return no_memory(in->error);
    }
    size_t end = block->end;
    bool good = ipynb_marker_take(attributes, in->notebook, cell, &own, &form);
    bool closed = next && next->kind == IPYNB_CLOSE && next->cell == block->cell;
    json_decref(attributes);
    if (good && own.data) {
        cell->source = own;
    } else if (good && closed) {
        dl_str inside = dl_str_slice(in->text, block->end, next->start);
        good = take_inside(in->notebook, cell, inside, &form, &open);
        end = next->end;
        close = without_newline(dl_str_slice(in->text, next->start, next->end));
    }
    good = good && (own.data || closed);
    if (good) {
        keep_markers(cell, &form, line, open, close);
        place(in, cell, block->start, end);
        /* values are put into the source as it stands in the text */
        cell->source_at = form.shift ? SIZE_MAX : block->end;
        *used = close.data ? 2 : 1;
    } else {
        ipynb_drop_last(in->notebook);
    }
    json_decref(form.shift);
    return 0;
}

/* --- the whole --- */

/* <!-- #notebook {...} -->: what Jupyter's file said of the notebook. */
static void read_marker(text_reader *in)
{
    dl_str rest, text = dl_str_slice(in->text, in->at, in->text.size);
    dl_str inside = ipynb_marker_inside(dl_str_cut(text, '\n', &rest), "notebook");
    json_t *metadata = NULL;
    if (!inside.data || ipynb_json_read(inside, &metadata, NULL) != 0)
        return;
    if (!json_is_object(metadata)) {
        json_decref(metadata);
        return;
    }
    in->marked = true;
    in->notebook->metadata = metadata;
    in->notebook->has_front = !dl_str_equal(in->notebook->front, ipynb_usual_front);
    in->at = rest.data ? (size_t)(rest.data - in->text.data) : in->text.size;
}

static int read_blocks(text_reader *in)
{
    ipynb_blocks blocks;
    size_t base = in->at;
    int rc = ipynb_blocks_read(dl_str_slice(in->text, base, in->text.size), &blocks, in->error);
    for (size_t i = 0; i < blocks.count; i++) {
        blocks.items[i].start += base;
        blocks.items[i].end += base;
    }
    for (size_t i = 0; i < blocks.count && rc == 0;) {
        const ipynb_block *block = &blocks.items[i];
        const ipynb_block *next = i + 1 < blocks.count ? block + 1 : NULL;
        size_t used = 0, at = in->at, cells = in->notebook->count;
        if (block->kind == IPYNB_FENCE || block->kind == IPYNB_OPEN)
            rc = read_prose(in, block->start);
        if (rc == 0 && block->kind == IPYNB_OPEN)
            rc = read_region(in, block, next, &used);
        if (rc == 0 && block->kind == IPYNB_FENCE) {
            rc = read_fence(in, block);
            used = 1;
        }
        if (used == 0 && in->notebook->count > cells) { /* the prose goes on */
            ipynb_drop_last(in->notebook);
            in->at = at;
        }
        i += used ? used : 1;
    }
    ipynb_blocks_clear(&blocks);
    return rc ? rc : read_prose(in, in->text.size);
}

static dl_str with_lf(ipynb *notebook, dl_str text)
{
    notebook->crlf = ipynb_is_crlf(text);
    char *bytes = dl_arena_alloc(&notebook->arena, text.size + 1);
    size_t size = 0;
    if (!bytes)
        return (dl_str){NULL, 0};
    for (size_t i = 0; i < text.size; i++)
        if (!notebook->crlf || text.data[i] != '\r')
            bytes[size++] = text.data[i];
    return (dl_str){bytes, size};
}

int ipynb_from_text(dl_str text, ipynb *notebook, dl_error *error)
{
    text_reader in = {.notebook = notebook, .error = error};
    in.text = with_lf(notebook, text);
    if (!in.text.data)
        return no_memory(error);
    in.at = ipynb_front_size(in.text);
    notebook->has_front = true;
    notebook->front = dl_str_slice(in.text, 0, in.at);
    read_marker(&in);
    if (!notebook->metadata)
        notebook->metadata = ipynb_usual_metadata();
    int rc = notebook->metadata ? read_blocks(&in) : no_memory(error);
    notebook->end = dl_str_slice(in.text, in.at, in.text.size);
    return rc;
}
