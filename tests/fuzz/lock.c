/*
 * Locks under libFuzzer: any text. What is read prints as text that reads as the same and prints so
 * again, in sorted lines.
 */
#include <string.h>

#include "dateline/lock.h"
#include "fuzz.h"

static void check_source(const dl_lock_source *source)
{
    hold(source->url.size > 0);
    hold(source->sha256.size == 64 || source->missing.size > 0);
}

static void check_sorted(dl_str text)
{
    dl_str last = {"", 0};
    hold(text.size == 0 || text.data[text.size - 1] == '\n');
    while (text.size) {
        dl_str line = fuzz_take(&text, '\n');
        hold(dl_str_compare(last, line) <= 0);
        last = line;
    }
}

static void check_print(const dl_lock *lock, dl_arena *arena)
{
    dl_buf once = {0}, twice = {0};
    dl_lock back;
    hold(dl_lock_print(lock, &once, NULL) == 0);
    hold(dl_lock_parse(dl_buf_str(&once), "x.lock", arena, &back, NULL) == 0);
    hold(back.source_count == lock->source_count && back.cell_count == lock->cell_count);
    hold(back.file_count == lock->file_count && dl_str_equal(back.as_of, lock->as_of));
    hold(dl_lock_print(&back, &twice, NULL) == 0);
    hold(dl_str_equal(dl_buf_str(&once), dl_buf_str(&twice)));
    check_sorted(dl_buf_str(&once));
    dl_buf_clear(&once);
    dl_buf_clear(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_arena arena;
    dl_lock lock;
    dl_error error = {0};
    dl_arena_init(&arena);
    if (dl_lock_parse(fuzz_bytes(data, size), "x.lock", &arena, &lock, &error) != 0) {
        hold(error.message[0] && error.line > 0);
    } else {
        for (size_t i = 0; i < lock.source_count; i++)
            check_source(&lock.sources[i]);
        check_print(&lock, &arena);
    }
    hold(arena.used <= 4096 + 600 * size);
    dl_arena_clear(&arena);
    return 0;
}
