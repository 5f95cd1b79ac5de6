/* Tables and values on a terminal, at the widths that people have. */
#include "support.h"

#include "base/utf8.h"
#include "dateline/report.h"

typedef struct cell {
    dl_cell_kind kind;
    const char *text;
} cell;

static dl_view *table_of(dl_arena *arena, size_t columns, size_t rows, const char *const *names,
                         const cell *cells)
{
    dl_view *table = dl_view_table(arena, columns, rows);
    for (size_t c = 0; c < columns; c++)
        dl_view_names(table)[c] = dl_str_of(names[c]);
    for (size_t i = 0; i < columns * rows; i++)
        dl_view_fields(table)[i] = (dl_field){cells[i].kind, dl_str_of(cells[i].text),
                                              dl_str_of(cells[i].text), DL_STR("")};
    return table;
}

static void expect(const dl_view *view, const dl_terminal_options *options, const char *words)
{
    dl_buf text;
    dl_buf_init(&text);
    assert_int_equal(dl_view_terminal(view, options, &text, NULL), 0);
    assert_string_equal(text.data, words);
    dl_buf_clear(&text);
}

static const char *const names[] = {"what", "days", "when", "link", "note"};
static const cell cells[] = {{DL_CELL_TEXT, "日本語の映画"},
                             {DL_CELL_NUMBER, "12345678"},
                             {DL_CELL_DATE, "15 February 2024"},
                             {DL_CELL_URL, "https://example.org/a/long/address"},
                             {DL_CELL_NULL, ""},
                             {DL_CELL_TEXT, "cafe\u0301 and more words than fit"},
                             {DL_CELL_NUMBER, "-1.5"},
                             {DL_CELL_NULL, ""},
                             {DL_CELL_TEXT, ""},
                             {DL_CELL_TEXT, "n"}};

static void at_132_columns_all_is_there(void **state)
{
    (void)state;
    dl_arena arena;
    dl_arena_init(&arena);
    const dl_terminal_options wide = {.width = 132};
    expect(table_of(&arena, 5, 2, names, cells), &wide,
           "what                              days  when              link           "
           "                     note\n"
           "────────────────────────────  ────────  ────────────────  ───────────────"
           "───────────────────  ────\n"
           "日本語の映画                  12345678  15 February 2024  https://example"
           ".org/a/long/address  NULL\n"
           "cafe\u0301 and more words than fit      -1.5  NULL                           "
           "                       n\n");
    dl_arena_clear(&arena);
}

static void at_80_columns_the_widest_give_way_and_numbers_and_dates_do_not(void **state)
{
    (void)state;
    dl_arena arena;
    dl_arena_init(&arena);
    const dl_terminal_options usual = {.width = 80};
    expect(table_of(&arena, 5, 2, names, cells), &usual,
           "what                        days  when              link                    note\n"
           "──────────────────────  ────────  ────────────────  ──────────────────────  ────\n"
           "日本語の映画            12345678  15 February 2024  https://example.org/a…  NULL\n"
           "cafe\u0301 and more words t…      -1.5  NULL                                      n\n");
    dl_arena_clear(&arena);
}

static void at_40_columns_text_is_left_out_and_told(void **state)
{
    (void)state;
    dl_arena arena;
    dl_arena_init(&arena);
    const dl_terminal_options narrow = {.width = 40};
    expect(table_of(&arena, 5, 2, names, cells), &narrow,
           "what              days  when\n"
           "────────────  ────────  ────────────────\n"
           "日本語の映画  12345678  15 February 2024\n"
           "cafe\u0301 and mo…      -1.5  NULL\n"
           "(+2 columns: link, note)\n");
    dl_arena_clear(&arena);
}

static void a_column_that_says_nothing_goes_first(void **state)
{
    static const char *const three[] = {"first column", "nothing", "the last column"};
    static const cell row[] = {{DL_CELL_NUMBER, "1234567890123456"},
                               {DL_CELL_NULL, ""},
                               {DL_CELL_NUMBER, "1234567890123456789"}};
    (void)state;
    dl_arena arena;
    dl_arena_init(&arena);
    const dl_terminal_options narrow = {.width = 40};
    expect(table_of(&arena, 3, 1, three, row), &narrow,
           "    first column      the last column\n"
           "────────────────  ───────────────────\n"
           "1234567890123456  1234567890123456789\n"
           "(+1 column: nothing)\n");
    dl_arena_clear(&arena);
}

static void without_drawn_lines_and_read_aloud(void **state)
{
    static const char *const two[] = {"name", "n"};
    static const cell rows[] = {{DL_CELL_TEXT, "a very long name that does not fit at all"},
                                {DL_CELL_NUMBER, "1"},
                                {DL_CELL_TEXT, ""},
                                {DL_CELL_NULL, ""}};
    (void)state;
    dl_arena arena;
    dl_arena_init(&arena);
    const dl_view *table = table_of(&arena, 2, 2, two, rows);
    const dl_terminal_options ascii = {.width = 40, .form = DL_PICTURE_ASCII},
                              list = {.width = 40, .form = DL_PICTURE_LIST};
    expect(table, &ascii,
           "name                                   n\n"
           "----------------------------------  ----\n"
           "a very long name that does not f..     1\n"
           "                                    NULL\n");
    expect(table, &list,
           "Row 1:\n  name: a very long name that does not fit at all\n  n: 1\n"
           "Row 2:\n  n: NULL\n");
    dl_arena_clear(&arena);
}

static void colours_are_few_and_none_comes_from_outside(void **state)
{
    static const char *const two[] = {"a\x1b[31m", "b"};
    static const cell row[] = {{DL_CELL_TEXT, "x\x1b]0;t\a\u202Ey\nz"}, {DL_CELL_NULL, ""}};
    (void)state;
    dl_arena arena;
    dl_arena_init(&arena);
    dl_view *table = table_of(&arena, 2, 1, two, row);
    table->description = DL_STR("… 9 more\x1b[2J");
    const dl_terminal_options colors = {.width = 80, .color = true}, none = {.width = 80};
    expect(table, &colors,
           "\x1b[1ma␛[31m              b\n\x1b[0m──────────────────  ────\n"
           "x␛]0;t␇<U+202E>y z  \x1b[2mNULL\x1b[0m\n\x1b[2m… 9 more␛[2J\x1b[0m\n");
    expect(table, &none,
           "a␛[31m              b\n──────────────────  ────\n"
           "x␛]0;t␇<U+202E>y z  NULL\n… 9 more␛[2J\n");
    dl_arena_clear(&arena);
}

static void a_date_has_its_edtf_beside_its_words(void **state)
{
    (void)state;
    dl_arena arena;
    dl_arena_init(&arena);
    const dl_field vague = {DL_CELL_DATE, DL_STR("around March 2024"), DL_STR("2024-03~"),
                            DL_STR("")},
                   same = {DL_CELL_DATE, DL_STR("2024"), DL_STR("2024"), DL_STR("")};
    const dl_terminal_options none = {.width = 80}, colors = {.width = 80, .color = true};
    expect(dl_view_date(&arena, &vague), &none, "around March 2024  (2024-03~)\n");
    expect(dl_view_date(&arena, &vague), &colors, "around March 2024\x1b[2m  (2024-03~)\x1b[0m\n");
    expect(dl_view_date(&arena, &same), &none, "2024\n");
    dl_arena_clear(&arena);
}

/* As in t:slips(): what was found stands last, and is a number. */
static void what_stands_in_the_middle_goes_before_the_ends(void **state)
{
    static const char *const five[] = {"who", "promised", "said", "due", "slip"};
    static const cell row[] = {{DL_CELL_TEXT, "somebody"},
                               {DL_CELL_DATE, "15 February 2024"},
                               {DL_CELL_TEXT, "in a few months"},
                               {DL_CELL_TEXT, "by the summer"},
                               {DL_CELL_NUMBER, "12 days"}};
    (void)state;
    dl_arena arena;
    dl_arena_init(&arena);
    const dl_terminal_options narrow = {.width = 48};
    expect(table_of(&arena, 5, 1, five, row), &narrow,
           "who       promised          due             slip\n"
           "────────  ────────────────  ───────────  ───────\n"
           "somebody  15 February 2024  by the sum…  12 days\n"
           "(+1 column: said)\n");
    dl_arena_clear(&arena);
}

/* Of what SQL gives dates are text; a span of days within a year is longer than any number. */
static void dates_give_way_last(void **state)
{
    static const char *const five[] = {"event", "n", "due", "day", "says"};
    static const cell row[] = {{DL_CELL_TEXT, "the film maker is opened to all"},
                               {DL_CELL_NUMBER, "1234567890"},
                               {DL_CELL_DATE, "13 September to 31 December 2024"},
                               {DL_CELL_TEXT, "2024-12-09"},
                               {DL_CELL_NUMBER, "1234567890123"}};
    (void)state;
    dl_arena arena;
    dl_arena_init(&arena);
    const dl_terminal_options narrow = {.width = 60}, least = {.width = 40};
    expect(table_of(&arena, 5, 1, five, row), &narrow,
           "event           due                               day\n"
           "──────────────  ────────────────────────────────  ──────────\n"
           "the film make…  13 September to 31 December 2024  2024-12-09\n"
           "(+2 columns: n, says)\n");
    expect(table_of(&arena, 5, 1, five, row), &least,
           "event      due                day\n"
           "─────────  ─────────────────  ──────────\n"
           "the film…  13 September to …  2024-12-09\n"
           "(+2 columns: n, says)\n");
    dl_arena_clear(&arena);
}

static void a_whole_table_has_all_of_each_field(void **state)
{
    static const char *const two[] = {"what", "n"};
    (void)state;
    dl_arena arena;
    dl_arena_init(&arena);
    char long_text[401], line[512];
    memset(long_text, 'x', 400);
    long_text[400] = 0;
    const cell rows[] = {{DL_CELL_TEXT, long_text},
                         {DL_CELL_NUMBER, "1"},
                         {DL_CELL_TEXT, "short"},
                         {DL_CELL_NUMBER, "22"}};
    const dl_view *table = table_of(&arena, 2, 2, two, rows);
    const dl_terminal_options whole = {.width = 40, .whole = true};
    dl_buf text;
    dl_buf_init(&text);
    assert_int_equal(dl_view_terminal(table, &whole, &text, NULL), 0);
    snprintf(line, sizeof line, "\n%s   1\n", long_text);
    assert_non_null(strstr(text.data, line));
    /* the short one is lined up to 160 columns and no more */
    snprintf(line, sizeof line, "\n%-160s  22\n", "short");
    assert_non_null(strstr(text.data, line));
    dl_buf_clear(&text);
    dl_arena_clear(&arena);
}

/* Any table, at any width: lines keep to it, as long as one column does. */
static void no_line_is_wider_than_the_terminal(void **state)
{
    static const char *const words[] = {
        "",        "x",          "12",       "日本語", "a long text with words in it",
        "e\u0301", "1234567890", "\xff\xfe", "\n\t"};
    (void)state;
    uint64_t seed = random_seed();
    for (int round = 0; round < 300; round++) {
        dl_arena arena;
        dl_arena_init(&arena);
        size_t columns = (size_t)random_below(&seed, 30) + 1, rows = (size_t)random_below(&seed, 5);
        dl_view *table = dl_view_table(&arena, columns, rows);
        for (size_t c = 0; c < columns; c++)
            dl_view_names(table)[c] = dl_str_of(words[random_below(&seed, 9)]);
        for (size_t i = 0; i < columns * rows; i++)
            dl_view_fields(table)[i] =
                (dl_field){(dl_cell_kind)random_below(&seed, 6),
                           dl_str_of(words[random_below(&seed, 9)]), DL_STR(""), DL_STR("")};
        const dl_terminal_options options = {.width = 40 + random_below(&seed, 100),
                                             .form = (dl_picture_form)random_below(&seed, 2)};
        dl_buf text;
        dl_buf_init(&text);
        assert_int_equal(dl_view_terminal(table, &options, &text, NULL), 0);
        dl_str rest = dl_buf_str(&text);
        while (rest.data) {
            dl_str line = dl_str_cut(rest, '\n', &rest);
            if (dl_utf8_width(line) > options.width)
                fail_msg("%d columns:\n%s", options.width, text.data);
        }
        dl_buf_clear(&text);
        dl_arena_clear(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_132_columns_all_is_there),
        cmocka_unit_test(at_80_columns_the_widest_give_way_and_numbers_and_dates_do_not),
        cmocka_unit_test(at_40_columns_text_is_left_out_and_told),
        cmocka_unit_test(a_column_that_says_nothing_goes_first),
        cmocka_unit_test(what_stands_in_the_middle_goes_before_the_ends),
        cmocka_unit_test(without_drawn_lines_and_read_aloud),
        cmocka_unit_test(colours_are_few_and_none_comes_from_outside),
        cmocka_unit_test(a_date_has_its_edtf_beside_its_words),
        cmocka_unit_test(what_stands_in_the_middle_goes_before_the_ends),
        cmocka_unit_test(dates_give_way_last),
        cmocka_unit_test(a_whole_table_has_all_of_each_field),
        cmocka_unit_test(no_line_is_wider_than_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
