/*
 * What was typed, under libFuzzer: any bytes as the history file. Whatever comes of it is an entry
 * that would have been kept, none twice in a row, and what is added then is the last one.
 */
#include <string.h>

#include "cli/reader_history.h"
#include "world.h"

typedef struct entries {
    size_t count;
    dl_buf last;
} entries;

static void take(void *user, const char *entry)
{
    entries *to = user;
    dl_str text = dl_str_of(entry);
    hold(history_keeps(text));
    hold(to->count == 0 || !dl_str_equal(dl_buf_str(&to->last), text));
    dl_buf_truncate(&to->last, 0);
    dl_buf_add(&to->last, text);
    to->count++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const dl_str added = {"return 1 \\\n-- two", 17};
    entries before = {0}, after = {0};
    char path[120];
    snprintf(path, sizeof path, "%s/history", fuzz_folder());
    dl_str text = fuzz_bytes(data, size);
    fuzz_put(path, text);
    hold(history_read(path, take, &before, NULL) == 0);
    /* an entry typed, of the same bytes */
    if (history_keeps(text) && !memchr(text.data, 0, text.size)) {
        hold(history_append(path, text, NULL) == 0);
        hold(history_read(path, take, &after, NULL) == 0 && after.count > 0);
        hold(dl_str_equal(dl_buf_str(&after.last), text));
        after.count = 0;
    }
    hold(history_append(path, added, NULL) == 0);
    hold(history_read(path, take, &after, NULL) == 0 && after.count > 0);
    hold(after.count >= before.count && dl_str_equal(dl_buf_str(&after.last), added));
    dl_buf_clear(&before.last);
    dl_buf_clear(&after.last);
    return 0;
}
