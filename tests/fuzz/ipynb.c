/*
 * Notebooks of Jupyter under libFuzzer: the first byte says which way. Any text comes back to the
 * byte; what is read from an ipynb file gives Markdown that gives the same Markdown again.
 */
#include "dateline/ipynb.h"
#include "fuzz.h"

/* Whether the file could be read; text and outputs get what it held. */
static bool read_file(dl_str file, dl_buf *text, dl_buf *outputs)
{
    dl_ipynb_notes notes;
    dl_buf_init(text);
    dl_buf_init(outputs);
    return dl_ipynb_to_markdown(file, "x.ipynb", text, outputs, &notes, NULL) == 0;
}

static void check_back(dl_str text, dl_str outputs)
{
    dl_buf file, back, rest;
    dl_buf_init(&file);
    if (dl_ipynb_from_markdown(text, outputs, "x.md", &file, NULL) == 0) {
        hold(read_file(dl_buf_str(&file), &back, &rest));
        hold(dl_str_equal(dl_buf_str(&back), text));
        dl_buf_clear(&back);
        dl_buf_clear(&rest);
    }
    dl_buf_clear(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_buf text, outputs;
    if (size == 0)
        return 0;
    dl_str input = {(const char *)data + 1, size - 1};
    if (data[0] % 2) {
        check_back(input, (dl_str){"", 0});
        return 0;
    }
    if (read_file(input, &text, &outputs)) {
        dl_buf file;
        dl_buf_init(&file);
        hold(dl_ipynb_from_markdown(dl_buf_str(&text), dl_buf_str(&outputs), "x.md", &file, NULL) ==
             0);
        dl_buf_clear(&file);
        check_back(dl_buf_str(&text), dl_buf_str(&outputs));
    }
    dl_buf_clear(&text);
    dl_buf_clear(&outputs);
    return 0;
}
