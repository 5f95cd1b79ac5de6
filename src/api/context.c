#include "api/context.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/bind.h"
#include "base/grow.h"

void dl_context_init(dl_context *context)
{
    memset(context, 0, sizeof *context);
    dl_buf_init(&context->printed);
    dl_arena_init(&context->source_arena);
}

void dl_context_clear(dl_context *context)
{
    dl_fetch_free(context->fetch);
    dl_store_close(context->store);
    dl_store_close(context->no_store);
    dl_buf_clear(&context->printed);
    dl_arena_clear(&context->source_arena);
    free(context->sources);
    free(context->cited);
    dl_context_init(context);
}

void dl_context_attach(lua_State *L, dl_context *context)
{
    memcpy(lua_getextraspace(L), &context, sizeof context);
}

dl_context *dl_context_of(lua_State *L)
{
    dl_context *context;
    memcpy(&context, lua_getextraspace(L), sizeof context);
    return context;
}

static dl_store *open_store(lua_State *L, dl_store **slot, const char *path)
{
    dl_context *context = dl_context_of(L);
    dl_store *store = *slot;
    if (store)
        return store;
    dl_store_options options = {.read_only = context->store_read_only, .cancel = context->cancel};
    dl_error error;
    if (dl_store_open(slot, path, &options, &error) != 0)
        bind_raise(L, &error);
    return *slot;
}

dl_store *dl_context_store(lua_State *L)
{
    dl_context *context = dl_context_of(L);
    return open_store(L, &context->store, context->store_path);
}

/* Offline and without a store beside the notebook nothing can have been captured: then no file is
 * made for saying so. */
dl_store *dl_context_fetch_store(lua_State *L)
{
    dl_context *context = dl_context_of(L);
    bool nothing_there = context->fetch_options.mode == DL_FETCH_OFFLINE && !context->store &&
                         access(context->store_path, F_OK) != 0;
    /* once captures went there, they are all there: a page must find its own snapshot */
    return context->no_store || nothing_there ? open_store(L, &context->no_store, ":memory:")
                                              : dl_context_store(L);
}

dl_fetch *dl_context_fetch(lua_State *L)
{
    dl_context *context = dl_context_of(L);
    if (context->fetch)
        return context->fetch;
    dl_error error;
    dl_store *store = dl_context_fetch_store(L);
    if (dl_fetch_new(&context->fetch, store, &context->fetch_options, &error) != 0)
        bind_raise(L, &error);
    return context->fetch;
}

/* Where url stands, or would stand, in the sorted list. */
static size_t source_place(const dl_context *context, dl_str url, bool *there)
{
    size_t low = 0, high = context->source_count;
    *there = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dl_str_compare(context->sources[middle].url, url);
        if (order == 0) {
            *there = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* What cannot be a URL may be of any length: the report names its beginning. */
static dl_str shorten(dl_str url, char room[2052])
{
    size_t size = 2048;
    if (url.size <= size)
        return url;
    while (size > 0 && ((unsigned char)url.data[size] & 0xC0) == 0x80)
        size--;
    memcpy(room, url.data, size);
    memcpy(room + size, "…", 3);
    return (dl_str){room, size + 3};
}

int dl_context_add_source(dl_context *context, dl_str url, const dl_snapshot *snapshot,
                          const dl_source *facts, dl_str missing, dl_error *error)
{
    bool there;
    char room[2052];
    url = snapshot ? url : shorten(url, room);
    size_t at = source_place(context, url, &there);
    if (!there) {
        int rc = dl_grow(&context->sources, &context->source_capacity, context->source_count + 1,
                         sizeof *context->sources, error);
        if (rc != 0)
            return rc;
        memmove(context->sources + at + 1, context->sources + at,
                (context->source_count - at) * sizeof *context->sources);
        context->source_count++;
        memset(&context->sources[at], 0, sizeof context->sources[at]);
        context->sources[at].url = dl_arena_copy(&context->source_arena, url);
    }
    dl_arena *arena = &context->source_arena;
    dl_source *source = &context->sources[at];
    dl_str known_url = source->url;
    *source = (dl_source){.url = known_url, .missing = dl_arena_copy(arena, missing)};
    if (snapshot) {
        source->final_url = dl_arena_copy(arena, snapshot->final_url);
        source->status = snapshot->status;
        source->sha256 = dl_arena_copy(arena, snapshot->sha256);
        /* when a file was read says nothing of it, and would differ in every run */
        bool web = dl_str_starts(snapshot->final_url, DL_STR("http"));
        source->captured_at_us = web ? snapshot->captured_at_us : 0;
    }
    if (facts) {
        source->title = dl_arena_copy(arena, facts->title);
        source->publisher = dl_arena_copy(arena, facts->publisher);
        source->authors = dl_arena_copy(arena, facts->authors);
        source->published = dl_arena_copy(arena, facts->published);
        source->text_sha256 = dl_arena_copy(arena, facts->text_sha256);
    }
    return source->url.data ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

int dl_context_know_source(dl_context *context, dl_str url, const dl_snapshot *snapshot,
                           const dl_source *facts, dl_error *error)
{
    bool there;
    source_place(context, url, &there);
    return there ? 0 : dl_context_add_source(context, url, snapshot, facts, (dl_str){"", 0}, error);
}

static int count_output(dl_context *context, size_t bytes, dl_error *error)
{
    if (bytes <= context->output_bytes - context->output_used) {
        context->output_used += bytes;
        return 0;
    }
    dl_error_set(error, DL_ERR_LIMIT_OUTPUT, "the cell passed its output limit of %zu bytes",
                 context->output_bytes);
    dl_error_hint(error, "print less, or show a table's first rows");
    return error ? error->kind : DL_ERR_LIMIT_OUTPUT;
}

int dl_context_print(dl_context *context, dl_str text, dl_error *error)
{
    int rc = count_output(context, text.size, error);
    if (rc != 0)
        return rc;
    dl_buf_add(&context->printed, text);
    return dl_buf_ok(&context->printed, error);
}

int dl_context_flush(dl_context *context, dl_error *error)
{
    dl_result *result = context->result;
    if (!result || context->printed.size == 0)
        return 0;
    dl_view *view = dl_view_text(&result->arena, DL_VIEW_TEXT, dl_buf_str(&context->printed));
    dl_buf_truncate(&context->printed, 0);
    if (!view)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    return dl_result_push(result, view, error);
}

int dl_context_show(dl_context *context, const dl_view *view, dl_error *error)
{
    dl_result *result = context->result;
    if (!result)
        return 0;
    int rc = dl_context_flush(context, error);
    if (rc != 0)
        return rc;
    rc = count_output(context, dl_view_size(view), error);
    if (rc != 0)
        return rc;
    const dl_view *copy = dl_view_copy(&result->arena, view);
    if (!copy)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    return dl_result_push(result, copy, error);
}
