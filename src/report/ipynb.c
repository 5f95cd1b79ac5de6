/*
 * The run as Jupyter's notebook: the cells of the conversion, what each gave as its outputs, values
 * in place of expressions in prose. Such a file turned back into Markdown is the author's text
 * again: what was put in is marked, and taken out.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "notebook/ipynb_json.h"
#include "notebook/ipynb_model.h"
#include "report/common.h"

typedef struct ipynb_writer {
    const dl_run *run;
    report_records records; /* where dates lead */
    ipynb *notebook;
    json_t *cells;  /* of the file, one for each of the notebook's */
    size_t *places; /* where each step starts and ends in the text with LF */
    bool good;      /* memory has not run out */
    dl_error *error;
} ipynb_writer;

static void set(ipynb_writer *in, json_t *object, const char *key, json_t *value)
{
    in->good = ipynb_json_set(object, key, value) && in->good;
}

/* Text as JSON and every reader take it: UTF-8, without control characters. */
static void clean(dl_str text, dl_buf *out)
{
    for (size_t at = 0; at < text.size;) {
        uint32_t code = dl_utf8_next(text, &at);
        bool control = (code < 0x20 && code != '\n' && code != '\t' && code != '\r') ||
                       (code >= 0x7F && code < 0xA0);
        dl_utf8_put(out, control ? 0xFFFD : code);
    }
}

static json_t *text_of(ipynb_writer *in, const dl_buf *text)
{
    dl_buf whole;
    dl_buf_init(&whole);
    clean(dl_buf_str(text), &whole);
    json_t *made = ipynb_json_lines(dl_buf_str(&whole));
    in->good = in->good && made && !whole.failed && !text->failed;
    dl_buf_clear(&whole);
    return made;
}

static void add(ipynb_writer *in, json_t *outputs, json_t *output)
{
    in->good = output && json_array_append_new(outputs, output) == 0 && in->good;
}

/* --- what a cell shows --- */

static void add_stream(ipynb_writer *in, json_t *outputs, dl_str text)
{
    dl_buf safe;
    dl_buf_init(&safe);
    dl_escape_terminal(text, &safe);
    json_t *output = json_pack("{s:s,s:s}", "output_type", "stream", "name", "stdout");
    set(in, output, "text", text_of(in, &safe));
    add(in, outputs, output);
    dl_buf_clear(&safe);
}

/* One display in all the forms that there are of it; clients show the richest that they can. */
static void add_display(ipynb_writer *in, json_t *outputs, const dl_view *view)
{
    static const dl_terminal_options plain = {.width = 100, .color = false};
    bool picture = view->kind == DL_VIEW_PICTURE;
    dl_buf text, html, markdown, svg;
    json_t *data = json_object();
    dl_buf_init(&text);
    dl_buf_init(&html);
    dl_buf_init(&markdown);
    dl_buf_init(&svg);
    bool written = dl_view_terminal(view, &plain, &text, in->error) == 0;
    set(in, data, "text/plain", text_of(in, &text));
    if (picture) {
        dl_buf_add(&svg, view->svg);
        set(in, data, "image/svg+xml", text_of(in, &svg));
    } else {
        report_view_markdown(&in->records, view, &markdown);
        set(in, data, "text/markdown", text_of(in, &markdown));
        written = report_view_html(&in->records, view, &html, in->error) == 0 && written;
        set(in, data, "text/html", text_of(in, &html));
    }
    in->good = in->good && written;
    json_t *output = json_pack("{s:s,s:{}}", "output_type", "display_data", "metadata");
    set(in, output, "data", data);
    add(in, outputs, output);
    dl_buf_clear(&text);
    dl_buf_clear(&html);
    dl_buf_clear(&markdown);
    dl_buf_clear(&svg);
}

static void add_view(ipynb_writer *in, json_t *outputs, const dl_view *view)
{
    if (view->kind == DL_VIEW_TEXT)
        add_stream(in, outputs, view->text);
    else if (view->kind != DL_VIEW_GROUP)
        add_display(in, outputs, view);
    for (size_t i = 0; view->kind == DL_VIEW_GROUP && i < view->child_count; i++)
        add_view(in, outputs, view->children[i]);
}

static void add_line(ipynb_writer *in, json_t *lines, const char *place, int line, dl_str text)
{
    dl_buf whole, safe;
    dl_buf_init(&whole);
    dl_buf_init(&safe);
    if (place)
        dl_buf_printf(&whole, "%s:%d: ", place, line);
    dl_buf_add(&whole, text);
    dl_escape_terminal(dl_buf_str(&whole), &safe);
    dl_buf_truncate(&whole, 0);
    clean(dl_buf_str(&safe), &whole);
    add(in, lines, ipynb_json_string(dl_buf_str(&whole)));
    in->good = in->good && !whole.failed && !safe.failed;
    dl_buf_clear(&whole);
    dl_buf_clear(&safe);
}

static void add_error(ipynb_writer *in, json_t *outputs, const dl_result *result)
{
    const dl_error *error = &result->error;
    json_t *lines = json_array(), *evalue;
    dl_str line = dl_notebook_line(in->run->notebook, error->line);
    add_line(in, lines, error->place, error->line, dl_str_of(error->message));
    if (line.size)
        add_line(in, lines, NULL, 0, line);
    if (result->traceback.size)
        add_line(in, lines, NULL, 0, result->traceback);
    if (error->hint[0])
        add_line(in, lines, NULL, 0, dl_str_of(error->hint));
    json_t *words = json_array();
    add_line(in, words, NULL, 0, dl_str_of(error->message));
    evalue = json_incref(json_array_get(words, 0));
    json_decref(words);
    json_t *output =
        json_pack("{s:s,s:s}", "output_type", "error", "ename", dl_kind_word(error->kind));
    set(in, output, "evalue", evalue);
    set(in, output, "traceback", lines);
    add(in, outputs, output);
}

static json_t *object_in(ipynb_writer *in, json_t *holder, const char *key)
{
    if (!json_is_object(json_object_get(holder, key)))
        set(in, holder, key, json_object());
    return json_object_get(holder, key);
}

/* The author did not want the code to be seen; it is one click away. */
static void hide_source(ipynb_writer *in, json_t *cell)
{
    json_t *metadata = json_object_get(cell, "metadata");
    json_t *jupyter = object_in(in, metadata, "jupyter");
    if (json_object_get(jupyter, "source_hidden"))
        return;
    set(in, jupyter, "source_hidden", json_true());
    set(in, object_in(in, metadata, "dateline"), "hidden", json_true());
}

static void write_outputs(ipynb_writer *in, json_t *cell, const dl_step *step,
                          const dl_result *result, int number)
{
    json_t *outputs = json_array();
    for (size_t i = 0; i < result->view_count && report_shows(step, result); i++)
        add_view(in, outputs, result->views[i]);
    if (result->state == DL_STATE_FAILED)
        add_error(in, outputs, result);
    set(in, cell, "outputs", outputs);
    if (!step->echo && result->state == DL_STATE_OK)
        hide_source(in, cell);
    if (result->state != DL_STATE_NOT_RUN)
        set(in, cell, "execution_count", json_integer(number));
}

/* --- prose with values --- */

static void write_value(const dl_step *step, const dl_result *result, dl_buf *out)
{
    if (result->state == DL_STATE_OK)
        dl_escape_markdown(result->inline_text, out);
    else
        dl_buf_printf(out, "`%.*s` (%s)", DL_STR_ARG(step->code),
                      result->state == DL_STATE_FAILED ? "failed" : "not run");
}

/* The cell's source with the values of those steps [from, to) that stand in it. */
static void write_prose(ipynb_writer *in, size_t index, size_t from, size_t to)
{
    const ipynb_cell *cell = &in->notebook->cells[index];
    json_t *file_cell = json_array_get(in->cells, index);
    char hex[DL_SHA256_HEX + 1];
    size_t at = 0;
    dl_buf shown;
    dl_buf_init(&shown);
    for (size_t i = from; i < to; i++) {
        const dl_step *step = dl_notebook_step(in->run->notebook, i);
        dl_buf_add(&shown, dl_str_slice(cell->source, at, in->places[2 * i] - cell->source_at));
        write_value(step, &in->run->results[i], &shown);
        at = in->places[2 * i + 1] - cell->source_at;
    }
    dl_buf_add(&shown, dl_str_slice(cell->source, at, cell->source.size));
    json_t *marks = object_in(in, json_object_get(file_cell, "metadata"), "dateline");
    dl_buf whole;
    dl_buf_init(&whole);
    clean(dl_buf_str(&shown), &whole);
    dl_sha256_hex(dl_buf_str(&whole), hex);
    set(in, marks, "source", ipynb_json_string(cell->source));
    set(in, marks, "shown_sha256", json_string(hex));
    set(in, file_cell, "source", text_of(in, &shown));
    dl_buf_clear(&whole);
    dl_buf_clear(&shown);
}

/* --- what only the report says --- */

static bool is_taken(const ipynb_writer *in, const char *id)
{
    size_t i;
    json_t *cell;
    json_array_foreach(in->cells, i,
                       cell) if (dl_str_equal(ipynb_json_text(json_object_get(cell, "id")),
                                              dl_str_of(id))) return true;
    return false;
}

static json_t *generated(ipynb_writer *in, const char *name, const dl_buf *text)
{
    char id[64];
    snprintf(id, sizeof id, "dateline-%s", name);
    for (unsigned i = 2; is_taken(in, id); i++)
        snprintf(id, sizeof id, "dateline-%s-%u", name, i);
    json_t *cell = json_pack("{s:s,s:s,s:{s:{s:b}}}", "cell_type", "markdown", "id", id, "metadata",
                             "dateline", "generated", 1);
    set(in, cell, "source", text_of(in, text));
    return cell;
}

/* Title and authors before the first cell, sources after the last. */
static void add_generated(ipynb_writer *in)
{
    dl_buf text;
    dl_buf_init(&text);
    report_head_markdown(in->run, &text);
    json_t *head = generated(in, "title", &text);
    in->good = head && json_array_insert_new(in->cells, 0, head) == 0 && in->good;
    dl_buf_truncate(&text, 0);
    report_sources_markdown(&in->records, &text);
    if (text.size)
        add(in, in->cells, generated(in, "sources", &text));
    dl_buf_clear(&text);
}

/* --- the whole --- */

/* The cell that a step stands in, looking on from *index; false where there is none. */
static bool find_cell(const ipynb *notebook, size_t place, size_t *index)
{
    while (*index + 1 < notebook->count && notebook->cells[*index + 1].start <= place)
        ++*index;
    return *index < notebook->count && notebook->cells[*index].start <= place;
}

/* Where the steps stand when CR LF becomes LF. They are in order, and none is in another. */
static int find_places(ipynb_writer *in, dl_error *error)
{
    dl_str text = dl_notebook_text(in->run->notebook);
    size_t count = dl_notebook_step_count(in->run->notebook), at = 0, place = 0;
    bool crlf = ipynb_is_crlf(text);
    in->places = calloc(2 * count + 1, sizeof *in->places);
    if (!in->places)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < 2 * count; i++) {
        const dl_step *step = dl_notebook_step(in->run->notebook, i / 2);
        for (size_t end = i % 2 ? step->end : step->start; at < end; at++)
            place += !crlf || text.data[at] != '\r';
        in->places[i] = place;
    }
    return 0;
}

/* The first step after `from` that does not stand in the same prose. */
static size_t last_of_prose(const ipynb_writer *in, const ipynb_cell *cell, size_t from)
{
    size_t count = dl_notebook_step_count(in->run->notebook), i = from;
    while (i < count && dl_notebook_step(in->run->notebook, i)->inlined &&
           in->places[2 * i] < cell->source_at + cell->source.size)
        i++;
    return i;
}

static void fill_in(ipynb_writer *in)
{
    size_t count = dl_notebook_step_count(in->run->notebook), index = 0;
    int number = 0;
    for (size_t i = 0; i < count; i++) {
        const dl_step *step = dl_notebook_step(in->run->notebook, i);
        size_t place = in->places[2 * i];
        if (!find_cell(in->notebook, place, &index))
            continue;
        const ipynb_cell *cell = &in->notebook->cells[index];
        if (!step->inlined && cell->start == place) {
            write_outputs(in, json_array_get(in->cells, index), step, &in->run->results[i],
                          ++number);
        } else if (step->inlined && cell->kind == IPYNB_MARKDOWN && place >= cell->source_at) {
            size_t end = last_of_prose(in, cell, i);
            if (end > i) {
                write_prose(in, index, i, end);
                i = end - 1;
            }
        }
    }
}

int dl_report_ipynb(const dl_run *run, dl_buf *out, dl_error *error)
{
    ipynb notebook;
    json_t *root = NULL;
    ipynb_init(&notebook);
    ipynb_writer in = {.run = run, .notebook = &notebook, .good = true, .error = error};
    int rc = ipynb_from_markdown(dl_notebook_text(run->notebook), &notebook,
                                 dl_notebook_name(run->notebook), error);
    if (rc == 0)
        rc = records_init(&in.records, run, error);
    if (rc == 0)
        rc = find_places(&in, error);
    if (rc == 0)
        rc = ipynb_to_json(&notebook, &root, error);
    if (rc == 0) {
        in.cells = json_object_get(root, "cells");
        fill_in(&in);
        in.good = ipynb_add_front(&notebook, in.cells) && in.good;
        add_generated(&in);
        ipynb_json_write_file(root, out);
        rc = in.good ? dl_buf_ok(out, error) : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    json_decref(root);
    free(in.places);
    records_clear(&in.records);
    ipynb_clear(&notebook);
    return rc;
}
