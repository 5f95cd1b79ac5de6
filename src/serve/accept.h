/*
 * A candidate accepted: one row more at the end of a data file, TSV or CSV with a header, with its
 * source and its words as evidence. What stood in the file stays byte for byte, but for the header,
 * which gets the columns that the row needs.
 */
#ifndef SERVE_ACCEPT_H
#define SERVE_ACCEPT_H

#include "dateline/str.h"

typedef struct serve_row {
    dl_str actor, kind, date, what, due, due_said, url, published; /* dates are EDTF */
} serve_row;

/* Writes the file whole or not at all; row_text gets the line that was written. DL_ERR_PERMISSION
 * where file leads out of the folder; DL_ERR_SYNTAX where it is no timeline that can be read,
 * before or after. */
int serve_accept(const char *folder, dl_str file, const serve_row *row, dl_buf *row_text,
                 dl_error *error);

#endif
