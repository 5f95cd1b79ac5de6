/* The store: what is kept comes back, what is not ours is refused, what is hostile gets nowhere. */
#include "support.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/file.h"
#include "dateline/bundle_rows.h"
#include "dateline/store.h"
#include "store/excerpt.h"

static char folder[] = "/tmp/dateline-store-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

/* A path of its own for each test. */
static void new_path(const char *name)
{
    snprintf(path, sizeof path, "%s/%s.db", folder, name);
}

static dl_store *open_store(void)
{
    dl_store *store;
    dl_error error;
    if (dl_store_open(&store, path, NULL, &error) != 0)
        fail_msg("%s", error.message);
    return store;
}

static int64_t add(dl_store *store, const char *url, const char *body, int64_t at)
{
    dl_error error;
    dl_snapshot snapshot = {.url = dl_str_of(url),
                            .final_url = dl_str_of(url),
                            .status = 200,
                            .headers = DL_STR("HTTP/1.1 200 OK\r\nA: b\r\n\r\n"),
                            .redirects = DL_STR(""),
                            .body = dl_str_of(body),
                            .captured_at_us = at,
                            .etag = DL_STR("\"x\"")};
    if (dl_store_add_snapshot(store, &snapshot, NULL, &error) != 0)
        fail_msg("%s", error.message);
    return snapshot.id;
}

static void a_snapshot_comes_back_as_it_was(void **state)
{
    (void)state;
    new_path("back");
    dl_store *store = open_store();
    dl_arena arena;
    dl_snapshot got;
    dl_arena_init(&arena);
    char body[4096];
    memset(body, 'a', sizeof body - 1);
    body[sizeof body - 1] = '\0';
    add(store, "https://a.example/", body, 1000);
    dl_store_close(store);
    store = open_store();
    assert_int_equal(dl_store_latest(store, DL_STR("https://a.example/"), true, &arena, &got, NULL),
                     0);
    assert_true(dl_str_equal(got.body, dl_str_of(body)));
    assert_true(dl_str_equal(got.headers, DL_STR("HTTP/1.1 200 OK\r\nA: b\r\n\r\n")));
    assert_int_equal(got.captured_at_us, 1000);
    assert_int_equal(got.sha256.size, 64);
    assert_int_equal(dl_store_latest(store, DL_STR("https://b.example/"), true, &arena, &got, NULL),
                     DL_ERR_NOT_FOUND);
    dl_arena_clear(&arena);
    dl_store_close(store);
}

static int count_rows(const char *sql)
{
    sqlite3 *plain;
    sqlite3_stmt *ask;
    assert_int_equal(sqlite3_open(path, &plain), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(plain, sql, -1, &ask, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(ask), SQLITE_ROW);
    int count = sqlite3_column_int(ask, 0);
    sqlite3_finalize(ask);
    sqlite3_close(plain);
    return count;
}

static void equal_bodies_are_kept_once_and_the_newest_capture_is_found(void **state)
{
    (void)state;
    new_path("once");
    dl_store *store = open_store();
    dl_arena arena;
    dl_snapshot got, *all;
    size_t count;
    dl_arena_init(&arena);
    add(store, "https://a.example/", "same", 1);
    int64_t newest = add(store, "https://a.example/", "same", 3);
    add(store, "https://a.example/", "other", 2);
    assert_int_equal(dl_store_latest(store, DL_STR("https://a.example/"), true, &arena, &got, NULL),
                     0);
    assert_int_equal(got.id, newest);
    assert_int_equal(dl_store_snapshots(store, DL_STR(""), &arena, &all, &count, NULL), 0);
    assert_int_equal(count, 3);
    assert_int_equal(all[0].id, newest);
    dl_arena_clear(&arena);
    dl_store_close(store);
    assert_int_equal(count_rows("SELECT count(*) FROM dl_body"), 2);
    assert_int_equal(count_rows("PRAGMA application_id"), 0x646C6E31);
}

static void proof_can_neither_be_changed_nor_deleted(void **state)
{
    static const char *const attempts[] = {"UPDATE dl_body SET size = 1", "DELETE FROM dl_body",
                                           "UPDATE dl_snapshot SET status = 1",
                                           "DELETE FROM dl_snapshot"};
    (void)state;
    new_path("proof");
    dl_store *store = open_store();
    add(store, "https://a.example/", "x", 1);
    dl_store_close(store);
    sqlite3 *plain;
    assert_int_equal(sqlite3_open(path, &plain), SQLITE_OK);
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++)
        assert_int_equal(sqlite3_exec(plain, attempts[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
    sqlite3_close(plain);
}

static void a_damaged_body_is_not_used(void **state)
{
    (void)state;
    new_path("damaged");
    dl_store *store = open_store();
    int64_t id = add(store, "https://a.example/", "the body as it was captured", 1);
    dl_store_close(store);
    sqlite3 *plain;
    assert_int_equal(sqlite3_open(path, &plain), SQLITE_OK);
    assert_int_equal(sqlite3_exec(plain,
                                  "DROP TRIGGER dl_body_kept;"
                                  "UPDATE dl_body SET bytes = zeroblob(length(bytes))",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(plain);
    store = open_store();
    dl_arena arena;
    dl_snapshot got;
    dl_error error;
    dl_arena_init(&arena);
    assert_int_equal(dl_store_snapshot(store, id, true, &arena, &got, &error), DL_ERR_STORE);
    assert_non_null(strstr(error.message, "damaged"));
    assert_int_equal(dl_snapshot_bodies_hold(store, &error), DL_ERR_STORE);
    assert_non_null(strstr(error.message, "damaged"));
    dl_arena_clear(&arena);
    dl_store_close(store);
}

/* The second capture is carried to where its body is already. */
static void captures_of_one_body_are_carried_whole(void **state)
{
    (void)state;
    new_path("from");
    dl_store *from = open_store();
    const int64_t ids[] = {add(from, "https://a.example/1", "one body of two", 1),
                           add(from, "https://a.example/2", "one body of two", 2)};
    assert_int_equal(dl_snapshot_bodies_hold(from, NULL), 0);
    new_path("to");
    dl_store *to = open_store();
    for (int i = 0; i < 2; i++) {
        dl_arena arena;
        dl_snapshot was, got;
        int64_t copy = 0;
        dl_arena_init(&arena);
        assert_int_equal(dl_snapshot_carry(from, ids[i], to, 0, &copy, NULL), 0);
        assert_int_equal(dl_store_snapshot(from, ids[i], true, &arena, &was, NULL), 0);
        assert_int_equal(dl_store_snapshot(to, copy, true, &arena, &got, NULL), 0);
        assert_true(dl_str_equal(got.body, DL_STR("one body of two")));
        assert_true(dl_str_equal(got.url, was.url) && dl_str_equal(got.sha256, was.sha256));
        assert_int_equal(got.body_size, was.body_size);
        assert_true(dl_str_equal(got.wire_sha256, was.wire_sha256));
        dl_arena_clear(&arena);
    }
    dl_store_close(from);
    dl_store_close(to);
}

static void write_file(const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(bytes, 1, size, file);
    fclose(file);
}

static void what_is_no_store_is_refused_and_left_as_it_is(void **state)
{
    (void)state;
    static const char text[] = "This is a letter, and no database at all; it is long enough to be "
                               "read as a header of one hundred bytes, which it is not.";
    dl_store *store;
    dl_error error;
    dl_buf after;
    new_path("letter");
    write_file(text, sizeof text);
    assert_int_equal(dl_store_open(&store, path, NULL, &error), DL_ERR_STORE);
    assert_null(store);
    assert_non_null(strstr(error.message, path));
    dl_buf_init(&after);
    assert_int_equal(dl_file_read(path, 1000, &after, NULL), 0);
    assert_memory_equal(after.data, text, sizeof text);
    dl_buf_clear(&after);
    assert_int_equal(dl_store_open(&store, folder, NULL, &error), DL_ERR_STORE);
    assert_int_equal(dl_store_open(&store, "/no/such/folder/x.db", NULL, &error), DL_ERR_STORE);
}

static void another_programs_or_a_newer_store_is_refused(void **state)
{
    (void)state;
    sqlite3 *plain;
    dl_store *store;
    dl_error error;
    new_path("foreign");
    assert_int_equal(sqlite3_open(path, &plain), SQLITE_OK);
    sqlite3_exec(plain, "CREATE TABLE t(a); PRAGMA application_id = 7", NULL, NULL, NULL);
    sqlite3_close(plain);
    assert_int_equal(dl_store_open(&store, path, NULL, &error), DL_ERR_STORE);
    assert_non_null(strstr(error.message, "another program"));
    new_path("newer");
    dl_store_close(open_store());
    assert_int_equal(sqlite3_open(path, &plain), SQLITE_OK);
    sqlite3_exec(plain, "PRAGMA user_version = 99", NULL, NULL, NULL);
    sqlite3_close(plain);
    assert_int_equal(dl_store_open(&store, path, NULL, &error), DL_ERR_STORE);
    assert_non_null(strstr(error.message, "newer"));
}

static void a_full_disk_is_told_and_loses_nothing(void **state)
{
    (void)state;
    new_path("full");
    dl_store *store = open_store();
    add(store, "https://a.example/1", "kept", 1);
    dl_store_close(store);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 300000;
    store = open_store();
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    char *large = malloc(2000000);
    assert_non_null(large);
    uint64_t seed = 7;
    for (size_t i = 0; i < 2000000; i++) /* random bytes do not compress */
        large[i] = (char)random_next(&seed);
    dl_snapshot snapshot = {.url = DL_STR("https://a.example/2"),
                            .final_url = DL_STR("https://a.example/2"),
                            .status = 200,
                            .body = {large, 2000000},
                            .captured_at_us = 2};
    dl_error error;
    int rc = dl_store_add_snapshot(store, &snapshot, NULL, &error);
    setrlimit(RLIMIT_FSIZE, &before);
    free(large);
    if (rc != DL_ERR_FULL)
        fail_msg("%d: %s", rc, error.message);
    assert_non_null(strstr(error.message, "full"));
    dl_store_close(store);
    store = open_store();
    dl_arena arena;
    dl_snapshot got;
    dl_arena_init(&arena);
    assert_int_equal(
        dl_store_latest(store, DL_STR("https://a.example/1"), true, &arena, &got, NULL), 0);
    assert_true(dl_str_equal(got.body, DL_STR("kept")));
    dl_arena_clear(&arena);
    dl_store_close(store);
    assert_int_equal(count_rows("SELECT count(*) FROM pragma_integrity_check "
                                "WHERE integrity_check = 'ok'"),
                     1);
}

static void two_processes_write_and_nothing_is_lost(void **state)
{
    (void)state;
    enum { EACH = 40 };
    new_path("two");
    dl_store_close(open_store());
    pid_t child = fork();
    assert_true(child >= 0);
    dl_store *store = open_store();
    for (int i = 0; i < EACH; i++) {
        char url[64];
        snprintf(url, sizeof url, "https://%s.example/%d", child ? "a" : "b", i);
        add(store, url, url, i);
    }
    dl_store_close(store);
    if (child == 0)
        _exit(0);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(count_rows("SELECT count(*) FROM dl_snapshot"), 2 * EACH);
}

static int query(dl_store *store, const char *sql, bool write, dl_error *error)
{
    dl_arena arena;
    dl_rows rows;
    dl_arena_init(&arena);
    int rc = dl_store_query(store, dl_str_of(sql), NULL, 0, write, &arena, &rows, error);
    dl_arena_clear(&arena);
    return rc;
}

static void hostile_statements_are_refused_reading_and_writing(void **state)
{
    static const char *const statements[] = {
        "ATTACH 'x.db' AS x",
        "DETACH main",
        "PRAGMA writable_schema = 1",
        "PRAGMA trusted_schema = 1",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA table_info(dl_body)",
        "SELECT load_extension('x')",
        "SELECT readfile('/etc/passwd')",
        "SELECT writefile('x', 'y')",
        "SELECT fts3_tokenizer('x')",
        "SELECT randomblob(9)",
        "SELECT random()",
        "SELECT datetime('now')",
        "SELECT current_timestamp",
        "SELECT zeroblob(1)",
        "VACUUM",
        "VACUUM INTO 'x.db'",
        "BEGIN",
        "COMMIT",
        "SAVEPOINT s",
        "SELECT * FROM dl_body",
        "SELECT count(*) FROM dl_snapshot",
        "SELECT * FROM dl_page_words",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM sqlite_dbpage",
        "SELECT * FROM dbstat",
        "SELECT * FROM dbstat", /* which is there once it was asked for */
        "CREATE TABLE dbstat(a)",
        "INSERT INTO dl_value VALUES ('a', 'b')",
        "UPDATE dl_source SET url = 'x'",
        "DELETE FROM dl_value",
        "DROP TABLE dl_value",
        "DROP VIEW snapshots",
        "CREATE TABLE dl_mine(a)",
        "CREATE TABLE sqlite_mine(a)",
        "CREATE TABLE snapshots(a)",
        "CREATE TEMP TABLE t(a)",
        "CREATE TEMP VIEW sources AS SELECT 1",
        "CREATE TRIGGER t AFTER INSERT ON dl_value BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE v USING fts5(a)",
        "ALTER TABLE dl_value ADD COLUMN c",
        "CREATE INDEX i ON dl_value(value)",
        "INSERT INTO sqlite_schema VALUES (1,2,3,4,5)",
        "CREATE VIEW v AS SELECT * FROM dl_body; SELECT 1",
        "ANALYZE",
        "SELECT 1; SELECT 2",
        "",
        "-- nothing",
        "SELEC 1",
        "SELECT 'unfinished"};
    (void)state;
    new_path("hostile");
    dl_store *store = open_store();
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        for (int write = 0; write < 2; write++) {
            dl_error error;
            int rc = query(store, statements[i], write == 1, &error);
            if (rc != DL_ERR_PERMISSION && rc != DL_ERR_SQL)
                fail_msg("%s: %d %s", statements[i], rc, rc ? error.message : "was run");
        }
    }
    dl_store_close(store);
}

/* SQLite tells the authorizer a subquery's name as it tells a view's. */
static void a_subquery_with_the_name_of_a_view_has_no_more_rights(void **state)
{
    static const char *const statements[] = {
        "WITH sources AS (SELECT * FROM dl_kept) SELECT * FROM sources",
        "WITH sources AS (SELECT * FROM dl_body), t AS (SELECT 1) SELECT * FROM sources",
        "WITH sources AS (SELECT datetime('now')) SELECT * FROM sources",
        "WITH SOURCES(a) AS (SELECT random()) SELECT * FROM sources",
        "WITH RECURSIVE pages(a) AS NOT MATERIALIZED (SELECT key FROM dl_kept) SELECT a FROM pages",
        "WITH \"claims\" AS MATERIALIZED (SELECT random()) SELECT * FROM claims",
        "WITH [evidence] /* ( */ AS -- (\n (SELECT random()) SELECT * FROM evidence",
        "WITH `snapshots`AS(SELECT random()) SELECT * FROM snapshots",
        "WITH 'sources' AS (SELECT random()) SELECT * FROM sources",
        "WITH \xEF\xBB\xBFsources AS (SELECT random()) SELECT * FROM sources",
        "SELECT $a('), 1 FROM (WITH sources AS (SELECT random()) SELECT * FROM sources) --')",
        "SELECT $a::b(\"), 1 FROM (WITH sources AS (SELECT random()) SELECT * FROM sources) --\")",
        "SELECT 'it''s', 1 FROM (WITH sources AS (SELECT random()) SELECT * FROM sources)",
        "CREATE VIEW v AS WITH sources AS (SELECT * FROM dl_kept) SELECT * FROM sources",
        "CREATE TABLE t AS WITH sources AS (SELECT * FROM dl_kept) SELECT * FROM sources"};
    static const char *const good[] = {
        "WITH pages AS (SELECT 1 AS n) SELECT n FROM pages",
        "WITH pages AS (SELECT url, versions FROM sources) SELECT url FROM pages",
        "WITH mine(a) AS (SELECT url FROM snapshots) SELECT (SELECT count(*) FROM pages) FROM mine",
        "SELECT 'WITH sources AS (', s.url FROM sources AS s"};
    (void)state;
    new_path("shadow");
    dl_store *store = open_store();
    for (size_t i = 0; i < 2 * (sizeof statements / sizeof *statements); i++) {
        dl_error error;
        int rc = query(store, statements[i / 2], i % 2 == 1, &error);
        if (rc != DL_ERR_PERMISSION)
            fail_msg("%s: %d %s", statements[i / 2], rc, rc ? error.message : "was run");
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        dl_error error;
        if (query(store, good[i], false, &error) != 0)
            fail_msg("%s: %s", good[i], error.message);
    }
    dl_store_close(store);
    /* a store from elsewhere may have what is refused here */
    sqlite3 *plain;
    dl_error error;
    assert_int_equal(sqlite3_open(path, &plain), SQLITE_OK);
    sqlite3_exec(plain, "CREATE VIEW v AS WITH sources AS (SELECT random()) SELECT * FROM sources",
                 NULL, NULL, NULL);
    sqlite3_close(plain);
    store = open_store();
    assert_int_equal(query(store, "SELECT * FROM v", false, &error), DL_ERR_PERMISSION);
    assert_int_equal(query(store, "SELECT * FROM snapshots", false, &error), 0);
    dl_store_close(store);
}

static void json_is_taken_apart_by_a_query_that_only_reads(void **state)
{
    (void)state;
    new_path("json");
    dl_store *store = open_store();
    dl_error error;
    if (query(store, "SELECT value FROM json_each('[1,2]')", false, &error) != 0 ||
        query(store, "SELECT path FROM json_tree('[[1],2]')", false, &error) != 0)
        fail_msg("%s", error.message);
    dl_store_close(store);
}

static void a_view_of_ones_own_shows_nothing_of_dateline(void **state)
{
    (void)state;
    new_path("view");
    dl_store *store = open_store();
    dl_error error;
    query(store, "CREATE VIEW peek AS SELECT * FROM dl_value", true, &error);
    assert_int_not_equal(query(store, "SELECT * FROM peek", false, &error), 0);
    assert_int_equal(query(store, "CREATE TABLE mine(a INTEGER PRIMARY KEY, b)", true, &error), 0);
    assert_int_equal(query(store, "INSERT INTO mine(b) VALUES (1), (2)", true, &error), 0);
    if (query(store, "SELECT sum(b) FROM mine JOIN snapshots ON 1", false, &error) != 0)
        fail_msg("%s", error.message);
    assert_int_equal(query(store, "DELETE FROM mine", false, &error), DL_ERR_PERMISSION);
    assert_int_equal(query(store, "DROP TABLE mine", true, &error), 0);
    dl_store_close(store);
}

static void a_query_without_end_stops_when_it_is_told_to(void **state)
{
    (void)state;
    new_path("endless");
    static dl_cancel cancel;
    dl_store *store;
    dl_store_options options = {.cancel = &cancel};
    dl_error error;
    dl_cancel_reset(&cancel);
    assert_int_equal(dl_store_open(&store, path, &options, &error), 0);
    dl_cancel_set(&cancel, DL_ERR_LIMIT_TIME);
    assert_int_equal(query(store,
                           "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                           "SELECT count(*) FROM n",
                           false, &error),
                     DL_ERR_LIMIT_TIME);
    dl_cancel_reset(&cancel);
    assert_int_equal(query(store, "SELECT 1", false, &error), 0);
    dl_store_close(store);
}

static void pages_are_found_by_their_words_with_an_excerpt(void **state)
{
    (void)state;
    new_path("search");
    dl_store *store = open_store();
    dl_arena arena;
    dl_search_hit *hits;
    size_t count;
    dl_buf text;
    dl_arena_init(&arena);
    dl_buf_init(&text);
    for (int i = 0; i < 100; i++)
        dl_buf_puts(&text, "words before it and ");
    dl_buf_puts(&text, "the Leak éé of November after it ");
    for (int i = 0; i < 100; i++)
        dl_buf_puts(&text, "ünd möre after ");
    dl_page_row page = {.snapshot = add(store, "https://a.example/", "x", 1),
                        .extractor = 1,
                        .title = DL_STR("A page"),
                        .text = dl_buf_str(&text)};
    assert_int_equal(dl_store_put_page(store, &page, NULL), 0);
    assert_int_equal(dl_store_put_page(store, &page, NULL), 0); /* again: no second */
    static const char *const queries[] = {"leak", "leak november", "\"leak", "leak AND", "a* OR ("};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(
            dl_store_search(store, dl_str_of(queries[i]), 10, &arena, &hits, &count, NULL), 0);
        assert_int_equal(count, 1);
        assert_non_null(strstr(hits[0].excerpt.data, "Leak éé of November"));
        assert_true(hits[0].excerpt.size < 220);
    }
    for (size_t i = 3; i < 5; i++)
        assert_int_equal(
            dl_store_search(store, dl_str_of(queries[i]), 10, &arena, &hits, &count, NULL), 0);
    assert_int_equal(dl_store_search(store, DL_STR("nowhere"), 10, &arena, &hits, &count, NULL), 0);
    assert_int_equal(count, 0);
    dl_buf_clear(&text);
    dl_arena_clear(&arena);
    dl_store_close(store);
}

static void the_excerpt_is_where_the_words_stand_together(void **state)
{
    static const struct {
        const char *query, *has;
    } rows[] = {
        {"end of the year", "promised by the end of the year"},
        {"year the promised", "promised by the end of the year"},
        {"\"end of the year\"", "promised by the end of the year"},
        {"sora AND veo", "“Sora” before Veo"}, /* "and" is said before it */
        {"test* access", "testers lost access"},
        {"the testers", "until the testers lost"},
        {"access nowhere", "testers lost access"},
        {"nowhere", "In the end of it"},
    };
    (void)state;
    dl_arena arena;
    dl_buf text;
    dl_arena_init(&arena);
    dl_buf_init(&text);
    dl_buf_puts(&text, "In the end of it and at the test of a year. ");
    for (int i = 0; i < 40; i++)
        dl_buf_puts(&text, "Words before them; ");
    dl_buf_puts(&text, "they promised by the end of the year what was late. ");
    for (int i = 0; i < 40; i++)
        dl_buf_puts(&text, "Words between them; ");
    dl_buf_puts(&text, "They saw “Sora” before Veo, until the testers lost access. ");
    for (int i = 0; i < 40; i++)
        dl_buf_puts(&text, "Words after them; ");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dl_str excerpt = store_excerpt(dl_buf_str(&text), dl_str_of(rows[i].query), &arena);
        if (dl_str_find(excerpt, dl_str_of(rows[i].has), 0) == excerpt.size)
            fail_msg("%s: %.*s", rows[i].query, DL_STR_ARG(excerpt));
        assert_true(excerpt.size < 180);
    }
    dl_buf_clear(&text);
    dl_arena_clear(&arena);
}

/* Of what is said everywhere the pages read last are ranked, the best of them first; what few say
 * is found wherever it stands. */
static void what_is_said_everywhere_is_ranked_among_the_latest(void **state)
{
    enum { PAGES = DL_SEARCH_RANKED + 200 };
    (void)state;
    new_path("everywhere");
    dl_store *store = open_store();
    dl_arena arena;
    dl_search_hit *hits;
    size_t count;
    dl_error error;
    dl_arena_init(&arena);
    assert_int_equal(dl_store_begin(store, &error), 0);
    for (int i = 0; i < PAGES; i++) {
        char url[64];
        snprintf(url, sizeof url, "https://a.example/%d", i);
        dl_page_row page = {.snapshot = add(store, url, url, i + 1),
                            .extractor = 1,
                            .text = i == 3           ? DL_STR("told once: rare, and common")
                                    : i == PAGES - 7 ? DL_STR("common common common")
                                                     : DL_STR("what is common in all of them")};
        assert_int_equal(dl_store_put_page(store, &page, &error), 0);
    }
    assert_int_equal(dl_store_commit(store, &error), 0);
    assert_int_equal(dl_store_search(store, DL_STR("common"), 20, &arena, &hits, &count, &error),
                     0);
    assert_int_equal(count, 20);
    assert_int_equal(hits[0].captured_at_us, PAGES - 6);
    for (size_t i = 0; i < count; i++)
        assert_true(hits[i].captured_at_us > PAGES - DL_SEARCH_RANKED);
    assert_int_equal(dl_store_search(store, DL_STR("rare"), 20, &arena, &hits, &count, &error), 0);
    assert_int_equal(count, 1);
    assert_int_equal(hits[0].captured_at_us, 4);
    assert_int_equal(dl_store_search(store, DL_STR("common"), PAGES, &arena, &hits, &count, &error),
                     0);
    assert_int_equal(count, PAGES);
    dl_arena_clear(&arena);
    dl_store_close(store);
}

static void a_store_of_no_file_works_like_one(void **state)
{
    (void)state;
    dl_store *store;
    dl_error error;
    assert_int_equal(dl_store_open(&store, ":memory:", NULL, &error), 0);
    add(store, "https://a.example/", "x", 1);
    assert_int_equal(query(store, "SELECT * FROM snapshots", false, &error), 0);
    dl_store_close(store);
}

/* tests/data/store-1.db was made by the first version: `dateline fetch p.html`. */
static void a_store_of_the_first_version_is_brought_up_and_keeps_all(void **state)
{
    (void)state;
    char old[300], command[700];
    dl_store *store;
    dl_error error;
    dl_arena arena;
    dl_snapshot snapshot;
    dl_search_hit *hits;
    size_t count;
    snprintf(old, sizeof old, "%s/old.db", folder);
    snprintf(command, sizeof command, "cp tests/data/store-1.db '%s'", old);
    assert_int_equal(system(command), 0);
    const dl_store_options read_only = {.read_only = true};
    assert_int_equal(dl_store_open(&store, old, &read_only, &error), DL_ERR_STORE);
    if (dl_store_open(&store, old, NULL, &error))
        fail_msg("%s", error.message);
    dl_arena_init(&arena);
    assert_int_equal(dl_store_latest(store, DL_STR("p.html"), true, &arena, &snapshot, &error), 0);
    assert_int_equal(snapshot.body.size, 58);
    assert_true(dl_str_equal(snapshot.origin, DL_STR("live")));
    assert_int_equal(dl_store_search(store, DL_STR("announced"), 5, &arena, &hits, &count, &error),
                     0);
    assert_int_equal(count, 1);
    assert_int_equal(query(store, "SELECT peer, note FROM snapshots", false, &error), 0);
    assert_int_equal(query(store, "SELECT modified FROM pages", false, &error), 0);
    dl_arena_clear(&arena);
    dl_store_close(store);
}

static void each_hop_comes_back_as_it_was_kept(void **state)
{
    (void)state;
    dl_store *store;
    dl_error error;
    dl_arena arena;
    dl_hop *back;
    size_t count;
    dl_arena_init(&arena);
    assert_int_equal(dl_store_open(&store, ":memory:", NULL, &error), 0);
    const dl_hop hops[] = {{DL_STR("https://a.example/"), 301, DL_STR("GET / HTTP/1.1\r\n\r\n"),
                            DL_STR("HTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\n"),
                            DL_STR("192.0.2.7")},
                           {DL_STR("https://a.example/b"), 302, DL_STR("GET /b"),
                            DL_STR("HTTP/2 302"), DL_STR("2001:db8::1")}};
    dl_snapshot snapshot = {.url = DL_STR("https://a.example/"),
                            .final_url = DL_STR("https://a.example/c"),
                            .status = 200,
                            .body = DL_STR("x"),
                            .captured_at_us = 5,
                            .asked_at_us = 3,
                            .peer = DL_STR("192.0.2.8"),
                            .note = DL_STR("robots.txt ignored"),
                            .hops = hops,
                            .hop_count = 2};
    assert_int_equal(dl_store_add_snapshot(store, &snapshot, &arena, &error), 0);
    assert_int_equal(dl_store_hops(store, snapshot.id, &arena, &back, &count, &error), 0);
    assert_int_equal(count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_true(dl_str_equal(back[i].url, hops[i].url));
        assert_true(dl_str_equal(back[i].request, hops[i].request));
        assert_true(dl_str_equal(back[i].headers, hops[i].headers));
        assert_true(dl_str_equal(back[i].peer, hops[i].peer));
        assert_int_equal(back[i].status, hops[i].status);
    }
    dl_snapshot read;
    assert_int_equal(dl_store_snapshot(store, snapshot.id, false, &arena, &read, &error), 0);
    assert_int_equal(read.asked_at_us, 3);
    assert_true(dl_str_equal(read.peer, snapshot.peer));
    assert_true(dl_str_equal(read.note, snapshot.note));
    assert_true(dl_str_equal(read.origin, DL_STR("live")));
    assert_int_not_equal(query(store, "DELETE FROM dl_hop", true, &error), 0);
    dl_arena_clear(&arena);
    dl_store_close(store);
}

/* gzip of "the body, as it came", by gzip -n; the hash of each form is sha256sum's. */
static void a_body_keeps_the_coding_that_it_came_in(void **state)
{
    (void)state;
    static const unsigned char coded[] = {
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x2b, 0xc9, 0x48, 0x55,
        0x48, 0xca, 0x4f, 0xa9, 0xd4, 0x51, 0x48, 0x2c, 0x56, 0xc8, 0x2c, 0x51, 0x48, 0x4e,
        0xcc, 0x4d, 0x05, 0x00, 0x58, 0x94, 0x89, 0x96, 0x14, 0x00, 0x00, 0x00};
    const dl_str wire = {(const char *)coded, sizeof coded};
    const dl_str body = DL_STR("the body, as it came");
    dl_store *store;
    dl_error error;
    dl_arena arena;
    dl_packed packed;
    dl_arena_init(&arena);
    assert_int_equal(dl_store_open(&store, ":memory:", NULL, &error), 0);
    assert_int_equal(dl_pack(&packed, body, DL_STR("gzip"), wire, &error), 0);
    assert_string_equal(packed.wire_sha256,
                        "10cd2822db3c3978f8aa8b55bb450cc286b2351e317bb778d02c249364537c84");
    assert_string_equal(packed.sha256,
                        "567f2d20dd8103c1a485ddfb8fd2b84e2f51c30b6aa11f971ff4a7591747b799");
    dl_snapshot snapshot = {.url = DL_STR("https://a.example/"),
                            .final_url = DL_STR("https://a.example/"),
                            .status = 200,
                            .coding = DL_STR("gzip")};
    assert_int_equal(dl_store_begin(store, &error), 0);
    assert_int_equal(dl_store_begin(store, &error), DL_ERR_USAGE);
    assert_int_equal(dl_store_add_packed(store, &snapshot, &packed, &error), 0);
    assert_int_equal(dl_store_commit(store, &error), 0);
    dl_packed_clear(&packed);
    dl_snapshot read;
    dl_str bytes;
    bool there;
    assert_int_equal(dl_store_snapshot(store, snapshot.id, true, &arena, &read, &error), 0);
    assert_true(dl_str_equal(read.body, body));
    assert_int_equal(read.body_size, body.size);
    assert_int_equal(dl_store_wire_body(store, &read, &arena, &bytes, &there, &error), 0);
    assert_true(there && dl_str_equal(bytes, wire));
    dl_arena_clear(&arena);
    dl_store_close(store);
}

static void a_batch_that_is_rolled_back_leaves_nothing(void **state)
{
    (void)state;
    dl_store *store;
    dl_error error;
    assert_int_equal(dl_store_open(&store, ":memory:", NULL, &error), 0);
    assert_int_equal(dl_store_begin(store, &error), 0);
    add(store, "https://a.example/", "x", 1);
    dl_store_rollback(store);
    dl_arena arena;
    dl_snapshot *all;
    size_t count;
    dl_arena_init(&arena);
    assert_int_equal(dl_store_snapshots(store, DL_STR(""), &arena, &all, &count, &error), 0);
    assert_int_equal(count, 0);
    add(store, "https://a.example/", "x", 1);
    assert_int_equal(dl_store_snapshots(store, DL_STR(""), &arena, &all, &count, &error), 0);
    assert_int_equal(count, 1);
    dl_arena_clear(&arena);
    dl_store_close(store);
}

/* Found by a hostile set: these ran 13 minutes and more, inside one call that nothing stops. */
static void functions_on_long_strings_end(void **state)
{
    (void)state;
    static const char *const statements[] = {
        /* each with 4 to 8 million characters, and a product of lengths past 10^13 */
        "WITH s(t) AS (SELECT json_quote(:long)) SELECT instr(t, substr(t, 2, 4000000) || 'b') "
        "FROM s",
        "WITH s(t) AS (SELECT json_quote(:long))"
        " SELECT length(replace(t, substr(t, 2, 4000000) || 'b', '')) FROM s"};
    dl_store *store;
    dl_error error;
    dl_arena arena;
    dl_rows rows;
    dl_buf text = {0};
    dl_arena_init(&arena);
    for (int i = 0; i < 8000; i++)
        for (int j = 0; j < 10; j++)
            dl_buf_puts(&text,
                        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                        "aaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    const dl_param param = {DL_STR("long"), {.kind = DL_VALUE_TEXT, .text = dl_buf_str(&text)}};
    assert_int_equal(dl_store_open(&store, ":memory:", NULL, &error), 0);
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (dl_store_query(store, dl_str_of(statements[i]), &param, 1, false, &arena, &rows,
                           &error))
            fail_msg("%s", error.message);
    assert_int_not_equal(query(store, "SELECT printf('%.*c', 900000000, 'x')", false, &error), 0);
    assert_int_not_equal(query(store, "SELECT printf('%900000000d', 1)", false, &error), 0);
    dl_buf_clear(&text);
    dl_arena_clear(&arena);
    dl_store_close(store);
}

/* The values are those of SQLite's own functions, from its documentation. */
static void functions_of_our_own_answer_as_sqlite_does(void **state)
{
    (void)state;
    static const char *const equal[] = {
        "instr('dateline', 'line') = 5",
        "instr('dateline', 'x') = 0",
        "instr('', 'x') = 0 AND instr('x', '') = 1",
        "instr('\xc3\xa9t\xc3\xa9', 't') = 2 AND instr(x'c3a974', x'74') = 3",
        "instr(NULL, 'x') IS NULL AND replace('a', NULL, 'b') IS NULL AND trim(NULL) IS NULL",
        "replace('aaa', 'aa', 'b') = 'ba' AND replace('abab', 'b', '') = 'aa'",
        "replace('abc', '', 'x') = 'abc' AND replace('abc', 'abc', '') = ''",
        "trim('  a b ') = 'a b' AND ltrim(' a ') = 'a ' AND rtrim(' a ') = ' a'",
        "trim('\xc3\xa9x\xc3\xa9', '\xc3\xa9') = 'x' AND trim('xyx', 'yx') = ''",
        "printf('%05d|%-6s|%.2f|%x|%%', 42, 'ab', 2.5, 255) = '00042|ab    |2.50|ff|%'",
        ("printf('%,d %+d %c %q %Q', 1234567, 5, 'xyz', 'it''s', NULL) ="
         " '1,234,567 +5 x it''''s NULL'"),
        "printf('%d %s', 9223372036854775807) = '9223372036854775807 '",
        "printf(NULL) IS NULL AND format('plain') = 'plain'"};
    dl_store *store;
    dl_error error;
    dl_arena arena;
    dl_arena_init(&arena);
    assert_int_equal(dl_store_open(&store, ":memory:", NULL, &error), 0);
    for (size_t i = 0; i < sizeof equal / sizeof *equal; i++) {
        char sql[400];
        dl_rows rows;
        snprintf(sql, sizeof sql, "SELECT %s", equal[i]);
        if (dl_store_query(store, dl_str_of(sql), NULL, 0, false, &arena, &rows, &error))
            fail_msg("%s: %s", sql, error.message);
        if (rows.rows != 1 || rows.values[0].integer != 1)
            fail_msg("does not hold: %s", sql);
    }
    dl_arena_clear(&arena);
    dl_store_close(store);
}

/* --- files --- */

static int opened, removed;

static int count_open(const char *file, int flags, int mode)
{
    opened++;
    return open(file, flags, mode);
}

static int count_remove(const char *file)
{
    removed++;
    return unlink(file);
}

/* As where a wall keeps a worker from both. */
static void files_of_a_store_are_opened_and_removed_as_it_is_told(void **state)
{
    (void)state;
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    sqlite3_syscall_ptr before = vfs->xGetSystemCall(vfs, "open");
    opened = removed = 0;
    dl_store_open_files_by(count_open, count_remove);
    new_path("by-others");
    dl_store *store = open_store();
    assert_true(opened > 0);
    dl_store_close(store); /* the log that was beside it goes */
    assert_true(removed > 0);
    assert_int_equal(access(path, F_OK), 0);
    vfs->xSetSystemCall(vfs, "open", NULL);
    vfs->xSetSystemCall(vfs, "unlink", NULL);
    assert_ptr_equal(vfs->xGetSystemCall(vfs, "open"), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_snapshot_comes_back_as_it_was),
        cmocka_unit_test(equal_bodies_are_kept_once_and_the_newest_capture_is_found),
        cmocka_unit_test(proof_can_neither_be_changed_nor_deleted),
        cmocka_unit_test(a_damaged_body_is_not_used),
        cmocka_unit_test(captures_of_one_body_are_carried_whole),
        cmocka_unit_test(what_is_no_store_is_refused_and_left_as_it_is),
        cmocka_unit_test(another_programs_or_a_newer_store_is_refused),
        cmocka_unit_test(a_full_disk_is_told_and_loses_nothing),
        cmocka_unit_test(two_processes_write_and_nothing_is_lost),
        cmocka_unit_test(hostile_statements_are_refused_reading_and_writing),
        cmocka_unit_test(files_of_a_store_are_opened_and_removed_as_it_is_told),
        cmocka_unit_test(a_subquery_with_the_name_of_a_view_has_no_more_rights),
        cmocka_unit_test(json_is_taken_apart_by_a_query_that_only_reads),
        cmocka_unit_test(a_view_of_ones_own_shows_nothing_of_dateline),
        cmocka_unit_test(a_query_without_end_stops_when_it_is_told_to),
        cmocka_unit_test(a_store_of_the_first_version_is_brought_up_and_keeps_all),
        cmocka_unit_test(each_hop_comes_back_as_it_was_kept),
        cmocka_unit_test(a_body_keeps_the_coding_that_it_came_in),
        cmocka_unit_test(a_batch_that_is_rolled_back_leaves_nothing),
        cmocka_unit_test(functions_on_long_strings_end),
        cmocka_unit_test(functions_of_our_own_answer_as_sqlite_does),
        cmocka_unit_test(pages_are_found_by_their_words_with_an_excerpt),
        cmocka_unit_test(the_excerpt_is_where_the_words_stand_together),
        cmocka_unit_test(what_is_said_everywhere_is_ranked_among_the_latest),
        cmocka_unit_test(a_store_of_no_file_works_like_one)};
    return cmocka_run_group_tests_name("the store", tests, make_folder, remove_folder);
}
