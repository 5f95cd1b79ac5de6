/*
 * Prose under libFuzzer: any bytes, and what must hold of the dates found in them.
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined -D_POSIX_C_SOURCE=200809L -Iinclude -Isrc \
 *     tests/fuzz/find.c src/date/?*.c src/base/{arena,buf,error,file,grow,str,utf8}.c -lm
 * -lutf8proc \ -o build/fuzz-find
 */
#include <stdint.h>
#include <stdlib.h>

#include "dateline/find.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_arena arena;
    dl_date published;
    dl_find_options options = {.lang = DL_STR("en")};
    dl_found *found;
    size_t count, last = 0;
    if (dl_date_parse(DL_STR("2024-11-27T12:10"), &published, NULL) == 0)
        options.published = &published;
    dl_arena_init(&arena);
    dl_str text = {(const char *)data, size};
    if (dl_date_find(text, &options, &arena, &found, &count, NULL) == 0)
        for (size_t i = 0; i < count; i++) {
            if (found[i].start < last || found[i].start >= found[i].end || found[i].end > size)
                abort();
            last = found[i].end;
        }
    dl_arena_clear(&arena);
    return 0;
}
