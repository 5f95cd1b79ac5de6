/* What the store keeps of runs: by key, newest first, and never more than its bound. */
#include "support.h"

#include "dateline/store.h"

static dl_store *open_store(void)
{
    dl_error error;
    dl_store *store;
    assert_int_equal(dl_store_open(&store, ":memory:", NULL, &error), 0);
    return store;
}

static void keep(dl_store *store, int number, const char *code, dl_str result, int64_t at_us)
{
    dl_error error;
    char key[16];
    snprintf(key, sizeof key, "key %d", number);
    dl_kept_row row = {dl_str_of(key), dl_str_of(code), DL_STR("trace"), result};
    assert_int_equal(dl_store_keep(store, &row, at_us, &error), 0);
}

static size_t count_of(dl_store *store, const char *code, dl_kept_row *rows, dl_arena *arena)
{
    dl_error error;
    size_t count;
    assert_int_equal(dl_store_kept(store, dl_str_of(code), arena, rows, 8, &count, &error), 0);
    return count;
}

static void results_come_back_by_code_newest_first(void **state)
{
    dl_store *store = open_store();
    dl_arena arena = {0};
    dl_kept_row rows[8];
    (void)state;
    keep(store, 1, "a", DL_STR("one"), 10);
    keep(store, 2, "a", DL_STR("two\0nul"), 20);
    keep(store, 3, "b", DL_STR("three"), 30);
    assert_int_equal(count_of(store, "a", rows, &arena), 2);
    assert_true(dl_str_equal(rows[0].result, DL_STR("two\0nul")));
    assert_true(dl_str_equal(rows[1].key, DL_STR("key 1")));
    keep(store, 1, "a", DL_STR("again"), 40); /* the same key: in its place */
    assert_int_equal(count_of(store, "a", rows, &arena), 2);
    assert_true(dl_str_equal(rows[0].result, DL_STR("again")));
    assert_int_equal(count_of(store, "c", rows, &arena), 0);
    dl_arena_clear(&arena);
    dl_store_close(store);
}

static void the_oldest_go_where_there_are_too_many_bytes(void **state)
{
    enum { SIZE = 4 << 20 };
    dl_error error;
    dl_store *store = open_store();
    dl_arena arena = {0};
    dl_kept_row rows[8];
    char *large = calloc(1, 3 * SIZE);
    (void)state;
    assert_non_null(large);
    for (int i = 0; i < 20; i++)
        keep(store, i, i < 6 ? "old" : i > 17 ? "new" : "middle", (dl_str){large, SIZE}, i);
    /* what is larger than is worth keeping is not kept */
    keep(store, 99, "huge", (dl_str){large, 3 * (size_t)SIZE}, 99);
    assert_int_equal(count_of(store, "huge", rows, &arena), 0);
    assert_int_equal(dl_store_prune_kept(store, &error), 0);
    assert_int_equal(count_of(store, "new", rows, &arena), 2);
    assert_true(count_of(store, "old", rows, &arena) < 3);
    free(large);
    dl_arena_clear(&arena);
    dl_store_close(store);
}

static void a_tables_hash_is_of_what_it_holds_and_dateline_drops_no_table_of_its_own(void **state)
{
    dl_error error;
    dl_store *store = open_store();
    dl_arena arena = {0};
    dl_rows rows;
    char empty[65], one[65], again[65];
    static const char make[] = "CREATE TABLE \"odd \"\"name\"(x)";
    static const char fill[] = "INSERT INTO \"odd \"\"name\" VALUES (1)";
    dl_str name = DL_STR("odd \"name");
    (void)state;
    assert_int_equal(dl_store_table_hash(store, name, empty, &error), 0);
    assert_string_equal(empty, "missing");
    assert_int_equal(dl_store_query(store, dl_str_of(make), NULL, 0, true, &arena, &rows, &error),
                     0);
    assert_int_equal(dl_store_table_hash(store, name, empty, &error), 0);
    assert_int_equal(dl_store_query(store, dl_str_of(fill), NULL, 0, true, &arena, &rows, &error),
                     0);
    assert_int_equal(dl_store_table_hash(store, name, one, &error), 0);
    assert_int_equal(dl_store_table_hash(store, name, again, &error), 0);
    assert_string_not_equal(empty, one);
    assert_string_equal(one, again);
    assert_int_equal(dl_store_drop_table(store, name, &error), 0);
    assert_int_equal(dl_store_table_hash(store, name, one, &error), 0);
    assert_string_equal(one, "missing");
    assert_int_equal(dl_store_drop_table(store, DL_STR("dl_body"), &error), 0);
    char version[DL_STORE_VERSION_SIZE];
    assert_int_equal(dl_store_version(store, version, &error), 0); /* all is still there */
    assert_int_equal(dl_store_table_hash(store, DL_STR("dl_body"), one, &error), 0);
    assert_string_equal(one, "missing"); /* none of the notebook's */
    dl_arena_clear(&arena);
    dl_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_come_back_by_code_newest_first),
        cmocka_unit_test(the_oldest_go_where_there_are_too_many_bytes),
        cmocka_unit_test(a_tables_hash_is_of_what_it_holds_and_dateline_drops_no_table_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
