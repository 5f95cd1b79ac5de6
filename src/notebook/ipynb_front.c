/*
 * Front matter that cells read, as a cell of Jupyter's: a kernel never sees a file's metadata. It
 * is marked as generated, and left out when the file becomes Markdown again.
 */
#include <stdio.h>

#include "dateline/notebook.h"
#include "notebook/ipynb_json.h"
#include "notebook/ipynb_model.h"

/* Whether a cell's result can depend on it. */
static bool is_read(dl_str front)
{
    dl_notebook *notebook = NULL;
    if (dl_notebook_parse(&notebook, front, "front", NULL) != 0)
        return false;
    const dl_front *read = dl_notebook_front(notebook);
    bool any = read->param_count > 0 || read->as_of.size > 0;
    dl_notebook_free(notebook);
    return any;
}

static bool is_taken(const json_t *cells, const char *id)
{
    size_t i;
    const json_t *cell;
    json_array_foreach(cells, i, cell)
    {
        if (dl_str_equal(ipynb_json_text(json_object_get(cell, "id")), dl_str_of(id)))
            return true;
    }
    return false;
}

bool ipynb_add_front(const ipynb *notebook, json_t *cells)
{
    if (!notebook->has_front || !is_read(notebook->front))
        return true;
    char id[64] = "dateline-front";
    for (unsigned i = 2; is_taken(cells, id); i++)
        snprintf(id, sizeof id, "dateline-front-%u", i);
    dl_buf source;
    dl_buf_init(&source);
    dl_buf_puts(&source, "%%dateline\n");
    dl_buf_add(&source, dl_str_trim(notebook->front));
    json_t *cell = json_pack("{s:s,s:s,s:{s:{s:b},s:{s:b}},s:n,s:[]}", "cell_type", "code", "id",
                             id, "metadata", "dateline", "generated", 1, "jupyter", "source_hidden",
                             1, "execution_count", "outputs");
    bool good =
        !source.failed && ipynb_json_set(cell, "source", ipynb_json_lines(dl_buf_str(&source)));
    dl_buf_clear(&source);
    if (good)
        return json_array_insert_new(cells, 0, cell) == 0;
    json_decref(cell);
    return false;
}
