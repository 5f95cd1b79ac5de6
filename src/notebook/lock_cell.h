/* The lines of a lock, which are JSON objects; and those of cells. */
#ifndef NOTEBOOK_LOCK_CELL_H
#define NOTEBOOK_LOCK_CELL_H

#include <jansson.h>

#include "dateline/lock.h"

/* The caller's to give back. SYNTAX: it is no object. */
int lock_line(dl_str line, json_t **object, dl_error *error);
int lock_cell_read(dl_str line, dl_arena *arena, dl_lock_cell *cell, dl_error *error);
void lock_cell_write(const dl_lock_cell *cell, dl_buf *out);

#endif
