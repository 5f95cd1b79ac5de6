/* Comma-separated values, RFC 4180: quoted fields hold commas, line breaks and doubled quotes.
 * Lines may end in LF alone, and an empty line is skipped, since spreadsheets write both. What a
 * spreadsheet would run is written after an apostrophe (see formula.h). */
#include "base/formula.h"
#include "base/utf8.h"
#include "timeline/held.h"
#include "timeline/table.h"

typedef struct csv_place {
    dl_str text;
    size_t at;
    int line;
    size_t line_start;
} csv_place;

static int column_of(const csv_place *in)
{
    return (int)(in->at - in->line_start) + 1;
}

static void next_line(csv_place *in)
{
    in->line++;
    in->line_start = in->at;
}

static int quoted(table_reader *reader, csv_place *in, table_cell *cell)
{
    const dl_str text = in->text;
    dl_buf value;
    dl_buf_init(&value);
    in->at++;
    bool closed = false;
    while (in->at < text.size && !closed) {
        char byte = text.data[in->at++];
        bool quote = byte == '"';
        closed = quote && !(in->at < text.size && text.data[in->at] == '"');
        if (closed)
            break;
        in->at += quote;
        dl_buf_putc(&value, byte);
        if (byte == '\n')
            next_line(in);
    }
    int rc = dl_buf_ok(&value, reader->error);
    if (rc == 0 && !closed) {
        dl_error_set(reader->error, DL_ERR_SYNTAX, "this quote is never closed: \" was expected");
        rc = table_fault(reader, cell->line, cell->column);
    }
    cell->column++;
    cell->text = value.size ? dl_arena_copy(&reader->arena, dl_buf_str(&value)) : (dl_str){"", 0};
    cell->text = formula_unguard(cell->text);
    dl_buf_clear(&value);
    if (rc == 0 && !cell->text.data)
        rc = dl_error_set(reader->error, DL_ERR_MEMORY, "memory ran out");
    return rc;
}

static bool ends_cell(const csv_place *in)
{
    char byte = in->text.data[in->at];
    return byte == ',' || byte == '\n' ||
           (byte == '\r' && in->at + 1 < in->text.size && in->text.data[in->at + 1] == '\n');
}

static int read_cell(table_reader *reader, csv_place *in, table_cell *cell)
{
    *cell = (table_cell){{"", 0}, in->line, column_of(in)};
    if (in->at < in->text.size && in->text.data[in->at] == '"') {
        int rc = quoted(reader, in, cell);
        if (rc != 0 || in->at == in->text.size || ends_cell(in))
            return rc;
        dl_error_set(reader->error, DL_ERR_SYNTAX,
                     "text after a closing quote: a comma or the line's end was expected");
        return table_fault(reader, in->line, column_of(in));
    }
    size_t start = in->at;
    while (in->at < in->text.size && !ends_cell(in)) {
        if (in->text.data[in->at] == '"') {
            dl_error_set(reader->error, DL_ERR_SYNTAX,
                         "a quote inside a field that is not quoted: write \"...\"\"...\"");
            return table_fault(reader, in->line, column_of(in));
        }
        in->at++;
    }
    cell->text = formula_unguard(dl_str_slice(in->text, start, in->at));
    return 0;
}

static int read_row(table_reader *reader, csv_place *in)
{
    table_cell cells[MAX_COLUMNS + 1];
    size_t count = 0;
    int rc = 0;
    bool more = true;
    dl_arena_clear(&reader->arena);
    while (more && rc == 0) {
        table_cell cell;
        rc = read_cell(reader, in, &cell);
        if (rc == 0 && count <= MAX_COLUMNS)
            cells[count++] = cell;
        more = in->at < in->text.size && in->text.data[in->at] == ',';
        in->at += more;
    }
    if (rc != 0)
        return rc;
    if (in->at < in->text.size && in->text.data[in->at] == '\r')
        in->at++;
    in->at += in->at < in->text.size;
    next_line(in);
    bool empty = count == 1 && cells[0].text.size == 0;
    return empty ? 0 : table_row(reader, cells, count);
}

/* Where the text first is no UTF-8. */
static int check_utf8(const table_reader *reader, dl_str text)
{
    dl_str rest = text;
    for (int line = 1; rest.data; line++) {
        if (dl_utf8_valid(dl_str_cut(rest, '\n', &rest)))
            continue;
        dl_error_set(reader->error, DL_ERR_SYNTAX, "this line is no UTF-8");
        return table_fault(reader, line, 1);
    }
    return 0;
}

int csv_read(table_reader *reader, dl_str text)
{
    csv_place in = {.text = text, .line = 1};
    int rc = check_utf8(reader, text);
    while (rc == 0 && in.at < text.size)
        rc = read_row(reader, &in);
    if (rc == 0 && reader->column_count == 0) {
        dl_error_set(reader->error, DL_ERR_SYNTAX,
                     "the first line of a timeline names its columns");
        rc = table_fault(reader, 1, 1);
    }
    return rc;
}

static void put_cell(dl_str text, dl_buf *out)
{
    bool plain = true;
    for (size_t i = 0; i < text.size && plain; i++)
        plain = text.data[i] != ',' && text.data[i] != '"' && text.data[i] != '\n' &&
                text.data[i] != '\r';
    dl_buf_puts(out, plain ? "" : "\"");
    dl_buf_puts(out, formula_needs_guard(text) ? "'" : "");
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"')
            dl_buf_putc(out, '"');
        dl_buf_putc(out, text.data[i]);
    }
    dl_buf_puts(out, plain ? "" : "\"");
}

int csv_write(const dl_timeline *timeline, dl_buf *out)
{
    return table_write(timeline, &(table_style){"", ",", "\r\n", put_cell, .markdown = false}, out);
}
