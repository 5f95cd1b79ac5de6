/*
 * The file that keeps what Jupyter's cells gave, beside a Markdown text that has no place for it.
 * An output belongs to a source, not to a place: it goes back to the cell whose source is the same.
 */
#ifndef NOTEBOOK_IPYNB_OUTPUTS_H
#define NOTEBOOK_IPYNB_OUTPUTS_H

#include "notebook/ipynb_model.h"

/* Appends nothing where there are no outputs. */
int ipynb_outputs_write(const ipynb *notebook, dl_buf *file, dl_error *error);
int ipynb_outputs_read(dl_str file, ipynb *notebook, dl_error *error);

#endif
