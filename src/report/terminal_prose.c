/* Prose on a terminal. What stands between cells is Markdown, shown nearly as it is written: text
 * is folded to the width, a code block keeps its lines (CommonMark 4.4 and 4.5), a heading is bold.
 */
#include "report/terminal.h"

typedef struct prose_writer {
    terminal_writer *to;
    dl_buf paragraph; /* gathered, to be folded */
    int indent;       /* under which column the paragraph goes on */
    bool in_list;     /* where four blanks begin no code */
    dl_str fence;     /* what opened the fence that is open; empty outside of one */
} prose_writer;

/* The columns of what opens a list's item or a footnote, "- " or "[^note]: "; 0 where none does. */
static int item_mark(dl_str line)
{
    if (line.size > 1 && dl_one_of(line.data[0], "-*+") && line.data[1] == ' ')
        return 2;
    size_t at = 0;
    while (at < line.size && line.data[at] >= '0' && line.data[at] <= '9')
        at++;
    bool number = at > 0 && at < 4 && at + 1 < line.size;
    if (number && dl_one_of(line.data[at], ".)") && line.data[at + 1] == ' ')
        return (int)at + 2;
    bool note =
        dl_str_starts(line, DL_STR("[^")) && dl_str_find(line, DL_STR("]: "), 0) < line.size;
    return note ? 2 : 0;
}

/* A paragraph, or an item of a list, which goes on under its first word. */
static void end_paragraph(prose_writer *in)
{
    dl_str text = dl_buf_str(&in->paragraph);
    if (text.size) {
        size_t mark = (size_t)in->indent;
        terminal_text(in->to, dl_str_slice(text, 0, mark), 0, false);
        terminal_text(in->to, dl_str_slice(text, mark, text.size), in->indent, true);
        dl_buf_putc(in->to->out, '\n');
    }
    dl_buf_truncate(&in->paragraph, 0);
}

static void write_blank(prose_writer *in)
{
    dl_buf *out = in->to->out;
    end_paragraph(in);
    in->indent = 0;
    if (out->size && !dl_str_ends(dl_buf_str(out), DL_STR("\n\n")))
        dl_buf_putc(out, '\n');
}

static size_t blanks_of(dl_str line)
{
    size_t at = 0;
    while (at < line.size && line.data[at] == ' ')
        at++;
    return at < line.size && line.data[at] == '\t' ? (at | 3) + 1 : at;
}

/* Three or more backticks or tildes at its beginning. */
static dl_str fence_of(dl_str line)
{
    size_t size = 0;
    if (line.size && dl_one_of(line.data[0], "`~"))
        while (size < line.size && line.data[size] == line.data[0])
            size++;
    return dl_str_slice(line, 0, size < 3 ? 0 : size);
}

static void write_code_line(terminal_writer *to, dl_str line)
{
    if (line.size && line.data[line.size - 1] == '\r')
        line.size--;
    dl_buf_puts(to->out, line.size ? "    " : "");
    terminal_text(to, line, 0, false);
    dl_buf_putc(to->out, '\n');
}

/* Whether the line is the fence's, or stands within it. */
static bool took_fence(prose_writer *in, dl_str line, dl_str trimmed)
{
    dl_str fence = fence_of(trimmed);
    if (in->fence.size == 0) {
        if (fence.size == 0)
            return false;
        end_paragraph(in);
        in->fence = fence;
    } else if (dl_str_starts(fence, in->fence) && fence.size == trimmed.size) {
        in->fence.size = 0;
    } else {
        write_code_line(in->to, line);
    }
    return true;
}

/* Code is what is set in by four blanks, outside of a list and not within a paragraph. */
static bool took_code(prose_writer *in, dl_str line)
{
    size_t blanks = blanks_of(line);
    if (blanks < 4 || in->in_list || in->paragraph.size)
        return false;
    write_code_line(in->to, dl_str_slice(line, line.data[0] == '\t' ? 1 : 4, line.size));
    return true;
}

/* Headings, rows of a table and quotations keep their line. */
static void write_own_line(prose_writer *in, dl_str line)
{
    bool heading = line.data[0] == '#';
    end_paragraph(in);
    in->indent = 0;
    terminal_style(in->to, heading ? "1" : "0");
    terminal_text(in->to, line, heading ? 0 : 2, true);
    terminal_style(in->to, "0");
    dl_buf_putc(in->to->out, '\n');
}

static void write_line(prose_writer *in, dl_str line)
{
    dl_str trimmed = dl_str_trim(line);
    if (took_fence(in, line, trimmed))
        return;
    if (trimmed.size == 0) {
        write_blank(in);
        return;
    }
    int mark = item_mark(trimmed);
    if (mark || blanks_of(line) == 0)
        in->in_list = mark || (in->in_list && in->paragraph.size);
    if (!mark && took_code(in, line))
        return;
    if (dl_one_of(trimmed.data[0], "#|>")) {
        write_own_line(in, trimmed);
        return;
    }
    if (mark) {
        end_paragraph(in);
        in->indent = mark;
    }
    if (in->paragraph.size)
        dl_buf_putc(&in->paragraph, ' ');
    dl_buf_add(&in->paragraph, trimmed);
}

void terminal_prose(terminal_writer *to, dl_str prose)
{
    prose_writer in = {.to = to};
    dl_buf_init(&in.paragraph);
    while (prose.data)
        write_line(&in, dl_str_cut(prose, '\n', &prose));
    end_paragraph(&in);
    to->out->failed = to->out->failed || in.paragraph.failed;
    dl_buf_clear(&in.paragraph);
}

void terminal_code(terminal_writer *to, dl_str code)
{
    while (code.data && code.size)
        write_code_line(to, dl_str_cut(code, '\n', &code));
    dl_buf_putc(to->out, '\n');
}
