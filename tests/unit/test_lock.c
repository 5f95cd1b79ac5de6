/* The lock as a file and as text, and a store set aside. */
#include "support.h"

#include "base/file.h"
#include "dateline/lock.h"
#include "dateline/store.h"

static char folder[128];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/dateline-test-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char command[256];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static const char *path_of(const char *name)
{
    static char path[2][256];
    static int which;
    which = !which;
    snprintf(path[which], sizeof path[which], "%s/%s", folder, name);
    return path[which];
}

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static dl_lock sample(void)
{
    static dl_lock_source sources[] = {
        {.url = {"https://b.org/", 14},
         .final_url = {"https://b.org/x", 15},
         .sha256 = {HASH, 64},
         .text_sha256 = {HASH, 64},
         .status = 404,
         .captured_at_us = 1732562586123456},
        {.url = {"https://a.org/\"\n", 16}, .missing = {"no \"permission\"", 15}}};
    static dl_lock_file files[] = {{{"data/\xc3\xa9.tsv", 11}, {HASH, 64}}};
    static dl_lock_cell cells[] = {{.id = {"b", 1}, .code = {HASH, 64}, .out = {HASH, 64}}};
    return (dl_lock){.sources = sources,
                     .source_count = 2,
                     .files = files,
                     .file_count = 1,
                     .cells = cells,
                     .cell_count = 1,
                     .as_of = DL_STR("2024-03")};
}

static void same(dl_str a, dl_str b)
{
    if (!dl_str_equal(a, b))
        fail_msg("'%.*s' is not '%.*s'", DL_STR_ARG(a), DL_STR_ARG(b));
}

static void what_is_printed_is_what_is_saved_and_read_back(void **state)
{
    const dl_lock lock = sample();
    dl_lock read;
    dl_buf printed = {0}, saved = {0};
    dl_arena arena = {0};
    dl_error error;
    (void)state;
    assert_int_equal(dl_lock_print(&lock, &printed, &error), 0);
    assert_int_equal(dl_lock_save(path_of("n.lock"), &lock, &error), 0);
    assert_int_equal(dl_file_read(path_of("n.lock"), 1 << 20, &saved, &error), 0);
    same(dl_buf_str(&printed), dl_buf_str(&saved));
    assert_int_equal(dl_lock_load(path_of("n.lock"), &arena, &read, &error), 0);
    assert_int_equal(read.source_count, 2); /* sorted by what their lines begin with */
    same(read.sources[0].url, lock.sources[1].url);
    same(read.sources[0].missing, lock.sources[1].missing);
    assert_int_equal(read.sources[0].sha256.size, 0);
    same(read.sources[1].final_url, lock.sources[0].final_url);
    assert_int_equal(read.sources[1].captured_at_us, lock.sources[0].captured_at_us);
    assert_int_equal(read.sources[1].status, 404);
    assert_int_equal(read.file_count, 1);
    same(read.files[0].path, lock.files[0].path);
    same(read.files[0].sha256, lock.files[0].sha256);
    same(read.as_of, lock.as_of);
    dl_buf_clear(&printed);
    dl_buf_clear(&saved);
    dl_arena_clear(&arena);
}

static void lines_of_other_kinds_stay_and_ours_go(void **state)
{
    static const char before[] = "{\"file\":\"old\",\"sha256\":\"" HASH "\"}\n"
                                 "{\"note\":\"by somebody\"}\n";
    const dl_lock none = {0};
    dl_buf saved = {0};
    dl_error error;
    (void)state;
    assert_int_equal(dl_file_write(path_of("n.lock"), DL_STR(before), &error), 0);
    assert_int_equal(dl_lock_save(path_of("n.lock"), &none, &error), 0);
    assert_int_equal(dl_file_read(path_of("n.lock"), 1 << 20, &saved, &error), 0);
    same(dl_buf_str(&saved), DL_STR("{\"note\":\"by somebody\"}\n"));
    dl_buf_clear(&saved);
}

static void a_line_that_is_none_of_a_locks_is_named(void **state)
{
    static const dl_str wrong[] = {
        {"{\"file\":1}", 10},
        {"{\"file\":\"a\",\"sha256\":\"00\"}", 26},
        {"{\"file\":\"a\"", 11},
        {"{\"source\":\"https://a.org/\"}", 27},
        {"{\"source\":\"https://a.org/\",\"missing\":\"\"}", 40},
        {"{\"source\":\"https://a.org/\",\"missing\":\"x\",\"sha256\":\"00\"}", 55},
        {"{\"file\":\"\xff\",\"sha256\":\"" HASH "\"}", 88},
        {"{\"file\":\"a\0b\"}", 14},
        {"x", 1}};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        dl_lock read;
        dl_arena arena = {0};
        dl_error error;
        dl_buf text = {0};
        dl_buf_puts(&text, "{\"note\":1}\n");
        dl_buf_add(&text, wrong[i]);
        dl_buf_putc(&text, '\n');
        assert_int_equal(dl_file_write(path_of("n.lock"), dl_buf_str(&text), &error), 0);
        if (dl_lock_load(path_of("n.lock"), &arena, &read, &error) != DL_ERR_SYNTAX)
            fail_msg("line %zu was taken", i);
        assert_int_equal(error.line, 2);
        dl_buf_clear(&text);
        dl_arena_clear(&arena);
    }
}

/* --- a copy of a store --- */

static void put(dl_store *store, const char *key)
{
    dl_error error;
    assert_int_equal(dl_store_set(store, dl_str_of(key), DL_STR("1"), &error), 0);
}

static bool has(const char *name, const char *key)
{
    dl_store *store;
    dl_error error;
    dl_str value;
    dl_arena arena = {0};
    assert_int_equal(dl_store_open(&store, path_of(name), NULL, &error), 0);
    bool there = dl_store_get(store, dl_str_of(key), &arena, &value, &error) == 0;
    dl_store_close(store);
    dl_arena_clear(&arena);
    return there;
}

static void a_copy_has_what_the_store_has_and_leaves_nothing_beside_it(void **state)
{
    dl_store *store;
    dl_error error;
    char from[256];
    (void)state;
    snprintf(from, sizeof from, "%s", path_of("a.db"));
    assert_int_equal(dl_store_open(&store, from, NULL, &error), 0);
    put(store, "one");
    dl_store_close(store);
    assert_int_equal(dl_store_copy(from, path_of("b.db"), &error), 0);
    assert_int_not_equal(access(path_of("a.db-wal"), F_OK), 0);
    assert_int_not_equal(access(path_of("a.db-shm"), F_OK), 0);
    assert_true(has("b.db", "one"));
    assert_int_equal(dl_store_copy(from, path_of("b.db"), &error), DL_ERR_USAGE);
}

static void a_copy_of_a_store_in_use_has_what_was_written_last(void **state)
{
    dl_store *store;
    dl_error error;
    char from[256];
    (void)state;
    snprintf(from, sizeof from, "%s", path_of("c.db"));
    assert_int_equal(dl_store_open(&store, from, NULL, &error), 0);
    put(store, "one"); /* it waits in the write-ahead log */
    assert_int_equal(dl_store_copy(from, path_of("d.db"), &error), 0);
    put(store, "two");
    dl_store_close(store);
    assert_true(has("d.db", "one"));
    assert_false(has("d.db", "two"));
    assert_true(has("c.db", "two"));
}

static void what_is_no_store_is_not_copied(void **state)
{
    dl_error error;
    char from[256];
    (void)state;
    snprintf(from, sizeof from, "%s", path_of("text.db"));
    assert_int_equal(dl_store_copy(path_of("none.db"), path_of("e.db"), &error), DL_ERR_NOT_FOUND);
    assert_int_equal(dl_file_write(from, DL_STR("this is no database at all, but text"), &error),
                     0);
    assert_int_equal(dl_store_copy(from, path_of("f.db"), &error), DL_ERR_STORE);
    if (!strstr(error.message, "text.db"))
        fail_msg("the store is not named: %s", error.message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_printed_is_what_is_saved_and_read_back),
        cmocka_unit_test(lines_of_other_kinds_stay_and_ours_go),
        cmocka_unit_test(a_line_that_is_none_of_a_locks_is_named),
        cmocka_unit_test(a_copy_has_what_the_store_has_and_leaves_nothing_beside_it),
        cmocka_unit_test(a_copy_of_a_store_in_use_has_what_was_written_last),
        cmocka_unit_test(what_is_no_store_is_not_copied),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
