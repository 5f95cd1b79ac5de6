/* Comma-separated values, RFC 4180, by the base's reader. What a spreadsheet would run is written
 * after an apostrophe (see formula.h). */
#include "base/csv.h"
#include "base/formula.h"
#include "timeline/held.h"
#include "timeline/table.h"

/* Empty lines are passed over, and so is a lone "". */
static int take_row(table_reader *reader, const dl_csv_cell *cells, size_t count)
{
    table_cell row[MAX_COLUMNS + 1];
    for (size_t i = 0; i < count; i++)
        row[i] = (table_cell){formula_unguard(cells[i].text), cells[i].line,
                              cells[i].column + cells[i].quoted};
    return count == 1 && row[0].text.size == 0 ? 0 : table_row(reader, row, count);
}

int csv_read(table_reader *reader, dl_str text)
{
    dl_csv csv;
    dl_csv_cell cells[MAX_COLUMNS + 1];
    size_t count = 1;
    int rc = 0;
    dl_csv_begin(&csv, text, &reader->arena);
    while (rc == 0 && count > 0) {
        dl_arena_clear(&reader->arena);
        rc = dl_csv_row(&csv, cells, MAX_COLUMNS + 1, &count, reader->error);
        if (rc == DL_ERR_SYNTAX && reader->error)
            return table_fault(reader, reader->error->line, reader->error->column);
        if (rc == 0 && count > 0)
            rc = take_row(reader, cells, count);
    }
    if (rc == 0 && reader->column_count == 0) {
        dl_error_set(reader->error, DL_ERR_SYNTAX,
                     "the first line of a timeline names its columns");
        rc = table_fault(reader, 1, 1);
    }
    return rc;
}

static void put_cell(dl_str text, dl_buf *out)
{
    dl_csv_put(text, true, out);
}

int csv_write(const dl_timeline *timeline, dl_buf *out)
{
    return table_write(timeline, &(table_style){"", ",", "\r\n", put_cell, .markdown = false}, out);
}
