/*
 * Messages between processes under libFuzzer: any bytes are refused, or are just what an encoder
 * writes; memory stays in proportion.
 */
#include "dateline/wire.h"
#include "fuzz.h"

static void check_result(dl_str message)
{
    dl_result result;
    dl_buf again;
    dl_result_init(&result);
    dl_buf_init(&again);
    if (dl_wire_result(message, &result, NULL) == 0) {
        hold(dl_wire_put_result(&result, &again, NULL) == 0);
        hold(dl_str_equal(message, dl_buf_str(&again)));
    }
    hold(result.arena.used <= 1024 + DL_WIRE_SWELL * message.size);
    dl_buf_clear(&again);
    dl_result_clear(&result);
}

static void check_view(dl_str message)
{
    dl_arena arena;
    dl_buf again;
    const dl_view *view;
    dl_arena_init(&arena);
    dl_buf_init(&again);
    if (dl_wire_view(message, &arena, &view, NULL) == 0) {
        hold(dl_wire_put_view(view, &again, NULL) == 0);
        hold(dl_str_equal(message, dl_buf_str(&again)));
        dl_view_size(view);
    }
    hold(arena.used <= 1024 + DL_WIRE_SWELL * message.size);
    dl_buf_clear(&again);
    dl_arena_clear(&arena);
}

static void check_sources(dl_str message)
{
    dl_arena arena;
    dl_buf again;
    dl_source *sources;
    size_t count;
    dl_arena_init(&arena);
    dl_buf_init(&again);
    if (dl_wire_sources(message, &arena, &sources, &count, NULL) == 0) {
        hold(dl_wire_put_sources(sources, count, &again, NULL) == 0);
        hold(dl_str_equal(message, dl_buf_str(&again)));
    }
    hold(arena.used <= 1024 + DL_WIRE_SWELL * message.size);
    dl_buf_clear(&again);
    dl_arena_clear(&arena);
}

static void check_uses(dl_str message)
{
    dl_arena arena;
    dl_buf again;
    dl_use *uses;
    size_t count;
    dl_arena_init(&arena);
    dl_buf_init(&again);
    if (dl_wire_uses(message, &arena, &uses, &count, NULL) == 0) {
        hold(dl_wire_put_uses(uses, count, &again, NULL) == 0);
        hold(dl_str_equal(message, dl_buf_str(&again)));
    }
    hold(arena.used <= 1024 + DL_WIRE_SWELL * message.size);
    dl_buf_clear(&again);
    dl_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str message = fuzz_bytes(data, size);
    check_result(message);
    check_view(message);
    check_sources(message);
    check_uses(message);
    return 0;
}
