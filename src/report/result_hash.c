/* A result's hash, for the lock: over its bytes without what another terminal, another place in the
 * notebook or another version of the prose would change. */
#include "base/sha256.h"
#include "dateline/result.h"
#include "dateline/wire.h"

/* A copy whose pictures have no drawing for a terminal, which depends on its width; depth as deep
 * as dl_wire_put_result takes. */
static dl_view *plain_copy(dl_arena *arena, const dl_view *view, int depth)
{
    dl_view *copy = dl_arena_alloc(arena, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *view;
    if (view->kind == DL_VIEW_PICTURE)
        copy->text = (dl_str){"", 0};
    if (view->child_count == 0 || depth > DL_WIRE_DEPTH)
        return copy;
    const dl_view **children = dl_arena_alloc(arena, view->child_count * sizeof *children);
    for (size_t i = 0; children && i < view->child_count; i++) {
        children[i] = plain_copy(arena, view->children[i], depth + 1);
        if (!children[i])
            return NULL;
    }
    copy->children = children;
    return children ? copy : NULL;
}

int dl_result_hash(const dl_result *result, char hex[65], dl_error *error)
{
    dl_result plain;
    dl_buf bytes = {0};
    dl_result_init(&plain);
    plain.state = result->state;
    plain.expected = result->expected;
    plain.inline_text = result->inline_text;
    plain.inline_date = result->inline_date;
    plain.inline_source = result->inline_source;
    plain.files = result->files;
    plain.file_count = result->file_count;
    plain.error = result->error;
    plain.error.line = plain.error.column = 0;
    int rc = 0;
    for (size_t i = 0; i < result->view_count && rc == 0; i++) {
        const dl_view *copy = plain_copy(&plain.arena, result->views[i], 0);
        rc = copy ? dl_result_push(&plain, copy, error)
                  : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    if (rc == 0)
        rc = dl_wire_put_result(&plain, &bytes, error);
    if (rc == 0)
        rc = dl_buf_ok(&bytes, error);
    if (rc == 0)
        dl_sha256_hex(dl_buf_str(&bytes), hex);
    dl_buf_clear(&bytes);
    dl_result_clear(&plain);
    return rc;
}
