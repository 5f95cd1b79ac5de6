#include "base/grow.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int dl_grow(void *items, size_t *capacity, size_t need, size_t item_size, dl_error *error)
{
    if (need <= *capacity)
        return 0;
    size_t more = *capacity ? *capacity : 8;
    while (more < need)
        more = more > SIZE_MAX / 2 ? need : more * 2;
    void *old;
    memcpy(&old, items, sizeof old); /* items is the address of a pointer of any type */
    void *grown = more > SIZE_MAX / item_size ? NULL : realloc(old, more * item_size);
    if (!grown)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    memcpy(items, &grown, sizeof grown);
    *capacity = more;
    return 0;
}
