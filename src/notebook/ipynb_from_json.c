/* nbformat 4.0 to 4.5 to cells. What is no such file is refused with its place; what nbformat does
 * not know beside what it knows is dropped and counted. */
#include "notebook/ipynb_model.h"

#include <string.h>

#include "base/sha256.h"
#include "notebook/ipynb_json.h"

typedef struct json_reader {
    ipynb *notebook;
    json_t *ids; /* taken: the keys */
    bool ours;   /* it came from Markdown, with front matter */
    unsigned numbers[IPYNB_NUMBERS];
    dl_ipynb_notes *notes;
    dl_error *error;
} json_reader;

static int no_memory(dl_error *error)
{
    return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

static bool keep(json_reader *in, const json_t *value, dl_str *text)
{
    *text = dl_arena_copy(&in->notebook->arena, ipynb_json_text(value));
    return text->data != NULL;
}

/* --- what version it is --- */

static int refuse_version(const json_t *root, dl_error *error)
{
    const json_t *major = json_object_get(root, "nbformat");
    const json_t *minor = json_object_get(root, "nbformat_minor");
    bool old = json_is_integer(major) && json_integer_value(major) < 4;
    if (old || json_is_array(json_object_get(root, "worksheets"))) {
        dl_error_set(error, DL_ERR_SYNTAX, "this is nbformat %lld; 4.0 to 4.5 is read",
                     (long long)(json_is_integer(major) ? json_integer_value(major) : 3));
        dl_error_hint(error, "`jupyter nbconvert --to notebook --nbformat 4 FILE` brings it up");
        return DL_ERR_SYNTAX;
    }
    if (!json_is_integer(major) || (minor && !json_is_integer(minor)) ||
        !json_is_array(json_object_get(root, "cells")))
        return dl_error_set(error, DL_ERR_SYNTAX,
                            "this is no notebook of Jupyter: nbformat, nbformat_minor and cells "
                            "were expected");
    if (json_integer_value(major) == 4 && json_integer_value(minor) >= 0 &&
        json_integer_value(minor) <= 5)
        return 0;
    dl_error_set(error, DL_ERR_SYNTAX, "this is nbformat %lld.%lld; 4.0 to 4.5 is read",
                 (long long)json_integer_value(major), (long long)json_integer_value(minor));
    dl_error_hint(error, "save it as nbformat 4.5 with the Jupyter that wrote it");
    return DL_ERR_SYNTAX;
}

/* --- text --- */

static int read_source(json_reader *in, size_t number, const json_t *source, dl_str *text)
{
    dl_buf joined;
    size_t i;
    json_t *line;
    bool good = json_is_string(source) || json_is_array(source);
    dl_buf_init(&joined);
    dl_buf_add(&joined, ipynb_json_text(source));
    json_array_foreach((json_t *)source, i, line)
    {
        good = good && json_is_string(line);
        dl_buf_add(&joined, ipynb_json_text(line));
    }
    *text = dl_arena_copy(&in->notebook->arena, dl_buf_str(&joined));
    bool whole = !joined.failed && text->data;
    dl_buf_clear(&joined);
    if (!good)
        return dl_error_set(in->error, DL_ERR_SYNTAX,
                            "cell %zu: its source must be text or a list of lines", number);
    if (!whole)
        return no_memory(in->error);
    if (memchr(text->data, '\0', text->size))
        return dl_error_set(in->error, DL_ERR_SYNTAX, "cell %zu: a NUL in it is no text", number);
    return 0;
}

/* --- what dateline marked --- */

/* Takes a text out of marks; false only when memory is gone. */
static bool take_mark(json_reader *in, json_t *marks, const char *key, dl_str *text)
{
    json_t *value = json_object_get(marks, key);
    if (!json_is_string(value))
        return true;
    bool kept = keep(in, value, text);
    json_object_del(marks, key);
    return kept;
}

static bool is_language(dl_str word)
{
    for (size_t i = 0; i < word.size; i++)
        if (!dl_one_of(word.data[i],
                       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_+#."))
            return false;
    return word.size > 0 && word.size <= 64;
}

static void set_language(const json_reader *in, ipynb_cell *cell, dl_str mark)
{
    /* a query without its first line would lose the next one */
    bool query = !dl_str_equal(mark, DL_STR("sql")) || ipynb_is_query(cell->source);
    bool good = is_language(mark) && query;
    cell->language = good ? mark : ipynb_language_of(in->notebook, cell->source);
}

/* Prose of a report, with values in place of expressions: the author's own, unless it was edited.
 */
static bool take_shown(json_reader *in, json_t *marks, ipynb_cell *cell)
{
    char hex[DL_SHA256_HEX + 1];
    dl_str source = {NULL, 0}, shown = {NULL, 0};
    if (!json_object_get(marks, "shown_sha256"))
        return true;
    if (!take_mark(in, marks, "source", &source) || !take_mark(in, marks, "shown_sha256", &shown))
        return false;
    dl_sha256_hex(cell->source, hex);
    if (source.data && dl_str_equal(shown, dl_str_of(hex)) &&
        !memchr(source.data, '\0', source.size))
        cell->source = source;
    return true;
}

/* A report hides the code of a cell with echo=false from Jupyter's readers too. */
static void drop_hidden(json_t *marks, json_t *metadata)
{
    json_t *jupyter = json_object_get(metadata, "jupyter");
    if (!json_is_true(json_object_get(marks, "hidden")))
        return;
    json_object_del(marks, "hidden");
    json_object_del(jupyter, "source_hidden");
    if (jupyter && json_object_size(jupyter) == 0)
        json_object_del(metadata, "jupyter");
}

static int read_cell_marks(json_reader *in, ipynb_cell *cell)
{
    char given[IPYNB_GIVEN_ID];
    dl_str language = {NULL, 0}, id = {NULL, 0};
    json_t *marks = json_object_get(cell->metadata, "dateline");
    bool empty = json_object_size(marks) == 0;
    bool good = take_mark(in, marks, "open", &cell->open) &&
                take_mark(in, marks, "close", &cell->close) &&
                take_mark(in, marks, "gap", &cell->gap) && take_mark(in, marks, "id", &id) &&
                take_shown(in, marks, cell);
    if (good && cell->kind == IPYNB_CODE)
        good = take_mark(in, marks, "language", &language);
    if (!good)
        return no_memory(in->error);
    if (cell->kind == IPYNB_CODE)
        ipynb_drop_raises(cell->metadata);
    drop_hidden(marks, cell->metadata);
    if (json_is_true(json_object_get(marks, "no_newline"))) {
        cell->no_newline = true;
        json_object_del(marks, "no_newline");
    }
    if (!empty && json_object_size(marks) == 0)
        json_object_del(cell->metadata, "dateline");
    if (in->ours && ipynb_looks_given(cell) && !dl_str_equal(id, cell->id))
        cell->id = DL_STR("");
    if (cell->kind == IPYNB_CODE)
        set_language(in, cell, language);
    ipynb_given_id(cell, in->numbers, given);
    if (dl_str_equal(cell->id, dl_str_of(given)) && !id.data)
        cell->id = DL_STR(""); /* it is given again */
    return 0;
}

/* --- cells --- */

static void read_id(json_reader *in, const json_t *id, ipynb_cell *cell)
{
    dl_str text = ipynb_json_text(id);
    if (!id)
        return;
    if (!ipynb_good_id(text) || json_object_get(in->ids, text.data)) {
        in->notes->new_ids++;
        return;
    }
    json_object_set_new(in->ids, text.data, json_true());
    keep(in, id, &cell->id);
}

static void drop_unknown(json_reader *in, const json_t *json, const ipynb_cell *cell)
{
    static const char *const known[] = {"cell_type",       "id",      "metadata",   "source",
                                        "execution_count", "outputs", "attachments"};
    bool code = cell->kind == IPYNB_CODE;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)json, name, value)
    {
        size_t i = 0;
        while (i < 7 && strcmp(known[i], name) != 0)
            i++;
        bool fits = i < 4 || (i < 6 && code) || (i == 6 && !code);
        in->notes->dropped_keys += !fits;
    }
}

static void read_outputs(json_reader *in, const json_t *json, ipynb_cell *cell)
{
    json_t *outputs = json_object_get(json, "outputs");
    json_t *count = json_object_get(json, "execution_count");
    if (json_is_array(outputs) && json_array_size(outputs) > 0)
        cell->outputs = json_incref(outputs);
    if (json_is_integer(count))
        cell->execution = json_incref(count);
    in->notes->with_outputs += cell->outputs != NULL;
}

static int read_cell(json_reader *in, size_t number, const json_t *json)
{
    static const char *const types[] = {"markdown", "code", "raw"};
    dl_str type = ipynb_json_text(json_object_get(json, "cell_type"));
    size_t kind = 0;
    while (kind < 3 && !dl_str_equal(type, dl_str_of(types[kind])))
        kind++;
    if (kind == 3)
        return dl_error_set(in->error, DL_ERR_SYNTAX,
                            "cell %zu: its cell_type must be markdown, code or raw", number);
    ipynb_cell *cell = ipynb_add(in->notebook, (ipynb_kind)kind);
    if (!cell)
        return no_memory(in->error);
    int rc = read_source(in, number, json_object_get(json, "source"), &cell->source);
    if (rc != 0)
        return rc;
    const json_t *metadata = json_object_get(json, "metadata");
    json_t *attached = json_object_get(json, "attachments");
    if (metadata && !json_is_object(metadata))
        return dl_error_set(in->error, DL_ERR_SYNTAX, "cell %zu: its metadata must be an object",
                            number);
    if (metadata) {
        json_decref(cell->metadata);
        cell->metadata = json_deep_copy(metadata);
        if (!cell->metadata)
            return no_memory(in->error);
        if (in->ours) /* when a client ran it: that goes with the outputs */
            json_object_del(cell->metadata, "execution");
    }
    if (json_is_object(attached) && cell->kind != IPYNB_CODE)
        cell->attached = json_incref(attached);
    read_id(in, json_object_get(json, "id"), cell);
    drop_unknown(in, json, cell);
    if (cell->kind == IPYNB_CODE)
        read_outputs(in, json, cell);
    return read_cell_marks(in, cell);
}

/* --- the whole --- */

/* A notebook of ours is of our kernel, whatever a kernel has said of itself since. */
static void set_usual_kernel(ipynb *notebook)
{
    json_t *usual = ipynb_usual_metadata();
    json_t *spec = json_object_get(notebook->metadata, "kernelspec");
    dl_str name = ipynb_json_text(json_object_get(spec, "name"));
    if (usual && dl_str_equal(name, DL_STR("dateline")))
        json_object_update(notebook->metadata, usual);
    json_decref(usual);
}

static int read_metadata(json_reader *in, const json_t *root)
{
    ipynb *notebook = in->notebook;
    json_t *metadata = json_object_get(root, "metadata");
    dl_str newline = {NULL, 0};
    if (metadata && !json_is_object(metadata))
        return dl_error_set(in->error, DL_ERR_SYNTAX, "its metadata must be an object");
    notebook->metadata = metadata ? json_deep_copy(metadata) : json_object();
    if (!notebook->metadata)
        return no_memory(in->error);
    json_t *widgets = json_object_get(notebook->metadata, "widgets");
    if (widgets) {
        notebook->widgets = json_incref(widgets);
        json_object_del(notebook->metadata, "widgets");
    }
    json_t *marks = json_object_get(notebook->metadata, "dateline");
    notebook->front = notebook->end = (dl_str){"", 0};
    notebook->has_front = in->ours = json_is_string(json_object_get(marks, "front"));
    bool empty = json_object_size(marks) == 0;
    if (!take_mark(in, marks, "front", &notebook->front) ||
        !take_mark(in, marks, "end", &notebook->end) ||
        !take_mark(in, marks, "newline", &newline) ||
        !take_mark(in, marks, "text", &notebook->text))
        return no_memory(in->error);
    notebook->crlf = dl_str_equal(newline, DL_STR("\r\n"));
    if (!empty && json_object_size(marks) == 0)
        json_object_del(notebook->metadata, "dateline");
    if (in->ours)
        set_usual_kernel(notebook);
    return 0;
}

/* What only a report says, its title and its sources, is not the author's. */
static bool is_generated(const json_t *cell)
{
    const json_t *marks = json_object_get(json_object_get(cell, "metadata"), "dateline");
    return json_is_true(json_object_get(marks, "generated"));
}

int ipynb_from_json(const json_t *root, ipynb *notebook, dl_ipynb_notes *notes, dl_error *error)
{
    json_reader in = {.notebook = notebook, .ids = json_object(), .notes = notes, .error = error};
    const json_t *cells = json_object_get(root, "cells");
    int rc = in.ids ? refuse_version(root, error) : no_memory(error);
    if (rc == 0)
        rc = read_metadata(&in, root);
    for (size_t i = 0; i < json_array_size(cells) && rc == 0; i++)
        if (!is_generated(json_array_get(cells, i)))
            rc = read_cell(&in, i + 1, json_array_get(cells, i));
    notes->cells = notebook->count;
    json_decref(in.ids);
    return rc;
}
