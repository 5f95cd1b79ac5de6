/* What reading and writing the Markdown text have in common: how it looks by itself. */
#ifndef NOTEBOOK_IPYNB_TEXT_H
#define NOTEBOOK_IPYNB_TEXT_H

#include "notebook/ipynb_model.h"

extern const dl_str ipynb_usual_front; /* of a notebook that says nothing but the version */

/* Bytes of a byte order mark and the front matter; whether that is good is not asked. */
size_t ipynb_front_size(dl_str text);
/* The white space before a cell. */
dl_str ipynb_usual_gap(bool first, bool marked);
void ipynb_drop_last(ipynb *notebook);

#endif
