#include "dateline/result.h"

#include <string.h>

void dl_result_init(dl_result *result)
{
    memset(result, 0, sizeof *result);
    dl_arena_init(&result->arena);
}

void dl_result_clear(dl_result *result)
{
    dl_arena_clear(&result->arena);
    dl_result_init(result);
}

/* Powers of two are when the list is full: no capacity needs to be kept. */
int dl_result_push(dl_result *result, const dl_view *view, dl_error *error)
{
    size_t count = result->view_count;
    if ((count & (count - 1)) == 0) {
        const dl_view **more =
            dl_arena_alloc(&result->arena, (count ? 2 * count : 1) * sizeof *more);
        if (!more)
            return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
        if (count)
            memcpy(more, result->views, count * sizeof *more);
        result->views = more;
    }
    result->views[result->view_count++] = view;
    return 0;
}
