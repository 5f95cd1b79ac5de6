#include "dateline/ipynb.h"

#include <string.h>

#include "base/utf8.h"
#include "notebook/ipynb_json.h"
#include "notebook/ipynb_model.h"
#include "notebook/ipynb_outputs.h"

/* --- Markdown to ipynb --- */

static int check_text(dl_str text, const char *name, dl_error *error)
{
    int line = 1;
    for (size_t at = 0; at < text.size;) {
        size_t start = at;
        uint32_t code = dl_utf8_next(text, &at);
        if (code == 0 || (code == 0xFFFD && at - start == 1)) {
            dl_error_set(error, DL_ERR_SYNTAX, "%s is no text; a notebook is Markdown in UTF-8",
                         code == 0 ? "a NUL byte" : "this byte");
            dl_error_at(error, name, line, 0);
            return DL_ERR_SYNTAX;
        }
        line += code == '\n';
    }
    return 0;
}

static int write_json(const ipynb *notebook, dl_buf *out, dl_error *error)
{
    json_t *root;
    int rc = ipynb_to_json(notebook, &root, error);
    if (rc != 0)
        return rc;
    if (!ipynb_add_front(notebook, json_object_get(root, "cells")))
        out->failed = true;
    ipynb_json_write_file(root, out);
    json_decref(root);
    return dl_buf_ok(out, error);
}

/* Whether the ipynb file gives the text again. */
static int gives(dl_str file, dl_str text, bool *same, dl_error *error)
{
    json_t *root = NULL;
    dl_buf again;
    ipynb notebook;
    dl_ipynb_notes notes = {0};
    dl_buf_init(&again);
    ipynb_init(&notebook);
    int rc = ipynb_json_read(file, &root, error);
    if (rc == 0)
        rc = ipynb_from_json(root, &notebook, &notes, error);
    if (rc == 0)
        rc = ipynb_to_text(&notebook, IPYNB_AS_KEPT, &again, error);
    *same = rc == 0 && dl_str_equal(dl_buf_str(&again), text);
    dl_buf_clear(&again);
    ipynb_clear(&notebook);
    json_decref(root);
    return rc;
}

int ipynb_from_markdown(dl_str text, ipynb *notebook, const char *name, dl_error *error)
{
    bool same = false;
    dl_buf file;
    int rc = check_text(text, name, error);
    if (rc == 0)
        rc = ipynb_from_text(text, notebook, error);
    if (rc != 0)
        return rc;
    dl_buf_init(&file);
    rc = write_json(notebook, &file, error);
    if (rc == 0)
        rc = gives(dl_buf_str(&file), text, &same, error);
    dl_buf_clear(&file);
    if (rc == 0 && !same)
        notebook->text = dl_arena_copy(&notebook->arena, text);
    return rc;
}

int dl_ipynb_from_markdown(dl_str text, dl_str outputs, const char *name, dl_buf *out,
                           dl_error *error)
{
    ipynb notebook;
    ipynb_init(&notebook);
    int rc = ipynb_from_markdown(text, &notebook, name, error);
    if (rc == 0 && outputs.size)
        rc = ipynb_outputs_read(outputs, &notebook, error);
    if (rc == 0)
        rc = write_json(&notebook, out, error);
    ipynb_clear(&notebook);
    return rc;
}

/* --- ipynb to Markdown --- */

/* Whether reading the text gives the notebook's cells. */
static int holds(const ipynb *notebook, dl_str text, bool *same, dl_error *error)
{
    ipynb again;
    ipynb_init(&again);
    int rc = ipynb_from_text(text, &again, error);
    *same = rc == 0 && ipynb_same(notebook, &again);
    ipynb_clear(&again);
    return rc;
}

/* The whole text that was kept, as long as nobody has changed a cell since. */
static int write_kept(const ipynb *notebook, dl_buf *text, bool *same, dl_error *error)
{
    ipynb again;
    *same = false;
    if (!notebook->text.data)
        return 0;
    ipynb_init(&again);
    int rc = ipynb_from_text(notebook->text, &again, error);
    *same = rc == 0 && again.count == notebook->count;
    for (size_t i = 0; *same && i < again.count; i++)
        *same = again.cells[i].kind == notebook->cells[i].kind &&
                dl_str_equal(again.cells[i].source, notebook->cells[i].source);
    if (*same)
        dl_buf_add(text, notebook->text);
    ipynb_clear(&again);
    return rc;
}

static int write_text(const ipynb *notebook, dl_buf *text, dl_error *error)
{
    bool same;
    size_t start = text->size;
    int rc = write_kept(notebook, text, &same, error);
    /* marks that an edit has made wrong are passed over, and then the prose is put in markers */
    for (int trust = IPYNB_AS_KEPT; trust <= IPYNB_SAFEST && rc == 0 && !same; trust++) {
        dl_buf_truncate(text, start);
        rc = ipynb_to_text(notebook, (ipynb_trust)trust, text, error);
        if (rc == 0)
            rc = holds(notebook, dl_str_slice(dl_buf_str(text), start, text->size), &same, error);
    }
    return rc;
}

int dl_ipynb_to_markdown(dl_str bytes, const char *name, dl_buf *text, dl_buf *outputs,
                         dl_ipynb_notes *notes, dl_error *error)
{
    json_t *root = NULL;
    ipynb notebook;
    *notes = (dl_ipynb_notes){0};
    if (bytes.size > DL_IPYNB_MOST)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE, "%s is larger than %d MiB", name,
                            DL_IPYNB_MOST >> 20);
    ipynb_init(&notebook);
    int rc = ipynb_json_read(bytes, &root, error);
    if (rc == 0)
        rc = ipynb_from_json(root, &notebook, notes, error);
    if (rc != 0 && error)
        dl_error_at(error, name, error->line, error->column);
    if (rc == 0)
        rc = write_text(&notebook, text, error);
    if (rc == 0)
        rc = ipynb_outputs_write(&notebook, outputs, error);
    ipynb_clear(&notebook);
    json_decref(root);
    return rc;
}

int dl_ipynb_is_outputs(dl_str bytes)
{
    json_t *root;
    if (ipynb_json_read(bytes, &root, NULL) != 0)
        return 0;
    int is = json_is_integer(json_object_get(root, "dateline_outputs"));
    json_decref(root);
    return is;
}
