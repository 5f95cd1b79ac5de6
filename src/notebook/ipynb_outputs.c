#include "notebook/ipynb_outputs.h"

#include "base/sha256.h"
#include "notebook/ipynb_json.h"

static json_t *entry_of(const ipynb_cell *cell)
{
    char hex[DL_SHA256_HEX + 1];
    dl_sha256_hex(cell->source, hex);
    return json_pack("{s:s,s:O?,s:O?}", "source_sha256", hex, "outputs", cell->outputs,
                     "execution_count", cell->execution);
}

/* All cells of code, once one has an output: of two with the same source each gets its own again.
 */
static json_t *entries_of(const ipynb *notebook, bool *any)
{
    json_t *entries = json_array();
    *any = notebook->widgets != NULL;
    for (size_t i = 0; i < notebook->count; i++) {
        const ipynb_cell *cell = &notebook->cells[i];
        if (cell->kind != IPYNB_CODE)
            continue;
        *any = *any || cell->outputs || cell->execution;
        if (json_array_append_new(entries, entry_of(cell)) != 0) {
            json_decref(entries);
            return NULL;
        }
    }
    return entries;
}

int ipynb_outputs_write(const ipynb *notebook, dl_buf *file, dl_error *error)
{
    bool any;
    json_t *entries = entries_of(notebook, &any);
    json_t *root = json_pack("{s:i,s:O?,s:O?}", "dateline_outputs", 1, "cells", entries, "widgets",
                             notebook->widgets);
    bool good = entries && root;
    if (good && any)
        ipynb_json_write_file(root, file);
    json_decref(entries);
    json_decref(root);
    return good ? dl_buf_ok(file, error) : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

/* The entries by their source's hash, each a list in the order of the file. */
static json_t *index_entries(const json_t *entries)
{
    json_t *index = json_object(), *entry;
    size_t i;
    json_array_foreach((json_t *)entries, i, entry)
    {
        const char *hash = json_string_value(json_object_get(entry, "source_sha256"));
        if (!hash)
            continue;
        if (!json_object_get(index, hash))
            ipynb_json_set(index, hash, json_array());
        json_array_append(json_object_get(index, hash), entry);
    }
    return index;
}

static void attach(const json_t *index, json_t *used, ipynb_cell *cell)
{
    char hex[DL_SHA256_HEX + 1];
    dl_sha256_hex(cell->source, hex);
    json_int_t place = json_integer_value(json_object_get(used, hex));
    const json_t *entry = json_array_get(json_object_get(index, hex), (size_t)place);
    json_t *outputs = json_object_get(entry, "outputs");
    json_t *count = json_object_get(entry, "execution_count");
    if (json_is_array(outputs) && !cell->outputs)
        cell->outputs = json_incref(outputs);
    if (json_is_integer(count) && !cell->execution)
        cell->execution = json_incref(count);
    ipynb_json_set(used, hex, json_integer(place + 1));
}

int ipynb_outputs_read(dl_str file, ipynb *notebook, dl_error *error)
{
    json_t *root;
    int rc = ipynb_json_read(file, &root, error);
    if (rc != 0)
        return dl_error_wrap(error, "the file of outputs");
    if (!json_is_integer(json_object_get(root, "dateline_outputs")) ||
        !json_is_array(json_object_get(root, "cells"))) {
        json_decref(root);
        return dl_error_set(error, DL_ERR_SYNTAX, "the file of outputs is none of dateline's");
    }
    json_t *index = index_entries(json_object_get(root, "cells")), *used = json_object();
    json_t *widgets = json_object_get(root, "widgets");
    for (size_t i = 0; i < notebook->count; i++)
        if (notebook->cells[i].kind == IPYNB_CODE)
            attach(index, used, &notebook->cells[i]);
    if (json_is_object(widgets) && !notebook->widgets)
        notebook->widgets = json_incref(widgets);
    json_decref(index);
    json_decref(used);
    json_decref(root);
    return 0;
}
