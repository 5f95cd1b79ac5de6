/*
 * What a store keeps of a step's run, under libFuzzer: any bytes after the
 * version. What is read is written as the
 * very bytes that it was read from.
 */
#include "fuzz.h"
#include "notebook/plan_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_buf bytes = {0}, back = {0};
    dl_error error = {0};
    dl_buf_puts(&bytes, "trace 1\n");
    dl_buf_add(&bytes, fuzz_bytes(data, size));
    trace *read = trace_read(dl_buf_str(&bytes), &error);
    if (read) {
        trace_write(read, &back);
        hold(dl_str_equal(dl_buf_str(&back), dl_buf_str(&bytes)));
        dl_arena_clear(&read->arena);
        free(read);
    } else {
        hold(error.message[0]);
    }
    dl_buf_clear(&bytes);
    dl_buf_clear(&back);
    return 0;
}
