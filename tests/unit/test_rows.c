/* Rows as files: what is written is read as it was, and hostile files end soon and tell why. */
#include "support.h"

#include "base/utf8.h"
#include "dateline/rows.h"

static int read_rows(dl_rows_format format, dl_str text, dl_arena *arena, dl_rows *rows,
                     dl_error *error)
{
    /* in memory of its own, so that a sanitizer sees a byte too many */
    char *copy = malloc(text.size ? text.size : 1);
    memcpy(copy, text.data, text.size);
    dl_str owned = dl_arena_copy(arena, (dl_str){copy, text.size});
    free(copy);
    return dl_rows_read(format, owned, arena, rows, error);
}

static dl_str random_text(dl_arena *arena, uint64_t *seed, const char *start)
{
    static const char *const pieces[] = {"a",
                                         "\"",
                                         ",",
                                         "\n",
                                         "\r\n",
                                         "=",
                                         "'",
                                         " ",
                                         "é",
                                         "1",
                                         "-",
                                         "+",
                                         "@",
                                         "\t",
                                         "\xE2\x80\x8B",
                                         "\xF0\x9F\x98\x80"};
    dl_buf text = {0};
    dl_buf_puts(&text, start);
    for (int i = random_below(seed, 8); i > 0; i--)
        dl_buf_puts(&text, pieces[random_below(seed, sizeof pieces / sizeof *pieces)]);
    dl_str copy = dl_arena_copy(arena, dl_buf_str(&text));
    dl_buf_clear(&text);
    return copy;
}

static void random_rows(dl_arena *arena, uint64_t *seed, dl_rows *rows)
{
    size_t columns = 1 + (size_t)random_below(seed, 4), count = (size_t)random_below(seed, 5);
    dl_str *names = dl_arena_alloc(arena, columns * sizeof *names);
    dl_value *values = dl_arena_alloc(arena, (columns * count + 1) * sizeof *values);
    for (size_t c = 0; c < columns; c++) {
        char name[16];
        snprintf(name, sizeof name, "n%zu é", c);
        names[c] = dl_arena_copy(arena, dl_str_of(name));
    }
    for (size_t i = 0; i < columns * count; i++)
        switch (i % columns) {
        case 0:
            values[i] = (dl_value){.kind = DL_VALUE_TEXT, .text = random_text(arena, seed, "x")};
            break;
        case 1:
            values[i] =
                (dl_value){.kind = DL_VALUE_INTEGER, .integer = random_below(seed, 2000) - 1000};
            break;
        case 2:
            values[i] =
                (dl_value){.kind = DL_VALUE_REAL, .real = (random_below(seed, 2000) - 999.5) / 7};
            break;
        default: /* guarded, where it begins so */
            values[i] = (dl_value){.kind = DL_VALUE_TEXT, .text = random_text(arena, seed, "=")};
        }
    *rows = (dl_rows){.columns = columns, .rows = count, .names = names, .values = values};
}

static void same_rows(const dl_rows *a, const dl_rows *b)
{
    assert_int_equal(a->rows, b->rows);
    for (size_t c = 0; c < a->columns && a->rows; c++)
        assert_true(dl_str_equal(a->names[c], b->names[c]));
    for (size_t i = 0; i < a->rows * a->columns; i++) {
        assert_int_equal(a->values[i].kind, b->values[i].kind);
        assert_true(dl_str_equal(a->values[i].text, b->values[i].text));
        assert_true(a->values[i].integer == b->values[i].integer);
        assert_true(a->values[i].real == b->values[i].real);
    }
}

static void what_is_written_is_read_as_it_was(void **state)
{
    (void)state;
    static const dl_rows_format formats[] = {DL_ROWS_CSV, DL_ROWS_JSON, DL_ROWS_JSONL};
    uint64_t seed = random_seed();
    for (int round = 0; round < 600; round++) {
        dl_arena arena;
        dl_arena_init(&arena);
        dl_rows sent, got;
        dl_buf text = {0};
        random_rows(&arena, &seed, &sent);
        dl_rows_format format = formats[round % 3];
        assert_int_equal(dl_rows_write(format, &sent, &text, NULL), 0);
        dl_error error;
        assert_int_equal(read_rows(format, dl_buf_str(&text), &arena, &got, &error), 0);
        same_rows(&sent, &got);
        dl_buf_clear(&text);
        dl_arena_clear(&arena);
    }
}

static void a_cell_that_begins_as_a_formula_is_written_after_an_apostrophe(void **state)
{
    (void)state;
    dl_str name = DL_STR("=a");
    dl_value value = {.kind = DL_VALUE_TEXT, .text = DL_STR("@SUM(A1)")};
    dl_rows rows = {.columns = 1, .rows = 1, .names = &name, .values = &value};
    dl_buf text = {0};
    assert_int_equal(dl_rows_write(DL_ROWS_CSV, &rows, &text, NULL), 0);
    assert_true(dl_str_equal(dl_buf_str(&text), DL_STR("'=a\r\n'@SUM(A1)\r\n")));
    dl_buf_truncate(&text, 0);
    assert_int_equal(dl_rows_write(DL_ROWS_TSV, &rows, &text, NULL), 0);
    assert_true(dl_str_equal(dl_buf_str(&text), DL_STR("'=a\n'@SUM(A1)\n")));
    dl_buf_clear(&text);
}

static void bytes_that_are_no_text_are_written_as_text(void **state)
{
    (void)state;
    dl_str name = DL_STR("a");
    dl_value values[] = {{.kind = DL_VALUE_TEXT, .text = {"x\0y\xff", 4}},
                         {.kind = DL_VALUE_BLOB, .text = {"\0\xff", 2}}};
    dl_rows rows = {.columns = 1, .rows = 2, .names = &name, .values = values};
    for (int format = DL_ROWS_CSV; format <= DL_ROWS_JSONL; format++) {
        dl_buf text = {0};
        assert_int_equal(dl_rows_write((dl_rows_format)format, &rows, &text, NULL), 0);
        assert_true(dl_utf8_valid(dl_buf_str(&text)));
        assert_null(memchr(text.data, '\0', text.size));
        assert_true(dl_str_find(dl_buf_str(&text), DL_STR("00ff"), 0) < text.size);
        dl_buf_clear(&text);
    }
}

static void changed_files_are_refused_or_read(void **state)
{
    (void)state;
    static const char *const files[] = {
        "a,b\r\n1,\"x\"\"\ny\"\r\n2.5,z\r\n", "a\tb\n1\t'=x\n\n2\ty\n",
        "[{\"a\": 1, \"b\": [1, {\"c\": null}]}, {\"b\": \"\\u00e9\"}]",
        "{\"a\": 1e3}\n{\"a\": true, \"b\": \"x\"}\n"};
    uint64_t seed = random_seed();
    for (int round = 0; round < 4000; round++) {
        char bytes[80];
        size_t size = strlen(files[round % 4]);
        memcpy(bytes, files[round % 4], size);
        for (int k = random_below(&seed, 4); k >= 0; k--)
            bytes[random_below(&seed, (int)size)] = (char)random_below(&seed, 256);
        dl_arena arena;
        dl_arena_init(&arena);
        dl_error error;
        dl_rows rows;
        dl_str text = {bytes, (size_t)random_below(&seed, (int)size + 1)};
        int rc = read_rows((dl_rows_format)(round % 4), text, &arena, &rows, &error);
        assert_int_equal(rc, rc ? error.kind : 0);
        dl_arena_clear(&arena);
    }
}

/* Found by fuzzing: the first row of a file without columns was none, and no error told of it. */
static void objects_of_no_values_are_rows(void **state)
{
    (void)state;
    dl_arena arena;
    dl_arena_init(&arena);
    dl_rows rows;
    dl_error error = {0};
    assert_int_equal(read_rows(DL_ROWS_JSONL, DL_STR("{}\n{}\n"), &arena, &rows, &error), 0);
    assert_int_equal(rows.columns, 0);
    assert_int_equal(rows.rows, 2);
    dl_arena_clear(&arena);
}

static int read_repeated(dl_rows_format format, const char *start, const char *piece, size_t count)
{
    dl_buf text = {0};
    dl_buf_puts(&text, start);
    for (size_t i = 0; i < count; i++)
        dl_buf_puts(&text, piece);
    dl_arena arena;
    dl_arena_init(&arena);
    dl_rows rows;
    dl_error error;
    int rc = dl_rows_read(format, dl_buf_str(&text), &arena, &rows, &error);
    dl_arena_clear(&arena);
    dl_buf_clear(&text);
    return rc;
}

static void more_than_can_be_is_refused(void **state)
{
    (void)state;
    assert_int_not_equal(read_repeated(DL_ROWS_CSV, "a", ",b", 2000), 0);
    assert_int_not_equal(read_repeated(DL_ROWS_TSV, "a", "\tb", 2000), 0);
    assert_int_equal(read_repeated(DL_ROWS_CSV, "a", "\n1", 1000001), DL_ERR_LIMIT_SIZE);
    assert_int_equal(read_repeated(DL_ROWS_TSV, "a\tb\tc", "\n1", 700000), DL_ERR_LIMIT_SIZE);
    assert_int_not_equal(read_repeated(DL_ROWS_JSON, "", "[", 1000000), 0);
    assert_int_not_equal(read_repeated(DL_ROWS_JSONL, "", "{\"a\":", 1000000), 0);
    assert_int_equal(read_repeated(DL_ROWS_CSV, "a\n\"", "\"\"", 1000000), DL_ERR_SYNTAX);
}

static void codes_are_no_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *cell;
        dl_value_kind kind;
    } rows[] = {{"0", DL_VALUE_INTEGER},
                {"-12", DL_VALUE_INTEGER},
                {"007", DL_VALUE_TEXT},
                {"+1", DL_VALUE_TEXT},
                {"1.5", DL_VALUE_REAL},
                {"1.", DL_VALUE_TEXT},
                {".5", DL_VALUE_TEXT},
                {"1e3", DL_VALUE_REAL},
                {"1e", DL_VALUE_TEXT},
                {"0x10", DL_VALUE_TEXT},
                {"nan", DL_VALUE_TEXT},
                {"1 000", DL_VALUE_TEXT},
                {"1e9999", DL_VALUE_TEXT},
                {"-", DL_VALUE_TEXT},
                {"1234567890123456789", DL_VALUE_TEXT},
                {"2024-01", DL_VALUE_TEXT}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[64];
        dl_arena arena;
        dl_rows got;
        dl_error error;
        dl_arena_init(&arena);
        snprintf(text, sizeof text, "a\n%s\n", rows[i].cell);
        assert_int_equal(dl_rows_read(DL_ROWS_CSV, dl_str_of(text), &arena, &got, &error), 0);
        assert_int_equal(got.values[0].kind, rows[i].kind);
        dl_arena_clear(&arena);
    }
}

static void semicolons_part_cells_where_the_first_line_has_no_comma(void **state)
{
    static const struct {
        const char *text;
        size_t columns;
        const char *first, *last;
    } rows[] = {{"a;b\n1,5;y\n", 2, "1,5", "y"},
                {"\xEF\xBB\xBF\r\nn;b\r\n\"x;y\";\"2\"\"\"\r\n", 2, "x;y", "2\""},
                {"a;x,b\n1;2,y\n", 2, "1;2", "y"},
                {"\"a;x\"\n1;2\n", 1, "1;2", "1;2"},
                {"\"a,x\";\"b\nc\"\ny;\n", 2, "y", ""},
                {"a\n1;2\n", 1, "1;2", "1;2"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dl_arena arena;
        dl_rows got;
        dl_error error = {0};
        dl_arena_init(&arena);
        if (dl_rows_read(DL_ROWS_CSV, dl_str_of(rows[i].text), &arena, &got, &error) != 0)
            fail_msg("row %zu: %s", i, error.message);
        assert_int_equal(got.rows, 1);
        assert_int_equal(got.columns, rows[i].columns);
        assert_true(dl_str_equal(got.values[0].text, dl_str_of(rows[i].first)));
        assert_true(dl_str_equal(got.values[got.columns - 1].text, dl_str_of(rows[i].last)));
        dl_arena_clear(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_as_it_was),
        cmocka_unit_test(a_cell_that_begins_as_a_formula_is_written_after_an_apostrophe),
        cmocka_unit_test(bytes_that_are_no_text_are_written_as_text),
        cmocka_unit_test(changed_files_are_refused_or_read),
        cmocka_unit_test(semicolons_part_cells_where_the_first_line_has_no_comma),
        cmocka_unit_test(objects_of_no_values_are_rows),
        cmocka_unit_test(more_than_can_be_is_refused),
        cmocka_unit_test(codes_are_no_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
