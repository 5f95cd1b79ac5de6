/* Rows into a notebook's table: all that were given, of what kinds, and which one is refused. */
#include "support.h"

#include "dateline/put.h"

static dl_store *open_store(void)
{
    dl_store *store;
    dl_error error;
    if (dl_store_open(&store, ":memory:", NULL, &error) != 0)
        fail_msg("%s", error.message);
    return store;
}

static dl_value integer(int64_t number)
{
    return (dl_value){.kind = DL_VALUE_INTEGER, .integer = number};
}

static dl_value text(const char *words)
{
    return (dl_value){.kind = DL_VALUE_TEXT, .text = dl_str_of(words)};
}

static dl_put *open_put(dl_store *store, const dl_put_column *columns, size_t count,
                        const char *key)
{
    dl_put *put;
    dl_error error;
    if (dl_put_open(store, DL_STR("t"), columns, count, dl_str_of(key), &put, &error) != 0)
        fail_msg("%s", error.message);
    return put;
}

/* The number that a query of one row and column gives. */
static int64_t ask(dl_store *store, const char *sql)
{
    dl_arena arena = {0};
    dl_rows rows;
    dl_error error;
    if (dl_store_query(store, dl_str_of(sql), NULL, 0, false, &arena, &rows, &error) != 0)
        fail_msg("%s", error.message);
    assert_int_equal(rows.rows, 1);
    int64_t number = rows.values[0].integer;
    dl_arena_clear(&arena);
    return number;
}

static const dl_put_column two[] = {{{"id", 2}, 1U << DL_VALUE_INTEGER},
                                    {{"name", 4}, 1U << DL_VALUE_TEXT}};

static int put_one(dl_put *put, int64_t id, const char *name, dl_error *error)
{
    dl_value *values = dl_put_next(put);
    values[0] = integer(id);
    values[1] = text(name);
    return dl_put_row(put, error);
}

/* A statement takes many rows: none may be lost where their number is no multiple of it. */
static void every_number_of_rows_is_put_whole(void **state)
{
    (void)state;
    for (int rows = 0; rows <= 100; rows++) {
        dl_store *store = open_store();
        dl_put *put = open_put(store, two, 2, "");
        dl_error error;
        for (int i = 1; i <= rows; i++)
            assert_int_equal(put_one(put, i, "x", &error), 0);
        assert_int_equal(dl_put_end(put, &error), 0);
        dl_put_close(put);
        assert_int_equal(ask(store, "SELECT count(*) FROM t"), rows);
        assert_int_equal(ask(store, "SELECT ifnull(sum(id), 0) FROM t"), rows * (rows + 1) / 2);
        dl_store_close(store);
    }
}

static void the_row_that_is_refused_is_named(void **state)
{
    (void)state;
    for (int at = 2; at <= 70; at++) {
        dl_store *store = open_store();
        dl_put *put = open_put(store, two, 2, "id");
        dl_error error;
        dl_put_close(
            put); /* the table is there, its key unique: without a key, twice is too often */
        put = open_put(store, two, 2, "");
        int rc = 0;
        for (int i = 1; rc == 0 && i <= 70; i++)
            rc = put_one(put, i == at ? 1 : i, "x", &error);
        if (rc == 0)
            rc = dl_put_end(put, &error);
        char wanted[32];
        snprintf(wanted, sizeof wanted, "row %d: ", at);
        assert_int_equal(rc, DL_ERR_SQL);
        assert_memory_equal(error.message, wanted, strlen(wanted));
        assert_non_null(strstr(error.message, "UNIQUE"));
        dl_put_close(put);
        dl_store_close(store);
    }
}

static void a_key_replaces_its_row(void **state)
{
    (void)state;
    dl_store *store = open_store();
    dl_put *put = open_put(store, two, 2, "id");
    dl_error error;
    for (int i = 0; i < 90; i++)
        assert_int_equal(put_one(put, i % 7, i < 83 ? "early" : "late", &error), 0);
    assert_int_equal(dl_put_end(put, &error), 0);
    dl_put_close(put);
    assert_int_equal(ask(store, "SELECT count(*) FROM t"), 7);
    assert_int_equal(ask(store, "SELECT count(*) FROM t WHERE name = 'late'"), 7);
    dl_store_close(store);
}

static void columns_have_the_type_that_all_their_values_fit(void **state)
{
    enum { WHOLE = 1U << DL_VALUE_INTEGER, REAL = 1U << DL_VALUE_REAL, TEXT = 1U << DL_VALUE_TEXT };
    static const struct {
        unsigned kinds;
        const char *type;
    } cases[] = {{0, "TEXT"},        {1U << DL_VALUE_NULL, "TEXT"},
                 {WHOLE, "INTEGER"}, {WHOLE | 1U << DL_VALUE_NULL, "INTEGER"},
                 {REAL, "REAL"},     {REAL | WHOLE, "REAL"},
                 {TEXT, "TEXT"},     {TEXT | WHOLE, "TEXT"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_store *store = open_store();
        const dl_put_column column = {DL_STR("c"), cases[i].kinds};
        char wanted[128];
        dl_put_close(open_put(store, &column, 1, ""));
        snprintf(wanted, sizeof wanted,
                 "SELECT count(*) FROM sqlite_schema WHERE sql = 'CREATE TABLE \"t\" (\"c\" %s)'",
                 cases[i].type);
        assert_int_equal(ask(store, wanted), 1);
        dl_store_close(store);
    }
}

/* Texts that do not live are copied; a wide row leaves room for one row only in a statement. */
static void texts_given_away_are_kept_until_they_are_written(void **state)
{
    enum { WIDE = 400 };
    static char names[WIDE][8];
    dl_put_column columns[WIDE];
    (void)state;
    for (int i = 0; i < WIDE; i++) {
        snprintf(names[i], sizeof names[i], "c%d", i);
        columns[i] = (dl_put_column){dl_str_of(names[i]), 1U << DL_VALUE_TEXT};
    }
    dl_store *store = open_store();
    dl_put *put = open_put(store, columns, WIDE, "");
    dl_error error;
    for (int row = 0; row < 5; row++) {
        dl_value *values = dl_put_next(put);
        for (int i = 0; i < WIDE; i++) {
            char passing[16];
            snprintf(passing, sizeof passing, "%d", row * i);
            values[i] = text(passing);
            values[i].text = dl_put_text(put, values[i].text);
        }
        assert_int_equal(dl_put_row(put, &error), 0);
    }
    assert_int_equal(dl_put_end(put, &error), 0);
    dl_put_close(put);
    assert_int_equal(ask(store, "SELECT sum(c399 + 0) FROM t"), 399 * (0 + 1 + 2 + 3 + 4));
    dl_store_close(store);
}

static void what_cannot_be_put_says_why(void **state)
{
    static const struct {
        const char *table, *column, *key;
        int kind;
        const char *says;
    } cases[] = {
        {"1t", "a", "", DL_ERR_USAGE, "'1t' is no name"},
        {"", "a", "", DL_ERR_USAGE, "'' is no name"},
        {"t\"; DROP TABLE u", "a", "", DL_ERR_USAGE, "is no name"},
        {"t", "a b", "", DL_ERR_USAGE, "'a b' is no name"},
        {"t", "a", "b", DL_ERR_USAGE, "the key 'b' is no column"},
        {"dl_body", "a", "", DL_ERR_PERMISSION, "may not"},
        {"sources", "a", "", DL_ERR_PERMISSION, "may not"},
        {"there", "other", "", DL_ERR_SQL, "no column named other"},
        {"there", "a", "a", DL_ERR_SQL, "UNIQUE"},
    };
    (void)state;
    dl_store *store = open_store();
    dl_error error;
    dl_put *put;
    const dl_put_column there = {DL_STR("a"), 0};
    assert_int_equal(dl_put_open(store, DL_STR("there"), &there, 1, (dl_str){"", 0}, &put, &error),
                     0);
    dl_put_close(put);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const dl_put_column column = {dl_str_of(cases[i].column), 0};
        int rc = dl_put_open(store, dl_str_of(cases[i].table), &column, 1, dl_str_of(cases[i].key),
                             &put, &error);
        assert_null(put);
        if (rc != cases[i].kind || !strstr(error.message, cases[i].says))
            fail_msg("%s, %s: %d, %s", cases[i].table, cases[i].column, rc, error.message);
    }
    assert_int_equal(dl_put_open(store, DL_STR("t"), &there, 0, (dl_str){"", 0}, &put, &error),
                     DL_ERR_USAGE);
    dl_put_close(NULL);
    dl_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_of_rows_is_put_whole),
        cmocka_unit_test(the_row_that_is_refused_is_named),
        cmocka_unit_test(a_key_replaces_its_row),
        cmocka_unit_test(columns_have_the_type_that_all_their_values_fit),
        cmocka_unit_test(texts_given_away_are_kept_until_they_are_written),
        cmocka_unit_test(what_cannot_be_put_says_why),
    };
    return cmocka_run_group_tests_name("rows that are put", tests, NULL, NULL);
}
