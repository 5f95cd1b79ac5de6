/*
 * Timelines as text under libFuzzer: the first byte is the format. What was read can be written in
 * every format; as JSON, and as CSV where it came from CSV, it comes back as it was.
 */
#include "dateline/constraints.h"
#include "dateline/timeline_files.h"
#include "fuzz.h"

static void check_back(const dl_timeline *timeline, dl_timeline_format format)
{
    dl_timeline *back;
    dl_difference *rows;
    dl_buf text;
    size_t count;
    dl_buf_init(&text);
    hold(dl_timeline_new(&back, NULL) == 0);
    hold(dl_timeline_write(timeline, format, &text, NULL) == 0);
    hold(dl_timeline_read(back, format, dl_buf_str(&text), "back", NULL) == 0);
    hold(dl_timeline_diff(timeline, back, &rows, &count, NULL) == 0);
    hold(count == 0);
    free(rows);
    dl_buf_clear(&text);
    dl_timeline_free(back);
}

static void check_figures(const dl_timeline *timeline)
{
    dl_fault *faults;
    dl_consistency result;
    size_t count;
    hold(dl_timeline_check(timeline, &faults, &count, NULL) == 0);
    free(faults);
    hold(dl_timeline_consistency(timeline, &result, NULL) == 0);
    dl_consistency_clear(&result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { FORMATS = DL_TIMELINE_MARKDOWN + 1 };
    dl_timeline *timeline;
    if (size == 0 || dl_timeline_new(&timeline, NULL) != 0)
        return 0;
    dl_timeline_format format = (dl_timeline_format)(data[0] % FORMATS);
    dl_str text = {(const char *)data + 1, size - 1};
    if (dl_timeline_read(timeline, format, text, "x", NULL) == 0) {
        for (int i = 0; i < FORMATS; i++) {
            dl_buf out;
            dl_buf_init(&out);
            hold(dl_timeline_write(timeline, (dl_timeline_format)i, &out, NULL) == 0);
            dl_buf_clear(&out);
        }
        check_back(timeline, DL_TIMELINE_JSON);
        if (format == DL_TIMELINE_CSV)
            check_back(timeline, format);
        check_figures(timeline);
    }
    dl_timeline_free(timeline);
    return 0;
}
