#include "cli/wrap.h"

#include "base/utf8.h"

/* The lines gathered so far, as one paragraph that begins where column says; the next begins its
 * line. */
static void flush(dl_buf *paragraph, int indent, int *column, int width, dl_buf *out)
{
    if (paragraph->size) {
        dl_buf_printf(out, "%*s", indent > *column ? indent - *column : 0, "");
        dl_utf8_wrap(dl_buf_str(paragraph), width, indent, out);
    }
    if (paragraph->size || *column)
        dl_buf_putc(out, '\n');
    dl_buf_truncate(paragraph, 0);
    *column = 0;
}

void cli_wrap(dl_str text, int indent, int column, int width, dl_buf *out)
{
    dl_buf paragraph = {0};
    dl_str rest = text;
    while (rest.data) {
        dl_str line = dl_str_cut(rest, '\n', &rest);
        if (line.size && line.data[0] != ' ') {
            dl_buf_puts(&paragraph, paragraph.size ? " " : "");
            dl_buf_add(&paragraph, line);
            continue;
        }
        flush(&paragraph, indent, &column, width, out);
        if (line.size)
            dl_buf_printf(out, "%*s%.*s\n", indent, "", DL_STR_ARG(line));
        else if (rest.data)
            dl_buf_putc(out, '\n');
    }
    flush(&paragraph, indent, &column, width, out);
    dl_buf_clear(&paragraph);
}
