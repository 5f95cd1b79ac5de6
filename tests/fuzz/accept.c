/*
 * A candidate accepted into a data file, under libFuzzer: the first byte says TSV or CSV, then come
 * the fields of the row, a line each, and the file. What stood in it stays, with one event more, or
 * it is as it was and the error says why not.
 */
#include <string.h>

#include "base/utf8.h"
#include "dateline/timeline.h"
#include "dateline/timeline_files.h"
#include "serve/accept.h"
#include "world.h"

static void read_file(const char *path, dl_buf *out)
{
    hold(dl_file_read(path, (size_t)1 << 20, out, NULL) == 0);
}

/* A cell of TSV holds no tab and no line break. */
static bool same_words(dl_str told, dl_str asked)
{
    bool same = told.size == asked.size;
    for (size_t i = 0; same && i < told.size; i++)
        same = told.data[i] == (strchr("\t\r", asked.data[i]) ? ' ' : asked.data[i]);
    return same;
}

/* What is in the file now has all events of the old text, in their order, and the row behind them.
 */
static void check_events(dl_timeline_format format, dl_str old, dl_str new, const serve_row *row)
{
    dl_timeline *before = NULL, *after = NULL;
    hold(dl_timeline_new(&before, NULL) == 0 && dl_timeline_new(&after, NULL) == 0);
    hold(dl_timeline_read(before, format, old, "old", NULL) == 0);
    hold(dl_timeline_read(after, format, new, "new", NULL) == 0);
    size_t count = dl_timeline_count(before);
    hold(dl_timeline_count(after) == count + 1);
    for (size_t i = 0; i < count; i++) {
        const dl_event *one = dl_timeline_at(before, i), *same = dl_timeline_at(after, i);
        hold(dl_str_equal(one->id, same->id) && dl_str_equal(one->what, same->what) &&
             dl_str_equal(one->actor, same->actor) && dl_str_equal(one->kind, same->kind));
    }
    const dl_event *added = dl_timeline_at(after, count);
    hold(same_words(added->actor, row->actor) && same_words(added->kind, row->kind));
    hold(same_words(added->what, row->what) && added->has_due == (row->due.size > 0));
    dl_timeline_free(before);
    dl_timeline_free(after);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const files[] = {"a.tsv", "a.csv"};
    char path[120];
    if (size == 0)
        return 0;
    int which = data[0] % 2;
    dl_str rest = fuzz_bytes(data + 1, size - 1), fields[8];
    for (size_t i = 0; i < 8; i++) {
        fields[i] = dl_str_trim(fuzz_take(&rest, '\n'));
        bool cut = fields[i].size && memchr(fields[i].data, 0, fields[i].size);
        if (cut || !dl_utf8_valid(fields[i])) /* they come out of JSON, as strings of C */
            return 0;
    }
    const serve_row row = {fields[0], fields[1], fields[2], fields[3],
                           fields[4], fields[5], fields[6], fields[7]};
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), files[which]);
    fuzz_put(path, rest);
    dl_buf line = {0}, now = {0};
    dl_error error = {0};
    int rc = serve_accept(fuzz_folder(), dl_str_of(files[which]), &row, &line, &error);
    read_file(path, &now);
    if (rc == 0)
        check_events(which ? DL_TIMELINE_CSV : DL_TIMELINE_TSV, rest, dl_buf_str(&now), &row);
    else
        hold(dl_str_equal(dl_buf_str(&now), rest) && error.message[0]);
    dl_buf_clear(&line);
    dl_buf_clear(&now);
    return 0;
}
