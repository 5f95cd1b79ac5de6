#include "base/csv.h"

#include "base/formula.h"
#include "base/utf8.h"

/* By the first line that is not empty, outside quotes. */
static char separator_of(dl_str text)
{
    bool quoted = false, semicolon = false, told = false;
    for (size_t i = 0; i < text.size && (quoted || !told || text.data[i] != '\n'); i++) {
        char byte = text.data[i];
        told = told || !dl_one_of(byte, "\r\n");
        quoted = quoted != (byte == '"');
        if (byte == ',' && !quoted)
            return ',';
        semicolon = semicolon || (byte == ';' && !quoted);
    }
    return (char)(semicolon ? ';' : ',');
}

void dl_csv_begin(dl_csv *csv, dl_str text, dl_arena *arena)
{
    if (dl_str_starts(text, DL_STR("\xEF\xBB\xBF")))
        text = dl_str_slice(text, 3, text.size);
    *csv = (dl_csv){.text = text, .separator = separator_of(text), .line = 1, .arena = arena};
}

static bool more(const dl_csv *csv)
{
    return csv->at < csv->text.size;
}

static char here(const dl_csv *csv)
{
    return more(csv) ? csv->text.data[csv->at] : '\n';
}

static int fault(const dl_csv *csv, const char *message, dl_error *error)
{
    dl_error_set(error, DL_ERR_SYNTAX, "%s", message);
    dl_error_at(error, "", csv->line, (int)(csv->at - csv->line_start) + 1);
    return DL_ERR_SYNTAX;
}

/* A CR at the text's end is the half of a line end: with what is appended it becomes one. */
static bool ends_cell(const dl_csv *csv)
{
    char byte = here(csv);
    bool last = csv->at + 1 >= csv->text.size;
    return byte == csv->separator || byte == '\n' ||
           (byte == '\r' && (last || csv->text.data[csv->at + 1] == '\n'));
}

/* At a quote: what stands in it, doubled quotes as one. */
static int read_quoted(dl_csv *csv, dl_str *value, dl_error *error)
{
    dl_csv opening = *csv;
    dl_buf text = {0};
    bool closed = false;
    for (csv->at++; more(csv) && !closed; csv->at++) {
        char byte = here(csv);
        bool doubled =
            byte == '"' && csv->at + 1 < csv->text.size && csv->text.data[csv->at + 1] == '"';
        closed = byte == '"' && !doubled;
        csv->at += doubled;
        if (!closed)
            dl_buf_putc(&text, byte);
        if (byte == '\n') {
            csv->line++;
            csv->line_start = csv->at + 1;
        }
    }
    *value = dl_arena_copy(csv->arena, dl_buf_str(&text));
    bool copied = !text.failed && value->data;
    dl_buf_clear(&text);
    if (!closed)
        return fault(&opening, "this quote is never closed: \" was expected", error);
    if (!copied)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (ends_cell(csv))
        return 0;
    return fault(csv, "text after a closing quote: a comma or the line's end was expected", error);
}

static int read_cell(dl_csv *csv, dl_csv_cell *cell, dl_error *error)
{
    *cell = (dl_csv_cell){{"", 0}, csv->line, (int)(csv->at - csv->line_start) + 1, false};
    cell->quoted = more(csv) && here(csv) == '"';
    if (cell->quoted)
        return read_quoted(csv, &cell->text, error);
    size_t start = csv->at;
    for (; more(csv) && !ends_cell(csv); csv->at++)
        if (here(csv) == '"')
            return fault(csv, "a quote inside a field that is not quoted: write \"...\"\"...\"",
                         error);
    cell->text = dl_str_slice(csv->text, start, csv->at);
    return 0;
}

static int check_text(const dl_csv_cell *cell, dl_error *error)
{
    if (dl_utf8_valid(cell->text))
        return 0;
    dl_error_set(error, DL_ERR_SYNTAX, "this field is no UTF-8");
    dl_error_at(error, "", cell->line, cell->column);
    return DL_ERR_SYNTAX;
}

static int read_row(dl_csv *csv, dl_csv_cell *cells, size_t most, size_t *count, dl_error *error)
{
    *count = 0;
    for (bool separated = true; separated; csv->at += separated) {
        dl_csv_cell cell;
        if (*count == most)
            return fault(csv, "more fields than there can be", error);
        int rc = read_cell(csv, &cell, error);
        if (!rc)
            rc = check_text(&cell, error);
        if (rc)
            return rc;
        cells[(*count)++] = cell;
        separated = more(csv) && here(csv) == csv->separator;
    }
    if (more(csv) && here(csv) == '\r')
        csv->at++;
    csv->at += more(csv);
    csv->line++;
    csv->line_start = csv->at;
    return 0;
}

static void skip_empty_lines(dl_csv *csv)
{
    while (more(csv)) {
        dl_str rest = dl_str_slice(csv->text, csv->at, csv->text.size);
        bool pair = dl_str_starts(rest, DL_STR("\r\n")) || dl_str_equal(rest, DL_STR("\r"));
        if (!pair && here(csv) != '\n')
            return;
        csv->at += pair && rest.size > 1 ? 2 : 1;
        csv->line++;
        csv->line_start = csv->at;
    }
}

int dl_csv_row(dl_csv *csv, dl_csv_cell *cells, size_t most, size_t *count, dl_error *error)
{
    *count = 0;
    skip_empty_lines(csv);
    return more(csv) ? read_row(csv, cells, most, count, error) : 0;
}

void dl_csv_put(dl_str cell, bool guarded, dl_buf *out)
{
    const char *quote = dl_str_first_of(cell, 0, ",;\"\r\n") < cell.size ? "\"" : "";
    dl_buf_puts(out, quote);
    dl_buf_puts(out, guarded && formula_needs_guard(cell) ? "'" : "");
    for (size_t i = 0; i < cell.size; i++) {
        if (cell.data[i] == '"')
            dl_buf_putc(out, '"');
        dl_buf_putc(out, cell.data[i]);
    }
    dl_buf_puts(out, quote);
}
