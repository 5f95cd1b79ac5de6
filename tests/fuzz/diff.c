/*
 * Two texts compared under libFuzzer: what must hold of any diff.
 */
#include <string.h>

#include "dateline/diff.h"
#include "fuzz.h"

static void check_pieces(const dl_diff_item *item)
{
    const char *old = item->old.data, *now = item->now.data;
    for (size_t i = 0; i < item->piece_count; i++) {
        const dl_diff_piece *piece = &item->pieces[i];
        hold(piece->before.size == 0 || piece->before.data == old);
        hold(piece->after.size == 0 || piece->after.data == now);
        old += piece->before.size;
        now += piece->after.size;
    }
    hold(old == item->old.data + item->old.size && now == item->now.data + item->now.size);
}

/* The items tile both texts, what is the same is, and moves have two ends. */
static void check(dl_str before, dl_str after, const dl_diff *diff)
{
    size_t old = 0, now = 0;
    for (size_t i = 0; i < diff->count; i++) {
        const dl_diff_item *item = &diff->items[i];
        hold(item->before.start == old && item->before.end >= old);
        hold(item->after.start == now && item->after.end >= now);
        old = item->before.end;
        now = item->after.end;
        if (item->kind == DL_DIFF_SAME)
            hold(dl_str_equal(dl_str_slice(before, item->before.start, old),
                              dl_str_slice(after, item->after.start, now)));
        if (item->kind == DL_DIFF_REWORDED)
            check_pieces(item);
        if (item->kind == DL_DIFF_MOVED_AWAY || item->kind == DL_DIFF_MOVED_HERE)
            hold(item->partner < diff->count && diff->items[item->partner].partner == i);
    }
    hold(old == before.size && now == after.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str after = {"", 0}, before = dl_str_cut((dl_str){(const char *)data, size}, '\xFF', &after);
    dl_arena arena;
    dl_diff diff;
    dl_error error;
    if (!after.data)
        after = (dl_str){"", 0};
    if (!before.data)
        before = (dl_str){"", 0};
    dl_arena_init(&arena);
    hold(dl_diff_texts(before, after, NULL, &arena, &diff, &error) == 0);
    check(before, after, &diff);
    if (dl_str_equal(before, after))
        hold(diff.count == (before.size > 0));
    dl_arena_clear(&arena);
    return 0;
}
