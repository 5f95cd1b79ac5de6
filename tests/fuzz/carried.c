/*
 * The notebook in an HTML report, under libFuzzer: the first byte says whether the rest is a report
 * from anywhere, or a lock, a NUL and a notebook, which come out of their report as they went in.
 */
#include "base/utf8.h"
#include "dateline/bundle.h"
#include "dateline/result.h"
#include "fuzz.h"
#include "report/html_carried.h"

static void check_report(dl_str html)
{
    dl_arena arena;
    dl_str name, notebook, lock;
    dl_error error = {0};
    dl_arena_init(&arena);
    if (dl_report_carried(html, &arena, &name, &notebook, &lock, &error) == 0)
        hold(name.size > 0 && dl_utf8_valid(name) && dl_utf8_valid(notebook) &&
             dl_utf8_valid(lock));
    else
        hold(error.message[0]);
    dl_arena_clear(&arena);
}

static void check_back(dl_str lock, dl_str text)
{
    dl_notebook *notebook;
    if (dl_utf8_valid(lock) && dl_notebook_parse(&notebook, text, "x.md", NULL) == 0) {
        dl_buf html = {0};
        dl_arena arena;
        dl_str name, back, back_lock;
        dl_run run = {.notebook = notebook, .lock = lock};
        dl_arena_init(&arena);
        report_html_carry(&run, &html);
        hold(dl_report_carried(dl_buf_str(&html), &arena, &name, &back, &back_lock, NULL) == 0);
        hold(dl_str_equal(back, text) && dl_str_equal(back_lock, lock));
        hold(dl_str_equal(name, DL_STR("x.md")));
        dl_arena_clear(&arena);
        dl_buf_clear(&html);
        dl_notebook_free(notebook);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    dl_str rest = fuzz_bytes(data + 1, size - 1);
    if (data[0] % 2) {
        dl_str lock = fuzz_take(&rest, '\0');
        check_back(lock, rest);
    } else {
        check_report(rest);
    }
    return 0;
}
