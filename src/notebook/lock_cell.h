/* A cell's line in a lock. */
#ifndef NOTEBOOK_LOCK_CELL_H
#define NOTEBOOK_LOCK_CELL_H

#include "dateline/lock.h"

int lock_cell_read(dl_str line, dl_arena *arena, dl_lock_cell *cell, dl_error *error);
void lock_cell_write(const dl_lock_cell *cell, dl_buf *out);

#endif
