/*
 * A notebook's SQL under libFuzzer: any statement, allowed to write. Whatever it says, what was
 * captured is as it was, dateline's own tables are neither read nor written, and work that is
 * rolled back leaves no table behind.
 */
#include <string.h>

#include "dateline/store.h"
#include "fuzz.h"

static dl_store *store;
static char version[DL_STORE_VERSION_SIZE];

static void open_store(void)
{
    dl_snapshot snapshot = {.url = DL_STR("https://a.example/"),
                            .final_url = DL_STR("https://a.example/"),
                            .status = 200,
                            .headers = DL_STR("HTTP/1.1 200 OK\r\n\r\n"),
                            .body = DL_STR("hidden-body"),
                            .captured_at_us = 1};
    dl_arena arena;
    dl_rows rows;
    dl_arena_init(&arena);
    hold(dl_store_open(&store, ":memory:", NULL, NULL) == 0);
    hold(dl_store_add_snapshot(store, &snapshot, NULL, NULL) == 0);
    hold(dl_store_set(store, DL_STR("key"), DL_STR("hidden-value"), NULL) == 0);
    hold(dl_store_query(store, DL_STR("CREATE TABLE t(a, b)"), NULL, 0, true, &arena, &rows,
                        NULL) == 0);
    hold(dl_store_query(store, DL_STR("INSERT INTO t VALUES (1, 'x'), (2, NULL)"), NULL, 0, true,
                        &arena, &rows, NULL) == 0);
    hold(dl_store_version(store, version, NULL) == 0);
    dl_arena_clear(&arena);
}

/* The kept value can be had by no statement. */
static void check_rows(const dl_rows *rows)
{
    for (size_t i = 0; i < rows->rows * rows->columns && i < 1000; i++) {
        dl_str text = rows->values[i].text;
        hold(dl_str_find(text, DL_STR("hidden-value"), 0) == text.size);
    }
}

static void check_store(void)
{
    char now[DL_STORE_VERSION_SIZE], hash[65];
    dl_arena arena;
    dl_str value;
    dl_arena_init(&arena);
    hold(dl_store_version(store, now, NULL) == 0 && strcmp(now, version) == 0);
    hold(dl_store_get(store, DL_STR("key"), &arena, &value, NULL) == 0);
    hold(dl_str_equal(value, DL_STR("hidden-value")));
    hold(dl_store_table_hash(store, DL_STR("t"), hash, NULL) == 0);
    static char first[65];
    if (!first[0])
        memcpy(first, hash, sizeof first);
    hold(strcmp(first, hash) == 0);
    dl_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_arena arena;
    dl_rows rows;
    dl_error error = {0};
    dl_str sql = fuzz_bytes(data, size);
    /* what asks for rows without end is stopped by the clock, which is not here */
    if (dl_str_find(sql, DL_STR("ecursive"), 0) < size ||
        dl_str_find(sql, DL_STR("ECURSIVE"), 0) < size)
        return 0;
    /* a statement that writes the word itself is shown it */
    if (dl_str_find(sql, DL_STR("hidden-value"), 0) < size)
        return 0;
    if (!store)
        open_store();
    dl_arena_init(&arena);
    hold(dl_store_begin_work(store, size % 2, NULL) == 0);
    int rc = dl_store_query(store, sql, NULL, 0, true, &arena, &rows, &error);
    hold(rc == 0 || error.message[0]);
    if (rc == 0)
        check_rows(&rows);
    dl_store_rollback_work(store);
    check_store();
    dl_arena_clear(&arena);
    return 0;
}
