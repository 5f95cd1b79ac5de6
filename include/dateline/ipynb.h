/*
 * Notebooks of Jupyter: Markdown to nbformat 4.5 and back. Markdown -> ipynb -> Markdown gives the
 * same bytes for any text; ipynb -> Markdown -> ipynb the same cells, metadata, attachments and
 * ids, and, with the second file that is filled, the same outputs. Nothing is run here.
 */
#ifndef DATELINE_IPYNB_H
#define DATELINE_IPYNB_H

#include <stddef.h>

#include "dateline/str.h"

/* The largest ipynb file that is read, in bytes. */
enum { DL_IPYNB_MOST = 100 << 20 };

/* What a person should know of a reading. */
typedef struct dl_ipynb_notes {
    size_t cells;
    size_t with_outputs; /* cells */
    size_t new_ids;      /* against the rule, or taken by a cell above: another is given */
    size_t dropped_keys; /* that nbformat does not know, beside the known ones */
} dl_ipynb_notes;

/* Appends an ipynb file to *ipynb: indented by 1, keys sorted, characters as they are. outputs:
 * what dl_ipynb_to_markdown kept, or empty; each goes to the cell whose source is still the same.
 * name is how messages call the text. DL_ERR_SYNTAX for what is no UTF-8 or holds a NUL. */
int dl_ipynb_from_markdown(dl_str text, dl_str outputs, const char *name, dl_buf *ipynb,
                           dl_error *error);

/* Appends the Markdown to *text and, where there are outputs, the file that keeps them to *outputs
 * (JSON; nothing where there are none). Reads nbformat 4.0 to 4.5: DL_ERR_SYNTAX says what is wrong
 * or how to bring an older file up. */
int dl_ipynb_to_markdown(dl_str ipynb, const char *name, dl_buf *text, dl_buf *outputs,
                         dl_ipynb_notes *notes, dl_error *error);

/* Whether bytes are a file that dl_ipynb_to_markdown filled with outputs. */
int dl_ipynb_is_outputs(dl_str bytes);

#endif
