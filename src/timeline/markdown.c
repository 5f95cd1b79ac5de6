/* A table in Markdown, as GFM has it: the first one in the text whose header has our columns. Cells
 * have a backslash before punctuation that is text and <br> for a line break. */
#include <ctype.h>

#include "base/utf8.h"
#include "timeline/table.h"

/* The cells of a line into reader's arena, without their escapes; *count 0: it is no row. */
static int cut_row(table_reader *reader, dl_str line, int number, table_cell *cells, size_t *count)
{
    dl_str row = dl_str_trim(line);
    *count = 0;
    if (row.size < 2 || row.data[0] != '|')
        return 0;
    char *space = dl_arena_alloc(&reader->arena, row.size + 1);
    if (!space)
        return dl_error_set(reader->error, DL_ERR_MEMORY, "memory ran out");
    int column = (int)(row.data - line.data) + 1;
    for (size_t at = 1; at < row.size && *count <= MAX_COLUMNS; at++) {
        size_t first = at;
        char *start = space;
        while (at < row.size && row.data[at] != '|') {
            dl_str rest = dl_str_slice(row, at, row.size);
            bool escape = row.data[at] == '\\' && at + 1 < row.size &&
                          ispunct((unsigned char)row.data[at + 1]); /* CommonMark §2.4 */
            bool line_break = !escape && dl_str_starts(rest, DL_STR("<br>"));
            at += escape ? 1 : line_break ? 3 : 0;
            *space++ = line_break ? '\n' : row.data[at];
            at++;
        }
        size_t blanks = 0;
        while (first + blanks < at && row.data[first + blanks] == ' ')
            blanks++;
        dl_str text = {start, (size_t)(space - start)};
        while (text.size && (text.data[0] == ' ' || text.data[0] == '\t'))
            text = dl_str_slice(text, 1, text.size);
        while (text.size && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t'))
            text.size--;
        cells[(*count)++] = (table_cell){text, number, column + (int)(first + blanks)};
    }
    return 0;
}

static bool has_columns(const table_cell *cells, size_t count)
{
    size_t ours = 0;
    for (size_t i = 0; i < count; i++) {
        const field_row *field = fields_find(cells[i].text);
        ours += field && field->required;
    }
    return ours >= 2;
}

/* |---|:-:| */
static bool is_delimiter(dl_str line)
{
    dl_str row = dl_str_trim(line);
    bool dash = false;
    for (size_t i = 0; i < row.size; i++) {
        if (!dl_one_of(row.data[i], "|-: \t"))
            return false;
        dash = dash || row.data[i] == '-';
    }
    return dash;
}

static int read_line(table_reader *reader, dl_str line, int number, bool *done)
{
    table_cell cells[MAX_COLUMNS + 1];
    size_t count;
    dl_arena_clear(&reader->arena);
    int rc = cut_row(reader, line, number, cells, &count);
    if (rc != 0)
        return rc;
    *done = count == 0 && reader->column_count > 0;
    if (count == 0 || (reader->column_count == 0 && !has_columns(cells, count)) ||
        (reader->column_count > 0 && is_delimiter(line)))
        return 0;
    if (!dl_utf8_valid(line)) {
        dl_error_set(reader->error, DL_ERR_SYNTAX, "this line is no UTF-8");
        return table_fault(reader, number, 1);
    }
    return table_row(reader, cells, count);
}

int markdown_read(table_reader *reader, dl_str text)
{
    dl_str rest = text;
    bool done = false;
    int rc = 0;
    for (int number = 1; rest.data && rc == 0 && !done; number++)
        rc = read_line(reader, dl_str_cut(rest, '\n', &rest), number, &done);
    if (rc == 0 && reader->column_count == 0) {
        dl_error_set(reader->error, DL_ERR_SYNTAX,
                     "no table of events: a row | id | actor | kind | date | what | was expected");
        rc = table_fault(reader, 1, 1);
    }
    return rc;
}

static bool is_word(dl_str text, size_t at)
{
    return at < text.size && (isalnum((unsigned char)text.data[at]) || (text.data[at] & 0x80));
}

/* &lt; and &#60; are read as what they stand for; other ampersands, of URLs, are themselves. */
static bool is_reference(dl_str text, size_t at)
{
    size_t end = at + 1;
    while (end < text.size && (isalnum((unsigned char)text.data[end]) || text.data[end] == '#'))
        end++;
    return end > at + 1 && end < text.size && text.data[end] == ';';
}

/* What Markdown would read as more than text. Dates keep their ~ and names their _ as they are,
 * where these mean nothing to it. */
static bool must_escape(dl_str text, size_t at)
{
    switch (text.data[at]) {
    case '|':
    case '\\':
    case '<':
    case '[':
    case ']':
    case '*':
    case '`':
        return true;
    case '&':
        return is_reference(text, at);
    case '_':
        return at == 0 || !is_word(text, at - 1) || !is_word(text, at + 1);
    case '~':
        return at == 0 || !isdigit((unsigned char)text.data[at - 1]) || is_word(text, at + 1);
    default:
        return false;
    }
}

static void put_cell(dl_str text, dl_buf *out)
{
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (byte == '\n')
            dl_buf_puts(out, "<br>");
        else if (must_escape(text, i))
            dl_buf_printf(out, "\\%c", byte);
        else
            dl_buf_putc(out, byte == '\r' ? ' ' : byte);
    }
}

int markdown_write(const dl_timeline *timeline, dl_buf *out)
{
    return table_write(timeline, &(table_style){"| ", " | ", " |\n", put_cell, .markdown = true},
                       out);
}
