/* Rows as the text of a file. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/escape.h"
#include "base/formula.h"
#include "base/utf8.h"
#include "dateline/rows.h"

/* The shortest digits that read as the same number. */
static void put_real(double real, dl_buf *out)
{
    char digits[40];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, real);
        if (strtod(digits, NULL) == real)
            break;
    }
    dl_buf_puts(out, real == 0 && signbit(real) ? "-0.0" : digits);
}

/* Text without NUL, in UTF-8: what files of tables have. Clears text first. */
static void text_of(const dl_value *value, dl_buf *text)
{
    dl_buf_truncate(text, 0);
    switch (value->kind) {
    case DL_VALUE_NULL:
        break;
    case DL_VALUE_INTEGER:
        dl_buf_printf(text, "%" PRId64, value->integer);
        break;
    case DL_VALUE_REAL:
        put_real(value->real, text);
        break;
    case DL_VALUE_TEXT:
        for (dl_str rest = value->text; rest.data;) {
            dl_utf8_repair(dl_str_cut(rest, '\0', &rest), text);
            if (rest.data)
                dl_utf8_put(text, 0xFFFD);
        }
        break;
    case DL_VALUE_BLOB:
        for (size_t i = 0; i < value->text.size; i++)
            dl_buf_printf(text, "%02x", (unsigned char)value->text.data[i]);
        break;
    }
}

static void put_csv(dl_str cell, bool alone, dl_buf *out)
{
    if (alone && cell.size == 0) /* an empty line would be none */
        dl_buf_puts(out, "\"\"");
    else
        dl_csv_put(cell, true, out);
}

static int put_cell(dl_rows_format format, const dl_rows *rows, size_t row, dl_str name,
                    dl_str cell, dl_buf *out, dl_error *error)
{
    if (format == DL_ROWS_CSV) {
        put_csv(cell, rows->columns == 1, out);
        return 0;
    }
    if (dl_str_first_of(cell, 0, "\t\r\n") < cell.size)
        return dl_error_set(error, DL_ERR_USAGE,
                            "TSV has no form for a tab or a line break, as in row %zu of '%.*s'; "
                            "CSV and JSON have one",
                            row, DL_STR_ARG(name));
    if (rows->columns == 1 && cell.size == 0) /* its line would be empty, and no row to readers */
        return dl_error_set(error, DL_ERR_USAGE,
                            "TSV has no form for an empty cell that is alone in its row, as in row "
                            "%zu of '%.*s'; CSV and JSON have one",
                            row, DL_STR_ARG(name));
    dl_buf_puts(out, formula_needs_guard(cell) ? "'" : "");
    dl_buf_add(out, cell);
    return 0;
}

static int write_table(dl_rows_format format, const dl_rows *rows, dl_buf *text, dl_buf *out,
                       dl_error *error)
{
    const char *separator = format == DL_ROWS_CSV ? "," : "\t";
    const char *end = format == DL_ROWS_CSV ? "\r\n" : "\n";
    static const char order_mark[] = "\xEF\xBB\xBF";
    int rc = 0;
    /* readers take the first for the file's own */
    if (rows->columns && dl_str_starts(rows->names[0], dl_str_of(order_mark)))
        dl_buf_puts(out, order_mark);
    for (size_t r = 0; r <= rows->rows && rc == 0; r++) {
        for (size_t c = 0; c < rows->columns && rc == 0; c++) {
            dl_value name = {.kind = DL_VALUE_TEXT, .text = rows->names[c]};
            text_of(r ? &rows->values[(r - 1) * rows->columns + c] : &name, text);
            dl_buf_puts(out, c ? separator : "");
            rc = put_cell(format, rows, r, rows->names[c], dl_buf_str(text), out, error);
        }
        dl_buf_puts(out, end);
    }
    return rc;
}

static void put_json(const dl_value *value, dl_buf *text, dl_buf *out)
{
    text_of(value, text);
    if (value->kind == DL_VALUE_NULL || (value->kind == DL_VALUE_REAL && !isfinite(value->real)))
        dl_buf_puts(out, "null");
    else if (value->kind == DL_VALUE_INTEGER || value->kind == DL_VALUE_REAL)
        dl_buf_add(out, dl_buf_str(text));
    else
        dl_escape_json(value->kind == DL_VALUE_TEXT ? value->text : dl_buf_str(text), out);
}

static void write_objects(const dl_rows *rows, bool lines, dl_buf *text, dl_buf *out)
{
    dl_buf_puts(out, lines ? "" : "[");
    for (size_t r = 0; r < rows->rows; r++) {
        dl_buf_puts(out, lines ? "{" : r ? ",\n{" : "\n{");
        for (size_t c = 0; c < rows->columns; c++) {
            dl_buf_puts(out, c ? "," : "");
            dl_escape_json(rows->names[c], out);
            dl_buf_putc(out, ':');
            put_json(&rows->values[r * rows->columns + c], text, out);
        }
        dl_buf_puts(out, lines ? "}\n" : "}");
    }
    dl_buf_puts(out, lines ? "" : "\n]\n");
}

int dl_rows_write(dl_rows_format format, const dl_rows *rows, dl_buf *out, dl_error *error)
{
    dl_buf text;
    dl_buf_init(&text);
    int rc = 0;
    if (format >= DL_ROWS_JSON)
        write_objects(rows, format == DL_ROWS_JSONL, &text, out);
    else
        rc = write_table(format, rows, &text, out, error);
    if (rc == 0)
        rc = dl_buf_ok(&text, error);
    dl_buf_clear(&text);
    return rc ? rc : dl_buf_ok(out, error);
}
