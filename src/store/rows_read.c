/* CSV and TSV as rows, and what all formats share. */
#include "store/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/formula.h"
#include "base/utf8.h"

static const size_t most_rows = 1000000, most_cells = 2000000;

static const struct {
    const char *word, *ending;
} formats[] = {{"csv", ".csv"},
               {"tsv", ".tsv"},
               {"json", ".json"},
               {"jsonl", ".jsonl"},
               /* another name of the last one */ {"ndjson", ".ndjson"}};

int dl_rows_format_of(dl_str word, dl_rows_format *format, dl_error *error)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (!dl_str_equal(word, dl_str_of(formats[i].word)) &&
            !dl_str_ends(word, dl_str_of(formats[i].ending)))
            continue;
        *format = i > DL_ROWS_JSONL ? DL_ROWS_JSONL : (dl_rows_format)i;
        return 0;
    }
    return dl_error_set(error, DL_ERR_USAGE,
                        "'%.*s' is no format of rows: csv, tsv, json or jsonl was expected, or a "
                        "file that ends so",
                        DL_STR_ARG(word));
}

/* --- drafts --- */

dl_value *rows_add(rows_draft *draft, dl_error *error)
{
    size_t used = draft->rows * draft->columns;
    if (draft->rows == most_rows || used + draft->columns > most_cells) {
        dl_error_set(error, DL_ERR_LIMIT_SIZE, "more than %zu rows, or %zu cells", most_rows,
                     most_cells);
        return NULL;
    }
    if (!draft->values || used + draft->columns > draft->room) { /* a row may have no columns */
        size_t room = draft->room ? 2 * draft->room : 64 * (draft->columns + 1);
        dl_value *larger = dl_arena_alloc(draft->arena, room * sizeof *larger);
        if (!larger) {
            dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
            return NULL;
        }
        if (draft->values)
            memcpy(larger, draft->values, used * sizeof *larger);
        draft->values = larger;
        draft->room = room;
    }
    draft->rows++;
    for (size_t c = 0; c < draft->columns; c++)
        draft->values[used + c] = (dl_value){.kind = DL_VALUE_NULL};
    return draft->values + used;
}

void rows_finish(const rows_draft *draft, dl_rows *rows)
{
    *rows = (dl_rows){.columns = draft->columns,
                      .rows = draft->rows,
                      .names = draft->names,
                      .values = draft->values};
}

/* --- what the cells of a column are --- */

static size_t digits(dl_str text, size_t at)
{
    size_t from = at;
    while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9')
        at++;
    return at - from;
}

static bool is_finite(dl_str number)
{
    char text[64];
    memcpy(text, number.data, number.size);
    text[number.size] = '\0';
    return isfinite(strtod(text, NULL));
}

/* 0: text, 1: a whole number, 2: a number. A leading zero or plus is a code, not a number; what is
 * too large for one stays as it is written. */
static int kind_of(dl_str text)
{
    static const size_t most_digits = 18; /* fits 64 bits */
    size_t at = text.size && text.data[0] == '-' ? 1 : 0, whole = digits(text, at);
    if (whole == 0 || (whole > 1 && text.data[at] == '0'))
        return 0;
    at += whole;
    bool below_zero = at > whole; /* -0 is a number, but no whole one */
    if (at == text.size)
        return whole > most_digits ? 0 : below_zero && text.data[1] == '0' ? 2 : 1;
    if (text.data[at] == '.') {
        size_t part = digits(text, at + 1);
        if (part == 0)
            return 0;
        at += 1 + part;
    }
    if (at < text.size && (text.data[at] | 0x20) == 'e') {
        bool sign = at + 1 < text.size && (text.data[at + 1] == '-' || text.data[at + 1] == '+');
        at += sign ? 2 : 1;
        size_t power = digits(text, at);
        at += power;
        if (power == 0 || power > 3)
            return 0;
    }
    return at == text.size && text.size < 64 && is_finite(text) ? 2 : 0;
}

static int column_kind(const rows_draft *draft, size_t column)
{
    int kind = 1;
    bool any = false;
    for (size_t r = 0; r < draft->rows && kind; r++) {
        const dl_value *value = &draft->values[r * draft->columns + column];
        if (value->kind == DL_VALUE_NULL)
            continue;
        int this = kind_of(value->text);
        kind = this == 0 ? 0 : this > kind ? this : kind;
        any = true;
    }
    return any ? kind : 0;
}

static void read_number(dl_value *value, bool whole)
{
    char digits_of[64];
    if (value->kind == DL_VALUE_NULL)
        return;
    memcpy(digits_of, value->text.data, value->text.size);
    digits_of[value->text.size] = '\0';
    *value = (dl_value){.kind = whole ? DL_VALUE_INTEGER : DL_VALUE_REAL};
    if (whole)
        value->integer = strtoll(digits_of, NULL, 10);
    else
        value->real = strtod(digits_of, NULL);
}

static void read_numbers(rows_draft *draft)
{
    for (size_t c = 0; c < draft->columns; c++) {
        int kind = column_kind(draft, c);
        for (size_t r = 0; r < draft->rows && kind; r++)
            read_number(&draft->values[r * draft->columns + c], kind == 1);
    }
}

/* --- tables of cells --- */

static int refuse(dl_error *error, int line, int column, const char *message)
{
    dl_error_set(error, DL_ERR_SYNTAX, "%s", message);
    dl_error_at(error, "", line, column);
    return DL_ERR_SYNTAX;
}

static int name_columns(rows_draft *draft, const dl_csv_cell *cells, size_t count, dl_error *error)
{
    for (size_t i = 0; i < count; i++) {
        draft->names[i] = formula_unguard(dl_str_trim(cells[i].text));
        if (draft->names[i].size == 0)
            return refuse(error, cells[i].line, cells[i].column, "a column has no name");
        for (size_t k = 0; k < i; k++)
            if (dl_str_equal(draft->names[i], draft->names[k]))
                return refuse(error, cells[i].line, cells[i].column,
                              "two columns have the same name");
    }
    draft->columns = count;
    return 0;
}

static int take_row(rows_draft *draft, const dl_csv_cell *cells, size_t count, dl_error *error)
{
    if (draft->columns == 0)
        return name_columns(draft, cells, count, error);
    if (count > draft->columns)
        return refuse(error, cells[draft->columns].line, cells[draft->columns].column,
                      "this row has more cells than there are columns");
    dl_value *values = rows_add(draft, error);
    for (size_t i = 0; values && i < count; i++)
        if (cells[i].text.size)
            values[i] = (dl_value){.kind = DL_VALUE_TEXT, .text = formula_unguard(cells[i].text)};
    return values ? 0 : error->kind;
}

static int read_csv(rows_draft *draft, dl_str text, dl_error *error)
{
    dl_csv csv;
    dl_csv_cell *cells = dl_arena_alloc(draft->arena, (ROWS_MOST_COLUMNS + 1) * sizeof *cells);
    if (!cells)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    dl_csv_begin(&csv, text, draft->arena);
    for (;;) {
        size_t count;
        int rc = dl_csv_row(&csv, cells, ROWS_MOST_COLUMNS, &count, error);
        if (rc == 0 && count > 0)
            rc = take_row(draft, cells, count, error);
        if (rc != 0 || count == 0)
            return rc;
    }
}

static int read_tsv(rows_draft *draft, dl_str text, dl_error *error)
{
    dl_csv_cell *cells = dl_arena_alloc(draft->arena, (ROWS_MOST_COLUMNS + 1) * sizeof *cells);
    if (!cells)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    int rc = 0, line = 0;
    for (dl_str rest = text; rest.data && rc == 0;) {
        dl_str row = dl_str_cut(rest, '\n', &rest);
        size_t count = 0;
        line++;
        if (row.size && row.data[row.size - 1] == '\r')
            row.size--;
        if (row.size == 0)
            continue;
        if (!dl_utf8_valid(row))
            return refuse(error, line, 1, "this line is no UTF-8");
        const char *start = row.data;
        while (row.data && count < ROWS_MOST_COLUMNS) {
            dl_str cell = dl_str_cut(row, '\t', &row);
            cells[count++] = (dl_csv_cell){cell, line, (int)(cell.data - start) + 1, false};
        }
        if (row.data)
            return refuse(error, line, 1, "more fields than there can be");
        rc = take_row(draft, cells, count, error);
    }
    return rc;
}

int dl_rows_read(dl_rows_format format, dl_str text, dl_arena *arena, dl_rows *rows,
                 dl_error *error)
{
    *rows = (dl_rows){0};
    /* one byte order mark is the file's; the reader of CSV takes it itself */
    if (format != DL_ROWS_CSV && dl_str_starts(text, DL_STR("\xEF\xBB\xBF")))
        text = dl_str_slice(text, 3, text.size);
    if (format >= DL_ROWS_JSON)
        return rows_read_json(text, format == DL_ROWS_JSONL, arena, rows, error);
    if (text.size && memchr(text.data, '\0', text.size))
        return dl_error_set(error, DL_ERR_SYNTAX, "text was expected, not a NUL byte");
    rows_draft *draft = dl_arena_alloc(arena, sizeof *draft);
    if (!draft)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    draft->arena = arena;
    int rc = format == DL_ROWS_CSV ? read_csv(draft, text, error) : read_tsv(draft, text, error);
    if (rc == 0 && draft->columns == 0)
        rc = refuse(error, 1, 1, "the first line names the columns");
    if (rc != 0)
        return rc;
    read_numbers(draft);
    rows_finish(draft, rows);
    return 0;
}
