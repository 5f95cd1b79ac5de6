/*
 * Rows as files under libFuzzer: the first byte is the format. What was read is written in every
 * format that can hold it, and reads as the same there.
 */
#include <string.h>

#include "base/utf8.h"
#include "dateline/rows.h"
#include "fuzz.h"

enum { FORMATS = DL_ROWS_JSONL + 1 };

static double number_of(const dl_value *value)
{
    return value->kind == DL_VALUE_INTEGER ? (double)value->integer : value->real;
}

static bool is_number(const dl_value *value)
{
    return value->kind == DL_VALUE_INTEGER || value->kind == DL_VALUE_REAL;
}

/* A real number without a fraction is written as a whole one. */
static bool same_value(const dl_value *a, const dl_value *b)
{
    if (is_number(a) && is_number(b))
        return number_of(a) == number_of(b);
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case DL_VALUE_TEXT:
    case DL_VALUE_BLOB:
        return dl_str_equal(a->text, b->text);
    default:
        return true;
    }
}

/* A first line names columns without the blanks around them, each by another name. */
static bool has_plain_names(const dl_rows *rows)
{
    for (size_t i = 0; i < rows->columns; i++) {
        dl_str name = rows->names[i];
        if (name.size == 0 || dl_str_trim(name).size != name.size || !dl_utf8_valid(name) ||
            dl_str_find(name, DL_STR("\0"), 0) < name.size)
            return false;
    }
    return true;
}

/* Written and read again: from then on nothing changes. */
static void check_back(const dl_rows *rows, dl_rows_format format, dl_arena *arena)
{
    dl_buf once = {0}, twice = {0};
    dl_rows back;
    dl_error error = {0};
    int rc = dl_rows_write(format, rows, &once, &error);
    hold(rc == 0 || (rc == DL_ERR_USAGE && format == DL_ROWS_TSV));
    bool named = format >= DL_ROWS_JSON || has_plain_names(rows);
    if (rc == 0 && rows->columns && rows->rows && named) {
        hold(dl_utf8_valid(dl_buf_str(&once)));
        rc = dl_rows_read(format, dl_buf_str(&once), arena, &back, &error);
        hold(rc == 0 && back.rows == rows->rows);
        hold(dl_rows_write(format, &back, &twice, &error) == 0);
        /* a column of a table has one type, which may write a number in another way */
        hold(format < DL_ROWS_JSON || dl_str_equal(dl_buf_str(&once), dl_buf_str(&twice)));
    }
    dl_buf_clear(&once);
    dl_buf_clear(&twice);
}

static void check_same(const dl_rows *rows, dl_rows_format format, dl_arena *arena)
{
    dl_buf text = {0};
    dl_rows back;
    if (rows->columns && rows->rows && dl_rows_write(format, rows, &text, NULL) == 0) {
        hold(dl_rows_read(format, dl_buf_str(&text), arena, &back, NULL) == 0);
        hold(back.columns == rows->columns && back.rows == rows->rows);
        for (size_t i = 0; i < rows->columns; i++)
            hold(dl_str_equal(back.names[i], rows->names[i]));
        for (size_t i = 0; i < rows->columns * rows->rows; i++)
            hold(same_value(&back.values[i], &rows->values[i]));
    }
    dl_buf_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_arena arena;
    dl_rows rows;
    dl_error error = {0};
    if (size == 0)
        return 0;
    dl_rows_format format = (dl_rows_format)(data[0] % FORMATS);
    dl_arena_init(&arena);
    int rc = dl_rows_read(format, fuzz_bytes(data + 1, size - 1), &arena, &rows, &error);
    hold(rc == 0 || rc == DL_ERR_SYNTAX || rc == DL_ERR_LIMIT_SIZE);
    hold(rc == 0 || error.message[0]);
    if (rc == 0) {
        for (int i = 0; i < FORMATS; i++)
            check_back(&rows, (dl_rows_format)i, &arena);
        check_same(&rows, format, &arena);
    }
    dl_arena_clear(&arena);
    return 0;
}
