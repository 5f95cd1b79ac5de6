/* Arrays that grow: one function, so that overflow and doubling are done once. */
#ifndef BASE_GROW_H
#define BASE_GROW_H

#include <stddef.h>

#include "dateline/error.h"

/* Makes room for `need` items of item_size bytes in *items (malloc'ed, may be NULL with capacity
 * 0). The array is unchanged on failure. Use: dl_grow((void **)&a, &capacity, n + 1, sizeof *a,
 * error). */
int dl_grow(void *items, size_t *capacity, size_t need, size_t item_size, dl_error *error);

#endif
