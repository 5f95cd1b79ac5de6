#include "cli/wrap.h"

static void pad(dl_buf *out, int columns)
{
    for (int i = 0; i < columns; i++)
        dl_buf_putc(out, ' ');
}

/* The words of one line; returns the column after them. */
static int add_words(dl_str line, int indent, int column, int width, dl_buf *out)
{
    dl_str rest = line;
    while (rest.data) {
        dl_str word = dl_str_cut(rest, ' ', &rest);
        if (word.size == 0)
            continue;
        bool begins = column <= indent;
        if (!begins && column + 1 + (int)word.size > width) {
            dl_buf_putc(out, '\n');
            column = 0;
            begins = true;
        }
        if (column < indent) {
            pad(out, indent - column);
            column = indent;
        }
        if (!begins) {
            dl_buf_putc(out, ' ');
            column++;
        }
        dl_buf_add(out, word);
        column += (int)word.size;
    }
    return column;
}

void cli_wrap(dl_str text, int indent, int column, int width, dl_buf *out)
{
    dl_str rest = text;
    bool open = column > 0; /* a line that words may follow */
    while (rest.data) {
        dl_str line = dl_str_cut(rest, '\n', &rest);
        bool table = line.size && line.data[0] == ' ';
        if ((table || line.size == 0) && open) {
            dl_buf_putc(out, '\n');
            column = 0;
            open = false;
        }
        if (table) {
            pad(out, indent);
            dl_buf_add(out, line);
            dl_buf_putc(out, '\n');
        } else if (line.size) {
            column = add_words(line, indent, column, width, out);
            open = true;
        } else if (rest.data) {
            dl_buf_putc(out, '\n');
        }
    }
    if (open)
        dl_buf_putc(out, '\n');
}
