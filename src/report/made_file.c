#include "dateline/result.h"

#include <string.h>

#include "dateline/bundle.h"

const char *dl_made_file_fault(dl_str name)
{
    const char *fault = dl_bundle_name_fault(name);
    return !fault && dl_bundle_name_hidden(name) ? "other programs take settings from hidden files"
                                                 : fault;
}

/* Where the file of that name stands; count where there is none. *bytes: of the others. */
static size_t place_of(const dl_result *result, dl_str name, size_t *bytes)
{
    size_t at = result->file_count;
    *bytes = 0;
    for (size_t i = 0; i < result->file_count; i++) {
        if (dl_str_equal(result->files[i].name, name))
            at = i;
        else
            *bytes += result->files[i].bytes.size;
    }
    return at;
}

int dl_result_add_file(dl_result *result, dl_str name, dl_str bytes, dl_error *error)
{
    size_t others, at = place_of(result, name, &others), count = result->file_count;
    const char *fault = dl_made_file_fault(name);
    if (fault)
        return dl_error_set(error, DL_ERR_USAGE, "no file can be called '%.*s': %s",
                            DL_STR_ARG(name), fault);
    if (at == DL_MADE_FILES)
        return dl_error_set(error, DL_ERR_LIMIT_OUTPUT, "a cell makes at most %d files",
                            DL_MADE_FILES);
    if (bytes.size > DL_MADE_BYTES || others > DL_MADE_BYTES - bytes.size)
        return dl_error_set(error, DL_ERR_LIMIT_OUTPUT,
                            "the files of a cell are larger than %zu MiB", DL_MADE_BYTES >> 20);
    dl_made_file *files = dl_arena_alloc(&result->arena, (count + 1) * sizeof *files);
    dl_made_file made = {.name = dl_arena_copy(&result->arena, name),
                         .bytes = dl_arena_copy(&result->arena, bytes)};
    if (!files || !made.name.data || !made.bytes.data)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (count)
        memcpy(files, result->files, count * sizeof *files);
    files[at] = made;
    result->files = files;
    result->file_count = at < count ? count : count + 1;
    return 0;
}
