/* Tab-separated text: a line a row, no tab or line break in a field; formulas as in CSV. */
#include "base/formula.h"
#include "base/utf8.h"
#include "timeline/table.h"

static int read_line(table_reader *in, dl_str line, int number)
{
    table_cell cells[MAX_COLUMNS + 1];
    size_t count = 0;
    dl_str row = dl_str_ends(line, DL_STR("\r")) ? dl_str_slice(line, 0, line.size - 1) : line;
    if (dl_str_trim(row).size == 0 || row.data[0] == '#')
        return 0;
    if (!dl_utf8_valid(row)) {
        dl_error_set(in->error, DL_ERR_SYNTAX, "this line is no UTF-8");
        return table_fault(in, number, 1);
    }
    dl_str rest = row;
    dl_arena_clear(&in->arena);
    while (rest.data && count <= MAX_COLUMNS) {
        dl_str cell = dl_str_cut(rest, '\t', &rest), text = dl_str_trim(cell);
        const char *at = text.size ? text.data : cell.data;
        cells[count++] = (table_cell){formula_unguard(text), number, (int)(at - row.data) + 1};
    }
    return table_row(in, cells, count);
}

int tsv_read(table_reader *in, dl_str text)
{
    dl_str rest = text;
    int rc = 0;
    for (int number = 1; rest.data && rc == 0; number++)
        rc = read_line(in, dl_str_cut(rest, '\n', &rest), number);
    if (rc == 0 && in->column_count == 0) {
        dl_error_set(in->error, DL_ERR_SYNTAX, "the first line of a timeline names its columns");
        rc = table_fault(in, 1, 1);
    }
    return rc;
}

/* What would end a field is a space. */
static void put_field(dl_str text, dl_buf *out)
{
    dl_buf_puts(out, formula_needs_guard(text) ? "'" : "");
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        dl_buf_putc(out, byte == '\t' || byte == '\n' || byte == '\r' ? ' ' : byte);
    }
}

int tsv_write(const dl_timeline *timeline, dl_buf *out)
{
    return table_write(timeline, &(table_style){"", "\t", "\n", put_field, .markdown = false}, out);
}
