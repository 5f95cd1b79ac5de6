/* Cells to nbformat 4.5, with the marks of the text under metadata.dateline. */
#include "notebook/ipynb_model.h"

#include <stdio.h>
#include <string.h>

#include "notebook/ipynb_json.h"

typedef struct json_writer {
    const ipynb *notebook;
    json_t *taken; /* ids: the keys */
    unsigned numbers[IPYNB_NUMBERS];
    bool good; /* memory has not run out */
} json_writer;

static void set(json_writer *in, json_t *object, const char *key, json_t *value)
{
    in->good = ipynb_json_set(object, key, value) && in->good;
}

static void set_text(json_writer *in, json_t *object, const char *key, dl_str text)
{
    if (text.data)
        set(in, object, key, ipynb_json_string(text));
}

/* --- ids --- */

static bool take(json_writer *in, const char *id)
{
    if (json_object_get(in->taken, id))
        return false;
    set(in, in->taken, id, json_true());
    return true;
}

static json_t *id_of(json_writer *in, const ipynb_cell *cell)
{
    char given[IPYNB_GIVEN_ID], id[IPYNB_GIVEN_ID + 16];
    ipynb_given_id(cell, in->numbers, given);
    /* reserved ones are numbers until their first cell has them */
    if (cell->id.size && json_is_integer(json_object_get(in->taken, cell->id.data))) {
        set(in, in->taken, cell->id.data, json_true());
        return ipynb_json_string(cell->id);
    }
    snprintf(id, sizeof id, "%s", given);
    for (unsigned i = 2; !take(in, id) && in->good; i++)
        snprintf(id, sizeof id, "%s-%u", given, i);
    return json_string(id);
}

/* --- metadata --- */

/* metadata.dateline, made when the first mark needs it. */
static json_t *marks_of(json_writer *in, json_t *metadata)
{
    json_t *found = json_object_get(metadata, "dateline");
    if (!json_is_object(found))
        set(in, metadata, "dateline", json_object());
    return json_object_get(metadata, "dateline");
}

static void mark_text(json_writer *in, json_t *metadata, const char *key, dl_str text)
{
    if (text.data)
        set_text(in, marks_of(in, metadata), key, text);
}

static json_t *cell_metadata(json_writer *in, const ipynb_cell *cell)
{
    json_t *metadata = json_deep_copy(cell->metadata);
    if (!metadata) {
        in->good = false;
        return NULL;
    }
    if (cell->kind == IPYNB_CODE)
        in->good = ipynb_add_raises(metadata) && in->good;
    mark_text(in, metadata, "open", cell->open);
    mark_text(in, metadata, "close", cell->close);
    mark_text(in, metadata, "gap", cell->gap);
    if (cell->no_newline)
        set(in, marks_of(in, metadata), "no_newline", json_true());
    if (in->notebook->has_front && cell->id.size && ipynb_looks_given(cell))
        mark_text(in, metadata, "id", cell->id);
    if (cell->kind == IPYNB_CODE &&
        !dl_str_equal(cell->language, ipynb_language_of(in->notebook, cell->source)))
        mark_text(in, metadata, "language", cell->language);
    return metadata;
}

static json_t *notebook_metadata(json_writer *in)
{
    const ipynb *notebook = in->notebook;
    json_t *metadata =
        notebook->metadata ? json_deep_copy(notebook->metadata) : ipynb_usual_metadata();
    if (!metadata) {
        in->good = false;
        return NULL;
    }
    if (notebook->has_front)
        mark_text(in, metadata, "front", notebook->front.data ? notebook->front : DL_STR(""));
    if (notebook->end.size)
        mark_text(in, metadata, "end", notebook->end);
    if (notebook->crlf)
        mark_text(in, metadata, "newline", DL_STR("\r\n"));
    mark_text(in, metadata, "text", notebook->text);
    if (notebook->widgets)
        set(in, metadata, "widgets", json_incref(notebook->widgets));
    return metadata;
}

/* --- the whole --- */

static json_t *cell_json(json_writer *in, const ipynb_cell *cell)
{
    static const char *const types[] = {"markdown", "code", "raw"};
    json_t *made = json_object();
    set(in, made, "cell_type", json_string(types[cell->kind]));
    set(in, made, "id", id_of(in, cell));
    set(in, made, "metadata", cell_metadata(in, cell));
    set(in, made, "source", ipynb_json_lines(cell->source));
    if (cell->attached)
        set(in, made, "attachments", json_incref(cell->attached));
    if (cell->kind != IPYNB_CODE)
        return made;
    set(in, made, "execution_count", cell->execution ? json_incref(cell->execution) : json_null());
    set(in, made, "outputs", cell->outputs ? json_incref(cell->outputs) : json_array());
    return made;
}

int ipynb_to_json(const ipynb *notebook, json_t **root, dl_error *error)
{
    json_writer in = {.notebook = notebook, .taken = json_object(), .good = true};
    json_t *cells = json_array();
    *root = json_object();
    for (size_t i = 0; i < notebook->count; i++)
        if (notebook->cells[i].id.size)
            set(&in, in.taken, notebook->cells[i].id.data, json_integer(0));
    for (size_t i = 0; i < notebook->count && in.good; i++)
        in.good = json_array_append_new(cells, cell_json(&in, &notebook->cells[i])) == 0 && in.good;
    set(&in, *root, "cells", cells);
    set(&in, *root, "metadata", notebook_metadata(&in));
    set(&in, *root, "nbformat", json_integer(4));
    set(&in, *root, "nbformat_minor", json_integer(5));
    json_decref(in.taken);
    if (in.good)
        return 0;
    json_decref(*root);
    *root = NULL;
    return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}
